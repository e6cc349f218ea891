#pragma once
// A bank behind a small face: what is asked of it and what it says, whoever it is and however it is reached. No rules of
// the city here. Calls block; for workers only, outside of transactions.
//
//   auto bank = pay::http_bank({.url = …, .key_id = …, .secret = …}, fetch);
//   const std::vector<pay::Said> said = bank->pay(instructions);
//
// What a bank says of a request is only as good as how it was said: an instruction without an answer may or may not have
// been carried out. So every instruction has a number of its own, the same number is carried out at most once, and who is
// not told asks (`ask`) before sending again.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/describe.hpp>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace tiange::pay {

constexpr std::size_t k_most_at_once = 200;  // instructions in one call

struct Instruction {
  static constexpr bool k_json_defaults = true;
  std::string number;  // 1-40 of 0-9 a-z -
  std::string bank, account, holder;
  std::int64_t amount_fen = 0;
  std::string remark;  // what the payee reads, at most 60 characters
};
BOOST_DESCRIBE_STRUCT(Instruction, (), (number, bank, account, holder, amount_fen, remark))

// unknown: the bank never heard of the number; in_hand: taken, not yet carried out; paid: carried out;
// refused: will never be carried out under this number; later: not taken for a passing reason, may be sent again.
enum class Verdict { unknown, in_hand, paid, refused, later };
BOOST_DESCRIBE_ENUM(Verdict, unknown, in_hand, paid, refused, later)
// Why something was refused.
enum class Ground { none, closed_account, wrong_holder, no_such_account, limit, other };
BOOST_DESCRIBE_ENUM(Ground, none, closed_account, wrong_holder, no_such_account, limit, other)

struct Said {
  static constexpr bool k_json_defaults = true;
  std::string number;
  Verdict verdict = Verdict::unknown;
  Ground ground = Ground::none;
  std::int64_t amount_fen = 0;  // carried out
  std::string bank_number;      // the bank's own
  Instant moment;
  std::string text;             // the bank's words
  bool lost = false;            // of a call that failed on the way: nobody said anything; never on the wire
};
BOOST_DESCRIBE_STRUCT(Said, (), (number, verdict, ground, amount_fen, bank_number, moment, text))

// A movement on the district's account, as the bank's statement of a day has it.
struct StatementLine {
  static constexpr bool k_json_defaults = true;
  std::string number;  // of the request; empty when the bank names none
  std::string bank_number;
  std::int64_t amount_fen = 0;  // out of the account; below zero: into it
};
BOOST_DESCRIBE_STRUCT(StatementLine, (), (number, bank_number, amount_fen))

class Bank {
 public:
  virtual ~Bank() = default;
  // One answer for each instruction, in order; a call that failed on the way is `unknown` for all of them.
  virtual std::vector<Said> pay(std::span<const Instruction> instructions) = 0;
  virtual std::vector<Said> ask(std::span<const std::string> numbers) = 0;
  // Refused with call_failed when it could not be had.
  virtual Result<std::vector<StatementLine>> statement(Date day) = 0;
};

// ---- over HTTP, signed ----

// POST <url>/pay, /ask, /statement
struct PayCall {
  std::vector<Instruction> requests;
};
BOOST_DESCRIBE_STRUCT(PayCall, (), (requests))
struct AskCall {
  std::vector<std::string> numbers;
};
BOOST_DESCRIBE_STRUCT(AskCall, (), (numbers))
struct SaidAnswer {
  std::vector<Said> said;  // numbers it does not name may or may not have been carried out
};
BOOST_DESCRIBE_STRUCT(SaidAnswer, (), (said))
struct StatementCall {
  std::string day;
};
BOOST_DESCRIBE_STRUCT(StatementCall, (), (day))
struct StatementAnswer {
  std::vector<StatementLine> lines;
};
BOOST_DESCRIBE_STRUCT(StatementAnswer, (), (lines))

struct Call {
  std::string method = "POST";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};
struct Answer {
  int status = 0;
  std::string body;
};
using Fetch = std::function<Result<Answer>(const Call& call)>;

struct HttpBank {
  std::string url;      // "https://bank.example/agent"; /pay, /ask and /statement are posted below it
  std::string key_id;   // who we are there
  std::string secret;   // shared; both sides sign with HMAC-SHA-256
  std::function<Instant()> now;
};
std::unique_ptr<Bank> http_bank(HttpBank parts, Fetch fetch);

// As on webhooks: "sha256=<hex>" over "<timestamp>\n<body>"; the timestamp in seconds goes beside it.
std::string signature(std::string_view secret, std::string_view timestamp, std::string_view body);
// Refused (bad_signature) when it does not hold or the timestamp is more than five minutes away.
Outcome check_signature(std::string_view secret, std::string_view timestamp, std::string_view body, std::string_view given, Instant now);
// The bank's call-back: what it says of some numbers. The caller has checked the signature. Refused: not_understood.
Result<std::vector<Said>> read_call_back(std::string_view body);
std::string write_call_back(std::span<const Said> said);

}  // namespace tiange::pay
