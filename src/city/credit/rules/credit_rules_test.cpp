// A scoring read and checked; firms scored one by one and by columns come to the same.

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

#include "city/credit/rules/credit_form.h"
#include "city/registers/subjects/rules/field_rules.h"

namespace tiange::credit {
namespace {

std::string data_text(const std::string& path) {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

const registers::FieldCatalogue& catalogue() {
  static const registers::FieldCatalogue one(*registers::read_fields(data_text("registers/fields.csv")), *registers::read_sources(data_text("registers/sources.csv")), 1);
  return one;
}

CreditScoring shipped() { return *read_scoring(data_text("credit/scoring.json")); }

const Date k_today = make_date(2026, 11, 22);

CreditResult score_of(const CreditForm& form, const std::string& golden, CreditFacts facts = {}, std::vector<LeftOut> left = {}) {
  columns::Table table = form.table(1);
  form.put(table, 0, {"440604010001001", golden, facts});
  return form.score(table, 0, left);
}

TEST(CreditScoring, TheShippedOneIsSound) {
  const auto faults = check_scoring(shipped(), catalogue());
  for (const FieldError& fault : faults) ADD_FAILURE() << fault.path << ": " << fault.en;
  EXPECT_EQ(CreditForm(shipped(), 1, catalogue(), k_today).indicators().size(), shipped().indicators.size());
}

TEST(CreditScoring, FaultsSayWhere) {
  CreditScoring one = shipped();
  one.indicators[0].condition = "defaulter_sinse != null";
  one.indicators[1].points = "if";
  one.indicators[2].source = "nobody";
  one.indicators[3].key = one.indicators[4].key;
  one.grades[1].from = 99;
  one.grades[2].colour = "blue";
  const auto faults = check_scoring(one, catalogue());
  const auto has = [&](const std::string& path) { return std::any_of(faults.begin(), faults.end(), [&](const FieldError& f) { return f.path == path; }); };
  EXPECT_TRUE(has("indicators[0].condition"));
  EXPECT_TRUE(has("indicators[1].points"));
  EXPECT_TRUE(has("indicators[2].source"));
  EXPECT_TRUE(has("indicators[4].key"));
  EXPECT_TRUE(has("grades[1].from"));
  EXPECT_TRUE(has("grades[2].colour"));
}

TEST(CreditScore, PointsGradesAndCaps) {
  const CreditForm form(shipped(), 1, catalogue(), k_today);
  EXPECT_EQ(score_of(form, R"({"name":"甲","status":"1"})").score, 70);
  const CreditResult good = score_of(form, R"({"tax_grade":"A","honour":"1","annual_report":"1","founded":"2010-01-01","status":"1"})");
  EXPECT_EQ(good.score, 70 + 12 + 6 + 3 + 5);
  EXPECT_EQ(form.scoring().grades[good.grade].grade, "A");
  // Points by the amount.
  EXPECT_EQ(score_of(form, R"({"tax_arrears":"9.99"})").score, 62);
  EXPECT_EQ(score_of(form, R"({"tax_arrears":"10"})").score, 55);
  EXPECT_EQ(score_of(form, R"({"tax_arrears":"50.5"})").score, 45);
  // A court defaulter is D, however good the rest.
  const CreditResult capped = score_of(form, R"({"tax_grade":"A","honour":"1","founded":"2010-01-01","status":"1","defaulter_since":"2026-10-01"})");
  EXPECT_EQ(capped.score, 53);
  EXPECT_EQ(form.scoring().grades[capped.grade].colour, "red");
  EXPECT_EQ(score_of(form, "{}", {3, 1, 77}).score, 70 - 5 - 10);
}

TEST(CreditScore, BadMarksFadeOnTheirDay) {
  const std::string golden = R"({"penalty_date":"2024-01-10","penalty_amount":"1"})";
  const Date last = make_date(2024, 1, 10) + 1094;
  EXPECT_EQ(score_of(CreditForm(shipped(), 1, catalogue(), last), golden).score, 58);
  EXPECT_EQ(score_of(CreditForm(shipped(), 1, catalogue(), last + 1), golden).score, 70);
}

TEST(CreditScore, WhatIsLeftOutComesBackWithANewFact) {
  const CreditForm form(shipped(), 1, catalogue(), k_today);
  const std::vector<LeftOut> left{{"penalty", "penalty_date=2026-05-01"}};
  const CreditResult repaired = score_of(form, R"({"penalty_date":"2026-05-01"})", {}, left);
  EXPECT_EQ(repaired.score, 70);
  ASSERT_EQ(repaired.marks.size(), 1u);
  EXPECT_TRUE(repaired.marks[0].left_out);
  EXPECT_EQ(form.text_of(repaired), "penalty:-12!");
  EXPECT_EQ(score_of(form, R"({"penalty_date":"2026-09-01"})", {}, left).score, 58);
  // Of cases: the newest of them.
  const std::vector<LeftOut> cases{{"complaints", "case=5"}};
  EXPECT_EQ(score_of(form, "{}", {3, 0, 5}, cases).score, 70);
  EXPECT_EQ(score_of(form, "{}", {4, 0, 6}, cases).score, 65);
}

// Random registers: what the columns answer is what the interpreter answers, mark by mark.
TEST(CreditScore, ColumnsAndOneByOneAgree) {
  std::mt19937 random(7);
  const auto below = [&](std::uint32_t n) { return random() % n; };
  const CreditForm form(shipped(), 1, catalogue(), k_today);
  constexpr std::size_t k_rows = 5000;
  columns::Table table = form.table(k_rows);
  std::vector<std::vector<LeftOut>> left(k_rows);
  std::vector<std::string> goldens;
  for (std::size_t row = 0; row < k_rows; ++row) {
    std::string golden = "{";
    const auto add = [&](const std::string& field, const std::string& value) { golden += (golden.size() > 1 ? ",\"" : "\"") + field + "\":\"" + value + "\""; };
    for (const registers::FieldDefinition* field : catalogue().fields(registers::Kind::firm)) {
      if (below(3) == 0) continue;
      if (field->type == registers::FieldType::date) add(field->field, format_date(k_today + -static_cast<int>(below(2000))));
      else if (field->type == registers::FieldType::number) add(field->field, std::to_string(below(120)) + (below(2) ? "." + std::to_string(below(100)) : ""));
      else if (field->type == registers::FieldType::code) add(field->field, std::string(1, "0123ABCDM"[below(9)]));
      else if (below(20) == 0) add(field->field, "引号 \\\" 在内");
    }
    golden += "}";
    goldens.push_back(golden);
    form.put(table, row, {"440604010001001", golden, {static_cast<std::int64_t>(below(12)), static_cast<std::int64_t>(below(2)), static_cast<std::int64_t>(row + 1)}});
    if (below(4) == 0) {
      const std::size_t one = below(static_cast<std::uint32_t>(form.indicators().size()));
      left[row].push_back({form.indicators()[one].indicator.key, form.ground(table, row, one)});
    }
  }
  std::size_t seen = 0, marks = 0, out = 0;
  form.score_all(
      table, [&](std::size_t row) -> std::span<const LeftOut> { return left[row]; },
      [&](std::size_t row, const CreditResult& result) {
        const CreditResult alone = form.score(table, row, left[row]);
        ASSERT_EQ(alone.score, result.score) << goldens[row];
        ASSERT_EQ(alone.grade, result.grade) << goldens[row];
        ASSERT_EQ(form.text_of(alone), form.text_of(result)) << goldens[row];
        ++seen;
        marks += result.marks.size();
        for (const CreditMark& mark : result.marks) out += mark.left_out;
      });
  EXPECT_EQ(seen, k_rows);
  EXPECT_GT(marks, k_rows * 3);
  EXPECT_GT(out, 50u);
}

}  // namespace
}  // namespace tiange::credit
