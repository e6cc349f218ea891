#include "engines/recapture/recapture.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace tiange::recapture {
namespace {

// Seber 1982, 3.1: n1 = 1000, n2 = 900, m = 90.
TEST(Recapture, TwoListsAsInTheBook) {
  const std::vector<double> cells = {0, 910, 810, 90};
  const Estimate out = estimate(cells);
  EXPECT_TRUE(out.enough);
  EXPECT_EQ(out.model, "chapman");
  EXPECT_NEAR(out.total, 1001.0 * 901.0 / 91.0 - 1, 1e-9);
  EXPECT_NEAR(out.variance, 1001.0 * 901.0 * 910.0 * 810.0 / (91.0 * 91.0 * 92.0), 1e-6);
  EXPECT_LT(out.low, out.total);
  EXPECT_GT(out.high, out.total);
  EXPECT_GE(out.low, out.seen);
}

// Independent lists with known chances: the expected cells themselves give the number back exactly.
TEST(Recapture, ExpectedCellsGiveTheNumberBack) {
  for (const int lists : {3, 4}) {
    const double chances[] = {0.7, 0.5, 0.6, 0.2};
    std::vector<double> cells(std::size_t{1} << lists, 0);
    for (std::size_t cell = 1; cell < cells.size(); ++cell) {
      cells[cell] = 5000;
      for (int i = 0; i < lists; ++i) cells[cell] *= cell >> i & 1 ? chances[i] : 1 - chances[i];
    }
    const Estimate out = estimate(cells);
    EXPECT_NEAR(out.total, 5000, 1) << lists;
    EXPECT_EQ(out.model, lists == 3 ? "a+b+c" : "a+b+c+d");
  }
}

// Two lists that share people need a term for the pair; without it the number comes out far too small.
TEST(Recapture, ListsThatDependOnEachOther) {
  std::vector<double> cells(8, 0);
  const double both = 0.45, first = 0.15, second = 0.1, neither = 0.3, third = 0.5;  // a and b go together
  const double joint[] = {neither, first, second, both};
  for (std::size_t cell = 1; cell < 8; ++cell) cells[cell] = 20'000 * joint[cell & 3] * (cell & 4 ? third : 1 - third);
  const Estimate out = estimate(cells);
  EXPECT_EQ(out.model, "a+b+c+ab");
  EXPECT_NEAR(out.total, 20'000, 5);
}

TEST(Recapture, TheIntervalHoldsTheTruthAsOftenAsItSays) {
  std::mt19937_64 random(7);
  const auto drawn = [&](double chance) { return std::uniform_real_distribution<>(0, 1)(random) < chance; };
  int held = 0;
  constexpr int k_rounds = 400, k_people = 1500;
  for (int round = 0; round < k_rounds; ++round) {
    std::vector<double> cells(8, 0);
    for (int person = 0; person < k_people; ++person) cells[(drawn(0.6) ? 1 : 0) + (drawn(0.5) ? 2 : 0) + (drawn(0.4) ? 4 : 0)] += 1;
    cells[0] = 0;
    const Estimate out = estimate(cells);
    held += out.low <= k_people && k_people <= out.high ? 1 : 0;
  }
  EXPECT_GT(held, k_rounds * 0.88);
}

TEST(Recapture, TooLittleOverlapSaysNoMoreThanWasSeen) {
  const std::vector<double> apart = {0, 50, 40, 3};
  const Estimate out = estimate(apart);
  EXPECT_FALSE(out.enough);
  EXPECT_EQ(out.total, 93);
  const std::vector<double> alone = {0, 50, 0, 0, 0, 0, 0, 0};
  EXPECT_FALSE(estimate(alone).enough);
  EXPECT_EQ(estimate(std::vector<double>(8, 0)).total, 0);
}

// A list on which nobody is changes nothing.
TEST(Recapture, EmptyListsCountForNothing) {
  const std::vector<double> two = {0, 910, 810, 90};
  std::vector<double> four(16, 0);
  four[1] = 910, four[4] = 810, four[5] = 90;
  EXPECT_NEAR(estimate(four).total, estimate(two).total, 1e-9);
}

}  // namespace
}  // namespace tiange::recapture
