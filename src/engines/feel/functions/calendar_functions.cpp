#include "engines/feel/functions/builtins.h"

namespace tiange::feel {
namespace {

Value bad_text() { return Value::null({ReasonCode::bad_literal}); }

Date date_of(const Value& value) { return value.is(Kind::date) ? value.as_date() : value.as_date_time().date; }

Value date_from(Machine&, Arguments arguments) {
  const Value& from = arguments[0];
  if (from.is(Kind::date)) return from;
  if (from.is(Kind::date_time)) return Value::date(from.as_date_time().date);
  if (!from.is(Kind::string)) return bad_argument(1, from);
  const auto date = parse_date(from.as_string());
  return date ? Value::date(*date) : bad_text();
}

Value date_of_parts(Machine&, Arguments arguments) {
  const auto year = arguments[0].as_number().to_int(), month = arguments[1].as_number().to_int();
  const auto day = arguments[2].as_number().to_int();
  if (!year || !month || !day) return bad_argument_value();
  const auto date = make_date(*year, *month, *day);
  return date ? Value::date(*date) : bad_argument_value();
}

Value date_time_from(Machine&, Arguments arguments) {
  const Value& from = arguments[0];
  if (from.is(Kind::date_time)) return from;
  if (from.is(Kind::date)) return Value::date_time({from.as_date(), 0, Zone()});
  if (!from.is(Kind::string)) return bad_argument(1, from);
  if (const auto date = parse_date(from.as_string())) return Value::date_time({*date, 0, Zone()});
  const auto moment = parse_date_time(from.as_string());
  return moment ? Value::date_time(*moment) : bad_text();
}

Value date_time_of(Machine&, Arguments arguments) {
  if (!arguments[1].is(Kind::time)) return bad_argument(2, arguments[1]);
  const Time time = arguments[1].as_time();
  return Value::date_time({date_of(arguments[0]), time.nanos, time.zone});
}

Value time_from(Machine&, Arguments arguments) {
  const Value& from = arguments[0];
  switch (from.kind()) {
    case Kind::time: return from;
    case Kind::date: return Value::time({0, Zone::utc()});
    case Kind::date_time: return Value::time({from.as_date_time().nanos, from.as_date_time().zone});
    case Kind::string: {
      const auto time = parse_time(from.as_string());
      return time && from.as_string()[0] != 'T' ? Value::time(*time) : bad_text();
    }
    default: return bad_argument(1, from);
  }
}

Value time_of_parts(Machine&, Arguments arguments) {
  const auto hour = arguments[0].as_number().to_int(), minute = arguments[1].as_number().to_int();
  const auto nanos = (arguments[2].as_number() * Decimal::scaled(1, 9)).truncated();
  if (!hour || !minute || !nanos || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 || *nanos < 0 ||
      *nanos >= 60 * k_nanos_per_second) {
    return bad_argument_value();
  }
  Zone zone;
  if (arguments.size() > 3 && !arguments[3].is_null()) {
    if (!arguments[3].is(Kind::days_duration)) return bad_argument(4, arguments[3]);
    const DaysDuration offset = arguments[3].as_days_duration();
    if (offset.seconds > 18 * 3600 || offset.seconds < -18 * 3600) return bad_argument_value();
    zone = Zone::offset(static_cast<std::int32_t>(offset.seconds));
  }
  return Value::time({(*hour * 3600 + *minute * 60) * k_nanos_per_second + *nanos, zone});
}

Value duration_from(Machine&, Arguments arguments) {
  const Value& from = arguments[0];
  if (from.is(Kind::days_duration) || from.is(Kind::months_duration)) return from;
  if (!from.is(Kind::string)) return bad_argument(1, from);
  if (const auto months = parse_months_duration(from.as_string())) return Value::months_duration(*months);
  const auto days = parse_days_duration(from.as_string());
  return days ? Value::days_duration(*days) : bad_text();
}

// Whole months between the dates; clock times do not count.
Value months_between(Machine&, Arguments arguments) {
  const Date from = date_of(arguments[0]), to = date_of(arguments[1]);
  std::int64_t months = (static_cast<std::int64_t>(to.year) - from.year) * 12 + to.month - from.month;
  const int days = static_cast<int>(to.day) - static_cast<int>(from.day);
  if (months > 0 && days < 0) --months;
  if (months < 0 && days > 0) ++months;
  return Value::months_duration({months});
}

Value now(Machine& machine, Arguments) {
  return machine.now() ? Value::date_time(*machine.now()) : Value::null({ReasonCode::no_clock});
}

Value today(Machine& machine, Arguments) {
  return machine.now() ? Value::date(machine.now()->date) : Value::null({ReasonCode::no_clock});
}

Value day_of_year_at(Machine&, Arguments arguments) {
  return Value::number(std::int64_t{day_of_year(date_of(arguments[0]))});
}

Value week_of_year_at(Machine&, Arguments arguments) {
  return Value::number(std::int64_t{week_of_year(date_of(arguments[0]))});
}

Value day_of_week_at(Machine&, Arguments arguments) {
  constexpr const char* k_days[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  return Value::string(k_days[weekday(date_of(arguments[0])) - 1]);
}

Value month_of_year_at(Machine&, Arguments arguments) {
  constexpr const char* k_months[] = {"January", "February", "March",     "April",   "May",      "June",
                                      "July",    "August",   "September", "October", "November", "December"};
  return Value::string(k_months[date_of(arguments[0]).month - 1]);
}

}  // namespace

Value temporal_literal(std::string_view text) {
  if (const auto date = parse_date(text)) return Value::date(*date);
  if (const auto moment = parse_date_time(text)) return Value::date_time(*moment);
  if (const auto time = parse_time(text); time && text[0] != 'T') return Value::time(*time);
  if (const auto months = parse_months_duration(text)) return Value::months_duration(*months);
  if (const auto days = parse_days_duration(text)) return Value::days_duration(*days);
  return bad_text();
}

std::span<const Builtin> calendar_functions() {
  const Wanted from{"from", Want::value}, date{"date", Want::calendar}, time{"time", Want::value};
  const Wanted hour{"hour", Want::number}, minute{"minute", Want::number}, second{"second", Want::number};
  static const std::vector<Builtin> functions = {
      {"date",
       {{{from}, date_from},
        {{{"year", Want::number}, {"month", Want::number}, {"day", Want::number}}, date_of_parts}}},
      {"date and time", {{{from}, date_time_from}, {{date, time}, date_time_of}}},
      {"time",
       {{{from}, time_from}, {{hour, minute, second, {"offset", Want::anything, true}}, time_of_parts}}},
      {"duration", {{{from}, duration_from}}},
      {"years and months duration", {{{{"from", Want::calendar}, {"to", Want::calendar}}, months_between}}},
      {"now", {{{}, now}}},
      {"today", {{{}, today}}},
      {"day of year", {{{date}, day_of_year_at}}},
      {"week of year", {{{date}, week_of_year_at}}},
      {"day of week", {{{date}, day_of_week_at}}},
      {"month of year", {{{date}, month_of_year_at}}},
  };
  return functions;
}

}  // namespace tiange::feel
