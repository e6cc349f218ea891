// Conditions and amounts to steps.
#include <algorithm>

#include "engines/columns/columns_compiler.h"

namespace tiange::columns {

using feel::Kind;
using feel::Node;
using feel::Op;
using feel::Value;

namespace {

Seen seen_of(const Column& column) {
  // Rows without a value hold raw 0, which bounds must allow for where they go into sums.
  return {column.width(), column.nulls() > 0, column.low(), column.high(), column.dictionary().size()};
}

}  // namespace

void Compiler::compile() {
  compiled_.steps.push_back({StepKind::fill_bits, 0, 0, 0, 0, {}});
  compiled_.steps.push_back({StepKind::fill_bits, 0, 0, 1, 0, {}});
  for (std::size_t i = 0; i < table_.column_count(); ++i) compiled_.seen.push_back(seen_of(table_.column(i)));
  compiled_.readers.resize(table_.column_count());
  for (std::size_t i = 0; i < compiled_.questions.conditions.size(); ++i) {
    program_ = &compiled_.questions.conditions[i].program();
    const NodeAt root = program_->root;
    compiled_.conditions.push_back({want(root, true), want(root, false), part_of(root)});
    for (const std::uint32_t column : reads(root)) compiled_.readers[column].push_back(static_cast<std::uint32_t>(i));
  }
  for (const Amount& amount : compiled_.questions.amounts) compile_amount(amount);
}

void Compiler::compile_amount(const Amount& amount) {
  program_ = &amount.expression.program();
  const StepId where = amount.where ? compiled_.conditions[*amount.where].yes : k_always;
  CompiledAmount to;
  if (const auto lane = lane_of(program_->root); lane && lane->type == LaneType::number) {
    to.packed = true;
    to.scale = lane->scale;
    to.lane = step_of(*lane);
    to.valid = all_of({lane->valid, where});
  } else {
    to.where = where;
    to.part = part_of(program_->root);
  }
  compiled_.amounts.push_back(to);
}

// The name of the built-in function that a call node calls by position.
std::optional<std::string_view> Compiler::called(NodeAt at) const {
  const Node& node = program_->nodes[at];
  if (node.op != Op::call) return std::nullopt;
  const Node& callee = program_->nodes[node.a];
  if (callee.op != Op::constant || !program_->constants[callee.a].is(Kind::function)) return std::nullopt;
  return program_->constants[callee.a].as_function().name();
}

// Whether the node can only be true, false or null.
bool Compiler::is_logical(NodeAt at) {
  const Node& node = program_->nodes[at];
  switch (node.op) {
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
    case Op::every: return true;
    case Op::variable: {
      const auto column = column_of(at);
      return column && table_.column(*column).shape().kind == ColumnKind::boolean;
    }
    case Op::constant: {
      const Value& value = program_->constants[node.a];
      return value.is(Kind::boolean) || value.is_null();
    }
    default: return called(at) == "not";
  }
}

// The rows where the node is true, or those where it is false.
StepId Compiler::want(NodeAt at, bool truth) {
  const std::pair<NodeKey, bool> key{{program_, at}, truth};
  if (const auto known = wants_.find(key); known != wants_.end()) return known->second;
  const StepId id = find_want(at, truth);
  wants_.emplace(key, id);
  return id;
}

StepId Compiler::find_want(NodeAt at, bool truth) {
  const Node& node = program_->nodes[at];
  if (const auto constant = constant_of(at)) {
    return constant->is(Kind::boolean) && constant->as_boolean() == truth ? k_always : k_never;
  }
  switch (node.op) {
    case Op::conjunction: return joined(at, truth, truth);
    case Op::disjunction: return joined(at, truth, !truth);
    case Op::if_else:
      if (is_logical(node.a)) return conditional(at, truth);
      break;
    case Op::variable: {
      const std::uint32_t column = *column_of(at);
      if (table_.column(column).shape().kind != ColumnKind::boolean) return k_never;
      return column_range(column, truth ? 1 : 0, truth ? 1 : 0);
    }
    case Op::call:
      if (called(at) == "not" && program_->list(node.b).size() == 1 && is_logical(program_->list(node.b)[0])) {
        return want(program_->list(node.b)[0], !truth);
      }
      break;
    default: break;
  }
  if (const auto found = relation(at)) return truth ? found->yes : and_not(found->known, found->yes);
  return by_value_or_row(at, truth, k_always);
}

StepId Compiler::conditional(NodeAt at, bool truth) {
  const Node& node = program_->nodes[at];
  const StepId chosen = want(node.a, true);
  return any_of({all_of({chosen, want(node.b, truth)}), and_not(want(node.c, truth), chosen)});
}

void Compiler::operands(NodeAt at, Op op, std::vector<NodeAt>& found) const {
  const Node& node = program_->nodes[at];
  if (node.op != op) return found.push_back(at);
  operands(node.a, op, found);
  operands(node.b, op, found);
}

// Operands of and, or. Where all must hold, the interpreter is asked for the rows only that the others have left.
StepId Compiler::joined(NodeAt at, bool truth, bool all) {
  std::vector<NodeAt> nodes;
  operands(at, program_->nodes[at].op, nodes);
  std::vector<StepId> ids;
  std::vector<NodeAt> by_row;
  for (const NodeAt operand : nodes) {
    const Op op = program_->nodes[operand].op;
    const bool composed = op == Op::conjunction || op == Op::disjunction || op == Op::if_else || op == Op::variable ||
                          called(operand) == "not";
    if (!all || composed || constant_of(operand) || relation(operand)) {
      ids.push_back(want(operand, truth));
    } else {
      by_row.push_back(operand);
    }
  }
  if (!all) return any_of(std::move(ids));
  for (const NodeAt operand : by_row) ids.push_back(by_value_or_row(operand, truth, all_of(ids)));
  return all_of(std::move(ids));
}

StepId Compiler::by_value_or_row(NodeAt at, bool truth, StepId where) {
  if (where == k_never) return k_never;
  return add({StepKind::by_row, 0, part_of(at), truth ? 1 : 0, 0, {where}});
}

// Everything else that reads one narrow column: asked once for each value it has.
std::optional<Relation> Compiler::by_value(NodeAt at) {
  const auto column = narrow_column(at);
  if (!column) return std::nullopt;
  const Seen& seen = compiled_.seen[*column];
  const Column& values = table_.column(*column);
  const std::vector<std::uint32_t> columns = reads(at);
  RowReader reader(table_, columns);
  feel::Environment environment = compiled_.environment;
  const auto ask = [&](Value value) {
    return feel::Evaluator(environment).run_part(*program_, at, reader.with(std::move(value)));
  };
  std::vector<std::uint8_t> yes, known;
  for (std::int64_t raw = seen.low; raw <= seen.high; ++raw) {
    const Value verdict = ask(values.value_of_raw(raw));
    yes.push_back(verdict.is_true());
    known.push_back(verdict.is(Kind::boolean));
  }
  Relation found{set_step(*column, yes, seen.low), set_step(*column, known, seen.low)};
  if (seen.nulls) {
    const Value verdict = ask(Value());
    const StepId empty = negation(valid_of(*column));
    if (verdict.is_true()) found.yes = any_of({found.yes, empty});
    if (verdict.is(Kind::boolean)) found.known = any_of({found.known, empty});
  }
  return found;
}

std::optional<Relation> Compiler::relation(NodeAt at) {
  const NodeKey key{program_, at};
  if (const auto known = relations_.find(key); known != relations_.end()) return known->second;
  auto found = comparison(at);
  if (!found) found = by_value(at);
  relations_.emplace(key, found);
  return found;
}

bool still_fits(const Compiled& compiled, const Table& table) {
  for (std::size_t i = 0; i < compiled.seen.size(); ++i) {
    const Seen &then = compiled.seen[i], now = seen_of(table.column(i));
    if (now.width != then.width || (now.nulls && !then.nulls) || now.low < then.low || now.high > then.high ||
        now.texts != then.texts) {
      return false;
    }
  }
  return true;
}

std::shared_ptr<const Compiled> compile_plan(const Table& table, Questions questions,
                                             const feel::Environment& environment) {
  auto compiled = std::make_shared<Compiled>();
  compiled->questions = std::move(questions);
  compiled->environment = environment;
  Compiler(table, *compiled).compile();
  compiled->plain = make_schedule(*compiled, false);
  compiled->with_unknown = make_schedule(*compiled, true);
  return compiled;
}

}  // namespace tiange::columns
