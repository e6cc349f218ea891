#pragma once
// 值班 duty rosters: who is on duty where and when, who is called first, what one shift leaves to the next.
//
// A *rota* (值班表) is the roster of a unit, a hall or a line: the shifts of a day, the teams that take turns, and after how
// many minutes the next person of a shift is called when the one before does not answer. A *shift* is one span of time with
// its people in the order in which they are called; it may reach over midnight. Shifts are made by rotation from the rota's
// pattern and the working calendar, by hand, or from a spreadsheet; nobody is on two at once.
//
// Seats of the hotline keep the shifts of their own (city/hotline), which belong to calls.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/json.h"
#include "base/scope.h"
#include "city/org/org.h"
#include "platform/db/db.h"
#include "platform/http/http.h"

namespace tiange::rosters {

// all: every day · worked: days the calendar works · rest: the others
enum class Days { all, worked, rest };
BOOST_DESCRIBE_ENUM(Days, all, worked, rest)
// When the next team takes its turn.
enum class Turn { shift, day, week };
BOOST_DESCRIBE_ENUM(Turn, shift, day, week)

struct ShiftPattern {
  static constexpr bool k_json_defaults = true;
  std::string name;   // 白班
  std::string from;   // "08:00"
  std::string until;  // "20:00"; not later than from: the next day
  Days days = Days::all;
};
BOOST_DESCRIBE_STRUCT(ShiftPattern, (), (name, from, until, days))

struct Rota {
  static constexpr bool k_json_defaults = true;
  std::string id;  // empty: a new one
  std::string unit;
  std::string zh, en;
  std::vector<ShiftPattern> shifts;
  std::vector<std::vector<PersonId>> teams;  // take turns in this order; within a team the first is called first
  Turn turn = Turn::shift;
  std::optional<Date> first_day;    // on which the first team has its turn
  std::vector<int> call_minutes;    // after which the second, third … person is called
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(Rota, (), (id, unit, zh, en, shifts, teams, turn, first_day, call_minutes, active))

// A case or another matter that is still open.
struct OpenMatter {
  static constexpr bool k_json_defaults = true;
  std::string number;
  std::string title;
  std::string link;
  std::string due;   // "2026-11-22 18:00", or empty
  std::string lamp;
};
BOOST_DESCRIBE_STRUCT(OpenMatter, (), (number, title, link, due, lamp))

struct OnDuty {
  PersonId person;
  std::string name;
  int after_minutes = 0;  // 0: called at once
};

struct RosterParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  org::Org& org;
  std::shared_ptr<const WorkCalendar> calendar;
  // What the unit has in hand, as the caller may see it, soonest first; may be empty.
  std::function<std::vector<OpenMatter>(db::Tx& tx, const Scope& scope, const std::string& unit, Instant now)> open_matters;
  // Tells people; `link` is a path in the console. May be empty.
  std::function<void(db::Tx& tx, const std::vector<PersonId>& people, const std::string& unit, const Words& title, const Words& text,
                     bool urgent, Instant now)>
      tell;
};

class Rosters {
 public:
  virtual ~Rosters() = default;
  // Who is on duty at a unit, else at the nearest unit above it, else at the centre of its area or of one above; in the order
  // of calling.
  virtual std::vector<OnDuty> on_duty(db::Tx& tx, std::string_view unit, Instant now) = 0;
  virtual Result<Rota> save(db::Tx& tx, const Scope& scope, const Rota& rota, Instant now) = 0;
  // Shifts of the days from..until by the rota's pattern; those that are there stay. Returns how many were made.
  virtual Result<int> generate(db::Tx& tx, const Scope& scope, std::int64_t rota, Date from, Date until, Instant now) = 0;
  // Calls the next person where nobody answered, and tells of hand-overs nobody has taken. For a duty of every 15 seconds.
  virtual void remind(Instant now) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> migrations();
std::unique_ptr<Rosters> open_rosters(RosterParts parts);

}  // namespace tiange::rosters
