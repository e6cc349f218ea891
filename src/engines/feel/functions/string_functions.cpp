#include "engines/feel/functions/builtins.h"
#include "engines/feel/values/feel_unicode.h"

namespace tiange::feel {
namespace {

Value substring(Machine&, Arguments arguments) {
  const std::string_view text = arguments[0].as_string();
  const auto length = static_cast<std::int64_t>(unicode::length(text));
  const auto start = arguments[1].as_number().truncated();
  if (!start || *start == 0 || *start > length || *start < -length) return bad_argument_value();
  const std::int64_t from = *start > 0 ? *start - 1 : length + *start;
  std::int64_t count = length - from;
  if (arguments.size() > 2) {
    const auto wanted = arguments[2].as_number().truncated();
    if (!wanted || *wanted < 1) return bad_argument_value();
    count = std::min(count, *wanted);
  }
  const std::size_t first = unicode::byte_offset(text, static_cast<std::size_t>(from));
  const std::size_t bytes = unicode::byte_offset(text.substr(first), static_cast<std::size_t>(count));
  return Value::string(text.substr(first, bytes));
}

Value string_length(Machine&, Arguments arguments) {
  return Value::number(static_cast<std::int64_t>(unicode::length(arguments[0].as_string())));
}

Value upper_case(Machine&, Arguments arguments) { return Value::string(unicode::to_upper(arguments[0].as_string())); }
Value lower_case(Machine&, Arguments arguments) { return Value::string(unicode::to_lower(arguments[0].as_string())); }

Value substring_before(Machine&, Arguments arguments) {
  const auto at = arguments[0].as_string().find(arguments[1].as_string());
  if (at == std::string_view::npos) return Value::string("");
  return Value::string(arguments[0].as_string().substr(0, at));
}

Value substring_after(Machine&, Arguments arguments) {
  const auto at = arguments[0].as_string().find(arguments[1].as_string());
  if (at == std::string_view::npos) return Value::string("");
  return Value::string(arguments[0].as_string().substr(at + arguments[1].as_string().size()));
}

Value contains_text(Machine&, Arguments arguments) {
  return Value::boolean(arguments[0].as_string().find(arguments[1].as_string()) != std::string_view::npos);
}

Value starts_with(Machine&, Arguments arguments) {
  return Value::boolean(arguments[0].as_string().starts_with(arguments[1].as_string()));
}

Value ends_with(Machine&, Arguments arguments) {
  return Value::boolean(arguments[0].as_string().ends_with(arguments[1].as_string()));
}

// A match that was given up has cost about as much as so many steps.
Value gave_up(Machine& machine) {
  machine.spend(1'000'000);
  return Value::null({ReasonCode::too_long});
}

std::string_view flags_of(const Value& flags) { return flags.is_null() ? std::string_view() : flags.as_string(); }

Value matches(Machine& machine, Arguments arguments) {
  machine.spend(arguments[0].as_string().size());
  const auto pattern = unicode::Pattern::compile(arguments[1].as_string(), flags_of(arguments[2]));
  if (!pattern) return Value::null({ReasonCode::bad_pattern});
  const auto found = pattern->found_in(arguments[0].as_string());
  return found ? Value::boolean(*found) : gave_up(machine);
}

Value replace(Machine& machine, Arguments arguments) {
  machine.spend(arguments[0].as_string().size());
  const auto pattern = unicode::Pattern::compile(arguments[1].as_string(), flags_of(arguments[3]));
  if (!pattern) return Value::null({ReasonCode::bad_pattern});
  auto text = pattern->replace_all(arguments[0].as_string(), arguments[2].as_string());
  return text ? Value::string(std::move(*text)) : gave_up(machine);
}

Value split(Machine& machine, Arguments arguments) {
  machine.spend(arguments[0].as_string().size());
  const auto pattern = unicode::Pattern::compile(arguments[1].as_string(), "");
  if (!pattern) return Value::null({ReasonCode::bad_pattern});
  const auto pieces = pattern->split(arguments[0].as_string());
  if (!pieces) return gave_up(machine);
  std::vector<Value> items;
  for (const std::string& piece : *pieces) items.push_back(Value::string(piece));
  return Value::list(std::move(items));
}

Value string_join(Machine& machine, Arguments arguments) {
  const std::string_view delimiter = flags_of(arguments[1]);
  std::string out;
  bool first = true;
  for (const Value& item : arguments[0].items()) {
    if (item.is_null()) continue;
    if (!item.is(Kind::string)) return bad_argument(1, item);
    if (!machine.spend((item.as_string().size() + delimiter.size()) / 4 + 1)) return Value::null({ReasonCode::too_long});
    if (!first) out += delimiter;
    first = false;
    out += item.as_string();
  }
  return Value::string(std::move(out));
}

}  // namespace

std::span<const Builtin> string_functions() {
  const Wanted string{"string", Want::string}, match{"match", Want::string}, input{"input", Want::string};
  const Wanted pattern{"pattern", Want::string}, flags{"flags", Want::string, true};
  const Wanted start{"start position", Want::number}, length{"length", Want::number};
  static const std::vector<Builtin> functions = {
      {"substring", {{{string, start}, substring}, {{string, start, length}, substring}}},
      {"string length", {{{string}, string_length}}},
      {"upper case", {{{string}, upper_case}}},
      {"lower case", {{{string}, lower_case}}},
      {"substring before", {{{string, match}, substring_before}}},
      {"substring after", {{{string, match}, substring_after}}},
      {"contains", {{{string, match}, contains_text}}},
      {"starts with", {{{string, match}, starts_with}}},
      {"ends with", {{{string, match}, ends_with}}},
      {"matches", {{{input, pattern, flags}, matches}}},
      {"replace", {{{input, pattern, {"replacement", Want::string}, flags}, replace}}},
      {"split", {{{string, {"delimiter", Want::string}}, split}}},
      {"string join", {{{{"list", Want::list}, {"delimiter", Want::string, true}}, string_join}}},
  };
  return functions;
}

}  // namespace tiange::feel
