// ISO 8601 text of calendar values, as XML Schema writes them, with FEEL's @Zone/Name after a time.
#include <array>
#include <cstdlib>

#include "engines/feel/values/temporal.h"

namespace tiange::feel {
namespace {

// Reads a text from the left; every take says whether it was there.
struct Cursor {
  std::string_view text;

  bool empty() const { return text.empty(); }
  bool take(char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
  }
  std::size_t digit_count() const {
    std::size_t n = 0;
    while (n < text.size() && text[n] >= '0' && text[n] <= '9') ++n;
    return n;
  }
  // Exactly count digits.
  std::optional<std::int64_t> digits(std::size_t count) {
    if (count == 0 || count > 18 || digit_count() < count) return std::nullopt;
    std::int64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value * 10 + (text[i] - '0');
    text.remove_prefix(count);
    return value;
  }
  std::optional<std::int64_t> all_digits() { return digits(digit_count()); }
};

std::optional<Date> take_date(Cursor& in) {
  const bool negative = in.take('-');
  const std::size_t count = in.digit_count();
  if (count < 4 || count > 9 || (count > 4 && in.text.front() == '0')) return std::nullopt;
  const auto year = in.digits(count);
  if (!in.take('-')) return std::nullopt;
  const auto month = in.digits(2);
  if (!month || !in.take('-')) return std::nullopt;
  const auto day = in.digits(2);
  if (!day) return std::nullopt;
  return make_date(negative ? -*year : *year, *month, *day);
}

// Fraction after a point as nanoseconds; further digits are dropped.
std::optional<std::int64_t> take_fraction(Cursor& in) {
  const std::size_t count = in.digit_count();
  if (count == 0) return std::nullopt;
  std::int64_t nanos = 0;
  for (std::size_t i = 0; i < 9; ++i) nanos = nanos * 10 + (i < count ? in.text[i] - '0' : 0);
  in.text.remove_prefix(count);
  return nanos;
}

std::optional<Zone> take_zone(Cursor& in) {
  if (in.empty()) return Zone();
  if (in.take('Z') || in.take('z')) return Zone::utc();
  if (in.take('@')) {
    const auto zone = Zone::named(in.text);
    in.text = {};
    return zone;
  }
  const bool negative = in.take('-');
  if (!negative && !in.take('+')) return std::nullopt;
  const auto hours = in.digits(2);
  if (!hours || !in.take(':')) return std::nullopt;
  const auto minutes = in.digits(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  std::int64_t seconds = 0;
  if (in.take(':')) {
    const auto part = in.digits(2);
    if (!part || *part > 59) return std::nullopt;
    seconds = *part;
  }
  const std::int64_t total = *hours * 3600 + *minutes * 60 + seconds;
  if (total > 18 * 3600) return std::nullopt;
  return Zone::offset(static_cast<std::int32_t>(negative ? -total : total));
}

struct ClockReading {
  std::int64_t nanos;
  bool next_day;  // 24:00:00
};

std::optional<ClockReading> take_clock(Cursor& in) {
  const auto hours = in.digits(2);
  if (!hours || !in.take(':')) return std::nullopt;
  const auto minutes = in.digits(2);
  if (!minutes || !in.take(':')) return std::nullopt;
  const auto seconds = in.digits(2);
  if (!seconds) return std::nullopt;
  std::int64_t fraction = 0;
  if (in.take('.')) {
    const auto part = take_fraction(in);
    if (!part) return std::nullopt;
    fraction = *part;
  }
  if (*hours == 24 && *minutes == 0 && *seconds == 0 && fraction == 0) return ClockReading{0, true};
  if (*hours > 23 || *minutes > 59 || *seconds > 59) return std::nullopt;
  return ClockReading{(*hours * 3600 + *minutes * 60 + *seconds) * k_nanos_per_second + fraction, false};
}

std::string two(std::int64_t n) {
  std::string text = std::to_string(n);
  return text.size() < 2 ? "0" + text : text;
}

std::string fraction_text(std::int64_t nanos) {
  if (nanos == 0) return {};
  std::string digits = std::to_string(nanos);
  digits.insert(0, 9 - digits.size(), '0');
  digits.erase(digits.find_last_not_of('0') + 1);
  return "." + digits;
}

std::string clock_text(std::int64_t nanos) {
  const std::int64_t seconds = nanos / k_nanos_per_second;
  return two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60) +
         fraction_text(nanos % k_nanos_per_second);
}

std::string zone_text(Zone zone) {
  if (!zone.given()) return {};
  if (zone.is_named()) return "@" + zone.name();
  if (zone.offset_seconds() == 0) return "Z";
  const std::int32_t size = std::abs(zone.offset_seconds());
  std::string text = (zone.offset_seconds() < 0 ? "-" : "+") + two(size / 3600) + ":" + two(size / 60 % 60);
  if (size % 60 != 0) text += ":" + two(size % 60);
  return text;
}

bool add_scaled(std::int64_t& total, std::int64_t amount, std::int64_t unit) {
  std::int64_t scaled = 0;
  return !__builtin_mul_overflow(amount, unit, &scaled) && !__builtin_add_overflow(total, scaled, &total);
}

struct SpanReading {
  std::int64_t total = 0;  // in the small unit: seconds or months
  std::int64_t nanos = 0;
  bool any = false;
};

// "5S" or "5.25S", the last part of a duration.
bool take_seconds(Cursor& in, SpanReading& span) {
  const auto amount = in.all_digits();
  if (!amount) return false;
  if (in.take('.') && !in.empty() && in.text.front() != 'S') {
    const auto part = take_fraction(in);
    if (!part) return false;
    span.nanos = *part;
  }
  span.any = true;
  return in.take('S') && add_scaled(span.total, *amount, 1);
}

// Parts such as "3D" in the order of the units, each at most once.
bool take_parts(Cursor& in, std::string_view letters, std::initializer_list<std::int64_t> units, SpanReading& span) {
  auto unit = units.begin();
  for (std::size_t i = 0; i < letters.size(); ++i, ++unit) {
    const std::size_t count = in.digit_count();
    if (count == 0 || count >= in.text.size() || in.text[count] != letters[i]) continue;
    const auto amount = in.digits(count);
    if (!amount || !add_scaled(span.total, *amount, *unit)) return false;
    in.take(letters[i]);
    span.any = true;
  }
  return true;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  Cursor in{text};
  const auto date = take_date(in);
  return date && in.empty() ? date : std::nullopt;
}

std::optional<Time> parse_time(std::string_view text) {
  Cursor in{text};
  in.take('T');
  const auto clock = take_clock(in);
  if (!clock) return std::nullopt;
  const auto zone = take_zone(in);
  if (!zone || !in.empty()) return std::nullopt;
  return Time{clock->nanos, *zone};
}

std::optional<DateTime> parse_date_time(std::string_view text) {
  Cursor in{text};
  auto date = take_date(in);
  if (!date || !in.take('T')) return std::nullopt;
  const auto clock = take_clock(in);
  if (!clock) return std::nullopt;
  const auto zone = take_zone(in);
  if (!zone || !in.empty()) return std::nullopt;
  if (clock->next_day) date = date_from_days(days_from_date(*date) + 1);
  if (!date) return std::nullopt;
  return DateTime{*date, clock->nanos, *zone};
}

std::optional<DaysDuration> parse_days_duration(std::string_view text) {
  Cursor in{text};
  const bool negative = in.take('-');
  SpanReading span;
  if (!in.take('P') || !take_parts(in, "D", {86'400}, span)) return std::nullopt;
  if (in.take('T')) {
    span.any = false;
    if (!take_parts(in, "HM", {3600, 60}, span)) return std::nullopt;
    if (!in.empty() && !take_seconds(in, span)) return std::nullopt;
  }
  if (!span.any || !in.empty()) return std::nullopt;
  const DaysDuration value{span.total, static_cast<std::int32_t>(span.nanos)};
  return negative ? negated(value) : value;
}

std::optional<MonthsDuration> parse_months_duration(std::string_view text) {
  Cursor in{text};
  const bool negative = in.take('-');
  SpanReading span;
  if (!in.take('P') || !take_parts(in, "YM", {12, 1}, span) || !span.any || !in.empty()) return std::nullopt;
  return MonthsDuration{negative ? -span.total : span.total};
}

std::string to_string(const Date& value) {
  std::string digits = std::to_string(std::abs(static_cast<std::int64_t>(value.year)));
  if (digits.size() < 4) digits.insert(0, 4 - digits.size(), '0');
  return (value.year < 0 ? "-" : "") + digits + "-" + two(value.month) + "-" + two(value.day);
}

std::string to_string(const Time& value) { return clock_text(value.nanos) + zone_text(value.zone); }

std::string to_string(const DateTime& value) {
  return to_string(value.date) + "T" + clock_text(value.nanos) + zone_text(value.zone);
}

std::string to_string(const DaysDuration& value) {
  const bool negative = value.seconds < 0;
  const DaysDuration size = negative ? negated(value) : value;
  const auto seconds = static_cast<std::uint64_t>(size.seconds);
  std::string text = negative ? "-P" : "P";
  if (seconds >= 86'400) text += std::to_string(seconds / 86'400) + "D";
  std::string clock;
  if (seconds / 3600 % 24 != 0) clock += std::to_string(seconds / 3600 % 24) + "H";
  if (seconds / 60 % 60 != 0) clock += std::to_string(seconds / 60 % 60) + "M";
  if (seconds % 60 != 0 || size.nanos != 0) clock += std::to_string(seconds % 60) + fraction_text(size.nanos) + "S";
  if (!clock.empty()) text += "T" + clock;
  return seconds == 0 && size.nanos == 0 ? "PT0S" : text;
}

std::string to_string(const MonthsDuration& value) {
  if (value.months == 0) return "P0M";
  const auto size = static_cast<std::uint64_t>(value.months < 0 ? -value.months : value.months);
  std::string text = value.months < 0 ? "-P" : "P";
  if (size / 12 != 0) text += std::to_string(size / 12) + "Y";
  if (size % 12 != 0) text += std::to_string(size % 12) + "M";
  return text;
}

}  // namespace tiange::feel
