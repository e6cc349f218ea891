#include "city/benefits/payments/book_store.h"

#include "base/json.h"

namespace tiange::benefits::store {

namespace {

template <class T>
std::int64_t number_of(T value) {
  return static_cast<std::int64_t>(value);
}

std::int64_t number_of(Date day) { return day.day; }
Date day_from(std::int64_t number) { return Date{static_cast<std::int32_t>(number)}; }

#define BUDGET_COLUMNS "policy, year, channel, funding, free, committed, in_transit, paid, receivable, written_off, version"

Budget budget_from(const db::Row& r) {
  Budget b{r.str(0), r.i64(1), r.str(2), {}, r.i64(10)};
  for (std::size_t i = 0; i < k_accounts; ++i) b.balances[i] = r.i64(3 + static_cast<int>(i));
  return b;
}

}  // namespace

std::optional<Budget> budget(db::Tx& tx, std::string_view policy, std::int64_t year) {
  return tx.one("SELECT " BUDGET_COLUMNS " FROM benefits_pay_budgets WHERE policy = ? AND year = ?", {policy, year}, budget_from);
}

std::vector<Budget> budgets(db::Tx& tx, std::int64_t year) {
  return tx.all("SELECT " BUDGET_COLUMNS " FROM benefits_pay_budgets WHERE year = ? OR ? = 0 ORDER BY year DESC, policy", {year, year}, budget_from);
}

void put_budget(db::Tx& tx, const Budget& budget) {
  tx.run("INSERT INTO benefits_pay_budgets (" BUDGET_COLUMNS ") VALUES (?, ?, ?, 0, 0, 0, 0, 0, 0, 0, 1) "
         "ON CONFLICT (policy, year) DO UPDATE SET channel = excluded.channel, version = benefits_pay_budgets.version + 1",
         {budget.policy, budget.year, budget.channel});
}

namespace {

void add_entries(db::Tx& tx, std::span<const Entry> entries, Date day) {
  static constexpr std::string_view k_columns[] = {"part_key", "owner",  "id",   "reason", "debit",    "credit",
                                                   "amount_fen", "policy", "year", "day",    "booked_us"};
  std::vector<db::Param> params;
  params.reserve(entries.size() * std::size(k_columns));
  for (const Entry& e : entries) {
    const Sides sides = sides_of(e.reason);
    params.insert(params.end(), {e.part, e.owner, e.id, number_of(e.reason), number_of(sides.debit), number_of(sides.credit), e.amount_fen, e.policy,
                                 e.year, number_of(day), e.moment});
  }
  tx.bulk_insert("benefits_pay_entries", k_columns, params);
}

}  // namespace

void book(db::Tx& tx, std::span<const Entry> entries, Date day) {
  if (entries.empty()) return;
  add_entries(tx, entries, day);
  Turnovers turnovers;
  for (const Entry& e : entries) add_to(turnovers, e.policy, e.year, e.reason, e.amount_fen);
  std::map<std::pair<std::string, std::int64_t>, Balances> moved;
  for (const auto& [key, turnover] : turnovers) {
    at(moved[{key.policy, key.year}], key.account) += turnover.debit - turnover.credit;
    tx.post("INSERT INTO benefits_pay_books (policy, year, day, account, debit, credit) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (policy, year, day, account) DO UPDATE SET debit = benefits_pay_books.debit + excluded.debit, "
            "credit = benefits_pay_books.credit + excluded.credit",
            {key.policy, key.year, number_of(day), number_of(key.account), turnover.debit, turnover.credit});
  }
  for (const auto& [key, by] : moved)
    tx.post("UPDATE benefits_pay_budgets SET funding = funding + ?, free = free + ?, committed = committed + ?, in_transit = in_transit + ?, "
            "paid = paid + ?, receivable = receivable + ?, written_off = written_off + ?, version = version + 1 WHERE policy = ? AND year = ?",
            {by[0], by[1], by[2], by[3], by[4], by[5], by[6], key.first, key.second});
}

std::vector<MoneyEntry> entries_of(db::Tx& tx, std::int64_t part, std::int64_t owner) {
  return tx.all("SELECT id, booked_us, day, policy, year, debit, credit, amount_fen, reason FROM benefits_pay_entries "
                "WHERE part_key = ? AND owner = ? ORDER BY id LIMIT 500",
                {part, owner}, [](const db::Row& r) {
                  MoneyEntry e;
                  e.id = std::to_string(r.i64(0));
                  e.moment = r.moment(1);
                  e.day = format_date(day_from(r.i64(2)));
                  e.policy = r.str(3);
                  e.year = r.i64(4);
                  const auto debit = static_cast<Account>(r.i64(5)), credit = static_cast<Account>(r.i64(6));
                  const Words debit_words = account_words(debit), credit_words = account_words(credit);
                  e.debit = json::enum_name(debit);
                  e.credit = json::enum_name(credit);
                  e.debit_zh = debit_words.zh;
                  e.debit_en = debit_words.en;
                  e.credit_zh = credit_words.zh;
                  e.credit_en = credit_words.en;
                  e.amount_fen = r.i64(7);
                  e.reason = json::enum_name(static_cast<Reason>(r.i64(8)));
                  return e;
                });
}

std::vector<BookRow> books(db::Tx& tx, Date day, std::string_view policy) {
  return tx.all("SELECT policy, year, account, SUM(CASE WHEN day = ? THEN debit ELSE 0 END), SUM(CASE WHEN day = ? THEN credit ELSE 0 END), "
                "SUM(debit), SUM(credit) FROM benefits_pay_books WHERE day <= ? AND (policy = ? OR ? = '') "
                "GROUP BY policy, year, account ORDER BY policy, year, account",
                {number_of(day), number_of(day), number_of(day), policy, policy}, [](const db::Row& r) {
                  return BookRow{{r.str(0), r.i64(1), static_cast<Account>(r.i64(2))}, r.i64(3), r.i64(4), r.i64(5), r.i64(6)};
                });
}

Turnovers entries_of_day(db::Tx& tx, Date day) {
  Turnovers sums;
  tx.each("SELECT policy, year, debit, credit, SUM(amount_fen) FROM benefits_pay_entries WHERE day = ? GROUP BY policy, year, debit, credit",
          {number_of(day)}, [&](const db::Row& r) {
            sums[{r.str(0), r.i64(1), static_cast<Account>(r.i64(2))}].debit += r.i64(4);
            sums[{r.str(0), r.i64(1), static_cast<Account>(r.i64(3))}].credit += r.i64(4);
            return true;
          });
  return sums;
}

// ---- days ----

std::optional<Day> day(db::Tx& tx, Date day) {
  return tx.one("SELECT day, closed_us, closed_by, reason, digest FROM benefits_pay_days WHERE day = ?", {number_of(day)},
                [](const db::Row& r) { return Day{day_from(r.i64(0)), r.moment(1), r.str(2), r.str(3), r.str(4)}; });
}

bool close_day(db::Tx& tx, const Day& day) {
  return tx.run("INSERT INTO benefits_pay_days (day, closed_us, closed_by, reason, digest) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                {number_of(day.day), day.closed, day.closed_by, day.reason, day.digest}) == 1;
}

std::optional<Date> last_closed(db::Tx& tx) {
  return tx.one("SELECT day FROM benefits_pay_days ORDER BY day DESC LIMIT 1", {}, [](const db::Row& r) { return day_from(r.i64(0)); });
}

std::vector<Date> days_with_entries(db::Tx& tx, std::size_t most) {
  return tx.all("SELECT day FROM benefits_pay_books GROUP BY day ORDER BY day DESC LIMIT ?", {number_of(most)},
                [](const db::Row& r) { return day_from(r.i64(0)); });
}

void put_statement(db::Tx& tx, Date day, std::string_view channel, const MoneyStatementView& view) {
  const std::string content = json::write(view);
  tx.run("INSERT INTO benefits_pay_statements (day, channel, content) VALUES (?, ?, ?) "
         "ON CONFLICT (day, channel) DO UPDATE SET content = excluded.content",
         {number_of(day), channel, content});
}

std::vector<MoneyStatementView> statements(db::Tx& tx, Date day) {
  return tx.all("SELECT content FROM benefits_pay_statements WHERE day = ? ORDER BY channel", {number_of(day)},
                [](const db::Row& r) { return json::read<MoneyStatementView>(r.text(0)).value_or({}); });
}

namespace {

#define DIFFERENCE_COLUMNS "id, day, channel, kind, number, bank_number, bank_fen, ours_fen, resolved_us, resolved_by, reason"

Difference difference_from(const db::Row& r) {
  return {r.i64(0), day_from(r.i64(1)), r.str(2), static_cast<DifferenceKind>(r.i64(3)), r.str(4), r.str(5), r.i64(6), r.i64(7), r.moment(8), r.str(9),
          r.str(10)};
}

}  // namespace

bool add_difference(db::Tx& tx, const Difference& d) {
  return tx.run("INSERT INTO benefits_pay_differences (" DIFFERENCE_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, '', '') ON CONFLICT DO NOTHING",
                {d.id, number_of(d.day), d.channel, number_of(d.kind), d.number, d.bank_number, d.bank_fen, d.ours_fen}) == 1;
}

std::optional<Difference> difference(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " DIFFERENCE_COLUMNS " FROM benefits_pay_differences WHERE id = ?", {id}, difference_from);
}

std::vector<Difference> differences(db::Tx& tx, bool open, std::optional<Date> day, std::int64_t before, std::size_t most) {
  db::Asked asked;
  asked.add(open ? "resolved_us = 0" : "resolved_us > 0");
  if (day) {
    asked.add("day = ?");
    asked.bind(number_of(*day));
  }
  if (before != 0) {
    asked.add("id < ?");
    asked.bind(before);
  }
  asked.bind(number_of(most));
  const std::string sql = asked.sql("SELECT " DIFFERENCE_COLUMNS " FROM benefits_pay_differences", " ORDER BY id DESC LIMIT ?");
  return tx.all(sql, asked.params(), difference_from);
}

std::int64_t open_differences(db::Tx& tx, std::optional<Date> day) {
  return tx.one("SELECT COUNT(*) FROM benefits_pay_differences WHERE resolved_us = 0 AND (day = ? OR ? = 0)",
                {day ? number_of(*day) : std::int64_t{0}, day ? 1 : 0}, [](const db::Row& r) { return r.i64(0); })
      .value_or(0);
}

bool resolve(db::Tx& tx, const Difference& d) {
  return tx.run("UPDATE benefits_pay_differences SET resolved_us = ?, resolved_by = ?, reason = ? WHERE id = ? AND resolved_us = 0",
                {d.resolved, d.resolved_by, d.reason, d.id}) == 1;
}

}  // namespace tiange::benefits::store
