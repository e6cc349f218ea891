#pragma once
// What frequencies of checks take and show.

#include "city/credit/credit_views.h"
#include "city/credit/frequency/rules/frequency_model.h"

namespace tiange::credit {

struct FrequencyLine {
  std::string line, object, zh, en;
  std::vector<std::string> checks;
  std::int64_t visits_year = 0;  // that its list asked of every firm alike
};
BOOST_DESCRIBE_STRUCT(FrequencyLine, (), (line, object, zh, en, checks, visits_year))
struct FrequencyCeilingView {
  std::string grade, colour;
  double least_share = 0, most_share = 0, most_year = 0;
  bool below = false;  // less than most_year, not as many
  int least_months = 0;
};
BOOST_DESCRIBE_STRUCT(FrequencyCeilingView, (), (grade, colour, least_share, most_share, most_year, below, least_months))
struct FrequencyFault {
  std::string path, zh, en;
};
BOOST_DESCRIBE_STRUCT(FrequencyFault, (), (path, zh, en))
struct FrequencyView {
  Frequency frequency;          // in force
  std::int64_t version = 0;
  std::string since;            // day from which frequencies have been kept
  std::vector<FrequencyFault> faults;  // what in it does not fit any more: a grade of a newer scoring, a list taken out of use
  std::optional<Frequency> draft;
  std::int64_t draft_version = 0;
  std::string tried;
  std::vector<CreditVersion> versions;
  std::vector<FrequencyCeilingView> ceilings;  // by grade of the scoring in force
  std::vector<FrequencyLine> lines;
  std::vector<CreditField> fields;
  bool may_edit = false, may_release = false;
  std::string why_not_zh, why_not_en;
};
BOOST_DESCRIBE_STRUCT(FrequencyView, (), (frequency, version, since, faults, draft, draft_version, tried, versions, ceilings, lines, fields, may_edit,
                                          may_release, why_not_zh, why_not_en))
struct FrequencyDraftIn {
  static constexpr bool k_json_defaults = true;
  Frequency frequency;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(FrequencyDraftIn, (), (frequency, note))
struct FrequencyReleaseIn {
  static constexpr bool k_json_defaults = true;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(FrequencyReleaseIn, (), (version))

// Checks of a whole year by the grades of today; `uniform`: what the departments' lists would have asked of the same firms alike.
struct FrequencyShare {
  std::string code, zh, en;
  std::int64_t firms = 0, visits = 0, desks = 0, uniform = 0;
};
BOOST_DESCRIBE_STRUCT(FrequencyShare, (), (code, zh, en, firms, visits, desks, uniform))
struct FrequencyLoad {
  int year = 0;
  std::int64_t version = 0;
  std::optional<Instant> made;  // none: not worked out yet
  FrequencyShare all;
  std::vector<FrequencyShare> towns, lines, months, items;  // months: code 1 … 12
  std::int64_t due_month = 0, overdue = 0, extra = 0;       // as they stand: due in this month or before; late; asked for by triggers
};
BOOST_DESCRIBE_STRUCT(FrequencyLoad, (), (year, version, made, all, towns, lines, months, items, due_month, overdue, extra))

struct FrequencyMove {
  std::string code, zh, en;
  std::int64_t before = 0, after = 0;  // visits in a year
};
BOOST_DESCRIBE_STRUCT(FrequencyMove, (), (code, zh, en, before, after))
struct FrequencyTryView {
  std::string id;
  std::string state;  // waiting | done | failed
  std::int64_t version = 0, firms = 0, took_ms = 0;
  FrequencyMove all, desks;
  std::int64_t uniform = 0;
  std::vector<FrequencyMove> towns, months, items;
  Instant asked;
};
BOOST_DESCRIBE_STRUCT(FrequencyTryView, (), (id, state, version, firms, took_ms, all, desks, uniform, towns, months, items, asked))

struct CheckDue {
  std::string ref, title, grid, area_name, colour, grade;
  std::string item, zh, en, line, line_zh, line_en;
  std::string due;  // date
  std::string way, why, trigger_zh, trigger_en;
  bool overdue = false;
};
BOOST_DESCRIBE_STRUCT(CheckDue, (), (ref, title, grid, area_name, colour, grade, item, zh, en, line, line_zh, line_en, due, way, why, trigger_zh, trigger_en, overdue))
struct CheckDueList {
  std::vector<CheckDue> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(CheckDueList, (), (items, next))

struct CheckNoteIn {
  static constexpr bool k_json_defaults = true;
  std::string item, day;
  std::string result;  // clean | mend | prosecuted | ""
  std::string note;
};
BOOST_DESCRIBE_STRUCT(CheckNoteIn, (), (item, day, result, note))

}  // namespace tiange::credit
