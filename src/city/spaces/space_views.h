#pragma once
// What the personal data spaces take and show.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/json.h"
#include "base/time.h"

namespace tiange::spaces {

// ---- what a fresh district starts with: data/spaces.json ----

struct CertificateKind {
  static constexpr bool k_json_defaults = true;
  std::string key, zh, en;
  std::vector<std::string> fields;  // golden fields that must be there
  std::string field, value;         // and one of them must say this; empty: anything
  std::string text_zh, text_en;     // with {field} for what is registered
  int days = 30;                    // it holds
  bool granted = false;             // by a decision, never on demand
};
BOOST_DESCRIBE_STRUCT(CertificateKind, (), (key, zh, en, fields, field, value, text_zh, text_en, days, granted))

struct StorageNode {
  static constexpr bool k_json_defaults = true;
  std::string key, zh, en;
  std::string folder;             // below the data folder, or absolute: a mount of another machine
  std::int64_t capacity_mb = 0;
  double cost = 0;                // of beginning to use it for somebody, 0–1
  std::string area;               // residents of which area may be kept there; empty: everybody
};
BOOST_DESCRIBE_STRUCT(StorageNode, (), (key, zh, en, folder, capacity_mb, cost, area))

struct SpaceRules {
  static constexpr bool k_json_defaults = true;
  std::vector<CertificateKind> certificates;
  std::vector<StorageNode> nodes;
  std::int64_t quota_mb = 100;   // of each resident
  int replicas = 1;              // nodes that hold each file
  double alpha = 0.4, beta = 0.3, gamma = 0.2, delta = 0.1;
  int code_days = 90;            // an opening code holds
  int session_minutes = 30;
  int longest_consent_days = 366;
};
BOOST_DESCRIBE_STRUCT(SpaceRules, (), (certificates, nodes, quota_mb, replicas, alpha, beta, gamma, delta, code_days, session_minutes,
                                       longest_consent_days))

// ---- the window ----

struct OpenIn {
  static constexpr bool k_json_defaults = true;
  std::string id_card, name;
  bool consents = false;  // the resident stands at the window and asks for it
};
BOOST_DESCRIBE_STRUCT(OpenIn, (), (id_card, name, consents))
struct OpenView {
  std::string subject, name;  // masked
  std::string code;           // shown once
  Instant until;
  bool again = false;         // it was open already: the old code no longer works
};
BOOST_DESCRIBE_STRUCT(OpenView, (), (subject, name, code, until, again))
struct SpaceRow {
  std::string subject, name, area;
  Instant opened;
  std::string opened_by;
  std::int64_t used_bytes = 0, quota_bytes = 0;
};
BOOST_DESCRIBE_STRUCT(SpaceRow, (), (subject, name, area, opened, opened_by, used_bytes, quota_bytes))
struct SpaceList {
  std::vector<SpaceRow> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(SpaceList, (), (items, next))

// ---- the resident ----

struct EnterIn {
  static constexpr bool k_json_defaults = true;
  std::string id_card, code;
};
BOOST_DESCRIBE_STRUCT(EnterIn, (), (id_card, code))
struct EnterView {
  std::string token;
  Instant until;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(EnterView, (), (token, until, name))

struct HeldClaim {
  std::string source_zh, source_en, value;
  Instant observed;
  bool won = false;
  std::string why_zh, why_en;
};
BOOST_DESCRIBE_STRUCT(HeldClaim, (), (source_zh, source_en, value, observed, won, why_zh, why_en))
struct HeldFact {
  std::string field, zh, en, value, shown_zh, shown_en;
  std::vector<HeldClaim> claims;  // who says what; the one that stands first
};
BOOST_DESCRIBE_STRUCT(HeldFact, (), (field, zh, en, value, shown_zh, shown_en, claims))
struct HeldTie {
  std::string zh, en, title, source;
  Instant observed;
};
BOOST_DESCRIBE_STRUCT(HeldTie, (), (zh, en, title, source, observed))
struct HeldLook {
  Instant looked;
  std::string name, unit_zh, unit_en, act, act_zh, act_en, purpose, ticket;
};
BOOST_DESCRIBE_STRUCT(HeldLook, (), (looked, name, unit_zh, unit_en, act, act_zh, act_en, purpose, ticket))
struct HeldCorrection {
  std::string id, field, zh, en, value, text, state, owner_zh, owner_en, ticket, answer;
  Instant proposed, due;
  std::optional<Instant> answered;
};
BOOST_DESCRIBE_STRUCT(HeldCorrection, (), (id, field, zh, en, value, text, state, owner_zh, owner_en, ticket, answer, proposed, due, answered))

struct ConsentIn {
  static constexpr bool k_json_defaults = true;
  std::string unit;                 // code of the unit that may read
  std::vector<std::string> fields;
  std::string purpose;
  int days = 30;
};
BOOST_DESCRIBE_STRUCT(ConsentIn, (), (unit, fields, purpose, days))
struct ConsentView {
  static constexpr bool k_json_defaults = true;
  std::string id, subject, name;    // name: masked, for the unit
  std::string unit, unit_zh, unit_en, purpose;
  std::vector<std::string> fields;
  std::vector<std::string> fields_zh, fields_en;
  std::string state;                // given | withdrawn | ended
  Instant given, until;
  std::optional<Instant> withdrawn;
  std::int64_t reads = 0;
  std::optional<Instant> last_read;
  std::string last_reader;
};
BOOST_DESCRIBE_STRUCT(ConsentView, (), (id, subject, name, unit, unit_zh, unit_en, purpose, fields, fields_zh, fields_en, state, given, until,
                                        withdrawn, reads, last_read, last_reader))
// What a unit was allowed to ask residents for: data that another unit holds, which it is given only of those who agree.
struct ConsentAsked {
  static constexpr bool k_json_defaults = true;
  std::string unit, unit_zh, unit_en, purpose;
  std::vector<std::string> fields, fields_zh, fields_en;
  std::string until;   // last day
  bool given = false;  // by the reader
};
BOOST_DESCRIBE_STRUCT(ConsentAsked, (), (unit, unit_zh, unit_en, purpose, fields, fields_zh, fields_en, until, given))
struct ConsentList {
  std::vector<ConsentView> items;
};
BOOST_DESCRIBE_STRUCT(ConsentList, (), (items))
struct ReadIn {
  static constexpr bool k_json_defaults = true;
  std::string text;  // what it is read for, this time
};
BOOST_DESCRIBE_STRUCT(ReadIn, (), (text))
struct ReadField {
  std::string field, zh, en, value, source_zh, source_en;
  Instant observed;
};
BOOST_DESCRIBE_STRUCT(ReadField, (), (field, zh, en, value, source_zh, source_en, observed))
struct ReadView {
  ConsentView consent;
  std::vector<ReadField> fields;
};
BOOST_DESCRIBE_STRUCT(ReadView, (), (consent, fields))

struct CorrectionIn {
  static constexpr bool k_json_defaults = true;
  std::string field, value, text;
};
BOOST_DESCRIBE_STRUCT(CorrectionIn, (), (field, value, text))

struct CertificateIn {
  static constexpr bool k_json_defaults = true;
  std::string kind;
};
BOOST_DESCRIBE_STRUCT(CertificateIn, (), (kind))
// What is signed.
struct CertificateBody {
  static constexpr bool k_json_defaults = true;
  std::string format;  // "tiange.certificate/1"
  std::string code, kind, zh, en, name, id_card;  // number: 3 + 4
  std::string text_zh, text_en, district;
  Instant issued, until;
};
BOOST_DESCRIBE_STRUCT(CertificateBody, (), (format, code, kind, zh, en, name, id_card, text_zh, text_en, district, issued, until))
struct CertificateView {
  std::string id, code, kind, zh, en, text_zh, text_en;
  std::string state;  // valid | revoked | ended
  Instant issued, until;
};
BOOST_DESCRIBE_STRUCT(CertificateView, (), (id, code, kind, zh, en, text_zh, text_en, state, issued, until))
// What anybody who was shown a code learns.
struct CertificateCheck {
  std::string state;  // valid | revoked | ended
  std::string zh, en, name, id_card;  // masked
  std::string text_zh, text_en, fingerprint;
  Instant issued, until;
};
BOOST_DESCRIBE_STRUCT(CertificateCheck, (), (state, zh, en, name, id_card, text_zh, text_en, fingerprint, issued, until))
struct CertificateReport {
  CertificateBody body;
  std::string suite, fingerprint;
};
BOOST_DESCRIBE_STRUCT(CertificateReport, (), (body, suite, fingerprint))

struct FileView {
  static constexpr bool k_json_defaults = true;
  std::string id, name, type, digest;
  std::int64_t bytes = 0;
  std::vector<std::string> nodes;
  Instant added;
};
BOOST_DESCRIBE_STRUCT(FileView, (), (id, name, type, digest, bytes, nodes, added))

struct Choice {
  std::string key, zh, en;
};
BOOST_DESCRIBE_STRUCT(Choice, (), (key, zh, en))

struct SpaceView {
  std::string subject, name;
  std::vector<HeldFact> facts;
  std::vector<HeldTie> ties;
  std::vector<HeldLook> looks;
  std::vector<ConsentView> consents;
  std::vector<ConsentAsked> asked;
  std::vector<HeldCorrection> corrections;
  std::vector<CertificateView> certificates;
  std::vector<FileView> files;
  std::vector<Choice> certificate_kinds;  // that could be issued now
  std::vector<Choice> units;              // that a consent can be given to
  std::int64_t used_bytes = 0, quota_bytes = 0;
  Instant until;                          // of the session
};
BOOST_DESCRIBE_STRUCT(SpaceView, (), (subject, name, facts, ties, looks, consents, asked, corrections, certificates, files, certificate_kinds, units,
                                      used_bytes, quota_bytes, until))

struct NodeView {
  std::string key, zh, en, area;
  std::int64_t capacity_bytes = 0, used_bytes = 0, residents = 0;
  double cost = 0;
};
BOOST_DESCRIBE_STRUCT(NodeView, (), (key, zh, en, area, capacity_bytes, used_bytes, residents, cost))
struct StorageView {
  std::vector<NodeView> nodes;
  std::int64_t spaces = 0, quota_bytes = 0;
  int replicas = 1;
};
BOOST_DESCRIBE_STRUCT(StorageView, (), (nodes, spaces, quota_bytes, replicas))

}  // namespace tiange::spaces
