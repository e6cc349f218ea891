#include "app/simulate/payment_trial.h"

#include <gtest/gtest.h>

#include <future>

#include "app/simulate/payment_house.h"
#include "base/text.h"
#include "platform/db/test_db.h"

namespace tiange::app {
namespace {

void hold(const PaymentFindings& found, std::int64_t count) {
  EXPECT_EQ(found.broken, std::vector<std::string>{});
  EXPECT_EQ(found.orders, count);
  EXPECT_EQ(found.settled, count);
  EXPECT_EQ(found.books_fen, found.bank_fen);
}

TEST(PaymentTrial, NothingIsPaidTwiceOrLostWhateverFails) {
  for (const std::uint64_t seed : {7, 20261122}) {
    const db::TestFolder folder;
    const PaymentFindings found = run_payment_trial({.url = "sqlite:" + folder.file("trial.db"), .count = 3'000, .seed = seed, .crashes = 8});
    hold(found, 3'000);
    EXPECT_EQ(found.crashes >= 8, true);
    EXPECT_GT(found.lost_answers, 0);
    EXPECT_GT(found.closed_accounts, 0);
    EXPECT_GT(found.call_backs, 0);
    EXPECT_GT(found.return_files_twice, 0);
    EXPECT_GE(found.differences, found.injected);
  }
}

TEST(PaymentTrial, HoldsOnPostgres) {
  if (db::test_pg_url().empty()) GTEST_SKIP() << "no PostgreSQL";
  const db::TestSchema schema(db::test_pg_url());
  hold(run_payment_trial({.url = schema.url(), .count = 1'000, .seed = 11, .crashes = 4}), 1'000);
}

TEST(PaymentTrial, AQuietBankHasNoDifferences) {
  const db::TestFolder folder;
  const PaymentFindings found = run_payment_trial({.url = "sqlite:" + folder.file("trial.db"), .count = 500, .seed = 3, .faults = false});
  hold(found, 500);
  EXPECT_EQ(found.differences, 0);
}

TEST(PaymentHouse, AnAccountGivenInTheMomentItIsAskedForIsNotMissed) {
  db::for_each_url([](const std::string& url) {
    TrialClock clock;
    const auto heard = [](db::Tx&, const std::vector<const db::Event*>&) -> Outcome { return done(); };
    PaymentHouse house({.url = url, .clock = clock, .node = 1, .fetch = {}, .on_settled = heard, .on_needs_account = heard});
    const registers::SubjectId payee{7001};
    const auto ordered = house.db().write(system_scope("440604"), [&](db::Tx& tx) -> Outcome {
      TIANGE_CHECK_OK(house.payments().lay(tx, clock.now()));
      TIANGE_CHECK_OK(house.payments().use_simulated_bank(tx, std::string(32, 'b')));
      benefits::BudgetIn budget{.policy = "care", .year = 2026, .amount_fen = 1'000'000, .channel = "simulated", .reason = "年度预算"};
      TIANGE_CHECK_OK(house.payments().set_budget(tx, trial_reviewer(), budget, clock.now()));
      const benefits::PaymentOrder order{"care:1", payee, "care", "440604001", 50'000, {"照料补贴", "Care allowance"}};
      TIANGE_CHECK_OK(house.payments().order(tx, order, clock.now()));
      return done();
    });
    ASSERT_TRUE(ordered.ok()) << ordered.refusal().zh;
    std::future<void> covering;  // begins while the account is being given; SQLite lets it wait
    const auto given = house.db().write(system_scope("440604"), [&](db::Tx& tx) -> Outcome {
      TIANGE_CHECK_OK(house.payments().set_account(tx, payee, {"中国农业银行", "6228480402564890018", "何某"}, "本人", clock.now()));
      if (!covering.valid()) {
        covering = std::async(std::launch::async, [&] { house.payments().tend(clock.now()); });
        covering.wait_for(std::chrono::milliseconds(700));
      }
      return done();
    });
    ASSERT_TRUE(given.ok()) << given.refusal().zh;
    covering.get();
    for (int round = 0; round < 3; ++round) house.work();
    house.db().run_read([&](db::Tx& tx) {
      const auto payment = house.payments().find_by_key(tx, trial_clerk(), "care:1");
      ASSERT_TRUE(payment.ok()) << payment.refusal().zh;
      EXPECT_EQ(payment->state, benefits::PaymentState::settled) << payment->waits_zh;
    });
  });
}

}  // namespace
}  // namespace tiange::app
