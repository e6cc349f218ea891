#include <gtest/gtest.h>

#include "city/command/board_rules.h"

namespace tiange::command {
namespace {

const Date k_today = make_date(2026, 11, 21);

cases::CountRow open_row(std::int64_t part, int level, std::int64_t open, std::int64_t overdue) {
  cases::CountRow row;
  row.part_key = part;
  row.item = "E13-0110";
  row.level = level;
  row.open_now = open;
  row.overdue_now = overdue;
  return row;
}

cases::CountRow day_row(std::int64_t part, int days_ago, std::int64_t opened, std::int64_t on_time, std::int64_t late) {
  cases::CountRow row;
  row.part_key = part;
  row.day = k_today.day - days_ago;
  row.item = "E13-0110";
  row.opened = opened;
  row.on_time = on_time;
  row.late = late;
  row.closed = on_time + late;
  return row;
}

double figure(const BoardSums& sums, const std::string& key) {
  for (const Figure& f : sums.figures("440604", {})) {
    if (f.key == key) return f.value;
  }
  return -1;
}

TEST(Board, SumsByDayAreaAndLevel) {
  BoardSums sums(k_today, 9);
  sums.add(open_row(440604010014001, 0, 3, 1));
  sums.add(open_row(440604011001001, 2, 5, 0));
  sums.add(day_row(440604010014001, 0, 4, 2, 0));
  sums.add(day_row(440604010014001, 6, 10, 6, 2));
  sums.add(day_row(440604010014001, 7, 100, 50, 50));
  EXPECT_EQ(figure(sums, "open"), 8);
  EXPECT_EQ(figure(sums, "overdue"), 1);
  EXPECT_EQ(figure(sums, "new_today"), 4);
  EXPECT_EQ(figure(sums, "closed_today"), 2);
  EXPECT_DOUBLE_EQ(figure(sums, "on_time_rate"), 8.0 / 10.0) << "seven days, today among them";
  const auto figures = sums.figures("440604", {31, 17});
  EXPECT_EQ(figures[2].last_week, 31) << "the same hours, not the hundred of the whole day";
  EXPECT_EQ(figures[3].last_week, 17);
  EXPECT_EQ(figures[3].link, "/cases?area=440604&status=closed&closed_from=2026-11-21");
  EXPECT_EQ(figures[4].link, "/cases?area=440604&status=closed&closed_from=2026-11-15");
  places::Area stone;
  stone.code = "440604010";
  const auto children = sums.children({stone});
  EXPECT_EQ(children[0].open, 3);
  EXPECT_EQ(children[0].new_week, 14);
  EXPECT_EQ(sums.levels()[2].open, 5);
  EXPECT_EQ(sums.trend().size(), static_cast<std::size_t>(k_trend_days));
  EXPECT_EQ(sums.trend().back().reported_week_before, 100);
}

TEST(Board, NothingClosedMeansNoRate) {
  BoardSums sums(k_today, 9);
  EXPECT_EQ(figure(sums, "on_time_rate"), -1);
  places::Area area;
  area.code = "440604010";
  EXPECT_EQ(sums.children({area})[0].on_time_rate, std::nullopt);
}

}  // namespace
}  // namespace tiange::command
