#include "city/items/powers/power_rules.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"

namespace tiange::items {

namespace {

constexpr std::array<Column, 10> k_columns = {{{"code", "权责编码"},
                                               {"kind", "类别"},
                                               {"name_zh", "名称"},
                                               {"name_en", "英文名称"},
                                               {"line", "条线"},
                                               {"law", "法律依据"},
                                               {"article", "条款"},
                                               {"in_force", "有效"},
                                               {"successor", "替代"},
                                               {"note", "说明"}}};

struct KindRow {
  PowerKind kind;
  Words words;
};
const std::vector<KindRow>& kinds() {
  static const std::vector<KindRow> rows = {
      {PowerKind::penalty, {"行政处罚", "Penalty"}},      {PowerKind::licence, {"行政许可", "Licence"}},
      {PowerKind::check, {"行政检查", "Inspection"}},     {PowerKind::force, {"行政强制", "Enforcement"}},
      {PowerKind::levy, {"行政征收", "Levy"}},            {PowerKind::payment, {"行政给付", "Payment"}},
      {PowerKind::confirm, {"行政确认", "Confirmation"}}, {PowerKind::ruling, {"行政裁决", "Ruling"}},
      {PowerKind::award, {"行政奖励", "Award"}},          {PowerKind::service, {"公共服务", "Public service"}},
      {PowerKind::other, {"其他", "Other"}}};
  return rows;
}

// "行政处罚", "处罚" or "penalty".
std::optional<PowerKind> kind_of(const std::string& cell) {
  for (const KindRow& row : kinds()) {
    if (cell == row.words.zh || "行政" + cell == row.words.zh) return row.kind;
  }
  return json::enum_from<PowerKind>(text::lower_ascii(cell));
}

}  // namespace

Words power_kind_words(PowerKind kind) {
  const auto found = std::find_if(kinds().begin(), kinds().end(), [&](const KindRow& row) { return row.kind == kind; });
  return found == kinds().end() ? Words{} : found->words;
}

std::vector<FieldError> power_faults(const Power& power, const std::function<bool(std::string_view)>& line_exists) {
  std::vector<FieldError> faults;
  const auto need = [&](bool ok, const char* path, const char* zh, const char* en) {
    if (!ok) faults.push_back({path, zh, en});
  };
  const bool code_ok = !power.code.empty() && power.code.size() <= 32 &&
                       power.code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == std::string::npos;
  need(code_ok, "code", "编码应由大写字母、数字和短横组成", "must be capitals, digits and hyphens");
  need(!power.name_zh.empty(), "name_zh", "缺少名称", "is missing");
  need(!power.law.empty(), "law", "缺少法律依据", "is missing");
  if (!line_exists(power.line))
    faults.push_back({"line", "没有这个条线：" + power.line, "no such department line: " + power.line});
  need(power.successor.empty() || !power.in_force, "successor", "仍然有效的不填替代", "only for one no longer in force");
  need(power.successor != power.code || power.code.empty(), "successor", "不能由自己替代", "cannot be itself");
  return faults;
}

std::span<const Column> power_columns() { return k_columns; }

std::vector<std::string> power_row(const Power& p) {
  return {p.code, power_kind_words(p.kind).zh, p.name_zh, p.name_en, p.line, p.law, p.article, p.in_force ? "是" : "否",
          p.successor, p.note};
}

Power power_from(const TitledRow& row, const Power* present, std::vector<FieldError>& faults) {
  Power power = present ? *present : Power{};
  row.take(0, power.code);
  if (row.cells[1]) {
    if (const auto kind = kind_of(*row.cells[1])) power.kind = *kind;
    else faults.push_back({"类别", "没有这个类别：" + *row.cells[1], "no such kind: " + *row.cells[1]});
  }
  row.take(2, power.name_zh);
  row.take(3, power.name_en);
  row.take(4, power.line);
  row.take(5, power.law);
  row.take(6, power.article);
  if (row.cells[7]) power.in_force = yes_or_no(*row.cells[7], true, k_columns[7].zh, faults);
  row.take(8, power.successor);
  row.take(9, power.note);
  return power;
}

std::string power_title(std::string_view member) {
  for (const Column& column : k_columns) {
    if (column.name == member) return std::string(column.zh);
  }
  return std::string(member);
}

NamedItem named(const Item& item) { return {item.code, item.name_zh, item.name_en, item.lead_line, item.active}; }

bool rests_on(const Item& item, std::string_view power) {
  return item.powers && std::find(item.powers->begin(), item.powers->end(), power) != item.powers->end();
}

PowerGaps gaps_of(const std::vector<std::shared_ptr<const Item>>& items, const std::vector<Power>& powers) {
  std::map<std::string_view, const Power*> by_code;
  for (const Power& power : powers) by_code.emplace(power.code, &power);
  PowerGaps gaps;
  for (const auto& item : items) {
    ++gaps.items;
    if (!item->powers || item->powers->empty()) {
      gaps.without.push_back(named(*item));
      continue;
    }
    bool covered = false;
    for (const std::string& code : *item->powers) {
      const auto found = by_code.find(code);
      Power absent;
      absent.code = code;
      absent.in_force = false;
      const Power& power = found == by_code.end() ? absent : *found->second;
      covered = covered || power.in_force;
      if (!power.in_force) gaps.repealed.push_back({named(*item), power});
    }
    gaps.covered += covered ? 1 : 0;
  }
  return gaps;
}

}  // namespace tiange::items
