#include "engines/bpmn/bpmn_test_kit.h"

namespace tiange::bpmn {
namespace {

const std::string k_roots =
    "<message id='m1' name='paid'/><message id='m2' name='withdrawn'/><signal id='g1' name='storm'/>"
    "<error id='e1' errorCode='E1'/><error id='e2' errorCode='E2'/>"
    "<escalation id='x1' escalationCode='X1'/><escalation id='x2' escalationCode='X2'/>";

std::string with_roots(const std::string& inside) {
  return definitions_xml(k_roots + "<process id='p' isExecutable='true'>" + inside + "</process>");
}

TEST(Events, InterruptingAndNotInterruptingTimers) {
  const std::string xml = process_xml(
      "<startEvent id='s'/><userTask id='t'/>"
      "<boundaryEvent id='climb' attachedToRef='t'><extensionElements><tg:limit value='climb_limit'/>"
            "</extensionElements>"
      "<timerEventDefinition/></boundaryEvent>"
      "<boundaryEvent id='warn' attachedToRef='t' cancelActivity='false'><timerEventDefinition>"
      "<timeCycle>R2/PT1H</timeCycle></timerEventDefinition></boundaryEvent>"
      "<userTask id='urge'/><userTask id='up'/><userTask id='z'/>" +
      chain({"s", "t", "z"}) + flow("climb", "up") + flow("warn", "urge"));
  Live live(xml);
  ASSERT_TRUE(live.start(vars({{"climb_limit", str("4 work_hours")}})));
  const auto timers = live.all<TimerSet>();
  ASSERT_EQ(2u, timers.size());
  EXPECT_EQ(TimerKind::limit, timers[0].kind);
  EXPECT_EQ("4 work_hours", timers[0].text);
  EXPECT_EQ("PT1H", timers[1].text);
  ASSERT_TRUE(live.fire("warn"));
  EXPECT_EQ("t urge", live.at());
  EXPECT_EQ(1u, live.all<TimerSet>().size()) << "the cycle has one repeat left";
  ASSERT_TRUE(live.fire("warn"));
  EXPECT_EQ("t urge urge", live.at());
  EXPECT_TRUE(live.all<TimerSet>().empty());
  EXPECT_FALSE(live.fire("warn"));
  ASSERT_TRUE(live.fire("climb"));
  EXPECT_EQ("up urge urge", live.at());
  EXPECT_EQ(1u, live.all<TaskCancelled>().size());

  Live done(xml);
  ASSERT_TRUE(done.start(vars({{"climb_limit", str("4 work_hours")}})));
  ASSERT_TRUE(done.complete("t"));
  EXPECT_EQ(2u, done.all<TimerCancelled>().size());
  EXPECT_EQ("z", done.at());

  Live without(xml);
  ASSERT_TRUE(without.start(vars({{"climb_limit", str("")}})));
  EXPECT_EQ(1u, without.all<TimerSet>().size()) << "no limit, no timer";
  EXPECT_EQ("t", without.at());
}

TEST(Events, TimerThatIsNoTimeIsAnIncident) {
  Live live(process_xml("<startEvent id='s'/><intermediateCatchEvent id='w'><timerEventDefinition><timeDuration>wait"
                        "</timeDuration></timerEventDefinition></intermediateCatchEvent><userTask id='z'/>" +
                        chain({"s", "w", "z"})));
  ASSERT_TRUE(live.start(vars({{"wait", str("soon")}})));
  EXPECT_EQ("w!", live.at());
  ASSERT_TRUE(live.feed(SetVariables{vars({{"wait", str("PT5M")}})}));
  ASSERT_TRUE(live.feed(Retry{live.node("w")}));
  EXPECT_EQ("w", live.at());
  ASSERT_TRUE(live.fire("w"));
  EXPECT_EQ("z", live.at());
}

TEST(Events, MessagesMatchNameAndCorrelation) {
  Live live(with_roots(
      "<startEvent id='s'/><parallelGateway id='f'/>"
      "<intermediateCatchEvent id='a'><extensionElements><tg:message correlation='order'/></extensionElements>"
      "<messageEventDefinition messageRef='m1'/></intermediateCatchEvent>"
      "<receiveTask id='b' messageRef='m2'/><userTask id='z'/><userTask id='y'/>" +
      chain({"s", "f", "a", "z"}) + chain({"f", "b", "y"})));
  ASSERT_TRUE(live.start(vars({{"order", str("A7")}})));
  const auto waits = live.all<WaitSet>();
  ASSERT_EQ(2u, waits.size());
  EXPECT_EQ("paid", waits[0].name);
  EXPECT_EQ("A7", waits[0].correlation);
  EXPECT_FALSE(live.feed(MessageArrived{"paid", "B1", {}, 0}));
  EXPECT_FALSE(live.feed(MessageArrived{"unknown", "", {}, 0}));
  ASSERT_TRUE(live.feed(MessageArrived{"paid", "A7", vars({{"sum", num(30)}}), 0}));
  EXPECT_EQ("b z", live.at());
  EXPECT_EQ(1u, live.all<WaitEnded>().size());
  EXPECT_EQ("30", live.text("sum"));
  ASSERT_TRUE(live.feed(MessageArrived{"withdrawn", "", {}, 0}));
  EXPECT_EQ("y z", live.at());
}

TEST(Events, FirstEventAfterAnEventGatewayWins) {
  Live live(with_roots("<startEvent id='s'/><eventBasedGateway id='g'/>"
                       "<intermediateCatchEvent id='a'><messageEventDefinition messageRef='m1'/>"
                             "</intermediateCatchEvent>"
                       "<intermediateCatchEvent id='b'><timerEventDefinition><timeDuration>PT1H</timeDuration>"
                       "</timerEventDefinition></intermediateCatchEvent><receiveTask id='c' messageRef='m2'/>"
                       "<userTask id='x'/><userTask id='y'/><userTask id='z'/>" +
                       chain({"s", "g", "a", "x"}) + chain({"g", "b", "y"}) + chain({"g", "c", "z"})));
  ASSERT_TRUE(live.start());
  EXPECT_EQ("a b c g", live.at());
  ASSERT_TRUE(live.feed(MessageArrived{"withdrawn", "", {}, 0}));
  EXPECT_EQ("z", live.at());
  EXPECT_EQ(1u, live.all<TimerCancelled>().size());
  EXPECT_EQ(2u, live.all<WaitEnded>().size());
}

TEST(Events, SignalReachesAllThatWait) {
  Live live(with_roots("<startEvent id='s'/><parallelGateway id='f'/><userTask id='t'/>"
                       "<boundaryEvent id='b' attachedToRef='t' cancelActivity='false'><signalEventDefinition "
                             "signalRef='g1'/>"
                       "</boundaryEvent><intermediateCatchEvent id='c'><signalEventDefinition signalRef='g1'/>"
                       "</intermediateCatchEvent><userTask id='x'/><userTask id='y'/>"
                       "<intermediateThrowEvent id='th'><signalEventDefinition signalRef='g1'/>"
                             "</intermediateThrowEvent>" +
                       chain({"s", "f", "t", "th"}) + chain({"f", "c", "x"}) + flow("b", "y")));
  ASSERT_TRUE(live.start());
  EXPECT_FALSE(live.feed(SignalArrived{"calm", {}}));
  ASSERT_TRUE(live.feed(SignalArrived{"storm", {}}));
  EXPECT_EQ("t x y", live.at());
  ASSERT_TRUE(live.feed(SignalArrived{"storm", {}})) << "the border event goes on listening";
  EXPECT_EQ("t x y y", live.at());
  ASSERT_TRUE(live.complete("t"));
  ASSERT_EQ(1u, live.all<SignalThrown>().size());
  EXPECT_EQ("storm", live.all<SignalThrown>()[0].name);
}

TEST(Events, ErrorsGoToTheNearestThatCatchesThem) {
  const auto xml = [](const std::string& thrown, const std::string& border) {
    return with_roots("<startEvent id='s'/><subProcess id='outer'><startEvent id='os'/><subProcess id='inner'>"
                      "<startEvent id='is'/><userTask id='t'/><endEvent id='ie'><errorEventDefinition errorRef='" +
                            thrown +
                      "'/></endEvent>" + chain({"is", "t", "ie"}) + "</subProcess>"
                      "<boundaryEvent id='near' attachedToRef='inner'><errorEventDefinition errorRef='e1'/>"
                            "</boundaryEvent>"
                      "<userTask id='a'/>" + chain({"os", "inner"}) + flow("near", "a") + "</subProcess>" + border +
                      "<userTask id='z'/>" + chain({"s", "outer", "z"}));
  };
  const std::string any = "<boundaryEvent id='far' attachedToRef='outer'><errorEventDefinition/></boundaryEvent>"
                          "<userTask id='b'/>" + flow("far", "b");
  Live near(xml("e1", any));
  ASSERT_TRUE(near.start());
  ASSERT_TRUE(near.complete("t"));
  EXPECT_EQ("a", near.at());
  Live far(xml("e2", any));
  ASSERT_TRUE(far.start());
  ASSERT_TRUE(far.complete("t"));
  EXPECT_EQ("b", far.at());
  Live nobody(xml("e2", ""));
  ASSERT_TRUE(nobody.start());
  ASSERT_TRUE(nobody.complete("t"));
  EXPECT_EQ(Status::failed, nobody.state_.status);
  ASSERT_EQ(1u, nobody.all<InstanceFailed>().size());
}

TEST(Events, ErrorOfAServiceIsCaughtOrWaitsForHelp) {
  Live live(with_roots("<startEvent id='s'/><serviceTask id='v'/>"
                       "<boundaryEvent id='b' attachedToRef='v'><errorEventDefinition errorRef='e1'/></boundaryEvent>"
                       "<userTask id='a'/><userTask id='z'/>" + chain({"s", "v", "z"}) + flow("b", "a")));
  ASSERT_TRUE(live.start());
  ASSERT_TRUE(live.feed(ErrorRaised{live.node("v"), "E9", {"坏了", "broken"}}));
  EXPECT_EQ("v!", live.at());
  ASSERT_TRUE(live.feed(Retry{live.node("v")}));
  EXPECT_EQ(1u, live.all<ServiceRequested>().size());
  ASSERT_TRUE(live.feed(ErrorRaised{live.node("v"), "E1", {}}));
  EXPECT_EQ("a", live.at());
}

TEST(Events, TerminateEndsItsScopeOnly) {
  Live live(process_xml("<startEvent id='s'/><subProcess id='sub'><startEvent id='is'/><parallelGateway id='f'/>"
                        "<userTask id='a'/><userTask id='b'/><endEvent id='stop'><terminateEventDefinition/>"
                              "</endEvent>" +
                        chain({"is", "f", "a", "stop"}) + chain({"f", "b"}) + "</subProcess><userTask id='z'/>" +
                        chain({"s", "sub", "z"})));
  ASSERT_TRUE(live.start());
  EXPECT_EQ("a b", live.at());
  ASSERT_TRUE(live.complete("a"));
  EXPECT_EQ("z", live.at());
  EXPECT_EQ(1u, live.all<TaskCancelled>().size());
  ASSERT_TRUE(live.complete("z"));
  EXPECT_TRUE(live.completed());
}

TEST(Events, ConditionsAreLookedAtWhenVariablesChange) {
  Live live(process_xml("<startEvent id='s'/><userTask id='t'/>"
                        "<boundaryEvent id='b' attachedToRef='t' cancelActivity='false'><conditionalEventDefinition>"
                        "<condition>risk &gt; 3</condition></conditionalEventDefinition></boundaryEvent>"
                        "<userTask id='look'/><intermediateCatchEvent id='c'><conditionalEventDefinition>"
                        "<condition>dry</condition></conditionalEventDefinition></intermediateCatchEvent><userTask "
                              "id='z'/>" +
                        chain({"s", "t", "c", "z"}) + flow("b", "look")));
  ASSERT_TRUE(live.start(vars({{"risk", num(1)}})));
  EXPECT_EQ("t", live.at());
  ASSERT_TRUE(live.feed(SetVariables{vars({{"risk", num(5)}})}));
  EXPECT_EQ("look t", live.at());
  ASSERT_TRUE(live.feed(SetVariables{vars({{"risk", num(6)}})}));
  EXPECT_EQ("look t", live.at()) << "it has been true all along";
  ASSERT_TRUE(live.feed(SetVariables{vars({{"risk", num(0)}})}));
  ASSERT_TRUE(live.feed(SetVariables{vars({{"risk", num(4)}})}));
  EXPECT_EQ("look look t", live.at());
  ASSERT_TRUE(live.complete("t"));
  EXPECT_EQ("c look look", live.at());
  ASSERT_TRUE(live.complete("look", vars({{"dry", feel::Value::boolean(true)}})));
  EXPECT_EQ("look z", live.at());
}

TEST(Events, EscalationsTellOutwardsAndGoOn) {
  const auto xml = [](const char* code, const char* cancel) {
    return with_roots("<startEvent id='s'/><subProcess id='sub'><startEvent id='is'/><intermediateThrowEvent id='up'>"
                      "<escalationEventDefinition escalationRef='" + std::string(code) + "'/></intermediateThrowEvent>"
                      "<userTask id='t'/><endEvent id='ie'><escalationEventDefinition escalationRef='x1'/></endEvent>" +
                      chain({"is", "up", "t", "ie"}) +
                            "</subProcess><boundaryEvent id='b' attachedToRef='sub' cancelActivity='" +
                      cancel + "'><escalationEventDefinition escalationRef='x1'/></boundaryEvent><userTask id='told'/>"
                      "<userTask id='z'/>" + chain({"s", "sub", "z"}) + flow("b", "told"));
  };
  Live heard(xml("x1", "false"));
  ASSERT_TRUE(heard.start());
  EXPECT_EQ("t told", heard.at());
  ASSERT_TRUE(heard.complete("t"));
  EXPECT_EQ("told told z", heard.at());
  Live ended(xml("x1", "true"));
  ASSERT_TRUE(ended.start());
  EXPECT_EQ("told", ended.at());
  Live unheard(xml("x2", "false"));
  ASSERT_TRUE(unheard.start());
  EXPECT_EQ("t", unheard.at()) << "nobody listens, nothing stops";
}

TEST(Events, EventSubProcessesBesideOrInsteadOfTheirScope) {
  const auto xml = [](const char* interrupting) {
    return with_roots("<startEvent id='s'/><userTask id='t'/><subProcess id='ev' triggeredByEvent='true'><startEvent "
          "id='es' "
                      "isInterrupting='" + std::string(interrupting) +
                            "'><messageEventDefinition messageRef='m2'/></startEvent>"
                      "<userTask id='a'/>" + chain({"es", "a"}) + "</subProcess><userTask id='z'/>" + chain({"s", "t",
                            "z"}));
  };
  Live beside(xml("false"));
  ASSERT_TRUE(beside.start());
  EXPECT_EQ("t", beside.at());
  EXPECT_EQ(1u, beside.all<WaitSet>().size());
  ASSERT_TRUE(beside.feed(MessageArrived{"withdrawn", "", vars({{"why", str("重复")}}), 0}));
  ASSERT_TRUE(beside.feed(MessageArrived{"withdrawn", "", {}, 0}));
  EXPECT_EQ("a a t", beside.at());
  EXPECT_EQ("重复", beside.text("why"));
  for (const char* task : {"t", "z", "a", "a"}) {
    EXPECT_FALSE(beside.completed());
    ASSERT_TRUE(beside.complete(task));
  }
  EXPECT_TRUE(beside.completed()) << "what only listens does not keep it alive";
  EXPECT_EQ(1u, beside.all<WaitEnded>().size());

  Live instead(xml("true"));
  ASSERT_TRUE(instead.start());
  ASSERT_TRUE(instead.feed(MessageArrived{"withdrawn", "", {}, 0}));
  EXPECT_EQ("a", instead.at());
  EXPECT_FALSE(instead.feed(MessageArrived{"withdrawn", "", {}, 0}));
  ASSERT_TRUE(instead.complete("a"));
  EXPECT_TRUE(instead.completed());
}

TEST(Events, EventSubProcessCatchesErrorsBeforeTheBorder) {
  Live live(with_roots("<startEvent id='s'/><subProcess id='sub'><startEvent id='is'/><userTask id='t'/>"
                       "<endEvent id='ie'><errorEventDefinition errorRef='e1'/></endEvent>" + chain({"is", "t", "ie"}) +
                       "<subProcess id='ev' triggeredByEvent='true'><startEvent id='es'><errorEventDefinition "
                             "errorRef='e1'/>"
                       "</startEvent><userTask id='mend'/>" + chain({"es", "mend"}) + "</subProcess></subProcess>"
                       "<boundaryEvent id='b' attachedToRef='sub'><errorEventDefinition/></boundaryEvent><userTask "
                             "id='y'/>"
                       "<userTask id='z'/>" + chain({"s", "sub", "z"}) + flow("b", "y")));
  ASSERT_TRUE(live.start());
  ASSERT_TRUE(live.complete("t"));
  EXPECT_EQ("mend", live.at());
  ASSERT_TRUE(live.feed(Jump{"t", {}}));
  EXPECT_EQ("t", live.at());
  ASSERT_TRUE(live.complete("t"));
  EXPECT_EQ("y", live.at()) << "the event sub-process has been used up";
}

TEST(Events, ThrownMessagesCarryTheirInputs) {
  Live live(with_roots("<startEvent id='s'/><intermediateThrowEvent id='m'><extensionElements>"
                       "<tg:message correlation='n'/><tg:input target='x' source='n + 1'/></extensionElements>"
                       "<messageEventDefinition messageRef='m1'/></intermediateThrowEvent><sendTask id='t' "
                             "messageRef='m2'/>"
                       "<endEvent id='e'><messageEventDefinition messageRef='m1'/></endEvent>" + chain({"s", "m", "t",
                             "e"})));
  ASSERT_TRUE(live.start(vars({{"n", num(4)}})));
  EXPECT_TRUE(live.completed());
  const auto thrown = live.all<MessageThrown>();
  ASSERT_EQ(3u, thrown.size());
  EXPECT_EQ("4", thrown[0].correlation);
  EXPECT_EQ("5", feel::to_text(*thrown[0].variables.find("x")));
  EXPECT_EQ("withdrawn", thrown[1].name);
}

}  // namespace
}  // namespace tiange::bpmn
