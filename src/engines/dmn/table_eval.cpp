// Decision tables worked out, and told.
#include <algorithm>

#include "engines/dmn/decision_run.h"
#include "engines/feel/values/operators.h"

namespace tiange::dmn {

using feel::Entry;
using feel::Kind;
using feel::ReasonCode;
using feel::Value;

namespace {

constexpr std::size_t k_most_near_misses = 5;

// Place of the value among the ranked ones; unranked values come last.
std::size_t rank(const TableOutput& column, const Value& value) {
  for (std::size_t i = 0; i < column.ranked.size(); ++i) {
    if (feel::equal(column.ranked[i], value).value_or(false)) return i;
  }
  return column.ranked.size();
}

// Whether the output of one row goes before the other's by the order of the output values, column by column.
bool goes_before(const Table& table, const Value& a, const Value& b) {
  for (const TableOutput& column : table.outputs) {
    const bool single = table.outputs.size() == 1;
    const Value* left = single ? &a : a.find(column.name);
    const Value* right = single ? &b : b.find(column.name);
    if (left == nullptr || right == nullptr) continue;
    const std::size_t left_rank = rank(column, *left), right_rank = rank(column, *right);
    if (left_rank != right_rank) return left_rank < right_rank;
  }
  return false;
}

std::string policy_text(const Table& table) {
  constexpr const char* k_policies[] = {"UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT"};
  constexpr const char* k_aggregations[] = {"", " SUM", " MIN", " MAX", " COUNT"};
  return std::string(k_policies[static_cast<std::size_t>(table.policy)]) +
         k_aggregations[static_cast<std::size_t>(table.aggregation)];
}

}  // namespace

// The values of the input columns; false when one is not among its allowed values.
bool DecisionRun::table_inputs(const Table& table, const Value& scope, std::vector<Value>& inputs) {
  for (const TableInput& column : table.inputs) {
    Value value;
    if (column.expression) value = fitted(evaluator_.run(column.expression->program(), scope), column.type);
    if (column.allowed && !evaluator_.run_tests(column.allowed->program(), value, scope).is_true()) {
      note(ReasonCode::not_allowed, column.label);
      return false;
    }
    inputs.push_back(std::move(value));
  }
  return true;
}

RuleTrace DecisionRun::trace_of(const Table& table, std::size_t rule, const std::vector<Value>& inputs,
                                const std::vector<bool>& held) const {
  RuleTrace trace;
  const TableRule& row = table.rules[rule];
  trace.number = static_cast<int>(rule) + 1;
  trace.rule_id = row.id;
  trace.description = row.description;
  for (std::size_t i = 0; i < row.annotations.size(); ++i) {
    trace.annotations.push_back(
        {i < table.annotation_names.size() ? table.annotation_names[i] : "", Value::string(row.annotations[i])});
  }
  if (options_.explain == Explain::hits) return trace;
  for (std::size_t i = 0; i < row.tests.size(); ++i) {
    if (row.tests[i] && row.tests[i]->is_any()) continue;
    trace.cells.push_back({table.inputs[i].label, row.texts[i], feel::to_literal(inputs[i]), held[i],
                           row.meanings[i], feel::describe(inputs[i])});
  }
  return trace;
}

// Rows whose tests all hold. With a trace, rows that fail in one cell only are told as near misses.
std::vector<std::size_t> DecisionRun::matching(const Table& table, const Value& scope,
                                               const std::vector<Value>& inputs, DecisionTrace* trace) {
  std::vector<std::size_t> rows;
  std::vector<bool> held(inputs.size());
  for (std::size_t rule = 0; rule < table.rules.size(); ++rule) {
    const TableRule& row = table.rules[rule];
    const bool wants_misses = trace != nullptr && options_.explain == Explain::yes &&
                              trace->near_misses.size() < k_most_near_misses;
    const std::size_t patience = wants_misses ? 1 : 0;
    std::size_t failures = 0;
    for (const std::uint16_t i : row.order) {
      const auto& test = row.tests[i];
      held[i] = test && evaluator_.run_tests(test->program(), inputs[i], scope).is_true();
      failures += !held[i];
      if (failures > patience) break;
    }
    if (failures == 0) rows.push_back(rule);
    if (trace == nullptr) continue;
    if (failures == 0) trace->matched.push_back(trace_of(table, rule, inputs, held));
    if (failures == 1 && wants_misses) {
      trace->near_misses.push_back(trace_of(table, rule, inputs, held));
    }
    if (failures == 0 && table.policy == HitPolicy::first) break;
  }
  return rows;
}

Value DecisionRun::row_output(const Table& table, const TableRule& rule, const Value& scope) {
  if (table.outputs.size() == 1) return fitted(evaluate(rule.outputs[0].get(), scope), table.outputs[0].type);
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < table.outputs.size(); ++i) {
    entries.push_back(
        {table.outputs[i].name, fitted(evaluate(rule.outputs[i].get(), scope), table.outputs[i].type)});
  }
  return Value::context(std::move(entries));
}

Value DecisionRun::default_output(const Table& table, const Value& scope) {
  const bool given = std::any_of(table.outputs.begin(), table.outputs.end(),
                                 [](const TableOutput& column) { return column.otherwise != nullptr; });
  if (!given) {
    // Nothing collected is an empty list, and none of it; any other table without a match says nothing.
    const bool collects = table.policy == HitPolicy::collect;
    if (collects && table.aggregation == Aggregation::none) return Value::list(std::vector<Value>{});
    if (collects && table.aggregation == Aggregation::count) return Value::number(0);
    note(ReasonCode::no_rule);
    return Value::null({ReasonCode::no_rule});
  }
  if (table.outputs.size() == 1) return evaluate(table.outputs[0].otherwise.get(), scope);
  std::vector<Entry> entries;
  for (const TableOutput& column : table.outputs) {
    entries.push_back({column.name, evaluate(column.otherwise.get(), scope)});
  }
  return Value::context(std::move(entries));
}

Value DecisionRun::aggregate(const Table& table, const std::vector<Match>& matches) {
  if (table.aggregation == Aggregation::count) return Value::number(static_cast<std::int64_t>(matches.size()));
  Value best = matches[0].output;
  for (std::size_t i = 1; i < matches.size(); ++i) {
    const Value& value = matches[i].output;
    if (table.aggregation == Aggregation::sum) {
      const bool summable = best.kind() == value.kind() && (value.is(Kind::number) || value.is(Kind::days_duration) ||
                                                            value.is(Kind::months_duration));
      if (!summable) return Value::null({ReasonCode::bad_operands, best.kind(), value.kind()});
      best = feel::add(best, value);
      continue;
    }
    const auto ordering = feel::compare(value, best);
    if (!ordering) return Value::null({ReasonCode::not_comparable, value.kind(), best.kind()});
    if (table.aggregation == Aggregation::min ? *ordering < 0 : *ordering > 0) best = value;
  }
  return best;
}

Value DecisionRun::hit(const Table& table, const Value& scope, std::vector<Match>& matches) {
  if (matches.empty()) return default_output(table, scope);
  const auto before = [&](const Match& a, const Match& b) { return goes_before(table, a.output, b.output); };
  const auto refuse_many = [&] {
    note(ReasonCode::many_rules);
    return Value::null({ReasonCode::many_rules});
  };
  switch (table.policy) {
    case HitPolicy::unique: return matches.size() == 1 ? matches[0].output : refuse_many();
    case HitPolicy::any:
      for (const Match& match : matches) {
        if (!feel::equal(match.output, matches[0].output).value_or(false)) return refuse_many();
      }
      return matches[0].output;
    case HitPolicy::first: return matches[0].output;
    case HitPolicy::priority: return std::min_element(matches.begin(), matches.end(), before)->output;
    case HitPolicy::output_order: std::stable_sort(matches.begin(), matches.end(), before); break;
    case HitPolicy::collect:
      if (table.aggregation != Aggregation::none) return aggregate(table, matches);
      break;
    case HitPolicy::rule_order: break;
  }
  std::vector<Value> outputs;
  for (const Match& match : matches) outputs.push_back(match.output);
  return Value::list(std::move(outputs));
}

Value DecisionRun::table(const Boxed& boxed, const Value& scope) {
  if (!boxed.table) return Value();
  const Table& table = *boxed.table;
  std::vector<Value> inputs;
  inputs.reserve(table.inputs.size());
  if (!table_inputs(table, scope, inputs)) return Value::null({ReasonCode::not_allowed});
  DecisionTrace* trace =
      options_.explain != Explain::no && !open_traces_.empty() ? open_traces_.back() : nullptr;
  if (trace != nullptr) {
    trace->is_table = true;
    trace->hit_policy = policy_text(table);
  }
  const std::size_t told = trace != nullptr ? trace->matched.size() : 0;
  std::vector<Match> matches;
  for (const std::size_t rule : matching(table, scope, inputs, trace)) {
    Value output = row_output(table, table.rules[rule], scope);
    if (trace != nullptr) trace->matched[told + matches.size()].output = output;
    matches.push_back({rule, std::move(output)});
    if (table.policy == HitPolicy::first) break;
  }
  return hit(table, scope, matches);
}

}  // namespace tiange::dmn
