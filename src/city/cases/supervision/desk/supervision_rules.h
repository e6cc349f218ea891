#pragma once
// Numbers of the district that supervision works with (data/supervision.json; edited in the console, with versions).
// Pure.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/json.h"
#include "base/result.h"

namespace tiange::cases {

struct AppealRules {
  static constexpr bool k_json_defaults = true;
  std::string number_prefix = "禅申";
  std::string file_within = "10 work_days";   // from closing
  std::string review_within = "3 work_days";  // each of the two
  std::string first_duty = "dispatcher";
  std::string second_duty = "acceptor";
};
BOOST_DESCRIBE_STRUCT(AppealRules, (), (number_prefix, file_within, review_within, first_duty, second_duty))

struct LetterRules {
  static constexpr bool k_json_defaults = true;
  std::string number_prefix = "禅督函";
  std::string limit = "2 work_days";           // of the answer, where the letter names none
  std::string escalated_limit = "1 work_days";  // of the unit above
  int most_escalations = 3;
};
BOOST_DESCRIBE_STRUCT(LetterRules, (), (number_prefix, limit, escalated_limit, most_escalations))

struct InstructionRules {
  static constexpr bool k_json_defaults = true;
  std::string number_prefix = "禅批";
  std::string limit = "5 work_days";
};
BOOST_DESCRIBE_STRUCT(InstructionRules, (), (number_prefix, limit))

// A question of the checklist of a sample check.
struct CheckQuestion {
  static constexpr bool k_json_defaults = true;
  std::string key, zh, en;
  bool must = true;  // a no fails the check
};
BOOST_DESCRIBE_STRUCT(CheckQuestion, (), (key, zh, en, must))

struct CheckRules {
  static constexpr bool k_json_defaults = true;
  std::string limit = "3 work_days";
  std::vector<CheckQuestion> checklist;
};
BOOST_DESCRIBE_STRUCT(CheckRules, (), (limit, checklist))

// What speaks for a false closing: points of 100, and from when on it speaks. Zero points switch a reason off.
struct ClosingRules {
  static constexpr bool k_json_defaults = true;
  int listed = 30;  // shown from this score on
  int high = 60;
  int returned_points = 40;  // the same item at the same place after settling
  int returned_days = 15;
  double returned_metres = 60;
  int reused_points = 60;  // the very photo was evidence before
  int alike_points = 45;   // a photo that looks the same
  int alike_bits = 6;      // of 64 that may differ, at most 7
  int before_points = 40;  // taken before the report
  int before_minutes = 10;
  int far_points = 35;  // taken elsewhere
  double far_metres = 500;
  int fast_points = 25;  // settled sooner than the matter allows
  int fast_minutes = 10;
  std::map<std::string, int> fast_items;  // minutes of an item by its code, or the beginning of one
  int copied_points = 20;                 // the same words for many matters
  int copied_times = 5;
  int copied_days = 30;
  int copied_least_length = 6;  // shorter texts say too little to be called copied
};
BOOST_DESCRIBE_STRUCT(ClosingRules, (),
                      (listed, high, returned_points, returned_days, returned_metres, reused_points, alike_points,
                       alike_bits, before_points, before_minutes, far_points, far_metres, fast_points, fast_minutes,
                       fast_items, copied_points, copied_times, copied_days, copied_least_length))

struct SupervisionRules {
  static constexpr bool k_json_defaults = true;
  AppealRules appeal;
  LetterRules letter;
  InstructionRules instruction;
  CheckRules check;
  ClosingRules closing;
};
BOOST_DESCRIBE_STRUCT(SupervisionRules, (), (appeal, letter, instruction, check, closing))

// What is wrong with them, by member.
std::vector<FieldError> rule_faults(const SupervisionRules& rules);
Result<SupervisionRules> read_supervision_rules(std::string_view json);

// A limit as the rules hold it, which rule_faults has passed; `other` when the text is empty.
Limit limit_or(const std::string& text, const std::string& other);

}  // namespace tiange::cases
