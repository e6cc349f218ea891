#pragma once
// 用工需求推断: what a firm likely looks for, out of what the district knows of it. A rule has conditions over the facts of a
// firm, a reason, a confidence, and says which occupations follow. What several rules say of one occupation adds up
// (1 − ∏(1 − confidence)). It is a guess that somebody asks about, never a fact.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "city/jobs/rules/skill_book.h"

namespace tiange::employ {

struct DemandCondition {
  static constexpr bool k_json_defaults = true;
  std::string field;   // of the registers (firm), or derived: see derived_demand_fields
  std::string op;      // is | at_least | at_most | within_days
  std::vector<std::string> values;  // of `is`: one of them
  double number = 0;   // of the others
};
BOOST_DESCRIBE_STRUCT(DemandCondition, (), (field, op, values, number))
struct DemandRule {
  static constexpr bool k_json_defaults = true;
  std::string key, zh, en;
  int confidence = 0;  // 1–95 of 100
  std::vector<DemandCondition> conditions;  // all of them
  std::string wants;   // listed | industry | peers | own: where the occupations come from
  std::vector<std::string> occupations;     // of listed
  std::string reason_zh, reason_en;         // with {field} for values
};
BOOST_DESCRIBE_STRUCT(DemandRule, (), (key, zh, en, confidence, conditions, wants, occupations, reason_zh, reason_en))
struct IndustryWants {
  std::string section;
  std::vector<std::string> occupations;  // the most usual first
};
BOOST_DESCRIBE_STRUCT(IndustryWants, (), (section, occupations))
struct DemandRules {
  static constexpr bool k_json_defaults = true;
  int least = 30;             // confidence below which nothing is said
  int most_occupations = 2;   // of a firm
  int quiet_days = 180;       // an answered one is not asked again before
  std::vector<DemandRule> rules;
  std::vector<IndustryWants> industries;
};
BOOST_DESCRIBE_STRUCT(DemandRules, (), (least, most_occupations, quiet_days, rules, industries))

// staff_growth, staff_growth_percent since the firm was first seen within half a year; peers_open: places open at firms of the
// same section; filled_before: own vacancies filled; open_now: own vacancies open.
const std::vector<std::string_view>& derived_demand_fields();

struct FirmFacts {
  std::map<std::string, std::string, std::less<>> values;  // golden fields and derived ones
  std::vector<std::string> peers;     // occupations that firms of the section look for, the most wanted first
  std::vector<std::string> own;       // occupations it has filled before
  std::vector<std::string> open;      // occupations it looks for already: nothing to guess
};

struct DemandReason {
  std::string rule, zh, en;
  int confidence = 0;
};
BOOST_DESCRIBE_STRUCT(DemandReason, (), (rule, zh, en, confidence))
struct DemandGuess {
  std::string occupation;
  int confidence = 0;
  std::vector<DemandReason> reasons;
};
// The surest first, at most rules.most_occupations.
std::vector<DemandGuess> guess_demand(const DemandRules& rules, const FirmFacts& firm, Date today);

Result<DemandRules> read_demand_rules(std::string_view json, const SkillBook& book);
std::vector<FieldError> check_demand_rules(const DemandRules& rules, const SkillBook& book);

}  // namespace tiange::employ
