// Functions that take a list, or its items as separate arguments.
#include <algorithm>
#include <map>

#include "engines/feel/functions/builtins.h"

namespace tiange::feel {
namespace {

using Items = std::span<const Value>;

// min([1,2]) and min(1,2) are the same.
Items items_of(const Arguments& arguments) {
  return arguments.size() == 1 && arguments[0].is(Kind::list) ? arguments[0].items() : arguments;
}

// A single null is no list.
bool is_nothing(const Arguments& arguments) { return arguments.size() == 1 && arguments[0].is_null(); }

const Value* not_a_number(Items items) {
  const auto bad = std::find_if(items.begin(), items.end(), [](const Value& v) { return !v.is(Kind::number); });
  return bad == items.end() ? nullptr : &*bad;
}

Value count(Machine&, Arguments arguments) {
  return Value::number(static_cast<std::int64_t>(arguments[0].items().size()));
}

Value extreme(Arguments arguments, bool greatest) {
  const Items items = items_of(arguments);
  if (items.empty()) return bad_argument_value();
  const Value* best = &items[0];
  for (const Value& item : items) {
    const auto ordering = compare(item, *best);
    if (!ordering) return Value::null({ReasonCode::not_comparable, best->kind(), item.kind()});
    if (greatest ? *ordering > 0 : *ordering < 0) best = &item;
  }
  return *best;
}

Value least(Machine&, Arguments arguments) { return extreme(arguments, false); }
Value greatest(Machine&, Arguments arguments) { return extreme(arguments, true); }

Value add(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return Value::null({ReasonCode::bad_operands, a.kind(), b.kind()});
  switch (a.kind()) {
    case Kind::number: return Value::number(a.as_number() + b.as_number());
    case Kind::days_duration: {
      const auto sum = add(a.as_days_duration(), b.as_days_duration());
      return sum ? Value::days_duration(*sum) : Value::null({ReasonCode::overflow});
    }
    case Kind::months_duration:
      return Value::months_duration({a.as_months_duration().months + b.as_months_duration().months});
    default: return Value::null({ReasonCode::bad_operand, a.kind()});
  }
}

Value sum(Machine&, Arguments arguments) {
  const Items items = items_of(arguments);
  if (items.empty()) return bad_argument_value();
  Value total = items[0];
  if (items.size() == 1) return add(total, total).is_null() ? bad_argument(1, total) : total;
  for (const Value& item : items.subspan(1)) {
    total = add(total, item);
    if (total.is_null()) return total;
  }
  return total;
}

Value mean(Machine&, Arguments arguments) {
  const Items items = items_of(arguments);
  if (items.empty()) return bad_argument_value();
  if (const Value* bad = not_a_number(items)) return bad_argument(1, *bad);
  Decimal total;
  for (const Value& item : items) total = total + item.as_number();
  return Value::number(total / Decimal::from_int(static_cast<std::int64_t>(items.size())));
}

Value product(Machine&, Arguments arguments) {
  const Items items = items_of(arguments);
  if (items.empty()) return bad_argument_value();
  if (const Value* bad = not_a_number(items)) return bad_argument(1, *bad);
  Decimal total = Decimal::from_int(1);
  for (const Value& item : items) total = total * item.as_number();
  return Value::number(total);
}

std::vector<Decimal> sorted_numbers(Items items) {
  std::vector<Decimal> numbers;
  for (const Value& item : items) numbers.push_back(item.as_number());
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

Value median(Machine&, Arguments arguments) {
  const Items items = items_of(arguments);
  if (items.empty()) return bad_argument_value();
  if (const Value* bad = not_a_number(items)) return bad_argument(1, *bad);
  const auto numbers = sorted_numbers(items);
  const std::size_t middle = numbers.size() / 2;
  if (numbers.size() % 2 == 1) return Value::number(numbers[middle]);
  return Value::number((numbers[middle - 1] + numbers[middle]) / Decimal::from_int(2));
}

// Sample standard deviation.
Value deviation(Machine&, Arguments arguments) {
  const Items items = items_of(arguments);
  if (items.size() < 2) return bad_argument_value();
  if (const Value* bad = not_a_number(items)) return bad_argument(1, *bad);
  Decimal total, squares;
  for (const Value& item : items) total = total + item.as_number();
  const Decimal average = total / Decimal::from_int(static_cast<std::int64_t>(items.size()));
  for (const Value& item : items) {
    const Decimal gap = item.as_number() - average;
    squares = squares + gap * gap;
  }
  return Value::number(Decimal::square_root(squares / Decimal::from_int(static_cast<std::int64_t>(items.size()) - 1)));
}

// The most frequent numbers, ascending.
Value mode(Machine&, Arguments arguments) {
  const Items items = items_of(arguments);
  if (is_nothing(arguments)) return bad_argument(1, arguments[0]);
  if (const Value* bad = not_a_number(items)) return bad_argument(1, *bad);
  std::vector<Value> best;
  std::size_t most = 0;
  const auto numbers = sorted_numbers(items);
  for (std::size_t from = 0, to = 0; from < numbers.size(); from = to) {
    while (to < numbers.size() && numbers[to] == numbers[from]) ++to;
    if (to - from < most) continue;
    if (to - from > most) best.clear();
    most = to - from;
    best.push_back(Value::number(numbers[from]));
  }
  return Value::list(std::move(best));
}

// all: false wins, then null; any: true wins, then null.
Value decide(Arguments arguments, bool winner) {
  if (is_nothing(arguments)) return bad_argument(1, arguments[0]);
  bool unknown = false, won = false;
  for (const Value& item : items_of(arguments)) {
    if (item.is(Kind::boolean)) {
      won = won || item.as_boolean() == winner;
    } else if (item.is_null()) {
      unknown = true;
    } else {
      return bad_argument(1, item);
    }
  }
  if (won) return Value::boolean(winner);
  return unknown ? bad_argument_value() : Value::boolean(!winner);
}

Value all(Machine&, Arguments arguments) { return decide(arguments, false); }
Value any(Machine&, Arguments arguments) { return decide(arguments, true); }

}  // namespace

std::span<const Builtin> aggregate_functions() {
  const Wanted list{"list", Want::anything};
  static const std::vector<Builtin> functions = {
      {"count", {{{{"list", Want::list}}, count}}},
      {"min", {{{list}, least, true}}},
      {"max", {{{list}, greatest, true}}},
      {"sum", {{{list}, sum, true}}},
      {"mean", {{{list}, mean, true}}},
      {"product", {{{list}, product, true}}},
      {"median", {{{list}, median, true}}},
      {"stddev", {{{list}, deviation, true}}},
      {"mode", {{{list}, mode, true}}},
      {"all", {{{list}, all, true}}},
      {"any", {{{list}, any, true}}},
  };
  return functions;
}

}  // namespace tiange::feel
