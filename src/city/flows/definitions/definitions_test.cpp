#include "base/text.h"
#include "city/flows/definitions/content_check.h"
#include "city/flows/definitions/definitions_test_kit.h"

namespace tiange::flows {
namespace {

std::string dispatch_to_town() {
  return text::replace_all(data_file("decisions/dispatch.dmn"), "<text>\"grid\"</text>\n        </outputEntry>",
                           "<text>\"village\"</text>\n        </outputEntry>");
}

TEST(Drafts, SeveralWriteAndNobodyOverwritesUnseen) {
  for_each_definition_world([](DefinitionWorld& w) {
    const Draft draft = w.open({DefinitionKind::dmn, "dispatch", 0, "", "小事先到村居"});
    EXPECT_EQ(1, draft.based_on);
    EXPECT_EQ("派遣决策", draft.name);
    EXPECT_EQ(data_file("decisions/dispatch.dmn"), draft.content);
    EXPECT_TRUE(draft.may_edit);
    EXPECT_FALSE(draft.may_approve);
    const auto second = w.save(w.steward(), draft.id, 1, "<half");
    ASSERT_TRUE(second.ok()) << "half-done work is saved";
    EXPECT_EQ(2, second->revision);
    EXPECT_EQ("派遣决策", second->name);
    EXPECT_EQ((std::vector<std::string>{"数据管理员老吴"}), second->writers);
    const auto late = w.save(w.writer(), draft.id, 1, "other");
    ASSERT_FALSE(late.ok());
    EXPECT_EQ(ErrorCode::conflict, late.refusal().code);
    EXPECT_NE(std::string::npos, late.refusal().zh.find("数据管理员老吴"));
    EXPECT_EQ(409, late.refusal().http_status());
    const auto refused = w.act(w.writer(), draft.id, DraftAct::hand_in);
    EXPECT_EQ(ErrorCode::bad_decision, refused.refusal().code) << "half-done work is not handed in";
    EXPECT_EQ(ErrorCode::no_definition,
              w.write([&](db::Tx& tx) { return w.room.open(tx, w.writer(), {DefinitionKind::dmn, "dispatch", 9, "", ""}); })
                  .refusal().code);
    EXPECT_EQ(ErrorCode::bad_input,
              w.write([&](db::Tx& tx) { return w.room.open(tx, w.writer(), {DefinitionKind::dmn, "中 文", 0, "", ""}); })
                  .refusal().code);
    EXPECT_EQ(DraftState::discarded, w.act(w.writer(), draft.id, DraftAct::discard)->state);
    EXPECT_EQ(ErrorCode::not_this_state, w.save(w.writer(), draft.id, 2, "x").refusal().code);
    EXPECT_TRUE(w.read([&](db::Tx& tx) { return w.room.drafts(tx, w.writer()); })->items.empty());
  });
}

TEST(Drafts, BeginFromNothingAndCanRunAtOnce) {
  for_each_definition_world([](DefinitionWorld& w) {
    for (const DefinitionKind kind : {DefinitionKind::bpmn, DefinitionKind::dmn, DefinitionKind::form}) {
      const Draft draft = w.open({kind, "fresh", 0, "", ""});
      EXPECT_EQ(0, draft.based_on);
      const Checked checked = w.check(kind, "fresh", draft.content);
      EXPECT_TRUE(checked.good) << json::write(checked);
      EXPECT_TRUE(checked.problems.empty()) << json::write(checked);
    }
  });
}

TEST(Drafts, TwoPairsOfEyesSeeThem) {
  for_each_definition_world([](DefinitionWorld& w) {
    const Draft draft = w.open({DefinitionKind::dmn, "dispatch", 0, "", "小事先到村居"});
    w.clock.moment = w.clock.moment + days(2);
    ASSERT_TRUE(w.save(w.writer(), draft.id, 1, dispatch_to_town()).ok());
    EXPECT_EQ(ErrorCode::not_this_state, w.act(w.steward(), draft.id, DraftAct::approve).refusal().code);
    ASSERT_TRUE(w.act(w.writer(), draft.id, DraftAct::hand_in).ok());
    EXPECT_EQ(ErrorCode::not_this_state, w.save(w.writer(), draft.id, 2, "x").refusal().code) << "what is judged stands still";
    EXPECT_EQ(ErrorCode::forbidden, w.act(w.writer(), draft.id, DraftAct::approve).refusal().code);
    EXPECT_EQ(ErrorCode::bad_input, w.act(w.steward(), draft.id, DraftAct::give_back).refusal().code);
    ASSERT_TRUE(w.act(w.steward(), draft.id, DraftAct::give_back, "请补充理由").ok());
    const auto mended = w.save(w.steward(), draft.id, 2, dispatch_to_town() + "\n");
    ASSERT_TRUE(mended.ok());
    EXPECT_EQ("请补充理由", mended->reason);
    ASSERT_TRUE(w.act(w.writer(), draft.id, DraftAct::hand_in).ok());
    EXPECT_EQ(ErrorCode::four_eyes, w.act(w.steward(), draft.id, DraftAct::approve).refusal().code) << "wrote it himself";
    const auto other = w.request(3, "主任", {Permission::flows_publish});
    EXPECT_EQ(ErrorCode::not_this_state, w.release(draft.id).refusal().code);
    ASSERT_TRUE(w.act(other, draft.id, DraftAct::approve).ok());
    std::string trail;
    for (const std::string& line : w.audit) trail += line + "\n";
    for (const char* kind : {"flows.draft_opened", "flows.draft_handed_in", "flows.draft_given_back", "flows.draft_approved"})
      EXPECT_NE(std::string::npos, trail.find(kind)) << kind;
  });
}

TEST(Drafts, AreReleasedInATownFirstAndRolledBack) {
  for_each_definition_world([](DefinitionWorld& w) {
    const Draft draft = w.open({DefinitionKind::dmn, "dispatch", 0, "", "小事先到村居"});
    w.clock.moment = w.clock.moment + days(2);
    ASSERT_TRUE(w.save(w.writer(), draft.id, 1, dispatch_to_town()).ok());
    ASSERT_TRUE(w.act(w.writer(), draft.id, DraftAct::hand_in).ok());
    ASSERT_TRUE(w.act(w.steward(), draft.id, DraftAct::approve).ok());
    w.clock.moment = w.clock.moment + days(1);
    EXPECT_EQ(ErrorCode::unknown_area, w.release(draft.id, "999").refusal().code);
    const auto canary = w.release(draft.id, "440604010");
    ASSERT_TRUE(canary.ok()) << canary.refusal().en;
    EXPECT_EQ(2, canary->version);
    EXPECT_EQ(ReleaseState::live, canary->state);
    EXPECT_DOUBLE_EQ(3.0, canary->lead_days.value());
    const auto version = [&](const std::string& area) {
      return w.read([&](db::Tx& tx) {
        return w.flows.definition_in_effect(tx, DefinitionKind::dmn, "dispatch", area, w.clock.now());
      })->version;
    };
    EXPECT_EQ(2, version("440604010014001"));
    EXPECT_EQ(1, version("440604011014001"));
    const auto later = w.clock.now() + days(5);
    const auto whole = w.write([&](db::Tx& tx) {
      ReleaseOrder order;
      order.kind = DefinitionKind::dmn;
      order.key = "dispatch";
      order.version = 2;
      order.effective = later;
      return w.room.release_version(tx, w.steward(), order);
    });
    ASSERT_TRUE(whole.ok());
    EXPECT_EQ(ReleaseState::scheduled, whole->state);
    w.clock.moment = later;
    EXPECT_EQ(2, version("440604011014001"));
    const auto states = [&] {
      std::string all;
      const auto list = w.read([&](db::Tx& tx) { return w.room.releases(tx, [](const Release& r) { return r.kind == DefinitionKind::dmn; }, w.clock.now()); });
      for (const ReleaseView& one : list.items) all += std::string(json::enum_name(one.state)) + " ";
      return all;
    };
    EXPECT_EQ("live replaced replaced ", states());
    const auto withdraw = [&](ReleaseId id, const std::string& why) {
      return w.write([&](db::Tx& tx) { return w.room.withdraw(tx, w.steward(), id, {why}); });
    };
    EXPECT_EQ(ErrorCode::bad_input, withdraw(whole->id, " ").refusal().code);
    w.clock.moment = later + hours(1);
    ASSERT_TRUE(withdraw(whole->id, "村居人手不足").ok());
    EXPECT_EQ(1, version("440604011014001"));
    EXPECT_EQ(2, version("440604010014001"));
    EXPECT_EQ("withdrawn live live ", states());
    const LeadTime lead = w.read([&](db::Tx& tx) {
      return w.room.lead_time(tx, local_date(w.clock.now()) + -30, local_date(w.clock.now()), w.clock.now());
    });
    EXPECT_EQ(1, lead.count) << "a version counts once";
    EXPECT_DOUBLE_EQ(3.0, lead.mean_days.value());
    EXPECT_EQ(0, w.read([&](db::Tx& tx) { return w.room.lead_time(tx, local_date(w.clock.now()), local_date(w.clock.now()), w.clock.now()); }).count);
    EXPECT_EQ(0u, w.audit.back().find("flows.withdrawn")) << w.audit.back();
  });
}

TEST(Drafts, OnePersonMayDoItAllWhereThatIsSet) {
  db::for_each_backend(kit_migrations(), [](db::Db& db) {
    DefinitionWorld w(db);
    DefinitionRoom alone({w.db, w.ids, w.flows, w.home, w.recorder(), false});
    const auto act = [&](auto fn) { return w.write([&](db::Tx& tx) { return fn(tx); }); };
    const auto draft = act([&](db::Tx& tx) { return alone.open(tx, w.steward(), {DefinitionKind::dmn, "dispatch", 0, "", ""}); });
    ASSERT_TRUE(draft.ok());
    ASSERT_TRUE(act([&](db::Tx& tx) { return alone.act(tx, w.steward(), draft->id, DraftAct::hand_in, {}); }).ok());
    ASSERT_TRUE(act([&](db::Tx& tx) { return alone.act(tx, w.steward(), draft->id, DraftAct::approve, {}); }).ok());
    const auto made = act([&](db::Tx& tx) { return alone.release_draft(tx, w.steward(), draft->id, {}); });
    ASSERT_TRUE(made.ok());
    EXPECT_EQ(1, made->version) << "the same content is the same version";
  });
}

std::string with_task(const std::string& extensions, const std::string& tag = "userTask") {
  return "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:tg=\"https://tiange.dev/bpmn\" targetNamespace=\"t\">\n"
         "<process id=\"p\" name=\"过程\" isExecutable=\"true\">\n<startEvent id=\"s\"/>\n<" + tag + " id=\"a\" name=\"办\"><extensionElements>" +
         extensions + "</extensionElements></" + tag + ">\n<sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"a\"/></process></definitions>";
}

TEST(Checks, NameWhatTheHostDoesNotHave) {
  for_each_definition_world([](DefinitionWorld& w) {
    const auto first = [&](const std::string& content) {
      const Checked checked = w.check(DefinitionKind::bpmn, "p", content);
      return checked.problems.empty() ? Problem{} : checked.problems.front();
    };
    const std::string queue = "<tg:assignment queue='\"440604-ZX:acceptor\"'/>";
    EXPECT_EQ("", first(with_task(queue)).zh);
    const Problem nobody = first(with_task("<tg:assignment queue='district + \"-ZX:nobody\"'/>"));
    EXPECT_EQ("没有岗位 nobody", nobody.zh);
    EXPECT_EQ("a", nobody.element_id);
    EXPECT_EQ("办", nobody.element_name);
    EXPECT_EQ(4, nobody.line);
    EXPECT_NE("", first(with_task("<tg:assignment queue='\"440604\"'/>")).zh);
    EXPECT_EQ("没有已发布的表单 none", first(with_task(queue + "<tg:form key='none'/>")).zh);
    EXPECT_EQ("没有已发布的决策 none", first(with_task("<tg:decision ref='none'/>", "businessRuleTask")).zh);
    EXPECT_EQ("", first(with_task("<tg:decision ref='dispatch'/>", "businessRuleTask")).zh);
    EXPECT_EQ("系统没有名为 fax 的服务", first(with_task("<tg:service name='fax'/>", "serviceTask")).zh);
    EXPECT_NE(std::string::npos, first(with_task(queue + "<tg:limit value='\"4 monkeys\"'/>")).zh.find("4 monkeys"));
    EXPECT_EQ(Gravity::error, first("<no").gravity);
    EXPECT_FALSE(w.check(DefinitionKind::form, "f", "{}").good);
    const std::string broken = text::replace_all(data_file("decisions/dispatch.dmn"), "<text>\"urgent\"</text>", "<text>\"urgent</text>");
    const Checked decision = w.check(DefinitionKind::dmn, "dispatch", broken);
    ASSERT_EQ(2u, decision.problems.size());
    EXPECT_GT(decision.problems.front().line, 100);
    EXPECT_NE("", decision.problems.front().element_id);
  });
}

TEST(TestCases, OfADecisionAreKeptWithTheKeyAndMustPass) {
  for_each_definition_world([](DefinitionWorld& w) {
    w.add_test(DefinitionKind::dmn, "dispatch", "小事归网格",
               R"({"inputs":{"trifle":true,"severity":"normal","item_class":"event","grid":"440604010014001","community":"440604010014","town":"440604010","department_unit":"440604010-CG"},
                   "expected":{"level":"grid","queue":"440604010014001:officer"},"rules":[4]})");
    const auto run = w.read([&](db::Tx& tx) { return w.room.run(tx, {DefinitionKind::dmn, "dispatch", {}, {}, 0, {}}, w.clock.now()); });
    ASSERT_TRUE(run.ok());
    EXPECT_EQ(1, run->passed) << json::write(*run);
    const Draft draft = w.open({DefinitionKind::dmn, "dispatch", 0, "", ""});
    ASSERT_TRUE(w.save(w.writer(), draft.id, 1, dispatch_to_town()).ok());
    const auto refused = w.act(w.writer(), draft.id, DraftAct::hand_in);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(ErrorCode::tests_fail, refused.refusal().code);
    EXPECT_EQ("“小事归网格”", refused.refusal().fields.front().path);
    EXPECT_EQ("expected.level 应为 grid，实为 village", refused.refusal().fields.front().zh);
    const auto bad = w.write([&](db::Tx& tx) {
      return w.room.add_test(tx, w.writer(), {DefinitionKind::dmn, "dispatch", "坏", *json::parse(R"({"inputs":[],"what":1})"), 0});
    });
    EXPECT_EQ(2u, bad.refusal().fields.size());
  });
}

TEST(TestCases, OfAProcessWalkItsStepsOnAClockOfTheirOwn) {
  for_each_definition_world([](DefinitionWorld& w) {
    const std::string start =
        R"("variables":{"located":true,"classified":true,"verify_needed":false,"settled":false,"district":"440604","town":"440604010","community":"440604010014",
        "grid":"440604010014001","trifle":true,"severity":"normal","item_class":"event","handle_limit":"3 work_days","from_level":"grid","wants_reply":false,"returns":0,"level":"grid"},
        "at":"2026-11-18T09:00:00+08:00",)";
    const auto outcome = [&](const std::string& rest) {
      const auto run = w.read([&](db::Tx& tx) {
        return w.room.run(tx, {DefinitionKind::bpmn, "case_life", {}, {}, 0, *json::parse("{" + start + rest + "}")}, w.clock.now());
      });
      EXPECT_TRUE(run.ok()) << (run.ok() ? "" : run.refusal().en);
      return run.ok() ? run->items.front() : TestOutcome{};
    };
    const TestOutcome closes = outcome(
        R"("steps":[{"standing":["handle"]},{"complete":"handle","variables":{"outcome":"settled"}},{"complete":"check","variables":{"outcome":"pass"}},
            {"complete":"close","variables":{"outcome":"closed"}}],"expected":{"path":["route","handle","check","close"],"never":["dispatch"],"end":"closed","variables":{"level":"grid"}})");
    EXPECT_TRUE(closes.passed) << json::write(closes);
    const TestOutcome climbs = outcome(
        R"("steps":[{"advance":"1 work_days"}],"expected":{"standing":["handle"],"variables":{"level":"village"},"path":["handle","climb","route","handle"]})");
    EXPECT_TRUE(climbs.passed) << json::write(climbs);
    const TestOutcome wrong = outcome(R"("steps":[{"complete":"close"}],"expected":{"end":"closed"})");
    EXPECT_FALSE(wrong.passed);
    EXPECT_EQ("handle", wrong.differences.back().got) << "it says where it stands instead";
  });
}

TEST(Expressions, AreTriedWithNotesAndThePlaceOfAnError) {
  for_each_definition_world([](DefinitionWorld& w) {
    http::Routes routes(w.db);
    w.room.add_routes(routes);
    const auto ask = [&](const std::string& body) {
      for (const http::Route& route : routes.all()) {
        if (route.pattern != "/api/v1/flows/expressions/try") continue;
        http::Request request = w.writer();
        request.body = body;
        return *json::parse(route.handle(request).body);
      }
      return json::Value();
    };
    EXPECT_EQ("{\"value\":3,\"type\":\"number\",\"notes\":[]", json::write(ask(R"({"expression":"= 1 + 2"})")).substr(0, 37));
    EXPECT_TRUE(ask(R"x({"expression":"not(\"\")","kind":"unary","input":"x"})x").find("value")->as_bool());
    const json::Value error = ask("{\"expression\":\"1 +\\n  * 2\"}");
    EXPECT_EQ(2, error.find("error")->find("line")->as_int()) << json::write(error);
    EXPECT_EQ(3, error.find("error")->find("column")->as_int());
    EXPECT_EQ(std::string::npos, error.find("error")->text_or("zh").find("第"));
    EXPECT_EQ("null", ask(R"({"expression":"severity + 1","inputs":{"severity":"x"}})").text_or("type"));
  });
}

std::string process(const std::string& inside) {
  return "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:tg='https://tiange.dev/bpmn' "
         "targetNamespace='t'><message id='m' name='news'/><process id='p' isExecutable='true'>" + inside +
         "</process></definitions>";
}
std::string task(const std::string& id) {
  return "<userTask id='" + id + "'><extensionElements><tg:assignment queue='\"q:officer\"'/></extensionElements></userTask>";
}
std::string flow(const std::string& from, const std::string& to) {
  return "<sequenceFlow id='" + from + "_" + to + "' sourceRef='" + from + "' targetRef='" + to + "'/>";
}

struct OneTaskHome : PlainHome {
  bool one_task_at_a_time() const override { return true; }
};

std::string errors_of(const std::string& inside, Gravity gravity = Gravity::error) {
  const OneTaskHome home;
  std::string ids;
  for (const Problem& problem : problems_of(DefinitionKind::bpmn, "p", process(inside),
                                            {home, [](DefinitionKind, std::string_view) { return true; }})) {
    EXPECT_FALSE(problem.zh.empty() || problem.en.empty());
    if (problem.gravity == gravity) ids += problem.element_id + " ";
  }
  return ids;
}

TEST(Checks, ACaseStandsAtOneTaskAtATime) {
  const std::string split = "<startEvent id='s'/><parallelGateway id='f'/>" + task("a") + flow("s", "f") + flow("f", "a");
  EXPECT_EQ("f ", errors_of(split + task("b") + flow("f", "b"), Gravity::warning));
  EXPECT_EQ("", errors_of(split + task("b") + flow("f", "b"))) << "they are done one after the other";
  EXPECT_EQ("", errors_of(split + "<manualTask id='b'/>" + flow("f", "b"), Gravity::warning));
}

TEST(Checks, WhatBeginsByItselfHasNoCaseForTasks) {
  const std::string start = "<startEvent id='s'><messageEventDefinition messageRef='m'/></startEvent>";
  EXPECT_EQ("a ", errors_of(start + task("a") + flow("s", "a")));
  EXPECT_EQ("", errors_of(start + "<manualTask id='a'/>" + flow("s", "a")));
  EXPECT_EQ("s ", errors_of("<startEvent id='s'><conditionalEventDefinition><condition>x > 1</condition>"
                            "</conditionalEventDefinition></startEvent><manualTask id='a'/>" + flow("s", "a")));
}

}  // namespace
}  // namespace tiange::flows
