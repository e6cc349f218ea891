#include "town/seasons.h"

#include <algorithm>

#include "town/ground/table.h"

namespace tiange::town {
namespace {

using Months = std::array<double, 12>;
using Hours = std::array<double, 24>;

struct NamedMonths {
  std::string_view name;
  Months factors;
};
constexpr NamedMonths k_seasons[] = {
    {"flat", {1, 1, 1, 1, 1, 1, 1.08, 1.04, 1, 1, 1, 1}},
    {"rain", {0.6, 0.6, 0.8, 1.2, 1.6, 1.8, 1.5, 1.5, 1.2, 0.7, 0.5, 0.5}},
    {"heat", {0.7, 0.7, 0.8, 0.9, 1.1, 1.3, 1.7, 1.6, 1.3, 1, 0.8, 0.7}},
    {"school", {0.4, 0.4, 0.8, 1.8, 2.6, 2.2, 1.2, 1.6, 2.4, 0.4, 0.3, 0.3}},
    {"wages", {2.5, 1.5, 0.8, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.9, 1.9}},
    {"leaves", {0.8, 1, 1.7, 1.6, 1, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.8}},
    {"winter", {1.6, 1.4, 1, 0.8, 0.7, 0.7, 0.7, 0.7, 0.8, 1, 1.2, 1.5}},
    {"spring", {0.8, 1.5, 1.7, 1.1, 0.9, 0.9, 1.1, 0.9, 0.9, 0.8, 0.7, 0.7}},
};

struct NamedHours {
  std::string_view name;
  Hours weights;
};
constexpr NamedHours k_hours[] = {
    {"call", {0.5, 0.3, 0.2, 0.2, 0.2, 0.3, 0.8, 2, 6, 10, 10.5, 8, 4, 4.5, 7.5, 9.5, 9.5, 7, 4.5, 4, 3.5, 3, 2, 1}},
    {"patrol", {0, 0, 0, 0, 0, 0, 0.3, 1, 7, 12, 13, 9, 2, 2, 7, 12, 13, 9, 4, 3, 2, 1, 0.3, 0}},
    {"night", {7, 4, 2, 1.5, 1, 1, 2, 2, 2, 2, 2, 2, 4, 4, 2, 2, 2, 2, 3, 5, 7, 9, 12, 11}},
    {"evening", {1, 0.4, 0.2, 0.1, 0.1, 0.3, 2, 3, 4, 4, 4, 4, 4, 3, 3, 4, 6, 9, 11, 12, 11, 8, 4, 2}},
    {"allday", {2, 1.5, 1, 1, 1, 1.5, 3, 5, 6, 6, 6, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 5, 4, 3}},
    {"commute", {0.3, 0.2, 0.1, 0.1, 0.2, 0.8, 4, 12, 12, 6, 4, 3, 3, 3, 3, 3, 5, 11, 12, 7, 4, 3, 2, 1}},
    {"meal", {2, 1, 0.5, 0.2, 0.2, 0.2, 0.5, 2, 3, 4, 5, 9, 11, 7, 4, 3, 3, 5, 9, 11, 10, 8, 5, 3}},
};

constexpr std::int64_t k_minute_us = 60'000'000;

struct Window {
  std::int64_t from;  // minutes of the day
  std::int64_t to;
};
constexpr Window k_windows[] = {{8 * 60, 12 * 60}, {14 * 60, 18 * 60}};

}  // namespace

const Months& season_named(std::string_view name) {
  for (const NamedMonths& season : k_seasons) {
    if (season.name == name) return season.factors;
  }
  return k_seasons[0].factors;
}

const Hours& hours_named(std::string_view name) {
  for (const NamedHours& hours : k_hours) {
    if (hours.name == name) return hours.weights;
  }
  return k_hours[0].weights;
}

Result<Days> Days::read(std::string_view calendar_csv) {
  TIANGE_TRY(const Table table, Table::read(calendar_csv, "calendar.csv", {"date", "kind", "name"}));
  Days days;
  for (std::size_t i = 0; i < table.size(); ++i) {
    TIANGE_TRY(const Date date, parse_date(table.at(i, 0)));
    if (table.at(i, 1) == "workday") {
      days.on_.insert(date.day);
    } else {
      days.off_.insert(date.day);
      if (table.at(i, 2) == "春节") days.spring_festival_.insert(date.day);
    }
  }
  return days;
}

bool Days::is_workday(Date date) const {
  if (on_.contains(date.day)) return true;
  return weekday(date) <= 5 && !off_.contains(date.day);
}

double Days::patrol_share(Date date) const {
  if (spring_festival_.contains(date.day)) return 0.25;
  if (off_.contains(date.day)) return 0.35;
  return is_workday(date) ? 1 : 0.48;
}

double Days::call_share(Date date) const {
  if (spring_festival_.contains(date.day)) return 0.43;
  if (off_.contains(date.day)) return 0.55;
  return is_workday(date) ? 1 : 0.68;
}

Instant Days::next_work(Instant from) const {
  Date date = local_date(from);
  std::int64_t minute = local_us_of_day(from) / k_minute_us;
  for (;; date = date + 1, minute = 0) {
    if (!is_workday(date)) continue;
    for (const Window& w : k_windows) {
      if (minute < w.from) return local_instant(date, w.from * k_minute_us);
      if (minute < w.to) return minute == 0 ? local_instant(date, w.from * k_minute_us) : from;
    }
  }
}

Instant Days::add_work(Instant from, std::int64_t minutes) const {
  Instant at = next_work(from);
  for (;;) {
    const std::int64_t minute = local_us_of_day(at) / k_minute_us;
    const std::int64_t end = minute < k_windows[0].to ? k_windows[0].to : k_windows[1].to;
    if (minutes < end - minute) return at + tiange::minutes(minutes);
    minutes -= end - minute;
    at = next_work(local_instant(local_date(at), end * k_minute_us));
  }
}

std::vector<double> storms(std::uint64_t seed, Date first, int days) {
  std::vector<double> strength(static_cast<std::size_t>(std::max(days, 0)));
  // Drawn from a fixed day on, so that the weather of a date does not depend on where the stretch begins.
  const Date start = make_date(2020, 1, 1);
  Random random(seed, "weather");
  double after = 0;
  for (Date date = start; date < first + days; date = date + 1) {
    const YearMonthDay ymd = split_date(date);
    const int md = ymd.month * 100 + ymd.day;
    const bool dragon_boat = md >= 515 && md <= 625;
    const double rain = dragon_boat ? 0.26 : ymd.month >= 4 && ymd.month <= 9 ? 0.08 : 0.015;
    const bool typhoon = md >= 610 && md <= 930 && random.unit() < 0.03;
    const double dice = random.unit(), force = random.unit();
    double today = after;
    after = 0;
    if (typhoon) {
      today = 0.75 + 0.25 * force;
      after = 0.5 * today;
    } else if (dice < rain) {
      today = std::max(today, 0.12 + 0.4 * force * force);
      if (dragon_boat) after = force * 0.3;
    }
    if (date >= first) strength[static_cast<std::size_t>(date - first)] = today;
  }
  return strength;
}

}  // namespace tiange::town
