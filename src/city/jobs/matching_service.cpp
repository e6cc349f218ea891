// The index of matches and both directions of asking it.

#include <algorithm>
#include <set>

#include "base/text.h"
#include "city/jobs/employment_service.h"

namespace tiange::employ {

namespace {

constexpr std::size_t k_asked = 40, k_shown = 20, k_most_firms = 10, k_of_an_occupation = 6, k_most_occupations = 12;
// A transaction may become visible some time after the moment that its rows bear.
constexpr Span k_late = seconds(60);

std::vector<BarCount> bar_counts(const MatchFound& found) {
  std::vector<BarCount> counts;
  for (std::size_t bar = 0; bar < k_match_bars; ++bar) {
    if (found.barred[bar] == 0) continue;
    const Words words = bar_words(static_cast<MatchBar>(bar));
    counts.push_back({std::string(bar_word(static_cast<MatchBar>(bar))), words.zh, words.en, found.barred[bar]});
  }
  return counts;
}

template <class T>
void best_first(std::vector<T>& items) {
  std::stable_sort(items.begin(), items.end(), [](const T& a, const T& b) { return a.reasons.score > b.reasons.score; });
  if (items.size() > k_shown) items.resize(k_shown);
}

}  // namespace

Words never_considered() {
  return {"不看性别、年龄、籍贯、民族、婚育：这些信息不进入匹配（就业促进法第三条、第二十六条、第二十七条）",
          "Sex, age, origin, ethnicity, marriage and children never enter a match (Employment Promotion Law)"};
}

VacancyFacts EmploymentService::facts(const SkillBook& book, const StoredVacancy& one) const {
  const VacancyIn& in = one.body.in;
  VacancyFacts facts{one.id, one.grid, in.area, in.occupation, {}, in.pay_from_fen, in.pay_to_fen, in.schooling, in.years, term_bit(in.term)};
  for (const SkillIn& skill : in.skills) {
    if (const auto number = book.find(skill.word)) facts.needs.push_back({*number, static_cast<std::uint8_t>(skill.level), skill.must});
  }
  return facts;
}

TalentFacts EmploymentService::facts(const SkillBook& book, const StoredTalent& one) const {
  const TalentIn& in = one.body.in;
  TalentFacts facts{one.subject.value, one.grid, {}, in.occupations, in.places, in.only_places, in.pay_from_fen, in.schooling, in.years, 0};
  for (const SkillIn& skill : in.skills) {
    if (const auto number = book.find(skill.word)) facts.skills.push_back({*number, static_cast<std::uint8_t>(skill.level)});
  }
  for (const std::string& term : in.terms) facts.terms |= term_bit(term);
  return facts;
}

void EmploymentService::catch_up(db::Tx& tx, const Book& book, Instant now) {
  const std::unique_lock lock(lock_);
  if (index_book_ > book->revision()) return;  // another question knows newer words; this one reads its answers from the tables
  if (index_book_ != book->revision()) index_ = {}, index_mark_ = {}, index_book_ = book->revision();
  const Instant since = index_mark_ - k_late;
  // Talents first: where a vacancy lies depends on how many have its skills.
  store::changed_talents(tx, since, [&](const StoredTalent& one) {
    if (one.state == store::TalentState::open && one.until > now) index_.put(facts(*book, one));
    else index_.drop_talent(one.subject.value);
  });
  store::changed_vacancies(tx, since, [&](const StoredVacancy& one) {
    if (one.state == store::VacancyState::open && one.until > now) index_.put(facts(*book, one));
    else index_.drop_vacancy(one.id);
  });
  index_mark_ = std::max(index_mark_, now);
}

MatchFound EmploymentService::ask_index(const VacancyFacts& vacancy, const Scope& scope, std::size_t most) const {
  const std::shared_lock lock(lock_);
  return index_.talents_for(vacancy, scope.areas, most);
}

MatchFound EmploymentService::ask_index(const TalentFacts& talent, const Scope& scope, std::size_t most) const {
  const std::shared_lock lock(lock_);
  return index_.vacancies_for(talent, scope.areas, most);
}

Result<TalentMatches> EmploymentService::talents_for(db::Tx& tx, const Scope& scope, std::int64_t vacancy, Instant now) {
  TIANGE_TRY(const StoredVacancy one, seen_vacancy(tx, scope, vacancy));
  const Book book = book_in(tx);
  catch_up(tx, book, now);
  TalentMatches out;
  out.vacancy = shown(*book, scope, one, now);
  out.may_recommend = scope.may(Permission::jobs_recommend);
  out.may_edit = scope.may(Permission::jobs_edit);
  const Words never = never_considered();
  out.never_zh = never.zh, out.never_en = never.en;
  const VacancyFacts wanted = facts(*book, one);
  const MatchFound found = ask_index(wanted, scope, k_asked);
  out.looked_at = found.looked_at;
  out.barred = bar_counts(found);
  std::map<std::int64_t, StoredMatch> made;
  for (StoredMatch& match : store::matches_of_vacancy(tx, one.id)) made.emplace(match.talent.value, std::move(match));
  std::vector<StoredTalent> people;
  std::vector<SubjectId> ids;
  for (const MatchHit& hit : found.hits) {
    // What the index knows may be older than this snapshot.
    auto talent = store::talent(tx, SubjectId{hit.id});
    if (!talent || talent->state != store::TalentState::open || talent->until <= now || !scope.covers(talent->grid)) continue;
    ids.push_back(talent->subject);
    people.push_back(*std::move(talent));
  }
  auto known = names(tx, scope, ids, now);
  for (const StoredTalent& talent : people) {
    TalentMatch match{shown(*book, scope, talent, known[talent.subject.value], now), explain_match(*book, wanted, facts(*book, talent)), "", ""};
    if (!match.reasons.stops.empty()) continue;
    if (const auto there = made.find(talent.subject.value); there != made.end())
      match.recommendation = std::to_string(there->second.id), match.state = store::match_word(there->second.state);
    out.items.push_back(std::move(match));
  }
  best_first(out.items);
  return out;
}

std::vector<VacancyMatch> EmploymentService::vacancies_for(db::Tx& tx, const Book& book, const Scope& scope, const StoredTalent& talent,
                                                           std::vector<BarCount>& barred, std::int64_t& looked_at, Instant now) {
  catch_up(tx, book, now);
  const TalentFacts person = facts(*book, talent);
  const MatchFound found = ask_index(person, scope, k_asked);
  looked_at = found.looked_at;
  barred = bar_counts(found);
  std::map<std::int64_t, StoredMatch> made;
  for (StoredMatch& match : store::matches_of_talent(tx, talent.subject)) made.emplace(match.vacancy, std::move(match));
  std::vector<VacancyMatch> items;
  for (const MatchHit& hit : found.hits) {
    const auto vacancy = store::vacancy(tx, hit.id);
    if (!vacancy || vacancy->state != store::VacancyState::open || vacancy->until <= now || !scope.covers(vacancy->grid)) continue;
    VacancyMatch match{shown(*book, scope, *vacancy, now), explain_match(*book, facts(*book, *vacancy), person), "", ""};
    if (!match.reasons.stops.empty()) continue;
    if (const auto there = made.find(vacancy->id); there != made.end())
      match.recommendation = std::to_string(there->second.id), match.state = store::match_word(there->second.state);
    items.push_back(std::move(match));
  }
  best_first(items);
  return items;
}

Result<VacancyMatches> EmploymentService::matches_for(db::Tx& tx, const Scope& scope, std::string_view ref, Instant now) {
  TIANGE_TRY(const StoredTalent one, seen_talent(tx, scope, ref, now));
  const Book book = book_in(tx);
  VacancyMatches out;
  const SubjectId ids[] = {one.subject};
  out.talent = shown(*book, scope, one, names(tx, scope, ids, now)[one.subject.value], now);
  const Words never = never_considered();
  out.never_zh = never.zh, out.never_en = never.en;
  out.may_recommend = scope.may(Permission::jobs_recommend);
  out.may_edit = scope.may(Permission::jobs_edit);
  if (one.state == store::TalentState::open) out.items = vacancies_for(tx, book, scope, one, out.barred, out.looked_at, now);
  out.firms = likely_firms(tx, *book, scope, one, false);
  return out;
}

std::vector<LikelyFirm> EmploymentService::likely_firms(db::Tx& tx, const SkillBook& book, const Scope& scope, const StoredTalent& talent,
                                                        bool confirmed_only) const {
  const TalentFacts person = facts(book, talent);
  std::map<std::string, int> shares;  // skills of an occupation that the person has
  for (const HeldSkill& held : person.skills) {
    for (const std::string& code : book.skill(held.skill).occupations) ++shares[code];
  }
  std::vector<std::pair<std::string, int>> wanted;
  for (const std::string& code : person.occupations) wanted.emplace_back(code, shares[code] + 100);
  for (const auto& [code, share] : shares) {
    if (std::find(person.occupations.begin(), person.occupations.end(), code) == person.occupations.end()) wanted.emplace_back(code, share);
  }
  std::stable_sort(wanted.begin(), wanted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (wanted.size() > k_most_occupations) wanted.resize(k_most_occupations);
  std::vector<LikelyFirm> firms;
  for (const auto& [code, weight] : wanted) {
    const Occupation* occupation = book.occupation(code);
    if (!occupation) continue;
    const std::string share = std::to_string(shares[code]) + "/" + std::to_string(book.skills_of(code).size());
    store::demands_for(tx, scope, code, k_of_an_occupation, [&](const StoredDemand& demand) {
      if (confirmed_only && demand.state != store::DemandState::confirmed) return true;
      const bool wish = weight >= 100;
      firms.push_back({demand.firm.text(), demand.body.firm_name, parts_.places.full_name(demand.grid, scope.language), code, occupation->zh, occupation->en,
                       demand.confidence, std::string(store::demand_word(demand.state)), confirmed_only ? std::vector<DemandReason>() : demand.body.reasons,
                       (wish ? "希望从事" + occupation->zh + "；" : "") + "具备该职业常用技能 " + share,
                       (wish ? "wishes to be " + occupation->en + "; " : "") + "has " + share + " of its usual skills"});
      return true;
    });
  }
  std::stable_sort(firms.begin(), firms.end(), [](const LikelyFirm& a, const LikelyFirm& b) {
    return a.state != b.state ? a.state == "confirmed" : a.confidence > b.confidence;
  });
  if (firms.size() > k_most_firms) firms.resize(k_most_firms);
  return firms;
}

}  // namespace tiange::employ
