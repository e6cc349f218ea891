#pragma once
// Vacancies and talents held by their skills: from one the best of the others within milliseconds.
//
// A talent lies under every skill it has and every occupation it wishes for. A vacancy with skills that must be there lies
// under the rarest of them: whoever fits has that one. One without lies under its occupation and its other skills.
// Not thread safe; whoever holds it locks.

#include <array>
#include <map>
#include <span>
#include <unordered_map>

#include "city/jobs/rules/match_rules.h"

namespace tiange::employ {

struct MatchHit {
  std::int64_t id = 0;
  int score = 0;
};

struct MatchFound {
  std::vector<MatchHit> hits;  // the best first; of equal scores the older id
  std::int64_t looked_at = 0;
  std::array<std::int64_t, k_match_bars> barred{};  // of those looked at, by what excluded them
};

class MatchIndex {
 public:
  // Over the one of the same id.
  void put(VacancyFacts vacancy);
  void put(TalentFacts talent);
  void drop_vacancy(std::int64_t id);
  void drop_talent(std::int64_t id);

  // `areas`: prefixes of codes within which the others must lie; "" is everywhere, none is nowhere.
  MatchFound talents_for(const VacancyFacts& vacancy, std::span<const std::string> areas, std::size_t most) const;
  MatchFound vacancies_for(const TalentFacts& talent, std::span<const std::string> areas, std::size_t most) const;

  std::size_t vacancies() const { return vacancy_at_.size(); }
  std::size_t talents() const { return talent_at_.size(); }

 private:
  using Slot = std::uint32_t;
  using List = std::vector<Slot>;
  void take_out(Slot slot, const TalentFacts& talent);
  void take_out(Slot slot, const VacancyFacts& vacancy);
  // Under which skill a vacancy lies; -1: none must be there.
  int anchor(const VacancyFacts& vacancy) const;
  List& of_skill(std::vector<List>& lists, SkillBook::Number skill);

  std::vector<VacancyFacts> vacancies_;
  std::vector<TalentFacts> talents_;
  std::vector<int> anchors_;  // of vacancies, as they were put
  std::vector<Slot> free_vacancies_, free_talents_;
  std::unordered_map<std::int64_t, Slot> vacancy_at_, talent_at_;
  std::vector<List> talents_by_skill_, anchored_, loose_by_skill_;
  std::map<std::string, List, std::less<>> talents_by_occupation_, loose_by_occupation_;
};

}  // namespace tiange::employ
