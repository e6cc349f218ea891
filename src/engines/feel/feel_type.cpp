#include "engines/feel/feel_type.h"

#include <algorithm>
#include <array>

#include "engines/feel/evaluator.h"

namespace tiange::feel {
namespace {

TypePtr simple(TypeKind kind, const char* name) {
  auto type = std::make_shared<Type>();
  type->kind = kind;
  type->name = name;
  type->any_fields = kind == TypeKind::context;
  type->any_parameters = kind == TypeKind::function;
  return type;
}

bool allowed(const Value& value, const Type& type) {
  if (type.base && !allowed(value, *type.base)) return false;
  if (!type.allowed) return true;
  const Environment environment;
  Evaluator evaluator(environment);
  return evaluator.run_tests(*type.allowed, value, Value()).is_true();
}

TypeKind kind_of(Kind kind) {
  switch (kind) {
    case Kind::null: return TypeKind::null;
    case Kind::boolean: return TypeKind::boolean;
    case Kind::number: return TypeKind::number;
    case Kind::date: return TypeKind::date;
    case Kind::time: return TypeKind::time;
    case Kind::date_time: return TypeKind::date_time;
    case Kind::days_duration: return TypeKind::days_duration;
    case Kind::months_duration: return TypeKind::months_duration;
    case Kind::string: return TypeKind::string;
    case Kind::list: return TypeKind::list;
    case Kind::context: return TypeKind::context;
    case Kind::range: return TypeKind::range;
    case Kind::function: return TypeKind::function;
  }
  return TypeKind::any;
}

bool is_any(const TypePtr& type) { return !type || type->kind == TypeKind::any; }

bool fits_context(const ContextData& context, const Type& type) {
  return std::all_of(type.fields.begin(), type.fields.end(), [&](const auto& field) {
    const Value* inside = context.find(field.first);
    return inside != nullptr && (inside->is_null() || conforms(*inside, *field.second));
  });
}

bool fits_range(const RangeData& range, const Type& type) {
  if (is_any(type.element)) return true;
  if (range.low.is_null() && range.high.is_null()) return false;
  return (range.low.is_null() || conforms(range.low, *type.element)) &&
         (range.high.is_null() || conforms(range.high, *type.element));
}

TypePtr type_of_constant(const Value& value) {
  switch (value.kind()) {
    case Kind::boolean: return builtin_type("boolean");
    case Kind::number: return builtin_type("number");
    case Kind::string: return builtin_type("string");
    case Kind::date: return builtin_type("date");
    case Kind::time: return builtin_type("time");
    case Kind::date_time: return builtin_type("date and time");
    case Kind::days_duration: return builtin_type("days and time duration");
    case Kind::months_duration: return builtin_type("years and months duration");
    case Kind::null: return builtin_type("Null");
    default: return nullptr;
  }
}

// The functions of a list count as one: a parameter in which they differ is of type Any.
bool functions_fit(std::span<const Value> items, const Type& wanted) {
  Type joined;
  bool first = true;
  for (const Value& item : items) {
    if (!item.is(Kind::function)) return false;
    const TypePtr type = item.as_function().type();
    if (!type) return wanted.any_parameters;
    if (first) joined = *type;
    first = false;
    if (type->parameters.size() != joined.parameters.size()) return false;
    for (std::size_t i = 0; i < joined.parameters.size(); ++i) {
      if (!conforms(*type->parameters[i], *joined.parameters[i])) joined.parameters[i] = builtin_type("Any");
    }
  }
  return first || conforms(joined, wanted);
}

bool fits_list(std::span<const Value> items, const Type& type) {
  if (is_any(type.element)) return true;
  if (type.element->kind == TypeKind::function) return functions_fit(items, *type.element);
  return std::all_of(items.begin(), items.end(),
                     [&](const Value& item) { return item.is_null() || conforms(item, *type.element); });
}

bool fits_function(const Function& function, const Type& type) {
  if (type.any_parameters) return true;
  const TypePtr given = function.type();
  return given ? conforms(*given, type) : function.takes(type.parameters.size());
}

bool has_shape(const Value& value, const Type& type) {
  if (type.kind == TypeKind::any) return !value.is_null();
  if (type.kind == TypeKind::unknown || kind_of(value.kind()) != type.kind) return false;
  switch (type.kind) {
    case TypeKind::list: return fits_list(value.items(), type);
    case TypeKind::context: return fits_context(value.as_context(), type);
    case TypeKind::range: return fits_range(value.as_range(), type);
    case TypeKind::function: return fits_function(value.as_function(), type);
    default: return true;
  }
}

Value coerce_list(const Value& value, const Type& type) {
  std::vector<Value> items;
  for (const Value& item : value.items()) {
    Value fitted = coerce(item, *type.element);
    if (fitted.is_null() && !item.is_null()) return fitted;
    items.push_back(std::move(fitted));
  }
  return Value::list(std::move(items));
}

Value coerce_context(const Value& value, const Type& type) {
  std::vector<Entry> entries;
  for (const Entry& entry : value.as_context().entries) {
    const auto field = std::find_if(type.fields.begin(), type.fields.end(),
                                    [&](const auto& f) { return f.first == entry.name; });
    if (field == type.fields.end()) {
      entries.push_back(entry);
      continue;
    }
    Value fitted = coerce(entry.value, *field->second);
    if (fitted.is_null() && !entry.value.is_null()) return fitted;
    entries.push_back({entry.name, std::move(fitted)});
  }
  for (const auto& field : type.fields) {
    if (value.find(field.first) == nullptr) return Value::null({ReasonCode::wrong_type, Kind::context});
  }
  return Value::context(std::move(entries));
}

}  // namespace

TypePtr builtin_type(std::string_view name) {
  static const std::array types = {
      simple(TypeKind::any, "Any"),
      simple(TypeKind::null, "Null"),
      simple(TypeKind::boolean, "boolean"),
      simple(TypeKind::number, "number"),
      simple(TypeKind::string, "string"),
      simple(TypeKind::date, "date"),
      simple(TypeKind::time, "time"),
      simple(TypeKind::date_time, "date and time"),
      simple(TypeKind::date_time, "dateTime"),
      simple(TypeKind::days_duration, "days and time duration"),
      simple(TypeKind::days_duration, "dayTimeDuration"),
      simple(TypeKind::months_duration, "years and months duration"),
      simple(TypeKind::months_duration, "yearMonthDuration"),
      simple(TypeKind::context, "context"),
      simple(TypeKind::function, "function"),
  };
  for (const TypePtr& type : types) {
    if (type->name == name) return type;
  }
  return nullptr;
}

bool conforms(const Value& value, const Type& type) { return has_shape(value, type); }

Value coerce(const Value& value, const Type& type) {
  if (value.is_null() || type.kind == TypeKind::unknown) return value;
  Value fitted = value;
  const auto wrong = [&] { return Value::null({ReasonCode::wrong_type, value.kind()}); };
  if (type.kind == TypeKind::list) {
    if (!value.is(Kind::list)) fitted = Value::list({value});
    if (!is_any(type.element)) fitted = coerce_list(fitted, type);
    if (fitted.is_null()) return fitted;
  } else if (type.kind != TypeKind::any && value.is(Kind::list)) {
    if (value.items().size() != 1 || value.items()[0].is(Kind::list)) return wrong();
    return coerce(value.items()[0], type);
  } else if (type.kind == TypeKind::date_time && value.is(Kind::date)) {
    fitted = Value::date_time({value.as_date(), 0, Zone::utc()});
  } else if (type.kind == TypeKind::context && value.is(Kind::context) && !type.fields.empty()) {
    fitted = coerce_context(value, type);
    if (fitted.is_null()) return fitted;
  }
  if (!has_shape(fitted, type)) return wrong();
  return allowed(fitted, type) ? fitted : Value::null({ReasonCode::not_allowed, value.kind()});
}

bool conforms(const Type& given, const Type& wanted) {
  if (wanted.kind == TypeKind::any) return true;
  if (given.kind != wanted.kind) return given.kind == TypeKind::null;
  const auto inner = [](const TypePtr& a, const TypePtr& b) { return is_any(b) || (a && conforms(*a, *b)); };
  switch (given.kind) {
    case TypeKind::list:
    case TypeKind::range: return inner(given.element, wanted.element);
    case TypeKind::context:
      return std::all_of(wanted.fields.begin(), wanted.fields.end(), [&](const auto& field) {
        return std::any_of(given.fields.begin(), given.fields.end(), [&](const auto& own) {
          return own.first == field.first && conforms(*own.second, *field.second);
        });
      });
    case TypeKind::function:
      if (wanted.any_parameters) return true;
      if (given.any_parameters || given.parameters.size() != wanted.parameters.size()) return false;
      for (std::size_t i = 0; i < given.parameters.size(); ++i) {
        if (!conforms(*wanted.parameters[i], *given.parameters[i])) return false;
      }
      return !given.element || inner(given.element, wanted.element);
    default: return true;
  }
}

TypePtr Program::static_type(std::uint32_t at) const {
  const Node& node = nodes[at];
  switch (node.op) {
    case Op::constant: return type_of_constant(constants[node.a]);
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::conjunction:
    case Op::disjunction:
    case Op::between:
    case Op::in:
    case Op::some:
    case Op::every:
    case Op::instance_of: return builtin_type("boolean");
    case Op::context: {
      auto type = std::make_shared<Type>();
      type->kind = TypeKind::context;
      const auto entries = list(node.b);
      for (std::size_t i = 0; i + 2 < entries.size(); i += 3) {
        TypePtr inside = static_type(entries[i + 2]);
        type->fields.emplace_back(names[entries[i]], inside ? inside : builtin_type("Any"));
      }
      return type;
    }
    default: return nullptr;
  }
}

}  // namespace tiange::feel
