#include "city/scores/score_room.h"

#include <algorithm>

#include "base/text.h"

namespace tiange::scores {

namespace {

constexpr int k_trend_periods = 6;

// The caller's widest area.
std::string widest(const Scope& scope, const std::string& district) {
  std::string best = district;
  bool found = false;
  for (const std::string& area : scope.areas) {
    if (area.empty()) return district;
    if (!found || area.size() < best.size()) best = area;
    found = true;
  }
  return best;
}

}  // namespace

std::span<const char* const> case_events() {
  static constexpr const char* k_types[] = {"case.reported", "case.dispatched", "case.settled",  "case.returned",
                                            "case.overdue",  "case.closed",     "case.rejected", "case.reopened"};
  return k_types;
}

Outcome Room::read_rules(std::string_view rules) {
  TIANGE_TRY(const FactRules read, json::read<FactRules>(rules));
  if (read.response_hours < 1)
    return refuse_fields(ErrorCode::bad_input, {{"response_hours", "须至少 1 小时", "at least one hour"}});
  keeper_.use(read);
  return done();
}

Outcome Room::seed(db::Tx& tx, std::string_view indicators, std::string_view scorecards, Instant now) {
  TIANGE_TRY(const auto all_indicators, json::read<std::vector<Indicator>>(indicators));
  TIANGE_TRY(const auto all_cards, json::read<std::vector<Scorecard>>(scorecards));
  const auto known = store::definitions(tx);
  const auto add = [&](const std::string& kind, const std::string& key, std::string body) {
    const bool there =
        std::any_of(known.begin(), known.end(), [&](const auto& one) { return one.kind == kind && one.key == key; });
    if (there) return;
    store::Definition first{kind, key, 1, "released", Date{0}, std::move(body), "", now, {}, "开局", now, "开局"};
    first.note = "随程序附带 / came with the program";
    store::put_definition(tx, first);
  };
  for (const Indicator& one : all_indicators) add("indicator", one.key, json::write(one));
  for (const Scorecard& one : all_cards) add("card", one.key, json::write(one));
  TIANGE_TRY(const Book book, book_on(store::definitions(tx), local_date(now)));
  for (const auto& [key, card] : book.cards) TIANGE_CHECK_OK(book.rule(key));
  // Facts of a house that was there before the room, or whose rules have changed.
  const std::string rules = json::write(keeper_.rules());
  if (store::state(tx, "rules") == rules) return done();
  store::set_state(tx, "rules", rules);
  ask_rebuild(tx, now);
  return done();
}

Outcome Room::mark(db::Tx& tx, std::string_view case_ref) {
  TIANGE_TRY(const cases::CaseRef ref, cases::CaseRef::parse(case_ref));
  store::mark(tx, ref);
  return done();
}

int Room::mark_missed() {
  std::vector<cases::CaseRef> missed;
  parts_.db.run_read([&](db::Tx& tx) {
    missed.clear();
    if (store::is_rebuilding(tx)) return;  // takes them all
    parts_.trails.each_open(tx, system_scope(), [&](cases::CaseRef ref, std::int64_t last_seq) {
      const auto known = store::facts(tx, ref);
      if (!known || known->seq < last_seq) missed.push_back(ref);
    });
  });
  if (missed.empty()) return 0;
  parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
    for (const cases::CaseRef& ref : missed) store::mark(tx, ref);
    return true;
  });
  return static_cast<int>(missed.size());
}

void Room::ask_rebuild(db::Tx& tx, Instant now) {
  jobs::NewJob job;
  job.kind = "scores.rebuild";
  job.payload = "{}";
  job.unique_key = "rebuild";
  job.run_after = now;
  parts_.jobs.add(tx, job);
  store::set_state(tx, store::k_rebuilding, "asked");
}

void Room::add_jobs() {
  parts_.jobs.handle("scores.rebuild", [this](const jobs::Job&) {
    return keeper_.rebuild(parts_.clock.now(), [this] { return parts_.jobs.stopping(); });
  });
  parts_.jobs.handle("scores.freeze", [this](const jobs::Job& job) { return run_freeze(job); });
}

Result<cases::CaseRef> Room::case_named(db::Tx& tx, const Scope& scope, std::string_view text) const {
  if (const auto ref = cases::CaseRef::parse(text); ref.ok()) return ref;
  return parts_.cases.find_number(tx, scope, text::trim(text));
}

Result<ExemptionView> Room::exempt(db::Tx& tx, const Scope& scope, const ExemptionInput& input, Instant now) {
  std::vector<FieldError> errors;
  if (input.work != "handle" && input.work != "archive")
    errors.push_back({"work", "须为 handle（处置）或 archive（结案）", "handle or archive"});
  if (input.reason != "appeal" && input.reason != "decision")
    errors.push_back({"reason", "须为 appeal（申诉成功）或 decision（批准决定）", "appeal or decision"});
  if (text::trim(input.document).empty())
    errors.push_back({"document", "请填写决定文号", "give the number of the decision"});
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
  TIANGE_TRY(const cases::CaseRef ref, case_named(tx, scope, input.ref));
  TIANGE_TRY(const cases::CaseView seen, parts_.cases.view(tx, scope, ref, now));
  for (const ExemptionView& one : store::exemptions(tx, ref)) {
    if (one.work == input.work && !one.withdrawn) return one;
  }
  ExemptionView view{ref.text(), seen.number, input.work, input.reason, std::string(text::trim(input.document)),
                     input.text, scope.name,  now,        {},           ""};
  store::add_exemption(tx, ref, parts_.ids.next(now), view);
  store::mark(tx, ref);
  return view;
}

Outcome Room::withdraw_exemption(db::Tx& tx, const Scope& scope, std::string_view case_ref, std::string_view work,
                                 Instant now) {
  TIANGE_TRY(const cases::CaseRef ref, case_named(tx, scope, case_ref));
  TIANGE_CHECK_OK(parts_.cases.view(tx, scope, ref, now));
  store::withdraw(tx, ref, work, now, scope.name);
  store::mark(tx, ref);
  return done();
}

Result<std::string> Room::area_for(const Scope& scope, std::string_view area) const {
  if (scope.areas.empty()) return refuse(ErrorCode::forbidden);
  const std::string code = area.empty() ? widest(scope, parts_.options.district) : std::string(area);
  if (!scope.covers(code)) return refuse(ErrorCode::out_of_scope);
  if (!parts_.places.area(code)) return refuse(ErrorCode::unknown_area, code, code);
  return code;
}

Result<Book> Room::book(Date day) {
  return parts_.db.read([&](db::Tx& tx) { return book_on(store::definitions(tx), day); });
}

GivenByObject given_by_object(const std::vector<store::GivenPoints>& given) {
  GivenByObject by_object;
  for (const store::GivenPoints& one : given) by_object[one.object][one.key] = one.points;
  return by_object;
}

Result<ResultView> Room::live(const Scope& scope, const Book& book, const std::string& card, const Period& period,
                              const std::string& area, Instant now) {
  TIANGE_TRY(const auto rule, book.rule(card));
  if (rule->card().objects == Objects::items && area.size() > 9)
    return refuse_fields(ErrorCode::bad_input,
                         {{"area", "按事项考核只到镇街", "items are judged in districts and towns"}});
  Tables tables;
  tables.periods = {period, period.before(), period.year_ago()};
  for (Period at = period.before(); static_cast<int>(tables.periods.size()) < k_trend_periods + 1;) {
    at = at.before();
    tables.periods.push_back(at);
  }
  const auto directory = parts_.org.directory(now);
  const Grouping grouping(scope, parts_.places, *directory, parts_.items, rule->card().objects, rule->card().digits,
                          area);
  GivenByObject given;
  parts_.db.run_read([&](db::Tx& tx) {
    tables.objects.clear();
    gather(tx, grouping, tables);
    given = given_by_object(store::given(tx, card, period.text(), now));
  });
  ResultView view =
      result_of({*rule, book.versions, book.cards.find(card)->second.second, grouping, tables, given, now});
  view.area_name = parts_.places.full_name(area, scope.language);
  return view;
}

Result<ResultView> Room::results(const Scope& scope, const ResultQuery& query, Instant now) {
  const Date today = local_date(now);
  TIANGE_TRY(const Period period,
             query.period.empty() ? Result<Period>(period_of(PeriodKind::month, today)) : parse_period(query.period));
  TIANGE_TRY(const std::string area, area_for(scope, query.area));
  TIANGE_TRY(const Book known, book(std::min(period.last, today)));
  return live(scope, known, query.card, period, area, now);
}

Result<ResultView> Room::try_out(const Scope& scope, const TryInput& input, Instant now) {
  const Date today = local_date(now);
  TIANGE_TRY(const Period period,
             input.period.empty() ? Result<Period>(period_of(PeriodKind::month, today)) : parse_period(input.period));
  TIANGE_TRY(const std::string area, area_for(scope, input.area));
  Scorecard card;
  if (input.card) {
    card = *input.card;
  } else if (input.indicator) {
    TIANGE_CHECK_OK(check(*input.indicator));
    card.key = "_try";
    card.zh = input.indicator->zh;
    card.en = input.indicator->en;
    card.objects = input.objects;
    card.digits = input.digits;
    card.columns = {input.indicator->key};
  } else {
    return refuse_fields(ErrorCode::bad_input,
                         {{"indicator", "请给出指标或考核表", "give an indicator or a scorecard"}});
  }
  TIANGE_TRY(const Book tried, parts_.db.read([&](db::Tx& tx) {
    return book_on(store::definitions(tx), std::min(period.last, today), input.indicator, card);
  }));
  return live(scope, tried, card.key, period, area, now);
}

Outcome Room::give(db::Tx& tx, const Scope& scope, const GivenInput& input, Instant now) {
  TIANGE_TRY(const Period period, parse_period(input.period));
  TIANGE_TRY(const Book known, book_on(store::definitions(tx), std::min(period.last, local_date(now))));
  TIANGE_TRY(const auto rule, known.rule(input.card));
  std::vector<FieldError> errors;
  const auto& names = rule->card().given;
  const auto name = std::find_if(names.begin(), names.end(), [&](const Given& one) { return one.key == input.key; });
  if (name == names.end()) {
    errors.push_back({"key", "该考核表没有这一给分项", "the scorecard has no such points"});
  } else if (input.points < 0 || input.points > name->most) {
    const std::string most = std::to_string(static_cast<int>(name->most));
    errors.push_back({"points", "须在 0 与 " + most + " 之间", "between 0 and " + most});
  }
  if (text::trim(input.reason).empty()) errors.push_back({"reason", "请写明理由", "give the reason"});
  const std::string area = input.object.substr(0, input.object.find_first_of("-:"));
  if (input.object.empty() || (rule->card().objects != Objects::people && !scope.covers(area)))
    errors.push_back({"object", "不在您的范围内", "not in your scope"});
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
  store::add_given(tx, {input.card, period.text(), input.object, input.key, parts_.ids.next(now), input.points,
                        input.reason, now, scope.name});
  return done();
}

void Room::add_routes(http::Routes& routes) {
  add_result_routes(routes, *this);
  add_definition_routes(routes, *this);
  add_paper_routes(routes, *this);
  add_case_routes(routes, *this);
  add_open_routes(routes, *this);
}

std::unique_ptr<Scores> open_scores(ScoreParts parts) { return std::make_unique<Room>(std::move(parts)); }

}  // namespace tiange::scores
