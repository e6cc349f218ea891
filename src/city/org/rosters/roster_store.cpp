#include "city/org/rosters/roster_store.h"

#include "base/text.h"

namespace tiange::rosters::store {

namespace {

#define SHIFT_COLUMNS "part_key, id, starts_us, ends_us, name, people, note, version"
#define ROTA_COLUMNS "id, unit, area, body, version, changed_us, changed_by"
#define LOG_COLUMNS "part_key, id, shift, kind, person, name, text, open, written_us, taken_by, taken_us, reminded"
#define SWAP_COLUMNS "part_key, id, shift, from_person, to_person, in_return, text, state, asked_us, answered_us"
#define CALL_COLUMNS "part_key, id, shift, text, asked_by, asked_us, called, next_us, taken_by, taken_us"

constexpr Span k_longest = hours(48);  // of a shift; bounds the look back along the index

RotaRow rota_from(const db::Row& r) {
  RotaRow row{r.i64(0), r.str(1), r.str(2), json::read<Rota>(r.text(3)).value_or(Rota{}), r.i64(4), r.moment(5), r.str(6)};
  row.rota.id = std::to_string(row.id);
  return row;
}

Shift shift_from(const db::Row& r) {
  Shift shift{r.i64(0), r.i64(1), r.moment(2), r.moment(3), r.str(4), {}, r.str(6), r.i64(7)};
  for (const std::string_view one : text::split(r.text(5), ' ')) {
    if (const auto id = parse_id(one); id.ok()) shift.people.push_back(PersonId{*id});
  }
  return shift;
}

LogRow log_from(const db::Row& r) {
  return {r.i64(0), r.i64(1), r.i64(2),    r.str(3), PersonId{r.i64(4)}, r.str(5),
          r.str(6), r.str(7), r.moment(8), r.str(9), r.moment(10),       r.flag(11)};
}

SwapRow swap_from(const db::Row& r) {
  return {r.i64(0), r.i64(1), r.i64(2), PersonId{r.i64(3)}, PersonId{r.i64(4)}, r.i64(5), r.str(6), r.str(7), r.moment(8), r.moment(9)};
}

CallRow call_from(const db::Row& r) {
  return {r.i64(0), r.i64(1), r.i64(2), r.str(3), r.str(4), r.moment(5), r.i64(6), r.moment(7), r.str(8), r.moment(9)};
}

}  // namespace

std::vector<RotaRow> rotas(db::Tx& tx) { return tx.all("SELECT " ROTA_COLUMNS " FROM org_rotas ORDER BY unit, id", {}, rota_from); }

std::vector<RotaRow> rotas_of(db::Tx& tx, std::string_view unit) {
  return tx.all("SELECT " ROTA_COLUMNS " FROM org_rotas WHERE unit = ? AND active = 1 ORDER BY id", {unit}, rota_from);
}

std::optional<RotaRow> find_rota(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " ROTA_COLUMNS " FROM org_rotas WHERE id = ?", {id}, rota_from);
}

bool put_rota(db::Tx& tx, const RotaRow& row, std::int64_t before) {
  const std::string body = json::write(row.rota);
  if (before == 0) {
    return tx.run("INSERT INTO org_rotas (id, unit, area, body, active, version, changed_us, changed_by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                  " ON CONFLICT (id) DO NOTHING",
                  {row.id, row.unit, row.area, body, row.rota.active, row.version, row.changed, row.changed_by}) > 0;
  }
  return tx.run("UPDATE org_rotas SET unit = ?, area = ?, body = ?, active = ?, version = ?, changed_us = ?, changed_by = ?"
                " WHERE id = ? AND version = ?",
                {row.unit, row.area, body, row.rota.active, row.version, row.changed, row.changed_by, row.id, before}) > 0;
}

void put_shift(db::Tx& tx, const Shift& s) {
  std::string people;
  for (const PersonId person : s.people) people += (people.empty() ? "" : " ") + person.text();
  tx.run("INSERT INTO org_shifts (" SHIFT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (part_key, id) DO UPDATE SET"
         " starts_us = excluded.starts_us, ends_us = excluded.ends_us, name = excluded.name, people = excluded.people,"
         " note = excluded.note, version = excluded.version",
         {s.rota, s.id, s.starts, s.ends, s.name, people, s.note, s.version});
}

void drop_shift(db::Tx& tx, const Shift& s) { tx.run("DELETE FROM org_shifts WHERE part_key = ? AND id = ?", {s.rota, s.id}); }

std::optional<Shift> find_shift(db::Tx& tx, std::int64_t rota, std::int64_t id) {
  return tx.one("SELECT " SHIFT_COLUMNS " FROM org_shifts WHERE part_key = ? AND id = ?", {rota, id}, shift_from);
}

std::vector<Shift> shifts_of(db::Tx& tx, std::int64_t rota, Instant from, Instant until) {
  return tx.all("SELECT " SHIFT_COLUMNS " FROM org_shifts WHERE part_key = ? AND starts_us >= ? AND starts_us < ? AND ends_us > ?"
                " ORDER BY starts_us, id",
                {rota, from - k_longest, until, from}, shift_from);
}

std::vector<Shift> shifts(db::Tx& tx, Instant from, Instant until) {
  return tx.all("SELECT " SHIFT_COLUMNS " FROM org_shifts WHERE starts_us >= ? AND starts_us < ? AND ends_us > ? ORDER BY starts_us, id",
                {from - k_longest, until, from}, shift_from);
}

std::optional<Shift> next_shift(db::Tx& tx, const Shift& s) {
  return tx.one("SELECT " SHIFT_COLUMNS " FROM org_shifts WHERE part_key = ? AND starts_us >= ? ORDER BY starts_us, id LIMIT 1", {s.rota, s.ends},
                shift_from);
}

void put_log(db::Tx& tx, const LogRow& r) {
  tx.run("INSERT INTO org_shift_log (" LOG_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {r.rota, r.id, r.shift, r.kind, r.person, r.name, r.text, r.open, r.written, r.taken_by, r.taken, r.reminded});
}

std::vector<LogRow> log_of(db::Tx& tx, std::int64_t rota, std::int64_t shift) {
  return tx.all("SELECT " LOG_COLUMNS " FROM org_shift_log WHERE part_key = ? AND shift = ? ORDER BY id", {rota, shift}, log_from);
}

std::vector<LogRow> untaken(db::Tx& tx, std::int64_t rota) {
  return tx.all("SELECT " LOG_COLUMNS " FROM org_shift_log WHERE part_key = ? AND kind = 'hand_over' AND taken_us = 0 ORDER BY id", {rota}, log_from);
}

std::vector<LogRow> untaken(db::Tx& tx) {
  return tx.all("SELECT " LOG_COLUMNS " FROM org_shift_log WHERE kind = 'hand_over' AND taken_us = 0 ORDER BY id", {}, log_from);
}

void take(db::Tx& tx, std::int64_t rota, std::int64_t shift, const std::string& by, Instant now) {
  tx.run("UPDATE org_shift_log SET taken_by = ?, taken_us = ? WHERE part_key = ? AND shift = ? AND kind = 'hand_over' AND taken_us = 0",
         {by, now, rota, shift});
}

void mark_reminded(db::Tx& tx, const LogRow& r) {
  tx.run("UPDATE org_shift_log SET reminded = 1 WHERE part_key = ? AND id = ?", {r.rota, r.id});
}

void insert_swap(db::Tx& tx, const SwapRow& r) {
  tx.run("INSERT INTO org_swaps (" SWAP_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {r.rota, r.id, r.shift, r.from, r.to, r.in_return, r.text, r.state, r.asked, r.answered});
}

bool answer_swap(db::Tx& tx, const SwapRow& r) {
  return tx.run("UPDATE org_swaps SET state = ?, answered_us = ? WHERE part_key = ? AND id = ? AND state = 'asked'",
                {r.state, r.answered, r.rota, r.id}) > 0;
}

std::optional<SwapRow> find_swap(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " SWAP_COLUMNS " FROM org_swaps WHERE id = ?", {id}, swap_from);
}

std::vector<SwapRow> swaps_of(db::Tx& tx, PersonId person, int limit) {
  return tx.all("SELECT " SWAP_COLUMNS " FROM org_swaps WHERE to_person = ? OR from_person = ? ORDER BY id DESC LIMIT ?", {person, person, limit},
                swap_from);
}

void put_call(db::Tx& tx, const CallRow& r) {
  tx.run("INSERT INTO org_calls (" CALL_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (part_key, id) DO UPDATE SET"
         " called = excluded.called, next_us = excluded.next_us, taken_by = excluded.taken_by, taken_us = excluded.taken_us",
         {r.rota, r.id, r.shift, r.text, r.asked_by, r.asked, r.called, r.next, r.taken_by, r.taken});
}

std::optional<CallRow> find_call(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " CALL_COLUMNS " FROM org_calls WHERE id = ?", {id}, call_from);
}

std::vector<CallRow> calls_of(db::Tx& tx, std::int64_t rota, int limit) {
  return tx.all("SELECT " CALL_COLUMNS " FROM org_calls WHERE part_key = ? ORDER BY id DESC LIMIT ?", {rota, limit}, call_from);
}

std::vector<CallRow> due_calls(db::Tx& tx, Instant now) {
  return tx.all("SELECT " CALL_COLUMNS " FROM org_calls WHERE next_us > 0 AND next_us <= ? ORDER BY next_us LIMIT 100", {now}, call_from);
}

}  // namespace tiange::rosters::store
