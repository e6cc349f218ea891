#pragma once
// The books: every movement of money debits one account and credits another by the same sum, so that they balance by the
// way they are kept. For each policy and year
//
//   funding = free + committed + in_transit + paid + receivable + written_off
//
// and what should lie at the bank is free + committed, and in_transit as far as the bank has not carried it out. Pure.

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include <boost/describe.hpp>

#include "base/result.h"

namespace tiange::benefits {

// funding 财政拨入, free 可用, committed 已占用, in_transit 在途, paid 已付, receivable 应追回, written_off 已核销
enum class Account { funding, free, committed, in_transit, paid, receivable, written_off };
BOOST_DESCRIBE_ENUM(Account, funding, free, committed, in_transit, paid, receivable, written_off)
constexpr std::size_t k_accounts = 7;
Words account_words(Account account);

enum class Reason {
  appropriated,  // the budget was set or raised
  withdrawn,     // the budget was lowered
  committed,     // a payment was covered
  released,      // a covered payment was cancelled
  sent,          // the bank is told
  settled,
  refused,       // the bank will not carry it out: committed still
  came_back,     // after it was settled
  excess,        // the bank paid more
  set_off,       // against a recovery, without cash
  claimed,       // paid without ground: to come back
  recovered,
  wrote_off,
};
BOOST_DESCRIBE_ENUM(Reason, appropriated, withdrawn, committed, released, sent, settled, refused, came_back, excess, set_off, claimed,
                    recovered, wrote_off)
struct Sides {
  Account debit, credit;
};
Sides sides_of(Reason reason);

// What a policy and year have on each account: debits less credits.
using Balances = std::array<std::int64_t, k_accounts>;
inline std::int64_t& at(Balances& balances, Account account) { return balances[static_cast<std::size_t>(account)]; }
inline std::int64_t at(const Balances& balances, Account account) { return balances[static_cast<std::size_t>(account)]; }

// Sums of one transaction, to be added to what is kept.
struct Turnover {
  std::int64_t debit = 0, credit = 0;
};
struct BookKey {
  std::string policy;
  std::int64_t year = 0;
  Account account = Account::free;
  friend auto operator<=>(const BookKey&, const BookKey&) = default;
};
using Turnovers = std::map<BookKey, Turnover>;
void add_to(Turnovers& turnovers, const std::string& policy, std::int64_t year, Reason reason, std::int64_t amount_fen);

}  // namespace tiange::benefits
