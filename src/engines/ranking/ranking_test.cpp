#include "engines/ranking/ranking.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace tiange::ranking {
namespace {

// Visits on sixty days whose outcome hangs on two features as told.
template <class F>
Visits made(std::size_t rows, std::uint32_t seed, F&& chance_of) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> unit(0, 1);
  Visits visits;
  visits.features = {{"number", true, {}, {}}, {"kind", false, {}, {}}, {"noise", true, {}, {}}};
  for (std::size_t i = 0; i < rows; ++i) {
    const double number = unit(random) * 10;
    const std::string kind = unit(random) < 0.3 ? "restaurant" : unit(random) < 0.5 ? "school" : "";
    const double chance = chance_of(number, kind);
    visits.features[0].numbers.push_back(unit(random) < 0.1 ? std::numeric_limits<double>::quiet_NaN() : number);
    visits.features[1].texts.push_back(kind);
    visits.features[2].numbers.push_back(unit(random));
    visits.serious.push_back(unit(random) < chance);
    visits.order.push_back(std::floor(static_cast<double>(i) * 60 / static_cast<double>(rows)));
  }
  return visits;
}

TEST(Ranking, ServedIsCountedByHand) {
  // Four visits on four days; the serious ones are the third and the fourth.
  const Visits visits{{}, {0, 0, 1, 1}, {1, 2, 3, 4}};
  const std::vector<double> right{0.1, 0.2, 0.8, 0.9};
  const Served good = served(visits, right);
  EXPECT_DOUBLE_EQ(good.auc, 1);
  EXPECT_DOUBLE_EQ(good.first_half, 1);
  EXPECT_DOUBLE_EQ(good.first_half_actual, 0);
  EXPECT_DOUBLE_EQ(good.days_gained, 2);  // days 4 and 3 become 1 and 2
  const std::vector<double> wrong{0.9, 0.8, 0.2, 0.1};
  EXPECT_DOUBLE_EQ(served(visits, wrong).auc, 0);
  EXPECT_DOUBLE_EQ(served(visits, wrong).days_gained, 0);
  const std::vector<double> same{0.5, 0.5, 0.5, 0.5};
  EXPECT_DOUBLE_EQ(served(visits, same).auc, 0.5);
  EXPECT_DOUBLE_EQ(served(visits, same).days_gained, 0);
}

TEST(Ranking, FindsWhatTheOutcomeHangsOn) {
  const auto chance = [](double number, const std::string& kind) { return number > 7 ? 0.7 : kind == "restaurant" ? 0.4 : 0.05; };
  const Visits train = made(4000, 1, chance), test = made(2000, 2, chance);
  const auto model = learn(train);
  ASSERT_NE(model, nullptr);
  const Served got = served(test, model->risk(test));
  // Knowing the chances themselves gives about 0.85, less what the missing tenth of a feature takes.
  EXPECT_GT(got.auc, 0.78);
  EXPECT_LT(got.auc, 0.90);
  EXPECT_GT(got.first_half, 0.8);
  EXPECT_NEAR(got.first_half_actual, 0.5, 0.06);
  EXPECT_GT(got.days_gained, 10);
  EXPECT_EQ(model->weights().back().name, "noise");
}

TEST(Ranking, LearnsWhatTwoFeaturesSayOnlyTogether) {
  const auto chance = [](double number, const std::string& kind) { return (number > 5) != (kind == "school") ? 0.8 : 0.05; };
  const Visits train = made(4000, 3, chance), test = made(2000, 4, chance);
  const auto model = learn(train);
  ASSERT_NE(model, nullptr);
  EXPECT_NE(model->method(), Method::logistic);
  EXPECT_GT(served(test, model->risk(test)).auc, 0.8);
}

TEST(Ranking, NothingToFindGainsNothing) {
  const auto chance = [](double, const std::string&) { return 0.2; };
  const Visits train = made(3000, 5, chance), test = made(3000, 6, chance);
  const auto model = learn(train);
  ASSERT_NE(model, nullptr);
  const Served got = served(test, model->risk(test));
  EXPECT_NEAR(got.auc, 0.5, 0.06);
  EXPECT_NEAR(got.days_gained, 0, 3);
}

TEST(Ranking, TheSameRowsGiveTheSameRisks) {
  const auto chance = [](double number, const std::string&) { return number / 12; };
  const Visits train = made(500, 7, chance);
  EXPECT_EQ(learn(train)->risk(train), learn(train)->risk(train));
}

TEST(Ranking, NothingToLearnFrom) {
  const auto chance = [](double, const std::string&) { return 0.0; };
  EXPECT_EQ(learn(made(100, 8, chance)), nullptr);
  EXPECT_EQ(learn(made(10, 9, [](double, const std::string&) { return 0.5; })), nullptr);
}

}  // namespace
}  // namespace tiange::ranking
