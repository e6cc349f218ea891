#pragma once
// What the credit of firms takes and shows.

#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "city/credit/rules/credit_model.h"

namespace tiange::credit {

// ---- the scoring as a definition ----

struct CreditVersion {
  std::int64_t version = 0;
  std::string state;  // draft | live | past
  std::string note, made_by, released_by;
  Instant made;
  std::optional<Instant> released;
};
BOOST_DESCRIBE_STRUCT(CreditVersion, (), (version, state, note, made_by, released_by, made, released))
struct CreditSource {
  std::string code, zh, en;
};
BOOST_DESCRIBE_STRUCT(CreditSource, (), (code, zh, en))
struct CreditScoringView {
  CreditScoring scoring;        // in force
  std::int64_t version = 0;
  std::optional<CreditScoring> draft;
  std::int64_t draft_version = 0;
  std::string tried;            // id of the last try of the draft as it is; empty: none
  std::vector<CreditVersion> versions;  // newest first
  std::vector<CreditField> fields;      // what conditions may speak of
  std::vector<CreditSource> sources;
  bool may_edit = false, may_release = false;
  std::string why_not_zh, why_not_en;   // why the draft cannot be released by the caller
};
BOOST_DESCRIBE_STRUCT(CreditScoringView, (), (scoring, version, draft, draft_version, tried, versions, fields, sources, may_edit,
                                              may_release, why_not_zh, why_not_en))
struct CreditDraftIn {
  static constexpr bool k_json_defaults = true;
  CreditScoring scoring;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(CreditDraftIn, (), (scoring, note))
struct CreditReleaseIn {
  static constexpr bool k_json_defaults = true;
  std::int64_t version = 0;  // of the draft that was read
};
BOOST_DESCRIBE_STRUCT(CreditReleaseIn, (), (version))

// ---- tries and runs ----

struct CreditMove {
  std::string from, to;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(CreditMove, (), (from, to, count))
struct CreditMoveGroup {
  std::string code, zh, en;
  std::int64_t firms = 0, better = 0, worse = 0;  // by grade
};
BOOST_DESCRIBE_STRUCT(CreditMoveGroup, (), (code, zh, en, firms, better, worse))
struct CreditMoved {
  std::string ref, title, area_name, industry;
  int from_score = 0, to_score = 0;
  std::string from, to;  // grades
};
BOOST_DESCRIBE_STRUCT(CreditMoved, (), (ref, title, area_name, industry, from_score, to_score, from, to))
struct CreditTryView {
  std::string id;
  std::string state;          // waiting | done | failed
  std::int64_t version = 0;   // of the draft that was tried
  std::int64_t firms = 0, better = 0, worse = 0, recoloured = 0, took_ms = 0;
  std::vector<CreditMove> grades, colours;  // how many from where to where, those who stay among them
  std::vector<CreditMoveGroup> towns, industries;
  std::vector<CreditMoved> sample;
  Instant asked;
};
BOOST_DESCRIBE_STRUCT(CreditTryView, (), (id, state, version, firms, better, worse, recoloured, took_ms, grades, colours, towns, industries,
                                          sample, asked))
struct CreditRunView {
  std::string id;
  std::string why;    // nightly | asked | batch | released
  std::string state;  // waiting | running | done
  std::string by;
  std::int64_t firms = 0, changed = 0, took_ms = 0, columns_ms = 0;
  Instant asked;
  std::optional<Instant> begun, ended;
};
BOOST_DESCRIBE_STRUCT(CreditRunView, (), (id, why, state, by, firms, changed, took_ms, columns_ms, asked, begun, ended))

// ---- lists ----

struct CreditCount {
  std::string key;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(CreditCount, (), (key, count))
struct CreditOverview {
  std::int64_t firms = 0;
  std::vector<CreditCount> grades, colours;
  std::int64_t overrides = 0, objections = 0, repairs = 0;  // open or in force
  std::int64_t version = 0;
  std::optional<CreditRunView> run;  // the last one
  bool may_ask = false, may_answer = false, may_approve = false, may_edit = false, may_release = false, may_export = false;
};
BOOST_DESCRIBE_STRUCT(CreditOverview, (), (firms, grades, colours, overrides, objections, repairs, version, run, may_ask, may_answer,
                                           may_approve, may_edit, may_release, may_export))
struct CreditFirm {
  std::string ref, title, grid, area_name, industry, industry_zh, industry_en;
  int score = 0;
  std::string grade, colour;
  std::string own_colour;  // by the score alone
  bool overridden = false;
  Instant changed;
};
BOOST_DESCRIBE_STRUCT(CreditFirm, (), (ref, title, grid, area_name, industry, industry_zh, industry_en, score, grade, colour, own_colour,
                                       overridden, changed))
struct CreditFirmList {
  std::vector<CreditFirm> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(CreditFirmList, (), (items, next))

// ---- a firm ----

struct CreditEvidence {
  std::string field, zh, en;
  std::string value, shown_zh, shown_en;
  std::string source, source_zh, source_en, key;  // whose record it stands in
  std::optional<Instant> observed;
};
BOOST_DESCRIBE_STRUCT(CreditEvidence, (), (field, zh, en, value, shown_zh, shown_en, source, source_zh, source_en, key, observed))
struct CreditMarkView {
  std::string indicator, zh, en;
  CreditGroup group = CreditGroup::supervision;
  int points = 0;
  bool left_out = false;
  std::string left_why;  // repaired | mistaken
  std::string source, source_zh, source_en, unit, unit_zh, unit_en;
  std::string basis, document, cap;
  std::string since;     // date
  std::string fades;     // date from which it counts no more
  bool repairable = false;
  std::string repair_from;  // date
  std::string raise_zh, raise_en;
  std::vector<CreditEvidence> evidence;
  std::string matter;    // id of the objection or repair under way
};
BOOST_DESCRIBE_STRUCT(CreditMarkView, (), (indicator, zh, en, group, points, left_out, left_why, source, source_zh, source_en, unit, unit_zh,
                                           unit_en, basis, document, cap, since, fades, repairable, repair_from, raise_zh, raise_en,
                                           evidence, matter))
struct CreditRaise {
  std::string indicator, zh, en, raise_zh, raise_en;
  int points = 0;       // gained
  std::string grade;    // reached by this alone
};
BOOST_DESCRIBE_STRUCT(CreditRaise, (), (indicator, zh, en, raise_zh, raise_en, points, grade))
struct CreditStep {
  std::string indicator, zh, en;
  int before = 0, after = 0;  // points; 0: did not count
};
BOOST_DESCRIBE_STRUCT(CreditStep, (), (indicator, zh, en, before, after))
struct CreditChange {
  std::string id;
  Instant happened;
  std::string why;  // first | facts | case | time | scoring | override | override_ended | repaired | mended
  int from = 0, to = 0;
  std::string from_grade, grade, from_colour, colour;
  std::int64_t version = 0;
  std::vector<CreditStep> steps;
};
BOOST_DESCRIBE_STRUCT(CreditChange, (), (id, happened, why, from, to, from_grade, grade, from_colour, colour, version, steps))
struct CreditHistory {
  std::vector<CreditChange> items;  // newest first
  std::string next;
};
BOOST_DESCRIBE_STRUCT(CreditHistory, (), (items, next))

struct CreditOverride {
  std::string id, ref, title, area_name;
  std::string state;  // asked | live | refused | withdrawn | ended
  std::string from, colour, reason;
  std::string asked_by, decided_by, said;
  Instant asked, until;
  std::optional<Instant> decided, ended;
  bool may_decide = false, may_withdraw = false;
};
BOOST_DESCRIBE_STRUCT(CreditOverride, (), (id, ref, title, area_name, state, from, colour, reason, asked_by, decided_by, said, asked, until,
                                           decided, ended, may_decide, may_withdraw))
struct CreditOverrideList {
  std::vector<CreditOverride> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(CreditOverrideList, (), (items, next))

struct CreditMendField {
  std::string field, zh, en, type, codes, value;
};
BOOST_DESCRIBE_STRUCT(CreditMendField, (), (field, zh, en, type, codes, value))
struct CreditValue {
  static constexpr bool k_json_defaults = true;
  std::string field, value;
};
BOOST_DESCRIBE_STRUCT(CreditValue, (), (field, value))
struct CreditMatter {
  std::string id, kind;  // objection | repair
  std::string ref, title, area_name, indicator, zh, en;
  int points = 0;
  std::string state;     // open | mended | stands | agreed | refused
  std::string text, evidence, asked_for;
  std::string asked_by, answered_by, said, unit, unit_zh, unit_en, ticket;
  Instant asked, due;
  std::optional<Instant> answered;
  std::vector<CreditValue> values;       // what was mended
  std::vector<CreditMendField> fields;   // what the owner may mend, with what stands now
  bool overdue = false, may_answer = false;
};
BOOST_DESCRIBE_STRUCT(CreditMatter, (), (id, kind, ref, title, area_name, indicator, zh, en, points, state, text, evidence, asked_for, asked_by,
                                         answered_by, said, unit, unit_zh, unit_en, ticket, asked, due, answered, values, fields, overdue,
                                         may_answer))
struct CreditMatterList {
  std::vector<CreditMatter> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(CreditMatterList, (), (items, next))

struct CreditCase {
  std::string ref, number, title;
  bool serious = false;
  Instant tied;
  std::optional<Instant> closed;
  std::string by;
};
BOOST_DESCRIBE_STRUCT(CreditCase, (), (ref, number, title, serious, tied, closed, by))

// How often a firm is checked and what is due, worked out by frequency/frequency.h.
struct FirmCheck {
  std::string item, zh, en, line, line_zh, line_en;
  std::string state;       // due | done | not_drawn | spaced
  std::string way;         // visit | desk
  std::string why;         // drawn | every | trigger
  std::string trigger_zh, trigger_en, triggered;
  double share = 0, most_year = 0;
  int interval_months = 0, number = 0, reach = 0;
  std::string from, to;    // of the period
  std::string last, due;   // dates; empty: none
  bool overdue = false;
  std::string reason_zh, reason_en, basis;
  std::vector<std::string> checks;  // of the department's list
};
BOOST_DESCRIBE_STRUCT(FirmCheck, (), (item, zh, en, line, line_zh, line_en, state, way, why, trigger_zh, trigger_en, triggered, share, most_year,
                                      interval_months, number, reach, from, to, last, due, overdue, reason_zh, reason_en, basis, checks))
struct FirmCheckNoted {
  std::string item, zh, en, day, result, note, by;
};
BOOST_DESCRIBE_STRUCT(FirmCheckNoted, (), (item, zh, en, day, result, note, by))
struct FirmFrequency {
  std::int64_t version = 0;
  std::string grade, colour;        // that the frequency goes by
  std::vector<FirmCheck> items;
  std::vector<FirmCheckNoted> noted;  // newest first
  bool may_note = false;
};
BOOST_DESCRIBE_STRUCT(FirmFrequency, (), (version, grade, colour, items, noted, may_note))

struct CreditProfile : CreditFirm {
  std::string uscc, status_zh, status_en, founded;
  int base = 0;
  std::int64_t scoring_version = 0;
  std::vector<CreditGrade> grades;
  std::vector<CreditMarkView> marks;  // what counts, heaviest first; then what is left out
  std::vector<CreditRaise> raises;    // what would raise it, most first
  std::vector<CreditChange> history;  // newest first, the first page
  std::vector<CreditEvidence> checks; // inspections received
  std::optional<FirmFrequency> frequency;
  std::vector<CreditCase> cases;
  std::vector<CreditMatter> matters;
  std::optional<CreditOverride> override_now;  // asked for or in force
  int override_days = 0;
  bool may_ask = false, may_export = false;
};
BOOST_DESCRIBE_STRUCT(CreditProfile, (CreditFirm), (uscc, status_zh, status_en, founded, base, scoring_version, grades, marks, raises,
                                                    history, checks, frequency, cases, matters, override_now, override_days, may_ask, may_export))

// ---- what comes in ----

struct CreditOverrideIn {
  static constexpr bool k_json_defaults = true;
  std::string colour, reason;
  Instant until;
};
BOOST_DESCRIBE_STRUCT(CreditOverrideIn, (), (colour, reason, until))
struct CreditDecideIn {
  static constexpr bool k_json_defaults = true;
  bool agree = false;
  std::string text;  // why; must not be empty when refused
};
BOOST_DESCRIBE_STRUCT(CreditDecideIn, (), (agree, text))
struct CreditMatterIn {
  static constexpr bool k_json_defaults = true;
  std::string kind;       // objection | repair
  std::string indicator;
  std::string text;       // what is wrong; of a repair: what the firm commits itself to
  std::string evidence;   // papers shown, with their numbers
  std::string asked_for;  // who of the firm asked
};
BOOST_DESCRIBE_STRUCT(CreditMatterIn, (), (kind, indicator, text, evidence, asked_for))
struct CreditAnswerIn {
  static constexpr bool k_json_defaults = true;
  std::string outcome;  // of an objection: mended | stands; of a repair: agreed | refused
  std::string text;
  std::vector<CreditValue> values;  // with mended: what is right; empty value: nothing of the kind
};
BOOST_DESCRIBE_STRUCT(CreditAnswerIn, (), (outcome, text, values))
struct CreditCaseIn {
  static constexpr bool k_json_defaults = true;
  std::string number;
};
BOOST_DESCRIBE_STRUCT(CreditCaseIn, (), (number))

}  // namespace tiange::credit
