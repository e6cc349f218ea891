#include "city/flows/flow_step.h"
#include "engines/feel/values/temporal.h"

namespace tiange::flows {

namespace {

// The district's clock: a moment without a zone is China Standard Time.
Instant district_moment(feel::DateTime moment) {
  if (!moment.zone.given()) moment.zone = feel::Zone::offset(8 * 3600);
  const feel::DaysDuration since = feel::instant_of(moment);
  return {since.seconds * 1'000'000 + since.nanos / 1000};
}

}  // namespace

Result<Instant> timer_due(bpmn::TimerKind kind, const std::string& text, Instant now) {
  if (kind == bpmn::TimerKind::date) {
    if (const auto moment = feel::parse_date_time(text)) return district_moment(*moment);
    if (const auto date = feel::parse_date(text)) return district_moment({*date, 0, {}});
  }
  if (const auto span = feel::parse_days_duration(text)) {
    return now + Span{span->seconds * 1'000'000 + span->nanos / 1000};
  }
  if (const auto months = feel::parse_months_duration(text)) {
    const YearMonthDay today = split_date(local_date(now));
    const feel::Date from{today.year, static_cast<std::uint8_t>(today.month), static_cast<std::uint8_t>(today.day)};
    if (const auto date = feel::add_months(from, months->months)) {
      return local_instant(make_date(date->year, date->month, date->day), local_us_of_day(now));
    }
  }
  return refuse(ErrorCode::bad_process, "无法理解的时间 " + text, "not a time: " + text);
}

Result<Instant> InstanceStep::due_of(const bpmn::TimerSet& timer) const {
  if (timer.kind == bpmn::TimerKind::limit) {
    return context_.host.limit_due(step_at(timer.element), timer.text, context_.now);
  }
  return timer_due(timer.kind, timer.text, context_.now);
}

Outcome InstanceStep::on(const bpmn::TaskCreated& event) {
  TaskRow task;
  task.ref = task_ref(event.node);
  task.subject_id = row_.subject_id;
  task.process = row_.process;
  task.version = row_.version;
  task.element = event.element;
  task.queue = event.queue;
  task.limit = event.limit;
  task.created = context_.now;
  if (!event.limit.empty()) {
    TIANGE_TRY(task.due, context_.host.limit_due(step_at(event.element), event.limit, context_.now));
  }
  insert_task(context_.tx, task);
  TIANGE_TRY(const Task shown, to_task(context_.library, context_.tx, task));
  return context_.host.task_created(step_at(event.element), shown);
}

Outcome InstanceStep::on(const bpmn::TaskCompleted& event) {
  const TaskRef task = task_ref(event.node);
  end_task(context_.tx, task, TaskState::done, context_.by, context_.now);
  return context_.host.task_completed(step_at(event.element), task, completed_with_);
}

Outcome InstanceStep::on(const bpmn::TaskCancelled& event) {
  const TaskRef task = task_ref(event.node);
  end_task(context_.tx, task, TaskState::cancelled, context_.by, context_.now);
  return context_.host.task_cancelled(step_at(event.element), task);
}

Outcome InstanceStep::on(const bpmn::TaskMoved& event) {
  auto task = find_task(context_.tx, task_ref(event.node));
  if (!task) return done();
  task->version = row_.version;
  task->element = event.element;
  if (event.queue_changed) task->queue = event.queue;
  if (event.limit_changed) {
    task->limit = event.limit;
    task->due = {};
    if (!event.limit.empty()) {
      TIANGE_TRY(task->due, context_.host.limit_due(step_at(event.element), event.limit, task->created));
    }
  }
  move_task(context_.tx, *task);
  TIANGE_TRY(const Task shown, to_task(context_.library, context_.tx, *task));
  return context_.host.task_moved(step_at(event.element), shown);
}

Outcome InstanceStep::on(const bpmn::TimerSet& event) {
  TIANGE_TRY(const Instant due, due_of(event));
  const bpmn::Node* node = state_.find(event.node);
  if (node == nullptr) return done();  // cancelled later in the same step
  insert_timer(context_.tx, {row_.ref, event.node, due}, node->parent);
  return done();
}

Outcome InstanceStep::on(const bpmn::TimerCancelled& event) {
  cancel_timer(context_.tx, row_.ref, event.node);
  return done();
}

Outcome InstanceStep::on(const bpmn::WaitSet& event) {
  const bpmn::Node* node = state_.find(event.node);
  if (node == nullptr) return done();  // over again in the same step
  insert_wait(context_.tx, {row_.ref, event.node, row_.subject_id, node->phase == bpmn::Phase::signal, event.name,
                            event.correlation});
  return done();
}

Outcome InstanceStep::on(const bpmn::WaitEnded& event) {
  delete_wait(context_.tx, row_.ref, event.node);
  return done();
}

Outcome InstanceStep::on(const bpmn::VariablesSet&) {
  variables_changed_ = true;
  return done();
}

Outcome InstanceStep::on(const bpmn::DecisionRequested& event) {
  requests_.push_back({event.node, event.element, event.decision, true});
  return done();
}

Outcome InstanceStep::on(const bpmn::ServiceRequested& event) {
  requests_.push_back({event.node, event.element, event.service, false});
  return done();
}

Outcome InstanceStep::on(const bpmn::CallRequested& event) {
  calls_.push_back({event.node, event.process, event.version, bpmn::variables_at(state_, event.node)});
  return done();
}

Outcome InstanceStep::on(const bpmn::CallCancelled& event) {
  std::erase_if(calls_, [&](const Call& call) { return call.node == event.node; });
  cancelled_calls_.push_back(event.node);
  return done();
}

Outcome InstanceStep::on(const bpmn::MessageThrown& event) {
  thrown_.push_back({event.element, {false, event.name, event.correlation, event.variables, row_.subject()}});
  return context_.host.message_thrown(step_at(event.element), event.name, event.variables);
}

Outcome InstanceStep::on(const bpmn::SignalThrown& event) {
  thrown_.push_back({event.element, {true, event.name, "", {}, row_.subject()}});
  return done();
}

Outcome InstanceStep::on(const bpmn::EscalationThrown& event) {
  escalations_.push_back(event.code);
  return done();
}

Outcome InstanceStep::on(const bpmn::IncidentRaised& event) {
  return context_.host.incident(step_at(event.element), event.reason);
}

Outcome InstanceStep::on(const bpmn::InstanceCompleted&) {
  return context_.host.ended(step_at(0), InstanceStatus::completed, {});
}

Outcome InstanceStep::on(const bpmn::InstanceFailed& event) {
  failed_with_ = event.code;
  return context_.host.ended(step_at(0), InstanceStatus::failed, event.reason);
}

Outcome InstanceStep::on(const bpmn::InstanceCancelled&) {
  return context_.host.ended(step_at(0), InstanceStatus::cancelled, {});
}

}  // namespace tiange::flows
