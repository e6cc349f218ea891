#include "city/scores/rules/score_definitions.h"

#include <algorithm>
#include <functional>
#include <set>

#include "base/text.h"

namespace tiange::scores {

namespace {

bool is_name_sign(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= 40 && !(text.front() >= '0' && text.front() <= '9') &&
         std::all_of(text.begin(), text.end(), is_name_sign);
}

// Line and column of the first place where the name stands as a whole.
std::pair<int, int> place_of(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    const bool begins = at == 0 || !is_name_sign(text[at - 1]);
    const std::size_t end = at + name.size();
    if (!begins || (end < text.size() && is_name_sign(text[end]))) continue;
    const std::string_view before = text.substr(0, at);
    const std::size_t line_start = before.rfind('\n') + 1;
    return {1 + static_cast<int>(std::count(before.begin(), before.end(), '\n')),
            1 + static_cast<int>(text::length(before.substr(line_start)))};
  }
  return {1, 1};
}

FieldError unknown_name(const std::string& path, const std::string& formula, const std::string& name) {
  const auto [line, column] = place_of(formula, name);
  return {path, "第" + std::to_string(line) + "行第" + std::to_string(column) + "列：字典里没有“" + name + "”",
          "line " + std::to_string(line) + ", column " + std::to_string(column) + ": “" + name +
              "” is not in the dictionary"};
}

FieldError bad_formula(const std::string& path, const Refusal& refusal) { return {path, refusal.zh, refusal.en}; }

using KnownNames = std::set<std::string, std::less<>>;

KnownNames names_of_dictionary() {
  KnownNames names;
  for (const CountInfo& row : dictionary()) names.emplace(row.key);
  for (const std::string_view name : k_ground_names) names.emplace(name);
  return names;
}

std::optional<feel::Expression> read_formula(const std::string& path, const std::string& formula,
                                             const KnownNames& known, std::vector<FieldError>& errors) {
  feel::Names names;
  names.variables.assign(known.begin(), known.end());
  auto expression = feel::parse_expression(formula, names);
  if (!expression.ok()) {
    errors.push_back(bad_formula(path, expression.refusal()));
    return std::nullopt;
  }
  bool all_known = true;
  for (const std::string& name : expression->variables()) {
    if (known.contains(name)) continue;
    errors.push_back(unknown_name(path, formula, name));
    all_known = false;
  }
  return all_known ? std::optional(*expression) : std::nullopt;
}

std::optional<double> number_of(const feel::Value& value) {
  if (!value.is(feel::Kind::number)) return std::nullopt;
  return value.as_number().to_double();
}

feel::Value feel_number(double value) {
  const auto decimal = feel::Decimal::from_double(value);
  return decimal ? feel::Value::number(*decimal) : feel::Value();
}

// Neither long sums of tenths nor the last bits of a quotient are worth a difference between two machines.
double rounded(double value) {
  const auto decimal = feel::Decimal::from_double(value);
  return decimal ? decimal->rounded(9, feel::Rounding::half_up).to_double() : value;
}

feel::Value context_for(const feel::Expression& formula, const Values& values, const Inputs& inputs) {
  feel::ContextBuilder context;
  for (const std::string& name : formula.variables()) {
    if (const auto count = count_from(name)) {
      context.set(name, feel::Value::number(inputs.counts[*count]));
    } else if (const auto ground = inputs.ground.find(name); ground != inputs.ground.end()) {
      context.set(name, feel_number(ground->second));
    } else if (const auto value = values.find(name); value != values.end() && value->second) {
      context.set(name, feel_number(*value->second));
    } else {
      context.set(name, feel::Value());
    }
  }
  return context.build();
}

}  // namespace

const Indicator* IndicatorSet::find(std::string_view key) const {
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &indicators_[found->second];
}

Result<std::shared_ptr<const IndicatorSet>> IndicatorSet::compile(std::vector<Indicator> indicators) {
  auto set = std::make_shared<IndicatorSet>();
  std::vector<FieldError> errors;
  KnownNames known = names_of_dictionary();
  for (std::size_t i = 0; i < indicators.size(); ++i) {
    const Indicator& one = indicators[i];
    if (const Outcome fine = check(one); !fine.ok())
      errors.insert(errors.end(), fine.refusal().fields.begin(), fine.refusal().fields.end());
    if (!known.insert(one.key).second || !set->by_key_.emplace(one.key, i).second)
      errors.push_back({one.key, "编码“" + one.key + "”重复或与字典重名", "the key “" + one.key + "” is taken"});
  }
  set->indicators_ = std::move(indicators);
  std::vector<std::optional<feel::Expression>> formulas;
  for (const Indicator& one : set->indicators_)
    formulas.push_back(read_formula(one.key + ".formula", one.formula, known, errors));
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_expression, std::move(errors));
  for (const auto& formula : formulas) {
    Compiled compiled{*formula, {}};
    for (const std::string& name : formula->variables()) {
      const auto other = set->by_key_.find(name);
      if (other != set->by_key_.end()) compiled.needs.push_back(other->second);
    }
    set->compiled_.push_back(std::move(compiled));
  }
  // 0 unseen, 1 on the way, 2 done.
  std::vector<int> state(set->compiled_.size(), 0);
  const std::function<bool(std::size_t)> in_ring = [&](std::size_t i) {
    if (state[i] != 0) return state[i] == 1;
    state[i] = 1;
    const auto& needs = set->compiled_[i].needs;
    const bool ring = std::any_of(needs.begin(), needs.end(), in_ring);
    state[i] = 2;
    return ring;
  };
  for (std::size_t i = 0; i < state.size(); ++i) {
    if (in_ring(i)) {
      const std::string& key = set->indicators_[i].key;
      return refuse_fields(ErrorCode::bad_expression,
                           {{key + ".formula", "公式互相引用成环", "the formulas lead to each other in a ring"}});
    }
  }
  return std::shared_ptr<const IndicatorSet>(std::move(set));
}

void IndicatorSet::evaluate_one(std::size_t index, Values& values, const Inputs& inputs) const {
  const std::string& key = indicators_[index].key;
  if (values.contains(key)) return;
  for (const std::size_t other : compiled_[index].needs) evaluate_one(other, values, inputs);
  const feel::Expression& formula = compiled_[index].formula;
  const auto value = number_of(feel::evaluate(formula, context_for(formula, values, inputs)).value);
  values[key] = value ? std::optional(rounded(*value)) : std::nullopt;
}

Values IndicatorSet::evaluate(const Inputs& inputs, const std::vector<std::string>* wanted) const {
  Values values;
  if (!wanted) {
    for (std::size_t i = 0; i < indicators_.size(); ++i) evaluate_one(i, values, inputs);
    return values;
  }
  for (const std::string& key : *wanted) {
    const auto found = by_key_.find(key);
    if (found != by_key_.end()) evaluate_one(found->second, values, inputs);
  }
  return values;
}

std::vector<Count> IndicatorSet::counts_of(std::string_view key) const {
  std::vector<Count> counts;
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return counts;
  const Compiled& compiled = compiled_[found->second];
  for (const std::string& name : compiled.formula.variables()) {
    if (const auto count = count_from(name)) counts.push_back(*count);
  }
  for (const std::size_t other : compiled.needs) {
    for (const Count count : counts_of(indicators_[other].key)) {
      if (std::find(counts.begin(), counts.end(), count) == counts.end()) counts.push_back(count);
    }
  }
  return counts;
}

Result<std::shared_ptr<const ScorecardRule>> ScorecardRule::compile(Scorecard card,
                                                                    std::shared_ptr<const IndicatorSet> indicators) {
  TIANGE_CHECK_OK(check(card));
  auto rule = std::make_shared<ScorecardRule>();
  std::vector<FieldError> errors;
  KnownNames known = names_of_dictionary();
  for (const Indicator& one : indicators->all()) known.insert(one.key);
  for (const Given& one : card.given) {
    if (!known.insert(one.key).second)
      errors.push_back({"given." + one.key, "编码重复或与字典重名", "the key is taken"});
  }
  std::vector<std::string> wanted = card.columns;
  const auto want = [&](const feel::Expression& formula) {
    for (const std::string& name : formula.variables()) {
      if (indicators->find(name) && std::find(wanted.begin(), wanted.end(), name) == wanted.end())
        wanted.push_back(name);
    }
  };
  for (const Part& part : card.parts) {
    if (auto formula = read_formula("parts." + part.key + ".points", part.points, known, errors)) {
      want(*formula);
      rule->points_.push_back(*formula);
    }
  }
  if (!card.where.empty()) {
    rule->where_ = read_formula("where", card.where, known, errors);
    if (rule->where_) want(*rule->where_);
  }
  for (const std::string& column : card.columns) {
    if (!indicators->find(column)) errors.push_back(unknown_name("columns", column, column));
  }
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_expression, std::move(errors));
  rule->card_ = std::move(card);
  rule->indicators_ = std::move(indicators);
  rule->wanted_ = std::move(wanted);
  return std::shared_ptr<const ScorecardRule>(std::move(rule));
}

bool ScorecardRule::takes(const Inputs& inputs) const {
  if (!where_) return !inputs.counts.is_zero();
  const Values values = indicators_->evaluate(inputs, &wanted_);
  return feel::evaluate(*where_, context_for(*where_, values, inputs)).is_true();
}

Score ScorecardRule::score(const Inputs& inputs) const {
  Score score;
  score.values = indicators_->evaluate(inputs, &wanted_);
  double reached = 0, counted = 0, penalties = 0;
  for (std::size_t i = 0; i < card_.parts.size(); ++i) {
    const Part& part = card_.parts[i];
    if (!part.penalty) score.full += part.full;
    auto points = number_of(feel::evaluate(points_[i], context_for(points_[i], score.values, inputs)).value);
    PartScore one;
    if (!points) {
      one.note = "absent";
      if (card_.absent == "full" && !part.penalty) points = part.full;
      if (card_.absent == "zero" || part.penalty) points = 0;
    }
    if (points) {
      const double fitted = part.penalty ? std::clamp(*points, -part.full, 0.0) : std::clamp(*points, 0.0, part.full);
      one.points = rounded(fitted);
      (part.penalty ? penalties : reached) += fitted;
      if (!part.penalty) counted += part.full;
    }
    score.parts.push_back(std::move(one));
  }
  // What could not be judged is left out; the rest stands for the whole.
  if (counted > 0) score.points = rounded(std::max(0.0, reached * score.full / counted + penalties));
  for (std::size_t i = 0; score.points && i < card_.bands.size() && score.band < 0; ++i) {
    if (*score.points >= card_.bands[i].from) score.band = static_cast<int>(i);
  }
  return score;
}

Outcome check(const Indicator& one) {
  std::vector<FieldError> errors;
  const std::string at = one.key.empty() ? "" : one.key + ".";
  if (!is_key(one.key))
    errors.push_back({at + "key", "编码须以字母开头，只含字母、数字、下划线，不超过 40 个",
                      "begins with a letter; letters, digits, underscores; at most 40"});
  if (text::trim(one.zh).empty()) errors.push_back({at + "zh", "请填写名称", "give a name"});
  if (text::trim(one.formula).empty()) errors.push_back({at + "formula", "请填写公式", "give a formula"});
  if (!one.basis.empty() && !count_from(one.basis)) errors.push_back(unknown_name(at + "basis", one.basis, one.basis));
  if (one.open && one.basis.empty())
    errors.push_back({at + "basis", "公开的指标须写明分母，用于隐去过小的数",
                      "an open indicator names its basis, so that small numbers can be withheld"});
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_expression, std::move(errors));
  return done();
}

Outcome check(const Scorecard& card) {
  std::vector<FieldError> errors;
  if (!is_key(card.key))
    errors.push_back({"key", "编码须以字母开头，只含字母、数字、下划线，不超过 40 个",
                      "begins with a letter; letters, digits, underscores; at most 40"});
  if (text::trim(card.zh).empty()) errors.push_back({"zh", "请填写名称", "give a name"});
  if (card.parts.empty() && card.columns.empty())
    errors.push_back({"parts", "请至少加一个得分项或一列指标", "give at least one part or column"});
  if (card.objects == Objects::areas && card.digits != 9 && card.digits != 12 && card.digits != 15)
    errors.push_back(
        {"digits", "区域层级须为 9（镇街）、12（村居）或 15（网格）", "9 for towns, 12 for communities, 15 for grids"});
  if (card.absent != "skip" && card.absent != "full" && card.absent != "zero")
    errors.push_back({"absent", "须为 skip、full 或 zero", "skip, full or zero"});
  std::set<std::string> seen;
  for (const Part& part : card.parts) {
    if (!is_key(part.key) || !seen.insert(part.key).second)
      errors.push_back(
          {"parts." + part.key, "得分项编码为空、不合规或重复", "the key of the part is empty, unfit or taken"});
    if (!(part.full > 0) || part.full > 1000)
      errors.push_back({"parts." + part.key + ".full", "满分须在 0 与 1000 之间", "between 0 and 1000"});
  }
  for (const Given& one : card.given) {
    if (!is_key(one.key)) errors.push_back({"given." + one.key, "编码不合规", "the key is unfit"});
  }
  static constexpr std::string_view k_colours[] = {"green", "blue", "amber", "red"};
  for (std::size_t i = 0; i < card.bands.size(); ++i) {
    const Band& band = card.bands[i];
    const std::string at = "bands." + std::to_string(i + 1);
    if (std::find(std::begin(k_colours), std::end(k_colours), band.colour) == std::end(k_colours))
      errors.push_back({at + ".colour", "颜色须为 green、blue、amber 或 red", "green, blue, amber or red"});
    if (i > 0 && band.from >= card.bands[i - 1].from)
      errors.push_back({at + ".from", "分数段须由高到低", "bands go from high to low"});
  }
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_expression, std::move(errors));
  return done();
}

}  // namespace tiange::scores
