#pragma once

#include "city/benefits/payments/book_store.h"
#include "city/benefits/payments/payment_store.h"
#include "city/benefits/payments/payments.h"
#include "platform/pay/simulated_bank.h"

namespace tiange::benefits {

constexpr std::size_t k_batch = 2'000;                // payments in one transaction
constexpr std::size_t k_most_in_file = 50'000;        // lines of a bank file
constexpr std::string_view k_call_job = "payments.call";

// Work of a job: numbers that a channel is called or asked about.
struct PayCallWork {
  static constexpr bool k_json_defaults = true;
  std::string channel;
  NextCall act = NextCall::ask;
  std::vector<std::string> numbers;
};
BOOST_DESCRIBE_ENUM(NextCall, pay, ask)
BOOST_DESCRIBE_STRUCT(PayCallWork, (), (channel, act, numbers))

// Entries of one transaction, written together.
class Journal {
 public:
  Journal(IdSource& ids, Instant now) : ids_(ids), now_(now) {}
  void add(const Payment& payment, Reason reason, std::int64_t amount_fen) {
    add(payment.id.part, payment.id.id, payment.policy, payment.year, reason, amount_fen);
  }
  void add(std::int64_t part, std::int64_t owner, const std::string& policy, std::int64_t year, Reason reason, std::int64_t amount_fen);
  void write(db::Tx& tx);

 private:
  IdSource& ids_;
  Instant now_;
  std::vector<store::Entry> entries_;
};

// The bank's word for a day, as it came.
struct BankStatement {
  Date day;
  std::string channel, digest;
  std::vector<pay::StatementLine> lines;
};

class PaymentService final : public Payments {
 public:
  explicit PaymentService(PaymentParts parts) : parts_(std::move(parts)) {}

  Result<PaymentId> order(db::Tx& tx, const PaymentOrder& order, Instant now) override;
  Result<std::vector<PaymentId>> order_all(db::Tx& tx, std::span<const PaymentOrder> orders, Instant now) override;
  Result<PaymentView> find(db::Tx& tx, const Scope& scope, const PaymentId& id) const override;
  Result<PaymentView> find_by_key(db::Tx& tx, const Scope& scope, std::string_view key) const override;
  std::vector<PaymentView> of_payee(db::Tx& tx, const Scope& scope, registers::SubjectId payee, std::size_t most) const override;
  Outcome cancel(db::Tx& tx, const PaymentId& id, const Words& why, Instant now) override;
  Result<RecoveryId> recover(db::Tx& tx, const RecoveryOrder& order, Instant now) override;
  Outcome set_account(db::Tx& tx, registers::SubjectId payee, const AccountIn& in, std::string_view by, Instant now) override;
  std::optional<AccountView> account_of(db::Tx& tx, registers::SubjectId payee) const override;
  Result<BudgetView> set_budget(db::Tx& tx, const Scope& scope, const BudgetIn& in, Instant now) override;
  std::optional<BudgetView> budget(db::Tx& tx, std::string_view policy, int year) const override;
  Outcome lay(db::Tx& tx, Instant now) override;
  Outcome use_simulated_bank(db::Tx& tx, const std::string& secret) override;
  std::size_t tend(Instant now) override;
  void add_jobs();
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

 private:
  // ---- orders ----
  Result<Payment> made(const PaymentOrder& order, PaymentState state, Instant now) const;
  static Result<PaymentId> same_or_refused(const std::optional<Payment>& known, const PaymentOrder& order);
  Result<PaymentView> propose(db::Tx& tx, const Scope& scope, const MoneyOrderIn& in, Instant now);
  PaymentView shown(db::Tx& tx, const Scope& scope, const Payment& payment) const;
  Result<Payment> seen(db::Tx& tx, const Scope& scope, std::string_view id) const;
  Result<PaymentList> list(db::Tx& tx, const Scope& scope, const http::Request& request) const;
  Result<PaymentPage> page(db::Tx& tx, const Scope& scope, std::string_view id) const;
  Result<MoneySummary> summary(db::Tx& tx, const Scope& scope, Instant now) const;
  void publish(db::Tx& tx, std::string type, const PaymentId& id, json::Value body) const;
  void tell_failed(db::Tx& tx, const Payment& payment, const Words& why) const;
  // Lets it wait until the payee gives an account, and tells so. The caller stores it.
  void ask_for_account(db::Tx& tx, Payment& payment, Words why, Instant now) const;
  Outcome desk_only(const Scope& scope) const;
  void tell(db::Tx& tx) const {
    if (parts_.tell) parts_.tell(tx);
  }

  // ---- the way to the bank ----
  std::size_t cover(Instant now);
  std::size_t cover_some(const std::string& policy, std::int64_t year, Instant now, bool& more);
  std::size_t send(Instant now);
  std::size_t send_some(const std::string& policy, std::int64_t year, Instant now, bool& more);
  std::size_t call_again(Instant now);
  void add_calls(db::Tx& tx, std::span<const Payment> payments, NextCall act);
  Outcome call(const jobs::Job& job);
  std::vector<pay::Instruction> instructions(std::span<const std::string> numbers) const;
  Result<pay::Instruction> instruction(const Payment& payment, const store::AccountRow& account) const;
  std::unique_ptr<pay::Bank> bank_of(const store::PayChannel& channel) const;
  pay::SimulatedBank simulated(const store::PayChannel& channel) const;

  // ---- what the bank says ----
  int keep_said(db::Tx& tx, Source source, std::span<const pay::Said> said, Instant now, std::vector<std::string>* unknown = nullptr);
  std::size_t act_on_said(Instant now);
  std::size_t act_on_some(Instant now, bool& more);
  void act(db::Tx& tx, Journal& journal, Payment& payment, const store::SaidRow& row, const Judged& judged, Instant now);
  void settle(db::Tx& tx, Journal& journal, Payment& payment, std::int64_t paid_fen, Instant now);
  void back_to_committed(Journal& journal, Payment& payment);
  Result<MoneyTaken> call_back(std::string_view channel, const http::Request& request);

  // ---- two people ----
  Result<PaymentView> give_verdict(db::Tx& tx, const Scope& scope, std::string_view id, const MoneyVerdictIn& in);
  Result<PaymentView> decide(db::Tx& tx, const Scope& scope, std::string_view id, const MoneyDecisionIn& in, Instant now);
  Outcome carry_verdict(db::Tx& tx, Payment& payment, const Scope& scope, Instant now);
  Outcome order_rest(db::Tx& tx, Journal& journal, Payment& payment, std::int64_t rest_fen, Instant now);

  // ---- bank files ----
  MoneyBatchView shown(db::Tx& tx, const Scope& scope, const store::Batch& batch) const;
  Result<store::Batch> seen_batch(db::Tx& tx, const Scope& scope, std::string_view id) const;
  Result<MoneyBatchView> make_batch(db::Tx& tx, const Scope& scope, const MoneyBatchIn& in, Instant now);
  Result<MoneyBatchView> withdraw_batch(db::Tx& tx, const Scope& scope, std::string_view id, const std::string& reason, Instant now);
  Result<MoneyBatchView> decide_batch(db::Tx& tx, const Scope& scope, std::string_view id, const MoneyDecisionIn& in, Instant now);
  Result<std::string> file_of(db::Tx& tx, const store::Batch& batch) const;
  Result<std::string> sent_file(db::Tx& tx, const store::Batch& batch) const;
  Result<MoneyReturnView> take_return(db::Tx& tx, const Scope& scope, std::string_view id, const std::string& content, Instant now);
  void unbatch(db::Tx& tx, const store::Batch& batch);

  // ---- books and days ----
  BudgetView shown(db::Tx& tx, const store::Budget& budget) const;
  Result<MoneyBalance> balance(db::Tx& tx, const Scope& scope, Date day, std::string_view policy) const;
  Result<BankStatement> read_statement(const Scope& scope, Date day, const MoneyStatementIn& in, Instant now);
  Result<MoneyStatementView> compare(db::Tx& tx, const BankStatement& statement, Instant now);
  static std::optional<pay::Said> news_of(const Payment& ours, std::int64_t attempt, const std::string& number, std::int64_t fen, const std::string& bank_number,
                                          Date day);
  MoneyDayView shown_day(db::Tx& tx, Date day) const;
  Result<MoneyDayView> close(db::Tx& tx, const Scope& scope, Date day, const std::string& reason, Instant now);
  MoneyDifferenceView shown(const store::Difference& difference) const;
  Result<MoneyDifferenceView> resolve(db::Tx& tx, const Scope& scope, std::string_view id, const std::string& reason, Instant now);

  // ---- recoveries ----
  MoneyRecoveryView shown(db::Tx& tx, const Scope& scope, const store::Recovery& recovery, Instant now) const;
  Result<store::Recovery> seen_recovery(db::Tx& tx, const Scope& scope, std::string_view id) const;
  store::Recovery new_recovery(const RecoveryOrder& order, std::string_view by, Instant now) const;
  Result<MoneyRecoveryView> receive(db::Tx& tx, const Scope& scope, std::string_view id, const MoneyReceiptIn& in, Instant now);
  Result<MoneyRecoveryView> offset(db::Tx& tx, const Scope& scope, std::string_view id, const MoneyOffsetIn& in, Instant now);
  Result<MoneyRecoveryView> ask_write_off(db::Tx& tx, const Scope& scope, std::string_view id, const std::string& reason, Instant now);
  Result<MoneyRecoveryView> decide_write_off(db::Tx& tx, const Scope& scope, std::string_view id, const MoneyDecisionIn& in, Instant now);
  Outcome less_open(db::Tx& tx, store::Recovery& recovery, const MoneyReceipt& receipt, Instant now);

  // ---- channels ----
  Result<MoneyChannelView> put_channel(db::Tx& tx, const Scope& scope, std::string_view code, const MoneyChannelIn& in);
  MoneyChannelView shown(const store::PayChannel& channel) const;
  Result<store::PayChannel> known_channel(db::Tx& tx, std::string_view code) const;
  Result<std::string> secret_of(const store::PayChannel& channel) const;
  Result<MoneySimulatedView> simulate(db::Tx& tx, const Scope& scope, std::string_view code, const MoneySimulatedIn& in, Instant now);

  // ---- routes ----
  void add_payment_routes(http::Routes& routes, const http::Recorder& record);
  void add_batch_routes(http::Routes& routes, const http::Recorder& record);
  void add_book_routes(http::Routes& routes, const http::Recorder& record);
  void add_day_routes(http::Routes& routes, const http::Recorder& record);
  void add_recovery_routes(http::Routes& routes, const http::Recorder& record);
  void add_channel_routes(http::Routes& routes, const http::Recorder& record);
  void add_files(http::Routes& routes, const http::Recorder& record);

  PaymentParts parts_;
};

Words batch_state_words(store::BatchState state);
Words recovery_state_words(store::RecoveryState state);
Words difference_words(store::DifferenceKind kind);
// Refuses (bad_input) a reason of fewer than 2 or more than 500 characters.
Result<std::string> reason_of(std::string_view text);

}  // namespace tiange::benefits
