#include <algorithm>

#include "city/flows/flow_step.h"
#include "city/flows/flow_trail_rules.h"

namespace tiange::flows {

namespace {

enum class WhenSuspended { refused, allowed };

// Loads the instance, feeds one input, saves.
Outcome one_step(StepContext& context, InstanceRef ref, const bpmn::Input& input, WhenSuspended suspended) {
  InstanceStep step(context);
  TIANGE_CHECK_OK(step.load(ref));
  if (step.row().suspended && suspended == WhenSuspended::refused) return refuse(ErrorCode::instance_suspended);
  TIANGE_CHECK_OK(step.feed(input));
  return step.save();
}

Result<Instance> to_instance(Library& library, db::Tx& tx, const InstanceRow& row) {
  TIANGE_TRY(const bpmn::ModelPtr model, library.process(tx, row.process, row.version));
  TIANGE_TRY(const bpmn::State state, bpmn::decode(row.places, row.variables.empty() ? "{}" : row.variables));
  Instance instance;
  instance.ref = row.ref;
  instance.subject = row.subject();
  instance.process = row.process;
  instance.version = row.version;
  instance.status = row.status;
  instance.started = row.started;
  instance.ended = row.ended;
  instance.suspended = row.suspended;
  instance.parent = row.parent;
  instance.variables = state.variables();
  for (const bpmn::Node& node : state.nodes) {
    if (bpmn::stands(*model, node)) instance.active.push_back(model->element(node.element).id);
  }
  return instance;
}

}  // namespace

Flows::Flows(IdSource& ids) : inside_(std::make_unique<Inside>(ids)) {}
Flows::~Flows() = default;

Result<Definition> Flows::deploy(db::Tx& tx, const Deployment& deployment, PersonId by, Instant now) {
  TIANGE_TRY(Library::Kept kept, inside_->library.keep(tx, deployment, by, now));
  if (!kept.fresh) return kept.definition;
  Release release;
  release.kind = kept.definition.kind;
  release.key = kept.definition.key;
  release.version = kept.definition.version;
  release.effective = deployment.effective_from ? deployment.effective_from : now;
  release.made_by = by;
  release.id = inside_->ids.next_as<ReleaseTag>(now);
  release.made = now;
  insert_release(tx, release);
  return std::move(kept.definition);
}

Result<Definition> Flows::keep(db::Tx& tx, const Deployment& deployment, PersonId by, Instant now) {
  TIANGE_TRY(Library::Kept kept, inside_->library.keep(tx, deployment, by, now));
  return std::move(kept.definition);
}

Result<Release> Flows::release(db::Tx& tx, Release release, Instant now) {
  TIANGE_TRY(const Definition definition, this->definition(tx, release.kind, release.key, release.version));
  touch_key(tx, release.kind, release.key);
  release.id = inside_->ids.next_as<ReleaseTag>(now);
  release.made = now;
  if (release.effective < now) release.effective = now;
  insert_release(tx, release);
  return release;
}

Result<Release> Flows::withdraw(db::Tx& tx, ReleaseId id, PersonId by, std::string_view by_name,
                                std::string_view reason, Instant now) {
  auto found = find_release(tx, id);
  if (!found) return refuse(ErrorCode::not_found);
  if (found->withdrawn) return refuse(ErrorCode::conflict, "该发布已撤回", "the release has been withdrawn");
  touch_key(tx, found->kind, found->key);
  found->withdrawn = now;
  found->withdrawn_by = by;
  found->withdrawn_by_name = by_name;
  found->reason = reason;
  mark_withdrawn(tx, *found);
  if (found->effective <= now && version_in_effect(tx, found->kind, found->key, found->area, now) == 0)
    return refuse(ErrorCode::last_release);
  return *std::move(found);
}

std::vector<Release> Flows::releases(db::Tx& tx) { return list_releases(tx); }

std::vector<Definition> Flows::definitions(db::Tx& tx) { return list_definitions(tx); }

Result<Definition> Flows::definition(db::Tx& tx, DefinitionKind kind, std::string_view key, std::int64_t version) {
  auto found = find_definition(tx, kind, key, version);
  if (!found) return refuse(ErrorCode::no_definition, std::string(key), std::string(key));
  return *std::move(found);
}

Result<Definition> Flows::definition_in_effect(db::Tx& tx, DefinitionKind kind, std::string_view key,
                                               std::string_view area, Instant now) {
  return definition(tx, kind, key, version_in_effect(tx, kind, key, area, now));
}

Result<bpmn::ModelPtr> Flows::process_model(db::Tx& tx, std::string_view key, std::int64_t version) {
  return inside_->library.process(tx, key, version);
}

Result<DecisionAnswer> Flows::decide(db::Tx& tx, std::string_view key, std::string_view area,
                                     const feel::Value& variables, Instant now) {
  return inside_->library.decide(tx, key, area, variables, now);
}

Result<dmn::DecisionOutcome> Flows::try_decision(db::Tx& tx, std::string_view key, std::int64_t version,
                                                 const feel::Value& variables, Instant now) {
  if (version == 0) version = version_in_effect(tx, DefinitionKind::dmn, key, "", now);
  return inside_->library.evaluate(tx, key, version, variables, now);
}

std::int64_t Flows::running(db::Tx& tx, std::string_view process, std::int64_t version, std::string_view area) {
  return count_running(tx, process, version, area);
}

Result<FormInUse> Flows::form(db::Tx& tx, std::string_view key, std::int64_t version, std::string_view area,
                              Instant now) {
  if (version == 0) version = version_in_effect(tx, DefinitionKind::form, key, area, now);
  TIANGE_TRY(auto form, inside_->library.form(tx, key, version));
  return FormInUse{version, std::move(form)};
}

Result<InstanceRef> Flows::start(db::Tx& tx, Host& host, const StartOrder& order, Instant now) {
  StepContext context{*this, inside_->library, inside_->ids, tx, host, now, order.by};
  InstanceStep step(context);
  TIANGE_CHECK_OK(step.create(order, 0, {}, 0));
  TIANGE_CHECK_OK(step.save());
  return step.row().ref;
}

Outcome Flows::complete_task(db::Tx& tx, Host& host, TaskRef task, PersonId by, const feel::Value& variables,
                             Instant now) {
  StepContext context{*this, inside_->library, inside_->ids, tx, host, now, by};
  InstanceStep step(context);
  const Outcome loaded = step.load(task.instance_ref());
  if (!loaded.ok()) return refuse(ErrorCode::task_gone);
  const bpmn::Node* node = step.state().find(task.node);
  if (node == nullptr || node->phase != bpmn::Phase::task) return refuse(ErrorCode::task_gone);
  if (step.row().suspended) return refuse(ErrorCode::instance_suspended);
  TIANGE_CHECK_OK(step.feed(bpmn::CompleteTask{task.node, variables}));
  return step.save();
}

Outcome Flows::message(db::Tx& tx, Host& host, InstanceRef instance, std::string_view name,
                       const feel::Value& variables, PersonId by, Instant now) {
  StepContext context{*this, inside_->library, inside_->ids, tx, host, now, by};
  return one_step(context, instance, bpmn::MessageArrived{std::string(name), "", variables, 0}, WhenSuspended::refused);
}

std::vector<Wait> Flows::waits(db::Tx& tx, const Letter& letter, std::int64_t after, int limit) {
  return find_waits(tx, letter, after, limit);
}

Result<bool> Flows::hand_letter(db::Tx& tx, Host& host, const Wait& wait, const Letter& letter, PersonId by, Instant now) {
  StepContext context{*this, inside_->library, inside_->ids, tx, host, now, by};
  InstanceStep step(context);
  const Outcome loaded = step.load(wait.instance);
  if (!loaded.ok() || step.row().suspended) return false;
  return step.take_letter(letter, wait.node);
}

Outcome Flows::set_variables(db::Tx& tx, Host& host, InstanceRef instance, const feel::Value& variables, PersonId by,
                             Instant now) {
  StepContext context{*this, inside_->library, inside_->ids, tx, host, now, by};
  return one_step(context, instance, bpmn::SetVariables{variables}, WhenSuspended::allowed);
}

Outcome Flows::jump(db::Tx& tx, Host& host, InstanceRef instance, std::string_view element,
                    const feel::Value& variables, PersonId by, Instant now) {
  StepContext context{*this, inside_->library, inside_->ids, tx, host, now, by};
  return one_step(context, instance, bpmn::Jump{std::string(element), variables}, WhenSuspended::refused);
}

Result<std::vector<AdHocScope>> Flows::insides(db::Tx& tx, InstanceRef ref) {
  const auto row = find_instance(tx, ref);
  if (!row) return refuse(ErrorCode::not_found);
  std::vector<AdHocScope> found;
  if (row->ended) return found;
  TIANGE_TRY(const bpmn::ModelPtr model, inside_->library.process(tx, row->process, row->version));
  const auto& elements = model->process().elements;
  const auto loose = [](const bpmn::Element& element) { return element.ad_hoc != bpmn::AdHoc::no; };
  if (std::none_of(elements.begin(), elements.end(), loose)) return found;
  TIANGE_TRY(const bpmn::State state, bpmn::decode(row->places, row->variables));
  for (const bpmn::Node& node : state.nodes) {
    const bpmn::Element& element = model->element(node.element);
    if (node.phase != bpmn::Phase::scope || !loose(element)) continue;
    const auto same = [&](const AdHocScope& one) { return one.itself.element == element.id; };
    if (std::any_of(found.begin(), found.end(), same)) continue;
    AdHocScope inside{{element.id, element.name}, element.stage, {}};
    for (const std::string& id : bpmn::startable(*model, state, node.id))
      inside.startable.push_back({id, model->element(model->find(id)).name});
    found.push_back(std::move(inside));
  }
  return found;
}

Outcome Flows::begin_inside(db::Tx& tx, Host& host, InstanceRef instance, std::string_view element, PersonId by,
                            Instant now) {
  StepContext context{*this, inside_->library, inside_->ids, tx, host, now, by};
  InstanceStep step(context);
  TIANGE_CHECK_OK(step.load(instance));
  if (step.row().suspended) return refuse(ErrorCode::instance_suspended);
  for (const bpmn::Node& node : step.state().nodes) {
    const auto ids = bpmn::startable(step.model(), step.state(), node.id);
    if (std::find(ids.begin(), ids.end(), element) == ids.end()) continue;
    TIANGE_CHECK_OK(step.feed(bpmn::StartInside{node.id, std::string(element), {}}));
    return step.save();
  }
  return refuse(ErrorCode::not_waiting, "现在不能开始 " + std::string(element), std::string(element) + " cannot begin now");
}

Outcome Flows::close_inside(db::Tx& tx, Host& host, InstanceRef instance, std::string_view element, PersonId by,
                            Instant now) {
  StepContext context{*this, inside_->library, inside_->ids, tx, host, now, by};
  InstanceStep step(context);
  TIANGE_CHECK_OK(step.load(instance));
  if (step.row().suspended) return refuse(ErrorCode::instance_suspended);
  for (const bpmn::NodeId node : bpmn::nodes_at(step.model(), step.state(), element)) {
    if (step.state().find(node)->phase != bpmn::Phase::scope) continue;
    TIANGE_CHECK_OK(step.feed(bpmn::CloseInside{node}));
    return step.save();
  }
  return refuse(ErrorCode::not_waiting, "该自由子流程已不存在", "there is no such ad-hoc sub-process");
}

Outcome Flows::retry(db::Tx& tx, Host& host, InstanceRef instance, PersonId by, Instant now) {
  StepContext context{*this, inside_->library, inside_->ids, tx, host, now, by};
  InstanceStep step(context);
  TIANGE_CHECK_OK(step.load(instance));
  if (step.row().suspended) return refuse(ErrorCode::instance_suspended);
  std::vector<bpmn::NodeId> stuck;
  for (const bpmn::Node& node : step.state().nodes) {
    if (node.phase == bpmn::Phase::incident) stuck.push_back(node.id);
  }
  if (stuck.empty()) return refuse(ErrorCode::not_waiting);
  for (const bpmn::NodeId id : stuck) {
    const bpmn::Node* node = step.state().find(id);
    if (node == nullptr || node->phase != bpmn::Phase::incident) continue;  // settled by another
    TIANGE_CHECK_OK(step.feed(bpmn::Retry{id}));
  }
  return step.save();
}

Outcome Flows::cancel(db::Tx& tx, Host& host, InstanceRef instance, PersonId by, Instant now) {
  StepContext context{*this, inside_->library, inside_->ids, tx, host, now, by};
  return one_step(context, instance, bpmn::Cancel{}, WhenSuspended::allowed);
}

Outcome Flows::suspend(db::Tx& tx, InstanceRef instance, Instant now) {
  const auto row = find_instance(tx, instance);
  if (!row) return refuse(ErrorCode::not_found);
  if (row->ended) return refuse(ErrorCode::instance_over);
  if (row->suspended) return refuse(ErrorCode::instance_suspended);
  set_suspended(tx, instance, now);
  pause_timers(tx, instance);
  return done();
}

Outcome Flows::resume(db::Tx& tx, InstanceRef instance, Span shift) {
  const auto row = find_instance(tx, instance);
  if (!row) return refuse(ErrorCode::not_found);
  if (row->ended) return refuse(ErrorCode::instance_over);
  if (!row->suspended) return refuse(ErrorCode::not_waiting, "流程没有挂起", "it is not suspended");
  set_suspended(tx, instance, {});
  resume_timers(tx, instance, shift);
  shift_tasks(tx, instance, shift);
  return done();
}

std::vector<Instance> Flows::instances_of(db::Tx& tx, Subject subject) {
  std::vector<Instance> instances;
  for (const InstanceRow& row : find_instances(tx, subject)) {
    auto instance = to_instance(inside_->library, tx, row);
    if (instance.ok()) instances.push_back(std::move(instance).value());
  }
  return instances;
}

Result<Instance> Flows::instance(db::Tx& tx, InstanceRef ref) {
  const auto row = find_instance(tx, ref);
  if (!row) return refuse(ErrorCode::not_found);
  return to_instance(inside_->library, tx, *row);
}

Result<ProcessView> Flows::view(db::Tx& tx, InstanceRef ref) {
  const auto row = find_instance(tx, ref);
  if (!row) return refuse(ErrorCode::not_found);
  TIANGE_TRY(Definition definition, this->definition(tx, DefinitionKind::bpmn, row->process, row->version));
  const auto model_of = [&](std::int64_t version) {
    const auto model = inside_->library.process(tx, row->process, version);
    return model.ok() ? *model : nullptr;
  };
  return ProcessView{row->process, row->version, row->status, std::move(definition.content),
                     read_trail(row->trail, row->version, model_of, row->started)};
}

std::vector<DueTimer> Flows::due_timers(db::Tx& tx, Instant now, int limit) { return timers_due(tx, now, limit); }

Outcome Flows::fire_timer(db::Tx& tx, Host& host, const DueTimer& timer, Instant now) {
  if (!delete_timer(tx, timer.instance, timer.node)) return done();  // fired or cancelled meanwhile
  StepContext context{*this, inside_->library, inside_->ids, tx, host, now, {}};
  InstanceStep step(context);
  TIANGE_CHECK_OK(step.load(timer.instance));
  const bpmn::Node* node = step.state().find(timer.node);
  if (node == nullptr || node->phase != bpmn::Phase::timer) return done();
  TIANGE_CHECK_OK(host.timer_fired(step.step_at(node->element)));
  TIANGE_CHECK_OK(step.feed(bpmn::TimerFired{timer.node}));
  return step.save();
}

void Flows::postpone_timer(db::Tx& tx, const DueTimer& timer, Instant until) { set_timer_due(tx, timer, until); }

}  // namespace tiange::flows
