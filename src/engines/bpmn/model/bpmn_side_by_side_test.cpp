#include "engines/bpmn/model/bpmn_side_by_side.h"

#include <gtest/gtest.h>

#include "engines/bpmn/model/bpmn_definition.h"

namespace tiange::bpmn {
namespace {

std::string task(const std::string& id, const std::string& inside = "") {
  return "<userTask id='" + id + "'><extensionElements><tg:assignment queue='\"q\"'/></extensionElements>" + inside +
         "</userTask>";
}
std::string flow(const std::string& from, const std::string& to) {
  return "<sequenceFlow id='" + from + "_" + to + "' sourceRef='" + from + "' targetRef='" + to + "'/>";
}

// Ids: "where: task task", one line each.
std::string together(const std::string& inside) {
  const auto document = read("<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' "
                             "xmlns:tg='https://tiange.dev/bpmn' targetNamespace='t'><process id='p' isExecutable='true'>" +
                             inside + "</process></definitions>");
  EXPECT_TRUE(document.ok());
  const auto model = compile(*document);
  EXPECT_TRUE(model.ok()) << (model.ok() ? "" : model.refusal().en);
  if (!model.ok()) return "?";
  std::string all;
  for (const SideBySide& found : tasks_side_by_side(**model)) {
    all += (*model)->element(found.where).id + ":";
    for (const Index task : found.tasks) all += " " + (*model)->element(task).id;
    all += "\n";
  }
  return all;
}

TEST(SideBySide, OneAfterTheOtherIsNot) {
  EXPECT_EQ("", together("<startEvent id='s'/><exclusiveGateway id='x' default='x_b'/>" + task("a") + task("b") + task("c") +
                         flow("s", "x") +
                         "<sequenceFlow id='x_a' sourceRef='x' targetRef='a'><conditionExpression>yes</conditionExpression>"
                         "</sequenceFlow>" +
                         flow("x", "b") + flow("a", "c") + flow("b", "c")));
}

TEST(SideBySide, WaysOfAParallelGatewayAreUntilTheyJoin) {
  const std::string head = "<startEvent id='s'/><parallelGateway id='f'/><parallelGateway id='j'/>" + task("a") + task("z") +
                           flow("s", "f") + flow("f", "a") + flow("a", "j") + flow("j", "z");
  EXPECT_EQ("f: a b\n", together(head + task("b") + flow("f", "b") + flow("b", "j")));
  EXPECT_EQ("", together(head + "<manualTask id='b'/>" + flow("f", "b") + flow("b", "j"))) << "a task on one way only";
}

TEST(SideBySide, AnEventThatDoesNotInterruptLetsThemOnlyWithATaskOfItsOwn) {
  const std::string timer = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>";
  const std::string head = "<startEvent id='s'/>" + task("a") + flow("s", "a");
  const auto event = [&](const std::string& how) {
    return "<boundaryEvent id='e' attachedToRef='a'" + how + ">" + timer + "</boundaryEvent>";
  };
  EXPECT_EQ("e: a b\n", together(head + event(" cancelActivity='false'") + task("b") + flow("e", "b")));
  EXPECT_EQ("", together(head + event("") + task("b") + flow("e", "b")));
  EXPECT_EQ("", together(head + event(" cancelActivity='false'") + "<endEvent id='b'/>" + flow("e", "b")));
}

TEST(SideBySide, ParallelLoopsAndSeveralWaysOutAre) {
  EXPECT_EQ("a: a\n", together("<startEvent id='s'/>" +
                               task("a", "<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality>"
                                         "</multiInstanceLoopCharacteristics>") +
                               flow("s", "a")));
  EXPECT_EQ("", together("<startEvent id='s'/>" +
                         task("a", "<multiInstanceLoopCharacteristics isSequential='true'><loopCardinality>3</loopCardinality>"
                                   "</multiInstanceLoopCharacteristics>") +
                         flow("s", "a")));
  EXPECT_EQ("s: a b\n", together("<startEvent id='s'/>" + task("a") + task("b") + flow("s", "a") + flow("s", "b")));
}

}  // namespace
}  // namespace tiange::bpmn
