#include "engines/feel/feel_json.h"

namespace tiange::feel {

Value from_json(const json::Value& value) {
  if (value.is_bool()) return Value::boolean(value.as_bool());
  if (value.is_int()) return Value::number(value.as_int());
  if (value.is_number()) {
    const auto number = Decimal::from_double(value.as_double());
    return number ? Value::number(*number) : Value::null({ReasonCode::overflow});
  }
  if (value.is_string()) return Value::string(value.as_string());
  if (value.is_array()) {
    std::vector<Value> items;
    items.reserve(value.as_array().size());
    for (const json::Value& item : value.as_array()) items.push_back(from_json(item));
    return Value::list(std::move(items));
  }
  if (value.is_object()) {
    ContextBuilder builder;
    for (const auto& [name, inside] : value.as_object()) builder.set(name, from_json(inside));
    return builder.build();
  }
  return Value();
}

json::Value to_json(const Value& value) {
  switch (value.kind()) {
    case Kind::null:
    case Kind::function: return nullptr;
    case Kind::boolean: return value.as_boolean();
    case Kind::number: {
      const Decimal number = value.as_number();
      if (const auto whole = number.to_int()) return *whole;
      return number.to_double();
    }
    case Kind::list: {
      json::Array items;
      for (const Value& item : value.items()) items.push_back(to_json(item));
      return items;
    }
    case Kind::context: {
      json::Object members;
      for (const Entry& entry : value.as_context().entries) members.emplace_back(entry.name, to_json(entry.value));
      return members;
    }
    default: return to_text(value);
  }
}

}  // namespace tiange::feel
