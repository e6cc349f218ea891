// Extra forms of items, from the report to the page, on both databases.
#include "city/cases/case_test_kit.h"

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

}  // namespace
}  // namespace tiange::cases
