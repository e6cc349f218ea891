#include "city/registers/compare/compare_rules.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "city/registers/subjects/rules/field_rules.h"
#include "city/registers/subjects/rules/golden_rules.h"

namespace tiange::registers {

namespace {

constexpr std::size_t k_longest_condition = 2000;
constexpr int k_most_days = 3650;

struct Derived {
  Kind kind;
  const char* field;
  const char* zh;
  const char* en;
  const char* type;
};
constexpr Derived k_derived[] = {{Kind::person, "age", "年龄", "Age", "number"},
                                 {Kind::person, "age_days", "出生天数", "Days since birth", "number"},
                                 {Kind::firm, "age_days", "成立天数", "Days since founded", "number"},
                                 {Kind::firm, "representative_died", "法定代表人死亡日期", "Representative died", "date"},
                                 {Kind::house, "owner_died", "产权人死亡日期", "Owner died", "date"},
                                 {Kind::house, "residents", "现住人数", "Residents", "number"}};

bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= 40 && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == text.npos;
}

feel::Names names_of(const FieldCatalogue& catalogue, Kind kind) {
  feel::Names names;
  for (const CompareField& field : compare_fields(catalogue, kind)) names.variables.push_back(field.field);
  return names;
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// Whether a text is asked for nothing but being there: then it need not be held.
bool only_presence(std::string_view condition, std::string_view name) {
  const auto skip = [&](std::size_t at) {
    while (at < condition.size() && (condition[at] == ' ' || condition[at] == '\n')) ++at;
    return at;
  };
  for (std::size_t at = condition.find(name); at != condition.npos; at = condition.find(name, at + 1)) {
    if (at > 0 && is_word(condition[at - 1])) continue;
    std::size_t next = at + name.size();
    if (next < condition.size() && is_word(condition[next])) continue;
    next = skip(next);
    if (condition.substr(next).starts_with("!=")) next += 2;
    else if (condition.substr(next).starts_with("=")) next += 1;
    else return false;
    next = skip(next);
    if (!condition.substr(next).starts_with("null")) return false;
    if (next + 4 < condition.size() && is_word(condition[next + 4])) return false;
  }
  return true;
}

std::optional<Date> date_of(std::string_view text) {
  // As the registers keep dates; whole registers go through this.
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    const auto digits = [&](std::size_t at, std::size_t count) {
      int value = 0;
      for (std::size_t i = at; i < at + count; ++i) value = text[i] < '0' || text[i] > '9' ? -1'000'000 : value * 10 + (text[i] - '0');
      return value;
    };
    const int year = digits(0, 4), month = digits(5, 2), day = digits(8, 2);
    if (year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= 28) return make_date(year, month, day);
  }
  const auto date = parse_date(text);
  return date.ok() ? std::optional(*date) : std::nullopt;
}

std::string text_of(const feel::Value& value) {
  if (value.is(feel::Kind::string)) return std::string(value.as_string());
  if (value.is(feel::Kind::date)) return feel::to_string(value.as_date());
  return value.is(feel::Kind::number) ? value.as_number().to_string() : feel::to_literal(value);
}

// In hundredths; nothing for what is no plain number.
std::optional<std::int64_t> hundredths(std::string_view text) {
  bool minus = false;
  if (text.starts_with("-")) minus = true, text.remove_prefix(1);
  if (text.empty() || text.size() > 15) return std::nullopt;
  std::int64_t value = 0;
  int decimals = -1;
  for (const char c : text) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9' || decimals == 2) return std::nullopt;
    value = value * 10 + (c - '0');
    if (decimals >= 0) ++decimals;
  }
  for (int i = std::max(decimals, 0); i < 2; ++i) value *= 10;
  return minus ? -value : value;
}

}  // namespace

Result<std::vector<CompareRule>> read_compare_rules(std::string_view json) {
  return json::read<std::vector<CompareRule>>(json);
}

std::vector<CompareField> compare_fields(const FieldCatalogue& catalogue, Kind kind) {
  std::vector<CompareField> fields;
  for (const FieldDefinition* field : catalogue.fields(kind))
    fields.push_back({kind, field->field, field->zh, field->en, std::string(json::enum_name(field->type)), field->codes, false});
  for (const Derived& one : k_derived) {
    if (one.kind == kind) fields.push_back({kind, one.field, one.zh, one.en, one.type, "", true});
  }
  fields.push_back({kind, "grid", "网格", "Grid", "text", "", true});
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

void GatheredFacts::saw(const GoldenRow& person) {
  std::string died, card;
  each_value(person.golden, [&](std::string_view field, std::string_view value) {
    if (field == "died") died = value;
    else if (field == "id_card") card = value;
  });
  if (died.empty()) {
    if (person.address != 0) ++residents_[person.address];
  } else if (const auto day = date_of(died); day && !card.empty()) {
    died_.insert_or_assign(std::move(card), *day);
  }
}

std::optional<Date> GatheredFacts::died(std::string_view id_card) const {
  const auto found = died_.find(id_card);
  return found == died_.end() ? std::nullopt : std::optional(found->second);
}

std::int64_t GatheredFacts::residents(std::int64_t address) const {
  const auto found = residents_.find(address);
  return found == residents_.end() ? 0 : found->second;
}

CompareForm::CompareForm(Kind kind, const FieldCatalogue& catalogue, std::vector<CompareLive> rules, Date today)
    : kind_(kind), rules_(std::move(rules)), today_(today) {
  for (const CompareLive& one : rules_) {
    for (const std::string& name : one.condition.variables()) {
      const auto known = std::any_of(columns_.begin(), columns_.end(), [&](const Column& column) { return column.name == name; });
      if (!known) columns_.push_back({name, from_of(catalogue, name)});
    }
  }
  others_ = std::any_of(columns_.begin(), columns_.end(), [](const Column& column) {
    return column.from == From::representative_died || column.from == From::owner_died || column.from == From::residents;
  });
}

CompareForm::From CompareForm::from_of(const FieldCatalogue& catalogue, const std::string& name) const {
  if (name == "grid") return From::grid;
  if (const FieldDefinition* field = catalogue.field(kind_, name)) {
    if (field->type == FieldType::date) return From::date;
    if (field->type == FieldType::number) return From::number;
    const bool presence = std::all_of(rules_.begin(), rules_.end(), [&](const CompareLive& one) { return only_presence(one.rule.condition, name); });
    return presence ? From::presence : From::text;
  }
  if (name == "age") return From::age;
  if (name == "age_days") return From::age_days;
  if (name == "representative_died") return From::representative_died;
  return name == "owner_died" ? From::owner_died : From::residents;
}

columns::Table CompareForm::table(std::size_t rows) const {
  std::vector<columns::ColumnShape> shapes;
  for (const Column& column : columns_) {
    switch (column.from) {
      case From::text:
      case From::presence:
      case From::grid: shapes.push_back(columns::ColumnShape::string(column.name)); break;
      case From::date:
      case From::representative_died:
      case From::owner_died: shapes.push_back(columns::ColumnShape::date(column.name)); break;
      case From::number: shapes.push_back(columns::ColumnShape::number(column.name, 2)); break;
      default: shapes.push_back(columns::ColumnShape::number(column.name)); break;
    }
  }
  columns::Table table(std::move(shapes));
  table.resize(rows);
  return table;
}

void CompareForm::put(columns::Table& table, std::size_t row, const GoldenRow& golden, const CompareFacts& facts) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) table.column(i).put_null(row);
  std::string born, died, founded, card;
  each_value(golden.golden, [&](std::string_view field, std::string_view value) {
    if (field == "born") born = value;
    else if (field == "died") died = value;
    else if (field == "founded") founded = value;
    else if (field == "legal_person_id" || field == "owner") card = value;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const Column& column = columns_[i];
      if (column.name != field) continue;
      columns::Column& cells = table.column(i);
      switch (column.from) {
        case From::text: cells.put_text(row, value); break;
        case From::presence: cells.put_text(row, "·"); break;
        case From::date:
          if (const auto date = date_of(value)) cells.put_raw(row, date->day);
          break;
        case From::number:
          if (const auto number = hundredths(value)) cells.put_raw(row, *number);
          break;
        default: break;
      }
      return;
    }
  });
  const Base base{born, died, founded, card};
  for (std::size_t i = 0; i < columns_.size(); ++i) put_derived(table.column(i), row, columns_[i].from, base, golden, facts);
}

void CompareForm::put_derived(columns::Column& column, std::size_t row, From from, const Base& base, const GoldenRow& golden,
                              const CompareFacts& facts) const {
  switch (from) {
    case From::grid: column.put_text(row, golden.grid); return;
    case From::age:
      if (const auto age = age_of(base.born, base.died, today_)) column.put_raw(row, *age);
      return;
    case From::age_days:
      if (const auto day = date_of(kind_ == Kind::firm ? base.founded : base.born)) column.put_raw(row, today_ - *day);
      return;
    case From::representative_died:
    case From::owner_died:
      if (const auto day = base.card.empty() ? std::nullopt : facts.died(base.card)) column.put_raw(row, day->day);
      return;
    case From::residents:
      if (golden.address != 0) column.put_raw(row, facts.residents(golden.address));
      return;
    default: return;
  }
}

feel::Environment CompareForm::environment() const {
  const YearMonthDay day = split_date(today_);
  feel::Environment environment;
  environment.now = feel::DateTime{{day.year, static_cast<std::uint8_t>(day.month), static_cast<std::uint8_t>(day.day)}, 0,
                                   feel::Zone::offset(8 * 3600)};
  return environment;
}

columns::Plan CompareForm::plan(const columns::Table& table) const {
  columns::Questions questions;
  for (const CompareLive& one : rules_) questions.conditions.push_back(one.condition);
  return columns::Plan::compile(table, std::move(questions), environment());
}

std::vector<bool> CompareForm::holding(const columns::Table& table) const {
  const feel::Value context = table.row(0);
  const feel::Environment environment = this->environment();
  std::vector<bool> out;
  for (const CompareLive& one : rules_) out.push_back(feel::evaluate(one.condition, context, environment).is_true());
  return out;
}

std::vector<std::pair<std::string, std::string>> CompareForm::values(const CompareLive& rule, const GoldenRow& golden,
                                                                     const CompareFacts& facts) const {
  std::vector<std::pair<std::string, std::string>> out;
  columns::Table one = table(1);
  put(one, 0, golden, facts);
  for (const std::string& name : rule.condition.variables()) {
    const auto at = one.find(name);
    if (!at) continue;
    std::string text;
    if (columns_[*at].from == From::presence || columns_[*at].from == From::number) {
      each_value(golden.golden, [&](std::string_view field, std::string_view value) {
        if (field == name) text = value;
      });
    } else if (const feel::Value value = one.column(*at).value(0); !value.is_null()) {
      text = text_of(value);
    }
    out.emplace_back(name, std::move(text));
  }
  return out;
}

void each_value(std::string_view golden, FunctionRef<void(std::string_view field, std::string_view value)> visit) {
  if (golden.find('\\') != golden.npos) {
    const auto parsed = json::parse(golden);
    if (!parsed.ok() || !parsed->is_object()) return;
    for (const auto& [field, value] : parsed->as_object()) {
      if (value.is_string()) visit(field, value.as_string());
    }
    return;
  }
  // No escapes: quotes stand in pairs, field and value in turn.
  std::size_t at = 0;
  const auto quoted = [&]() -> std::optional<std::string_view> {
    const std::size_t from = golden.find('"', at);
    if (from == golden.npos) return std::nullopt;
    const std::size_t to = golden.find('"', from + 1);
    if (to == golden.npos) return std::nullopt;
    at = to + 1;
    return golden.substr(from + 1, to - from - 1);
  };
  while (const auto field = quoted()) {
    const auto value = quoted();
    if (!value) return;
    visit(*field, *value);
  }
}

}  // namespace tiange::registers
