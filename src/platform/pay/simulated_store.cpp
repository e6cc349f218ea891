// The books of simulated banks: in memory, or in a table of the district.

#include "platform/pay/simulated_bank.h"

namespace tiange::pay {

std::span<const db::Migration> migrations() {
  static constexpr db::Migration k_steps[] = {{"pay", 1, R"sql(
-- table pay_simulated: local
CREATE TABLE pay_simulated (
  channel TEXT NOT NULL,
  request TEXT NOT NULL,
  day BIGINT NOT NULL,
  verdict BIGINT NOT NULL,
  ground BIGINT NOT NULL,
  fault BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  asked_fen BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  bank_number BIGINT NOT NULL,
  moment_us BIGINT NOT NULL,
  PRIMARY KEY (channel, request)
);
CREATE INDEX pay_simulated_by_day ON pay_simulated (channel, day, bank_number);
)sql"}};
  return k_steps;
}

// ---- in memory ----

std::optional<SimulatedRow> MemoryBook::find(std::string_view number) {
  const auto found = rows_.find(std::string(number));
  return found == rows_.end() ? std::nullopt : std::optional(found->second);
}

void MemoryBook::put(std::string_view number, const SimulatedRow& row) { rows_.insert_or_assign(std::string(number), row); }

void MemoryBook::each_of_day(Date day, FunctionRef<void(std::string_view, const SimulatedRow&)> visit) {
  for (const auto& [number, row] : rows_)
    if (row.verdict == Verdict::paid && local_date(row.moment) == day) visit(number, row);
}

void MemoryBook::each(FunctionRef<void(std::string_view, const SimulatedRow&)> visit) const {
  for (const auto& [number, row] : rows_) visit(number, row);
}

std::int64_t MemoryBook::out_fen() const {
  std::int64_t total = 0;
  for (const auto& [number, row] : rows_)
    if (row.verdict == Verdict::paid) total += row.amount_fen;
  return total;
}

// ---- in a table ----

namespace {

SimulatedRow row_from(const db::Row& r, int first) {
  SimulatedRow row;
  row.verdict = static_cast<Verdict>(r.i64(first));
  row.ground = static_cast<Ground>(r.i64(first + 1));
  row.fault = static_cast<Fault>(r.i64(first + 2));
  row.seen = static_cast<int>(r.i64(first + 3));
  row.asked_fen = r.i64(first + 4);
  row.amount_fen = r.i64(first + 5);
  row.bank_number = r.i64(first + 6);
  row.moment = r.moment(first + 7);
  return row;
}

}  // namespace

std::optional<SimulatedRow> KeptBook::find(std::string_view number) {
  return tx_.one("SELECT verdict, ground, fault, seen, asked_fen, amount_fen, bank_number, moment_us FROM pay_simulated "
                 "WHERE channel = ? AND request = ?",
                 {channel_, number}, [](const db::Row& r) { return row_from(r, 0); });
}

void KeptBook::put(std::string_view number, const SimulatedRow& row) {
  tx_.run("INSERT INTO pay_simulated (channel, request, day, verdict, ground, fault, seen, asked_fen, amount_fen, bank_number, moment_us) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, request) DO UPDATE SET day = excluded.day, "
          "verdict = excluded.verdict, ground = excluded.ground, fault = excluded.fault, seen = excluded.seen, "
          "asked_fen = excluded.asked_fen, amount_fen = excluded.amount_fen, bank_number = excluded.bank_number, "
          "moment_us = excluded.moment_us",
          {channel_, number, static_cast<std::int64_t>(local_date(row.moment).day), static_cast<std::int64_t>(row.verdict),
           static_cast<std::int64_t>(row.ground), static_cast<std::int64_t>(row.fault), static_cast<std::int64_t>(row.seen), row.asked_fen,
           row.amount_fen, row.bank_number, row.moment});
}

void KeptBook::each_of_day(Date day, FunctionRef<void(std::string_view, const SimulatedRow&)> visit) {
  tx_.each("SELECT verdict, ground, fault, seen, asked_fen, amount_fen, bank_number, moment_us, request FROM pay_simulated "
           "WHERE channel = ? AND day = ? ORDER BY bank_number",
           {channel_, static_cast<std::int64_t>(day.day)}, [&](const db::Row& r) {
             visit(r.text(8), row_from(r, 0));
             return true;
           });
}

}  // namespace tiange::pay
