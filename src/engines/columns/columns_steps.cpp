// Steps, made once each, and what the nodes of an expression read.
#include <algorithm>

#include "engines/columns/columns_compiler.h"

namespace tiange::columns {

using feel::Node;
using feel::Op;
using feel::Value;

namespace {

constexpr std::int64_t k_most_distinct = 65'536;
constexpr std::size_t k_most_runs = 3;  // so many ranges are faster than a table

std::string key_of(const Step& step) {
  std::string key;
  const auto put = [&](const auto& value) { key.append(reinterpret_cast<const char*>(&value), sizeof(value)); };
  put(step.kind), put(step.column), put(step.part), put(step.low), put(step.high);
  for (const StepId id : step.inputs) put(id);
  return key;
}

}  // namespace

StepId Compiler::add(Step step) {
  std::string key = key_of(step);
  if (const auto known = known_steps_.find(key); known != known_steps_.end()) return known->second;
  const auto id = static_cast<StepId>(compiled_.steps.size());
  compiled_.steps.push_back(std::move(step));
  known_steps_.emplace(std::move(key), id);
  return id;
}

StepId Compiler::all_of(std::vector<StepId> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (!ids.empty() && ids[0] == k_never) return k_never;
  std::erase(ids, k_always);
  if (ids.empty()) return k_always;
  if (ids.size() == 1) return ids[0];
  return add({StepKind::all_of, 0, 0, 0, 0, std::move(ids)});
}

StepId Compiler::any_of(std::vector<StepId> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::erase(ids, k_never);
  if (ids.empty()) return k_never;
  if (ids[0] == k_always) return k_always;
  if (ids.size() == 1) return ids[0];
  return add({StepKind::any_of, 0, 0, 0, 0, std::move(ids)});
}

StepId Compiler::and_not(StepId a, StepId b) {
  if (a == k_never || b == k_always || a == b) return k_never;
  if (b == k_never) return a;
  if (a == k_always) {
    const Step& inside = compiled_.steps[b];
    if (inside.kind == StepKind::complement) return inside.inputs[0];
    return add({StepKind::complement, 0, 0, 0, 0, {b}});
  }
  return add({StepKind::and_not, 0, 0, 0, 0, {a, b}});
}

StepId Compiler::valid_of(std::uint32_t column) {
  return compiled_.seen[column].nulls ? add({StepKind::valid, column, 0, 0, 0, {}}) : k_always;
}

// Rows whose raw value lies between the bounds; rows without a value are left out.
StepId Compiler::column_range(std::uint32_t column, Wide low, Wide high) {
  const Seen& seen = compiled_.seen[column];
  if (low <= seen.low) low = seen.low;
  if (high >= seen.high) high = seen.high;
  if (low > high) return k_never;
  if (low == seen.low && high == seen.high) return valid_of(column);
  const StepId range =
      add({StepKind::range, column, 0, static_cast<std::int64_t>(low), static_cast<std::int64_t>(high), {}});
  return all_of({range, valid_of(column)});
}

StepId Compiler::lane_range(const Lane& lane, Wide low, Wide high) {
  if (lane.form == Lane::Form::column) return column_range(lane.column, low, high);
  if (low <= lane.low && high >= lane.high) return lane.valid;
  if (low > lane.high || high < lane.low) return k_never;
  const auto from = static_cast<std::int64_t>(std::max<Wide>(low, lane.low));
  const auto to = static_cast<std::int64_t>(std::min<Wide>(high, lane.high));
  if (from > to) return k_never;
  return all_of({add({StepKind::lane_range, 0, 0, from, to, {step_of(lane)}}), lane.valid});
}

// The rows whose value is marked; held[i] speaks of the raw value low + i.
StepId Compiler::set_step(std::uint32_t column, const std::vector<std::uint8_t>& held, std::int64_t low) {
  std::vector<std::pair<std::int64_t, std::int64_t>> runs;
  for (std::size_t i = 0; i < held.size(); ++i) {
    if (held[i] == 0) continue;
    const std::int64_t raw = low + static_cast<std::int64_t>(i);
    if (i > 0 && held[i - 1] != 0) {
      runs.back().second = raw;
    } else {
      runs.emplace_back(raw, raw);
    }
  }
  if (runs.size() <= k_most_runs) {
    std::vector<StepId> ranges;
    for (const auto& [from, to] : runs) ranges.push_back(column_range(column, from, to));
    return any_of(std::move(ranges));
  }
  Step step{StepKind::table_bits, column, 0, low, 0, {}};
  std::vector<std::uint8_t> table = held;
  if (compiled_.seen[column].width == 1) {
    step.kind = StepKind::byte_set;
    step.low = 0;
    table.assign(32, 0);
    for (std::size_t i = 0; i < held.size(); ++i) {
      const auto byte = static_cast<std::uint8_t>(low + static_cast<std::int64_t>(i));
      if (held[i] != 0) table[byte >> 3] |= static_cast<std::uint8_t>(1u << (byte & 7));
    }
  }
  auto& tables = compiled_.tables;
  const auto known = std::find(tables.begin(), tables.end(), table);
  step.part = static_cast<std::uint32_t>(known - tables.begin());
  if (known == tables.end()) tables.push_back(std::move(table));
  return all_of({add(std::move(step)), valid_of(column)});
}

// ---- what is read

void Compiler::gather_reads(NodeAt at, std::vector<std::uint32_t>& found) const {
  const feel::Program& program = *program_;
  const Node& node = program.nodes[at];
  const auto all = [&](std::uint32_t list, std::size_t first, std::size_t step) {
    const auto nodes = program.list(list);
    for (std::size_t i = first; i < nodes.size(); i += step) {
      if (nodes[i] != feel::k_no_node) gather_reads(nodes[i], found);
    }
  };
  switch (node.op) {
    case Op::constant:
    case Op::local: return;
    case Op::variable:
      if (const auto column = table_.find(program.variables[node.a])) found.push_back(static_cast<std::uint32_t>(*column));
      return;
    case Op::member_or: return gather_reads(node.c, found);
    case Op::path:
    case Op::negate:
    case Op::one_sided:
    case Op::instance_of: return gather_reads(node.a, found);
    case Op::between:
    case Op::if_else:
      gather_reads(node.c, found);
      gather_reads(node.a, found);
      return gather_reads(node.b, found);
    case Op::in:
    case Op::call:
      gather_reads(node.a, found);
      return all(node.b, 0, 1);
    case Op::call_named:
      gather_reads(node.a, found);
      return all(node.b, 1, 2);
    case Op::iteration:
    case Op::some:
    case Op::every:
      gather_reads(node.a, found);
      all(node.b, 1, 3);
      return all(node.b, 2, 3);
    case Op::list:
    case Op::tests: return all(node.b, 0, 1);
    case Op::context: return all(node.b, 2, 3);
    case Op::function: return gather_reads(program.functions[node.a].body, found);
    default:
      gather_reads(node.a, found);
      return gather_reads(node.b, found);
  }
}

const std::vector<std::uint32_t>& Compiler::reads(NodeAt at) {
  const auto [place, fresh] = reads_.try_emplace({program_, at});
  if (fresh) {
    std::vector<std::uint32_t> found;
    gather_reads(at, found);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    place->second = std::move(found);
  }
  return place->second;
}

std::uint32_t Compiler::part_of(NodeAt at) {
  const auto [place, fresh] = parts_.try_emplace({program_, at}, static_cast<std::uint32_t>(compiled_.parts.size()));
  if (fresh) compiled_.parts.push_back({program_, at, reads(at)});
  return place->second;
}

// The value of a node that reads no column.
std::optional<Value> Compiler::constant_of(NodeAt at) {
  const Node& node = program_->nodes[at];
  if (node.op == Op::constant) return program_->constants[node.a];
  if (!reads(at).empty()) return std::nullopt;
  return feel::Evaluator(compiled_.environment).run_part(*program_, at, Value());
}

std::optional<std::uint32_t> Compiler::column_of(NodeAt at) const {
  const Node& node = program_->nodes[at];
  if (node.op != Op::variable) return std::nullopt;
  const auto column = table_.find(program_->variables[node.a]);
  return column ? std::optional(static_cast<std::uint32_t>(*column)) : std::nullopt;
}

// The column, if the node reads one only and that has few distinct values.
std::optional<std::uint32_t> Compiler::narrow_column(NodeAt at) {
  const auto& columns = reads(at);
  if (columns.size() != 1) return std::nullopt;
  const Seen& seen = compiled_.seen[columns[0]];
  if (seen.high < seen.low) return columns[0];
  return static_cast<Wide>(seen.high) - seen.low < k_most_distinct ? std::optional(columns[0]) : std::nullopt;
}

}  // namespace tiange::columns
