#include "base/time.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>

namespace tiange {

namespace {

constexpr std::int64_t k_day_us = 86'400'000'000;
constexpr std::int64_t k_zone_us = 8LL * 3'600'000'000;

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - ((a % b != 0) && ((a < 0) != (b < 0))); }

Refusal bad_time(std::string_view text) {
  return refuse(ErrorCode::bad_input, "日期时间“" + std::string(text) + "”无法识别，请写成 2026-11-21 09:05",
                "date and time '" + std::string(text) + "' not understood; write 2026-11-21 09:05");
}

// Reads digits, up to `most`; advances text.
std::optional<int> take_number(std::string_view& text, std::size_t most) {
  std::size_t n = 0;
  int value = 0;
  while (n < text.size() && n < most && text[n] >= '0' && text[n] <= '9') value = value * 10 + (text[n++] - '0');
  if (n == 0) return std::nullopt;
  text.remove_prefix(n);
  return value;
}

bool take(std::string_view& text, std::string_view token) {
  if (!text.starts_with(token)) return false;
  text.remove_prefix(token.size());
  return true;
}

bool take_any(std::string_view& text, std::initializer_list<std::string_view> tokens) {
  for (std::string_view token : tokens) {
    if (take(text, token)) return true;
  }
  return false;
}

void skip_spaces(std::string_view& text) {
  while (take_any(text, {" ", "\t", "\u3000", "\u00a0"})) {
  }
}

std::optional<Date> take_date(std::string_view& text) {
  std::string_view rest = text;
  auto year = take_number(rest, 4);
  if (!year || text.size() - rest.size() != 4) return std::nullopt;
  const bool compact = !take_any(rest, {"-", "/", ".", "年"});
  auto month = take_number(rest, 2);
  if (!month) return std::nullopt;
  if (!compact && !take_any(rest, {"-", "/", ".", "月"})) return std::nullopt;
  auto day = take_number(rest, 2);
  if (!day || !is_real_date(*year, *month, *day)) return std::nullopt;
  take(rest, "日");
  text = rest;
  return make_date(*year, *month, *day);
}

// Time of day in microseconds after the date.
std::optional<std::int64_t> take_time(std::string_view& text) {
  int half = 0;  // 1 morning, 2 afternoon
  if (take_any(text, {"上午", "早上", "凌晨"})) half = 1;
  if (take_any(text, {"下午", "晚上", "中午"})) half = 2;
  skip_spaces(text);
  auto hour = take_number(text, 2);
  if (!hour || *hour > 24 || !take_any(text, {":", "：", "时", "点"})) return std::nullopt;
  auto minute = take_number(text, 2);
  if (minute) take(text, "分");
  std::int64_t us = 0;
  if (take_any(text, {":", "："}) || (!text.empty() && text[0] >= '0' && text[0] <= '9')) {
    auto second = take_number(text, 2);
    if (!second || *second > 60) return std::nullopt;
    us = *second * 1'000'000LL;
    take(text, "秒");
    if (take(text, ".")) {
      std::int64_t unit = 100'000;
      while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
        us += (text[0] - '0') * unit;
        unit /= 10;
        text.remove_prefix(1);
      }
    }
  }
  if (minute.value_or(0) > 59) return std::nullopt;
  int h = *hour;
  if (half == 2 && h < 12) h += 12;
  return (h * 60LL + minute.value_or(0)) * 60'000'000LL + us;
}

std::optional<std::int64_t> take_zone_us(std::string_view& text) {
  if (take_any(text, {"Z", "z"})) return 0;
  const bool minus = take(text, "-");
  if (!minus && !take(text, "+")) return std::nullopt;
  auto hour = take_number(text, 2);
  take(text, ":");
  auto minute = take_number(text, 2);
  if (!hour || *hour > 14 || minute.value_or(0) > 59) return std::nullopt;
  const std::int64_t us = (*hour * 60LL + minute.value_or(0)) * 60'000'000LL;
  return minus ? -us : us;
}

}  // namespace

// Days from civil and back: the era arithmetic of the proleptic Gregorian calendar.
Date make_date(int year, int month, int day) {
  const int y = year - (month <= 2);
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int yoe = y - era * 400;
  const int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return {era * 146097 + doe - 719468};
}

YearMonthDay split_date(Date date) {
  const int z = date.day + 719468;
  const int era = (z >= 0 ? z : z - 146096) / 146097;
  const int doe = z - era * 146097;
  const int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const int mp = (5 * doy + 2) / 153;
  const int month = mp < 10 ? mp + 3 : mp - 9;
  return {yoe + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1};
}

bool is_real_date(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
  static constexpr int k_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= k_days[month - 1] + (month == 2 && leap);
}

int weekday(Date date) { return static_cast<int>(((date.day + 3) % 7 + 7) % 7) + 1; }

Date local_date(Instant moment) { return {static_cast<std::int32_t>(floor_div(moment.us + k_zone_us, k_day_us))}; }

std::int64_t local_us_of_day(Instant moment) {
  const std::int64_t local = moment.us + k_zone_us;
  return local - floor_div(local, k_day_us) * k_day_us;
}

Instant local_instant(Date date, std::int64_t us_of_day) {
  return {static_cast<std::int64_t>(date.day) * k_day_us + us_of_day - k_zone_us};
}

namespace {

// Moments are written by the hundred in every list, which printf makes the dearest part of it.
void put_digits(char* at, int count, int number) {
  for (int i = count - 1; i >= 0; --i, number /= 10) at[i] = static_cast<char>('0' + number % 10);
}

}  // namespace

std::string format_date(Date date) {
  const auto [year, month, day] = split_date(date);
  if (year >= 0 && year <= 9999) {
    std::string text = "0000-00-00";
    put_digits(text.data(), 4, year);
    put_digits(text.data() + 5, 2, static_cast<int>(month));
    put_digits(text.data() + 8, 2, static_cast<int>(day));
    return text;
  }
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
  return text;
}

std::string format_local(Instant moment) { return format_local_seconds(moment).substr(0, 16); }

std::string format_local_seconds(Instant moment) {
  const int s = static_cast<int>(local_us_of_day(moment) / 1'000'000);
  char text[32];
  std::snprintf(text, sizeof text, " %02d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  return format_date(local_date(moment)) + text;
}

std::string format_iso(Instant moment) {
  const std::int64_t day = floor_div(moment.us, k_day_us);
  const std::int64_t us = moment.us - day * k_day_us;
  const int s = static_cast<int>(us / 1'000'000);
  std::string text = format_date({static_cast<std::int32_t>(day)}) + "T00:00:00.000000Z";
  char* end = text.data() + text.size();
  put_digits(end - 16, 2, s / 3600);
  put_digits(end - 13, 2, s / 60 % 60);
  put_digits(end - 10, 2, s % 60);
  put_digits(end - 7, 6, static_cast<int>(us % 1'000'000));
  return text;
}

Result<Date> parse_date(std::string_view text) {
  std::string_view rest = text;
  skip_spaces(rest);
  auto date = take_date(rest);
  skip_spaces(rest);
  if (!date || !rest.empty()) return bad_time(text);
  return *date;
}

Result<Instant> parse_iso(std::string_view text) {
  std::string_view rest = text;
  auto date = take_date(rest);
  if (!date || !take_any(rest, {"T", "t", " "})) return bad_time(text);
  auto time = take_time(rest);
  if (!time) return bad_time(text);
  auto zone = take_zone_us(rest);
  if (!zone || !rest.empty()) return bad_time(text);
  return Instant{date->day * k_day_us + *time - *zone};
}

Result<Instant> parse_local(std::string_view text) {
  std::string_view rest = text;
  skip_spaces(rest);
  if (auto date = take_date(rest)) {
    if (!take_any(rest, {"T", "t"})) skip_spaces(rest);
    if (rest.empty()) return local_instant(*date, 0);
    auto time = take_time(rest);
    if (!time) return bad_time(text);
    skip_spaces(rest);
    if (rest.empty()) return local_instant(*date, *time);
    auto zone = take_zone_us(rest);
    if (!zone || !rest.empty()) return bad_time(text);
    return Instant{date->day * k_day_us + *time - *zone};
  }
  // An Excel day number: days since 1899-12-30; 20000 is 1954, 80000 is 2119.
  double serial = 0;
  rest = text;
  skip_spaces(rest);
  auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), serial);
  if (error == std::errc() && end == rest.data() + rest.size() && serial >= 20000 && serial < 80000) {
    const double whole = std::floor(serial);
    const auto date = make_date(1899, 12, 30) + static_cast<int>(whole);
    return local_instant(date, std::llround((serial - whole) * 86400.0) * 1'000'000);
  }
  return bad_time(text);
}

}  // namespace tiange
