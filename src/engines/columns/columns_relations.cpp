// Comparisons, between and in, as ranges of columns and lanes. Order with null is unknown; equality with null is known.
#include <algorithm>

#include "engines/columns/columns_compiler.h"

namespace tiange::columns {

using feel::Kind;
using feel::Node;
using feel::Op;
using feel::RangeForm;
using feel::Value;

namespace {

constexpr Wide k_lowest = -(static_cast<Wide>(1) << 120), k_highest = static_cast<Wide>(1) << 120;
constexpr std::size_t k_most_spans = 3;  // beyond it a table of the column's values is faster, if it is narrow

Op mirrored(Op op) {
  switch (op) {
    case Op::less: return Op::greater;
    case Op::less_equal: return Op::greater_equal;
    case Op::greater: return Op::less;
    case Op::greater_equal: return Op::less_equal;
    default: return op;
  }
}

bool is_equality(Op op) { return op == Op::equal || op == Op::not_equal; }

// The whole numbers of 10^-scale that stand in this order to the constant. Of != those that are equal.
Span bounds(Op op, const Lane& constant, int scale) {
  Wide at = constant.low;
  bool exact = true;
  if (scale >= constant.scale) {
    at *= power_of_ten(scale - constant.scale);
  } else {
    const Wide unit = power_of_ten(constant.scale - scale);
    exact = at % unit == 0;
    at = at / unit - (at < 0 && !exact);
  }
  switch (op) {
    case Op::less: return {k_lowest, exact ? at - 1 : at};
    case Op::less_equal: return {k_lowest, at};
    case Op::greater: return {at + 1, k_highest};
    case Op::greater_equal: return {exact ? at : at + 1, k_highest};
    default: return exact ? Span{at, at} : Span{1, 0};
  }
}

Span both(const Span& a, const Span& b) { return {std::max(a.low, b.low), std::min(a.high, b.high)}; }

void merge(std::optional<bool>& so_far, std::optional<bool> verdict) {
  if (so_far == true) return;
  if (!verdict || *verdict) so_far = verdict;
}

// The spans of a range of constants; false when its ends are of another kind than the lane or missing.
bool range_spans(const feel::RangeData& range, const Lane& lane, std::vector<Span>& spans) {
  const auto end = [&](const Value& value, Op op) -> std::optional<Span> {
    const auto constant = constant_lane(value);
    if (!constant || constant->type != lane.type) return std::nullopt;
    return bounds(op, *constant, lane.scale);
  };
  const Op low_op = range.low_closed ? Op::greater_equal : Op::greater;
  const Op high_op = range.high_closed ? Op::less_equal : Op::less;
  std::optional<Span> found;
  switch (range.form) {
    case RangeForm::interval: {
      const auto low = end(range.low, low_op), high = end(range.high, high_op);
      if (low && high) found = both(*low, *high);
      break;
    }
    case RangeForm::less:
    case RangeForm::less_equal: found = end(range.high, high_op); break;
    case RangeForm::greater:
    case RangeForm::greater_equal: found = end(range.low, low_op); break;
    case RangeForm::equal: found = end(range.low, Op::equal); break;
    case RangeForm::not_equal: break;
  }
  if (found) spans.push_back(*found);
  return found.has_value();
}

Op order_of(RangeForm form) {
  switch (form) {
    case RangeForm::less: return Op::less;
    case RangeForm::less_equal: return Op::less_equal;
    case RangeForm::greater: return Op::greater;
    case RangeForm::greater_equal: return Op::greater_equal;
    default: return Op::equal;
  }
}

}  // namespace

Relation Compiler::equality(Op op, StepId held, StepId valid_a, StepId valid_b) {
  StepId yes = held;
  if (valid_a != k_always && valid_b != k_always) {
    yes = any_of({held, all_of({negation(valid_a), negation(valid_b)})});
  }
  return {op == Op::equal ? yes : negation(yes), k_always};
}

std::optional<Relation> Compiler::compare_null(Op op, NodeAt a) {
  if (!is_equality(op)) return Relation{k_never, k_never};
  StepId given = k_always;
  if (const auto column = column_of(a)) {
    given = valid_of(*column);
  } else if (is_logical(a)) {
    given = any_of({want(a, true), want(a, false)});
  } else if (const auto lane = lane_of(a)) {
    given = lane->valid;
  } else {
    return std::nullopt;
  }
  return Relation{op == Op::equal ? negation(given) : given, k_always};
}

std::optional<Relation> Compiler::compare_flag(Op op, std::uint32_t column, bool flag) {
  if (!is_equality(op)) return std::nullopt;
  return equality(op, column_range(column, flag, flag), valid_of(column), k_always);
}

std::optional<Relation> Compiler::compare_text(Op op, std::uint32_t column, const Value& text) {
  if (!is_equality(op)) return std::nullopt;
  const auto code = table_.column(column).code_of(text.as_string());
  const StepId held = code ? column_range(column, *code, *code) : k_never;
  return equality(op, held, valid_of(column), k_always);
}

std::optional<Relation> Compiler::compare_lanes(Op op, const Lane& a, const Lane& b) {
  if (a.type != b.type) return std::nullopt;
  const bool fixed_a = a.form == Lane::Form::constant, fixed_b = b.form == Lane::Form::constant;
  if (fixed_a && !fixed_b) return compare_lanes(mirrored(op), b, a);
  StepId held = k_never;
  if (fixed_a) {
    const Span span = bounds(op, b, a.scale);
    held = span.low <= a.low && a.low <= span.high ? k_always : k_never;
  } else if (fixed_b) {
    const Span span = bounds(op, b, a.scale);
    held = lane_range(a, span.low, span.high);
  } else {
    const int scale = std::max(a.scale, b.scale);
    const auto left = at_scale(a, scale), right = at_scale(b, scale);
    if (!left || !right) return std::nullopt;
    const StepId valid = all_of({a.valid, b.valid});
    const bool swap = op == Op::greater || op == Op::less_equal;
    const StepKind kind = is_equality(op) ? StepKind::equal : StepKind::less;
    const StepId first = step_of(swap ? *right : *left), second = step_of(swap ? *left : *right);
    const StepId found = add({kind, 0, 0, 0, 0, {first, second}});
    held = op == Op::less_equal || op == Op::greater_equal ? and_not(valid, found) : all_of({found, valid});
  }
  if (is_equality(op)) return equality(op, held, a.valid, b.valid);
  return Relation{held, all_of({a.valid, b.valid})};
}

// n / d against c is n against c * d where d is above zero, and unknown where it is zero. The rounding of the quotient
// to 34 digits cannot change the order of numbers of 18 digits.
std::optional<Relation> Compiler::compare_quotient(Op op, NodeAt quotient, NodeAt other) {
  const Node& node = program_->nodes[quotient];
  const auto dividend = lane_of(node.a), by = lane_of(node.b), value = lane_of(other);
  if (!dividend || !by || !value || dividend->type != LaneType::number || by->low < 0) return std::nullopt;
  if (by->form == Lane::Form::constant && by->low == 0) return std::nullopt;
  const auto scaled = product(*value, *by);
  if (!scaled) return std::nullopt;
  const auto found = compare_lanes(is_equality(op) ? Op::less_equal : op, *dividend, *scaled);
  if (!found) return std::nullopt;
  const StepId positive = by->form == Lane::Form::constant ? k_always : lane_range(*by, 1, k_highest);
  const StepId valid = all_of({dividend->valid, positive});
  const StepId all_valid = all_of({valid, value->valid});
  if (!is_equality(op)) return Relation{all_of({found->yes, all_valid}), all_valid};
  const auto least = compare_lanes(Op::greater_equal, *dividend, *scaled);
  if (!least) return std::nullopt;
  return equality(op, all_of({found->yes, least->yes, all_valid}), valid, value->valid);
}

std::optional<Relation> Compiler::compare(Op op, NodeAt a, NodeAt b) {
  const auto fixed = constant_of(b);
  if (!fixed && constant_of(a)) return compare(mirrored(op), b, a);
  if (fixed && fixed->is_null()) return compare_null(op, a);
  if (fixed) {
    const auto column = column_of(a);
    const auto kind = column ? table_.column(*column).shape().kind : ColumnKind::number;
    if (fixed->is(Kind::boolean)) {
      return column && kind == ColumnKind::boolean ? compare_flag(op, *column, fixed->as_boolean()) : std::nullopt;
    }
    if (fixed->is(Kind::string)) {
      return column && kind == ColumnKind::string ? compare_text(op, *column, *fixed) : std::nullopt;
    }
  }
  if (program_->nodes[a].op == Op::divide) {
    if (auto found = compare_quotient(op, a, b)) return found;
  } else if (program_->nodes[b].op == Op::divide) {
    if (auto found = compare_quotient(mirrored(op), b, a)) return found;
  }
  const auto left = lane_of(a), right = lane_of(b);
  return left && right ? compare_lanes(op, *left, *right) : std::nullopt;
}

std::optional<Relation> Compiler::between(NodeAt at) {
  const Node& node = program_->nodes[at];
  const auto lane = lane_of(node.a), low = lane_of(node.b), high = lane_of(node.c);
  if (!lane || !low || !high || low->type != lane->type || high->type != lane->type) return std::nullopt;
  if (low->form == Lane::Form::constant && high->form == Lane::Form::constant && lane->form != Lane::Form::constant) {
    const Span span = both(bounds(Op::greater_equal, *low, lane->scale), bounds(Op::less_equal, *high, lane->scale));
    return Relation{lane_range(*lane, span.low, span.high), lane->valid};
  }
  const auto from = compare_lanes(Op::greater_equal, *lane, *low), to = compare_lanes(Op::less_equal, *lane, *high);
  if (!from || !to) return std::nullopt;
  const StepId below = and_not(from->known, from->yes), above = and_not(to->known, to->yes);
  return Relation{all_of({from->yes, to->yes}), any_of({all_of({from->known, to->known}), below, above})};
}

// One value among the tests of in. False when it cannot be told by ranges.
bool Compiler::add_value_test(const Value& test, const Lane& lane, std::vector<Span>& spans,
                              std::optional<bool>& of_null) {
  if (test.is_null()) return merge(of_null, true), true;
  if (test.is(Kind::range)) {
    const feel::RangeData& range = test.as_range();
    if (range.form == RangeForm::equal || range.form == RangeForm::not_equal) return false;
    merge(of_null, std::nullopt);
    return range_spans(range, lane, spans);
  }
  if (test.is(Kind::list)) {
    for (const Value& item : test.items()) {
      if (item.is(Kind::range)) {
        const RangeForm form = item.as_range().form;
        if (form == RangeForm::equal || form == RangeForm::not_equal || !range_spans(item.as_range(), lane, spans)) {
          return false;
        }
        merge(of_null, std::nullopt);
      } else if (item.is_null()) {
        merge(of_null, true);
      } else if (const auto constant = constant_lane(item); constant && constant->type == lane.type) {
        spans.push_back(bounds(Op::equal, *constant, lane.scale));
      } else if (item.is(Kind::number)) {
        return false;
      }
    }
    return true;
  }
  const auto constant = constant_lane(test);
  if (!constant || constant->type != lane.type) return false;
  spans.push_back(bounds(Op::equal, *constant, lane.scale));
  return true;
}

bool Compiler::add_test(NodeAt at, const Lane& lane, std::vector<Span>& spans, std::optional<bool>& of_null) {
  const Node& node = program_->nodes[at];
  if (node.op != Op::one_sided) {
    const auto fixed = constant_of(at);
    if (!fixed || (node.op != Op::constant && fixed->is_null())) return false;
    return add_value_test(*fixed, lane, spans, of_null);
  }
  const auto form = static_cast<RangeForm>(node.flags & ~feel::k_uses_input);
  const auto end = constant_of(node.a);
  if (!end) return false;
  const auto constant = constant_lane(*end);
  if (!constant || constant->type != lane.type) return false;
  const Span span = bounds(order_of(form), *constant, lane.scale);
  if (form == RangeForm::not_equal) {
    if (span.low > span.high) {
      spans.push_back({k_lowest, k_highest});
    } else {
      spans.push_back({k_lowest, span.low - 1});
      spans.push_back({span.high + 1, k_highest});
    }
    merge(of_null, true);
    return true;
  }
  spans.push_back(span);
  merge(of_null, form == RangeForm::equal ? std::optional(false) : std::nullopt);
  return true;
}

std::optional<Relation> Compiler::in(NodeAt at) {
  const Node& node = program_->nodes[at];
  const auto lane = lane_of(node.a);
  if (!lane || lane->form == Lane::Form::constant) return std::nullopt;
  std::vector<Span> spans;
  std::optional<bool> of_null = false;
  for (const NodeAt test : program_->list(node.b)) {
    if (!add_test(test, *lane, spans, of_null)) return std::nullopt;
  }
  if (spans.size() > k_most_spans && narrow_column(at)) return std::nullopt;
  std::vector<StepId> held;
  for (const Span& span : spans) {
    if (span.low <= span.high) held.push_back(lane_range(*lane, span.low, span.high));
  }
  if (of_null == true) held.push_back(negation(lane->valid));
  return Relation{any_of(std::move(held)), of_null ? k_always : lane->valid};
}

// The relation a comparing node states, where it can be told by columns and lanes.
std::optional<Relation> Compiler::comparison(NodeAt at) {
  const Node& node = program_->nodes[at];
  switch (node.op) {
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal: return compare(node.op, node.a, node.b);
    case Op::between: return between(at);
    case Op::in: return in(at);
    default: return std::nullopt;
  }
}

}  // namespace tiange::columns
