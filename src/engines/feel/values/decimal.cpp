#include "engines/feel/values/decimal.h"

#define DECIMAL_CALL_BY_REFERENCE 0
#define DECIMAL_GLOBAL_ROUNDING 0
#define DECIMAL_GLOBAL_EXCEPTION_FLAGS 0
extern "C" {
#include <bid_conf.h>
#include <bid_functions.h>
}

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include "engines/feel/values/feel_unicode.h"

namespace tiange::feel {
namespace {

using unicode::is_digit;

BID_UINT128 bid(const Decimal& value) {
  BID_UINT128 raw;
  raw.w[0] = value.low_bits();
  raw.w[1] = value.high_bits();
  return raw;
}

Decimal from_bid(const BID_UINT128& raw) { return Decimal(raw.w[0], raw.w[1]); }

constexpr auto k_powers_of_ten = [] {
  std::array<unsigned __int128, 39> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

unsigned __int128 power_of_ten(int n) { return k_powers_of_ten[static_cast<std::size_t>(n)]; }

unsigned bid_mode(Rounding mode, bool negative) {
  switch (mode) {
    case Rounding::half_even: return BID_ROUNDING_TO_NEAREST;
    case Rounding::half_up: return BID_ROUNDING_TIES_AWAY;
    case Rounding::half_down:
    case Rounding::down: return BID_ROUNDING_TO_ZERO;
    case Rounding::up: return negative ? BID_ROUNDING_DOWN : BID_ROUNDING_UP;
    case Rounding::floor: return BID_ROUNDING_DOWN;
    case Rounding::ceiling: return BID_ROUNDING_UP;
  }
  return BID_ROUNDING_TO_NEAREST;
}

// digits [. digits] or . digits, then an optional exponent; where it ends, or 0.
std::size_t number_length(std::string_view text) {
  std::size_t i = 0, digits = 0;
  while (i < text.size() && is_digit(text[i])) ++i, ++digits;
  if (i + 1 < text.size() && text[i] == '.' && is_digit(text[i + 1])) {
    for (++i; i < text.size() && is_digit(text[i]); ++i) ++digits;
  }
  if (digits == 0) return 0;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    std::size_t j = i + 1;
    if (j < text.size() && (text[j] == '+' || text[j] == '-')) ++j;
    if (j >= text.size() || !is_digit(text[j])) return 0;
    while (j < text.size() && is_digit(text[j])) ++j;
    i = j;
  }
  return i;
}

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text) {
  const std::string whole(text);
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) negative = text[0] == '-', text.remove_prefix(1);
  if (text.empty() || number_length(text) != text.size()) return std::nullopt;
  std::uint64_t coefficient = 0;
  int exponent = 0;
  bool after_point = false, simple = text.size() <= 19;
  for (std::size_t i = 0; simple && i < text.size(); ++i) {
    if (text[i] == '.') {
      after_point = true;
    } else if (!is_digit(text[i])) {
      simple = false;
    } else {
      coefficient = coefficient * 10 + static_cast<std::uint64_t>(text[i] - '0');
      exponent -= after_point;
    }
  }
  if (simple) return small(negative, coefficient, exponent);
  _IDEC_flags flags = 0;
  const Decimal value =
      from_bid(bid128_from_string(const_cast<char*>(whole.c_str()), BID_ROUNDING_TO_NEAREST, &flags));
  if (!value.is_finite()) return std::nullopt;
  return value;
}

std::optional<Decimal> Decimal::from_double(double value) {
  if (!std::isfinite(value)) return std::nullopt;
  char buffer[40];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return parse(std::string_view(buffer, static_cast<std::size_t>(end - buffer)));
}

bool Decimal::is_zero() const {
  if (is_small()) return low_ == 0;
  return bid128_isZero(bid(*this)) != 0;
}

bool Decimal::is_negative() const { return (high_ & k_sign) && !is_zero(); }

bool Decimal::is_integer() const {
  if (!is_finite()) return false;
  if (is_small() && exponent() >= 0) return true;
  if (is_small() && exponent() > -19) return low_ % static_cast<std::uint64_t>(power_of_ten(-exponent())) == 0;
  return rounded(0, Rounding::down) == *this;
}

std::optional<std::int64_t> Decimal::truncated() const {
  if (!is_finite()) return std::nullopt;
  if (is_small() && exponent() == 0 && low_ <= static_cast<std::uint64_t>(INT64_MAX)) {
    const auto magnitude = static_cast<std::int64_t>(low_);
    return (high_ & k_sign) ? -magnitude : magnitude;
  }
  _IDEC_flags flags = 0;
  const BID_SINT64 value = bid128_to_int64_int(bid(*this), &flags);
  if (flags & BID_INVALID_EXCEPTION) return std::nullopt;
  return value;
}

std::optional<std::int64_t> Decimal::to_int() const {
  if (is_small() && exponent() == 0) return truncated();
  return is_integer() ? truncated() : std::nullopt;
}

double Decimal::to_double() const {
  _IDEC_flags flags = 0;
  return bid128_to_binary64(bid(*this), BID_ROUNDING_TO_NEAREST, &flags);
}

std::string Decimal::to_string() const {
  char buffer[64];
  _IDEC_flags flags = 0;
  bid128_to_string(buffer, bid(*this), &flags);
  if (!is_finite()) return "null";
  const char* mark = std::strchr(buffer, 'E');
  std::string digits(buffer + 1, static_cast<std::size_t>(mark - buffer - 1));
  const int exponent = std::atoi(mark + 1);
  const bool zero = digits.find_first_not_of('0') == std::string::npos;
  if (exponent > 0 && !zero) digits.append(static_cast<std::size_t>(exponent), '0');
  if (exponent < 0) {
    const auto places = static_cast<std::size_t>(-exponent);
    if (digits.size() <= places) digits.insert(0, places - digits.size() + 1, '0');
    digits.insert(digits.size() - places, ".");
  }
  if (buffer[0] == '-' && !zero) digits.insert(0, "-");
  return digits;
}

Decimal Decimal::rounded(int digits, Rounding mode) const {
  if (!is_finite()) return *this;
  const bool negative = high_ & k_sign;
  const Decimal unit = small(false, 1, -digits);
  if (is_small() && exponent() >= -digits) return *this;
  _IDEC_flags flags = 0;
  const Decimal value = from_bid(bid128_quantize(bid(*this), bid(unit), bid_mode(mode, negative), &flags));
  if (!value.is_finite()) return *this;  // it has no digit there to lose
  if (mode != Rounding::half_down) return value;
  const Decimal lost = (*this - value).absolute();
  const Decimal half = small(false, 5, -digits - 1);
  if (lost <= half) return value;
  return negative ? value - unit : value + unit;
}

Decimal Decimal::trimmed() const {
  if (!is_finite()) return *this;
  if (is_zero()) return Decimal();
  if (is_small()) {
    std::uint64_t coefficient = low_;
    int scale = exponent();
    while (scale < 0 && coefficient % 10 == 0) coefficient /= 10, ++scale;
    return small(high_ & k_sign, coefficient, scale);
  }
  std::string text = to_string();
  if (text.find('.') == std::string::npos) return *this;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return parse(text).value_or(*this);
}

Decimal Decimal::add_slow(const Decimal& a, const Decimal& b) {
  // Small numbers of different scale, brought to the finer one.
  const int gap = a.exponent() - b.exponent();
  if (a.is_small() && b.is_small() && gap != 0 && gap >= -18 && gap <= 18) {
    const unsigned __int128 left = a.low_ * power_of_ten(gap > 0 ? gap : 0);
    const unsigned __int128 right = b.low_ * power_of_ten(gap < 0 ? -gap : 0);
    if (((left | right) >> 63) == 0) {
      const auto signed_left = static_cast<std::int64_t>(left), signed_right = static_cast<std::int64_t>(right);
      const std::int64_t sum =
          ((a.high_ & k_sign) ? -signed_left : signed_left) + ((b.high_ & k_sign) ? -signed_right : signed_right);
      const bool wraps = (a.high_ & k_sign) == (b.high_ & k_sign) && ((left + right) >> 63) != 0;
      if (!wraps) {
        return small(sum < 0, static_cast<std::uint64_t>(sum < 0 ? -sum : sum), gap > 0 ? b.exponent() : a.exponent());
      }
    }
  }
  _IDEC_flags flags = 0;
  return from_bid(bid128_add(bid(a), bid(b), BID_ROUNDING_TO_NEAREST, &flags));
}

Decimal Decimal::multiply_slow(const Decimal& a, const Decimal& b) {
  _IDEC_flags flags = 0;
  return from_bid(bid128_mul(bid(a), bid(b), BID_ROUNDING_TO_NEAREST, &flags));
}

Decimal operator/(const Decimal& a, const Decimal& b) {
  if (a.is_small() && b.is_small() && b.low_ != 0 && a.low_ % b.low_ == 0) {
    const int exponent = a.exponent() - b.exponent();
    if (exponent > -300 && exponent <= 0) {
      return Decimal::small((a.high_ ^ b.high_) & Decimal::k_sign, a.low_ / b.low_, exponent);
    }
  }
  _IDEC_flags flags = 0;
  return from_bid(bid128_div(bid(a), bid(b), BID_ROUNDING_TO_NEAREST, &flags));
}

std::strong_ordering Decimal::compare_slow(const Decimal& a, const Decimal& b) {
  const bool negative_a = a.is_negative(), negative_b = b.is_negative();
  if (negative_a != negative_b) return negative_a ? std::strong_ordering::less : std::strong_ordering::greater;
  if (a.is_small() && b.is_small()) {
    const int gap = a.exponent() - b.exponent();
    if (gap >= -18 && gap <= 18) {
      const unsigned __int128 left = a.low_ * power_of_ten(gap > 0 ? gap : 0);
      const unsigned __int128 right = b.low_ * power_of_ten(gap < 0 ? -gap : 0);
      if (left == right) return std::strong_ordering::equal;
      return (left < right) != negative_a ? std::strong_ordering::less : std::strong_ordering::greater;
    }
  }
  _IDEC_flags flags = 0;
  if (bid128_quiet_less(bid(a), bid(b), &flags)) return std::strong_ordering::less;
  if (bid128_quiet_greater(bid(a), bid(b), &flags)) return std::strong_ordering::greater;
  return std::strong_ordering::equal;
}

Decimal Decimal::floor_modulo(const Decimal& a, const Decimal& b) {
  _IDEC_flags flags = 0;
  const Decimal rest = from_bid(bid128_fmod(bid(a), bid(b), &flags));
  if (!rest.is_finite() || rest.is_zero() || rest.is_negative() == b.is_negative()) return rest;
  return rest + b;
}

Decimal Decimal::power(const Decimal& base, const Decimal& exponent) {
  const auto whole = exponent.to_int();
  if (whole && *whole >= -9999 && *whole <= 9999) {
    auto left = static_cast<std::uint64_t>(*whole < 0 ? -*whole : *whole);
    Decimal result = from_int(1), square = base;
    for (; left != 0; left >>= 1) {
      if (left & 1) result = result * square;
      if (left > 1) square = square * square;
    }
    return *whole < 0 ? from_int(1) / result : result;
  }
  _IDEC_flags flags = 0;
  return from_bid(bid128_pow(bid(base), bid(exponent), BID_ROUNDING_TO_NEAREST, &flags));
}

Decimal Decimal::square_root(const Decimal& a) {
  _IDEC_flags flags = 0;
  return from_bid(bid128_sqrt(bid(a), BID_ROUNDING_TO_NEAREST, &flags));
}

Decimal Decimal::exponential(const Decimal& a) {
  _IDEC_flags flags = 0;
  return from_bid(bid128_exp(bid(a), BID_ROUNDING_TO_NEAREST, &flags));
}

Decimal Decimal::natural_log(const Decimal& a) {
  _IDEC_flags flags = 0;
  return from_bid(bid128_log(bid(a), BID_ROUNDING_TO_NEAREST, &flags));
}

std::size_t Decimal::hash() const { return std::hash<double>{}(is_zero() ? 0.0 : to_double()); }

}  // namespace tiange::feel
