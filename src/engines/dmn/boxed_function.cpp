#include "engines/dmn/boxed_function.h"

#include <algorithm>

#include "engines/dmn/decision_run.h"
#include "engines/feel/functions/external_functions.h"

namespace tiange::dmn {

using feel::Reason;
using feel::ReasonCode;
using feel::Value;

feel::Value ModelFunction::call_named(feel::Machine& machine, std::span<const std::string> names,
                                      std::span<const Value> arguments) const {
  const auto& wanted = parameters();
  if (names.size() != wanted.size()) return Value::null({ReasonCode::argument_count});
  std::vector<Value> placed;
  for (const feel::Parameter& parameter : wanted) {
    const auto name = std::find(names.begin(), names.end(), parameter.name);
    if (name == names.end()) return Value::null({ReasonCode::argument_name});
    placed.push_back(arguments[static_cast<std::size_t>(name - names.begin())]);
  }
  return call(machine, placed);
}

std::shared_ptr<const feel::Type> ModelFunction::type() const {
  auto type = std::make_shared<feel::Type>();
  type->kind = feel::TypeKind::function;
  for (const feel::Parameter& parameter : parameters()) {
    type->parameters.push_back(parameter.type ? parameter.type : feel::builtin_type("Any"));
  }
  return type;
}

bool ModelFunction::fit(std::span<const Value> arguments, std::vector<feel::Entry>& fitted) const {
  const auto& wanted = parameters();
  if (arguments.size() != wanted.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    Value value = wanted[i].type ? feel::coerce(arguments[i], *wanted[i].type) : arguments[i];
    if (value.is_null() && !arguments[i].is_null()) return false;
    fitted.push_back({wanted[i].name, std::move(value)});
  }
  return true;
}

namespace {

// The run this call belongs to, or one of its own when the function outlived its run.
template <class Body>
Value in_run(feel::Machine& machine, const ModelData& model, const Body& body) {
  auto& evaluator = static_cast<feel::Evaluator&>(machine);
  if (evaluator.companion() != nullptr) return body(static_cast<DecisionRun&>(*evaluator.companion()));
  EvaluateOptions options;
  options.explain = Explain::no;
  options.environment.now = machine.now();
  const Value nothing;
  DecisionRun run(model, nothing, options);
  return body(run);
}

}  // namespace

Value BoxedFunction::call(feel::Machine& machine, std::span<const Value> arguments) const {
  std::vector<feel::Entry> fitted;
  if (!fit(arguments, fitted)) return Value::null({ReasonCode::call_arguments});
  if (!own_name_.empty()) fitted.push_back({own_name_, Value::function(this)});
  const Value scope = Value::scope(std::move(fitted), scope_);
  return in_run(machine, *model_, [&](DecisionRun& run) {
    const auto label = [&] {
      return own_name_.empty() ? Words{"函数", "function"} : Words{"函数 " + own_name_, "function " + own_name_};
    };
    Value value = run.told(definition_.parts[0].get(), scope, label);
    return definition_.external ? feel::call_external(Value::context({{"java", value}}), arguments) : value;
  });
}

Value KnowledgeFunction::call(feel::Machine& machine, std::span<const Value> arguments) const {
  std::vector<feel::Entry> fitted;
  if (!fit(arguments, fitted)) return Value::null({ReasonCode::call_arguments});
  return in_run(machine, *model_, [&](DecisionRun& run) {
    const Value scope = Value::scope(std::move(fitted), run.scope_of(knowledge_.requires_, *model_));
    const Boxed& function = *knowledge_.function;
    run.element_.push_back(knowledge_.info.name);
    const auto label = [&] { return Words{"“" + knowledge_.info.name + "”", "'" + knowledge_.info.name + "'"}; };
    Value value = run.told(function.parts[0].get(), scope, label);
    if (function.external) value = feel::call_external(Value::context({{"java", value}}), arguments);
    value = run.fitted(std::move(value), knowledge_.type);
    run.collect_notes();
    run.element_.pop_back();
    return value;
  });
}

ServiceFunction::ServiceFunction(std::shared_ptr<const ModelData> model, std::size_t index)
    : model_(std::move(model)), index_(index) {
  const Service& service = model_->services[index_];
  for (const auto* references : {&service.input_data, &service.input_decisions}) {
    for (const Reference& reference : *references) {
      const bool is_input = reference.kind == ElementKind::input;
      parameters_.push_back({model_->info(reference).name, is_input
                                                               ? reference.model->inputs[reference.index].type
                                                               : reference.model->decisions[reference.index].type});
    }
  }
}

Value ServiceFunction::call(feel::Machine& machine, std::span<const Value> arguments) const {
  std::vector<feel::Entry> fitted;
  if (!fit(arguments, fitted)) return Value::null({ReasonCode::call_arguments});
  if (!machine.spend(1000)) return Value::null({ReasonCode::too_long});
  auto& outer = static_cast<feel::Evaluator&>(machine);
  EvaluateOptions options;
  options.explain = Explain::no;
  options.environment.now = machine.now();
  options.environment.max_steps = outer.max_steps();
  const Value context = Value::context(std::move(fitted));
  DecisionRun run(*model_, context, options);
  run.evaluator().go_on_from(outer);
  Value value = run.service({model_.get(), ElementKind::service, index_, ""});
  outer.take_steps_of(run.evaluator());
  return value;
}

}  // namespace tiange::dmn
