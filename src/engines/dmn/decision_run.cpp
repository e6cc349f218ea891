#include "engines/dmn/decision_run.h"

#include <algorithm>

#include "engines/dmn/boxed_function.h"

namespace tiange::dmn {

using feel::Kind;
using feel::Reason;
using feel::ReasonCode;
using feel::Value;

namespace {

constexpr std::size_t k_most_notes = 50;

}  // namespace

DecisionRun::DecisionRun(const ModelData& model, const Value& context, const EvaluateOptions& options)
    : model_(model), context_(context), options_(options), evaluator_(options.environment, this) {}

void DecisionRun::note(ReasonCode code, std::string_view near) {
  evaluator_.add_note({Reason{code}, {}, std::string(near)});
}

// What the evaluator noted since the last time belongs to the element that is being evaluated.
void DecisionRun::collect_notes() {
  for (feel::Note& note : evaluator_.take_notes()) {
    if (notes_.size() < k_most_notes) notes_.push_back({element_.empty() ? "" : element_.back(), std::move(note)});
  }
}

Value DecisionRun::fitted(Value value, const feel::TypePtr& type) {
  if (!type || value.is_null()) return value;
  Value result = feel::coerce(value, *type);
  if (result.is_null()) note(result.reason().code, type->name);
  return result;
}

// The context may hold an imported element under the name of the import, or plainly.
const Value* DecisionRun::given(const Reference& reference) const {
  const std::string& name = model_.info(reference).name;
  if (!reference.prefix.empty()) {
    if (const Value* imported = context_.find(reference.prefix)) {
      if (const Value* inside = imported->find(name)) return inside;
    }
  }
  return context_.find(name);
}

Value DecisionRun::input(const Reference& reference) {
  const Input& input = reference.model->inputs[reference.index];
  const Value* found = given(reference);
  if (found == nullptr) {
    note(ReasonCode::missing_input, input.info.name);
    return Value::null({ReasonCode::missing_input});
  }
  return fitted(*found, input.type);
}

Value DecisionRun::value_of(const Reference& reference) {
  switch (reference.kind) {
    case ElementKind::input: return input(reference);
    case ElementKind::decision: return decision(reference);
    case ElementKind::knowledge: {
      const Knowledge& knowledge = reference.model->knowledge[reference.index];
      if (!knowledge.function) return Value::null({ReasonCode::no_logic});
      return Value::function(new KnowledgeFunction(reference.model->shared_from_this(), reference.index));
    }
    case ElementKind::service:
      return Value::function(new ServiceFunction(reference.model->shared_from_this(), reference.index));
  }
  return Value();
}

// The values of what is required, those of an imported model inside a context of the import's name.
Value DecisionRun::scope_of(const std::vector<Reference>& references, const ModelData& model) {
  std::vector<feel::Entry> own;
  std::map<std::string, feel::ContextBuilder> imported;
  for (const Reference& reference : references) {
    const std::string& name = model.info(reference).name;
    if (reference.prefix.empty()) {
      own.push_back({name, value_of(reference)});
    } else {
      imported[reference.prefix].set(name, value_of(reference));
    }
  }
  for (auto& [prefix, builder] : imported) own.push_back({prefix, builder.build()});
  return Value::scope(std::move(own), Value());
}

Value DecisionRun::decision(const Reference& reference) {
  const auto key = std::pair(reference.model, reference.index);
  const Decision& decision = reference.model->decisions[reference.index];
  if (const auto known = decided_.find(key); known != decided_.end()) return known->second;
  const bool taken = std::find(given_.begin(), given_.end(), decision.info.id) != given_.end();
  const Value* replaced = taken || !deciding_.empty() ? given(reference) : nullptr;
  if (taken || replaced != nullptr) {
    Value value = replaced != nullptr ? fitted(*replaced, decision.type) : Value::null({ReasonCode::missing_input});
    return decided_[key] = value;
  }
  if (std::find(deciding_.begin(), deciding_.end(), key) != deciding_.end() || deciding_.size() > 200) {
    note(ReasonCode::cyclic, decision.info.name);
    return Value::null({ReasonCode::cyclic});
  }
  deciding_.push_back(key);
  const Value scope = scope_of(decision.requires_, *reference.model);
  collect_notes();
  element_.push_back(decision.info.name);
  DecisionTrace trace;
  open_traces_.push_back(&trace);
  Value value = Value::null({ReasonCode::no_logic});
  ValueTrace* const outer_branch = branch_;
  const std::size_t outer_branches = std::exchange(branches_, 0);
  branch_ = options_.explain == Explain::yes ? &trace.tree : nullptr;
  if (decision.logic) {
    if (branch_ != nullptr && decision.logic->expression) trace.tree.text = decision.logic->expression->text();
    value = fitted(evaluate(decision.logic.get(), scope), decision.type);
  } else {
    note(ReasonCode::no_logic, decision.info.name);
  }
  collect_notes();
  branch_ = outer_branch;
  branches_ = outer_branches;
  open_traces_.pop_back();
  element_.pop_back();
  deciding_.pop_back();
  if (options_.explain != Explain::no) {
    trace.decision_id = decision.info.id;
    trace.decision_name = decision.info.name;
    trace.value = value;
    trace.tree.value = value;
    traces_.push_back(std::move(trace));
  }
  return decided_[key] = value;
}

// A service's own inputs are known here by the names of its input data and input decisions.
Value DecisionRun::service(const Reference& reference) {
  const Service& service = reference.model->services[reference.index];
  for (const Reference& decision : service.input_decisions) give(decision);
  deciding_.emplace_back(nullptr, 0);
  std::vector<feel::Entry> outputs;
  for (const Reference& output : service.outputs) {
    outputs.push_back({reference.model->info(output).name, decision(output)});
  }
  deciding_.pop_back();
  Value value = outputs.size() == 1 ? outputs[0].value : Value::context(std::move(outputs));
  element_.push_back(service.info.name);
  value = fitted(std::move(value), service.type);
  collect_notes();
  element_.pop_back();
  return value;
}

Value DecisionRun::knowledge(const Reference& reference, const Value& arguments) {
  const Value function = value_of(reference);
  if (!function.is(Kind::function)) return function;
  std::vector<std::string> names;
  std::vector<Value> values;
  if (arguments.is(Kind::context)) {
    for (const feel::Entry& entry : arguments.as_context().entries) {
      names.push_back(entry.name);
      values.push_back(entry.value);
    }
  }
  return function.as_function().call_named(evaluator_, names, values);
}

DecisionOutcome DecisionRun::outcome(Value value) {
  collect_notes();
  DecisionOutcome outcome;
  outcome.value = std::move(value);
  outcome.traces = std::move(traces_);
  outcome.notes = std::move(notes_);
  return outcome;
}

}  // namespace tiange::dmn
