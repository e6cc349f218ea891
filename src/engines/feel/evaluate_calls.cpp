// Calls, and the values that are built: lists, contexts, ranges, functions.
#include <algorithm>

#include "engines/feel/evaluator.h"
#include "engines/feel/functions/external_functions.h"
#include "engines/feel/feel_parser.h"

namespace tiange::feel {
namespace {

// A function written in FEEL, with what it saw where it was written.
class WrittenFunction final : public Function {
 public:
  WrittenFunction(const Frame& frame, std::uint32_t shape)
      : program_(frame.program->shared_from_this()),
        shape_(program_->functions[shape]),
        slots_(frame.slots, frame.slots + program_->slots),
        context_(*frame.context) {
    std::uint16_t below = context_.depth();
    for (const Value& slot : slots_) below = std::max(below, slot.depth());
    depth = static_cast<std::uint16_t>(below + 1);
  }

  std::size_t arity() const override { return shape_.parameters.size(); }
  TypePtr type() const override {
    auto type = std::make_shared<Type>();
    type->kind = TypeKind::function;
    for (const Parameter& parameter : shape_.parameters) {
      type->parameters.push_back(parameter.type ? parameter.type : builtin_type("Any"));
    }
    type->element = shape_.external ? nullptr : program_->static_type(shape_.body);
    return type;
  }

  Value call(Machine& machine, std::span<const Value> arguments) const override {
    if (arguments.size() != shape_.parameters.size()) return Value::null({ReasonCode::argument_count});
    std::vector<Value> slots = slots_;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      const Parameter& parameter = shape_.parameters[i];
      if (parameter.type && !machine.spend(arguments[i].weight())) return Value::null({ReasonCode::too_long});
      Value fitted = parameter.type ? coerce(arguments[i], *parameter.type) : arguments[i];
      if (fitted.is_null() && !arguments[i].is_null()) return Value::null({ReasonCode::call_arguments});
      slots[shape_.slots[i]] = std::move(fitted);
    }
    if (shape_.self_slot != UINT16_MAX) slots[shape_.self_slot] = Value::function(this);
    return static_cast<Evaluator&>(machine).run_body({program_.get(), slots.data(), &context_}, shape_);
  }

  Value call_named(Machine& machine, std::span<const std::string> names,
                   std::span<const Value> arguments) const override {
    std::vector<Value> placed(shape_.parameters.size());
    if (names.size() != placed.size()) return Value::null({ReasonCode::argument_count});
    for (std::size_t i = 0; i < placed.size(); ++i) {
      const auto name = std::find(names.begin(), names.end(), shape_.parameters[i].name);
      if (name == names.end()) return Value::null({ReasonCode::argument_name});
      placed[i] = arguments[static_cast<std::size_t>(name - names.begin())];
    }
    return call(machine, placed);
  }

 private:
  std::shared_ptr<const Program> program_;
  const FunctionShape& shape_;
  std::vector<Value> slots_;
  Value context_;
};

}  // namespace

Value Evaluator::run_body(const Frame& frame, const FunctionShape& shape) {
  if (!shape.external) return eval(frame, shape.body);
  std::vector<Value> arguments;
  for (const std::uint16_t slot : shape.slots) arguments.push_back(frame.slots[slot]);
  return call_external(eval(frame, shape.body), arguments);
}

Value Evaluator::call(const Function& function, std::span<const Value> arguments) {
  if (!spend(4)) return Value::null({ReasonCode::too_long});
  return function.call(*this, arguments);
}

Value Evaluator::invoke(const Frame& frame, const Node& node, const Value& callee, std::span<const Value> arguments) {
  if (!callee.is(Kind::function)) return fail(frame, node, {ReasonCode::not_function, callee.kind()});
  const Function& function = callee.as_function();
  return checked(frame, node, call(function, arguments), function.name());
}

template <std::size_t most>
Value Evaluator::call_few(const Frame& frame, const Node& node, const Value& callee) {
  const auto list = frame.program->list(node.b);
  Value few[most];
  for (std::size_t i = 0; i < list.size(); ++i) few[i] = eval(frame, list[i]);
  return invoke(frame, node, callee, {few, list.size()});
}

Value Evaluator::call_node(const Frame& frame, const Node& node) {
  Value spare;
  const Value& callee = ref(frame, node.a, spare);
  const auto list = frame.program->list(node.b);
  if (list.size() <= 2) return call_few<2>(frame, node, callee);
  if (list.size() <= 6) return call_few<6>(frame, node, callee);
  std::vector<Value> many;
  for (const NodeAt at : list) many.push_back(eval(frame, at));
  return invoke(frame, node, callee, many);
}

Value Evaluator::call_named_node(const Frame& frame, const Node& node) {
  Value spare;
  const Value& callee = ref(frame, node.a, spare);
  if (!callee.is(Kind::function)) return fail(frame, node, {ReasonCode::not_function, callee.kind()});
  const auto list = frame.program->list(node.b);
  std::vector<std::string> names;
  std::vector<Value> arguments;
  for (std::size_t i = 0; i + 1 < list.size(); i += 2) {
    names.push_back(frame.program->names[list[i]]);
    arguments.push_back(eval(frame, list[i + 1]));
  }
  if (!spend(4)) return fail(frame, node, {ReasonCode::too_long});
  const Function& function = callee.as_function();
  return checked(frame, node, function.call_named(*this, names, arguments), function.name());
}

Value Evaluator::make_list(const Frame& frame, const Node& node) {
  const auto list = frame.program->list(node.b);
  std::vector<Value> items;
  items.reserve(list.size());
  for (const NodeAt at : list) items.push_back(eval(frame, at));
  return checked(frame, node, Value::list(std::move(items)));
}

Value Evaluator::make_context(const Frame& frame, const Node& node) {
  const auto list = frame.program->list(node.b);
  std::vector<Entry> entries;
  entries.reserve(list.size() / 3);
  for (std::size_t i = 0; i + 2 < list.size(); i += 3) {
    Value& slot = frame.slots[list[i + 1]];
    slot = eval(frame, list[i + 2]);
    entries.push_back({frame.program->names[list[i]], slot});
  }
  return checked(frame, node, Value::context(std::move(entries)));
}

Value Evaluator::make_function(const Frame& frame, const Node& node) {
  if (!spend(frame.program->slots)) return fail(frame, node, {ReasonCode::too_long});
  Value function = Value::function(new WrittenFunction(frame, node.a));
  return function.depth() <= k_max_depth ? function : fail(frame, node, {ReasonCode::too_deep});
}

Value Evaluator::make_range(const Frame& frame, const Node& node) {
  RangeData range;
  range.low = eval(frame, node.a);
  range.high = eval(frame, node.b);
  range.low_closed = (node.flags & k_low_closed) != 0;
  range.high_closed = (node.flags & k_high_closed) != 0;
  if (!range.low.is_null() && !range.high.is_null() && !compare(range.low, range.high)) {
    return fail(frame, node, {ReasonCode::bad_range, range.low.kind(), range.high.kind()});
  }
  return Value::range(range);
}

Value Evaluator::make_one_sided(const Frame& frame, const Node& node) {
  RangeData range;
  range.form = static_cast<RangeForm>(node.flags & ~k_uses_input);
  const Value end = eval(frame, node.a);
  switch (range.form) {
    case RangeForm::less: range.high = end; break;
    case RangeForm::less_equal: range.high = end, range.high_closed = true; break;
    case RangeForm::greater: range.low = end; break;
    case RangeForm::greater_equal: range.low = end, range.low_closed = true; break;
    case RangeForm::equal: range.low = range.high = end, range.low_closed = range.high_closed = true; break;
    default: range.other = end; break;
  }
  return Value::range(range);
}

// range("[1..3]"): literals and calls of the calendar functions on literals only, the low end not above the high one.
Value Evaluator::read_range(std::string_view text) {
  const Names names;
  const auto program = Parser(text, names, Folding::no).expression();
  const Value bad = Value::null({ReasonCode::argument_value});
  if (!program.ok() || (*program)->nodes[(*program)->root].op != Op::range) return bad;
  for (const Node& node : (*program)->nodes) {
    const bool plain = node.op == Op::constant || node.op == Op::range || node.op == Op::negate;
    if (plain) continue;
    if (node.op != Op::call || (*program)->nodes[node.a].op != Op::constant) return bad;
    for (const std::uint32_t at : (*program)->list(node.b)) {
      if ((*program)->nodes[at].op != Op::constant) return bad;
    }
  }
  const Value range = run(**program, Value());
  if (!range.is(Kind::range)) return bad;
  const RangeData& data = range.as_range();
  const auto ordering = compare(data.low, data.high);
  if (data.low.is_null() || data.high.is_null()) return data.low.is_null() && data.high.is_null() ? bad : range;
  return ordering && *ordering <= 0 ? range : bad;
}

}  // namespace tiange::feel
