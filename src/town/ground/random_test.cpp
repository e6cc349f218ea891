#include "town/ground/random.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tiange::town {
namespace {

TEST(TownRandom, TheStreamIsFixed) {
  // The first numbers of SplitMix64 with seed 1234567, as published with the generator.
  Random random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317ULL);
  EXPECT_EQ(random.next(), 3203168211198807973ULL);
  EXPECT_EQ(random.next(), 9817491932198370423ULL);
}

TEST(TownRandom, PurposesAndIndicesAreIndependent) {
  EXPECT_EQ(Random(5, "a", 1).next(), Random(5, "a", 1).next());
  EXPECT_NE(Random(5, "a", 1).next(), Random(5, "a", 2).next());
  EXPECT_NE(Random(5, "a", 1).next(), Random(5, "b", 1).next());
  EXPECT_NE(Random(5, "a", 1).next(), Random(6, "a", 1).next());
}

TEST(TownRandom, FunctionsAgreeWithTheLibrary) {
  for (double x = 1e-9; x < 1e9; x *= 1.37) {
    EXPECT_NEAR(natural_log(x), std::log(x), 1e-12 * (1 + std::abs(std::log(x))));
  }
  for (double x = -50; x < 50; x += 0.37) EXPECT_NEAR(exponential_of(x) / std::exp(x), 1, 1e-12);
  EXPECT_NEAR(power_of(7, 0.8), std::pow(7, 0.8), 1e-11);
  EXPECT_EQ(power_of(0, 0.8), 0);
}

TEST(TownRandom, PoissonHasItsMeanAndVariance) {
  for (double mean : {0.3, 4.0, 50.0, 900.0}) {
    Random random(11);
    double sum = 0, squares = 0;
    constexpr int n = 40'000;
    for (int i = 0; i < n; ++i) {
      const double x = random.poisson(mean);
      sum += x;
      squares += x * x;
    }
    const double average = sum / n;
    EXPECT_NEAR(average / mean, 1, 0.03);
    EXPECT_NEAR((squares / n - average * average) / mean, 1, 0.06);
  }
}

TEST(TownRandom, WeightsAreDrawnInProportion) {
  const std::vector<double> weights{1, 0, 5, 2, 2};
  const Weighted weighted(weights);
  Random random(3);
  std::vector<int> seen(5);
  for (int i = 0; i < 100'000; ++i) ++seen[weighted.draw(random)];
  EXPECT_EQ(seen[1], 0);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(seen[i] / 100'000.0, weights[i] / 10, 0.01);
}

}  // namespace
}  // namespace tiange::town
