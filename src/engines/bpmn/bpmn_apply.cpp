#include <algorithm>

#include "engines/bpmn/bpmn.h"

namespace tiange::bpmn {

namespace {

std::vector<Node>::iterator place_of(State& state, NodeId id) {
  return std::lower_bound(state.nodes.begin(), state.nodes.end(), id,
                          [](const Node& node, NodeId wanted) { return node.id < wanted; });
}

std::vector<Scope>::iterator scope_of(State& state, NodeId id) {
  return std::lower_bound(state.scopes.begin(), state.scopes.end(), id,
                          [](const Scope& scope, NodeId wanted) { return scope.node < wanted; });
}

void remove_node(State& state, NodeId id) {
  const auto node = place_of(state, id);
  if (node != state.nodes.end() && node->id == id) state.nodes.erase(node);
  if (id == k_root_node) return;  // the process's variables outlive it
  const auto scope = scope_of(state, id);
  if (scope != state.scopes.end() && scope->node == id) state.scopes.erase(scope);
}

feel::Value merged(const feel::Value& under, const feel::Value& over) {
  if (!over.is(feel::Kind::context)) return under;
  if (!under.is(feel::Kind::context) || under.as_context().entries.empty()) return over;
  std::vector<feel::Entry> entries = under.as_context().entries;
  const std::size_t known = entries.size();
  for (const feel::Entry& entry : over.as_context().entries) {
    const auto same = std::find_if(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(known),
                                   [&](const feel::Entry& old) { return old.name == entry.name; });
    if (same != entries.begin() + static_cast<std::ptrdiff_t>(known)) {
      same->value = entry.value;
    } else {
      entries.push_back(entry);
    }
  }
  return feel::Value::context(std::move(entries));
}

struct Applier {
  State& state;

  void operator()(const InstanceStarted&) const { state.status = Status::running; }
  void operator()(const ElementEntered& event) const {
    state.nodes.push_back(event.node);
    state.last_node = event.node.id;
  }
  void operator()(const ActivityKept& event) const {
    state.nodes.push_back(event.node);
    state.last_node = event.node.id;
  }
  void operator()(const ActivityForgotten& event) const { remove_node(state, event.node); }
  void operator()(const ElementMoved& event) const {
    const auto node = place_of(state, event.node.id);
    if (node != state.nodes.end() && node->id == event.node.id) *node = event.node;
  }
  void operator()(const ElementLeft& event) const { remove_node(state, event.node); }
  void operator()(const ElementCancelled& event) const { remove_node(state, event.node); }
  void operator()(const NodeChanged& event) const {
    const auto node = place_of(state, event.node.id);
    if (node != state.nodes.end() && node->id == event.node.id) *node = event.node;
  }
  void operator()(const VariablesSet& event) const {
    const auto scope = scope_of(state, event.scope);
    if (scope != state.scopes.end() && scope->node == event.scope) {
      scope->values = merged(scope->values, event.values);
    } else {
      state.scopes.insert(scope, {event.scope, event.values});
    }
  }
  void operator()(const InstanceCompleted&) const { state.status = Status::completed; }
  void operator()(const InstanceFailed&) const { state.status = Status::failed; }
  void operator()(const InstanceCancelled&) const { state.status = Status::cancelled; }
  // What only the host acts on.
  template <class Told>
  void operator()(const Told&) const {}
};

}  // namespace

void apply(State& state, const Event& event) { std::visit(Applier{state}, event); }

const Node* State::find(NodeId id) const {
  const auto node = std::lower_bound(nodes.begin(), nodes.end(), id,
                                     [](const Node& at, NodeId wanted) { return at.id < wanted; });
  return node != nodes.end() && node->id == id ? &*node : nullptr;
}

const feel::Value& State::variables() const {
  static const feel::Value empty = feel::Value::context({});
  return scopes.empty() ? empty : scopes.front().values;
}

feel::Value variables_at(const State& state, NodeId id) {
  std::vector<const Scope*> inner_first;
  for (const Node* node = state.find(id); node != nullptr; node = state.find(node->parent)) {
    if (node->id == k_root_node) break;
    for (const Scope& scope : state.scopes) {
      if (scope.node == node->id) inner_first.push_back(&scope);
    }
  }
  feel::Value values = state.variables();
  for (auto scope = inner_first.rbegin(); scope != inner_first.rend(); ++scope) {
    values = merged(values, (*scope)->values);
  }
  return values;
}

}  // namespace tiange::bpmn
