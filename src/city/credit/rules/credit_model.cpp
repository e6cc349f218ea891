#include "city/credit/rules/credit_model.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "engines/feel/feel.h"

namespace tiange::credit {

namespace {

using registers::FieldCatalogue;
using registers::FieldDefinition;
using registers::FieldType;
using registers::Kind;

constexpr std::size_t k_longest_expression = 2000;
constexpr std::size_t k_most_indicators = 200;
constexpr int k_most_days = 36'500;

struct Derived {
  const char *field, *zh, *en;
};
constexpr Derived k_derived[] = {{"age_days", "成立天数", "Days since founded"},
                                 {"cases_year", "一年内办结的涉企工单", "Cases about it closed in a year"},
                                 {"serious_year", "一年内办结的涉企紧急工单", "Urgent cases about it closed in a year"}};

bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= 40 && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == text.npos;
}

class Checker {
 public:
  Checker(const CreditScoring& scoring, const FieldCatalogue& catalogue) : scoring_(scoring), catalogue_(catalogue) {
    for (const CreditField& field : credit_fields(catalogue)) names_.variables.push_back(field.field);
  }

  std::vector<FieldError> run() {
    between("base", scoring_.base, k_least_score, k_most_score);
    between("objection_days", scoring_.objection_days, 1, 60);
    between("repair_days", scoring_.repair_days, 1, 60);
    between("override_days", scoring_.override_days, 1, 366);
    grades();
    if (scoring_.indicators.empty() || scoring_.indicators.size() > k_most_indicators)
      wrong("indicators", "应有 1–200 个指标", "must be 1 to 200 indicators");
    std::set<std::string_view> keys;
    for (std::size_t i = 0; i < scoring_.indicators.size() && i < k_most_indicators; ++i) {
      const CreditIndicator& one = scoring_.indicators[i];
      const std::string at = "indicators[" + std::to_string(i) + "].";
      if (!is_key(one.key)) wrong(at + "key", "代码用小写字母、数字和下划线", "is written in small letters, digits and _");
      else if (!keys.insert(one.key).second) wrong(at + "key", "代码重复", "occurs twice");
      indicator(at, one);
    }
    return std::move(faults_);
  }

 private:
  void wrong(std::string path, std::string zh, std::string en) { faults_.push_back({std::move(path), std::move(zh), std::move(en)}); }
  void between(const std::string& path, int value, int low, int high) {
    if (value >= low && value <= high) return;
    const std::string range = std::to_string(low) + "–" + std::to_string(high);
    wrong(path, "应在 " + range + " 之间", "must be " + range);
  }

  void grades() {
    if (scoring_.grades.size() < 2 || scoring_.grades.size() > 8) {
      wrong("grades", "应有 2–8 个等级，从好到差", "must be 2 to 8 grades, best first");
      return;
    }
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < scoring_.grades.size(); ++i) {
      const CreditGrade& one = scoring_.grades[i];
      const std::string at = "grades[" + std::to_string(i) + "].";
      if (one.grade.empty() || one.grade.size() > 4 || !seen.insert(one.grade).second) wrong(at + "grade", "等级为空、过长或重复", "is empty, too long or occurs twice");
      if (!is_colour(one.colour)) wrong(at + "colour", "应为 green、yellow 或 red", "must be green, yellow or red");
      if (i > 0 && one.from >= scoring_.grades[i - 1].from) wrong(at + "from", "分数线应逐级降低", "must be lower than that of the grade before");
      if (i > 0 && is_colour(one.colour) && colour_rank(one.colour) < colour_rank(scoring_.grades[i - 1].colour))
        wrong(at + "colour", "等级更差，颜色不能更好", "a worse grade cannot have a better colour");
    }
    if (scoring_.grades.back().from != k_least_score) wrong("grades[" + std::to_string(scoring_.grades.size() - 1) + "].from", "最后一级从 0 分起", "the last grade begins at 0");
  }

  void expression(const std::string& path, const std::string& text, const char* zh, const char* en) {
    if (text::trim(text).empty() || text.size() > k_longest_expression) {
      wrong(path, zh, en);
      return;
    }
    const auto parsed = feel::parse_expression(text, names_);
    if (!parsed.ok()) {
      wrong(path, parsed.refusal().zh, parsed.refusal().en);
      return;
    }
    for (const std::string& name : parsed->variables()) {
      if (std::find(names_.variables.begin(), names_.variables.end(), name) == names_.variables.end())
        wrong(path, "没有字段“" + name + "”", "no such field: " + name);
    }
  }

  void indicator(const std::string& at, const CreditIndicator& one) {
    if (text::trim(one.zh).empty() || text::length(one.zh) > 60) wrong(at + "zh", "请填写名称，最多 60 字", "the name is missing or too long");
    if (text::trim(one.en).empty() || one.en.size() > 200) wrong(at + "en", "请填写英文名称", "the English name is missing or too long");
    for (const std::string* said : {&one.basis, &one.raise_zh, &one.raise_en}) {
      if (text::length(*said) > 500) wrong(at + "basis", "依据和提升办法最多 500 字", "too long");
    }
    expression(at + "condition", one.condition, "请填写条件", "the condition is missing or too long");
    expression(at + "points", one.points, "请填写分值", "the points are missing or too long");
    if (!one.source.empty() && !catalogue_.source(one.source)) wrong(at + "source", "没有这个来源", "no such source");
    const FieldDefinition* since = catalogue_.field(Kind::firm, one.since);
    if (!one.since.empty() && (!since || since->type != FieldType::date)) wrong(at + "since", "应为企业的一个日期字段", "must be a date field of firms");
    if (!one.document.empty() && !catalogue_.field(Kind::firm, one.document)) wrong(at + "document", "没有这个字段", "no such field");
    if (one.fades_days < 0 || one.fades_days > k_most_days) wrong(at + "fades_days", "应在 0–36500 天", "must be 0 to 36500 days");
    if (one.fades_days > 0 && one.since.empty()) wrong(at + "since", "有消退期的指标须写明起算日期字段", "what fades must say since when");
    if (one.stands_days < 0 || one.stands_days > k_most_days) wrong(at + "stands_days", "应在 0–36500 天", "must be 0 to 36500 days");
    const auto grade = std::find_if(scoring_.grades.begin(), scoring_.grades.end(), [&](const CreditGrade& g) { return g.grade == one.cap; });
    if (!one.cap.empty() && grade == scoring_.grades.end()) wrong(at + "cap", "没有这个等级", "no such grade");
  }

  const CreditScoring& scoring_;
  const FieldCatalogue& catalogue_;
  feel::Names names_;
  std::vector<FieldError> faults_;
};

}  // namespace

Result<CreditScoring> read_scoring(std::string_view json) { return json::read<CreditScoring>(json); }

std::vector<CreditField> credit_fields(const FieldCatalogue& catalogue) {
  std::vector<CreditField> fields;
  for (const FieldDefinition* field : catalogue.fields(Kind::firm))
    fields.push_back({field->field, field->zh, field->en, std::string(json::enum_name(field->type)), field->codes, false});
  for (const Derived& one : k_derived) fields.push_back({one.field, one.zh, one.en, "number", "", true});
  fields.push_back({"grid", "网格", "Grid", "text", "", true});
  return fields;
}

std::vector<FieldError> check_scoring(const CreditScoring& scoring, const FieldCatalogue& catalogue) { return Checker(scoring, catalogue).run(); }

bool is_colour(std::string_view word) { return word == "green" || word == "yellow" || word == "red"; }

int colour_rank(std::string_view colour) { return colour == "green" ? 0 : colour == "yellow" ? 1 : 2; }

}  // namespace tiange::credit
