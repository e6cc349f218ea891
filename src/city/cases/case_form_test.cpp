// Extra forms of items, from the report to the page, on both databases.
#include "city/cases/case_test_kit.h"
#include "engines/feel/feel_json.h"

namespace tiange::cases {
namespace {

void each(const std::function<void(World&)>& test) {
  db::for_each_backend(test_migrations(), [&](db::Db& db) {
    World w(db);
    const auto deployed = w.write([&](db::Tx& tx) {
      return w.flows.deploy(tx, {flows::DefinitionKind::form, "flood", data_text("forms/flood.json"), {}}, {},
                            w.now - days(1));
    });
    ASSERT_TRUE(deployed.ok());
    test(w);
  });
}

ReportInput with_extra(const World& w, const std::string& item, const std::string& extra) {
  ReportInput in = w.input(item);
  in.extra = *json::parse(extra);
  return in;
}

std::string words(const CaseView& view) {
  std::string all;
  for (const forms::Line& line : view.form) all += line.zh + "=" + line.value_zh + ";";
  return all;
}

TEST(CaseForms, AnswersAreKeptWithTheirVersionAndShown) {
  each([](World& w) {
    const auto made =
        w.report(w.seat, with_extra(w, "FLOOD", R"({"water":true,"depth_cm":30,"area_m2":120,"colour":"x"})"));
    ASSERT_TRUE(made.ok()) << made.refusal().zh;
    const std::string expected = "有积水=是;水深=30 厘米;面积=120 平方米;达到道路积水立案条件=是;";
    EXPECT_EQ(expected, words(*made));
    EXPECT_EQ(R"({"form":"flood","form_version":1,"answers":{"water":true,"depth_cm":30,"area_m2":120,"counts":true}})",
              json::write(made->extra));

    // A new version of the form changes neither the case nor how it is read.
    std::string later = data_text("forms/flood.json");
    later.replace(later.find("有积水"), std::string("有积水").size(), "水浸");
    w.now = w.now + hours(1);
    ASSERT_TRUE(w.write([&](db::Tx& tx) {
                   return w.flows.deploy(tx, {flows::DefinitionKind::form, "flood", later, {}}, {}, w.now);
                 }).ok());
    EXPECT_EQ(expected, words(w.view(w.seat, made->ref)));
    const auto second = w.report(w.seat, with_extra(w, "FLOOD", R"({"water":false})"));
    ASSERT_TRUE(second.ok());
    EXPECT_EQ("水浸=否;", words(w.view(w.seat, second->ref)));
    EXPECT_EQ(2, second->extra.find("form_version")->as_int());
    EXPECT_TRUE(w.check(made->ref).intact);
  });
}

TEST(CaseForms, WrongAnswersAreRefusedWithEveryOtherFault) {
  each([](World& w) {
    struct Row {
      std::string item;
      std::string extra;
      std::string paths;  // empty: taken
    };
    const Row rows[] = {
        {"FLOOD", "null", ""},
        {"FLOOD", "{}", "extra.water"},
        {"FLOOD", R"({"water":true})", "extra.depth_cm"},
        {"FLOOD", R"({"water":true,"depth_cm":9000,"passable":"perhaps"})", "extra.depth_cm extra.passable"},
        {"FLOOD", "[1]", "extra"},
        {"STALL", R"({"water":true})", "extra"},
        {"STALL", "{}", ""},
        {"NONE", R"({"water":true})", "item_code extra"},
    };
    for (const Row& row : rows) {
      const auto made = w.report(w.seat, with_extra(w, row.item, row.extra));
      EXPECT_EQ(row.paths.empty(), made.ok()) << row.item << row.extra;
      if (made.ok()) {
        EXPECT_TRUE(made->form.empty());
        continue;
      }
      std::string paths;
      for (const FieldError& fault : made.refusal().fields) paths += (paths.empty() ? "" : " ") + fault.path;
      EXPECT_EQ(row.paths, paths) << row.item << row.extra;
    }
    EXPECT_EQ(2, w.open_now().open_now) << "what was refused left nothing";
  });
}

TEST(CaseForms, LaterActsCompleteTheAnswers) {
  each([](World& w) {
    const auto made = w.report(w.seat, w.input("FLOOD"));
    ASSERT_TRUE(made.ok());
    ASSERT_TRUE(made->form.empty());
    const auto act = [&](const Scope& who, Action action, const std::string& extra) {
      ActInput in;
      in.text = "已抽排";
      in.closing_condition = "已清理";
      in.extra = *json::parse(extra);
      return w.write([&](db::Tx& tx) {
        return w.service->act(tx, who, *CaseRef::parse(made->ref), action, in, std::nullopt, w.now);
      });
    };
    EXPECT_EQ("extra.depth_cm", act(w.handler, Action::settle, R"({"water":true})").refusal().fields.at(0).path);
    EXPECT_EQ("extra", act(w.handler, Action::note, R"({"water":false})").refusal().fields.at(0).path);
    ASSERT_TRUE(act(w.handler, Action::settle, R"({"water":true,"depth_cm":12})").ok());
    EXPECT_NE(std::string::npos, words(w.view(w.seat, made->ref)).find("水深=12 厘米"));
    EXPECT_TRUE(w.check(made->ref).intact);
  });
}

TEST(CaseForms, ColumnsOfImportsAreKeptAsTheyCame) {
  each([](World& w) {
    ReportInput in = with_extra(w, "FLOOD", R"({"问题分类":"市政->积水","标签":"每月一题"})");
    in.channel = Channel::import;
    const auto made = w.report(w.seat, in);
    ASSERT_TRUE(made.ok()) << made.refusal().zh;
    EXPECT_EQ("问题分类=市政->积水;标签=每月一题;", words(w.view(w.seat, made->ref)));
  });
}

TEST(Drawn, AStepADistrictAddsIsWorkedOnLikeItsOwnAndOldCasesGoOnWithoutIt) {
  each([](World& w) {
    const std::string old_ref = w.report(w.seat, w.input("STALL"))->ref;
    const auto deployed = w.write([&](db::Tx& tx) -> Outcome {
      TIANGE_TRY(auto form, w.flows.deploy(tx, {flows::DefinitionKind::form, "flood", k_flood_form, {}}, {}, w.now));
      (void)form;
      TIANGE_TRY(auto process, w.flows.deploy(tx, {flows::DefinitionKind::bpmn, "case_life", with_approval(), {}}, {}, w.now));
      (void)process;
      return done();
    });
    ASSERT_TRUE(deployed.ok()) << deployed.refusal().fields[0].path << deployed.refusal().fields[0].en;
    w.now = w.now + minutes(1);
    const std::string ref = w.report(w.seat, w.input("STALL"))->ref;
    ASSERT_TRUE(w.settle(w.handler, old_ref).ok());
    EXPECT_EQ(w.file(old_ref).element, Element::check);
    ASSERT_TRUE(w.settle(w.handler, ref).ok());
    const CaseView view = w.view(w.station, ref);
    EXPECT_EQ(view.status, Status::pending_step);
    EXPECT_EQ(view.stage, cases::Step::follow_up);
    EXPECT_EQ(view.tasks[0].name_zh, "所长审批");
    EXPECT_EQ(view.tasks[0].name_en, "Head's approval");
    EXPECT_EQ(view.tasks[0].due, parse_local("2026-11-23 15:01").value());
    ASSERT_EQ(view.actions[0].action, "claim");
    const auto complete = std::find_if(view.actions.begin(), view.actions.end(),
                                       [](const ActionView& action) { return action.action == "complete"; });
    ASSERT_NE(complete, view.actions.end());
    EXPECT_EQ(complete->zh, "所长审批") << "the button says what the step is called";
    EXPECT_TRUE(view.steps[3].entered.has_value());
    EXPECT_EQ(complete->form[0].choices[1].en, "Refused");
    EXPECT_EQ(complete->form[1].form, "flood");
    ActInput in;
    in.outcome = "refused";
    EXPECT_EQ(w.act(w.station, ref, Action::complete, in).refusal().fields[0].path, "extra.depth_cm");
    in.extra = json::parse(R"({"depth_cm": 12})").value();
    EXPECT_EQ(w.act(w.handler, ref, Action::complete, in).refusal().code, ErrorCode::not_your_task);
    ASSERT_TRUE(w.act(w.station, ref, Action::complete, in).ok());
    EXPECT_EQ(w.file(ref).status(), Status::handling) << "refused: handled once more";
    const HistoryEntry entry = w.history(ref).back();
    EXPECT_NE(entry.zh.find("所长审批：不同意"), std::string::npos) << entry.zh;
    EXPECT_NE(entry.en.find("Head's approval: Refused"), std::string::npos) << entry.en;
    const flows::InstanceRef at{CaseRef::parse(ref)->part_key, InstanceId{w.file(ref).instance}};
    const auto instance = w.db.read([&](db::Tx& tx) { return w.flows.instance(tx, at); });
    EXPECT_EQ(json::write(feel::to_json(*instance->variables.find("depth_cm"))), "12");
    ASSERT_TRUE(w.settle(w.handler, ref).ok());
    in.outcome = "approved";
    ASSERT_TRUE(w.act(w.station, ref, Action::complete, in).ok());
    EXPECT_EQ(w.file(ref).element, Element::check);
    ActInput back;
    back.step = "approve";
    ASSERT_TRUE(w.act(w.officer, ref, Action::send_back, back).ok());
    EXPECT_EQ(w.view(w.station, ref).tasks[0].element, "approve");
    EXPECT_TRUE(w.check(ref).intact);
    EXPECT_TRUE(w.check(old_ref).intact);
  });
}

// The house's process with something between settling and checking: it comes in by `done_yes` and leaves by `served`.
std::string with_between(const std::string& id, const std::string& elements) {
  std::string xml = data_text("processes/case_life.bpmn");
  const auto put = [&](const std::string& old, const std::string& now) {
    const std::size_t at = xml.find(old);
    EXPECT_NE(at, xml.npos) << old;
    if (at != xml.npos) xml.replace(at, old.size(), now);
  };
  put("sourceRef=\"is_done\" targetRef=\"check\"", "sourceRef=\"is_done\" targetRef=\"" + id + "\"");
  put("<bpmn:incoming>done_yes</bpmn:incoming>", "<bpmn:incoming>served</bpmn:incoming>");
  put("<bpmn:sequenceFlow id=\"to_located\"", elements + "<bpmn:sequenceFlow id=\"served\" sourceRef=\"" + id +
                                                    "\" targetRef=\"check\"/><bpmn:sequenceFlow id=\"to_located\"");
  return xml;
}

constexpr const char* k_in_and_out =
    "<bpmn:incoming>done_yes</bpmn:incoming><bpmn:outgoing>served</bpmn:outgoing>";

std::string with_service(const std::string& service, const std::string& inputs, const std::string& more = "") {
  return with_between("serve", "<bpmn:serviceTask id=\"serve\" name=\"告知 / Tell\"><bpmn:extensionElements><tg:service name=\"" +
                                   service + "\"/>" + inputs + "</bpmn:extensionElements>" + k_in_and_out +
                                   "</bpmn:serviceTask>" + more);
}

void deploy_process(World& w, const std::string& xml) {
  const auto deployed = w.write([&](db::Tx& tx) -> Outcome {
    TIANGE_TRY(auto process, w.flows.deploy(tx, {flows::DefinitionKind::bpmn, "case_life", xml, {}}, {}, w.now));
    (void)process;
    return done();
  });
  ASSERT_TRUE(deployed.ok()) << deployed.refusal().en
                             << (deployed.refusal().fields.empty() ? "" : deployed.refusal().fields[0].en);
  w.now = w.now + minutes(1);
}

TEST(Services, TellTheReporterOnTheProgressPageAndStandInTheHistory) {
  each([](World& w) {
    deploy_process(w, with_service("tell_reporter", R"(<tg:input target="text" source='"已办结，等待核查"'/>)"));
    ReportInput in = w.input("STALL");
    in.reporter = {.name = "李明", .phone = "13812345678", .wants_reply = true};
    const auto made = w.report(w.seat, in);
    ASSERT_TRUE(made.ok()) << made.refusal().zh;
    const auto settled = w.settle(w.handler, made->ref);
    ASSERT_TRUE(settled.ok()) << settled.refusal().zh;
    EXPECT_EQ(settled->status, Status::pending_check);
    EXPECT_EQ(w.history(made->ref).back().zh, "流程步骤“告知”告知上报人：已办结，等待核查");
    const auto progress =
        w.db.read([&](db::Tx& tx) { return w.service->progress(tx, made->number, made->query_code, w.now); });
    ASSERT_EQ(progress->messages.size(), 1u);
    EXPECT_EQ(progress->messages[0].text, "已办结，等待核查");
    EXPECT_TRUE(w.check(made->ref).intact);
    // nobody could read it: uncaught, the act is refused in words and nothing has happened
    const auto nameless = w.report(w.seat, w.input("STALL"));
    const auto refused = w.settle(w.handler, nameless->ref);
    ASSERT_FALSE(refused.ok());
    EXPECT_NE(refused.refusal().zh.find("查询码"), std::string::npos) << refused.refusal().zh;
    EXPECT_EQ(w.file(nameless->ref).status(), Status::handling);
  });
}

TEST(Services, AnErrorIsCaughtAtTheBorderAndAnUrgeIsOfTheNextHolder) {
  each([](World& w) {
    const std::string border =
        R"(<bpmn:boundaryEvent id="failed" attachedToRef="serve"><bpmn:outgoing>after_failed</bpmn:outgoing>)"
        R"(<bpmn:errorEventDefinition id="failed_error"/></bpmn:boundaryEvent>)"
        R"(<bpmn:sequenceFlow id="after_failed" sourceRef="failed" targetRef="check"/>)";
    std::string xml = with_service("tell_reporter", R"(<tg:input target="text" source='"已办结"'/>)", border);
    const std::string in = "<bpmn:incoming>served</bpmn:incoming>";
    xml.replace(xml.find(in), in.size(), in + "<bpmn:incoming>after_failed</bpmn:incoming>");
    deploy_process(w, xml);
    const auto nameless = w.report(w.seat, w.input("STALL"));
    const auto settled = w.settle(w.handler, nameless->ref);
    ASSERT_TRUE(settled.ok()) << settled.refusal().zh;
    EXPECT_EQ(settled->status, Status::pending_check);
    EXPECT_EQ(w.history(nameless->ref).back().kind, EventKind::settled) << "nothing was told";
    deploy_process(w, with_service("urge", R"(<tg:input target="text" source='"请尽快核查"'/>)"));
    const auto urged = w.report(w.seat, w.input("STALL"));
    ASSERT_TRUE(w.settle(w.handler, urged->ref).ok());
    EXPECT_TRUE(w.file(urged->ref).office.urge);
    ASSERT_TRUE(w.act(w.officer, urged->ref, Action::urge_answer).ok());
    EXPECT_FALSE(w.file(urged->ref).office.urge);
    EXPECT_TRUE(w.check(urged->ref).intact);
  });
}

TEST(Reads, TheFirstOpeningStandsInTheHistoryAndWhoHasItOpenGoesOn) {
  each([](World& w) {
    const std::string ref = w.report(w.seat, w.input("STALL"))->ref;
    const auto open = [&](const Scope& scope) {
      return w.write([&](db::Tx& tx) { return w.service->read_task(tx, scope, *CaseRef::parse(ref), w.now); });
    };
    const std::size_t before = w.history(ref).size();
    const std::int64_t version = w.view(w.handler, ref).version;
    ASSERT_TRUE(open(w.handler).ok());
    ASSERT_TRUE(open(w.handler).ok());
    ASSERT_TRUE(open(w.seat).ok()) << "not waiting for them: no effect";
    const auto history = w.history(ref);
    ASSERT_EQ(history.size(), before + 1);
    EXPECT_EQ(history.back().zh, "已阅“处置”（时限不变，继续计时）");
    EXPECT_EQ(w.view(w.handler, ref).version, version);
    ASSERT_TRUE(w.settle(w.handler, ref).ok());
    EXPECT_TRUE(w.check(ref).intact);
  });
}

const ActionView* offered(const CaseView& view, std::string_view action) {
  const auto found = std::find_if(view.actions.begin(), view.actions.end(),
                                  [&](const ActionView& one) { return one.action == action && one.allowed; });
  return found == view.actions.end() ? nullptr : &*found;
}

TEST(Inside, WhatAnAdHocSubProcessHoldsIsBegunAndEndedByWhoseTurnItIs) {
  each([](World& w) {
    const auto task = [](const std::string& id, const std::string& name) {
      return "<bpmn:userTask id=\"" + id + "\" name=\"" + name +
             R"("><bpmn:extensionElements><tg:assignment queue='community + "-ZZ:station_head"'/></bpmn:extensionElements></bpmn:userTask>)";
    };
    deploy_process(w, with_between("works", R"(<bpmn:adHocSubProcess id="works" name="自由办理 / Free work">)" +
                                                std::string(k_in_and_out) + task("photo", "补拍照片 / Photos") +
                                                task("survey", "现场复勘 / Survey") + "</bpmn:adHocSubProcess>"));
    const std::string ref = w.report(w.seat, w.input("STALL"))->ref;
    EXPECT_EQ(offered(w.view(w.handler, ref), "begin_inside"), nullptr) << "not there yet";
    ASSERT_TRUE(w.settle(w.handler, ref).ok());
    const CaseView stands = w.view(w.handler, ref);
    EXPECT_EQ(stands.status, Status::pending_step);
    const ActionView* begin = offered(stands, "begin_inside");
    ASSERT_NE(begin, nullptr);
    ASSERT_EQ(begin->form[0].choices.size(), 2u);
    EXPECT_EQ(begin->form[0].choices[1].en, "Survey");
    EXPECT_EQ(offered(stands, "complete"), nullptr) << "nothing is under way";
    EXPECT_EQ(offered(stands, "claim"), nullptr);
    ActInput in;
    in.step = "photo";
    EXPECT_EQ(w.act(w.police, ref, Action::begin_inside, in).refusal().code, ErrorCode::not_your_task);
    in.step = "check";
    EXPECT_EQ(w.act(w.handler, ref, Action::begin_inside, in).refusal().code, ErrorCode::bad_input);
    in.step = "photo";
    ASSERT_TRUE(w.act(w.handler, ref, Action::begin_inside, in).ok());
    EXPECT_NE(w.history(ref).back().zh.find("开始“补拍照片”"), std::string::npos);
    EXPECT_EQ(w.view(w.station, ref).tasks[0].element, "photo");
    in.step = "survey";
    ASSERT_TRUE(w.act(w.station, ref, Action::begin_inside, in).ok());
    EXPECT_EQ(w.view(w.station, ref).tasks[0].element, "photo") << "one after the other";
    ASSERT_TRUE(w.act(w.station, ref, Action::complete).ok());
    EXPECT_EQ(w.view(w.station, ref).tasks[0].element, "survey");
    ASSERT_TRUE(w.act(w.station, ref, Action::complete).ok());
    EXPECT_EQ(w.file(ref).step_id(), "works");
    ASSERT_NE(offered(w.view(w.station, ref), "close_inside"), nullptr);
    in.step = "photo";
    ASSERT_TRUE(w.act(w.station, ref, Action::begin_inside, in).ok()) << "as often as is wanted";
    in.step = "works";
    const auto closed = w.act(w.station, ref, Action::close_inside, in);
    ASSERT_TRUE(closed.ok()) << closed.refusal().zh;
    EXPECT_EQ(closed->status, Status::pending_check) << "what was under way ended with it";
    EXPECT_NE(w.history(ref).back().en.find("Ended 'Free work'"), std::string::npos) << w.history(ref).back().en;
    EXPECT_TRUE(w.check(ref).intact);
    ASSERT_TRUE(w.act(w.officer, ref, Action::check_pass).ok());
  });
}

TEST(Receivers, MustSeeTheCaseAndMayWorkOnTheStep) {
  each([](World& w) {
    const std::string ref = w.report(w.seat, w.input("STALL"))->ref;
    ActInput in;
    in.person = w.other_officer.person;
    const auto outside = w.act(w.handler, ref, Action::transfer, in);
    ASSERT_FALSE(outside.ok());
    EXPECT_EQ(outside.refusal().fields[0].path, "person");
    EXPECT_NE(outside.refusal().fields[0].zh.find("管辖范围"), std::string::npos) << outside.refusal().fields[0].zh;
    Scope looks = w.police;
    looks.person = PersonId{77};
    looks.permissions.reset(static_cast<std::size_t>(Permission::cases_handle));
    w.org.know(looks);
    in.person = looks.person;
    const auto lacks = w.act(w.handler, ref, Action::transfer, in);
    ASSERT_FALSE(lacks.ok());
    EXPECT_NE(lacks.refusal().fields[0].zh.find("没有“处置”权限"), std::string::npos) << lacks.refusal().fields[0].zh;
    const auto offers = [&](Action action, PersonId person) {
      const auto list = w.db.read([&](db::Tx& tx) {
        return w.service->receivers(tx, w.handler, *CaseRef::parse(ref), action, "人" + person.text(), w.now);
      });
      return std::any_of(list->items.begin(), list->items.end(), [&](const auto& one) { return one.id == person; });
    };
    EXPECT_TRUE(offers(Action::transfer, w.police.person));
    EXPECT_FALSE(offers(Action::transfer, w.other_officer.person));
    EXPECT_FALSE(offers(Action::transfer, looks.person));
    EXPECT_TRUE(offers(Action::sign_before, looks.person));
    EXPECT_FALSE(offers(Action::transfer, w.handler.person)) << "not to oneself";
    ASSERT_TRUE(w.act(w.handler, ref, Action::claim).ok());
    const auto all_to = [&](PersonId to) {
      return w.db.write(w.handler, [&](db::Tx& tx) {
        return w.service->hand_over_all(tx, w.handler, {w.handler.person, to, "调离"}, w.now);
      });
    };
    const auto misfit = all_to(w.other_officer.person);
    ASSERT_FALSE(misfit.ok());
    EXPECT_NE(misfit.refusal().fields[0].zh.find("管辖范围"), std::string::npos) << misfit.refusal().fields[0].zh;
    in.people = {looks.person};
    in.person = {};
    EXPECT_FALSE(w.act(w.handler, ref, Action::delegate, in).ok());
    EXPECT_TRUE(w.act(w.handler, ref, Action::sign_before, in).ok()) << "an opinion needs no more than to see it";
    in.people = {w.other_officer.person};
    EXPECT_EQ(w.act(w.handler, ref, Action::sign_before, in).refusal().fields[0].path, "people");
    in.people = {w.police.person};
    EXPECT_TRUE(w.act(w.handler, ref, Action::delegate, in).ok());
    EXPECT_TRUE(w.check(ref).intact);
  });
}

TEST(CaseForms, AnswersGoIntoOneCellWithPersonalOnesMasked) {
  each([](World& w) {
    const auto made = w.report(w.seat, with_extra(w, "FLOOD", R"({"water":true,"depth_cm":30,"area_m2":120})"));
    ASSERT_TRUE(made.ok()) << made.refusal().zh;
    const CaseRow row = w.list(w.seat, {}).items.front();
    EXPECT_EQ(w.service->answers_of(w.seat, row, w.now), "有积水：是；水深：30 厘米；面积：120 平方米；达到道路积水立案条件：是");
    EXPECT_EQ(w.service->answers_of(Scope{}, row, w.now), "") << "nobody sees what is not theirs";
    const auto text = w.db.read([&](db::Tx& tx) -> Result<std::string> {
      return answers_text(w.service->parts(), tx, R"({"联系人":"李大明","手机":"13812345678","备注":"证号44060419900101123X，12号楼"})",
                          w.now, Language::zh, w.now);
    });
    EXPECT_EQ(*text, "联系人：李**；手机：138******78；备注：证号440*************3X，12号楼");
  });
}

TEST(Services, UnitsAreAskedForAssistanceWheneverHandlingBegins) {
  each([](World& w) {
    std::string xml = data_text("processes/case_life.bpmn");
    const auto put = [&](const std::string& old, const std::string& now) {
      const std::size_t at = xml.find(old);
      EXPECT_NE(at, xml.npos) << old;
      if (at != xml.npos) xml.replace(at, old.size(), now);
    };
    put("sourceRef=\"to_level\" targetRef=\"handle\"", "sourceRef=\"to_level\" targetRef=\"ask\"");
    put("<bpmn:incoming>level_below</bpmn:incoming>", "<bpmn:incoming>asked</bpmn:incoming>");
    put("<bpmn:sequenceFlow id=\"to_located\"",
        R"(<bpmn:serviceTask id="ask" name="请协办 / Ask"><bpmn:extensionElements><tg:service name="assist"/>)"
        R"(<tg:input target="units" source='"GA, CG"'/><tg:input target="limit" source='"1 work_days"'/></bpmn:extensionElements>)"
        R"(<bpmn:incoming>level_below</bpmn:incoming><bpmn:outgoing>asked</bpmn:outgoing></bpmn:serviceTask>)"
        R"(<bpmn:sequenceFlow id="asked" sourceRef="ask" targetRef="handle"/><bpmn:sequenceFlow id="to_located")");
    deploy_process(w, xml);
    const auto made = w.report(w.seat, w.input("STALL"));
    ASSERT_TRUE(made.ok()) << made.refusal().zh;
    const std::string ref = made->ref;
    EXPECT_EQ(made->unit, "440604010-CG");
    ASSERT_EQ(w.file(ref).office.parts.size(), 1u) << "the lead does not assist itself";
    EXPECT_EQ(w.file(ref).office.parts[0].unit, "440604010-GA");
    EXPECT_NE(w.history(ref).back().zh.find("协办，时限至"), std::string::npos) << w.history(ref).back().zh;
    EXPECT_EQ(w.settle(w.handler, ref).refusal().code, ErrorCode::parts_open);
    const auto inbox = w.db.read([&](db::Tx& tx) { return w.service->inbox(tx, w.police, InboxGroup::all, "", "", w.now); });
    ASSERT_EQ(inbox->items.size(), 1u) << "it stands in the unit's inbox";
    ASSERT_TRUE(w.act(w.police, ref, Action::part_done).ok());
    ASSERT_TRUE(w.settle(w.handler, ref).ok());
    ASSERT_TRUE(w.act(w.officer, ref, Action::check_fail).ok());
    EXPECT_EQ(w.file(ref).office.open(office::PartKind::assist), 1) << "handled again: asked again";
    ASSERT_TRUE(w.act(w.handler, ref, Action::part_excuse).ok()) << "the lead does without";
    ASSERT_TRUE(w.settle(w.handler, ref).ok());
    EXPECT_TRUE(w.check(ref).intact);
  });
}

}  // namespace
}  // namespace tiange::cases
