#include "engines/feel/values/temporal.h"

#include "engines/feel/values/feel_unicode.h"

namespace tiange::feel {
namespace {

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - ((a % b != 0) && ((a < 0) != (b < 0))); }
std::int64_t floor_mod(std::int64_t a, std::int64_t b) { return a - floor_div(a, b) * b; }

bool is_leap(std::int64_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

// Seconds of the local clock since 1970-01-01T00:00:00 local.
std::int64_t local_seconds(const Date& date, std::int64_t nanos) {
  return days_from_date(date) * 86'400 + nanos / k_nanos_per_second;
}

}  // namespace

std::optional<Zone> Zone::named(std::string_view iana_name) {
  const auto index = unicode::zone_index(iana_name);
  if (!index) return std::nullopt;
  return Zone(k_named + *index);
}

std::string Zone::name() const { return unicode::zone_name(code_ - k_named); }

std::int64_t days_from_date(const Date& date) {
  const std::int64_t y = static_cast<std::int64_t>(date.year) - (date.month <= 2);
  const std::int64_t era = floor_div(y, 400);
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t shifted_month = (date.month + 9) % 12;
  const std::int64_t day_of_shifted_year = (153 * shifted_month + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_shifted_year;
  return era * 146'097 + day_of_era - 719'468;
}

std::optional<Date> date_from_days(std::int64_t days) {
  constexpr std::int64_t k_limit = 366LL * 1'000'000'000;
  if (days > k_limit || days < -k_limit) return std::nullopt;
  const std::int64_t shifted = days + 719'468;
  const std::int64_t era = floor_div(shifted, 146'097);
  const std::int64_t day_of_era = shifted - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const std::int64_t year = year_of_era + era * 400 + (month <= 2);
  return make_date(year, month, day_of_year - (153 * shifted_month + 2) / 5 + 1);
}

int days_in_month(std::int64_t year, int month) {
  constexpr int k_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : k_days[month - 1];
}

std::optional<Date> make_date(std::int64_t year, std::int64_t month, std::int64_t day) {
  if (year > k_max_year || year < -k_max_year || month < 1 || month > 12 || day < 1) return std::nullopt;
  if (day > days_in_month(year, static_cast<int>(month))) return std::nullopt;
  return Date{static_cast<std::int32_t>(year), static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)};
}

int weekday(const Date& date) { return static_cast<int>(floor_mod(days_from_date(date) + 3, 7)) + 1; }

int day_of_year(const Date& date) {
  return static_cast<int>(days_from_date(date) - days_from_date({date.year, 1, 1})) + 1;
}

int week_of_year(const Date& date) {
  // The week belongs to the year of its Thursday.
  const std::int64_t thursday = days_from_date(date) - weekday(date) + 4;
  const Date in_week = date_from_days(thursday).value_or(date);
  return (day_of_year(in_week) - 1) / 7 + 1;
}

std::int32_t offset_at(const DateTime& local) {
  if (!local.zone.given()) return 0;
  if (!local.zone.is_named()) return local.zone.offset_seconds();
  const auto index = local.zone.code() - 1'000'000;
  return unicode::zone_offset_at_local(index, local_seconds(local.date, local.nanos));
}

std::int32_t offset_of(const Time& time) {
  if (!time.zone.given()) return 0;
  if (!time.zone.is_named()) return time.zone.offset_seconds();
  return unicode::zone_standard_offset(time.zone.code() - 1'000'000);
}

DaysDuration instant_of(const DateTime& value) {
  return {local_seconds(value.date, value.nanos) - offset_at(value),
          static_cast<std::int32_t>(value.nanos % k_nanos_per_second)};
}

std::optional<DateTime> local_at(const DaysDuration& instant, Zone zone) {
  std::int64_t seconds = instant.seconds;
  if (zone.is_named()) {
    seconds += unicode::zone_offset_at_instant(zone.code() - 1'000'000, instant.seconds);
  } else if (zone.given()) {
    seconds += zone.offset_seconds();
  }
  const auto date = date_from_days(floor_div(seconds, 86'400));
  if (!date) return std::nullopt;
  return DateTime{*date, floor_mod(seconds, 86'400) * k_nanos_per_second + instant.nanos, zone};
}

std::optional<Date> add_months(const Date& date, std::int64_t months) {
  constexpr std::int64_t k_limit = 24LL * k_max_year;
  if (months > k_limit || months < -k_limit) return std::nullopt;
  const std::int64_t total = static_cast<std::int64_t>(date.year) * 12 + date.month - 1 + months;
  const std::int64_t year = floor_div(total, 12);
  const int month = static_cast<int>(floor_mod(total, 12)) + 1;
  const int last = days_in_month(year, month);
  return make_date(year, month, date.day < last ? date.day : last);
}

std::optional<DateTime> add(const DateTime& value, const DaysDuration& span) {
  // On the clock of the zone: an instant is moved, then read back in the same zone.
  const auto moved = add(instant_of(value), span);
  if (!moved) return std::nullopt;
  return local_at(*moved, value.zone);
}

Time add(const Time& value, const DaysDuration& span) {
  const std::int64_t within_day = floor_mod(span.seconds, 86'400) * k_nanos_per_second + span.nanos;
  return {floor_mod(value.nanos + within_day, k_nanos_per_day), value.zone};
}

std::optional<DaysDuration> add(const DaysDuration& a, const DaysDuration& b) {
  std::int64_t seconds = 0;
  if (__builtin_add_overflow(a.seconds, b.seconds, &seconds)) return std::nullopt;
  std::int32_t nanos = a.nanos + b.nanos;
  if (nanos >= k_nanos_per_second) {
    nanos -= static_cast<std::int32_t>(k_nanos_per_second);
    if (__builtin_add_overflow(seconds, 1, &seconds)) return std::nullopt;
  }
  return DaysDuration{seconds, nanos};
}

DaysDuration negated(const DaysDuration& value) {
  const auto flipped = static_cast<std::int64_t>(0 - static_cast<std::uint64_t>(value.seconds));
  if (value.nanos == 0) return {flipped, 0};
  return {flipped - 1, static_cast<std::int32_t>(k_nanos_per_second) - value.nanos};
}

std::optional<DaysDuration> difference(const DaysDuration& a, const DaysDuration& b) { return add(a, negated(b)); }

}  // namespace tiange::feel
