#pragma once
// 所见 What callers give to supervision and see of it. Texts by people are as they wrote them; states are keys that the
// screens have words for.

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "city/cases/case_views.h"
#include "city/cases/supervision/desk/supervision_rules.h"

namespace tiange::cases {

// A document attached to a paper.
struct DocumentView {
  std::string digest;
  std::string type;
  std::int64_t size = 0;
};
BOOST_DESCRIBE_STRUCT(DocumentView, (), (digest, type, size))

// What happened to a paper, in order.
struct PaperEntry {
  Instant happened;
  std::string by, unit, zh, en, text;
};
BOOST_DESCRIBE_STRUCT(PaperEntry, (), (happened, by, unit, zh, en, text))

// The case a paper is about, where the reader may see it; else the number only.
struct AboutCase {
  std::string ref, number, title, item_name, area_name;
  bool visible = false;
};
BOOST_DESCRIBE_STRUCT(AboutCase, (), (ref, number, title, item_name, area_name, visible))

// ---- appeals ------------------------------------------------------------------------------------------------

struct AppealInput {
  static constexpr bool k_json_defaults = true;
  std::string grounds;
  std::vector<std::string> documents;  // digests of stored blobs
};
BOOST_DESCRIBE_STRUCT(AppealInput, (), (grounds, documents))

struct ReviewInput {
  bool approve = false;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ReviewInput, (), (approve, text))

struct AppealView {
  std::string id, number;
  std::string state;  // first | second | approved | rejected
  AboutCase about;
  std::string unit, unit_zh, unit_en, grounds;
  std::vector<DocumentView> documents;
  std::string filed_by;
  Instant filed;
  std::optional<Instant> due;  // of the review it waits for
  bool late = false;           // that review ran out of time
  std::string first_by, first_text, second_by, second_text;
  std::optional<Instant> first_done, second_done;
  std::optional<Instant> overran;  // when the handling ran out of time
  std::optional<Instant> settled;
  bool may_review = false;
  std::string why_not_zh, why_not_en;
};
BOOST_DESCRIBE_STRUCT(AppealView, (),
                      (id, number, state, about, unit, unit_zh, unit_en, grounds, documents, filed_by, filed, due, late,
                       first_by, first_text, second_by, second_text, first_done, second_done, overran, settled,
                       may_review, why_not_zh, why_not_en))

struct AppealList {
  std::vector<AppealView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(AppealList, (), (items, next))

// ---- urge letters -------------------------------------------------------------------------------------------

struct LetterInput {
  static constexpr bool k_json_defaults = true;
  std::string unit;
  std::string title;
  std::string text;
  std::string case_ref;   // or empty: about the work of the unit at large
  std::string limit;      // "2 work_days"; empty: the district's
  bool answer_required = true;
};
BOOST_DESCRIBE_STRUCT(LetterInput, (), (unit, title, text, case_ref, limit, answer_required))

struct PaperText {
  static constexpr bool k_json_defaults = true;
  std::string text;
  std::string limit;
  std::vector<std::string> documents;
};
BOOST_DESCRIBE_STRUCT(PaperText, (), (text, limit, documents))

struct LetterView {
  std::string id, number;
  std::string state;  // sent | answered | closed
  std::string unit, unit_zh, unit_en, title, text;
  std::optional<AboutCase> about;
  std::string issued_by, issued_unit;
  Instant issued;
  std::string limit_zh, limit_en;
  std::optional<Instant> due;
  bool answer_required = true;
  bool late = false;  // waits for an answer past its limit, or was answered past it
  int escalations = 0;
  std::string escalated_to, escalated_zh, escalated_en;  // the unit above that has it now
  std::string answer, answered_by;
  std::optional<Instant> answered;
  std::vector<DocumentView> documents;
  std::vector<PaperEntry> entries;  // of one letter; empty in lists
  bool may_answer = false;
  bool may_judge = false;
};
BOOST_DESCRIBE_STRUCT(LetterView, (),
                      (id, number, state, unit, unit_zh, unit_en, title, text, about, issued_by, issued_unit, issued,
                       limit_zh, limit_en, due, answer_required, late, escalations, escalated_to, escalated_zh,
                       escalated_en, answer, answered_by, answered, documents, entries, may_answer, may_judge))

struct LetterList {
  std::vector<LetterView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(LetterList, (), (items, next))

// ---- leaders' instructions ----------------------------------------------------------------------------------

struct InstructionInput {
  static constexpr bool k_json_defaults = true;
  std::string leader;       // who instructed
  std::string leader_post;  // "区长"
  std::string text;
  std::string case_ref;     // or empty: free-standing
  std::string lead;         // unit
  std::vector<std::string> assisting;
  std::string limit;
};
BOOST_DESCRIBE_STRUCT(InstructionInput, (), (leader, leader_post, text, case_ref, lead, assisting, limit))

struct UnitName {
  std::string code, zh, en;
};
BOOST_DESCRIBE_STRUCT(UnitName, (), (code, zh, en))

struct InstructionView {
  std::string id, number;
  std::string state;  // open | fed_back | closed
  std::string leader, leader_post, text;
  std::optional<AboutCase> about;
  UnitName lead;
  std::vector<UnitName> assisting;
  std::string registered_by;
  Instant registered;
  std::string limit_zh, limit_en;
  Instant due;
  int round = 1;
  std::int64_t feedbacks = 0;
  bool late = false;
  std::string closed_by, closing_text;
  std::optional<Instant> closed;
  std::vector<DocumentView> documents;
  std::vector<PaperEntry> entries;  // of one instruction; empty in lists
  bool may_feed_back = false;
  bool may_judge = false;
};
BOOST_DESCRIBE_STRUCT(InstructionView, (),
                      (id, number, state, leader, leader_post, text, about, lead, assisting, registered_by, registered,
                       limit_zh, limit_en, due, round, feedbacks, late, closed_by, closing_text, closed, documents,
                       entries, may_feed_back, may_judge))

struct InstructionList {
  std::vector<InstructionView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(InstructionList, (), (items, next))

// ---- lamps --------------------------------------------------------------------------------------------------

enum class LampBy { area, unit, person };
BOOST_DESCRIBE_ENUM(LampBy, area, unit, person)

struct LampRow {
  std::string key;  // area, unit, or person
  std::string zh, en, note_zh, note_en;
  std::int64_t open = 0, red = 0, amber = 0, green = 0, paused = 0;
  bool below = false;  // there is a level below to look at
};
BOOST_DESCRIBE_STRUCT(LampRow, (), (key, zh, en, note_zh, note_en, open, red, amber, green, paused, below))

struct LampList {
  std::string area, area_zh, area_en, parent;
  std::vector<LampRow> rows;  // most red first
  LampRow total;
};
BOOST_DESCRIBE_STRUCT(LampList, (), (area, area_zh, area_en, parent, rows, total))

struct LampCase : CaseRow {
  std::string person;  // who has it in hand
  std::string queue_zh, queue_en;
};
BOOST_DESCRIBE_STRUCT(LampCase, (CaseRow), (person, queue_zh, queue_en))

struct LampCases {
  std::vector<LampCase> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(LampCases, (), (items, next))

// ---- of one case, and the rules -----------------------------------------------------------------------------

struct CaseSupervision {
  std::optional<AppealView> appeal;
  bool may_appeal = false;
  bool was_late = false;  // handling ran out of time: an appeal is a question at all
  std::string why_not_zh, why_not_en;
  std::vector<LetterView> letters;
  std::vector<InstructionView> instructions;
};
BOOST_DESCRIBE_STRUCT(CaseSupervision, (), (appeal, may_appeal, was_late, why_not_zh, why_not_en, letters, instructions))

struct RulesChange {
  std::int64_t version = 0;
  Instant changed;
  std::string by, note;
};
BOOST_DESCRIBE_STRUCT(RulesChange, (), (version, changed, by, note))

struct RulesView {
  SupervisionRules rules;
  std::int64_t version = 0;
  std::vector<RulesChange> changes;  // newest first
};
BOOST_DESCRIBE_STRUCT(RulesView, (), (rules, version, changes))

struct RulesInput {
  SupervisionRules rules;
  std::int64_t version = 0;  // it was made from
  std::string note;
};
BOOST_DESCRIBE_STRUCT(RulesInput, (), (rules, version, note))

}  // namespace tiange::cases
