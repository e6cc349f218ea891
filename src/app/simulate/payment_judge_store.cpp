// The judge: what the room believes against what stands in the bank's book.

#include <algorithm>
#include <map>

#include "app/simulate/payment_world.h"
#include "base/text.h"

namespace tiange::app {

namespace {

constexpr std::int64_t k_settled = 7;

struct BankSide {
  std::int64_t fen = 0;
  int times = 0;
};

}  // namespace

void PaymentWorld::judge() {
  judge_payments();
  judge_books();
  if (told_twice_ > 0) broken(std::to_string(told_twice_) + " payments were told as settled twice");
  const auto untold = std::count(told_.begin(), told_.end(), false);
  if (untold > 0) broken(std::to_string(untold) + " payments were never told as settled");
}

void PaymentWorld::judge_payments() {
  // By payment, whatever the attempt.
  std::unordered_map<std::int64_t, BankSide> bank;
  bank.reserve(static_cast<std::size_t>(parts_.count));
  std::int64_t bank_fen = 0;
  for (const pay::MemoryBook* book : {&book_, &file_book_}) {
    book->each([&](std::string_view number, const pay::SimulatedRow& row) {
      if (row.verdict != pay::Verdict::paid || number.starts_with('~')) return;
      const auto first = number.find('-'), last = number.rfind('-');
      BankSide& side = bank[text::to_int(number.substr(first + 1, last - first - 1)).value_or(0)];
      side.fen += row.amount_fen;
      ++side.times;
      ++found_.bank_payments;
      bank_fen += row.amount_fen;
    });
  }
  found_.bank_fen = bank_fen;
  std::vector<std::int64_t> paid_for(static_cast<std::size_t>(parts_.count));  // by order, rests included
  std::vector<double> waits;
  house_->db().run_read([&](db::Tx& tx) {
    tx.each("SELECT id, name, paid_fen, state, ordered_us, settled_us, batch FROM benefits_payments", {}, [&](const db::Row& r) {
      const std::int64_t id = r.i64(0);
      const std::string name = r.str(1);
      const BankSide side = bank.contains(id) ? bank.at(id) : BankSide{};
      if (r.i64(3) != k_settled) broken("payment " + name + " ended in state " + std::to_string(r.i64(3)));
      if (side.times != 1) broken("payment " + name + " was paid " + std::to_string(side.times) + " times at the bank");
      if (side.fen != r.i64(2)) broken("payment " + name + ": the bank paid " + std::to_string(side.fen) + ", we say " + std::to_string(r.i64(2)));
      bank.erase(id);
      const auto rest = name.find('#');
      const auto order = text::to_int(std::string_view(name).substr(2, rest == name.npos ? rest : rest - 2));
      if (order && *order >= 0 && *order < parts_.count) paid_for[static_cast<std::size_t>(*order)] += r.i64(2);
      found_.settled += r.i64(3) == k_settled && rest == name.npos;
      if (r.i64(6) == 0 && waits.size() < 200'000) waits.push_back(static_cast<double>(r.i64(5) - r.i64(4)) / 1e6);
      return true;
    });
  });
  if (!bank.empty()) broken("the bank paid " + std::to_string(bank.size()) + " payments that we do not know");
  std::int64_t lost = 0, excess = 0;
  for (std::int64_t i = 0; i < parts_.count; ++i) {
    const std::int64_t paid = paid_for[static_cast<std::size_t>(i)], due = order_of(i).amount_fen;
    lost += paid < due;
    excess += paid > due;
  }
  if (lost > 0) broken(std::to_string(lost) + " orders were not paid in full");
  if (excess > found_.wrong_amounts) broken(std::to_string(excess) + " orders were paid too much");
  if (!waits.empty()) {
    std::nth_element(waits.begin(), waits.begin() + static_cast<std::ptrdiff_t>(waits.size() / 2), waits.end());
    found_.median_settle_s = waits[waits.size() / 2];
  }
}

void PaymentWorld::judge_books() {
  std::map<std::int64_t, std::int64_t> balances;  // by account of the books
  std::int64_t debit = 0, credit = 0;
  house_->db().run_read([&](db::Tx& tx) {
    tx.each("SELECT debit, credit, SUM(amount_fen), MIN(amount_fen) FROM benefits_pay_entries GROUP BY debit, credit", {}, [&](const db::Row& r) {
      balances[r.i64(0)] += r.i64(2);
      balances[r.i64(1)] -= r.i64(2);
      if (r.i64(0) == r.i64(1) || r.i64(3) <= 0) broken("an entry does not move anything");
      return true;
    });
    tx.each("SELECT SUM(debit), SUM(credit) FROM benefits_pay_books", {}, [&](const db::Row& r) {
      debit = r.i64(0);
      credit = r.i64(1);
      return true;
    });
    tx.each("SELECT SUM(funding), SUM(free), SUM(committed), SUM(in_transit), SUM(paid), SUM(receivable), SUM(written_off) FROM benefits_pay_budgets", {},
            [&](const db::Row& r) {
              for (int i = 0; i < 7; ++i)
                if (r.i64(i) != balances[i]) broken("budgets and entries differ on account " + std::to_string(i));
              return true;
            });
  });
  if (debit != credit) broken("debits " + std::to_string(debit) + ", credits " + std::to_string(credit));
  using benefits::PaymentState;
  const std::int64_t in_transit = balances[3], paid = balances[4], receivable = balances[5];
  if (in_transit != 0) broken(std::to_string(in_transit) + " fen are in transit for ever");
  if (balances[2] != 0) broken(std::to_string(balances[2]) + " fen are committed for ever");
  found_.books_fen = paid + receivable;
  if (found_.books_fen != found_.bank_fen)
    broken("the books say " + std::to_string(found_.books_fen) + " fen left the account, the bank " + std::to_string(found_.bank_fen));
}

}  // namespace tiange::app
