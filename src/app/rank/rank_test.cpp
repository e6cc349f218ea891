#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>

#include "app/rank/rank_files.h"
#include "base/time.h"

namespace tiange::app {
namespace {

class RankFiles : public ::testing::Test {
 protected:
  RankFiles() : folder_(std::filesystem::temp_directory_path() / ("rank_" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) + "_" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~RankFiles() override { std::filesystem::remove_all(folder_); }
  std::string file(const std::string& name, const std::string& text) {
    const std::string path = (folder_ / name).string();
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  std::filesystem::path folder_;
  const VisitColumns columns_{{"risk", "kind"}, "serious", "day"};
};

TEST_F(RankFiles, ReadsNumbersTextsMissingValuesAndDates) {
  const auto rows = read_visit_rows(file("a.csv", "day,serious,risk,kind,other\n2026-01-03,1,2.5,餐饮,x\n2026-01-01,0,NA,\"a,b\",x\n2026-01-02,no,3,,x\n"), columns_);
  ASSERT_TRUE(rows.ok());
  const auto split = visits_of(*rows, &*rows, columns_);
  ASSERT_TRUE(split.ok()) << split.refusal().en;
  EXPECT_TRUE(split->train.features[0].numeric);
  EXPECT_TRUE(std::isnan(split->train.features[0].numbers[1]));
  EXPECT_FALSE(split->train.features[1].numeric);
  EXPECT_EQ(split->train.features[1].texts[1], "a,b");
  EXPECT_EQ(split->train.order[0] - split->train.order[1], 2);
  EXPECT_EQ(split->train.serious, (std::vector<char>{1, 0, 0}));
}

TEST_F(RankFiles, ReadsDatesAsCitiesPublishThem) {
  const auto days = [&](const std::string& cells) -> Result<std::vector<double>> {
    std::string text = "day,serious,risk,kind\n";
    for (std::string_view rest = cells; !rest.empty();) {
      const std::string_view one = rest.substr(0, rest.find('|'));
      rest.remove_prefix(std::min(rest.size(), one.size() + 1));
      text += std::string(one) + ",1,2,a\n";
    }
    const auto rows = read_visit_rows(file("us.csv", text), columns_);
    TIANGE_TRY(const VisitSplit split, visits_of(*rows, &*rows, columns_));
    return split.train.order;
  };
  const auto read = days("01/31/2014|2/1/2014|02/01/2014 12:00:00 AM|2/1/2014 12:00 PM|2/1/2014 06:00:00 PM|2014-02-01T06:00:00.000|2014-02-01T00:00:00|2014/2/2");
  ASSERT_TRUE(read.ok()) << read.refusal().en;
  const double first = read->front();
  EXPECT_EQ(first, make_date(2014, 1, 31).day);
  const std::vector<double> wanted = {0, 1, 1, 1.5, 1.75, 1.25, 1, 2};
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_DOUBLE_EQ((*read)[i] - first, wanted[i]) << i;
  // The day first cannot be told from the month first until it is over twelve: then it is refused with its line.
  const auto day_first = days("12/01/2014|13/01/2014");
  ASSERT_FALSE(day_first.ok());
  EXPECT_NE(day_first.refusal().en.find("line 3, column day"), std::string::npos) << day_first.refusal().en;
  EXPECT_FALSE(days("2/30/2014").ok());
}

TEST_F(RankFiles, SeriousMayBeWords) {
  VisitColumns columns = columns_;
  columns.serious = {"Fail", "Out of Business"};
  const auto rows = read_visit_rows(file("w.csv", " day , serious ,risk,kind\n1,FAIL,2,a\n2,Pass,2,a\n3,out of business,2,a\n4,Pass w/ Conditions,2,a\n"), columns);
  ASSERT_TRUE(rows.ok()) << rows.refusal().en;
  const auto split = visits_of(*rows, &*rows, columns);
  ASSERT_TRUE(split.ok());
  EXPECT_EQ(split->train.serious, (std::vector<char>{1, 0, 1, 0}));
  const auto none = read_visit_rows(file("n.csv", "day,serious,risk,kind\n1,Fail,2,a\n2,,2,a\n"), columns);
  EXPECT_FALSE(visits_of(*none, nullptr, columns).ok());
}

TEST_F(RankFiles, RefusesWhatItCannotRead) {
  EXPECT_NE(read_visit_rows(file("b.csv", "day,serious,risk\n1,1,2\n"), columns_).refusal().en.find("has no column kind; it has: day, serious, risk"), std::string::npos);
  EXPECT_FALSE(read_visit_rows(file("c.csv", ""), columns_).ok());
  EXPECT_FALSE(read_visit_rows(file("d.csv", "day,serious,risk,kind\n"), columns_).ok());
  EXPECT_FALSE(read_visit_rows((folder_ / "nowhere.csv").string(), columns_).ok());
  const auto outcome = read_visit_rows(file("e.csv", "day,serious,risk,kind\n1,1,2,a\n2,maybe,2,a\n"), columns_);
  const auto wrong = visits_of(*outcome, nullptr, columns_);
  ASSERT_FALSE(wrong.ok());
  EXPECT_NE(wrong.refusal().en.find("line 3, column serious: \"maybe\""), std::string::npos) << wrong.refusal().en;
  const auto day = read_visit_rows(file("f.csv", "day,serious,risk,kind\n2026-01-01,1,2,a\nsoon,0,2,a\n"), columns_);
  EXPECT_NE(visits_of(*day, nullptr, columns_).refusal().en.find("line 3, column day"), std::string::npos);
}

TEST_F(RankFiles, HoldsOutTheLastInTime) {
  std::string text = "day,serious,risk,kind\n";
  for (int i = 10; i >= 1; --i) text += std::to_string(i) + "," + std::to_string(i % 2) + "," + std::to_string(i) + ",a\n";
  const auto rows = read_visit_rows(file("g.csv", text), columns_);
  const auto split = visits_of(*rows, nullptr, columns_);
  ASSERT_TRUE(split.ok());
  EXPECT_EQ(split->train.rows(), 7u);
  EXPECT_EQ(split->test.order, (std::vector<double>{8, 9, 10}));
}

// Visits over thirty days, one in five of them serious and told by a column: all of these come first, so the mean gain is known.
TEST_F(RankFiles, AKnownAnswerEndToEnd) {
  std::mt19937 random(2);
  std::string text = "day,serious,risk,kind\n";
  const auto line = [&](int day, bool serious) {
    text += format_date(make_date(2026, 1, 1) + day) + "," + (serious ? "1," : "0,") + (serious ? "8" : "2") + "." + std::to_string(random() % 10) + ",k" + std::to_string(random() % 4) + "\n";
  };
  for (int i = 0; i < 700; ++i) line(i * 70 / 700, i % 5 == 0);
  for (int i = 0; i < 300; ++i) line(70 + i / 10, i % 5 == 0);
  const auto rows = read_visit_rows(file("h.csv", text), columns_);
  const auto split = visits_of(*rows, nullptr, columns_);
  ASSERT_TRUE(split.ok());
  const auto model = ranking::learn(split->train);
  ASSERT_NE(model, nullptr);
  const ranking::Served served = ranking::served(split->test, model->risk(split->test));
  EXPECT_EQ(served.serious, 60);
  EXPECT_NEAR(served.auc, 1, 1e-9);
  EXPECT_NEAR(served.first_half, 1, 1e-9);
  // Two serious ones a day over thirty days: mean day 14.5; found in the first six days: mean 2.5.
  EXPECT_NEAR(served.days_gained, 12, 1e-9);
}

}  // namespace
}  // namespace tiange::app
