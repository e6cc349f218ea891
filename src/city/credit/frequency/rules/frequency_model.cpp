#include "city/credit/frequency/rules/frequency_model.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.h"
#include "engines/feel/feel.h"

namespace tiange::credit {

namespace {

using registers::FieldDefinition;
using registers::FieldType;
using registers::Kind;

constexpr std::size_t k_longest_condition = 2000;
constexpr std::size_t k_most_items = 40, k_most_triggers = 40;
constexpr int k_most_days = 366;
constexpr int k_intervals[] = {1, 2, 3, 4, 6, 12, 24, 36};

constexpr FrequencyCeiling k_ceilings[] = {{"A", 0, 5, 0.999, 12}, {"B", 5, 20, 1, 12}, {"C", 21, 60, 2, 6}, {"D", 61, 100, 0, 1}};

std::string plain(double value) {
  std::string text = std::to_string(value);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

bool is_short_key(std::string_view text) {
  return !text.empty() && text.size() <= 24 && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == text.npos;
}

class FrequencyChecker {
 public:
  FrequencyChecker(const Frequency& frequency, const FrequencyWorld& world) : frequency_(frequency), world_(world) {
    for (const CreditField& field : credit_fields(world.catalogue)) names_.variables.push_back(field.field);
  }

  std::vector<FieldError> run() {
    condition("firms", frequency_.firms);
    if (frequency_.items.empty() || frequency_.items.size() > k_most_items) wrong("items", "应有 1–40 个检查项目", "must be 1 to 40 kinds of checks");
    if (frequency_.triggers.size() > k_most_triggers) wrong("triggers", "触发条件最多 40 条", "must be 40 at most");
    for (std::size_t i = 0; i < std::min(frequency_.items.size(), k_most_items); ++i) item("items[" + std::to_string(i) + "].", frequency_.items[i]);
    for (std::size_t i = 0; i < std::min(frequency_.triggers.size(), k_most_triggers); ++i)
      trigger("triggers[" + std::to_string(i) + "].", frequency_.triggers[i]);
    return std::move(faults_);
  }

 private:
  void wrong(std::string path, std::string zh, std::string en) { faults_.push_back({std::move(path), std::move(zh), std::move(en)}); }

  void named(const std::string& at, const std::string& key, const std::string& zh, const std::string& en, const std::string& basis,
             std::set<std::string_view>& keys) {
    if (!is_short_key(key)) wrong(at + "key", "代码用小写字母、数字和下划线，最多 24 个", "is written in at most 24 small letters, digits and _");
    else if (!keys.insert(key).second) wrong(at + "key", "代码重复", "occurs twice");
    if (text::trim(zh).empty() || text::length(zh) > 60) wrong(at + "zh", "请填写名称，最多 60 字", "the name is missing or too long");
    if (text::trim(en).empty() || en.size() > 200) wrong(at + "en", "请填写英文名称", "the English name is missing or too long");
    if (text::trim(basis).empty() || text::length(basis) > 500) wrong(at + "basis", "请写明依据，最多 500 字", "the rule it rests on is missing or too long");
  }

  void condition(const std::string& path, const std::string& text) {
    if (text::trim(text).empty()) return;
    if (text.size() > k_longest_condition) {
      wrong(path, "条件太长", "is too long");
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

  bool date_field(const std::string& name) const {
    const FieldDefinition* field = world_.catalogue.field(Kind::firm, name);
    return field && field->type == FieldType::date;
  }

  void item(const std::string& at, const FrequencyItem& one) {
    named(at, one.key, one.zh, one.en, one.basis, item_keys_);
    condition(at + "condition", one.condition);
    if (!world_.has_list(one.line, one.object)) wrong(at + "line", "该部门没有这类对象的检查清单", "the department has no check list for such objects");
    if (!one.last.empty() && !date_field(one.last)) wrong(at + "last", "应为企业的一个日期字段", "must be a date field of firms");
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < one.cells.size(); ++i) {
      const std::string here = at + "cells[" + std::to_string(i) + "].";
      const auto grade = std::find_if(world_.grades.begin(), world_.grades.end(), [&](const CreditGrade& g) { return g.grade == one.cells[i].grade; });
      if (grade == world_.grades.end() || !seen.insert(one.cells[i].grade).second) wrong(here + "grade", "评分规则里没有这个等级，或等级重复", "no such grade in the scoring, or it occurs twice");
      else cell(here, one.cells[i], ceiling_of(grade->grade, grade->colour));
    }
    for (const CreditGrade& grade : world_.grades) {
      if (!seen.contains(grade.grade)) wrong(at + "cells", "缺少 " + grade.grade + " 级的频次", "the frequency of grade " + grade.grade + " is missing");
    }
  }

  void cell(const std::string& at, const FrequencyCell& one, const FrequencyCeiling& ceiling) {
    const std::string grade = one.grade + " 级", basis = "（国市监信发〔2022〕6号）";
    if (!(one.share >= ceiling.least_share && one.share <= ceiling.most_share)) {
      const std::string range = plain(ceiling.least_share) + "–" + plain(ceiling.most_share) + " %";
      wrong(at + "share", grade + "的年度抽查比例应在 " + range + basis, "the share of grade " + one.grade + " must be " + range + " a year");
    }
    if (ceiling.most_year > 0 && !(one.most_year > 0 && one.most_year <= ceiling.most_year)) {
      const bool under = ceiling.most_year < 1;
      const std::string most = under ? "1" : plain(ceiling.most_year);
      wrong(at + "most_year", grade + "每户每年应" + (under ? "少于 1 次" : "不超过 " + most + " 次") + basis,
            "a firm of grade " + one.grade + " is visited " + (under ? "less than once" : "at most " + most + " times") + " a year");
    } else if (!(one.most_year >= 0 && one.most_year <= 366)) {
      wrong(at + "most_year", "次数应在 0–366，0 为按需", "must be 0 to 366; 0 is as needed");
    }
    if (std::find(std::begin(k_intervals), std::end(k_intervals), one.interval_months) == std::end(k_intervals)) {
      wrong(at + "interval_months", "间隔月数应为 1、2、3、4、6、12、24 或 36", "must be 1, 2, 3, 4, 6, 12, 24 or 36 months");
    } else if (one.interval_months < ceiling.least_months) {
      const std::string months = std::to_string(ceiling.least_months);
      wrong(at + "interval_months", grade + "的间隔至少 " + months + " 个月", "the interval of grade " + one.grade + " is at least " + months + " months");
    } else if (one.most_year > 0 && 12.0 / one.interval_months > one.most_year + 1e-9) {
      wrong(at + "interval_months", "按这个间隔一年会超过最多 " + plain(one.most_year) + " 次", "such an interval makes more than " + plain(one.most_year) + " a year");
    }
  }

  void trigger(const std::string& at, const FrequencyTrigger& one) {
    named(at, one.key, one.zh, one.en, one.basis, trigger_keys_);
    condition(at + "condition", one.condition);
    if (one.about == TriggerAbout::field && !date_field(one.since)) wrong(at + "since", "应为企业的一个日期字段", "must be a date field of firms");
    if (one.about != TriggerAbout::field && !one.since.empty()) wrong(at + "since", "工单触发的不写日期字段", "is for facts of the registers only");
    if (one.within_days < 0 || one.within_days > k_most_days) wrong(at + "within_days", "应在 0–366 天", "must be 0 to 366 days");
    if (one.fresh_days < 1 || one.fresh_days > k_most_days) wrong(at + "fresh_days", "应在 1–366 天", "must be 1 to 366 days");
    if (one.items.empty()) wrong(at + "items", "请写明加查哪些项目", "say which kinds of checks it asks for");
    for (std::size_t i = 0; i < one.items.size(); ++i) {
      if (std::none_of(frequency_.items.begin(), frequency_.items.end(), [&](const FrequencyItem& item) { return item.key == one.items[i] && item.on; }))
        wrong(at + "items[" + std::to_string(i) + "]", "没有启用的检查项目“" + one.items[i] + "”", "no such kind of check in use: " + one.items[i]);
    }
  }

  const Frequency& frequency_;
  const FrequencyWorld& world_;
  feel::Names names_;
  std::set<std::string_view> item_keys_, trigger_keys_;
  std::vector<FieldError> faults_;
};

}  // namespace

const FrequencyCeiling& ceiling_of(std::string_view grade, std::string_view colour) {
  for (const FrequencyCeiling& one : k_ceilings) {
    if (one.grade == grade) return one;
  }
  static constexpr FrequencyCeiling k_green{"", 0, 20, 1, 12};
  if (colour == "green") return k_green;
  return colour == "yellow" ? k_ceilings[2] : k_ceilings[3];
}

Result<Frequency> read_frequency(std::string_view json) { return json::read<Frequency>(json); }

std::vector<FieldError> check_frequency(const Frequency& frequency, const FrequencyWorld& world) { return FrequencyChecker(frequency, world).run(); }

}  // namespace tiange::credit
