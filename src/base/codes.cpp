#include "base/codes.h"

#include "base/text.h"

namespace tiange::codes {

namespace {
bool all_digits(std::string_view text) { return !text.empty() && text.find_first_not_of("0123456789") == text.npos; }

constexpr std::string_view k_credit_alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

std::string mask_middle(std::string_view text, std::size_t head, std::size_t tail) {
  if (text.size() <= head + tail) return std::string(text.size(), '*');
  return std::string(text.substr(0, head)) + std::string(text.size() - head - tail, '*') +
         std::string(text.substr(text.size() - tail));
}
}  // namespace

std::optional<AreaLevel> area_level(std::string_view code) {
  if (!all_digits(code)) return std::nullopt;
  switch (code.size()) {
    case 6: return AreaLevel::district;
    case 9: return AreaLevel::town;
    case 12: return AreaLevel::community;
    case 15: return AreaLevel::grid;
    default: return std::nullopt;
  }
}

std::string_view area_parent(std::string_view code) { return code.size() > 6 ? code.substr(0, code.size() - 3) : ""; }

std::string_view area_at(std::string_view code, AreaLevel level) {
  const std::size_t digits = 6 + 3 * static_cast<std::size_t>(level);
  return code.size() < digits ? std::string_view() : code.substr(0, digits);
}

std::int64_t part_key_of(std::string_view area_code) {
  if (!all_digits(area_code.substr(0, 15))) return 0;
  std::string padded(area_code.substr(0, 15));
  padded.resize(15, '0');
  return text::to_int(padded).value_or(0);
}

std::pair<std::int64_t, std::int64_t> part_range(std::string_view area_code) {
  if (area_code.empty()) return {0, INT64_MAX};
  const std::string behind = code_after(area_code);
  return {part_key_of(area_code), behind.empty() ? INT64_MAX : part_key_of(behind)};
}

std::string code_after(std::string_view area_code) {
  std::string code(area_code);
  while (!code.empty() && code.back() == '9') code.pop_back();
  if (!code.empty()) ++code.back();
  return code;
}

char citizen_check(std::string_view first17) {
  static constexpr int k_weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += (first17[i] - '0') * k_weights[i];
  return "10X98765432"[sum % 11];
}

std::optional<Date> citizen_birth(std::string_view number) {
  if (number.size() != 18 || !all_digits(number.substr(0, 17))) return std::nullopt;
  const int year = static_cast<int>(*text::to_int(number.substr(6, 4)));
  const int month = static_cast<int>(*text::to_int(number.substr(10, 2)));
  const int day = static_cast<int>(*text::to_int(number.substr(12, 2)));
  if (!is_real_date(year, month, day)) return std::nullopt;
  return make_date(year, month, day);
}

bool is_citizen_number(std::string_view number) {
  if (!citizen_birth(number)) return false;
  const char last = number[17] == 'x' ? 'X' : number[17];
  return citizen_check(number.substr(0, 17)) == last;
}

char credit_code_check(std::string_view first17) {
  static constexpr int k_weights[] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += static_cast<int>(k_credit_alphabet.find(first17[i])) * k_weights[i];
  return k_credit_alphabet[(31 - sum % 31) % 31];
}

bool is_credit_code(std::string_view code) {
  if (code.size() != 18 || code.find_first_not_of(k_credit_alphabet) != code.npos) return false;
  return credit_code_check(code.substr(0, 17)) == code[17];
}

bool is_phone(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c != '-' && c != ' ' && c != '+') {
      return false;
    }
  }
  if (digits.size() == 13 && digits.starts_with("86")) digits.erase(0, 2);
  const bool mobile = digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
  const bool fixed = (digits.size() >= 10 && digits.size() <= 12 && digits[0] == '0') ||
                     (digits.size() >= 7 && digits.size() <= 8 && digits[0] != '0');
  return mobile || fixed;
}

std::string mask_phone(std::string_view phone) { return mask_middle(phone, 3, 4); }
std::string mask_citizen_number(std::string_view number) { return mask_middle(number, 3, 4); }

std::string mask_name(std::string_view name) {
  const std::vector<char32_t> chars = text::code_points(name);
  std::string out;
  if (!chars.empty()) text::append_code_point(out, chars[0]);
  for (std::size_t i = 1; i < chars.size(); ++i) out += '*';
  return out;
}

}  // namespace tiange::codes
