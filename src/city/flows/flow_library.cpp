#include "city/flows/flow_library.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "city/flows/flow_store.h"
#include "city/flows/form_sources.h"

namespace tiange::flows {

namespace {

constexpr std::size_t k_longest_key = 100;  // code points

Result<ContentName> name_process(const std::string& content) {
  TIANGE_TRY(const bpmn::Document document, bpmn::read(content));
  TIANGE_TRY(const bpmn::ModelPtr model, bpmn::compile(document));
  return ContentName{model->process().id, model->process().name};
}

// The decision nothing else requires answers for the model.
std::string top_decision(const dmn::Model& model) {
  const std::vector<dmn::ElementInfo> decisions = model.decisions();
  for (const dmn::ElementInfo& candidate : decisions) {
    const bool required = std::any_of(decisions.begin(), decisions.end(), [&](const dmn::ElementInfo& other) {
      return std::find(other.uses.begin(), other.uses.end(), candidate.name) != other.uses.end();
    });
    if (!required) return candidate.id.empty() ? candidate.name : candidate.id;
  }
  return decisions.empty() ? "" : decisions.front().name;
}

Result<ContentName> name_decision(const std::string& content) {
  TIANGE_TRY(const dmn::Model model, dmn::parse_model(content));
  const std::string top = top_decision(model);
  if (top.empty()) return refuse(ErrorCode::bad_decision, "文件中没有决策", "the file holds no decision");
  return ContentName{top, model.name()};
}

Result<ContentName> name_form(const std::string& content) {
  TIANGE_TRY(const forms::Form form, forms::parse_form(content, form_options()));
  return ContentName{form.key, form.name.zh};
}

// The part of `variables` that a decision asks for: with it the decision can be made again.
feel::Value asked_of(const std::vector<std::string>& inputs, const feel::Value& variables) {
  feel::ContextBuilder asked;
  for (const std::string& input : inputs) {
    if (const feel::Value* value = variables.find(input)) asked.set(input, *value);
  }
  return asked.build();
}

}  // namespace

Words reasons_of(const dmn::DecisionOutcome& outcome) {
  Words reasons;
  const auto add = [](std::string& to, const feel::Value& text, std::string_view between) {
    if (text.is_null()) return;
    if (!to.empty()) to += between;
    to += feel::to_text(text);
  };
  for (const dmn::DecisionTrace& trace : outcome.traces) {
    for (const dmn::RuleTrace& rule : trace.matched) {
      if (!rule.annotations.empty()) add(reasons.zh, rule.annotations[0].value, "；");
      if (rule.annotations.size() > 1) add(reasons.en, rule.annotations[1].value, "; ");
    }
  }
  if (reasons.en.empty()) reasons.en = reasons.zh;
  return reasons;
}

Result<ContentName> name_of_content(DefinitionKind kind, const std::string& content) {
  switch (kind) {
    case DefinitionKind::bpmn:
      return name_process(content);
    case DefinitionKind::dmn:
      return name_decision(content);
    case DefinitionKind::form:
      return name_form(content);
  }
  return refuse(ErrorCode::bad_file);
}

Result<DecisionInUse> read_decision(std::string_view key, std::string_view content) {
  TIANGE_TRY(const dmn::Model model, dmn::parse_model(content));
  const std::vector<dmn::ElementInfo> decisions = model.decisions();
  const bool named = std::any_of(decisions.begin(), decisions.end(), [&](const dmn::ElementInfo& info) {
    return info.id == key || info.name == key;
  });
  DecisionInUse decision{model, named ? std::string(key) : top_decision(model), {}};
  for (const dmn::ElementInfo& input : model.inputs()) decision.inputs.push_back(input.name);
  return decision;
}

feel::Environment environment_at(Instant now) {
  feel::Environment environment;
  const std::int64_t second = now.us / 1'000'000;
  environment.now = feel::local_at({second, static_cast<std::int32_t>((now.us % 1'000'000) * 1000)},
                                   feel::Zone::offset(8 * 3600));
  return environment;
}

Result<Library::Kept> Library::keep(db::Tx& tx, const Deployment& deployment, PersonId by, Instant now) {
  TIANGE_TRY(const ContentName named, name_of_content(deployment.kind, deployment.content));
  Definition definition;
  definition.kind = deployment.kind;
  definition.key = deployment.key.empty() ? named.key : deployment.key;
  if (text::length(definition.key) > k_longest_key)
    return refuse_fields(ErrorCode::bad_input, {FieldError{"key", "不超过 100 字", "at most 100 characters"}});
  definition.name = named.name.empty() ? definition.key : named.name;
  definition.content = deployment.content;
  definition.digest = hex(sha256(deployment.content));
  definition.deployed = now;
  definition.deployed_by = by;
  touch_key(tx, definition.kind, definition.key);
  const std::int64_t newest = newest_version(tx, definition.kind, definition.key);
  if (version_with_digest(tx, definition.kind, definition.key, definition.digest) == newest && newest > 0) {
    return Kept{*find_definition(tx, definition.kind, definition.key, newest), false};
  }
  definition.version = newest + 1;
  insert_definition(tx, definition);
  return Kept{std::move(definition), true};
}

Result<bpmn::ModelPtr> Library::process(db::Tx& tx, std::string_view key, std::int64_t version) {
  const Name name(key, version);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = processes_.find(name); found != processes_.end()) return found->second;
  }
  const auto definition = find_definition(tx, DefinitionKind::bpmn, key, version);
  if (!definition) return refuse(ErrorCode::no_definition, name.first, name.first);
  TIANGE_TRY(const bpmn::Document document, bpmn::read(definition->content));
  TIANGE_TRY(bpmn::ModelPtr model, bpmn::compile(document));
  const std::lock_guard lock(mutex_);
  return processes_.emplace(name, std::move(model)).first->second;
}

Result<std::shared_ptr<const Library::Decision>> Library::decision(db::Tx& tx, std::string_view key, std::int64_t version) {
  const Name name(key, version);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = decisions_.find(name); found != decisions_.end()) return found->second;
  }
  const auto definition = find_definition(tx, DefinitionKind::dmn, key, version);
  if (!definition) return refuse(ErrorCode::no_definition, name.first, name.first);
  TIANGE_TRY(Decision known, read_decision(key, definition->content));
  const std::lock_guard lock(mutex_);
  return decisions_.emplace(name, std::make_shared<const Decision>(std::move(known))).first->second;
}

Result<dmn::DecisionOutcome> Library::evaluate(db::Tx& tx, std::string_view key, std::int64_t version,
                                               const feel::Value& variables, Instant now, dmn::Explain explain) {
  TIANGE_TRY(const auto known, decision(tx, key, version));
  return dmn::evaluate_decision(known->model, known->asked, variables,
                                {.explain = explain, .environment = environment_at(now)});
}

Result<std::shared_ptr<const forms::Form>> Library::form(db::Tx& tx, std::string_view key, std::int64_t version) {
  const Name name(key, version);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = forms_.find(name); found != forms_.end()) return found->second;
  }
  const auto definition = find_definition(tx, DefinitionKind::form, key, version);
  if (!definition) return refuse(ErrorCode::no_definition, name.first, name.first);
  TIANGE_TRY(forms::Form form, forms::parse_form(definition->content));
  const std::lock_guard lock(mutex_);
  return forms_.emplace(name, std::make_shared<const forms::Form>(std::move(form))).first->second;
}

Result<DecisionAnswer> Library::decide(db::Tx& tx, std::string_view key, std::string_view area,
                                       const feel::Value& variables, Instant now) {
  const std::int64_t version = version_in_effect(tx, DefinitionKind::dmn, key, area, now);
  if (version == 0) return refuse(ErrorCode::no_definition, std::string(key), std::string(key));
  TIANGE_TRY(const auto known, decision(tx, key, version));
  TIANGE_TRY(const dmn::DecisionOutcome outcome, evaluate(tx, key, version, variables, now, dmn::Explain::hits));
  DecisionAnswer answer;
  answer.outputs = outcome.value.is(feel::Kind::context)
                       ? outcome.value
                       : feel::Value::context({{std::string(key), outcome.value}});
  answer.inputs = asked_of(known->inputs, variables);
  answer.explanation = reasons_of(outcome);
  if (answer.explanation.zh.empty()) {
    TIANGE_TRY(const dmn::DecisionOutcome explained, evaluate(tx, key, version, variables, now));
    answer.explanation = explained.words();
  }
  answer.decision = key;
  answer.version = version;
  return answer;
}

Result<bpmn::State> Library::state(std::int64_t instance, const std::string& places, const std::string& variables) {
  if (auto known = states_.take(instance, places + '\n' + variables)) return std::move(*known);
  return bpmn::decode(places, variables);
}

void Library::remember(std::int64_t instance, const std::string& places, const std::string& variables,
                       const bpmn::State& state) {
  states_.keep(instance, places + '\n' + variables, state);
}

}  // namespace tiange::flows
