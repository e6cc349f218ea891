#pragma once
// Functions that a model names by a Java class and method. There is no Java here: the methods of Java's own library
// that exchanged models use are answered by equals of ours; any other gives null with the reason external_function.

#include <span>

#include "engines/feel/values/value.h"

namespace tiange::feel {

// definition is the context {java: {class: "...", method signature: "..."}}.
Value call_external(const Value& definition, std::span<const Value> arguments);

}  // namespace tiange::feel
