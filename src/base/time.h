#pragma once
// Moments, dates and spans as plain values. The district's wall clock is China Standard Time, a fixed UTC+8
// (no daylight saving since 1991), so no zone database is needed here.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiange {

// A length of time in microseconds.
struct Span {
  std::int64_t us = 0;
  friend auto operator<=>(const Span&, const Span&) = default;
};
constexpr Span operator+(Span a, Span b) { return {a.us + b.us}; }
constexpr Span operator-(Span a, Span b) { return {a.us - b.us}; }
constexpr Span operator*(Span a, std::int64_t n) { return {a.us * n}; }
constexpr Span seconds(std::int64_t n) { return {n * 1'000'000}; }
constexpr Span minutes(std::int64_t n) { return seconds(n * 60); }
constexpr Span hours(std::int64_t n) { return minutes(n * 60); }
constexpr Span days(std::int64_t n) { return hours(n * 24); }

// A moment: microseconds since 1970-01-01T00:00:00Z. Zero means "none" where a field is optional.
struct Instant {
  std::int64_t us = 0;
  explicit operator bool() const { return us != 0; }
  friend auto operator<=>(const Instant&, const Instant&) = default;
};
constexpr Instant operator+(Instant t, Span s) { return {t.us + s.us}; }
constexpr Instant operator-(Instant t, Span s) { return {t.us - s.us}; }
constexpr Span operator-(Instant a, Instant b) { return {a.us - b.us}; }

// A calendar date: days since 1970-01-01 (proleptic Gregorian).
struct Date {
  std::int32_t day = 0;
  friend auto operator<=>(const Date&, const Date&) = default;
};
constexpr Date operator+(Date d, int n) { return {d.day + n}; }
constexpr int operator-(Date a, Date b) { return a.day - b.day; }

struct YearMonthDay {
  int year;
  int month;  // 1-12
  int day;    // 1-31
};
Date make_date(int year, int month, int day);  // the caller gives a real date
bool is_real_date(int year, int month, int day);
YearMonthDay split_date(Date date);
int weekday(Date date);  // 1 Monday … 7 Sunday (ISO 8601)

// Wall clock of the district (UTC+8).
Date local_date(Instant moment);
std::int64_t local_us_of_day(Instant moment);
Instant local_instant(Date date, std::int64_t us_of_day);

std::string format_date(Date date);            // 2026-11-21
std::string format_local(Instant moment);      // 2026-11-21 09:05
std::string format_local_seconds(Instant m);   // 2026-11-21 09:05:30
std::string format_iso(Instant moment);        // 2026-11-21T01:05:30.000000Z, RFC 3339
Result<Date> parse_date(std::string_view text);        // 2026-11-21, 2026/11/21, 2026.11.21, 20261121, 2026年11月21日
Result<Instant> parse_iso(std::string_view text);      // RFC 3339 with Z or offset
// What exports of other platforms hold: a date as above, then optionally a time "9:05", "09:05:30", "上午9:05", "下午3时05分",
// separated by space or T; also RFC 3339 and Excel day numbers (45000.5). Times without zone are district time.
Result<Instant> parse_local(std::string_view text);

// Where "now" comes from. Production reads the system; tests and simulations set it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

}  // namespace tiange
