#pragma once
// All SQL of duty rosters.

#include "city/org/rosters/roster_rules.h"

namespace tiange::rosters::store {

struct RotaRow {
  std::int64_t id = 0;
  std::string unit;
  std::string area;
  Rota rota;
  std::int64_t version = 1;
  Instant changed;
  std::string changed_by;
};
std::vector<RotaRow> rotas(db::Tx& tx);
std::vector<RotaRow> rotas_of(db::Tx& tx, std::string_view unit);
std::optional<RotaRow> find_rota(db::Tx& tx, std::int64_t id);
bool put_rota(db::Tx& tx, const RotaRow& row, std::int64_t before);  // false: changed meanwhile

void put_shift(db::Tx& tx, const Shift& shift);
void drop_shift(db::Tx& tx, const Shift& shift);
std::optional<Shift> find_shift(db::Tx& tx, std::int64_t rota, std::int64_t id);
std::vector<Shift> shifts_of(db::Tx& tx, std::int64_t rota, Instant from, Instant until);  // that overlap the span
std::vector<Shift> shifts(db::Tx& tx, Instant from, Instant until);
std::optional<Shift> next_shift(db::Tx& tx, const Shift& shift);  // of the same rota, that begins when or after it ends

struct LogRow {
  std::int64_t rota = 0;
  std::int64_t id = 0;
  std::int64_t shift = 0;
  std::string kind;  // note | hand_over
  PersonId person;
  std::string name;
  std::string text;
  std::string open;  // JSON of OpenMatter
  Instant written;
  std::string taken_by;
  Instant taken;
  bool reminded = false;
};
void put_log(db::Tx& tx, const LogRow& row);
std::vector<LogRow> log_of(db::Tx& tx, std::int64_t rota, std::int64_t shift);
// Hand-overs of the rota that nobody has taken.
std::vector<LogRow> untaken(db::Tx& tx, std::int64_t rota);
std::vector<LogRow> untaken(db::Tx& tx);
void take(db::Tx& tx, std::int64_t rota, std::int64_t shift, const std::string& by, Instant now);
void mark_reminded(db::Tx& tx, const LogRow& row);

struct SwapRow {
  std::int64_t rota = 0;
  std::int64_t id = 0;
  std::int64_t shift = 0;
  PersonId from;
  PersonId to;
  std::int64_t in_return = 0;  // shift of the other; 0: none
  std::string text;
  std::string state;  // asked | agreed | refused | withdrawn
  Instant asked;
  Instant answered;
};
void insert_swap(db::Tx& tx, const SwapRow& row);
bool answer_swap(db::Tx& tx, const SwapRow& row);  // false: answered before
std::optional<SwapRow> find_swap(db::Tx& tx, std::int64_t id);
std::vector<SwapRow> swaps_of(db::Tx& tx, PersonId person, int limit);  // asked by or of, newest first

struct CallRow {
  std::int64_t rota = 0;
  std::int64_t id = 0;
  std::int64_t shift = 0;
  std::string text;
  std::string asked_by;
  Instant asked;
  std::int64_t called = 0;  // how many of the shift so far
  Instant next;             // zero: nobody is left, or it was taken
  std::string taken_by;
  Instant taken;
};
void put_call(db::Tx& tx, const CallRow& row);
std::optional<CallRow> find_call(db::Tx& tx, std::int64_t id);
std::vector<CallRow> calls_of(db::Tx& tx, std::int64_t rota, int limit);  // newest first
std::vector<CallRow> due_calls(db::Tx& tx, Instant now);

}  // namespace tiange::rosters::store
