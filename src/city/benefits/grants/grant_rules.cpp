// From the match to the decision, giving, and the end of a grant.
#include "city/benefits/grants/grant_rules.h"

#include <algorithm>

#include "base/text.h"

namespace tiange::grants {

namespace {

constexpr int k_recheck_months = 6;

GrantEvent event(std::string act, Instant now, Words words, const GrantActor& by = {}) {
  GrantEvent e;
  e.act = std::move(act);
  e.happened = now;
  e.by = by.name;
  e.account = by.account;
  e.zh = std::move(words.zh);
  e.en = std::move(words.en);
  return e;
}

Refusal wrong_state(const Grant& grant) {
  const Words words = state_words(grant.state);
  return refuse(ErrorCode::grant_state, "当前为“" + words.zh + "”", "it is: " + words.en);
}

bool was_judged(const GrantFacts& facts) { return facts.judged.verdict == benefits::Verdict::entitled; }

// Half a year later; months end where the day does not exist.
Date recheck_day(Date today) {
  const YearMonthDay at = split_date(today);
  const int month = at.year * 12 + at.month - 1 + k_recheck_months;
  int day = at.day;
  while (!is_real_date(month / 12, month % 12 + 1, day)) --day;
  return make_date(month / 12, month % 12 + 1, day);
}

// The first one that nothing was ordered for yet, by whichever grant of the policy.
std::string first_open_period(const Grant& grant, const GrantFacts& facts) {
  std::string period = facts.judged.period;
  const bool timed = grant.terms.rhythm == PolicyRhythm::monthly || grant.terms.rhythm == PolicyRhythm::yearly;
  const auto taken = [&](const HeldGrant& other) {
    if (timed ? other.policy != grant.terms.policy : other.id != grant.id) return false;
    return std::find(other.periods.begin(), other.periods.end(), period) != other.periods.end();
  };
  for (int i = 0; i < 24 && !period.empty() && std::any_of(facts.held.begin(), facts.held.end(), taken); ++i)
    period = next_period_after(grant.terms.rhythm, period);
  return period;
}

// What the next period comes to: of the year in which the ground arose perhaps a part.
std::int64_t period_amount(const Grant& grant, std::int64_t whole_fen) {
  benefits::PolicyEdition terms;
  terms.rhythm = grant.terms.rhythm;
  terms.month_rule = grant.terms.month_rule;
  terms.proration = grant.terms.proration;
  const auto day = parse_date(grant.day);
  return day.ok() && benefits::first_period(terms, *day) == grant.next_period ? benefits::first_amount(terms, whole_fen, *day) : whole_fen;
}

// Handing over what was decided: from a period on, or waiting for its turn.
GrantEvents given(const Grant& grant, const GrantFacts& facts, const GrantActor& by, Words reason) {
  GrantEvents events;
  GrantEvent approved = event("approved", facts.now, std::move(reason), by);
  approved.digest = facts.digest;
  approved.amount_fen = facts.judged.amount_fen;
  if (grant.terms.form == BenefitForm::money) {
    approved.period = first_open_period(grant, facts);
    if (grant.terms.rhythm == PolicyRhythm::monthly || grant.terms.rhythm == PolicyRhythm::yearly)
      approved.day = format_date(recheck_day(local_date(facts.now)));
  }
  events.push_back(std::move(approved));
  if (!facts.room) events.push_back(event("queued", facts.now, facts.no_room));
  return events;
}

Words confirm_words(const Grant& grant, const std::optional<Instant>& until) {
  const std::string day = until ? format_date(local_date(*until)) : "";
  if (until && grant.terms.confirm) return {"符合条件，公示至 " + day + "，请确认是否享受", "You are entitled; on public notice until " + day + "; please say whether you want it"};
  if (until) return {"符合条件，公示至 " + day + "，期满无异议即办", "You are entitled; on public notice until " + day + ", then it is given unless somebody objects"};
  if (grant.terms.confirm) return {"符合条件，请确认是否享受", "You are entitled; please say whether you want it"};
  return {"符合条件，无需申请；不愿享受可随时放弃", "You are entitled without applying; you may opt out at any time"};
}

}  // namespace

Words end_words(const std::string& why, Date day) {
  const std::string on = format_date(day);
  if (why == "dead") return {"因死亡（" + on + "）停止", "stopped on death (" + on + ")"};
  if (why == "moved_out") return {"因迁出（" + on + "）停止", "stopped on moving away (" + on + ")"};
  if (why == "missing") return {"所需登记信息缺失（" + on + "），暂停", "suspended: what is needed is no longer known (" + on + ")"};
  if (why == "merged") return {"登记档案合并（" + on + "），由合并后的档案继续", "the record was merged (" + on + "); what it was merged into goes on"};
  if (why == "policy_over") return {"政策到期（" + on + "）", "the policy has ended (" + on + ")"};
  if (why == "own_wish") return {"本人放弃（" + on + "）", "given up by the person (" + on + ")"};
  if (why == "person") return {"经办人停发（" + on + "）", "stopped by an officer (" + on + ")"};
  return {"不再符合条件（" + on + "）", "no longer entitled (" + on + ")"};
}

GrantEvents offer(const Grant& grant, const GrantFacts& facts, std::optional<Instant> until) {
  GrantEvent e = event("offered", facts.now, confirm_words(grant, until));
  e.until = until;
  e.amount_fen = facts.judged.amount_fen;
  return {std::move(e)};
}

GrantEvents proceed(const Grant& grant, const GrantFacts& facts) {
  const bool waiting = grant.state == GrantState::noticed || grant.state == GrantState::barred;
  if (!waiting) return {};
  if (const auto bar = barred_by(grant, facts.held)) {
    if (grant.state == GrantState::barred) return {};
    return {event("barred", facts.now, *bar)};
  }
  if (grant.state == GrantState::barred) return {event("unbarred", facts.now, confirm_words(grant, grant.window_until))};
  if (grant.terms.confirm && !grant.confirmed) return {};
  if (grant.window_until && *grant.window_until > facts.now) return {};
  if (facts.objections_open) return {};
  if (!was_judged(facts)) {
    GrantEvent e = event("lapsed", facts.now, end_words("not_entitled", local_date(facts.now)));
    e.day = format_date(local_date(facts.now));
    e.why = "not_entitled";
    return {std::move(e)};
  }
  if (grant.terms.by_person) return {event("to_decide", facts.now, {"按政策由经办人审批", "by the policy a person decides"})};
  return given(grant, facts, {}, reason_of(grant.terms, facts.judged));
}

Result<GrantEvents> confirm(const Grant& grant, const GrantActor& by, Instant now) {
  if (grant.state != GrantState::noticed) return wrong_state(grant);
  if (!grant.terms.confirm) return refuse(ErrorCode::grant_state, "该项待遇无需确认", "this one needs no confirmation");
  if (grant.confirmed) return GrantEvents{};
  return GrantEvents{event("confirmed", now, {"本人确认享受", "confirmed by the person"}, by)};
}

Result<GrantEvents> decline(const Grant& grant, const GrantActor& by, Instant now) {
  switch (grant.state) {
    case GrantState::noticed:
    case GrantState::deciding:
    case GrantState::queued:
    case GrantState::barred: return GrantEvents{event("declined", now, {"本人放弃，可随时恢复", "declined by the person, who may take that back"}, by)};
    case GrantState::granted: return stop(grant, {local_date(now), "own_wish", end_words("own_wish", local_date(now))}, by, now);
    default: return wrong_state(grant);
  }
}

Result<GrantEvents> rejoin(const Grant& grant, const GrantActor& by, Instant now) {
  if (grant.state != GrantState::declined) return wrong_state(grant);
  return GrantEvents{event("rejoined", now, {"本人改为享受", "wanted after all"}, by)};
}

Result<GrantEvents> decide_by_person(const Grant& grant, bool yes, const GrantActor& by, const std::string& reason, const GrantFacts& facts) {
  if (grant.state != GrantState::deciding) return wrong_state(grant);
  if (facts.objections_open) return refuse(ErrorCode::grant_state, "有异议未答复", "an objection has not been answered");
  if (text::trim(reason).empty()) return refuse_fields(ErrorCode::bad_input, {{"text", "请写明理由", "say why"}});
  if (!yes) {
    GrantEvent e = event("refused", facts.now, {reason, reason}, by);
    e.digest = facts.digest;
    return GrantEvents{std::move(e)};
  }
  if (!was_judged(facts)) {
    const Words why = reason_of(grant.terms, facts.judged);
    return refuse(ErrorCode::grant_not_due, why.zh, why.en);
  }
  if (const auto bar = barred_by(grant, facts.held)) return refuse(ErrorCode::grant_excluded, bar->zh, bar->en);
  const Words rule = reason_of(grant.terms, facts.judged);
  return given(grant, facts, by, {reason + "。" + rule.zh, reason + ". " + rule.en});
}

GrantEvents admit(const Grant& grant, const GrantFacts& facts) {
  if (grant.state != GrantState::queued) return {};
  if (!was_judged(facts)) return stop(grant, {local_date(facts.now), "not_entitled", end_words("not_entitled", local_date(facts.now))}, {}, facts.now);
  if (!facts.room) return {};
  GrantEvent e = event("admitted", facts.now, {"轮到并有额度", "its turn came and there is room"});
  if (grant.terms.form == BenefitForm::money) {
    e.period = first_open_period(grant, facts);
    if (grant.terms.rhythm == PolicyRhythm::monthly || grant.terms.rhythm == PolicyRhythm::yearly)
      e.day = format_date(recheck_day(local_date(facts.now)));
  }
  return {std::move(e)};
}

bool is_due(const Grant& grant, Date today) {
  if (grant.state != GrantState::granted || grant.next_period.empty() || !grant.waits.empty()) return false;
  const bool timed = grant.terms.rhythm == PolicyRhythm::monthly || grant.terms.rhythm == PolicyRhythm::yearly;
  return !timed || grant.next_period <= period_at(grant.terms.rhythm, today);
}

std::string payment_key(const Grant& grant, std::string_view period) {
  std::string key = "grant:" + std::to_string(grant.id) + ":" + std::string(period);
  const auto tries = std::count_if(grant.instalments.begin(), grant.instalments.end(), [&](const Instalment& one) { return one.period == period; });
  return tries == 0 ? key : key + ":" + std::to_string(tries + 1);
}

GrantEvents order_period(const Grant& grant, const GrantFacts& facts) {
  if (!is_due(grant, local_date(facts.now))) return {};
  if (!was_judged(facts)) {
    const std::string why = facts.judged.verdict == benefits::Verdict::missing ? "missing" : "not_entitled";
    return stop(grant, {local_date(facts.now), why, end_words(why, local_date(facts.now))}, {}, facts.now);
  }
  const std::string& period = grant.next_period;
  const std::int64_t amount_fen = period_amount(grant, facts.judged.amount_fen);
  const std::string sum = yuan(amount_fen);
  GrantEvent e = event("ordered", facts.now, {period + " 应发 " + sum + " 元，已下达支付", period + ": CNY " + sum + " ordered"});
  e.period = period;
  e.amount_fen = amount_fen;
  e.key = payment_key(grant, period);
  if (facts.digest != grant.digest) e.digest = facts.digest;
  return {std::move(e)};
}

GrantEvents settled(const Grant& grant, std::string_view key, std::string_view payment, Instant now) {
  for (const Instalment& one : grant.instalments) {
    if (one.key != key || one.state == InstalmentState::paid) continue;
    GrantEvent e = event("paid", now, {one.period + " 已到账 " + yuan(one.amount_fen) + " 元", one.period + ": CNY " + yuan(one.amount_fen) + " has arrived"});
    e.key = one.key;
    e.ref = payment;
    e.amount_fen = one.amount_fen;
    e.period = one.period;
    return {std::move(e)};
  }
  return {};
}

GrantEvents failed(const Grant& grant, std::string_view key, const Words& why, Instant now) {
  for (const Instalment& one : grant.instalments) {
    if (one.key != key || one.state != InstalmentState::ordered) continue;
    GrantEvent e = event("failed", now, {one.period + " 支付未成：" + why.zh, one.period + " was not paid: " + why.en});
    e.key = one.key;
    e.period = one.period;
    return {std::move(e)};
  }
  return {};
}

Result<GrantEvents> order_again(const Grant& grant, std::string_view period, const GrantActor& by, Instant now) {
  if (grant.state != GrantState::granted) return wrong_state(grant);
  const Instalment* last = nullptr;
  for (const Instalment& one : grant.instalments) {
    if (one.period == period) last = &one;
  }
  if (!last || last->state == InstalmentState::ordered || last->state == InstalmentState::paid)
    return refuse(ErrorCode::grant_state, "该期没有未成的支付", "nothing of that period failed");
  GrantEvent e = event("ordered", now, {std::string(period) + " 重新下达支付", std::string(period) + " ordered again"}, by);
  e.period = period;
  e.amount_fen = last->amount_fen;
  e.key = payment_key(grant, period);
  return GrantEvents{std::move(e)};
}

GrantEvents stop(const Grant& grant, const GroundEnd& end, const GrantActor& by, Instant now) {
  const auto ending = [&](const char* act) {
    GrantEvent e = event(act, now, end.words, by);
    e.day = format_date(end.day);
    e.why = end.why;
    return e;
  };
  switch (grant.state) {
    case GrantState::noticed:
    case GrantState::deciding:
    case GrantState::queued:
    case GrantState::barred:
    case GrantState::declined: return {ending("lapsed")};
    case GrantState::granted: return {ending("stopped")};
    case GrantState::done: {
      // What was given once stays given, unless it says that the ground holds, or the policy wants it back.
      const bool says_so = grant.terms.form == BenefitForm::certificate || (grant.terms.form == BenefitForm::voucher && end.why == "dead");
      const bool wanted = grant.terms.form == BenefitForm::money && grant.terms.recovery == benefits::RecoveryRule::whole;
      if (!says_so && !wanted) return {};
      return {ending("stopped")};
    }
    default: return {};
  }
}

Result<GrantEvents> reopen(const Grant& grant, const GrantActor& by, const std::string& reason, Instant now) {
  if (grant.state != GrantState::refused && grant.state != GrantState::stopped) return wrong_state(grant);
  return GrantEvents{event("reopened", now, {"复核后重新审批：" + reason, "reopened: " + reason}, by)};
}

std::optional<Words> barred_by(const Grant& grant, std::span<const HeldGrant> held) {
  const auto names = [](const std::vector<std::string>& list, const std::string& policy) {
    return std::find(list.begin(), list.end(), policy) != list.end();
  };
  int in_life = 0, in_year = 0;
  for (const HeldGrant& other : held) {
    if (other.id == grant.id) continue;
    const bool running = other.state == GrantState::noticed || other.state == GrantState::deciding || other.state == GrantState::queued ||
                         other.state == GrantState::granted || other.state == GrantState::done;
    // Of two that were only offered, the one offered first stands.
    const bool goes_before = other.state != GrantState::noticed || other.id < grant.id;
    if (other.policy != grant.terms.policy) {
      if (running && goes_before && (names(grant.terms.exclusions, other.policy) || names(other.exclusions, grant.terms.policy)))
        return Words{"与“" + other.zh + "”不可兼得", "not given beside: " + other.en};
      continue;
    }
    if (running && goes_before && other.state != GrantState::done) return Words{"同一政策已在办理或享受", "the same policy is already running"};
    if (!other.ever_given) continue;
    ++in_life;
    if (other.day.substr(0, 4) == grant.day.substr(0, 4)) ++in_year;
  }
  const GrantTerms& terms = grant.terms;
  // What is paid once is paid once, also to whoever lost and regained the ground.
  const bool just_once = terms.form == BenefitForm::money && terms.rhythm == PolicyRhythm::once && terms.per_year == 0;
  const int life = terms.per_life > 0 ? terms.per_life : just_once ? 1 : 0;
  if (life > 0 && in_life >= life)
    return Words{"每人一生 " + std::to_string(life) + " 次，已享受", "given " + std::to_string(life) + " time(s) in a life, and it was"};
  if (terms.per_year > 0 && in_year >= terms.per_year)
    return Words{"每年 " + std::to_string(terms.per_year) + " 次，本年已享受", std::to_string(terms.per_year) + " time(s) a year, and it was this year"};
  return std::nullopt;
}

}  // namespace tiange::grants
