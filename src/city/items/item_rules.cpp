#include "city/items/item_rules.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"

namespace tiange::items {

namespace {

constexpr std::array<Column, 34> k_columns = {{
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
    {"filing_en", "立案条件英文"},
    {"closing_en", "结案条件英文"},
    {"everyday_words", "居民说法"},
    {"urgent_words", "紧急词"},
    {"parent", "上级事项"},
    {"powers", "权责清单"},
    {"areas", "试行区域"},
}};
constexpr std::size_t k_first_limit = 11;
constexpr double k_most_amount = 3650;  // hours or days
constexpr Severity k_severities[] = {Severity::urgent, Severity::normal, Severity::minor, Severity::works};

std::string yes_no(bool value) { return value ? "是" : "否"; }

// "5 个工作日|440604011=3 个工作日": everywhere, and in one area.
std::string limit_cell(const Item& item, Severity severity) {
  std::string cell;
  for (const SeverityLimit& limit : item.limits) {
    if (limit.severity != severity) continue;
    cell += cell.empty() ? "" : "|";
    if (limit.area) cell += *limit.area + "=";
    cell += limit_words(limit.limit()).zh;
  }
  return cell;
}

bool is_area(std::string_view code) {
  return (code.size() == 6 || code.size() == 9 || code.size() == 12 || code.size() == 15) &&
         code.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string joined(const std::optional<std::vector<std::string>>& codes) {
  return codes ? text::join(*codes, "|") : "";
}

// "a|b": several in one cell.
std::vector<std::string> parts_of(const std::string& cell) {
  std::vector<std::string> parts;
  for (const std::string_view part : text::split(cell, '|')) {
    if (!text::trim(part).empty()) parts.emplace_back(text::trim(part));
  }
  return parts;
}

void read_limits(const std::string& cell, Severity severity, std::string_view title, std::vector<SeverityLimit>& limits,
                 std::vector<FieldError>& faults) {
  for (const std::string& part : parts_of(cell)) {
    const auto equals = part.find('=');
    SeverityLimit limit{severity};
    if (equals != std::string::npos) limit.area = std::string(text::trim(std::string_view(part).substr(0, equals)));
    const auto read = parse_limit(equals == std::string::npos ? part : part.substr(equals + 1));
    if (read.ok()) {
      limit.amount = read->amount;
      limit.kind = read->kind;
      limits.push_back(std::move(limit));
    } else {
      faults.push_back({std::string(title),
                        "时限“" + part + "”无法识别，请写成 4工作时、5工作日、2紧急工作时或3自然日；某一区域另有时限的，写成 440604011=3工作日，以“|”分隔",
                        "limit '" + part + "' not understood; write 4 work_hours, 5 work_days, 2 urgent_hours or 3 natural_days; "
                        "for one area 440604011=3 work_days, parted by '|'"});
    }
  }
}

std::vector<std::string> words_of(const std::string& cell) {
  std::vector<std::string> words;
  for (const std::string_view word : text::split(cell, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  return words;
}

std::optional<std::vector<std::string>> codes_of(const std::string& cell) {
  std::vector<std::string> codes = parts_of(cell);
  return codes.empty() ? std::nullopt : std::optional(std::move(codes));
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

const std::string& closing_condition_en(const Item& item, std::size_t index) {
  return index < item.closing_conditions_en.size() ? item.closing_conditions_en[index] : item.closing_conditions[index];
}

const SeverityLimit& limit_of(const Item& item, Severity severity, std::string_view place) {
  static const SeverityLimit k_default{Severity::normal, 5, LimitKind::work_days};
  const auto best = [&](Severity wanted) {
    const SeverityLimit* found = nullptr;
    for (const SeverityLimit& limit : item.limits) {
      if (limit.severity != wanted || !limit.holds_in(place)) continue;
      if (!found || limit.area.value_or("").size() > found->area.value_or("").size()) found = &limit;
    }
    return found;
  };
  for (const Severity one : {severity, Severity::normal}) {
    if (const SeverityLimit* found = best(one)) return *found;
  }
  for (const SeverityLimit& limit : item.limits) {
    if (!limit.area) return limit;
  }
  return k_default;
}

std::shared_ptr<const Item> in_force_at(const Items& items, std::string_view code, std::string_view place) {
  auto item = items.find(code);
  while (item && !item->speaks_for(place)) item = item->version > 1 ? items.find(code, item->version - 1) : nullptr;
  return item && item->active ? item : nullptr;
}

std::optional<Words> why_not_at(const Items& items, std::string_view code, std::string_view place,
                                const std::function<Words(std::string_view)>& area_name) {
  if (in_force_at(items, code, place)) return std::nullopt;
  const auto item = items.find(code);
  if (!item) return Words{"没有这个事项", "there is no such item"};
  if (item->on_trial()) {
    Words where;
    for (const std::string& area : *item->areas) {
      const Words name = area_name(area);
      where.zh += (where.zh.empty() ? "" : "、") + (name.zh.empty() ? area : name.zh);
      where.en += (where.en.empty() ? "" : ", ") + (name.en.empty() ? area : name.en);
    }
    return Words{"该事项正在" + where.zh + "试行，此处尚未启用", "is on trial in " + where.en + " and not yet in force here"};
  }
  const auto next = item->successor.empty() ? nullptr : items.find(item->successor);
  if (!next) return Words{"该事项已停用", "is no longer in force"};
  const std::string& english = next->name_en.empty() ? next->name_zh : next->name_en;
  return Words{"该事项已停用，请改用“" + next->name_zh + "”（" + next->code + "）",
               "is no longer in force; take " + english + " (" + next->code + ")"};
}

static void check_limits(const Item& item, std::vector<FieldError>& faults) {
  const auto wrong = [&](const char* zh, const char* en) { faults.push_back({"limits", zh, en}); };
  const auto& limits = item.limits;
  if (std::none_of(limits.begin(), limits.end(), [](const SeverityLimit& limit) { return !limit.area; }))
    wrong("至少要有一种全区适用的时限", "needs at least one limit that holds everywhere");
  std::set<std::pair<Severity, std::string>> told;
  for (const SeverityLimit& limit : limits) {
    if (limit.amount <= 0 || limit.amount > k_most_amount)
      wrong("时限应大于零且不超过 3650", "must be above zero, at most 3650");
    if (limit.area && !is_area(*limit.area))
      wrong("时限的区域应为 6、9、12 或 15 位编码", "the area of a limit must have 6, 9, 12 or 15 digits");
    if (!told.emplace(limit.severity, limit.area.value_or("")).second)
      wrong("同一程度、同一区域只能有一种时限", "one limit for each severity and area");
  }
}

std::vector<FieldError> faults_of(const Item& item, const Known& known) {
  std::vector<FieldError> faults;
  const auto need = [&](bool ok, const char* path, const char* zh, const char* en) {
    if (!ok) faults.push_back({path, zh, en});
  };
  const auto need_known = [&](bool ok, const char* path, const std::string& key, const char* zh, const char* en) {
    if (!ok) faults.push_back({path, std::string(zh) + "：" + key, std::string(en) + ": " + key});
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
    need(item.closing_conditions_en.empty() || item.closing_conditions_en.size() == item.closing_conditions.size(), "closing_conditions_en",
         "英文结案条件应与中文逐条对应，或不填", "must be one for each in Chinese, or none");
  }
  check_limits(item, faults);
  need(item.parent.value_or("") != item.code || item.code.empty(), "parent", "事项不能从属于自己", "an item cannot be a kind of itself");
  const bool level_ok = item.settle_level == "grid" || item.settle_level == "community" || item.settle_level == "town" ||
                        item.settle_level == "department";
  need(level_ok, "settle_level", "可办结层级应为 grid、community、town 或 department",
       "must be grid, community, town or department");
  if (item.lead_line.empty()) need(false, "lead_line", "缺少主办条线", "is missing");
  need_known(item.lead_line.empty() || known.line(item.lead_line), "lead_line", item.lead_line, "没有这个主办条线",
             "no such department line");
  need_known(item.supervising_line.empty() || known.line(item.supervising_line), "supervising_line",
             item.supervising_line, "没有这个监管条线", "no such department line");
  need_known(item.form.empty() || known.form(item.form), "form", item.form, "没有这个附加表单", "no such form");
  for (const std::string& power : item.powers.value_or(std::vector<std::string>{}))
    need_known(!known.power || known.power(power), "powers", power, "权责清单中没有这一项", "not on the power list");
  for (const std::string& area : item.areas.value_or(std::vector<std::string>{}))
    need_known(is_area(area), "areas", area, "试行区域应为 6、9、12 或 15 位编码", "an area of a trial must have 6, 9, 12 or 15 digits");
  return faults;
}

std::optional<FieldError> parent_fault(const Item& item, const std::function<const Item*(std::string_view)>& find) {
  constexpr int k_most_levels = 20;
  const Item* above = &item;
  for (int level = 0; above->parent && !above->parent->empty(); ++level) {
    const Item* next = find(*above->parent);
    if (!next) return FieldError{"parent", "没有这个上级事项：" + *above->parent, "no such item: " + *above->parent};
    if (next->item_class != item.item_class)
      return FieldError{"parent", "上级事项应为同一类别", "must be of the same class"};
    if (next->code == item.code || level >= k_most_levels)
      return FieldError{"parent", "上级事项又从属于本事项", "is itself a kind of this item"};
    above = next;
  }
  return std::nullopt;
}

std::span<const Column> columns() { return k_columns; }

std::vector<std::string> to_row(const Item& item) {
  return {item.code, item.catalogue, item.item_class, item.major, item.minor, item.major_zh, item.major_en, item.name_zh,
          item.name_en, item.filing_condition, text::join(item.closing_conditions, "|"),
          limit_cell(item, Severity::urgent), limit_cell(item, Severity::normal), limit_cell(item, Severity::minor),
          limit_cell(item, Severity::works), item.limit_basis, yes_no(item.verify_needed), item.settle_level,
          item.lead_line, item.supervising_line, item.form, yes_no(item.active), item.successor,
          yes_no(item.confidential), yes_no(item.rated), item.keywords, item.legal_basis,
          item.filing_condition_en.value_or(""), text::join(item.closing_conditions_en, "|"),
          text::join(item.everyday_words, " "), text::join(item.urgent_words, " "), item.parent.value_or(""),
          joined(item.powers), joined(item.areas)};
}

Item from_row(const std::vector<std::string>& cells, const std::vector<int>& index, std::vector<FieldError>& faults,
              const Item* present) {
  const std::vector<std::string> kept = present ? to_row(*present) : std::vector<std::string>(k_columns.size());
  const auto cell = [&](std::size_t column) -> std::string {
    const int at = index[column];
    if (at < 0) return kept[column];
    return static_cast<std::size_t>(at) >= cells.size() ? "" : cells[static_cast<std::size_t>(at)];
  };
  Item item;
  std::string* const texts[] = {&item.code,         &item.catalogue,   &item.item_class,       &item.major,
                                &item.minor,        &item.major_zh,    &item.major_en,         &item.name_zh,
                                &item.name_en,      &item.filing_condition};
  for (std::size_t i = 0; i < std::size(texts); ++i) *texts[i] = cell(i);
  item.closing_conditions = parts_of(cell(10));
  for (std::size_t i = 0; i < std::size(k_severities); ++i) {
    const std::size_t column = k_first_limit + i;
    read_limits(cell(column), k_severities[i], k_columns[column].zh, item.limits, faults);
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
  if (const std::string english = cell(27); !english.empty()) item.filing_condition_en = english;
  item.closing_conditions_en = parts_of(cell(28));
  item.everyday_words = words_of(cell(29));
  item.urgent_words = words_of(cell(30));
  if (const std::string parent = cell(31); !parent.empty()) item.parent = parent;
  item.powers = codes_of(cell(32));
  item.areas = codes_of(cell(33));
  return item;
}

}  // namespace tiange::items
