#include "town/ground/random.h"

#include <bit>
#include <cmath>

namespace tiange::town {
namespace {
constexpr double k_ln2 = 0.6931471805599453094;
}

Random::Random(std::uint64_t seed, std::string_view purpose, std::uint64_t index) : state_(seed) {
  for (char c : purpose) state_ = (state_ ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  state_ ^= index * 0xd6e8feb86659fd93ULL;
  state_ = next();
}

double Random::normal() {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += unit();
  return sum;
}

double Random::exponential(double mean) { return -mean * natural_log(1 - unit()); }

std::uint32_t Random::poisson(double mean) {
  if (mean <= 0) return 0;
  if (mean > 60) {
    const double x = mean + std::sqrt(mean) * normal() + 0.5;
    return x > 0 ? static_cast<std::uint32_t>(x) : 0;
  }
  const double floor = exponential_of(-mean);
  std::uint32_t n = 0;
  for (double product = unit(); product > floor; product *= unit()) ++n;
  return n;
}

// x = m · 2^e with m near 1, then the series of the area tangent.
double natural_log(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  int exponent = static_cast<int>(bits >> 52 & 0x7ff) - 1023;
  double m = std::bit_cast<double>((bits & 0xfffffffffffffULL) | 0x3ff0000000000000ULL);
  if (m > 1.4142135623730951) {
    m /= 2;
    ++exponent;
  }
  const double t = (m - 1) / (m + 1), t2 = t * t;
  double sum = 0;
  for (int k = 23; k >= 1; k -= 2) sum = sum * t2 + 1.0 / k;
  return 2 * t * sum + exponent * k_ln2;
}

double exponential_of(double x) {
  if (x < -700) return 0;
  if (x > 700) x = 700;
  const int n = static_cast<int>(x / k_ln2 + (x < 0 ? -0.5 : 0.5));
  const double r = x - n * k_ln2;
  double sum = 1;
  for (int k = 16; k >= 1; --k) sum = 1 + sum * r / k;
  return sum * std::bit_cast<double>(static_cast<std::uint64_t>(n + 1023) << 52);
}

double power_of(double base, double exponent) {
  return base <= 0 ? 0 : exponential_of(exponent * natural_log(base));
}

Weighted::Weighted(std::span<const double> weights) {
  const std::size_t n = weights.size();
  double total = 0;
  for (double w : weights) total += w;
  keep_.assign(n, 1.0);
  other_.assign(n, 0);
  std::vector<double> share(n);
  std::vector<std::uint32_t> small, large;
  for (std::uint32_t i = 0; i < n; ++i) {
    share[i] = weights[i] * static_cast<double>(n) / total;
    (share[i] < 1 ? small : large).push_back(i);
  }
  while (!small.empty() && !large.empty()) {
    const std::uint32_t s = small.back(), l = large.back();
    small.pop_back();
    keep_[s] = share[s];
    other_[s] = l;
    share[l] -= 1 - share[s];
    if (share[l] < 1) {
      large.pop_back();
      small.push_back(l);
    }
  }
}

}  // namespace tiange::town
