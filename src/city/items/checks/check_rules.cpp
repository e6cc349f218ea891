#include "city/items/checks/check_rules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "base/text.h"

namespace tiange::items {

namespace {

constexpr std::array<Column, 12> k_columns = {{{"code", "检查编码"},
                                               {"line", "条线"},
                                               {"object", "对象"},
                                               {"content", "检查内容"},
                                               {"content_en", "英文内容"},
                                               {"basis", "依据"},
                                               {"visits_year", "每年次数"},
                                               {"item", "事项"},
                                               {"power", "权责"},
                                               {"field", "表单字段"},
                                               {"sample", "样例"},
                                               {"active", "启用"}}};
constexpr std::int64_t k_most_visits = 366;
constexpr ObjectKind k_objects[] = {ObjectKind::shop, ObjectKind::household, ObjectKind::site, ObjectKind::facility, ObjectKind::person};

std::optional<ObjectKind> object_of(const std::string& cell) {
  for (const ObjectKind kind : k_objects) {
    if (cell == object_words(kind).zh) return kind;
  }
  return json::enum_from<ObjectKind>(text::lower_ascii(cell));
}

std::string percent(double share) { return std::to_string(static_cast<int>(std::lround(share * 100))) + "%"; }

}  // namespace

Words object_words(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::shop: return {"商铺", "Shop"};
    case ObjectKind::household: return {"家庭", "Household"};
    case ObjectKind::site: return {"工地", "Building site"};
    case ObjectKind::facility: return {"设施", "Facility"};
    case ObjectKind::person: return {"人员", "Person"};
  }
  return {};
}

std::vector<FieldError> check_faults(const Check& check, const CheckTargets& known) {
  std::vector<FieldError> faults;
  const auto need = [&](bool ok, const char* path, const std::string& zh, const std::string& en) {
    if (!ok) faults.push_back({path, zh, en});
  };
  const bool code_ok = !check.code.empty() && check.code.size() <= 32 &&
                       check.code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == std::string::npos;
  need(code_ok, "code", "编码应由大写字母、数字和短横组成", "must be capitals, digits and hyphens");
  need(known.line(check.line), "line", "没有这个条线：" + check.line, "no such department line: " + check.line);
  need(!text::trim(check.content).empty(), "content", "缺少检查内容", "is missing");
  need(text::length(check.content) <= 500, "content", "不超过 500 字", "at most 500 characters");
  need(check.visits_year >= 0 && check.visits_year <= k_most_visits, "visits_year", "每年次数应在 0 至 366 之间",
       "must be 0 to 366 a year");
  need(check.item.empty() || known.item(check.item), "item", "没有这个事项：" + check.item, "no such item: " + check.item);
  need(check.power.empty() || known.power(check.power), "power", "权责清单中没有这一项：" + check.power,
       "not on the power list: " + check.power);
  return faults;
}

std::span<const Column> check_columns() { return k_columns; }

std::vector<std::string> check_row(const Check& c) {
  return {c.code, c.line, object_words(c.object).zh, c.content, c.content_en, c.basis, std::to_string(c.visits_year), c.item,
          c.power, c.field, c.sample ? "是" : "否", c.active ? "是" : "否"};
}

Check check_from(const TitledRow& row, const Check* present, std::vector<FieldError>& faults) {
  Check check = present ? *present : Check{};
  row.take(0, check.code);
  row.take(1, check.line);
  if (row.cells[2]) {
    if (const auto kind = object_of(*row.cells[2])) check.object = *kind;
    else faults.push_back({"对象", "应为商铺、家庭、工地、设施或人员，现为“" + *row.cells[2] + "”",
                           "must be shop, household, site, facility or person, not '" + *row.cells[2] + "'"});
  }
  row.take(3, check.content);
  row.take(4, check.content_en);
  row.take(5, check.basis);
  if (row.cells[6]) check.visits_year = whole_number(*row.cells[6], 1, k_columns[6].zh, faults);
  row.take(7, check.item);
  row.take(8, check.power);
  row.take(9, check.field);
  if (row.cells[10]) check.sample = yes_or_no(*row.cells[10], false, k_columns[10].zh, faults);
  if (row.cells[11]) check.active = yes_or_no(*row.cells[11], true, k_columns[11].zh, faults);
  return check;
}

std::string check_title(std::string_view member) {
  for (const Column& column : k_columns) {
    if (column.name == member) return std::string(column.zh);
  }
  return std::string(member);
}

std::vector<FieldError> merge_faults(const MergeIn& in, std::span<const Check> found) {
  std::vector<FieldError> faults;
  const std::set<std::string> codes(in.codes.begin(), in.codes.end());
  if (codes.size() < 2) faults.push_back({"codes", "至少选择两项检查", "choose two checks at least"});
  for (const std::string& code : codes) {
    const bool there = std::any_of(found.begin(), found.end(), [&](const Check& one) { return one.code == code && one.active; });
    if (!there) faults.push_back({"codes", "没有这项在用的检查：" + code, "no such check in use: " + code});
  }
  const auto elsewhere = [&](const Check& one) { return one.object != found.front().object; };
  if (std::any_of(found.begin(), found.end(), elsewhere))
    faults.push_back({"codes", "只能合并同一类对象的检查", "checks must be of one kind of object"});
  if (text::trim(in.question).empty()) faults.push_back({"question", "请填写合并后的问题", "give the one question to ask"});
  const auto theirs = [&](const Check& one) { return one.line == in.lead_line; };
  if (std::none_of(found.begin(), found.end(), theirs))
    faults.push_back({"lead_line", "牵头部门应是其中之一", "must be one of those that ask"});
  return faults;
}

std::vector<std::string> overlap_titles(Language language) {
  if (language == Language::zh)
    return {"组", "对象", "相同之处", "相似度", "建议统一问法", "建议牵头", "现每年次数", "合并后次数", "合并决定", "检查编码", "条线", "检查内容", "依据", "每年次数", "样例"};
  return {"group", "object", "alike by", "likeness", "question", "lead", "asked a year", "asked once", "decision", "code", "line", "content",
          "basis", "visits a year", "sample"};
}

std::vector<std::vector<std::string>> overlap_rows(const OverlapReport& report, Language language) {
  const bool zh = language == Language::zh;
  const auto reason = [&](Alike alike) -> std::string {
    if (!zh) return std::string(json::enum_name(alike));
    return alike == Alike::field ? "同一表单字段" : alike == Alike::power ? "同一权责" : "内容相似";
  };
  std::vector<std::vector<std::string>> rows;
  int number = 0;
  for (const OverlapGroup& group : report.groups) {
    ++number;
    const Words object = object_words(group.object);
    const std::string decision =
        group.merged ? group.merged->decided_by + " " + format_local(group.merged->decided) + " " + group.merged->question : "";
    for (const Check& check : group.checks) {
      rows.push_back({std::to_string(number), zh ? object.zh : object.en, reason(group.alike), percent(group.likeness),
                      zh || group.question_en.empty() ? group.question : group.question_en, group.lead_line,
                      std::to_string(group.asked_year), std::to_string(group.after_year), decision, check.code, check.line,
                      zh || check.content_en.empty() ? check.content : check.content_en, check.basis,
                      std::to_string(check.visits_year), check.sample ? (zh ? "是" : "yes") : ""});
    }
  }
  return rows;
}

}  // namespace tiange::items
