#include "city/registers/compare/compare_rules.h"

#include <algorithm>

#include "base/text.h"
#include "city/registers/subjects/rules/field_rules.h"

namespace tiange::registers {

namespace {

constexpr std::size_t k_longest_condition = 2000;
constexpr int k_most_days = 3650;

bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= 40 && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == text.npos;
}

feel::Names names_of(const FieldCatalogue& catalogue, Kind kind) {
  feel::Names names;
  for (const CompareField& field : compare_fields(catalogue, kind)) names.variables.push_back(field.field);
  return names;
}

}  // namespace

Result<std::vector<CompareRule>> read_compare_rules(std::string_view json) {
  return json::read<std::vector<CompareRule>>(json);
}

std::vector<CompareField> compare_fields(const FieldCatalogue& catalogue, Kind kind) {
  std::vector<CompareField> fields;
  for (FactField& one : fact_fields(catalogue, kind, false))
    fields.push_back({one.kind, std::move(one.field), std::move(one.zh), std::move(one.en), std::move(one.type), std::move(one.codes), one.derived});
  return fields;
}

std::vector<FieldError> check_compare_rule(const CompareRule& rule, const FieldCatalogue& catalogue,
                                           FunctionRef<bool(std::string_view)> line_exists) {
  std::vector<FieldError> faults;
  const auto wrong = [&](const char* path, const char* zh, const char* en) { faults.push_back({path, zh, en}); };
  if (!is_key(rule.key)) wrong("key", "规则代码用小写字母、数字和下划线", "is written in small letters, digits and _");
  if (text::trim(rule.zh).empty() || text::length(rule.zh) > 60) wrong("zh", "请填写名称，最多 60 字", "the name is missing or too long");
  if (text::trim(rule.en).empty() || rule.en.size() > 200) wrong("en", "请填写英文名称", "the English name is missing or too long");
  if (text::length(rule.why_zh) > 500 || text::length(rule.why_en) > 1000) wrong("why_zh", "说明最多 500 字", "too long");
  if (rule.condition.empty() || rule.condition.size() > k_longest_condition) {
    wrong("condition", "请填写条件", "the condition is missing or too long");
  } else {
    const feel::Names names = names_of(catalogue, rule.kind);
    const auto parsed = feel::parse_expression(rule.condition, names);
    if (!parsed.ok()) {
      faults.push_back({"condition", parsed.refusal().zh, parsed.refusal().en});
    } else {
      for (const std::string& name : parsed->variables()) {
        if (std::find(names.variables.begin(), names.variables.end(), name) == names.variables.end())
          faults.push_back({"condition", "没有字段“" + name + "”", "no such field: " + name});
      }
    }
  }
  if (rule.who == CompareWho::unit && !line_exists(rule.line)) wrong("line", "没有这个条线", "no such line of units");
  if (rule.level != 6 && rule.level != 9 && rule.level != 12) wrong("level", "层级应为 6、9 或 12", "must be 6, 9 or 12");
  const SourceDefinition* source = catalogue.source(rule.source);
  if (rule.who == CompareWho::owner && (!source || source->unit.empty())) wrong("source", "没有这个来源，或它没有归口单位", "no such source, or it has no unit");
  if (rule.due_days < 0 || rule.due_days > 366) wrong("due_days", "时限应在 0–366 个工作日", "must be 0 to 366 working days");
  if (rule.again_days < 0 || rule.again_days > k_most_days) wrong("again_days", "再次推送间隔应在 0–3650 天", "must be 0 to 3650 days");
  if (!rule.write_field.empty()) {
    const FieldDefinition* field = catalogue.field(rule.kind, rule.write_field);
    if (rule.who != CompareWho::owner) wrong("who", "确认即改写的规则须由来源归口单位办理", "what writes must be answered by the owner of the source");
    if (!field) wrong("write_field", "没有这个字段", "no such field");
    else if (field->authority != rule.source) wrong("source", "只能改写该来源权威负责的字段", "only a field that the source is the authority of");
    else if (!is_whole(*field, tidy_value(*field, rule.write_value))) wrong("write_value", "取值不合要求", "not a valid value");
  }
  if (rule.automatic && rule.write_field.empty()) wrong("automatic", "自动办理须写明改写的字段和取值", "automatic rules say what they write");
  return faults;
}

CompareForm::CompareForm(Kind kind, const FieldCatalogue& catalogue, std::vector<CompareLive> rules, Date today) : rules_(std::move(rules)) {
  std::vector<std::string> names;
  for (const CompareLive& one : rules_) names.insert(names.end(), one.condition.variables().begin(), one.condition.variables().end());
  const auto presence = [&](std::string_view name) {
    return std::all_of(rules_.begin(), rules_.end(), [&](const CompareLive& one) { return asks_only_presence(one.rule.condition, name); });
  };
  layout_ = FactLayout(kind, catalogue, names, presence, {today, {}});
}

columns::Plan CompareForm::plan(const columns::Table& table) const {
  columns::Questions questions;
  for (const CompareLive& one : rules_) questions.conditions.push_back(one.condition);
  return columns::Plan::compile(table, std::move(questions), layout_.environment());
}

std::vector<bool> CompareForm::holding(const columns::Table& table) const {
  const feel::Value context = table.row(0);
  const feel::Environment environment = layout_.environment();
  std::vector<bool> out;
  for (const CompareLive& one : rules_) out.push_back(feel::evaluate(one.condition, context, environment).is_true());
  return out;
}

std::vector<std::pair<std::string, std::string>> CompareForm::values(const CompareLive& rule, const GoldenRow& golden,
                                                                     const CompareFacts& facts) const {
  return layout_.values(rule.condition.variables(), golden, facts);
}

}  // namespace tiange::registers
