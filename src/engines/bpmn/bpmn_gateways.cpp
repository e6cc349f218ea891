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
bool Run::inclusive_ready(Index gateway, NodeId parent) const {
  const Element& element = model_.element(gateway);
  std::vector<Index> taken;
  std::vector<Index> empty;
  for (const Index flow : element.incoming) {
    const bool here = std::any_of(state_.nodes.begin(), state_.nodes.end(), [&](const Node& node) {
      return node.element == gateway && node.parent == parent && node.phase == Phase::join && node.flow == flow;
    });
    (here ? taken : empty).push_back(flow);
  }
  const auto reaches = [&](const Node& node, Index flow) { return model_.can_reach(node.element, flow); };
  for (const Node& node : state_.nodes) {
    if (node.parent != parent || node.element == gateway) continue;
    const bool to_empty = std::any_of(empty.begin(), empty.end(), [&](Index flow) { return reaches(node, flow); });
    const bool to_taken = std::any_of(taken.begin(), taken.end(), [&](Index flow) { return reaches(node, flow); });
    if (to_empty && !to_taken) return false;
  }
  return true;
}

// Takes one token from each flow that has one; one of them goes on.
void Run::join(Index gateway, NodeId parent) {
  std::vector<NodeId> tokens;
  std::vector<Index> flows;
  for (const Node& node : state_.nodes) {
    if (node.element != gateway || node.parent != parent || node.phase != Phase::join) continue;
    if (std::find(flows.begin(), flows.end(), node.flow) != flows.end()) continue;
    flows.push_back(node.flow);
    tokens.push_back(node.id);
  }
  for (std::size_t i = 1; i < tokens.size(); ++i) leave(tokens[i]);
  change(tokens.front(), Phase::passing);
  leave_on(tokens.front());
}

}  // namespace tiange::bpmn
