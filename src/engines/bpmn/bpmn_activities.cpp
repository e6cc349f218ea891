#include "engines/bpmn/bpmn_run.h"

namespace tiange::bpmn {

// A token has come to an element; also the way back after an incident.
void Run::begin(NodeId id) {
  const Node node = *state_.find(id);
  const Element& element = model_.element(node.element);
  switch (element.kind) {
    case ElementKind::end_event:
    case ElementKind::throw_event:
      return begin_throwing(id);
    case ElementKind::event_gateway:
      if (element.needs_all) return leave_on(id);
      return begin_gate(id);
    case ElementKind::catch_event:
      if (element.event.kind == EventKind::link) return leave_on(id);
      subscribe(id);
      return;
    case ElementKind::start_event:
    case ElementKind::boundary_event:
    case ElementKind::exclusive_gateway:
    case ElementKind::inclusive_gateway:
    case ElementKind::parallel_gateway:
    case ElementKind::complex_gateway:
    case ElementKind::process:
      return leave_on(id);
    default:
      return begin_activity(id);
  }
}

void Run::begin_activity(NodeId id) {
  const Node node = *state_.find(id);
  const Element& element = model_.element(node.element);
  if (!is_instance(node)) {
    const Node* gate = state_.find(node.parent);
    const bool behind_gate = gate != nullptr && model_.element(gate->element).kind == ElementKind::event_gateway;
    if (!behind_gate) subscribe_boundary(id);
    if (element.loop.kind != LoopKind::none) return begin_loop(id);
  }
  map_inputs(id);
  do_activity(id);
}

void Run::map_inputs(NodeId id) {
  const Element& element = element_of(id);
  if (element.inputs.empty()) return;
  const feel::Value context = variables_at(state_, id);
  emit(VariablesSet{id, mapped(element.inputs, context)});
}

void Run::do_activity(NodeId id) {
  const Element& element = element_of(id);
  const Index index = state_.find(id)->element;
  switch (element.kind) {
    case ElementKind::user_task:
      return create_task(id);
    case ElementKind::send_task:
      if (element.task.service.empty()) {
        throw_message(id, element.event);
        return finish(id, {});
      }
      [[fallthrough]];
    case ElementKind::service_task:
      change(id, Phase::service);
      emit(ServiceRequested{id, index, element.task.service});
      return;
    case ElementKind::rule_task:
      change(id, Phase::decision);
      emit(DecisionRequested{id, index, element.task.decision});
      return;
    case ElementKind::call_activity:
      change(id, Phase::call);
      emit(CallRequested{id, index, element.task.called, element.task.called_version});
      return;
    case ElementKind::script_task:
      return run_script(id);
    case ElementKind::receive_task:
      subscribe(id);
      return;
    case ElementKind::sub_process:
      return open_sub_process(id);
    default:
      return finish(id, {});
  }
}

void Run::create_task(NodeId id) {
  const Element& element = element_of(id);
  const feel::Value context = variables_at(state_, id);
  TaskCreated created{id, state_.find(id)->element, "", ""};
  if (element.task.queue.given()) {
    const Value queue = evaluate(element.task.queue, context);
    if (!queue.value.is(feel::Kind::string)) {
      return incident(id, {"无法确定任务的办理队列：" + queue.why_null.zh, "no queue for the task: " + queue.why_null.en},
                      false);
    }
    created.queue = queue.value.as_string();
  }
  if (element.task.limit.given()) {
    const feel::Value limit = evaluate(element.task.limit, context).value;
    if (!limit.is_null()) created.limit = feel::to_text(limit);
  }
  change(id, Phase::task);
  emit(std::move(created));
}

void Run::run_script(NodeId id) {
  const Element& element = element_of(id);
  const Value value = evaluate(element.task.script, variables_at(state_, id));
  if (value.value.is_null() && !element.task.result.empty()) {
    return incident(id, {"脚本没有结果：" + value.why_null.zh, "the script gave nothing: " + value.why_null.en}, false);
  }
  finish(id, named_answer(element, value.value));
}

void Run::open_sub_process(NodeId id) {
  change(id, Phase::scope);
  subscribe_watches(id);
  if (element_of(id).ad_hoc != AdHoc::no) return open_ad_hoc(id);
  emptied_.push_back(id);  // it may have nothing inside
  for (const Index start : element_of(id).starts) moves_.push_back({start, id, k_none});
}

// What an answer means in variables: under the name the definition gives it, or, a context, each of its entries.
feel::Value Run::named_answer(const Element& element, const feel::Value& answer) const {
  if (!element.task.result.empty()) return feel::Value::context({{element.task.result, answer}});
  if (answer.is(feel::Kind::context)) return answer;
  if (element.kind == ElementKind::rule_task) return feel::Value::context({{element.task.decision, answer}});
  return {};
}

// An activity is done: its outputs go outside, its token on. `answer` is what it brought, a context or null.
void Run::finish(NodeId id, const feel::Value& answer) {
  const Node node = *state_.find(id);
  const Element& element = model_.element(node.element);
  const bool instance = is_instance(node);
  feel::Value inner;
  if (!element.outputs.empty() || instance) {
    if (answer.is(feel::Kind::context) && !answer.as_context().entries.empty()) emit(VariablesSet{id, answer});
    inner = variables_at(state_, id);
  }
  if (element.outputs.empty()) {
    set_outside(id, answer);
  } else {
    set_outside(id, mapped(element.outputs, inner));
  }
  if (!instance) return leave_on(id);
  const auto remains = element.compensable ? remains_of(id, false) : std::nullopt;
  leave(id);
  if (remains) keep(*remains, node.parent);
  instance_done(node.parent, inner);
}

}  // namespace tiange::bpmn
