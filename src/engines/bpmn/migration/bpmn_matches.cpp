#include <algorithm>
#include <map>
#include <set>

#include "engines/bpmn/migration/bpmn_matches.h"

namespace tiange::bpmn {

namespace {

bool same_triggers(const Element& from, const Element& to) {
  if (from.event.kind != to.event.kind || from.triggers.size() != to.triggers.size()) return false;
  for (std::size_t i = 0; i < from.triggers.size(); ++i) {
    if (from.triggers[i].kind != to.triggers[i].kind) return false;
  }
  return from.needs_all == to.needs_all;
}

std::string shown(const Element& element) { return element.name.empty() ? element.id : element.name; }

// The only element of each name and kind, among those `free`.
std::map<std::pair<ElementKind, std::string>, Index> only_ones(const Process& process, const std::vector<bool>& taken) {
  std::map<std::pair<ElementKind, std::string>, Index> only;
  for (Index i = 1; i < process.elements.size(); ++i) {
    const Element& element = process.elements[i];
    if (taken[i] || element.name.empty()) continue;
    const auto [place, fresh] = only.emplace(std::pair(element.kind, element.name), i);
    if (!fresh) place->second = k_none;
  }
  return only;
}

}  // namespace

std::optional<Misfit> misfit(const Element& from, const Element& to) {
  if (from.kind != to.kind || from.by_event != to.by_event || from.for_compensation != to.for_compensation ||
      (from.ad_hoc == AdHoc::no) != (to.ad_hoc == AdHoc::no)) {
    return Misfit{Obstacle::other_kind,
                  {"“" + shown(from) + "”与“" + shown(to) + "”不是同一种元素，不能互换；请对应到同种元素",
                   "\"" + shown(from) + "\" and \"" + shown(to) +
                       "\" are not of the same kind; match it with one that is"}};
  }
  if (!same_triggers(from, to)) {
    return Misfit{Obstacle::other_kind,
                  {"“" + shown(from) + "”与“" + shown(to) + "”等待的事件种类不同；请对应到同种事件",
                   "\"" + shown(from) + "\" and \"" + shown(to) +
                       "\" wait for different kinds of events; match it with one of its kind"}};
  }
  if (from.loop.kind != to.loop.kind) {
    return Misfit{Obstacle::other_loop,
                  {"“" + shown(from) + "”与“" + shown(to) + "”的多实例或循环方式不同；请等它办完再迁移，或保留原方式",
                   "\"" + shown(from) + "\" and \"" + shown(to) +
                       "\" repeat in different ways; let it finish first, or keep the way it repeats"}};
  }
  return std::nullopt;
}

std::vector<Match> propose_matches(const Model& from, const Model& to) {
  const Process& old = from.process();
  const Process& fresh = to.process();
  std::vector<Match> matches(old.elements.size());
  std::vector<bool> matched(old.elements.size(), false);
  std::vector<bool> taken(fresh.elements.size(), false);
  for (Index i = 0; i < old.elements.size(); ++i) {
    const Element& element = old.elements[i];
    matches[i].from = element.id;
    const Index same = i == 0 ? 0 : to.find(element.id);
    if (same == k_none || fresh.elements[same].kind != element.kind) continue;
    const std::string& id = fresh.elements[same].id;
    matches[i] = {element.id, id, element.id == id ? MatchedBy::same_id : MatchedBy::same_name};
    matched[i] = taken[same] = true;
  }
  const auto old_names = only_ones(old, matched);
  const auto fresh_names = only_ones(fresh, taken);
  for (const auto& [name, index] : old_names) {
    const auto found = fresh_names.find(name);
    if (index == k_none || found == fresh_names.end() || found->second == k_none) continue;
    matches[index] = {old.elements[index].id, fresh.elements[found->second].id, MatchedBy::same_name};
  }
  return matches;
}

Result<std::vector<Match>> with_choices(std::vector<Match> proposed, const std::vector<Match>& chosen,
                                        const Model& from, const Model& to) {
  for (const Match& choice : chosen) {
    if (from.find(choice.from) == k_none) {
      return refuse(ErrorCode::bad_input, "原流程中没有元素 " + choice.from, "the old process has no element " + choice.from);
    }
    if (!choice.to.empty() && to.find(choice.to) == k_none) {
      return refuse(ErrorCode::bad_input, "新流程中没有元素 " + choice.to, "the new process has no element " + choice.to);
    }
    const auto same = std::find_if(proposed.begin(), proposed.end(),
                                   [&](const Match& match) { return match.from == choice.from; });
    const Match made{choice.from, choice.to, choice.to.empty() ? MatchedBy::nothing : MatchedBy::by_hand};
    if (same == proposed.end()) {
      proposed.push_back(made);
    } else {
      *same = made;
    }
  }
  return proposed;
}

std::vector<Match> turned_round(const std::vector<Match>& matches, const Model& new_from) {
  std::map<std::string, const Match*> by_target;
  for (const Match& match : matches) {
    if (!match.to.empty()) by_target.emplace(match.to, &match);
  }
  std::vector<Match> back;
  for (const Element& element : new_from.process().elements) {
    const auto found = by_target.find(element.id);
    back.push_back(found == by_target.end() ? Match{element.id, "", MatchedBy::nothing}
                                            : Match{element.id, found->second->from, found->second->by});
  }
  return back;
}

std::vector<MatchFault> check_matches(const Model& from, const Model& to, const std::vector<Match>& matches) {
  std::vector<MatchFault> faults;
  for (const Match& match : matches) {
    const Index old = from.find(match.from);
    const Index fresh = match.to.empty() ? k_none : to.find(match.to);
    if (old == k_none || fresh == k_none) continue;
    if (auto unfit = misfit(from.element(old), to.element(fresh))) {
      faults.push_back({match.from, match.to, std::move(unfit->words)});
    }
  }
  return faults;
}

}  // namespace tiange::bpmn
