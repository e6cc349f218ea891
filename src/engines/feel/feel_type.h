#pragma once
// Types as FEEL writes them: number, list<string>, context<a: number>, function<number> -> string, range<date>, and
// the item definitions of a decision model, which add allowed values.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engines/feel/values/value.h"

namespace tiange::feel {

struct Program;
struct Type;
using TypePtr = std::shared_ptr<const Type>;

enum class TypeKind : std::uint8_t {
  any,
  null,
  boolean,
  number,
  string,
  date,
  time,
  date_time,
  days_duration,
  months_duration,
  list,
  context,
  range,
  function,
  unknown,  // a name nobody defined
};

struct Type {
  TypeKind kind = TypeKind::any;
  std::string name;                                      // as declared, "" for an inline type
  TypePtr element;                                       // of a list or range; result of a function
  std::vector<std::pair<std::string, TypePtr>> fields;   // of a context
  std::vector<TypePtr> parameters;                       // of a function
  bool any_fields = false;                               // the bare word context
  bool any_parameters = false;                           // the bare word function
  std::shared_ptr<const Program> allowed;                // unary tests the value must meet
  TypePtr base;                                          // whose allowed values it must meet as well
};

// "number", "date and time", "dateTime"...; empty when it is no built-in type.
TypePtr builtin_type(std::string_view name);

// Whether the value is of the type, allowed values left aside. Null is of no type but Null.
bool conforms(const Value& value, const Type& type);
// The value as the type wants it: a single item becomes a list or comes out of one, a date becomes a date and time;
// null with the reason wrong_type or not_allowed when it does not fit. Null passes.
Value coerce(const Value& value, const Type& type);
// FEEL's subtype relation.
bool conforms(const Type& given, const Type& wanted);

}  // namespace tiange::feel
