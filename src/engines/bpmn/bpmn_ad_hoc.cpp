#include <algorithm>

#include "engines/bpmn/bpmn_run.h"

namespace tiange::bpmn {

bool stands(const Model& model, const Node& node) {
  const Element& element = model.element(node.element);
  const bool remembered = node.phase == Phase::kept || node.phase == Phase::undoing || node.phase == Phase::reset_wait;
  const bool part = node.made != 0 && !element.triggers.empty();
  return node.id != k_root_node && !remembered && !part && !element.waits_aside();
}

std::vector<NodeId> nodes_at(const Model& model, const State& state, std::string_view element) {
  std::vector<NodeId> found;
  const Index index = model.find(element);
  for (const Node& node : state.nodes) {
    if (node.element == index && node.phase != Phase::kept && node.phase != Phase::undoing) found.push_back(node.id);
  }
  return found;
}

std::vector<std::string> startable(const Model& model, const State& state, NodeId id) {
  const Node* node = state.find(id);
  if (node == nullptr || node->phase != Phase::scope) return {};
  const Element& element = model.element(node->element);
  if (element.ad_hoc == AdHoc::no || node->total == 1) return {};
  const bool runs = std::any_of(state.nodes.begin(), state.nodes.end(), [&](const Node& child) {
    return child.parent == id && child.phase != Phase::kept && !model.element(child.element).waits_aside();
  });
  if (runs && element.ad_hoc == AdHoc::sequential) return {};
  std::vector<std::string> ids;
  for (const Index start : element.starts) ids.push_back(model.element(start).id);
  return ids;
}

void Run::open_ad_hoc(NodeId id) {
  const Element& element = element_of(id);
  if (!element.starts_inside.given()) return;
  const Value value = evaluate(element.starts_inside, variables_at(state_, id));
  std::vector<feel::Value> names;
  if (value.value.is(feel::Kind::list)) {
    names.assign(value.value.items().begin(), value.value.items().end());
  } else if (!value.value.is_null()) {
    names.push_back(value.value);
  }
  std::vector<Index> chosen;
  for (const feel::Value& name : names) {
    const Index start = name.is(feel::Kind::string) ? model_.find(name.as_string()) : k_none;
    if (std::find(element.starts.begin(), element.starts.end(), start) == element.starts.end()) {
      return incident(id, {"自由子流程内没有可以开始的 " + feel::to_text(name),
                           "nothing called " + feel::to_text(name) + " can begin in the ad-hoc sub-process"}, false);
    }
    chosen.push_back(start);
  }
  if (element.ad_hoc == AdHoc::sequential && chosen.size() > 1) chosen.resize(1);
  for (const Index start : chosen) moves_.push_back({start, id, k_none});
}

Outcome Run::on(const StartInside& input) {
  const std::vector<std::string> ids = startable(model_, state_, input.node);
  if (std::find(ids.begin(), ids.end(), input.element) == ids.end()) {
    return refuse(ErrorCode::not_waiting, "现在不能开始步骤 " + input.element, input.element + " cannot begin now");
  }
  set_from(input.node, input.variables);
  moves_.push_back({model_.find(input.element), input.node, k_none});
  return done();
}

Outcome Run::on(const CloseInside& input) {
  const Node* found = waiting(input.node, Phase::scope);
  if (found == nullptr || model_.element(found->element).ad_hoc == AdHoc::no) {
    return refuse(ErrorCode::not_waiting, "该自由子流程已不存在", "there is no such ad-hoc sub-process");
  }
  Node node = *found;
  node.total = 1;
  change(node);
  emptied_.push_back(node.id);
  return done();
}

// An activity inside an ad-hoc sub-process is done.
void Run::count_inside(NodeId scope) {
  const Node* found = state_.find(scope);
  if (found == nullptr || found->phase != Phase::scope || model_.element(found->element).ad_hoc == AdHoc::no) return;
  Node node = *found;
  ++node.done;
  change(node);
}

bool Run::ad_hoc_over(NodeId id) {
  Node node = *state_.find(id);
  const Element& element = model_.element(node.element);
  if (node.total == 0 && node.done > 0 && element.completion.given()) {
    const auto running = std::count_if(state_.nodes.begin(), state_.nodes.end(),
                                       [&](const Node& child) { return child.parent == id && !is_aside(child); });
    const feel::Value context = with(variables_at(state_, id), {{"numberOfCompletedInstances", node.done},
                                                               {"numberOfActiveInstances", running}});
    if (holds(element.completion, context)) {
      node.total = 1;
      change(node);
    }
  }
  if (node.total == 0) return false;
  if (element.cancels_rest) {
    cancel_children(id, Keep::border);
    forget_moves(id);
  }
  return !is_busy(id);
}

}  // namespace tiange::bpmn
