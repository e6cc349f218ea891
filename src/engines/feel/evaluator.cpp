#include "engines/feel/evaluator.h"

#include "engines/feel/functions/builtins.h"
#include "engines/feel/values/operators.h"

namespace tiange::feel {
namespace {

constexpr std::size_t k_most_notes = 20;
constexpr std::size_t k_few_slots = 4;

}  // namespace

Value Evaluator::run(const Program& program, const Value& context) { return run_part(program, program.root, context); }

Value Evaluator::run_part(const Program& program, NodeAt node, const Value& context) {
  if (program.slots == 0) return eval({&program, nullptr, &context}, node);
  if (program.slots <= k_few_slots) {
    Value slots[k_few_slots];
    return eval({&program, slots, &context}, node);
  }
  std::vector<Value> slots(program.slots);
  return eval({&program, slots.data(), &context}, node);
}

Value Evaluator::run_tests(const Program& program, const Value& input, const Value& context) {
  if (program.any) return Value::boolean(true);
  // The slot of ? is never written, so a program with no other reads the input where it is.
  if (program.slots == 1) return tests_verdict({&program, const_cast<Value*>(&input), &context}, input);
  std::vector<Value> slots(program.slots);
  slots[0] = input;
  return tests_verdict({&program, slots.data(), &context}, input);
}

Value Evaluator::tests_verdict(const Frame& frame, const Value& input) {
  const Program& program = *frame.program;
  const Node& root = program.nodes[program.root];
  bool unknown = false, held = false;
  for (const NodeAt at : program.list(root.b)) {
    const auto result = test(frame, at, input);
    if (!result) {
      unknown = true;
    } else if (*result) {
      held = true;
      break;
    }
  }
  if (!held && unknown) return Value::null({ReasonCode::not_comparable, input.kind()});
  return Value::boolean(held != ((root.flags & k_negated) != 0));
}

bool Evaluator::spend(std::uint64_t steps) {
  steps_ += steps;
  return steps_ <= environment_.max_steps;
}

void Evaluator::add_note(Note note) {
  if (notes_.size() < k_most_notes) notes_.push_back(std::move(note));
}

Value Evaluator::fail(const Frame& frame, const Node& node, const Reason& reason, std::string_view near) {
  if (notes_.size() < k_most_notes) {
    notes_.push_back({reason, frame.program->position(node.at), std::string(near)});
  }
  return Value::null(reason);
}

// Notes a null that came with a reason.
Value Evaluator::checked(const Frame& frame, const Node& node, Value value, std::string_view near) {
  if (value.is_null() && value.reason().code != ReasonCode::none) fail(frame, node, value.reason(), near);
  return value;
}

const Value& Evaluator::ref(const Frame& frame, NodeAt at, Value& spare) {
  const Node& node = frame.program->nodes[at];
  switch (node.op) {
    case Op::constant: return frame.program->constants[node.a];
    case Op::local: return frame.slots[node.slot];
    case Op::variable:
      if (const Value* found = frame.context->find(frame.program->variables[node.a])) return *found;
      break;
    default: break;
  }
  spare = eval(frame, at);
  return spare;
}

Value Evaluator::eval(const Frame& frame, NodeAt at) {
  const Node& node = frame.program->nodes[at];
  ++steps_;
  switch (node.op) {
    case Op::constant: return checked(frame, node, frame.program->constants[node.a]);
    case Op::local: return frame.slots[node.slot];
    case Op::variable: return variable(frame, node);
    default: break;
  }
  if (steps_ > environment_.max_steps) return fail(frame, node, {ReasonCode::too_long});
  const Deeper deeper(*this);
  if (!deeper.ok()) return fail(frame, node, {ReasonCode::too_deep});
  return node.op <= Op::in ? eval_operator(frame, node) : eval_block(frame, node);
}

Value Evaluator::eval_operator(const Frame& frame, const Node& node) {
  switch (node.op) {
    case Op::member_or: return member_or(frame, node);
    case Op::path: {
      Value spare;
      const std::string& name = frame.program->names[node.b];
      return checked(frame, node, member(ref(frame, node.a, spare), name), name);
    }
    case Op::negate: return checked(frame, node, negate(eval(frame, node.a)));
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::power: return arithmetic(frame, node);
    case Op::conjunction:
    case Op::disjunction: return logic(frame, node);
    case Op::between: return between(frame, node);
    case Op::in: return in_tests(frame, node);
    default: return comparison(frame, node);
  }
}

Value Evaluator::eval_block(const Frame& frame, const Node& node) {
  switch (node.op) {
    case Op::if_else: {
      const Value condition = eval(frame, node.a);
      if (!condition.is(Kind::boolean) && !condition.is_null()) {
        return fail(frame, node, {ReasonCode::not_boolean, condition.kind()});
      }
      return eval(frame, condition.is_true() ? node.b : node.c);
    }
    case Op::iteration: return iteration(frame, node);
    case Op::some:
    case Op::every: return quantified(frame, node);
    case Op::filter: return filter(frame, node);
    case Op::call: return call_node(frame, node);
    case Op::call_named: return call_named_node(frame, node);
    case Op::list: return make_list(frame, node);
    case Op::context: return make_context(frame, node);
    case Op::function: return make_function(frame, node);
    case Op::range: return make_range(frame, node);
    case Op::one_sided: return make_one_sided(frame, node);
    case Op::instance_of: {
      Value spare;
      const Type& type = *frame.program->types[node.b];
      if (type.kind == TypeKind::unknown) return fail(frame, node, {ReasonCode::unknown_name}, type.name);
      return Value::boolean(conforms(ref(frame, node.a, spare), type));
    }
    default: return Value();
  }
}

Value Evaluator::variable(const Frame& frame, const Node& node) {
  const std::string& name = frame.program->variables[node.a];
  if (const Value* found = frame.context->find(name)) return *found;
  return fail(frame, node, {ReasonCode::unknown_name}, name);
}

Value Evaluator::member_or(const Frame& frame, const Node& node) {
  const std::string& name = frame.program->names[node.a];
  for (const std::uint32_t slot : frame.program->list(node.b)) {
    if (const Value* found = frame.slots[slot].find(name)) return *found;
    if (name == "item") break;  // the nearest filter's own item
  }
  const Node& fallback = frame.program->nodes[node.c];
  if (fallback.op == Op::variable) {
    const Value* found = frame.context->find(name);
    return found != nullptr ? *found : Value::null({ReasonCode::no_member, Kind::context});
  }
  return eval(frame, node.c);
}

Value Evaluator::arithmetic(const Frame& frame, const Node& node) {
  Value spare_a, spare_b;
  const Value& a = ref(frame, node.a, spare_a);
  const Value& b = ref(frame, node.b, spare_b);
  if (a.is(Kind::string) && b.is(Kind::string) && !spend((a.as_string().size() + b.as_string().size()) / 4)) return fail(frame, node, {ReasonCode::too_long});
  switch (node.op) {
    case Op::add: return checked(frame, node, add(a, b));
    case Op::subtract: return checked(frame, node, subtract(a, b));
    case Op::multiply: return checked(frame, node, multiply(a, b));
    case Op::divide: return checked(frame, node, divide(a, b));
    default: return checked(frame, node, power(a, b));
  }
}

Value Evaluator::comparison(const Frame& frame, const Node& node) {
  Value spare_a, spare_b;
  const Value& a = ref(frame, node.a, spare_a);
  const Value& b = ref(frame, node.b, spare_b);
  const auto not_comparable = [&] { return fail(frame, node, {ReasonCode::not_comparable, a.kind(), b.kind()}); };
  if (node.op == Op::equal || node.op == Op::not_equal) {
    if (a.kind() > Kind::string && !spend(a.weight())) return fail(frame, node, {ReasonCode::too_long});
    const auto same = equal(a, b);
    if (!same) return not_comparable();
    return Value::boolean(*same == (node.op == Op::equal));
  }
  const auto ordering = compare(a, b);
  if (!ordering) return not_comparable();
  switch (node.op) {
    case Op::less: return Value::boolean(*ordering < 0);
    case Op::less_equal: return Value::boolean(*ordering <= 0);
    case Op::greater: return Value::boolean(*ordering > 0);
    default: return Value::boolean(*ordering >= 0);
  }
}

Value Evaluator::logic(const Frame& frame, const Node& node) {
  const bool winner = node.op == Op::disjunction;  // the value that decides alone
  Value spare_a, spare_b;
  const Value& a = ref(frame, node.a, spare_a);
  if (a.is(Kind::boolean) && a.as_boolean() == winner) return Value::boolean(winner);
  const Value& b = ref(frame, node.b, spare_b);
  if (b.is(Kind::boolean) && b.as_boolean() == winner) return Value::boolean(winner);
  if (a.is(Kind::boolean) && b.is(Kind::boolean)) return Value::boolean(!winner);
  for (const Value* side : {&a, &b}) {
    if (!side->is(Kind::boolean) && !side->is_null()) {
      return fail(frame, node, {ReasonCode::not_boolean, side->kind()});
    }
  }
  return Value::null({ReasonCode::not_boolean, Kind::null});
}

Value Evaluator::between(const Frame& frame, const Node& node) {
  Value spare, spare_low, spare_high;
  const Value& value = ref(frame, node.a, spare);
  const Value& low = ref(frame, node.b, spare_low);
  const Value& high = ref(frame, node.c, spare_high);
  // low <= value and value <= high, in the three-valued sense.
  const auto from_low = compare(value, low), from_high = compare(value, high);
  if ((from_low && *from_low < 0) || (from_high && *from_high > 0)) return Value::boolean(false);
  if (from_low && from_high) return Value::boolean(true);
  return fail(frame, node, {ReasonCode::not_comparable, value.kind(), (from_low ? high : low).kind()});
}

}  // namespace tiange::feel
