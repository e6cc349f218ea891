#include "engines/bpmn/bpmn_test_kit.h"

namespace tiange::bpmn {
namespace {

std::string countersign(bool sequential, const std::string& completion, const std::string& more = "") {
  return process_xml("<startEvent id='s'/><userTask id='t'>"
                     "<extensionElements><tg:assignment queue='unit + \":handler\"'/>"
                     "<tg:output target='last' source='vote'/></extensionElements>"
                     "<multiInstanceLoopCharacteristics isSequential='" + std::string(sequential ? "true" : "false") +
                     "'><extensionElements><tg:loop collection='units' item='unit' results='votes' result='vote'/>"
                     "</extensionElements>" + (completion.empty() ? "" : "<completionCondition>" + completion +
                     "</completionCondition>") + "</multiInstanceLoopCharacteristics></userTask>" + more +
                     "<userTask id='z'/>" + chain({"s", "t", "z"}));
}

feel::Value units() { return feel::Value::list({str("CG"), str("GA"), str("SJ")}); }

TEST(Loops, ParallelInstancesEachWithTheirItem) {
  Live live(countersign(false, ""));
  ASSERT_TRUE(live.start(vars({{"units", units()}})));
  const auto tasks = live.all<TaskCreated>();
  ASSERT_EQ(3u, tasks.size());
  EXPECT_EQ("GA:handler", tasks[1].queue);
  ASSERT_TRUE(live.feed(CompleteTask{tasks[2].node, vars({{"vote", str("c")}})}));
  ASSERT_TRUE(live.feed(CompleteTask{tasks[0].node, vars({{"vote", str("a")}})}));
  EXPECT_EQ("t", live.at());
  ASSERT_TRUE(live.feed(CompleteTask{tasks[1].node, vars({{"vote", str("b")}})}));
  EXPECT_EQ("z", live.at());
  EXPECT_EQ("[\"a\", \"b\", \"c\"]", live.text("votes"));
  EXPECT_EQ("b", live.text("last"));
  EXPECT_TRUE(live.variable("unit").is_null());
}

TEST(Loops, CompletionConditionEndsTheRest) {
  Live live(countersign(false, "numberOfCompletedInstances / numberOfInstances &gt;= 0.5"));
  ASSERT_TRUE(live.start(vars({{"units", units()}})));
  ASSERT_TRUE(live.complete("t", vars({{"vote", str("a")}})));
  EXPECT_EQ("t t", live.at());
  ASSERT_TRUE(live.complete("t", vars({{"vote", str("b")}})));
  EXPECT_EQ("z", live.at());
  EXPECT_EQ(1u, live.all<TaskCancelled>().size());
}

TEST(Loops, SequentialInstancesOneAfterTheOther) {
  Live live(countersign(true, ""));
  ASSERT_TRUE(live.start(vars({{"units", units()}})));
  for (const char* unit : {"CG:handler", "GA:handler", "SJ:handler"}) {
    EXPECT_EQ("t", live.at());
    ASSERT_EQ(1u, live.all<TaskCreated>().size());
    EXPECT_EQ(unit, live.all<TaskCreated>()[0].queue);
    ASSERT_TRUE(live.complete("t", vars({{"vote", str("x")}})));
  }
  EXPECT_EQ("z", live.at());
}

TEST(Loops, NothingToDoPassesAndNonsenseWaits) {
  Live none(countersign(false, ""));
  ASSERT_TRUE(none.start(vars({{"units", feel::Value::list({})}})));
  EXPECT_EQ("z", none.at());
  EXPECT_EQ("[]", none.text("votes"));
  Live nonsense(countersign(false, ""));
  ASSERT_TRUE(nonsense.start());
  EXPECT_EQ("t!", nonsense.at());
  ASSERT_TRUE(nonsense.feed(SetVariables{vars({{"units", units()}})}));
  ASSERT_TRUE(nonsense.feed(Retry{nonsense.node("t")}));
  EXPECT_EQ("t t t", nonsense.at());
}

TEST(Loops, BorderEventEndsAllInstances) {
  Live live(countersign(false, "", "<boundaryEvent id='b' attachedToRef='t'><timerEventDefinition><timeDuration>P1D"
                                   "</timeDuration></timerEventDefinition></boundaryEvent><userTask id='y'/>" +
                                         flow("b", "y")));
  ASSERT_TRUE(live.start(vars({{"units", units()}})));
  EXPECT_EQ(1u, live.all<TimerSet>().size()) << "one for the whole, not one for each";
  ASSERT_TRUE(live.fire("b"));
  EXPECT_EQ("y", live.at());
  EXPECT_EQ(3u, live.all<TaskCancelled>().size());
}

TEST(Loops, StandardLoopTestsBeforeOrAfter) {
  const auto xml = [](const std::string& attributes) {
    return process_xml("<startEvent id='s'/><scriptTask id='t'><extensionElements><tg:script result='n'/>"
          "</extensionElements>"
                       "<script>n + 1</script><standardLoopCharacteristics " + attributes +
                       "><loopCondition>n &lt; 5</loopCondition></standardLoopCharacteristics></scriptTask><userTask "
                             "id='z'/>" +
                       chain({"s", "t", "z"}));
  };
  for (const auto& [attributes, from, to] :
       {std::tuple{"", 0, "5"}, {"", 9, "10"}, {"testBefore='true'", 9, "9"}, {"loopMaximum='2'", 0, "2"}}) {
    Live live(xml(attributes));
    ASSERT_TRUE(live.start(vars({{"n", num(from)}})));
    EXPECT_EQ("z", live.at());
    EXPECT_EQ(to, live.text("n")) << attributes << " from " << from;
  }
}

TEST(Loops, LongLoopsNeitherDeepenTheStackNorRunForEver) {
  Live many(process_xml("<startEvent id='s'/><task id='t'><multiInstanceLoopCharacteristics isSequential='true'>"
                        "<loopCardinality>9000</loopCardinality></multiInstanceLoopCharacteristics></task><userTask "
                              "id='z'/>" +
                        chain({"s", "t", "z"})));
  ASSERT_TRUE(many.start());
  EXPECT_EQ("z", many.at());
  Live endless(process_xml("<startEvent id='s'/><task id='t'><standardLoopCharacteristics><loopCondition>"
        "true</loopCondition>"
                           "</standardLoopCharacteristics></task><userTask id='z'/>" + chain({"s", "t", "z"})));
  ASSERT_TRUE(endless.start());
  EXPECT_EQ("t!", endless.at());
}

TEST(Loops, SubProcessForEachItem) {
  Live live(process_xml("<startEvent id='s'/><subProcess id='sub'><multiInstanceLoopCharacteristics>"
                        "<extensionElements><tg:loop collection='units' item='unit'/></extensionElements>"
                        "</multiInstanceLoopCharacteristics><startEvent id='is'/><userTask id='a'><extensionElements>"
                        "<tg:assignment queue='unit'/></extensionElements></userTask><userTask id='b'/>" +
                        chain({"is", "a", "b"}) + "</subProcess><userTask id='z'/>" + chain({"s", "sub", "z"})));
  ASSERT_TRUE(live.start(vars({{"units", units()}})));
  EXPECT_EQ("SJ", live.all<TaskCreated>()[2].queue);
  EXPECT_FALSE(live.feed(Jump{"b", {}})) << "which of the three?";
  ASSERT_TRUE(live.complete("a"));
  EXPECT_EQ("a a b", live.at());
  for (const char* task : {"b", "a", "b", "a", "b"}) ASSERT_TRUE(live.complete(task)) << task;
  EXPECT_EQ("z", live.at());
}

}  // namespace
}  // namespace tiange::bpmn
