// The life of a case as data/processes draws it and data/decisions routes it.

#include "city/flows/flow_test_kit.h"

namespace tiange::flows {
namespace {

constexpr const char* k_grid = "440604010014001";

// What the cases room sets at the start, for a located and classified matter of a department.
std::vector<feel::Entry> facts() {
  return {{"channel", str("hotline")},   {"kind", str("complaint")},       {"located", yes()},
          {"district", str("440604")},   {"town", str("440604010")},       {"community", str("440604010014")},
          {"grid", str(k_grid)},         {"classified", yes()},            {"item", str("E13-0405")},
          {"item_class", str("event")},  {"lead_line", str("CG")},         {"trifle", no()},
          {"severity", str("normal")},   {"verify_needed", no()},          {"settled", no()},
          {"sampled", no()},             {"wants_reply", no()},            {"from_level", str("grid")},
          {"department_unit", str("440604010-CG")}, {"returns", feel::Value::number(std::int64_t{0})}};
}

feel::Value with(const std::vector<feel::Entry>& changes) {
  feel::ContextBuilder all;
  for (const feel::Entry& fact : facts()) all.set(fact.name, fact.value);
  for (const feel::Entry& change : changes) all.set(change.name, change.value);
  return all.build();
}

feel::Value outcome(std::string_view text) { return vars({{"outcome", str(text)}}); }

void for_each_life(const std::function<void(World&)>& body) {
  for_each_world([&](World& w) {
    const auto process = w.deploy(DefinitionKind::bpmn, data_file("processes/case_life.bpmn"));
    ASSERT_TRUE(process.ok()) << process.refusal().en;
    const auto decision = w.deploy(DefinitionKind::dmn, data_file("decisions/dispatch.dmn"));
    ASSERT_TRUE(decision.ok()) << decision.refusal().en;
    EXPECT_EQ("case_life", process->key);
    EXPECT_EQ("dispatch", decision->key);
    body(w);
  });
}

TEST(CaseLife, ThroughFivePeople) {
  for_each_life([](World& w) {
    ASSERT_TRUE(w.start("case_life", with({{"verify_needed", yes()}, {"wants_reply", yes()}})));
    EXPECT_EQ("verify@440604010014001:officer", w.standing());
    ASSERT_TRUE(w.complete("verify", outcome("true")).ok());
    EXPECT_EQ("handle@440604010-CG:handler", w.standing());
    EXPECT_EQ("职责明确，派主办单位处置", w.host.last_decision.explanation.zh);
    EXPECT_EQ(1, w.host.last_decision.version);
    ASSERT_TRUE(w.complete("handle", outcome("settled")).ok());
    EXPECT_EQ("check@440604010014001:officer", w.standing());
    ASSERT_TRUE(w.complete("check", outcome("fail")).ok());
    EXPECT_EQ("handle@440604010-CG:handler", w.standing()) << "rework stays with its unit";
    ASSERT_TRUE(w.complete("handle", outcome("settled")).ok());
    ASSERT_TRUE(w.complete("check", outcome("pass")).ok());
    EXPECT_EQ("follow_up@440604-ZX:seat", w.standing());
    ASSERT_TRUE(w.complete("follow_up", outcome("dissatisfied")).ok());
    EXPECT_EQ("handle@440604010-CG:handler", w.standing());
    ASSERT_TRUE(w.complete("handle", outcome("settled")).ok());
    ASSERT_TRUE(w.complete("check", outcome("pass")).ok());
    ASSERT_TRUE(w.complete("follow_up", outcome("satisfied")).ok());
    EXPECT_EQ("close@440604-ZX:acceptor", w.standing());
    ASSERT_TRUE(w.complete("close", outcome("closed")).ok());
    EXPECT_EQ(InstanceStatus::completed, w.current().status);
  });
}

TEST(CaseLife, UnlocatedUnclassifiedOrUntrue) {
  for_each_life([](World& w) {
    ASSERT_TRUE(w.start("case_life", with({{"located", no()}, {"classified", no()}, {"grid", str("")}})));
    EXPECT_EQ("locate@440604-ZX:acceptor", w.standing());
    ASSERT_TRUE(w.complete("locate", vars({{"outcome", str("located")}, {"grid", str(k_grid)}, {"located", yes()}})).ok());
    EXPECT_EQ("accept@440604-ZX:acceptor", w.standing());
    ASSERT_TRUE(w.complete("accept", outcome("rejected")).ok());
    EXPECT_EQ(InstanceStatus::completed, w.current().status);
    w.subject.id = 7002;
    ASSERT_TRUE(w.start("case_life", with({{"verify_needed", yes()}})));
    ASSERT_TRUE(w.complete("verify", outcome("false")).ok());
    EXPECT_EQ("not_accepted", w.read([&](db::Tx& tx) { return w.flows.view(tx, w.instance); })->visits.back().element);
  });
}

TEST(CaseLife, SettledOnTheSpot) {
  for_each_life([](World& w) {
    ASSERT_TRUE(w.start("case_life", with({{"settled", yes()}})));
    EXPECT_EQ(InstanceStatus::completed, w.current().status);
    EXPECT_EQ("completed ", w.host.take());
    w.subject.id = 7002;
    ASSERT_TRUE(w.start("case_life", with({{"settled", yes()}, {"sampled", yes()}})));
    EXPECT_EQ("check@440604010014001:officer", w.standing());
    ASSERT_TRUE(w.complete("check", outcome("pass")).ok());
    EXPECT_EQ("close", w.open()[0].element);
  });
}

TEST(CaseLife, ClimbsTheFourLevelsByTimeOut) {
  for_each_life([](World& w) {
    ASSERT_TRUE(w.start("case_life", with({{"trifle", yes()}})));
    EXPECT_EQ("handle@440604010014001:officer", w.standing());
    EXPECT_EQ("小事不出网格，由网格员处置", w.host.last_decision.explanation.zh);
    const auto climb = [&](const char* to) {
      w.host.from_level = to;
      w.now = w.now + days(40);
      EXPECT_GE(w.fire(), 1);
    };
    w.now = w.now + hours(3);
    w.host.take();
    EXPECT_EQ(1, w.fire());
    EXPECT_EQ("timer:warn ", w.host.take()) << "a warning disturbs nothing";
    climb("village");
    EXPECT_EQ("handle@440604010014-ZZ:village_command", w.standing());
    climb("department");
    EXPECT_EQ("handle@440604010-CG:handler", w.standing());
    climb("town");
    EXPECT_EQ("coordinate@440604010-ZX:town_command", w.standing());
    EXPECT_EQ(0, w.fire()) << "there is nothing above the town";
    ASSERT_TRUE(w.complete("coordinate", outcome("settled")).ok());
    EXPECT_EQ("check@440604010014001:officer", w.standing());
  });
}

TEST(CaseLife, ReturnedPassedOnSentUpAndDisputed) {
  for_each_life([](World& w) {
    ASSERT_TRUE(w.start("case_life", with({})));
    const auto give_back = [&](std::int64_t times) {
      return w.complete("handle", vars({{"outcome", str("returned")}, {"returns", feel::Value::number(times)}})).ok();
    };
    const auto send_to = [&](const char* element, const char* unit) {
      return w.complete(element, vars({{"outcome", str("dispatched")}, {"level", str("department")}, {"unit", str(unit)},
                                       {"queue", str(std::string(unit) + ":handler")}, {"climb_limit", str("")}})).ok();
    };
    ASSERT_TRUE(give_back(1));
    EXPECT_EQ("dispatch@440604-ZX:dispatcher", w.standing());
    ASSERT_TRUE(send_to("dispatch", "440604010-SJ"));
    EXPECT_EQ("handle@440604010-SJ:handler", w.standing());
    ASSERT_TRUE(give_back(2));
    ASSERT_TRUE(send_to("dispatch", "440604010-GA"));
    ASSERT_TRUE(give_back(3));
    EXPECT_EQ("arbitrate@440604010-ZX:town_command", w.standing());
    ASSERT_TRUE(send_to("arbitrate", "440604010-CG"));
    ASSERT_TRUE(w.complete("handle", vars({{"outcome", str("passed_on")}, {"queue", str("440604010-JT:handler")}})).ok());
    EXPECT_EQ("handle@440604010-JT:handler", w.standing());
    ASSERT_TRUE(w.complete("handle", vars({{"outcome", str("sent_up")}, {"from_level", str("town")}})).ok());
    EXPECT_EQ("coordinate@440604010-ZX:town_command", w.standing());
  });
}

// The decision alone: what was given, where it goes, for how long.
TEST(Dispatch, EveryRuleInWords) {
  for_each_life([](World& w) {
    struct Row {
      std::vector<feel::Entry> given;
      const char* level;
      const char* unit;
      const char* reason;
    };
    const Row rows[] = {
        {{{"severity", str("urgent")}}, "department", "440604010-CG", "紧急事项"},
        {{{"severity", str("urgent")}, {"department_unit", str("")}}, "town", "440604010-ZX", "应急"},
        {{{"trifle", yes()}}, "grid", "440604010014-ZZ", "小事不出网格"},
        {{{"trifle", yes()}, {"from_level", str("village")}}, "village", "440604010014-ZZ", "小事不出村居"},
        {{{"item_class", str("social")}}, "village", "440604010014-ZZ", "社会治理"},
        {{}, "department", "440604010-CG", "职责明确"},
        {{{"department_unit", str("")}}, "village", "440604010014-ZZ", "属地"},
        {{{"department_unit", str("")}, {"from_level", str("department")}}, "town", "440604010-ZX", "兜底"},
        {{{"from_level", str("town")}}, "town", "440604010-ZX", "统筹"},
        {{{"from_level", str("town")}, {"severity", str("urgent")}}, "town", "440604010-ZX", "统筹"},
        {{{"town", str("")}, {"community", str("")}, {"grid", str("")}, {"department_unit", str("")}}, "", "", "人工派遣"},
    };
    for (const Row& row : rows) {
      const auto answer = w.read([&](db::Tx& tx) { return w.flows.decide(tx, "dispatch", "", with(row.given), w.now); });
      ASSERT_TRUE(answer.ok()) << answer.refusal().en;
      EXPECT_EQ(row.level, feel::to_text(*answer->outputs.find("level"))) << row.reason;
      EXPECT_EQ(row.unit, feel::to_text(*answer->outputs.find("unit"))) << row.reason;
      EXPECT_NE(std::string::npos, answer->explanation.zh.find(row.reason)) << answer->explanation.zh;
      EXPECT_FALSE(answer->explanation.en.empty());
    }
  });
}

}  // namespace
}  // namespace tiange::flows
