#pragma once
// What the room of masks takes and shows.

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/json.h"
#include "base/time.h"
#include "engines/masking/risk.h"
#include "engines/masking/watermark.h"

namespace tiange::masks {

// The first rule that fits decides. What is empty fits everything; a rule without fields never touches fields whose usual
// mask is hide.
struct MaskRule {
  static constexpr bool k_json_defaults = true;
  std::string zh, en;                  // what for, shown as the reason
  std::vector<std::string> fields;     // "phone": by the mask that the catalogue names; "person.phone": one field
  std::vector<std::string> duties;     // of the reader
  std::vector<std::string> purposes;   // keys of purposes
  std::string area = "any";            // own: the reader works in the same community or grid; inside: in an area above; outside
  bool unmasked = false;               // only while the reader holds a grant for the subject
  std::string mask;                    // see engines/masking/masks.h
};
BOOST_DESCRIBE_STRUCT(MaskRule, (), (zh, en, fields, duties, purposes, area, unmasked, mask))

struct MaskPurpose {
  static constexpr bool k_json_defaults = true;
  std::string key, zh, en;
  bool approver = false;     // somebody else must agree first
  bool ticket = true;        // a case number must be named
  int longest_minutes = 60;  // 1–480
};
BOOST_DESCRIBE_STRUCT(MaskPurpose, (), (key, zh, en, approver, ticket, longest_minutes))

struct MaskPolicy {
  static constexpr bool k_json_defaults = true;
  std::map<std::string, std::string> usual;  // mask of the catalogue -> what it means here: "id" -> "id:6"
  std::vector<MaskRule> rules;
  std::vector<MaskPurpose> purposes;
  int export_k = 5;         // rows that must look alike in an export
  int export_l = 2;         // different sensitive values among them
  int export_days = 7;      // that an approved export may be fetched
};
BOOST_DESCRIBE_STRUCT(MaskPolicy, (), (usual, rules, purposes, export_k, export_l, export_days))

struct PolicyVersion {
  std::int64_t version = 0;
  std::string state;  // draft | live | past
  std::string note, made_by, published_by;
  Instant made;
  std::optional<Instant> published;
};
BOOST_DESCRIBE_STRUCT(PolicyVersion, (), (version, state, note, made_by, published_by, made, published))
struct PolicyView {
  MaskPolicy live;
  std::optional<MaskPolicy> draft;
  std::vector<PolicyVersion> versions;  // newest first
  std::int64_t live_version = 0, draft_version = 0;
  bool may_edit = false, may_publish = false;
  std::string why_not_zh, why_not_en;   // why the draft cannot be published by the caller
};
BOOST_DESCRIBE_STRUCT(PolicyView, (), (live, draft, versions, live_version, draft_version, may_edit, may_publish, why_not_zh, why_not_en))
struct DraftIn {
  static constexpr bool k_json_defaults = true;
  MaskPolicy policy;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(DraftIn, (), (policy, note))
struct PublishIn {
  static constexpr bool k_json_defaults = true;
  std::int64_t version = 0;  // of the draft that was read
};
BOOST_DESCRIBE_STRUCT(PublishIn, (), (version))

// ---- trying ----

struct TrySample {
  static constexpr bool k_json_defaults = true;
  std::string field;  // "person.phone"
  std::string word;   // mask of the catalogue
  std::string value;
};
BOOST_DESCRIBE_STRUCT(TrySample, (), (field, word, value))
struct TryIn {
  static constexpr bool k_json_defaults = true;
  std::optional<MaskPolicy> policy;  // the draft on the screen; absent: the live one alone
  std::string duty, area;            // of the reader
  std::string grid;                  // of the subject
  std::string purpose;
  bool unmasked = false;
  std::vector<TrySample> samples;
};
BOOST_DESCRIBE_STRUCT(TryIn, (), (policy, duty, area, grid, purpose, unmasked, samples))
struct TryShown {
  std::string field, live, live_why_zh, live_why_en, tried, tried_why_zh, tried_why_en;
  bool differs = false;
};
BOOST_DESCRIBE_STRUCT(TryShown, (), (field, live, live_why_zh, live_why_en, tried, tried_why_zh, tried_why_en, differs))
struct TryView {
  std::vector<TryShown> items;
};
BOOST_DESCRIBE_STRUCT(TryView, (), (items))

struct TextIn {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(TextIn, (), (text))
struct TextPiece {
  std::string kind, zh, en;  // name id phone bank address email plate
  std::int64_t begin = 0, end = 0;  // characters
  std::string text, shown;
};
BOOST_DESCRIBE_STRUCT(TextPiece, (), (kind, zh, en, begin, end, text, shown))
struct TextView {
  std::string masked;
  std::vector<TextPiece> found;
};
BOOST_DESCRIBE_STRUCT(TextView, (), (masked, found))

// ---- seeing a subject without masks ----

struct UnmaskAsk {
  static constexpr bool k_json_defaults = true;
  std::string subject;  // ref
  std::string purpose;  // key
  std::string ticket, reason;
  int minutes = 30;
};
BOOST_DESCRIBE_STRUCT(UnmaskAsk, (), (subject, purpose, ticket, reason, minutes))
struct UnmaskView {
  std::string id, subject, area, purpose, purpose_zh, purpose_en, ticket, reason, name, unit;
  std::int64_t minutes = 0;
  std::string state;  // asked | granted | refused
  Instant asked;
  std::optional<Instant> answered, until;
  std::string answered_by, answer;
  bool mine = false, may_answer = false, over = false;
};
BOOST_DESCRIBE_STRUCT(UnmaskView, (), (id, subject, area, purpose, purpose_zh, purpose_en, ticket, reason, name, unit, minutes, state, asked,
                                       answered, until, answered_by, answer, mine, may_answer, over))
struct UnmaskList {
  std::vector<UnmaskView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(UnmaskList, (), (items, next))
struct ApprovalIn {
  static constexpr bool k_json_defaults = true;
  bool granted = false;
  std::string text;  // must not be empty when refused
};
BOOST_DESCRIBE_STRUCT(ApprovalIn, (), (granted, text))

// ---- exports ----

struct ExportColumn {
  static constexpr bool k_json_defaults = true;
  std::string field;
  std::string way = "mask";  // mask: as the policy shows it to the asker; plain; pseudonym; or a mask of its own: year:10
  bool quasi = false;        // others may know it too
  bool sensitive = false;    // what must not be learned; at most one
};
BOOST_DESCRIBE_STRUCT(ExportColumn, (), (field, way, quasi, sensitive))
struct ExportAsk {
  static constexpr bool k_json_defaults = true;
  std::string title;
  std::string kind = "person";
  std::string area;      // below which
  std::string shape;     // inside which, drawn on the map; empty: the whole area
  std::string purpose, ticket, receiver;
  std::string project;   // pseudonyms are stable within it
  std::vector<ExportColumn> columns;
  bool leave_out = false;  // rows that stand out are left out
  bool anonymous = false;  // it is said to be so: no identifier leaves, and whatever else leaves counts as known to others
};
BOOST_DESCRIBE_STRUCT(ExportAsk, (), (title, kind, area, shape, purpose, ticket, receiver, project, columns, leave_out, anonymous))
struct ExportView {
  static constexpr bool k_json_defaults = true;
  std::string id;
  ExportAsk ask;
  masking::RiskReport risk;
  std::string name, unit;
  std::string state;  // asked | approved | refused
  Instant asked;
  std::optional<Instant> answered, until;
  std::string answered_by, answer;
  std::int64_t rows = 0;      // that leave the house
  std::int64_t fetched = 0;   // how often
  std::optional<Instant> last_fetched;
  bool mine = false, may_answer = false, may_fetch = false;
  std::string why_not_zh, why_not_en;  // why it cannot be approved
};
BOOST_DESCRIBE_STRUCT(ExportView, (), (id, ask, risk, name, unit, state, asked, answered, until, answered_by, answer, rows, fetched, last_fetched,
                                       mine, may_answer, may_fetch, why_not_zh, why_not_en))
struct ExportList {
  std::vector<ExportView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(ExportList, (), (items, next))
struct ExportField {
  std::string field, zh, en, mask;
  std::int64_t grade = 1;
};
BOOST_DESCRIBE_STRUCT(ExportField, (), (field, zh, en, mask, grade))
struct ExportFields {
  std::vector<ExportField> items;
};
BOOST_DESCRIBE_STRUCT(ExportFields, (), (items))
struct RiskView {
  masking::RiskReport risk;
  std::vector<std::vector<std::string>> sample;  // first rows as they would leave
};
BOOST_DESCRIBE_STRUCT(RiskView, (), (risk, sample))

struct TraceMatch {
  std::string id, title, name, unit, receiver;
  Instant asked;
  masking::MarkScore score;
  bool certain = false;
};
BOOST_DESCRIBE_STRUCT(TraceMatch, (), (id, title, name, unit, receiver, asked, score, certain))
struct TraceView {
  std::int64_t rows = 0;
  std::int64_t exports = 0;  // compared
  std::vector<TraceMatch> matches;  // the three nearest, best first
};
BOOST_DESCRIBE_STRUCT(TraceView, (), (rows, exports, matches))

}  // namespace tiange::masks
