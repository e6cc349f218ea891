#include "engines/forms/forms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace tiange::forms {

namespace {

const Instant k_now = *parse_iso("2026-11-21T09:00:00+08:00");

std::string form_with(const std::string& fields) {
  return R"({"key":"test","name_zh":"测试","name_en":"Test","fields":[)" + fields + "]}";
}

// The paths of all faults, in order.
std::string faults(const Refusal& refusal) {
  std::string paths;
  for (const FieldError& fault : refusal.fields) {
    EXPECT_FALSE(fault.zh.empty());
    EXPECT_FALSE(fault.en.empty());
    paths += (paths.empty() ? "" : " ") + fault.path;
  }
  return paths;
}

const std::string k_flood = form_with(R"J(
  {"name":"depth","kind":"number","zh":"水深","en":"Depth","required":true,"min":0,"max":300,"unit_zh":"厘米","unit_en":"cm"},
  {"name":"area","kind":"number","zh":"面积","en":"Area","unit_zh":"平方米","unit_en":"m²"},
  {"name":"counts","kind":"yes_no","zh":"达到立案条件","en":"Counts","value":"depth > 15 and area > 100"},
  {"name":"blocks","kind":"choices","zh":"影响","en":"Blocks","visible_when":"depth > 15",
   "choices":[{"value":"cars","zh":"车辆","en":"cars"},{"value":"people","zh":"行人","en":"people"}]},
  {"name":"since","kind":"date","zh":"起始日期","en":"Since","required_when":"counts",
   "valid_when":"since <= today()","wrong_zh":"不能晚于今天","wrong_en":"cannot be after today"},
  {"name":"cause","kind":"choice","zh":"原因","en":"Cause","choices":[{"value":"rain","zh":"暴雨","en":"rain"}]},
  {"name":"where","kind":"place","zh":"位置","en":"Where"},
  {"name":"note","kind":"text","zh":"备注","en":"Note","longest":4})J");

TEST(Forms, ReadsADefinition) {
  const auto form = parse_form(k_flood);
  ASSERT_TRUE(form.ok()) << faults(form.refusal());
  EXPECT_EQ("test", form->key);
  EXPECT_EQ("测试", form->name.zh);
  ASSERT_EQ(8u, form->fields.size());
  EXPECT_EQ(FieldKind::choices, form->fields[3].kind);
  EXPECT_TRUE(form->has_rules());
  EXPECT_EQ(4u, form->find("note")->longest);
  EXPECT_EQ(nullptr, form->find("nothing"));
  EXPECT_FALSE(parse_form(form_with(R"({"name":"a","kind":"text","zh":"甲","en":"A"})"))->has_rules());
}

TEST(Forms, NamesEveryFaultOfADefinition) {
  struct Row {
    std::string json;
    std::string paths;
  };
  const auto field = [](const std::string& more) {
    return form_with(R"({"name":"first","kind":"number","zh":"一","en":"one"},{"zh":"二","en":"two",)" + more + "}");
  };
  const Row rows[] = {
      {"{", ""},
      {"[]", ""},
      {R"({"key":"Ab","name_zh":"","name_en":"x","fields":[]})", "key name_zh fields"},
      {R"({"key":"a","name_zh":"甲","name_en":"x"})", "fields"},
      {form_with(R"({"name":"1a","zh":"甲"})"), "fields[0].kind fields[0].en fields[0].name"},
      {field(R"("name":"b","kind":"colour")"), "fields[1].kind"},
      {field(R"("name":"b","kind":"text","requierd":true)"), "fields[1].requierd"},
      {field(R"("name":"first","kind":"text")"), "fields[1].name"},
      {field(R"("name":"if","kind":"text")"), "fields[1].name"},
      {field(R"("name":"null","kind":"text")"), "fields[1].name"},
      {field(R"("name":"b","kind":"text","choices":[{"value":"x","zh":"x","en":"x"}])"), "fields[1].choices"},
      {field(R"("name":"b","kind":"choice")"), "fields[1].choices"},
      {field(R"("name":"b","kind":"choice","choices":[{"value":"x","zh":"x","en":""},{"value":"x","zh":"y","en":"y"}])"),
       "fields[1].choices[0].en fields[1].choices[1].value"},
      {field(R"("name":"b","kind":"number","min":3,"max":2)"), "fields[1].max"},
      {field(R"("name":"b","kind":"text","min":3)"), "fields[1].min"},
      {field(R"("name":"b","kind":"text","longest":0)"), "fields[1].longest"},
      {field(R"("name":"b","kind":"number","unit_zh":"米")"), "fields[1].unit_en"},
      {field(R"("name":"b","kind":"text","visible_when":"first >")"), "fields[1].visible_when"},
      {field(R"("name":"b","kind":"text","visible_when":"third > 1")"), "fields[1].visible_when"},
      {field(R"("name":"b","kind":"text","visible_when":"b = \"x\"")"), "fields[1].visible_when"},
      {field(R"("name":"b","kind":"text","valid_when":"b = \"x\"")"), "fields[1].wrong_zh"},
      {field(R"("name":"b","kind":"number","value":"first + 1","required":true)"), "fields[1].value"},
  };
  for (const Row& row : rows) {
    const auto form = parse_form(row.json);
    ASSERT_FALSE(form.ok()) << row.json;
    EXPECT_EQ(ErrorCode::bad_file, form.refusal().code);
    EXPECT_EQ(row.paths, faults(form.refusal())) << row.json;
  }
  const auto form = parse_form(field(R"("name":"b","kind":"text","visible_when":"first >\n > 2")"));
  EXPECT_NE(std::string::npos, form.refusal().fields[0].zh.find("第2行第2列")) << form.refusal().fields[0].zh;
}

TEST(Forms, ChecksAnswers) {
  const Form form = *parse_form(k_flood);
  struct Row {
    std::string answers;
    std::string kept;   // empty: refused
    std::string wrong;  // paths
  };
  const Row rows[] = {
      {R"({"depth":10})", R"({"depth":10,"counts":false})", ""},
      {R"({"depth":10,"area":50})", R"({"depth":10,"area":50,"counts":false})", ""},
      {"{}", "", "extra.depth"},
      {"null", "", "extra.depth"},
      {"[]", "", "extra"},
      {R"("x")", "", "extra"},
      {R"({"depth":"10"})", "", "extra.depth"},
      {R"({"depth":-1})", "", "extra.depth"},
      {R"({"depth":300.5})", "", "extra.depth"},
      {R"({"depth":300})", R"({"depth":300})", ""},
      // Unknown members and answers to what is not shown or calculated are left out.
      {R"({"depth":15,"blocks":["cars"],"counts":true,"colour":"red"})", R"({"depth":15,"counts":false})", ""},
      {R"({"depth":15.5,"blocks":["people","cars","cars"]})", R"({"depth":15.5,"blocks":["cars","people"]})", ""},
      {R"({"depth":16,"blocks":["boats"]})", "", "extra.blocks"},
      {R"({"depth":16,"blocks":"cars"})", "", "extra.blocks"},
      {R"({"depth":16,"blocks":[]})", R"({"depth":16})", ""},
      {R"({"depth":15,"blocks":["boats"]})", R"({"depth":15,"counts":false})", ""},
      // Needed once the calculated field is true.
      {R"({"depth":16,"area":101})", "", "extra.since"},
      {R"({"depth":16,"area":101,"since":""})", "", "extra.since"},
      {R"({"depth":16,"area":101,"since":"2026年11月21日"})",
       R"({"depth":16,"area":101,"counts":true,"since":"2026-11-21"})", ""},
      {R"({"depth":16,"area":101,"since":"2026-11-22"})", "", "extra.since"},
      {R"({"depth":16,"area":101,"since":"2026-02-30"})", "", "extra.since"},
      {R"({"depth":1,"cause":"rain"})", R"({"depth":1,"counts":false,"cause":"rain"})", ""},
      {R"({"depth":1,"cause":"sun","note":"太长了太长了"})", "", "extra.cause extra.note"},
      {R"({"depth":1,"cause":["rain"]})", "", "extra.cause"},
      {R"({"depth":1,"note":"  门口  "})", R"({"depth":1,"counts":false,"note":"门口"})", ""},
      {R"({"depth":1,"note":"a\u0000b"})", "", "extra.note"},
      {R"({"depth":1,"note":"   "})", R"({"depth":1,"counts":false})", ""},
      {R"({"depth":1,"note":null})", R"({"depth":1,"counts":false})", ""},
      {R"({"depth":1,"where":{"lng":113.1,"lat":23,"text":"桥下","x":1}})",
       R"({"depth":1,"counts":false,"where":{"lng":113.1,"lat":23,"text":"桥下"}})", ""},
      {R"({"depth":1,"where":{"lng":113.1}})", "", "extra.where"},
      {R"({"depth":1,"where":{"lng":113.1,"lat":91}})", "", "extra.where"},
      {R"({"depth":1,"where":{}})", R"({"depth":1,"counts":false})", ""},
      {R"({"depth":1,"where":"桥下"})", "", "extra.where"},
  };
  for (const Row& row : rows) {
    const auto kept = check_answers(form, *json::parse(row.answers), k_now);
    if (row.kept.empty()) {
      ASSERT_FALSE(kept.ok()) << row.answers;
      EXPECT_EQ(ErrorCode::bad_input, kept.refusal().code);
      EXPECT_EQ(row.wrong, faults(kept.refusal())) << row.answers;
    } else {
      ASSERT_TRUE(kept.ok()) << row.answers << " " << faults(kept.refusal());
      EXPECT_EQ(row.kept, json::write(*kept)) << row.answers;
    }
  }
}

TEST(Forms, SaysWhatIsVisibleAndNeeded) {
  const Form form = *parse_form(k_flood);
  const Checked shallow = check(form, *json::parse(R"({"depth":3})"), k_now);
  EXPECT_EQ((std::vector<std::string>{"depth", "area", "counts", "since", "cause", "where", "note"}), shallow.visible);
  EXPECT_EQ((std::vector<std::string>{"depth"}), shallow.required);
  const Checked deep = check(form, *json::parse(R"({"depth":40,"area":500})"), k_now);
  EXPECT_EQ(8u, deep.visible.size());
  EXPECT_EQ((std::vector<std::string>{"depth", "since"}), deep.required);
  ASSERT_EQ(1u, deep.wrong.size());
  EXPECT_EQ("since", deep.wrong[0].path);
  EXPECT_EQ("请填写起始日期", deep.wrong[0].zh);
}

// A wrong answer is unknown to the rules, so one mistake does not make others.
TEST(Forms, KeepsWrongAnswersFromRules) {
  const Form form = *parse_form(k_flood);
  const Checked checked = check(form, *json::parse(R"({"depth":9999,"area":500})"), k_now);
  EXPECT_EQ(1u, checked.wrong.size());
  EXPECT_EQ(checked.visible.end(), std::find(checked.visible.begin(), checked.visible.end(), "blocks"));
}

TEST(Forms, ShowsAnswersAsWords) {
  const Form form = *parse_form(k_flood);
  const auto kept = check_answers(form, *json::parse(R"({"depth":25.5,"area":500,"blocks":["cars","people"],
      "since":"2026-11-20","cause":"rain","where":{"lng":113.1,"lat":23.01,"text":"桥下"},"note":"急"})"), k_now);
  ASSERT_TRUE(kept.ok());
  std::string zh, en;
  for (const Line& line : lines(form, *kept)) {
    zh += line.zh + "=" + line.value_zh + ";";
    en += line.en + "=" + line.value_en + ";";
  }
  EXPECT_EQ("水深=25.5 厘米;面积=500 平方米;达到立案条件=是;影响=车辆、行人;起始日期=2026-11-20;原因=暴雨;"
            "位置=桥下 (113.1, 23.01);备注=急;", zh);
  EXPECT_EQ("Depth=25.5 cm;Area=500 m²;Counts=yes;Blocks=cars, people;Since=2026-11-20;Cause=rain;"
            "Where=桥下 (113.1, 23.01);Note=急;", en);
}

std::string data_file(const std::string& path) {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/forms/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Forms, ReadsEveryFormOfAFreshDistrict) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(TIANGE_SOURCE_DIR) + "/data/forms")) {
    if (entry.path().extension() != ".json") continue;
    const auto form = parse_form(data_file(entry.path().filename().string()));
    ASSERT_TRUE(form.ok()) << entry.path() << " " << form.refusal().zh << " " << faults(form.refusal());
    EXPECT_EQ(entry.path().stem().string(), form->key);
    EXPECT_GE(form->fields.size(), 3u) << form->key;
    EXPECT_LE(form->fields.size(), 7u) << form->key;
    ++count;
  }
  EXPECT_EQ(13, count);
}

// The rules of the forms at work: what appears, what is then needed, what is calculated.
TEST(Forms, FormsOfAFreshDistrictAskWhatMatters) {
  struct Row {
    std::string form;
    std::string answers;
    std::string wrong;    // paths; empty: taken
    std::string visible;  // a field that must be there; with ! one that must not
  };
  const Row rows[] = {
      {"component", R"({"state":"intact"})", "", "!danger"},
      {"component", R"({"state":"missing"})", "danger", "danger"},
      {"component", R"({"state":"broken","danger":true,"part_code":"4406040101000001"})", "", "made_safe"},
      {"component", R"({"state":"broken","danger":false,"part_code":"44060401010000O1"})", "part_code", "!made_safe"},
      {"building", R"({"progress":"under_way","work":["storey"]})", "", "permit"},
      {"building", R"({"progress":"under_way","work":["structure"]})", "occupied", "occupied"},
      {"shop", R"({"trade":"hawker","licence":"none","outside_m2":3})", "", "blocks_way"},
      {"shop", R"({"trade":"food","licence":"shown","uscc":"91350100M000100Y43"})", "", "!blocks_way"},
      {"shop", R"({"trade":"food","licence":"shown","uscc":"91350100M000100I43"})", "uscc", "uscc"},
      {"noise", R"({"source":"construction","now":true,"hours":["day","night"]})", "", "night_permit"},
      {"noise", R"({"source":"square","now":true,"hours":["night"]})", "", "!night_permit"},
      {"tree", R"({"state":"fallen","trees":1})", "hurt", "lies_on"},
      {"tree", R"({"state":"felled","trees":2})", "", "permit"},
      {"flood", R"({"water":true,"depth_cm":15})", "", "counts"},
      {"flood", R"({"water":true,"depth_cm":16})", "area_m2", "counts"},
      {"flood", R"({"water":false,"moved":12})", "", "!depth_cm"},
      {"hazard", R"({"dangers":["leak"],"people_near":true,"made_safe":["cordon","shut_off"]})", "", "called"},
      {"hazard", R"({"dangers":["leak"],"people_near":false})", "made_safe", "!called"},
      {"fire", R"({"burning":true,"site":"rental"})", "called", "trapped"},
      {"fire", R"({"burning":false,"site":"small","faults":["sleeping"]})", "sleepers", "fixed"},
      {"person", R"({"met":"self","danger":true})", "told", "told"},
      {"person", R"({"met":"self","danger":false,"next_visit":"2026-11-20"})", "next_visit", "!told"},
      {"person", R"({"met":"self","danger":false,"next_visit":"2026-11-21"})", "", "!told"},
      {"house", R"({"use":"shared","rooms":4,"people":10})", "", "per_room"},
      {"house", R"({"use":"shared"})", "people", "!per_room"},
      {"house", R"({"use":"vacant"})", "", "!people"},
      {"dispute", R"({"dispute_type":"neighbours","parties":2,"risk":"yellow"})", "", "violence"},
      {"dispute", R"({"dispute_type":"neighbours","parties":2,"risk":"red"})", "violence", "violence"},
      {"dispute", R"({"dispute_type":"quarrel","parties":1})", "dispute_type parties risk", "violence"},
      {"wages", R"({"workers":9,"amount_yuan":90000,"months":3,"employer":"某厂"})", "", "per_worker_yuan"},
      {"wages", R"({"workers":10,"employer":"某厂"})", "gathered", "!months"},
      {"estate", R"({"estate_name":"丽豪","matter":"leak","told_manager":true})", "", "leak_from"},
      {"estate", R"({"estate_name":"丽豪","matter":"lift","told_manager":false})", "", "!answer"},
  };
  for (const Row& row : rows) {
    const auto form = parse_form(data_file(row.form + ".json"));
    ASSERT_TRUE(form.ok()) << row.form;
    const Checked checked = check(*form, *json::parse(row.answers), k_now);
    std::string wrong;
    for (const FieldError& fault : checked.wrong) wrong += (wrong.empty() ? "" : " ") + fault.path;
    EXPECT_EQ(row.wrong, wrong) << row.form << row.answers;
    const bool absent = row.visible.starts_with("!");
    const std::string name = row.visible.substr(absent ? 1 : 0);
    ASSERT_NE(nullptr, form->find(name)) << name;
    const bool shown = std::find(checked.visible.begin(), checked.visible.end(), name) != checked.visible.end();
    EXPECT_EQ(!absent, shown) << row.form << row.answers << name;
  }
  const Checked house = check(*parse_form(data_file("house.json")), *json::parse(R"({"use":"shared","rooms":3,"people":10})"), k_now);
  EXPECT_EQ("3.3", json::write(*house.answers.find("per_room")));
  const Checked wages = check(*parse_form(data_file("wages.json")),
                              *json::parse(R"({"workers":8,"amount_yuan":100000.5,"months":2,"employer":"某厂"})"), k_now);
  EXPECT_EQ("12500.06", json::write(*wages.answers.find("per_worker_yuan")));
}

}  // namespace

}  // namespace tiange::forms
