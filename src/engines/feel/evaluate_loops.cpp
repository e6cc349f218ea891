// for, some, every and filters.
#include "engines/feel/evaluator.h"

namespace tiange::feel {

// One running for, some or every: the bindings are triples of slot, low, high.
struct Evaluator::Loop {
  Loop(const Node& of, std::span<const std::uint32_t> triples) : node(of), bindings(triples) {}

  const Node& node;
  std::span<const std::uint32_t> bindings;
  std::vector<Value> results;
  bool unknown = false;
  bool decided = false;
  Reason failure;  // why it broke off; none when it did not
};

Value item_at(std::span<const Value> items, const Value& index) {
  const auto given = index.as_number().truncated();
  const auto size = static_cast<std::int64_t>(items.size());
  if (!given || *given == 0 || *given > size || *given < -size) return Value::null({ReasonCode::index_range});
  return items[static_cast<std::size_t>(*given > 0 ? *given - 1 : size + *given)];
}

bool Evaluator::loop_body(const Frame& frame, Loop& loop) {
  const Node& node = loop.node;
  if (node.op == Op::iteration) {
    if ((node.flags & k_uses_partial) != 0) {
      if (!spend(loop.results.size())) return loop.failure = {ReasonCode::too_long}, false;
      frame.slots[node.slot] = Value::list(loop.results);
    }
    loop.results.push_back(eval(frame, node.a));
    if (steps_ > environment_.max_steps) return loop.failure = {ReasonCode::too_long}, false;
    return true;
  }
  Value spare;
  const Value& held = ref(frame, node.a, spare);
  if (!held.is(Kind::boolean)) {
    loop.unknown = true;
  } else if (held.as_boolean() == (node.op == Op::some)) {
    loop.decided = true;
    return false;
  }
  if (steps_ > environment_.max_steps) return loop.failure = {ReasonCode::too_long}, false;
  return true;
}

bool Evaluator::iterate_step(const Frame& frame, Loop& loop, std::size_t level, Value item) {
  frame.slots[loop.bindings[level * 3]] = std::move(item);
  ++steps_;
  return iterate(frame, loop, level + 1);
}

bool Evaluator::iterate_numbers(const Frame& frame, Loop& loop, std::size_t level, const Value& low,
                                const Value& high) {
  if (low.is(Kind::date) && high.is(Kind::date)) {
    const std::int64_t last = days_from_date(high.as_date());
    std::int64_t day = days_from_date(low.as_date());
    const std::int64_t step = day <= last ? 1 : -1;
    for (;; day += step) {
      if (!iterate_step(frame, loop, level, Value::date(*date_from_days(day)))) return false;
      if (day == last) return true;
    }
  }
  if (!low.is(Kind::number) || !high.is(Kind::number)) {
    loop.failure = {ReasonCode::iteration_kind, low.is(Kind::number) ? high.kind() : low.kind()};
    return false;
  }
  Decimal number = low.as_number();
  const Decimal last = high.as_number();
  const bool up = number <= last;
  const Decimal step = Decimal::from_int(up ? 1 : -1);
  for (; up ? number <= last : number >= last; number = number + step) {
    if (!iterate_step(frame, loop, level, Value::number(number))) return false;
    if (number + step == number) return loop.failure = {ReasonCode::overflow}, false;
  }
  return true;
}

// The whole numbers or days of an ascending range.
bool Evaluator::iterate_range(const Frame& frame, Loop& loop, std::size_t level, const RangeData& range) {
  const auto ordering = compare(range.low, range.high);
  const bool known = range.form == RangeForm::interval && ordering && *ordering <= 0;
  if (!known) return loop.failure = {ReasonCode::iteration_kind, Kind::range}, false;
  Value low = range.low, high = range.high;
  if (low.is(Kind::date)) {
    const std::int64_t first = days_from_date(low.as_date()) + (range.low_closed ? 0 : 1);
    const std::int64_t last = days_from_date(high.as_date()) - (range.high_closed ? 0 : 1);
    if (first > last) return true;
    const auto first_date = date_from_days(first), last_date = date_from_days(last);
    return iterate_numbers(frame, loop, level, Value::date(*first_date), Value::date(*last_date));
  }
  if (!low.is(Kind::number)) return loop.failure = {ReasonCode::iteration_kind, Kind::range}, false;
  const Decimal one = Decimal::from_int(1);
  Decimal first = low.as_number().rounded(0, Rounding::ceiling), last = high.as_number().rounded(0, Rounding::floor);
  if (!range.low_closed && first == low.as_number()) first = first + one;
  if (!range.high_closed && last == high.as_number()) last = last - one;
  if (first > last) return true;
  return iterate_numbers(frame, loop, level, Value::number(first), Value::number(last));
}

bool Evaluator::iterate(const Frame& frame, Loop& loop, std::size_t level) {
  if (level * 3 == loop.bindings.size()) return loop_body(frame, loop);
  const Value low = eval(frame, loop.bindings[level * 3 + 1]);
  if (const NodeAt high = loop.bindings[level * 3 + 2]; high != k_no_node) {
    return iterate_numbers(frame, loop, level, low, eval(frame, high));
  }
  switch (low.kind()) {
    case Kind::list:
      for (const Value& item : low.items()) {
        if (!iterate_step(frame, loop, level, item)) return false;
      }
      return true;
    case Kind::range: return iterate_range(frame, loop, level, low.as_range());
    case Kind::null: return loop.failure = {ReasonCode::iteration_kind, Kind::null}, false;
    default: return iterate_step(frame, loop, level, low);
  }
}

Value Evaluator::iteration(const Frame& frame, const Node& node) {
  Loop loop(node, frame.program->list(node.b));
  if (!iterate(frame, loop, 0)) return fail(frame, node, loop.failure);
  return checked(frame, node, Value::list(std::move(loop.results)));
}

Value Evaluator::quantified(const Frame& frame, const Node& node) {
  Loop loop(node, frame.program->list(node.b));
  iterate(frame, loop, 0);
  if (loop.failure.code != ReasonCode::none) return fail(frame, node, loop.failure);
  if (loop.decided) return Value::boolean(node.op == Op::some);
  if (loop.unknown) return fail(frame, node, {ReasonCode::not_boolean});
  return Value::boolean(node.op == Op::every);
}

Value Evaluator::filter(const Frame& frame, const Node& node) {
  const Value list = eval(frame, node.a);
  const Node& condition = frame.program->nodes[node.b];
  if (condition.op == Op::constant) {
    const Value& constant = frame.program->constants[condition.a];
    if (constant.is(Kind::number)) {
      if (list.is_null()) return fail(frame, node, {ReasonCode::bad_operand, Kind::null});
      const std::span<const Value> single(&list, 1);
      return checked(frame, node, item_at(list.is(Kind::list) ? list.items() : single, constant));
    }
  }
  return filter_items(frame, node, list);
}

Value Evaluator::filter_items(const Frame& frame, const Node& node, const Value& list) {
  if (list.is_null()) return fail(frame, node, {ReasonCode::bad_operand, Kind::null});
  const std::span<const Value> items = list.is(Kind::list) ? list.items() : std::span<const Value>(&list, 1);
  std::vector<Value> kept;
  bool first = true;
  for (const Value& item : items) {
    frame.slots[node.slot] = item;
    Value spare;
    const Value& held = ref(frame, node.b, spare);
    if (first && held.is(Kind::number)) return checked(frame, node, item_at(items, held));
    first = false;
    if (held.is_true()) kept.push_back(item);
    if (steps_ > environment_.max_steps) return fail(frame, node, {ReasonCode::too_long});
  }
  return checked(frame, node, Value::list(std::move(kept)));
}

}  // namespace tiange::feel
