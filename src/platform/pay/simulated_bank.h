#pragma once
// 模拟银行 A bank of our own that does everything banks do wrong, for trials and simulations: it loses requests before and after
// carrying them out, answers late, pays other amounts, refuses accounts. What it has done stands in its book, so that
// what was really paid can be compared with what others believe.
//
// It keeps the one promise that a bank makes: a number is carried out at most once.

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/function_ref.h"
#include "platform/db/db.h"
#include "platform/pay/bank_file.h"
#include "platform/pay/pay.h"

namespace tiange::pay {

// Of a request that it sees for the first time. lost_before, lost_after: no answer; later: may be sent again; in_hand:
// carried out some time afterwards; wrong_amount: a fen more, of an odd sum one less; limit: refused for today.
enum class Fault : std::uint8_t { none, lost_before, lost_after, later, in_hand, closed_account, no_such_account, wrong_holder, wrong_amount, limit };
BOOST_DESCRIBE_ENUM(Fault, none, lost_before, lost_after, later, in_hand, closed_account, no_such_account, wrong_holder, wrong_amount, limit)

// By the last two digits of the account: 01 closed_account, 02 no_such_account, 03 wrong_holder, 04 wrong_amount,
// 05 lost_before, 06 lost_after, 07 later, 08 in_hand; any other none.
Fault fault_by_account(const Instruction& instruction);

struct SimulatedRow {
  Verdict verdict = Verdict::unknown;
  Ground ground = Ground::none;
  Fault fault = Fault::none;
  int seen = 0;
  std::int64_t asked_fen = 0;   // of the instruction
  std::int64_t amount_fen = 0;  // carried out; below zero: came in
  std::int64_t bank_number = 0;
  Instant moment;
};

class SimulatedBook {
 public:
  virtual ~SimulatedBook() = default;
  virtual std::optional<SimulatedRow> find(std::string_view number) = 0;
  virtual void put(std::string_view number, const SimulatedRow& row) = 0;
  virtual std::int64_t next_number() = 0;
  // What was carried out on a day; numbers that begin with "~" are nobody's request.
  virtual void each_of_day(Date day, FunctionRef<void(std::string_view number, const SimulatedRow& row)> visit) = 0;
};

class SimulatedBank {
 public:
  struct Parts {
    std::string secret;
    std::function<Fault(const Instruction&)> fault = fault_by_account;
    Span hand = seconds(20);  // what is in hand is carried out when it is asked after later than this
  };
  explicit SimulatedBank(Parts parts) : parts_(std::move(parts)) {}

  // The other end of http_bank. Refused (call_failed): the answer is lost on the way; what was done stays done.
  Result<Answer> answer(const Call& call, SimulatedBook& book, Instant now) const;
  // Carries out a bank file; the same file again carries out nothing more.
  ReturnFile take_file(const BankFile& file, SimulatedBook& book, Instant now) const;
  // Carries out what is in hand; says what became of a number.
  Said carry_out(const std::string& number, SimulatedBook& book, Instant now) const;
  std::vector<StatementLine> statement(Date day, SimulatedBook& book) const;
  // A movement that nobody asked for.
  void stray(std::int64_t amount_fen, SimulatedBook& book, Instant moment) const;

 private:
  Said take(const Instruction& one, SimulatedBook& book, Instant now, bool by_file) const;

  Parts parts_;
};

// Of a simulated bank that is rebuilt with its house.
class MemoryBook final : public SimulatedBook {
 public:
  std::optional<SimulatedRow> find(std::string_view number) override;
  void put(std::string_view number, const SimulatedRow& row) override;
  std::int64_t next_number() override { return ++last_; }
  void each_of_day(Date day, FunctionRef<void(std::string_view, const SimulatedRow&)> visit) override;
  void each(FunctionRef<void(std::string_view, const SimulatedRow&)> visit) const;
  std::int64_t out_fen() const;  // everything that left the account, less what came in

 private:
  std::unordered_map<std::string, SimulatedRow> rows_;
  std::int64_t last_ = 0;
};

// Of a district, for trials: one table.
class KeptBook final : public SimulatedBook {
 public:
  KeptBook(db::Tx& tx, std::string channel, std::function<std::int64_t()> fresh)
      : tx_(tx), channel_(std::move(channel)), fresh_(std::move(fresh)) {}
  std::optional<SimulatedRow> find(std::string_view number) override;
  void put(std::string_view number, const SimulatedRow& row) override;
  std::int64_t next_number() override { return fresh_(); }
  void each_of_day(Date day, FunctionRef<void(std::string_view, const SimulatedRow&)> visit) override;

 private:
  db::Tx& tx_;
  std::string channel_;
  std::function<std::int64_t()> fresh_;
};

std::span<const db::Migration> migrations();

}  // namespace tiange::pay
