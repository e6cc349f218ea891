#include <algorithm>

#include "city/cases/consult/consult_service.h"

namespace tiange::cases {

namespace {

void say_state(PrecedentView& one, Instant now) { one.state = one.withdrawn ? "withdrawn" : one.expires <= now ? "expired" : "holds"; }

}  // namespace

// Precedents name units and items only; whoever may see consultations reads those of areas that touch their own.
PrecedentList ConsultService::precedents(db::Tx& tx, const Scope& scope, std::string_view item, bool all, Instant now) {
  PrecedentList out;
  for (PrecedentView& one : book_.all(tx, item)) {
    say_state(one, now);
    const bool inside = std::any_of(scope.areas.begin(), scope.areas.end(), [&](const std::string& area) { return area.starts_with(one.area); });
    if (!scope.covers(one.area) && !inside) continue;
    if (all || one.state == "holds") out.items.push_back(std::move(one));
  }
  return out;
}

Result<PrecedentList> ConsultService::precedents_of_case(db::Tx& tx, const Scope& scope, CaseRef ref, Instant now) {
  TIANGE_TRY(const CaseView view, cases_.view(tx, scope, ref, now));
  PrecedentList out;
  if (view.item_code.empty()) return out;
  const auto known = book_.all(tx, view.item_code);
  if (const PrecedentView* one = precedent_for(known, view.item_code, view.area_code, view.place.text, now)) {
    out.items.push_back(*one);
    say_state(out.items.back(), now);
  }
  return out;
}

Result<PrecedentView> ConsultService::to_change(db::Tx& tx, const Scope& scope, const std::string& number) {
  auto one = book_.named(tx, number);
  if (!one || !scope.covers(one->area)) return refuse(ErrorCode::out_of_scope);
  if (one->withdrawn) return refuse(ErrorCode::paper_state, "先例已撤销", "it was withdrawn");
  ++one->version;
  return *std::move(one);
}

Result<PrecedentView> ConsultService::withdraw(db::Tx& tx, const Scope& scope, const std::string& number, const ConsultText& in, Instant now) {
  TIANGE_TRY(PrecedentView one, to_change(tx, scope, number));
  TIANGE_CHECK_OK(check_text("text", in.text, true, 300));
  one.withdrawn = now;
  one.withdrawn_by = scope.name;
  one.why = in.text;
  one.state.clear();
  if (!book_.put(tx, one)) return refuse(ErrorCode::conflict);
  TIANGE_TRY(const CaseRef consult, CaseRef::parse(one.consult_ref));
  store_.add_step(tx, consult, step_of(scope, now, "precedent", {"撤销先例 " + number, "withdrew precedent " + number}, in.text));
  say_state(one, now);
  return one;
}

Result<PrecedentView> ConsultService::prolong(db::Tx& tx, const Scope& scope, const std::string& number, const PrecedentProlong& in, Instant now) {
  TIANGE_TRY(PrecedentView one, to_change(tx, scope, number));
  TIANGE_CHECK_OK(check_text("text", in.text, true, 300));
  if (in.months < 1 || in.months > 60) return wrong_field("months", "1 至 60 个月", "1 to 60 months");
  one.expires = std::max(one.expires, now) + days(30L * in.months);
  one.state.clear();
  if (!book_.put(tx, one)) return refuse(ErrorCode::conflict);
  TIANGE_TRY(const CaseRef consult, CaseRef::parse(one.consult_ref));
  const std::string until = format_date(local_date(one.expires));
  store_.add_step(tx, consult, step_of(scope, now, "precedent", {"先例 " + number + " 延至 " + until, "precedent " + number + " holds until " + until}, in.text));
  say_state(one, now);
  return one;
}

}  // namespace tiange::cases
