// What people do with findings: look, send for a re-check, judge.

#include <algorithm>
#include <map>

#include "base/text.h"
#include "city/cases/supervision/closings/closing_service.h"
#include "platform/db/keyset.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_page = 50;

std::optional<double> share(std::int64_t part, std::int64_t rest) {
  if (part + rest == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(part + rest);
}

}  // namespace

bool ClosingService::may_see(const Scope& scope, const ClosingFinding& finding) const { return scope.covers(finding.area); }

Result<ClosingFinding> ClosingService::find(db::Tx& tx, const Scope& scope, CaseRef about) const {
  TIANGE_TRY(const CaseRecord record, desk_.cases.load(tx, scope, about));
  (void)record;
  auto finding = store::finding_of(tx, about);
  if (!finding || !may_see(scope, *finding)) return refuse(ErrorCode::not_found);
  return *std::move(finding);
}

Result<ClosingFindingView> ClosingService::recheck(db::Tx& tx, const Scope& scope, CaseRef about, const RecheckInput& input,
                                            Instant now) {
  TIANGE_TRY(ClosingFinding finding, find(tx, scope, about));
  if (finding.state != ClosingFindingState::open) return refuse(ErrorCode::supervision_state, "已送复查或已有结论", "it was sent or judged already");
  std::string why = input.why;
  if (why.empty()) {
    std::vector<std::string> reasons;
    for (const ReasonView& reason : finding.verdict.reasons) reasons.push_back(reason.zh);
    why = "疑似虚假结案（" + std::to_string(finding.verdict.score) + " 分）：" + text::join(reasons, "；");
  }
  TIANGE_TRY(finding.check, sampling_.ask(tx, scope, {about, CheckOrigin::closing, text::cut(why, 480), input.duty, ""}, now));
  finding.state = ClosingFindingState::sent;
  if (!store::set_finding_state(tx, finding, ClosingFindingState::open)) return refuse(ErrorCode::conflict);
  desk_.wake(tx, finding.area);
  return view(tx, scope, finding, now);
}

Result<ClosingFindingView> ClosingService::decide(db::Tx& tx, const Scope& scope, CaseRef about, const VerdictInput& input,
                                           Instant now) {
  TIANGE_CHECK_OK(check_words("text", input.text, 500));
  TIANGE_TRY(ClosingFinding finding, find(tx, scope, about));
  if (finding.state == ClosingFindingState::confirmed || finding.state == ClosingFindingState::dismissed)
    return refuse(ErrorCode::supervision_state, "已有结论", "it was judged already");
  if (scope.works_for(finding.unit)) return refuse(ErrorCode::duties_apart, "承办单位的人员不能认定", "nobody of the handling unit may judge it");
  const ClosingFindingState from = finding.state;
  finding.state = input.is_false ? ClosingFindingState::confirmed : ClosingFindingState::dismissed;
  finding.judged = now;
  finding.judged_by = scope.name;
  finding.judged_text = input.text;
  if (!store::set_finding_state(tx, finding, from)) return refuse(ErrorCode::conflict);
  TIANGE_CHECK_OK(desk_.remark(tx, scope, about, "closing_judged",
                               {input.is_false ? "认定为虚假结案" : "核实不是虚假结案", input.is_false ? "judged a false closing" : "judged no false closing"},
                               input.text, now));
  desk_.wake(tx, finding.area);
  return view(tx, scope, finding, now);
}

Result<ClosingFindings> ClosingService::list(db::Tx& tx, const http::Request& request) const {
  TIANGE_TRY(const auto cursor, db::read_cursor(request.query_value("after"), 2));
  Instant settled;
  std::int64_t id = INT64_MAX;
  if (cursor) {
    const auto* moment = std::get_if<std::int64_t>(&(*cursor)[0]);
    const auto* last = std::get_if<std::int64_t>(&(*cursor)[1]);
    if (!moment || !last) return refuse(ErrorCode::bad_input);
    settled = Instant{*moment};
    id = *last;
  }
  const ClosingRules rules = desk_.rules(tx).closing;
  const auto wanted = json::enum_from<ClosingFindingState>(request.query_value("state"));
  const auto reason = json::enum_from<ClosingReason>(request.query_value("reason"));
  const int least = request.query_value("level") == "high" ? rules.high : request.query_value("level") == "all" ? 1 : rules.listed;
  const std::string_view unit = request.query_value("unit");
  const std::string_view area = request.query_value("area");
  ClosingFindings list;
  std::vector<ClosingFinding> found;
  store::each_finding(tx, settled, id, [&](const ClosingFinding& one) {
    const auto& reasons = one.verdict.reasons;
    const bool fits = may_see(request.scope, one) && one.verdict.score >= least && (!wanted || one.state == *wanted) &&
                      (unit.empty() || one.unit == unit) && one.area.starts_with(area) &&
                      (!reason || std::any_of(reasons.begin(), reasons.end(), [&](const ReasonView& r) { return r.reason == *reason; }));
    if (!fits) return true;
    if (found.size() == k_page) {
      list.next = db::encode_cursor({found.back().settled.us, found.back().about.id.value});
      return false;
    }
    found.push_back(one);
    return true;
  });
  for (const ClosingFinding& one : found) list.items.push_back(view(tx, request.scope, one, request.now));
  return list;
}

Result<PrecisionView> ClosingService::precision(db::Tx& tx, const http::Request& request) const {
  const Date today = local_date(request.now);
  PrecisionView out;
  out.to = today;
  out.from = today + -90;
  if (const auto from = request.query_value("from"); !from.empty()) {
    TIANGE_TRY(out.from, parse_date(from));
  }
  if (const auto to = request.query_value("to"); !to.empty()) {
    TIANGE_TRY(out.to, parse_date(to));
  }
  std::map<ClosingReason, PrecisionRow> rows;
  store::each_judged(tx, local_instant(out.from, 0), local_instant(out.to + 1, 0), [&](const ClosingFinding& one) {
    if (!may_see(request.scope, one)) return;
    const bool right = one.state == ClosingFindingState::confirmed;
    ++(right ? out.total.confirmed : out.total.dismissed);
    std::vector<ClosingReason> told;
    for (const ReasonView& reason : one.verdict.reasons) {
      if (std::find(told.begin(), told.end(), reason.reason) != told.end()) continue;
      told.push_back(reason.reason);
      PrecisionRow& row = rows[reason.reason];
      ++(right ? row.confirmed : row.dismissed);
    }
  });
  out.total.precision = share(out.total.confirmed, out.total.dismissed);
  for (auto& [reason, row] : rows) {
    const Words words = closing_reason_words(reason);
    row.reason = json::enum_name(reason);
    row.zh = words.zh;
    row.en = words.en;
    row.precision = share(row.confirmed, row.dismissed);
    out.reasons.push_back(std::move(row));
  }
  return out;
}

ClosingFindingView ClosingService::view(db::Tx& tx, const Scope& scope, const ClosingFinding& finding, Instant now) const {
  const ClosingRules rules = desk_.rules(tx).closing;
  ClosingFindingView v;
  v.about = desk_.about(tx, scope, finding.about, finding.number, now);
  v.score = finding.verdict.score;
  v.level = v.score >= rules.high ? "high" : v.score >= rules.listed ? "listed" : "low";
  v.reasons = finding.verdict.reasons;
  v.settled = finding.settled;
  v.examined = finding.examined;
  v.rules_version = finding.rules_version;
  const UnitName unit = desk_.unit_name(finding.unit, now);
  v.unit = unit.code;
  v.unit_zh = unit.zh;
  v.unit_en = unit.en;
  v.item = finding.item;
  v.handler_name = finding.handler_name;
  v.state = json::enum_name(finding.state);
  if (finding.check != 0) v.check_id = std::to_string(finding.check);
  v.judged_by = finding.judged_by;
  v.judged_text = finding.judged_text;
  if (finding.judged) v.judged = finding.judged;
  const auto record = desk_.cases.load(tx, system_scope(), finding.about);
  v.case_open = record.ok() && record->file.open();
  const bool undecided = finding.state == ClosingFindingState::open || finding.state == ClosingFindingState::sent;
  v.may_judge = undecided && scope.may(Permission::cases_supervise) && !scope.works_for(finding.unit);
  return v;
}

void ClosingService::seed_verdicts(const Scope& scope, int judged, int sent, Instant now) {
  auto& db = desk_.parts.base.db;
  std::vector<ClosingFinding> open;
  db.run_read([&](db::Tx& tx) {
    const int least = desk_.rules(tx).closing.listed;
    store::each_finding(tx, {}, INT64_MAX, [&](const ClosingFinding& one) {
      if (may_see(scope, one) && one.state == ClosingFindingState::open && one.verdict.score >= least) open.push_back(one);
      return open.size() < static_cast<std::size_t>(judged + sent) * 2;
    });
  });
  // Every second one stays open.
  for (std::size_t i = 0; i < open.size(); i += 2) {
    const bool judge_it = i / 2 < static_cast<std::size_t>(judged);
    const bool is_false = i / 2 % 4 != 3;
    (void)db.write(scope, [&](db::Tx& tx) -> Outcome {
      TIANGE_TRY(const ClosingFindingView view,
                 judge_it ? decide(tx, scope, open[i].about, {is_false, is_false ? "电话回访并查看现场，问题仍在。" : "现场已解决，照片时间为设备时钟不准。"}, now)
                          : recheck(tx, scope, open[i].about, {}, now));
      (void)view;
      return done();
    }).ok();
  }
}

void ClosingService::add_routes(http::Routes& routes) {
  using http::Request;
  auto& db = desk_.parts.base.db;
  routes.query<ClosingFindings>("/api/v1/cases/supervision/closings", Permission::cases_supervise, "疑似虚假结案", "Closings that look false",
                            [this, &db](const Request& r) -> Result<ClosingFindings> {
                              return db.read([&](db::Tx& tx) { return list(tx, r); });
                            },
                            {"state", "level", "reason", "unit", "area", "after"});
  routes.query<PrecisionView>("/api/v1/cases/supervision/closings/precision", Permission::cases_supervise, "识别准确率",
                              "Precision of the finder", [this, &db](const Request& r) -> Result<PrecisionView> {
                                return db.read([&](db::Tx& tx) { return precision(tx, r); });
                              },
                              {"from", "to"});
  routes.query<ClosingFindingView>("/api/v1/cases/{ref}/closing", Permission::cases_check, "一件工单的结案识别", "How false the closing of a case looks",
                            [this, &db](const Request& r) -> Result<ClosingFindingView> {
                              TIANGE_TRY(const CaseRef about, CaseRef::parse(r.param("ref")));
                              return db.read([&](db::Tx& tx) -> Result<ClosingFindingView> {
                                TIANGE_TRY(const ClosingFinding finding, find(tx, r.scope, about));
                                return view(tx, r.scope, finding, r.now);
                              });
                            });
  routes.command<RecheckInput, ClosingFindingView>(http::Method::post, "/api/v1/cases/{ref}/closing/recheck", Permission::cases_supervise, "送复查",
                                            "Send a closing for a re-check",
                                            [this](const Request& r, db::Tx& tx, const RecheckInput& in) -> Result<ClosingFindingView> {
                                              TIANGE_TRY(const CaseRef about, CaseRef::parse(r.param("ref")));
                                              return recheck(tx, r.scope, about, in, r.now);
                                            });
  routes.command<VerdictInput, ClosingFindingView>(http::Method::post, "/api/v1/cases/{ref}/closing/verdict", Permission::cases_supervise, "认定虚假结案",
                                            "Judge whether a closing is false",
                                            [this](const Request& r, db::Tx& tx, const VerdictInput& in) -> Result<ClosingFindingView> {
                                              TIANGE_TRY(const CaseRef about, CaseRef::parse(r.param("ref")));
                                              return decide(tx, r.scope, about, in, r.now);
                                            });
}

}  // namespace tiange::cases
