#include <map>

#include "engines/bpmn/bpmn_random_kit.h"

namespace tiange::bpmn {
namespace {

// Adds how often each element was left in the last step.
std::map<std::string, int> count_left(const Live& live, std::map<std::string, int> counts) {
  for (const ElementLeft& event : live.all<ElementLeft>()) ++counts[live.model_->element(event.element).id];
  return counts;
}

TEST(RandomProcesses, ComeToTheirEndAndReplayTheSame) {
  int steps = 0;
  std::size_t largest = 0;
  for (std::uint32_t seed = 1; seed <= 400; ++seed) {
    const std::string xml = RandomProcess(seed).make();
    Live live(xml);
    ASSERT_NE(nullptr, live.model_) << "seed " << seed << "\n" << xml;
    std::mt19937 random(seed * 7919);
    ASSERT_TRUE(live.start(vars({{"k", num(static_cast<std::int64_t>(random() % 6))}})));
    std::map<std::string, int> left = count_left(live, {});
    for (int i = 0; live.state_.status == Status::running && i < 3000; ++i) {
      Input input = random_input(live, random, i > 200);
      ASSERT_FALSE(std::holds_alternative<Cancel>(input)) << "stuck at " << live.at() << ", seed "
            "" << seed << "\n" << xml;
      ASSERT_TRUE(live.feed(input)) << "seed " << seed;
      left = count_left(live, std::move(left));
      ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed << "\n" << xml;
      ASSERT_TRUE(live.all<IncidentRaised>().empty()) << live.at() << ", seed " << seed << "\n" << xml;
      largest = std::max(largest, live.state_.nodes.size());
      ++steps;
    }
    ASSERT_EQ(Status::completed, live.state_.status) << "at " << live.at() << ", seed " << seed << "\n" << xml;
    // A token lost on the way ends the process without its end event; one too many comes to it twice.
    ASSERT_EQ(1, left["end"]) << "seed " << seed << "\n" << xml;
  }
  EXPECT_GT(steps, 4000);
  EXPECT_GT(largest, 20u);
}

TEST(RandomProcesses, OfficeActsLeaveNothingBehind) {
  for (std::uint32_t seed = 1001; seed <= 1200; ++seed) {
    Live live(RandomProcess(seed).make());
    std::mt19937 random(seed);
    ASSERT_TRUE(live.start(vars({{"k", num(1)}})));
    for (int i = 0; live.state_.status == Status::running && i < 60; ++i) {
      if (random() % 3 == 0) {
        (void)live.feed(random_act(live, random));
      } else {
        (void)live.feed(random_input(live, random));
      }
      ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed;
    }
    if (live.state_.status == Status::running) {
      EXPECT_TRUE(live.feed(Cancel{}));
    }
    EXPECT_TRUE(live.state_.nodes.empty());
  }
}

TEST(RandomProcesses, SameHistorySameEvents) {
  const std::string xml = RandomProcess(42).make();
  std::string first;
  for (int round = 0; round < 2; ++round) {
    Live live(xml);
    std::mt19937 random(5);
    ASSERT_TRUE(live.start(vars({{"k", num(2)}})));
    std::string seen;
    for (int i = 0; live.state_.status == Status::running && i < 500; ++i) {
      ASSERT_TRUE(live.feed(random_input(live, random)));
      for (const Event& event : live.last_) seen += std::to_string(event.index()) + " ";
      seen += encode_places(live.state_) + encode_variables(live.state_) + "\n";
    }
    if (round == 0) first = seen;
    EXPECT_EQ(first, seen);
  }
}

}  // namespace
}  // namespace tiange::bpmn
