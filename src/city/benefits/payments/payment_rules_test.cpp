#include "city/benefits/payments/payment_rules.h"

#include <gtest/gtest.h>

#include "city/benefits/payments/book_rules.h"
#include "city/benefits/payments/payments.h"
#include "platform/db/migration_lint.h"
#include "platform/pay/simulated_bank.h"

namespace tiange::benefits {
namespace {

Payment sent(std::int64_t fen = 1'000) {
  Payment p;
  p.id = {1, 7};
  p.amount_fen = fen;
  p.state = PaymentState::sent;
  p.booked = Booked::in_transit;
  p.tries = 1;
  return p;
}

pay::Said says(pay::Verdict verdict, std::int64_t fen = 0, pay::Ground ground = pay::Ground::none) {
  pay::Said said;
  said.verdict = verdict;
  said.amount_fen = fen;
  said.ground = ground;
  return said;
}

Effect effect(const Payment& p, const pay::Said& said, std::int64_t attempt = 1, Source source = Source::answer) {
  return judge_said(p, attempt, source, said).effect;
}

TEST(PaymentRules, WhatTheBankSaysOfASentPayment) {
  EXPECT_EQ(effect(sent(), says(pay::Verdict::paid, 1'000)), Effect::settle);
  EXPECT_EQ(effect(sent(), says(pay::Verdict::paid, 999)), Effect::hold);
  EXPECT_EQ(effect(sent(), says(pay::Verdict::refused, 0, pay::Ground::closed_account)), Effect::new_account);
  EXPECT_EQ(effect(sent(), says(pay::Verdict::refused, 0, pay::Ground::limit)), Effect::retry);
  Payment tired = sent();
  tired.attempt = k_most_attempts;
  EXPECT_EQ(effect(tired, says(pay::Verdict::refused, 0, pay::Ground::limit), k_most_attempts), Effect::hold);
  tired = sent();
  tired.tries = k_most_tries;
  EXPECT_EQ(effect(tired, says(pay::Verdict::unknown)), Effect::hold);
}

TEST(PaymentRules, NothingIsSentAgainBeforeTheBankWasAsked) {
  pay::Said lost = says(pay::Verdict::unknown);
  lost.lost = true;
  EXPECT_EQ(judge_said(sent(), 1, Source::answer, lost).next_call, NextCall::ask);
  EXPECT_EQ(judge_said(sent(), 1, Source::question, lost).next_call, NextCall::ask);
  EXPECT_EQ(judge_said(sent(), 1, Source::question, says(pay::Verdict::unknown)).next_call, NextCall::pay);
}

TEST(PaymentRules, SettledStaysSettledUnlessItIsContradicted) {
  Payment p = sent();
  p.state = PaymentState::settled;
  p.paid_fen = 1'000;
  EXPECT_TRUE(says_nothing_new(p, 1, says(pay::Verdict::paid, 1'000)));
  EXPECT_EQ(effect(p, says(pay::Verdict::paid, 1'000)), Effect::none);
  EXPECT_EQ(effect(p, says(pay::Verdict::in_hand)), Effect::none);
  EXPECT_EQ(effect(p, says(pay::Verdict::paid, 1'001)), Effect::hold);
  EXPECT_EQ(effect(p, says(pay::Verdict::refused, 0, pay::Ground::other)), Effect::hold);
}

TEST(PaymentRules, ARefusedNumberThatIsPaidAfterAllIsForPeople) {
  Payment p = sent();
  p.attempt = 2;
  p.state = PaymentState::ready;
  EXPECT_EQ(effect(p, says(pay::Verdict::paid, 1'000), 1), Effect::hold);
  EXPECT_EQ(effect(p, says(pay::Verdict::refused, 0, pay::Ground::limit), 1), Effect::none);
  EXPECT_EQ(effect(p, says(pay::Verdict::paid, 1'000), 3), Effect::hold);
  p.state = PaymentState::cancelled;
  p.attempt = 1;
  EXPECT_EQ(effect(p, says(pay::Verdict::paid, 1'000)), Effect::hold);
}

TEST(PaymentRules, NobodyOvertakesInTheQueue) {
  const std::vector<std::int64_t> sums = {40, 70, 10};
  EXPECT_EQ(how_many_fit(sums, 39), 0u);
  EXPECT_EQ(how_many_fit(sums, 60), 1u);  // the third would fit; it waits behind the second
  EXPECT_EQ(how_many_fit(sums, 120), 3u);
}

TEST(PaymentRules, PlansAddUpAndFallOnRealDays) {
  const auto plan = plan_of(1'000, 3, make_date(2026, 1, 31));
  ASSERT_EQ(plan.size(), 3u);
  EXPECT_EQ(format_date(plan[0].due), "2026-02-28");
  EXPECT_EQ(format_date(plan[2].due), "2026-04-30");
  EXPECT_EQ(plan[0].amount_fen + plan[1].amount_fen + plan[2].amount_fen, 1'000);
  EXPECT_EQ(plan[2].amount_fen, 334);
}

TEST(PaymentRules, NumbersNameThePaymentAndTheAttempt) {
  const PaymentId id{0xa3f, 7'012'345'678'901'234'567};
  const std::string number = request_number(id, 12);
  EXPECT_EQ(number, "0a3f-7012345678901234567-12");
  const auto read = parse_request_number(number);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->payment, id);
  EXPECT_EQ(read->attempt, 12);
  for (const char* bad : {"", "-", "0a3f-7", "0a3f-7-", "0a3f-7-0", "zzzz-7-1", "0a3f--7-1", "0a3f-7-1x", "-a3f-7-1"}) EXPECT_FALSE(parse_request_number(bad).ok()) << bad;
}

TEST(PaymentRules, AccountsAreDigitsAndShownMasked) {
  EXPECT_TRUE(check_account({"农商银行", "6228 4800 1234 5678", "张三"}).wrong.empty());
  EXPECT_EQ(check_account({"农商银行", "6228 4800 1234 5678", "张三"}).number, "6228480012345678");
  EXPECT_EQ(check_account({"", "12ab", ""}).wrong.size(), 3u);
  EXPECT_EQ(mask_account("6228480012345678"), "6228****5678");
  EXPECT_EQ(mask_account("12345678"), "****5678");
}

TEST(PaymentSchema, Shards) {
  EXPECT_EQ(db::lint_migrations(payment_migrations()), std::vector<std::string>{});
  EXPECT_EQ(db::lint_migrations(pay::migrations()), std::vector<std::string>{});
}

TEST(BookRules, EveryReasonMovesBetweenTwoAccounts) {
  Turnovers turnovers;
  std::int64_t amount = 1;
  for (int i = 0; i <= static_cast<int>(Reason::wrote_off); ++i) {
    const Sides sides = sides_of(static_cast<Reason>(i));
    EXPECT_NE(sides.debit, sides.credit) << i;
    add_to(turnovers, "p", 2026, static_cast<Reason>(i), amount *= 3);
  }
  std::int64_t debit = 0, credit = 0;
  for (const auto& [key, sum] : turnovers) {
    debit += sum.debit;
    credit += sum.credit;
  }
  EXPECT_EQ(debit, credit);
}

}  // namespace
}  // namespace tiange::benefits
