#pragma once
// 所见 What callers give and see.

#include "city/org/rosters/roster_store.h"

namespace tiange::rosters {

struct PersonView {
  PersonId id;
  std::string name;
  int after_minutes = 0;
};
BOOST_DESCRIBE_STRUCT(PersonView, (), (id, name, after_minutes))

struct HandOverView {
  std::string text;
  std::string by;
  Instant when;
  std::vector<OpenMatter> open;
  std::string taken_by;
  std::optional<Instant> taken;
  bool red = false;  // the next shift has begun and nobody has taken it
};
BOOST_DESCRIBE_STRUCT(HandOverView, (), (text, by, when, open, taken_by, taken, red))

struct ShiftView {
  std::string id;
  std::string rota;
  Instant starts;
  Instant ends;
  std::string name;
  std::vector<PersonView> people;
  std::string note;
  bool now = false;
  bool mine = false;
  bool red = false;  // a hand-over nobody has taken
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(ShiftView, (), (id, rota, starts, ends, name, people, note, now, mine, red, version))

struct RotaView : Rota {
  std::string unit_zh, unit_en;
  std::int64_t version = 0;
  bool may_manage = false;
  std::vector<ShiftView> on_now;
  std::int64_t red = 0;  // hand-overs nobody has taken
};
BOOST_DESCRIBE_STRUCT(RotaView, (Rota), (unit_zh, unit_en, version, may_manage, on_now, red))
struct RotaList {
  std::vector<RotaView> items;
  std::vector<std::string> units;  // for which the caller may make one
};
BOOST_DESCRIBE_STRUCT(RotaList, (), (items, units))

struct GapView {
  std::string name;
  Instant starts;
  Instant ends;
  bool nobody = false;
};
BOOST_DESCRIBE_STRUCT(GapView, (), (name, starts, ends, nobody))
struct ClashView {
  std::string name;
  std::string one, other;  // "表 · 班 2026-11-22 08:00"
};
BOOST_DESCRIBE_STRUCT(ClashView, (), (name, one, other))
struct DayView {
  Date day;
  bool worked = false;
  std::string holiday;
};
BOOST_DESCRIBE_STRUCT(DayView, (), (day, worked, holiday))
struct MonthView {
  RotaView rota;
  std::vector<DayView> days;
  std::vector<ShiftView> shifts;
  std::vector<GapView> gaps;
  std::vector<ClashView> clashes;
  std::vector<PersonView> staff;  // of the unit and of the teams
};
BOOST_DESCRIBE_STRUCT(MonthView, (), (rota, days, shifts, gaps, clashes, staff))

struct ShiftIn {
  static constexpr bool k_json_defaults = true;
  std::string id;  // empty: a new one
  Instant starts;
  Instant ends;
  std::string name;
  std::vector<PersonId> people;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(ShiftIn, (), (id, starts, ends, name, people, note))
struct GenerateIn {
  Date from;
  Date until;
};
BOOST_DESCRIBE_STRUCT(GenerateIn, (), (from, until))
struct GenerateView {
  int made = 0;
  int kept = 0;                     // were there already
  std::vector<std::string> skipped;  // who could not be put on, being on another shift
};
BOOST_DESCRIBE_STRUCT(GenerateView, (), (made, kept, skipped))
struct ImportView {
  int rows = 0;
  int made = 0;
  int changed = 0;
  bool saved = false;
  std::vector<std::string> faults_zh, faults_en;
};
BOOST_DESCRIBE_STRUCT(ImportView, (), (rows, made, changed, saved, faults_zh, faults_en))

struct SwapIn {
  static constexpr bool k_json_defaults = true;
  std::string rota;
  std::string shift;
  PersonId to;
  std::string in_return;  // a shift of the other's on the same rota; empty: none
  std::string text;
};
BOOST_DESCRIBE_STRUCT(SwapIn, (), (rota, shift, to, in_return, text))
struct SwapAnswer {
  bool agree = false;  // by whom it was asked; whoever asked takes it back
};
BOOST_DESCRIBE_STRUCT(SwapAnswer, (), (agree))
struct SwapView {
  std::string id;
  std::string from, to;
  bool mine = false;  // asked by the reader
  ShiftView shift;
  std::optional<ShiftView> in_return;
  std::string text;
  std::string state;
  Instant asked;
};
BOOST_DESCRIBE_STRUCT(SwapView, (), (id, from, to, mine, shift, in_return, text, state, asked))

struct LogEntryView {
  std::string kind;
  std::string text;
  std::string by;
  Instant when;
  std::string taken_by;
  std::optional<Instant> taken;
  std::vector<OpenMatter> open;
};
BOOST_DESCRIBE_STRUCT(LogEntryView, (), (kind, text, by, when, taken_by, taken, open))
struct ShiftLog {
  ShiftView shift;
  std::string rota_zh, rota_en;
  std::vector<LogEntryView> entries;
  std::vector<OpenMatter> open;  // what the unit has in hand now
  bool may_write = false;
  bool may_take = false;
  std::optional<ShiftView> next;
};
BOOST_DESCRIBE_STRUCT(ShiftLog, (), (shift, rota_zh, rota_en, entries, open, may_write, may_take, next))
struct LogIn {
  static constexpr bool k_json_defaults = true;
  std::string text;
  bool hand_over = false;
};
BOOST_DESCRIBE_STRUCT(LogIn, (), (text, hand_over))

struct CallIn {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(CallIn, (), (text))
struct CallView {
  std::string id;
  std::string rota_zh, rota_en;
  std::string text;
  std::string asked_by;
  Instant asked;
  std::vector<std::string> called;
  std::optional<Instant> next;
  std::string taken_by;
  std::optional<Instant> taken;
  bool may_take = false;
};
BOOST_DESCRIBE_STRUCT(CallView, (), (id, rota_zh, rota_en, text, asked_by, asked, called, next, taken_by, taken, may_take))

struct NowRow {
  std::string rota;
  std::string zh, en;
  std::string unit, unit_zh, unit_en;
  ShiftView shift;
};
BOOST_DESCRIBE_STRUCT(NowRow, (), (rota, zh, en, unit, unit_zh, unit_en, shift))
struct NowView {
  std::vector<NowRow> items;
};
BOOST_DESCRIBE_STRUCT(NowView, (), (items))
struct MineView {
  std::vector<NowRow> shifts;  // of the next 31 days
  std::vector<SwapView> swaps;
  std::vector<NowRow> to_take;  // ended shifts whose hand-over waits for me
  std::vector<CallView> calls;  // that wait for me
};
BOOST_DESCRIBE_STRUCT(MineView, (), (shifts, swaps, to_take, calls))

}  // namespace tiange::rosters
