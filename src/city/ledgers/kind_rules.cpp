#include "city/ledgers/kind_rules.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace tiange::ledgers {

namespace {

using registers::FieldType;

constexpr std::string_view k_columns[] = {"code", "kind", "topic_zh", "topic_en", "zh", "en", "fields", "filter",
                                          "owner", "release", "longest_days", "watch"};
constexpr std::size_t k_longest_filter = 1000;
constexpr int k_longest_term = 1100;

feel::Value date_value(std::string_view text) {
  const auto date = parse_date(text);
  if (!date.ok()) return {};
  const YearMonthDay parts = split_date(*date);
  return feel::Value::date({parts.year, static_cast<std::uint8_t>(parts.month), static_cast<std::uint8_t>(parts.day)});
}

feel::Value value_of(FieldType type, std::string_view text) {
  if (text.empty()) return {};
  if (type == FieldType::date) return date_value(text);
  if (type == FieldType::number) {
    const auto number = feel::Decimal::parse(text);
    return number ? feel::Value::number(*number) : feel::Value();
  }
  return feel::Value::string(text);
}

std::vector<std::string> names_of(registers::Kind kind, const FieldCatalogue& catalogue) {
  std::vector<std::string> names = {"age", "residents"};
  for (const FieldDefinition* field : catalogue.fields(kind)) names.push_back(field->field);
  return names;
}

bool is_code(std::string_view code) {
  return !code.empty() && code.size() <= 40 && code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == code.npos;
}

std::vector<std::string> words_of(std::string_view cell) {
  std::vector<std::string> out;
  for (const std::string_view one : text::split(cell, ' ')) {
    if (!one.empty()) out.emplace_back(one);
  }
  return out;
}

}  // namespace

std::string_view naming_field(registers::Kind kind) {
  if (kind == registers::Kind::household) return "number";
  return kind == registers::Kind::house ? "address" : "name";
}

std::optional<int> age_on(std::string_view born, std::string_view died, Date today) {
  const auto from = parse_date(born);
  if (!from.ok()) return std::nullopt;
  const auto end = parse_date(died);
  const YearMonthDay a = split_date(*from);
  const YearMonthDay b = split_date(end.ok() ? *end : today);
  const int years = b.year - a.year - ((b.month < a.month || (b.month == a.month && b.day < a.day)) ? 1 : 0);
  return years < 0 ? std::nullopt : std::optional(years);
}

Result<std::vector<DataKind>> read_kinds(std::string_view csv) {
  text::CsvReader reader(csv);
  std::vector<std::string> row;
  std::size_t line = 0;
  std::vector<FieldError> faults;
  std::vector<DataKind> kinds;
  std::set<std::string> known;
  const std::vector<std::string> titles(std::begin(k_columns), std::end(k_columns));
  if (!reader.next(row, line) || row != titles)
    return refuse(ErrorCode::bad_input, "数据种类的表头不对", "the head of the kinds of data is not as expected");
  while (reader.next(row, line)) {
    const std::string at = "row " + std::to_string(line) + " / ";
    if (row.size() != titles.size()) {
      faults.push_back({at, "列数不对", "has another number of columns"});
      continue;
    }
    DataKind kind;
    kind.code = row[0];
    const auto of = json::enum_from<registers::Kind>(row[1]);
    const auto release = json::enum_from<Release>(row[9]);
    if (!of) faults.push_back({at + "kind", "没有这个底账", "no such register"});
    if (!release) faults.push_back({at + "release", "应为 standing、at_once 或 owner", "is standing, at_once or owner"});
    if (!known.insert(kind.code).second) faults.push_back({at + "code", "代码重复", "stands there twice"});
    kind.kind = of.value_or(registers::Kind::person);
    kind.topic_zh = row[2];
    kind.topic_en = row[3];
    kind.zh = row[4];
    kind.en = row[5];
    kind.fields = words_of(row[6]);
    kind.filter = row[7];
    kind.owner = row[8];
    kind.release = release.value_or(Release::owner);
    kind.longest_days = static_cast<int>(text::to_int(row[10]).value_or(0));
    kind.watch = row[11] == "yes";
    kind.order = static_cast<int>(kinds.size()) + 1;
    kind.version = 1;
    kinds.push_back(std::move(kind));
  }
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return kinds;
}

std::vector<FieldError> check_kind(const DataKind& kind, const FieldCatalogue& catalogue) {
  std::vector<FieldError> faults;
  if (!is_code(kind.code)) faults.push_back({"code", "代码用小写字母、数字和下划线", "is written in small letters, digits and _"});
  if (text::trim(kind.zh).empty() || text::trim(kind.en).empty()) faults.push_back({"zh", "缺少名称", "the name is missing"});
  if (kind.fields.empty()) faults.push_back({"fields", "至少一个字段", "needs a field"});
  for (const std::string& field : kind.fields) {
    if (!catalogue.field(kind.kind, field)) faults.push_back({"fields", "底账没有字段 " + field, "the register has no field " + field});
  }
  if (!catalogue.source(kind.owner)) faults.push_back({"owner", "没有这个来源", "no such source"});
  if (kind.release != Release::standing && (kind.longest_days < 1 || kind.longest_days > k_longest_term))
    faults.push_back({"longest_days", "1 到 1100 天", "1 to 1100 days"});
  if (kind.filter.size() > k_longest_filter) faults.push_back({"filter", "最多 1000 字节", "at most 1000 bytes"});
  const auto matcher = Matcher::compile(kind.kind, catalogue, {kind.filter});
  if (!matcher.ok()) faults.push_back({"filter", matcher.refusal().zh, matcher.refusal().en});
  return faults;
}

std::vector<FieldError> check_watch_filter(const DataKind& kind, const FieldCatalogue& catalogue, std::string_view filter) {
  std::vector<FieldError> faults;
  if (text::trim(filter).empty()) return faults;
  if (filter.size() > k_longest_filter) return {{"filter", "最多 1000 字节", "at most 1000 bytes"}};
  const auto parsed = feel::parse_expression(filter, {names_of(kind.kind, catalogue)});
  if (!parsed.ok()) return {{"filter", parsed.refusal().zh, parsed.refusal().en}};
  const auto shown = [&](std::string_view name) { return std::find(kind.fields.begin(), kind.fields.end(), name) != kind.fields.end(); };
  for (const std::string& name : parsed->variables()) {
    const FieldDefinition* field = catalogue.field(kind.kind, name);
    const bool open = field && field->mask == "none" && shown(name);
    if (open || (name == "age" && shown("born"))) continue;
    faults.push_back({"filter", "不能用“" + (field ? field->zh : name) + "”筛选：未订用，或是遮住的",
                      "cannot be filtered by " + name + ": it is not on order, or masked"});
  }
  return faults;
}

Result<Matcher> Matcher::compile(registers::Kind kind, const FieldCatalogue& catalogue, const std::vector<std::string>& filters) {
  Matcher out;
  const feel::Names names{names_of(kind, catalogue)};
  std::set<std::string> read;
  for (const std::string& filter : filters) {
    if (text::trim(filter).empty()) continue;
    TIANGE_TRY(feel::Expression parsed, feel::parse_expression(filter, names));
    for (const std::string& name : parsed.variables()) {
      if (name == "age") out.age_ = true;
      else if (name == "residents") out.residents_ = true;
      else if (const FieldDefinition* field = catalogue.field(kind, name)) {
        if (read.insert(name).second) out.reads_.push_back({name, field->type});
      } else {
        return refuse(ErrorCode::bad_expression, "底账没有字段 " + name, "the register has no field " + name);
      }
    }
    out.conditions_.push_back(std::move(parsed));
  }
  return out;
}

bool Matcher::fits(const json::Value& golden, std::int64_t address, const Residents& residents, Instant now) const {
  if (conditions_.empty()) return true;
  const Date today = local_date(now);
  const YearMonthDay day = split_date(today);
  feel::Environment environment;
  environment.max_steps = 10'000;
  environment.now = feel::DateTime{{day.year, static_cast<std::uint8_t>(day.month), static_cast<std::uint8_t>(day.day)}, 0, {}};
  feel::ContextBuilder context;
  for (const Read& one : reads_) context.set(one.field, value_of(one.type, golden.text_or(one.field)));
  if (age_) {
    const auto age = age_on(golden.text_or("born"), golden.text_or("died"), today);
    context.set("age", age ? feel::Value::number(*age) : feel::Value());
  }
  if (residents_) {
    const auto found = residents.find(address);
    context.set("residents", feel::Value::number(found == residents.end() ? 0 : found->second));
  }
  const feel::Value given = context.build();
  return std::all_of(conditions_.begin(), conditions_.end(),
                     [&](const feel::Expression& one) { return feel::evaluate(one, given, environment).is_true(); });
}

}  // namespace tiange::ledgers
