#pragma once
// Rotations, gaps and clashes as pure values.

#include <map>
#include <string>
#include <vector>

#include "city/org/rosters/rosters.h"

namespace tiange::rosters {

struct Shift {
  std::int64_t rota = 0;
  std::int64_t id = 0;
  Instant starts;
  Instant ends;
  std::string name;
  std::vector<PersonId> people;  // in the order of calling
  std::string note;
  std::int64_t version = 1;

  bool now(Instant moment) const { return starts <= moment && moment < ends; }
};

// "08:00" as microseconds of the day.
std::optional<std::int64_t> parse_hour(std::string_view text);
Instant start_of(const ShiftPattern& pattern, Date day);
Instant end_of(const ShiftPattern& pattern, Date day);

Outcome check_rota(const Rota& rota);
// By the pattern and the turns of the teams, counted from the rota's first day. People are left out where there are no teams.
std::vector<Shift> rotate(const Rota& rota, const WorkCalendar& calendar, Date from, Date until);

struct Gap {
  std::string name;
  Instant starts;
  Instant ends;
  bool nobody = false;  // the shift is there and has no people
};
// What the pattern asks for and nobody is on, of the days from..until.
std::vector<Gap> gaps(const Rota& rota, const WorkCalendar& calendar, const std::vector<Shift>& shifts, Date from, Date until);

struct Clash {
  PersonId person;
  const Shift* one = nullptr;
  const Shift* other = nullptr;
};
// People on two shifts at once, each pair once. The shifts outlive the answer.
std::vector<Clash> clashes(const std::vector<Shift>& shifts);

// 1st, 2nd, 3rd … of the shift: called after how many minutes; a quarter of an hour later each where the rota says nothing.
int called_after(const Rota& rota, std::size_t place);

}  // namespace tiange::rosters
