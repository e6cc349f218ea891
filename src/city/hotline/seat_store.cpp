#include "city/hotline/seat_store.h"

#include "base/text.h"

namespace tiange::hotline::store {

namespace {

#define SEAT_COLUMNS "person, account, name, state, reason, extension, since_us, answered_day, answered"
#define SHIFT_COLUMNS "id, starts_us, ends_us, name, people, head, note, version"

SeatRecord seat_from(const db::Row& row) {
  return {PersonId{row.i64(0)},
          AccountId{row.i64(1)},
          row.str(2),
          json::enum_from<SeatState>(row.text(3)).value_or(SeatState::offline),
          row.str(4),
          row.str(5),
          row.moment(6),
          row.i64(7),
          row.i64(8)};
}

ShiftRecord shift_from(const db::Row& row) {
  ShiftRecord shift{row.i64(0), row.moment(1), row.moment(2), row.str(3), {}, PersonId{row.i64(5)}, row.str(6),
                    row.i64(7)};
  const std::string people = row.str(4);
  for (const std::string_view id : text::split(people, ' ')) {
    if (const auto person = parse_typed_id<PersonTag>(id); person.ok()) shift.people.push_back(*person);
  }
  return shift;
}

}  // namespace

std::optional<SeatRecord> find_seat(db::Tx& tx, PersonId person) {
  return tx.one("SELECT " SEAT_COLUMNS " FROM hotline_seats WHERE person = ?", {person}, seat_from);
}

std::optional<SeatRecord> seat_at(db::Tx& tx, const std::string& extension) {
  return tx.one("SELECT " SEAT_COLUMNS " FROM hotline_seats WHERE extension = ? AND extension <> ''"
                " AND state <> 'offline' ORDER BY since_us DESC LIMIT 1",
                {extension}, seat_from);
}

std::vector<SeatRecord> seats(db::Tx& tx) {
  return tx.all("SELECT " SEAT_COLUMNS " FROM hotline_seats ORDER BY name, person", {}, seat_from);
}

void put_seat(db::Tx& tx, std::int64_t part, std::int64_t log_id, const SeatRecord& s) {
  tx.run("INSERT INTO hotline_seats (" SEAT_COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?) ON CONFLICT (person) DO UPDATE SET"
         " account = excluded.account, name = excluded.name, state = excluded.state, reason = excluded.reason,"
         " extension = excluded.extension, since_us = excluded.since_us",
         {s.person, s.account, s.name, json::enum_name(s.state), s.reason, s.extension, s.since, s.answered_day,
          s.answered});
  tx.run("INSERT INTO hotline_seat_log (part_key, id, person, state, reason, from_us) VALUES (?,?,?,?,?,?)",
         {part, log_id, s.person, json::enum_name(s.state), s.reason, s.since});
}

void count_answer(db::Tx& tx, SeatRecord& s, Date today) {
  s.answered = s.answered_day == today.day ? s.answered + 1 : 1;
  s.answered_day = today.day;
  tx.run("UPDATE hotline_seats SET answered_day = ?, answered = ? WHERE person = ?",
         {s.answered_day, s.answered, s.person});
}

std::vector<SeatSpell> spells(db::Tx& tx, PersonId person, int limit) {
  auto all = tx.all("SELECT state, reason, from_us FROM hotline_seat_log WHERE person = ? ORDER BY id DESC LIMIT ?",
                    {person, limit}, [](const db::Row& row) {
                      return SeatSpell{json::enum_from<SeatState>(row.text(0)).value_or(SeatState::offline), row.str(1),
                                       row.moment(2), {}};
                    });
  for (std::size_t i = 1; i < all.size(); ++i) all[i].until = all[i - 1].from;
  return all;
}

std::optional<ShiftRecord> find_shift(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " SHIFT_COLUMNS " FROM hotline_shifts WHERE id = ?", {id}, shift_from);
}

std::vector<ShiftRecord> shifts(db::Tx& tx, Instant from, Instant until) {
  return tx.all("SELECT " SHIFT_COLUMNS " FROM hotline_shifts WHERE starts_us < ? AND ends_us > ?"
                " ORDER BY starts_us, id LIMIT 500",
                {until, from}, shift_from);
}

void put_shift(db::Tx& tx, const ShiftRecord& s) {
  std::vector<std::string> people;
  for (const PersonId person : s.people) people.push_back(person.text());
  tx.run("INSERT INTO hotline_shifts (" SHIFT_COLUMNS ") VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET"
         " starts_us = excluded.starts_us, ends_us = excluded.ends_us, name = excluded.name, people = excluded.people,"
         " head = excluded.head, note = excluded.note, version = excluded.version",
         {s.id, s.starts, s.ends, s.name, text::join(people, " "), s.head, s.note, s.version});
}

void drop_shift(db::Tx& tx, std::int64_t id) {
  tx.run("DELETE FROM hotline_shifts WHERE id = ?", {id});
}

std::vector<HandOverNote> hand_overs(db::Tx& tx, std::int64_t shift) {
  return tx.all("SELECT text, by_name, written_us, taken_by, taken_us FROM hotline_hand_overs WHERE shift = ?"
                " ORDER BY id",
                {shift}, [](const db::Row& row) {
                  HandOverNote note{row.str(0), row.str(1), row.moment(2), row.str(3), {}};
                  if (row.i64(4) != 0) note.taken = row.moment(4);
                  return note;
                });
}

void add_hand_over(db::Tx& tx, std::int64_t id, std::int64_t shift, const HandOverNote& note) {
  tx.run("INSERT INTO hotline_hand_overs (id, shift, text, by_name, written_us, taken_by, taken_us)"
         " VALUES (?,?,?,?,?,'',0)",
         {id, shift, note.text, note.by, note.when});
}

std::int64_t take_hand_overs(db::Tx& tx, std::int64_t shift, const std::string& by, Instant now) {
  return tx.run("UPDATE hotline_hand_overs SET taken_by = ?, taken_us = ? WHERE shift = ? AND taken_us = 0",
                {by, now, shift});
}

}  // namespace tiange::hotline::store
