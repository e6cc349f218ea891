#pragma once
// All SQL of payments, of what the bank said of them, and of accounts.

#include <unordered_map>

#include "city/benefits/payments/payment_rules.h"
#include "platform/db/asking/asking.h"
#include "platform/db/db.h"

namespace tiange::benefits::store {

// ---- payments ----
struct KeyRow {
  std::string name;
  PaymentId id;
};
// Of these keys those that are taken.
std::vector<KeyRow> taken(db::Tx& tx, std::span<const std::string_view> keys);
// False: somebody has the key.
bool put_key(db::Tx& tx, std::string_view key, const PaymentId& id);
void add_keys(db::Tx& tx, std::span<const Payment> payments);
void add_payments(db::Tx& tx, std::span<const Payment> payments);
std::optional<Payment> payment(db::Tx& tx, const PaymentId& id);
std::optional<Payment> payment(db::Tx& tx, const Scope& scope, const PaymentId& id);  // that the scope may see
std::unordered_map<std::int64_t, Payment> payments(db::Tx& tx, std::span<const PaymentId> ids);  // by id
// Everything but what an order fixes; raises the version. Not waited for.
void put(db::Tx& tx, Payment& payment);

struct Queue {
  PaymentState state = PaymentState::ordered;
  std::string policy;
  std::int64_t year = 0;
};
// Oldest first; those that are to wait until later are left out.
std::vector<Payment> queue(db::Tx& tx, const Queue& queue, Instant now, std::size_t most);
struct Waiting {
  std::int64_t count = 0, amount_fen = 0;
};
Waiting waiting(db::Tx& tx, const Queue& queue);
// Policies and years with payments in the state.
std::vector<std::pair<std::string, std::int64_t>> queues(db::Tx& tx, PaymentState state);
std::vector<Payment> due(db::Tx& tx, Instant now, std::size_t most);  // with the bank, and to be called or asked again
std::vector<Payment> of_payee(db::Tx& tx, const Scope& scope, std::int64_t payee, std::size_t most);  // newest first
std::vector<Payment> needing_account(db::Tx& tx, std::int64_t payee);
std::vector<Payment> of_batch(db::Tx& tx, std::int64_t batch);
// Settled from `from` to before `to` by a channel.
void each_settled(db::Tx& tx, std::string_view channel, Instant from, Instant to, FunctionRef<bool(const Payment&)> visit);

struct PaymentAsk {
  std::optional<PaymentState> state;
  std::string policy;
  std::int64_t payee = 0;
  std::int64_t before = 0;  // id; 0: from the newest
  std::size_t limit = 50;
};
std::vector<Payment> list(db::Tx& tx, const Scope& scope, const PaymentAsk& ask);
struct StateSum {
  PaymentState state = PaymentState::ordered;
  std::int64_t count = 0, amount_fen = 0;
};
std::vector<StateSum> open_sums(db::Tx& tx, const Scope& scope);
Waiting settled_since(db::Tx& tx, const Scope& scope, Instant since);
Waiting settled_on(db::Tx& tx, Date day);
std::vector<std::string> channels_settled_on(db::Tx& tx, Date day);
std::vector<double> last_seconds(db::Tx& tx, const Scope& scope, std::size_t most);  // order to settled, online

// ---- what the bank said ----
struct SaidRow {
  PaymentId payment;
  std::int64_t id = 0, attempt = 0;
  Source source = Source::answer;
  pay::Said said;  // moment: of the bank
  Instant kept;
  std::optional<Effect> effect;  // none yet: nobody has acted on it
};
void add_said(db::Tx& tx, std::span<const SaidRow> rows);
std::vector<SaidRow> new_said(db::Tx& tx, std::size_t most);  // in the order it came
void set_effect(db::Tx& tx, const SaidRow& row, Effect effect);
std::vector<SaidRow> said_of(db::Tx& tx, const PaymentId& id);

// ---- accounts ----
struct AccountRow {
  std::int64_t payee = 0, version = 0;
  std::string sealed, masked;  // masked: JSON of PayAccountView
  bool usable = true;
  std::string set_by;
  Instant set_at;
};
std::optional<AccountRow> account(db::Tx& tx, std::int64_t payee);
std::unordered_map<std::int64_t, AccountRow> accounts(db::Tx& tx, std::span<const std::int64_t> payees);
void add_account(db::Tx& tx, const AccountRow& row);
void set_unusable(db::Tx& tx, const AccountRow& row);
// Whoever lets a payment wait for an account and whoever gives one both call this: they write one row (version 0, nobody's
// account), so that on PostgreSQL the later of two at once runs again instead of leaving the payment to wait for ever.
void meet_at_account(db::Tx& tx, std::int64_t payee, Instant now);

}  // namespace tiange::benefits::store
