#include "app/simulate/payment_trial.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace tiange::app
