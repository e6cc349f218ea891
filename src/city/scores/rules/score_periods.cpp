#include "city/scores/rules/score_periods.h"

#include <cstdio>

#include "base/text.h"

namespace tiange::scores {

namespace {

// Weeks begin on Monday and belong to the year of their Thursday (ISO 8601).
Date monday_of(Date day) { return day + (1 - weekday(day)); }
Date first_monday(int year) { return monday_of(make_date(year, 1, 4)); }

Date months_on(Date first, int months) {
  const YearMonthDay at = split_date(first);
  const int index = at.year * 12 + at.month - 1 + months;
  return make_date(index / 12, index % 12 + 1, 1);
}

int months_of(PeriodKind kind) { return kind == PeriodKind::year ? 12 : kind == PeriodKind::quarter ? 3 : 1; }

Period starting(PeriodKind kind, Date first) {
  if (kind == PeriodKind::day) return {kind, first, first};
  if (kind == PeriodKind::week) return {kind, first, first + 6};
  return {kind, first, months_on(first, months_of(kind)) + -1};
}

Refusal not_a_period(std::string_view text) {
  const std::string given(text);
  return refuse_fields(
      ErrorCode::bad_input,
      {{"period",
        "“" + given + "”不是考核期。写作 2026-11、2026-Q4、2026、2026-W47、2026-11-21 或 2026-11-03..2026-11-20",
        "“" + given + "” is no period; write 2026-11, 2026-Q4, 2026, 2026-W47, 2026-11-21 or 2026-11-03..2026-11-20"}});
}

std::string padded(int number, int digits) {
  char out[16];
  std::snprintf(out, sizeof out, "%0*d", digits, number);
  return out;
}

}  // namespace

std::string Period::text() const {
  const YearMonthDay at = split_date(first);
  switch (kind) {
    case PeriodKind::day: return format_date(first);
    case PeriodKind::week: {
      const int year = split_date(first + 3).year;
      return std::to_string(year) + "-W" + padded((first - first_monday(year)) / 7 + 1, 2);
    }
    case PeriodKind::month: return std::to_string(at.year) + "-" + padded(at.month, 2);
    case PeriodKind::quarter: return std::to_string(at.year) + "-Q" + std::to_string((at.month + 2) / 3);
    case PeriodKind::year: return std::to_string(at.year);
    case PeriodKind::span: return format_date(first) + ".." + format_date(last);
  }
  return "";
}

Period Period::before() const {
  if (kind == PeriodKind::span) return {kind, first + -(last - first + 1), first + -1};
  if (kind == PeriodKind::day) return starting(kind, first + -1);
  if (kind == PeriodKind::week) return starting(kind, first + -7);
  return starting(kind, months_on(first, -months_of(kind)));
}

Period Period::year_ago() const {
  if (kind == PeriodKind::span) return {kind, first + -365, last + -365};
  if (kind == PeriodKind::day) {
    const YearMonthDay at = split_date(first);
    const bool leap_day = at.month == 2 && at.day == 29;
    return starting(kind, make_date(at.year - 1, at.month, leap_day ? 28 : at.day));
  }
  if (kind == PeriodKind::week) return starting(kind, first + -364);
  return starting(kind, months_on(first, -12));
}

Period period_of(PeriodKind kind, Date day) {
  const YearMonthDay at = split_date(day);
  switch (kind) {
    case PeriodKind::day: return starting(kind, day);
    case PeriodKind::week: return starting(kind, monday_of(day));
    case PeriodKind::month: return starting(kind, make_date(at.year, at.month, 1));
    case PeriodKind::quarter: return starting(kind, make_date(at.year, (at.month - 1) / 3 * 3 + 1, 1));
    case PeriodKind::year: return starting(kind, make_date(at.year, 1, 1));
    case PeriodKind::span: return {kind, day, day};
  }
  return {};
}

Result<Period> parse_period(std::string_view text) {
  const auto year = text::to_int(text.substr(0, 4));
  if (text.size() < 4 || !year || *year < 1990 || *year > 2099) return not_a_period(text);
  const int y = static_cast<int>(*year);
  if (text.size() == 4) return period_of(PeriodKind::year, make_date(y, 1, 1));
  if (const std::size_t dots = text.find(".."); dots != text.npos) {
    constexpr int k_longest = 400;
    const auto first = parse_date(text.substr(0, dots)), last = parse_date(text.substr(dots + 2));
    if (!first.ok() || !last.ok() || *last < *first || *last - *first >= k_longest) return not_a_period(text);
    return Period{PeriodKind::span, *first, *last};
  }
  if (text.size() == 10) {
    const auto day = parse_date(text);
    if (!day.ok()) return not_a_period(text);
    return period_of(PeriodKind::day, *day);
  }
  if (text.size() < 7 || text[4] != '-') return not_a_period(text);
  const char mark = text[5];
  const bool marked = mark == 'Q' || mark == 'W';
  const auto number = text::to_int(text.substr(marked ? 6 : 5));
  if (!number) return not_a_period(text);
  const int n = static_cast<int>(*number);
  if (mark == 'Q' && text.size() == 7 && n >= 1 && n <= 4)
    return period_of(PeriodKind::quarter, make_date(y, n * 3 - 2, 1));
  if (mark == 'W' && text.size() == 8 && n >= 1 && n <= 53) {
    const Period week = period_of(PeriodKind::week, first_monday(y) + (n - 1) * 7);
    if (week.text() == text) return week;
  }
  if (!marked && text.size() == 7 && n >= 1 && n <= 12) return period_of(PeriodKind::month, make_date(y, n, 1));
  return not_a_period(text);
}

}  // namespace tiange::scores
