#include "city/cases/supervision/desk/supervision_rules.h"

#include <set>

#include "base/text.h"

namespace tiange::cases {

namespace {

class Faults {
 public:
  std::vector<FieldError> found;

  void limit(const char* path, const std::string& text) {
    const auto limit = parse_limit(text);
    if (!limit.ok() || limit->amount <= 0) found.push_back({path, "不是时限，如“3 work_days”", "is no limit such as \"3 work_days\""});
  }
  void word(const char* path, const std::string& text) {
    if (text::trim(text).empty() || text::length(text) > 20) found.push_back({path, "应为 1 至 20 个字", "must have 1 to 20 characters"});
  }
  void between(const char* path, double value, double low, double high) {
    if (value >= low && value <= high) return;
    const auto say = [](double number) {
      std::string out;
      json::append_number(out, number);
      return out;
    };
    found.push_back({path, "应在 " + say(low) + " 与 " + say(high) + " 之间", "must lie between " + say(low) + " and " + say(high)});
  }
};

}  // namespace

std::vector<FieldError> rule_faults(const SupervisionRules& rules) {
  Faults faults;
  faults.word("appeal.number_prefix", rules.appeal.number_prefix);
  faults.limit("appeal.file_within", rules.appeal.file_within);
  faults.limit("appeal.review_within", rules.appeal.review_within);
  faults.word("appeal.first_duty", rules.appeal.first_duty);
  faults.word("appeal.second_duty", rules.appeal.second_duty);
  faults.word("letter.number_prefix", rules.letter.number_prefix);
  faults.limit("letter.limit", rules.letter.limit);
  faults.limit("letter.escalated_limit", rules.letter.escalated_limit);
  faults.between("letter.most_escalations", rules.letter.most_escalations, 0, 9);
  faults.word("instruction.number_prefix", rules.instruction.number_prefix);
  faults.limit("instruction.limit", rules.instruction.limit);
  faults.limit("check.limit", rules.check.limit);
  std::set<std::string> keys;
  for (const CheckQuestion& question : rules.check.checklist) {
    if (question.key.empty() || text::trim(question.zh).empty() || !keys.insert(question.key).second)
      faults.found.push_back({"check.checklist", "每一项要有不重复的键和中文问题", "each needs a key of its own and a question in Chinese"});
  }
  const ClosingRules& c = rules.closing;
  for (const auto& [path, value] : {std::pair("closing.listed", c.listed), {"closing.high", c.high}, {"closing.returned_points", c.returned_points},
                                    {"closing.reused_points", c.reused_points}, {"closing.alike_points", c.alike_points},
                                    {"closing.before_points", c.before_points}, {"closing.far_points", c.far_points},
                                    {"closing.fast_points", c.fast_points}, {"closing.copied_points", c.copied_points}})
    faults.between(path, value, 0, 100);
  faults.between("closing.listed", c.listed, 1, 100);
  faults.between("closing.returned_days", c.returned_days, 1, 365);
  faults.between("closing.returned_metres", c.returned_metres, 5, 2000);
  faults.between("closing.alike_bits", c.alike_bits, 0, 7);
  faults.between("closing.before_minutes", c.before_minutes, 0, 1440);
  faults.between("closing.far_metres", c.far_metres, 50, 50'000);
  faults.between("closing.fast_minutes", c.fast_minutes, 0, 1440);
  for (const auto& [item, minutes] : c.fast_items) faults.between("closing.fast_items", minutes, 0, 14'400);
  faults.between("closing.copied_times", c.copied_times, 2, 1000);
  faults.between("closing.copied_days", c.copied_days, 1, 365);
  faults.between("closing.copied_least_length", c.copied_least_length, 1, 200);
  return std::move(faults.found);
}

Result<SupervisionRules> read_supervision_rules(std::string_view json) {
  TIANGE_TRY(SupervisionRules rules, json::read<SupervisionRules>(json));
  auto faults = rule_faults(rules);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return rules;
}

Limit limit_or(const std::string& text, const std::string& other) {
  return parse_limit(text.empty() ? other : text).value_or(Limit{2, LimitKind::work_days});
}

}  // namespace tiange::cases
