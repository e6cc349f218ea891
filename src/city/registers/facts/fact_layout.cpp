#include <algorithm>

#include "city/registers/facts/facts.h"
#include "city/registers/subjects/rules/golden_rules.h"

namespace tiange::registers {

namespace {

struct Derived {
  Kind kind;
  const char* field;
  const char* zh;
  const char* en;
  const char* type;
  bool wide;
  const char* base;  // the field it rests on; "" on others
};
constexpr Derived k_derived[] = {
    {Kind::person, "age", "年龄", "Age", "number", false, "born"},
    {Kind::person, "age_days", "出生天数", "Days since birth", "number", false, "born"},
    {Kind::person, "registered_here", "本区户籍", "Household register in the district", "boolean", true, "hukou_address"},
    {Kind::person, "lives_here", "本区居住", "Lives in the district", "boolean", true, "live_address"},
    {Kind::firm, "age_days", "成立天数", "Days since founded", "number", false, "founded"},
    {Kind::firm, "registered_here", "本区注册", "Registered in the district", "boolean", true, "address"},
    {Kind::firm, "representative_died", "法定代表人死亡日期", "Representative died", "date", false, "legal_person_id"},
    {Kind::house, "owner_died", "产权人死亡日期", "Owner died", "date", false, "owner"},
    {Kind::house, "residents", "现住人数", "Residents", "number", false, "address"},
    {Kind::household, "registered_here", "户籍地在本区", "Registered in the district", "boolean", true, "address"}};

constexpr std::string_view k_household_types[] = {"number", "number", "date", "boolean"};  // by HouseholdValue

constexpr std::string_view k_days = "_days", k_years_ago = "_years_ago";

const Derived* derived_of(Kind kind, std::string_view name) {
  for (const Derived& one : k_derived) {
    if (one.kind == kind && one.field == name) return &one;
  }
  return nullptr;
}

// The date field under f_days or f_years_ago.
const FieldDefinition* dated(const FieldCatalogue& catalogue, Kind kind, std::string_view name, std::string_view ending) {
  if (!name.ends_with(ending)) return nullptr;
  const FieldDefinition* field = catalogue.field(kind, std::string(name.substr(0, name.size() - ending.size())));
  return field && field->type == FieldType::date ? field : nullptr;
}

std::string text_of(const feel::Value& value) {
  if (value.is(feel::Kind::string)) return std::string(value.as_string());
  if (value.is(feel::Kind::date)) return feel::to_string(value.as_date());
  if (value.is(feel::Kind::boolean)) return value.is_true() ? "1" : "0";
  return value.is(feel::Kind::number) ? value.as_number().to_string() : feel::to_literal(value);
}

}  // namespace

std::vector<FactField> fact_fields(const FieldCatalogue& catalogue, Kind kind, bool wide) {
  std::vector<FactField> fields;
  for (const FieldDefinition* field : catalogue.fields(kind))
    fields.push_back({kind, field->field, field->zh, field->en, std::string(json::enum_name(field->type)), field->codes, false});
  for (const Derived& one : k_derived) {
    if (one.kind == kind && (wide || !one.wide)) fields.push_back({kind, one.field, one.zh, one.en, one.type, "", true});
  }
  if (wide && kind == Kind::household) {
    for (const HouseholdFactInfo& one : household_facts())
      fields.push_back({kind, one.field, one.zh, one.en, std::string(k_household_types[static_cast<std::size_t>(one.value)]), "", true});
  }
  if (wide) {
    for (const FieldDefinition* field : catalogue.fields(kind)) {
      if (field->type != FieldType::date) continue;
      fields.push_back({kind, field->field + std::string(k_days), field->zh + "距今天数", field->en + ": days since", "number", "", true});
      fields.push_back({kind, field->field + std::string(k_years_ago), field->zh + "距今年数（自然年）", field->en + ": calendar years since",
                        "number", "", true});
    }
  }
  fields.push_back({kind, "grid", "网格", "Grid", "text", "", true});
  return fields;
}

std::vector<std::string> fact_bases(const FieldCatalogue& catalogue, Kind kind, std::string_view name) {
  if (catalogue.field(kind, std::string(name))) return {std::string(name)};
  if (kind == Kind::person && (is_age_name(name))) return {"born", "died"};
  if (const Derived* one = derived_of(kind, name)) return {one->base};
  if (const HouseholdFactInfo* one = kind == Kind::household ? household_fact(name) : nullptr) return household_bases(*one);
  for (const std::string_view ending : {k_days, k_years_ago}) {
    if (const FieldDefinition* field = dated(catalogue, kind, name, ending)) return {field->field};
  }
  return {};
}

BaseField base_field(const FieldCatalogue& catalogue, Kind kind, std::string_view base) {
  BaseField out{kind, base, nullptr};
  const std::size_t dot = kind == Kind::household ? base.find('.') : base.npos;
  if (dot != base.npos) {
    out.kind = base.starts_with("home.") ? Kind::house : Kind::person;
    out.field = base.substr(dot + 1);
  }
  out.definition = catalogue.field(out.kind, std::string(out.field));
  return out;
}

Words fact_words(const FieldCatalogue& catalogue, Kind kind, std::string_view name) {
  if (const FieldDefinition* field = catalogue.field(kind, std::string(name))) return {field->zh, field->en};
  if (const HouseholdFactInfo* one = kind == Kind::household ? household_fact(name) : nullptr) return {one->zh, one->en};
  if (const Derived* one = derived_of(kind, name)) return {one->zh, one->en};
  return {std::string(name), std::string(name)};
}

FactLayout::FactLayout(Kind kind, const FieldCatalogue& catalogue, const std::vector<std::string>& names,
                       FunctionRef<bool(std::string_view)> only_presence, FactGround ground)
    : kind_(kind), ground_(std::move(ground)), year_(split_date(ground_.today).year) {
  for (const std::string& name : names) {
    if (std::any_of(columns_.begin(), columns_.end(), [&](const Column& column) { return column.name == name; })) continue;
    std::string base;
    columns_.push_back(column_of(catalogue, name, only_presence, base));
    const auto at = static_cast<std::uint32_t>(columns_.size() - 1);
    const From from = columns_.back().from;
    if (from == From::household) household_.push_back(at);
    if (base.empty()) derived_.push_back(at);
    else fed_[base].push_back(at);
    others_ = others_ || from == From::representative_died || from == From::owner_died || from == From::residents || from == From::household;
  }
}

FactLayout::Column FactLayout::column_of(const FieldCatalogue& catalogue, const std::string& name,
                                         FunctionRef<bool(std::string_view)> only_presence, std::string& base) const {
  Column out;
  out.name = name;
  const auto plain = [&](From from, std::string of) {
    out.from = from;
    base = std::move(of);
    return out;
  };
  if (name == "grid") return plain(From::grid, "");
  if (const FieldDefinition* field = catalogue.field(kind_, name)) {
    if (field->type == FieldType::date) return plain(From::date, name);
    if (field->type == FieldType::number) return plain(From::number, name);
    return plain(only_presence(name) ? From::presence : From::text, name);
  }
  if (const HouseholdFactInfo* fact = kind_ == Kind::household ? household_fact(name) : nullptr) {
    out.household = fact;
    return plain(From::household, name);
  }
  if (kind_ == Kind::person && is_age_name(name)) {
    for (const AgeRule rule : {AgeRule::on_birthday, AgeRule::day_after}) {
      for (const LeapRule leap : {LeapRule::last_of_february, LeapRule::first_of_march}) {
        if (age_name(rule, leap) == name) out.rule = rule, out.leap = leap;
      }
    }
    return plain(From::age, "");
  }
  if (name == "age_days") return plain(From::age_days, "");
  if (name == "registered_here" || name == "lives_here") return plain(From::inside, derived_of(kind_, name)->base);
  if (name == "representative_died") return plain(From::representative_died, "");
  if (name == "owner_died") return plain(From::owner_died, "");
  if (const FieldDefinition* field = dated(catalogue, kind_, name, k_days)) return plain(From::days_since, field->field);
  if (const FieldDefinition* field = dated(catalogue, kind_, name, k_years_ago)) return plain(From::years_ago, field->field);
  return plain(From::residents, "");
}

columns::Table FactLayout::table(std::size_t rows) const {
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
      case From::inside: shapes.push_back(columns::ColumnShape::boolean(column.name)); break;
      case From::household:
        switch (column.household->value) {
          case HouseholdValue::count: shapes.push_back(columns::ColumnShape::number(column.name)); break;
          case HouseholdValue::money: shapes.push_back(columns::ColumnShape::number(column.name, 2)); break;
          case HouseholdValue::date: shapes.push_back(columns::ColumnShape::date(column.name)); break;
          case HouseholdValue::yes_no: shapes.push_back(columns::ColumnShape::boolean(column.name)); break;
        }
        break;
      default: shapes.push_back(columns::ColumnShape::number(column.name)); break;
    }
  }
  columns::Table table(std::move(shapes));
  table.resize(rows);
  return table;
}

void FactLayout::put_value(columns::Column& column, std::size_t row, const Column& how, std::string_view value) const {
  switch (how.from) {
    case From::text: return column.put_text(row, value);
    case From::presence: return column.put_text(row, "·");
    case From::number:
      if (const auto number = hundredths_in(value)) column.put_raw(row, *number);
      return;
    case From::household:
      // Of a case that says so itself.
      if (how.household->value == HouseholdValue::yes_no && (value == "1" || value == "true")) column.put_raw(row, 1);
      if (how.household->value == HouseholdValue::yes_no && (value == "0" || value == "false")) column.put_raw(row, 0);
      if (const auto number = hundredths_in(value); number && how.household->value <= HouseholdValue::money)
        column.put_raw(row, how.household->value == HouseholdValue::money ? *number : *number / 100);
      if (const auto day = date_in(value); day && how.household->value == HouseholdValue::date) column.put_raw(row, day->day);
      return;
    case From::inside:
      if (const auto inside = lies_inside(value, ground_.names)) column.put_raw(row, *inside);
      return;
    default: break;
  }
  const auto date = date_in(value);
  if (!date) return;
  if (how.from == From::date) column.put_raw(row, date->day);
  if (how.from == From::days_since) column.put_raw(row, ground_.today - *date);
  if (how.from == From::years_ago) column.put_raw(row, year_ - split_date(*date).year);
}

void FactLayout::put(columns::Table& table, std::size_t row, const GoldenRow& golden, const RelatedFacts& related) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) table.column(i).put_null(row);
  Base base;
  each_value(golden.golden, [&](std::string_view field, std::string_view value) {
    if (field == "born") base.born = value;
    else if (field == "died") base.died = value;
    else if (field == "founded") base.founded = value;
    else if (field == "legal_person_id" || field == "owner") base.card = value;
    else if (field == "number") base.number = value;
    else if (field == "head") base.head = value;
    else if (!household_.empty() && household_fact(field)) base.told = true;
    const auto fed = fed_.find(field);
    if (fed == fed_.end()) return;
    for (const std::uint32_t at : fed->second) put_value(table.column(at), row, columns_[at], value);
  });
  for (const std::uint32_t at : derived_) put_derived(table.column(at), row, columns_[at], base, golden, related);
  if (!household_.empty() && !base.told && !base.number.empty()) put_household(table, row, base, related);
}

void FactLayout::put_household(columns::Table& table, std::size_t row, const Base& base, const RelatedFacts& related) const {
  const std::span<const HouseholdMember> members = related.members(base.number);
  std::int64_t homes = 0;
  const bool asked = std::any_of(household_.begin(), household_.end(),
                                 [&](std::uint32_t at) { return columns_[at].household->fact == HouseholdFact::homes; });
  for (const HouseholdMember& one : members) {
    if (asked && !one.card.empty() && !one.dead(ground_.today)) homes += static_cast<std::int64_t>(related.homes(one.card).size());
  }
  const HouseholdSums sums = sums_of(members, base.head, homes, ground_.today);
  for (const std::uint32_t at : household_) {
    const auto value = sums[static_cast<std::size_t>(columns_[at].household->fact)];
    if (value) table.column(at).put_raw(row, *value);
  }
}

void FactLayout::put_derived(columns::Column& column, std::size_t row, const Column& how, const Base& base, const GoldenRow& golden,
                             const RelatedFacts& related) const {
  switch (how.from) {
    case From::grid: return column.put_text(row, golden.grid);
    case From::age: {
      const auto born = date_in(base.born);
      if (!born) return;
      const auto died = date_in(base.died);
      const int years = years_reached(*born, died && *died < ground_.today ? *died : ground_.today, how.rule, how.leap);
      if (years >= 0 && years <= 150) column.put_raw(row, years);
      return;
    }
    case From::age_days:
      if (const auto day = date_in(kind_ == Kind::firm ? base.founded : base.born)) column.put_raw(row, ground_.today - *day);
      return;
    case From::representative_died:
    case From::owner_died:
      if (const auto day = base.card.empty() ? std::nullopt : related.died(base.card)) column.put_raw(row, day->day);
      return;
    case From::residents:
      if (golden.address != 0) column.put_raw(row, related.residents(golden.address));
      return;
    default: return;
  }
}

feel::Environment FactLayout::environment() const {
  const YearMonthDay day = split_date(ground_.today);
  feel::Environment environment;
  environment.now = feel::DateTime{{day.year, static_cast<std::uint8_t>(day.month), static_cast<std::uint8_t>(day.day)}, 0,
                                   feel::Zone::offset(8 * 3600)};
  return environment;
}

std::vector<std::pair<std::string, std::string>> FactLayout::values(const std::vector<std::string>& names, const GoldenRow& golden,
                                                                    const RelatedFacts& related) const {
  std::vector<std::pair<std::string, std::string>> out;
  columns::Table one = table(1);
  put(one, 0, golden, related);
  for (const std::string& name : names) {
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

}  // namespace tiange::registers
