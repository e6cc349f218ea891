#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/digest.h"
#include "base/text.h"
#include "town/seasons.h"
#include "town/ground/test_sources.h"
#include "town/town.h"

namespace tiange::town {
namespace {

MatterPlan year(double scale) {
  MatterPlan plan;
  plan.first_day = make_date(2025, 1, 1);
  plan.last_day = make_date(2025, 12, 31);
  plan.now = local_instant(make_date(2026, 1, 1), 0);
  plan.scale = scale;
  return plan;
}

void add_line(Sha256& digest, const Matter& m) {
  std::string line = std::to_string(m.number) + '|' + std::to_string(m.item) + '|' + std::to_string(m.grid) + '|' +
                     std::to_string(m.unit) + '|' + std::to_string(m.handler) + '|' + std::to_string(m.point.lng) + '|';
  for (Instant moment : m.at) line += std::to_string(moment.us) + '|';
  line += m.title;
  line += m.text;
  line += m.reporter_name;
  line += m.reply;
  digest.add(line);
}

std::string digest_of(const MatterPlan& plan) {
  Sha256 digest;
  EXPECT_TRUE(make_matters(test_district(), test_sources(), plan, [&](const Matter& m) { add_line(digest, m); }).ok());
  return hex(digest.finish());
}

TEST(Matters, TheSameSeedGivesTheSameBytes) {
  const MatterPlan plan = year(0.002);
  const std::string first = digest_of(plan);
  EXPECT_EQ(first, digest_of(plan));
  MatterPlan other = plan;
  other.scale = 0.0021;
  EXPECT_NE(first, digest_of(other));
}

TEST(Matters, TextsDoNotChangeWhatHappens) {
  MatterPlan plan = year(0.002);
  std::vector<std::int64_t> with, without;
  const auto note = [](std::vector<std::int64_t>& to) {
    return [&to](const Matter& m) { to.insert(to.end(), {m.reported_at.us, m.item, m.grid, m.at[8].us}); };
  };
  ASSERT_TRUE(make_matters(test_district(), test_sources(), plan, note(with)).ok());
  plan.with_text = false;
  ASSERT_TRUE(make_matters(test_district(), test_sources(), plan, note(without)).ok());
  EXPECT_EQ(with, without);
}

TEST(Matters, AYearHasItsVolumeAndItsMix) {
  std::int64_t count = 0, grid = 0, settled_in_grid = 0, urban = 0, consult = 0, calls = 0, answered = 0, repeats = 0;
  std::map<std::string, int> items;
  std::array<std::int64_t, 24> hours{};
  std::map<int, std::int64_t> months;
  std::int64_t flooded_summer = 0, flooded_winter = 0;
  const auto take = [&](const Matter& m) {
    ++count;
    const std::string& code = test_district().items[m.item].code;
    repeats += m.repeats != 0;
    ++hours[static_cast<std::size_t>(local_us_of_day(m.reported_at) / 3'600'000'000)];
    const int month = split_date(local_date(m.reported_at)).month;
    ++months[month];
    if (code == "E13-0506") (month >= 5 && month <= 9 ? flooded_summer : flooded_winter) += 1;
    if (m.channel == Channel::grid) {
      ++grid;
      settled_in_grid += m.settled == Settled::grid;
      urban += !code.starts_with("S26");
      ++items[code];
    } else {
      ++calls;
      consult += m.ask == Ask::consult;
      answered += m.settled == Settled::answered;
    }
  };
  MatterPlan plan = year(0.05);
  plan.with_text = false;
  ASSERT_TRUE(make_matters(test_district(), test_sources(), plan, take).ok());
  EXPECT_NEAR(static_cast<double>(count) / 0.05, 2.0e6, 0.15e6);
  // Calls: 0.5 to 1.1 for a thousand people a day; two fifths ask, about half are answered at once.
  EXPECT_GT(calls / 0.05 / 365, 660);
  EXPECT_LT(calls / 0.05 / 365, 1460);
  EXPECT_NEAR(static_cast<double>(consult) / calls, 0.42, 0.03);
  EXPECT_NEAR(static_cast<double>(answered) / calls, 0.47, 0.04);
  // Nine of ten findings never leave their grid.
  EXPECT_NEAR(static_cast<double>(settled_in_grid) / grid, 0.9, 0.02);
  // Shares of the published platform of 2,594 cases, within the city's own part of the patrol.
  EXPECT_NEAR(static_cast<double>(items["E13-0410"]) / urban, 0.236, 0.02);
  EXPECT_NEAR(static_cast<double>(items["E13-0207"]) / urban, 0.141, 0.015);
  EXPECT_NEAR(static_cast<double>(items["E13-0136"]) / urban, 0.118, 0.015);
  EXPECT_NEAR(static_cast<double>(items["E13-0110"]) / urban, 0.106, 0.015);
  EXPECT_NEAR(static_cast<double>(repeats) / count, 0.05, 0.01);
  EXPECT_GT(hours[10], 3 * hours[13]);
  EXPECT_GT(hours[15], 3 * hours[13]);
  EXPECT_GT(months[7], months[2]);
  EXPECT_GT(flooded_summer, 5 * flooded_winter);
}

TEST(Matters, EachIsInOrderAndWhole) {
  std::uint64_t number = 0;
  Instant before;
  std::set<std::uint64_t> roots;
  MatterPlan plan = year(0.004);
  plan.now = local_instant(make_date(2025, 7, 15), 0) + hours(11);
  std::int64_t open = 0, old_open = 0;
  const auto take = [&](const Matter& m) {
    EXPECT_EQ(m.number, ++number);
    EXPECT_GE(m.reported_at, before);
    EXPECT_LE(m.reported_at, plan.now);
    before = m.reported_at;
    EXPECT_LT(m.repeats, m.number);
    Instant last;
    for (Instant moment : m.at) {
      if (!moment) continue;
      EXPECT_GE(moment, last);
      EXPECT_LE(moment, plan.now);
      last = moment;
    }
    EXPECT_TRUE(geo::contains(test_district().grids[m.grid].shape, m.point));
    EXPECT_EQ(test_district().addresses[m.address].grid, m.grid);
    EXPECT_TRUE(text::is_valid_utf8(m.text));
    EXPECT_FALSE(m.text.empty());
    EXPECT_FALSE(m.title.empty());
    EXPECT_EQ(m.text.find('{'), std::string_view::npos);
    EXPECT_EQ(m.reporter >= 0, m.channel == Channel::grid);
    if (m.unit >= 0) {
      EXPECT_GE(m.handler, 0);
      EXPECT_EQ(test_district().people[m.handler].unit, test_district().units[m.unit].code);
    }
    open += m.open();
    old_open += m.open() && m.reported_at < plan.now - days(120);
  };
  ASSERT_TRUE(make_matters(test_district(), test_sources(), plan, take).ok());
  EXPECT_GT(open, 0);
  EXPECT_EQ(old_open, 0);
  EXPECT_GT(number, 3000u);
}

TEST(Matters, TheSpringFestivalIsQuiet) {
  std::map<int, int> calls;  // by day
  MatterPlan plan = year(0.2);
  plan.with_text = false;
  plan.last_day = make_date(2025, 2, 28);
  const auto take = [&](const Matter& m) {
    if (m.channel != Channel::grid) ++calls[local_date(m.reported_at).day];
  };
  ASSERT_TRUE(make_matters(test_district(), test_sources(), plan, take).ok());
  const int festival = calls[make_date(2025, 1, 30).day], ordinary = calls[make_date(2025, 1, 16).day];
  EXPECT_NEAR(static_cast<double>(festival) / ordinary, 0.43, 0.12);
}

TEST(Seasons, WorkingTimeSkipsNoonsNightsAndHolidays) {
  const auto days = Days::read(test_sources().calendar);
  ASSERT_TRUE(days.ok());
  const auto local = [](int month, int day, int hour, int minute) {
    return local_instant(make_date(2025, month, day), (hour * 60 + minute) * 60'000'000LL);
  };
  EXPECT_EQ(days->add_work(local(3, 3, 11, 30), 60), local(3, 3, 14, 30));
  EXPECT_EQ(days->add_work(local(3, 3, 17, 0), 120), local(3, 4, 9, 0));
  EXPECT_EQ(days->add_work(local(9, 30, 17, 30), 60), local(10, 9, 8, 30));  // over the National Day holiday
  EXPECT_TRUE(days->is_workday(make_date(2025, 9, 28)));                     // a make-up Sunday
  EXPECT_EQ(days->next_work(local(3, 8, 10, 0)), local(3, 10, 8, 0));
  EXPECT_EQ(days->next_work(local(3, 10, 0, 0)), local(3, 10, 8, 0));
}

TEST(Seasons, WeatherOfADateDoesNotDependOnTheStretch) {
  const std::vector<double> year_round = storms(5, make_date(2025, 1, 1), 365);
  const std::vector<double> july = storms(5, make_date(2025, 7, 1), 31);
  EXPECT_TRUE(std::equal(july.begin(), july.end(), year_round.begin() + 181));
  EXPECT_GT(*std::max_element(year_round.begin(), year_round.end()), 0.5);
}

}  // namespace
}  // namespace tiange::town
