#include "city/cases/consult/consult_service.h"

namespace tiange::cases {

namespace {

PaperSheet sheet_of(const std::vector<PrecedentView>& list, Language language) {
  const bool zh = language == Language::zh;
  PaperSheet sheet;
  sheet.titles = zh ? std::vector<std::string>{"先例", "事项代码", "事项", "适用区域", "地点用词", "承办单位", "裁定", "依据", "会商", "工单", "作出时间", "有效至", "状态", "使用次数"}
                    : std::vector<std::string>{"Precedent", "Item code", "Item", "Area", "Words of the place", "Unit", "Decision", "Basis", "Consultation", "Case", "Made", "Until", "State", "Uses"};
  for (const PrecedentView& p : list) {
    std::string words;
    for (const std::string& word : p.words) words += (words.empty() ? "" : " ") + word;
    sheet.rows.push_back({p.number, p.item, p.item_name, zh ? p.area_zh : p.area_en, words, zh ? p.unit_zh : p.unit_en, p.text, p.basis, p.consult_number, p.case_number,
                          format_local(p.made), format_date(local_date(p.expires)), p.state, std::to_string(p.uses)});
  }
  return sheet;
}

}  // namespace

void ConsultService::add_precedent_routes(http::Routes& routes) {
  const std::string base = "/api/v1/consult/precedents";
  routes.query<PrecedentList>(base, Permission::consult_view, "先例", "Precedents",
                              [this](const http::Request& r) {
                                return parts_.db.read([&](db::Tx& tx) -> Result<PrecedentList> {
                                  return precedents(tx, r.scope, r.query_value("item"), r.query_value("all") == "1", r.now);
                                });
                              },
                              {"item", "all"});
  routes.query<PrecedentList>(base + "/for", Permission::cases_view, "工单适用的先例", "The precedent that speaks for a case",
                              [this](const http::Request& r) -> Result<PrecedentList> {
                                TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.query_value("case_ref")));
                                return parts_.db.read([&](db::Tx& tx) { return precedents_of_case(tx, r.scope, ref, r.now); });
                              },
                              {"case_ref"});
  routes.command<ConsultText, PrecedentView>(http::Method::post, base + "/{number}/withdraw", Permission::consult_precedents, "撤销先例", "Withdraw a precedent",
                                             [this](const http::Request& r, db::Tx& tx, const ConsultText& in) {
                                               return withdraw(tx, r.scope, std::string(r.param("number")), in, r.now);
                                             });
  routes.command<PrecedentProlong, PrecedentView>(http::Method::post, base + "/{number}/prolong", Permission::consult_precedents, "延长先例", "Prolong a precedent",
                                                  [this](const http::Request& r, db::Tx& tx, const PrecedentProlong& in) {
                                                    return prolong(tx, r.scope, std::string(r.param("number")), in, r.now);
                                                  });
}

void ConsultService::add_acts(http::Routes& routes) {
  using P = Permission;
  const std::string base = "/api/v1/consult";
  routes.command<ConsultIn, Consultation>(http::Method::post, base, P::consult_call, "召集会商", "Call a consultation",
                                          [this](const http::Request& r, db::Tx& tx, const ConsultIn& in) { return call(tx, r.scope, in, r.now); });
  const auto act = [&]<class In>(const std::string& name, Permission permission, const char* zh, const char* en, auto member) {
    routes.command<In, Consultation>(http::Method::post, base + "/{ref}/" + name, permission, zh, en,
                                     [this, member](const http::Request& r, db::Tx& tx, const In& in) -> Result<Consultation> {
                                       TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.param("ref")));
                                       return (this->*member)(tx, r.scope, ref, in, r.now);
                                     });
  };
  act.operator()<ConsultOpinionIn>("opinion", P::consult_join, "发表意见", "Say whose it is", &ConsultService::opine);
  act.operator()<ConsultMinutes>("minutes", P::consult_call, "记录纪要", "Record the minutes", &ConsultService::record_minutes);
  act.operator()<ConsultDecide>("decide", P::consult_call, "作出裁定", "Decide, which performs the arbitration", &ConsultService::decide);
  act.operator()<ConsultFollow>("follow", P::consult_view, "跟踪落实", "Follow the decision up", &ConsultService::follow);
  act.operator()<ConsultText>("cancel", P::consult_call, "取消会商", "Cancel a consultation", &ConsultService::cancel);
}

void ConsultService::add_routes(http::Routes& routes, const http::Recorder& record) {
  const std::string base = "/api/v1/consult";
  routes.query<ConsultList>(base, Permission::consult_view, "会商列表", "Consultations of the caller's areas and units",
                            [this](const http::Request& r) {
                              return parts_.db.read([&](db::Tx& tx) -> Result<ConsultList> { return list(tx, r.scope, filter_of(r)); });
                            },
                            {"state", "unit", "case_ref", "after", "limit"});
  add_precedent_routes(routes);
  add_sheet_route(routes, base + "/export", Permission::consult_view, {"先例", "precedents"}, "precedents",
                  [this](const http::Request& r) {
                    return parts_.db.read([&](db::Tx& tx) -> Result<PaperSheet> { return sheet_of(precedents(tx, r.scope, "", true, r.now).items, r.scope.language); });
                  },
                  record);
  add_rule_routes(routes, rules_, base + "/rules", Permission::consult_view, Permission::consult_precedents,
                  [](const json::Value& value) -> Outcome {
                    TIANGE_CHECK_OK(read_consult_rules(value));
                    return done();
                  },
                  record);
  routes.query<Consultation>(base + "/{ref}", Permission::consult_view, "一次会商", "A consultation with its history", [this](const http::Request& r) -> Result<Consultation> {
    TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.param("ref")));
    return parts_.db.read([&](db::Tx& tx) { return view(tx, r.scope, ref); });
  });
  add_acts(routes);
}

}  // namespace tiange::cases
