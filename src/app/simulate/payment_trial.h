#pragma once
// The payments room and a bank that fails in every way, run against each other for some simulated days, and judged by what
// is in the bank's own book.

#include <cstdint>
#include <string>
#include <vector>

#include <boost/describe.hpp>

#include "platform/db/db.h"

namespace tiange::app {

struct PaymentTrialParts {
  std::string url;  // of a database that nobody else uses
  std::int64_t count = 10'000;
  std::uint64_t seed = 1;
  bool faults = true;
  int days = 5;      // over which orders come
  int crashes = 12;  // the house falls and is opened again; only with faults
};

struct PaymentFindings {
  std::int64_t orders = 0, settled = 0, bank_payments = 0;
  std::int64_t ordered_twice = 0, refused_keys = 0;  // the same order again; another amount under a key
  std::int64_t lost_requests = 0, lost_answers = 0, in_hand = 0, call_backs = 0, closed_accounts = 0, wrong_amounts = 0, limits = 0;
  std::int64_t bank_files = 0, return_files_twice = 0, crashes = 0, differences = 0, injected = 0, days_closed = 0;
  std::int64_t bank_fen = 0, books_fen = 0, simulated_hours = 0;
  double seconds = 0, payments_per_s = 0, median_settle_s = 0;  // the last in simulated time, online, order to settled
  std::vector<std::string> broken;  // invariants that do not hold; empty is good
};
BOOST_DESCRIBE_STRUCT(PaymentFindings, (),
                      (orders, settled, bank_payments, ordered_twice, refused_keys, lost_requests, lost_answers, in_hand, call_backs, closed_accounts,
                       wrong_amounts, limits, bank_files, return_files_twice, crashes, differences, injected, days_closed, bank_fen, books_fen,
                       simulated_hours, seconds, payments_per_s, median_settle_s, broken))

PaymentFindings run_payment_trial(const PaymentTrialParts& parts);
std::vector<db::Migration> payment_trial_migrations();

}  // namespace tiange::app
