#pragma once
// Around the room in a trial: who orders, the bank with its faults, the people of the desk, and the judge.

#include <chrono>
#include <deque>
#include <random>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "app/simulate/payment_house.h"
#include "app/simulate/payment_trial.h"
#include "platform/pay/simulated_bank.h"

namespace tiange::app {

class PaymentWorld {
 public:
  explicit PaymentWorld(const PaymentTrialParts& parts);
  PaymentFindings run();

 private:
  struct CallBack {
    Instant due;
    std::string number;
    int times = 1;
    bool wrong_amount = false;
  };

  // ---- before ----
  void open_house();
  void set_up();
  benefits::PaymentOrder order_of(std::int64_t i) const;
  void give_accounts(std::span<const std::int64_t> payees, const std::string& tail);

  // ---- a day ----
  void day(int number, Date date);
  void order_some(std::int64_t from, std::int64_t to, bool again);
  void work_until_quiet();
  void fall();
  void deliver_call_backs(bool all);
  void answer_needs_account();
  void settle_held();
  void bank_file(int number);
  void reconcile(Date date);
  void reconcile_channel(Date date, const std::string& channel, pay::MemoryBook& book);
  bool is_settled(const std::string& number);
  struct Injected {
    std::string kind, number, bank_number;
  };
  std::vector<Injected> inject(std::vector<pay::StatementLine>& lines, pay::MemoryBook& book, Date date);
  void resolve_differences(Date date, const std::vector<Injected>& injected);

  // ---- the bank ----
  pay::Fault fault_of(const pay::Instruction& one);
  Result<pay::Answer> to_bank(const pay::Call& call);
  std::optional<pay::SimulatedRow> bank_row(const std::string& number);
  std::int64_t chance(std::string_view text, std::uint64_t salt) const;  // 0-99,999, the same for the same seed

  // ---- the judge ----
  void judge();
  void judge_payments();
  void judge_books();
  void broken(std::string what);
  std::string must(const PaymentHouse::Said& said, const std::string& what);

  PaymentTrialParts parts_;
  TrialClock clock_;
  std::unique_ptr<PaymentHouse> house_;
  pay::MemoryBook book_;       // of the bank online
  pay::MemoryBook file_book_;  // of the bank that takes files
  pay::SimulatedBank bank_;
  PaymentFindings found_;
  std::mt19937_64 random_;
  std::int64_t payees_ = 1;
  int node_ = 0;
  bool fall_now_ = false;      // inside the next call to the bank
  std::deque<CallBack> call_backs_;
  std::unordered_set<std::int64_t> needing_;  // payees
  std::vector<bool> told_;     // by order: payment.settled was heard
  std::int64_t told_twice_ = 0;
};

constexpr int k_trial_policies = 5;  // the last two go by bank file

}  // namespace tiange::app
