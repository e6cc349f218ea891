// The estimate of areas from made people of whom the truth is known.

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <random>
#include <sstream>

#include "city/registers/active/active_rules.h"

namespace tiange::registers {
namespace {

ActiveRules rules() {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/registers/active.json", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return read_active_rules(text.str()).value();
}

const ActiveArea& of(const std::vector<ActiveArea>& all, const std::string& code) {
  for (const ActiveArea& one : all) {
    if (one.area == code) return one;
  }
  throw std::out_of_range(code);
}

TEST(Active, WeightsHalveWithEachHalfLife) {
  const ActiveCount count(rules());
  EXPECT_EQ(count.word("police", 0).list, 0);
  EXPECT_FLOAT_EQ(count.word("police", 0).weight, 1);
  EXPECT_FLOAT_EQ(count.word("police", 1460).weight, 0.5);
  EXPECT_FLOAT_EQ(count.word("grid", 360).weight, 0.25);
  EXPECT_FLOAT_EQ(count.word("grid", -5).weight, 1) << "clocks of sources may be ahead";
  EXPECT_EQ(count.word("nobody", 0).list, -1);
  EXPECT_EQ(count.group_of(17), 0);
  EXPECT_EQ(count.group_of(18), 1);
  EXPECT_EQ(count.group_of(60), 2);
}

TEST(Active, RulesThatCannotBeMeantAreRefused) {
  EXPECT_FALSE(read_active_rules(R"({"lists":[],"groups":[{"key":"a","zh":"","en":"","to":150}]})").ok());
  EXPECT_FALSE(read_active_rules(R"({"lists":[{"key":"a","zh":"","en":"","sources":{"police":0}},{"key":"b","zh":"","en":"","sources":{}}],
    "groups":[{"key":"a","zh":"","en":"","to":150}]})").ok());
}

constexpr int k_truth[] = {3000, 1200};

// Two communities: everybody is on three lists by chance; who is on none is not known.
std::vector<ActiveArea> two_communities(unsigned seed, int& seen) {
  std::mt19937_64 random(seed);
  const auto drawn = [&](double chance) { return std::uniform_real_distribution<>(0, 1)(random) < chance; };
  ActiveCount count(rules());
  seen = 0;
  for (int unit = 0; unit < 2; ++unit) {
    for (int person = 0; person < k_truth[unit]; ++person) {
      ActiveCount::Weights on{};
      for (int i = 0; i < 3; ++i) on[static_cast<std::size_t>(i)] = drawn(0.45 + 0.1 * i) ? 1 : 0;
      if (on[0] + on[1] + on[2] == 0) continue;
      ++seen;
      count.add("44060401000" + std::to_string(unit + 1) + "00" + std::to_string(1 + person % 3), person % 3, on);
    }
  }
  return count.finish("2026-11-22");
}

TEST(Active, FindsWhoNoListSeesAndTheIntervalHolds) {
  int held = 0;
  constexpr int k_rounds = 60;
  double errors = 0;
  for (unsigned seed = 1; seed <= k_rounds; ++seed) {
    int seen = 0;
    const ActiveArea district = of(two_communities(seed, seen), "440604");
    EXPECT_EQ(district.known, seen);
    EXPECT_LT(seen, 4200 * 0.95);
    EXPECT_NEAR(district.estimate, 4200, 4200 * 0.04);
    errors += district.estimate / 4200 - 1;
    held += district.low < 4200 && 4200 < district.high ? 1 : 0;
  }
  EXPECT_GE(held, k_rounds * 9 / 10);
  EXPECT_NEAR(errors / k_rounds, 0, 0.004);
}

TEST(Active, PartsAddUpToTheWhole) {
  int seen = 0;
  const std::vector<ActiveArea> all = two_communities(11, seen);
  const ActiveArea& district = of(all, "440604");
  double sum = 0, grids = 0;
  for (const char* unit : {"440604010001", "440604010002"}) sum += of(all, unit).estimate;
  EXPECT_NEAR(sum, district.estimate, 1e-6);
  EXPECT_NEAR(of(all, "440604010").estimate, district.estimate, 1e-6);
  for (const char* grid : {"440604010001001", "440604010001002", "440604010001003"}) grids += of(all, grid).estimate;
  EXPECT_NEAR(grids, of(all, "440604010001").estimate, 1e-6);
  const ActiveArea& grid = of(all, "440604010001001");
  const ActiveArea& unit = of(all, "440604010001");
  EXPECT_GT((grid.high - grid.low) / grid.estimate, (unit.high - unit.low) / unit.estimate);
}

// People who left years ago and are still on one list do not count as people.
TEST(Active, OldWordsOfOneListWeighLittle) {
  std::mt19937_64 random(12);
  const auto drawn = [&](double chance) { return std::uniform_real_distribution<>(0, 1)(random) < chance; };
  ActiveCount count(rules());
  for (int person = 0; person < 2000; ++person) {
    const ActiveCount::Weights on = {drawn(0.9) ? 1.0F : 0, drawn(0.8) ? 1.0F : 0, drawn(0.7) ? 1.0F : 0, 0};
    count.add("440604010001001", 1, on);
  }
  const auto old = count.word("police", 8 * 365).weight;
  for (int gone = 0; gone < 500; ++gone) count.add("440604010001001", 1, {old, 0, 0, 0});
  const ActiveArea unit = of(count.finish("2026-11-22"), "440604010001");
  EXPECT_EQ(unit.known, 2500);
  EXPECT_LT(unit.estimate, 2250);
  EXPECT_GT(unit.estimate, 1900);
}

// A community with too little overlap goes by the district; somebody of whom only the town is known counts there.
TEST(Active, LittleOverlapAndHalfKnownPlaces) {
  ActiveCount count(rules());
  for (int i = 0; i < 400; ++i) count.add("440604010001001", 1, {1, i % 2 == 0 ? 1.0F : 0, i % 3 == 0 ? 1.0F : 0, 0});
  for (int i = 0; i < 5; ++i) count.add("440604010002001", 1, {1, 0, 0, 0});
  count.add("440604010", 1, {1, 0, 0, 0});
  count.add("440604", 1, {1, 0, 0, 0});
  const std::vector<ActiveArea> all = count.finish("2026-11-22");
  EXPECT_EQ(of(all, "440604010002").groups[1].model, "ratio");
  EXPECT_GE(of(all, "440604010002").estimate, 5);
  EXPECT_EQ(of(all, "440604010").known, 406);
  EXPECT_EQ(of(all, "440604").known, 407);
  EXPECT_TRUE(ActiveCount(rules()).finish("2026-11-22").empty());
}

}  // namespace
}  // namespace tiange::registers
