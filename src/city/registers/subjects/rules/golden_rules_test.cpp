#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>

#include "city/registers/subjects/rules/golden_rules.h"
#include "city/registers/subjects/rules/mask_rules.h"

namespace tiange::registers {
namespace {

std::string data_text(const std::string& path) {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const FieldCatalogue& catalogue() {
  static const FieldCatalogue k_all(read_fields(data_text("registers/fields.csv")).value(),
                                    read_sources(data_text("registers/sources.csv")).value(), 1);
  return k_all;
}

StoredRecord said(const std::string& source, int day, std::vector<std::pair<std::string, std::string>> values) {
  StoredRecord record;
  record.source = source;
  record.key = source + "1";
  record.values = std::move(values);
  record.observed = record.first = record.known = {days(day).us};
  return record;
}

GoldenValue golden(const std::vector<GoldenValue>& all, std::string_view field) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const GoldenValue& one) { return one.field->field == field; });
  return found == all.end() ? GoldenValue{} : *found;
}

TEST(Fields, TheCatalogueOfAFreshDistrictIsSound) {
  const auto fields = read_fields(data_text("registers/fields.csv"));
  const auto sources = read_sources(data_text("registers/sources.csv"));
  ASSERT_TRUE(fields.ok() && sources.ok());
  EXPECT_GT(fields->size(), 50u);
  for (const FieldDefinition& field : *fields) {
    const auto faults = check_field(field, *sources);
    EXPECT_TRUE(faults.empty()) << field.field << " " << (faults.empty() ? "" : faults[0].path + faults[0].en);
  }
  FieldDefinition wrong = fields->front();
  wrong.authority = "nobody";
  wrong.mask = "blur";
  EXPECT_EQ(check_field(wrong, *sources).size(), 2u);
}

TEST(Fields, ValuesAreWrittenOneWay) {
  const auto tidy = [](Kind kind, const char* field, const char* value) { return tidy_value(*catalogue().field(kind, field), value); };
  EXPECT_EQ(tidy(Kind::person, "id_card", "44060419900101123x"), "44060419900101123X");
  EXPECT_EQ(tidy(Kind::person, "id_card", "４４０６０４１９９００１０１１２３Ｘ"), "44060419900101123X");
  const std::string old = "440604900101123";
  const std::string grown = tidy(Kind::person, "id_card", old.c_str());
  EXPECT_EQ(grown.size(), 18u);
  EXPECT_TRUE(is_whole(*catalogue().field(Kind::person, "id_card"), grown));
  EXPECT_EQ(tidy(Kind::person, "phone", "+86 138-0013-8000"), "13800138000");
  EXPECT_EQ(tidy(Kind::person, "born", "1990年1月1日"), "1990-01-01");
  EXPECT_EQ(tidy(Kind::person, "sex", "女性"), "2");
  EXPECT_EQ(tidy(Kind::person, "ethnicity", "壮族"), "08");
  EXPECT_EQ(tidy(Kind::house, "area_m2", "88.50"), "88.5");
  EXPECT_EQ(tidy(Kind::person, "plate", "粤E·12a34"), "粤E12A34");
}

TEST(Golden, TheAuthorityWinsHoweverManySpeakAgainstIt) {
  const std::vector<StoredRecord> records = {said("police", 10, {{"name", "陈小明"}}), said("civil", 5, {{"name", "陈晓明"}}),
                                             said("health", 6, {{"name", "陈晓明"}}), said("social", 7, {{"name", "陈晓明"}})};
  const GoldenValue name = golden(derive(catalogue(), Kind::person, records), "name");
  EXPECT_EQ(records[name.winner].source, "police");
  EXPECT_EQ(name.rule, GoldenRule::authority);
  EXPECT_EQ(name.differ.size(), 3u);
  EXPECT_TRUE(name.contesting.empty()) << "what is older than the authority's word does not contest it";
}

TEST(Golden, ALaterWordOfATrustedSourceContestsTheAuthority) {
  std::vector<StoredRecord> records = {said("police", 10, {{"phone", "13800138000"}}), said("social", 20, {{"phone", "13900139000"}})};
  GoldenValue phone = golden(derive(catalogue(), Kind::person, records), "phone");
  EXPECT_EQ(records[phone.winner].source, "police");
  ASSERT_EQ(phone.contesting.size(), 1u);
  EXPECT_EQ(phone.owner, "police");
  // Heard again without change, the authority's word is no newer.
  records[0].observed = {days(30).us};
  EXPECT_EQ(golden(derive(catalogue(), Kind::person, records), "phone").contesting.size(), 1u);
  // Said anew, it is.
  records[0].since = {{"phone", {days(30).us}}};
  EXPECT_TRUE(golden(derive(catalogue(), Kind::person, records), "phone").contesting.empty());
  // A withdrawn row says nothing.
  records[1].gone = true;
  EXPECT_TRUE(golden(derive(catalogue(), Kind::person, records), "phone").differ.empty());
}

TEST(Golden, WhereNobodyIsAuthorityTrustAndAgeDecide) {
  std::vector<StoredRecord> records = {said("grid", 1000, {{"live_address", "翠湖雅苑3幢2单元1203"}}),
                                       said("police", 990, {{"live_address", "季华五路10号2幢301室"}}),
                                       said("health", 995, {{"live_address", "佛山市禅城区翠湖雅苑3栋2单元1203室"}})};
  GoldenValue home = golden(derive(catalogue(), Kind::person, records), "live_address");
  EXPECT_EQ(records[home.winner].source, "grid");
  EXPECT_EQ(home.rule, GoldenRule::vote);
  EXPECT_EQ(home.agree.size(), 1u) << "the same room, written otherwise";
  // Four years later the officer's word weighs a quarter.
  records[1].observed = records[1].first = {days(1000 + 1460).us};
  records[2].gone = true;
  EXPECT_EQ(records[golden(derive(catalogue(), Kind::person, records), "live_address").winner].source, "police");
}

TEST(Golden, TheOrderOfTheRecordsDoesNotMatter) {
  std::mt19937 random(7);
  const std::vector<std::string> sources = {"police", "civil", "health", "social", "grid"};
  for (int turn = 0; turn < 300; ++turn) {
    std::vector<StoredRecord> records;
    for (int i = 0; i < 6; ++i) {
      StoredRecord record = said(sources[random() % 5], static_cast<int>(random() % 5),
                                 {{"name", random() % 2 ? "陈小明" : "陈晓明"}, {"live_address", random() % 2 ? "甲苑1幢101室" : "乙苑2幢202室"}});
      record.key = std::to_string(i);
      record.gone = random() % 7 == 0;
      records.push_back(std::move(record));
    }
    const auto texts = [](const std::vector<StoredRecord>& in) {
      std::string out;
      for (const GoldenValue& one : derive(catalogue(), Kind::person, in))
        out += one.field->field + "=" + std::string(in[one.winner].value(one.field->field)) + std::to_string(one.contesting.size()) + ";";
      return out;
    };
    const std::string first = texts(records);
    std::shuffle(records.begin(), records.end(), random);
    EXPECT_EQ(texts(records), first);
  }
}

TEST(Masks, KeepWhatFieldPracticeKeeps) {
  EXPECT_EQ(mask_value("name", "陈小明"), "陈**");
  EXPECT_EQ(mask_value("id", "44060419900101123X"), "440***********123X");
  EXPECT_EQ(mask_value("phone", "13800138000"), "138****8000");
  EXPECT_EQ(mask_value("address", "佛山市禅城区石湾镇街道丽豪社区锦华路12号3幢1203"), "佛山市禅城区石湾镇街道丽豪社区***");
  EXPECT_EQ(mask_value("email", "chen@example.com"), "c***@example.com");
  EXPECT_EQ(mask_value("plate", "粤E12A34"), "粤E***34");
  EXPECT_EQ(mask_value("hide", "陈"), "***");
  EXPECT_EQ(mask_value("unheard of", "陈"), "***");
}

TEST(Ages, CountFullYears) {
  EXPECT_EQ(age_of("2000-11-23", "", make_date(2026, 11, 22)), 25);
  EXPECT_EQ(age_of("2000-11-22", "", make_date(2026, 11, 22)), 26);
  EXPECT_EQ(age_of("1930-01-01", "2020-06-01", make_date(2026, 11, 22)), 90);
  EXPECT_EQ(age_of("", "", make_date(2026, 11, 22)), std::nullopt);
}

}  // namespace
}  // namespace tiange::registers
