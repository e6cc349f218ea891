// What firms likely want: found by going through the register, asked, counted.

#include <algorithm>

#include "base/text.h"
#include "city/jobs/employment_service.h"

namespace tiange::employ {

namespace {

using store::DemandState;
using store::StaffSeen;

constexpr std::size_t k_batch = 200, k_usual_skills = 5;
constexpr int k_staff_days = 180, k_night_from = 2, k_night_until = 5;
constexpr Span k_forgotten = hours(6);

// What firms look for and have found, by section and by firm.
struct Market {
  std::map<std::string, std::map<std::string, std::int64_t>> by_section;  // section -> occupation -> places
  std::map<std::int64_t, std::vector<std::string>> open, filled;          // firm -> occupations
};

Market market_of(db::Tx& tx, const std::string& district, Instant now) {
  Market market;
  store::VacancyAsk ask;
  ask.limit = 1'000'000;
  store::each_vacancy(tx, system_scope(district), ask, now, [&](const StoredVacancy& one) {
    const std::string& occupation = one.body.in.occupation;
    if (one.state == store::VacancyState::open && one.until > now) {
      market.by_section[one.industry][occupation] += one.body.in.headcount - one.body.hired;
      market.open[one.firm.value].push_back(occupation);
    } else if (one.state == store::VacancyState::filled) {
      auto& own = market.filled[one.firm.value];
      if (std::find(own.begin(), own.end(), occupation) == own.end()) own.push_back(occupation);
    }
    return true;
  });
  return market;
}

std::vector<std::string> most_wanted(const std::map<std::string, std::int64_t>& places) {
  std::vector<std::pair<std::int64_t, std::string>> order;
  for (const auto& [occupation, count] : places) order.emplace_back(-count, occupation);
  std::sort(order.begin(), order.end());
  std::vector<std::string> out;
  for (auto& [count, occupation] : order) out.push_back(std::move(occupation));
  return out;
}

struct Guessed {
  EmployerFirm firm;
  std::vector<DemandGuess> guesses;
};
struct Gathering {
  std::vector<Guessed> guessed;
  std::vector<SubjectId> silent;  // had an open one, have none any more
  std::vector<std::pair<SubjectId, StaffSeen>> staff;
  std::int64_t firms = 0;
};

FirmFacts facts_of(const json::Object& golden, const Market& market, std::int64_t firm, const std::optional<StaffSeen>& before) {
  FirmFacts facts;
  for (const auto& [field, value] : golden) {
    if (value.is_string()) facts.values[field] = value.as_string();
  }
  const auto section = market.by_section.find(facts.values["industry"]);
  std::int64_t places = 0;
  if (section != market.by_section.end()) {
    facts.peers = most_wanted(section->second);
    for (const auto& [occupation, count] : section->second) places += count;
  }
  const auto open = market.open.find(firm), filled = market.filled.find(firm);
  if (open != market.open.end()) facts.open = open->second;
  if (filled != market.filled.end()) facts.own = filled->second;
  facts.values["peers_open"] = std::to_string(places);
  facts.values["open_now"] = std::to_string(facts.open.size());
  facts.values["filled_before"] = std::to_string(facts.own.size());
  const auto staff = text::to_int(facts.values["staff"]);
  if (staff && before && before->staff > 0) {
    facts.values["staff_growth"] = std::to_string(*staff - before->staff);
    facts.values["staff_growth_percent"] = std::to_string((*staff - before->staff) * 100 / before->staff);
  }
  return facts;
}

// The least staff within half a year is what growth is measured from.
std::optional<StaffSeen> seen_now(const std::optional<std::int64_t>& staff, const std::optional<StaffSeen>& before, Instant now) {
  if (!staff) return std::nullopt;
  if (before && *staff >= before->staff && now - before->seen < days(k_staff_days)) return std::nullopt;
  return StaffSeen{*staff, now};
}

Gathering gather(db::Tx& tx, const registers::Subjects& subjects, const DemandRules& rules, const std::string& district, Instant now) {
  Gathering out;
  const Market market = market_of(tx, district, now);
  const auto staff = store::staff_seen(tx);
  auto open = store::firms_with_demand(tx);
  const Date today = local_date(now);
  subjects.each(tx, system_scope(), registers::Kind::firm, "", [&](const registers::GoldenRow& row) {
    const auto golden = json::parse(row.golden);
    if (!golden.ok() || !golden->is_object() || row.golden.size() <= 2) return true;
    ++out.firms;
    const auto seen = staff.find(row.id.value);
    const std::optional<StaffSeen> before = seen == staff.end() ? std::nullopt : std::optional(seen->second);
    const FirmFacts facts = facts_of(golden->as_object(), market, row.id.value, before);
    if (const auto fresh = seen_now(text::to_int(golden->text_or("staff")), before, now)) out.staff.emplace_back(row.id, *fresh);
    std::vector<DemandGuess> guesses = guess_demand(rules, facts, today);
    if (guesses.empty()) return true;
    open.erase(row.id.value);
    out.guessed.push_back({{row.id, row.grid.size() < 6 ? district : std::string(row.grid), golden->text_or("name"), golden->text_or("industry")}, std::move(guesses)});
    return true;
  });
  for (const std::int64_t firm : open) out.silent.push_back(SubjectId{firm});
  return out;
}

// What is kept of a firm becomes what is guessed now; answers stand for their quiet time. How many appeared and went.
std::pair<std::int64_t, std::int64_t> keep_guesses(db::Tx& tx, IdSource& ids, const DemandRules& rules, const EmployerFirm& firm,
                                                   const std::vector<DemandGuess>& guesses, Instant now) {
  std::pair<std::int64_t, std::int64_t> changed{0, 0};
  std::map<std::string, StoredDemand> kept;
  for (StoredDemand& one : store::demands_of(tx, firm.id)) kept.emplace(one.occupation, std::move(one));
  for (const DemandGuess& guess : guesses) {
    StoredDemand one;
    const auto there = kept.find(guess.occupation);
    const bool is_there = there != kept.end();
    if (is_there) one = std::move(there->second), kept.erase(there);
    if (is_there && one.state != DemandState::open && now - one.answered < days(rules.quiet_days)) continue;
    if (!is_there || one.state != DemandState::open) {
      if (!is_there) one.id = ids.next(now);
      one.body = {};
      one.body.found = now;
      ++changed.first;
    }
    one.firm = firm.id;
    one.occupation = guess.occupation;
    one.grid = firm.grid;
    one.state = DemandState::open;
    one.confidence = guess.confidence;
    one.answered = {};
    one.body.firm_name = firm.name;
    one.body.reasons = guess.reasons;
    store::put_demand(tx, one);
  }
  for (const auto& [occupation, one] : kept) {
    if (one.state == DemandState::open) store::drop_demand(tx, firm.id, occupation), ++changed.second;
  }
  return changed;
}

}  // namespace

void EmploymentService::add_jobs() {
  parts_.jobs.handle("employ.demand", [this](const jobs::Job&) -> Outcome {
    TIANGE_CHECK_OK(find_demand(parts_.clock.now()));
    return done();
  });
  parts_.jobs.handle("employ.recommend", [this](const jobs::Job&) -> Outcome {
    recommend_at_night(parts_.clock.now());
    return done();
  });
}

void EmploymentService::tend(Instant now) {
  (void)parts_.subjects.catalogue();  // known from here on inside transactions too
  const Date today = local_date(now);
  const std::int64_t hour = local_us_of_day(now) / hours(1).us;
  bool night = false, over = false;
  parts_.db.run_read([&](db::Tx& tx) {
    catch_up(tx, book_in(tx), now);
    over = !store::consents_over(tx, now, 1).empty();
    night = hour >= k_night_from && hour < k_night_until && store::state(tx, "night") != today.day;
  });
  if (!over && !night) return;
  (void)parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    // A consent's term has ended: what rested on it goes, as if it had been withdrawn.
    for (const SubjectId id : store::consents_over(tx, now, k_batch)) TIANGE_CHECK_OK(erase_talent(tx, id, now));
    if (!night) return done();
    store::set_state(tx, "night", today.day);
    (void)ask_run(tx, now);
    parts_.jobs.add(tx, {.kind = "employ.recommend", .payload = "{}", .run_after = {}, .deadline = {}, .unique_key = format_date(today)});
    return done();
  });
}

DemandRun EmploymentService::ask_run(db::Tx& tx, Instant now) {
  DemandRun run = store::last_run(tx);
  if (run.state == "waiting" && run.asked <= now && now - run.asked < k_forgotten) return run;
  run = {};
  run.state = "waiting";
  run.asked = now;
  store::put_run(tx, run);
  parts_.jobs.add(tx, {.kind = "employ.demand", .payload = "{}", .run_after = {}, .deadline = {}, .unique_key = std::to_string(parts_.ids.next(now))});
  return run;
}

Result<DemandRun> EmploymentService::find_demand(Instant now) {
  const Instant begun = parts_.clock.now();
  Gathering found;
  parts_.db.run_read([&](db::Tx& tx) { found = gather(tx, parts_.subjects, parts_.rules, parts_.district, now); });
  DemandRun run;
  run.firms = found.firms;
  for (const SubjectId firm : found.silent) found.guessed.push_back({{firm, "", "", ""}, {}});
  for (std::size_t at = 0; at < found.guessed.size(); at += k_batch) {
    std::pair<std::int64_t, std::int64_t> changed;
    TIANGE_CHECK_OK(parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      changed = {0, 0};
      for (std::size_t i = at; i < std::min(found.guessed.size(), at + k_batch); ++i) {
        const auto one = keep_guesses(tx, parts_.ids, parts_.rules, found.guessed[i].firm, found.guessed[i].guesses, now);
        changed.first += one.first, changed.second += one.second;
      }
      return done();
    }));
    run.found += changed.first, run.gone += changed.second;
  }
  constexpr std::size_t k_staff_batch = 2'000;
  for (std::size_t at = 0; at < found.staff.size(); at += k_staff_batch) {
    TIANGE_CHECK_OK(parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      for (std::size_t i = at; i < std::min(found.staff.size(), at + k_staff_batch); ++i) store::put_staff(tx, found.staff[i].first, found.staff[i].second);
      return done();
    }));
  }
  run.state = "done";
  run.asked = now;
  run.took_ms = std::max<std::int64_t>(0, (parts_.clock.now() - begun).us / 1000);
  TIANGE_CHECK_OK(parts_.db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
    store::put_run(tx, run);
    tell(tx);
    return done();
  }));
  return run;
}

DemandView EmploymentService::shown(const SkillBook& book, const Scope& scope, const StoredDemand& one) const {
  DemandView view = one.body;
  view.id = std::to_string(one.id);
  view.firm = one.firm.text();
  view.area_name = parts_.places.full_name(one.grid, scope.language);
  view.occupation = view.occupation_zh = view.occupation_en = one.occupation;
  if (const Occupation* known = book.occupation(one.occupation)) view.occupation_zh = known->zh, view.occupation_en = known->en;
  view.skills.clear();
  for (const SkillBook::Number number : book.skills_of(one.occupation)) {
    if (view.skills.size() < k_usual_skills) view.skills.push_back({book.skill(number).zh, book.skill(number).en, 3, false, true});
  }
  view.confidence = one.confidence;
  view.state = store::demand_word(one.state);
  if (one.answered) view.answered = one.answered;
  return view;
}

DemandList EmploymentService::demands(db::Tx& tx, const Scope& scope, store::DemandAsk ask) {
  const Book book = book_in(tx);
  DemandList list;
  const std::size_t wanted = ask.limit;
  ask.limit = wanted + 1;
  store::each_demand(tx, scope, ask, [&](const StoredDemand& one) {
    if (list.items.size() == wanted) {
      const DemandView& last = list.items.back();
      list.next = std::to_string(last.confidence) + "." + last.id;
      return false;
    }
    list.items.push_back(shown(*book, scope, one));
    return true;
  });
  auto counts = store::rule_counts(tx);
  for (const DemandRule& rule : parts_.rules.rules) {
    const auto& [confirmed, denied] = counts[rule.key];
    list.precision.push_back({rule.key, rule.zh, rule.en, rule.confidence, confirmed, denied});
  }
  list.may_answer = list.may_run = scope.may(Permission::jobs_recommend);
  return list;
}

Result<DemandView> EmploymentService::answer_demand(db::Tx& tx, const Scope& scope, std::int64_t id, const DemandAnswerIn& in, Instant now) {
  auto one = store::demand(tx, id);
  if (!one || !scope.covers(one->grid)) return refuse(ErrorCode::out_of_scope);
  const DemandState to = in.confirmed ? DemandState::confirmed : DemandState::denied;
  const Book book = book_in(tx);
  if (one->state == to) return shown(*book, scope, *one);  // said before: counts once
  if (one->state != DemandState::open) return refuse(ErrorCode::job_state);
  if (in.headcount < 0 || in.headcount > 999) return refuse_fields(ErrorCode::bad_input, {{"headcount", "应为 0–999", "must be 0-999"}});
  one->state = to;
  one->answered = now;
  one->body.headcount = in.confirmed ? in.headcount : 0;
  one->body.note = text::cut(text::trim(in.note), 500);
  one->body.by = scope.name;
  store::put_demand(tx, *one);
  for (const DemandReason& reason : one->body.reasons) store::count_rule(tx, reason.rule, in.confirmed);
  tell(tx);
  return shown(*book, scope, *one);
}

JobOverview EmploymentService::overview(db::Tx& tx, const Scope& scope, const std::string& area, Instant now) const {
  JobOverview out;
  const store::PlacesOpen open = store::places_open(tx, scope, area, now);
  out.vacancies = open.vacancies;
  out.places = open.places;
  out.talents = store::talents_open(tx, scope, area, now);
  out.demands = store::demands_open(tx, scope, area);
  static const std::pair<store::MatchState, Words> k_states[] = {
      {store::MatchState::open, {"等双方答复", "waiting for answers"}}, {store::MatchState::agreed, {"双方愿意", "both say yes"}},
      {store::MatchState::interview, {"面试中", "interview"}},          {store::MatchState::hired, {"已录用", "hired"}},
      {store::MatchState::refused, {"一方不愿", "one side says no"}},   {store::MatchState::fell, {"未成", "came to nothing"}}};
  auto counts = store::match_counts(tx, scope, area);
  for (const auto& [state, words] : k_states) out.recommendations.push_back({std::string(store::match_word(state)), words.zh, words.en, counts[state]});
  out.run = store::last_run(tx);
  out.may_edit = scope.may(Permission::jobs_edit);
  out.may_recommend = scope.may(Permission::jobs_recommend);
  out.may_export = scope.may(Permission::jobs_export);
  if (out.may_edit) out.words = static_cast<std::int64_t>(store::words(tx, store::WordState::proposed, 100).size());
  return out;
}

}  // namespace tiange::employ
