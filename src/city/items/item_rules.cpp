#include "city/items/item_rules.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace tiange::items {

namespace {

struct KindWords {
  ClockKind kind;
  std::string_view name;
  std::string_view zh;
  std::string_view en;
};
constexpr KindWords k_kinds[] = {
    {ClockKind::urgent_hours, "urgent_hours", "紧急工作时", "urgent hours"},
    {ClockKind::natural_days, "natural_days", "自然日", "natural days"},
    {ClockKind::work_hours, "work_hours", "工作时", "working hours"},
    {ClockKind::work_days, "work_days", "工作日", "working days"},
};

constexpr std::array<Column, 27> k_columns = {{
    {"code", "事项编码"},
    {"catalogue", "目录"},
    {"class", "类别"},
    {"major", "大类代码"},
    {"minor", "小类代码"},
    {"major_zh", "大类名称"},
    {"major_en", "大类英文名"},
    {"name_zh", "事项名称"},
    {"name_en", "英文名称"},
    {"filing_zh", "立案条件"},
    {"closing_zh", "结案条件"},
    {"limit_urgent", "紧急时限"},
    {"limit_normal", "一般时限"},
    {"limit_minor", "轻微时限"},
    {"limit_works", "工程时限"},
    {"limit_basis", "时限依据"},
    {"verify", "需核实"},
    {"settle_level", "可办结层级"},
    {"lead_line", "主办条线"},
    {"supervise_line", "监管条线"},
    {"form", "附加表单"},
    {"in_force", "启用"},
    {"successor", "替代事项"},
    {"confidential", "保密"},
    {"rated", "计满意度"},
    {"keywords", "关键词"},
    {"legal_basis", "依据"},
}};
constexpr std::size_t k_first_limit = 11;
constexpr Severity k_severities[] = {Severity::urgent, Severity::normal, Severity::minor, Severity::works};

std::string yes_no(bool value) { return value ? "是" : "否"; }

std::string number_text(double amount) {
  std::string out;
  json::append_number(out, amount);
  return out;
}

std::string limit_cell(const Item& item, Severity severity) {
  for (const Limit& limit : item.limits) {
    if (limit.severity == severity) return limit_text(limit, Language::zh);
  }
  return "";
}

bool read_yes_no(const std::string& cell, bool fallback, std::string_view title, std::vector<FieldError>& faults) {
  const std::string text = text::lower_ascii(cell);
  if (text.empty()) return fallback;
  if (text == "是" || text == "1" || text == "yes" || text == "true") return true;
  if (text == "否" || text == "0" || text == "no" || text == "false") return false;
  faults.push_back({std::string(title), "应填“是”或“否”，现为“" + cell + "”", "must be 是 or 否, not '" + cell + "'"});
  return fallback;
}

}  // namespace

const Limit& limit_of(const Item& item, Severity severity) {
  static const Limit k_default{Severity::normal, 5, ClockKind::work_days};
  const Limit* normal = nullptr;
  for (const Limit& limit : item.limits) {
    if (limit.severity == severity) return limit;
    if (limit.severity == Severity::normal) normal = &limit;
  }
  return normal ? *normal : item.limits.empty() ? k_default : item.limits.front();
}

std::string limit_text(const Limit& limit, Language language) {
  for (const KindWords& words : k_kinds) {
    if (words.kind == limit.kind)
      return number_text(limit.amount) + (language == Language::zh ? std::string(words.zh) : " " + std::string(words.en));
  }
  return "";
}

std::optional<Limit> parse_limit(std::string_view text, Severity severity) {
  text = text::trim(text);
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  const auto amount = text::to_double(text.substr(0, digits));
  if (!amount || *amount <= 0 || *amount > 3650) return std::nullopt;
  const std::string_view unit = text::trim(text.substr(digits));
  for (const KindWords& words : k_kinds) {
    if (unit == words.name || unit == words.zh || unit == words.en) return Limit{severity, *amount, words.kind};
  }
  return std::nullopt;
}

std::vector<FieldError> faults_of(const Item& item, const std::function<bool(std::string_view)>& line_exists) {
  std::vector<FieldError> faults;
  const auto need = [&](bool ok, const char* path, const char* zh, const char* en) {
    if (!ok) faults.push_back({path, zh, en});
  };
  const bool code_ok = !item.code.empty() && item.code.size() <= 32 &&
                       item.code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == std::string::npos;
  need(code_ok, "code", "编码应由大写字母、数字和短横组成", "must be capitals, digits and hyphens");
  need(!item.name_zh.empty(), "name_zh", "缺少事项名称", "is missing");
  need(item.item_class == "part" || item.item_class == "event" || item.item_class == "social", "item_class",
       "类别应为 part、event 或 social", "must be part, event or social");
  if (item.active) {
    need(!item.filing_condition.empty(), "filing_condition", "缺少立案条件", "is missing");
    need(!item.closing_conditions.empty(), "closing_conditions", "至少要有一个结案条件", "needs at least one");
  }
  need(!item.limits.empty(), "limits", "至少要有一种时限", "needs at least one limit");
  for (const Limit& limit : item.limits) need(limit.amount > 0, "limits", "时限应大于零", "must be above zero");
  const bool level_ok = item.settle_level == "grid" || item.settle_level == "community" || item.settle_level == "town" ||
                        item.settle_level == "department";
  need(level_ok, "settle_level", "可办结层级应为 grid、community、town 或 department",
       "must be grid, community, town or department");
  need(line_exists(item.lead_line), "lead_line", "没有这个主办条线", "no such department line");
  need(item.supervising_line.empty() || line_exists(item.supervising_line), "supervising_line", "没有这个监管条线",
       "no such department line");
  return faults;
}

std::span<const Column> columns() { return k_columns; }

std::vector<std::string> to_row(const Item& item) {
  return {item.code, item.catalogue, item.item_class, item.major, item.minor, item.major_zh, item.major_en, item.name_zh,
          item.name_en, item.filing_condition, text::join(item.closing_conditions, "|"),
          limit_cell(item, Severity::urgent), limit_cell(item, Severity::normal), limit_cell(item, Severity::minor),
          limit_cell(item, Severity::works), item.limit_basis, yes_no(item.verify_needed), item.settle_level,
          item.lead_line, item.supervising_line, item.form, yes_no(item.active), item.successor,
          yes_no(item.confidential), yes_no(item.rated), item.keywords, item.legal_basis};
}

Item from_row(const std::vector<std::string>& cells, const std::vector<int>& index, std::vector<FieldError>& faults) {
  const auto cell = [&](std::size_t column) -> std::string {
    const int at = index[column];
    return at < 0 || static_cast<std::size_t>(at) >= cells.size() ? "" : cells[static_cast<std::size_t>(at)];
  };
  Item item;
  std::string* const texts[] = {&item.code,         &item.catalogue,   &item.item_class,       &item.major,
                                &item.minor,        &item.major_zh,    &item.major_en,         &item.name_zh,
                                &item.name_en,      &item.filing_condition};
  for (std::size_t i = 0; i < std::size(texts); ++i) *texts[i] = cell(i);
  const std::string closing = cell(10);
  for (const std::string_view part : text::split(closing, '|')) {
    if (!text::trim(part).empty()) item.closing_conditions.emplace_back(text::trim(part));
  }
  for (std::size_t i = 0; i < std::size(k_severities); ++i) {
    const std::string text = cell(k_first_limit + i);
    if (text.empty()) continue;
    if (auto limit = parse_limit(text, k_severities[i])) {
      item.limits.push_back(*limit);
    } else {
      faults.push_back({std::string(k_columns[k_first_limit + i].zh),
                        "时限“" + text + "”无法识别，请写成 4工作时、5工作日、2紧急工作时或3自然日",
                        "limit '" + text + "' not understood; write 4 work_hours, 5 work_days, 2 urgent_hours or 3 natural_days"});
    }
  }
  item.limit_basis = cell(15);
  item.verify_needed = read_yes_no(cell(16), true, k_columns[16].zh, faults);
  item.settle_level = cell(17);
  item.lead_line = cell(18);
  item.supervising_line = cell(19);
  item.form = cell(20);
  item.active = read_yes_no(cell(21), true, k_columns[21].zh, faults);
  item.successor = cell(22);
  item.confidential = read_yes_no(cell(23), false, k_columns[23].zh, faults);
  item.rated = read_yes_no(cell(24), true, k_columns[24].zh, faults);
  item.keywords = cell(25);
  item.legal_basis = cell(26);
  return item;
}

}  // namespace tiange::items
