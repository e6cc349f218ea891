#pragma once
// Random numbers and the few functions of analysis the town needs, made of IEEE additions, multiplications, divisions
// and square roots alone, so that every machine and library gives the same bytes.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tiange::town {

// SplitMix64 (Steele, Lea, Flood 2014): small, fast, and any seed is a good seed.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  // An independent stream for a purpose: the same seed and purpose give the same stream whatever else was drawn.
  Random(std::uint64_t seed, std::string_view purpose, std::uint64_t index = 0);

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  // [0, 1), 53 bits.
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  double between(double low, double high) { return low + (high - low) * unit(); }
  // 0 … n-1; n > 0. The bias of 2^-32 does not matter here.
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>((next() >> 32) * n >> 32); }
  bool chance(double probability) { return unit() < probability; }
  // Nearly normal, mean 0, deviation 1, within ±6: the sum of twelve.
  double normal();
  double exponential(double mean);
  std::uint32_t poisson(double mean);
  template <class T>
  const T& pick(const std::vector<T>& list) {
    return list[below(static_cast<std::uint32_t>(list.size()))];
  }

 private:
  std::uint64_t state_;
};

double natural_log(double x);  // x > 0, normal
double exponential_of(double x);
double power_of(double base, double exponent);  // base >= 0

// Draws an index with probability in proportion to its weight, in constant time (Walker's alias method).
class Weighted {
 public:
  Weighted() = default;
  explicit Weighted(std::span<const double> weights);  // none negative, not all zero
  std::uint32_t draw(Random& random) const {
    const std::uint32_t i = random.below(static_cast<std::uint32_t>(keep_.size()));
    return random.unit() < keep_[i] ? i : other_[i];
  }
  bool empty() const { return keep_.empty(); }

 private:
  std::vector<double> keep_;
  std::vector<std::uint32_t> other_;
};

}  // namespace tiange::town
