#include "city/scores/rules/score_counts.h"

#include <algorithm>

namespace tiange::scores {

namespace {

// Some names are words of the language this is written in.
constexpr std::string_view key_of(std::string_view name) {
  return name.ends_with('_') ? name.substr(0, name.size() - 1) : name;
}

}  // namespace

const std::vector<CountInfo>& dictionary() {
  static const std::vector<CountInfo> rows = {
#define TIANGE_COUNT(name, zh, en, about_zh, about_en) {Count::name, key_of(#name), {zh, en}, {about_zh, about_en}},
#include "city/scores/rules/score_counts.def"
#undef TIANGE_COUNT
  };
  return rows;
}

const CountInfo& count_info(Count count) { return dictionary()[static_cast<std::size_t>(count)]; }

std::optional<Count> count_from(std::string_view key) {
  for (const CountInfo& row : dictionary()) {
    if (row.key == key) return row.count;
  }
  return std::nullopt;
}

void Counts::add(const Counts& more, std::int64_t sign) {
  for (std::size_t i = 0; i < n.size(); ++i) n[i] += sign * more.n[i];
}

bool Counts::is_zero() const {
  return std::all_of(n.begin(), n.end(), [](std::int64_t value) { return value == 0; });
}

std::int64_t Counts::mask() const {
  std::int64_t bits = 0;
  for (std::size_t i = 0; i < n.size(); ++i) {
    if (n[i] != 0) bits |= std::int64_t{1} << i;
  }
  return bits;
}

}  // namespace tiange::scores
