#include "city/cases/penalty/penalty_service.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_most_rows = 20'000;

PenaltyFigures figures_of(const std::vector<Finding>& findings) {
  PenaltyFigures out;
  for (const Finding& f : findings) {
    ++out.found;
    out.reminded += f.until.has_value();
    out.mended += f.state == "mended";
    out.handed += f.handed.has_value();
    out.open += f.state != "mended" && f.state != "closed";
    if (!f.decision) continue;
    out.warnings += f.decision->kind == PenaltyKind::warning;
    out.fines += f.decision->kind == PenaltyKind::fine;
    out.no_case += f.decision->kind == PenaltyKind::no_case;
    out.fen += f.decision->fen;
  }
  return out;
}

PaperSheet sheet_of(const std::vector<Finding>& list, Language language) {
  const bool zh = language == Language::zh;
  PaperSheet sheet;
  sheet.titles = zh ? std::vector<std::string>{"编号", "工单", "事项", "区域", "当事人", "情况", "发现人", "发现时间", "状态", "整改期限", "执法单位", "证据包", "结果", "罚款（分）", "文书", "决定时间"}
                    : std::vector<std::string>{"Number", "Case", "Item", "Area", "Party", "What", "Found by", "Found", "State", "To mend by", "Enforcement", "Pack", "Result", "Fine (fen)", "Document", "Decided"};
  for (const Finding& f : list) {
    const auto& d = f.decision;
    sheet.rows.push_back({f.number, f.case_number, f.item_name, zh ? f.area_zh : f.area_en, f.party, f.what, f.found_by, format_local(f.found), f.state,
                          f.until ? format_local(*f.until) : "", zh ? f.unit_zh : f.unit_en, f.pack_hash, d ? std::string(json::enum_name(d->kind)) : "",
                          d ? std::to_string(d->fen) : "", d ? d->document : "", d ? format_local(d->when) : ""});
  }
  return sheet;
}

}  // namespace

void PenaltyService::add_acts(http::Routes& routes) {
  using P = Permission;
  const std::string base = "/api/v1/penalty";
  routes.command<FindingIn, Finding>(http::Method::post, base, P::penalty_find, "登记巡查发现", "Record a finding: remind, or hand to enforcement",
                                     [this](const http::Request& r, db::Tx& tx, const FindingIn& in) { return find(tx, r.scope, in, r.now); });
  const auto act = [&]<class In>(const std::string& name, Permission permission, const char* zh, const char* en, auto member) {
    routes.command<In, Finding>(http::Method::post, base + "/{ref}/" + name, permission, zh, en,
                                [this, member](const http::Request& r, db::Tx& tx, const In& in) -> Result<Finding> {
                                  TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.param("ref")));
                                  return (this->*member)(tx, r.scope, ref, in, r.now);
                                });
  };
  act.operator()<FindingRecheck>("recheck", P::penalty_find, "复查", "Look again", &PenaltyService::recheck);
  act.operator()<FindingHand>("hand", P::penalty_find, "移交执法", "Hand to enforcement", &PenaltyService::hand);
  act.operator()<FindingText>("take", P::penalty_punish, "接收证据包", "Take the evidence pack", &PenaltyService::take);
  act.operator()<FindingText>("send-back", P::penalty_punish, "退回补充证据", "Ask for more evidence", &PenaltyService::send_back);
  act.operator()<FindingDecide>("decide", P::penalty_punish, "作出处理", "Decide: warning, fine or no case", &PenaltyService::decide);
  act.operator()<FindingText>("close", P::penalty_find, "收悉结果", "Take note of the result", &PenaltyService::close);
}

void PenaltyService::add_routes(http::Routes& routes, const http::Recorder& record) {
  const std::string base = "/api/v1/penalty";
  routes.query<FindingList>(base, Permission::penalty_view, "巡查发现", "Findings of the caller's areas and units",
                            [this](const http::Request& r) {
                              return parts_.db.read([&](db::Tx& tx) -> Result<FindingList> { return list(tx, r.scope, filter_of(r)); });
                            },
                            {"state", "unit", "case_ref", "after", "limit"});
  routes.query<PenaltyFigures>(base + "/figures", Permission::penalty_view, "巡查执法统计", "Figures of findings", [this](const http::Request& r) {
    return parts_.db.read([&](db::Tx& tx) -> Result<PenaltyFigures> { return figures_of(all(tx, r.scope, {}, k_most_rows)); });
  });
  add_sheet_route(routes, base + "/export", Permission::penalty_view, {"巡查执法", "findings"}, "findings",
                  [this](const http::Request& r) {
                    return parts_.db.read([&](db::Tx& tx) -> Result<PaperSheet> { return sheet_of(all(tx, r.scope, filter_of(r), k_most_rows), r.scope.language); });
                  },
                  record);
  add_rule_routes(routes, rules_, base + "/rules", Permission::penalty_view, Permission::cases_supervise_rules,
                  [](const json::Value& value) -> Outcome {
                    TIANGE_CHECK_OK(read_penalty_rules(value));
                    return done();
                  },
                  record);
  routes.query<Finding>(base + "/{ref}", Permission::penalty_view, "一项巡查发现", "A finding with its history", [this](const http::Request& r) -> Result<Finding> {
    TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.param("ref")));
    return parts_.db.read([&](db::Tx& tx) { return view(tx, r.scope, ref); });
  });
  routes.query<EvidencePack>(base + "/{ref}/pack", Permission::penalty_view, "证据包", "The evidence pack with its hash", [this](const http::Request& r) -> Result<EvidencePack> {
    TIANGE_TRY(const CaseRef ref, CaseRef::parse(r.param("ref")));
    return parts_.db.read([&](db::Tx& tx) { return pack(tx, r.scope, ref); });
  });
  add_acts(routes);
}

}  // namespace tiange::cases
