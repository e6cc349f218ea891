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

bool Run::is_part(const Node& node) const { return node.made != 0 && !model_.element(node.element).triggers.empty(); }

const EventSpec& Run::spec_of(const Node& node) const {
  const Element& element = model_.element(node.element);
  return is_part(node) ? element.triggers[node.made - 1] : element.event;
}

// Makes the node wait for its event. False: it could not, or happened at once.
bool Run::subscribe(NodeId id) {
  const Node node = *state_.find(id);
  const Element& element = model_.element(node.element);
  if (!element.triggers.empty() && !is_part(node)) {
    subscribe_several(id, k_none);
    return true;
  }
  const EventSpec& event = spec_of(node);
  const EventKind kind = element.kind == ElementKind::receive_task ? EventKind::message : event.kind;
  switch (kind) {
    case EventKind::timer:
      return set_timer(id);
    case EventKind::message:
      return wait_for_message(id, event);
    case EventKind::signal:
      change(id, Phase::signal);
      emit(WaitSet{id, node.element, event.name, ""});
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

bool Run::wait_for_message(NodeId id, const EventSpec& event) {
  std::string correlation;
  if (event.correlation.given()) {
    const Value key = evaluate(event.correlation, variables_at(state_, id));
    if (key.value.is_null()) {
      incident(id, {"无法确定消息的关联键：" + key.why_null.zh, "no correlation key: " + key.why_null.en}, false);
      return false;
    }
    correlation = feel::to_text(key.value);
  }
  change(id, Phase::message);
  emit(WaitSet{id, state_.find(id)->element, event.name, std::move(correlation)});
  return true;
}

// A part for each trigger, but for the one that has happened already.
void Run::subscribe_several(NodeId id, std::uint32_t but) {
  change(id, Phase::several);
  const Index element = state_.find(id)->element;
  for (std::uint32_t i = 0; i < model_.element(element).triggers.size(); ++i) {
    if (i == but) continue;
    Node part;
    part.id = state_.last_node + 1;
    part.parent = id;
    part.element = element;
    part.made = i + 1;
    emit(ElementEntered{part});
    subscribe(part.id);
  }
}

bool Run::set_timer(NodeId id) {
  Node node = *state_.find(id);
  const EventSpec& event = spec_of(node);
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
    incident(id,
             {"“" + event.due.text + "”不是有效的时间“" + text + "”", "\"" + text + "\" is not a time for a timer"}, false);
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
  if (is_part(node)) return trigger_part(id, variables);
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

// One of an event's several triggers has happened: that is the event, or one step towards it.
void Run::trigger_part(NodeId id, const feel::Value& variables) {
  const Node part = *state_.find(id);
  const Element& element = model_.element(part.element);
  const bool again = element.waits_aside() && !element.interrupting;
  if (!element.needs_all) {
    if (again) {
      rearm(id);
    } else if (part.phase == Phase::timer) {
      change(id, Phase::errors);  // spent
    }
    return trigger(part.parent, variables);
  }
  set_outside(part.parent, variables);
  leave(id);
  const bool waits = std::any_of(state_.nodes.begin(), state_.nodes.end(),
                                 [&](const Node& node) { return node.parent == part.parent; });
  if (waits) return;
  if (again) subscribe_several(part.parent, k_none);
  trigger(part.parent, {});
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
  const feel::Value due = evaluate(spec_of(node).due, variables_at(state_, id)).value;
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

}  // namespace tiange::bpmn
