#include <algorithm>

#include "engines/bpmn/bpmn_run.h"

namespace tiange::bpmn {

namespace {

// What an end or intermediate event throws, in its order.
std::vector<const EventSpec*> thrown_by(const Element& element) {
  std::vector<const EventSpec*> specs;
  for (const EventSpec& trigger : element.triggers) specs.push_back(&trigger);
  if (specs.empty()) specs.push_back(&element.event);
  return specs;
}

}  // namespace

void Run::begin_throwing(NodeId id) {
  const Node node = *state_.find(id);
  const Element& element = model_.element(node.element);
  if (element.event.kind == EventKind::link) {
    leave(id);
    moves_.push_back({element.link_target, node.parent, k_none});
    return;
  }
  const std::vector<const EventSpec*> specs = thrown_by(element);
  for (const EventSpec* event : specs) {
    if (event->kind == EventKind::message) throw_message(id, *event);
    if (event->kind == EventKind::signal) emit(SignalThrown{node.element, event->name});
    if (event->kind == EventKind::escalation) throw_escalation(node.parent, node.element, event->name);
    if (state_.find(id) == nullptr) return;  // whoever caught it ended this part
  }
  if (!begin_undo(id, specs)) end_throwing(id);
}

// What comes last, when nothing more is waited for.
void Run::end_throwing(NodeId id) {
  const Node node = *state_.find(id);
  for (const EventSpec* event : thrown_by(model_.element(node.element))) {
    switch (event->kind) {
      case EventKind::terminate:
        leave(id);
        return terminate(node.parent);
      case EventKind::error:
        leave(id);
        return throw_error(node.parent, event->name);
      case EventKind::cancel:
        return cancel_transaction(id);
      default:
        break;
    }
  }
  if (node.phase == Phase::undo_wait && node.made == 1) return leave(id);  // its token has gone on already
  leave_on(id);
}

void Run::throw_message(NodeId id, const EventSpec& event) {
  const Node node = *state_.find(id);
  const feel::Value context = variables_at(state_, id);
  MessageThrown thrown{node.element, event.name, "", {}};
  if (event.correlation.given()) {
    const feel::Value key = evaluate(event.correlation, context).value;
    if (!key.is_null()) thrown.correlation = feel::to_text(key);
  }
  thrown.variables = mapped(model_.element(node.element).inputs, context);
  emit(std::move(thrown));
}

void Run::throw_escalation(NodeId from, Index element, const std::string& code) {
  if (!throw_outwards(EventKind::escalation, from, code)) emit(EscalationThrown{element, code});
}

void Run::throw_error(NodeId from, const std::string& code) {
  if (throw_outwards(EventKind::error, from, code)) return;
  fail({"错误 " + code + " 没有被处理", "error " + code + " was not caught"}, code);
}

// Looks for who catches an error or escalation, from the activity `from` outwards; inside an activity an event
// sub-process goes before its border, and an event with the code before one without.
bool Run::throw_outwards(EventKind kind, NodeId from, const std::string& code) {
  for (NodeId at = from; at != 0; at = parent_of(at)) {
    for (const bool inside : {true, false}) {
      for (const bool exact : {true, false}) {
        const auto caught = std::find_if(state_.nodes.begin(), state_.nodes.end(), [&](const Node& node) {
          if (node.phase != Phase::errors) return false;
          const Element& element = model_.element(node.element);
          const EventSpec& event = spec_of(node);
          const NodeId host = is_part(node) ? parent_of(node.parent) : node.parent;
          return host == at && element.waits_aside() && element.watches_scope == inside && event.kind == kind &&
                 (exact ? event.name == code : event.name.empty());
        });
        if (caught == state_.nodes.end()) continue;
        trigger(caught->id, {});
        return true;
      }
    }
  }
  return false;
}

// Nothing inside is compensated.
void Run::terminate(NodeId scope) {
  cancel_children(scope, Keep::border);
  forget_kept(scope);
  forget_moves(scope);
  emptied_.push_back(scope);
  if (Node node = *state_.find(scope); element_of(scope).ad_hoc != AdHoc::no) {
    node.total = 1;
    change(node);
  }
}

void Run::fail(Words reason, std::string code) {
  moves_.clear();
  if (state_.find(k_root_node) != nullptr) cancel_tree(k_root_node);
  emit(InstanceFailed{std::move(reason), std::move(code)});
}

}  // namespace tiange::bpmn
