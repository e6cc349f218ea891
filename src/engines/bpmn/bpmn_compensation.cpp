#include <algorithm>

#include "engines/bpmn/bpmn_run.h"

namespace tiange::bpmn {

namespace {

constexpr std::uint32_t k_inside_only = 1;  // Node::total of what was still open

}  // namespace

// Nothing when there would be nothing to compensate.
std::optional<Run::Remains> Run::remains_of(NodeId id, bool still_open) const {
  const Node node = *state_.find(id);
  const Element& element = model_.element(node.element);
  const bool body = element.loop.kind != LoopKind::none && !is_instance(node) && node.phase != Phase::kept;
  const bool open = still_open || (node.phase == Phase::kept && node.total == k_inside_only);
  Remains remains{node.element, node.made, open, {}, {}};
  const auto own = std::find_if(state_.scopes.begin(), state_.scopes.end(),
                                [&](const Scope& scope) { return scope.node == id; });
  if (own != state_.scopes.end() && !body) remains.values = own->values;
  const bool by_border = element.compensation != k_none && !body && !remains.open;
  if (!by_border || element.undo_start != k_none || node.phase == Phase::kept) {
    for (const Node& child : state_.nodes) {
      const bool runs = still_open && (child.phase == Phase::scope || child.phase == Phase::loop);
      if (child.parent != id || (child.phase != Phase::kept && !runs)) continue;
      if (runs && !model_.element(child.element).compensable) continue;
      if (auto inner = remains_of(child.id, runs)) remains.inside.push_back(std::move(*inner));
    }
  }
  const bool itself = !body && !remains.open && (by_border || element.undo_start != k_none);
  if (!itself && node.phase != Phase::kept && remains.inside.empty()) return std::nullopt;
  return remains;
}

void Run::keep(const Remains& remains, NodeId parent) {
  Node node;
  node.id = state_.last_node + 1;
  node.parent = parent;
  node.element = remains.element;
  node.phase = Phase::kept;
  node.made = remains.counter;
  node.total = remains.open ? k_inside_only : 0;
  emit(ActivityKept{node});
  if (remains.values) emit(VariablesSet{node.id, *remains.values});
  for (const Remains& inner : remains.inside) keep(inner, node.id);
}

void Run::forget_kept(NodeId scope) {
  for (;;) {
    const auto kept = std::find_if(state_.nodes.rbegin(), state_.nodes.rend(), [&](const Node& node) {
      return node.parent == scope && node.phase == Phase::kept;
    });
    if (kept == state_.nodes.rend()) return;
    cancel_tree(kept->id);
  }
}

// Marks what is to be compensated for `owner`; what another is about to compensate is left to it. False: nothing.
bool Run::queue_undo(NodeId scope, Index activity, NodeId owner) {
  std::vector<Node> queued;
  for (const Node& node : state_.nodes) {
    if (node.parent != scope || node.phase != Phase::kept) continue;
    if (activity != k_none && node.element != activity) continue;
    const Node* before = state_.find(node.done);
    const bool taken = before != nullptr && (before->phase == Phase::undo_wait || before->phase == Phase::undoing ||
                                             before->phase == Phase::cancelling);
    if (taken && before->id != owner) continue;
    queued.push_back(node);
  }
  for (Node& node : queued) {
    node.done = owner;
    change(node);
  }
  return !queued.empty();
}

// Starts what the events ask to compensate. A compensation event sees what is done in its own scope and, in an event
// sub-process, around that. False: nothing is to be compensated.
bool Run::begin_undo(NodeId id, const std::vector<const EventSpec*>& events) {
  Node node = *state_.find(id);
  const Element& element = model_.element(node.element);
  bool any = false;
  bool waits = element.kind == ElementKind::end_event;
  for (const EventSpec* event : events) {
    if (event->kind != EventKind::compensation) continue;
    waits |= event->waits;
    for (NodeId scope = node.parent; scope != 0;) {
      any |= queue_undo(scope, event->activity, id);
      scope = element_of(scope).by_event ? parent_of(scope) : 0;
    }
  }
  if (!any) return false;
  Flows chosen;
  Words why;
  if (!waits && !choose(node, chosen, why)) {
    incident(id, std::move(why), false);
    return true;
  }
  node.phase = Phase::undo_wait;
  node.made = waits ? 0 : 1;
  change(node);
  send(chosen, node.parent);
  next_undo(id);
  return true;
}

// The last to have completed comes first.
void Run::next_undo(NodeId owner) {
  const auto next = std::find_if(state_.nodes.rbegin(), state_.nodes.rend(), [&](const Node& node) {
    return node.phase == Phase::kept && node.done == owner;
  });
  if (next != state_.nodes.rend()) return start_undo(next->id);
  const Node node = *state_.find(owner);
  if (node.phase == Phase::undo_wait) return end_throwing(owner);
  if (node.phase == Phase::cancelling) return transaction_cancelled(owner);
  cancel_tree(owner);  // compensated, and no longer known
  const Node* above = state_.find(node.done);
  if (above != nullptr && (above->phase == Phase::undo_wait || above->phase == Phase::undoing ||
                           above->phase == Phase::cancelling)) {
    next_undo(above->id);
  }
}

// By the activity at its border, else by its own event sub-process, else by undoing what is done inside.
void Run::start_undo(NodeId id) {
  Node node = *state_.find(id);
  const Element& element = model_.element(node.element);
  const bool of_instances = std::any_of(state_.nodes.begin(), state_.nodes.end(), [&](const Node& child) {
    return child.parent == id && child.phase == Phase::kept && child.element == node.element;
  });
  const bool inside_only = of_instances || node.total == k_inside_only;
  node.phase = Phase::undoing;
  change(node);
  if (!inside_only && element.compensation != k_none) {
    moves_.push_back({element.compensation, id, k_none});
  } else if (!inside_only && element.undo_start != k_none) {
    const NodeId inside = enter({model_.element(element.undo_start).parent, id, k_none}, Phase::scope);
    subscribe_watches(inside);
    leave_on(enter({element.undo_start, inside, k_none}, Phase::passing));
  } else {
    queue_undo(id, k_none, id);
    next_undo(id);
  }
}

// All that runs in the transaction around `from` ends, what is done in it is compensated, and the token goes on from
// its cancel boundary event.
void Run::cancel_transaction(NodeId from) {
  NodeId at = parent_of(from);
  leave(from);
  while (!element_of(at).transaction) at = parent_of(at);
  std::vector<Remains> open;
  for (const Node& child : state_.nodes) {
    const bool runs = child.phase == Phase::scope || child.phase == Phase::loop;
    if (child.parent != at || !runs || !model_.element(child.element).compensable) continue;
    if (auto remains = remains_of(child.id, true)) open.push_back(std::move(*remains));
  }
  cancel_children(at, Keep::border);
  forget_moves(at);
  for (const Remains& remains : open) keep(remains, at);
  change(at, Phase::cancelling);
  queue_undo(at, k_none, at);
  next_undo(at);
}

void Run::transaction_cancelled(NodeId id) {
  const Node node = *state_.find(id);
  const NodeId host = is_instance(node) ? node.parent : id;
  const auto border = std::find_if(state_.nodes.begin(), state_.nodes.end(), [&](const Node& at) {
    const NodeId around = is_part(at) ? parent_of(at.parent) : at.parent;
    return around == host && at.phase == Phase::errors && spec_of(at).kind == EventKind::cancel;
  });
  if (border == state_.nodes.end()) {
    return incident(id, {"事务已取消，但没有取消边界事件", "the transaction is cancelled but has no cancel boundary event"}, true);
  }
  trigger(border->id, {});
}

}  // namespace tiange::bpmn
