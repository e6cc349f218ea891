#pragma once
// For tests: random processes and random histories. A process is made of blocks that each have one way in and one way
// out, so a correct engine always comes to the end: nothing may be lost, stuck, or different when replayed.

#include <random>
#include <string>
#include <vector>

#include "engines/bpmn/bpmn_test_kit.h"

namespace tiange::bpmn {

class RandomProcess {
 public:
  explicit RandomProcess(std::uint32_t seed) : random_(seed) {}

  std::string make() {
    const Block body = sequence(3);
    return definitions_xml("<message id='m' name='news'/><signal id='g' name='storm'/><signal id='h' name='calm'/>"
          "<error id='e' errorCode='E'/>"
                           "<process id='p' isExecutable='true'><startEvent id='s'/>" + body.xml +
                                 "<endEvent id='end'/>" +
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
    switch (pick(14)) {
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
      case 7:
        return undone(depth);
      case 8:
        return transaction(depth);
      case 9:
        return ad_hoc(depth);
      case 10:
        return complex();
      default:
        return leaf();
    }
  }

  Block leaf() {
    const std::string loop = pick(4) == 0 ? loop_text() : "";
    const std::string name = id("t");
    const std::string script = "<script>k + 1</script>";
    const std::string timer = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>";
    switch (pick(9)) {
      case 6:
        return {element("intermediateCatchEvent", name, several("h"), pick(2) == 0 ? "parallelMultiple='true'" : ""),
              name, name};
      case 7:
        return {element("callActivity", name, loop, "calledElement='other'"), name, name};
      case 8:
        return {element("intermediateThrowEvent", name,
              "<signalEventDefinition signalRef='g'/><escalationEventDefinition/>"), name, name};
      case 0:
        return {element("scriptTask", name, "<extensionElements><tg:script result='k'/></extensionElements>" +
              script + loop),
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

  // Leaves wait for another signal than what listens beside them, or each would bring the next.
  std::string several(const std::string& signal) {
    const std::string timer = "<timerEventDefinition><timeDuration>PT3H</timeDuration></timerEventDefinition>";
    return "<messageEventDefinition messageRef='m'/>" + (pick(2) == 0 ? timer : "<signalEventDefinition signalRef='" +
          signal + "'/>");
  }

  // An activity and what compensates it; the name of the activity comes back in `name`.
  std::string undoable(std::string& name, int depth) {
    const Block activity = depth > 0 && pick(3) == 0 ? sub_process(depth) : Block{"", "", ""};
    name = activity.in.empty() ? id("t") : activity.in;
    const std::string border = id("b");
    const std::string handler = id("u");
    return (activity.in.empty() ? element("userTask", name, pick(4) == 0 ? loop_text() : "") : activity.xml) +
           element("boundaryEvent", border, "<compensateEventDefinition/>", "attachedToRef='" + name + "'") +
           element(pick(2) == 0 ? "serviceTask" : "userTask", handler, "", "isForCompensation='true'") +
           element("association", id("as"), "", "sourceRef='" + border + "' targetRef='" + handler + "'");
  }

  // A sub-process in which things are done and compensated, sometimes by a sub-process's own event sub-process.
  Block undone(int depth) {
    const std::string name = id("sub");
    const std::string start = id("s");
    const std::string thrown = id("x");
    const std::string last = id("t");
    std::string first;
    std::string second;
    std::string xml = element("startEvent", start) + undoable(first, depth - 1);
    if (pick(2) == 0) {
      xml += undoable(second, 0);
    } else {
      second = id("sub");
      const std::string inner_start = id("s");
      const std::string event = id("s");
      std::string inner;
      std::string inside = element("startEvent", inner_start) + undoable(inner, 0);
      inside += flow(inner_start, inner);
      if (pick(2) == 0) {
        const std::string back = id("x");
        inside += element("subProcess", id("ev"), element("startEvent", event, "<compensateEventDefinition/>") +
                          element("intermediateThrowEvent", back, "<compensateEventDefinition/>") + flow(event, back),
                                "triggeredByEvent='true'");
      }
      xml += element("subProcess", second, inside);
    }
    const std::string waits = pick(4) == 0 ? "waitForCompletion='false'" : "";
    xml += element("intermediateThrowEvent", thrown, "<compensateEventDefinition " + waits + "/>") +
          element("userTask", last);
    xml += chain({start, first, second, thrown, last});
    return {element("subProcess", name, xml), name, name};
  }

  Block transaction(int depth) {
    const std::string name = id("tr");
    const std::string start = id("s");
    const std::string split = id("g");
    const std::string cancel = id("e");
    const std::string end = id("e");
    const std::string border = id("b");
    const std::string merge = id("g");
    const Block inside = sequence(depth - 1);
    std::string done;
    std::string xml = element("startEvent", start) + undoable(done, depth - 1);
    xml += inside.xml + element("exclusiveGateway", split, "", "default='" + split + "_" + end + "'") +
                      element("endEvent", cancel, "<cancelEventDefinition/>") + element("endEvent", end) +
                            chain({start, done, inside.in}) +
                      flow(inside.out, split) + flow(split, cancel, "modulo(k, 3) = 0") + flow(split, end);
    const Block aside = leaf();
    std::string all = element("transaction", name, xml) + element("boundaryEvent", border, "<cancelEventDefinition/>",
          "attachedToRef='" + name + "'") + aside.xml +
                      element("exclusiveGateway", merge) + flow(name, merge) + flow(border, aside.in) +
                            flow(aside.out, merge);
    return {all, name, merge};
  }

  Block ad_hoc(int depth) {
    const std::string name = id("ah");
    const Block first = sub_process(depth);
    const Block second = leaf();
    const std::string condition = "<completionCondition>numberOfCompletedInstances &gt;= 2</completionCondition>";
    std::string attributes = pick(2) == 0 ? "ordering='Sequential' " : "";
    if (pick(2) == 0) attributes += "cancelRemainingInstances='false'";
    return {element("adHocSubProcess", name, first.xml + second.xml + condition, attributes), name, name};
  }

  // Two of three go on; the third is taken in later, or goes on by itself.
  Block complex() {
    const std::string name = id("sub");
    const std::string start = id("s");
    const std::string split = id("g");
    const std::string gate = id("j");
    const std::string next = id("t");
    std::string xml = element("startEvent", start) + element("parallelGateway", split) +
                      element("complexGateway", gate,
                            "<activationCondition>activationCount &gt;= 2</activationCondition>") +
                            element("userTask", next) +
                      flow(start, split) + flow(gate, next, pick(2) == 0 ? "waitingForStart" : "");
    for (int i = 0; i < 3; ++i) {
      const Block branch = leaf();
      xml += branch.xml + flow(split, branch.in) + flow(branch.out, gate);
    }
    return {element("subProcess", name, xml), name, name};
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
                                       pick(2) == 0 ? "isInterrupting='false'" : "") + aside.xml + flow(start,
                                             aside.in);
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
    const std::string triggers[] = {"<timerEventDefinition><timeDuration>PT2H</timeDuration></timerEventDefinition>",
                                    "<signalEventDefinition signalRef='g'/>",
                                          "<messageEventDefinition messageRef='m'/>", several("g")};
    const bool interrupting = pick(2) == 0;
    std::string xml = inner.xml + aside.xml +
                      element("boundaryEvent", border, triggers[pick(4)],
                              "attachedToRef='" + inner.in + "' cancelActivity='" +
                                    (interrupting ? "true" : "false") + "'");
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
inline Input random_input(const Live& live, std::mt19937& random, bool calm = false) {
  std::vector<const Node*> waiting;
  for (const Node& node : live.state_.nodes) {
    if (calm && live.model_->element(node.element).waits_aside()) continue;
    const bool ad_hoc = node.phase == Phase::scope && node.total == 0 &&
                        live.model_->element(node.element).ad_hoc != AdHoc::no;
    const Phase phases[] = {Phase::task, Phase::call, Phase::decision, Phase::service,
                            Phase::timer, Phase::message, Phase::signal};
    const bool can_happen = ad_hoc || std::find(std::begin(phases), std::end(phases), node.phase) != std::end(phases);
    if (can_happen) waiting.push_back(&node);
  }
  if (waiting.empty()) return Cancel{};
  const Node& node = *waiting[random() % waiting.size()];
  const Element& element = live.model_->element(node.element);
  const bool part = node.made != 0 && !element.triggers.empty();
  const EventSpec& event = part ? element.triggers[node.made - 1] : element.event;
  const feel::Value k = live.variable("k");
  switch (node.phase) {
    case Phase::scope: {
      const std::vector<std::string> ids = startable(*live.model_, live.state_, node.id);
      if (calm || ids.empty() || random() % 4 == 0) return CloseInside{node.id};
      return StartInside{node.id, ids[random() % ids.size()], {}};
    }
    case Phase::call:
      return CallDone{node.id, {}};
    case Phase::decision:
      return DecisionDone{node.id, {}};
    case Phase::service:
      return ServiceDone{node.id, vars({{"k", num(static_cast<std::int64_t>(random() % 12))}})};
    case Phase::timer:
      return TimerFired{node.id};
    case Phase::message:
      return MessageArrived{event.name, "", {}, node.id};
    case Phase::signal:
      return SignalArrived{event.name, {}};
    default:
      return CompleteTask{node.id, random() % 4 == 0 ? vars({{"k", k}}) : feel::Value()};
  }
}

// An act on single tokens, drawn at random; most are refused.
inline Input random_act(const Live& live, std::mt19937& random) {
  const auto& elements = live.model_->process().elements;
  const std::string& element = elements[random() % elements.size()].id;
  const auto node = [&] { return live.state_.nodes[random() % live.state_.nodes.size()].id; };
  switch (random() % 7) {
    case 0:
      return Jump{element, {}};
    case 1:
      return MoveTokens{{node()}, element, {}};
    case 2:
      return MoveTokens{{node(), node()}, element, {}};
    case 3:
      return StartBefore{element, {}};
    case 4:
      return CancelNode{node()};
    case 5:
      return AddInstance{node(), num(7)};
    default:
      return CompleteLoop{node()};
  }
}

}  // namespace tiange::bpmn
