#include "city/flows/letters/letter_store.h"

#include "engines/feel/feel_json.h"

namespace tiange::flows {

namespace {

constexpr std::string_view k_first = R"sql(
-- table flow_letters: reference
CREATE TABLE flow_letters (
  id BIGINT NOT NULL,
  signal BIGINT NOT NULL,
  name TEXT NOT NULL,
  correlation TEXT NOT NULL,
  variables TEXT NOT NULL,
  from_part BIGINT NOT NULL,
  from_subject BIGINT NOT NULL,
  state TEXT NOT NULL,
  cursor_id BIGINT NOT NULL,
  taken BIGINT NOT NULL,
  sent_us BIGINT NOT NULL,
  sent_by BIGINT NOT NULL,
  PRIMARY KEY (id)
);
-- table flow_schedules: reference
CREATE TABLE flow_schedules (
  process TEXT NOT NULL,
  version BIGINT NOT NULL,
  element TEXT NOT NULL,
  trigger_no BIGINT NOT NULL,
  due_us BIGINT NOT NULL,
  times_left BIGINT NOT NULL,
  PRIMARY KEY (process, version, element, trigger_no)
);
)sql";

#define LETTER_COLUMNS \
  "id, signal, name, correlation, variables, from_part, from_subject, state, cursor_id, taken, sent_us, sent_by"

LetterRow letter_from(const db::Row& row) {
  LetterRow l;
  l.id = row.i64(0);
  const auto variables = json::parse(row.text(4));
  l.letter = {row.flag(1), row.str(2), row.str(3),
              variables.ok() && variables->is_object() ? feel::from_json(*variables) : feel::Value::context({}),
              {row.i64(5), row.i64(6)}};
  l.state = json::enum_from<LetterState>(row.text(7)).value_or(LetterState::untaken);
  l.cursor = row.i64(8);
  l.taken = row.i64(9);
  l.sent = row.moment(10);
  l.sent_by = PersonId{row.i64(11)};
  return l;
}

}  // namespace

std::span<const db::Migration> letter_migrations() {
  static constexpr db::Migration k_steps[] = {{"flow_letters", 1, k_first}};
  return k_steps;
}

void insert_letter(db::Tx& tx, const LetterRow& l) {
  const std::string variables =
      l.letter.variables.is(feel::Kind::context) ? json::write(feel::to_json(l.letter.variables)) : "{}";
  tx.run("INSERT INTO flow_letters (" LETTER_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {l.id, l.letter.signal, l.letter.name, l.letter.correlation, variables, l.letter.from.part_key, l.letter.from.id,
          json::enum_name(l.state), l.cursor, l.taken, l.sent, l.sent_by});
}

std::optional<LetterRow> find_letter(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " LETTER_COLUMNS " FROM flow_letters WHERE id = ?", {id}, letter_from);
}

std::vector<LetterRow> list_letters(db::Tx& tx, std::int64_t before, int limit) {
  return tx.all("SELECT " LETTER_COLUMNS " FROM flow_letters WHERE id < ? ORDER BY id DESC LIMIT ?",
                {before > 0 ? before : INT64_MAX, limit}, letter_from);
}

bool save_letter(db::Tx& tx, const LetterRow& l, std::int64_t cursor_before) {
  return tx.run("UPDATE flow_letters SET state = ?, cursor_id = ?, taken = ? WHERE id = ? AND cursor_id = ?"
                " AND state = 'waiting'",
                {json::enum_name(l.state), l.cursor, l.taken, l.id, cursor_before}) > 0;
}

std::int64_t delete_letters(db::Tx& tx, Instant before) {
  return tx.run("DELETE FROM flow_letters WHERE sent_us < ? AND state <> 'waiting'", {before});
}

std::vector<ScheduleRow> list_schedules(db::Tx& tx) {
  return tx.all("SELECT process, version, element, trigger_no, due_us, times_left FROM flow_schedules"
                " ORDER BY due_us, process, version, element, trigger_no",
                {}, [](const db::Row& row) {
                  return ScheduleRow{row.str(0), row.i64(1), row.str(2), static_cast<std::uint32_t>(row.i64(3)),
                                     row.moment(4), row.i64(5)};
                });
}

void insert_schedule(db::Tx& tx, const ScheduleRow& s) {
  tx.run("INSERT INTO flow_schedules (process, version, element, trigger_no, due_us, times_left)"
         " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (process, version, element, trigger_no) DO NOTHING",
         {s.process, s.version, s.element, static_cast<std::int64_t>(s.trigger), s.due, s.left});
}

bool delete_schedule(db::Tx& tx, const ScheduleRow& s) {
  return tx.run("DELETE FROM flow_schedules WHERE process = ? AND version = ? AND element = ? AND trigger_no = ?"
                " AND due_us = ?",
                {s.process, s.version, s.element, static_cast<std::int64_t>(s.trigger), s.due}) > 0;
}

}  // namespace tiange::flows
