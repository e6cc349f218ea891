#include "engines/feel/values/operators.h"

namespace tiange::feel {
namespace {

Value bad(const Value& a, const Value& b) { return Value::null({ReasonCode::bad_operands, a.kind(), b.kind()}); }
Value overflow() { return Value::null({ReasonCode::overflow}); }

Value from(const std::optional<Date>& date) { return date ? Value::date(*date) : overflow(); }
Value from(const std::optional<DateTime>& moment) { return moment ? Value::date_time(*moment) : overflow(); }
Value from(const std::optional<DaysDuration>& span) { return span ? Value::days_duration(*span) : overflow(); }

DateTime midnight(const Date& date) { return {date, 0, Zone::utc()}; }

Decimal seconds_of(const DaysDuration& span) {
  return Decimal::from_int(span.seconds) + Decimal::scaled(span.nanos, -9);
}

Value days_from_seconds(const Decimal& seconds) {
  const Decimal whole = seconds.rounded(0, Rounding::floor);
  const auto count = whole.truncated();
  if (!count) return overflow();
  const auto nanos = ((seconds - whole) * Decimal::scaled(1, 9)).truncated();
  return Value::days_duration({*count, static_cast<std::int32_t>(nanos.value_or(0))});
}

Value months_from(const Decimal& months) {
  const auto count = months.truncated();
  return count ? Value::months_duration({*count}) : overflow();
}

Value add_span(const Value& moment, const DaysDuration& span) {
  switch (moment.kind()) {
    case Kind::date: {
      const auto moved = add(midnight(moment.as_date()), span);
      return moved ? Value::date(moved->date) : overflow();
    }
    case Kind::date_time: return from(add(moment.as_date_time(), span));
    case Kind::time: return Value::time(add(moment.as_time(), span));
    case Kind::days_duration: return from(add(moment.as_days_duration(), span));
    default: return bad(moment, Value::days_duration(span));
  }
}

Value add_span(const Value& moment, const MonthsDuration& span) {
  switch (moment.kind()) {
    case Kind::date: return from(add_months(moment.as_date(), span.months));
    case Kind::date_time: {
      const DateTime given = moment.as_date_time();
      const auto date = add_months(given.date, span.months);
      return date ? Value::date_time({*date, given.nanos, given.zone}) : overflow();
    }
    case Kind::months_duration: {
      std::int64_t months = 0;
      if (__builtin_add_overflow(moment.as_months_duration().months, span.months, &months)) return overflow();
      return Value::months_duration({months});
    }
    default: return bad(moment, Value::months_duration(span));
  }
}

// The span between two moments; a date counts as midnight UTC, and both or neither must have a zone.
Value span_between(const Value& a, const Value& b) {
  const DateTime left = a.is(Kind::date) ? midnight(a.as_date()) : a.as_date_time();
  const DateTime right = b.is(Kind::date) ? midnight(b.as_date()) : b.as_date_time();
  if (left.zone.given() != right.zone.given()) return bad(a, b);
  return from(difference(instant_of(left), instant_of(right)));
}

Value span_between(const Time& a, const Time& b) {
  const std::int64_t nanos =
      (a.nanos - offset_of(a) * k_nanos_per_second) - (b.nanos - offset_of(b) * k_nanos_per_second);
  std::int64_t seconds = nanos / k_nanos_per_second, rest = nanos % k_nanos_per_second;
  if (rest < 0) --seconds, rest += k_nanos_per_second;
  return Value::days_duration({seconds, static_cast<std::int32_t>(rest)});
}

bool is_moment(const Value& value) { return value.is(Kind::date) || value.is(Kind::date_time); }

}  // namespace

Value add(const Value& a, const Value& b) {
  if (a.is(Kind::number) && b.is(Kind::number)) return Value::number(a.as_number() + b.as_number());
  if (a.is(Kind::string) && b.is(Kind::string)) {
    std::string text;
    text.reserve(a.as_string().size() + b.as_string().size());
    text += a.as_string(), text += b.as_string();
    return Value::string(std::move(text));
  }
  if (b.is(Kind::days_duration)) return add_span(a, b.as_days_duration());
  if (b.is(Kind::months_duration)) return add_span(a, b.as_months_duration());
  if (a.is(Kind::days_duration)) return add_span(b, a.as_days_duration());
  if (a.is(Kind::months_duration)) return add_span(b, a.as_months_duration());
  return bad(a, b);
}

Value subtract(const Value& a, const Value& b) {
  if (a.is(Kind::number) && b.is(Kind::number)) return Value::number(a.as_number() - b.as_number());
  if (b.is(Kind::days_duration)) return add_span(a, negated(b.as_days_duration()));
  if (b.is(Kind::months_duration)) return add_span(a, MonthsDuration{-b.as_months_duration().months});
  if (is_moment(a) && is_moment(b)) return span_between(a, b);
  if (a.is(Kind::time) && b.is(Kind::time)) {
    if (a.as_time().zone.given() != b.as_time().zone.given()) return bad(a, b);
    return span_between(a.as_time(), b.as_time());
  }
  return bad(a, b);
}

Value multiply(const Value& a, const Value& b) {
  if (a.is(Kind::number) && b.is(Kind::number)) return Value::number(a.as_number() * b.as_number());
  if (a.is(Kind::number)) return b.is(Kind::number) ? bad(a, b) : multiply(b, a);
  if (!b.is(Kind::number)) return bad(a, b);
  if (a.is(Kind::days_duration)) return days_from_seconds(seconds_of(a.as_days_duration()) * b.as_number());
  if (a.is(Kind::months_duration)) {
    return months_from(Decimal::from_int(a.as_months_duration().months) * b.as_number());
  }
  return bad(a, b);
}

Value divide(const Value& a, const Value& b) {
  const auto by_zero = [] { return Value::null({ReasonCode::division_by_zero}); };
  if (b.is(Kind::number)) {
    const Decimal by = b.as_number();
    if (a.is(Kind::number)) return by.is_zero() ? by_zero() : Value::number(a.as_number() / by);
    if (a.is(Kind::days_duration)) {
      return by.is_zero() ? by_zero() : days_from_seconds(seconds_of(a.as_days_duration()) / by);
    }
    if (a.is(Kind::months_duration)) {
      return by.is_zero() ? by_zero() : months_from(Decimal::from_int(a.as_months_duration().months) / by);
    }
  }
  if (a.is(Kind::days_duration) && b.is(Kind::days_duration)) {
    const Decimal by = seconds_of(b.as_days_duration());
    return by.is_zero() ? by_zero() : Value::number(seconds_of(a.as_days_duration()) / by);
  }
  if (a.is(Kind::months_duration) && b.is(Kind::months_duration)) {
    const std::int64_t by = b.as_months_duration().months;
    if (by == 0) return by_zero();
    return Value::number(Decimal::from_int(a.as_months_duration().months) / Decimal::from_int(by));
  }
  return bad(a, b);
}

Value power(const Value& a, const Value& b) {
  if (!a.is(Kind::number) || !b.is(Kind::number)) return bad(a, b);
  return Value::number(Decimal::power(a.as_number(), b.as_number()));
}

Value negate(const Value& a) {
  switch (a.kind()) {
    case Kind::number: return Value::number(a.as_number().negated());
    case Kind::days_duration: return Value::days_duration(negated(a.as_days_duration()));
    case Kind::months_duration: return Value::months_duration({-a.as_months_duration().months});
    default: return Value::null({ReasonCode::bad_operand, a.kind()});
  }
}

}  // namespace tiange::feel
