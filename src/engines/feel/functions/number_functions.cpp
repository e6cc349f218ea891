#include "engines/feel/functions/builtins.h"

namespace tiange::feel {
namespace {

constexpr std::int64_t k_least_scale = -6111, k_greatest_scale = 6176;

Value round_to(Arguments arguments, Rounding mode) {
  std::int64_t scale = 0;
  if (arguments.size() > 1) {
    const auto given = arguments[1].as_number().truncated();
    if (!given || *given < k_least_scale || *given > k_greatest_scale) return bad_argument_value();
    scale = *given;
  }
  return Value::number(arguments[0].as_number().rounded(static_cast<int>(scale), mode));
}

template <Rounding mode>
Value round_by(Machine&, Arguments arguments) {
  return round_to(arguments, mode);
}

Value absolute(Machine&, Arguments arguments) {
  const Value& n = arguments[0];
  switch (n.kind()) {
    case Kind::number: return Value::number(n.as_number().absolute());
    case Kind::days_duration: {
      const DaysDuration span = n.as_days_duration();
      return Value::days_duration(span.seconds < 0 ? negated(span) : span);
    }
    case Kind::months_duration: {
      const std::int64_t months = n.as_months_duration().months;
      return Value::months_duration({months < 0 ? -months : months});
    }
    default: return bad_argument(1, n);
  }
}

Value modulo(Machine&, Arguments arguments) {
  if (arguments[1].as_number().is_zero()) return Value::null({ReasonCode::division_by_zero});
  return Value::number(Decimal::floor_modulo(arguments[0].as_number(), arguments[1].as_number()));
}

Value square_root(Machine&, Arguments arguments) {
  if (arguments[0].as_number().is_negative()) return bad_argument_value();
  return Value::number(Decimal::square_root(arguments[0].as_number()));
}

Value logarithm(Machine&, Arguments arguments) {
  const Decimal n = arguments[0].as_number();
  if (n.is_zero() || n.is_negative()) return bad_argument_value();
  return Value::number(Decimal::natural_log(n));
}

Value exponential(Machine&, Arguments arguments) {
  return Value::number(Decimal::exponential(arguments[0].as_number()));
}

Value parity(Arguments arguments, bool odd) {
  const Decimal n = arguments[0].as_number();
  const Decimal rest = Decimal::floor_modulo(n, Decimal::from_int(2));
  return Value::boolean(rest == Decimal::from_int(odd ? 1 : 0));
}

Value is_odd(Machine&, Arguments arguments) { return parity(arguments, true); }
Value is_even(Machine&, Arguments arguments) { return parity(arguments, false); }

}  // namespace

std::span<const Builtin> number_functions() {
  const Wanted n{"n", Want::number}, number{"number", Want::number}, scale{"scale", Want::number};
  static const std::vector<Builtin> functions = {
      {"decimal", {{{n, scale}, round_by<Rounding::half_even>}}},
      {"floor", {{{n}, round_by<Rounding::floor>}, {{n, scale}, round_by<Rounding::floor>}}},
      {"ceiling", {{{n}, round_by<Rounding::ceiling>}, {{n, scale}, round_by<Rounding::ceiling>}}},
      {"round up", {{{n, scale}, round_by<Rounding::up>}}},
      {"round down", {{{n, scale}, round_by<Rounding::down>}}},
      {"round half up", {{{n, scale}, round_by<Rounding::half_up>}}},
      {"round half down", {{{n, scale}, round_by<Rounding::half_down>}}},
      {"abs", {{{{"n", Want::value}}, absolute}}},
      {"modulo", {{{{"dividend", Want::number}, {"divisor", Want::number}}, modulo}}},
      {"sqrt", {{{number}, square_root}}},
      {"log", {{{number}, logarithm}}},
      {"exp", {{{number}, exponential}}},
      {"odd", {{{number}, is_odd}}},
      {"even", {{{number}, is_even}}},
  };
  return functions;
}

}  // namespace tiange::feel
