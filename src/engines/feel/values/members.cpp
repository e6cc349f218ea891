// What stands after a dot.
#include "engines/feel/values/operators.h"

namespace tiange::feel {
namespace {

Value number(std::int64_t n) { return Value::number(n); }

std::optional<Value> date_member(const Date& date, std::string_view name) {
  if (name == "year") return number(date.year);
  if (name == "month") return number(date.month);
  if (name == "day") return number(date.day);
  if (name == "weekday") return number(weekday(date));
  return std::nullopt;
}

std::optional<Value> clock_member(std::int64_t nanos, Zone zone, std::int32_t offset, std::string_view name) {
  const std::int64_t seconds = nanos / k_nanos_per_second;
  if (name == "hour") return number(seconds / 3600);
  if (name == "minute") return number(seconds / 60 % 60);
  if (name == "second") {
    const std::int64_t fraction = nanos % k_nanos_per_second;
    if (fraction == 0) return number(seconds % 60);
    return Value::number(Decimal::scaled(seconds % 60 * k_nanos_per_second + fraction, -9).trimmed());
  }
  if (name == "time offset") return zone.given() ? Value::days_duration({offset, 0}) : Value();
  if (name == "timezone") return zone.is_named() ? Value::string(zone.name()) : Value();
  return std::nullopt;
}

std::optional<Value> days_member(const DaysDuration& span, std::string_view name) {
  const bool negative = span.seconds < 0;
  const DaysDuration size = negative ? negated(span) : span;
  const std::int64_t sign = negative ? -1 : 1;
  if (name == "days") return number(sign * (size.seconds / 86'400));
  if (name == "hours") return number(sign * (size.seconds / 3600 % 24));
  if (name == "minutes") return number(sign * (size.seconds / 60 % 60));
  if (name == "seconds") {
    if (size.nanos == 0) return number(sign * (size.seconds % 60));
    return Value::number(Decimal::scaled(sign * (size.seconds % 60 * k_nanos_per_second + size.nanos), -9).trimmed());
  }
  return std::nullopt;
}

std::optional<Value> range_member(const RangeData& range, std::string_view name) {
  if (name == "start") return range.low;
  if (name == "end") return range.high;
  if (name == "start included") return Value::boolean(range.low_closed);
  if (name == "end included") return Value::boolean(range.high_closed);
  return std::nullopt;
}

Value list_member(std::span<const Value> items, std::string_view name) {
  std::vector<Value> found;
  for (const Value& item : items) {
    const Value* inside = item.find(name);
    if (inside != nullptr) {
      found.push_back(*inside);
    } else {
      found.push_back(item.is(Kind::context) ? Value() : member(item, name));
    }
  }
  return Value::list(std::move(found));
}

std::optional<Value> property(const Value& a, std::string_view name) {
  switch (a.kind()) {
    case Kind::date: return date_member(a.as_date(), name);
    case Kind::date_time: {
      const DateTime moment = a.as_date_time();
      if (auto found = date_member(moment.date, name)) return found;
      return clock_member(moment.nanos, moment.zone, offset_at(moment), name);
    }
    case Kind::time: return clock_member(a.as_time().nanos, a.as_time().zone, offset_of(a.as_time()), name);
    case Kind::days_duration: return days_member(a.as_days_duration(), name);
    case Kind::months_duration: {
      const std::int64_t months = a.as_months_duration().months;
      if (name == "years") return number(months / 12);
      if (name == "months") return number(months % 12);
      return std::nullopt;
    }
    case Kind::range: return range_member(a.as_range(), name);
    default: return std::nullopt;
  }
}

}  // namespace

Value member(const Value& a, std::string_view name) {
  if (a.is(Kind::context)) {
    const Value* found = a.find(name);
    return found != nullptr ? *found : Value::null({ReasonCode::no_member, a.kind()});
  }
  if (a.is(Kind::list)) return list_member(a.items(), name);
  if (auto found = property(a, name)) return *std::move(found);
  return Value::null({a.kind() < Kind::date ? ReasonCode::not_context : ReasonCode::no_member, a.kind()});
}

}  // namespace tiange::feel
