#include "engines/columns/columns.h"

#include <algorithm>
#include <set>

#include "engines/columns/columns_plan.h"

namespace tiange::columns {

using feel::Value;

Value AmountColumn::at(std::size_t row) const {
  if (!packed) return values[row];
  if ((valid[row / 64] >> (row % 64) & 1) == 0) return Value();
  return Value::number(feel::Decimal::scaled(raw[row], -scale));
}

RowReader::RowReader(const Table& table, const std::vector<std::uint32_t>& columns)
    : table_(table), columns_(columns) {
  renew();
}

void RowReader::renew() {
  std::vector<feel::Entry> entries;
  for (const std::uint32_t column : columns_) entries.push_back({table_.column(column).shape().name, Value()});
  context_ = Value::context(std::move(entries));
}

// The reader made the context and alone holds it between two rows, so it may change it where it is.
Value& RowReader::place(std::size_t entry) {
  return const_cast<feel::ContextData&>(context_.as_context()).entries[entry].value;
}

const Value& RowReader::row(std::size_t row) {
  if (context_.as_context().owners.load() != 1) renew();  // a value of the row before still holds it
  for (std::size_t i = 0; i < columns_.size(); ++i) place(i) = table_.column(columns_[i]).value(row);
  return context_;
}

const Value& RowReader::with(Value value) {
  if (context_.as_context().owners.load() != 1) renew();
  place(0) = std::move(value);
  return context_;
}

Plan Plan::compile(const Table& table, Questions questions, const feel::Environment& environment) {
  return Plan(compile_plan(table, std::move(questions), environment));
}

PlanSummary Plan::summary() const {
  PlanSummary summary;
  summary.conditions = compiled_->conditions.size();
  std::set<StepId> by_row;
  for (const Schedule::Item& item : compiled_->plain.items) {
    if (item.is_emit) continue;
    ++summary.steps;
    const Step& step = compiled_->steps[item.placed.step];
    switch (step.kind) {
      case StepKind::range:
      case StepKind::byte_set:
      case StepKind::table_bits:
      case StepKind::lane_range:
      case StepKind::less:
      case StepKind::equal: ++summary.comparisons; break;
      case StepKind::by_row: by_row.insert(item.placed.step); break;
      default: break;
    }
  }
  std::vector<bool> slow(compiled_->steps.size());
  for (StepId id = 0; id < compiled_->steps.size(); ++id) {
    const Step& step = compiled_->steps[id];
    slow[id] = by_row.count(id) > 0 ||
               std::any_of(step.inputs.begin(), step.inputs.end(), [&](StepId input) { return slow[input]; });
  }
  for (const CompiledCondition& condition : compiled_->conditions) summary.row_by_row += slow[condition.yes];
  for (const CompiledAmount& amount : compiled_->amounts) summary.packed_amounts += amount.packed;
  return summary;
}

std::span<const std::uint32_t> Plan::reading(std::size_t column) const { return compiled_->readers[column]; }

std::optional<bool> Plan::holds(const Table& table, std::size_t row, std::size_t condition) const {
  const Part& part = compiled_->parts[compiled_->conditions[condition].part];
  RowReader reader(table, part.columns);
  feel::Evaluator evaluator(compiled_->environment);
  const Value verdict = evaluator.run_part(*part.program, part.node, reader.row(row));
  return verdict.is(feel::Kind::boolean) ? std::optional(verdict.as_boolean()) : std::nullopt;
}

std::vector<Verdict> Plan::refresh(const Table& table, std::size_t row, std::size_t column, Answers& answers) const {
  std::vector<Verdict> changed;
  const Word bit = Word{1} << (row % 64);
  const auto put = [&](std::vector<Word>& rows, std::int64_t& count, bool now) {
    if (rows.empty() || ((rows[row / 64] & bit) != 0) == now) return false;
    rows[row / 64] ^= bit;
    count += now ? 1 : -1;
    return true;
  };
  for (const std::uint32_t condition : reading(column)) {
    const auto verdict = holds(table, row, condition);
    Matches& matches = answers.conditions[condition];
    const bool moved = put(matches.rows, matches.count, verdict == true);
    const bool dimmed = put(matches.unknown, matches.unknown_count, !verdict);
    if (moved || dimmed) changed.push_back({condition, verdict});
  }
  return changed;
}

}  // namespace tiange::columns
