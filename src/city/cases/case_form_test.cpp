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

}  // namespace
}  // namespace tiange::cases
