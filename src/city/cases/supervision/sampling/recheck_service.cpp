// Checks: asked for, done, and what follows from a failed one.

#include <algorithm>

#include "base/text.h"
#include "city/cases/supervision/sampling/sampling_service.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_rechecks_page = 50;
constexpr std::size_t k_most_why = 500;

Words result_words(const Check& check) {
  const bool passed = check.state == CheckState::passed;
  const bool sample = check.origin == CheckOrigin::sample;
  return {std::string(sample ? "抽查" : "复查") + (passed ? "合格" : "不合格"),
          std::string(sample ? "sample check " : "re-check ") + (passed ? "passed" : "failed")};
}

}  // namespace

Check SamplingService::check_for(const CaseRecord& record, const std::string& duty, const std::string& limit,
                                 const SupervisionRules& rules, Instant now) const {
  const CaseFile& file = record.file;
  Check check;
  check.id = desk_.next_id(now);
  check.about = record.ref;
  check.case_number = record.number;
  check.area = file.area;
  check.unit = file.unit;
  check.item = file.item;
  check.handler = file.handler;
  // Nobody looks after the work of their own unit: what a station settled goes to the supervisors.
  const bool by_station = file.unit.ends_with("-ZZ") || !file.located();
  const std::string chosen = duty.empty() ? "officer" : duty;
  check.queue = by_station || chosen == "supervisor" ? district_ + "-ZX:supervisor"
                : chosen == "station_head"           ? file.area.substr(0, 12) + "-ZZ:station_head"
                                                     : file.area + ":officer";
  check.asked = now;
  check.due = desk_.calendar().add(limit_or(limit, rules.check.limit), now);
  check.checklist = rules.check.checklist;
  return check;
}

Result<std::int64_t> SamplingService::ask(db::Tx& tx, const Scope& scope, const CheckOrder& order, Instant now) {
  TIANGE_CHECK_OK(check_words("why", order.why, k_most_why));
  TIANGE_CHECK_OK(check_limit("limit", order.limit));
  if (!order.duty.empty() && order.duty != "officer" && order.duty != "station_head" && order.duty != "supervisor")
    return refuse_fields(ErrorCode::bad_input, {{"duty", "应为 officer、station_head 或 supervisor", "must be officer, station_head or supervisor"}});
  TIANGE_TRY(const CaseRecord record, desk_.cases.load(tx, scope, order.about));
  if (record.file.open()) return refuse(ErrorCode::not_this_step, "结案后才能复查", "only after the case is closed");
  if (const auto open = store::open_check_of(tx, order.about, order.origin)) return open->id;
  Check check = check_for(record, order.duty, order.limit, desk_.rules(tx), now);
  check.origin = order.origin;
  check.why = order.why;
  check.asked_by = scope.name;
  store::add_check(tx, check);
  const Words queue = queue_words(desk_.parts.base, *desk_.directory(now), check.queue);
  TIANGE_CHECK_OK(desk_.remark(tx, scope, check.about, "check_asked",
                               {"发起复查，由" + queue.zh + "于 " + format_local(check.due) + " 前完成",
                                "asked for a re-check by " + queue.en + ", due " + format_local(check.due)},
                               check.why, now));
  desk_.wake(tx, check.area);
  return check.id;
}

Result<CheckView> SamplingService::ask_by_hand(db::Tx& tx, const Scope& scope, const CheckInput& input, Instant now) {
  TIANGE_TRY(const CaseRef about, CaseRef::parse(input.case_ref));
  TIANGE_TRY(const std::int64_t id, ask(tx, scope, {about, CheckOrigin::manual, input.why, input.duty, input.limit}, now));
  return check_view(tx, scope, id, now);
}

Outcome SamplingService::may_do(const Scope& scope, const Check& check) const {
  if (check.state != CheckState::open) return refuse(ErrorCode::supervision_state, "检查已完成", "it is done");
  if (scope.person && scope.person == check.handler)
    return refuse(ErrorCode::duties_apart, "处置人不能检查自己办的工单", "who handled the case may not check it");
  if (!check.unit.empty() && scope.works_for(check.unit))
    return refuse(ErrorCode::duties_apart, "承办单位的人员不能检查本单位的工单", "nobody of the handling unit may check it");
  const bool theirs = scope.has_queue(check.queue) || (check.person && scope.person == check.person) ||
                      (scope.may(Permission::cases_supervise) && scope.covers(check.area));
  if (!theirs) return refuse(ErrorCode::not_your_task);
  return done();
}

bool SamplingService::may_see(const Scope& scope, const Check& check) const {
  return scope.covers(check.area) || scope.works_for(check.unit) || scope.has_queue(check.queue);
}

Result<CheckView> SamplingService::finish(db::Tx& tx, const Scope& scope, std::int64_t id, const CheckResultInput& input,
                                          Instant now) {
  const auto found = store::check(tx, id);
  if (!found || !may_see(scope, *found)) return refuse(ErrorCode::out_of_scope);
  TIANGE_CHECK_OK(may_do(scope, *found));
  TIANGE_CHECK_OK(check_answers(found->checklist, input.answers, input.passed, input.reason));
  const bool known = input.follow.empty() || input.follow == "none" || input.follow == "reopen" || input.follow == "recheck";
  if (!known) return refuse_fields(ErrorCode::bad_input, {{"follow", "应为 reopen、recheck 或 none", "must be reopen, recheck or none"}});
  Check check = *found;
  check.state = input.passed ? CheckState::passed : CheckState::failed;
  check.answers = input.answers;
  check.reason = input.reason;
  check.lng = input.lng;
  check.lat = input.lat;
  check.done = now;
  check.done_by = scope.person;
  check.done_name = scope.name;
  TIANGE_CHECK_OK(desk_.attach(tx, {check.about.part_key, CaseId{check.id}}, input.documents, check.area, check.unit, now));
  TIANGE_CHECK_OK(desk_.remark(tx, scope, check.about, "check_done", result_words(check), check.reason, now));
  if (!input.passed) check.follow = follow_up(tx, scope, check, input.follow, now);
  if (!store::finish_check(tx, check)) return refuse(ErrorCode::conflict);
  if (desk_.parts.base.outbox) {
    desk_.parts.base.outbox->publish(
        tx, {.type = "case.check_done",
             .part_key = check.about.part_key,
             .subject = check.about.text(),
             .body = json::write(CheckDone{std::to_string(check.id), check.about.text(), check.origin, input.passed,
                                           check.reason, scope.person, scope.name})});
  }
  desk_.wake(tx, check.area);
  return view(tx, scope, check, now);
}

CheckFollow SamplingService::follow_up(db::Tx& tx, const Scope& scope, const Check& check, const std::string& follow,
                                       Instant now) {
  if (follow == "none") return CheckFollow::none;
  if (follow == "recheck") {
    const CheckOrder order{check.about, CheckOrigin::manual, "抽查不合格，现场复查：" + text::cut(check.reason, 300), "officer", ""};
    return ask(tx, scope, order, now).ok() ? CheckFollow::recheck : CheckFollow::none;
  }
  // The checker decided; the right to reopen comes from the check.
  Scope as = system_scope();
  as.person = scope.person;
  as.name = scope.name;
  as.units = scope.units;
  ActInput input;
  input.text = std::string(check.origin == CheckOrigin::sample ? "抽查不合格：" : "复查不合格：") + check.reason;
  const Outcome reopened = desk_.parts.cases.act_only(tx, as, check.about, Action::reopen, input, std::nullopt, now);
  if (reopened.ok()) return CheckFollow::reopened;
  const Words said{"检查不合格，但不能重新办理：" + reopened.refusal().zh, "the check failed, but: " + reopened.refusal().en};
  (void)desk_.remark(tx, scope, check.about, "check_not_reopened", said, "", now).ok();
  return CheckFollow::too_late;
}

Result<CheckView> SamplingService::check_view(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now) const {
  const auto found = store::check(tx, id);
  if (!found || !may_see(scope, *found)) return refuse(ErrorCode::out_of_scope);
  return view(tx, scope, *found, now);
}

CheckView SamplingService::view(db::Tx& tx, const Scope& scope, const Check& check, Instant now) const {
  CheckView v;
  v.id = std::to_string(check.id);
  v.origin = json::enum_name(check.origin);
  if (check.plan != 0) v.plan_id = std::to_string(check.plan);
  v.state = json::enum_name(check.state);
  v.about = desk_.about(tx, scope, check.about, check.case_number, now);
  const UnitName unit = desk_.unit_name(check.unit, now);
  v.unit_zh = unit.zh;
  v.unit_en = unit.en;
  v.queue = check.queue;
  const auto directory = desk_.directory(now);
  const Words queue = queue_words(desk_.parts.base, *directory, check.queue);
  v.queue_zh = queue.zh;
  v.queue_en = queue.en;
  v.person = directory->person_name(check.person);
  v.asked_by = check.asked_by;
  v.why = check.why;
  v.asked = check.asked;
  v.due = check.due;
  v.late = check.state == CheckState::open ? now > check.due : check.done > check.due;
  const Outcome may = scope.may(Permission::cases_check) ? may_do(scope, check) : Outcome(refuse(ErrorCode::forbidden));
  v.mine = may.ok();
  if (!may.ok() && check.state == CheckState::open) {
    v.why_not_zh = may.refusal().zh;
    v.why_not_en = may.refusal().en;
  }
  for (const CheckQuestion& question : check.checklist) {
    CheckAnswer answer{question.key, question.zh, question.en, question.must, std::nullopt};
    if (const auto given = check.answers.find(question.key); given != check.answers.end()) answer.yes = given->second;
    v.checklist.push_back(std::move(answer));
  }
  v.reason = check.reason;
  v.follow = json::enum_name(check.follow);
  v.done_by = check.done_name;
  if (check.done) v.done = check.done;
  v.lng = check.lng;
  v.lat = check.lat;
  v.documents = store::paper_files(tx, {check.about.part_key, CaseId{check.id}});
  return v;
}

Result<CheckList> SamplingService::checks(db::Tx& tx, const http::Request& request) const {
  const Scope& scope = request.scope;
  CheckList list;
  if (const std::string_view of = request.query_value("case"); !of.empty()) {
    TIANGE_TRY(const CaseRef about, CaseRef::parse(of));
    for (const Check& check : store::checks_of(tx, about)) {
      if (may_see(scope, check)) list.items.push_back(view(tx, scope, check, request.now));
    }
    return list;
  }
  const std::string_view state = request.query_value("state");
  const auto wanted = json::enum_from<CheckState>(state);
  const bool mine = request.query_value("mine") == "1";
  const std::int64_t plan = text::to_int(request.query_value("plan")).value_or(0);
  const bool open_only = mine || state == "open";
  std::vector<Check> found;
  store::each_check(tx, text::to_int(request.query_value("after")).value_or(0), plan, open_only, [&](const Check& check) {
    if (!may_see(scope, check) || (wanted && check.state != *wanted)) return true;
    if (mine && !may_do(scope, check).ok()) return true;
    if (found.size() == k_rechecks_page) {
      list.next = std::to_string(found.back().id);
      return false;
    }
    found.push_back(check);
    return true;
  });
  for (const Check& check : found) list.items.push_back(view(tx, scope, check, request.now));
  list.mine = std::count_if(list.items.begin(), list.items.end(), [](const CheckView& one) { return one.mine; });
  return list;
}

void SamplingService::add_check_routes(http::Routes& routes) {
  using http::Request;
  const auto id_of = [](const Request& r) -> Result<std::int64_t> {
    const auto id = text::to_int(r.param("id"));
    return id ? Result<std::int64_t>(*id) : Result<std::int64_t>(refuse(ErrorCode::not_found));
  };
  auto& db = desk_.parts.base.db;
  routes.query<CheckList>("/api/v1/cases/supervision/checks", Permission::cases_view, "抽查与复查任务", "Checks",
                          [this, &db](const Request& r) -> Result<CheckList> {
                            return db.read([&](db::Tx& tx) { return checks(tx, r); });
                          },
                          {"state", "mine", "plan", "case", "after"});
  routes.query<CheckView>("/api/v1/cases/supervision/checks/{id}", Permission::cases_view, "一项检查", "One check",
                          [this, &db, id_of](const Request& r) -> Result<CheckView> {
                            TIANGE_TRY(const std::int64_t id, id_of(r));
                            return db.read([&](db::Tx& tx) { return check_view(tx, r.scope, id, r.now); });
                          });
  routes.command<CheckInput, CheckView>(http::Method::post, "/api/v1/cases/supervision/checks", Permission::cases_supervise,
                                        "发起复查", "Ask for a re-check of a closed case",
                                        [this](const Request& r, db::Tx& tx, const CheckInput& in) {
                                          return ask_by_hand(tx, r.scope, in, r.now);
                                        });
  routes.command<CheckResultInput, CheckView>(
      http::Method::post, "/api/v1/cases/supervision/checks/{id}/result", Permission::cases_check, "登记检查结果", "The result of a check",
      [this, id_of](const Request& r, db::Tx& tx, const CheckResultInput& in) -> Result<CheckView> {
        TIANGE_TRY(const std::int64_t id, id_of(r));
        return finish(tx, r.scope, id, in, r.now);
      });
}

}  // namespace tiange::cases
