// Recommendations: a pair once; both sides answer; what came of it counts once.

#include <algorithm>

#include "base/text.h"
#include "city/jobs/employment_service.h"
#include "city/tidings/tidings.h"

namespace tiange::employ {

namespace {

using store::MatchState;

constexpr std::size_t k_page = 50;
constexpr std::size_t k_vacancies_a_night = 500, k_best_a_night = 3;
constexpr int k_good_enough = 70;

}  // namespace

Result<StoredMatch> EmploymentService::make_match(db::Tx& tx, const Scope& scope, const StoredVacancy& vacancy, const StoredTalent& talent, const std::string& note,
                                                  Instant now) {
  if (vacancy.state != store::VacancyState::open || vacancy.until <= now) return refuse(ErrorCode::job_state);
  if (talent.until <= now || talent.state == store::TalentState::withdrawn) return refuse(ErrorCode::job_consent);
  if (talent.state != store::TalentState::open) return refuse(ErrorCode::job_state);
  if (auto there = store::match_of(tx, vacancy.id, talent.subject); there && !there->gone) return *std::move(there);
  const Book book = book_in(tx);
  StoredMatch one;
  one.vacancy = vacancy.id;
  one.talent = talent.subject;
  one.id = parts_.ids.next(now);
  one.grid = vacancy.grid;
  one.talent_grid = talent.grid;
  Recommendation& body = one.body;
  body.reasons = explain_match(*book, facts(*book, vacancy), facts(*book, talent));
  if (!body.reasons.stops.empty()) return refuse(ErrorCode::job_state, body.reasons.stops.front().zh, body.reasons.stops.front().en);
  body.id = std::to_string(one.id);
  body.vacancy = std::to_string(vacancy.id);
  body.talent = talent.subject.text();
  const SubjectId ids[] = {talent.subject};
  body.name = names(tx, system_scope(parts_.district), ids, now)[talent.subject.value];
  body.title = vacancy.body.in.title;
  body.firm_name = vacancy.body.firm_name;
  body.state = "open";
  body.note = text::cut(text::trim(note), 500);
  body.by = scope.name;
  body.made = body.changed = now;
  // The withdrawal of the consent changes the same row: of two side by side one runs again.
  StoredTalent again = talent;
  again.changed = now;
  store::put_talent(tx, again);
  store::put_match(tx, one);
  tell(tx);
  return one;
}

Result<Recommendation> EmploymentService::recommend(db::Tx& tx, const Scope& scope, const RecommendIn& in, Instant now) {
  TIANGE_TRY(const std::int64_t id, parse_id(in.vacancy));
  TIANGE_TRY(const StoredVacancy vacancy, seen_vacancy(tx, scope, id));
  TIANGE_TRY(const StoredTalent talent, seen_talent(tx, scope, in.talent, now));
  TIANGE_TRY(const StoredMatch one, make_match(tx, scope, vacancy, talent, in.note, now));
  say(tx, one, now);
  return one.body;
}

// Whoever is recommended hears of it, once.
void EmploymentService::say(db::Tx& tx, const StoredMatch& one, Instant now) {
  if (one.body.made != now) return;
  tidings::tell(tx, parts_.outbox,
                {.kind = "job.recommended",
                 .subject = one.talent.value,
                 .ref = std::to_string(one.id),
                 .link = "/jobs",
                 .area = area_or_district(one.talent_grid),
                 .matter_zh = one.body.title,
                 .matter_en = one.body.title},
                now);
}

Result<StoredMatch> EmploymentService::seen_match(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  auto one = store::match(tx, id);
  if (!one || one->gone || !scope.covers(one->grid)) return refuse(ErrorCode::out_of_scope);
  return *std::move(one);
}

Result<StoredMatch> EmploymentService::answer(db::Tx& tx, StoredMatch one, const JobAnswerIn& in, Instant now) const {
  if (in.side != "firm" && in.side != "talent") return refuse_fields(ErrorCode::bad_input, {{"side", "应为 firm 或 talent", "must be firm or talent"}});
  if (!in.yes && text::trim(in.reason).empty()) return refuse_fields(ErrorCode::bad_input, {{"reason", "请写明为什么不", "say why not"}});
  if (const std::string unfair = in.side == "firm" ? unfair_words(in.reason) : ""; !unfair.empty())
    return refuse_fields(ErrorCode::bad_input, {{"reason", "不得以“" + unfair + "”拒绝（就业促进法）", "may not be refused for that (Employment Promotion Law)"}});
  std::string& said = in.side == "firm" ? one.body.firm_answer : one.body.talent_answer;
  const std::string word = in.yes ? "yes" : "no";
  if (said == word) return one;  // said before
  if (!said.empty() || one.state != MatchState::open) return refuse(ErrorCode::job_state);
  said = word;
  (in.side == "firm" ? one.body.firm_reason : one.body.talent_reason) = text::cut(text::trim(in.reason), 500);
  if (!in.yes) one.state = MatchState::refused;
  else if (one.body.firm_answer == "yes" && one.body.talent_answer == "yes") one.state = MatchState::agreed;
  one.body.state = store::match_word(one.state);
  one.body.changed = now;
  store::put_match(tx, one);
  tell(tx);
  return one;
}

Result<Recommendation> EmploymentService::outcome(db::Tx& tx, const Scope& scope, std::int64_t id, const JobOutcomeIn& in, Instant now) {
  TIANGE_TRY(StoredMatch one, seen_match(tx, scope, id));
  MatchState to = MatchState::interview;
  if (in.outcome == "hired") to = MatchState::hired;
  else if (in.outcome == "not") to = MatchState::fell;
  else if (in.outcome != "interview") return refuse_fields(ErrorCode::bad_input, {{"outcome", "应为 interview、hired 或 not", "must be interview, hired or not"}});
  if (to == one.state) return one.body;
  if (one.state != MatchState::agreed && one.state != MatchState::interview) return refuse(ErrorCode::job_state);
  if (to == MatchState::fell && text::trim(in.reason).empty()) return refuse_fields(ErrorCode::bad_input, {{"reason", "请写明没有成的原因", "say why it came to nothing"}});
  if (to == MatchState::hired) {
    auto vacancy = store::vacancy(tx, one.vacancy);
    auto talent = store::talent(tx, one.talent);
    if (!vacancy || !talent) return refuse(ErrorCode::not_found);
    if (vacancy->body.hired >= vacancy->body.in.headcount) return refuse(ErrorCode::job_state, "岗位已招满", "the vacancy is filled");
    ++vacancy->body.hired;
    if (vacancy->body.hired == vacancy->body.in.headcount && vacancy->state == store::VacancyState::open) vacancy->state = store::VacancyState::filled;
    vacancy->changed = now;
    store::put_vacancy(tx, *vacancy);
    talent->state = store::TalentState::placed;
    talent->changed = now;
    store::put_talent(tx, *talent);
  }
  one.state = to;
  one.body.state = store::match_word(to);
  one.body.outcome_reason = text::cut(text::trim(in.reason), 500);
  one.body.changed = now;
  store::put_match(tx, one);
  tell(tx);
  return one.body;
}

RecommendationList EmploymentService::recommendations(db::Tx& tx, const Scope& scope, std::string_view state, std::int64_t after) const {
  RecommendationList list;
  store::each_match(tx, scope, state, after, [&](const StoredMatch& one) {
    if (list.items.size() == k_page) {
      list.next = list.items.back().id;
      return false;
    }
    list.items.push_back(one.body);
    return true;
  });
  return list;
}

// The best of every open vacancy for which nobody is asked yet.
void EmploymentService::recommend_at_night(Instant now) {
  struct Pair {
    std::int64_t vacancy = 0, talent = 0;
  };
  std::vector<Pair> pairs;
  const Scope house = system_scope(parts_.district);
  parts_.db.run_read([&](db::Tx& tx) {
    pairs.clear();
    const Book book = book_in(tx);
    catch_up(tx, book, now);
    store::VacancyAsk ask;
    ask.state = "open";
    ask.limit = k_vacancies_a_night;
    store::each_vacancy(tx, house, ask, now, [&](const StoredVacancy& one) {
      if (!store::matches_of_vacancy(tx, one.id).empty()) return true;
      for (const MatchHit& hit : ask_index(facts(*book, one), house, k_best_a_night).hits) {
        if (hit.score >= k_good_enough) pairs.push_back({one.id, hit.id});
      }
      return true;
    });
  });
  Scope night = house;
  night.name = "夜间推荐";
  for (const Pair& pair : pairs) {
    // One that no longer fits is left out.
    (void)parts_.db.write(night, [&](db::Tx& tx) -> Outcome {
      const auto vacancy = store::vacancy(tx, pair.vacancy);
      const auto talent = store::talent(tx, SubjectId{pair.talent});
      if (!vacancy || !talent) return done();
      const auto made = make_match(tx, night, *vacancy, *talent, "", now);
      if (!made.ok()) return made.refusal();
      say(tx, *made, now);
      return done();
    });
  }
}

}  // namespace tiange::employ
