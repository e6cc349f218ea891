#pragma once
// The register of FEEL's built-in functions. A family lives in one file; each function has one row with its
// signatures, and the register checks and coerces arguments before the function sees them: a list of one item comes
// out of its list where a single value is wanted, a single value becomes a list where a list is wanted. What does not
// fit gives null with a reason.

#include <span>
#include <string_view>
#include <vector>

#include "engines/feel/values/value.h"

namespace tiange::feel {

using Arguments = std::span<const Value>;
// Arguments fit the signature; optional ones that were not given are null.
using BuiltinCode = Value (*)(Machine& machine, Arguments arguments);

enum class Want : std::uint8_t {
  anything,  // null too
  value,     // anything but null
  boolean,
  number,
  string,
  list,
  context,
  range,
  function,
  calendar,  // date, or date and time
};

struct Wanted {
  std::string_view name;
  Want kind = Want::anything;
  bool optional = false;
};

struct Signature {
  std::vector<Wanted> wanted;
  BuiltinCode code;
  // The last wanted may be given any number of times; the code sees all of them.
  bool repeated = false;
};

struct Builtin {
  std::string_view name;
  std::vector<Signature> signatures;  // the first that the arguments fit is taken
};

// Those whose names begin with that letter.
std::span<const Builtin* const> builtins_beginning_with(char letter);
const Builtin* find_builtin(std::string_view name);
// The function as a value; null for an unknown name.
Value builtin_value(std::string_view name);

// The families.
std::span<const Builtin> number_functions();
std::span<const Builtin> string_functions();
std::span<const Builtin> list_functions();
std::span<const Builtin> aggregate_functions();
std::span<const Builtin> calendar_functions();
std::span<const Builtin> conversion_functions();
std::span<const Builtin> range_functions();
std::span<const Builtin> context_functions();

// What @"..." stands for: date, time, date and time or a duration; null when it is none of them.
Value temporal_literal(std::string_view text);

// Shared by the families.
Value bad_argument(std::uint16_t number, const Value& given);
Value bad_argument_value();

}  // namespace tiange::feel
