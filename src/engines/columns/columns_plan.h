#pragma once
// A compiled plan: steps that each fill one slot of bits or one lane of numbers for a block of rows.

#include <memory>
#include <string>
#include <vector>

#include "engines/columns/columns.h"
#include "engines/columns/columns_kernels.h"
#include "engines/feel/evaluator.h"

namespace tiange::columns {

using StepId = std::uint32_t;  // of the step that makes a result
constexpr StepId k_never = 0;   // the step of no row
constexpr StepId k_always = 1;  // the step of every row

enum class StepKind : std::uint8_t {
  fill_bits,   // low: 0 or 1
  range,       // column in low..high
  byte_set,    // column, table of 32 bytes
  table_bits,  // column, low, table
  valid,       // column
  all_of,      // inputs
  any_of,      // inputs
  and_not,     // inputs[0] and not inputs[1]
  complement,  // inputs[0]
  lane_range,  // lane inputs[0] in low..high
  less,        // lanes
  equal,       // lanes
  by_row,      // part `part` of an expression is true (low 1) or false (low 0), for the rows of inputs[0] only
  // lanes from here on
  load,        // column
  load_table,  // column, low, numbers
  fill_lane,   // low
  add,         // lanes
  subtract,    // lanes
  multiply,    // lanes
  scale,       // lane times low
  shift,       // lane plus low
  select,      // bits, lane, lane
  round,       // lane by unit low, mode high
};

constexpr bool makes_lane(StepKind kind) { return kind >= StepKind::load; }

struct Step {
  StepKind kind = StepKind::fill_bits;
  std::uint32_t column = 0;
  std::uint32_t part = 0;  // of tables, numbers or parts
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::vector<StepId> inputs;
  bool operator==(const Step&) const = default;
};

// A piece of an expression that the interpreter answers, and the columns it reads.
struct Part {
  const feel::Program* program = nullptr;
  std::uint32_t node = 0;
  std::vector<std::uint32_t> columns;
};

// One step as it is run: its slot, and the slots it reads.
struct Placed {
  StepId step = 0;
  std::uint32_t slot = 0;
  std::vector<std::uint32_t> inputs;
};

struct Emit {
  enum class What : std::uint8_t { rows, unknown, amount, values } what = What::rows;
  std::uint32_t number = 0;   // of the condition or amount
  std::uint32_t slot = 0;     // bits; of an amount, where it is valid; of unknown, where it is false
  std::uint32_t other = 0;    // lane of an amount; of unknown, where it is true
};

// What a run does for each block, results leaving as soon as they are made.
struct Schedule {
  struct Item {
    bool is_emit = false;
    Placed placed;
    Emit emit;
  };
  std::vector<Item> items;
  std::uint32_t bit_slots = 0;
  std::uint32_t lane_slots = 0;
};

// What a plan counted on when it was compiled.
struct Seen {
  int width = 1;
  bool nulls = false;
  std::int64_t low = 0;
  std::int64_t high = -1;
  std::size_t texts = 0;
};

struct CompiledAmount {
  bool packed = false;
  int scale = 0;
  StepId lane = 0;
  StepId valid = k_always;
  StepId where = k_always;  // not packed: the rows to ask the interpreter for
  std::uint32_t part = 0;   // not packed
};

struct CompiledCondition {
  StepId yes = k_never;
  StepId no = k_never;
  std::uint32_t part = 0;  // the whole expression
};

struct Compiled {
  Questions questions;
  feel::Environment environment;
  std::vector<Seen> seen;
  std::vector<Step> steps;
  std::vector<std::vector<std::uint8_t>> tables;
  std::vector<std::vector<std::int64_t>> numbers;
  std::vector<Part> parts;
  std::vector<CompiledCondition> conditions;
  std::vector<CompiledAmount> amounts;
  std::vector<std::vector<std::uint32_t>> readers;  // by column
  Schedule plain;         // rows where conditions are true, and amounts
  Schedule with_unknown;  // and rows where conditions are neither true nor false
};

std::shared_ptr<const Compiled> compile_plan(const Table& table, Questions questions,
                                             const feel::Environment& environment);
Schedule make_schedule(const Compiled& compiled, bool unknown);
bool still_fits(const Compiled& compiled, const Table& table);

// Rows of a table as contexts of the columns that a part reads, one after the other in the same place.
class RowReader {
 public:
  RowReader(const Table& table, const std::vector<std::uint32_t>& columns);
  const feel::Value& row(std::size_t row);
  // The only column holds this value.
  const feel::Value& with(feel::Value value);

 private:
  feel::Value& place(std::size_t entry);
  void renew();

  const Table& table_;
  const std::vector<std::uint32_t>& columns_;
  feel::Value context_;
};

}  // namespace tiange::columns
