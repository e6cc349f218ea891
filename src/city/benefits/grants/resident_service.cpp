// 我的惠民: what a resident has, could have and lacks; confirming, opting out, appealing. Also for children and firms.
#include <algorithm>
#include <set>

#include "base/codes.h"
#include "base/text.h"
#include "city/benefits/grants/grant_service.h"

namespace tiange::grants {

namespace {

constexpr int k_grown = 18;
constexpr std::size_t k_most_missing = 40;
constexpr std::size_t k_most_wards = 20;
constexpr std::size_t k_most_lacks = 2;  // conditions; who lacks more is far from it

Scope resident_scope() {
  Scope scope = system_scope();
  scope.name = "本人";
  return scope;
}

bool younger_than(std::string_view born, int years, Date today) {
  const auto day = parse_date(born);
  if (!day.ok()) return false;
  const YearMonthDay birth = split_date(*day), now = split_date(today);
  return now.year - birth.year - (now.month * 100 + now.day < birth.month * 100 + birth.day ? 1 : 0) < years;
}

Refusal head_first() { return refuse(ErrorCode::grant_confirm_first, "按户的待遇由户主确认或放弃", "the head answers for the household"); }

bool is_held(GrantState state) { return state != GrantState::lapsed; }

void add_account(const std::optional<benefits::AccountView>& account, MyBenefits& out) {
  if (account) out.account = MyAccount{account->bank, account->number, account->holder, account->usable};
  const bool money = std::any_of(out.have.begin(), out.have.end(), [](const MyGrant& one) { return one.form == "money" && one.state == "granted" && !one.paid_to_other; });
  out.account_needed = money && (!out.account || !out.account->usable);
}

}  // namespace

std::vector<GrantService::Ward> GrantService::wards(db::Tx& tx, SubjectId me, Instant now) const {
  std::vector<Ward> out = {{me, "", registers::Kind::person}};
  const Date today = local_date(now);
  const PersonFacts self = person(tx, me);
  for (const registers::RelationView& tie : parts_.subjects.relations(tx, system_scope(), me, std::nullopt)) {
    if (tie.inverse || tie.ended || out.size() == k_most_wards) continue;
    const bool child = tie.kind == registers::RelationKind::parent_of || tie.kind == registers::RelationKind::guardian_of;
    const bool firm = tie.kind == registers::RelationKind::represents && tie.other_kind == registers::Kind::firm;
    const auto id = parse_typed_id<registers::SubjectTag>(tie.other);
    if (!(child || firm) || !id.ok()) continue;
    if (std::any_of(out.begin(), out.end(), [&](const Ward& one) { return one.id == *id; })) continue;
    const PersonFacts who = person(tx, *id);
    if (child && !younger_than(who.born, k_grown, today)) continue;
    // A tie that an old record still tells of opens nothing: the register must name this person now.
    if (firm && (self.id_card.empty() || who.legal_person_id != self.id_card)) continue;
    out.push_back({*id, firm ? who.name : codes::mask_name(who.name), who.kind});
  }
  add_households(tx, me, out, now);
  return out;
}

MyGrant GrantService::my_grant(db::Tx& tx, const Grant& g, const std::string& whose, Instant now) const {
  const Scope scope = resident_scope();
  MyGrant out;
  out.id = std::to_string(g.id);
  out.subject = std::to_string(g.subject);
  out.whose = whose;
  out.policy = g.terms.policy;
  out.zh = g.terms.zh;
  out.en = g.terms.en;
  out.words_zh = g.terms.words_zh;
  out.words_en = g.terms.words_en;
  out.document = g.terms.document;
  out.state = json::enum_name(g.state);
  const Words state = state_words(g.state);
  out.state_zh = state.zh;
  out.state_en = state.en;
  out.why_zh = g.why_zh;
  out.why_en = g.why_en;
  out.form = json::enum_name(g.terms.form);
  out.rhythm = json::enum_name(g.terms.rhythm);
  out.amount_fen = g.amount_fen;
  for (const Instalment& one : g.instalments) out.paid_fen += one.state == InstalmentState::paid ? one.amount_fen : 0;
  out.window_until = g.window_until;
  out.decided = g.decided;
  out.offered = g.offered;
  out.seen = g.seen;
  out.needs_confirm = g.state == GrantState::noticed && g.terms.confirm && !g.confirmed;
  if (g.state == GrantState::queued) out.place = store::queued_before(tx, g.terms.policy, g.day, g.id) + 1;
  out.digest = g.digest;
  if (const auto frozen = store::frozen(tx, g, g.digest)) {
    if (const auto parsed = json::parse(frozen->content); parsed.ok()) out.facts = facts_of(scope, *parsed, g, true);
  }
  out.instalments = g.instalments;
  out.history = store::events(tx, g);
  for (GrantEvent& event : out.history) event.account = 0;
  for (const Review& review : store::reviews_of(tx, g.subject)) {
    // Who objected is not told.
    if (review.grant != g.id || review.kind == ReviewKind::objection) continue;
    out.reviews.push_back(view(tx, scope, review, now));
    out.reviews.back().may_answer = false;
  }
  for (const Claim& claim : store::claims_of(tx, g.subject)) {
    if (claim.grant != g.id) continue;
    out.claims.push_back(view(tx, scope, claim, now));
    out.claims.back().may_decide = false;
  }
  if (out.needs_confirm) out.may.push_back("confirm");
  if (decline(g, {}, now).ok()) out.may.push_back("decline");
  if (g.state == GrantState::declined) out.may.push_back("rejoin");
  if (g.state == GrantState::refused || g.state == GrantState::stopped) out.may.push_back("appeal");
  if (!out.facts.empty()) out.may.push_back("wrong_fact");
  return out;
}

MyPolicy GrantService::my_policy(const PolicyEdition& e, const Judgement& judged, const Ward& ward) const {
  MyPolicy out;
  out.policy = e.key;
  out.subject = ward.id.text();
  out.whose = ward.title;
  out.zh = e.zh;
  out.en = e.en;
  out.words_zh = e.words_zh;
  out.words_en = e.words_en;
  out.document = e.document;
  out.form = json::enum_name(e.form);
  out.verdict = json::enum_name(judged.verdict);
  out.amount_fen = judged.amount_fen;
  const auto todo = [&](std::string zh, std::string en) {
    if (zh.empty() || std::find(out.todo_zh.begin(), out.todo_zh.end(), zh) != out.todo_zh.end()) return;
    out.todo_zh.push_back(std::move(zh));
    out.todo_en.push_back(std::move(en));
  };
  for (const benefits::PolicyReason& reason : judged.reasons) {
    if (reason.holds == benefits::Holds::yes) continue;
    out.lacks.push_back({reason.zh, reason.en, reason.clause, std::string(json::enum_name(reason.holds))});
    todo(reason.change_zh, reason.change_en);
    if (!reason.turns.empty() && (out.turns.empty() || reason.turns > out.turns)) out.turns = reason.turns;
  }
  const auto catalogue = parts_.subjects.catalogue();
  for (const benefits::FactUsed& fact : judged.facts) {
    if (!fact.value.empty() && !fact.stale) continue;
    const auto* owner = catalogue->source(fact.owner);
    const std::string who_zh = owner ? owner->zh : "社区工作站", who_en = owner ? owner->en : "the community station";
    if (judged.verdict == benefits::Verdict::missing)
      todo("“" + fact.zh + "”" + (fact.stale ? "已过时" : "没有登记") + "，请向" + who_zh + "补登，补登后自动重新判断",
           fact.en + (fact.stale ? " is out of date" : " is not registered") + "; have it registered with: " + who_en);
  }
  out.may_take = judged.verdict == benefits::Verdict::entitled;
  return out;
}

void GrantService::add_ward(db::Tx& tx, const Ward& ward, const std::vector<PolicyEdition>& live, MyBenefits& out, Instant now) {
  std::set<std::string> held;
  for (const Grant& grant : store::of_subject(tx, ward.id.value)) {
    if (!is_held(grant.state)) continue;
    const bool over = grant.state == GrantState::stopped || grant.state == GrantState::refused;
    if (!over) held.insert(grant.terms.policy);
    MyGrant& one = out.have.emplace_back(my_grant(tx, grant, ward.title, now));
    veil(ward, one);
    if (ward.kind == registers::Kind::household) one.paid_to_other = household_payee(tx, ward.id, now) != ward.reader;
  }
  for (const PolicyEdition& edition : live) {
    // Figures of other cities show the shape of a rule, and promise nothing.
    if (edition.kind != ward.kind || held.contains(edition.key) || edition.standing == benefits::Standing::sample) continue;
    const auto judged = parts_.policies.judge(tx, ward.id, edition.key, local_date(now));
    if (!judged.ok()) continue;
    MyPolicy one = my_policy(edition, *judged, ward);
    one.may_take = one.may_take && ward.speaks;
    if (judged->verdict == benefits::Verdict::entitled) {
      out.could.push_back(std::move(one));
    } else if (one.lacks.size() <= k_most_lacks && (judged->verdict == benefits::Verdict::missing || !one.turns.empty())) {
      out.missing.push_back(std::move(one));
    }
  }
  for (auto& voucher : parts_.vouchers.of(tx, ward.id.value, now)) out.vouchers.push_back(std::move(voucher));
  // What is nearest first: missing facts, then what time brings, soonest first.
  std::stable_sort(out.missing.begin(), out.missing.end(), [](const MyPolicy& a, const MyPolicy& b) {
    return std::make_pair(a.lacks.size(), a.turns) < std::make_pair(b.lacks.size(), b.turns);
  });
  if (out.missing.size() > k_most_missing) out.missing.resize(k_most_missing);
}

Result<MyBenefits> GrantService::mine(db::Tx& tx, SubjectId me, Instant now) {
  MyBenefits out;
  out.name = person(tx, me).name;
  const std::vector<PolicyEdition> live = parts_.policies.live_editions(tx);
  const std::vector<Ward> all = wards(tx, me, now);
  for (const Ward& ward : all) add_ward(tx, ward, live, out, now);
  out.households = my_households(tx, me, all, now);
  add_account(parts_.payments.account_of(tx, me), out);
  return out;
}

bool GrantService::unseen(db::Tx& tx, SubjectId me, Instant now) const {
  for (const Ward& ward : wards(tx, me, now)) {
    if (!ward.speaks) continue;
    for (const Grant& grant : store::of_subject(tx, ward.id.value)) {
      if (!grant.seen && is_held(grant.state)) return true;
    }
  }
  return false;
}

void GrantService::see_ward(db::Tx& tx, SubjectId ward, const std::string& by, Instant now) {
  for (Grant& grant : store::of_subject(tx, ward.value)) {
    if (grant.seen || !is_held(grant.state)) continue;
    GrantEvent e;
    e.act = "seen";
    e.happened = now;
    e.by = by;
    e.zh = by + "已阅";
    e.en = "read by the person";
    carry(tx, grant, {e}, nullptr, now);
  }
}

void GrantService::see(db::Tx& tx, SubjectId me, Instant now) {
  for (const Ward& ward : wards(tx, me, now)) {
    if (ward.speaks) see_ward(tx, ward.id, resident_actor().name, now);
  }
}

Result<Grant> GrantService::mine_of(db::Tx& tx, SubjectId me, std::int64_t id, Instant now, Ward& of) const {
  auto grant = store::find(tx, system_scope(), id);
  if (!grant) return refuse(ErrorCode::not_found);
  for (const Ward& ward : wards(tx, me, now)) {
    if (ward.id.value != grant->subject) continue;
    of = ward;
    return *std::move(grant);
  }
  return refuse(ErrorCode::not_found);
}

Result<MyGrant> GrantService::take(db::Tx& tx, SubjectId me, const TakeIn& in, Instant now) {
  SubjectId subject = me;
  if (!in.subject.empty()) {
    TIANGE_TRY(subject, parse_typed_id<registers::SubjectTag>(in.subject));
  }
  const auto all = wards(tx, me, now);
  const auto ward = std::find_if(all.begin(), all.end(), [&](const Ward& one) { return one.id == subject; });
  if (ward == all.end()) return refuse(ErrorCode::not_found);
  if (!ward->speaks) return head_first();
  TIANGE_TRY(MyGrant taken, take_as(tx, *ward, in.policy, resident_actor(), now));
  veil(*ward, taken);
  return taken;
}

Result<MyGrant> GrantService::take_as(db::Tx& tx, const Ward& ward, std::string_view policy, const GrantActor& by, Instant now) {
  const auto edition = parts_.policies.edition(tx, policy, 0);
  if (!edition || edition->kind != ward.kind || edition->standing == benefits::Standing::sample)
    return refuse_fields(ErrorCode::bad_input, {{"policy", "没有这项政策", "there is no such policy"}});
  TIANGE_TRY(const Judgement judged, parts_.policies.judge(tx, ward.id, policy, local_date(now)));
  if (judged.verdict != benefits::Verdict::entitled) {
    const Words why = reason_of(terms_of(*edition), judged);
    return refuse(ErrorCode::grant_not_due, why.zh, why.en);
  }
  for (const Grant& held : store::of_subject(tx, ward.id.value)) {
    const bool over = held.state == GrantState::stopped || held.state == GrantState::refused || held.state == GrantState::lapsed;
    if (held.terms.policy == policy && !over) return my_grant(tx, held, ward.title, now);
  }
  const std::string day = format_date(local_date(now));
  TIANGE_TRY(Grant grant, begin(tx, *edition, ward.id, "asked:" + day, day, now));
  // Whoever takes it has said yes.
  const auto yes = confirm(grant, by, now);
  if (yes.ok()) carry(tx, grant, *yes, nullptr, now);
  advance(tx, grant, now);
  return my_grant(tx, grant, ward.title, now);
}

Result<MyGrant> GrantService::answer_offer(db::Tx& tx, SubjectId me, std::int64_t id, std::string_view act, Instant now) {
  Ward ward;
  TIANGE_TRY(Grant grant, mine_of(tx, me, id, now, ward));
  if (!ward.speaks) return head_first();
  TIANGE_TRY(MyGrant answered, answer_as(tx, std::move(grant), act, resident_actor(), now));
  veil(ward, answered);
  return answered;
}

Result<MyGrant> GrantService::answer_as(db::Tx& tx, Grant grant, std::string_view act, const GrantActor& by, Instant now) {
  store::mark(tx, grant.subject, now);
  TIANGE_TRY(const GrantEvents events, act == "confirm" ? confirm(grant, by, now) : act == "decline" ? decline(grant, by, now) : rejoin(grant, by, now));
  carry(tx, grant, events, nullptr, now);
  advance(tx, grant, now);
  if (act == "decline") advance_others(tx, grant, now);
  return my_grant(tx, grant, "", now);
}

Result<MyGrant> GrantService::appeal(db::Tx& tx, SubjectId me, std::int64_t id, const AppealIn& in, Instant now) {
  Ward ward;
  TIANGE_TRY(Grant grant, mine_of(tx, me, id, now, ward));
  if (ward.kind == registers::Kind::household && !in.field.empty())
    return refuse_fields(ErrorCode::bad_input, {{"field", "按户的依据由各成员在数据空间更正本人的登记", "each member has the own register put right in the data space"}});
  TIANGE_TRY(MyGrant appealed, appeal_as(tx, std::move(grant), in, resident_actor().name, now));
  veil(ward, appealed);
  return appealed;
}

Result<MyGrant> GrantService::appeal_as(db::Tx& tx, Grant grant, const AppealIn& in, const std::string& by, Instant now) {
  const std::string said(text::trim(in.text));
  if (said.empty() || text::length(said) > 1000) return refuse_fields(ErrorCode::bad_input, {{"text", "请写明理由（1000 字以内）", "say why, in at most 1000 characters"}});
  const bool fact = !in.field.empty();
  const ReviewKind kind = fact ? ReviewKind::fact : ReviewKind::appeal;
  for (const Review& other : store::reviews_of(tx, grant.subject)) {
    const bool same = other.grant == grant.id && other.kind == kind && other.field == in.field && other.claim == in.claim;
    if (same && other.state == ReviewState::open) return refuse(ErrorCode::grant_answered);
  }
  if (!fact && in.claim.empty() && grant.state != GrantState::refused && grant.state != GrantState::stopped)
    return refuse(ErrorCode::grant_state, "没有可申请复核的决定", "there is no decision to appeal against");
  if (!in.claim.empty()) {
    const auto claim = store::claim(tx, system_scope(), text::to_int(in.claim).value_or(0));
    if (!claim || claim->grant != grant.id || claim->state != ClaimState::proposed) return refuse(ErrorCode::claim_state);
  }
  store::mark(tx, grant.subject, now);
  Review review = open_review(tx, grant, kind, said, now);
  review.claim = in.claim;
  if (fact) {
    const registers::ProposalIn ask{std::to_string(grant.subject), in.field, in.value, said, "space"};
    TIANGE_TRY(const registers::ProposalView proposal, parts_.subjects.propose(tx, resident_scope(), ask, now));
    review.field = in.field;
    review.value = in.value;
    review.proposal = proposal.id;
    review.due = proposal.due;
  }
  store::put(tx, review);
  GrantEvent e;
  e.act = "note";
  e.happened = now;
  e.by = by;
  e.ref = std::to_string(review.id);
  e.zh = by + (fact ? "提出登记有误：" : "申请复核：") + said;
  e.en = (fact ? "the person says that a fact is wrong: " : "the person asks for a review: ") + said;
  carry(tx, grant, {e}, nullptr, now);
  return my_grant(tx, grant, "", now);
}

Result<MyAccount> GrantService::set_account(db::Tx& tx, SubjectId subject, const MyAccountIn& in, const std::string& by, Instant now) {
  const std::string name = person(tx, subject).name;
  if (text::trim(in.holder) != name) return refuse_fields(ErrorCode::bad_input, {{"holder", "须为本人（本企业）户名", "must be the subject's own account"}});
  TIANGE_CHECK_OK(parts_.payments.set_account(tx, subject, {in.bank, in.number, in.holder}, by, now));
  const auto account = parts_.payments.account_of(tx, subject);
  if (!account) return refuse(ErrorCode::not_found);
  return MyAccount{account->bank, account->number, account->holder, account->usable};
}

// ---- a firm, whoever acts for it ----

MyBenefits GrantService::of_firm(db::Tx& tx, SubjectId firm, Instant now) {
  MyBenefits out;
  out.name = person(tx, firm).name;
  add_ward(tx, {firm, "", registers::Kind::firm}, parts_.policies.live_editions(tx), out, now);
  add_account(parts_.payments.account_of(tx, firm), out);
  return out;
}

std::size_t GrantService::unread_of_firm(db::Tx& tx, SubjectId firm) const {
  const auto all = store::of_subject(tx, firm.value);
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const Grant& one) { return !one.seen && is_held(one.state); }));
}

void GrantService::read_by_firm(db::Tx& tx, const ForFirm& who, Instant now) { see_ward(tx, who.firm, who.name, now); }

Result<MyGrant> GrantService::answer_for_firm(db::Tx& tx, const ForFirm& who, std::int64_t id, std::string_view act, Instant now) {
  auto grant = store::find(tx, system_scope(), id);
  if (!grant || grant->subject != who.firm.value) return refuse(ErrorCode::not_found);
  return answer_as(tx, *std::move(grant), act, {who.name, 0}, now);
}

Result<MyGrant> GrantService::appeal_for_firm(db::Tx& tx, const ForFirm& who, std::int64_t id, const AppealIn& in, Instant now) {
  auto grant = store::find(tx, system_scope(), id);
  if (!grant || grant->subject != who.firm.value) return refuse(ErrorCode::not_found);
  return appeal_as(tx, *std::move(grant), in, who.name, now);
}

Result<MyGrant> GrantService::take_for_firm(db::Tx& tx, const ForFirm& who, std::string_view policy, Instant now) {
  return take_as(tx, {who.firm, "", registers::Kind::firm}, policy, {who.name, 0}, now);
}

Result<MyAccount> GrantService::account_for_firm(db::Tx& tx, const ForFirm& who, const MyAccountIn& in, Instant now) {
  return set_account(tx, who.firm, in, who.name, now);
}

}  // namespace tiange::grants
