#include <algorithm>

#include "engines/feel/functions/builtins.h"

namespace tiange::feel {
namespace {

using Items = std::span<const Value>;

std::vector<Value> copy(Items items) { return {items.begin(), items.end()}; }

// A 1-based position, negative from the end, as a 0-based place; limit is one past the greatest place.
std::optional<std::size_t> place_of(const Value& position, std::size_t limit) {
  const auto given = position.as_number().truncated();
  const auto size = static_cast<std::int64_t>(limit);
  if (!given || *given == 0 || *given > size || *given < -size) return std::nullopt;
  return static_cast<std::size_t>(*given > 0 ? *given - 1 : size + *given);
}

bool among(Items items, const Value& wanted) {
  return std::any_of(items.begin(), items.end(), [&](const Value& v) { return equal(v, wanted).value_or(false); });
}

Value out_of_range() { return Value::null({ReasonCode::index_range}); }
Value too_long() { return Value::null({ReasonCode::too_long}); }

Value list_contains(Machine& machine, Arguments arguments) {
  if (!machine.spend(arguments[0].weight())) return too_long();
  return Value::boolean(among(arguments[0].items(), arguments[1]));
}

Value sublist(Machine&, Arguments arguments) {
  const Items items = arguments[0].items();
  const auto from = place_of(arguments[1], items.size());
  if (!from) return out_of_range();
  std::size_t count = items.size() - *from;
  if (arguments.size() > 2) {
    const auto wanted = arguments[2].as_number().truncated();
    if (!wanted || *wanted < 0 || static_cast<std::size_t>(*wanted) > count) return out_of_range();
    count = static_cast<std::size_t>(*wanted);
  }
  return Value::list(copy(items.subspan(*from, count)));
}

Value append(Machine& machine, Arguments arguments) {
  std::vector<Value> items = copy(arguments[0].items());
  if (!machine.spend(items.size())) return too_long();
  items.insert(items.end(), arguments.begin() + 1, arguments.end());
  return Value::list(std::move(items));
}

Value concatenate(Machine& machine, Arguments arguments) {
  std::vector<Value> items;
  for (const Value& list : arguments) {
    if (!machine.spend(list.items().size())) return too_long();
    items.insert(items.end(), list.items().begin(), list.items().end());
  }
  return Value::list(std::move(items));
}

Value distinct(Machine& machine, Items items) {
  std::vector<Value> kept;
  for (const Value& item : items) {
    if (!machine.spend((kept.size() + 1) * item.weight())) return too_long();
    if (!among(kept, item)) kept.push_back(item);
  }
  return Value::list(std::move(kept));
}

Value distinct_values(Machine& machine, Arguments arguments) { return distinct(machine, arguments[0].items()); }

Value union_of(Machine& machine, Arguments arguments) {
  const Value all = concatenate(machine, arguments);
  return all.is(Kind::list) ? distinct(machine, all.items()) : all;
}

Value insert_before(Machine& machine, Arguments arguments) {
  std::vector<Value> items = copy(arguments[0].items());
  const auto at = place_of(arguments[1], items.size());
  if (!at) return out_of_range();
  if (!machine.spend(items.size())) return too_long();
  items.insert(items.begin() + static_cast<std::ptrdiff_t>(*at), arguments[2]);
  return Value::list(std::move(items));
}

Value remove(Machine& machine, Arguments arguments) {
  std::vector<Value> items = copy(arguments[0].items());
  const auto at = place_of(arguments[1], items.size());
  if (!at) return out_of_range();
  if (!machine.spend(items.size())) return too_long();
  items.erase(items.begin() + static_cast<std::ptrdiff_t>(*at));
  return Value::list(std::move(items));
}

Value replace_matching(Machine& machine, std::vector<Value> items, const Function& match, const Value& with) {
  if (!match.takes(2)) return Value::null({ReasonCode::call_arguments});
  for (Value& item : items) {
    const Value pair[] = {item, with};
    const Value replaces = machine.call(match, pair);
    if (!replaces.is(Kind::boolean)) return Value::null({ReasonCode::not_boolean, replaces.kind()});
    if (replaces.is_true()) item = with;
  }
  return Value::list(std::move(items));
}

Value list_replace(Machine& machine, Arguments arguments) {
  std::vector<Value> items = copy(arguments[0].items());
  if (!machine.spend(items.size())) return too_long();
  if (arguments[1].is(Kind::function)) {
    return replace_matching(machine, std::move(items), arguments[1].as_function(), arguments[2]);
  }
  const auto at = place_of(arguments[1], items.size());
  if (!at) return out_of_range();
  items[*at] = arguments[2];
  return Value::list(std::move(items));
}

Value reverse(Machine& machine, Arguments arguments) {
  std::vector<Value> items = copy(arguments[0].items());
  if (!machine.spend(items.size())) return too_long();
  std::reverse(items.begin(), items.end());
  return Value::list(std::move(items));
}

Value index_of(Machine& machine, Arguments arguments) {
  std::vector<Value> places;
  const Items items = arguments[0].items();
  if (!machine.spend(arguments[0].weight())) return too_long();
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (equal(items[i], arguments[1]).value_or(false)) {
      places.push_back(Value::number(static_cast<std::int64_t>(i) + 1));
    }
  }
  return Value::list(std::move(places));
}

bool flatten_into(Machine& machine, std::vector<Value>& out, Items items) {
  if (!machine.spend(items.size())) return false;
  for (const Value& item : items) {
    if (!item.is(Kind::list)) {
      out.push_back(item);
    } else if (!flatten_into(machine, out, item.items())) {
      return false;
    }
  }
  return true;
}

Value flatten(Machine& machine, Arguments arguments) {
  std::vector<Value> out;
  if (!flatten_into(machine, out, arguments[0].items())) return too_long();
  return Value::list(std::move(out));
}

// Merge sort of our own: the order asked for may contradict itself, which std::sort must not meet.
bool merge_sort(Machine& machine, const Function& precedes, std::span<Value> items, std::span<Value> spare) {
  if (items.size() < 2) return true;
  const std::size_t middle = items.size() / 2;
  if (!merge_sort(machine, precedes, items.first(middle), spare.first(middle))) return false;
  if (!merge_sort(machine, precedes, items.subspan(middle), spare.subspan(middle))) return false;
  std::size_t left = 0, right = middle;
  for (Value& place : spare) {
    bool take_right = left == middle;
    if (left < middle && right < items.size()) {
      const Value pair[] = {items[right], items[left]};
      const Value before = machine.call(precedes, pair);
      if (!before.is(Kind::boolean)) return false;
      take_right = before.is_true();
    }
    place = take_right ? items[right++] : items[left++];
  }
  std::copy(spare.begin(), spare.end(), items.begin());
  return true;
}

Value sort(Machine& machine, Arguments arguments) {
  std::vector<Value> items = copy(arguments[0].items());
  if (arguments.size() < 2 || arguments[1].is_null()) {
    const auto before = [](const Value& a, const Value& b) {
      const auto ordering = compare(a, b);
      return ordering && *ordering < 0;
    };
    for (const Value& item : items) {
      if (!compare(items.front(), item)) return Value::null({ReasonCode::not_comparable, items.front().kind(), item.kind()});
    }
    std::stable_sort(items.begin(), items.end(), before);
    return Value::list(std::move(items));
  }
  const Function& precedes = arguments[1].as_function();
  if (!precedes.takes(2)) return Value::null({ReasonCode::call_arguments});
  std::vector<Value> spare(items.size());
  if (!merge_sort(machine, precedes, items, spare)) return bad_argument_value();
  return Value::list(std::move(items));
}

}  // namespace

std::span<const Builtin> list_functions() {
  const Wanted list{"list", Want::list}, position{"position", Want::number}, new_item{"newItem", Want::anything};
  const Wanted start{"start position", Want::number}, length{"length", Want::number};
  static const std::vector<Builtin> functions = {
      {"list contains", {{{list, {"element", Want::anything}}, list_contains}}},
      {"sublist", {{{list, start}, sublist}, {{list, start, length}, sublist}}},
      {"append", {{{list, {"item", Want::anything}}, append, true}}},
      {"concatenate", {{{list}, concatenate, true}}},
      {"union", {{{list}, union_of, true}}},
      {"distinct values", {{{list}, distinct_values}}},
      {"insert before", {{{list, position, new_item}, insert_before}}},
      {"remove", {{{list, position}, remove}}},
      {"list replace",
       {{{list, position, new_item}, list_replace},
        {{list, {"match", Want::function}, new_item}, list_replace}}},
      {"reverse", {{{list}, reverse}}},
      {"index of", {{{list, {"match", Want::anything}}, index_of}}},
      {"flatten", {{{list}, flatten}}},
      {"sort", {{{list, {"precedes", Want::function, true}}, sort}}},
  };
  return functions;
}

}  // namespace tiange::feel
