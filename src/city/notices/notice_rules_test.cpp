#include "city/notices/notice_rules.h"
#include "city/notices/notices.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "engines/feel/feel_json.h"

namespace tiange::notices {
namespace {

std::string shipped() {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/notices.json");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Facts facts() {
  Facts f;
  f.values = json::Object{{"severity", "urgent"}, {"channel", "hotline"}, {"returns", 2}};
  f.words["title"] = {"井盖破损", "Broken cover"};
  f.words["reporter"] = {"张晓明", "张晓明"};
  f.words["phone"] = {"13812345678", "13812345678"};
  f.words["place"] = {"季华路 12 号", "12 Jihua Road"};
  f.words["number"] = {"禅20261121-000123", "禅20261121-000123"};
  return f;
}

Instant local(const char* text) { return parse_local(text).value(); }

TEST(NoticeRules, ShippedBookHolds) {
  const auto book = read_book(shipped());
  ASSERT_TRUE(book.ok()) << book.refusal().fields.front().path << book.refusal().fields.front().zh;
  EXPECT_GE(book->rules.size(), 12u);
}

TEST(NoticeRules, ConditionsSpeakOfKnownFieldsOnly) {
  const feel::Value values = feel::from_json(facts().values);
  EXPECT_TRUE(Condition::make("severity = \"urgent\" and returns > 1")->holds(values));
  EXPECT_FALSE(Condition::make("channel = \"web\"")->holds(values));
  EXPECT_TRUE(Condition::make("  ")->holds(values)) << "nothing asked for";
  EXPECT_FALSE(Condition::make("severty = \"urgent\"").ok());
  EXPECT_FALSE(Condition::make("severity = ").ok());
  EXPECT_FALSE(Condition::make("minutes_left < 30")->holds(values)) << "not known of this event";
}

TEST(NoticeRules, TextsMaskByKindOfField) {
  Facts f = facts();
  EXPECT_EQ(fill("{number} {title}：{reporter} {phone} {place}", f, Language::zh), "禅20261121-000123 井盖破损：张** 138****5678 季华路 12 号");
  EXPECT_EQ(fill("{title}, {nothing}", f, Language::en), "Broken cover, ");
  f.confidential = true;
  EXPECT_EQ(fill("{number} {title} {place}", f, Language::zh), "禅20261121-000123 （保密） （保密）");
}

TEST(NoticeRules, WrongRulesAreRefusedFieldByField) {
  Rule rule = read_book(shipped())->rules.front();
  const std::set<std::string> templates = {rule.template_key};
  EXPECT_TRUE(check_rule(rule, templates, {}).ok());
  rule.event = "case.exploded";
  rule.condition = "severity ==";
  rule.audience = {Who::unit_duty, "wizard"};
  rule.means = {Means::app};
  rule.must = {Means::sms};
  rule.when = When::gathered;
  rule.hours = {"25:00"};
  const auto refused = check_rule(rule, templates, {"handler"});
  ASSERT_FALSE(refused.ok());
  std::set<std::string> paths;
  for (const FieldError& one : refused.refusal().fields) paths.insert(one.path);
  EXPECT_EQ(paths, (std::set<std::string>{"event", "condition", "audience.duty", "must", "hours"}));
  rule = read_book(shipped())->rules.front();
  rule.audience = {Who::reporter, ""};
  EXPECT_FALSE(check_rule(rule, templates, {}).ok()) << "a reporter has no screen";
  Template text = read_book(shipped())->templates.front();
  text.title_zh = "{secret}";
  EXPECT_FALSE(check_template(text).ok());
}

TEST(NoticeRules, QuietHoursReachOverMidnight) {
  EXPECT_EQ(format_local(after_quiet(local("2026-11-22 23:10"), "22:00", "07:30")), "2026-11-23 07:30");
  EXPECT_EQ(format_local(after_quiet(local("2026-11-22 05:00"), "22:00", "07:30")), "2026-11-22 07:30");
  EXPECT_EQ(format_local(after_quiet(local("2026-11-22 07:30"), "22:00", "07:30")), "2026-11-22 07:30");
  EXPECT_EQ(format_local(after_quiet(local("2026-11-22 13:00"), "12:00", "14:00")), "2026-11-22 14:00");
  EXPECT_EQ(format_local(after_quiet(local("2026-11-22 13:00"), "", "")), "2026-11-22 13:00");
}

TEST(NoticeRules, GatheredOnesComeAtTheNextHour) {
  EXPECT_EQ(format_local(next_hour(local("2026-11-22 10:00"), {"15:00", "09:00"})), "2026-11-22 15:00");
  EXPECT_EQ(format_local(next_hour(local("2026-11-22 16:00"), {"15:00", "09:00"})), "2026-11-23 09:00");
  EXPECT_EQ(format_local(next_beat(local("2026-11-22 10:07"), 15)), "2026-11-22 10:15");
  EXPECT_EQ(format_local(next_beat(local("2026-11-22 23:50"), 60)), "2026-11-23 00:00");
}

TEST(NoticeRules, GatewayCallFollowsItsMapping) {
  SmsMapping mapping;
  mapping.cloudevents = false;
  mapping.body = *json::parse(R"({"to":["{phone}"],"content":"{text}","ext":{"sn":"{id}"},"{unknown}":"{unknown}"})");
  EXPECT_EQ(sms_body(mapping, "7", "13812345678", "您好 {id}", "x", {}),
            R"({"to":["13812345678"],"content":"您好 {id}","ext":{"sn":"7"},"{unknown}":"{unknown}"})");
  mapping.cloudevents = true;
  EXPECT_NE(sms_body(mapping, "7", "13812345678", "a", "urn:tiange:440604", {}).find(R"("specversion":"1.0","id":"7","source":"urn:tiange:440604")"),
            std::string::npos);
  EXPECT_TRUE(sms_taken({}, 202, ""));
  EXPECT_FALSE(sms_taken({}, 500, ""));
  mapping.taken = "status = 200 and code = 0";
  EXPECT_TRUE(sms_taken(mapping, 200, R"({"code":0})"));
  EXPECT_FALSE(sms_taken(mapping, 200, R"({"code":7})"));
  EXPECT_FALSE(sms_taken(mapping, 200, "not json"));
}

TEST(NoticeRules, ReportsAreReadByTheMapping) {
  SmsMapping plain;
  const auto read = [](const SmsMapping& mapping, const char* text) { return read_report(mapping, *json::parse(text)); };
  EXPECT_TRUE(read(plain, R"({"message_id":"71","state":"delivered"})")->delivered);
  EXPECT_FALSE(read(plain, R"({"message_id":"71","state":"failed"})")->delivered);
  EXPECT_FALSE(read(plain, R"({"message_id":"71","state":"on its way"})"));
  EXPECT_FALSE(read(plain, R"({"state":"delivered"})"));
  EXPECT_EQ(read(plain, R"({"message_id":"71","state":"failed","reason":"13800001234 empty"})")->why, "1380******* empty") << "no numbers";
  SmsMapping own;
  own.report_id = "sn";
  own.report_delivered = "stat = \"DELIVRD\"";
  own.report_failed = "stat != \"DELIVRD\"";
  EXPECT_EQ(read(own, R"({"sn":"72","stat":"DELIVRD"})")->message, "72");
  EXPECT_FALSE(read(own, R"({"sn":"72","stat":"UNDELIV"})")->delivered);
}

TEST(NoticeRules, PeopleAreAddressedByTheFamilyName) {
  EXPECT_EQ(address_person("陈小明").zh, "陈先生/女士");
  EXPECT_EQ(address_person("欧阳小明").zh, "欧阳先生/女士");
  EXPECT_EQ(address_person("司徒").zh, "司先生/女士") << "two characters are a family name and a given one";
  EXPECT_TRUE(is_mobile("138 0000-1234"));
  EXPECT_TRUE(is_mobile("+8613800001234"));
  EXPECT_FALSE(is_mobile("0757-83310044"));
  EXPECT_FALSE(is_mobile("1380000123"));
}

TEST(NoticeRules, OnlyTidingsHaveSomebodyTheyConcern) {
  Rule rule;
  rule.key = "x";
  rule.zh = "x";
  rule.event = "grant.offered";
  rule.audience.who = Who::subject;
  rule.means = {Means::sms};
  rule.template_key = "x";
  EXPECT_TRUE(check_rule(rule, {"x"}, {}).ok());
  rule.event = "case.reported";
  EXPECT_FALSE(check_rule(rule, {"x"}, {}).ok());
  rule.event = "grant.offered";
  rule.means = {Means::app};
  EXPECT_FALSE(check_rule(rule, {"x"}, {}).ok());
}

TEST(NoticeRules, AddressesAreMasked) {
  EXPECT_EQ(mask_email("wang@example.cn"), "w***@example.cn");
  EXPECT_EQ(mask_email("x"), "");
}

}  // namespace
}  // namespace tiange::notices
