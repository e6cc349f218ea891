#include "city/exchange/rows/row_types.h"

#include <algorithm>

#include "base/codes.h"
#include "base/text.h"

namespace tiange::exchange {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }
bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

bool looks_integer(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return all_digits(text) && text.size() <= 10 && (text.size() == 1 || text.front() != '0');
}

bool looks_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  if (point == text.npos) return looks_integer(text);
  const std::string_view before = text.substr(0, point);
  return all_digits(before) && before.size() <= 15 && all_digits(text.substr(point + 1)) && (before.size() == 1 || before.front() != '0');
}

bool looks_code(std::string_view text) {
  return text.size() <= 40 && std::any_of(text.begin(), text.end(), is_digit) && std::all_of(text.begin(), text.end(), [](char c) {
           return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '*' || c == '.';
         });
}

// Reads up to `most` digits.
int take_number(std::string_view& text, std::size_t most) {
  int value = -1;
  std::size_t n = 0;
  while (n < most && n < text.size() && is_digit(text[n])) {
    value = (value < 0 ? 0 : value) * 10 + (text[n] - '0');
    ++n;
  }
  text.remove_prefix(n);
  return value;
}

bool skip_mark(std::string_view& text) {
  for (const std::string_view mark : {std::string_view("-"), std::string_view("/"), std::string_view("."), std::string_view("年"),
                                      std::string_view("月")}) {
    if (text.starts_with(mark)) {
      text.remove_prefix(mark.size());
      return true;
    }
  }
  return false;
}

std::optional<Date> real(int year, int month, int day) {
  if (year < 1850 || year > 2150 || !is_real_date(year, month, day)) return std::nullopt;
  return make_date(year, month, day);
}

bool ends_date(std::string_view rest) {
  if (rest.starts_with("日")) rest.remove_prefix(std::string_view("日").size());
  return rest.empty() || rest.front() == ' ' || rest.front() == 'T';
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

std::string without(std::string_view text, std::string_view signs) {
  std::string out;
  for (const char c : text) {
    if (signs.find(c) == signs.npos) out += c;
  }
  return out;
}

Spelled wrong(std::string_view value, std::string_view zh, std::string_view en) { return {false, std::string(value), zh, en}; }

Spelled spell_citizen(std::string_view value) {
  std::string number = upper(without(is_ascii(value) ? std::string(value) : text::to_half_width(value), " "));
  if (number.size() == 15 && all_digits(number)) {
    std::string first = number.substr(0, 6) + "19" + number.substr(6);
    first += codes::citizen_check(first);
    if (codes::is_citizen_number(first)) return {true, std::move(first), {}, {}};
  }
  if (codes::is_citizen_number(number)) return {true, std::move(number), {}, {}};
  return wrong(value, number.size() == 18 ? "公民身份号码校验位不符" : "公民身份号码应为 18 位", 
               number.size() == 18 ? "the check digit of the citizen number is wrong" : "a citizen number has 18 characters");
}

Spelled spell_number(std::string_view value) {
  const std::string plain = without(is_ascii(value) ? std::string(value) : text::to_half_width(value), ", ");
  if (text::to_double(plain)) return {true, plain, {}, {}};
  return wrong(value, "应为数字", "must be a number");
}

Spelled spell_flag(std::string_view value) {
  const std::string low = text::lower_ascii(value);
  for (const std::string_view yes : {"是", "有", "1", "y", "yes", "true", "t"}) {
    if (low == yes) return {true, "yes", {}, {}};
  }
  for (const std::string_view no : {"否", "无", "0", "n", "no", "false", "f"}) {
    if (low == no) return {true, "no", {}, {}};
  }
  return wrong(value, "应为是或否", "must be yes or no");
}

Spelled spell_plate(std::string_view value) {
  const std::string plate = upper(without(text::to_half_width(value), " -"));
  const auto points = text::code_points(plate);
  const bool fits = (points.size() == 7 || points.size() == 8) && points[0] > 0x4e00 && points[1] >= 'A' && points[1] <= 'Z';
  return fits ? Spelled{true, plate, {}, {}} : wrong(value, "车牌号应如 粤E12345", "a plate is like 粤E12345");
}

Spelled spell_phone(std::string_view value) {
  std::string plain = without(is_ascii(value) ? std::string(value) : text::to_half_width(value), " ()");
  if (plain.starts_with("+86")) plain.erase(0, 3);
  if (plain.size() == 13 && plain[3] == '-' && plain[8] == '-') plain = without(plain, "-");
  return codes::is_phone(plain) ? Spelled{true, plain, {}, {}} : wrong(value, "电话号码格式不符", "not a telephone number");
}

}  // namespace

Words look_words(Look look) {
  switch (look) {
    case Look::empty: return {"空", "empty"};
    case Look::integer: return {"整数", "whole numbers"};
    case Look::number: return {"数字", "numbers"};
    case Look::date: return {"日期", "dates"};
    case Look::code: return {"编码", "codes"};
    case Look::text: break;
  }
  return {"文字", "text"};
}

Look look_of(std::string_view value) {
  if (value.empty()) return Look::empty;
  if (value.size() >= 6 && is_digit(value.front()) && value.find_first_of("-/.\xE5") != value.npos && date_of(value, DateForm::any)) return Look::date;
  if (looks_integer(value)) return Look::integer;
  if (looks_number(value)) return Look::number;
  if (looks_code(value)) return Look::code;
  return Look::text;
}

Look join(Look a, Look b) {
  if (a == b || b == Look::empty) return a;
  if (a == Look::empty) return b;
  const auto both = [&](Look x, Look y) { return (a == x && b == y) || (a == y && b == x); };
  if (both(Look::integer, Look::number)) return Look::number;
  if (both(Look::integer, Look::code)) return Look::code;
  return Look::text;
}

bool fits(Look before, Look now) { return before == Look::empty || join(before, now) == before; }

FieldType field_type_from(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    if (c != '-' && c != ' ' && c != '_') plain += c;
  }
  static constexpr std::pair<std::string_view, FieldType> k_names[] = {
      {"name", FieldType::name},   {"date", FieldType::date},       {"number", FieldType::number}, {"codelist", FieldType::code},
      {"code", FieldType::code},   {"idcard", FieldType::id_card},  {"uscc", FieldType::uscc},     {"phone", FieldType::phone},
      {"address", FieldType::address}, {"plate", FieldType::plate}, {"email", FieldType::email},   {"flag", FieldType::flag},
      {"yesno", FieldType::flag}};
  for (const auto& [known, type] : k_names) {
    if (plain == known) return type;
  }
  return FieldType::text;
}

std::optional<Date> date_of(std::string_view text, DateForm form) {
  if (form == DateForm::sheet_number) {
    const auto serial = text::to_double(text);
    if (!serial || *serial < 1 || *serial > 100'000) return std::nullopt;
    return Date{static_cast<std::int32_t>(*serial) - 25'569};
  }
  std::string_view rest = text;
  if (form == DateForm::day_month_year || form == DateForm::month_day_year) {
    const int one = take_number(rest, 2);
    if (!skip_mark(rest)) return std::nullopt;
    const int two = take_number(rest, 2);
    if (!skip_mark(rest)) return std::nullopt;
    const int year = take_number(rest, 4);
    if (!ends_date(rest)) return std::nullopt;
    return form == DateForm::day_month_year ? real(year, two, one) : real(year, one, two);
  }
  const int year = take_number(rest, 4);
  if (rest.size() == 4 && all_digits(rest)) {
    const int both = take_number(rest, 4);
    return real(year, both / 100, both % 100);
  }
  if (!skip_mark(rest)) return std::nullopt;
  const int month = take_number(rest, 2);
  if (!skip_mark(rest)) return std::nullopt;
  const int day = take_number(rest, 2);
  if (!ends_date(rest)) return std::nullopt;
  return real(year, month, day);
}

Spelled spell(FieldType type, std::string_view value, DateForm form) {
  switch (type) {
    case FieldType::id_card: return spell_citizen(value);
    case FieldType::uscc: {
      std::string code = upper(without(is_ascii(value) ? std::string(value) : text::to_half_width(value), " "));
      if (codes::is_credit_code(code)) return {true, std::move(code), {}, {}};
      return wrong(value, code.size() == 18 ? "统一社会信用代码校验位不符" : "统一社会信用代码应为 18 位",
                   code.size() == 18 ? "the check character of the credit code is wrong" : "a credit code has 18 characters");
    }
    case FieldType::phone: return spell_phone(value);
    case FieldType::date: {
      const auto date = date_of(value, form);
      return date ? Spelled{true, format_date(*date), {}, {}} : wrong(value, "不是日期，或日期不存在", "not a date, or no such day");
    }
    case FieldType::number: return spell_number(value);
    case FieldType::flag: return spell_flag(value);
    case FieldType::plate: return spell_plate(value);
    case FieldType::email: {
      const std::size_t at_sign = value.find('@');
      const bool fine = at_sign != value.npos && at_sign > 0 && value.find('.', at_sign) != value.npos && value.find(' ') == value.npos;
      return fine ? Spelled{true, text::lower_ascii(value), {}, {}} : wrong(value, "不是电子邮箱", "not an e-mail address");
    }
    case FieldType::text:
    case FieldType::name:
    case FieldType::code:
    case FieldType::address: break;
  }
  return {true, std::string(value), {}, {}};
}

std::string_view mask_of(FieldType type) {
  switch (type) {
    case FieldType::name: return "name";
    case FieldType::id_card: return "id";
    case FieldType::phone: return "phone";
    case FieldType::address: return "address";
    case FieldType::plate: return "plate";
    case FieldType::email: return "email";
    default: return "none";
  }
}

std::string mask_value(std::string_view mask, std::string_view value) {
  if (value.empty() || mask.empty() || mask == "none") return std::string(value);
  if (mask == "name") return codes::mask_name(value);
  const std::size_t length = text::length(value);
  const auto points = text::code_points(value);
  const auto keep = [&](std::size_t first, std::size_t last) {
    std::string out;
    for (std::size_t i = 0; i < length; ++i) {
      if (i < first || i + last >= length) text::append_code_point(out, points[i]);
      else out += '*';
    }
    return out;
  };
  if (mask == "phone") return keep(length > 7 ? 3 : 0, std::min<std::size_t>(4, length / 2));
  if (mask == "id") return keep(length > 7 ? 3 : 0, std::min<std::size_t>(4, length / 2));
  if (mask == "bank") return keep(0, std::min<std::size_t>(4, length / 2));
  if (mask == "plate") return keep(2, 1);
  if (mask == "address") return keep(std::min<std::size_t>(6, length / 2), 0);
  if (mask == "email") {
    const std::size_t at_sign = value.find('@');
    return at_sign == value.npos || at_sign == 0 ? "***" : std::string(value.substr(0, 1)) + "***" + std::string(value.substr(at_sign));
  }
  return "***";
}

}  // namespace tiange::exchange
