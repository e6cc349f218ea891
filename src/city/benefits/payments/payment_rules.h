#pragma once
// What becomes of a payment when the bank says something. Pure.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "city/benefits/payments/payment_views.h"
#include "platform/pay/pay.h"

namespace tiange::benefits {

constexpr std::int64_t k_parts = 4096;          // of payees
constexpr std::int64_t k_most_attempts = 4;     // numbers that a bank refuses for a passing reason
constexpr std::int64_t k_most_tries = 12;       // calls for one number; then it is held
constexpr std::int64_t k_most_fen = 10'000'000'000;  // of one payment: a hundred million yuan

std::int64_t part_of_payee(std::int64_t payee);
std::int64_t part_of_key(std::string_view key);

// How far the books are with a payment's cash.
enum class Booked { nothing, committed, in_transit, paid };

// What is done about a number next.
enum class NextCall { pay, ask };

struct Payment {
  PaymentId id;
  std::int64_t payee = 0;
  std::string key, policy, town;
  std::int64_t year = 0;
  std::int64_t amount_fen = 0, offset_fen = 0, paid_fen = 0;
  PaymentState state = PaymentState::ordered;
  Booked booked = Booked::nothing;
  std::int64_t attempt = 1;  // of the number in use, or of the next one
  std::int64_t tries = 0;    // calls for this number
  NextCall next_call = NextCall::pay;
  Instant next;              // when; none: nothing by itself
  std::string channel;
  std::int64_t batch = 0;
  Instant ordered, sent, settled;
  Instant value;             // when the bank carried it out, as it says
  bool told = false;         // that it is settled
  std::int64_t version = 1;
  // texts
  Words why, waits;
  std::string bank_number;
  std::int64_t proposer = 0;
  std::string proposed_by, proposed_reason;
  std::int64_t verdict_fen = -1;

  std::int64_t cash_fen() const { return amount_fen - offset_fen; }
};

// "0a3f-7012345678901234567-1": what the bank knows a payment by, for one attempt.
std::string request_number(const PaymentId& id, std::int64_t attempt);
struct RequestName {
  PaymentId payment;
  std::int64_t attempt = 0;
};
Result<RequestName> parse_request_number(std::string_view number);

enum class Source { answer, question, call_back, return_file, statement };
BOOST_DESCRIBE_ENUM(Source, answer, question, call_back, return_file, statement)

// none: it says nothing new; again: called or asked again later; retry: with a new number later; hold: for two people.
enum class Effect { none, settle, again, retry, new_account, hold };
BOOST_DESCRIBE_ENUM(Effect, none, settle, again, retry, new_account, hold)

struct Judged {
  Effect effect = Effect::none;
  NextCall next_call = NextCall::ask;  // of again
  Span wait;                           // of again and retry
  Words waits;                         // of new_account and hold
};
// `attempt` is the one the bank speaks of.
Judged judge_said(const Payment& payment, std::int64_t attempt, Source source, const pay::Said& said);

// Whether the word changes nothing of what is known: it need not be kept.
bool says_nothing_new(const Payment& payment, std::int64_t attempt, const pay::Said& said);

Span wait_after(std::int64_t tries);  // doubles from 5 seconds to an hour

// How many of these sums, in their order, fit into what is free; nobody overtakes.
std::size_t how_many_fit(std::span<const std::int64_t> sums_fen, std::int64_t free_fen);

// Equal parts, the odd fen in the last; dates one month apart, the first a month after `from`.
struct PlannedPart {
  Date due;
  std::int64_t amount_fen = 0;
};
std::vector<PlannedPart> plan_of(std::int64_t amount_fen, int months, Date from);

Words state_words(PaymentState state);
bool may_cancel(PaymentState state);

// Every wrong field of an order.
std::vector<FieldError> check_order(std::string_view key, std::int64_t payee, std::string_view policy, std::string_view town, std::int64_t amount_fen);

// Digits of the account; every wrong field.
struct CheckedAccount {
  std::string number;
  std::vector<FieldError> wrong;
};
CheckedAccount check_account(const AccountIn& in);
std::string mask_account(std::string_view number);  // first 4 and last 4 of longer ones, else the last 4

}  // namespace tiange::benefits
