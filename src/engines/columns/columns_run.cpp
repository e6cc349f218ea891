// Running a plan: blocks of rows, step by step, in slots that are used again once nobody reads them any more.
#include <algorithm>
#include <new>

#include "engines/columns/columns_plan.h"

namespace tiange::columns {

using feel::Kind;
using feel::Value;

namespace {

constexpr std::size_t k_piece_blocks = 8;
constexpr std::align_val_t k_alignment{64};

// ---- which steps, in what order, in which slots

class Scheduler {
 public:
  explicit Scheduler(const Compiled& compiled) : compiled_(compiled), at_(compiled.steps.size(), -1) {}

  void emit(Emit::What what, std::size_t number, StepId slot, StepId other) {
    place(slot), place(other);
    Schedule::Item item;
    item.is_emit = true;
    item.emit = {what, static_cast<std::uint32_t>(number), slot, other};
    schedule_.items.push_back(item);
  }

  // Until here slots are names of steps; now each gets one that is free.
  Schedule finish() {
    find_last_uses();
    std::vector<std::uint32_t> slot_of(compiled_.steps.size());
    for (std::size_t i = 0; i < schedule_.items.size(); ++i) {
      Schedule::Item& item = schedule_.items[i];
      if (item.is_emit) {
        const StepId read[] = {item.emit.slot, item.emit.other};
        item.emit.slot = slot_of[read[0]], item.emit.other = slot_of[read[1]];
        release(read, i, slot_of);
        continue;
      }
      const std::vector<StepId> read = item.placed.inputs;
      for (std::uint32_t& input : item.placed.inputs) input = slot_of[input];
      const bool lane = makes_lane(compiled_.steps[item.placed.step].kind);
      auto& free = lane ? free_lanes_ : free_bits_;
      auto& count = lane ? schedule_.lane_slots : schedule_.bit_slots;
      if (free.empty()) free.push_back(count++);
      item.placed.slot = slot_of[item.placed.step] = free.back();
      free.pop_back();
      release(read, i, slot_of);
    }
    return std::move(schedule_);
  }

 private:
  void place(StepId step) {
    if (at_[step] >= 0) return;
    for (const StepId input : compiled_.steps[step].inputs) place(input);
    at_[step] = static_cast<std::int64_t>(schedule_.items.size());
    Schedule::Item item;
    item.placed = {step, 0, compiled_.steps[step].inputs};
    schedule_.items.push_back(std::move(item));
  }

  void find_last_uses() {
    last_use_.assign(compiled_.steps.size(), 0);
    for (std::size_t i = 0; i < schedule_.items.size(); ++i) {
      const Schedule::Item& item = schedule_.items[i];
      if (item.is_emit) {
        last_use_[item.emit.slot] = last_use_[item.emit.other] = i;
      } else {
        for (const StepId input : item.placed.inputs) last_use_[input] = i;
      }
    }
  }

  void release(std::span<const StepId> read, std::size_t item, const std::vector<std::uint32_t>& slot_of) {
    for (std::size_t k = 0; k < read.size(); ++k) {
      const bool again = std::find(read.begin(), read.begin() + static_cast<std::ptrdiff_t>(k), read[k]) !=
                         read.begin() + static_cast<std::ptrdiff_t>(k);
      if (last_use_[read[k]] != item || again) continue;
      (makes_lane(compiled_.steps[read[k]].kind) ? free_lanes_ : free_bits_).push_back(slot_of[read[k]]);
    }
  }

  const Compiled& compiled_;
  Schedule schedule_;
  std::vector<std::int64_t> at_;
  std::vector<std::size_t> last_use_;
  std::vector<std::uint32_t> free_bits_, free_lanes_;
};

// ---- one piece of work

class PieceRun {
 public:
  PieceRun(const Compiled& compiled, const Schedule& schedule, const Table& table, Answers& answers)
      : compiled_(compiled), schedule_(schedule), table_(table), answers_(answers) {
    const std::size_t words = schedule.bit_slots * k_block_words + schedule.lane_slots * k_block_rows;
    space_ = static_cast<Word*>(::operator new(words * sizeof(Word), k_alignment));
    lanes_ = reinterpret_cast<std::int64_t*>(space_ + schedule.bit_slots * k_block_words);
    counts_.resize(compiled.conditions.size());
    unknown_counts_.resize(compiled.conditions.size());
  }
  ~PieceRun() { ::operator delete(space_, k_alignment); }
  PieceRun(const PieceRun&) = delete;
  PieceRun& operator=(const PieceRun&) = delete;

  void block(std::size_t number) {
    first_ = number * k_block_rows;
    rows_ = std::min(k_block_rows, table_.rows() - first_);
    for (const Schedule::Item& item : schedule_.items) {
      if (item.is_emit) {
        emit(item.emit);
      } else if (makes_lane(compiled_.steps[item.placed.step].kind)) {
        lane_step(item.placed);
      } else {
        bit_step(item.placed);
      }
    }
  }

  const std::vector<std::int64_t>& counts() const { return counts_; }
  const std::vector<std::int64_t>& unknown_counts() const { return unknown_counts_; }

 private:
  Word* bits(std::uint32_t slot) { return space_ + slot * k_block_words; }
  std::int64_t* lane(std::uint32_t slot) { return lanes_ + slot * k_block_rows; }
  const std::byte* data(std::uint32_t column) const {
    const Column& of = table_.column(column);
    return of.data() + first_ * static_cast<std::size_t>(of.width());
  }

  void bit_step(const Placed& placed);
  void lane_step(const Placed& placed);
  void by_row(const Step& step, const Word* where, Word* out);
  void emit(const Emit& emit);
  void emit_rows(std::vector<Word>& to, const Word* from, std::int64_t& count);
  void emit_values(const Emit& emit);
  RowReader& reader(std::uint32_t part);

  const Compiled& compiled_;
  const Schedule& schedule_;
  const Table& table_;
  Answers& answers_;
  Word* space_ = nullptr;
  std::int64_t* lanes_ = nullptr;
  std::size_t first_ = 0;
  std::size_t rows_ = 0;
  std::vector<std::int64_t> counts_, unknown_counts_;
  std::vector<std::unique_ptr<RowReader>> readers_;
};

void PieceRun::bit_step(const Placed& placed) {
  const Step& step = compiled_.steps[placed.step];
  Word* out = bits(placed.slot);
  const auto input = [&](std::size_t i) { return bits(placed.inputs[i]); };
  const auto lane_input = [&](std::size_t i) { return lane(placed.inputs[i]); };
  switch (step.kind) {
    case StepKind::fill_bits: std::fill_n(out, k_block_words, step.low != 0 ? ~Word{0} : Word{0}); break;
    case StepKind::range:
      kernels().range[width_index(table_.column(step.column).width())](data(step.column), step.low, step.high, out);
      break;
    case StepKind::byte_set: kernels().byte_set(data(step.column), compiled_.tables[step.part].data(), out); break;
    case StepKind::table_bits: {
      const auto& table = compiled_.tables[step.part];
      table_bits(data(step.column), table_.column(step.column).width(), step.low, table.data(), table.size(), out);
      break;
    }
    case StepKind::valid: std::copy_n(table_.column(step.column).valid() + first_ / 64, k_block_words, out); break;
    case StepKind::all_of:
    case StepKind::any_of: {
      const Word* few[16];
      std::vector<const Word*> many(placed.inputs.size() > 16 ? placed.inputs.size() : 0);
      const Word** from = many.empty() ? few : many.data();
      for (std::size_t i = 0; i < placed.inputs.size(); ++i) from[i] = input(i);
      (step.kind == StepKind::all_of ? all_of : any_of)(from, placed.inputs.size(), out);
      break;
    }
    case StepKind::and_not: and_not(input(0), input(1), out); break;
    case StepKind::complement: complement(input(0), out); break;
    case StepKind::lane_range:
      kernels().range[3](reinterpret_cast<const std::byte*>(lane_input(0)), step.low, step.high, out);
      break;
    case StepKind::less: less_lanes(lane_input(0), lane_input(1), out); break;
    case StepKind::equal: equal_lanes(lane_input(0), lane_input(1), out); break;
    default: by_row(step, input(0), out);
  }
}

void PieceRun::lane_step(const Placed& placed) {
  const Step& step = compiled_.steps[placed.step];
  std::int64_t* out = lane(placed.slot);
  const auto input = [&](std::size_t i) { return lane(placed.inputs[i]); };
  switch (step.kind) {
    case StepKind::load: load_lane(data(step.column), table_.column(step.column).width(), out); break;
    case StepKind::load_table: {
      const auto& numbers = compiled_.numbers[step.part];
      load_table_lane(data(step.column), table_.column(step.column).width(), step.low, numbers.data(), numbers.size(),
                      out);
      break;
    }
    case StepKind::fill_lane: fill_lane(step.low, out); break;
    case StepKind::add: add_lanes(input(0), input(1), out); break;
    case StepKind::subtract: subtract_lanes(input(0), input(1), out); break;
    case StepKind::multiply: multiply_lanes(input(0), input(1), out); break;
    case StepKind::scale: scale_lane(input(0), step.low, out); break;
    case StepKind::shift: shift_lane(input(0), step.low, out); break;
    case StepKind::select: select_lanes(bits(placed.inputs[0]), input(1), input(2), out); break;
    default: round_lane(input(0), step.low, static_cast<RoundBy>(step.high), out);
  }
}

RowReader& PieceRun::reader(std::uint32_t part) {
  readers_.resize(compiled_.parts.size());
  if (!readers_[part]) readers_[part] = std::make_unique<RowReader>(table_, compiled_.parts[part].columns);
  return *readers_[part];
}

void PieceRun::by_row(const Step& step, const Word* where, Word* out) {
  const Part& part = compiled_.parts[step.part];
  RowReader& rows = reader(step.part);
  for (std::size_t word = 0; word < k_block_words; ++word) {
    Word found = 0;
    for (Word left = where[word]; left != 0; left &= left - 1) {
      const auto bit = static_cast<std::size_t>(__builtin_ctzll(left));
      if (word * 64 + bit >= rows_) break;
      feel::Evaluator evaluator(compiled_.environment);
      const Value verdict = evaluator.run_part(*part.program, part.node, rows.row(first_ + word * 64 + bit));
      found |= Word{step.low != 0 ? verdict.is_true() : verdict.is_false()} << bit;
    }
    out[word] = found;
  }
}

// Copies the bits of the rows there are.
void PieceRun::emit_rows(std::vector<Word>& to, const Word* from, std::int64_t& count) {
  Word last[k_block_words];
  const Word* source = from;
  if (rows_ < k_block_rows) {
    std::copy_n(from, k_block_words, last);
    for (std::size_t row = rows_; row < k_block_rows; row = row / 64 * 64 + 64) {
      last[row / 64] &= row % 64 == 0 ? 0 : (Word{1} << (row % 64)) - 1;
    }
    source = last;
  }
  count += count_bits(source);
  if (!to.empty()) std::copy_n(source, (rows_ + 63) / 64, to.data() + first_ / 64);
}

void PieceRun::emit(const Emit& emit) {
  switch (emit.what) {
    case Emit::What::rows:
      return emit_rows(answers_.conditions[emit.number].rows, bits(emit.slot), counts_[emit.number]);
    case Emit::What::unknown: {
      Word* unknown = bits(emit.slot);  // its last use
      Word rest[k_block_words];
      const Word* sides[] = {unknown, bits(emit.other)};
      any_of(sides, 2, rest);
      complement(rest, rest);
      return emit_rows(answers_.conditions[emit.number].unknown, rest, unknown_counts_[emit.number]);
    }
    case Emit::What::amount: {
      AmountColumn& to = answers_.amounts[emit.number];
      std::copy_n(lane(emit.other), rows_, to.raw.data() + first_);
      std::int64_t count = 0;
      emit_rows(to.valid, bits(emit.slot), count);
      for (std::size_t row = 0; row < rows_; ++row) {
        if ((to.valid[(first_ + row) / 64] >> (row % 64) & 1) == 0) to.raw[first_ + row] = 0;
      }
      return;
    }
    case Emit::What::values: return emit_values(emit);
  }
}

void PieceRun::emit_values(const Emit& emit) {
  const CompiledAmount& amount = compiled_.amounts[emit.number];
  const Part& part = compiled_.parts[amount.part];
  RowReader& rows = reader(amount.part);
  const Word* where = bits(emit.slot);
  for (std::size_t row = 0; row < rows_; ++row) {
    if ((where[row / 64] >> (row % 64) & 1) == 0) continue;
    feel::Evaluator evaluator(compiled_.environment);
    answers_.amounts[emit.number].values[first_ + row] =
        evaluator.run_part(*part.program, part.node, rows.row(first_ + row));
  }
}

// Every word of the bits is written by the run; of values only those asked for.
void prepare(const Compiled& compiled, const Table& table, const RunOptions& options, Answers& answers) {
  const std::size_t words = (table.rows() + 63) / 64;
  answers.conditions.resize(compiled.conditions.size());
  for (Matches& matches : answers.conditions) {
    matches.count = matches.unknown_count = 0;
    matches.rows.resize(options.rows ? words : 0);
    matches.unknown.resize(options.unknown ? words : 0);
  }
  answers.amounts.resize(compiled.amounts.size());
  for (std::size_t i = 0; i < compiled.amounts.size(); ++i) {
    const CompiledAmount& amount = compiled.amounts[i];
    AmountColumn& to = answers.amounts[i];
    to.packed = amount.packed;
    to.scale = amount.scale;
    to.raw.resize(amount.packed ? table.rows() : 0);
    to.valid.resize(amount.packed ? words : 0);
    to.values.clear();
    to.values.resize(amount.packed ? 0 : table.rows());
  }
}

}  // namespace

Schedule make_schedule(const Compiled& compiled, bool unknown) {
  Scheduler scheduler(compiled);
  for (std::size_t i = 0; i < compiled.conditions.size(); ++i) {
    const CompiledCondition& condition = compiled.conditions[i];
    scheduler.emit(Emit::What::rows, i, condition.yes, condition.yes);
    if (unknown) scheduler.emit(Emit::What::unknown, i, condition.no, condition.yes);
  }
  for (std::size_t i = 0; i < compiled.amounts.size(); ++i) {
    const CompiledAmount& amount = compiled.amounts[i];
    if (amount.packed) {
      scheduler.emit(Emit::What::amount, i, amount.valid, amount.lane);
    } else {
      scheduler.emit(Emit::What::values, i, amount.where, amount.where);
    }
  }
  return scheduler.finish();
}

Answers Plan::run(const Table& table, const RunOptions& options, Pieces pieces) const {
  Answers answers;
  run(table, options, pieces, answers);
  return answers;
}

void Plan::run(const Table& table, const RunOptions& options, Pieces pieces, Answers& answers) const {
  std::shared_ptr<const Compiled> compiled = compiled_;
  if (!still_fits(*compiled, table)) compiled = compile_plan(table, compiled->questions, compiled->environment);
  prepare(*compiled, table, options, answers);
  const Schedule& schedule = options.unknown ? compiled->with_unknown : compiled->plain;
  const std::size_t blocks = (table.rows() + k_block_rows - 1) / k_block_rows;
  const std::size_t count = (blocks + k_piece_blocks - 1) / k_piece_blocks;
  std::vector<std::vector<std::int64_t>> counts(count), unknown_counts(count);
  pieces(count, [&](std::size_t piece) {
    PieceRun run(*compiled, schedule, table, answers);
    const std::size_t end = std::min(blocks, (piece + 1) * k_piece_blocks);
    for (std::size_t block = piece * k_piece_blocks; block < end; ++block) run.block(block);
    counts[piece] = run.counts();
    unknown_counts[piece] = run.unknown_counts();
  });
  for (std::size_t piece = 0; piece < count; ++piece) {
    for (std::size_t i = 0; i < answers.conditions.size(); ++i) {
      answers.conditions[i].count += counts[piece][i];
      answers.conditions[i].unknown_count += unknown_counts[piece][i];
    }
  }
}

}  // namespace tiange::columns
