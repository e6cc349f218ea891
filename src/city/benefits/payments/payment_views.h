#pragma once
// What the payments desk shows and takes. Money is whole fen, accounts are masked, names too.
//
// Routes below /api/v1/benefits/money; V money_view, P money_pay, A money_approve, B money_budget, R money_reconcile,
// C money_recover, W money_write_off, X money_export.
//   V GET  /summary                               MoneySummary
//   V GET  /payments?state=&policy=&payee=&q=&after=&limit=  PaymentList, newest first; q: a whole key
//   V GET  /payments/{id}                         PaymentPage
//   P POST /payments                              MoneyOrderIn -> PaymentView: by hand, waits for somebody else's decision
//   P POST /payments/{id}/cancel                  MoneyReasonIn -> PaymentView
//   P POST /payments/{id}/account                 PayAccountIn -> PaymentView: the account of its payee
//   P POST /payments/{id}/verdict                 MoneyVerdictIn -> PaymentView: of a held one, what really arrived
//   A POST /payments/{id}/decide                  MoneyDecisionIn -> PaymentView: of one ordered by hand or of a verdict
//   X GET  /payments/file?state=&policy=&format=&purpose=   recorded
//   V GET  /budgets?year=                         BudgetList
//   B PUT  /budgets                               BudgetIn -> BudgetView
//   V GET  /batches?after=                        MoneyBatchList
//   V GET  /batches/{id}                          MoneyBatchView
//   P POST /batches                               MoneyBatchIn -> MoneyBatchView: takes what is ready for a bank file
//   P POST /batches/{id}/withdraw                 MoneyReasonIn -> MoneyBatchView
//   A POST /batches/{id}/decide                   MoneyDecisionIn -> MoneyBatchView: by another than who made it
//   P GET  /batches/{id}/file                     the bank file; recorded
//   P POST /batches/{id}/returns                  MoneyReturnIn -> MoneyReturnView: the bank's return file
//   V GET  /books?day=&policy=                    MoneyBalance at the end of the day
//   X GET  /books/file?day=&format=&purpose=      recorded
//   V GET  /days                                  MoneyDayList
//   R POST /days/{day}/statement                  MoneyStatementIn -> MoneyStatementView: the bank's word for the day, compared
//   R POST /days/{day}/close                      MoneyReasonIn -> MoneyDayView
//   V GET  /differences?state=&day=&after=        MoneyDifferenceList
//   R POST /differences/{id}/resolve              MoneyReasonIn -> MoneyDifferenceView
//   V GET  /recoveries?state=&after=              MoneyRecoveryList
//   C POST /recoveries                            MoneyRecoveryIn -> MoneyRecoveryView
//   C POST /recoveries/{id}/receive               MoneyReceiptIn -> MoneyRecoveryView: money came back
//   C POST /recoveries/{id}/offset                MoneyOffsetIn -> MoneyRecoveryView: against a payment that has not gone out
//   C POST /recoveries/{id}/write_off             MoneyReasonIn -> MoneyRecoveryView: asked for
//   W POST /recoveries/{id}/decide                MoneyDecisionIn -> MoneyRecoveryView: of a write-off, by another
//   V GET  /channels                              MoneyChannelList
//   B PUT  /channels/{code}                       MoneyChannelIn -> MoneyChannelView
//   P POST /channels/{code}/simulated             MoneySimulatedIn -> MoneySimulatedView: of a simulated bank, for trials
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
struct PayAccountIn {
  static constexpr bool k_json_defaults = true;
  std::string bank;    // name or code
  std::string number;  // digits, spaces allowed
  std::string holder;  // as the bank knows the payee
};
BOOST_DESCRIBE_STRUCT(PayAccountIn, (), (bank, number, holder))
using AccountIn = PayAccountIn;
struct PayAccountView {
  std::string bank, number, holder;  // masked
  std::string set_by;
  Instant set_at;
  bool usable = true;  // false: the bank refused it
  std::int64_t version = 1;
};
BOOST_DESCRIBE_STRUCT(PayAccountView, (), (bank, number, holder, set_by, set_at, usable, version))
using AccountView = PayAccountView;

// ---- payments ----
struct PaymentView {
  std::string id, key;
  std::string payee, payee_name;  // masked
  std::string policy, policy_zh, policy_en;
  std::string town;
  std::int64_t amount_fen = 0;  // of the order
  std::int64_t offset_fen = 0;  // set off against a recovery: the bank is asked for the rest
  PaymentState state = PaymentState::ordered;
  std::string state_zh, state_en;
  std::string waits_zh, waits_en;  // for what, where it does not go on by itself
  std::string why_zh, why_en;
  std::string channel, batch;
  std::int64_t attempt = 1;
  std::string bank_number;  // the bank's own
  std::int64_t paid_fen = 0;
  Instant ordered;
  std::optional<Instant> sent, settled;
  std::optional<double> seconds;  // from order to settled
  std::optional<PayAccountView> account;
  std::optional<std::int64_t> verdict_fen;  // proposed for a held one
  std::string proposed_by, proposed_reason;
  bool mine = false;  // the caller proposed it, so another decides
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(PaymentView, (),
                      (id, key, payee, payee_name, policy, policy_zh, policy_en, town, amount_fen, offset_fen, state, state_zh, state_en,
                       waits_zh, waits_en, why_zh, why_en, channel, batch, attempt, bank_number, paid_fen, ordered, sent, settled, seconds,
                       account, verdict_fen, proposed_by, proposed_reason, mine, version))
struct PaymentList {
  std::vector<PaymentView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(PaymentList, (), (items, next))
// What the bank said of it, and when.
struct PaymentSaid {
  Instant moment;
  std::string source;  // answer | question | call_back | return_file | statement
  std::string number, verdict, ground, text, bank_number;
  std::int64_t amount_fen = 0;
  std::string effect;  // what the house did of it
};
BOOST_DESCRIBE_STRUCT(PaymentSaid, (), (moment, source, number, verdict, ground, text, bank_number, amount_fen, effect))
struct MoneyEntry {
  std::string id;
  Instant moment;
  std::string day, policy;
  std::int64_t year = 0;
  std::string debit, credit, debit_zh, debit_en, credit_zh, credit_en;
  std::int64_t amount_fen = 0;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MoneyEntry, (), (id, moment, day, policy, year, debit, credit, debit_zh, debit_en, credit_zh, credit_en, amount_fen, reason))
struct PaymentPage {
  PaymentView payment;
  std::vector<PaymentSaid> said;
  std::vector<MoneyEntry> entries;
};
BOOST_DESCRIBE_STRUCT(PaymentPage, (), (payment, said, entries))
struct MoneyOrderIn {
  static constexpr bool k_json_defaults = true;
  std::string key, payee, policy, town, reason;
  std::int64_t amount_fen = 0;
};
BOOST_DESCRIBE_STRUCT(MoneyOrderIn, (), (key, payee, policy, town, reason, amount_fen))
struct MoneyReasonIn {
  static constexpr bool k_json_defaults = true;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MoneyReasonIn, (), (reason))
struct MoneyVerdictIn {
  static constexpr bool k_json_defaults = true;
  std::int64_t paid_fen = -1;  // what arrived at the payee; 0: nothing
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MoneyVerdictIn, (), (paid_fen, reason))
struct MoneyDecisionIn {
  static constexpr bool k_json_defaults = true;
  bool agree = false;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MoneyDecisionIn, (), (agree, reason))
struct MoneyStateCount {
  std::string state, zh, en;
  std::int64_t count = 0, amount_fen = 0;
};
BOOST_DESCRIBE_STRUCT(MoneyStateCount, (), (state, zh, en, count, amount_fen))
struct MoneySummary {
  std::vector<MoneyStateCount> open;     // of what is not finished
  std::int64_t settled_today = 0, settled_today_fen = 0;
  std::optional<double> median_s, p95_s;  // order to settled, of the last 1,000 settled online
  std::int64_t batches_waiting = 0, differences_open = 0, recoveries_open = 0, write_offs_waiting = 0;
};
BOOST_DESCRIBE_STRUCT(MoneySummary, (),
                      (open, settled_today, settled_today_fen, median_s, p95_s, batches_waiting, differences_open, recoveries_open, write_offs_waiting))

// ---- budgets and books ----
struct MoneyBudgetIn {
  static constexpr bool k_json_defaults = true;
  std::string policy;
  int year = 0;
  std::int64_t amount_fen = 0;
  std::string channel;  // code; empty: as it is, or that of the first channel
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MoneyBudgetIn, (), (policy, year, amount_fen, channel, reason))
using BudgetIn = MoneyBudgetIn;
struct MoneyBudgetView {
  std::string policy, policy_zh, policy_en;
  int year = 0;
  std::int64_t amount_fen = 0, free_fen = 0, committed_fen = 0, in_transit_fen = 0, paid_fen = 0, receivable_fen = 0, written_off_fen = 0;
  std::int64_t waiting = 0, waiting_fen = 0;  // payments it does not cover
  std::string channel;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(MoneyBudgetView, (),
                      (policy, policy_zh, policy_en, year, amount_fen, free_fen, committed_fen, in_transit_fen, paid_fen, receivable_fen,
                       written_off_fen, waiting, waiting_fen, channel, version))
using BudgetView = MoneyBudgetView;
struct MoneyBudgetList {
  std::vector<MoneyBudgetView> items;
};
BOOST_DESCRIBE_STRUCT(MoneyBudgetList, (), (items))
struct MoneyBalanceRow {
  std::string policy, policy_zh, policy_en;
  int year = 0;
  std::string account, zh, en;
  std::int64_t debit_day_fen = 0, credit_day_fen = 0, debit_fen = 0, credit_fen = 0;  // of the day; up to its end
  std::int64_t balance_fen = 0;  // debit less credit
};
BOOST_DESCRIBE_STRUCT(MoneyBalanceRow, (),
                      (policy, policy_zh, policy_en, year, account, zh, en, debit_day_fen, credit_day_fen, debit_fen, credit_fen, balance_fen))
struct MoneyBalance {
  std::string day;
  bool closed = false;
  std::vector<MoneyBalanceRow> rows;
  std::int64_t debit_fen = 0, credit_fen = 0;  // equal
};
BOOST_DESCRIBE_STRUCT(MoneyBalance, (), (day, closed, rows, debit_fen, credit_fen))

// ---- bank files ----
struct MoneyBatchIn {
  static constexpr bool k_json_defaults = true;
  std::string channel, policy;  // policy empty: all that go by the channel
};
BOOST_DESCRIBE_STRUCT(MoneyBatchIn, (), (channel, policy))
struct MoneyBatchView {
  std::string id, channel, policy;
  std::string state, state_zh, state_en;  // made | sent | returned | withdrawn
  std::int64_t count = 0, amount_fen = 0, settled = 0, refused = 0;
  std::string digest;  // of the file, SHA-256
  std::string made_by, decided_by, reason;
  Instant made;
  std::optional<Instant> decided;
  bool mine = false;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(MoneyBatchView, (),
                      (id, channel, policy, state, state_zh, state_en, count, amount_fen, settled, refused, digest, made_by, decided_by, reason,
                       made, decided, mine, version))
struct MoneyBatchList {
  std::vector<MoneyBatchView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(MoneyBatchList, (), (items, next))
struct MoneyReturnIn {
  static constexpr bool k_json_defaults = true;
  std::string content;  // text of the bank's return file
};
BOOST_DESCRIBE_STRUCT(MoneyReturnIn, (), (content))
struct MoneyReturnView {
  std::int64_t lines = 0, news = 0;  // lines of the file; of them what was not known
  MoneyBatchView batch;
};
BOOST_DESCRIBE_STRUCT(MoneyReturnView, (), (lines, news, batch))

// ---- days ----
struct MoneyStatementIn {
  static constexpr bool k_json_defaults = true;
  std::string channel;
  std::string content;  // the statement as a file; empty: asked of the bank where it can be
};
BOOST_DESCRIBE_STRUCT(MoneyStatementIn, (), (channel, content))
struct MoneyStatementView {
  std::string day, channel, digest;
  std::int64_t lines = 0, out_fen = 0, in_fen = 0;  // of the bank
  std::int64_t ours = 0, ours_fen = 0;              // settled that day
  std::int64_t caught_up = 0;    // the bank had paid, we did not know yet
  std::int64_t differences = 0;  // found now
  std::int64_t open = 0;         // of the day, not resolved
};
BOOST_DESCRIBE_STRUCT(MoneyStatementView, (), (day, channel, digest, lines, out_fen, in_fen, ours, ours_fen, caught_up, differences, open))
struct MoneyDayView {
  std::string day;
  bool closed = false;
  std::string closed_by, reason, digest;
  std::optional<Instant> closed_at;
  std::int64_t settled = 0, settled_fen = 0, differences_open = 0;
  std::vector<MoneyStatementView> statements;
};
BOOST_DESCRIBE_STRUCT(MoneyDayView, (), (day, closed, closed_by, reason, digest, closed_at, settled, settled_fen, differences_open, statements))
struct MoneyDayList {
  std::vector<MoneyDayView> items;
};
BOOST_DESCRIBE_STRUCT(MoneyDayList, (), (items))
struct MoneyDifferenceView {
  std::string id, day, channel;
  std::string kind, kind_zh, kind_en;  // bank_only | ours_only | amount | twice
  std::string number, payment, bank_number;
  std::int64_t bank_fen = 0, ours_fen = 0;
  bool open = true;
  std::string resolved_by, reason;
  std::optional<Instant> resolved;
};
BOOST_DESCRIBE_STRUCT(MoneyDifferenceView, (),
                      (id, day, channel, kind, kind_zh, kind_en, number, payment, bank_number, bank_fen, ours_fen, open, resolved_by, reason, resolved))
struct MoneyDifferenceList {
  std::vector<MoneyDifferenceView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(MoneyDifferenceList, (), (items, next))

// ---- recoveries ----
struct MoneyRecoveryIn {
  static constexpr bool k_json_defaults = true;
  std::string key, payee, policy, town, reason;
  std::int64_t amount_fen = 0;
  int months = 1;
};
BOOST_DESCRIBE_STRUCT(MoneyRecoveryIn, (), (key, payee, policy, town, reason, amount_fen, months))
struct MoneyInstalment {
  std::string due;
  std::int64_t amount_fen = 0, received_fen = 0;
  bool overdue = false;
};
BOOST_DESCRIBE_STRUCT(MoneyInstalment, (), (due, amount_fen, received_fen, overdue))
struct MoneyReceipt {
  Instant moment;
  std::string kind;  // received | offset | written_off
  std::int64_t amount_fen = 0;
  std::string by, note;
};
BOOST_DESCRIBE_STRUCT(MoneyReceipt, (), (moment, kind, amount_fen, by, note))
struct MoneyRecoveryView {
  std::string id, key, payee, payee_name, policy, policy_zh, policy_en, town;
  std::string state, state_zh, state_en;  // open | asked (a write-off waits) | recovered | written_off
  std::int64_t amount_fen = 0, open_fen = 0;
  std::string why_zh, why_en, made_by, asked_by, asked_reason;
  Instant made;
  std::vector<MoneyInstalment> plan;
  std::vector<MoneyReceipt> receipts;
  bool mine = false;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(MoneyRecoveryView, (),
                      (id, key, payee, payee_name, policy, policy_zh, policy_en, town, state, state_zh, state_en, amount_fen, open_fen, why_zh,
                       why_en, made_by, asked_by, asked_reason, made, plan, receipts, mine, version))
struct MoneyRecoveryList {
  std::vector<MoneyRecoveryView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(MoneyRecoveryList, (), (items, next))
struct MoneyReceiptIn {
  static constexpr bool k_json_defaults = true;
  std::int64_t amount_fen = 0;
  std::string note;  // of the receipt at the bank
};
BOOST_DESCRIBE_STRUCT(MoneyReceiptIn, (), (amount_fen, note))
struct MoneyOffsetIn {
  static constexpr bool k_json_defaults = true;
  std::string payment;
  std::int64_t amount_fen = 0;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(MoneyOffsetIn, (), (payment, amount_fen, note))

// ---- channels ----
// file: a bank file that people carry; online: over HTTP, signed; simulated: a bank of the house's own, for trials.
enum class ChannelKind { file, online, simulated };
BOOST_DESCRIBE_ENUM(ChannelKind, file, online, simulated)
struct MoneyChannelIn {
  static constexpr bool k_json_defaults = true;
  std::string zh, en;
  ChannelKind kind = ChannelKind::online;
  bool enabled = false;
  std::string url, key_id;
  std::string secret;  // empty: as it is
};
BOOST_DESCRIBE_STRUCT(MoneyChannelIn, (), (zh, en, kind, enabled, url, key_id, secret))
struct MoneyChannelView {
  std::string code, zh, en;
  ChannelKind kind = ChannelKind::online;
  bool enabled = false;
  std::string url, key_id;
  bool has_secret = false;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(MoneyChannelView, (), (code, zh, en, kind, enabled, url, key_id, has_secret, version))
struct MoneyChannelList {
  std::vector<MoneyChannelView> items;
};
BOOST_DESCRIBE_STRUCT(MoneyChannelList, (), (items))
// What a simulated bank is told to do. call_backs: says again what it has done about the number, signed, so many times;
// return_file: gives the return file of a bank file; statement: that of a day; stray: books a movement nobody asked for.
struct MoneySimulatedIn {
  static constexpr bool k_json_defaults = true;
  std::string act;      // call_backs | return_file | statement | stray
  std::string number;   // request, of call_backs; batch, of return_file
  std::string content;  // of return_file: the bank file where it is no batch of ours
  std::string day;      // of statement and stray
  std::int64_t amount_fen = 0;
  int times = 1;
};
BOOST_DESCRIBE_STRUCT(MoneySimulatedIn, (), (act, number, content, day, amount_fen, times))
struct MoneySimulatedView {
  std::string content;  // of the file
  int taken = 0;        // call-backs that were accepted
};
BOOST_DESCRIBE_STRUCT(MoneySimulatedView, (), (content, taken))
struct MoneyTaken {
  int taken = 0;  // news among what the bank said
};
BOOST_DESCRIBE_STRUCT(MoneyTaken, (), (taken))

}  // namespace tiange::benefits
