// Tests of one value: the operator in, and the cells of decision tables.
#include "engines/feel/evaluator.h"

namespace tiange::feel {
namespace {

std::optional<bool> list_test(std::span<const Value> items, const Value& input) {
  bool unknown = false;
  for (const Value& item : items) {
    const auto held = item.is(Kind::range) && !input.is(Kind::range) ? contains(item.as_range(), input)
                                                                      : equal(input, item);
    if (held.value_or(false)) return true;
    unknown = unknown || (!held && input.is_null());
  }
  return unknown ? std::nullopt : std::optional(false);
}

// Whether a test that is a plain value holds for the input.
std::optional<bool> value_test(const Value& test, const Value& input) {
  if (test.is(Kind::range) && !input.is(Kind::range)) return contains(test.as_range(), input);
  if (test.is(Kind::list)) {
    if (input.is(Kind::list) && equal(test, input).value_or(false)) return true;
    return list_test(test.items(), input);
  }
  if (test.is(Kind::boolean) && !input.is(Kind::boolean)) return test.as_boolean();
  return equal(input, test);
}

}  // namespace

std::optional<bool> Evaluator::one_sided_test(const Frame& frame, const Node& node, const Value& input) {
  Value spare;
  const Value& end = ref(frame, node.a, spare);
  const auto form = static_cast<RangeForm>(node.flags & ~k_uses_input);
  if (form == RangeForm::equal || form == RangeForm::not_equal) {
    const auto same = equal(input, end);
    return same ? std::optional(*same == (form == RangeForm::equal)) : std::nullopt;
  }
  const auto ordering = compare(input, end);
  if (!ordering) return std::nullopt;
  switch (form) {
    case RangeForm::less: return *ordering < 0;
    case RangeForm::less_equal: return *ordering <= 0;
    case RangeForm::greater: return *ordering > 0;
    default: return *ordering >= 0;
  }
}

std::optional<bool> Evaluator::range_test(const Frame& frame, const Node& node, const Value& input) {
  Value spare_low, spare_high;
  const auto from_low = compare(input, ref(frame, node.a, spare_low));
  if (!from_low) return std::nullopt;
  const auto from_high = compare(input, ref(frame, node.b, spare_high));
  if (!from_high) return std::nullopt;
  return (*from_low > 0 || (*from_low == 0 && (node.flags & k_low_closed) != 0)) &&
         (*from_high < 0 || (*from_high == 0 && (node.flags & k_high_closed) != 0));
}

std::optional<bool> Evaluator::test(const Frame& frame, NodeAt at, const Value& input) {
  const Node& node = frame.program->nodes[at];
  ++steps_;
  if (node.op == Op::one_sided) return one_sided_test(frame, node, input);
  if (node.op == Op::range && (node.flags & k_uses_input) == 0 && !input.is(Kind::range)) {
    return range_test(frame, node, input);
  }
  Value spare;
  const Value& value = ref(frame, at, spare);
  if ((node.flags & k_uses_input) != 0) {
    if (value.is(Kind::boolean)) return value.as_boolean();
    if (value.is_null()) return std::nullopt;
  }
  return value_test(value, input);
}

Value Evaluator::in_tests(const Frame& frame, const Node& node) {
  Value spare;
  const Value& input = ref(frame, node.a, spare);
  bool unknown = false;
  for (const NodeAt at : frame.program->list(node.b)) {
    const auto held = test(frame, at, input);
    if (held.value_or(false)) return Value::boolean(true);
    unknown = unknown || !held;
  }
  if (unknown) return fail(frame, node, {ReasonCode::not_comparable, input.kind()});
  return Value::boolean(false);
}

}  // namespace tiange::feel
