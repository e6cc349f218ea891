#include <algorithm>

#include "engines/bpmn/bpmn_run.h"

namespace tiange::bpmn {

namespace {

constexpr std::uint32_t k_most_instances = 10'000;

std::vector<NodeId> open_at(const State& state, Index scope) {
  std::vector<NodeId> open;
  for (const Node& node : state.nodes) {
    if (node.element == scope && node.phase == Phase::scope) open.push_back(node.id);
  }
  return open;
}

}  // namespace

// A token can be put before it, and its scope is open once or can be opened.
Outcome Run::check_target(Index target, std::string_view id) const {
  if (target == k_none || target == 0) {
    return not_waiting("流程中没有步骤 " + std::string(id), "the process has no element " + std::string(id));
  }
  const Element& element = model_.element(target);
  const bool undoes = element.for_compensation || (element.event.kind == EventKind::compensation &&
                                                   element.kind == ElementKind::start_event);
  if (element.kind == ElementKind::boundary_event || element.joins() || undoes || element.by_event) {
    return not_waiting("不能跳转到“" + element.name + "”", "cannot jump to \"" + element.name + "\"");
  }
  return done();
}

// The node of the scope element that is `id` or around it; 0: none.
NodeId Run::scope_around(NodeId id, Index scope) const {
  for (NodeId at = id; at != 0; at = parent_of(at)) {
    const Node& node = *state_.find(at);
    if (node.element == scope && node.phase == Phase::scope) return at;
  }
  return 0;
}

// The node of the scope element, the one around `near` before others, opened without its start when it is not open.
// 0: it is open more than once, or of a multi-instance.
NodeId Run::open_scopes(Index scope, Others others, NodeId near) {
  if (scope == 0) return k_root_node;
  if (near != 0) {
    if (const NodeId around = scope_around(near, scope)) return around;
  }
  const std::vector<NodeId> open = open_at(state_, scope);
  if (open.size() == 1) return open.front();
  if (open.size() > 1 || model_.element(scope).loop.kind != LoopKind::none) return 0;
  const NodeId outer = open_scopes(model_.element(scope).parent, others, near);
  if (outer == 0) return 0;
  if (others == Others::end) cancel_children(outer, Keep::all_aside);
  const NodeId id = enter({scope, outer, k_none}, Phase::scope);
  subscribe_boundary(id);
  map_inputs(id);
  subscribe_watches(id);
  return id;
}

// The innermost open scope that open_scopes would answer or open others in; 0 when it cannot.
NodeId Run::open_anchor(Index scope, NodeId near) const {
  for (; scope != 0; scope = model_.element(scope).parent) {
    if (near != 0) {
      if (const NodeId around = scope_around(near, scope)) return around;
    }
    const std::vector<NodeId> open = open_at(state_, scope);
    if (open.size() == 1) return open.front();
    if (open.size() > 1 || model_.element(scope).loop.kind != LoopKind::none) return 0;
  }
  return k_root_node;
}

void Run::set_process(const feel::Value& variables) {
  if (!variables.is(feel::Kind::context) || variables.as_context().entries.empty()) return;
  emit(VariablesSet{k_root_node, variables});
  variables_changed_ = true;
}

Outcome Run::on(const Jump& input) {
  const Index target = model_.find(input.element);
  TIANGE_CHECK_OK(check_target(target, input.element));
  const Index around = model_.element(target).parent;
  if (open_anchor(around, 0) == 0) return not_waiting("不能跳转到多实例内部", "cannot jump into a multi-instance");
  const NodeId scope = open_scopes(around, Others::end, 0);
  cancel_children(scope, Keep::all_aside);
  set_process(input.variables);
  moves_.push_back({target, scope, k_none});
  return done();
}

Outcome Run::check_token(const Node* node) const {
  if (node == nullptr) return not_waiting("该步骤已不存在", "there is no such step");
  const Node* parent = state_.find(node->parent);
  const bool inside = parent != nullptr && (parent->phase == Phase::scope || parent->phase == Phase::loop ||
                                            parent->phase == Phase::undoing || parent->phase == Phase::cancelling);
  if (!inside || is_aside(*node) || node->phase == Phase::undoing || is_part(*node)) {
    return not_waiting("“" + model_.element(node->element).name + "”处没有可以移动的令牌",
                       "there is no token at \"" + model_.element(node->element).name + "\" to move");
  }
  return done();
}

Outcome Run::on(const MoveTokens& input) {
  const Index target = model_.find(input.element);
  TIANGE_CHECK_OK(check_target(target, input.element));
  if (input.nodes.empty()) return not_waiting("没有选择要移动的步骤", "no step to move is named");
  const Index around = model_.element(target).parent;
  for (const NodeId id : input.nodes) {
    const Node* node = state_.find(id);
    TIANGE_CHECK_OK(check_token(node));
    if (is_instance(*node)) {
      return not_waiting("请移动整个多实例，而不是其中一个", "move the multi-instance as a whole, not one of it");
    }
  }
  const NodeId near = input.nodes.front();
  const NodeId anchor = open_anchor(around, near);
  if (anchor == 0) return not_waiting("不能跳转到多实例内部", "cannot jump into a multi-instance");
  for (NodeId at = anchor; at != 0; at = parent_of(at)) {
    if (std::find(input.nodes.begin(), input.nodes.end(), at) == input.nodes.end()) continue;
    return not_waiting("步骤不能移入自身内部", "a step cannot move into itself");
  }
  const NodeId scope = open_scopes(around, Others::stay, near);
  for (const NodeId id : input.nodes) {
    if (state_.find(id) != nullptr) cancel_upwards(id, scope);
  }
  set_process(input.variables);
  moves_.push_back({target, scope, k_none});
  return done();
}

Outcome Run::on(const StartBefore& input) {
  const Index target = model_.find(input.element);
  TIANGE_CHECK_OK(check_target(target, input.element));
  const Index around = model_.element(target).parent;
  if (open_anchor(around, 0) == 0) return not_waiting("不能跳转到多实例内部", "cannot jump into a multi-instance");
  const NodeId scope = open_scopes(around, Others::stay, 0);
  set_process(input.variables);
  moves_.push_back({target, scope, k_none});
  return done();
}

// Cancels the node and every scope that has no token any more by it, up to the scopes around `target_scope`.
void Run::cancel_upwards(NodeId id, NodeId target_scope) {
  for (NodeId at = id;;) {
    const NodeId parent = parent_of(at);
    cancel_tree(at);
    for (NodeId stays = target_scope; stays != 0; stays = parent_of(stays)) {
      if (stays == parent) return;
    }
    const Node* around = state_.find(parent);
    if (around->phase == Phase::loop) {
      const LoopKind kind = model_.element(around->element).loop.kind;
      if (loop_goes_on(parent) && kind != LoopKind::standard) {
        if (kind == LoopKind::sequential) moves_.push_back({k_none, parent, k_none});
        return;
      }
      if (around->done > 0) return finish_loop(parent);
    } else if (around->phase != Phase::scope || is_busy(parent)) {
      return;
    } else if (element_of(parent).ad_hoc != AdHoc::no && target_scope == 0) {
      return;  // something else may begin in it
    }
    at = parent;
  }
}

// Whether nothing would be left of the process without the node.
bool Run::is_last(NodeId id) const {
  for (NodeId at = id;;) {
    const NodeId parent = parent_of(at);
    const Node& around = *state_.find(parent);
    const Element& element = model_.element(around.element);
    const bool others = std::any_of(state_.nodes.begin(), state_.nodes.end(), [&](const Node& node) {
      return node.parent == parent && node.id != at && !is_aside(node);
    });
    const bool goes_on = around.phase == Phase::loop && element.loop.kind != LoopKind::standard &&
                         (around.done > 0 || around.made < around.total);
    if (others || goes_on || around.phase == Phase::undoing || around.phase == Phase::cancelling) return false;
    if (element.ad_hoc != AdHoc::no && around.phase == Phase::scope) return false;
    if (parent == k_root_node) return true;
    at = parent;
  }
}

Outcome Run::on(const CancelNode& input) {
  TIANGE_CHECK_OK(check_token(state_.find(input.node)));
  if (is_last(input.node)) {
    return not_waiting("这是最后一个步骤；要结束请取消整个流程", "this is the last step; cancel the whole process instead");
  }
  cancel_upwards(input.node, 0);
  return done();
}

// The running loop that is the node or holds it as an instance; 0: none.
NodeId Run::loop_of(NodeId id) const {
  const Node* node = state_.find(id);
  if (node == nullptr) return 0;
  if (node->phase == Phase::loop) return id;
  return is_instance(*node) && !is_aside(*node) ? node->parent : 0;
}

Outcome Run::on(const AddInstance& input) {
  const NodeId body = loop_of(input.node);
  if (body == 0 || element_of(body).loop.kind == LoopKind::standard) {
    return not_waiting("该步骤不是正在办理的多实例", "this is no running multi-instance");
  }
  Node node = *state_.find(body);
  if (node.total >= k_most_instances) return not_waiting("实例已太多", "there are too many instances");
  ++node.total;
  change(node);
  add_to_lists(body, input.item);
  if (model_.element(node.element).loop.kind == LoopKind::parallel) next_instance(body);
  return done();
}

Outcome Run::on(const CompleteLoop& input) {
  const NodeId body = loop_of(input.node);
  if (body == 0) return not_waiting("该步骤不是正在办理的多实例", "this is no running multi-instance");
  finish_loop(body);
  return done();
}

}  // namespace tiange::bpmn
