#include "base/calendar.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

namespace tiange {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream in(path);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

const WorkCalendar& district() {
  static const WorkCalendar calendar =
      read_calendar(read_file(std::string(TIANGE_SOURCE_DIR) + "/data/calendar.csv")).value();
  return calendar;
}

Instant moment(const char* text) { return parse_local(text).value(); }
std::string due(const char* limit, const char* from) {
  return format_local(district().add(parse_limit(limit).value(), moment(from)));
}

TEST(Calendar, KnowsMovedHolidays) {
  EXPECT_FALSE(district().is_worked(make_date(2025, 10, 8)));  // holiday on a Wednesday
  EXPECT_TRUE(district().is_worked(make_date(2025, 10, 11)));  // Saturday worked instead
  EXPECT_TRUE(district().is_worked(make_date(2026, 2, 14)));
  EXPECT_FALSE(district().is_worked(make_date(2026, 11, 21)));  // an ordinary Saturday
  EXPECT_EQ(district().name_of(make_date(2026, 10, 1)), "国庆节");
  EXPECT_EQ(district().name_of(make_date(2026, 11, 23)), "");
}

struct DueCase {
  const char* limit;
  const char* from;
  const char* due;
};

class CalendarDue : public ::testing::TestWithParam<DueCase> {};

TEST_P(CalendarDue, EndsAt) { EXPECT_EQ(due(GetParam().limit, GetParam().from), GetParam().due); }

INSTANTIATE_TEST_SUITE_P(
    Rules, CalendarDue,
    ::testing::Values(
        // urgent hours run through the night and the holiday
        DueCase{"2 urgent_hours", "2026-10-01 23:30", "2026-10-02 01:30"},
        DueCase{"0.5 urgent_hours", "2026-11-23 09:00", "2026-11-23 09:30"},
        DueCase{"3 natural_days", "2026-10-01 08:00", "2026-10-04 08:00"},
        // a break at noon
        DueCase{"4 work_hours", "2026-11-23 10:00", "2026-11-23 16:00"},
        DueCase{"2 work_hours", "2026-11-23 11:00", "2026-11-23 15:00"},
        // what ends with the window ends at its close
        DueCase{"4 work_hours", "2026-11-23 08:00", "2026-11-23 12:00"},
        DueCase{"4 work_hours", "2026-11-23 14:00", "2026-11-23 18:00"},
        // from the night, the noon and the weekend the clock starts when work starts
        DueCase{"2 work_hours", "2026-11-22 20:00", "2026-11-23 10:00"},
        DueCase{"1 work_day", "2026-11-23 13:00", "2026-11-24 12:00"},
        DueCase{"1 work_day", "2026-11-20 17:00", "2026-11-23 17:00"},
        DueCase{"5 work_days", "2026-11-23 10:00", "2026-11-30 10:00"},
        // over National Day 2026: 1-7 October off, Sunday 20 September and Saturday 10 October worked
        DueCase{"1 work_day", "2026-09-30 17:00", "2026-10-08 17:00"},
        DueCase{"3 work_days", "2026-10-08 09:00", "2026-10-12 09:00"},
        DueCase{"1 work_day", "2026-09-19 09:00", "2026-09-20 18:00"}));

TEST(Calendar, SpeaksLimits) {
  EXPECT_EQ(parse_limit("4 work_hour")->kind, LimitKind::work_hours);
  EXPECT_EQ(limit_text(*parse_limit(" 0.5 urgent_hours ")), "0.5 urgent_hours");
  EXPECT_EQ(limit_words({15, LimitKind::work_days}).zh, "15 个工作日");
  EXPECT_EQ(limit_words({1, LimitKind::work_days}).en, "1 working day");
  for (const char* wrong :
       {"", "4", "work_hours", "-1 work_days", "x work_days", "4 weeks", "nan work_days", "1e9 work_days"})
    EXPECT_FALSE(parse_limit(wrong).ok()) << wrong;
}

TEST(Calendar, RefusesEveryWrongCell) {
  auto days = parse_calendar_days("date,kind,name\n2026-02-30,holiday,x\n2026-03-01,feast,y\n");
  ASSERT_FALSE(days.ok());
  EXPECT_EQ(days.refusal().fields.size(), 2u);
  // columns by name, in any order
  auto other = parse_calendar_days("name,kind,date\n春节,holiday,2026-02-17\n");
  ASSERT_TRUE(other.ok());
  EXPECT_EQ((*other)[0].date, make_date(2026, 2, 17));
}

// Counts minute by minute.
std::int64_t slow_minutes(const WorkCalendar& calendar, Instant from, Instant to) {
  std::int64_t count = 0;
  for (Instant t = from; t < to; t = t + minutes(1)) {
    const std::int64_t minute = local_us_of_day(t) / 60'000'000;
    const bool inside = (minute >= 480 && minute < 720) || (minute >= 840 && minute < 1080);
    if (inside && calendar.is_worked(local_date(t))) ++count;
  }
  return count;
}

TEST(Calendar, AgreesWithCountingMinutes) {
  std::mt19937_64 random(7);
  const Instant start = moment("2024-01-01 00:00");
  for (int i = 0; i < 150; ++i) {
    const Instant from = start + minutes(static_cast<std::int64_t>(random() % (4 * 365 * 1440)));
    const Instant to = from + minutes(static_cast<std::int64_t>(random() % (14 * 1440)));
    EXPECT_EQ(district().elapsed(LimitKind::work_hours, from, to).us, minutes(slow_minutes(district(), from, to)).us);
  }
}

TEST(Calendar, AddAndElapsedAreInverse) {
  std::mt19937_64 random(11);
  const Instant start = moment("2024-01-01 00:00");
  for (int i = 0; i < 20'000; ++i) {
    const Instant from = start + Span{static_cast<std::int64_t>(random() % (4ULL * 365 * 86'400'000'000))};
    const Span budget{static_cast<std::int64_t>(random() % 800'000'000'000)};
    const auto kind = static_cast<LimitKind>(random() % 4);
    const Instant end = district().add(kind, from, budget);
    EXPECT_EQ(district().elapsed(kind, from, end).us, budget.us);
    // the first such moment, and monotone in the budget
    if (budget.us > 0) {
      EXPECT_LT(district().elapsed(kind, from, end - Span{1}).us, budget.us);
    }
    EXPECT_LE(end, district().add(kind, from, budget + minutes(1)));
  }
}

TEST(Calendar, EdgesOfTheTableHold) {
  const WorkCalendar calendar;
  const Instant far = local_instant(make_date(2150, 1, 1), 0);
  EXPECT_GE(calendar.add(Limit{5, LimitKind::work_days}, far).us, 0);
  EXPECT_EQ(calendar.elapsed(LimitKind::work_days, far, far + days(3)).us, 0);
  EXPECT_EQ(calendar.add(LimitKind::work_hours, far, Span{0}), far);
}

}  // namespace
}  // namespace tiange
