#pragma once
// From parsed expressions to steps. Equal steps are made once, whoever asks for them.

#include <map>
#include <optional>
#include <unordered_map>

#include "engines/columns/columns_plan.h"

namespace tiange::columns {

using Wide = __int128;

// Kinds that are whole numbers of 10^-scale and are compared as such.
enum class LaneType : std::uint8_t { number, date, local_moment, moment, duration };

// A node whose values are whole numbers; the bounds hold for rows without a value too.
struct Lane {
  enum class Form : std::uint8_t { constant, column, computed } form = Form::constant;
  LaneType type = LaneType::number;
  int scale = 0;
  std::int64_t low = 0;   // of a constant, the value
  std::int64_t high = 0;
  std::uint32_t column = 0;
  StepId step = 0;            // computed
  StepId valid = k_always;
};

// Where something is true, and where it is true or false.
struct Relation {
  StepId yes = k_never;
  StepId known = k_always;
};

struct Span {
  Wide low, high;  // inclusive
};

class Compiler {
 public:
  Compiler(const Table& table, Compiled& compiled) : table_(table), compiled_(compiled) {}
  void compile();

 private:
  using NodeAt = std::uint32_t;
  using NodeKey = std::pair<const feel::Program*, NodeAt>;

  // columns_compile.cpp: conditions
  StepId want(NodeAt at, bool truth);
  StepId find_want(NodeAt at, bool truth);
  StepId joined(NodeAt at, bool truth, bool all);
  void operands(NodeAt at, feel::Op op, std::vector<NodeAt>& found) const;
  StepId conditional(NodeAt at, bool truth);
  StepId by_value_or_row(NodeAt at, bool truth, StepId where);
  std::optional<Relation> by_value(NodeAt at);
  std::optional<Relation> relation(NodeAt at);
  bool is_logical(NodeAt at);
  std::optional<std::string_view> called(NodeAt at) const;
  void compile_amount(const Amount& amount);

  // columns_steps.cpp: steps and what nodes read
  StepId add(Step step);
  StepId all_of(std::vector<StepId> ids);
  StepId any_of(std::vector<StepId> ids);
  StepId and_not(StepId a, StepId b);
  StepId negation(StepId a) { return and_not(k_always, a); }
  StepId valid_of(std::uint32_t column);
  StepId column_range(std::uint32_t column, Wide low, Wide high);
  StepId lane_range(const Lane& lane, Wide low, Wide high);
  std::uint32_t part_of(NodeAt at);
  const std::vector<std::uint32_t>& reads(NodeAt at);
  void gather_reads(NodeAt at, std::vector<std::uint32_t>& found) const;
  std::optional<feel::Value> constant_of(NodeAt at);
  std::optional<std::uint32_t> column_of(NodeAt at) const;
  std::optional<std::uint32_t> narrow_column(NodeAt at);
  StepId set_step(std::uint32_t column, const std::vector<std::uint8_t>& held, std::int64_t low);

  // columns_lanes.cpp: numbers, dates, spans
  std::optional<Lane> lane_of(NodeAt at);
  std::optional<Lane> find_lane(NodeAt at);
  std::optional<Lane> column_lane(std::uint32_t column);
  std::optional<Lane> sum(const Lane& a, const Lane& b, bool minus);
  std::optional<Lane> product(const Lane& a, const Lane& b);
  std::optional<Lane> chosen(NodeAt at);
  std::optional<Lane> rounded(NodeAt at);
  std::optional<Lane> lane_by_value(NodeAt at);
  std::optional<Lane> at_scale(const Lane& lane, int scale);
  std::optional<Lane> computed(LaneType type, int scale, Wide low, Wide high, Step step, StepId valid);
  StepId step_of(const Lane& lane);

  // columns_relations.cpp: comparisons
  std::optional<Relation> comparison(NodeAt at);
  std::optional<Relation> compare(feel::Op op, NodeAt a, NodeAt b);
  std::optional<Relation> compare_null(feel::Op op, NodeAt a);
  std::optional<Relation> compare_flag(feel::Op op, std::uint32_t column, bool flag);
  std::optional<Relation> compare_text(feel::Op op, std::uint32_t column, const feel::Value& text);
  std::optional<Relation> compare_quotient(feel::Op op, NodeAt quotient, NodeAt other);
  std::optional<Relation> compare_lanes(feel::Op op, const Lane& a, const Lane& b);
  std::optional<Relation> between(NodeAt at);
  std::optional<Relation> in(NodeAt at);
  Relation equality(feel::Op op, StepId held, StepId valid_a, StepId valid_b);
  bool add_test(NodeAt at, const Lane& lane, std::vector<Span>& spans, std::optional<bool>& of_null);
  bool add_value_test(const feel::Value& test, const Lane& lane, std::vector<Span>& spans, std::optional<bool>& of_null);

  const Table& table_;
  Compiled& compiled_;
  const feel::Program* program_ = nullptr;
  std::map<NodeKey, std::optional<Lane>> lanes_;
  std::map<NodeKey, std::optional<Relation>> relations_;
  std::map<std::pair<NodeKey, bool>, StepId> wants_;
  std::map<NodeKey, std::vector<std::uint32_t>> reads_;
  std::map<NodeKey, std::uint32_t> parts_;
  std::unordered_map<std::string, StepId> known_steps_;
};

// The constant as a lane; empty for other kinds, and for numbers of more than 18 digits.
std::optional<Lane> constant_lane(const feel::Value& value);
// 10^digits, digits 0 to 18.
std::int64_t power_of_ten(int digits);

}  // namespace tiange::columns
