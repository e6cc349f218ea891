#include "engines/bpmn/migration/bpmn_migration.h"

#include <algorithm>

#include "engines/bpmn/bpmn_run.h"
#include "engines/bpmn/migration/bpmn_matches.h"
#include "engines/bpmn/migration/bpmn_planner.h"

namespace tiange::bpmn {

Migration::Migration(const Model& from, const Model& to, const std::vector<Match>& matches)
    : from_(from), to_(to), elements_(from.process().elements.size(), k_none),
      flows_(from.process().flows.size(), k_none), named_(from.process().elements.size(), k_none) {
  named_[0] = elements_[0] = 0;
  for (const Match& match : matches) {
    const Index old = from.find(match.from);
    const Index fresh = match.to.empty() ? k_none : to.find(match.to);
    if (old == k_none || old == 0 || fresh == k_none || fresh == 0) continue;
    named_[old] = fresh;
    if (!misfit(from.element(old), to.element(fresh))) elements_[old] = fresh;
  }
  for (Index i = 0; i < flows_.size(); ++i) flows_[i] = counterpart(from.flow(i));
}

// Of the flows that lead to the same element: the one of the same id, best from the same source, else the only one
// from there.
Index Migration::counterpart(const Flow& flow) const {
  if (flow.source == k_none || flow.target == k_none || named_[flow.target] == k_none) return k_none;
  const Index source = named_[flow.source];
  Index by_id = k_none;
  Index by_source = k_none;
  int from_source = 0;
  const std::vector<Flow>& fresh = to_.process().flows;
  for (Index i = 0; i < fresh.size(); ++i) {
    if (fresh[i].target != named_[flow.target]) continue;
    const bool same_source = source != k_none && fresh[i].source == source;
    const bool same_id = !flow.id.empty() && fresh[i].id == flow.id;
    if (same_id && same_source) return i;
    if (same_id) by_id = i;
    if (!same_source) continue;
    by_source = i;
    ++from_source;
  }
  return by_id != k_none ? by_id : from_source == 1 ? by_source : k_none;
}

MigrationPlan Migration::plan(const State& state, const feel::Environment& environment) const {
  return Planner(*this, state, environment).make();
}

MigrationPlan plan_migration(const Model& from, const Model& to, const std::vector<Match>& matches, const State& state,
                             const feel::Environment& environment) {
  return Migration(from, to, matches).plan(state, environment);
}

MigrationPlan Planner::make() {
  if (state_.status != Status::running) {
    plan_.faults.push_back({0, "", "", Obstacle::over,
                            {"流程不在运行，无需迁移", "the instance is not running, nothing is to move"}});
    return std::move(plan_);
  }
  for (const Node& node : state_.nodes) decide(node);
  if (plan_.faults.empty()) find_starving();
  for (const Node& node : state_.nodes) check_task(node);
  std::stable_sort(plan_.faults.begin(), plan_.faults.end(),
                   [](const MigrationFault& a, const MigrationFault& b) { return a.node < b.node; });
  if (!plan_.faults.empty()) {
    plan_.moves.clear();
    return std::move(plan_);
  }
  drop_vanishing();
  move_nodes();
  tell_waits();
  arm_new();
  run_.go_on();
  return std::move(plan_);
}

void Planner::fault(const Node& node, Obstacle obstacle, Words words) {
  const Element& element = from_.element(node.element);
  plan_.faults.push_back({node.id, element.id, element.name, obstacle, std::move(words)});
}

const Node* Planner::moved(NodeId id) const {
  const auto found = std::lower_bound(moved_.begin(), moved_.end(), id,
                                      [](const Node& node, NodeId wanted) { return node.id < wanted; });
  return found != moved_.end() && found->id == id ? &*found : nullptr;
}

// Waits beside the tokens, or is kept: it may vanish without loss.
bool Planner::is_aside(const Node& node) const {
  if (node.phase == Phase::kept) return true;
  const Element& element = from_.element(node.element);
  const Node* parent = state_.find(node.parent);
  if (parent == nullptr || !element.waits_aside()) return false;
  return element.watches_scope ? parent->element != element.parent : parent->element == element.attached_to;
}

// Where the node goes, whether it vanishes, or what is in the way. Its parent has been decided.
void Planner::decide(const Node& node) {
  if (node.id == k_root_node) {
    moved_.push_back(node);
    moved_.back().element = 0;
    return;
  }
  const Node* parent = moved(node.parent);
  if (parent == nullptr) return void(vanishing_.push_back(node.id));  // with its parent, or that has a fault
  const bool behind_gate = state_.find(node.parent)->phase == Phase::gate;
  const Index target = migration_.elements_[node.element];
  const bool fits = target != k_none && stands_right(node, target, *parent);
  const bool compensable = target != k_none && (node.phase != Phase::kept || to_.element(target).compensable);
  if (fits && compensable) return place(node, target);
  if (is_aside(node) || behind_gate) return void(vanishing_.push_back(node.id));
  explain(node, target);
}

// Whether the new element stands where the new parent is.
bool Planner::stands_right(const Node& node, Index target, const Node& parent) const {
  const Element& element = to_.element(target);
  if (parent.element == target) return true;  // an instance of a loop, or one of several triggers
  switch (parent.phase) {
    case Phase::kept:
      return element.parent == parent.element;
    case Phase::undoing: {
      const Element& undone = to_.element(parent.element);
      const bool by_event = undone.undo_start != k_none && to_.element(undone.undo_start).parent == target;
      return undone.compensation == target || by_event || element.parent == parent.element;
    }
    case Phase::gate: {
      const std::vector<Index>& out = to_.element(parent.element).outgoing;
      return std::any_of(out.begin(), out.end(), [&](Index flow) { return to_.flow(flow).target == target; });
    }
    default:
      break;
  }
  if (is_aside(node) && element.kind == ElementKind::boundary_event) return element.attached_to == parent.element;
  if (is_aside(node) && element.watches_scope) return to_.element(element.parent).parent == parent.element;
  return element.parent == parent.element;
}

void Planner::place(const Node& node, Index target) {
  Node now = node;
  now.element = target;
  now.flow = node.flow == k_none ? k_none : migration_.flows_[node.flow];
  if (node.phase == Phase::join && now.flow == k_none && to_.element(target).incoming.size() > 1) {
    const Element& gateway = from_.element(node.element);
    const Flow& flow = from_.flow(node.flow);
    return fault(node, Obstacle::flow_gone,
                 {"已到达汇合“" + (gateway.name.empty() ? gateway.id : gateway.name) + "”的令牌所走的流 " + flow.id +
                      " 在新流程中不再通向那里，令牌会丢失；请保留该流，或等汇合完成",
                  "the token that came to the join by flow " + flow.id +
                      " would be lost: no such flow leads there any more; keep the flow or let the join happen"});
  }
  if (node.phase == Phase::reset_wait) {
    const std::vector<Index>& before = from_.element(node.element).incoming;
    const std::vector<Index>& after = to_.element(target).incoming;
    now.done = 0;
    for (std::size_t i = 0; i < before.size() && i < 32; ++i) {
      if ((node.done >> i & 1u) == 0) continue;
      const auto place = std::find(after.begin(), after.end(), migration_.flows_[before[i]]);
      if (place != after.end()) now.done |= 1u << (place - after.begin());
    }
  }
  if (node.phase == Phase::cancelling && !to_.element(target).transaction) {
    return fault(node, Obstacle::other_kind, {"事务正在取消，新流程中它不再是事务",
                                              "the transaction is being cancelled and is none in the new version"});
  }
  moved_.push_back(now);
  const bool shown = node.phase != Phase::scope && node.phase != Phase::loop && node.phase != Phase::kept;
  const bool part = node.made != 0 && !from_.element(node.element).triggers.empty();
  if (shown && !part) plan_.moves.push_back({node.id, from_.element(node.element).id, to_.element(target).id});
}

// A token that cannot stay: why.
void Planner::explain(const Node& node, Index target) {
  const Element& element = from_.element(node.element);
  const std::string name = element.name.empty() ? element.id : element.name;
  const Index named = migration_.named_[node.element];
  if (named == k_none) {
    return fault(node, Obstacle::gone,
                 {"新流程中没有与“" + name + "”对应的元素；请指定对应的元素，或先把它移到别处",
                  "nothing in the new version is matched with \"" + name +
                      "\"; choose a match or move the token first"});
  }
  if (target == k_none) {
    auto unfit = misfit(element, to_.element(named));
    return fault(node, unfit->obstacle, std::move(unfit->words));
  }
  const Element& fresh = to_.element(target);
  const std::string& scope = to_.element(fresh.parent).name;
  fault(node, Obstacle::other_scope,
        {"“" + name + "”在新流程中位于另一个子流程（“" + scope + "”）内，令牌不能随之进出；请先移到别处",
         "\"" + name + "\" is inside another sub-process (\"" + scope +
             "\") in the new version, and tokens cannot cross; move it first"});
}

void Planner::drop_vanishing() {
  Run old(from_, working_, plan_.events, environment_);
  for (auto id = vanishing_.rbegin(); id != vanishing_.rend(); ++id) {
    if (working_.find(*id) != nullptr) old.drop(*id);
  }
}

void Planner::move_nodes() {
  for (const Node& now : moved_) {
    const Node& was = *state_.find(now.id);
    if (now.element == was.element && now.flow == was.flow && now.done == was.done) continue;
    emit(ElementMoved{now, was.element});
  }
}

// The text of a task's queue or limit in the new version where that is another than in the old.
bool Planner::changed(const Expression& before, const Expression& after, NodeId node, std::string& text) const {
  if (before.text == after.text) return false;
  const feel::Value context = variables_at(state_, node);
  const auto value = [&](const Expression& expression) {
    if (!expression.given()) return std::string();
    const feel::Value result = feel::evaluate(*expression.compiled, context, environment_).value;
    return result.is_null() ? std::string() : feel::to_text(result);
  };
  text = value(after);
  return text != value(before);
}

void Planner::check_task(const Node& node) {
  const Node* now = moved(node.id);
  if (node.phase != Phase::task || now == nullptr) return;
  const Expression& queue = to_.element(now->element).task.queue;
  std::string text;
  const bool other = queue.given() && changed(from_.element(node.element).task.queue, queue, node.id, text);
  if (!other || !text.empty()) return;
  const std::string& name = to_.element(now->element).name;
  fault(node, Obstacle::no_queue, {"新流程无法确定“" + name + "”的办理队列：" + queue.text,
                                   "the new version gives no queue for \"" + name + "\": " + queue.text});
}

void Planner::tell_waits() {
  for (const Node& now : moved_) {
    const Node& was = *state_.find(now.id);
    const Element& before = from_.element(was.element);
    const Element& after = to_.element(now.element);
    if (now.phase == Phase::task) {
      TaskMoved told{now.id, now.element, false, "", false, ""};
      told.queue_changed = changed(before.task.queue, after.task.queue, now.id, told.queue);
      told.limit_changed = changed(before.task.limit, after.task.limit, now.id, told.limit);
      emit(std::move(told));
    }
    if (now.phase == Phase::timer) emit(TimerMoved{now.id, now.element});
    if (now.phase != Phase::message && now.phase != Phase::signal) continue;
    const bool part = now.made != 0 && !after.triggers.empty();
    const EventSpec& old = part ? before.triggers[now.made - 1] : before.event;
    const EventSpec& fresh = part ? after.triggers[now.made - 1] : after.event;
    if (old.name == fresh.name && old.correlation.text == fresh.correlation.text) continue;
    emit(WaitEnded{now.id});
    run_.adopt(now.id);
  }
}

void Planner::arm_new() {
  const auto there = [&](NodeId parent, Index element) {
    return std::any_of(working_.nodes.begin(), working_.nodes.end(), [&](const Node& node) {
      return node.parent == parent && node.element == element;
    });
  };
  for (const Node& now : moved_) {
    const Element& element = to_.element(now.element);
    const Node* parent = working_.find(now.parent);
    const bool instance = parent != nullptr && parent->element == now.element;
    const bool behind_gate = parent != nullptr && parent->phase == Phase::gate;
    const bool runs = element.is_activity() && now.phase != Phase::kept && now.phase != Phase::undoing;
    if (runs && !instance && !behind_gate) {
      for (const Index border : element.boundary) {
        if (!there(now.id, border)) run_.arm(now.id, border);
      }
    }
    if (now.phase == Phase::scope) {
      for (const Index watch : element.watches) {
        if (!there(now.id, watch) && !was_watched(now.id, watch)) run_.arm(now.id, watch);
      }
    }
    if (now.phase == Phase::gate) {
      for (const Index flow : element.outgoing) {
        if (!there(now.id, to_.flow(flow).target)) run_.arm(now.id, to_.flow(flow).target);
      }
    }
  }
}

// An event sub-process that was there before and is not waiting any more has been used up.
bool Planner::was_watched(NodeId scope, Index watch) const {
  const std::vector<Index>& before = from_.element(state_.find(scope)->element).watches;
  return std::any_of(before.begin(), before.end(), [&](Index old) { return migration_.elements_[old] == watch; });
}

}  // namespace tiange::bpmn
