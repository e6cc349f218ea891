#include "engines/feel/functions/external_functions.h"

#include <cmath>

#include "engines/feel/values/feel_unicode.h"

namespace tiange::feel {
namespace {

using Arguments = std::span<const Value>;

Value unavailable() { return Value::null({ReasonCode::external_function}); }

bool are_numbers(Arguments arguments, std::size_t count) {
  if (arguments.size() != count) return false;
  for (const Value& argument : arguments) {
    if (!argument.is(Kind::number)) return false;
  }
  return true;
}

Value from_double(double value) {
  const auto number = Decimal::from_double(value);
  return number ? Value::number(*number) : unavailable();
}

Value math_call(std::string_view method, std::string_view types, Arguments arguments) {
  const bool numeric = types.find("String") == std::string_view::npos;
  if (!numeric) return unavailable();
  if (are_numbers(arguments, 1)) {
    const double x = arguments[0].as_number().to_double();
    if (method == "cos") return from_double(std::cos(x));
    if (method == "sin") return from_double(std::sin(x));
    if (method == "tan") return from_double(std::tan(x));
    if (method == "sqrt") return from_double(std::sqrt(x));
    if (method == "abs") return Value::number(arguments[0].as_number().absolute());
    if (method == "floor") return Value::number(arguments[0].as_number().rounded(0, Rounding::floor));
    if (method == "ceil") return Value::number(arguments[0].as_number().rounded(0, Rounding::ceiling));
  }
  if (are_numbers(arguments, 2)) {
    const Decimal a = arguments[0].as_number(), b = arguments[1].as_number();
    if (method == "max") return Value::number(a < b ? b : a);
    if (method == "min") return Value::number(a < b ? a : b);
    if (method == "pow") return from_double(std::pow(a.to_double(), b.to_double()));
  }
  return unavailable();
}

Value number_value_of(Arguments arguments) {
  if (are_numbers(arguments, 1)) return arguments[0];
  if (arguments.size() != 1 || !arguments[0].is(Kind::string)) return unavailable();
  const auto number = Decimal::parse(arguments[0].as_string());
  return number ? Value::number(*number) : unavailable();
}

Value format_text(Arguments arguments) {
  if (arguments.empty() || !arguments[0].is(Kind::string)) return unavailable();
  const std::string_view pattern = arguments[0].as_string();
  std::string out;
  std::size_t next = 1;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%' || i + 1 >= pattern.size()) {
      out += pattern[i];
    } else if (pattern[++i] == '%') {
      out += '%';
    } else if ((pattern[i] == 's' || pattern[i] == 'd') && next < arguments.size()) {
      out += to_text(arguments[next++]);
    } else {
      return unavailable();
    }
  }
  return Value::string(std::move(out));
}

Value string_call(std::string_view method, std::string_view types, Arguments arguments) {
  if (method == "format") return format_text(arguments);
  if (method != "valueOf" || arguments.size() != 1) return unavailable();
  if (types == "char" && (!arguments[0].is(Kind::string) || unicode::length(arguments[0].as_string()) != 1)) {
    return unavailable();
  }
  return Value::string(to_text(arguments[0]));
}

std::string_view text_of(const Value* value) {
  return value != nullptr && value->is(Kind::string) ? value->as_string() : std::string_view();
}

}  // namespace

Value call_external(const Value& definition, std::span<const Value> arguments) {
  const Value* java = definition.find("java");
  if (java == nullptr) return unavailable();
  const std::string_view class_name = text_of(java->find("class"));
  const std::string_view signature = text_of(java->find("method signature"));
  const auto open = signature.find('(');
  if (open == std::string_view::npos || signature.back() != ')') return unavailable();
  const std::string_view method = signature.substr(0, open);
  const std::string_view types = signature.substr(open + 1, signature.size() - open - 2);
  if (class_name == "java.lang.Math") return math_call(method, types, arguments);
  if (class_name == "java.lang.String") return string_call(method, types, arguments);
  for (const std::string_view boxed : {"Byte", "Short", "Integer", "Long", "Float", "Double"}) {
    if (class_name.starts_with("java.lang.") && class_name.substr(10) == boxed && method == "valueOf") {
      return number_value_of(arguments);
    }
  }
  return unavailable();
}

}  // namespace tiange::feel
