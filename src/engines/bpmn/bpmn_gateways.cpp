#include <algorithm>

#include "engines/bpmn/bpmn_run.h"

namespace tiange::bpmn {

// Which flows a token leaves by. False: none is open, and `why` says so.
bool Run::choose(const Node& node, Flows& chosen, Words& why) const {
  const Element& element = model_.element(node.element);
  if (element.kind == ElementKind::parallel_gateway || element.outgoing.size() == 0) {
    chosen = element.outgoing;
    return true;
  }
  const bool first_only = element.kind == ElementKind::exclusive_gateway;
  feel::Value context;
  for (const Index index : element.outgoing) {
    const Flow& flow = model_.flow(index);
    if (index == element.default_flow) continue;
    bool open = true;
    if (flow.condition.given()) {
      if (context.is_null()) context = variables_at(state_, node.id);
      const Value value = evaluate(flow.condition, context);
      open = value.value.is_true();
      if (value.value.is_null() && why.zh.empty()) why = value.why_null;
    }
    if (!open) continue;
    chosen.push_back(index);
    if (first_only) break;
  }
  if (chosen.empty() && element.default_flow != k_none) chosen.push_back(element.default_flow);
  if (!chosen.empty()) return true;
  const std::string detail_zh = why.zh.empty() ? "" : "（" + why.zh + "）";
  const std::string detail_en = why.en.empty() ? "" : " (" + why.en + ")";
  why = {"没有任何流出的条件成立" + detail_zh, "no outgoing condition holds" + detail_en};
  return false;
}

void Run::arrive_at_parallel(const Move& move) {
  const Element& gateway = model_.element(move.element);
  const NodeId token = enter(move, gateway.incoming.size() > 1 ? Phase::join : Phase::passing);
  if (gateway.incoming.size() <= 1) return leave_on(token);
  for (const Index flow : gateway.incoming) {
    const bool here = std::any_of(state_.nodes.begin(), state_.nodes.end(), [&](const Node& node) {
      return node.element == move.element && node.parent == move.parent && node.phase == Phase::join &&
             node.flow == flow;
    });
    if (!here) return;
  }
  join(move.element, move.parent);
}

void Run::arrive_at_inclusive(const Move& move) {
  const bool joins = model_.element(move.element).incoming.size() > 1;
  const NodeId token = enter(move, joins ? Phase::join : Phase::passing);
  if (joins) {
    joins_changed_ = true;  // decided when everything else has come to rest
  } else {
    leave_on(token);
  }
}

// BPMN 2.0, 13.4.3: no token elsewhere may still come to an empty incoming flow, unless it could come to a taken one.
// `consumed` has a bit for each incoming flow whose token a complex gateway has taken already.
bool Run::inclusive_ready(Index gateway, NodeId parent, std::uint32_t consumed) const {
  const Element& element = model_.element(gateway);
  std::vector<Index> taken;
  std::vector<Index> empty;
  for (std::size_t i = 0; i < element.incoming.size(); ++i) {
    const Index flow = element.incoming[i];
    const bool before = i < 32 && (consumed >> i & 1u) != 0;
    const bool here = before || std::any_of(state_.nodes.begin(), state_.nodes.end(), [&](const Node& node) {
      return node.element == gateway && node.parent == parent && node.phase == Phase::join && node.flow == flow;
    });
    (here ? taken : empty).push_back(flow);
  }
  const auto reaches = [&](const Node& node, Index flow) { return model_.can_reach(node.element, flow); };
  for (const Node& node : state_.nodes) {
    if (node.parent != parent || node.element == gateway || node.phase == Phase::kept ||
        node.phase == Phase::undoing || node.phase == Phase::reset_wait) {
      continue;
    }
    const bool to_empty = std::any_of(empty.begin(), empty.end(), [&](Index flow) { return reaches(node, flow); });
    const bool to_taken = std::any_of(taken.begin(), taken.end(), [&](Index flow) { return reaches(node, flow); });
    if (to_empty && !to_taken) return false;
  }
  return true;
}

// The first token that has come by each incoming flow, but for flows with a bit in `without`.
std::vector<NodeId> Run::first_tokens(Index gateway, NodeId parent, std::uint32_t without) const {
  const std::vector<Index>& incoming = model_.element(gateway).incoming;
  std::vector<NodeId> tokens;
  std::vector<Index> flows;
  for (const Node& node : state_.nodes) {
    if (node.element != gateway || node.parent != parent || node.phase != Phase::join) continue;
    if (std::find(flows.begin(), flows.end(), node.flow) != flows.end()) continue;
    const auto place = std::find(incoming.begin(), incoming.end(), node.flow) - incoming.begin();
    if (place < 32 && (without >> place & 1u) != 0) continue;
    flows.push_back(node.flow);
    tokens.push_back(node.id);
  }
  return tokens;
}

// Takes one token from each flow that has one; one of them goes on.
void Run::join(Index gateway, NodeId parent) {
  const std::vector<NodeId> tokens = first_tokens(gateway, parent, 0);
  for (std::size_t i = 1; i < tokens.size(); ++i) leave(tokens[i]);
  change(tokens.front(), Phase::passing);
  leave_on(tokens.front());
}

// BPMN 2.0, 13.4.5. A complex gateway starts when its activation condition holds, then waits for the flows that have
// not come unless nothing can come by them any more, and resets.
void Run::arrive_at_complex(const Move& move) {
  const bool joins = model_.element(move.element).incoming.size() > 1;
  const NodeId token = enter(move, joins ? Phase::join : Phase::passing);
  if (joins) {
    start_complex(move.element, move.parent);
    joins_changed_ = true;
    return;
  }
  emit(VariablesSet{token, feel::Value::context({{"waitingForStart", feel::Value::boolean(true)}})});
  leave_on(token);
}

// The condition sees activationCount, the number of tokens that wait, and activationCounts, the same by flow id.
bool Run::start_complex(Index gateway, NodeId parent) {
  const Element& element = model_.element(gateway);
  std::vector<std::int64_t> counts(element.incoming.size(), 0);
  std::int64_t all = 0;
  for (const Node& node : state_.nodes) {
    if (node.element != gateway || node.parent != parent) continue;
    if (node.phase == Phase::reset_wait) return false;
    if (node.phase != Phase::join) continue;
    const auto place = std::find(element.incoming.begin(), element.incoming.end(), node.flow);
    if (place != element.incoming.end()) ++counts[static_cast<std::size_t>(place - element.incoming.begin())];
    ++all;
  }
  if (all == 0) return false;
  std::vector<feel::Entry> by_flow;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    by_flow.push_back({model_.flow(element.incoming[i]).id, feel::Value::number(counts[i])});
  }
  feel::ContextBuilder context;
  const feel::Value variables = variables_at(state_, parent);
  for (const feel::Entry& entry : variables.as_context().entries) context.set(entry.name, entry.value);
  context.set("activationCount", feel::Value::number(all));
  context.set("activationCounts", feel::Value::context(std::move(by_flow)));
  if (!holds(element.activation, context.build())) return false;

  const std::vector<NodeId> tokens = first_tokens(gateway, parent, 0);
  Node rest;
  rest.parent = parent;
  rest.element = gateway;
  rest.phase = Phase::reset_wait;
  for (const NodeId token : tokens) {
    const auto place = std::find(element.incoming.begin(), element.incoming.end(), state_.find(token)->flow);
    rest.done |= 1u << (place - element.incoming.begin());
  }
  for (std::size_t i = 1; i < tokens.size(); ++i) leave(tokens[i]);
  change(tokens.front(), Phase::passing);
  emit(VariablesSet{tokens.front(), feel::Value::context({{"waitingForStart", feel::Value::boolean(true)},
                                                          {"activationCount", feel::Value::number(all)}})});
  rest.id = state_.last_node + 1;
  emit(ElementEntered{rest});
  leave_on(tokens.front());
  return true;
}

// On reset only conditions speak: a flow without one has had its token when the gateway started.
void Run::reset_complex(NodeId id) {
  const Node rest = *state_.find(id);
  const Element& element = model_.element(rest.element);
  for (const NodeId token : first_tokens(rest.element, rest.parent, rest.done)) leave(token);
  emit(VariablesSet{id, feel::Value::context({{"waitingForStart", feel::Value::boolean(false)}})});
  const feel::Value context = variables_at(state_, id);
  Flows chosen;
  for (const Index index : element.outgoing) {
    const Flow& flow = model_.flow(index);
    if (index == element.default_flow || !flow.condition.given()) continue;
    if (holds(flow.condition, context)) chosen.push_back(index);
  }
  if (chosen.empty() && element.default_flow != k_none) chosen.push_back(element.default_flow);
  leave(id);
  send(chosen, rest.parent);
}

bool Run::settle_complex() {
  std::vector<std::pair<Index, NodeId>> waiting;
  for (const Node& node : state_.nodes) {
    if (model_.element(node.element).kind != ElementKind::complex_gateway) continue;
    if (node.phase == Phase::reset_wait && inclusive_ready(node.element, node.parent, node.done)) {
      reset_complex(node.id);
      joins_changed_ = true;
      return true;
    }
    if (node.phase == Phase::join) waiting.emplace_back(node.element, node.parent);
  }
  return std::any_of(waiting.begin(), waiting.end(),
                     [&](const auto& place) { return start_complex(place.first, place.second); });
}

}  // namespace tiange::bpmn
