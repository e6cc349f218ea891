#include "engines/bpmn/model/bpmn_reader.h"

namespace tiange::bpmn {

Index Reader::find(const std::string& id) const {
  const auto found = ids_.find(std::string(local_reference(id)));
  if (found != ids_.end()) return found->second;
  const auto exact = ids_.find(id);
  return exact == ids_.end() ? k_none : exact->second;
}

void Reader::connect() {
  for (Index i = 0; i < process_.elements.size(); ++i) {
    const std::string& id = process_.elements[i].id;
    if (!id.empty() && !ids_.emplace(id, i).second) report(process_.elements[i], "id 重复", "the id is used twice");
  }
  for (const PendingFlow& pending : flows_) connect_flow(pending);
  connect_borders();
  connect_defaults();
  connect_links();
  connect_starts();
  connect_compensation();
}

void Reader::connect_flow(const PendingFlow& pending) {
  Flow& flow = process_.flows[pending.flow];
  flow.source = find(pending.source);
  flow.target = find(pending.target);
  if (flow.source == k_none || flow.target == k_none || flow.source == 0 || flow.target == 0) {
    report(pending.node, "顺序流的起点或终点不存在", "the sequence flow leads from or to nothing");
    flow.source = flow.target = k_none;
    return;
  }
  if (process_.elements[flow.source].parent != process_.elements[flow.target].parent) {
    report(pending.node, "顺序流不能跨越子流程", "a sequence flow may not cross a sub-process");
    flow.source = flow.target = k_none;
    return;
  }
  process_.elements[flow.source].outgoing.push_back(pending.flow);
  process_.elements[flow.target].incoming.push_back(pending.flow);
}

void Reader::connect_borders() {
  for (const Pending& pending : attached_) {
    const Index host = find(pending.reference);
    if (host == k_none || process_.elements[host].parent != process_.elements[pending.element].parent) {
      report(pending.node, "边界事件没有依附的活动", "is not attached to an activity beside it");
      continue;
    }
    Element& border = process_.elements[pending.element];
    border.attached_to = host;
    // Compensation is no event of the running activity: nothing waits for it at the border.
    if (border.event.kind != EventKind::compensation) process_.elements[host].boundary.push_back(pending.element);
  }
}

void Reader::connect_defaults() {
  for (const Pending& pending : defaults_) {
    Element& element = process_.elements[pending.element];
    for (const Index flow : element.outgoing) {
      if (process_.flows[flow].id == pending.reference) element.default_flow = flow;
    }
    if (element.default_flow == k_none) report(pending.node, "默认流不是它的流出", "the default flow is not its own");
  }
}

void Reader::connect_links() {
  for (Element& thrown : process_.elements) {
    if (thrown.kind != ElementKind::throw_event || thrown.event.kind != EventKind::link) continue;
    for (Index i = 0; i < process_.elements.size(); ++i) {
      const Element& caught = process_.elements[i];
      if (caught.kind == ElementKind::catch_event && caught.event.kind == EventKind::link &&
          caught.event.name == thrown.event.name && caught.parent == thrown.parent) {
        thrown.link_target = i;
      }
    }
  }
}

void Reader::connect_starts() {
  std::vector<std::vector<Index>> loose(process_.elements.size());
  for (Index i = 1; i < process_.elements.size(); ++i) {
    Element& element = process_.elements[i];
    if (element.kind == ElementKind::start_event) {
      Element& scope = process_.elements[element.parent];
      scope.starts.push_back(i);
      if (!scope.by_event) continue;
      Element& around = process_.elements[scope.parent];
      if (element.event.kind == EventKind::compensation) {
        if (around.undo_start != k_none) {
          report(element, "补偿事件子流程多于一个", "is the second compensation event sub-process here");
        }
        around.undo_start = i;
      } else {
        element.watches_scope = true;
        around.watches.push_back(i);
      }
    } else if (element.by_event || element.for_compensation) {
      continue;
    } else if (element.incoming.empty() && element.kind != ElementKind::boundary_event &&
               !(element.kind == ElementKind::catch_event && element.event.kind == EventKind::link)) {
      loose[element.parent].push_back(i);
    }
  }
  for (Index i = 0; i < process_.elements.size(); ++i) {
    if (process_.elements[i].is_scope() && process_.elements[i].starts.empty()) {
      process_.elements[i].starts = std::move(loose[i]);
    }
  }
}

void Reader::connect_compensation() {
  for (Index i = 1; i < process_.elements.size(); ++i) {
    const Element& element = process_.elements[i];
    if (element.kind == ElementKind::boundary_event && element.event.kind == EventKind::compensation &&
        element.attached_to != k_none) {
      connect_handler(i);
    }
  }
  // Inner elements stand after their sub-process.
  for (Index i = static_cast<Index>(process_.elements.size()); i-- > 1;) {
    Element& element = process_.elements[i];
    const bool undone_inside = element.kind == ElementKind::sub_process && element.undo_start != k_none;
    if (element.compensation != k_none || undone_inside) element.compensable = true;
    if (element.by_event || element.for_compensation) element.compensable = false;
    Element& scope = process_.elements[element.parent];
    if (element.compensable && element.parent != 0 && !scope.by_event) scope.compensable = true;
  }
  for (const PendingUndo& pending : undos_) connect_undo(pending);
}

// The activity an association ties to a compensation event at the border.
void Reader::connect_handler(Index border) {
  const Element& element = process_.elements[border];
  Index handler = k_none;
  for (const auto& [source, target] : associations_) {
    const std::string* other = source == element.id ? &target : target == element.id ? &source : nullptr;
    if (other == nullptr) continue;
    const Index found = find(*other);
    if (found != k_none && process_.elements[found].is_activity()) handler = found;
  }
  if (handler == k_none) {
    return report(element, "补偿边界事件没有用关联连到补偿活动", "is not associated with an activity that compensates");
  }
  const Element& activity = process_.elements[handler];
  if (!activity.for_compensation || activity.parent != element.parent) {
    return report(activity, "补偿活动须与边界事件同在一处，并标明 isForCompensation",
                  "must stand beside the border event and be marked isForCompensation");
  }
  Element& host = process_.elements[element.attached_to];
  if (host.compensation != k_none) return report(element, "活动已有补偿", "the activity has a compensation already");
  host.compensation = handler;
}

void Reader::connect_undo(const PendingUndo& pending) {
  Element& element = process_.elements[pending.element];
  EventSpec& spec = element.triggers.empty() ? element.event : element.triggers[pending.trigger];
  const Index activity = find(pending.reference);
  const Element& scope = process_.elements[element.parent];
  const bool seen = activity != k_none && activity != 0 &&
                    (process_.elements[activity].parent == element.parent ||
                     (scope.by_event && process_.elements[activity].parent == scope.parent));
  if (!seen) {
    return report(pending.node, "要补偿的活动 " + pending.reference + " 不在同一子流程内",
                  "the activity to compensate, " + pending.reference + ", is not in the same sub-process");
  }
  if (!process_.elements[activity].compensable) {
    return report(pending.node, "活动 " + pending.reference + " 没有补偿",
                  "activity " + pending.reference + " has no compensation");
  }
  spec.activity = activity;
}

}  // namespace tiange::bpmn
