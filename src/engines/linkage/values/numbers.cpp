#include "engines/linkage/values/numbers.h"

#include <array>
#include <charconv>

#include "base/codes.h"
#include "base/text.h"
#include "engines/linkage/values/han.h"

namespace tiange::linkage {

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

std::string only_code_letters(std::string_view text) {
  std::string out;
  for (const char c : text::to_half_width(text)) {
    if (digit(c) || (c >= 'A' && c <= 'Z')) out.push_back(c);
    if (c >= 'a' && c <= 'z') out.push_back(static_cast<char>(c - 32));
  }
  return out;
}

bool good(const Day& d) {
  static constexpr std::array<int, 13> k_days{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (d.year < 1000 || d.year > 2999 || d.month < 0 || d.month > 12 || d.day < 0) return false;
  return d.month == 0 ? d.day == 0 : d.day <= k_days[static_cast<std::size_t>(d.month)];
}

}  // namespace

std::string normal_id_card(std::string_view text) {
  std::string out = only_code_letters(text);
  if (out.size() != 15) return out;
  for (const char c : out) {
    if (!digit(c)) return out;
  }
  out.insert(6, "19");
  out.push_back(codes::citizen_check(out));
  return out;
}

bool valid_id_card(std::string_view normal) { return codes::is_citizen_number(normal); }

std::string normal_credit_code(std::string_view text) { return only_code_letters(text); }

bool valid_credit_code(std::string_view normal) { return codes::is_credit_code(normal); }

std::string normal_phone(std::string_view text) {
  std::string out;
  for (const char c : text::to_half_width(text)) {
    if (digit(c)) out.push_back(c);
    if ((c == ',' || c == ';' || c == '|') && out.size() >= 7) break;
  }
  if (out.starts_with("0086")) out.erase(0, 4);
  if (out.size() > 11 && out.starts_with("86")) out.erase(0, 2);
  if (out.size() == 12 && out.starts_with("01")) out.erase(0, 1);
  return out;
}

std::optional<Day> read_day(std::string_view text) {
  std::array<int, 3> part{};
  std::array<int, 3> width{};
  std::size_t n = 0;
  bool in_number = false, foreign = false;
  std::size_t at = 0;
  const std::string half = text::to_half_width(text);
  for (; at < half.size() && n <= 3; ++at) {
    const char c = half[at];
    if (digit(c)) {
      if (!in_number) {
        if (n == 3) break;
        ++n;
      }
      in_number = true;
      if (++width[n - 1] > 8) return std::nullopt;
      part[n - 1] = part[n - 1] * 10 + (c - '0');
      continue;
    }
    if (n == 3 && (c == ' ' || c == 'T' || c == 't')) break;
    in_number = false;
    const bool mark = c == '-' || c == '/' || c == '.' || c == ' ' || (c & 0x80) != 0;
    if (!mark) foreign = true;
  }
  if (foreign || n == 0) return std::nullopt;
  if (n == 1 && width[0] == 8) return good({part[0] / 10000, part[0] / 100 % 100, part[0] % 100})
                                          ? std::optional(Day{part[0] / 10000, part[0] / 100 % 100, part[0] % 100})
                                          : std::nullopt;
  if (n == 1 && width[0] == 6 && good({part[0] / 100, part[0] % 100, 0})) return Day{part[0] / 100, part[0] % 100, 0};
  if (n >= 2 && width[0] == 4) {
    const Day d{part[0], part[1], n == 3 ? part[2] : 0};
    if (good(d)) return d;
    const Day turned{part[0], part[2], part[1]};
    return n == 3 && good(turned) ? std::optional(turned) : std::nullopt;
  }
  if (n == 3 && width[2] == 4) {
    const Day d{part[2], part[1], part[0]}, turned{part[2], part[0], part[1]};
    if (good(d)) return d;
    if (good(turned)) return turned;
  }
  return std::nullopt;
}

std::optional<double> read_number(std::string_view text) {
  std::string kept;
  bool seen = false, ended = false;
  for (const char c : text::to_half_width(text)) {
    if (digit(c) || c == '.' || (c == '-' && kept.empty())) {
      if (ended) return std::nullopt;
      kept.push_back(c);
      seen = seen || digit(c);
    } else if (c == ',' && seen) {
      continue;
    } else if (seen) {
      ended = true;
    } else if (c != '$' && c != ' ' && (c & 0x80) == 0) {
      return std::nullopt;
    }
    if (ended && c >= 'a' && c <= 'z' && kept.size() < 1) return std::nullopt;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(kept.data(), kept.data() + kept.size(), value);
  if (!seen || error != std::errc() || end != kept.data() + kept.size()) return std::nullopt;
  return value;
}

}  // namespace tiange::linkage
