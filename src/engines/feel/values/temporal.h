#pragma once
// Calendar values of FEEL: proleptic Gregorian, years -999,999,999 to 999,999,999, nanoseconds, offsets and named
// zones (IANA names; rules come with the Unicode library). Small plain structs; text forms are ISO 8601.

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tiange::feel {

struct Date {
  std::int32_t year = 1970;
  std::uint8_t month = 1;
  std::uint8_t day = 1;
  auto operator<=>(const Date&) const = default;
};

// No zone, an offset in seconds east of UTC, or an entry of the zone table.
class Zone {
 public:
  constexpr Zone() = default;
  static constexpr Zone offset(std::int32_t seconds) { return Zone(seconds); }
  static constexpr Zone utc() { return Zone(0); }
  static std::optional<Zone> named(std::string_view iana_name);
  static constexpr Zone from_code(std::int32_t code) { return Zone(code); }

  bool given() const { return code_ != k_none; }
  bool is_named() const { return code_ >= k_named; }
  std::int32_t code() const { return code_; }
  std::int32_t offset_seconds() const { return code_; }  // only when given and not named
  std::string name() const;                              // only when named
  bool operator==(const Zone&) const = default;

 private:
  static constexpr std::int32_t k_none = INT32_MIN;
  static constexpr std::int32_t k_named = 1'000'000;
  constexpr explicit Zone(std::int32_t code) : code_(code) {}
  std::int32_t code_ = k_none;
};

struct Time {
  std::int64_t nanos = 0;  // since midnight, 0 to 86'399'999'999'999
  Zone zone;
};

struct DateTime {
  Date date;
  std::int64_t nanos = 0;  // since midnight
  Zone zone;
};

// Exact span: seconds + nanos, nanos in 0 to 999'999'999 (the seconds are floored).
struct DaysDuration {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  auto operator<=>(const DaysDuration&) const = default;
};

struct MonthsDuration {
  std::int64_t months = 0;
  auto operator<=>(const MonthsDuration&) const = default;
};

constexpr std::int64_t k_nanos_per_second = 1'000'000'000;
constexpr std::int64_t k_nanos_per_day = 86'400 * k_nanos_per_second;
constexpr std::int32_t k_max_year = 999'999'999;

// Days since 1970-01-01.
std::int64_t days_from_date(const Date& date);
std::optional<Date> date_from_days(std::int64_t days);
std::optional<Date> make_date(std::int64_t year, std::int64_t month, std::int64_t day);
int days_in_month(std::int64_t year, int month);
int weekday(const Date& date);       // 1 Monday to 7 Sunday
int day_of_year(const Date& date);   // 1 to 366
int week_of_year(const Date& date);  // ISO 8601

// Offset of the zone at that local time, seconds east of UTC; no zone counts as UTC.
std::int32_t offset_at(const DateTime& local);
std::int32_t offset_of(const Time& time);
// Seconds since 1970-01-01T00:00:00Z, and nanos of that second.
DaysDuration instant_of(const DateTime& value);
// The local reading of an instant in a zone.
std::optional<DateTime> local_at(const DaysDuration& instant, Zone zone);

std::optional<Date> parse_date(std::string_view text);
std::optional<Time> parse_time(std::string_view text);
std::optional<DateTime> parse_date_time(std::string_view text);  // needs the T part
std::optional<DaysDuration> parse_days_duration(std::string_view text);
std::optional<MonthsDuration> parse_months_duration(std::string_view text);

std::string to_string(const Date& value);
std::string to_string(const Time& value);
std::string to_string(const DateTime& value);
std::string to_string(const DaysDuration& value);
std::string to_string(const MonthsDuration& value);

std::optional<Date> add_months(const Date& date, std::int64_t months);
std::optional<DateTime> add(const DateTime& value, const DaysDuration& span);
Time add(const Time& value, const DaysDuration& span);  // around midnight
std::optional<DaysDuration> add(const DaysDuration& a, const DaysDuration& b);
DaysDuration negated(const DaysDuration& value);
std::optional<DaysDuration> difference(const DaysDuration& a, const DaysDuration& b);

}  // namespace tiange::feel
