#include <algorithm>

#include "engines/bpmn/model/bpmn_document.h"

namespace tiange::bpmn {

namespace {

constexpr std::size_t k_max_complex_incoming = 32;  // a complex gateway remembers them as bits

class Checker {
 public:
  Checker(const Process& process, std::vector<Finding>& findings) : process_(process), findings_(findings) {}

  void run() {
    for (const Element& element : process_.elements) {
      check_flows(element);
      check_scope(element);
      check_boundary(element);
      check_gateway(element);
      check_complex(element);
      check_event_gateway(element);
      check_triggers(element);
      check_compensation(element);
      check_ad_hoc(element);
      check_beginning(element);
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
    const Element& host = process_.elements[element.attached_to];
    if (!host.is_activity() || host.by_event) {
      report(element, "边界事件只能依附于活动", "may only be attached to an activity");
    }
    if ((has(element, EventKind::error) || has(element, EventKind::cancel)) && !element.interrupting) {
      report(element, "错误和取消边界事件必须中断活动", "an error or cancel boundary event must interrupt");
    }
    if (has(element, EventKind::cancel) && !host.transaction) {
      report(element, "取消事件只能依附于事务子流程", "a cancel event may only be attached to a transaction");
    }
    if (element.event.kind == EventKind::compensation && !element.outgoing.empty()) {
      report(element, "补偿边界事件不能有顺序流", "a compensation boundary event may have no sequence flow");
    }
  }

  static bool has(const Element& element, EventKind kind) {
    return element.event.kind == kind || std::any_of(element.triggers.begin(), element.triggers.end(),
                                                     [&](const EventSpec& trigger) { return trigger.kind == kind; });
  }

  void check_triggers(const Element& element) {
    if (has(element, EventKind::cancel) && element.kind == ElementKind::end_event) check_cancel(element);
    if (element.watches_scope && has(element, EventKind::error) && !element.interrupting) {
      report(element, "错误开始事件必须中断", "an error start event must interrupt");
    }
    if (element.triggers.empty()) return;
    const bool throws = element.kind == ElementKind::end_event || element.kind == ElementKind::throw_event;
    int last = 0;
    for (const EventSpec& trigger : element.triggers) {
      if (trigger.kind == EventKind::link || (!throws && trigger.kind == EventKind::compensation)) {
        report(element, "链接和补偿不能与其他触发并用", "a link or compensation cannot stand beside other triggers");
      }
      const bool ends = trigger.kind == EventKind::error || trigger.kind == EventKind::terminate ||
                        trigger.kind == EventKind::cancel;
      if (throws && ends && ++last == 2) {
        report(element, "错误、终止、取消只能有一个", "may have one of error, terminate and cancel only");
      }
      const bool never = trigger.kind == EventKind::error || trigger.kind == EventKind::cancel ||
                         trigger.kind == EventKind::escalation;
      if (!throws && element.needs_all && never) {
        report(element, "错误、升级、取消不能与其他触发同时要求", "an error, escalation or cancel cannot be one of all that must happen");
      }
    }
  }

  void check_cancel(const Element& element) {
    Index scope = element.parent;
    while (scope != k_none && !process_.elements[scope].transaction) scope = process_.elements[scope].parent;
    if (scope == k_none) return report(element, "取消结束事件只能在事务子流程内", "a cancel end event must be in a transaction");
    const auto& border = process_.elements[scope].boundary;
    const bool caught = std::any_of(border.begin(), border.end(), [&](Index event) {
      return has(process_.elements[event], EventKind::cancel);
    });
    if (!caught) {
      report(element, "事务子流程“" + process_.elements[scope].name + "”没有取消边界事件，取消后无处可去",
             "transaction \"" + process_.elements[scope].name + "\" has no cancel boundary event to go on from");
    }
  }

  void check_compensation(const Element& element) {
    if (element.for_compensation && (!element.incoming.empty() || !element.outgoing.empty() || element.by_event)) {
      report(element, "补偿活动不能有顺序流", "an activity for compensation may have no sequence flow");
    }
    const bool undoes = element.kind == ElementKind::start_event && element.event.kind == EventKind::compensation;
    if (undoes && process_.elements[element.parent].parent == 0) {
      report(element, "补偿事件子流程只能在子流程内", "a compensation event sub-process must stand in a sub-process");
    }
  }

  void check_ad_hoc(const Element& element) {
    if (element.parent != k_none && process_.elements[element.parent].ad_hoc != AdHoc::no &&
        (element.kind == ElementKind::start_event || element.kind == ElementKind::end_event)) {
      report(element, "自由子流程内不能有开始和结束事件", "an ad-hoc sub-process holds neither start nor end events");
    }
    if (element.ad_hoc == AdHoc::no) return;
    if (element.by_event) report(element, "事件子流程不能是自由子流程", "an event sub-process cannot be ad-hoc");
    if (element.starts.empty()) report(element, "自由子流程内没有活动", "an ad-hoc sub-process needs an activity inside");
  }

  void check_beginning(const Element& element) {
    if (element.instantiates && (element.parent != 0 || !element.incoming.empty())) {
      report(element, "启动流程的元素须在最外层且没有流入", "what begins a process stands at the top without incoming flows");
    }
  }

  void check_complex(const Element& element) {
    if (element.kind != ElementKind::complex_gateway || element.incoming.size() < 2) return;
    if (!element.activation.given()) {
      report(element, "汇合的复杂网关缺少激活条件", "a complex gateway that joins needs an activation condition");
    }
    if (element.incoming.size() > k_max_complex_incoming) {
      report(element, "复杂网关的流入多于 32 条", "a complex gateway has at most 32 incoming flows");
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
  }

  void check_event_gateway(const Element& element) {
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
    for (Index i = 0; i < process_.elements.size(); ++i) {
      if (process_.elements[i].instantiates) visit(i);
    }
    while (!open.empty()) {
      const Element& element = process_.elements[open.back()];
      open.pop_back();
      for (const Index start : element.starts) visit(start);
      for (const Index watch : element.watches) visit(process_.elements[watch].parent);
      for (const Index event : element.boundary) visit(event);
      visit(element.compensation);
      if (element.undo_start != k_none) visit(process_.elements[element.undo_start].parent);
      for (const Index flow : element.outgoing) visit(process_.flows[flow].target);
      visit(element.link_target);
    }
    for (Index i = 0; i < process_.elements.size(); ++i) {
      const Element& element = process_.elements[i];
      const bool undoes = element.kind == ElementKind::boundary_event && element.event.kind == EventKind::compensation;
      if (undoes) continue;
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
