// Citizen numbers, bank cards and telephones: runs of digits, grouped by single spaces or hyphens.
#include <algorithm>
#include <optional>

#include "base/codes.h"
#include "engines/masking/text_scan.h"

namespace tiange::masking {

namespace {

struct Run {
  std::size_t from, until;
};

// Runs of digits that follow one another with one sign between them, beginning at `i`.
std::vector<Run> runs_from(const Scan& scan, std::size_t i) {
  std::vector<Run> runs;
  while (runs.size() < 6 && is_digit(scan.at(i))) {
    Run run{i, i};
    while (is_digit(scan.at(run.until))) ++run.until;
    runs.push_back(run);
    const char32_t sign = scan.at(run.until);
    if (sign != U' ' && sign != U'-' && sign != U'—' && sign != U'–' && sign != U')') break;
    i = run.until + 1;
  }
  return runs;
}

std::string joined(const Scan& scan, const std::vector<Run>& runs, std::size_t count) {
  std::string digits;
  for (std::size_t k = 0; k < count; ++k) {
    for (std::size_t i = runs[k].from; i < runs[k].until; ++i) digits += static_cast<char>(scan.at(i));
  }
  return digits;
}

bool luhn(const std::string& digits) {
  int sum = 0;
  bool twice = false;
  for (auto it = digits.rbegin(); it != digits.rend(); ++it, twice = !twice) {
    int d = *it - '0';
    if (twice) d = d > 4 ? 2 * d - 9 : 2 * d;
    sum += d;
  }
  return sum % 10 == 0;
}

bool says_id(const Scan& scan, std::size_t i) { return scan.near_before(i, 12, {U"身份", U"证件", U"公民", U"证号", U"ID"}); }
bool says_card(const Scan& scan, std::size_t i) {
  return scan.near_before(i, 16, {U"卡号", U"账号", U"帐号", U"账户", U"帐户", U"银行", U"卡", U"汇", U"转账", U"收款", U"存折", U"退款", U"打款"});
}

// Born after 1900, in a province that exists.
bool plausible_15(const std::string& digits) {
  const int province = (digits[0] - '0') * 10 + (digits[1] - '0');
  return province >= 11 && province <= 82 && codes::citizen_birth(digits.substr(0, 6) + "19" + digits.substr(6) + "X").has_value();
}

struct Match {
  Personal kind;
  std::size_t until;
};

std::optional<Match> citizen(const Scan& scan, const std::string& digits, std::size_t from, std::size_t until) {
  const bool cross = scan.at(until) == U'X' || scan.at(until) == U'x';
  if (digits.size() == 17 && cross) {
    if (codes::is_citizen_number(digits + "X") || (says_id(scan, from) && codes::citizen_birth(digits + "X"))) return Match{Personal::id, until + 1};
    return std::nullopt;
  }
  if (digits.size() == 18 && (codes::is_citizen_number(digits) || (says_id(scan, from) && digits[0] != '0'))) return Match{Personal::id, until};
  if (digits.size() == 15 && says_id(scan, from) && plausible_15(digits)) return Match{Personal::id, until};
  return std::nullopt;
}

std::optional<Match> bank(const Scan& scan, const std::string& digits, std::size_t from, std::size_t until) {
  if (digits.size() < 16 || digits.size() > 19 || !luhn(digits) || digits.find_first_not_of(digits[0]) == digits.npos) return std::nullopt;
  const bool union_pay = digits.starts_with("62") && digits.size() != 18;
  if (union_pay || says_card(scan, from)) return Match{Personal::bank, until};
  return std::nullopt;
}

bool mobile(std::string_view digits) {
  if (digits.starts_with("0086")) digits.remove_prefix(4);
  if (digits.size() == 13 && digits.starts_with("86")) digits.remove_prefix(2);
  return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
}

// 0757-82340000, 020 8123 4567, 075782340000.
bool fixed_line(const std::string& digits, const std::vector<Run>& runs, std::size_t count) {
  if (digits.size() < 10 || digits.size() > 12 || digits[0] != '0' || digits[1] == '0') return false;
  const bool short_area = digits[1] == '1' || digits[1] == '2';
  const std::size_t area = short_area ? 3 : 4;
  if (digits.size() - area < 7 || digits.size() - area > 8 || digits[area] == '0' || digits[area] == '1') return false;
  return count == 1 || runs[0].until - runs[0].from == area;
}

std::optional<Match> telephone(const Scan& scan, const std::vector<Run>& runs, std::size_t count, const std::string& digits) {
  const std::size_t from = runs[0].from;
  std::size_t until = runs[count - 1].until;
  if (mobile(digits)) return Match{Personal::phone, until};
  if (fixed_line(digits, runs, count)) {
    // An extension belongs to it.
    if (scan.at(until) == U'转' && is_digit(scan.at(until + 1))) {
      until += 1;
      while (is_digit(scan.at(until))) ++until;
    } else if (scan.at(until) == U'-' && is_digit(scan.at(until + 1)) && !is_digit(scan.at(until + 6))) {
      until += 1;
      while (is_digit(scan.at(until))) ++until;
    }
    return Match{Personal::phone, until};
  }
  const bool local = (digits.size() == 7 || digits.size() == 8) && digits[0] >= '2' && digits[0] <= '8' && count <= 2;
  if (local && scan.near_before(from, 8, {U"电话", U"座机", U"固话", U"致电", U"拨打", U"传真"})) return Match{Personal::phone, until};
  return std::nullopt;
}

std::optional<Match> match(const Scan& scan, const std::vector<Run>& runs, std::size_t count) {
  const std::string digits = joined(scan, runs, count);
  const std::size_t from = runs[0].from, until = runs[count - 1].until;
  for (std::size_t k = 0; k + 1 < count; ++k) {
    // A closing bracket joins only an area code to its number.
    if (scan.at(runs[k].until) == U')' && (k != 0 || scan.at(from - 1) != U'(' || digits[0] != '0')) return std::nullopt;
  }
  if (const auto one = citizen(scan, digits, from, until)) return one;
  if (const auto one = bank(scan, digits, from, until)) return one;
  return telephone(scan, runs, count, digits);
}

// What belongs to a number before its digits: + of a country, ( of an area code.
std::size_t start_of(const Scan& scan, std::size_t from, std::size_t first_until) {
  if (from > 0 && scan.at(from - 1) == U'+') return from - 1;
  if (from > 0 && scan.at(from - 1) == U'(' && scan.at(first_until) == U')') return from - 1;
  return from;
}

}  // namespace

void find_numbers(Scan& scan) {
  std::size_t i = 0;
  while (i < scan.size()) {
    if (!is_digit(scan.at(i)) || scan.taken[i]) {
      ++i;
      continue;
    }
    const std::vector<Run> runs = runs_from(scan, i);
    std::size_t next = runs[0].until;
    const bool inside_word = i > 0 && is_latin(scan.at(i - 1)) && !(scan.at(i - 1) == U'X' || scan.at(i - 1) == U'x');
    for (std::size_t count = runs.size(); count > 0; --count) {
      const auto one = match(scan, runs, count);
      if (!one || (inside_word && one->kind != Personal::phone && !says_card(scan, i))) continue;
      const std::size_t from = start_of(scan, i, runs[0].until);
      if (!scan.free(from, one->until)) continue;
      scan.take(one->kind, from, one->until);
      next = one->until;
      break;
    }
    i = next;
  }
}

}  // namespace tiange::masking
