#include "engines/bpmn/model/bpmn_document.h"

namespace tiange::bpmn {

namespace {

bool is_activity(ElementKind kind) {
  return kind >= ElementKind::user_task && kind <= ElementKind::call_activity;
}

class Checker {
 public:
  Checker(const Process& process, std::vector<Finding>& findings) : process_(process), findings_(findings) {}

  void run() {
    for (const Element& element : process_.elements) {
      check_flows(element);
      check_scope(element);
      check_boundary(element);
      check_gateway(element);
      if (element.kind == ElementKind::throw_event && element.event.kind == EventKind::link &&
          element.link_target == k_none) {
        report(element, "找不到同名的链接捕获事件", "no link catch event has its name");
      }
    }
    check_reached();
  }

 private:
  void report(const Element& element, std::string zh, std::string en) {
    findings_.push_back({element.where, element.id, element.name, {std::move(zh), std::move(en)}});
  }

  void check_flows(const Element& element) {
    const bool no_incoming = element.kind == ElementKind::start_event || element.kind == ElementKind::boundary_event;
    if (no_incoming && !element.incoming.empty()) {
      report(element, "不能有流入的顺序流", "may have no incoming sequence flow");
    }
    if (element.kind == ElementKind::end_event && !element.outgoing.empty()) {
      report(element, "结束事件不能有流出的顺序流", "an end event may have no outgoing sequence flow");
    }
  }

  void check_scope(const Element& element) {
    if (!element.is_scope()) return;
    const bool is_process = element.kind == ElementKind::process;
    int without_trigger = 0;
    for (const Index start : element.starts) {
      const Element& at = process_.elements[start];
      if (at.kind != ElementKind::start_event) continue;
      if (at.event.kind == EventKind::none) ++without_trigger;
      if (element.by_event && at.event.kind == EventKind::none) {
        report(at, "事件子流程的开始事件必须有触发", "the start of an event sub-process needs a trigger");
      }
      if (!is_process && !element.by_event && at.event.kind != EventKind::none) {
        report(at, "子流程的开始事件不能有触发", "the start of a sub-process may have no trigger");
      }
    }
    if (without_trigger > 1) {
      report(element, "无触发的开始事件多于一个", "has more than one start event without trigger");
    }
    const bool one_start = element.starts.size() == 1 &&
                           process_.elements[element.starts[0]].kind == ElementKind::start_event;
    if (element.by_event && !one_start) {
      report(element, "事件子流程须有且只有一个开始事件", "an event sub-process needs exactly one start event");
    }
    if (element.by_event && (!element.incoming.empty() || !element.outgoing.empty() ||
                             element.loop.kind != LoopKind::none)) {
      report(element, "事件子流程不能有顺序流，也不能循环", "an event sub-process may neither have flows nor loop");
    }
    if (element.starts.empty() && is_process) report(element, "没有开始", "has no start");
  }

  void check_boundary(const Element& element) {
    if (element.kind != ElementKind::boundary_event || element.attached_to == k_none) return;
    if (!is_activity(process_.elements[element.attached_to].kind)) {
      report(element, "边界事件只能依附于活动", "may only be attached to an activity");
    }
    if (element.event.kind == EventKind::error && !element.interrupting) {
      report(element, "错误边界事件必须中断活动", "an error boundary event must interrupt");
    }
  }

  void check_gateway(const Element& element) {
    const bool choosing =
        element.kind == ElementKind::exclusive_gateway || element.kind == ElementKind::inclusive_gateway;
    if (choosing && element.outgoing.size() > 1) {
      for (const Index flow : element.outgoing) {
        if (flow == element.default_flow || process_.flows[flow].condition.given()) continue;
        const Flow& bare = process_.flows[flow];
        findings_.push_back({bare.where, bare.id, bare.name,
                             {"网关“" + element.name + "”的流出既无条件也不是默认流",
                              "leaves gateway \"" + element.name + "\" with neither a condition nor as its default"}});
      }
    }
    if (element.kind != ElementKind::event_gateway) return;
    if (element.outgoing.empty()) report(element, "事件网关没有流出", "the event gateway leads nowhere");
    for (const Index flow : element.outgoing) {
      const Element& target = process_.elements[process_.flows[flow].target];
      const bool waits = target.kind == ElementKind::receive_task ||
                         (target.kind == ElementKind::catch_event && target.event.kind != EventKind::link);
      if (!waits) report(target, "事件网关之后只能是捕获事件或接收任务", "cannot follow an event gateway");
      if (target.loop.kind != LoopKind::none || !target.boundary.empty()) {
        report(target, "事件网关之后的任务不能循环或带边界事件",
               "may neither loop nor have boundary events after an event gateway");
      }
    }
  }

  // Elements no token can come to are certainly a mistake.
  void check_reached() {
    std::vector<bool> reached(process_.elements.size(), false);
    std::vector<Index> open{0};
    reached[0] = true;
    const auto visit = [&](Index index) {
      if (index != k_none && !reached[index]) {
        reached[index] = true;
        open.push_back(index);
      }
    };
    while (!open.empty()) {
      const Element& element = process_.elements[open.back()];
      open.pop_back();
      for (const Index start : element.starts) visit(start);
      for (const Index watch : element.watches) visit(process_.elements[watch].parent);
      for (const Index event : element.boundary) visit(event);
      for (const Index flow : element.outgoing) visit(process_.flows[flow].target);
      visit(element.link_target);
    }
    for (Index i = 0; i < process_.elements.size(); ++i) {
      const Element& element = process_.elements[i];
      if (!reached[i] && element.parent != k_none && reached[element.parent]) {
        report(element, "没有任何路径到达此处", "nothing leads here");
      }
    }
  }

  const Process& process_;
  std::vector<Finding>& findings_;
};

}  // namespace

void check_process(const Process& process, std::vector<Finding>& findings) { Checker(process, findings).run(); }

}  // namespace tiange::bpmn
