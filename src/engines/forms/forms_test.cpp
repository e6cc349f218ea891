#include "engines/forms/forms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace tiange::forms {

namespace {

const Instant k_now = *parse_iso("2026-11-21T09:00:00+08:00");

std::string form_with(const std::string& components) {
  return R"({"type":"default","id":"test","schemaVersion":16,"properties":{"zh":"测试","en":"Test"},"components":[)" +
         components + "]}";
}

// The paths of all faults, in order.
std::string faults(const std::vector<FieldError>& all) {
  std::string paths;
  for (const FieldError& fault : all) {
    EXPECT_FALSE(fault.zh.empty());
    EXPECT_FALSE(fault.en.empty());
    paths += (paths.empty() ? "" : " ") + fault.path;
  }
  return paths;
}

std::string joined(const std::vector<std::string>& all) {
  std::string text;
  for (const std::string& one : all) text += (text.empty() ? "" : " ") + one;
  return text;
}

Form read(const std::string& components) {
  auto form = parse_form(form_with(components));
  EXPECT_TRUE(form.ok()) << components << (form.ok() ? "" : faults(form.refusal().fields));
  return form.ok() ? std::move(*form) : Form{};
}

const std::string k_flood = form_with(R"J(
  {"type":"number","key":"depth","label":"水深","validate":{"required":true,"min":0,"max":300},
   "appearance":{"suffixAdorner":"厘米"},"properties":{"en":"Depth","suffix_en":"cm"}},
  {"type":"number","key":"area","label":"面积","appearance":{"suffixAdorner":"平方米"},"properties":{"en":"Area","suffix_en":"m²"}},
  {"type":"expression","key":"counts","label":"达到立案条件","expression":"=depth > 15 and area > 100","properties":{"en":"Counts"}},
  {"type":"checklist","key":"blocks","label":"影响","conditional":{"hide":"=(depth > 15) != true"},"properties":{"en":"Blocks"},
   "values":[{"value":"cars","label":"车辆","en":"cars"},{"value":"people","label":"行人","en":"people"}]},
  {"type":"datetime","subtype":"date","key":"since","label":"起始日期","properties":{"en":"Since","required_when":"=counts",
   "valid_when":"=since <= today()","wrong_zh":"不能晚于今天","wrong_en":"cannot be after today"}},
  {"type":"radio","key":"cause","label":"原因","values":[{"value":"rain","label":"暴雨","en":"rain"}],"properties":{"en":"Cause"}},
  {"type":"textfield","key":"where","label":"位置","properties":{"en":"Where","input":"place"}},
  {"type":"textfield","key":"note","label":"备注","validate":{"maxLength":4},"properties":{"en":"Note"}})J");

TEST(Forms, ReadsADefinition) {
  const auto form = parse_form(k_flood);
  ASSERT_TRUE(form.ok()) << faults(form.refusal().fields);
  EXPECT_EQ("test", form->key);
  EXPECT_EQ("测试", form->name.zh);
  ASSERT_EQ(8u, form->fields.size());
  EXPECT_EQ(FieldKind::choices, form->fields[3].kind);
  EXPECT_EQ(FieldKind::place, form->fields[6].kind);
  EXPECT_TRUE(form->has_rules());
  EXPECT_EQ(nullptr, form->find("nothing"));
  EXPECT_FALSE(read(R"({"type":"textfield","key":"a","label":"甲"})").has_rules());
  EXPECT_EQ("甲", read(R"({"type":"textfield","key":"a","label":"甲"})").fields[0].label.en) << "Chinese where no English is given";
}

struct FaultRow {
  std::string json;
  std::string paths;
};
std::string field(const std::string& more) {
  return form_with(R"({"type":"number","key":"first","label":"一"},{"label":"二",)" + more + "}");
}

std::vector<FaultRow> faulty_definitions() {
  const auto inside = [](const std::string& more) {
    return form_with(R"({"type":"dynamiclist","path":"rows","label":"行","components":[{"label":"二",)" + more + "}]}");
  };
  return {
      {"{", ""},
      {"[]", ""},
      {R"({"id":"Ab","properties":{"zh":""},"components":[]})", "id properties.zh"},
      {R"({"id":"a","properties":{"zh":"甲"},"components":[]})", "components"},
      {R"({"id":"a","properties":{"zh":"甲"}})", "components"},
      {form_with(R"({"type":"textfield","key":"1a"})"), "components[0].key components[0].label"},
      {field(R"("type":"colour")"), "components[1].type"},
      {field(R"("type":"button")"), "components[1].type"},
      {field(R"("type":"filepicker","key":"b")"), "components[1].type"},
      {field(R"("type":"textfield","key":"b","requierd":true)"), "components[1].requierd"},
      {field(R"("type":"textfield","key":"b","validate":{"requierd":true})"), "components[1].validate.requierd"},
      {field(R"("type":"textfield","key":"b","properties":{"visible_when":"=true"})"), "components[1].properties.visible_when"},
      {field(R"("type":"textfield","key":"first")"), "components[1].key"},
      {field(R"("type":"textfield","key":"if")"), "components[1].key"},
      {field(R"("type":"textfield","key":"null")"), "components[1].key"},
      {field(R"("type":"textfield","key":"parent")"), "components[1].key"},
      {field(R"("type":"textfield","key":"a.b")"), "components[1].key"},
      {field(R"("type":"textfield","key":"b","values":[])"), "components[1].values"},
      {field(R"("type":"radio","key":"b")"), "components[1].values"},
      {field(R"("type":"radio","key":"b","values":[{"value":"x"},{"value":"x","label":"y"},{"label":"z"}])"),
       "components[1].values[0].label components[1].values[1].value components[1].values[2].value"},
      {field(R"("type":"select","key":"b","valuesKey":"x","values":[{"value":"x","label":"y"}])"), "components[1].valuesKey"},
      {field(R"("type":"select","key":"b","valuesExpression":"=[1]","properties":{"source":"towns"})"), "components[1].values"},
      {field(R"("type":"number","key":"b","validate":{"min":3,"max":2})"), "components[1].validate.max"},
      {field(R"("type":"textfield","key":"b","validate":{"min":3})"), "components[1].validate.min"},
      {field(R"("type":"textfield","key":"b","validate":{"maxLength":-1})"), "components[1].validate.maxLength"},
      {field(R"("type":"textfield","key":"b","validate":{"maxLength":5000})"), "components[1].validate.maxLength"},
      {field(R"("type":"textfield","key":"b","validate":{"pattern":"["})"), "components[1].validate.pattern"},
      {field(R"("type":"textfield","key":"b","conditional":{"hide":"=first >"})"), "components[1].conditional.hide"},
      {field(R"("type":"textfield","key":"b","conditional":{"hide":"first > 1"})"), "components[1].conditional.hide"},
      {field(R"("type":"textfield","key":"b","conditional":{"hide":"=third > 1"})"), "components[1].conditional.hide"},
      {field(R"("type":"textfield","key":"b","conditional":{"hide":"=b = \"x\""})"), "components[1].conditional.hide"},
      {field(R"("type":"textfield","key":"b","properties":{"valid_when":"=b = \"x\""})"), "components[1].properties.wrong_zh"},
      {field(R"("type":"textfield","key":"b","disabled":true)"), "components[1].disabled"},
      {field(R"("type":"textfield","key":"b","defaultValue":3)"), "components[1].defaultValue"},
      {field(R"("type":"datetime","key":"b","subtype":"week")"), "components[1].subtype"},
      {field(R"("type":"expression","key":"b")"), "components[1].expression"},
      {field(R"("type":"text","text":"{{first}}")"), "components[1].text"},
      {field(R"("type":"table","dataSource":"=first")"), "components[1].columns"},
      {inside(R"("type":"textfield","key":"b","conditional":{"hide":"=this.c = 1"})"), "components[0].components[0].conditional.hide"},
      {inside(R"J("type":"textfield","key":"rows2","conditional":{"hide":"=count(rows) = 1"})J"),
       "components[0].components[0].conditional.hide"},
      {form_with(R"J({"type":"dynamiclist","path":"rows","label":"行","components":[{"type":"number","key":"a","label":"甲"}]},
                    {"type":"expression","key":"t","expression":"=sum(rows.b)"})J"), "components[1].expression"},
      {form_with(R"({"type":"dynamiclist","path":"rows","label":"行","components":[]})"), "components[0].components"},
      {form_with(R"({"type":"dynamiclist","path":"rows","components":[{"type":"number","key":"a","label":"甲"}],
                     "properties":{"min_rows":"9","max_rows":"3"}})"), "components[0].label components[0].properties.min_rows"},
  };
}

TEST(Forms, NamesEveryFaultOfADefinition) {
  for (const FaultRow& row : faulty_definitions()) {
    const auto form = parse_form(row.json);
    ASSERT_FALSE(form.ok()) << row.json;
    EXPECT_EQ(ErrorCode::bad_file, form.refusal().code);
    EXPECT_EQ(row.paths, faults(form.refusal().fields)) << row.json;
  }
  const auto form = parse_form(field(R"("type":"textfield","key":"b","conditional":{"hide":"=first >\n > 2"})"));
  EXPECT_NE(std::string::npos, form.refusal().fields[0].zh.find("第2行第2列")) << form.refusal().fields[0].zh;
  const auto unserved = parse_form(field(R"("type":"filepicker","key":"b")"));
  EXPECT_NE(std::string::npos, unserved.refusal().fields[0].zh.find("证据")) << unserved.refusal().fields[0].zh;
  const auto foreign = parse_form(field(R"("type":"select","key":"b","properties":{"source":"planets"})"), {{{"towns", "units"}}});
  ASSERT_FALSE(foreign.ok());
  EXPECT_NE(std::string::npos, foreign.refusal().fields[0].zh.find("towns、units"));
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
      {R"({"depth":16,"area":101,"since":"2026-11-21"})",
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
      EXPECT_EQ(row.wrong, faults(kept.refusal().fields)) << row.answers;
    } else {
      ASSERT_TRUE(kept.ok()) << row.answers << " " << faults(kept.refusal().fields);
      EXPECT_EQ(row.kept, json::write(*kept)) << row.answers;
    }
  }
}

// One component, one answer: what is kept, or what is said.
TEST(Forms, EveryKindKeepsWhatIsOfItsKind) {
  struct Row {
    std::string component;
    std::string given;
    std::string kept;   // of "a"; empty: nothing
    std::string wrong;  // Chinese
  };
  const std::string number = R"({"type":"number","key":"a","label":"甲")", text = R"({"type":"textfield","key":"a","label":"甲")";
  const std::string time = R"({"type":"datetime","key":"a","label":"甲","subtype":)", tick = R"({"type":"checkbox","key":"a","label":"甲")";
  const std::string rule = R"({"type":"select","key":"a","label":"甲","valuesExpression":)";
  const Row rows[] = {
      {number + R"(,"decimalDigits":1})", "1.5", "1.5", ""},
      {number + R"(,"decimalDigits":1})", "1.55", "", "小数不超过 1 位"},
      {number + R"(,"decimalDigits":0})", "1.5", "", "应为整数"},
      {number + R"(,"validate":{"min":0.1}})", "0.1", "0.1", ""},
      {number + R"(,"validate":{"max":"=2 * 3"}})", "6.01", "", "不大于 6"},
      {text + R"(,"validate":{"minLength":2}})", R"("一")", "", "至少 2 字"},
      {text + R"(,"validate":{"pattern":"^[A-Z]\\d+$"}})", R"("B12")", R"("B12")", ""},
      {text + R"(,"validate":{"pattern":"^[A-Z]\\d+$"}})", R"("b12")", "", "格式不符合要求"},
      {text + R"(,"validate":{"pattern":"^x"},"properties":{"wrong_zh":"以 x 开头"}})", R"("b")", "", "以 x 开头"},
      {text + R"(,"validate":{"validationType":"email"}})", R"("a@b.cn")", R"("a@b.cn")", ""},
      {text + R"(,"validate":{"validationType":"phone"}})", R"("电话")", "", "格式不符合要求"},
      {time + R"("time"})", R"("09:05:30")", R"("09:05")", ""},
      {time + R"("time"})", R"("24:00")", "", "应为时间，如 09:05"},
      {time + R"("datetime"})", R"("2026-11-21T09:05:00+08:00")", R"("2026-11-21T09:05")", ""},
      {time + R"("datetime"})", R"("2026-11-21T09:05:00Z")", "", "应为日期和时间，如 2026-11-21T09:05"},
      {time + R"J("datetime","properties":{"valid_when":"=a <= now()","wrong_zh":"晚"}})J", R"("2026-11-21T09:00")", R"("2026-11-21T09:00")", ""},
      {time + R"J("datetime","properties":{"valid_when":"=a <= now()","wrong_zh":"晚"}})J", R"("2026-11-21T09:01")", "", "晚"},
      {time + R"("date","disallowPassedDates":true})", R"("2026-11-20")", "", "不能早于今天"},
      {time + R"("date"})", R"("2026/11/20")", "", "应为日期，如 2026-11-21"},
      {tick + "}", "null", "false", ""},
      {tick + R"(,"validate":{"required":true}})", "false", "", "请勾选甲"},
      {tick + R"(,"validate":{"required":true}})", "true", "true", ""},
      {rule + R"J("=[1, 2, {label: \"三\", value: 3}]"})J", "3", "3", ""},
      {rule + R"J("=[1, 2]"})J", "3", "", "请从选项中选择"},
      {rule + R"J("=null"})J", "1", "", "请从选项中选择"},
      {R"({"type":"radio","key":"a","label":"甲","values":[{"label":"是","value":true},{"label":"否","value":false}]})", "false", "false", ""},
      {R"({"type":"radio","key":"a","label":"甲","values":[{"label":"是","value":true},{"label":"否","value":false}]})", R"("是")", "", "请从选项中选择"},
      {R"({"type":"taglist","key":"a","label":"甲","properties":{"source":"units"}})", R"(["x","x","y"])", R"(["x","y"])", ""},
      {text + R"(,"defaultValue":"甲"})", "null", "", ""},
      {text + R"(,"readonly":true,"defaultValue":"定"})", R"("改")", R"("定")", ""},
      {text + R"(,"readonly":"=1 = 1","defaultValue":"定"})", R"("改")", R"("定")", ""},
      {text + R"(,"readonly":"=1 = 2","defaultValue":"定"})", R"("改")", R"("改")", ""},
  };
  for (const Row& row : rows) {
    const Form form = read(row.component);
    const Checked checked = check(form, *json::parse(R"({"a":)" + row.given + "}"), k_now);
    const json::Value* kept = checked.answers.find("a");
    EXPECT_EQ(row.kept, kept ? json::write(*kept) : "") << row.component << row.given;
    EXPECT_EQ(row.wrong, checked.wrong.empty() ? "" : checked.wrong[0].zh) << row.component << row.given;
  }
}

TEST(Forms, WhatIsAbsentTakesItsDefault) {
  const Form form = read(R"J({"type":"textfield","key":"a","label":"甲","defaultValue":"一"},
    {"type":"datetime","subtype":"date","key":"b","label":"乙","properties":{"default":"=today() + @\"P1D\""}},
    {"type":"number","key":"c","label":"丙","defaultValue":2,"properties":{"default":"=if a = \"x\" then 7 else null"}})J");
  EXPECT_EQ(R"({"a":"一","b":"2026-11-22","c":2})", json::write(check(form, {}, k_now).answers));
  EXPECT_EQ(R"({"a":"x","c":7})", json::write(check(form, *json::parse(R"({"a":"x","b":null})"), k_now).answers));
}

const std::string k_people = form_with(R"J(
  {"type":"group","path":"site","label":"现场","properties":{"en":"Site"},"components":[
    {"type":"textfield","key":"name","label":"名称","properties":{"en":"Name"}},
    {"type":"number","key":"limit","label":"定员","properties":{"en":"Limit"}}]},
  {"type":"dynamiclist","path":"people","label":"人员","properties":{"en":"People","min_rows":1,"max_rows":"3"},"components":[
    {"type":"textfield","key":"who","label":"姓名","validate":{"required":true},"properties":{"en":"Who"}},
    {"type":"number","key":"age","label":"年龄","validate":{"min":0,"max":150},"properties":{"en":"Age"}},
    {"type":"group","label":"监护","conditional":{"hide":"=(age < 18) != true"},"properties":{"en":"Guardian"},"components":[
      {"type":"textfield","key":"guardian","label":"监护人","properties":{"en":"Guardian","required_when":"=this.age < 14 and site.limit > i"}}]},
    {"type":"dynamiclist","path":"visits","label":"走访","properties":{"en":"Visits"},"components":[
      {"type":"number","key":"cost","label":"费用","properties":{"en":"Cost","valid_when":"=cost <= parent.age","wrong_zh":"过高"}}]},
    {"type":"expression","key":"spent","label":"合计","expression":"=sum(visits.cost)","properties":{"en":"Spent"}}]},
  {"type":"expression","key":"minors","label":"未成年人","expression":"=count(people[age < 18])","properties":{"en":"Minors"}},
  {"type":"expression","key":"total","label":"总费用","expression":"=sum(for p in people return if p.spent = null then 0 else p.spent)",
   "appearance":{"prefixAdorner":"¥"},"properties":{"en":"Total"}},
  {"type":"table","label":"一览","dataSource":"=people","columns":[{"label":"姓名","key":"who"},{"label":"合计","key":"spent"}]},
  {"type":"text","text":"=\"共 \" + string(count(people)) + \" 人\""})J");

TEST(Forms, GroupsAndRowsAreNested) {
  const auto parsed = parse_form(k_people);
  ASSERT_TRUE(parsed.ok()) << faults(parsed.refusal().fields);
  const std::string given = R"J({"site":{"name":"社区","limit":5,"x":1},"people":[
    {"who":"甲","age":70,"guardian":"丢","visits":[{"cost":0.1},{"cost":0.2}]},
    {"who":"乙","age":13,"guardian":"丙"}]})J";
  const auto kept = check_answers(*parsed, *json::parse(given), k_now);
  ASSERT_TRUE(kept.ok()) << faults(kept.refusal().fields);
  EXPECT_EQ(R"J({"site":{"name":"社区","limit":5},"people":[{"who":"甲","age":70,"visits":[{"cost":0.1},{"cost":0.2}],"spent":0.3},{"who":"乙","age":13,"guardian":"丙"}],"minors":1,"total":0.3})J",
            json::write(*kept));
  const Checked checked = check(*parsed, *kept, k_now);
  EXPECT_EQ(std::vector<std::vector<std::string>>({{"甲", "0.3"}, {"乙", ""}}), checked.tables.begin()->second);
  EXPECT_EQ("共 2 人", checked.texts.begin()->second);
}

TEST(Forms, FaultsOfRowsHaveTheirPlace) {
  const Form form = *parse_form(k_people);
  struct Row {
    std::string answers;
    std::string wrong;
  };
  const Row rows[] = {
      {"{}", "people"},
      {R"({"people":[]})", "people"},
      {R"({"people":{}})", "people people"},
      {R"({"people":[1]})", "people[0] people[0].who"},
      {R"({"people":[{"age":200}]})", "people[0].who people[0].age"},
      {R"({"people":[{"who":"甲"},{"who":""},{"who":"丙"}]})", "people[1].who"},
      {R"({"people":[{"who":"1"},{"who":"2"},{"who":"3"},{"who":"4"}]})", "people"},
      {R"({"site":{"limit":2},"people":[{"who":"甲","age":5},{"who":"乙","age":5}]})", "people[0].guardian"},
      {R"({"people":[{"who":"甲","age":5,"visits":[{"cost":5},{"cost":6}]}]})", "people[0].visits[1].cost"},
      {R"({"site":3,"people":[{"who":"甲"}]})", "site"},
  };
  for (const Row& row : rows) EXPECT_EQ(row.wrong, faults(check(form, *json::parse(row.answers), k_now).wrong)) << row.answers;
}

TEST(Forms, SaysWhatIsVisibleAndNeeded) {
  const Form form = *parse_form(k_flood);
  const Checked shallow = check(form, *json::parse(R"({"depth":3})"), k_now);
  EXPECT_EQ("depth area counts since cause where note", joined(shallow.visible));
  EXPECT_EQ("depth", joined(shallow.required));
  const Checked deep = check(form, *json::parse(R"({"depth":40,"area":500})"), k_now);
  EXPECT_EQ(8u, deep.visible.size());
  EXPECT_EQ("depth since", joined(deep.required));
  ASSERT_EQ(1u, deep.wrong.size());
  EXPECT_EQ("since", deep.wrong[0].path);
  EXPECT_EQ("请填写起始日期", deep.wrong[0].zh);
  const Checked nested = check(*parse_form(k_people), *json::parse(R"({"people":[{"age":3}]})"), k_now);
  EXPECT_EQ("site site.name site.limit people people[0].who people[0].age people[0].#c7 people[0].guardian "
            "people[0].visits people[0].spent minors total #c14 #c15", joined(nested.visible));
  EXPECT_EQ("people people[0].who", joined(nested.required));
}

// A wrong answer is unknown to the rules, so one mistake does not make others.
TEST(Forms, KeepsWrongAnswersFromRules) {
  const Form form = *parse_form(k_flood);
  const Checked checked = check(form, *json::parse(R"({"depth":9999,"area":500})"), k_now);
  EXPECT_EQ(1u, checked.wrong.size());
  EXPECT_EQ(checked.visible.end(), std::find(checked.visible.begin(), checked.visible.end(), "blocks"));
}

struct Towns final : Registers {
  std::optional<Words> find(std::string_view source, std::string_view code, std::string_view within) override {
    if (source != "towns" || code != "440604010" || !code.starts_with(within)) return std::nullopt;
    return Words{"祖庙街道", "Zumiao"};
  }
};

TEST(Forms, ChoicesComeFromRegisters) {
  const Form form = read(R"({"type":"textfield","key":"area","label":"区域"},
    {"type":"select","key":"town","label":"街道","properties":{"source":"towns","source_within":"=area"}})");
  Towns towns;
  const auto wrong = [&](const char* answers) { return faults(check(form, *json::parse(answers), k_now, &towns).wrong); };
  EXPECT_EQ("", wrong(R"({"town":"440604010"})"));
  EXPECT_EQ("", wrong(R"({"area":"4406","town":"440604010"})"));
  EXPECT_EQ("town", wrong(R"({"area":"4405","town":"440604010"})"));
  EXPECT_EQ("town", wrong(R"({"town":"440604011"})"));
  EXPECT_EQ("town", wrong(R"({"town":4})"));
  EXPECT_EQ("祖庙街道", lines(form, *json::parse(R"({"town":"440604010"})"), k_now, &towns)[0].value_zh);
  EXPECT_EQ("440604010", lines(form, *json::parse(R"({"town":"440604010"})"), k_now)[0].value_zh);
}

TEST(Forms, ShowsAnswersAsWords) {
  const Form form = *parse_form(k_flood);
  const auto kept = check_answers(form, *json::parse(R"({"depth":25.5,"area":500,"blocks":["cars","people"],
      "since":"2026-11-20","cause":"rain","where":{"lng":113.1,"lat":23.01,"text":"桥下"},"note":"急"})"), k_now);
  ASSERT_TRUE(kept.ok());
  std::string zh, en;
  for (const Line& line : lines(form, *kept, k_now)) {
    zh += line.zh + "=" + line.value_zh + ";";
    en += line.en + "=" + line.value_en + ";";
  }
  EXPECT_EQ("水深=25.5 厘米;面积=500 平方米;达到立案条件=是;影响=车辆、行人;起始日期=2026-11-20;原因=暴雨;"
            "位置=桥下 (113.1, 23.01);备注=急;", zh);
  EXPECT_EQ("Depth=25.5 cm;Area=500 m²;Counts=yes;Blocks=cars, people;Since=2026-11-20;Cause=rain;"
            "Where=桥下 (113.1, 23.01);Note=急;", en);
}

TEST(Forms, ShowsRowsBelowTheirHeading) {
  const Form form = *parse_form(k_people);
  const auto kept = check_answers(form, *json::parse(R"J({"site":{"limit":5},"people":[{"who":"乙","age":13,"guardian":"丙"}]})J"), k_now);
  ASSERT_TRUE(kept.ok());
  std::string shown;
  for (const Line& line : lines(form, *kept, k_now))
    shown += std::string(static_cast<std::size_t>(line.depth), '-') + line.zh + "=" + line.value_zh + ";";
  EXPECT_EQ("现场=;-定员=5;人员=1 行;-第 1 行=;--姓名=乙;--年龄=13;--监护=;---监护人=丙;未成年人=1;总费用=¥ 0;", shown);
}

TEST(Forms, BrowsersGetRulesAsTrees) {
  const Form form = read(R"J({"type":"number","key":"a","label":"甲","validate":{"min":0.10}},
    {"type":"textfield","key":"b","label":"乙","conditional":{"hide":"=(a > 15) != true"},"validate":{"pattern":"^\\w{2}.$"}},
    {"type":"textfield","key":"c","label":"丙","properties":{"required_when":"=matches(b, \"x\")"},"validate":{"pattern":"(?i)x"}})J");
  const std::vector<View> all = views(form);
  EXPECT_EQ(R"(["n","0.1"])", json::write(*all[0].rules.find("min")));
  EXPECT_EQ(R"(["!=",[">",["v","a"],["n","15"]],["b",true]])", json::write(*all[1].rules.find("hide")));
  EXPECT_EQ("^[0-9A-Za-z_]{2}[^\\n]$", *all[1].pattern);
  EXPECT_EQ("false", json::write(*all[2].rules.find("required"))) << "patterns of FEEL are left to the server";
  EXPECT_EQ("", *all[2].pattern);
  EXPECT_TRUE(asks_server(all));
  EXPECT_FALSE(asks_server(views(*parse_form(k_people))));
}

// A definition may ask for much work; the answers to it must not multiply that.
TEST(Forms, TooManyAnswersAreRefused) {
  const Form form = read(R"({"type":"dynamiclist","path":"a","label":"甲","properties":{"max_rows":200},"components":[
    {"type":"dynamiclist","path":"b","label":"乙","properties":{"max_rows":200},"components":[{"type":"number","key":"c","label":"丙"}]}]})");
  std::string rows;
  for (int i = 0; i < 200; ++i) rows += std::string(i ? "," : "") + R"({"c":1})";
  std::string all;
  for (int i = 0; i < 200; ++i) all += std::string(i ? "," : "") + R"({"b":[)" + rows + "]}";
  const Checked checked = check(form, *json::parse(R"({"a":[)" + all + "]}"), k_now);
  ASSERT_EQ(1u, checked.wrong.size());
  EXPECT_EQ("填写的内容过多", checked.wrong[0].zh);
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
    ASSERT_TRUE(form.ok()) << entry.path() << " " << form.refusal().zh << " " << faults(form.refusal().fields);
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
