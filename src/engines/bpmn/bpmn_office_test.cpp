// Acts on single tokens and on running multi-instances.

#include "engines/bpmn/bpmn_script_kit.h"

namespace tiange::bpmn {
namespace {

std::string tasks(const std::string& ids) {
  std::string xml;
  for (const std::string& id : words_of(ids)) xml += "<userTask id='" + id + "'/>";
  return xml;
}
std::string flows(const std::string& ids) { return chain(words_of(ids)); }

// s, fork, a1 -> a2 and b1 -> b2, join, z
std::string two_ways() {
  return process_xml("<startEvent id='s'/><parallelGateway id='f'/><parallelGateway id='j'/>" + tasks("a1 a2 b1 b2 z") +
                     flows("s f a1 a2 j z") + flows("f b1 b2 j"));
}

// s, o, a sub-process with i1 -> i2 in it, z
std::string nested() {
  return process_xml("<startEvent id='s'/>" + tasks("o z") + "<subProcess id='sub'><startEvent id='is'/>" +
        tasks("i1 i2") +
                     flows("is i1 i2") + "</subProcess><boundaryEvent id='late' attachedToRef='sub'>"
                           "<timerEventDefinition>"
                     "<timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>" + flows("s o sub z") +
                           flow("late", "o"));
}

std::string countersign(const std::string& attributes, const std::string& completion = "") {
  return process_xml("<startEvent id='s'/><userTask id='a'><extensionElements><tg:assignment queue='signer'/>"
        "</extensionElements>"
                     "<multiInstanceLoopCharacteristics " + attributes + "><extensionElements>"
                     "<tg:loop collection='who' item='signer' results='said' result='opinion'/></extensionElements>" +
                     (completion.empty() ? "" : "<completionCondition>" + completion + "</completionCondition>") +
                     "</multiInstanceLoopCharacteristics></userTask>" + tasks("t z") + flows("s t a z"));
}

TEST(Office, OneTokenMovesAndTheOthersStay) {
  run_patterns({
      {"forward", two_ways(), "start => a1 b1; move a1 a2 => a2 b1; do b1; do b2 => a2 j; do a2 => z"},
      {"back to a step that is done", two_ways(), "start; do a1 => a2 b1; move a2 a1 => a1 b1; do a1 => a2 b1"},
      {"to the same step again", two_ways(), "start; move a1 a1 => a1 b1"},
      {"several become one", two_ways(), "start; do a1; move a2,b1 z => z; do z => END"},
      {"out of a join", two_ways(), "start; do a1; do a2 => b1 j; move j a1 => a1 b1"},
      {"with variables", two_ways(), "start; move a1 z k=1 => b1 z"},
      {"not to a border event or join, not nothing, not what is gone", two_ways(),
            "start; !move a1 j; !move a1 nowhere; !move b2 z; !move a2 z; do a1; !move a1 z"},
      {"into a sub-process that is not open", nested(), "start; move o i2 => i2; do i2 => z"},
      {"inside of it", nested(), "start; do o => i1; move i1 i2 => i2; move i2 i1 => i1"},
      {"out of it: the sub-process goes too, without going on", nested(),
            "start; do o; move i1 o => o; !fire late; do o => i1; move i1 z => z"},
      {"the sub-process itself", nested(), "start; do o => i1; move sub z => z"},
      {"not into itself", nested(), "start; do o; !move sub i2"},
      {"a whole countersign", countersign(""),
            "start who=[\"x\",\"y\"] => t; do t => a a; !move a#2 t; move a t => t; do t => a a"},
  });
}

TEST(Office, TokensAreAddedAndTaken) {
  run_patterns({
      {"one more", two_ways(), "start; before z => a1 b1 z; do z => a1 b1"},
      {"in a sub-process not open", nested(), "start; before i2 => i2 o; do o => i1 i2"},
      {"in the one that is open", nested(), "start; do o; before i2 => i1 i2; do i1; do i2; do i2 => z"},
      {"one less", two_ways(), "start; cancel a1 => b1; do b1; do b2 => j"},
      {"the last of a sub-process takes it away", nested(),
            "start; do o; before o => i1 o; cancel i1 => o; !fire late"},
      {"never the last of all", nested(), "start; !cancel o; do o => i1; !cancel i1; !cancel sub"},
      {"not a border event, not what is kept", nested(), "start; do o; !cancel late; !cancel nothing"},
  });
}

TEST(Office, AdHocSubProcessesStayOpenUntilTheTokenGoesElsewhere) {
  const std::string xml = process_xml("<startEvent id='s'/><adHocSubProcess id='ah'>" + tasks("a b") +
        "</adHocSubProcess>" +
                                      tasks("o z") + flows("s o ah z"));
  run_patterns({
      {"taken out", xml, "start; do o; inside ah a => a; move a o => o; !inside ah a"},
      {"one taken, one stays", xml, "start; do o; inside ah a; inside ah b; move a o => b o; inside ah a => a b o"},
      {"cancelled", xml, "start; do o; inside ah a; cancel a => ; inside ah b => b"},
      {"begun by jumping in", xml, "start; move o a => a; do a => ; close ah => z"},
  });
}

TEST(Office, SignersAreAddedTakenAndEnough) {
  run_patterns({
      {"one more, parallel", countersign(""),
            "start who=[\"x\",\"y\"]; do t => a a; add a \"w\" => a a a; do a; do a => a; do a => z"},
      {"one more after the others", countersign("isSequential='true'"),
            "start who=[\"x\"]; do t => a; add a \"w\" => a; do a => a; do a => z"},
      {"one less", countersign(""), "start who=[\"1\",\"2\",\"3\"]; do t; cancel a#2 => a a; do a#2; do a => z"},
      {"one less, and the rest is done already", countersign(""),
            "start who=[\"x\",\"y\"]; do t; do a#2 => a; cancel a#2 => z"},
      {"one less, one after the other", countersign("isSequential='true'"),
            "start who=[\"x\",\"y\"]; do t; cancel a#2 => a; do a => z"},
      {"the only one cannot go when nothing else is left", countersign(""), "start who=[\"x\"]; do t; !cancel a#2"},
      {"enough", countersign(""), "start who=[\"x\",\"y\",\"w\"]; do t; do a => a a; enough a => z"},
      {"none of these without a multi-instance", two_ways(), "start; !add a1 1; !enough a1"},
      {"share of those that are asked", countersign("",
            "numberOfCompletedInstances / (numberOfInstances - numberOfTerminatedInstances) &gt;= 0.5"),
       "start who=[\"x\",\"y\",\"w\",\"v\"]; do t; do a#2 => a a a; cancel a#2 => a a; cancel a#2 => z"},
  });
}

TEST(Office, AddedSignersHaveTheirQueueAndResult) {
  Live live(countersign(""));
  ASSERT_TRUE(live.start(vars({{"who", feel::Value::list({str("x"), str("y")})}})));
  ASSERT_TRUE(live.complete("t"));
  ASSERT_TRUE(live.feed(AddInstance{live.node("a"), str("w")}));
  ASSERT_EQ(1u, live.all<TaskCreated>().size());
  EXPECT_EQ("w", live.all<TaskCreated>()[0].queue);
  ASSERT_TRUE(live.complete("a", vars({{"opinion", str("yes")}})));
  ASSERT_TRUE(live.complete("a", vars({{"opinion", str("no")}})));
  ASSERT_TRUE(live.complete("a", vars({{"opinion", str("late")}})));
  EXPECT_EQ("[\"yes\", \"no\", \"late\"]", feel::to_literal(live.variable("said")));
}

TEST(Office, StartableNamesWhatCanBeginAndNodesAtFindTokens) {
  Live live(process_xml("<startEvent id='s'/><adHocSubProcess id='ah' ordering='Sequential'>" + tasks("a b c") +
        flow("a", "c") +
                        "</adHocSubProcess>" + flow("s", "ah")));
  ASSERT_TRUE(live.start());
  const NodeId scope = live.node("ah");
  EXPECT_EQ((std::vector<std::string>{"a", "b"}), startable(*live.model_, live.state_, scope));
  ASSERT_TRUE(live.feed(StartInside{scope, "a", {}}));
  EXPECT_TRUE(startable(*live.model_, live.state_, scope).empty());
  EXPECT_EQ(1u, nodes_at(*live.model_, live.state_, "a").size());
  EXPECT_TRUE(nodes_at(*live.model_, live.state_, "c").empty());
  EXPECT_TRUE(nodes_at(*live.model_, live.state_, "nowhere").empty());
}

}  // namespace
}  // namespace tiange::bpmn
