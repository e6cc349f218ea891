#include <gtest/gtest.h>

#include "city/cases/channels/open311/open311_room.h"
#include "city/cases/channels/open311/open311_services.h"

namespace tiange::cases::open311 {
namespace {

TEST(Texts, AnswersAreTheSameInJsonAndXml) {
  json::Value one{json::Object{}};
  one.set("service_request_id", "7");
  one.set("description", "井盖 <坏> & \"响\"\x01");
  one.set("lat", 23.05);
  one.set("zipcode", json::Value());
  EXPECT_EQ(to_xml(json::Array{one}, "service_requests"),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><service_requests><request><service_request_id>7</service_request_id>"
            "<description>井盖 &lt;坏&gt; &amp; &quot;响&quot;</description><lat>23.05</lat><zipcode/></request></service_requests>");
  EXPECT_EQ(to_xml(errors(403, {"no key"}), "errors"),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><errors><error><code>403</code><description>no key</description></error></errors>");
  EXPECT_EQ(json::write(errors(400, {"a", "b"})), R"([{"code":"400","description":"a"},{"code":"400","description":"b"}])");
}

TEST(Texts, NothingPersonalIsShown) {
  EXPECT_EQ(for_everybody("陈大文电话 138 0013-8000，邮箱 chen.dw@example.cn，身份证 44060419900101123X，门牌 88 号", {"陈大文", "陈"}),
            "某电话 138 ****-**00，邮箱 ***，身份证 440*************3X，门牌 88 号");
  EXPECT_EQ(for_everybody("@ a@ @b 12345", {""}), "@ a@ @b 12345");
}

TEST(Texts, PostedForms) {
  const Fields fields = read_form("service_code=E13&description=%E4%BA%95%E7%9B%96+%E5%9D%8F&attribute[A]=1&attribute%5BB%5D%5B%5D=x&attribute[B][]=y&bad=%zz\n");
  EXPECT_EQ(field(fields, "description"), "井盖 坏");
  EXPECT_EQ(field(fields, "bad"), "");
  const auto given = attributes(fields);
  EXPECT_EQ(given.at("A"), std::vector<std::string>{"1"});
  EXPECT_EQ(given.at("B"), (std::vector<std::string>{"x", "y"}));
}

TEST(Texts, Distance) { EXPECT_NEAR(distance_m(113, 23, 113, 24), 111'195, 5); }

const char* const k_form = R"({"type": "default", "id": "f", "schemaVersion": 16, "properties": {"zh": "积水"}, "components": [
  {"type": "radio", "key": "water", "label": "有积水", "values": [{"label": "是", "value": true}, {"label": "否", "value": false}],
   "validate": {"required": true}},
  {"type": "number", "key": "depth", "label": "水深"},
  {"type": "checklist", "key": "parts", "label": "部位", "values": [{"label": "路面", "value": "road"}, {"label": "桥下", "value": "bridge"}]},
  {"type": "expression", "key": "sum", "label": "合计", "expression": "=depth + 1"},
  {"type": "group", "path": "who", "id": "who", "label": "现场", "components": [{"type": "textfield", "key": "name", "label": "名称"}]}]})";

TEST(Services, AFormIsADefinitionAndItsAttributesAreAnswers) {
  const auto form = forms::parse_form(k_form);
  ASSERT_TRUE(form.ok()) << form.refusal().fields.front().path << form.refusal().fields.front().en;
  const json::Value definition = definition_of("E13-0506", &*form, Language::zh);
  const json::Array& asked = definition.find("attributes")->as_array();
  ASSERT_EQ(asked.size(), 4u) << "what is calculated is not asked";
  EXPECT_EQ(asked[0].text_or("datatype"), "singlevaluelist");
  EXPECT_TRUE(asked[0].find("required")->as_bool());
  EXPECT_EQ(asked[0].find("values")->as_array()[0].text_or("key"), "true");
  EXPECT_EQ(asked[1].text_or("datatype"), "number");
  EXPECT_EQ(asked[2].text_or("datatype"), "multivaluelist");
  EXPECT_EQ(asked[3].text_or("code"), "who.name");
  const json::Value answers = answers_of(*form, {{"water", {"true"}}, {"depth", {"25"}}, {"parts", {"road", "bridge"}}, {"who.name", {"桥"}}, {"x", {"1"}}});
  EXPECT_EQ(json::write(answers), R"({"water":true,"depth":25,"parts":["road","bridge"],"who":{"name":"桥"}})");
}

http::Request query(std::vector<std::pair<std::string, std::string>> pairs) {
  http::Request request;
  request.query = std::move(pairs);
  return request;
}

TEST(Lists, WhatIsAskedFor) {
  const Instant now = local_instant(make_date(2026, 11, 22), 0);
  const auto usual = read_list(query({}), now);
  EXPECT_EQ(usual->rows.from->us, (now - days(90)).us) << "ninety days unless something else is said";
  const auto full = read_list(query({{"service_code", "A, B"}, {"status", "open"}, {"start_date", "2026-11-01T00:00:00 08:00"},
                                     {"bbox", "113.0,23.0,113.1,23.1"}, {"page", "2"}, {"page_size", "50"}}), now);
  ASSERT_TRUE(full.ok());
  EXPECT_EQ(full->rows.services.size(), 2u);
  EXPECT_EQ(full->rows.open, true);
  EXPECT_EQ(*full->rows.east, 113.1);
  EXPECT_EQ(full->page, 2);
  EXPECT_FALSE(read_list(query({{"status", "open,closed"}}), now)->rows.open.has_value());
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"status", "half"}, {"start_date", "soon"}, {"bbox", "1,2,3"}, {"lat", "23"}, {"page", "0"}, {"page_size", "5000"}}) {
    EXPECT_FALSE(read_list(query({{name, value}}), now).ok()) << name;
  }
  const auto circle = read_list(query({{"lat", "23.0"}, {"long", "113.0"}, {"radius", "500"}}), now);
  EXPECT_NEAR(*circle->rows.north, 23.0045, 0.0002);
}

}  // namespace
}  // namespace tiange::cases::open311
