#pragma once
// 资金 What is paid to people and firms: orders, budgets, the books, the bank, and what must come back.
//
//   TIANGE_TRY(auto id, payments.order(tx, {.key = "grant:7012:2026-11", .payee = person, .policy = "age_allowance",
//                                           .town = "440604010", .amount_fen = 10'000, .why = {"高龄津贴 2026-11", "…"}}, now));
//
// One key is one payment for ever: the same order again gives the same id and changes nothing; another payee, policy or
// amount under it is refused (payment_key_taken). An order names no account: the payee has one, or is asked for one.
//
// What follows happens in steps of its own, each in large transactions, by whichever instance leads:
//   ordered → ready        the budget of policy and year covers it; while it does not, everybody waits in the order of
//                          entitlement, and nobody overtakes
//   ready → sent           booked as in transit BEFORE the bank hears of it; online at once, by bank file after two people
//   sent → settled         the bank says so, with the right amount, by answer, call-back, query, return file or statement
//   sent → ready           it was refused for a passing reason: later again, a limited number of times
//   sent → needs_account   the account is closed or is another's: the payee is asked for another
//   sent → held            anything else: two people say what really happened
// A request keeps its number until the bank has said that it will not be carried out, and is asked after before it is sent
// again, so that nothing is paid twice, whenever the house falls.
//
// Every movement is an entry that debits one account of the books and credits another, in whole fen, only ever added to.
//
// Events (outbox), subject = PaymentId::text():
//   "payment.settled"        {payment, key, amount_fen, at}; at: RFC 3339
//   "payment.failed"         {payment, key, why: {zh, en}}: cancelled or given up; the order needs a new key
//   "payment.needs_account"  {payment, key, payee, why: {zh, en}}
//   "payment.recovered"      {recovery, key, amount_fen, open_fen, at}
// Routes below /api/v1/benefits/money are listed in payment_views.h.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "city/benefits/payments/payment_views.h"
#include "city/org/org.h"
#include "city/registers/subjects/subjects.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/db/outbox.h"
#include "platform/http/http.h"
#include "platform/jobs/jobs.h"
#include "platform/pay/pay.h"

namespace tiange::benefits {

struct PaymentOrder {
  std::string key;  // 1-100 printable ASCII: "grant:<id>:2026-11"
  registers::SubjectId payee;
  std::string policy;  // code; its budget of the year of `now` pays
  std::string town;    // area code of 9 digits or more that may see it
  std::int64_t amount_fen = 0;
  Words why;  // what the payee reads
};

struct RecoveryOrder {
  std::string key;  // as above, of its own: "stop:<id>"
  registers::SubjectId payee;
  std::string policy;
  std::string town;
  std::int64_t amount_fen = 0;
  int months = 1;  // equal instalments, the first a month from now; 1-60
  Words why;
};

// Everything outlives the room; `outbox` and `jobs` have not been started.
struct PaymentParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  db::Outbox& outbox;
  jobs::Jobs& jobs;
  std::shared_ptr<const crypto::Sealer> sealer;  // of accounts and of the channels' secrets
  pay::Fetch fetch;                              // how online channels are reached
  // Masked; "" when the caller may not see the subject.
  std::function<std::string(db::Tx&, const Scope&, registers::SubjectId)> name_of;
  std::function<Words(db::Tx&, std::string_view policy)> policy_name;
  // Wakes the screens of whoever works there; may be empty.
  std::function<void(db::Tx&)> tell;
  std::string district;  // area code: the desk itself is for those who see all of it
};

class Payments {
 public:
  virtual ~Payments() = default;

  // Refused: payment_key_taken, bad_input. Where policy and year have no budget yet, the payment waits for one.
  virtual Result<PaymentId> order(db::Tx& tx, const PaymentOrder& order, Instant now) = 0;
  // As order, for many of them; all or none. Much faster.
  virtual Result<std::vector<PaymentId>> order_all(db::Tx& tx, std::span<const PaymentOrder> orders, Instant now) = 0;
  // Refused (out_of_scope) outside the caller's areas.
  virtual Result<PaymentView> find(db::Tx& tx, const Scope& scope, const PaymentId& id) const = 0;
  virtual Result<PaymentView> find_by_key(db::Tx& tx, const Scope& scope, std::string_view key) const = 0;
  // Everything of a payee within the scope, newest first.
  virtual std::vector<PaymentView> of_payee(db::Tx& tx, const Scope& scope, registers::SubjectId payee, std::size_t most) const = 0;
  // Only while nothing was sent to the bank (ordered, ready, needs_account); else payment_state. Publishes payment.failed.
  virtual Outcome cancel(db::Tx& tx, const PaymentId& id, const Words& why, Instant now) = 0;

  // What was paid without ground is to come back. Same key, same recovery.
  virtual Result<RecoveryId> recover(db::Tx& tx, const RecoveryOrder& order, Instant now) = 0;

  // The account that payments of the payee go to from now on; sealed at rest, shown masked, earlier ones are kept.
  // Payments that waited for an account go on. `by`: who said so.
  virtual Outcome set_account(db::Tx& tx, registers::SubjectId payee, const AccountIn& in, std::string_view by, Instant now) = 0;
  // Masked; nothing when there is none.
  virtual std::optional<AccountView> account_of(db::Tx& tx, registers::SubjectId payee) const = 0;

  // Sets the sum that a policy may spend in a year. Refused with budget_in_use below what is committed and spent.
  virtual Result<BudgetView> set_budget(db::Tx& tx, const Scope& scope, const BudgetIn& in, Instant now) = 0;
  virtual std::optional<BudgetView> budget(db::Tx& tx, std::string_view policy, int year) const = 0;

  // Channels of a fresh district.
  virtual Outcome lay(db::Tx& tx, Instant now) = 0;
  // Switches the simulated bank on, with a secret: for trials and demo districts only.
  virtual Outcome use_simulated_bank(db::Tx& tx, const std::string& secret) = 0;
  // Everything that is due: budgets, sending, what the bank said, questions to the bank. Outside transactions; by the one
  // instance that leads, every second. Returns how many payments moved.
  virtual std::size_t tend(Instant now) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> payment_migrations();
// Adds its jobs.
std::unique_ptr<Payments> open_payments(PaymentParts parts);

}  // namespace tiange::benefits
