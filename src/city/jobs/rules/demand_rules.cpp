#include "city/jobs/rules/demand_rules.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace tiange::employ {

namespace {

constexpr std::size_t k_taken_from_list = 3;

std::string_view value_of(const FirmFacts& firm, std::string_view field) {
  const auto found = firm.values.find(field);
  return found == firm.values.end() ? std::string_view() : std::string_view(found->second);
}

bool holds(const DemandCondition& condition, const FirmFacts& firm, Date today) {
  const std::string_view value = value_of(firm, condition.field);
  if (value.empty()) return false;
  if (condition.op == "is") return std::find(condition.values.begin(), condition.values.end(), value) != condition.values.end();
  if (condition.op == "within_days") {
    const auto date = parse_date(value);
    return date.ok() && *date <= today && today - *date <= static_cast<int>(condition.number);
  }
  const auto number = text::to_double(value);
  if (!number) return false;
  return condition.op == "at_least" ? *number >= condition.number : *number <= condition.number;
}

std::string filled(std::string text, const FirmFacts& firm) {
  for (const auto& [field, value] : firm.values) text = text::replace_all(text, "{" + field + "}", value);
  return text;
}

std::vector<std::string> wanted_by(const DemandRule& rule, const DemandRules& rules, const FirmFacts& firm) {
  if (rule.wants == "own") return firm.own;
  std::vector<std::string> all;
  if (rule.wants == "peers") all = firm.peers;
  if (rule.wants == "listed") all = rule.occupations;
  if (rule.wants == "industry") {
    const std::string_view section = value_of(firm, "industry");
    for (const IndustryWants& one : rules.industries) {
      if (one.section == section) all = one.occupations;
    }
  }
  if (all.size() > k_taken_from_list) all.resize(k_taken_from_list);
  return all;
}

bool known_op(std::string_view op) { return op == "is" || op == "at_least" || op == "at_most" || op == "within_days"; }

void check_rule(std::vector<FieldError>& faults, const std::string& path, const DemandRule& rule, const SkillBook& book) {
  if (rule.confidence < 1 || rule.confidence > 95) faults.push_back({path + ".confidence", "应为 1–95", "must be 1-95"});
  if (rule.zh.empty() || rule.en.empty() || rule.reason_zh.empty() || rule.reason_en.empty())
    faults.push_back({path, "缺少名称或理由", "lacks a name or a reason"});
  if (rule.conditions.empty()) faults.push_back({path + ".conditions", "至少一个条件", "needs a condition"});
  for (const DemandCondition& one : rule.conditions) {
    if (one.field.empty() || !known_op(one.op) || (one.op == "is" && one.values.empty()))
      faults.push_back({path + ".conditions", "条件应有字段、运算（is、at_least、at_most、within_days）和取值", "needs field, op (is, at_least, at_most, within_days) and value"});
  }
  if (rule.wants != "listed" && rule.wants != "industry" && rule.wants != "peers" && rule.wants != "own")
    faults.push_back({path + ".wants", "应为 listed、industry、peers 或 own", "must be listed, industry, peers or own"});
  if (rule.wants == "listed" && rule.occupations.empty()) faults.push_back({path + ".occupations", "至少一个职业", "needs an occupation"});
  for (const std::string& code : rule.occupations) {
    if (!book.occupation(code)) faults.push_back({path + ".occupations", "没有职业 " + code, "there is no occupation " + code});
  }
}

}  // namespace

const std::vector<std::string_view>& derived_demand_fields() {
  static const std::vector<std::string_view> k_fields{"staff_growth", "staff_growth_percent", "peers_open", "filled_before", "open_now"};
  return k_fields;
}

std::vector<DemandGuess> guess_demand(const DemandRules& rules, const FirmFacts& firm, Date today) {
  std::vector<DemandGuess> guesses;
  if (const std::string_view status = value_of(firm, "status"); !status.empty() && status != "1") return guesses;
  for (const DemandRule& rule : rules.rules) {
    if (!std::all_of(rule.conditions.begin(), rule.conditions.end(), [&](const DemandCondition& one) { return holds(one, firm, today); })) continue;
    int confidence = rule.confidence;
    for (const std::string& occupation : wanted_by(rule, rules, firm)) {
      if (std::find(firm.open.begin(), firm.open.end(), occupation) != firm.open.end()) continue;
      auto guess = std::find_if(guesses.begin(), guesses.end(), [&](const DemandGuess& one) { return one.occupation == occupation; });
      if (guess == guesses.end()) guess = guesses.insert(guesses.end(), {occupation, 0, {}});
      guess->reasons.push_back({rule.key, filled(rule.reason_zh, firm), filled(rule.reason_en, firm), confidence});
      confidence = confidence * 3 / 4;  // the second of a list is less sure than the first
    }
  }
  for (DemandGuess& one : guesses) {
    double not_so = 1;
    for (const DemandReason& reason : one.reasons) not_so *= 1 - reason.confidence / 100.0;
    one.confidence = static_cast<int>((1 - not_so) * 100 + 0.5);
  }
  std::erase_if(guesses, [&](const DemandGuess& one) { return one.confidence < rules.least; });
  std::stable_sort(guesses.begin(), guesses.end(), [](const DemandGuess& a, const DemandGuess& b) { return a.confidence > b.confidence; });
  if (guesses.size() > static_cast<std::size_t>(rules.most_occupations)) guesses.resize(static_cast<std::size_t>(rules.most_occupations));
  return guesses;
}

std::vector<FieldError> check_demand_rules(const DemandRules& rules, const SkillBook& book) {
  std::vector<FieldError> faults;
  std::set<std::string> keys;
  if (rules.least < 1 || rules.least > 95) faults.push_back({"least", "应为 1–95", "must be 1-95"});
  if (rules.most_occupations < 1 || rules.most_occupations > 10) faults.push_back({"most_occupations", "应为 1–10", "must be 1-10"});
  if (rules.quiet_days < 1) faults.push_back({"quiet_days", "应至少 1 天", "must be at least a day"});
  for (std::size_t i = 0; i < rules.rules.size(); ++i) {
    const std::string path = "rules[" + std::to_string(i) + "]";
    if (!keys.insert(rules.rules[i].key).second || rules.rules[i].key.empty()) faults.push_back({path + ".key", "不能为空或重复", "must be said, once"});
    check_rule(faults, path, rules.rules[i], book);
  }
  for (const IndustryWants& one : rules.industries) {
    for (const std::string& code : one.occupations) {
      if (!book.occupation(code)) faults.push_back({"industries." + one.section, "没有职业 " + code, "there is no occupation " + code});
    }
  }
  return faults;
}

Result<DemandRules> read_demand_rules(std::string_view json, const SkillBook& book) {
  TIANGE_TRY(DemandRules rules, json::read<DemandRules>(json));
  std::vector<FieldError> faults = check_demand_rules(rules, book);
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return rules;
}

}  // namespace tiange::employ
