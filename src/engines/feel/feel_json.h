#pragma once
// FEEL values to and from JSON. Objects become contexts, numbers exact decimals, dates stay text (declare a type in the
// model, or call date() in the rule). Back: dates, times and durations become ISO 8601 text, whole numbers that fit 64
// bits integers, other numbers doubles, ranges their text, functions null.

#include "base/json.h"
#include "engines/feel/values/value.h"

namespace tiange::feel {

Value from_json(const json::Value& value);
json::Value to_json(const Value& value);

}  // namespace tiange::feel
