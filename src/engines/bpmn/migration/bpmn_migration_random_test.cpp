#include <pugixml.hpp>
#include <sstream>

#include "engines/bpmn/bpmn_random_kit.h"
#include "engines/bpmn/migration/bpmn_migration.h"

namespace tiange::bpmn {
namespace {

// The same process with all that stands in it in another order, so that every index is another.
void shuffle(pugi::xml_node node, std::mt19937& random) {
  const std::string name = node.name();
  const bool scope = name == "process" || name == "subProcess" || name == "transaction" || name == "adHocSubProcess";
  std::vector<pugi::xml_node> children(node.begin(), node.end());
  for (const pugi::xml_node child : children) shuffle(child, random);
  for (std::size_t i = 0; scope && i < children.size(); ++i) {
    node.append_move(children[random() % children.size()]);
  }
}

std::string shuffled(const std::string& xml, std::mt19937& random) {
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(xml.c_str()));
  shuffle(document.document_element(), random);
  std::ostringstream out;
  document.save(out, "", pugi::format_raw);
  return out.str();
}

// What can be seen of a state from outside, by ids.
std::string described(const Model& model, const State& state) {
  std::string text;
  for (const Node& node : state.nodes) {
    text += std::to_string(node.id) + "<" + std::to_string(node.parent) + " " + model.element(node.element).id + " " +
            std::to_string(static_cast<int>(node.phase)) + " " + std::to_string(node.total) + " " +
                  std::to_string(node.made);
    if (node.phase != Phase::reset_wait) text += " " + std::to_string(node.done);
    if (node.flow != k_none) text += " by " + model.flow(node.flow).id;
    text += "\n";
  }
  return text + encode_variables(state);
}

bool only_tells(const MigrationPlan& plan) {
  return std::all_of(plan.events.begin(), plan.events.end(), [](const Event& event) {
    return std::holds_alternative<ElementMoved>(event) || std::holds_alternative<TaskMoved>(event) ||
           std::holds_alternative<TimerMoved>(event);
  });
}

MigrationPlan move(Live& live, const ModelPtr& to, const std::vector<Match>& matches) {
  MigrationPlan plan = plan_migration(*live.model_, *to, matches, live.state_);
  for (const Event& event : plan.events) bpmn::apply(live.state_, event);
  if (plan.possible()) live.model_ = to;
  return plan;
}

TEST(RandomMigration, ToTheSameProcessInAnotherOrderChangesNothing) {
  int moved = 0;
  for (std::uint32_t seed = 5001; seed <= 5200; ++seed) {
    const std::string xml = RandomProcess(seed).make();
    std::mt19937 random(seed);
    Live live(xml);
    const Live other(shuffled(xml, random));
    ASSERT_TRUE(live.model_ && other.model_) << seed;
    ASSERT_TRUE(live.start(vars({{"k", num(static_cast<std::int64_t>(random() % 6))}})));
    const auto ends = [&] {
      const auto left = live.all<ElementLeft>();
      return std::count_if(left.begin(), left.end(),
            [&](const ElementLeft& event) { return live.model_->element(event.element).id == "end"; });
    };
    auto ended = ends();
    for (int i = 0; live.state_.status == Status::running && i < 3000; ++i) {
      if (random() % 4 == 0) {
        const ModelPtr first = live.model_;
        const ModelPtr second = first == other.model_ ? Live(xml).model_ : other.model_;
        const std::string before = described(*first, live.state_);
        const std::string places = encode_places(live.state_);
        const auto matches = propose_matches(*first, *second);
        const MigrationPlan there = move(live, second, matches);
        ASSERT_TRUE(there.possible()) << there.faults[0].words.en << ", seed " << seed << "\n" << xml;
        ASSERT_TRUE(only_tells(there)) << "seed " << seed << "\n" << xml;
        ASSERT_EQ(before, described(*second, live.state_)) << "seed " << seed;
        ASSERT_TRUE(move(live, first, turned_round(matches, *second)).possible());
        ASSERT_EQ(places, encode_places(live.state_)) << "seed " << seed << "\n" << xml;
        ASSERT_TRUE(move(live, second, matches).possible());
        ++moved;
      }
      ASSERT_TRUE(live.feed(random_input(live, random, i > 200)));
      ended += ends();
      ASSERT_FALSE(testing::Test::HasFailure()) << "seed " << seed << "\n" << xml;
    }
    ASSERT_EQ(Status::completed, live.state_.status) << "at " << live.at() << ", seed " << seed << "\n" << xml;
    ASSERT_EQ(1, ended) << "seed " << seed;
  }
  EXPECT_GT(moved, 500);
}

// Whatever two processes have in common: it moves or says why not, and goes on or waits without harm.
TEST(RandomMigration, ToAnyOtherProcessMovesOrSaysWhyNot) {
  int moved = 0;
  int refused = 0;
  for (std::uint32_t seed = 6001; seed <= 6400; ++seed) {
    Live live(RandomProcess(seed).make());
    std::mt19937 random(seed);
    ASSERT_TRUE(live.start(vars({{"k", num(1)}})));
    for (int i = 0; live.state_.status == Status::running && i < 40; ++i) {
      if (random() % 5 == 0) {
        const Live other(RandomProcess(seed + 7 * static_cast<std::uint32_t>(i)).make());
        const State before = live.state_;
        const MigrationPlan plan = move(live, other.model_, propose_matches(*live.model_, *other.model_));
        (plan.possible() ? moved : refused) += 1;
        if (!plan.possible()) {
          EXPECT_EQ(encode_places(before), encode_places(live.state_));
          EXPECT_FALSE(plan.faults[0].words.zh.empty() || plan.faults[0].words.en.empty());
        }
        live.check_shape();
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
  EXPECT_GT(moved, 20);
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace tiange::bpmn
