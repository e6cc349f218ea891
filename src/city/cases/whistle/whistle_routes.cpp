#include "city/cases/whistle/whistle_service.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_most_rows = 20'000;

std::string moment(const std::optional<Instant>& when) { return when ? format_local(*when) : ""; }

PaperSheet sheet_of(const std::vector<Whistle>& whistles, Language language) {
  const bool zh = language == Language::zh;
  PaperSheet sheet;
  sheet.titles = zh ? std::vector<std::string>{"编号", "类型", "事项", "区域", "工单", "状态", "吹哨人", "吹哨时间", "调度时间", "部门", "要求到场", "到场时间", "距离（米）", "迟到（分钟）", "部门状态", "镇街评分", "部门评分", "结论"}
                    : std::vector<std::string>{"Number", "Kind", "Matter", "Area", "Case", "State", "Whistled by", "Whistled", "Dispatched", "Unit", "Required", "Arrived", "Metres", "Minutes late", "Unit's state", "Town's points", "Unit's points", "Conclusion"};
  for (const Whistle& w : whistles) {
    const std::vector<std::string> head = {w.number, zh ? w.kind_zh : w.kind_en, w.title, zh ? w.area_zh : w.area_en, w.case_number, w.state, w.blown_name, format_local(w.blown), moment(w.dispatched)};
    const auto add = [&](std::vector<std::string> tail) {
      std::vector<std::string> row = head;
      row.insert(row.end(), tail.begin(), tail.end());
      row.push_back(w.conclusion);
      sheet.rows.push_back(std::move(row));
    };
    if (w.calls.empty()) add({"", "", "", "", "", "", "", ""});
    for (const WhistleCall& c : w.calls) {
      const auto points = [](const std::optional<WhistleScore>& score) { return score ? std::to_string(score->points) : std::string(); };
      add({zh ? c.unit_zh : c.unit_en, format_local(c.required), c.arrival ? format_local(c.arrival->when) : "", c.arrival ? std::to_string(c.arrival->metres) : "",
           c.arrival ? std::to_string(c.arrival->minutes_late) : "", c.state, points(c.town_score), points(c.unit_score)});
    }
  }
  return sheet;
}

}  // namespace

void WhistleService::add_reads(http::Routes& routes, const http::Recorder& record) {
  const std::string base = "/api/v1/whistle";
  routes.query<WhistleList>(base, Permission::whistle_view, "吹哨列表", "Whistles of the caller's areas and units",
                            [this](const http::Request& r) {
                              return parts_.db.read([&](db::Tx& tx) -> Result<WhistleList> { return list(tx, r.scope, filter_of(r)); });
                            },
                            {"state", "unit", "case_ref", "after", "limit"});
  routes.query<WhistleFigures>(base + "/figures", Permission::whistle_view, "吹哨报到统计", "Arrivals and points by unit", [this](const http::Request& r) {
    return parts_.db.read([&](db::Tx& tx) -> Result<WhistleFigures> { return whistle_figures(all(tx, r.scope, {}, k_most_rows)); });
  });
  add_sheet_route(routes, base + "/export", Permission::whistle_view, {"吹哨报到", "whistles"}, "whistles",
                  [this](const http::Request& r) {
                    return parts_.db.read([&](db::Tx& tx) -> Result<PaperSheet> { return sheet_of(all(tx, r.scope, filter_of(r), k_most_rows), r.scope.language); });
                  },
                  record);
  add_rule_routes(routes, rules_, base + "/rules", Permission::whistle_view, Permission::cases_supervise_rules,
                  [](const json::Value& value) -> Outcome {
                    TIANGE_CHECK_OK(read_whistle_rules(value));
                    return done();
                  },
                  record);
  routes.query<Whistle>(base + "/{ref}", Permission::whistle_view, "一次吹哨", "A whistle with its history", [this](const http::Request& r) -> Result<Whistle> {
    TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.param("ref")));
    return parts_.db.read([&](db::Tx& tx) { return view(tx, r.scope, ref); });
  });
}

void WhistleService::add_acts(http::Routes& routes) {
  using http::Method;
  const std::string one = "/api/v1/whistle/{ref}";
  routes.command<WhistleIn, Whistle>(Method::post, "/api/v1/whistle", Permission::whistle_blow, "吹哨", "Whistle for departments",
                                     [this](const http::Request& r, db::Tx& tx, const WhistleIn& in) { return blow(tx, r.scope, in, r.now); });
  const auto act = [&]<class In>(const std::string& name, Permission permission, const char* zh, const char* en, auto fn) {
    routes.command<In, Whistle>(Method::post, one + "/" + name, permission, zh, en,
                                [fn](const http::Request& r, db::Tx& tx, const In& in) -> Result<Whistle> {
                                  TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.param("ref")));
                                  return fn(tx, r.scope, ref, in, r.now);
                                });
  };
  using P = Permission;
  act.operator()<WhistleDispatch>("dispatch", P::whistle_dispatch, "调度部门", "Call departments", [this](db::Tx& tx, const Scope& s, CaseRef ref, const WhistleDispatch& in, Instant now) { return dispatch(tx, s, ref, in, now); });
  act.operator()<WhistleText>("refuse", P::whistle_dispatch, "不予调度", "Refuse a whistle", [this](db::Tx& tx, const Scope& s, CaseRef ref, const WhistleText& in, Instant now) { return end(tx, s, ref, "refuse", in.text, now); });
  act.operator()<WhistleText>("withdraw", P::whistle_blow, "撤回吹哨", "Withdraw a whistle", [this](db::Tx& tx, const Scope& s, CaseRef ref, const WhistleText& in, Instant now) { return end(tx, s, ref, "withdraw", in.text, now); });
  act.operator()<WhistleExcuse>("excuse", P::whistle_dispatch, "免予到场", "Excuse a unit", [this](db::Tx& tx, const Scope& s, CaseRef ref, const WhistleExcuse& in, Instant now) { return excuse(tx, s, ref, in, now); });
  act.operator()<WhistleCheckIn>("check-in", P::whistle_answer, "到场报到", "Check in at the place", [this](db::Tx& tx, const Scope& s, CaseRef ref, const WhistleCheckIn& in, Instant now) { return check_in(tx, s, ref, in, now); });
  act.operator()<WhistleConclude>("conclude", P::whistle_dispatch, "形成结论", "Conclude", [this](db::Tx& tx, const Scope& s, CaseRef ref, const WhistleConclude& in, Instant now) { return conclude(tx, s, ref, in, now); });
  act.operator()<WhistleScoreIn>("score", P::whistle_dispatch, "评价部门", "Score a department", [this](db::Tx& tx, const Scope& s, CaseRef ref, const WhistleScoreIn& in, Instant now) { return score(tx, s, ref, in, true, now); });
  act.operator()<WhistleScoreIn>("score-whistle", P::whistle_answer, "评价吹哨", "Score the whistle", [this](db::Tx& tx, const Scope& s, CaseRef ref, const WhistleScoreIn& in, Instant now) { return score(tx, s, ref, in, false, now); });
}

void WhistleService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_reads(routes, record);
  add_acts(routes);
}

}  // namespace tiange::cases
