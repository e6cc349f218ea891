// An instance moves to another version of its process: the engine says what moves, here it is written down.

#include <algorithm>

#include "city/flows/flow_step.h"
#include "city/flows/flow_trail_rules.h"

namespace tiange::flows {

Result<bpmn::MigrationPlan> Flows::plan_migration(db::Tx& tx, InstanceRef ref,
                                                  const bpmn::Migration& migration, Instant now) {
  Host nobody;
  StepContext context{*this, inside_->library, inside_->ids, tx, nobody, now, {}};
  InstanceStep step(context);
  TIANGE_CHECK_OK(step.load(ref));
  return step.plan_migration(migration);
}

Result<std::vector<bpmn::Relocation>> Flows::migrate(db::Tx& tx, Host& host, InstanceRef ref, std::int64_t version,
                                                     const bpmn::Migration& migration, PersonId by, Instant now) {
  StepContext context{*this, inside_->library, inside_->ids, tx, host, now, by};
  InstanceStep step(context);
  TIANGE_CHECK_OK(step.load(ref));
  bpmn::MigrationPlan plan = step.plan_migration(migration);
  if (!plan.possible()) {
    std::vector<FieldError> why;
    for (bpmn::MigrationFault& fault : plan.faults)
      why.push_back({std::move(fault.element), std::move(fault.words.zh), std::move(fault.words.en)});
    return refuse_fields(ErrorCode::cannot_move, std::move(why));
  }
  TIANGE_CHECK_OK(step.migrate(version, plan));
  TIANGE_CHECK_OK(step.save());
  // What was newly armed must stand still with the rest.
  if (step.row().suspended && !step.row().ended) pause_timers(tx, ref);
  return std::move(plan.moves);
}

bpmn::MigrationPlan InstanceStep::plan_migration(const bpmn::Migration& migration) const {
  return migration.plan(state_, environment_at(context_.now));
}

Outcome InstanceStep::migrate(std::int64_t version, const bpmn::MigrationPlan& plan) {
  // Border events that end were never in the trail, and their elements are those of the version left.
  const auto unseen = [&, before = model_, nodes = state_.nodes](const bpmn::Event& event) {
    const auto* cancelled = std::get_if<bpmn::ElementCancelled>(&event);
    return cancelled != nullptr && std::any_of(nodes.begin(), nodes.end(), [&](const bpmn::Node& node) {
             return node.id == cancelled->node && before->element(node.element).waits_aside();
           });
  };
  TIANGE_TRY(model_, context_.library.process(context_.tx, row_.process, version));
  mark_version(row_.trail, row_.version, version, *model_, plan.moves, row_.started, context_.now);
  row_.version = version;
  for (const bpmn::Event& event : plan.events) bpmn::apply(state_, event);
  for (const bpmn::Event& event : plan.events) {
    if (!unseen(event)) events_.push_back(event);
  }
  for (const bpmn::Event& event : plan.events) {
    TIANGE_CHECK_OK(std::visit([this](const auto& happened) { return on(happened); }, event));
  }
  move_instance(context_.tx, row_.ref, version);
  return answer_all();
}

}  // namespace tiange::flows
