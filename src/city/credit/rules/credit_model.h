#pragma once
// How firms are scored, as a definition: indicators with conditions and points, grades with colours. Pure.
//
// A score begins at `base`; every indicator whose condition holds adds its points; the sum stays within 0 and 100. The grade is
// the first whose `from` the score reaches, made no better than the worst `cap` among the indicators that count. Classes A to D
// and their use for inspections follow 国市监信发〔2022〕6号 (classes of credit risk of firms).
//
// Conditions and points are FEEL over the fields of a firm and what is derived: `age_days` since it was founded, `cases_year`,
// `serious_year` (urgent matters) closed about it in 365 days, `grid`.
// A bad mark with `since` (a field that holds its day) fades after `fades_days`: on that day it counts no more.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/function_ref.h"
#include "base/json.h"
#include "base/result.h"
#include "city/registers/subjects/rules/field_rules.h"

namespace tiange::credit {

constexpr int k_least_score = 0, k_most_score = 100;

// 基本信息 动态信息 监管信息 关联信息 社会评价
enum class CreditGroup { basic, dynamic, supervision, related, opinion };
BOOST_DESCRIBE_ENUM(CreditGroup, basic, dynamic, supervision, related, opinion)

struct CreditIndicator {
  static constexpr bool k_json_defaults = true;
  std::string key;  // tax_arrears
  std::string zh, en;
  CreditGroup group = CreditGroup::supervision;
  std::string condition;  // FEEL, true: it counts
  std::string points;     // FEEL, a number -100 … 100, rounded to a whole one
  std::string source;     // whose fact it is: a source of the registers; empty: cases of the district
  std::string since;      // field with the day of the fact; empty: none
  std::string document;   // field with the number of the paper; empty: none
  std::string basis;      // the rule it rests on, with its document number
  int fades_days = 0;     // after `since`; 0: never
  std::string cap;        // no better grade while it counts; empty: none
  bool repairable = false;
  int stands_days = 0;    // shortest time before repair may be asked for
  std::string raise_zh, raise_en;  // what would raise the score
  bool on = true;
};
BOOST_DESCRIBE_STRUCT(CreditIndicator, (), (key, zh, en, group, condition, points, source, since, document, basis, fades_days, cap,
                                            repairable, stands_days, raise_zh, raise_en, on))

struct CreditGrade {
  static constexpr bool k_json_defaults = true;
  std::string grade;   // A … D
  int from = 0;        // score
  std::string colour;  // green | yellow | red
};
BOOST_DESCRIBE_STRUCT(CreditGrade, (), (grade, from, colour))

struct CreditScoring {
  static constexpr bool k_json_defaults = true;
  int base = 70;
  int objection_days = 7;   // working days for the owner of a fact to answer
  int repair_days = 10;     // working days to decide about a repair
  int override_days = 180;  // longest term of another colour
  std::vector<CreditGrade> grades;  // best first; the last from 0
  std::vector<CreditIndicator> indicators;
};
BOOST_DESCRIBE_STRUCT(CreditScoring, (), (base, objection_days, repair_days, override_days, grades, indicators))

// From the text of data/credit/scoring.json.
Result<CreditScoring> read_scoring(std::string_view json);

struct CreditField {
  std::string field, zh, en;
  std::string type;      // text | date | number | code …
  std::string codes;
  bool derived = false;
};
BOOST_DESCRIBE_STRUCT(CreditField, (), (field, zh, en, type, codes, derived))
// Everything that conditions and points may speak of.
std::vector<CreditField> credit_fields(const registers::FieldCatalogue& catalogue);

// What is wrong with it, beside the catalogue of fields; paths are indicators[3].condition and the like.
std::vector<FieldError> check_scoring(const CreditScoring& scoring, const registers::FieldCatalogue& catalogue);

bool is_colour(std::string_view word);
// Of a colour: how risky, green 0, yellow 1, red 2.
int colour_rank(std::string_view colour);

}  // namespace tiange::credit
