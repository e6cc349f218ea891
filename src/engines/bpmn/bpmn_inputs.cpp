#include <algorithm>

#include "engines/bpmn/bpmn_run.h"

namespace tiange::bpmn {

Refusal not_waiting(std::string zh, std::string en) { return refuse(ErrorCode::not_waiting, std::move(zh), std::move(en)); }

Outcome Run::take(const Input& input) {
  const bool starting = std::holds_alternative<Start>(input);
  if (starting != (state_.status == Status::fresh)) {
    return starting ? not_waiting("流程已经开始", "it has already started")
                    : not_waiting("流程尚未开始", "it has not started");
  }
  if (!starting && state_.status != Status::running) return not_waiting("流程已结束", "it has ended");
  TIANGE_CHECK_OK(std::visit([this](const auto& given) { return on(given); }, input));
  settle();
  return done();
}

const Node* Run::waiting(NodeId id, Phase phase) const {
  const Node* node = state_.find(id);
  return node != nullptr && node->phase == phase ? node : nullptr;
}

// The element a process begins with; k_none: there is none like this.
Index Run::beginning(const Start& input) const {
  const Element& process = model_.element(0);
  if (!input.element.empty()) {
    const Index named = model_.find(input.element);
    if (named == k_none || model_.element(named).parent != 0) return k_none;
    const Element& element = model_.element(named);
    if (input.trigger >= std::max<std::size_t>(1, element.triggers.size())) return k_none;
    const bool behind_gate = std::any_of(element.incoming.begin(), element.incoming.end(), [&](Index flow) {
      return model_.element(model_.flow(flow).source).instantiates;
    });
    const bool receives = element.kind == ElementKind::receive_task && element.instantiates;
    const bool begins = element.kind == ElementKind::start_event || receives || behind_gate;
    return begins ? named : k_none;
  }
  for (const Index start : process.starts) {
    const Element& at = model_.element(start);
    if (at.kind == ElementKind::start_event && at.event.kind == EventKind::none) return start;
  }
  return process.starts.front();
}

Outcome Run::on(const Start& input) {
  const Index chosen = beginning(input);
  if (chosen == k_none) {
    return not_waiting("没有开始事件 " + input.element, "there is no start event " + input.element);
  }
  emit(InstanceStarted{});
  const NodeId root = enter({0, 0, k_none}, Phase::scope);
  emit(VariablesSet{root, input.variables.is(feel::Kind::context) ? input.variables : feel::Value::context({})});
  subscribe_watches(root);
  if (input.element.empty() && model_.element(chosen).kind != ElementKind::start_event) {
    for (const Index start : model_.element(0).starts) moves_.push_back({start, root, k_none});
  } else {
    begin_process(chosen, input.trigger, root);
  }
  return done();
}

void Run::begin_process(Index chosen, std::uint32_t trigger, NodeId root) {
  const Element& element = model_.element(chosen);
  if (element.kind == ElementKind::start_event && !element.needs_all) {
    return moves_.push_back({chosen, root, k_none});
  }
  if (element.kind == ElementKind::start_event) {
    return subscribe_several(enter({chosen, root, k_none}, Phase::passing), trigger);
  }
  Index flow = k_none;
  for (const Index incoming : element.incoming) {
    const Element& gate = model_.element(model_.flow(incoming).source);
    if (!gate.instantiates) continue;
    flow = incoming;
    // The other events behind a parallel gateway are waited for like any.
    for (const Index other : gate.outgoing) {
      if (gate.needs_all && other != incoming) moves_.push_back({model_.flow(other).target, root, other});
    }
  }
  finish(enter({chosen, root, flow}, Phase::passing), {});
}

Outcome Run::on(const CompleteTask& input) {
  const Node* node = waiting(input.node, Phase::task);
  if (node == nullptr) return not_waiting("任务已不存在", "there is no such task");
  emit(TaskCompleted{input.node, node->element});
  finish(input.node, input.variables);
  return done();
}

Outcome Run::on(const TimerFired& input) {
  if (waiting(input.node, Phase::timer) == nullptr) return not_waiting("定时已取消", "there is no such timer");
  trigger(input.node, {});
  return done();
}

bool Run::takes_message(const Node& node, const MessageArrived& message) const {
  if (node.phase != Phase::message) return false;
  const EventSpec& event = spec_of(node);
  if (event.name != message.name) return false;
  if (message.node != 0) return node.id == message.node;
  if (!event.correlation.given()) return true;
  const feel::Value key = evaluate(event.correlation, variables_at(state_, node.id)).value;
  return !key.is_null() && feel::to_text(key) == message.correlation;
}

Outcome Run::on(const MessageArrived& input) {
  const auto found = std::find_if(state_.nodes.begin(), state_.nodes.end(),
                                  [&](const Node& node) { return takes_message(node, input); });
  if (found == state_.nodes.end()) {
    return not_waiting("没有步骤在等待消息 " + input.name, "nothing waits for message " + input.name);
  }
  trigger(found->id, input.variables);
  return done();
}

Outcome Run::on(const SignalArrived& input) {
  std::vector<NodeId> takers;
  for (const Node& node : state_.nodes) {
    if (node.phase == Phase::signal && spec_of(node).name == input.name) takers.push_back(node.id);
  }
  if (takers.empty()) return not_waiting("没有步骤在等待信号 " + input.name, "nothing waits for signal " + input.name);
  for (const NodeId taker : takers) {
    if (waiting(taker, Phase::signal) != nullptr) trigger(taker, input.variables);
  }
  return done();
}

Outcome Run::on(const ServiceDone& input) {
  const Node* node = waiting(input.node, Phase::service);
  if (node == nullptr) return not_waiting("服务请求已不存在", "there is no such service request");
  finish(input.node, named_answer(model_.element(node->element), input.answer));
  return done();
}

Outcome Run::on(const DecisionDone& input) {
  const Node* node = waiting(input.node, Phase::decision);
  if (node == nullptr) return not_waiting("决策请求已不存在", "there is no such decision request");
  finish(input.node, named_answer(model_.element(node->element), input.answer));
  return done();
}

Outcome Run::on(const CallDone& input) {
  if (waiting(input.node, Phase::call) == nullptr) return not_waiting("调用已不存在", "there is no such call");
  finish(input.node, input.variables);
  return done();
}

const Node* Run::waiting_activity(NodeId id) const {
  const Node* node = state_.find(id);
  const bool waits = node != nullptr && (node->phase == Phase::service || node->phase == Phase::decision ||
                                         node->phase == Phase::call || node->phase == Phase::task);
  return waits ? node : nullptr;
}

Outcome Run::on(const ErrorRaised& input) {
  const Node* node = waiting_activity(input.node);
  if (node == nullptr) return not_waiting("该步骤已不存在", "there is no such step");
  if (throw_outwards(EventKind::error, input.node, input.code)) return done();
  if (node->phase == Phase::task) emit(TaskCancelled{input.node, node->element});
  if (node->phase == Phase::call) emit(CallCancelled{input.node});
  incident(input.node, input.reason, false);
  return done();
}

Outcome Run::on(const EscalationRaised& input) {
  const Node* node = waiting_activity(input.node);
  if (node == nullptr) return not_waiting("该步骤已不存在", "there is no such step");
  throw_escalation(input.node, node->element, input.code);
  return done();
}

Outcome Run::on(const SetVariables& input) {
  if (!input.variables.is(feel::Kind::context)) return refuse(ErrorCode::bad_input);
  emit(VariablesSet{k_root_node, input.variables});
  variables_changed_ = true;
  return done();
}

Outcome Run::on(const Retry& input) {
  const Node* found = waiting(input.node, Phase::incident);
  if (found == nullptr) return not_waiting("该步骤没有异常", "there is no incident");
  Node node = *found;
  const bool only_leaving = node.done == 1;
  node.phase = Phase::passing;
  node.done = 0;
  change(node);
  if (only_leaving) {
    leave_on(node.id);
  } else if (is_part(node)) {
    subscribe(node.id);
  } else if (model_.element(node.element).waits_aside() && model_.element(node.element).event.kind != EventKind::none) {
    subscribe(node.id);
  } else {
    begin(node.id);
  }
  return done();
}

Outcome Run::on(const Cancel&) {
  cancel_tree(k_root_node);
  emit(InstanceCancelled{});
  return done();
}

}  // namespace tiange::bpmn
