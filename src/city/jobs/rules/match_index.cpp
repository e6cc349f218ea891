#include "city/jobs/rules/match_index.h"

#include <algorithm>

namespace tiange::employ {

namespace {

bool inside(std::string_view grid, std::span<const std::string> areas) {
  return std::any_of(areas.begin(), areas.end(), [&](const std::string& area) { return grid.starts_with(area); });
}

void erase(std::vector<std::uint32_t>& list, std::uint32_t slot) { std::erase(list, slot); }

bool better(const MatchHit& a, const MatchHit& b) { return a.score != b.score ? a.score > b.score : a.id < b.id; }

// Keeps the best so many.
class Best {
 public:
  Best(MatchFound& found, std::size_t most) : found_(found), most_(most) {}
  void offer(std::int64_t id, const VacancyFacts& vacancy, const TalentFacts& talent) {
    ++found_.looked_at;
    if (const std::uint8_t bars = match_bars(vacancy, talent); bars != 0) {
      for (std::size_t bar = 0; bar < k_match_bars; ++bar) found_.barred[bar] += (bars >> bar) & 1;
      return;
    }
    const MatchHit hit{id, score_match(vacancy, talent).total()};
    auto& hits = found_.hits;
    if (hits.size() < most_) {
      hits.push_back(hit);
      std::push_heap(hits.begin(), hits.end(), better);  // the worst on top
    } else if (most_ > 0 && better(hit, hits.front())) {
      std::pop_heap(hits.begin(), hits.end(), better);
      hits.back() = hit;
      std::push_heap(hits.begin(), hits.end(), better);
    }
  }
  void finish() { std::sort(found_.hits.begin(), found_.hits.end(), better); }

 private:
  MatchFound& found_;
  std::size_t most_;
};

// Slots of several lists, each once.
class Gathered {
 public:
  void add(const std::vector<std::uint32_t>& list) { slots_.insert(slots_.end(), list.begin(), list.end()); }
  const std::vector<std::uint32_t>& once() {
    std::sort(slots_.begin(), slots_.end());
    slots_.erase(std::unique(slots_.begin(), slots_.end()), slots_.end());
    return slots_;
  }

 private:
  std::vector<std::uint32_t> slots_;
};

}  // namespace

MatchIndex::List& MatchIndex::of_skill(std::vector<List>& lists, SkillBook::Number skill) {
  if (lists.size() <= skill) lists.resize(skill + 1U);
  return lists[skill];
}

int MatchIndex::anchor(const VacancyFacts& vacancy) const {
  int rarest = -1;
  std::size_t fewest = SIZE_MAX;
  for (const NeededSkill& need : vacancy.needs) {
    if (!need.must) continue;
    const std::size_t there = need.skill < talents_by_skill_.size() ? talents_by_skill_[need.skill].size() : 0;
    if (there < fewest) fewest = there, rarest = need.skill;
  }
  return rarest;
}

void MatchIndex::put(TalentFacts talent) {
  drop_talent(talent.id);
  Slot slot = static_cast<Slot>(talents_.size());
  if (free_talents_.empty()) talents_.emplace_back();
  else slot = free_talents_.back(), free_talents_.pop_back();
  talent_at_[talent.id] = slot;
  for (const HeldSkill& one : talent.skills) of_skill(talents_by_skill_, one.skill).push_back(slot);
  for (const std::string& code : talent.occupations) talents_by_occupation_[code].push_back(slot);
  talents_[slot] = std::move(talent);
}

void MatchIndex::put(VacancyFacts vacancy) {
  drop_vacancy(vacancy.id);
  Slot slot = static_cast<Slot>(vacancies_.size());
  if (free_vacancies_.empty()) vacancies_.emplace_back(), anchors_.push_back(-1);
  else slot = free_vacancies_.back(), free_vacancies_.pop_back();
  vacancy_at_[vacancy.id] = slot;
  anchors_[slot] = anchor(vacancy);
  if (anchors_[slot] >= 0) {
    of_skill(anchored_, static_cast<SkillBook::Number>(anchors_[slot])).push_back(slot);
  } else {
    for (const NeededSkill& one : vacancy.needs) of_skill(loose_by_skill_, one.skill).push_back(slot);
    loose_by_occupation_[vacancy.occupation].push_back(slot);
  }
  vacancies_[slot] = std::move(vacancy);
}

void MatchIndex::take_out(Slot slot, const TalentFacts& talent) {
  for (const HeldSkill& one : talent.skills) erase(of_skill(talents_by_skill_, one.skill), slot);
  for (const std::string& code : talent.occupations) erase(talents_by_occupation_[code], slot);
}

void MatchIndex::take_out(Slot slot, const VacancyFacts& vacancy) {
  if (anchors_[slot] >= 0) {
    erase(of_skill(anchored_, static_cast<SkillBook::Number>(anchors_[slot])), slot);
    return;
  }
  for (const NeededSkill& one : vacancy.needs) erase(of_skill(loose_by_skill_, one.skill), slot);
  erase(loose_by_occupation_[vacancy.occupation], slot);
}

void MatchIndex::drop_talent(std::int64_t id) {
  const auto at = talent_at_.find(id);
  if (at == talent_at_.end()) return;
  take_out(at->second, talents_[at->second]);
  talents_[at->second] = {};
  free_talents_.push_back(at->second);
  talent_at_.erase(at);
}

void MatchIndex::drop_vacancy(std::int64_t id) {
  const auto at = vacancy_at_.find(id);
  if (at == vacancy_at_.end()) return;
  take_out(at->second, vacancies_[at->second]);
  vacancies_[at->second] = {};
  free_vacancies_.push_back(at->second);
  vacancy_at_.erase(at);
}

MatchFound MatchIndex::talents_for(const VacancyFacts& vacancy, std::span<const std::string> areas, std::size_t most) const {
  MatchFound found;
  Best best(found, most);
  const auto look = [&](const List& list) {
    for (const Slot slot : list) {
      const TalentFacts& one = talents_[slot];
      if (inside(one.grid, areas)) best.offer(one.id, vacancy, one);
    }
  };
  const int rarest = anchor(vacancy);
  if (rarest >= 0) {
    if (static_cast<std::size_t>(rarest) < talents_by_skill_.size()) look(talents_by_skill_[static_cast<std::size_t>(rarest)]);
  } else {
    Gathered some;
    for (const NeededSkill& one : vacancy.needs) {
      if (one.skill < talents_by_skill_.size()) some.add(talents_by_skill_[one.skill]);
    }
    if (const auto list = talents_by_occupation_.find(vacancy.occupation); list != talents_by_occupation_.end()) some.add(list->second);
    look(some.once());
  }
  best.finish();
  return found;
}

MatchFound MatchIndex::vacancies_for(const TalentFacts& talent, std::span<const std::string> areas, std::size_t most) const {
  MatchFound found;
  Best best(found, most);
  const auto look = [&](const List& list) {
    for (const Slot slot : list) {
      const VacancyFacts& one = vacancies_[slot];
      if (inside(one.grid, areas)) best.offer(one.id, one, talent);
    }
  };
  Gathered some;  // those that may lie in several lists
  for (const HeldSkill& one : talent.skills) {
    if (one.skill < anchored_.size()) look(anchored_[one.skill]);
    if (one.skill < loose_by_skill_.size()) some.add(loose_by_skill_[one.skill]);
  }
  for (const std::string& code : talent.occupations) {
    if (const auto list = loose_by_occupation_.find(code); list != loose_by_occupation_.end()) some.add(list->second);
  }
  look(some.once());
  best.finish();
  return found;
}

}  // namespace tiange::employ
