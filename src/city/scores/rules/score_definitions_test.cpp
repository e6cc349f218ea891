#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "city/scores/rules/score_definitions.h"

namespace tiange::scores {

namespace {

std::string data_text(const std::string& name) {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/" + name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Indicator indicator(const std::string& key, const std::string& formula) {
  Indicator one;
  one.key = key;
  one.zh = key;
  one.formula = formula;
  return one;
}

std::shared_ptr<const IndicatorSet> shipped() {
  auto indicators = json::read<std::vector<Indicator>>(data_text("indicators.json"));
  EXPECT_TRUE(indicators.ok());
  auto set = IndicatorSet::compile(indicators.value());
  EXPECT_TRUE(set.ok()) << (set.ok() ? "" : set.refusal().fields.at(0).zh);
  return set.value();
}

std::shared_ptr<const ScorecardRule> shipped_card(const std::string& key) {
  const auto cards = json::read<std::vector<Scorecard>>(data_text("scorecards.json"));
  for (const Scorecard& card : *cards) {
    if (card.key == key) return ScorecardRule::compile(card, shipped()).value();
  }
  ADD_FAILURE() << key;
  return nullptr;
}

Inputs inputs(std::initializer_list<std::pair<Count, std::int64_t>> counts) {
  Inputs inputs;
  for (const auto& [count, n] : counts) inputs.counts[count] = n;
  inputs.ground = {{"population", 20'000}, {"area_km2", 10}, {"days", 30}};
  return inputs;
}

}  // namespace

TEST(ScoreDefinitions, WhatShipsCompiles) {
  const auto cards = json::read<std::vector<Scorecard>>(data_text("scorecards.json"));
  ASSERT_TRUE(cards.ok());
  const auto set = shipped();
  for (const Scorecard& card : *cards) {
    const auto rule = ScorecardRule::compile(card, set);
    EXPECT_TRUE(rule.ok()) << card.key << (rule.ok() ? "" : rule.refusal().fields.at(0).zh);
  }
}

TEST(ScoreDefinitions, RatesOfNothingHaveNoValue) {
  const Values none = shipped()->evaluate(inputs({}));
  EXPECT_FALSE(none.at("disposeRate").has_value());
  const Values some = shipped()->evaluate(inputs({{Count::needDispose, 3}, {Count::dispose, 2}}));
  EXPECT_NEAR(some.at("disposeRate").value(), 0.666666667, 1e-12);
}

TEST(ScoreDefinitions, AnUnknownNameIsRefusedWithItsPlace) {
  const auto set = IndicatorSet::compile({indicator("a", "dispose /\n  needDispos")});
  ASSERT_FALSE(set.ok());
  ASSERT_EQ(set.refusal().fields.size(), 1u);
  EXPECT_EQ(set.refusal().fields[0].path, "a.formula");
  EXPECT_EQ(set.refusal().fields[0].zh, "第2行第3列：字典里没有“needDispos”");
  EXPECT_FALSE(IndicatorSet::compile({indicator("a", "dispose /")}).ok());
  EXPECT_FALSE(IndicatorSet::compile({indicator("dispose", "1")}).ok()) << "a figure of the dictionary";
  EXPECT_FALSE(IndicatorSet::compile({indicator("a", "b"), indicator("b", "a + 1")}).ok()) << "a ring";
  EXPECT_TRUE(IndicatorSet::compile({indicator("a", "b + max(1, 2)"), indicator("b", "dispose")}).ok());
}

TEST(ScoreDefinitions, FiguresBehindAnIndicatorAreFoundThroughOthers) {
  const auto set = IndicatorSet::compile({indicator("a", "b + report"), indicator("b", "dispose")}).value();
  EXPECT_EQ(set->counts_of("a"), (std::vector<Count>{Count::report, Count::dispose}));
}

// 30·0.9 + 20·0.8 + 20·(1−0.1) + 20·(1−0.1) + 10·(1−0.2)
TEST(ScoreDefinitions, JinniuAsItsFormulaSays) {
  const auto card = shipped_card("jinniu");
  const Score score = card->score(inputs({{Count::needDispose, 100},
                                          {Count::dispose, 90},
                                          {Count::inTimeDispose, 80},
                                          {Count::overtimeToDispose, 10},
                                          {Count::needArchive, 100},
                                          {Count::rework, 10},
                                          {Count::delay, 20}}));
  EXPECT_DOUBLE_EQ(score.points.value(), 27 + 16 + 18 + 18 + 8);
  EXPECT_EQ(card->card().bands[static_cast<std::size_t>(score.band)].zh, "良好");
}

TEST(ScoreDefinitions, JinhuaLeavesOutWhatWasPutOffAndTakesForRework) {
  const auto card = shipped_card("jinhua");
  // 60 of 100, 20 of them put off: 75 % in time; 90 % closed; five reworks take one point.
  EXPECT_DOUBLE_EQ(card->score(inputs({{Count::needArchive, 100},
                                       {Count::inTimeArchive, 60},
                                       {Count::archive, 90},
                                       {Count::defer, 20},
                                       {Count::rework, 5}}))
                       .points.value(),
                   50 + 20 + 30 - 1);
  // 60 % in time costs ten points, 80 % closed ten more.
  EXPECT_DOUBLE_EQ(
      card->score(inputs({{Count::needArchive, 100}, {Count::inTimeArchive, 60}, {Count::archive, 80}})).points.value(),
      40 + 10 + 30);
}

TEST(ScoreDefinitions, APartWithoutAValueIsLeftOutAndTheRestStandsForTheWhole) {
  const auto card = shipped_card("three_rates");
  const Inputs no_visits =
      inputs({{Count::needResponse, 10}, {Count::inTimeResponse, 10}, {Count::needDispose, 10}, {Count::dispose, 5}});
  const Score score = card->score(no_visits);
  EXPECT_EQ(score.parts[2].note, "absent");
  EXPECT_NEAR(score.points.value(), (20 + 20) * 100.0 / 60, 1e-6);
  Scorecard zero = card->card();
  zero.absent = "zero";
  EXPECT_DOUBLE_EQ(ScorecardRule::compile(zero, shipped()).value()->score(no_visits).points.value(), 40);
}

TEST(ScoreDefinitions, PointsGivenByPeopleEnterWhereTheCardNamesThem) {
  const auto card = shipped_card("yangzhou");
  Inputs in = inputs({{Count::needArchive, 10}, {Count::inTimeArchive, 10}, {Count::satisfaction, 1}});
  in.ground["specialPoints"] = 10;
  in.ground["basePoints"] = 10;
  in.ground["eventPoints"] = 0;
  EXPECT_DOUBLE_EQ(card->score(in).points.value(), 100);
}

TEST(ScoreDefinitions, CardsAreCheckedBeforeTheyAreKept) {
  Scorecard card;
  card.key = "x";
  card.zh = "x";
  card.parts = {{"p", "p", "p", 10, "unknown * 2", false}};
  EXPECT_FALSE(ScorecardRule::compile(card, shipped()).ok());
  card.parts[0].points = "10 * disposeRate";
  EXPECT_TRUE(ScorecardRule::compile(card, shipped()).ok());
  card.bands = {{10, "a", "a", "green"}, {20, "b", "b", "red"}};
  EXPECT_FALSE(ScorecardRule::compile(card, shipped()).ok()) << "bands go from high to low";
  card.bands = {{10, "a", "a", "pink"}};
  EXPECT_FALSE(ScorecardRule::compile(card, shipped()).ok());
}

}  // namespace tiange::scores
