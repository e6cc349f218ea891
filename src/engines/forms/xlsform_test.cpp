#include "engines/forms/xlsform.h"

#include <gtest/gtest.h>

#include "engines/forms/forms.h"
#include "engines/forms/xpath.h"

namespace tiange::forms {

namespace {

const Instant k_now = *parse_iso("2026-11-21T09:00:00+08:00");

TEST(XPath, BecomesFeel) {
  XPathSetting setting;
  setting.name = [](std::string_view name) -> std::optional<XPathName> {
    if (name == "age") return XPathName{"age", false, true};
    if (name == "sex") return XPathName{"sex", false, false};
    if (name == "signs") return XPathName{"signs", true, false};
    if (name == "cost") return XPathName{"visits.cost", false, true};
    return std::nullopt;
  };
  setting.self = "mine";
  setting.self_number = true;
  struct Row {
    std::string xpath;
    std::string feel;  // empty: refused
  };
  const Row rows[] = {
      {"${age} >= 18", "(age >= 18)"},
      {"${age} >= 18 and ${sex} = 'f'", "((age >= 18) and (sex = \"f\"))"},
      {"${age} = '5'", "(age = 5)"},
      {"${sex} != ''", "(sex != null)"},
      {"selected(${sex}, 'f') or selected(${signs}, 'cough')", "((sex = \"f\") or list contains(signs, \"cough\"))"},
      {". > 0 and . <= 120", "((mine > 0) and (mine <= 120))"},
      {"not(${age} div 2 > 3)", "not(((age / 2) > 3))"},
      {"${age} mod 2 = 0", "(modulo(age, 2) = 0)"},
      {"-${age} + 3 * .5", "(-age + (3 * .5))"},
      {"count-selected(${signs}) >= 2", "(count(signs) >= 2)"},
      {"sum(${cost})", "sum(visits.cost)"},
      {"if(${age} > 5, 'a', \"b\")", "(if (age > 5) then \"a\" else \"b\")"},
      {"coalesce(${sex}, 'x')", "(if sex = null then \"x\" else sex)"},
      {"round(${age}, 2)", "round half up(age, 2)"},
      {"int(${age})", "round down(age, 0)"},
      {"concat(${sex}, '-', ${age})", "(string(sex) + \"-\" + string(age))"},
      {"regex(${sex}, '[a-z]+')", "matches(sex, \"^(?:[a-z]+)$\")"},
      {"substr(${sex}, 0, 2)", "substring(sex, 1, 2)"},
      {"today() > date('2026-01-01')", "(today() > date(\"2026-01-01\"))"},
      {"true()", "true"},
      {"${signs} = 'cough'", ""},
      {"${nothing} = 1", ""},
      {"pulldata('x', 'y', 'z', ${age})", ""},
      {"/data/age > 1", ""},
      {"${age} >", ""},
      {"(${age}", ""},
      {"'open", ""},
      {"1.2.3", ""},
      {"", ""},
  };
  for (const Row& row : rows) {
    const auto made = feel_of_xpath(row.xpath, setting);
    EXPECT_EQ(row.feel, made.ok() ? *made : "") << row.xpath;
    if (!made.ok()) {
      EXPECT_FALSE(made.refusal().en.empty());
    }
  }
  EXPECT_FALSE(feel_of_xpath(std::string(3'000, '('), setting).ok());
}

std::vector<SheetRow> sheet(std::initializer_list<std::vector<std::string>> rows) {
  std::vector<SheetRow> out;
  for (const auto& cells : rows) out.push_back({out.size() + 1, cells});
  return out;
}

XlsSheets household() {
  XlsSheets in;
  in.survey = sheet({
      {"type", "name", "label::中文", "label::English (en)", "required", "relevant", "constraint", "constraint_message::中文", "calculation", "default", "choice_filter", "appearance", "hint"},
      {"start", "start"},
      {"text", "Head-Name", "户主姓名", "Head", "yes"},
      {"integer", "size", "人口", "People", "yes", "", ". > 0 and . <= 30", "应为 1 到 30", "", "1"},
      {"select_one yes_no", "rented", "是否出租", "Let", "", "", "", "", "", "", "", "", "看合同"},
      {"decimal", "rent", "租金", "Rent", "${rented} = 'yes'", "${rented} = 'yes'"},
      {"select_one town", "town", "镇街", "Town"},
      {"select_one village", "village", "社区", "Village", "", "", "", "", "", "", "town = ${town}"},
      {"select_multiple risk", "risks", "隐患", "Risks", "", "", "", "", "", "gas", "", "minimal"},
      {"text", "phone", "电话", "Phone", "", "", "regex(., '1[0-9]{10}')", "应为手机号"},
      {"begin group", "g", "走访", "Visit", "", "${size} > 1"},
      {"date", "day", "日期", "Day", "", "", ". <= today()", "不能晚于今天", "", "today()"},
      {"dateTime", "met", "见面", "Met"},
      {"geopoint", "place", "位置", "Place"},
      {"end group"},
      {"begin repeat", "member", "成员", "Member"},
      {"text", "who", "姓名", "Who", "true()"},
      {"integer", "age", "年龄", "Age"},
      {"note", "n1", "${who} 未成年", "", "", "${age} < 18"},
      {"end repeat"},
      {"calculate", "minors", "", "", "", "", "", "", "count(${member})"},
      {"image", "photo", "门牌照片", "Door plate"},
      {"barcode", "code", "条码", "Code"},
      {"text", "lost", "x", "x", "", "pulldata('a','b','c',1) = 1"},
      {"text", "early", "y", "y", "", "${late} = 'a'"},
      {"text", "late", "z", "z"},
  });
  in.choices = sheet({
      {"list_name", "name", "label::中文", "label::English (en)", "town"},
      {"yes_no", "yes", "是", "yes"},
      {"yes_no", "no", "否", "no"},
      {"town", "zm", "祖庙", "Zumiao"},
      {"town", "sw", "石湾", "Shiwan"},
      {"village", "a", "甲社区", "A", "zm"},
      {"village", "b", "乙社区", "B", "sw"},
      {"risk", "gas", "燃气", "gas"},
      {"risk", "wire", "电线", "wiring"},
      {"risk", "wire", "电线", "wiring"},
  });
  in.settings = sheet({{"form_title", "form_id"}, {"入户走访", "Household Visit"}});
  return in;
}

TEST(XlsForm, BecomesAFormWithAReport) {
  const auto made = read_xlsform(household());
  ASSERT_TRUE(made.ok()) << made.refusal().zh;
  const auto form = parse_form(made->content);
  ASSERT_TRUE(form.ok()) << made->content;
  EXPECT_EQ("household_visit", form->key);
  EXPECT_EQ("入户走访", form->name.zh);
  std::string report;
  for (const Remark& remark : made->report) {
    EXPECT_FALSE(remark.zh.empty());
    EXPECT_FALSE(remark.en.empty());
    report += remark.sheet.substr(0, 1) + std::to_string(remark.row) + " ";
  }
  EXPECT_EQ("s2 s3 c10 s22 s23 s24 s25 ", report);

  const auto judged = [&](const char* answers) {
    const Checked checked = check(*form, *json::parse(answers), k_now);
    std::string wrong;
    for (const FieldError& one : checked.wrong) wrong += (wrong.empty() ? "" : " ") + one.path;
    return wrong;
  };
  EXPECT_EQ("head_name", judged("{}"));
  EXPECT_EQ("", judged(R"({"head_name":"甲"})"));
  EXPECT_EQ("size", judged(R"({"head_name":"甲","size":31})"));
  EXPECT_EQ("size", judged(R"({"head_name":"甲","size":1.5})"));
  EXPECT_EQ("rent", judged(R"({"head_name":"甲","rented":"yes"})"));
  EXPECT_EQ("", judged(R"({"head_name":"甲","town":"zm","village":"a"})"));
  EXPECT_EQ("village", judged(R"({"head_name":"甲","town":"zm","village":"b"})"));
  EXPECT_EQ("phone", judged(R"({"head_name":"甲","phone":"12345"})"));
  EXPECT_EQ("day", judged(R"({"head_name":"甲","size":2,"day":"2026-11-22"})"));
  EXPECT_EQ("member[0].who", judged(R"({"head_name":"甲","member":[{"age":3}]})"));
  const Checked whole = check(*form, *json::parse(R"({"head_name":"甲","size":2,"member":[{"who":"乙","age":3},{"who":"丙","age":40}]})"), k_now);
  EXPECT_EQ("2", json::write(*whole.answers.find("minors")));
  EXPECT_EQ("\"2026-11-21\"", json::write(*whole.answers.find("day")));
  EXPECT_EQ("[\"gas\"]", json::write(*whole.answers.find("risks")));
  EXPECT_EQ("乙 未成年", whole.texts.begin()->second);
}

TEST(XlsForm, WhatIsNoSurveyIsRefused) {
  EXPECT_FALSE(read_xlsform({}).ok());
  EXPECT_FALSE(read_xlsform({sheet({{"a", "b"}, {"text", "x"}}), {}, {}}).ok());
  EXPECT_FALSE(read_xlsform({sheet({{"type", "name"}, {"start", "x"}}), {}, {}}).ok());
  EXPECT_FALSE(read_xlsform({sheet({{"type", "name"}, {"select_one gone", "x"}}), {}, {}}).ok());
  // An end too many and one too few are mended.
  const auto open = read_xlsform({sheet({{"type", "name", "label"}, {"end group"}, {"begin repeat", "r", "行"}, {"text", "x", "甲"}}), {}, {}});
  ASSERT_TRUE(open.ok());
  EXPECT_EQ(2u, open->report.size());
}

}  // namespace

}  // namespace tiange::forms
