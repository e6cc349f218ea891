#pragma once
// FEEL over a whole register at memory speed. A plan is compiled from many expressions against the shape of a table:
// every distinct comparison is worked out once per block of rows into a bit a row, and, or, not and if join them in
// three-valued logic. What cannot be worked out so is answered by the interpreter: once per distinct value where an
// expression reads a single narrow column, else row by row. So every expression gives what feel::evaluate gives on
// Table::row, except that notes are not kept.
//
//   Plan plan = Plan::compile(table, {{parse("age >= 80 and resident = true")}, {}}, environment);
//   Answers answers = plan.run(table, {}, in_order);
//
// The engine starts no thread: run() hands out pieces of work, and the caller decides who does them.

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/function_ref.h"
#include "engines/columns/columns_table.h"

namespace tiange::columns {

struct Compiled;

// Runs piece(0) … piece(count - 1), in any order, on any threads, and returns when all are done.
using Pieces = FunctionRef<void(std::size_t count, FunctionRef<void(std::size_t)> piece)>;
// All of them on this thread.
inline constexpr auto in_order = [](std::size_t count, FunctionRef<void(std::size_t)> piece) {
  for (std::size_t i = 0; i < count; ++i) piece(i);
};

// A value worked out for the rows where a condition holds, or for all rows.
struct Amount {
  feel::Expression expression;
  std::optional<std::size_t> where;  // number of the condition
};

struct Questions {
  std::vector<feel::Expression> conditions;
  std::vector<Amount> amounts;
};

struct RunOptions {
  bool rows = true;      // keep the rows, not only their count
  bool unknown = false;  // and those whose answer is neither true nor false
};

// The rows for which one condition is true. One bit a row, row 0 the lowest bit of the first word.
struct Matches {
  std::int64_t count = 0;
  std::int64_t unknown_count = 0;
  std::vector<std::uint64_t> rows;
  std::vector<std::uint64_t> unknown;

  bool has(std::size_t row) const { return (rows[row / 64] >> (row % 64) & 1) != 0; }
};

// Values of one amount. Numbers as whole numbers of 10^-scale where they could be worked out by columns; a number may
// then end in more zeros than the interpreter's, which no comparison sees. Otherwise the values as they are.
struct AmountColumn {
  bool packed = false;
  int scale = 0;
  std::vector<std::int64_t> raw;      // packed
  std::vector<std::uint64_t> valid;   // packed: a bit a row
  std::vector<feel::Value> values;    // not packed
  feel::Value at(std::size_t row) const;
};

struct Answers {
  std::vector<Matches> conditions;
  std::vector<AmountColumn> amounts;
};

// How much of a plan runs by columns.
struct PlanSummary {
  std::size_t conditions = 0;    // asked
  std::size_t comparisons = 0;   // distinct tests of columns, worked out once a block
  std::size_t steps = 0;         // of any kind, a block
  std::size_t row_by_row = 0;    // conditions that need the interpreter for some rows
  std::size_t packed_amounts = 0;
};

struct Verdict {
  std::size_t condition = 0;
  std::optional<bool> holds;  // empty: neither true nor false
};

// Immutable and cheap to copy; used from any thread.
class Plan {
 public:
  // now in the environment is the moment of now() and today(), held fast in the plan.
  static Plan compile(const Table& table, Questions questions, const feel::Environment& environment = {});

  PlanSummary summary() const;
  // The conditions that read this column.
  std::span<const std::uint32_t> reading(std::size_t column) const;

  // The table must have the columns the plan was compiled for. If its values have outgrown what the plan counted on
  // (wider numbers, new texts, first nulls), the plan is compiled again for this run.
  Answers run(const Table& table, const RunOptions& options, Pieces pieces) const;
  // The same into answers of a former run, whose memory is used again: fresh memory costs more than the work.
  void run(const Table& table, const RunOptions& options, Pieces pieces, Answers& answers) const;

  // One row by the interpreter.
  std::optional<bool> holds(const Table& table, std::size_t row, std::size_t condition) const;
  // After one field of one row has changed: only the conditions that read it are asked again. The answers are brought
  // up to date; what is returned are the conditions whose verdict for the row is another one now.
  std::vector<Verdict> refresh(const Table& table, std::size_t row, std::size_t column, Answers& answers) const;

 private:
  explicit Plan(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace tiange::columns
