// Boxed expressions worked out.
#include "engines/dmn/boxed_function.h"
#include "engines/dmn/decision_run.h"

namespace tiange::dmn {

namespace {

Words numbered(std::size_t number) {
  const std::string text = std::to_string(number);
  return {"第 " + text + " 项", "item " + text};
}

Words named(const std::string& name) { return {name, name}; }

constexpr auto k_condition = [] { return Words{"条件", "condition"}; };
constexpr auto k_source = [] { return Words{"列表", "list"}; };

}  // namespace

using feel::Entry;
using feel::Kind;
using feel::ReasonCode;
using feel::Value;

Value DecisionRun::evaluate(const Boxed* boxed_expression, const Value& scope) {
  if (boxed_expression == nullptr) return Value();
  const feel::Deeper deeper(evaluator_);
  if (!deeper.ok()) return Value::null({ReasonCode::too_deep});
  return fitted(boxed(*boxed_expression, scope), boxed_expression->type);
}

Value DecisionRun::boxed(const Boxed& boxed, const Value& scope) {
  switch (boxed.kind) {
    case BoxedKind::literal: return literal(boxed, scope);
    case BoxedKind::table: return table(boxed, scope);
    case BoxedKind::context: return context(boxed, scope);
    case BoxedKind::invocation: return invocation(boxed, scope);
    case BoxedKind::relation: return relation(boxed, scope);
    case BoxedKind::list: return list(boxed, scope);
    case BoxedKind::function: return function(boxed, scope);
    case BoxedKind::conditional: {
      const Value condition = told(boxed.parts[0].get(), scope, k_condition);
      if (!condition.is(Kind::boolean) && !condition.is_null()) {
        note(ReasonCode::not_boolean, boxed.id);
        return Value::null({ReasonCode::not_boolean, condition.kind()});
      }
      const bool held = condition.is_true();
      return told(boxed.parts[held ? 1 : 2].get(), scope,
                  [&] { return held ? Words{"成立，取", "true, so"} : Words{"不成立，取", "not true, so"}; });
    }
    case BoxedKind::filter: return filter(boxed, scope);
    case BoxedKind::loop:
    case BoxedKind::some:
    case BoxedKind::every: return loop(boxed, scope);
  }
  return Value();
}

Value DecisionRun::literal(const Boxed& boxed, const Value& scope) {
  if (!boxed.expression) return Value::null({ReasonCode::no_logic});
  return evaluator_.run(boxed.expression->program(), scope);
}

Value DecisionRun::function(const Boxed& boxed, const Value& scope, const std::string& own_name) {
  Value made = Value::function(new BoxedFunction(model_.shared_from_this(), boxed, scope, own_name));
  return made.depth() <= feel::k_max_depth ? made : Value::null({ReasonCode::too_deep});
}

// Each entry sees the ones before it: a chain of small scopes, now and then made into one.
Value DecisionRun::context(const Boxed& boxed, Value scope) {
  constexpr std::size_t k_longest_chain = 16;
  const Value around = scope;
  std::vector<Entry> entries;
  for (const NamedBoxed& entry : boxed.named) {
    Value value;
    if (entry.value && entry.value->kind == BoxedKind::function) {
      value = function(*entry.value, scope, entry.name);
    } else {
      value = fitted(told(entry.value.get(), scope,
                          [&] { return entry.name.empty() ? Words{"结果", "result"} : named(entry.name); }),
                     entry.type);
    }
    if (entry.name.empty()) return value;
    entries.push_back({entry.name, value});
    if (entries.size() % k_longest_chain != 0) {
      scope = Value::scope({{entry.name, std::move(value)}}, scope);
    } else if (evaluator_.spend(entries.size())) {
      scope = Value::scope(entries, around);
    } else {
      return Value::null({ReasonCode::too_long});
    }
  }
  return Value::context(std::move(entries));
}

Value DecisionRun::invocation(const Boxed& boxed, const Value& scope) {
  const Value function = evaluate(boxed.parts[0].get(), scope);
  if (!function.is(Kind::function)) {
    note(ReasonCode::not_function, boxed.id);
    return Value::null({ReasonCode::not_function, function.kind()});
  }
  std::vector<std::string> names;
  std::vector<Value> arguments;
  for (const NamedBoxed& binding : boxed.named) {
    names.push_back(binding.name);
    const auto label = [&] { return Words{"参数 " + binding.name, "argument " + binding.name}; };
    arguments.push_back(fitted(told(binding.value.get(), scope, label), binding.type));
  }
  if (!evaluator_.spend(10)) return Value::null({ReasonCode::too_long});
  Value value = function.as_function().call_named(evaluator_, names, arguments);
  if (value.is_null() && value.reason().code != ReasonCode::none) note(value.reason().code, function.as_function().name());
  return value;
}

Value DecisionRun::relation(const Boxed& boxed, const Value& scope) {
  std::vector<Value> rows;
  for (std::size_t at = 0; at < boxed.parts.size(); at += boxed.columns.size()) {
    std::vector<Entry> row;
    for (std::size_t i = 0; i < boxed.columns.size(); ++i) {
      const auto label = [&] {
        const std::string number = std::to_string(at / boxed.columns.size() + 1);
        return Words{"第 " + number + " 行" + boxed.columns[i], "row " + number + " " + boxed.columns[i]};
      };
      row.push_back({boxed.columns[i], told(boxed.parts[at + i].get(), scope, label)});
    }
    rows.push_back(Value::context(std::move(row)));
  }
  return Value::list(std::move(rows));
}

Value DecisionRun::list(const Boxed& boxed, const Value& scope) {
  std::vector<Value> items;
  for (const BoxedPtr& part : boxed.parts) {
    items.push_back(told(part.get(), scope, [&] { return numbered(items.size() + 1); }));
  }
  return Value::list(std::move(items));
}

// Inside the match, the item is called item and its members are seen by their names.
Value DecisionRun::filter(const Boxed& boxed, const Value& scope) {
  const Value from = told(boxed.parts[0].get(), scope, k_source);
  if (from.is_null()) return Value::null({ReasonCode::bad_operand});
  const std::span<const Value> items = from.is(Kind::list) ? from.items() : std::span<const Value>(&from, 1);
  std::vector<Value> kept;
  for (const Value& item : items) {
    if (!evaluator_.spend(4)) return Value::null({ReasonCode::too_long});
    Value inside = Value::scope({{"item", item}}, scope);
    if (item.is(Kind::context)) inside = Value::scope(item.as_context().entries, inside);
    const auto label = [&] { return numbered(static_cast<std::size_t>(&item - items.data()) + 1); };
    const Value held = told(boxed.parts[1].get(), inside, label);
    if (held.is(Kind::number) && kept.empty() && &item == items.data()) return feel::item_at(items, held);
    if (!held.is(Kind::boolean)) {
      note(ReasonCode::not_boolean, boxed.id);
      return Value::null({ReasonCode::not_boolean, held.kind()});
    }
    if (held.is_true()) kept.push_back(item);
  }
  return Value::list(std::move(kept));
}

Value DecisionRun::loop(const Boxed& boxed, const Value& scope) {
  const Value from = told(boxed.parts[0].get(), scope, k_source);
  if (!from.is(Kind::list)) {
    note(ReasonCode::iteration_kind, boxed.variable);
    return Value::null({ReasonCode::iteration_kind, from.kind()});
  }
  std::vector<Value> results;
  bool unknown = false;
  for (const Value& item : from.items()) {
    if (!evaluator_.spend(4)) return Value::null({ReasonCode::too_long});
    std::vector<Entry> bound = {{boxed.variable, item}};
    if (boxed.kind == BoxedKind::loop) bound.push_back({"partial", Value::list(results)});
    const auto label = [&] { return numbered(static_cast<std::size_t>(&item - from.items().data()) + 1); };
    Value result = told(boxed.parts[1].get(), Value::scope(std::move(bound), scope), label);
    if (boxed.kind == BoxedKind::loop) {
      if (!evaluator_.spend(results.size())) return Value::null({ReasonCode::too_long});
      results.push_back(std::move(result));
    } else if (result.is(Kind::boolean)) {
      if (result.as_boolean() == (boxed.kind == BoxedKind::some)) return result;
    } else {
      unknown = true;
    }
  }
  if (boxed.kind == BoxedKind::loop) return Value::list(std::move(results));
  if (unknown) return Value::null({ReasonCode::not_boolean});
  return Value::boolean(boxed.kind == BoxedKind::every);
}

}  // namespace tiange::dmn
