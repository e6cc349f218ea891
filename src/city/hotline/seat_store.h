#pragma once
// All SQL of seats, shifts and hand-overs.

#include "city/hotline/hotline.h"

namespace tiange::hotline::store {

struct SeatRecord {
  PersonId person;
  AccountId account;
  std::string name;
  SeatState state = SeatState::offline;
  std::string reason;
  std::string extension;
  Instant since;
  std::int64_t answered_day = 0;
  std::int64_t answered = 0;  // on that day
};

std::optional<SeatRecord> find_seat(db::Tx& tx, PersonId person);
std::optional<SeatRecord> seat_at(db::Tx& tx, const std::string& extension);  // who is there now
std::vector<SeatRecord> seats(db::Tx& tx);
// With an entry in the log of states.
void put_seat(db::Tx& tx, std::int64_t part, std::int64_t log_id, const SeatRecord& seat);
void count_answer(db::Tx& tx, SeatRecord& seat, Date today);
std::vector<SeatSpell> spells(db::Tx& tx, PersonId person, int limit);  // newest first

struct ShiftRecord {
  std::int64_t id = 0;
  Instant starts;
  Instant ends;
  std::string name;
  std::vector<PersonId> people;
  PersonId head;
  std::string note;
  std::int64_t version = 1;
};
std::optional<ShiftRecord> find_shift(db::Tx& tx, std::int64_t id);
std::vector<ShiftRecord> shifts(db::Tx& tx, Instant from, Instant until);  // that overlap the span
void put_shift(db::Tx& tx, const ShiftRecord& shift);
void drop_shift(db::Tx& tx, std::int64_t id);
std::vector<HandOverNote> hand_overs(db::Tx& tx, std::int64_t shift);
void add_hand_over(db::Tx& tx, std::int64_t id, std::int64_t shift, const HandOverNote& note);
std::int64_t take_hand_overs(db::Tx& tx, std::int64_t shift, const std::string& by, Instant now);

}  // namespace tiange::hotline::store
