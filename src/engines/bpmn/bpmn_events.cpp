#include <algorithm>

#include "engines/bpmn/bpmn_run.h"

namespace tiange::bpmn {

namespace {

constexpr std::uint32_t k_without_end = 0xFFFFFFFFu;

struct Cycle {
  std::uint32_t repeats;
  std::string duration;
};

// R/PT1H, R3/PT1H: ISO 8601 repeating intervals without a start.
std::optional<Cycle> parse_cycle(std::string_view text) {
  const auto slash = text.find('/');
  if (text.substr(0, 1) != "R" || slash == text.npos) return std::nullopt;
  std::uint32_t repeats = slash == 1 ? k_without_end : 0;
  for (const char digit : text.substr(1, slash - 1)) {
    if (digit < '0' || digit > '9' || repeats > 100'000'000) return std::nullopt;
    repeats = repeats * 10 + static_cast<std::uint32_t>(digit - '0');
  }
  const std::string_view duration = text.substr(slash + 1);
  if (!feel::parse_days_duration(duration) && !feel::parse_months_duration(duration)) return std::nullopt;
  return Cycle{repeats, std::string(duration)};
}

bool is_due_text(TimerKind kind, std::string_view text) {
  switch (kind) {
    case TimerKind::date:
      return feel::parse_date_time(text) || feel::parse_date(text);
    case TimerKind::duration:
      return feel::parse_days_duration(text) || feel::parse_months_duration(text);
    default:
      return !text.empty();
  }
}

}  // namespace

void Run::begin_end_event(NodeId id) {
  const Node node = *state_.find(id);
  const EventSpec& event = model_.element(node.element).event;
  switch (event.kind) {
    case EventKind::message:
      throw_message(id);
      break;
    case EventKind::signal:
      emit(SignalThrown{node.element, event.name});
      break;
    case EventKind::escalation:
      leave(id);
      throw_outwards(EventKind::escalation, node.parent, event.name);
      return;
    case EventKind::terminate:
      leave(id);
      return terminate(node.parent);
    case EventKind::error:
      leave(id);
      if (!throw_outwards(EventKind::error, node.parent, event.name)) {
        fail({"错误 " + event.name + " 没有被处理", "error " + event.name + " was not caught"});
      }
      return;
    default:
      break;
  }
  leave(id);
}

void Run::begin_throw_event(NodeId id) {
  const Node node = *state_.find(id);
  const Element& element = model_.element(node.element);
  if (element.event.kind == EventKind::link) {
    leave(id);
    moves_.push_back({element.link_target, node.parent, k_none});
    return;
  }
  if (element.event.kind == EventKind::message) throw_message(id);
  if (element.event.kind == EventKind::signal) emit(SignalThrown{node.element, element.event.name});
  if (element.event.kind == EventKind::escalation) {
    throw_outwards(EventKind::escalation, node.parent, element.event.name);
    if (state_.find(id) == nullptr) return;  // whoever caught it ended this part
  }
  leave_on(id);
}

void Run::throw_message(NodeId id) {
  const Node node = *state_.find(id);
  const Element& element = model_.element(node.element);
  const feel::Value context = variables_at(state_, id);
  MessageThrown thrown{node.element, element.event.name, "", {}};
  if (element.event.correlation.given()) {
    const feel::Value key = evaluate(element.event.correlation, context).value;
    if (!key.is_null()) thrown.correlation = feel::to_text(key);
  }
  thrown.variables = mapped(element.inputs, context);
  emit(std::move(thrown));
}

void Run::begin_gate(NodeId id) {
  change(id, Phase::gate);
  for (const Index flow : element_of(id).outgoing) {
    begin(enter({model_.flow(flow).target, id, flow}, Phase::passing));
  }
}

void Run::subscribe_boundary(NodeId activity) {
  for (const Index index : element_of(activity).boundary) {
    const bool there = std::any_of(state_.nodes.begin(), state_.nodes.end(), [&](const Node& node) {
      return node.parent == activity && node.element == index;
    });
    if (!there) subscribe(enter({index, activity, k_none}, Phase::passing));
  }
}

// Makes the node wait for its event. False: it could not, or happened at once.
bool Run::subscribe(NodeId id) {
  const Element& element = element_of(id);
  const Index index = state_.find(id)->element;
  const EventKind kind = element.kind == ElementKind::receive_task ? EventKind::message : element.event.kind;
  switch (kind) {
    case EventKind::timer:
      return set_timer(id);
    case EventKind::message: {
      std::string correlation;
      if (element.event.correlation.given()) {
        const Value key = evaluate(element.event.correlation, variables_at(state_, id));
        if (key.value.is_null()) {
          incident(id, {"无法确定消息的关联键：" + key.why_null.zh, "no correlation key: " + key.why_null.en}, false);
          return false;
        }
        correlation = feel::to_text(key.value);
      }
      change(id, Phase::message);
      emit(WaitSet{id, index, element.event.name, std::move(correlation)});
      return true;
    }
    case EventKind::signal:
      change(id, Phase::signal);
      emit(WaitSet{id, index, element.event.name, ""});
      return true;
    case EventKind::conditional:
      change(id, Phase::condition);
      variables_changed_ = true;  // it may hold already
      return true;
    default:
      change(id, Phase::errors);
      return true;
  }
}

bool Run::set_timer(NodeId id) {
  Node node = *state_.find(id);
  const EventSpec& event = model_.element(node.element).event;
  const Value value = evaluate(event.due, variables_at(state_, id));
  std::string text = value.value.is_null() ? "" : feel::to_text(value.value);
  TimerKind kind = event.timer;
  node.total = 0;
  if (kind == TimerKind::limit && text.empty() && model_.element(node.element).kind == ElementKind::boundary_event) {
    change(id, Phase::errors);  // no limit, no clock
    return false;
  }
  bool good = true;
  if (kind == TimerKind::cycle) {
    const auto cycle = parse_cycle(text);
    good = cycle.has_value() && cycle->repeats > 0;
    if (good) {
      node.total = cycle->repeats == k_without_end ? k_without_end : cycle->repeats - 1;
      text = cycle->duration;
      kind = TimerKind::duration;
    }
  }
  if (!good || !is_due_text(kind, text)) {
    incident(id, {"“" + event.due.text + "”不是有效的时间“" + text + "”", "\"" + text + "\" is not a time for a timer"}, false);
    return false;
  }
  node.phase = Phase::timer;
  change(node);
  emit(TimerSet{id, node.element, kind, std::move(text)});
  return true;
}

// What the node waited for has happened.
void Run::trigger(NodeId id, const feel::Value& variables) {
  const Node node = *state_.find(id);
  const Element& element = model_.element(node.element);
  const Node* gate = state_.find(node.parent);
  if (gate != nullptr && gate->phase == Phase::gate) {
    Node freed = node;
    freed.parent = gate->parent;
    const NodeId gate_id = gate->id;
    change(freed);
    leave(gate_id);
    return finish(id, variables);
  }
  if (element.waits_aside()) {
    set_outside(id, variables);
    return element.kind == ElementKind::boundary_event ? trigger_boundary(id) : trigger_event_sub_process(id);
  }
  finish(id, variables);
}

void Run::trigger_boundary(NodeId id) {
  Node node = *state_.find(id);
  const Element& element = model_.element(node.element);
  const NodeId activity = node.parent;
  const NodeId outside = parent_of(activity);
  if (element.interrupting) {
    if (node.phase == Phase::message || node.phase == Phase::signal) emit(WaitEnded{id});
    node.parent = outside;
    node.phase = Phase::passing;
    change(node);
    cancel_tree(activity);
    return leave_on(id);
  }
  rearm(id);
  leave_on(enter({node.element, outside, k_none}, Phase::passing));
}

// After an event that does not interrupt: a timer with repeats left is set again, another is spent.
void Run::rearm(NodeId id) {
  Node node = *state_.find(id);
  if (node.phase != Phase::timer) return;
  if (node.total == 0) {
    node.phase = Phase::errors;  // stays so that it is not set again
    return change(node);
  }
  if (node.total != k_without_end) --node.total;
  change(node);
  const feel::Value due = evaluate(model_.element(node.element).event.due, variables_at(state_, id)).value;
  const auto cycle = parse_cycle(due.is_null() ? "" : feel::to_text(due));
  if (cycle) emit(TimerSet{id, node.element, TimerKind::duration, cycle->duration});
}

void Run::subscribe_watches(NodeId scope) {
  for (const Index start : element_of(scope).watches) subscribe(enter({start, scope, k_none}, Phase::passing));
}

void Run::trigger_event_sub_process(NodeId id) {
  const Node node = *state_.find(id);
  const Element& start = model_.element(node.element);
  const NodeId scope = node.parent;
  if (start.interrupting) {
    leave(id);
    cancel_children(scope, Keep::border);
    forget_moves(scope);
  } else {
    rearm(id);
  }
  const NodeId inside = enter({start.parent, scope, k_none}, Phase::scope);
  subscribe_watches(inside);
  leave_on(enter({node.element, inside, k_none}, Phase::passing));
}

// Looks for who catches an error or escalation, from the activity `from` outwards; inside an activity an event
// sub-process goes before its border, and an event with the code before one without.
bool Run::throw_outwards(EventKind kind, NodeId from, const std::string& code) {
  for (NodeId at = from; at != 0; at = parent_of(at)) {
    for (const ElementKind place : {ElementKind::start_event, ElementKind::boundary_event}) {
      for (const bool exact : {true, false}) {
        const auto caught = std::find_if(state_.nodes.begin(), state_.nodes.end(), [&](const Node& node) {
          const Element& element = model_.element(node.element);
          return node.parent == at && node.phase == Phase::errors && element.kind == place && element.event.kind == kind &&
                 (exact ? element.event.name == code : element.event.name.empty());
        });
        if (caught == state_.nodes.end()) continue;
        trigger(caught->id, {});
        return true;
      }
    }
  }
  return false;
}

void Run::terminate(NodeId scope) {
  cancel_children(scope, Keep::border);
  forget_moves(scope);
  emptied_.push_back(scope);
}

void Run::fail(Words reason) {
  moves_.clear();
  if (state_.find(k_root_node) != nullptr) cancel_tree(k_root_node);
  emit(InstanceFailed{std::move(reason)});
}

}  // namespace tiange::bpmn
