#include "city/flows/flow_step.h"

#include <utility>

#include "city/flows/flow_trail_rules.h"

namespace tiange::flows {

namespace {

constexpr int k_max_call_depth = 20;
constexpr int k_max_answers = 1'000;  // decisions and services of one step

InstanceStatus status_of(bpmn::Status status) {
  switch (status) {
    case bpmn::Status::completed:
      return InstanceStatus::completed;
    case bpmn::Status::failed:
      return InstanceStatus::failed;
    case bpmn::Status::cancelled:
      return InstanceStatus::cancelled;
    default:
      return InstanceStatus::running;
  }
}

}  // namespace

Result<Task> to_task(Library& library, db::Tx& tx, const TaskRow& row) {
  TIANGE_TRY(const bpmn::ModelPtr model, library.process(tx, row.process, row.version));
  const bpmn::Element& element = model->element(row.element);
  Task task;
  task.ref = row.ref;
  task.subject = {row.ref.part_key, row.subject_id};
  task.process = row.process;
  task.version = row.version;
  task.element = element.id;
  task.name = element.name;
  task.stage = element.stage;
  task.form = element.task.form;
  task.queue = row.queue;
  task.limit = row.limit;
  task.claimed_by = row.claimed_by;
  task.state = row.state;
  task.created = row.created;
  task.due = row.due;
  task.ended = row.ended;
  task.ended_by = row.ended_by;
  return task;
}

Outcome InstanceStep::create(const StartOrder& order, std::int64_t version, InstanceId parent,
                             bpmn::NodeId parent_node) {
  if (version == 0) {
    const std::string area = context_.host.area(order.subject);
    version = version_in_effect(context_.tx, DefinitionKind::bpmn, order.process, area, context_.now);
  }
  if (version == 0) return refuse(ErrorCode::no_definition, order.process, order.process);
  TIANGE_TRY(model_, context_.library.process(context_.tx, order.process, version));
  row_.ref = {order.subject.part_key, context_.ids.next_as<InstanceTag>(context_.now)};
  row_.subject_id = order.subject.id;
  row_.process = order.process;
  row_.version = version;
  row_.started = context_.now;
  row_.parent = parent;
  row_.parent_node = parent_node;
  fresh_ = true;
  return feed(bpmn::Start{order.variables, order.element, order.trigger});
}

Outcome InstanceStep::load(InstanceRef ref) {
  auto row = find_instance(context_.tx, ref);
  if (!row) return refuse(ErrorCode::not_found);
  if (row->ended) return refuse(ErrorCode::instance_over);
  row_ = std::move(*row);
  TIANGE_TRY(model_, context_.library.process(context_.tx, row_.process, row_.version));
  TIANGE_TRY(state_, context_.library.state(row_.ref.id.value, row_.places, row_.variables));
  return done();
}

Step InstanceStep::step_at(bpmn::Index element) const {
  return {context_.tx, row_.subject(), row_.ref, row_.process, model_->element(element), context_.now, context_.by};
}

Outcome InstanceStep::advance(const bpmn::Input& input) {
  const std::size_t first = events_.size();
  TIANGE_CHECK_OK(bpmn::step(*model_, state_, input, events_, environment_at(context_.now)));
  for (std::size_t i = first; i < events_.size(); ++i) {
    TIANGE_CHECK_OK(std::visit([this](const auto& event) { return on(event); }, events_[i]));
  }
  return done();
}

Outcome InstanceStep::feed(const bpmn::Input& input) {
  if (const auto* complete = std::get_if<bpmn::CompleteTask>(&input)) completed_with_ = complete->variables;
  TIANGE_CHECK_OK(advance(input));
  return answer_all();
}

Outcome InstanceStep::answer_all() {
  int answers = 0;
  while (!requests_.empty()) {
    const Request request = std::move(requests_.front());
    requests_.pop_front();
    const bpmn::Node* node = state_.find(request.node);
    const bpmn::Phase asked = request.decision ? bpmn::Phase::decision : bpmn::Phase::service;
    if (node == nullptr || node->phase != asked) continue;  // cancelled meanwhile
    if (++answers > k_max_answers) {
      return refuse(ErrorCode::not_waiting, "流程在原地循环", "the process runs in a circle");
    }
    TIANGE_CHECK_OK(answer(request));
  }
  return done();
}

Outcome InstanceStep::answer(const Request& request) {
  const Step step = step_at(request.element);
  const feel::Value variables = bpmn::variables_at(state_, request.node);
  if (request.decision) {
    TIANGE_TRY(const DecisionAnswer answer, context_.host.decide(context_.flows, step, request.name, variables));
    TIANGE_CHECK_OK(context_.host.decided(step, answer));
    return advance(bpmn::DecisionDone{request.node, answer.outputs});
  }
  TIANGE_TRY(const ServiceAnswer answer, context_.host.service(step, request.name, variables));
  if (answer.error_code.empty()) return advance(bpmn::ServiceDone{request.node, answer.outputs});
  const std::string& code = answer.error_code;
  Words reason{"服务返回错误 " + code, "the service answered with error " + code};
  if (!answer.reason.zh.empty()) reason = {reason.zh + "：" + answer.reason.zh, reason.en + ": " + answer.reason.en};
  return advance(bpmn::ErrorRaised{request.node, code, std::move(reason)});
}

Outcome InstanceStep::save() {
  row_.status = status_of(state_.status);
  if (row_.status != InstanceStatus::running) row_.ended = context_.now;
  if (row_.suspended && !row_.ended) row_.status = InstanceStatus::suspended;
  extend_trail(row_.trail, *model_, events_, row_.started, context_.now);
  row_.places = bpmn::encode_places(state_);
  if (fresh_ || variables_changed_) row_.variables = row_.ended ? "" : bpmn::encode_variables(state_);
  if (fresh_) {
    insert_instance(context_.tx, row_);
  } else {
    update_instance(context_.tx, row_, variables_changed_ ? VariablesToo::yes : VariablesToo::no);
  }
  fresh_ = false;
  if (!row_.ended) context_.library.remember(row_.ref.id.value, row_.places, row_.variables, state_);
  events_.clear();
  TIANGE_CHECK_OK(context_.host.moved(step_at(0), state_.variables()));
  return after_save();
}

Outcome InstanceStep::after_save() {
  for (const bpmn::NodeId node : cancelled_calls_) {
    for (const InstanceRow& child : find_instances(context_.tx, row_.subject())) {
      if (child.parent != row_.ref.id || child.parent_node != node || child.ended) continue;
      InstanceStep step(context_);
      TIANGE_CHECK_OK(step.load(child.ref));
      TIANGE_CHECK_OK(step.feed(bpmn::Cancel{}));
      TIANGE_CHECK_OK(step.save());
    }
  }
  const std::vector<Call> calls = std::move(calls_);
  for (const Call& call : calls) {
    if (++context_.depth > k_max_call_depth) {
      return refuse(ErrorCode::bad_process, "流程互相调用过深", "processes call each other too deeply");
    }
    InstanceStep step(context_);
    TIANGE_CHECK_OK(step.create({call.process, row_.subject(), call.variables, context_.by}, call.version, row_.ref.id, call.node));
    TIANGE_CHECK_OK(step.save());
    --context_.depth;
  }
  TIANGE_CHECK_OK(deliver());
  for (const std::string& code : std::exchange(escalations_, {})) TIANGE_CHECK_OK(tell_caller_escalation(code));
  return row_.ended && row_.parent ? tell_caller() : done();
}

// Thrown messages and signals reach every instance of the same subject that waits for them, this one included.
Outcome InstanceStep::deliver() {
  const std::vector<Thrown> thrown = std::move(thrown_);
  thrown_.clear();
  for (const Thrown& one : thrown) {
    if (++context_.depth > k_max_call_depth) {
      return refuse(ErrorCode::bad_process, "消息往复过多", "messages go back and forth without end");
    }
    bool taken = false;
    for (const InstanceRow& row : find_instances(context_.tx, row_.subject())) {
      if (row.ended || (taken && !one.letter.signal)) continue;
      InstanceStep step(context_);
      TIANGE_CHECK_OK(step.load(row.ref));
      TIANGE_TRY(const bool took, step.take_letter(one.letter, 0));
      taken |= took;
    }
    --context_.depth;
    if (!taken || one.letter.signal) TIANGE_CHECK_OK(context_.host.pass_on(step_at(one.element), one.letter));
  }
  return done();
}

Result<bool> InstanceStep::take_letter(const Letter& letter, bpmn::NodeId node) {
  const Outcome taken =
      letter.signal ? feed(bpmn::SignalArrived{letter.name, letter.variables})
                    : feed(bpmn::MessageArrived{letter.name, letter.correlation, letter.variables, node});
  if (!taken.ok() && taken.refusal().code == ErrorCode::not_waiting && events_.empty()) return false;
  TIANGE_CHECK_OK(taken);
  TIANGE_CHECK_OK(save());
  return true;
}

Outcome InstanceStep::tell_caller() {
  InstanceStep caller(context_);
  const Outcome loaded = caller.load({row_.ref.part_key, row_.parent});
  if (!loaded.ok()) return done();  // it has ended before its part did
  const bpmn::Node* node = caller.state().find(row_.parent_node);
  if (node == nullptr || node->phase != bpmn::Phase::call) return done();
  if (row_.status == InstanceStatus::completed) {
    TIANGE_CHECK_OK(caller.feed(bpmn::CallDone{row_.parent_node, state_.variables()}));
  } else {
    TIANGE_CHECK_OK(caller.feed(bpmn::ErrorRaised{
        row_.parent_node, failed_with_, {"被调用的流程 " + row_.process + " 没有完成", "called process " + row_.process + " did not complete"}}));
  }
  return caller.save();
}

Outcome InstanceStep::tell_caller_escalation(const std::string& code) {
  if (!row_.parent) return done();
  InstanceStep caller(context_);
  const Outcome loaded = caller.load({row_.ref.part_key, row_.parent});
  if (!loaded.ok()) return done();  // it has ended before its part did
  const bpmn::Node* node = caller.state().find(row_.parent_node);
  if (node == nullptr || node->phase != bpmn::Phase::call) return done();
  TIANGE_CHECK_OK(caller.feed(bpmn::EscalationRaised{row_.parent_node, code}));
  return caller.save();
}

}  // namespace tiange::flows
