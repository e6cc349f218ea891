// Objections, appeals, wrong facts; claiming back.
#include <algorithm>

#include "base/codes.h"
#include "base/text.h"
#include "city/benefits/grants/grant_service.h"

namespace tiange::grants {

namespace {

constexpr double k_objection_days = 5, k_appeal_days = 10;  // working days
constexpr std::size_t k_longest_text = 1000;
constexpr std::size_t k_most_objections = 20;  // open ones of one subject
constexpr int k_longest_plan = 60;             // months

Result<std::string> said(const std::string& text, const char* zh, const char* en) {
  const std::string out(text::trim(text));
  if (out.empty()) return refuse_fields(ErrorCode::bad_input, {{"text", zh, en}});
  if (text::length(out) > k_longest_text) return refuse_fields(ErrorCode::bad_input, {{"text", "最多 1000 字", "at most 1000 characters"}});
  return out;
}

}  // namespace

Review GrantService::open_review(db::Tx& tx, const Grant& grant, ReviewKind kind, const std::string& text, Instant now) {
  Review review;
  review.id = parts_.ids.next(now);
  review.grant = grant.id;
  review.subject = grant.subject;
  review.kind = kind;
  review.area = grant.area;
  review.unit = grant.terms.unit;
  review.policy_zh = grant.terms.zh;
  review.policy_en = grant.terms.en;
  review.text = text;
  review.opened = now;
  const double days = kind == ReviewKind::objection ? k_objection_days : k_appeal_days;
  review.due = parts_.calendar->add({days, LimitKind::work_days}, now);
  if (parts_.tell) parts_.tell(tx, grant.terms.unit);
  return review;
}

ReviewView GrantService::view(db::Tx& tx, const Scope& scope, const Review& r, Instant now) const {
  ReviewView out;
  out.id = std::to_string(r.id);
  out.grant = std::to_string(r.grant);
  out.subject = std::to_string(r.subject);
  out.title = masked_title(tx, scope, SubjectId{r.subject}, now);
  out.kind = json::enum_name(r.kind);
  out.state = json::enum_name(r.state);
  out.area_name = parts_.places.full_name(r.area, scope.language);
  out.policy_zh = r.policy_zh;
  out.policy_en = r.policy_en;
  out.text = r.text;
  out.by = r.by.empty() ? "" : codes::mask_name(r.by);
  out.phone = r.phone.empty() ? "" : codes::mask_phone(r.phone);
  out.field = r.field;
  out.proposal = r.proposal;
  out.claim = r.claim;
  const auto catalogue = parts_.subjects.catalogue();
  for (Doubt doubt : r.doubts) {
    const auto* field = catalogue->field(registers::Kind::person, doubt.field);
    if (field) {
      doubt.held = parts_.subjects.shown(scope, {registers::Kind::person, *field, doubt.held, r.area, "benefits", false});
      doubt.says = parts_.subjects.shown(scope, {registers::Kind::person, *field, doubt.says, r.area, "benefits", false});
    }
    out.doubts.push_back(std::move(doubt));
  }
  out.opened = r.opened;
  out.due = r.due;
  out.late = r.state == ReviewState::open && r.due < now;
  out.answered = r.answered;
  out.answered_by = r.answered_by;
  out.answer = r.answer;
  out.may_answer = r.state == ReviewState::open && r.kind != ReviewKind::fact && scope.may(Permission::benefits_review) && scope.covers(r.area);
  return out;
}

Result<ReviewList> GrantService::reviews(db::Tx& tx, const Scope& scope, const store::ReviewAsk& ask, Instant now) const {
  ReviewList list;
  store::ReviewAsk more = ask;
  ++more.limit;
  std::size_t seen = 0;
  std::int64_t last = 0;
  for (const Review& review : store::reviews(tx, scope, more)) {
    if (seen++ == ask.limit) {
      list.next = std::to_string(last);
      break;
    }
    last = review.id;
    if (concerns(scope, review.unit)) list.items.push_back(view(tx, scope, review, now));
  }
  return list;
}

Result<ReviewView> GrantService::answer(db::Tx& tx, const Scope& scope, std::int64_t id, const ReviewAnswerIn& in, Instant now) {
  auto review = store::review(tx, scope, id);
  if (!review) return refuse(ErrorCode::out_of_scope);
  if (review->state != ReviewState::open) return refuse(ErrorCode::grant_answered);
  if (review->kind == ReviewKind::fact) return refuse(ErrorCode::grant_state, "数据更正由归口单位答复", "a correction is answered by who answers for the field");
  const bool upheld = in.outcome == "uphold";
  if (!upheld && in.outcome != "reject") return refuse_fields(ErrorCode::bad_input, {{"outcome", "应为 uphold 或 reject", "must be uphold or reject"}});
  TIANGE_TRY(const std::string text, said(in.text, "请写明理由", "say why"));
  auto grant = store::find(tx, scope, review->grant);
  if (!grant) return refuse(ErrorCode::out_of_scope);
  if (review->kind == ReviewKind::appeal && grant->decider != 0 && grant->decider == scope.account.value) return refuse(ErrorCode::grant_own_decision);
  store::mark(tx, grant->subject, now);
  review->state = upheld ? ReviewState::upheld : ReviewState::rejected;
  review->answered = now;
  review->answered_by = scope.name;
  review->answer = text;
  store::put(tx, *review);
  const GrantActor by{scope.name, scope.account.value};
  GrantEvent note;
  note.act = "note";
  note.happened = now;
  note.by = scope.name;
  note.account = scope.account.value;
  note.zh = std::string(upheld ? "复核成立：" : "复核不成立：") + text;
  note.en = std::string(upheld ? "upheld: " : "not upheld: ") + text;
  carry(tx, *grant, {note}, nullptr, now);
  if (review->kind == ReviewKind::appeal) say(tx, *grant, "review.answered", now);
  if (upheld && (review->kind == ReviewKind::objection || review->kind == ReviewKind::recheck)) {
    const Date today = local_date(now);
    GrantEvents events = stop(*grant, {today, "person", {text, text}}, by, now);
    if (grant->state == GrantState::noticed || grant->state == GrantState::deciding) {
      note.act = "refused";
      note.zh = note.en = text;
      events = {note};
    }
    carry(tx, *grant, events, nullptr, now);
    advance_others(tx, *grant, now);
  } else if (upheld && !review->claim.empty()) {
    auto claim = store::claim(tx, scope, text::to_int(review->claim).value_or(0));
    if (claim && claim->state == ClaimState::proposed) {
      claim->state = ClaimState::waived;
      claim->decided = now;
      claim->decided_by = scope.name;
      claim->reason = text;
      store::put(tx, *claim);
    }
  } else if (upheld) {
    const auto again = reopen(*grant, by, text, now);
    if (again.ok()) carry(tx, *grant, *again, nullptr, now);
  } else {
    advance(tx, *grant, now);  // what waited for the answer goes on
  }
  return view(tx, scope, *review, now);
}

// ---- the public list ----

Result<PublicGrantList> GrantService::public_list(db::Tx& tx, std::string_view policy, std::int64_t after, Instant now) const {
  constexpr std::size_t k_page = 50;
  store::GrantAsk ask;
  ask.listed = true;
  ask.policy = std::string(policy);
  ask.after = after;
  ask.limit = k_page + 1;
  PublicGrantList list;
  for (const Grant& grant : store::list(tx, system_scope(parts_.district), ask)) {
    if (list.items.size() == k_page) {
      list.next = list.items.back().id;
      break;
    }
    if (!grant.window_until || *grant.window_until <= now) continue;
    const PersonFacts who = person(tx, SubjectId{grant.subject});
    const bool firm = who.kind == registers::Kind::firm;
    PublicGrant out;
    out.id = std::to_string(grant.id);
    out.zh = grant.terms.zh;
    out.en = grant.terms.en;
    out.name = firm ? who.name : codes::mask_name(who.name);
    out.number = firm ? who.id_card : codes::mask_citizen_number(who.id_card);
    out.area_name = parts_.places.full_name(codes::area_at(grant.area, codes::AreaLevel::community), Language::zh);
    out.amount_fen = grant.amount_fen;
    out.until = *grant.window_until;
    list.items.push_back(std::move(out));
  }
  return list;
}

Result<ObjectionView> GrantService::object(db::Tx& tx, std::int64_t id, const ObjectionIn& in, Instant now) {
  const auto grant = store::find(tx, system_scope(), id);
  if (!grant || !grant->window_until) return refuse(ErrorCode::not_found);
  if (grant->state != GrantState::noticed || *grant->window_until <= now) return refuse(ErrorCode::grant_window_over);
  TIANGE_TRY(const std::string text, said(in.text, "请写明依据", "say what you know"));
  if (!in.phone.empty() && !codes::is_phone(in.phone)) return refuse_fields(ErrorCode::bad_input, {{"phone", "号码不正确", "not a telephone number"}});
  if (text::length(in.name) > 50) return refuse_fields(ErrorCode::bad_input, {{"name", "最多 50 字", "at most 50 characters"}});
  std::size_t open = 0;
  for (const Review& review : store::reviews_of(tx, grant->subject)) open += review.kind == ReviewKind::objection && review.state == ReviewState::open;
  if (open >= k_most_objections) return refuse(ErrorCode::grant_answered);
  store::mark(tx, grant->subject, now);
  Review review = open_review(tx, *grant, ReviewKind::objection, text, now);
  review.by = in.name;
  review.phone = in.phone;
  store::put(tx, review);
  return ObjectionView{std::to_string(review.id), review.due};
}

// ---- claiming back ----

void GrantService::propose_claim(db::Tx& tx, const Grant& grant, const Overpaid& over, const GrantEvent& ended, Instant now) {
  Claim claim;
  claim.id = parts_.ids.next(now);
  claim.grant = grant.id;
  claim.subject = grant.subject;
  claim.payee = payee_of(tx, SubjectId{grant.subject}, now).value;
  // Of a household whoever received it.
  for (const Instalment& one : grant.instalments) {
    const auto payment = grant.kind == "household" ? parts_.payments.find_by_key(tx, system_scope(), one.key) : Result<benefits::PaymentView>(refuse(ErrorCode::not_found));
    if (payment.ok() && one.state == InstalmentState::paid) claim.payee = text::to_int(payment->payee).value_or(claim.payee);
  }
  claim.area = grant.area;
  claim.unit = grant.terms.unit;
  claim.policy = grant.terms.policy;
  claim.policy_zh = grant.terms.zh;
  claim.policy_en = grant.terms.en;
  claim.periods = over.periods;
  claim.amount_fen = claim.open_fen = over.amount_fen;
  claim.months = plan_months(over);
  claim.why_zh = ended.zh + "；多发 " + text::join(over.periods, "、") + "，共 " + yuan(over.amount_fen) + " 元";
  claim.why_en = ended.en + "; paid without ground: " + text::join(over.periods, ", ") + ", CNY " + yuan(over.amount_fen);
  claim.proposed = now;
  claim.proposed_by = ended.by;
  claim.proposer = ended.account;
  store::put(tx, claim);
  say(tx, grant, "claim.proposed", now);
}

ClaimView GrantService::view(db::Tx& tx, const Scope& scope, const Claim& c, Instant now) const {
  ClaimView out;
  out.id = std::to_string(c.id);
  out.grant = std::to_string(c.grant);
  out.subject = std::to_string(c.subject);
  out.title = masked_title(tx, scope, SubjectId{c.subject}, now);
  out.state = json::enum_name(c.state);
  out.area_name = parts_.places.full_name(c.area, scope.language);
  out.policy = c.policy;
  out.policy_zh = c.policy_zh;
  out.policy_en = c.policy_en;
  out.why_zh = c.why_zh;
  out.why_en = c.why_en;
  out.periods = c.periods;
  out.amount_fen = c.amount_fen;
  out.open_fen = c.open_fen;
  out.months = c.months;
  for (const PlanStep& step : plan_of(c.amount_fen, c.months, local_date(c.decided.value_or(now)))) out.plan.push_back({step.month, step.amount_fen});
  out.proposed = c.proposed;
  out.proposed_by = c.proposed_by;
  out.decided = c.decided;
  out.decided_by = c.decided_by;
  out.reason = c.reason;
  out.recovery = c.recovery;
  out.may_decide = c.state == ClaimState::proposed && scope.may(Permission::benefits_review) && scope.covers(c.area) &&
                   (c.proposer == 0 || c.proposer != scope.account.value);
  return out;
}

Result<ClaimList> GrantService::claims(db::Tx& tx, const Scope& scope, const store::ClaimAsk& ask, Instant now) const {
  ClaimList list;
  store::ClaimAsk more = ask;
  ++more.limit;
  std::size_t seen = 0;
  std::int64_t last = 0;
  for (const Claim& claim : store::claims(tx, scope, more)) {
    if (seen++ == ask.limit) {
      list.next = std::to_string(last);
      break;
    }
    last = claim.id;
    if (concerns(scope, claim.unit)) list.items.push_back(view(tx, scope, claim, now));
  }
  return list;
}

Result<ClaimView> GrantService::decide_claim(db::Tx& tx, const Scope& scope, std::int64_t id, const ClaimDecisionIn& in, Instant now) {
  auto claim = store::claim(tx, scope, id);
  if (!claim) return refuse(ErrorCode::out_of_scope);
  if (claim->state != ClaimState::proposed) return refuse(ErrorCode::claim_state);
  if (claim->proposer != 0 && claim->proposer == scope.account.value) return refuse(ErrorCode::grant_own_decision);
  const bool approve = in.outcome == "approve";
  std::vector<FieldError> faults;
  if (!approve && in.outcome != "waive") faults.push_back({"outcome", "应为 approve 或 waive", "must be approve or waive"});
  if (in.months < 0 || in.months > k_longest_plan) faults.push_back({"months", "1–60 个月", "1-60 months"});
  if (!approve && text::trim(in.text).empty()) faults.push_back({"text", "不追回须写明理由", "say why nothing is claimed"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  if (in.months > 0) claim->months = in.months;
  claim->decided = now;
  claim->decided_by = scope.name;
  claim->reason = in.text;
  claim->state = approve ? ClaimState::approved : ClaimState::waived;
  if (approve) {
    const std::string town = claim->area.size() >= 9 ? claim->area : parts_.district + "000";
    TIANGE_TRY(const benefits::RecoveryId recovery, parts_.payments.recover(tx,
                                                                            {.key = "stop:" + std::to_string(claim->id),
                                                                             .payee = SubjectId{claim->payee},
                                                                             .policy = claim->policy,
                                                                             .town = town,
                                                                             .amount_fen = claim->amount_fen,
                                                                             .months = claim->months,
                                                                             .why = {claim->why_zh, claim->why_en}},
                                                                            now));
    claim->recovery = recovery.text();
  }
  store::put(tx, *claim);
  if (auto grant = store::find(tx, scope, claim->grant)) {
    GrantEvent e;
    e.act = "note";
    e.happened = now;
    e.by = scope.name;
    e.account = scope.account.value;
    e.amount_fen = claim->amount_fen;
    const std::string sum = yuan(claim->amount_fen);
    e.zh = approve ? "追回 " + sum + " 元，分 " + std::to_string(claim->months) + " 个月" : "不追回 " + sum + " 元：" + in.text;
    e.en = approve ? "CNY " + sum + " is claimed back in " + std::to_string(claim->months) + " month(s)" : "CNY " + sum + " is not claimed: " + in.text;
    carry(tx, *grant, {e}, nullptr, now);
    say(tx, *grant, "claim.decided", now);
  }
  return view(tx, scope, *claim, now);
}

}  // namespace tiange::grants
