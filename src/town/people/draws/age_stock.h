#pragma once
// How many people of each age, sex and registration are still to be put into households. Drawing from a stock that was
// cut to the published ages beforehand keeps those ages exact, whatever households are made of it.

#include <array>
#include <optional>

#include "town/ground/random.h"
#include "town/people/draws/people_lists.h"

namespace tiange::town {

constexpr int k_ages = 105;

struct Slot {  // one kind of person
  bool hukou = false;
  bool woman = false;
  int age = 0;
};

class AgeStock {
 public:
  AgeStock() = default;
  // `living` persons by the shares of the groups, of whom `hukou_share` registered here.
  AgeStock(const std::vector<AgeGroup>& groups, std::int64_t living, double hukou_share);

  std::int64_t count(int from, int to) const;
  std::int64_t count(bool hukou, int from, int to) const;
  int at(Slot slot) const { return counts_[index(slot)]; }
  void put(Slot slot, int n = 1) { counts_[index(slot)] += n; }
  bool take(Slot slot);
  // Any of these ages, in proportion to the stock; `weight` by age bends it.
  std::optional<Slot> draw(Random& random, int from, int to, std::optional<bool> woman, std::optional<bool> hukou,
                           const std::array<double, k_ages>* weight = nullptr);
  // The age nearest to the wished one inside [low, high], of the wished registration, else of the other.
  std::optional<Slot> nearest(Slot wish, int low, int high);

 private:
  static std::size_t index(Slot s) {
    return (static_cast<std::size_t>(s.hukou) * 2 + static_cast<std::size_t>(s.woman)) * k_ages +
           static_cast<std::size_t>(s.age);
  }
  std::array<int, 4 * k_ages> counts_{};
};

}  // namespace tiange::town
