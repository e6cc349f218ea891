// Processes that call others: which version, and what comes back when it does not end well.

#include "city/flows/flow_test_kit.h"

namespace tiange::flows {
namespace {

std::string calling(const std::string& call, const std::string& border) {
  std::string xml = process("main", "<startEvent id='s'/><callActivity id='c' calledElement='part'>" + call + "</callActivity>" +
                                        border + task("next", "q1") + task("caught", "q9") + flow("s", "c") + flow("c", "next"));
  return xml.insert(xml.find("<message "), "<error id='late_error' errorCode='LATE'/><escalation id='high' escalationCode='HIGH'/>");
}
std::string called(const std::string& inside) {
  std::string xml = process("part", inside);
  return xml.insert(xml.find("<message "), "<error id='late_error' errorCode='LATE'/><escalation id='high' escalationCode='HIGH'/>");
}

const std::string k_error_border = "<boundaryEvent id='b' attachedToRef='c'><errorEventDefinition errorRef='late_error'/>"
                                   "</boundaryEvent>" + flow("b", "caught");

TEST(Calls, BindToTheVersionInEffectOrToOne) {
  for_each_world([](World& w) {
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, called("<startEvent id='s'/>" + task("old", "q5") + flow("s", "old"))).ok());
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, called("<startEvent id='s'/>" + task("young", "q6") + flow("s", "young"))).ok());
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, calling("", k_error_border)).ok());
    ASSERT_TRUE(w.start("main"));
    EXPECT_EQ("young@q6", w.standing());
    w.subject.id = 7002;
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, calling("<extensionElements><tg:call binding='version' version='1'/>"
                                                       "</extensionElements>", k_error_border)).ok());
    ASSERT_TRUE(w.start("main"));
    EXPECT_EQ("old@q5", w.standing());
    ASSERT_TRUE(w.complete("old").ok());
    EXPECT_EQ("next@q1", w.standing());
  });
}

TEST(Calls, AnErrorOfTheCalledProcessIsCaughtByItsCode) {
  for_each_world([](World& w) {
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn,
                         called("<startEvent id='s'/>" + task("a", "q5") + "<endEvent id='e'><errorEventDefinition "
                                "errorRef='late_error'/></endEvent>" + flow("s", "a") + flow("a", "e"))).ok());
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn,
                         calling("", k_error_border)).ok());
    ASSERT_TRUE(w.start("main"));
    ASSERT_TRUE(w.complete("a").ok());
    EXPECT_EQ("caught@q9", w.standing());
  });
}

TEST(Calls, AnEscalationReachesTheCallerWhileTheCalledGoesOn) {
  for_each_world([](World& w) {
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn,
                         called("<startEvent id='s'/><intermediateThrowEvent id='t'><escalationEventDefinition "
                                "escalationRef='high'/></intermediateThrowEvent>" + task("a", "q5") + flow("s", "t") +
                                flow("t", "a"))).ok());
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn,
                         calling("", "<boundaryEvent id='b' attachedToRef='c' cancelActivity='false'>"
                                     "<escalationEventDefinition escalationRef='high'/></boundaryEvent>" +
                                     flow("b", "caught"))).ok());
    ASSERT_TRUE(w.start("main"));
    EXPECT_EQ("a@q5 caught@q9", w.standing());
    ASSERT_TRUE(w.complete("a").ok());
    EXPECT_EQ("caught@q9 next@q1", w.standing());
  });
}

}  // namespace
}  // namespace tiange::flows
