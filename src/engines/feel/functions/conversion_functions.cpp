#include <algorithm>

#include "engines/feel/functions/builtins.h"

namespace tiange::feel {
namespace {

Value number_from(Machine&, Arguments arguments) {
  const auto number = Decimal::parse(arguments[0].as_string());
  return number && arguments[0].as_string()[0] != '+' ? Value::number(*number) : bad_argument_value();
}

// A separator of one of the given signs, or none.
bool is_separator(const Value& given, std::string_view signs) {
  if (given.is_null()) return true;
  return given.is(Kind::string) && given.as_string().size() == 1 &&
         signs.find(given.as_string()[0]) != std::string_view::npos;
}

Value number_with_separators(Machine&, Arguments arguments) {
  const Value &grouping = arguments[1], &decimal = arguments[2];
  if (!is_separator(grouping, " ,.") || !is_separator(decimal, ",.")) return bad_argument_value();
  if (!grouping.is_null() && !decimal.is_null() && grouping.as_string() == decimal.as_string()) {
    return bad_argument_value();
  }
  std::string text(arguments[0].as_string());
  if (!grouping.is_null()) std::erase(text, grouping.as_string()[0]);
  if (!decimal.is_null() && decimal.as_string() == ",") {
    if (text.find('.') != std::string::npos) return bad_argument_value();
    std::replace(text.begin(), text.end(), ',', '.');
  }
  const auto number = Decimal::parse(text);
  return number ? Value::number(*number) : bad_argument_value();
}

Value string_from(Machine& machine, Arguments arguments) {
  if (!machine.spend(arguments[0].weight())) return Value::null({ReasonCode::too_long});
  return Value::string(to_text(arguments[0]));
}

Value negation(Machine&, Arguments arguments) { return Value::boolean(!arguments[0].as_boolean()); }

Value same(Machine&, Arguments arguments) { return Value::boolean(is_same(arguments[0], arguments[1])); }

Value range_from(Machine& machine, Arguments arguments) { return machine.read_range(arguments[0].as_string()); }

}  // namespace

std::span<const Builtin> conversion_functions() {
  const Wanted text{"from", Want::string};
  static const std::vector<Builtin> functions = {
      {"number",
       {{{text}, number_from},
        {{text, {"grouping separator", Want::anything}, {"decimal separator", Want::anything}},
         number_with_separators}}},
      {"string", {{{{"from", Want::value}}, string_from}}},
      {"not", {{{{"negand", Want::boolean}}, negation}}},
      {"is", {{{{"value1", Want::anything, true}, {"value2", Want::anything, true}}, same}}},
      {"range", {{{text}, range_from}}},
  };
  return functions;
}

}  // namespace tiange::feel
