#pragma once
// What comparing the registers takes and shows: rules as definitions, their tries and runs, the matches and what became of
// them.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "city/registers/subjects/subjects.h"

namespace tiange::registers {

// Who must act: a unit of a line that serves the subject's area at a level, the officer of its grid, or the unit that answers
// for a source.
enum class CompareWho { unit, officer, owner };
BOOST_DESCRIBE_ENUM(CompareWho, unit, officer, owner)
// What goes to them: a task with a time limit, a case, or a line in their list without one.
enum class CompareGoes { task, ticket, list };
BOOST_DESCRIBE_ENUM(CompareGoes, task, ticket, list)

struct CompareRule {
  static constexpr bool k_json_defaults = true;
  std::string key;          // deceased_allowance
  std::string zh, en;
  std::string why_zh, why_en;  // what to do and on what ground, for those who act
  Kind kind = Kind::person;
  std::string condition;    // FEEL over the fields of the kind and what is derived from them
  CompareWho who = CompareWho::unit;
  std::string line;         // of a unit: "MZ"
  int level = 9;            // of a unit: digits of the area it serves, 6 district, 9 town, 12 community
  std::string source;       // of an owner; also who says what confirming writes
  CompareGoes goes = CompareGoes::task;
  int due_days = 5;         // working days; 0 for a list
  int again_days = 0;       // asked again so long after an answer while it still holds; 0: never
  std::string write_field;  // what confirming says in the name of the source; empty: nothing
  std::string write_value;
  bool automatic = false;   // said at once, without anybody's confirmation
  bool on = true;
};
BOOST_DESCRIBE_STRUCT(CompareRule, (), (key, zh, en, why_zh, why_en, kind, condition, who, line, level, source, goes, due_days, again_days,
                                        write_field, write_value, automatic, on))

struct CompareVersion {
  std::int64_t version = 0;
  std::string state;  // draft | live | past
  std::string note, made_by, released_by;
  Instant made;
  std::optional<Instant> released;
  CompareRule rule;
};
BOOST_DESCRIBE_STRUCT(CompareVersion, (), (version, state, note, made_by, released_by, made, released, rule))

// Matches of one rule by what became of them.
struct CompareCounts {
  std::int64_t open = 0, done = 0, untrue = 0, proposed = 0, withdrawn = 0;
  std::int64_t holding = 0;    // that hold now, answered ones included
  std::optional<double> rate;  // of answered ones, that were true
};
BOOST_DESCRIBE_STRUCT(CompareCounts, (), (open, done, untrue, proposed, withdrawn, holding, rate))

struct CompareRuleRow {
  CompareRule rule;             // in force; of a rule never released, its draft
  std::int64_t version = 0;     // in force; 0: never released
  std::int64_t draft = 0;       // version of the draft; 0: none
  std::string who_zh, who_en;   // who acts, in words
  CompareCounts counts;
};
BOOST_DESCRIBE_STRUCT(CompareRuleRow, (), (rule, version, draft, who_zh, who_en, counts))
struct CompareField {
  Kind kind = Kind::person;
  std::string field, zh, en;
  std::string type;      // text | date | number | code …
  std::string codes;
  bool derived = false;  // worked out from others, or from a related subject
};
BOOST_DESCRIBE_STRUCT(CompareField, (), (kind, field, zh, en, type, codes, derived))
struct CompareRuleList {
  std::vector<CompareRuleRow> items;
  std::vector<CompareField> fields;  // what conditions may speak of
  bool may_edit = false, may_release = false, sees_all = false;
};
BOOST_DESCRIBE_STRUCT(CompareRuleList, (), (items, fields, may_edit, may_release, sees_all))
struct CompareRuleView {
  CompareRuleRow row;
  std::vector<CompareVersion> versions;  // newest first
  bool may_edit = false, may_release = false;
  std::string why_not_zh, why_not_en;    // why the draft cannot be released by the caller
};
BOOST_DESCRIBE_STRUCT(CompareRuleView, (), (row, versions, may_edit, may_release, why_not_zh, why_not_en))
struct CompareDraftIn {
  static constexpr bool k_json_defaults = true;
  CompareRule rule;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(CompareDraftIn, (), (rule, note))
struct CompareReleaseIn {
  static constexpr bool k_json_defaults = true;
  std::int64_t version = 0;  // of the draft that was read
};
BOOST_DESCRIBE_STRUCT(CompareReleaseIn, (), (version))

// ---- tries and runs ----

struct CompareTryIn {
  CompareRule rule;
};
BOOST_DESCRIBE_STRUCT(CompareTryIn, (), (rule))
struct CompareSample {
  std::string ref, title, area_name;
  std::vector<std::string> values;  // "出生日期 2020-05-01", masked
};
BOOST_DESCRIBE_STRUCT(CompareSample, (), (ref, title, area_name, values))
struct CompareTryView {
  std::string id;
  std::string state;            // waiting | done | failed
  Kind kind = Kind::person;
  std::int64_t subjects = 0;    // looked at
  std::int64_t count = 0;       // it holds for
  std::int64_t unknown = 0;     // neither true nor false, for want of a value
  std::int64_t took_ms = 0;
  std::vector<CompareSample> sample;
  Instant asked;
};
BOOST_DESCRIBE_STRUCT(CompareTryView, (), (id, state, kind, subjects, count, unknown, took_ms, sample, asked))

struct CompareRunView {
  std::string id;
  std::string why;    // nightly | asked | batch | released
  std::string state;  // waiting | running | done
  std::string by;
  std::int64_t subjects = 0, entered = 0, left = 0, again = 0;
  std::int64_t took_ms = 0;
  Instant asked;
  std::optional<Instant> begun, ended;
};
BOOST_DESCRIBE_STRUCT(CompareRunView, (), (id, why, state, by, subjects, entered, left, again, took_ms, asked, begun, ended))
struct CompareRunList {
  std::vector<CompareRunView> items;  // newest first
};
BOOST_DESCRIBE_STRUCT(CompareRunList, (), (items))

// ---- matches ----

struct CompareEvidence {
  std::string field, zh, en;
  std::string value, shown_zh, shown_en;  // then, masked
  std::string later;                      // when it ended; empty while it holds
};
BOOST_DESCRIBE_STRUCT(CompareEvidence, (), (field, zh, en, value, shown_zh, shown_en, later))
struct CompareAct {
  std::string act;  // entered | pushed | automatic | done | untrue | proposed | again | left
  Instant happened;
  std::string by, text;
};
BOOST_DESCRIBE_STRUCT(CompareAct, (), (act, happened, by, text))

struct CompareMatch {
  std::string id, rule, zh, en;
  Kind kind = Kind::person;
  std::string subject;  // ref
  std::string title;    // masked
  std::string grid, area_name;
  std::string state;    // open | done | untrue | proposed | withdrawn
  std::string goes;
  std::string unit, unit_zh, unit_en, queue;
  std::string ticket;
  Instant began, pushed;
  std::optional<Instant> ended, due, answered;
  std::string answered_by, text;
  int times = 1;        // how often it was asked
  bool overdue = false;
  bool may_answer = false;
  bool one_click = false;  // confirming writes
  std::string write_zh, write_en;
};
BOOST_DESCRIBE_STRUCT(CompareMatch, (), (id, rule, zh, en, kind, subject, title, grid, area_name, state, goes, unit, unit_zh, unit_en, queue,
                                         ticket, began, pushed, ended, due, answered, answered_by, text, times, overdue, may_answer, one_click,
                                         write_zh, write_en))
struct CompareMatchList {
  std::vector<CompareMatch> items;
  std::string next;
  bool sees_all = false;
};
BOOST_DESCRIBE_STRUCT(CompareMatchList, (), (items, next, sees_all))
struct CompareMatchView : CompareMatch {
  std::string why_zh, why_en, condition;
  std::int64_t rule_version = 0, subject_version = 0;
  std::vector<CompareEvidence> evidence;
  std::vector<CompareAct> history;  // oldest first
  std::string proposal;
};
BOOST_DESCRIBE_STRUCT(CompareMatchView, (CompareMatch), (why_zh, why_en, condition, rule_version, subject_version, evidence, history, proposal))
struct CompareAnswerIn {
  static constexpr bool k_json_defaults = true;
  std::string outcome;  // done | untrue | propose
  std::string text;     // why; must not be empty unless done
  std::string field;    // of a proposal
  std::string value;
};
BOOST_DESCRIBE_STRUCT(CompareAnswerIn, (), (outcome, text, field, value))

}  // namespace tiange::registers
