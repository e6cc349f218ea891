#pragma once
// A decimal number of 34 significant digits, IEEE 754-2008 decimal128, rounding half to even: 0.1 + 0.2 is 0.3.
// Sixteen bytes, trivially copyable. The exponent is kept (1.10 prints as 1.10) and ignored by comparison.
// Results that overflow are not finite; callers turn them into null. Small coefficients (below 2^64, which is nearly
// everything a district computes) are compared, added and multiplied inline without a library call.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tiange::feel {

enum class Rounding { half_even, half_up, half_down, up, down, floor, ceiling };

class Decimal {
 public:
  constexpr Decimal() = default;
  constexpr Decimal(std::uint64_t low, std::uint64_t high) : low_(low), high_(high) {}

  static constexpr Decimal from_int(std::int64_t value) {
    const bool negative = value < 0;
    const auto magnitude = negative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    return small(negative, magnitude, 0);
  }
  // coefficient * 10^exponent, for example amount in fen: scaled(12345, -2) is 123.45.
  static constexpr Decimal scaled(std::int64_t coefficient, int exponent) {
    Decimal value = from_int(coefficient);
    value.high_ += static_cast<std::uint64_t>(static_cast<std::int64_t>(exponent)) << k_exponent_shift;
    return value;
  }
  // "-12", "1.50", ".5", "1.2e-3"; nothing else, no spaces. Empty when it is not such a number or not finite.
  static std::optional<Decimal> parse(std::string_view text);
  // The shortest decimal that reads back as the same double; empty for NaN and infinity.
  static std::optional<Decimal> from_double(double value);

  bool is_finite() const { return (high_ & k_infinity_bits) != k_infinity_bits; }
  bool is_zero() const;
  bool is_negative() const;
  bool is_integer() const;
  // The exact integer, or empty when there is a fraction or it does not fit.
  std::optional<std::int64_t> to_int() const;
  // Towards zero; empty when it does not fit.
  std::optional<std::int64_t> truncated() const;
  double to_double() const;
  std::string to_string() const;  // plain notation, never with an exponent

  Decimal negated() const { return Decimal(low_, high_ ^ k_sign); }
  Decimal absolute() const { return Decimal(low_, high_ & ~k_sign); }
  // Rounded to that many digits after the point (negative: before it).
  Decimal rounded(int digits, Rounding mode) const;
  // Without zeros at the end of its fraction: 1.50 becomes 1.5.
  Decimal trimmed() const;

  friend Decimal operator+(const Decimal& a, const Decimal& b);
  friend Decimal operator-(const Decimal& a, const Decimal& b) { return a + b.negated(); }
  friend Decimal operator*(const Decimal& a, const Decimal& b);
  friend Decimal operator/(const Decimal& a, const Decimal& b);  // not finite when b is zero
  friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);

  static Decimal floor_modulo(const Decimal& a, const Decimal& b);  // sign of b, as FEEL's modulo
  static Decimal power(const Decimal& base, const Decimal& exponent);
  static Decimal square_root(const Decimal& a);
  static Decimal exponential(const Decimal& a);
  static Decimal natural_log(const Decimal& a);

  std::uint64_t low_bits() const { return low_; }
  std::uint64_t high_bits() const { return high_; }
  // Equal numbers have equal hashes whatever their exponents.
  std::size_t hash() const;

 private:
  // Binary-integer encoding: bit 127 sign, 14 bits exponent + 6176, 113 bits coefficient.
  static constexpr int k_exponent_shift = 49;
  static constexpr int k_bias = 6176;
  static constexpr std::uint64_t k_sign = 1ull << 63;
  static constexpr std::uint64_t k_infinity_bits = 0x7800000000000000ull;
  static constexpr std::uint64_t k_steering_bits = 0x6000000000000000ull;
  static constexpr std::uint64_t k_top_coefficient = (1ull << k_exponent_shift) - 1;

  static constexpr Decimal small(bool negative, std::uint64_t coefficient, int exponent) {
    return Decimal(coefficient, (negative ? k_sign : 0) |
                                    (static_cast<std::uint64_t>(exponent + k_bias) << k_exponent_shift));
  }
  bool is_small() const {
    return (high_ & k_top_coefficient) == 0 && (high_ & k_steering_bits) != k_steering_bits;
  }
  std::uint64_t exponent_bits() const { return (high_ & ~k_sign) >> k_exponent_shift; }
  int exponent() const { return static_cast<int>(exponent_bits()) - k_bias; }

  static Decimal add_slow(const Decimal& a, const Decimal& b);
  static Decimal multiply_slow(const Decimal& a, const Decimal& b);
  static std::strong_ordering compare_slow(const Decimal& a, const Decimal& b);

  std::uint64_t low_ = 0;
  std::uint64_t high_ = static_cast<std::uint64_t>(k_bias) << k_exponent_shift;
};

inline Decimal operator+(const Decimal& a, const Decimal& b) {
  if (a.is_small() && b.is_small() && a.exponent_bits() == b.exponent_bits()) {
    const bool negative_a = a.high_ & Decimal::k_sign, negative_b = b.high_ & Decimal::k_sign;
    if (negative_a == negative_b) {
      const std::uint64_t sum = a.low_ + b.low_;
      if (sum >= a.low_) return Decimal(sum, a.high_);
    } else if (a.low_ != b.low_) {
      return a.low_ > b.low_ ? Decimal(a.low_ - b.low_, a.high_) : Decimal(b.low_ - a.low_, b.high_);
    } else {
      return Decimal(0, a.high_ & ~Decimal::k_sign);
    }
  }
  return Decimal::add_slow(a, b);
}

inline Decimal operator*(const Decimal& a, const Decimal& b) {
  if (a.is_small() && b.is_small()) {
    const auto product = static_cast<unsigned __int128>(a.low_) * b.low_;
    const int exponent = a.exponent() + b.exponent();
    if ((product >> 64) == 0 && exponent > -300 && exponent < 300) {
      return Decimal::small((a.high_ ^ b.high_) & Decimal::k_sign, static_cast<std::uint64_t>(product), exponent);
    }
  }
  return Decimal::multiply_slow(a, b);
}

inline std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  if (a.is_small() && b.is_small() && a.exponent_bits() == b.exponent_bits() && (a.low_ | b.low_) != 0) {
    const bool negative_a = a.high_ & Decimal::k_sign, negative_b = b.high_ & Decimal::k_sign;
    if (!negative_a && !negative_b) return a.low_ <=> b.low_;
    if (negative_a && negative_b) return b.low_ <=> a.low_;
    return negative_a ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  return Decimal::compare_slow(a, b);
}

}  // namespace tiange::feel
