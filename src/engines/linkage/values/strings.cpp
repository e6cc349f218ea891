#include "engines/linkage/values/strings.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace tiange::linkage {

namespace {

constexpr std::size_t k_longest = 64;

template <class Char>
int count_slips(std::basic_string_view<Char> a, std::basic_string_view<Char> b, int most) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) a.remove_prefix(1), b.remove_prefix(1);
  while (!a.empty() && !b.empty() && a.back() == b.back()) a.remove_suffix(1), b.remove_suffix(1);
  a = a.substr(0, k_longest), b = b.substr(0, k_longest);
  const int n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
  if (std::abs(n - m) > most) return most + 1;
  if (n == 0 || m == 0) return std::max(n, m);
  std::array<std::array<int, k_longest + 1>, 3> rows;
  for (int j = 0; j <= m; ++j) rows[0][static_cast<std::size_t>(j)] = j;
  for (int i = 1; i <= n; ++i) {
    auto& now = rows[static_cast<std::size_t>(i % 3)];
    const auto& before = rows[static_cast<std::size_t>((i + 2) % 3)];
    const auto& earlier = rows[static_cast<std::size_t>((i + 1) % 3)];
    now[0] = i;
    int least = i;
    for (int j = 1; j <= m; ++j) {
      const auto x = static_cast<std::size_t>(i - 1), y = static_cast<std::size_t>(j - 1);
      int d = std::min({before[y + 1] + 1, now[y] + 1, before[y] + (a[x] == b[y] ? 0 : 1)});
      if (i > 1 && j > 1 && a[x] == b[y - 1] && a[x - 1] == b[y]) d = std::min(d, earlier[y - 1] + 1);
      now[y + 1] = d;
      least = std::min(least, d);
    }
    if (least > most) return most + 1;
  }
  return std::min(rows[static_cast<std::size_t>(n % 3)][static_cast<std::size_t>(m)], most + 1);
}

}  // namespace

double jaro_winkler(std::string_view a, std::string_view b) {
  a = a.substr(0, k_longest), b = b.substr(0, k_longest);
  if (a == b) return 1;
  if (a.empty() || b.empty()) return 0;
  const int n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
  const int reach = std::max(0, std::max(n, m) / 2 - 1);
  std::uint64_t used_a = 0, used_b = 0;
  int common = 0;
  for (int i = 0; i < n; ++i) {
    for (int j = std::max(0, i - reach), end = std::min(m, i + reach + 1); j < end; ++j) {
      if ((used_b >> j & 1) != 0 || a[static_cast<std::size_t>(i)] != b[static_cast<std::size_t>(j)]) continue;
      used_a |= 1ULL << i, used_b |= 1ULL << j;
      ++common;
      break;
    }
  }
  if (common == 0) return 0;
  int swapped = 0;
  for (int i = 0, j = 0; i < n; ++i) {
    if ((used_a >> i & 1) == 0) continue;
    while ((used_b >> j & 1) == 0) ++j;
    if (a[static_cast<std::size_t>(i)] != b[static_cast<std::size_t>(j)]) ++swapped;
    ++j;
  }
  const double c = common;
  const double jaro = (c / n + c / m + (c - swapped / 2) / c) / 3;
  int prefix = 0;
  while (prefix < std::min({n, m, 4}) && a[static_cast<std::size_t>(prefix)] == b[static_cast<std::size_t>(prefix)]) ++prefix;
  return jaro + prefix * 0.1 * (1 - jaro);
}

int slips(std::string_view a, std::string_view b, int most) { return count_slips(a, b, most); }
int slips(std::u32string_view a, std::u32string_view b, int most) { return count_slips(a, b, most); }

std::uint64_t hash_mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = a ^ (b + 0x9E3779B97F4A7C15ULL + (a << 6) + (a >> 2));
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

std::uint64_t hash_text(std::string_view text, std::uint64_t seed) {
  std::uint64_t h = seed * 0x9E3779B97F4A7C15ULL + text.size();
  while (text.size() >= 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), 8);
    h = hash_mix(h, word);
    text.remove_prefix(8);
  }
  std::uint64_t word = 0;
  std::memcpy(&word, text.data(), text.size());
  return hash_mix(h, word);
}

}  // namespace tiange::linkage
