#include <algorithm>

#include "base/text.h"
#include "city/jobs/employment_service.h"

namespace tiange::employ {

namespace {

using http::Method;
using http::Request;

std::string base() { return "/api/v1/jobs"; }

std::int64_t after_of(const Request& r) { return text::to_int(r.query_value("after")).value_or(0); }
std::size_t limit_of(const Request& r) {
  return static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(r.query_value("limit")).value_or(50), 1, 200));
}

store::DemandAsk demand_ask(const Request& r) {
  store::DemandAsk ask{std::string(r.query_value("state")), std::string(r.query_value("area")), 0, 0, limit_of(r)};
  const std::string_view after = r.query_value("after");
  if (const std::size_t dot = after.find('.'); dot != after.npos) {
    ask.after_confidence = static_cast<int>(text::to_int(after.substr(0, dot)).value_or(0));
    ask.after = text::to_int(after.substr(dot + 1)).value_or(0);
  }
  return ask;
}

}  // namespace

void EmploymentService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_files(routes, record);  // before /vacancies/{id}
  add_vacancy_routes(routes, record);
  add_talent_routes(routes, record);
  add_match_routes(routes, record);
  add_demand_routes(routes, record);
  add_resident_routes(routes);
}

void EmploymentService::add_vacancy_routes(http::Routes& routes, const http::Recorder& record) {
  routes.query<JobOverview>(
      base() + "/overview", Permission::jobs_view, "就业概览", "Vacancies, talents, recommendations and likely demand counted",
      [this](const Request& r) -> Result<JobOverview> {
        return parts_.db.read([&](db::Tx& tx) -> Result<JobOverview> { return overview(tx, r.scope, std::string(r.query_value("area")), r.now); });
      },
      {"area"});
  routes.query<VacancyList>(
      base() + "/vacancies", Permission::jobs_view, "岗位", "Vacancies, the newest first",
      [this](const Request& r) -> Result<VacancyList> {
        store::VacancyAsk ask{std::string(r.query_value("state")), std::string(r.query_value("area")), std::string(r.query_value("occupation")),
                              text::to_int(r.query_value("firm")).value_or(0), after_of(r), limit_of(r)};
        return parts_.db.read([&](db::Tx& tx) -> Result<VacancyList> { return vacancies(tx, r.scope, ask, r.now); });
      },
      {"state", "area", "occupation", "firm", "after", "limit"});
  routes.command<VacancyIn, VacancyView>(
      Method::post, base() + "/vacancies", Permission::jobs_edit, "登记岗位", "Enter a vacancy of a firm",
      [this, record](const Request& r, db::Tx& tx, const VacancyIn& in) -> Result<VacancyView> {
        TIANGE_TRY(VacancyView one, enter_vacancy(tx, r.scope, in, r.now));
        record(tx, r, "jobs.vacancy_entered", one.id, {"登记岗位“" + one.title + "”：" + one.firm_name, "entered the vacancy " + one.title + " of " + one.firm_name});
        return one;
      });
  routes.command<VacancyIn, VacancyView>(
      Method::put, base() + "/vacancies/{id}", Permission::jobs_edit, "修改岗位", "Change a vacancy",
      [this, record](const Request& r, db::Tx& tx, const VacancyIn& in) -> Result<VacancyView> {
        TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
        TIANGE_TRY(VacancyView one, change_vacancy(tx, r.scope, id, in, r.now));
        record(tx, r, "jobs.vacancy_changed", one.id, {"修改岗位“" + one.title + "”：" + one.firm_name, "changed the vacancy " + one.title + " of " + one.firm_name});
        return one;
      });
  routes.command<VacancyStateIn, VacancyView>(
      Method::post, base() + "/vacancies/{id}/state", Permission::jobs_edit, "岗位招满、关闭或重开", "Fill, close or open a vacancy",
      [this, record](const Request& r, db::Tx& tx, const VacancyStateIn& in) -> Result<VacancyView> {
        TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
        TIANGE_TRY(VacancyView one, set_vacancy_state(tx, r.scope, id, in, r.now));
        record(tx, r, "jobs.vacancy_state", one.id, {"岗位“" + one.title + "”改为 " + one.state, "the vacancy " + one.title + " is " + one.state});
        return one;
      });
  routes.query<TalentMatches>(base() + "/vacancies/{id}/matches", Permission::jobs_view, "为岗位找人", "The best talents for a vacancy, with reasons",
                              [this](const Request& r) -> Result<TalentMatches> {
                                TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
                                return parts_.db.read([&](db::Tx& tx) { return talents_for(tx, r.scope, id, r.now); });
                              });
}

void EmploymentService::add_talent_routes(http::Routes& routes, const http::Recorder& record) {
  routes.query<TalentList>(
      base() + "/talents", Permission::jobs_view, "求职人才", "People who look for work, masked",
      [this](const Request& r) -> Result<TalentList> {
        store::TalentAsk ask{std::string(r.query_value("state")), std::string(r.query_value("area")), after_of(r), limit_of(r)};
        return parts_.db.read([&](db::Tx& tx) -> Result<TalentList> { return talents(tx, r.scope, ask, std::string(r.query_value("occupation")), r.now); });
      },
      {"state", "area", "occupation", "after", "limit"});
  routes.command<TalentIn, TalentView>(
      Method::post, base() + "/talents", Permission::jobs_edit, "登记求职人才", "Enter somebody who looks for work, with consent",
      [this, record](const Request& r, db::Tx& tx, const TalentIn& in) -> Result<TalentView> {
        TIANGE_TRY(TalentView one, enter_talent(tx, r.scope, in, r.now));
        record(tx, r, "jobs.talent_entered", one.id, {"登记求职人才 " + one.name + "，同意方式：" + one.how, "entered a talent who agreed: " + one.how});
        return one;
      });
  routes.query<TalentView>(base() + "/talents/{id}", Permission::jobs_view, "一位求职人才", "One talent; the look is recorded", [this](const Request& r) -> Result<TalentView> {
    return parts_.db.write(r.scope, [&](db::Tx& tx) -> Result<TalentView> {
      TIANGE_TRY(const StoredTalent one, seen_talent(tx, r.scope, r.param("id"), r.now));
      parts_.subjects.looked(tx, r.scope, one.subject, "jobs", {"就业服务：" + one.body.in.consent.purpose, "", std::nullopt}, r.now);
      const SubjectId ids[] = {one.subject};
      return shown(*book_in(tx), r.scope, one, names(tx, r.scope, ids, r.now)[one.subject.value], r.now);
    });
  });
  routes.command<http::Nothing, TalentGone>(
      Method::post, base() + "/talents/{id}/withdraw", Permission::jobs_edit, "代本人撤回求职", "Withdraw a consent for the person",
      [this, record](const Request& r, db::Tx& tx, const http::Nothing&) -> Result<TalentGone> {
        const auto id = parse_typed_id<registers::SubjectTag>(r.param("id"));
        const auto one = id.ok() ? store::talent(tx, *id) : std::nullopt;
        if (!one || !r.scope.covers(one->grid)) return refuse(ErrorCode::out_of_scope);
        TIANGE_TRY(TalentGone gone, erase_talent(tx, *id, r.now));
        record(tx, r, "jobs.talent_withdrawn", gone.id, {"代本人撤回求职登记", "withdrew a consent for the person"});
        return gone;
      });
  routes.query<VacancyMatches>(base() + "/talents/{id}/matches", Permission::jobs_view, "为人才找岗位", "The best vacancies for a talent, and firms that likely want one",
                               [this](const Request& r) -> Result<VacancyMatches> {
                                 return parts_.db.write(r.scope, [&](db::Tx& tx) -> Result<VacancyMatches> {
                                   TIANGE_TRY(VacancyMatches page, matches_for(tx, r.scope, r.param("id"), r.now));
                                   const auto id = parse_typed_id<registers::SubjectTag>(r.param("id"));
                                   if (id.ok()) parts_.subjects.looked(tx, r.scope, *id, "jobs", {"就业服务：" + page.talent.purpose, "", std::nullopt}, r.now);
                                   return page;
                                 });
                               });
}

void EmploymentService::add_match_routes(http::Routes& routes, const http::Recorder& record) {
  routes.query<RecommendationList>(
      base() + "/recommendations", Permission::jobs_view, "岗位推荐", "Recommendations",
      [this](const Request& r) -> Result<RecommendationList> {
        return parts_.db.read([&](db::Tx& tx) -> Result<RecommendationList> { return recommendations(tx, r.scope, r.query_value("state"), after_of(r)); });
      },
      {"state", "after"});
  routes.command<RecommendIn, Recommendation>(
      Method::post, base() + "/recommendations", Permission::jobs_recommend, "推荐", "Recommend a talent for a vacancy",
      [this, record](const Request& r, db::Tx& tx, const RecommendIn& in) -> Result<Recommendation> {
        TIANGE_TRY(Recommendation one, recommend(tx, r.scope, in, r.now));
        record(tx, r, "jobs.recommended", one.id, {"推荐 " + one.name + " 到“" + one.title + "”（" + one.firm_name + "）", "recommended a talent for " + one.title + " at " + one.firm_name});
        return one;
      });
  routes.command<JobAnswerIn, Recommendation>(
      Method::post, base() + "/recommendations/{id}/answer", Permission::jobs_recommend, "登记一方答复", "Enter what one side says",
      [this, record](const Request& r, db::Tx& tx, const JobAnswerIn& in) -> Result<Recommendation> {
        TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
        TIANGE_TRY(StoredMatch one, seen_match(tx, r.scope, id));
        TIANGE_TRY(one, answer(tx, std::move(one), in, r.now));
        record(tx, r, "jobs.answered", one.body.id, {std::string(in.side == "firm" ? "企业" : "本人") + (in.yes ? "愿意：" : "不愿意：") + one.body.title, std::string(in.side) + (in.yes ? " says yes" : " says no")});
        return one.body;
      });
  routes.command<JobOutcomeIn, Recommendation>(
      Method::post, base() + "/recommendations/{id}/outcome", Permission::jobs_recommend, "登记推荐结果", "Enter what came of it",
      [this, record](const Request& r, db::Tx& tx, const JobOutcomeIn& in) -> Result<Recommendation> {
        TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
        TIANGE_TRY(Recommendation one, outcome(tx, r.scope, id, in, r.now));
        record(tx, r, "jobs.outcome", one.id, {"推荐结果 " + one.state + "：" + one.title, "outcome " + one.state + ": " + one.title});
        return one;
      });
}

void EmploymentService::add_demand_routes(http::Routes& routes, const http::Recorder& record) {
  routes.query<DemandList>(
      base() + "/demands", Permission::jobs_view, "用工需求推断", "What firms likely want, the surest first",
      [this](const Request& r) -> Result<DemandList> {
        return parts_.db.read([&](db::Tx& tx) -> Result<DemandList> { return demands(tx, r.scope, demand_ask(r)); });
      },
      {"state", "area", "after", "limit"});
  routes.command<http::Nothing, DemandRun>(Method::post, base() + "/demands/run", Permission::jobs_recommend, "重新推断用工需求", "Go through the firms anew",
                                           [this, record](const Request& r, db::Tx& tx, const http::Nothing&) -> Result<DemandRun> {
                                             record(tx, r, "jobs.demand_run", "", {"发起用工需求推断", "asked what firms likely want"});
                                             return ask_run(tx, r.now);
                                           });
  routes.command<DemandAnswerIn, DemandView>(
      Method::post, base() + "/demands/{id}/answer", Permission::jobs_recommend, "核实用工需求", "Confirm or deny what a firm likely wants",
      [this, record](const Request& r, db::Tx& tx, const DemandAnswerIn& in) -> Result<DemandView> {
        TIANGE_TRY(const std::int64_t id, parse_id(r.param("id")));
        TIANGE_TRY(DemandView one, answer_demand(tx, r.scope, id, in, r.now));
        record(tx, r, "jobs.demand_answered", one.id, {std::string(in.confirmed ? "确有" : "没有") + "用工需求：" + one.firm_name + "，" + one.occupation_zh, one.firm_name + (in.confirmed ? " wants " : " does not want ") + one.occupation_en});
        return one;
      });
  routes.query<WordBook>(
      base() + "/words", Permission::jobs_view, "技能词表", "Words of skills",
      [this](const Request& r) -> Result<WordBook> {
        return parts_.db.read([&](db::Tx& tx) -> Result<WordBook> { return word_book(tx, r.scope, r.query_value("q"), r.query_value("occupation")); });
      },
      {"q", "occupation"});
  routes.command<WordDecideIn, WordBook>(
      Method::post, base() + "/words/decide", Permission::jobs_edit, "审定技能词", "Take or refuse a proposed word",
      [this, record](const Request& r, db::Tx& tx, const WordDecideIn& in) -> Result<WordBook> {
        TIANGE_TRY(WordBook book, decide_word(tx, r.scope, in, r.now));
        record(tx, r, "jobs.word_decided", in.word, {"审定技能词“" + in.word + "”：" + in.as, "decided the word " + in.word + ": " + in.as});
        return book;
      });
}

std::unique_ptr<Employment> open_employment(EmploymentParts parts) { return std::make_unique<EmploymentService>(std::move(parts)); }

}  // namespace tiange::employ
