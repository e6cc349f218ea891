#pragma once
// Arithmetic and members of FEEL values. Each gives null with a reason for operands it has no meaning for.

#include "engines/feel/values/value.h"

namespace tiange::feel {

Value add(const Value& a, const Value& b);
Value subtract(const Value& a, const Value& b);
Value multiply(const Value& a, const Value& b);
Value divide(const Value& a, const Value& b);
Value power(const Value& a, const Value& b);
Value negate(const Value& a);

// a.name: member of a context, property of a calendar value, duration or range; of a list, the members of its items.
Value member(const Value& a, std::string_view name);

}  // namespace tiange::feel
