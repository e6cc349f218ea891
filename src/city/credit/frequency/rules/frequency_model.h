#pragma once
// How often firms are checked, as a definition: kinds of checks, whom they concern, how often by grade, what asks for one more. Pure.
//
// Of each grade the share of a year's draw and the most visits of a firm in a year stay within the ceilings of classes A to D of
// 国市监信发〔2022〕6号: A at most 5 % and less than one visit a year, B 5–20 % and one, C 21–60 % and two, D 61–100 % as needed.
// Grades of other names take the ceilings of their colour. Conditions are FEEL over what scorings may speak of (credit_model.h).

#include "base/function_ref.h"
#include "city/credit/rules/credit_rules.h"

namespace tiange::credit {

enum class FrequencyWay { visit, desk };  // at the door; by papers and data
BOOST_DESCRIBE_ENUM(FrequencyWay, visit, desk)

struct FrequencyCell {
  static constexpr bool k_json_defaults = true;
  std::string grade;
  double share = 0;          // percent of the firms of the grade, drawn anew each year
  double most_year = 0;      // visits of a firm in a year; 0: as needed
  int interval_months = 12;  // one check in each such part of the year; over 12: at least that far apart
  FrequencyWay way = FrequencyWay::visit;
};
BOOST_DESCRIBE_STRUCT(FrequencyCell, (), (grade, share, most_year, interval_months, way))

struct FrequencyItem {
  static constexpr bool k_json_defaults = true;
  std::string key;  // food
  std::string zh, en;
  std::string line;             // department whose check list is gone through
  std::string object = "shop";  // kind of object of that list
  std::string condition;        // FEEL; empty: every firm
  std::string last;             // date field of firms with its last check; empty: only what is noted here
  std::string basis;
  std::vector<FrequencyCell> cells;  // one for each grade
  bool on = true;
};
BOOST_DESCRIBE_STRUCT(FrequencyItem, (), (key, zh, en, line, object, condition, last, basis, cells, on))

enum class TriggerAbout { field, cases, urgent };  // a day in the registers; a case about the firm closed; an urgent one
BOOST_DESCRIBE_ENUM(TriggerAbout, field, cases, urgent)

struct FrequencyTrigger {
  static constexpr bool k_json_defaults = true;
  std::string key;
  std::string zh, en;
  TriggerAbout about = TriggerAbout::field;
  std::string since;      // of field: the date field
  std::string condition;  // FEEL; empty: always
  std::vector<std::string> items;  // those that concern the firm; none of them does: the first
  int within_days = 15;   // the visit is due so long after
  int fresh_days = 180;   // older facts ask for nothing
  std::string basis;
  bool on = true;
};
BOOST_DESCRIBE_STRUCT(FrequencyTrigger, (), (key, zh, en, about, since, condition, items, within_days, fresh_days, basis, on))

struct Frequency {
  static constexpr bool k_json_defaults = true;
  std::string firms;  // FEEL: whom checks concern at all; empty: every firm
  std::vector<FrequencyItem> items;
  std::vector<FrequencyTrigger> triggers;
};
BOOST_DESCRIBE_STRUCT(Frequency, (), (firms, items, triggers))

struct FrequencyCeiling {
  std::string_view grade;
  double least_share, most_share, most_year;  // most_year 0: as needed
  int least_months;
};
// Of a grade, by its name or else by its colour.
const FrequencyCeiling& ceiling_of(std::string_view grade, std::string_view colour);

// From the text of data/credit/frequency.json.
Result<Frequency> read_frequency(std::string_view json);

struct FrequencyWorld {
  const std::vector<CreditGrade>& grades;  // of the scoring in force
  const registers::FieldCatalogue& catalogue;
  FunctionRef<bool(std::string_view line, std::string_view object)> has_list;
};
// What is wrong with it; paths are items[2].cells[1].share and the like.
std::vector<FieldError> check_frequency(const Frequency& frequency, const FrequencyWorld& world);

}  // namespace tiange::credit
