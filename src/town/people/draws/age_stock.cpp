#include "town/people/draws/age_stock.h"

#include <algorithm>
#include <cmath>

namespace tiange::town {

namespace {

// Shares of single years: inside a group they lean as its neighbours do.
std::array<double, k_ages> single_years(const std::vector<AgeGroup>& groups) {
  std::array<double, k_ages> years{};
  double all = 0;
  for (const AgeGroup& group : groups) all += group.share;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const AgeGroup& group = groups[g];
    const double before = groups[g == 0 ? g : g - 1].share, after = groups[g + 1 == groups.size() ? g : g + 1].share;
    const int width = group.to - group.from + 1;
    // A tenth of a percent of the slope is kept even where the next group is nearly empty.
    const double slope = std::clamp((after - before) / (2.0 * group.share), -0.9, 0.9);
    double sum = 0;
    for (int a = group.from; a <= group.to; ++a) {
      const double place = (a - group.from + 0.5) / width - 0.5;
      sum += years[static_cast<std::size_t>(a)] = 1 + slope * place;
    }
    for (int a = group.from; a <= group.to; ++a) years[static_cast<std::size_t>(a)] *= group.share / all / sum;
  }
  return years;
}

}  // namespace

AgeStock::AgeStock(const std::vector<AgeGroup>& groups, std::int64_t living, double hukou_share) {
  const std::array<double, k_ages> years = single_years(groups);
  double registered = 0;
  const auto group_of = [&](int age) -> const AgeGroup& {
    for (const AgeGroup& group : groups) {
      if (age <= group.to) return group;
    }
    return groups.back();
  };
  for (int a = 0; a < k_ages; ++a) registered += years[static_cast<std::size_t>(a)] * group_of(a).hukou_share;
  // The published total moves all groups alike, on the scale of odds so that none passes the whole.
  double odds = 1;
  for (int round = 0; round < 40; ++round) {
    double sum = 0;
    for (int a = 0; a < k_ages; ++a) {
      const double share = group_of(a).hukou_share;
      sum += years[static_cast<std::size_t>(a)] * share * odds / (share * odds + 1 - share);
    }
    odds *= hukou_share / (1 - hukou_share) / (sum / (1 - sum));
  }
  double exact = 0;
  std::int64_t given = 0;
  for (int a = 0; a < k_ages; ++a) {
    const AgeGroup& group = group_of(a);
    const double hukou = group.hukou_share * odds / (group.hukou_share * odds + 1 - group.hukou_share);
    for (const bool here : {true, false}) {
      for (const bool woman : {false, true}) {
        exact += static_cast<double>(living) * years[static_cast<std::size_t>(a)] * (here ? hukou : 1 - hukou) *
                 (woman ? 1 - group.man_share : group.man_share);
        const auto upto = std::min<std::int64_t>(living, static_cast<std::int64_t>(exact + 0.5));
        counts_[index({here, woman, a})] = static_cast<int>(upto - given);
        given = upto;
      }
    }
  }
  counts_[index({true, false, 30})] += static_cast<int>(living - given);
}

std::int64_t AgeStock::count(bool hukou, int from, int to) const {
  std::int64_t sum = 0;
  for (int a = from; a <= to; ++a) sum += at({hukou, false, a}) + at({hukou, true, a});
  return sum;
}

std::int64_t AgeStock::count(int from, int to) const { return count(false, from, to) + count(true, from, to); }

bool AgeStock::take(Slot slot) {
  int& left = counts_[index(slot)];
  if (left <= 0) return false;
  --left;
  return true;
}

std::optional<Slot> AgeStock::draw(Random& random, int from, int to, std::optional<bool> woman,
                                   std::optional<bool> hukou, const std::array<double, k_ages>* weight) {
  const auto each = [&](const auto& visit) {
    for (const bool h : {false, true}) {
      if (hukou && *hukou != h) continue;
      for (const bool w : {false, true}) {
        if (woman && *woman != w) continue;
        for (int a = from; a <= to; ++a) {
          const Slot slot{h, w, a};
          const double value = at(slot) * (weight ? (*weight)[static_cast<std::size_t>(a)] : 1.0);
          if (value > 0 && visit(slot, value)) return;
        }
      }
    }
  };
  double sum = 0;
  each([&](Slot, double value) { return sum += value, false; });
  if (sum <= 0) return std::nullopt;
  double left = random.unit() * sum;
  Slot drawn;
  each([&](Slot slot, double value) {
    drawn = slot;
    left -= value;
    return left < 0;
  });
  take(drawn);
  return drawn;
}

std::optional<Slot> AgeStock::nearest(Slot wish, int low, int high) {
  low = std::max(low, 0);
  high = std::min(high, k_ages - 1);
  wish.age = std::clamp(wish.age, low, std::max(low, high));
  for (const bool hukou : {wish.hukou, !wish.hukou}) {
    for (int off = 0; off <= high - low; ++off) {
      for (const int age : {wish.age + off, wish.age - off}) {
        if (age < low || age > high) continue;
        const Slot slot{hukou, wish.woman, age};
        if (take(slot)) return slot;
      }
      // A wish far out of reach is better met by the other registration nearby.
      if (off == 6 && hukou == wish.hukou) break;
    }
  }
  return std::nullopt;
}

}  // namespace tiange::town
