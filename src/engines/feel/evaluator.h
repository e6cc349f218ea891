#pragma once
// Walks a program. One evaluator serves one evaluation: it counts steps and depth, collects notes, and is what
// running functions see as their machine.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engines/feel/feel_program.h"

namespace tiange::feel {

// Where names get their values while a program runs.
struct Frame {
  const Program* program;
  Value* slots;
  const Value* context;  // outside variables
};

// Something of the caller's that goes along with an evaluation, for functions of his own to find.
struct Companion {
  virtual ~Companion() = default;
};

class Evaluator final : public Machine {
 public:
  explicit Evaluator(const Environment& environment, Companion* companion = nullptr)
      : environment_(environment), companion_(companion) {}
  Companion* companion() const { return companion_; }
  // An evaluation inside another one goes on with its steps and depth, and hands the steps back.
  void go_on_from(const Evaluator& outer) { steps_ = outer.steps_, depth_ = outer.depth_; }
  std::uint64_t max_steps() const { return environment_.max_steps; }
  void take_steps_of(const Evaluator& inner) { steps_ = inner.steps_; }

  Value run(const Program& program, const Value& context);
  // One node that reads no names.
  Value run_node(const Program& program, std::uint32_t node, const Value& context) {
    return eval({&program, nullptr, &context}, node);
  }
  // One node that binds names only inside itself.
  Value run_part(const Program& program, std::uint32_t node, const Value& context);
  // A program of unary tests against an input: true, false or null.
  Value run_tests(const Program& program, const Value& input, const Value& context);

  Value call(const Function& function, std::span<const Value> arguments) override;
  const std::optional<DateTime>& now() const override { return environment_.now; }
  bool spend(std::uint64_t steps) override;
  Value read_range(std::string_view text) override;

  // The body of a function written in FEEL.
  Value run_body(const Frame& frame, const FunctionShape& shape);
  std::vector<Note> take_notes() { return std::move(notes_); }
  void add_note(Note note);

 private:
  using NodeAt = std::uint32_t;
  friend class Deeper;

  Value eval(const Frame& frame, NodeAt at);
  Value eval_operator(const Frame& frame, const Node& node);
  Value eval_block(const Frame& frame, const Node& node);
  // The value without copying it where it already is somewhere; spare holds it otherwise.
  const Value& ref(const Frame& frame, NodeAt at, Value& spare);

  Value tests_verdict(const Frame& frame, const Value& input);
  Value variable(const Frame& frame, const Node& node);
  Value member_or(const Frame& frame, const Node& node);
  Value arithmetic(const Frame& frame, const Node& node);
  Value comparison(const Frame& frame, const Node& node);
  Value logic(const Frame& frame, const Node& node);
  Value between(const Frame& frame, const Node& node);
  Value in_tests(const Frame& frame, const Node& node);
  std::optional<bool> test(const Frame& frame, NodeAt at, const Value& input);
  std::optional<bool> one_sided_test(const Frame& frame, const Node& node, const Value& input);
  std::optional<bool> range_test(const Frame& frame, const Node& node, const Value& input);

  Value call_node(const Frame& frame, const Node& node);
  template <std::size_t most>
  Value call_few(const Frame& frame, const Node& node, const Value& callee);
  Value call_named_node(const Frame& frame, const Node& node);
  Value invoke(const Frame& frame, const Node& node, const Value& callee, std::span<const Value> arguments);
  Value make_list(const Frame& frame, const Node& node);
  Value make_context(const Frame& frame, const Node& node);
  Value make_function(const Frame& frame, const Node& node);
  Value make_range(const Frame& frame, const Node& node);
  Value make_one_sided(const Frame& frame, const Node& node);

  struct Loop;
  bool iterate(const Frame& frame, Loop& loop, std::size_t level);
  bool iterate_numbers(const Frame& frame, Loop& loop, std::size_t level, const Value& low, const Value& high);
  bool iterate_range(const Frame& frame, Loop& loop, std::size_t level, const RangeData& range);
  bool iterate_step(const Frame& frame, Loop& loop, std::size_t level, Value item);
  bool loop_body(const Frame& frame, Loop& loop);
  Value iteration(const Frame& frame, const Node& node);
  Value quantified(const Frame& frame, const Node& node);
  Value filter(const Frame& frame, const Node& node);
  Value filter_items(const Frame& frame, const Node& node, const Value& list);

  // Records why, and gives the null.
  Value fail(const Frame& frame, const Node& node, const Reason& reason, std::string_view near = {});
  Value checked(const Frame& frame, const Node& node, Value value, std::string_view near = {});

  const Environment& environment_;
  Companion* companion_;
  std::vector<Note> notes_;
  std::uint64_t steps_ = 0;
  int depth_ = 0;
};

// One level deeper while it lives; not ok when that is too deep for the stack.
class Deeper {
 public:
  explicit Deeper(Evaluator& evaluator) : depth_(evaluator.depth_) { ++depth_; }
  ~Deeper() { --depth_; }
  Deeper(const Deeper&) = delete;
  Deeper& operator=(const Deeper&) = delete;
  bool ok() const { return depth_ <= k_most; }

 private:
  static constexpr int k_most = 800;
  int& depth_;
};

// Index into a list as FEEL writes it: 1-based, negative from the end; null with a reason when outside.
Value item_at(std::span<const Value> items, const Value& index);

}  // namespace tiange::feel
