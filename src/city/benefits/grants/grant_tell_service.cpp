// Telling whom a grant concerns: what goes out, what became of it, who is still to be called.
#include "base/text.h"
#include "city/benefits/grants/grant_service.h"

namespace tiange::grants {

namespace {

constexpr std::size_t k_longest_words = 500;

}  // namespace

ToCall to_call(const Grant& g) {
  const bool nothing_to_say = g.state == GrantState::barred || g.state == GrantState::declined || g.state == GrantState::lapsed;
  if (nothing_to_say || g.ended_why == "dead") return ToCall::nobody;
  if (g.sms.state == "failed") {
    const Instant failed = g.sms.at.value_or(Instant{});
    const bool since = (g.seen && *g.seen > failed) || (g.told && *g.told > failed);
    return since ? ToCall::nobody : ToCall::phone;
  }
  if (!g.sms.state.empty() || g.seen || g.told) return ToCall::nobody;
  return g.means == "phone" ? ToCall::phone : g.means == "visit" ? ToCall::visit : ToCall::nobody;
}

Result<GrantEvents> told_by_hand(const Grant& grant, std::string_view means, std::string_view said, const GrantActor& by, Instant now) {
  if (means != "phone" && means != "visit") return refuse_fields(ErrorCode::bad_input, {{"means", "应为 phone 或 visit", "must be phone or visit"}});
  if (text::length(said) > k_longest_words) return refuse_fields(ErrorCode::bad_input, {{"text", "最多 500 字", "at most 500 characters"}});
  if (to_call(grant) == ToCall::nobody) return refuse(ErrorCode::grant_state, "不需要再告知", "nobody is to be told any more");
  GrantEvent e;
  e.act = "told";
  e.happened = now;
  e.by = by.name;
  e.account = by.account;
  e.key = means;
  e.zh = by.name + (means == "phone" ? "已电话告知" : "已上门告知");
  e.en = by.name + (means == "phone" ? " told them by phone" : " went and told them");
  if (!said.empty()) {
    e.zh += "：" + std::string(said);
    e.en += ": " + std::string(said);
  }
  return GrantEvents{e};
}

void GrantService::say(db::Tx& tx, const Grant& grant, const char* kind, Instant now) {
  const SubjectId subject{grant.subject};
  if (!outbox_ || !person(tx, subject).died.empty()) return;
  tidings::tell(tx, outbox_,
                {.kind = kind,
                 .subject = payee_of(tx, subject, now).value,
                 .ref = std::to_string(grant.id),
                 .link = "/benefits/grants?grant=" + std::to_string(grant.id),
                 .area = grant.area,
                 .unit = grant.terms.unit,
                 .matter_zh = grant.terms.zh,
                 .matter_en = grant.terms.en},
                now);
}

Outcome GrantService::sms_moved(db::Tx& tx, const std::string& text, Instant now) {
  TIANGE_TRY(const tidings::Moved what, json::read<tidings::Moved>(text));
  const bool ours = what.kind.starts_with("grant.") || what.kind.starts_with("claim.") || what.kind.starts_with("review.");
  auto grant = ours ? store::find(tx, system_scope(), text::to_int(what.ref).value_or(0)) : std::nullopt;
  if (!grant) return done();
  const Words said = tidings::said(what);
  GrantEvent e;
  e.act = "told";
  e.happened = what.at;
  e.key = json::enum_name(what.state);
  e.ref = what.to;
  e.why = what.why;
  e.zh = said.zh;
  e.en = said.en;
  carry(tx, *grant, {e}, nullptr, now);
  return done();
}

Result<GrantPage> GrantService::tell_by_hand(db::Tx& tx, const Scope& scope, std::int64_t id, const GrantToldIn& in, Instant now) {
  auto grant = find(tx, scope, id);
  if (!grant) return refuse(ErrorCode::out_of_scope);
  store::mark(tx, grant->subject, now);
  TIANGE_TRY(const GrantEvents events, told_by_hand(*grant, in.means, text::trim(in.text), {scope.name, scope.account.value}, now));
  carry(tx, *grant, events, nullptr, now);
  return page(tx, scope, id, false, now);
}

}  // namespace tiange::grants
