#include <algorithm>

#include "engines/bpmn/bpmn_run.h"

namespace tiange::bpmn {

namespace {

Refusal not_waiting(std::string zh, std::string en) {
  return refuse(ErrorCode::not_waiting, std::move(zh), std::move(en));
}

}  // namespace

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

Outcome Run::on(const Start& input) {
  const Element& process = model_.element(0);
  Index chosen = k_none;
  for (const Index start : process.starts) {
    const Element& at = model_.element(start);
    if (input.element.empty() ? at.event.kind == EventKind::none : at.id == input.element) chosen = start;
    if (chosen != k_none) break;
  }
  if (chosen == k_none && !input.element.empty()) {
    return not_waiting("没有开始事件 " + input.element, "there is no start event " + input.element);
  }
  if (chosen == k_none) chosen = process.starts.front();
  emit(InstanceStarted{});
  const NodeId root = enter({0, 0, k_none}, Phase::scope);
  emit(VariablesSet{root, input.variables.is(feel::Kind::context) ? input.variables : feel::Value::context({})});
  subscribe_watches(root);
  if (model_.element(chosen).kind == ElementKind::start_event) {
    moves_.push_back({chosen, root, k_none});
  } else {
    for (const Index start : process.starts) moves_.push_back({start, root, k_none});
  }
  return done();
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
  const EventSpec& event = model_.element(node.element).event;
  if (node.phase != Phase::message || event.name != message.name) return false;
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
    if (node.phase == Phase::signal && model_.element(node.element).event.name == input.name) takers.push_back(node.id);
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

Outcome Run::on(const ErrorRaised& input) {
  const Node* node = state_.find(input.node);
  const bool possible = node != nullptr && (node->phase == Phase::service || node->phase == Phase::decision ||
                                            node->phase == Phase::call || node->phase == Phase::task);
  if (!possible) return not_waiting("该步骤已不存在", "there is no such step");
  if (throw_outwards(EventKind::error, input.node, input.code)) return done();
  if (node->phase == Phase::task) emit(TaskCancelled{input.node, node->element});
  if (node->phase == Phase::call) emit(CallCancelled{input.node});
  incident(input.node, input.reason, false);
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
  } else if (model_.element(node.element).waits_aside() && model_.element(node.element).event.kind != EventKind::none) {
    subscribe(node.id);
  } else {
    begin(node.id);
  }
  return done();
}

// The node of the scope element, opened without its start when it is not open yet. 0: it is open more than once.
NodeId Run::open_scopes(Index scope) {
  if (scope == 0) return k_root_node;
  std::vector<NodeId> open;
  for (const Node& node : state_.nodes) {
    if (node.element == scope && node.phase == Phase::scope) open.push_back(node.id);
  }
  if (open.size() == 1) return open.front();
  if (open.size() > 1) return 0;
  const NodeId outer = open_scopes(model_.element(scope).parent);
  cancel_children(outer, Keep::all_aside);
  const NodeId id = enter({scope, outer, k_none}, Phase::scope);
  subscribe_boundary(id);
  map_inputs(id);
  subscribe_watches(id);
  return id;
}

Outcome Run::on(const Jump& input) {
  const Index target = model_.find(input.element);
  if (target == k_none || target == 0) {
    return not_waiting("流程中没有步骤 " + input.element, "the process has no element " + input.element);
  }
  const Element& element = model_.element(target);
  const bool joins = element.kind == ElementKind::parallel_gateway || element.kind == ElementKind::inclusive_gateway;
  if (element.kind == ElementKind::boundary_event || (joins && element.incoming.size() > 1)) {
    return not_waiting("不能跳转到“" + element.name + "”", "cannot jump to \"" + element.name + "\"");
  }
  for (Index scope = element.parent; scope != 0; scope = model_.element(scope).parent) {
    const auto open = std::count_if(state_.nodes.begin(), state_.nodes.end(), [&](const Node& node) {
      return node.element == scope && node.phase == Phase::scope;
    });
    if (open == 1) break;
    if (open > 1 || model_.element(scope).loop.kind != LoopKind::none) {
      return not_waiting("不能跳转到多实例内部", "cannot jump into a multi-instance");
    }
  }
  const NodeId scope = open_scopes(element.parent);
  cancel_children(scope, Keep::all_aside);
  if (input.variables.is(feel::Kind::context) && !input.variables.as_context().entries.empty()) {
    emit(VariablesSet{k_root_node, input.variables});
    variables_changed_ = true;
  }
  moves_.push_back({target, scope, k_none});
  return done();
}

Outcome Run::on(const Cancel&) {
  cancel_tree(k_root_node);
  emit(InstanceCancelled{});
  return done();
}

}  // namespace tiange::bpmn
