#include "engines/feel/functions/builtins.h"

namespace tiange::feel {
namespace {

using Items = std::span<const Value>;

Value no_member(const Value& context) { return Value::null({ReasonCode::no_member, context.kind()}); }

Value get_value(Machine&, Arguments arguments) {
  const Value* found = &arguments[0];
  if (arguments[1].is(Kind::string)) {
    found = found->find(arguments[1].as_string());
    return found == nullptr ? no_member(arguments[0]) : *found;
  }
  if (!arguments[1].is(Kind::list) || arguments[1].items().empty()) return bad_argument(2, arguments[1]);
  for (const Value& key : arguments[1].items()) {
    if (!key.is(Kind::string)) return bad_argument(2, key);
    found = found->find(key.as_string());
    if (found == nullptr) return no_member(arguments[0]);
  }
  return *found;
}

Value get_entries(Machine& machine, Arguments arguments) {
  std::vector<Value> items;
  const auto& entries = arguments[0].as_context().entries;
  machine.spend(entries.size());
  for (const Entry& entry : entries) {
    items.push_back(ContextBuilder().set("key", Value::string(entry.name)).set("value", entry.value).build());
  }
  return Value::list(std::move(items));
}

Value with_entry(const Value& context, Items keys, const Value& value) {
  const Value& key = keys[0];
  if (!key.is(Kind::string)) return bad_argument(2, key);
  Value put = value;
  if (keys.size() > 1) {
    const Value* inside = context.find(key.as_string());
    if (inside == nullptr || !inside->is(Kind::context)) return bad_argument(2, key);
    put = with_entry(*inside, keys.subspan(1), value);
    if (!put.is(Kind::context)) return put;
  }
  ContextBuilder builder;
  for (const Entry& entry : context.as_context().entries) builder.set(entry.name, entry.value);
  return builder.set(key.as_string(), std::move(put)).build();
}

Value context_put(Machine& machine, Arguments arguments) {
  machine.spend(arguments[0].as_context().entries.size());
  if (arguments[1].is(Kind::list)) {
    if (arguments[1].items().empty()) return bad_argument(2, arguments[1]);
    return with_entry(arguments[0], arguments[1].items(), arguments[2]);
  }
  return with_entry(arguments[0], arguments.subspan(1, 1), arguments[2]);
}

Value context_merge(Machine& machine, Arguments arguments) {
  ContextBuilder builder;
  for (const Value& context : arguments[0].items()) {
    if (!context.is(Kind::context)) return bad_argument(1, context);
    if (!machine.spend(context.as_context().entries.size())) return Value::null({ReasonCode::too_long});
    for (const Entry& entry : context.as_context().entries) builder.set(entry.name, entry.value);
  }
  return builder.build();
}

Value make_context(Machine& machine, Arguments arguments) {
  std::vector<Entry> entries;
  for (const Value& pair : arguments[0].items()) {
    const Value* key = pair.find("key");
    const Value* value = pair.find("value");
    if (key == nullptr || value == nullptr || !key->is(Kind::string)) return bad_argument(1, pair);
    if (!machine.spend(entries.size() + 1)) return Value::null({ReasonCode::too_long});
    for (const Entry& other : entries) {
      if (other.name == key->as_string()) return Value::null({ReasonCode::duplicate_key});
    }
    entries.push_back({std::string(key->as_string()), *value});
  }
  return Value::context(std::move(entries));
}

}  // namespace

std::span<const Builtin> context_functions() {
  const Wanted context{"context", Want::context}, value{"value", Want::anything};
  static const std::vector<Builtin> functions = {
      {"get value",
       {{{{"m", Want::context}, {"key", Want::string}}, get_value},
        {{{"context", Want::context}, {"keys", Want::list}}, get_value}}},
      {"get entries", {{{{"m", Want::context}}, get_entries}}},
      {"context put",
       {{{context, {"key", Want::string}, value}, context_put}, {{context, {"keys", Want::list}, value}, context_put}}},
      {"context merge", {{{{"contexts", Want::list}}, context_merge}}},
      {"context", {{{{"entries", Want::list}}, make_context}}},
  };
  return functions;
}

}  // namespace tiange::feel
