#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "base/digest.h"
#include "city/benefits/grants/grant_rules.h"
#include "platform/db/migration_lint.h"
#include "city/benefits/grants/grants.h"

namespace tiange::grants {
namespace {

const Date k_day = make_date(2026, 11, 22);
const Instant k_now = local_instant(k_day, 0) + hours(10);

Grant a_grant() {
  Grant g;
  g.id = 100;
  g.subject = 7;
  g.day = "2026-11-22";
  g.terms.policy = "living";
  g.terms.zh = "生活补贴";
  g.terms.en = "Living allowance";
  g.terms.rhythm = PolicyRhythm::monthly;
  g.terms.confirm = false;
  return g;
}

GrantFacts entitled(std::int64_t fen = 21'700) {
  GrantFacts f;
  f.now = k_now;
  f.judged.policy = "living";
  f.judged.subject = "7";
  f.judged.verdict = benefits::Verdict::entitled;
  f.judged.amount_fen = fen;
  f.judged.period = "2026-11";
  f.judged.reasons = {{"low", "纳入最低生活保障", "On minimum living allowance", "第三条", "", benefits::Holds::yes, {}, {}, "", "", ""}};
  f.judged.facts = {{"7", "low_income", "低保", "Low income", "1", "civil", "civil", k_now, "B1/1", false}};
  f.digest = digest_of(frozen_text(f.judged), false);
  return f;
}

GrantFacts not_entitled() {
  GrantFacts f = entitled(0);
  f.judged.verdict = benefits::Verdict::not_entitled;
  f.judged.reasons.front().holds = benefits::Holds::no;
  return f;
}

void go(Grant& g, const GrantEvents& events) {
  for (const GrantEvent& e : events) apply(g, e);
}
std::string acts(const GrantEvents& events) {
  std::string out;
  for (const GrantEvent& e : events) out += (out.empty() ? "" : " ") + e.act;
  return out;
}

TEST(Grant, IsApprovedByRuleInTheSameMomentAndPaidOnceAMonth) {
  Grant g = a_grant();
  go(g, offer(g, entitled(), std::nullopt));
  EXPECT_EQ(acts(proceed(g, entitled())), "approved");
  go(g, proceed(g, entitled()));
  EXPECT_EQ(g.state, GrantState::granted);
  EXPECT_EQ(g.decider, 0);
  EXPECT_EQ(g.digest, entitled().digest);
  EXPECT_NE(g.why_zh.find("纳入最低生活保障"), std::string::npos) << "the reason in plain words";
  EXPECT_NE(g.why_zh.find("每月 217.00 元"), std::string::npos) << g.why_zh;
  go(g, order_period(g, entitled()));
  ASSERT_EQ(g.instalments.size(), 1u);
  EXPECT_EQ(g.instalments[0].key, "grant:100:2026-11");
  EXPECT_TRUE(order_period(g, entitled()).empty()) << "not twice for the same month";
  EXPECT_EQ(g.next_period, "2026-12");
  GrantFacts december = entitled();
  december.now = local_instant(make_date(2026, 12, 1), 0);
  EXPECT_EQ(acts(order_period(g, december)), "ordered");
}

TEST(Grant, WaitsForTheConfirmationTheNoticeAndTheAnswer) {
  Grant g = a_grant();
  g.terms.confirm = true;
  go(g, offer(g, entitled(), k_now + days(7)));
  EXPECT_TRUE(proceed(g, entitled()).empty()) << "not confirmed";
  go(g, *confirm(g, {"本人", 0}, k_now));
  EXPECT_TRUE(confirm(g, {"本人", 0}, k_now)->empty()) << "twice is once";
  EXPECT_TRUE(proceed(g, entitled()).empty()) << "the notice runs";
  GrantFacts later = entitled();
  later.now = k_now + days(7);
  later.objections_open = true;
  EXPECT_TRUE(proceed(g, later).empty()) << "an objection is open";
  later.objections_open = false;
  EXPECT_EQ(acts(proceed(g, later)), "approved");
  GrantFacts gone = not_entitled();
  gone.now = later.now;
  EXPECT_EQ(acts(proceed(g, gone)), "lapsed") << "the ground fell away meanwhile";
}

TEST(Grant, APersonDecidesWhereTheRuleSaysSo) {
  Grant g = a_grant();
  g.terms.by_person = true;
  go(g, offer(g, entitled(), std::nullopt));
  go(g, proceed(g, entitled()));
  ASSERT_EQ(g.state, GrantState::deciding);
  const GrantActor clerk{"李科长", 9};
  EXPECT_EQ(decide_by_person(g, true, clerk, " ", entitled()).refusal().code, ErrorCode::bad_input);
  EXPECT_EQ(decide_by_person(g, true, clerk, "材料齐全", not_entitled()).refusal().code, ErrorCode::grant_not_due);
  Grant no = g;
  go(no, *decide_by_person(no, false, clerk, "查明不在本区", entitled()));
  EXPECT_EQ(no.state, GrantState::refused);
  EXPECT_EQ(no.decider, 9);
  EXPECT_EQ(no.digest, entitled().digest) << "a refusal rests on frozen facts too";
  go(no, *reopen(no, {"王局长", 8}, "证据有误", k_now));
  EXPECT_EQ(no.state, GrantState::deciding);
  go(g, *decide_by_person(g, true, clerk, "材料齐全", entitled()));
  EXPECT_EQ(g.state, GrantState::granted);
  EXPECT_EQ(decide_by_person(g, true, clerk, "再批一次", entitled()).refusal().code, ErrorCode::grant_state);
}

TEST(Grant, BeyondTheBudgetItWaitsForItsTurn) {
  Grant g = a_grant();
  go(g, offer(g, entitled(), std::nullopt));
  GrantFacts full = entitled();
  full.room = false;
  full.no_room = {"前面还有 3 位", "3 before"};
  EXPECT_EQ(acts(proceed(g, full)), "approved queued");
  go(g, proceed(g, full));
  EXPECT_EQ(g.state, GrantState::queued);
  EXPECT_FALSE(is_due(g, k_day)) << "nothing is ordered for whoever waits";
  EXPECT_TRUE(admit(g, full).empty());
  GrantFacts december = entitled();
  december.now = local_instant(make_date(2026, 12, 20), 0);
  december.judged.period = "2026-12";
  go(g, admit(g, december));
  EXPECT_EQ(g.state, GrantState::granted);
  EXPECT_EQ(g.next_period, "2026-12");
  Grant lost = a_grant();
  go(lost, offer(lost, entitled(), std::nullopt));
  go(lost, proceed(lost, full));
  EXPECT_EQ(acts(admit(lost, not_entitled())), "lapsed");
}

TEST(Grant, OptingOutStopsWithoutClaimAndMayBeTakenBack) {
  Grant g = a_grant();
  go(g, offer(g, entitled(), std::nullopt));
  go(g, *decline(g, {"本人", 0}, k_now));
  EXPECT_EQ(g.state, GrantState::declined);
  EXPECT_TRUE(proceed(g, entitled()).empty());
  go(g, *rejoin(g, {"本人", 0}, k_now));
  EXPECT_EQ(acts(proceed(g, entitled())), "approved");
}

HeldGrant held(std::int64_t id, std::string policy, GrantState state, bool given = true, std::string day = "2026-03-01") {
  return {id, policy, policy, policy, state, std::move(day), given, {}, {}};
}

TEST(Exclusions, GivenWhenThen) {
  Grant g = a_grant();
  g.terms.exclusions = {"other"};
  struct Row {
    const char* what;
    std::vector<HeldGrant> held;
    int per_life, per_year;
    bool barred;
  };
  const std::vector<Row> rows = {
      {"nothing held", {}, 0, 0, false},
      {"the excluded one runs", {held(1, "other", GrantState::granted)}, 0, 0, true},
      {"it was stopped", {held(1, "other", GrantState::stopped)}, 0, 0, false},
      {"it was declined", {held(1, "other", GrantState::declined)}, 0, 0, false},
      {"both only offered, the other first", {held(1, "other", GrantState::noticed)}, 0, 0, true},
      {"both only offered, this one first", {held(200, "other", GrantState::noticed)}, 0, 0, false},
      {"an unrelated one", {held(1, "third", GrantState::granted)}, 0, 0, false},
      {"the same one runs", {held(1, "living", GrantState::granted)}, 0, 0, true},
      {"the same one ended", {held(1, "living", GrantState::stopped)}, 0, 0, false},
      {"once in a life, and it was", {held(1, "living", GrantState::stopped, true, "2020-01-01")}, 1, 0, true},
      {"once in a life, but nothing was given", {held(1, "living", GrantState::stopped, false)}, 1, 0, false},
      {"once a year, last year", {held(1, "living", GrantState::stopped, true, "2025-03-01")}, 0, 1, false},
      {"once a year, this year", {held(1, "living", GrantState::stopped)}, 0, 1, true},
      {"itself", {held(100, "living", GrantState::granted)}, 1, 1, false},
  };
  for (const Row& row : rows) {
    g.terms.per_life = row.per_life;
    g.terms.per_year = row.per_year;
    EXPECT_EQ(barred_by(g, row.held).has_value(), row.barred) << row.what;
  }
  HeldGrant names_this = held(1, "other", GrantState::granted);
  names_this.exclusions = {"living"};
  g.terms.exclusions.clear();
  EXPECT_TRUE(barred_by(g, std::vector{names_this}).has_value()) << "either side may name the other";
}

Grant paid_for(std::vector<std::string> months, benefits::RecoveryRule rule = benefits::RecoveryRule::later_periods) {
  Grant g = a_grant();
  g.state = GrantState::granted;
  g.terms.recovery = rule;
  for (const std::string& month : months)
    g.instalments.push_back({month, 21'700, "grant:100:" + month, "", InstalmentState::paid, k_now, std::nullopt});
  return g;
}

TEST(Overpaid, MonthsAfterTheOneInWhichTheGroundFellAway) {
  Grant g = paid_for({"2026-08", "2026-09", "2026-10", "2026-11"});
  const Overpaid over = overpaid(g, make_date(2026, 9, 30));
  EXPECT_EQ(over.periods, (std::vector<std::string>{"2026-10", "2026-11"})) << "the month of death is paid in full";
  EXPECT_EQ(over.amount_fen, 43'400);
  EXPECT_TRUE(overpaid(g, make_date(2026, 11, 1)).periods.empty());
  g.instalments.back().state = InstalmentState::ordered;
  const Overpaid early = overpaid(g, make_date(2026, 9, 1));
  EXPECT_EQ(early.cancel, std::vector<std::string>{"grant:100:2026-11"}) << "what has not gone out is withdrawn";
  EXPECT_EQ(early.amount_fen, 21'700);
  EXPECT_EQ(overpaid(paid_for({"2026-10", "2026-11"}, benefits::RecoveryRule::whole), make_date(2026, 11, 1)).amount_fen, 43'400);
  EXPECT_EQ(overpaid(paid_for({"2026-10", "2026-11"}, benefits::RecoveryRule::none), make_date(2026, 1, 1)).amount_fen, 0);
}

// Came into the ground and out of it inside one month, and back again: the month is paid once and nothing is asked back.
TEST(Months, JoinedLeftAndJoinedAgainInsideOne) {
  Grant first = a_grant();
  first.day = "2026-11-03";
  go(first, proceed(first, entitled()));
  go(first, order_period(first, entitled()));
  ASSERT_EQ(first.instalments.size(), 1u);
  first.instalments[0].state = InstalmentState::paid;
  go(first, stop(first, {make_date(2026, 11, 20), "not_entitled", end_words("not_entitled", k_day)}, {}, k_now));
  EXPECT_EQ(first.state, GrantState::stopped);
  EXPECT_TRUE(overpaid(first, make_date(2026, 11, 20)).periods.empty());
  EXPECT_TRUE(overpaid(first, make_date(2026, 11, 1)).periods.empty()) << "left on the first of the month";
  EXPECT_EQ(overpaid(first, make_date(2026, 10, 31)).periods, std::vector<std::string>{"2026-11"}) << "left on the last of the month before";
  // Back on the 25th: what the month brings was given.
  Grant second = a_grant();
  second.id = 101;
  second.day = "2026-11-25";
  GrantFacts again = entitled();
  HeldGrant held_first = held(100, "living", GrantState::stopped, true, "2026-11-03");
  held_first.periods = {"2026-11"};
  again.held = {held_first};
  go(second, proceed(second, again));
  EXPECT_EQ(second.state, GrantState::granted);
  EXPECT_EQ(second.next_period, "2026-12");
  EXPECT_TRUE(order_period(second, again).empty()) << "not in November";
}

TEST(Months, AYearlyAmountByMonthInItsFirstYearAndWholeInTheNext) {
  const auto granted = [](const char* arose, benefits::MonthRule rule, const char* period) {
    Grant g = a_grant();
    g.terms.rhythm = PolicyRhythm::yearly;
    g.terms.proration = benefits::Proration::by_month;
    g.terms.month_rule = rule;
    g.day = arose;
    g.state = GrantState::granted;
    g.next_period = period;
    return g;
  };
  const GrantFacts facts = entitled(360'000);
  const auto pays = [&](Grant& g, Date on) {
    GrantFacts then = facts;
    then.now = local_instant(on, 0);
    const GrantEvents events = order_period(g, then);
    go(g, events);
    return events.empty() ? -1 : events.front().amount_fen;
  };
  using benefits::MonthRule;
  Grant g = granted("2026-11-02", MonthRule::this_month, "2026");
  EXPECT_EQ(pays(g, make_date(2026, 11, 22)), 60'000) << "November and December";
  EXPECT_EQ(pays(g, make_date(2027, 1, 1)), 360'000);
  // Queued until the money came: by the day the ground arose, not by the day it is paid.
  g = granted("2026-03-31", MonthRule::this_month, "2026");
  EXPECT_EQ(pays(g, make_date(2026, 12, 31)), 300'000);
  g = granted("2026-03-31", MonthRule::next_month, "2026");
  EXPECT_EQ(pays(g, make_date(2026, 12, 31)), 270'000);
  g = granted("2026-01-01", MonthRule::this_month, "2026");
  EXPECT_EQ(pays(g, make_date(2026, 1, 1)), 360'000);
  // From December the next month is the next year's first: that one is whole, and nothing is due before.
  g = granted("2026-12-01", MonthRule::next_month, "2027");
  EXPECT_EQ(pays(g, make_date(2026, 12, 31)), -1);
  EXPECT_EQ(pays(g, make_date(2027, 1, 1)), 360'000);
}

TEST(Plan, AddsUpToTheFen) {
  for (const std::int64_t sum : {1ll, 43'400ll, 100'001ll}) {
    for (const int months : {1, 3, 7, 60}) {
      const auto steps = plan_of(sum, months, k_day);
      std::int64_t total = 0;
      for (const PlanStep& step : steps) total += step.amount_fen;
      EXPECT_EQ(total, sum);
      EXPECT_EQ(steps.size(), static_cast<std::size_t>(months));
      EXPECT_EQ(steps.front().month, "2026-12");
    }
  }
  Overpaid over;
  over.periods.resize(30);
  EXPECT_EQ(plan_months(over), 12);
}

TEST(Periods, OneAfterTheOther) {
  EXPECT_EQ(next_period_after(PolicyRhythm::monthly, "2026-12"), "2027-01");
  EXPECT_EQ(next_period_after(PolicyRhythm::yearly, "2026"), "2027");
  EXPECT_EQ(next_period_after(PolicyRhythm::once, "once"), "");
  EXPECT_EQ(periods_left_in_year(PolicyRhythm::monthly, "2026-11"), 2);
  EXPECT_EQ(periods_left_in_year(PolicyRhythm::yearly, "2026"), 1);
  EXPECT_EQ(year_of(PolicyRhythm::monthly, "2027-01", k_day), 2027);
  EXPECT_EQ(yuan(123'456'789), "1,234,567.89");
  EXPECT_EQ(yuan(5), "0.05");
}

TEST(FrozenFacts, OneFormWhateverTheOrderAndNotOneByteCanBeChanged) {
  Judgement one = entitled().judged;
  one.facts.push_back({"7", "disability", "残疾等级", "Disability grade", "2", "civil", "civil", k_now, "B1/2", false});
  one.reasons.push_back({"disabled", "持有残疾人证", "Holds a certificate", "", "", benefits::Holds::yes, {}, {}, "", "", ""});
  Judgement other = one;
  std::reverse(other.facts.begin(), other.facts.end());
  std::reverse(other.reasons.begin(), other.reasons.end());
  other.day = "2030-01-01";
  const std::string text = frozen_text(one);
  EXPECT_EQ(text, frozen_text(other)) << "the day of judging is not a fact";
  for (const bool national : {false, true}) {
    const std::string digest = digest_of(text, national);
    EXPECT_TRUE(digest_fits(text, digest));
    std::mt19937 random(1);
    for (int i = 0; i < 200; ++i) {
      std::string changed = text;
      changed[random() % changed.size()] ^= static_cast<char>(1 + random() % 127);
      EXPECT_FALSE(digest_fits(changed, digest));
    }
  }
  other.facts.front().value = "3";
  EXPECT_NE(frozen_text(one), frozen_text(other));
}

// Whatever comes, in whatever order: the history alone gives the grant, no period is ordered twice under one key, nothing is
// ordered for one that is not granted, and what was frozen stays.
TEST(Grant, AnyHistoryReplaysToTheSame) {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    std::mt19937 random(seed);
    Grant g = a_grant();
    g.terms.confirm = random() % 2;
    g.terms.by_person = random() % 3 == 0;
    g.terms.rhythm = random() % 2 ? PolicyRhythm::monthly : PolicyRhythm::once;
    const Grant born = g;
    GrantEvents history;
    Instant now = k_now;
    const auto take = [&](const GrantEvents& events) {
      for (const GrantEvent& e : events) {
        if (e.act == "ordered") {
          EXPECT_EQ(g.state, GrantState::granted) << seed;
          for (const Instalment& one : g.instalments) EXPECT_NE(one.key, e.key) << seed;
        }
        apply(g, e);
        history.push_back(e);
      }
    };
    const auto try_take = [&](const Result<GrantEvents>& events) {
      if (events.ok()) take(*events);
    };
    const std::optional<Instant> until = random() % 2 ? std::optional(now + days(7)) : std::nullopt;
    take(offer(g, entitled(), until));
    const GrantActor me{"本人", 0}, clerk{"经办", 5};
    for (int step = 0; step < 40; ++step) {
      GrantFacts f = random() % 6 ? entitled(20'000 + static_cast<std::int64_t>(random() % 3) * 1'000) : not_entitled();
      now = now + days(static_cast<std::int64_t>(random() % 20));
      f.now = now;
      f.judged.period = g.terms.rhythm == PolicyRhythm::once ? "once" : period_at(PolicyRhythm::monthly, local_date(now));
      f.room = random() % 4 != 0;
      HeldGrant own{g.id, g.terms.policy, "", "", g.state, g.day, false, {}, {}};
      for (const Instalment& one : g.instalments) {
        if (one.state != InstalmentState::cancelled) own.periods.push_back(one.period);
      }
      f.held = {own};
      switch (random() % 12) {
        case 0: try_take(confirm(g, me, now)); break;
        case 1: if (random() % 4 == 0) try_take(decline(g, me, now)); break;
        case 2: try_take(rejoin(g, me, now)); break;
        case 3: try_take(decide_by_person(g, random() % 2, clerk, "理由", f)); break;
        case 4: take(admit(g, f)); break;
        case 5: case 6: take(order_period(g, f)); break;
        case 7: if (!g.instalments.empty()) take(settled(g, g.instalments.back().key, "p", now)); break;
        case 8: if (!g.instalments.empty()) take(failed(g, g.instalments.back().key, {"账户", "account"}, now)); break;
        case 9: if (random() % 5 == 0) take(stop(g, {local_date(now), "dead", end_words("dead", local_date(now))}, {}, now)); break;
        case 10: if (!g.instalments.empty()) try_take(order_again(g, g.instalments.back().period, clerk, now)); break;
        default: take(proceed(g, f)); break;
      }
      if (random() % 9 == 0) try_take(reopen(g, clerk, "复核", now));
      std::set<std::string> open;
      for (const Instalment& one : g.instalments) {
        if (one.state != InstalmentState::ordered && one.state != InstalmentState::paid) continue;
        EXPECT_TRUE(open.insert(one.period).second) << "seed " << seed << ": " << one.period << " twice";
      }
    }
    Grant again = born;
    for (const GrantEvent& e : history) apply(again, e);
    EXPECT_EQ(json::write(again), json::write(g)) << seed;
  }
}

GrantEvent told(const char* state, Instant when, const char* by = "") {
  GrantEvent e;
  e.act = "told";
  e.key = state;
  e.ref = "138****1234";
  e.happened = when;
  e.by = by;
  return e;
}

TEST(Telling, WhoHasAMessageIsNotCalledAndWhoseFailedIs) {
  Grant g = a_grant();
  EXPECT_EQ(to_call(g), ToCall::nobody) << "nobody knows how: the portal";
  g.means = "visit";
  EXPECT_EQ(to_call(g), ToCall::visit);
  g.means = "phone";
  EXPECT_EQ(to_call(g), ToCall::phone);
  for (const char* state : {"waiting", "sent", "delivered"}) {
    apply(g, told(state, k_now));
    EXPECT_EQ(to_call(g), ToCall::nobody) << state;
  }
  EXPECT_EQ(g.sms.to, "138****1234");
  apply(g, told("failed", k_now + hours(1)));
  EXPECT_EQ(to_call(g), ToCall::phone);
  g.means = "portal";
  EXPECT_EQ(to_call(g), ToCall::phone) << "also whoever has a data space and did not read it";
  g.seen = k_now;
  EXPECT_EQ(to_call(g), ToCall::phone) << "read before it failed";
  g.seen = k_now + hours(2);
  EXPECT_EQ(to_call(g), ToCall::nobody);
}

TEST(Telling, ByHandOnceUntilSomethingFailsAgain) {
  Grant g = a_grant();
  g.means = "phone";
  EXPECT_FALSE(told_by_hand(g, "letter", "", {"林", 5}, k_now).ok());
  const auto events = told_by_hand(g, "phone", "本人已知晓", {"林", 5}, k_now);
  ASSERT_TRUE(events.ok());
  EXPECT_EQ(events->front().zh, "林已电话告知：本人已知晓");
  go(g, *events);
  EXPECT_EQ(g.told_by, "林");
  EXPECT_EQ(told_by_hand(g, "phone", "", {"林", 5}, k_now).refusal().code, ErrorCode::grant_state);
  apply(g, told("failed", k_now + hours(1)));
  EXPECT_EQ(to_call(g), ToCall::phone);
  g.state = GrantState::declined;
  EXPECT_EQ(to_call(g), ToCall::nobody);
  g.state = GrantState::stopped;
  g.ended_why = "dead";
  EXPECT_EQ(to_call(g), ToCall::nobody);
}

TEST(GrantSchema, Shards) {
  EXPECT_EQ(db::lint_migrations(grant_migrations()), std::vector<std::string>{});
}

}  // namespace
}  // namespace tiange::grants
