#include "engines/bpmn/bpmn_run.h"

#include <algorithm>

namespace tiange::bpmn {

namespace {

// A variable must survive being stored as JSON; what is nested deeper than this becomes null.
constexpr int k_max_nesting = 150;

bool fits(const feel::Value& value, int levels) {
  if (levels == 0) return false;
  if (value.is(feel::Kind::list)) {
    return std::all_of(value.items().begin(), value.items().end(),
                       [&](const feel::Value& item) { return fits(item, levels - 1); });
  }
  if (!value.is(feel::Kind::context)) return true;
  const auto& entries = value.as_context().entries;
  return std::all_of(entries.begin(), entries.end(),
                     [&](const feel::Entry& entry) { return fits(entry.value, levels - 1); });
}

}  // namespace

Outcome step(const Model& model, State& state, const Input& input, std::vector<Event>& events,
             const feel::Environment& environment) {
  return Run(model, state, events, environment).take(input);
}

Result<std::vector<Event>> advance(const Model& model, const State& state, const Input& input,
                                   const feel::Environment& environment) {
  State working = state;
  std::vector<Event> events;
  TIANGE_CHECK_OK(step(model, working, input, events, environment));
  return events;
}

void Run::arm(NodeId parent, Index element) {
  const NodeId id = enter({element, parent, k_none}, Phase::passing);
  if (state_.find(parent)->phase == Phase::gate) {
    begin(id);
  } else {
    subscribe(id);
  }
}

void Run::adopt(NodeId id) { subscribe(id); }

void Run::go_on() {
  std::vector<std::pair<Index, NodeId>> joins;
  for (const Node& node : state_.nodes) {
    if (node.phase == Phase::scope) emptied_.push_back(node.id);
    if (node.phase == Phase::join) joins.emplace_back(node.element, node.parent);
  }
  for (const auto& [gateway, parent] : joins) {
    const Element& element = model_.element(gateway);
    const std::vector<NodeId> tokens = first_tokens(gateway, parent, 0);
    const bool all = element.kind == ElementKind::parallel_gateway && tokens.size() == element.incoming.size();
    if (element.incoming.size() < 2) {
      for (const NodeId token : tokens) leave_on(token);  // it joins nothing any more
    } else if (all) {
      join(gateway, parent);
    }
  }
  joins_changed_ = variables_changed_ = true;
  settle();
}

void Run::settle() {
  for (;;) {
    while (!moves_.empty()) {
      const Move move = moves_.front();
      moves_.pop_front();
      if (move.element == k_none) {
        if (const Node* body = state_.find(move.parent); body && body->phase == Phase::loop) next_instance(body->id);
        continue;
      }
      if (++moved_ > k_max_moves) {
        incident(enter(move, Phase::passing), {"流程在原地循环，没有任何等待", "the process runs in a circle without waiting"},
                 false);
      } else {
        arrive(move);
      }
    }
    if (state_.status != Status::running) return;
    if (settle_conditions() || settle_joins() || settle_scopes()) continue;
    if (moves_.empty()) return;
  }
}

bool Run::settle_conditions() {
  if (!variables_changed_ || moved_ > k_max_moves) return false;
  variables_changed_ = false;
  if (model_.has_complex()) joins_changed_ = true;
  std::vector<NodeId> waiting;
  for (const Node& node : state_.nodes) {
    if (node.phase == Phase::condition) waiting.push_back(node.id);
  }
  bool any = false;
  for (const NodeId id : waiting) {
    const Node* node = state_.find(id);
    if (node == nullptr) continue;
    const bool now = holds(spec_of(*node).condition, variables_at(state_, id));
    if (now == (node->done == 1)) continue;
    Node changed = *node;
    changed.done = now ? 1 : 0;
    change(changed);
    if (!now) continue;
    ++moved_;
    trigger(id, {});
    any = true;
  }
  return any;
}

bool Run::settle_joins() {
  if (!joins_changed_) return false;
  joins_changed_ = false;
  if (model_.has_complex() && settle_complex()) return true;
  std::vector<std::pair<Index, NodeId>> waiting;
  for (const Node& node : state_.nodes) {
    if (node.phase != Phase::join || model_.element(node.element).kind != ElementKind::inclusive_gateway) continue;
    if (std::find(waiting.begin(), waiting.end(), std::pair(node.element, node.parent)) == waiting.end()) {
      waiting.emplace_back(node.element, node.parent);
    }
  }
  for (const auto& [gateway, parent] : waiting) {
    if (!inclusive_ready(gateway, parent, 0)) continue;
    join(gateway, parent);
    return true;
  }
  return false;
}

bool Run::settle_scopes() {
  while (!emptied_.empty()) {
    const NodeId id = emptied_.back();
    emptied_.pop_back();
    const Node* scope = state_.find(id);
    if (scope == nullptr) continue;
    if (scope->phase == Phase::scope && settle_scope(id)) return true;
    if ((scope->phase == Phase::undoing || scope->phase == Phase::cancelling) && !is_busy(id)) {
      next_undo(id);
      return true;
    }
  }
  return false;
}

// False: it stays open.
bool Run::settle_scope(NodeId id) {
  if (element_of(id).ad_hoc != AdHoc::no) {
    if (!ad_hoc_over(id)) return false;
  } else if (is_busy(id)) {
    return false;
  }
  if (id == k_root_node) {
    leave(id);
    emit(InstanceCompleted{});
  } else {
    finish(id, {});
  }
  return true;
}

bool Run::is_aside(const Node& node) const {
  if (node.phase == Phase::kept) return true;
  const Element& element = model_.element(node.element);
  if (!element.waits_aside()) return false;
  // Once it has happened it stands as a token in the scope around, or inside its event sub-process.
  const Node* parent = state_.find(node.parent);
  return element.watches_scope ? parent->element != element.parent : parent->element == element.attached_to;
}

bool Run::is_busy(NodeId scope) const {
  return std::any_of(state_.nodes.begin(), state_.nodes.end(),
                     [&](const Node& node) { return node.parent == scope && !is_aside(node); });
}

void Run::arrive(const Move& move) {
  if (state_.find(move.parent) == nullptr) return;  // its scope was cancelled within this step
  const Element& element = model_.element(move.element);
  if (element.kind == ElementKind::parallel_gateway) return arrive_at_parallel(move);
  if (element.kind == ElementKind::inclusive_gateway) return arrive_at_inclusive(move);
  if (element.kind == ElementKind::complex_gateway) return arrive_at_complex(move);
  begin(enter(move, Phase::passing));
}

NodeId Run::enter(const Move& move, Phase phase) {
  Node node;
  node.id = state_.last_node + 1;
  node.parent = move.parent;
  node.element = move.element;
  node.flow = move.flow;
  node.phase = phase;
  emit(ElementEntered{node});
  return node.id;
}

void Run::change(NodeId id, Phase phase) {
  Node node = *state_.find(id);
  node.phase = phase;
  change(node);
}

NodeId Run::parent_of(NodeId id) const { return state_.find(id)->parent; }

void Run::leave(NodeId id) {
  cancel_children(id, Keep::nothing);
  const Node node = *state_.find(id);
  if (node.phase == Phase::message || node.phase == Phase::signal) emit(WaitEnded{id});
  emit(ElementLeft{id, node.element});
  emptied_.push_back(node.parent);
  joins_changed_ = true;
}

void Run::leave_on(NodeId id) {
  const Node node = *state_.find(id);
  Flows chosen;
  Words why;
  if (!choose(node, chosen, why)) return incident(id, std::move(why), true);
  const Element& element = model_.element(node.element);
  const auto remains = element.compensable ? remains_of(id, false) : std::nullopt;
  leave(id);
  if (remains) keep(*remains, node.parent);
  send(chosen, node.parent);
  if (element.is_activity()) count_inside(node.parent);
}

void Run::send(const Flows& flows, NodeId parent) {
  for (const Index flow : flows) moves_.push_back({model_.flow(flow).target, parent, flow});
}

void Run::forget_moves(NodeId scope) {
  moves_.erase(std::remove_if(moves_.begin(), moves_.end(), [&](const Move& move) { return move.parent == scope; }),
               moves_.end());
}

void Run::cancel_children(NodeId id, Keep keep) {
  const auto kept = [&](const Node& node) {
    if (keep == Keep::nothing || !is_aside(node)) return false;
    return keep == Keep::all_aside || node.phase == Phase::kept ||
           model_.element(node.element).kind == ElementKind::boundary_event;
  };
  for (;;) {
    const auto child = std::find_if(state_.nodes.rbegin(), state_.nodes.rend(), [&](const Node& node) {
      return node.parent == id && !kept(node);
    });
    if (child == state_.nodes.rend()) return;
    cancel_tree(child->id);
  }
}

void Run::cancel_tree(NodeId id) {
  cancel_children(id, Keep::nothing);
  const Node node = *state_.find(id);
  switch (node.phase) {
    case Phase::task:
      emit(TaskCancelled{id, node.element});
      break;
    case Phase::timer:
      emit(TimerCancelled{id});
      break;
    case Phase::message:
    case Phase::signal:
      emit(WaitEnded{id});
      break;
    case Phase::call:
      emit(CallCancelled{id});
      break;
    case Phase::kept:
      return emit(ActivityForgotten{id});
    case Phase::undoing:
      emit(ActivityForgotten{id});
      return emptied_.push_back(node.parent);
    default:
      break;
  }
  emit(ElementCancelled{id, node.element});
  emptied_.push_back(node.parent);
  joins_changed_ = true;
}

void Run::incident(NodeId id, Words reason, bool only_leaving) {
  Node node = *state_.find(id);
  node.phase = Phase::incident;
  node.done = only_leaving ? 1 : 0;
  change(node);
  emit(IncidentRaised{id, node.element, std::move(reason)});
}

Run::Value Run::evaluate(const Expression& expression, const feel::Value& context) const {
  feel::Evaluation evaluation = feel::evaluate(*expression.compiled, context, environment_);
  Value result{std::move(evaluation.value), {"“" + expression.text + "”没有结果", "\"" + expression.text + "\" is null"}};
  if (!evaluation.notes.empty()) {
    const Words note = evaluation.notes.front().words();
    result.why_null.zh += "：" + note.zh;
    result.why_null.en += ": " + note.en;
  }
  return result;
}

// A mapping without a source makes its target null.
feel::Value Run::mapped(const std::vector<Mapping>& mappings, const feel::Value& context) const {
  feel::ContextBuilder values;
  for (const Mapping& map : mappings) {
    values.set(map.target, map.source.given() ? evaluate(map.source, context).value : feel::Value());
  }
  return values.build();
}

feel::Value Run::with(const feel::Value& context, Numbers numbers) const {
  feel::ContextBuilder all;
  for (const feel::Entry& entry : context.as_context().entries) all.set(entry.name, entry.value);
  for (const auto& [name, number] : numbers) all.set(name, feel::Value::number(number));
  return all.build();
}

bool Run::holds(const Expression& expression, const feel::Value& context) const {
  return feel::evaluate(*expression.compiled, context, environment_).is_true();
}

void Run::set_from(NodeId scope, const feel::Value& values) {
  if (!values.is(feel::Kind::context) || values.as_context().entries.empty()) return;
  std::vector<std::pair<NodeId, std::vector<feel::Entry>>> homes;
  for (const feel::Entry& entry : values.as_context().entries) {
    NodeId home = k_root_node;
    for (NodeId at = scope; at != 0 && at != k_root_node; at = parent_of(at)) {
      const bool own = std::any_of(state_.scopes.begin(), state_.scopes.end(), [&](const Scope& held) {
        return held.node == at && held.values.find(entry.name) != nullptr;
      });
      if (own) {
        home = at;
        break;
      }
    }
    auto found = std::find_if(homes.begin(), homes.end(), [&](const auto& pair) { return pair.first == home; });
    if (found == homes.end()) found = homes.insert(homes.end(), {home, {}});
    found->second.push_back({entry.name, fits(entry.value, k_max_nesting) ? entry.value : feel::Value()});
  }
  for (auto& [home, entries] : homes) emit(VariablesSet{home, feel::Value::context(std::move(entries))});
  variables_changed_ = true;
}

}  // namespace tiange::bpmn
