// Numbers, dates, moments and spans as lanes of whole numbers. A lane is made only where it is certain that nothing
// overflows and that decimal arithmetic would give the same number exactly.
#include <algorithm>
#include <array>

#include "engines/columns/columns_compiler.h"

namespace tiange::columns {

using feel::Kind;
using feel::Node;
using feel::Op;
using feel::Value;

namespace {

constexpr Wide k_most = 4'000'000'000'000'000'000;
constexpr int k_most_scale = 18;
constexpr std::int64_t k_seconds_per_day = 86'400;
constexpr std::int64_t k_first_day = -365'000'000'000, k_last_day = 365'000'000'000;  // within the years FEEL knows

std::optional<Lane> constant(LaneType type, std::int64_t value, int scale) {
  Lane lane;
  lane.type = type;
  lane.scale = scale;
  lane.low = lane.high = value;
  return lane;
}

// The number as value * 10^-scale.
std::optional<std::pair<std::int64_t, int>> scaled(const feel::Decimal& number) {
  feel::Decimal value = number.trimmed();
  for (int scale = 0; scale <= k_most_scale; ++scale) {
    if (value.is_integer()) {
      const auto whole = value.to_int();
      if (!whole || *whole > k_most || *whole < -k_most) return std::nullopt;
      return std::pair(*whole, scale);
    }
    value = value * feel::Decimal::from_int(10);
  }
  return std::nullopt;
}

std::optional<Lane> moment_lane(const feel::DateTime& moment) {
  const feel::DaysDuration instant = feel::instant_of(moment);
  const Wide nanos = static_cast<Wide>(instant.seconds) * feel::k_nanos_per_second + instant.nanos;
  if (nanos > k_most || nanos < -k_most) return std::nullopt;
  const auto type = moment.zone.given() ? LaneType::moment : LaneType::local_moment;
  return constant(type, static_cast<std::int64_t>(nanos), 9);
}

std::optional<Lane> duration_lane(const feel::DaysDuration& span) {
  if (span.nanos == 0) return constant(LaneType::duration, span.seconds, 0);
  const Wide nanos = static_cast<Wide>(span.seconds) * feel::k_nanos_per_second + span.nanos;
  if (nanos > k_most || nanos < -k_most) return std::nullopt;
  return constant(LaneType::duration, static_cast<std::int64_t>(nanos), 9);
}

}  // namespace

std::int64_t power_of_ten(int digits) {
  std::int64_t value = 1;
  for (int i = 0; i < digits; ++i) value *= 10;
  return value;
}

std::optional<Lane> constant_lane(const Value& value) {
  switch (value.kind()) {
    case Kind::number: {
      const auto found = scaled(value.as_number());
      return found ? constant(LaneType::number, found->first, found->second) : std::nullopt;
    }
    case Kind::date: return constant(LaneType::date, feel::days_from_date(value.as_date()), 0);
    case Kind::date_time: return moment_lane(value.as_date_time());
    case Kind::days_duration: return duration_lane(value.as_days_duration());
    default: return std::nullopt;
  }
}

std::optional<Lane> Compiler::column_lane(std::uint32_t column) {
  const ColumnShape& shape = table_.column(column).shape();
  const Seen& seen = compiled_.seen[column];
  Lane lane;
  lane.form = Lane::Form::column;
  lane.column = column;
  lane.low = std::min<std::int64_t>(0, seen.low);
  lane.high = std::max<std::int64_t>(0, seen.high);
  lane.valid = valid_of(column);
  switch (shape.kind) {
    case ColumnKind::number: lane.type = LaneType::number, lane.scale = shape.scale; break;
    case ColumnKind::date: lane.type = LaneType::date; break;
    case ColumnKind::date_time:
      lane.type = shape.zone.given() ? LaneType::moment : LaneType::local_moment;
      lane.scale = 6;
      break;
    default: return std::nullopt;
  }
  if (lane.low < -k_most || lane.high > k_most) return std::nullopt;
  return lane;
}

std::optional<Lane> Compiler::computed(LaneType type, int scale, Wide low, Wide high, Step step, StepId valid) {
  if (low < -k_most || high > k_most || scale > k_most_scale) return std::nullopt;
  if (type == LaneType::date && (low < k_first_day || high > k_last_day)) return std::nullopt;
  Lane lane;
  lane.form = Lane::Form::computed;
  lane.type = type;
  lane.scale = scale;
  lane.low = static_cast<std::int64_t>(low);
  lane.high = static_cast<std::int64_t>(high);
  lane.step = add(std::move(step));
  lane.valid = valid;
  return lane;
}

StepId Compiler::step_of(const Lane& lane) {
  switch (lane.form) {
    case Lane::Form::constant: return add({StepKind::fill_lane, 0, 0, lane.low, 0, {}});
    case Lane::Form::column: return add({StepKind::load, lane.column, 0, 0, 0, {}});
    case Lane::Form::computed: break;
  }
  return lane.step;
}

// The same values in finer units.
std::optional<Lane> Compiler::at_scale(const Lane& lane, int scale) {
  if (lane.scale == scale) return lane;
  if (scale > k_most_scale) return std::nullopt;
  const std::int64_t by = power_of_ten(scale - lane.scale);
  const Wide low = static_cast<Wide>(lane.low) * by, high = static_cast<Wide>(lane.high) * by;
  if (lane.form == Lane::Form::constant) {
    if (low < -k_most || low > k_most) return std::nullopt;
    return constant(lane.type, static_cast<std::int64_t>(low), scale);
  }
  return computed(lane.type, scale, low, high, {StepKind::scale, 0, 0, by, 0, {step_of(lane)}}, lane.valid);
}

std::optional<Lane> Compiler::sum(const Lane& a, const Lane& b, bool minus) {
  LaneType type = a.type;
  const int scale = std::max(a.scale, b.scale);
  auto left = at_scale(a, scale), right = at_scale(b, scale);
  if (a.type == LaneType::date && b.type == LaneType::duration && b.form == Lane::Form::constant && b.scale == 0) {
    // A date moves by whole days, rounded down from midnight.
    const std::int64_t seconds = minus ? -b.low : b.low;
    const std::int64_t days = seconds / k_seconds_per_day - (seconds % k_seconds_per_day < 0);
    left = a, right = constant(LaneType::date, days, 0);
    minus = false;
  } else if (a.type == LaneType::date && b.type == LaneType::date && minus) {
    type = LaneType::duration;
  } else if (a.type != b.type || (a.type != LaneType::number && a.type != LaneType::duration)) {
    return std::nullopt;
  }
  if (!left || !right) return std::nullopt;
  const Wide low = static_cast<Wide>(left->low) + (minus ? -static_cast<Wide>(right->high) : right->low);
  const Wide high = static_cast<Wide>(left->high) + (minus ? -static_cast<Wide>(right->low) : right->high);
  Step step{minus ? StepKind::subtract : StepKind::add, 0, 0, 0, 0, {step_of(*left), step_of(*right)}};
  if (right->form == Lane::Form::constant) {
    step = {StepKind::shift, 0, 0, minus ? -right->low : right->low, 0, {step_of(*left)}};
  }
  auto found = computed(type, scale, low, high, std::move(step), all_of({a.valid, b.valid}));
  if (!found || type != LaneType::duration || a.type != LaneType::date) return found;
  return computed(type, 0, low * k_seconds_per_day, high * k_seconds_per_day,
                  {StepKind::scale, 0, 0, k_seconds_per_day, 0, {found->step}}, found->valid);
}

std::optional<Lane> Compiler::product(const Lane& a, const Lane& b) {
  if (a.type != LaneType::number || b.type != LaneType::number) return std::nullopt;
  const std::array<Wide, 4> corners = {static_cast<Wide>(a.low) * b.low, static_cast<Wide>(a.low) * b.high,
                                       static_cast<Wide>(a.high) * b.low, static_cast<Wide>(a.high) * b.high};
  const auto [low, high] = std::minmax_element(corners.begin(), corners.end());
  Step step{StepKind::multiply, 0, 0, 0, 0, {}};
  if (a.form == Lane::Form::constant || b.form == Lane::Form::constant) {
    const Lane &fixed = a.form == Lane::Form::constant ? a : b, &other = a.form == Lane::Form::constant ? b : a;
    step = {StepKind::scale, 0, 0, fixed.low, 0, {step_of(other)}};
  } else {
    step.inputs = {step_of(a), step_of(b)};
  }
  return computed(LaneType::number, a.scale + b.scale, *low, *high, std::move(step), all_of({a.valid, b.valid}));
}

// if … then … else … of two lanes; a branch may be null.
std::optional<Lane> Compiler::chosen(NodeAt at) {
  const Node& node = program_->nodes[at];
  if (!is_logical(node.a)) return std::nullopt;
  const auto branch = [&](NodeAt part) {
    const auto fixed = constant_of(part);
    if (!fixed || !fixed->is_null()) return lane_of(part);
    Lane nothing;
    nothing.valid = k_never;
    return std::optional(nothing);
  };
  auto then = branch(node.b), otherwise = branch(node.c);
  if (!then || !otherwise) return std::nullopt;
  if (then->valid == k_never) then->type = otherwise->type;
  if (otherwise->valid == k_never) otherwise->type = then->type;
  if (then->type != otherwise->type) return std::nullopt;
  const int scale = std::max(then->scale, otherwise->scale);
  const StepId valid_then = then->valid, valid_else = otherwise->valid;
  then = at_scale(*then, scale), otherwise = at_scale(*otherwise, scale);
  if (!then || !otherwise) return std::nullopt;
  const StepId condition = want(node.a, true);
  const StepId valid = any_of({all_of({condition, valid_then}), and_not(valid_else, condition)});
  Step step{StepKind::select, 0, 0, 0, 0, {condition, step_of(*then), step_of(*otherwise)}};
  return computed(then->type, scale, std::min(then->low, otherwise->low), std::max(then->high, otherwise->high),
                  std::move(step), valid);
}

// decimal(n, 2), floor(n) and their like, of a number with more digits than asked for.
std::optional<Lane> Compiler::rounded(NodeAt at) {
  constexpr std::pair<std::string_view, RoundBy> k_modes[] = {
      {"decimal", RoundBy::half_even},        {"floor", RoundBy::floor},        {"ceiling", RoundBy::ceiling},
      {"round up", RoundBy::up},              {"round down", RoundBy::down},    {"round half up", RoundBy::half_up},
      {"round half down", RoundBy::half_down}};
  const auto name = called(at);
  const auto mode = std::find_if(std::begin(k_modes), std::end(k_modes), [&](const auto& m) { return m.first == name; });
  if (mode == std::end(k_modes)) return std::nullopt;
  const auto arguments = program_->list(program_->nodes[at].b);
  std::optional<std::int64_t> digits = 0;
  if (arguments.size() == 2) {
    const auto given = constant_of(arguments[1]);
    digits = given && given->is(Kind::number) ? given->as_number().to_int() : std::nullopt;
  } else if (arguments.size() != 1 || (mode->first != "floor" && mode->first != "ceiling")) {
    return std::nullopt;
  }
  if (!digits || *digits < 0 || *digits > k_most_scale) return std::nullopt;
  const auto lane = lane_of(arguments[0]);
  if (!lane || lane->type != LaneType::number) return std::nullopt;
  if (lane->scale <= *digits) return lane;
  const std::int64_t unit = power_of_ten(lane->scale - static_cast<int>(*digits));
  const Step step{StepKind::round, 0, 0, unit, static_cast<std::int64_t>(mode->second), {step_of(*lane)}};
  return computed(LaneType::number, static_cast<int>(*digits), lane->low / unit - 1, lane->high / unit + 1, step,
                  lane->valid);
}

// Any node of one narrow column whose values are all of one kind, or null: by a table of its values.
std::optional<Lane> Compiler::lane_by_value(NodeAt at) {
  const auto column = narrow_column(at);
  if (!column) return std::nullopt;
  const Seen& seen = compiled_.seen[*column];
  const std::vector<std::uint32_t> columns = reads(at);
  RowReader reader(table_, columns);
  std::vector<std::optional<Lane>> found;
  std::vector<std::uint8_t> has;
  std::optional<Lane> first;
  const auto ask = [&](Value value) -> bool {  // false: no lane can be made
    const Value result = feel::Evaluator(compiled_.environment).run_part(*program_, at, reader.with(std::move(value)));
    found.push_back(constant_lane(result));
    has.push_back(found.back().has_value());
    if (!found.back()) return result.is_null();
    if (!first) first = found.back();
    first->scale = std::max(first->scale, found.back()->scale);
    return found.back()->type == first->type;
  };
  for (std::int64_t raw = seen.low; raw <= seen.high; ++raw) {
    if (!ask(table_.column(*column).value_of_raw(raw))) return std::nullopt;
  }
  if (seen.nulls && (!ask(Value()) || has.back() != 0)) return std::nullopt;
  if (!first) return std::nullopt;
  if (seen.nulls) found.pop_back(), has.pop_back();
  std::vector<std::int64_t> numbers;
  Wide low = 0, high = 0;
  for (const auto& value : found) {
    const auto fine = value ? at_scale(*value, first->scale) : constant(first->type, 0, first->scale);
    if (!fine) return std::nullopt;
    numbers.push_back(fine->low);
    low = std::min<Wide>(low, fine->low), high = std::max<Wide>(high, fine->low);
  }
  const auto place = static_cast<std::uint32_t>(compiled_.numbers.size());
  compiled_.numbers.push_back(std::move(numbers));
  return computed(first->type, first->scale, low, high, {StepKind::load_table, *column, place, seen.low, 0, {}},
                  set_step(*column, has, seen.low));
}

std::optional<Lane> Compiler::lane_of(NodeAt at) {
  const NodeKey key{program_, at};
  if (const auto known = lanes_.find(key); known != lanes_.end()) return known->second;
  auto found = find_lane(at);
  lanes_.emplace(key, found);
  return found;
}

std::optional<Lane> Compiler::find_lane(NodeAt at) {
  if (const auto fixed = constant_of(at)) return constant_lane(*fixed);
  const Node& node = program_->nodes[at];
  std::optional<Lane> found;
  switch (node.op) {
    case Op::variable: return column_lane(*column_of(at));
    case Op::add:
    case Op::subtract:
    case Op::multiply: {
      const auto a = lane_of(node.a), b = lane_of(node.b);
      if (a && b) found = node.op == Op::multiply ? product(*a, *b) : sum(*a, *b, node.op == Op::subtract);
      break;
    }
    case Op::negate: {
      const auto a = lane_of(node.a);
      const auto minus_one = constant(LaneType::number, -1, 0);
      if (a) found = product(*minus_one, *a);
      break;
    }
    case Op::if_else: found = chosen(at); break;
    case Op::call: found = rounded(at); break;
    default: break;
  }
  return found ? found : lane_by_value(at);
}

}  // namespace tiange::columns
