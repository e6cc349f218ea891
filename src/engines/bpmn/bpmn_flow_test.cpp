#include "engines/bpmn/bpmn_test_kit.h"

namespace tiange::bpmn {
namespace {

TEST(Flow, OneTaskFromStartToEnd) {
  Live live(process_xml("<startEvent id='s'/><userTask id='t'/><endEvent id='e'/>" + chain({"s", "t", "e"})));
  EXPECT_FALSE(live.complete("t"));
  ASSERT_TRUE(live.start(vars({{"a", num(1)}})));
  EXPECT_FALSE(live.start());
  EXPECT_EQ("t", live.at());
  EXPECT_FALSE(live.feed(CompleteTask{99, {}}));
  ASSERT_TRUE(live.complete("t", vars({{"b", num(2)}})));
  EXPECT_TRUE(live.completed());
  EXPECT_EQ("1", live.text("a"));
  EXPECT_EQ("2", live.text("b"));
  EXPECT_FALSE(live.feed(SetVariables{vars({{"b", num(3)}})}));
}

TEST(Flow, ExclusiveGatewayTakesTheFirstTrueElseTheDefault) {
  const std::string xml = process_xml(
      "<startEvent id='s'/><exclusiveGateway id='g' default='g_c'/><userTask id='a'/><userTask id='b'/><userTask "
            "id='c'/>" +
      flow("s", "g") + flow("g", "a", "= n &gt; 10") + flow("g", "b", "n &gt; 5") + flow("g", "c"));
  for (const auto& [n, expected] : {std::pair{20, "a"}, {7, "b"}, {1, "c"}}) {
    Live live(xml);
    ASSERT_TRUE(live.start(vars({{"n", num(n)}})));
    EXPECT_EQ(expected, live.at());
  }
}

TEST(Flow, NoOpenWayIsAnIncidentThatCanBeMended) {
  Live live(process_xml("<startEvent id='s'/><exclusiveGateway id='g'/><userTask id='a'/><userTask id='b'/>" +
                        flow("s", "g") + flow("g", "a", "n = 1") + flow("g", "b", "n = 2")));
  ASSERT_TRUE(live.start(vars({{"n", num(3)}})));
  EXPECT_EQ("g!", live.at());
  ASSERT_EQ(1u, live.all<IncidentRaised>().size());
  EXPECT_FALSE(live.all<IncidentRaised>()[0].reason.zh.empty());
  ASSERT_TRUE(live.feed(SetVariables{vars({{"n", num(2)}})}));
  EXPECT_EQ("g!", live.at());
  ASSERT_TRUE(live.feed(Retry{live.node("g")}));
  EXPECT_EQ("b", live.at());
}

TEST(Flow, ParallelGatewayForksAndJoins) {
  Live live(process_xml("<startEvent id='s'/><parallelGateway id='f'/><userTask id='a'/><userTask id='b'/>"
                        "<parallelGateway id='j'/><userTask id='z'/>" +
                        chain({"s", "f", "a", "j", "z"}) + chain({"f", "b", "j"})));
  ASSERT_TRUE(live.start());
  EXPECT_EQ("a b", live.at());
  ASSERT_TRUE(live.complete("b"));
  EXPECT_EQ("a j", live.at());
  ASSERT_TRUE(live.complete("a"));
  EXPECT_EQ("z", live.at());
}

TEST(Flow, ParallelJoinTakesOneTokenOfEachFlow) {
  // Two tokens over the same flow must not open the join.
  Live live(process_xml("<startEvent id='s'/><parallelGateway id='f'/><exclusiveGateway id='m'/><userTask id='a'/>"
                        "<parallelGateway id='j'/><userTask id='z'/>" +
                        chain({"s", "f", "m", "j", "z"}) + "<sequenceFlow id='second' sourceRef='f' targetRef='m'/>" +
                        chain({"f", "a", "j"})));
  ASSERT_TRUE(live.start());
  EXPECT_EQ("a j j", live.at());
  ASSERT_TRUE(live.complete("a"));
  EXPECT_EQ("j z", live.at());
}

TEST(Flow, InclusiveGatewayWaitsForWhatMayStillCome) {
  const std::string xml = process_xml(
      "<startEvent id='s'/><inclusiveGateway id='f' default='f_c'/><userTask id='a'/><userTask id='b'/><userTask "
            "id='c'/>"
      "<inclusiveGateway id='j'/><userTask id='z'/>" +
      flow("s", "f") + flow("f", "a", "x &gt; 0") + flow("f", "b", "x &gt; 1") + flow("f", "c") + flow("a", "j") +
      flow("b", "j") + flow("c", "j") + flow("j", "z"));
  Live both(xml);
  ASSERT_TRUE(both.start(vars({{"x", num(5)}})));
  EXPECT_EQ("a b", both.at());
  ASSERT_TRUE(both.complete("a"));
  EXPECT_EQ("b j", both.at());
  ASSERT_TRUE(both.complete("b"));
  EXPECT_EQ("z", both.at());
  Live one(xml);
  ASSERT_TRUE(one.start(vars({{"x", num(1)}})));
  ASSERT_TRUE(one.complete("a"));
  EXPECT_EQ("z", one.at());
  Live none(xml);
  ASSERT_TRUE(none.start(vars({{"x", num(0)}})));
  EXPECT_EQ("c", none.at());
}

TEST(Flow, ConditionsOnFlowsOfATask) {
  Live live(process_xml("<startEvent id='s'/><userTask id='t' default='t_c'/><userTask id='a'/><userTask id='b'/>"
                        "<userTask id='c'/>" + flow("s", "t") + flow("t", "a", "x = 1") + flow("t", "b", "x &lt; 5") +
                        flow("t", "c")));
  ASSERT_TRUE(live.start());
  ASSERT_TRUE(live.complete("t", vars({{"x", num(1)}})));
  EXPECT_EQ("a b", live.at());
}

TEST(Flow, ScriptDecisionAndServiceAnswersBecomeVariables) {
  Live live(process_xml(
      "<startEvent id='s'/>"
      "<scriptTask id='sc'><extensionElements><tg:script result='double'/></extensionElements><script>n * 2</script>"
            "</scriptTask>"
      "<businessRuleTask id='rule'><extensionElements><tg:decision ref='route'/></extensionElements></businessRuleTask>"
      "<serviceTask id='call'><extensionElements><tg:service name='notify' result='sent'/>"
      "<tg:input target='who' source='unit'/><tg:output target='told' source='sent and who = \"CG\"'/>"
            "</extensionElements>"
      "</serviceTask><userTask id='z'/>" + chain({"s", "sc", "rule", "call", "z"})));
  ASSERT_TRUE(live.start(vars({{"n", num(21)}})));
  EXPECT_EQ("42", live.text("double"));
  ASSERT_EQ(1u, live.all<DecisionRequested>().size());
  EXPECT_EQ("route", live.all<DecisionRequested>()[0].decision);
  ASSERT_TRUE(live.feed(DecisionDone{live.node("rule"), vars({{"unit", str("CG")}, {"level", str("grid")}})}));
  ASSERT_EQ(1u, live.all<ServiceRequested>().size());
  EXPECT_EQ("CG", feel::to_text(*variables_at(live.state_, live.node("call")).find("who")));
  ASSERT_TRUE(live.serve("call", feel::Value::boolean(true)));
  EXPECT_EQ("z", live.at());
  EXPECT_EQ("grid", live.text("level"));
  EXPECT_EQ("true", live.text("told"));
  EXPECT_TRUE(live.variable("sent").is_null()) << "an output mapping lets nothing else out";
  EXPECT_TRUE(live.variable("who").is_null()) << "an input mapping is local";
}

TEST(Flow, QueueAndLimitOfATask) {
  Live live(process_xml("<startEvent id='s'/><userTask id='t'><extensionElements>"
                        "<tg:assignment queue='grid + \":officer\"'/>"
                        "<tg:limit value='if urgent then \"0.5 urgent_hours\" else \"4 work_hours\"'/>"
                        "<tg:stage key='handle'/><tg:form key='f'/></extensionElements></userTask>" + chain({"s",
                              "t"})));
  ASSERT_TRUE(live.start(vars({{"urgent", feel::Value::boolean(true)}})));
  EXPECT_EQ("t!", live.at()) << "without a grid there is no queue";
  ASSERT_TRUE(live.feed(SetVariables{vars({{"grid", str("440604010014001")}})}));
  ASSERT_TRUE(live.feed(Retry{live.node("t")}));
  ASSERT_EQ(1u, live.all<TaskCreated>().size());
  EXPECT_EQ("440604010014001:officer", live.all<TaskCreated>()[0].queue);
  EXPECT_EQ("0.5 urgent_hours", live.all<TaskCreated>()[0].limit);
  EXPECT_EQ("handle", live.model_->element(live.model_->find("t")).stage);
}

TEST(Flow, SubProcessKeepsItsOwnVariables) {
  Live live(process_xml("<startEvent id='s'/><subProcess id='sub'><extensionElements><tg:input target='x' source='n "
        "+ 1'/>"
                        "<tg:output target='out' source='x'/></extensionElements>"
                        "<startEvent id='is'/><userTask id='t'/><endEvent id='ie'/>" + chain({"is", "t", "ie"}) +
                        "</subProcess><userTask id='z'/>" + chain({"s", "sub", "z"})));
  ASSERT_TRUE(live.start(vars({{"n", num(1)}})));
  EXPECT_EQ("t", live.at());
  ASSERT_TRUE(live.complete("t", vars({{"x", num(10)}})));
  EXPECT_EQ("z", live.at());
  EXPECT_EQ("10", live.text("out"));
  EXPECT_TRUE(live.variable("x").is_null());
}

TEST(Flow, CallActivityAndLinks) {
  Live live(process_xml("<startEvent id='s'/><callActivity id='c' calledElement='other'/>"
                        "<intermediateThrowEvent id='out'><linkEventDefinition name='L'/></intermediateThrowEvent>"
                        "<intermediateCatchEvent id='in'><linkEventDefinition name='L'/></intermediateCatchEvent>"
                        "<userTask id='z'/>" + chain({"s", "c", "out"}) + chain({"in", "z"})));
  ASSERT_TRUE(live.start());
  ASSERT_EQ(1u, live.all<CallRequested>().size());
  EXPECT_EQ("other", live.all<CallRequested>()[0].process);
  ASSERT_TRUE(live.feed(CallDone{live.node("c"), vars({{"r", num(7)}})}));
  EXPECT_EQ("z", live.at());
  EXPECT_EQ("7", live.text("r"));
}

TEST(Flow, JumpCancelAndEndlessCircle) {
  const std::string xml = process_xml(
      "<startEvent id='s'/><userTask id='a'/><subProcess id='sub'><startEvent id='is'/><userTask id='b'/><userTask "
            "id='c'/>" +
      chain({"is", "b", "c"}) + "</subProcess><userTask id='z'/>" + chain({"s", "a", "sub", "z"}));
  Live live(xml);
  ASSERT_TRUE(live.start());
  EXPECT_FALSE(live.feed(Jump{"nowhere", {}}));
  ASSERT_TRUE(live.feed(Jump{"c", vars({{"why", str("退回")}})}));
  EXPECT_EQ("c", live.at());
  EXPECT_EQ("退回", live.text("why"));
  EXPECT_EQ(1u, live.all<TaskCancelled>().size());
  ASSERT_TRUE(live.feed(Jump{"b", {}}));
  EXPECT_EQ("b", live.at());
  ASSERT_TRUE(live.feed(Jump{"a", {}}));
  EXPECT_EQ("a", live.at());
  ASSERT_TRUE(live.feed(Cancel{}));
  EXPECT_EQ(Status::cancelled, live.state_.status);

  Live circle(process_xml("<startEvent id='s'/><exclusiveGateway id='g'/><task id='t'/>" + flow("s", "g") + flow("g",
        "t") +
                          flow("t", "g")));
  ASSERT_TRUE(circle.start());
  EXPECT_EQ(1u, circle.all<IncidentRaised>().size());
  EXPECT_EQ(Status::running, circle.state_.status);
}

TEST(Flow, StoredValuesComeBackExactly) {
  Live live(process_xml("<startEvent id='s'/><userTask id='t'/>" + chain({"s", "t"})));
  const auto expression = feel::parse_expression(
      "{d: date(\"2026-11-21\"), n: 0.1 + 0.2, big: 12345678901234567890123, p: duration(\"PT2H\"), l: [1, \"二\", null,"
      " true], c: {x: @\"09:30:00\"}, text: \"a\\\"b\"}");
  ASSERT_TRUE(expression.ok());
  const feel::Value given = feel::evaluate(*expression, vars({})).value;
  ASSERT_TRUE(live.start(vars({{"v", given}, {"#feel", vars({{"#feel", str("1 + 1")}})}})));
  const auto back = decode(encode_places(live.state_), encode_variables(live.state_));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(feel::to_literal(live.state_.variables()), feel::to_literal(back->variables()));
  for (const std::string bad : {"", "2|1|1", "1|9|1", "1|1|1|5", "1|1|x", "1|1|2|2,3,1", "1|1|9|3|2"}) {
    EXPECT_FALSE(decode(bad, "{}").ok()) << bad;
  }
  EXPECT_FALSE(decode("1|1|1|1", "[]").ok());
}

}  // namespace
}  // namespace tiange::bpmn
