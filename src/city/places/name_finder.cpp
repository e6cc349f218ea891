#include "city/places/name_finder.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace tiange::places {

namespace {

constexpr std::size_t k_shortest_name = 2;
constexpr std::size_t k_longest_name = 40;

std::uint64_t pair_key(char32_t a, char32_t b) { return static_cast<std::uint64_t>(a) << 32 | b; }

std::vector<std::uint64_t> pairs_of(const std::vector<char32_t>& chars) {
  std::vector<std::uint64_t> pairs;
  for (std::size_t i = 0; i + 1 < chars.size(); ++i) pairs.push_back(pair_key(chars[i], chars[i + 1]));
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

double base_score(std::string_view kind, std::size_t length) {
  if (kind == "address") return std::min(0.98, 0.80 + 0.03 * static_cast<double>(length));
  if (kind == "area") return 0.40;
  if (kind == "road") return 0.50;
  return std::min(0.95, 0.70 + 0.05 * static_cast<double>(length));
}

void keep_best(std::vector<NameHit>& hits, std::size_t most) {
  std::sort(hits.begin(), hits.end(), [](const NameHit& a, const NameHit& b) {
    return a.score != b.score ? a.score > b.score : a.index < b.index;
  });
  if (hits.size() > most) hits.resize(most);
}

}  // namespace

NameFinder::NameFinder(std::vector<PlaceName> names) : names_(std::move(names)) {
  pair_counts_.resize(names_.size());
  for (std::uint32_t i = 0; i < names_.size(); ++i) {
    const std::vector<char32_t> chars = text::code_points(names_[i].name);
    if (chars.size() < k_shortest_name || chars.size() > k_longest_name) continue;
    by_name_[names_[i].name].push_back(i);
    lengths_[chars[0]] |= 1ULL << chars.size();
    const std::vector<std::uint64_t> pairs = pairs_of(chars);
    pair_counts_[i] = static_cast<std::uint16_t>(pairs.size());
    for (const std::uint64_t pair : pairs) by_pair_[pair].push_back(i);
  }
}

std::vector<NameFinder::Spot> NameFinder::spots(const std::vector<char32_t>& text) const {
  std::vector<Spot> found;
  std::string piece;
  for (std::size_t from = 0; from < text.size(); ++from) {
    const auto lengths = lengths_.find(text[from]);
    if (lengths == lengths_.end()) continue;
    piece.clear();
    for (std::size_t n = 1; n <= k_longest_name && from + n <= text.size(); ++n) {
      text::append_code_point(piece, text[from + n - 1]);
      if (!(lengths->second >> n & 1)) continue;
      const auto hit = by_name_.find(piece);
      if (hit == by_name_.end()) continue;
      for (const std::uint32_t index : hit->second) found.push_back({index, n});
    }
  }
  return found;
}

std::vector<NameHit> NameFinder::contained_in(std::string_view text, std::size_t most) const {
  const std::vector<Spot> found = spots(text::code_points(text::to_half_width(text)));
  std::set<std::string_view> areas;  // codes of towns and communities the text names
  for (const Spot& spot : found) {
    if (names_[spot.index].kind == "area") areas.insert(names_[spot.index].grid_code);
  }
  std::vector<NameHit> hits;
  std::set<std::uint32_t> seen;
  for (const Spot& spot : found) {
    if (!seen.insert(spot.index).second) continue;
    const PlaceName& place = names_[spot.index];
    double score = base_score(place.kind, spot.length);
    if (place.kind != "area") {
      const auto& twins = by_name_.at(place.name);
      const bool elsewhere = std::any_of(twins.begin(), twins.end(), [&](std::uint32_t twin) {
        return names_[twin].grid_code != place.grid_code;
      });
      const bool area_named = std::any_of(areas.begin(), areas.end(), [&](std::string_view area) {
        return place.grid_code.starts_with(area);
      });
      if (elsewhere && !area_named) score *= 0.6;
      if (!areas.empty() && !area_named) score *= 0.7;
      if (area_named) score = std::min(0.99, score + 0.05);
    }
    hits.push_back({spot.index, score});
  }
  keep_best(hits, most);
  return hits;
}

std::vector<NameHit> NameFinder::resembling(std::string_view query, std::size_t most) const {
  const std::vector<std::uint64_t> pairs = pairs_of(text::code_points(text::to_half_width(query)));
  std::unordered_map<std::uint32_t, int> shared;
  for (const std::uint64_t pair : pairs) {
    const auto names = by_pair_.find(pair);
    if (names == by_pair_.end()) continue;
    for (const std::uint32_t index : names->second) ++shared[index];
  }
  std::vector<NameHit> hits;
  for (const auto& [index, n] : shared) {
    const double dice = 2.0 * n / static_cast<double>(pairs.size() + pair_counts_[index]);
    if (dice >= 0.25) hits.push_back({index, dice});
  }
  keep_best(hits, most);
  return hits;
}

}  // namespace tiange::places
