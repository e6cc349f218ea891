#pragma once
// The dictionary of figures (score_counts.def) and sums of them. Pure.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiange::scores {

enum class Count : std::uint8_t {
#define TIANGE_COUNT(name, zh, en, about_zh, about_en) name,
#include "city/scores/rules/score_counts.def"
#undef TIANGE_COUNT
  count_
};
constexpr int k_counts = static_cast<int>(Count::count_);
static_assert(k_counts <= 62);  // one bit each in a mask

struct CountInfo {
  Count count;
  std::string_view key;
  Words name;
  Words about;
};
const std::vector<CountInfo>& dictionary();
const CountInfo& count_info(Count count);
std::optional<Count> count_from(std::string_view key);

struct Counts {
  std::array<std::int64_t, k_counts> n{};

  std::int64_t& operator[](Count c) { return n[static_cast<std::size_t>(c)]; }
  std::int64_t operator[](Count c) const { return n[static_cast<std::size_t>(c)]; }
  void add(const Counts& more, std::int64_t sign = 1);
  bool is_zero() const;
  std::int64_t mask() const;  // a bit for each that is not zero
  friend bool operator==(const Counts&, const Counts&) = default;
};
constexpr std::int64_t bit_of(Count c) { return std::int64_t{1} << static_cast<int>(c); }

}  // namespace tiange::scores
