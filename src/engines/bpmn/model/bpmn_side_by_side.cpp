#include "engines/bpmn/model/bpmn_side_by_side.h"

#include <algorithm>
#include <set>

namespace tiange::bpmn {

namespace {

using Tasks = std::set<Index>;

bool splits(const Element& element) {
  if (element.outgoing.size() < 2) return false;
  return element.kind != ElementKind::exclusive_gateway && element.kind != ElementKind::event_gateway;
}

class Search {
 public:
  explicit Search(const Model& model) : model_(model) {}

  // Everything a token may meet from the element on, until ways join.
  void tasks_from(Index at, std::set<Index>& seen, Tasks& found) const {
    const Element& element = model_.element(at);
    if (!seen.insert(at).second) return;
    if (element.kind == ElementKind::user_task) found.insert(at);
    if (element.is_scope()) tasks_within(at, found);
    for (const Index event : element.boundary) {
      if (model_.element(event).interrupting) tasks_from(event, seen, found);
    }
    if (element.link_target != k_none) tasks_from(element.link_target, seen, found);
    for (const Index flow : element.outgoing) {
      const Index next = model_.flow(flow).target;
      if (!model_.element(next).joins()) tasks_from(next, seen, found);
    }
  }

  Tasks tasks_over(Index flow) const {
    Tasks found;
    std::set<Index> seen;
    const Index next = model_.flow(flow).target;
    if (!model_.element(next).joins()) tasks_from(next, seen, found);
    return found;
  }

  void tasks_within(Index scope, Tasks& found) const {
    const auto& elements = model_.process().elements;
    for (Index i = 0; i < elements.size(); ++i) {
      if (elements[i].kind == ElementKind::user_task && inside(i, scope)) found.insert(i);
    }
  }

  bool inside(Index element, Index scope) const {
    for (Index at = model_.element(element).parent; at != k_none; at = model_.element(at).parent) {
      if (at == scope) return true;
    }
    return false;
  }

  Tasks own_tasks(Index at) const {
    Tasks found;
    if (model_.element(at).kind == ElementKind::user_task) found.insert(at);
    tasks_within(at, found);
    return found;
  }

 private:
  const Model& model_;
};

void add(std::vector<SideBySide>& all, Index where, const Tasks& tasks) {
  all.push_back({where, {tasks.begin(), tasks.end()}});
}

// Two ways out with tasks on both.
void look_at_split(const Search& search, const Element& element, Index at, std::vector<SideBySide>& all) {
  Tasks together;
  int ways = 0;
  for (const Index flow : element.outgoing) {
    const Tasks tasks = search.tasks_over(flow);
    ways += !tasks.empty();
    together.insert(tasks.begin(), tasks.end());
  }
  if (ways > 1) add(all, at, together);
}

// What begins beside something that goes on.
void look_at_beside(const Model& model, const Search& search, Index at, std::vector<SideBySide>& all) {
  const Element& element = model.element(at);
  const bool border = element.kind == ElementKind::boundary_event;
  Tasks beside;
  std::set<Index> seen;
  search.tasks_from(at, seen, beside);
  if (beside.empty()) return;
  Tasks goes_on;
  if (border) {
    goes_on = search.own_tasks(element.attached_to);
  } else {
    search.tasks_within(model.element(element.parent).parent, goes_on);
    for (const Index task : beside) goes_on.erase(task);
  }
  if (goes_on.empty()) return;
  beside.insert(goes_on.begin(), goes_on.end());
  add(all, at, beside);
}

}  // namespace

std::vector<SideBySide> tasks_side_by_side(const Model& model) {
  const Search search(model);
  std::vector<SideBySide> all;
  const auto& elements = model.process().elements;
  for (Index i = 0; i < elements.size(); ++i) {
    const Element& element = elements[i];
    if (splits(element)) look_at_split(search, element, i, all);
    const bool starts_aside = element.kind == ElementKind::start_event && element.waits_aside();
    if ((element.kind == ElementKind::boundary_event || starts_aside) && !element.interrupting)
      look_at_beside(model, search, i, all);
    const bool many = element.loop.kind == LoopKind::parallel || element.ad_hoc == AdHoc::parallel;
    if (many && !search.own_tasks(i).empty()) add(all, i, search.own_tasks(i));
    const bool several_starts = element.is_scope() && element.starts.size() > 1 && element.ad_hoc == AdHoc::no;
    if (several_starts && elements[element.starts[0]].kind != ElementKind::start_event)
      add(all, i, search.own_tasks(i));
  }
  return all;
}

}  // namespace tiange::bpmn
