#include "city/registers/subjects/rules/field_rules.h"

#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "city/registers/addresses/reading/reading.h"

namespace tiange::registers {

namespace {

constexpr int k_trust_unless_said = 50;
constexpr std::string_view k_masks[] = {"none", "name", "id", "phone", "address", "bank", "email", "plate", "hide"};

std::string without(std::string_view value, std::string_view drop) {
  std::string out;
  for (const char c : value) {
    if (drop.find(c) == drop.npos) out += c;
  }
  return out;
}

std::string upper(std::string value) {
  for (char& c : value) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  return value;
}

bool all_digits(std::string_view value) { return !value.empty() && value.find_first_not_of("0123456789") == value.npos; }

// 15 digits of before 1999: the century and the check character are added.
std::string tidy_id_card(std::string value) {
  value = upper(without(value, " -"));
  if (value.size() != 15 || !all_digits(value)) return value;
  std::string long_form = value.substr(0, 6) + "19" + value.substr(6);
  long_form += codes::citizen_check(long_form);
  return codes::is_citizen_number(long_form) ? long_form : value;
}

std::string tidy_phone(std::string value) {
  value = without(value, " ()");
  if (value.starts_with("+86")) value = value.substr(3);
  if (value.size() == 13 && value.starts_with("86")) value = value.substr(2);
  const std::string digits = without(value, "-");
  return digits.size() == 11 && digits[0] == '1' ? digits : value;
}

std::string tidy_date(const std::string& value) {
  const auto date = parse_date(value);
  return date.ok() ? format_date(*date) : value;
}

std::string tidy_number(std::string value) {
  value = without(value, ", ");
  if (!text::to_double(value)) return value;
  if (value.find('.') != value.npos && value.find_first_of("eE") == value.npos) {
    while (value.back() == '0') value.pop_back();
    if (value.back() == '.') value.pop_back();
  }
  return value;
}

// Visits "code=zh/en" of a list; true from `visit` ends.
template <class F>
void each_code(std::string_view codes, F&& visit) {
  for (const std::string_view entry : text::split(codes, ';')) {
    const std::size_t equals = entry.find('=');
    if (equals == entry.npos) continue;
    const std::string_view names = entry.substr(equals + 1);
    const std::size_t slash = names.find('/');
    const std::string_view en = slash == names.npos ? names : names.substr(slash + 1);
    if (visit(entry.substr(0, equals), names.substr(0, slash), en)) return;
  }
}

std::string tidy_code(const FieldDefinition& field, std::string value) {
  std::string found = value;
  std::string bare = value;  // 男性 -> 男, 汉族 -> 汉
  for (const std::string_view tail : {"性", "族"}) {
    if (bare.size() > tail.size() && bare.ends_with(tail)) bare.resize(bare.size() - tail.size());
  }
  each_code(field.codes, [&](std::string_view code, std::string_view zh, std::string_view en) {
    if (code != value && zh != value && zh != bare && en != value) return false;
    found = code;
    return true;
  });
  return found;
}

std::string bare_text(std::string_view value) {
  std::string out = text::to_half_width(value);
  out = upper(without(out, " ()-."));
  return text::replace_all(text::replace_all(std::move(out), "·", ""), "•", "");
}

std::string title_error(std::size_t line, std::string_view column) {
  return "row " + std::to_string(line) + " / " + std::string(column);
}

std::map<std::string, int> read_trust(std::string_view cell) {
  std::map<std::string, int> trust;
  for (const std::string_view one : text::split(cell, ' ')) {
    const std::size_t colon = one.find(':');
    if (colon == one.npos) continue;
    trust[std::string(one.substr(0, colon))] = static_cast<int>(text::to_int(one.substr(colon + 1)).value_or(0));
  }
  return trust;
}

}  // namespace

std::string tidy_value(const FieldDefinition& field, std::string_view raw) {
  std::string value(text::trim(raw));
  if (value.empty()) return value;
  switch (field.type) {
    case FieldType::text: return value;
    case FieldType::name: return without(text::to_half_width(value), " ");
    case FieldType::date: return tidy_date(text::to_half_width(value));
    case FieldType::number: return tidy_number(text::to_half_width(value));
    case FieldType::code: return tidy_code(field, std::move(value));
    case FieldType::id_card: return tidy_id_card(text::to_half_width(value));
    case FieldType::uscc: return upper(without(text::to_half_width(value), " -"));
    case FieldType::phone: return tidy_phone(text::to_half_width(value));
    case FieldType::plate: return text::replace_all(upper(without(text::to_half_width(value), " -.")), "·", "");
    case FieldType::email: return text::lower_ascii(text::to_half_width(value));
    case FieldType::address: return text::to_half_width(value);
  }
  return value;
}

bool is_whole(const FieldDefinition& field, std::string_view tidy) {
  if (tidy.empty()) return true;
  switch (field.type) {
    case FieldType::date: return parse_date(tidy).ok();
    case FieldType::number: return text::to_double(tidy).has_value();
    case FieldType::id_card: return codes::is_citizen_number(tidy);
    case FieldType::uscc: return codes::is_credit_code(tidy);
    case FieldType::phone: return codes::is_phone(tidy);
    case FieldType::email: return tidy.find('@') != tidy.npos;
    case FieldType::code: {
      bool known = field.codes.empty();
      each_code(field.codes, [&](std::string_view code, std::string_view, std::string_view) { return known = known || code == tidy; });
      return known;
    }
    default: return true;
  }
}

bool same_value(FieldType type, std::string_view a, std::string_view b) {
  if (a == b) return true;
  if (type == FieldType::address) {
    const AddressParts one = read_address(a);
    const AddressParts other = read_address(b);
    if (one.base.empty() || other.base.empty()) return false;
    if (is_local(one.community, one.road) && is_local(other.community, other.road)) {
      const Within here = told_within(one);
      const Within there = told_within(other);
      const auto differ = [](const std::string& x, const std::string& y) { return !x.empty() && !y.empty() && x != y; };
      if (differ(here.village, there.village) || differ(here.town, there.town)) return false;
    }
    const bool based = one.base == other.base || (!one.number.empty() && one.road + one.number == other.road + other.number);
    return based && one.building == other.building && one.room == other.room &&
           (one.unit.empty() || other.unit.empty() || one.unit == other.unit);
  }
  if (type == FieldType::name || type == FieldType::text) return bare_text(a) == bare_text(b);
  if (type == FieldType::number) {
    const auto one = text::to_double(a);
    const auto other = text::to_double(b);
    return one && other && *one == *other;
  }
  return false;
}

Words shown_value(const FieldDefinition& field, std::string_view value) {
  Words words{std::string(value), std::string(value)};
  if (field.type != FieldType::code) return words;
  each_code(field.codes, [&](std::string_view code, std::string_view zh, std::string_view en) {
    if (code != value) return false;
    words = {std::string(zh), std::string(en)};
    return true;
  });
  return words;
}

std::optional<KeySort> key_sort_of(Kind kind, const FieldDefinition& field, std::string_view tidy) {
  if (tidy.empty() || !is_whole(field, tidy)) return std::nullopt;
  switch (kind) {
    case Kind::person:
      // A mother's number names the mother.
      if (field.type == FieldType::id_card) return field.field == "id_card" ? std::optional(KeySort::id_card) : std::nullopt;
      break;
    case Kind::firm:
      if (field.type == FieldType::uscc) return KeySort::uscc;
      if (field.field == "name") return KeySort::name;
      break;
    case Kind::household:
      if (field.field == "number") return KeySort::code;
      return std::nullopt;
    case Kind::house:
      return std::nullopt;  // by its place in the address tree
    case Kind::facility:
      if (field.field == "code") return KeySort::code;
      return std::nullopt;
  }
  if (field.type == FieldType::phone) return KeySort::phone;
  if (field.type == FieldType::plate) return KeySort::plate;
  return std::nullopt;
}

int trust_of(const FieldDefinition& field, std::string_view source) {
  if (source == field.authority) return 100;
  const auto found = field.trust.find(std::string(source));
  return found == field.trust.end() ? k_trust_unless_said : found->second;
}

FieldCatalogue::FieldCatalogue(std::vector<FieldDefinition> fields, std::vector<SourceDefinition> sources, std::int64_t revision)
    : fields_(std::move(fields)), sources_(std::move(sources)), by_kind_(5), revision_(revision) {
  std::stable_sort(fields_.begin(), fields_.end(), [](const FieldDefinition& a, const FieldDefinition& b) {
    return a.kind != b.kind ? a.kind < b.kind : a.order < b.order;
  });
  for (const FieldDefinition& field : fields_) by_kind_[static_cast<std::size_t>(field.kind)].push_back(&field);
}

const FieldDefinition* FieldCatalogue::field(Kind kind, std::string_view name) const {
  for (const FieldDefinition* one : fields(kind)) {
    if (one->field == name) return one;
  }
  return nullptr;
}

const SourceDefinition* FieldCatalogue::source(std::string_view code) const {
  for (const SourceDefinition& one : sources_) {
    if (one.code == code) return &one;
  }
  return nullptr;
}

std::vector<FieldError> check_field(const FieldDefinition& field, std::span<const SourceDefinition> sources) {
  std::vector<FieldError> faults;
  const auto known = [&](std::string_view code) {
    return std::any_of(sources.begin(), sources.end(), [&](const SourceDefinition& one) { return one.code == code; });
  };
  const bool ascii = !field.field.empty() && field.field.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == field.field.npos;
  if (!ascii || field.field.size() > 40) faults.push_back({"field", "字段代码用小写字母、数字和下划线", "is written in small letters, digits and _"});
  if (field.zh.empty()) faults.push_back({"zh", "缺少中文名称", "the Chinese name is missing"});
  if (field.en.empty()) faults.push_back({"en", "缺少英文名称", "the English name is missing"});
  if (!field.authority.empty() && !known(field.authority)) faults.push_back({"authority", "没有这个来源：" + field.authority, "no such source"});
  for (const auto& [source, trust] : field.trust) {
    if (!known(source)) faults.push_back({"trust." + source, "没有这个来源", "no such source"});
    if (trust < 0 || trust > 100) faults.push_back({"trust." + source, "可信度在 0 到 100 之间", "lies between 0 and 100"});
  }
  if (field.ages_days < 0 || field.ages_days > 36'500) faults.push_back({"ages_days", "天数不对", "is no number of days"});
  if (std::find(std::begin(k_masks), std::end(k_masks), field.mask) == std::end(k_masks))
    faults.push_back({"mask", "没有这种脱敏方式", "no such mask"});
  if (field.grade < 1 || field.grade > 4) faults.push_back({"grade", "分级为 1 到 4", "is 1 to 4"});
  if (field.type == FieldType::code && field.codes.empty()) faults.push_back({"codes", "缺少代码表", "the code list is missing"});
  if (!field.relation.empty() && !json::enum_from<RelationKind>(field.relation))
    faults.push_back({"relation", "没有这种关系", "no such relation"});
  return faults;
}

Result<std::vector<SourceDefinition>> read_sources(std::string_view csv) {
  std::vector<SourceDefinition> sources;
  std::vector<std::string> cells;
  std::size_t line = 0;
  text::CsvReader reader(csv);
  while (reader.next(cells, line)) {
    if (cells.size() < 4 || cells[0] == "code" || cells[0].empty()) continue;
    sources.push_back({cells[0], cells[1], cells[2], cells[3], 1});
  }
  if (sources.empty()) return refuse_fields(ErrorCode::bad_input, {{"sources.csv", "没有来源", "holds no sources"}});
  return sources;
}

Result<std::vector<FieldDefinition>> read_fields(std::string_view csv) {
  std::vector<FieldDefinition> fields;
  std::vector<FieldError> faults;
  std::vector<std::string> cells;
  std::size_t line = 0;
  text::CsvReader reader(csv);
  while (reader.next(cells, line)) {
    if (cells.empty() || cells[0] == "kind" || cells[0].empty()) continue;
    cells.resize(13);
    FieldDefinition field;
    const auto kind = json::enum_from<Kind>(cells[0]);
    const auto type = json::enum_from<FieldType>(cells[4]);
    if (!kind) faults.push_back({title_error(line, "kind"), "没有这类主体", "no such kind"});
    if (!type) faults.push_back({title_error(line, "type"), "没有这种类型", "no such type"});
    if (!kind || !type) continue;
    field.kind = *kind;
    field.field = cells[1];
    field.zh = cells[2];
    field.en = cells[3];
    field.type = *type;
    field.authority = cells[5];
    field.trust = read_trust(cells[6]);
    field.ages_days = static_cast<int>(text::to_int(cells[7]).value_or(0));
    field.mask = cells[8].empty() ? "none" : cells[8];
    field.grade = static_cast<int>(text::to_int(cells[9]).value_or(1));
    field.codes = cells[10];
    field.relation = cells[11];
    field.order = static_cast<int>(text::to_int(cells[12]).value_or(99));
    field.version = 1;
    fields.push_back(std::move(field));
  }
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return fields;
}

}  // namespace tiange::registers
