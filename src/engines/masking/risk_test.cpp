#include "engines/masking/risk.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace tiange::masking {
namespace {

// born, village, sex, sickness
Rows people(int count) {
  std::mt19937 random(5);
  Rows rows;
  for (int i = 0; i < count; ++i) {
    const std::string month = std::to_string(1 + random() % 12), day = std::to_string(1 + random() % 28);
    rows.push_back({std::to_string(1940 + random() % 70) + "-" + (month.size() < 2 ? "0" : "") + month + "-" + (day.size() < 2 ? "0" : "") + day,
                    "44060401" + std::to_string(random() % 2) + "00" + std::to_string(1 + random() % 9), random() % 2 ? "1" : "2",
                    "病" + std::to_string(random() % 6)});
  }
  return rows;
}

TEST(Risk, CountsClassesAsByHand) {
  const Rows rows = {{"1980", "A", "x"}, {"1980", "A", "y"}, {"1980", "A", "x"}, {"1981", "A", "x"}, {"1981", "A", "x"}, {"1990", "B", "z"}};
  const RiskReport report = measure_risk(rows, {{0, 1}, 2, 2, 2}).value();
  EXPECT_EQ(report.rows, 6);
  EXPECT_EQ(report.classes, 3);
  EXPECT_EQ(report.smallest, 1);
  EXPECT_EQ(report.unique, 1);
  EXPECT_EQ(report.least_l, 1);
  EXPECT_EQ(report.below_l, 3) << "the two of 1981 say the same, and the one of 1990";
  EXPECT_EQ(report.at_risk, 3);
  EXPECT_EQ(rows_at_risk(rows, {{0, 1}, 2, 2, 2}), (std::vector<std::size_t>{3, 4, 5}));
  EXPECT_EQ(measure_risk(rows, {{0, 1}, -1, 2, 2}).value().at_risk, 1) << "k alone";
}

TEST(Risk, NobodyStandsOutWithoutQuasiIdentifiers) {
  const RiskReport report = measure_risk(people(100), {{}, -1, 5, 2}).value();
  EXPECT_EQ(report.classes, 1);
  EXPECT_EQ(report.smallest, 100);
  EXPECT_EQ(report.at_risk, 0);
  EXPECT_EQ(measure_risk(people(1), {{}, 3, 5, 2}).value().at_risk, 0) << "however few they are";
  EXPECT_EQ(measure_risk({}, {{0}, -1, 5, 2}).value().rows, 0);
}

TEST(Risk, SuggestionMakesItSafeAndSaysWhatIsLeft) {
  const Rows rows = people(3000);
  const RiskAsk ask{{0, 1, 2}, 3, 5, 2};
  const RiskReport report = measure_risk(rows, ask).value();
  EXPECT_GT(report.at_risk, 2900);
  ASSERT_FALSE(report.suggestion.empty());
  EXPECT_LE(report.after, 30);
  // Doing what it says gives what it says.
  std::map<int, int> steps;
  for (const RiskStep& step : report.suggestion) steps[step.column] = step.step;
  Rows blurred = rows;
  for (auto& row : blurred) {
    for (const auto& [column, step] : steps) row[static_cast<std::size_t>(column)] = coarser(form_of(rows, column), step, row[static_cast<std::size_t>(column)]);
  }
  EXPECT_EQ(static_cast<std::int64_t>(rows_at_risk(blurred, ask).size()), report.after);
  for (std::size_t i = 1; i < report.suggestion.size(); ++i) EXPECT_LE(report.suggestion[i].at_risk, rows.size());
}

TEST(Risk, FormsAndLadders) {
  const Rows rows = {{"1980-01-02", "440604010001", "43", "石湾镇街道澜石社区惠景三街5号", "汉"}};
  const ColumnForm forms[] = {ColumnForm::date, ColumnForm::area, ColumnForm::number, ColumnForm::address, ColumnForm::word};
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(form_of(rows, i), forms[i]) << i;
    EXPECT_EQ(coarser(forms[i], 0, rows[0][static_cast<std::size_t>(i)]), rows[0][static_cast<std::size_t>(i)]);
    EXPECT_EQ(coarser(forms[i], steps_of(forms[i]), rows[0][static_cast<std::size_t>(i)]), "") << "the last step leaves it out";
  }
  EXPECT_EQ(coarser(ColumnForm::date, 3, "1987-05-02"), "1980–1989");
  EXPECT_EQ(coarser(ColumnForm::address, 2, "石湾镇街道澜石社区惠景三街5号"), "石湾镇街道");
}

TEST(Risk, RefusesWhatIsNotThere) {
  EXPECT_FALSE(measure_risk(people(3), {{9}, -1, 5, 2}).ok());
  EXPECT_FALSE(measure_risk(people(3), {{0}, 4, 5, 2}).ok());
  EXPECT_FALSE(measure_risk(people(3), {{0}, 3, 1, 2}).ok());
}

}  // namespace
}  // namespace tiange::masking
