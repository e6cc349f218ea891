#pragma once
// What the payments desk shows and takes. Money is whole fen, accounts are masked, names too.
//
// Routes below /api/v1/benefits/money; V money_view, P money_pay, A money_approve, B money_budget, R money_reconcile,
// C money_recover, W money_write_off, X money_export.
//   V GET  /summary                               MoneySummary
//   V GET  /payments?state=&policy=&payee=&q=&after=&limit=  PaymentList, newest first; q: a whole key
//   V GET  /payments/{id}                         PaymentPage
//   P POST /payments                              OrderIn -> PaymentView: by hand, waits for somebody else's decision
//   P POST /payments/{id}/cancel                  ReasonIn -> PaymentView
//   P POST /payments/{id}/account                 AccountIn -> PaymentView: the account of its payee
//   P POST /payments/{id}/verdict                 VerdictIn -> PaymentView: of a held one, what really arrived
//   A POST /payments/{id}/decide                  DecisionIn -> PaymentView: of one ordered by hand or of a verdict
//   X GET  /payments/file?state=&policy=&format=&purpose=   recorded
//   V GET  /budgets?year=                         BudgetList
//   B PUT  /budgets                               BudgetIn -> BudgetView
//   V GET  /batches?after=                        BatchList
//   V GET  /batches/{id}                          BatchView
//   P POST /batches                               BatchIn -> BatchView: takes what is ready for a bank file
//   P POST /batches/{id}/withdraw                 ReasonIn -> BatchView
//   A POST /batches/{id}/decide                   DecisionIn -> BatchView: by another than who made it
//   P GET  /batches/{id}/file                     the bank file; recorded
//   P POST /batches/{id}/returns                  ReturnIn -> ReturnView: the bank's return file
//   V GET  /books?day=&policy=                    TrialBalance at the end of the day
//   X GET  /books/file?day=&format=&purpose=      recorded
//   V GET  /days                                  DayList
//   R POST /days/{day}/statement                  StatementIn -> StatementView: the bank's word for the day, compared
//   R POST /days/{day}/close                      ReasonIn -> DayView
//   V GET  /differences?state=&day=&after=        DifferenceList
//   R POST /differences/{id}/resolve              ReasonIn -> DifferenceView
//   V GET  /recoveries?state=&after=              RecoveryList
//   C POST /recoveries                            RecoveryIn -> RecoveryView
//   C POST /recoveries/{id}/receive               ReceiptIn -> RecoveryView: money came back
//   C POST /recoveries/{id}/offset                OffsetIn -> RecoveryView: against a payment that has not gone out
//   C POST /recoveries/{id}/write_off             ReasonIn -> RecoveryView: asked for
//   W POST /recoveries/{id}/decide                DecisionIn -> RecoveryView: of a write-off, by another
//   V GET  /channels                              ChannelList
//   B PUT  /channels/{code}                       ChannelIn -> ChannelView
//   P POST /channels/{code}/simulated             SimulatedIn -> SimulatedView: of a simulated bank, for trials
//   open   POST /callbacks/{channel}              signed by the bank

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace tiange::benefits {

// A payment: where it lies and which it is. The bank knows it by a number made of both.
struct PaymentId {
  std::int64_t part = 0;  // of the payee
  std::int64_t id = 0;
  friend auto operator<=>(const PaymentId&, const PaymentId&) = default;
  std::string text() const;  // "0a3f-7012345678901234567"
};
Result<PaymentId> parse_payment_id(std::string_view text);

struct RecoveryId {
  std::int64_t part = 0;
  std::int64_t id = 0;
  friend auto operator<=>(const RecoveryId&, const RecoveryId&) = default;
  std::string text() const;
};
Result<RecoveryId> parse_recovery_id(std::string_view text);

// proposed: by hand, waits for a second person; batched: in a bank file that waits for approval.
enum class PaymentState { proposed, ordered, ready, needs_account, batched, sent, held, settled, cancelled };
BOOST_DESCRIBE_ENUM(PaymentState, proposed, ordered, ready, needs_account, batched, sent, held, settled, cancelled)

// ---- accounts ----
struct AccountIn {
  static constexpr bool k_json_defaults = true;
  std::string bank;    // name or code
  std::string number;  // digits, spaces allowed
  std::string holder;  // as the bank knows the payee
};
BOOST_DESCRIBE_STRUCT(AccountIn, (), (bank, number, holder))
struct AccountView {
  std::string bank, number, holder;  // masked
  std::string set_by;
  Instant set_at;
  bool usable = true;  // false: the bank refused it
  int earlier = 0;     // accounts before it
};
BOOST_DESCRIBE_STRUCT(AccountView, (), (bank, number, holder, set_by, set_at, usable, earlier))

// ---- payments ----
struct PaymentView {
  std::string id, key;
  std::string payee, payee_name;  // masked
  std::string policy;
  Words policy_name;
  std::string town;
  std::int64_t amount_fen = 0;
  PaymentState state = PaymentState::ordered;
  Words state_name;
  Words waits;  // for what, where it does not go on by itself
  Words why;
  std::string channel, batch;
  int attempt = 0;
  std::string bank_number;  // the bank's own
  std::int64_t paid_fen = 0;
  Instant ordered, sent, settled;
  std::optional<AccountView> account;
  std::optional<std::int64_t> verdict_fen;  // proposed for a held one
  std::string proposed_by, proposed_reason;
  bool mine = false;  // the caller proposed it, so another decides
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PaymentView, (),
                      (id, key, payee, payee_name, policy, policy_name, town, amount_fen, state, state_name, waits, why, channel, batch,
                       attempt, bank_number, paid_fen, ordered, sent, settled, account, verdict_fen, proposed_by, proposed_reason, mine,
                       version))

// ---- budgets ----
struct BudgetIn {
  static constexpr bool k_json_defaults = true;
  std::string policy;
  int year = 0;
  std::int64_t amount_fen = 0;
  std::string channel;  // code; empty: as it is, or that of the first channel
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(BudgetIn, (), (policy, year, amount_fen, channel, reason))
struct BudgetView {
  std::string policy;
  Words policy_name;
  int year = 0;
  std::int64_t amount_fen = 0, free_fen = 0, committed_fen = 0, in_transit_fen = 0, paid_fen = 0;
  std::int64_t waiting = 0, waiting_fen = 0;  // payments it does not cover
  std::string channel;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(BudgetView, (),
                      (policy, policy_name, year, amount_fen, free_fen, committed_fen, in_transit_fen, paid_fen, waiting, waiting_fen,
                       channel, version))

}  // namespace tiange::benefits
