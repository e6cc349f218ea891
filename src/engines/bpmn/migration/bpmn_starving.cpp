#include <algorithm>
#include <optional>

#include "engines/bpmn/migration/bpmn_planner.h"

namespace tiange::bpmn {

namespace {

// Elements from which a token can come over the flow without passing the gateway it leads into.
std::vector<bool> leading_to(const Process& process, Index flow) {
  const Index gateway = process.flows[flow].target;
  std::vector<bool> leads(process.elements.size(), false);
  std::vector<Index> open;
  const auto visit = [&](Index index) {
    if (index == k_none || index == gateway || leads[index]) return;
    leads[index] = true;
    open.push_back(index);
  };
  visit(process.flows[flow].source);
  while (!open.empty()) {
    const Index at = open.back();
    open.pop_back();
    visit(process.elements[at].attached_to);
    for (const Index incoming : process.elements[at].incoming) visit(process.flows[incoming].source);
    for (Index i = 0; i < process.elements.size(); ++i) {
      if (process.elements[i].link_target == at) visit(i);
    }
  }
  return leads;
}

bool joins_all(const Element& element) {
  return element.kind == ElementKind::parallel_gateway && element.incoming.size() > 1;
}

}  // namespace

// A parallel join that some token waits at or can come to must be reachable over each of its flows, unless it was
// already so that it is not.
void Planner::find_starving() {
  for (const Node& node : moved_) {
    if (node.phase == Phase::scope) check_joins(node.id);
    const bool empty_gate = node.phase == Phase::gate && to_.element(node.element).outgoing.empty();
    if (empty_gate) {
      fault(*state_.find(node.id), Obstacle::nothing_inside,
            {"事件网关在新流程中没有可以等待的事件", "the event gateway has nothing to wait for in the new version"});
    }
  }
}

std::vector<Planner::Standing> Planner::tokens_in(NodeId scope, bool after) const {
  std::vector<Standing> tokens;
  for (const Node& node : after ? moved_ : state_.nodes) {
    if (node.parent != scope || is_aside(*state_.find(node.id))) continue;
    tokens.push_back({scope, node.element, node.phase == Phase::join ? node.flow : k_none, node.id});
  }
  return tokens;
}

// Flows over which nothing can come any more; none when no token has to do with the gateway.
std::vector<Index> Planner::missing_flows(const Model& model, Index gateway,
                                          const std::vector<Standing>& tokens) const {
  std::vector<Index> missing;
  bool concerned = false;
  for (const Index flow : model.element(gateway).incoming) {
    bool comes = std::any_of(tokens.begin(), tokens.end(), [&](const Standing& token) { return token.flow == flow; });
    if (!comes) {
      const std::vector<bool> leads = leading_to(model.process(), flow);
      comes = std::any_of(tokens.begin(), tokens.end(), [&](const Standing& token) { return leads[token.element]; });
    }
    concerned |= comes;
    if (!comes) missing.push_back(flow);
  }
  return concerned ? missing : std::vector<Index>{};
}

void Planner::check_joins(NodeId scope) {
  const std::vector<Standing> now = tokens_in(scope, true);
  const std::vector<Standing> before = tokens_in(scope, false);
  const Index inside = moved(scope)->element;
  for (Index i = 0; i < to_.process().elements.size(); ++i) {
    const Element& gateway = to_.element(i);
    if (gateway.parent != inside || !joins_all(gateway)) continue;
    const std::vector<Index> missing = missing_flows(to_, i, now);
    if (missing.empty()) continue;
    const auto old = std::find(migration_.elements_.begin(), migration_.elements_.end(), i);
    if (old != migration_.elements_.end()) {
      const Index was = static_cast<Index>(old - migration_.elements_.begin());
      if (joins_all(from_.element(was)) && !missing_flows(from_, was, before).empty()) continue;
    }
    const auto waits = std::find_if(now.begin(), now.end(),
                                    [&](const Standing& token) { return token.element == i; });
    const NodeId node = waits != now.end() ? waits->node : now.front().node;
    const Flow& flow = to_.flow(missing.front());
    fault(*state_.find(node), Obstacle::would_starve,
          {"汇合“" + (gateway.name.empty() ? gateway.id : gateway.name) + "”会永远等下去：已没有令牌能从 " + flow.id +
               " 到达；请先把令牌移到分支之前，或等汇合完成",
           "join \"" + (gateway.name.empty() ? gateway.id : gateway.name) +
               "\" would wait for ever: no token can come by " + flow.id +
               "; move a token before the split, or let the join happen first"});
  }
}

}  // namespace tiange::bpmn
