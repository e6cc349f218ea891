// Random processes and random histories. A process is made of blocks that each have one way in and one way out, so a
// correct engine always comes to the end: nothing may be lost, stuck, or different when replayed.

#include <map>
#include <random>

#include "engines/bpmn/bpmn_test_kit.h"

namespace tiange::bpmn {
namespace {

class RandomProcess {
 public:
  explicit RandomProcess(std::uint32_t seed) : random_(seed) {}

  std::string make() {
    const Block body = sequence(3);
    return definitions_xml("<message id='m' name='news'/><signal id='g' name='storm'/><error id='e' errorCode='E'/>"
                           "<process id='p' isExecutable='true'><startEvent id='s'/>" + body.xml + "<endEvent id='end'/>" +
                           flow("s", body.in) + flow(body.out, "end") + "</process>");
  }

 private:
  struct Block {
    std::string xml;
    std::string in;
    std::string out;
  };

  int pick(int below) { return static_cast<int>(random_() % static_cast<std::uint32_t>(below)); }
  std::string id(const std::string& kind) { return kind + std::to_string(++made_); }
  std::string element(const std::string& kind, const std::string& name, const std::string& inside = "",
                      const std::string& attributes = "") {
    return "<" + kind + " id='" + name + "' " + attributes + ">" + inside + "</" + kind + ">";
  }

  Block sequence(int depth) {
    Block all = block(depth);
    for (int more = pick(3); more > 0; --more) {
      const Block next = block(depth);
      all.xml += next.xml + flow(all.out, next.in);
      all.out = next.out;
    }
    return all;
  }

  Block block(int depth) {
    if (depth == 0) return leaf();
    switch (pick(9)) {
      case 0:
        return branches("parallelGateway", depth);
      case 1:
        return branches("exclusiveGateway", depth);
      case 2:
        return branches("inclusiveGateway", depth);
      case 3:
        return sub_process(depth);
      case 4:
        return circle(depth);
      case 5:
        return bordered(depth);
      case 6:
        return event_gateway();
      default:
        return leaf();
    }
  }

  Block leaf() {
    const std::string loop = pick(4) == 0 ? loop_text() : "";
    const std::string name = id("t");
    const std::string script = "<script>k + 1</script>";
    const std::string timer = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>";
    switch (pick(6)) {
      case 0:
        return {element("scriptTask", name, "<extensionElements><tg:script result='k'/></extensionElements>" + script + loop),
                name, name};
      case 1:
        return {element("serviceTask", name, loop), name, name};
      case 2:
        return {element("intermediateCatchEvent", name, timer), name, name};
      case 3:
        return {element("receiveTask", name, loop, "messageRef='m'"), name, name};
      default:
        return {element("userTask", name, loop), name, name};
    }
  }

  std::string loop_text() {
    switch (pick(3)) {
      case 0:
        return "<standardLoopCharacteristics loopMaximum='3'/>";
      case 1:
        return "<multiInstanceLoopCharacteristics isSequential='true'><loopCardinality>2</loopCardinality>"
               "</multiInstanceLoopCharacteristics>";
      default:
        return "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality><completionCondition>"
               "numberOfCompletedInstances = 2</completionCondition></multiInstanceLoopCharacteristics>";
    }
  }

  Block branches(const std::string& kind, int depth) {
    const std::string split = id("g");
    const std::string join = id("j");
    const int count = 2 + pick(2);
    Block all{"", split, join};
    std::string first;
    for (int i = 0; i < count; ++i) {
      const Block branch = sequence(depth - 1);
      // Of an inclusive gateway the first way is always open, the others sometimes.
      std::string condition = kind != "parallelGateway" && i > 0 ? "modulo(k, 2) = " + std::to_string(i - 1) : "";
      if (kind == "inclusiveGateway" && i == 0) condition = "true";
      all.xml += branch.xml + flow(split, branch.in, condition) + flow(branch.out, join);
      if (i == 0) first = split + "_" + branch.in;
    }
    const std::string other = kind == "exclusiveGateway" ? "default='" + first + "'" : "";
    all.xml += element(kind, split, "", other) + element(kind, join);
    return all;
  }

  Block sub_process(int depth) {
    const std::string name = id("sub");
    const Block inside = sequence(depth - 1);
    const std::string start = id("s");
    const std::string end = id("e");
    std::string xml = element("startEvent", start) + inside.xml + flow(start, inside.in);
    xml += element("endEvent", end, pick(4) == 0 ? "<terminateEventDefinition/>" : "") + flow(inside.out, end);
    if (pick(3) == 0) xml += event_sub_process();
    return {element("subProcess", name, xml + (pick(3) == 0 ? loop_text() : "")), name, name};
  }

  std::string event_sub_process() {
    const std::string start = id("s");
    const Block aside = leaf();
    const std::string inside = element("startEvent", start, "<signalEventDefinition signalRef='g'/>",
                                       pick(2) == 0 ? "isInterrupting='false'" : "") + aside.xml + flow(start, aside.in);
    return element("subProcess", id("ev"), inside, "triggeredByEvent='true'");
  }

  // Goes round until k is large enough; every round raises k.
  Block circle(int depth) {
    const std::string merge = id("g");
    const std::string split = id("g");
    const std::string raise = id("t");
    const Block body = sequence(depth - 1);
    std::string xml = element("exclusiveGateway", merge) + body.xml +
                      element("scriptTask", raise,
                              "<extensionElements><tg:script result='k'/></extensionElements><script>k + 2</script>");
    xml += flow(merge, body.in) + flow(body.out, raise) + flow(raise, split);
    const std::string out = id("t");
    xml += element("exclusiveGateway", split, "", "default='" + split + "_" + out + "'") + element("task", out);
    xml += flow(split, merge, "k &lt; 9") + flow(split, out);
    return {xml, merge, out};
  }

  Block bordered(int depth) {
    const Block inner = sub_process(depth);
    const std::string border = id("b");
    const std::string merge = id("g");
    const Block aside = leaf();
    const char* triggers[] = {"<timerEventDefinition><timeDuration>PT2H</timeDuration></timerEventDefinition>",
                              "<signalEventDefinition signalRef='g'/>", "<messageEventDefinition messageRef='m'/>"};
    const bool interrupting = pick(2) == 0;
    std::string xml = inner.xml + aside.xml +
                      element("boundaryEvent", border, triggers[pick(3)],
                              "attachedToRef='" + inner.in + "' cancelActivity='" + (interrupting ? "true" : "false") + "'");
    xml += flow(border, aside.in);
    if (!interrupting) {
      const std::string end = id("e");
      return {xml + element("endEvent", end) + flow(aside.out, end), inner.in, inner.out};
    }
    xml += element("exclusiveGateway", merge) + flow(inner.out, merge) + flow(aside.out, merge);
    return {xml, inner.in, merge};
  }

  Block event_gateway() {
    const std::string gate = id("g");
    const std::string timer = id("w");
    const std::string message = id("w");
    const std::string merge = id("g");
    std::string xml = element("eventBasedGateway", gate) +
                      element("intermediateCatchEvent", timer,
                              "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>") +
                      element("intermediateCatchEvent", message, "<messageEventDefinition messageRef='m'/>") +
                      element("exclusiveGateway", merge);
    xml += flow(gate, timer) + flow(gate, message) + flow(timer, merge) + flow(message, merge);
    return {xml, gate, merge};
  }

  std::mt19937 random_;
  int made_ = 0;
};

// Something that may happen now, drawn at random. When `calm`, nothing that would start something new beside.
Input random_input(const Live& live, std::mt19937& random, bool calm = false) {
  std::vector<const Node*> waiting;
  for (const Node& node : live.state_.nodes) {
    if (calm && live.model_->element(node.element).waits_aside()) continue;
    const bool can_happen = node.phase == Phase::task || node.phase == Phase::service || node.phase == Phase::timer ||
                            node.phase == Phase::message || node.phase == Phase::signal;
    if (can_happen) waiting.push_back(&node);
  }
  if (waiting.empty()) return Cancel{};
  const Node& node = *waiting[random() % waiting.size()];
  const feel::Value k = live.variable("k");
  switch (node.phase) {
    case Phase::service:
      return ServiceDone{node.id, vars({{"k", num(static_cast<std::int64_t>(random() % 12))}})};
    case Phase::timer:
      return TimerFired{node.id};
    case Phase::message:
      return MessageArrived{"news", "", {}, node.id};
    case Phase::signal:
      return SignalArrived{"storm", {}};
    default:
      return CompleteTask{node.id, random() % 4 == 0 ? vars({{"k", k}}) : feel::Value()};
  }
}

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
      ASSERT_FALSE(std::holds_alternative<Cancel>(input)) << "stuck at " << live.at() << ", seed " << seed << "\n" << xml;
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

TEST(RandomProcesses, JumpsAndCancelsLeaveNothingBehind) {
  for (std::uint32_t seed = 1001; seed <= 1100; ++seed) {
    Live live(RandomProcess(seed).make());
    std::mt19937 random(seed);
    ASSERT_TRUE(live.start(vars({{"k", num(1)}})));
    for (int i = 0; live.state_.status == Status::running && i < 60; ++i) {
      if (random() % 4 == 0) {
        const auto& elements = live.model_->process().elements;
        (void)live.feed(Jump{elements[random() % elements.size()].id, {}});
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
