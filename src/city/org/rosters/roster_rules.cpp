#include "city/org/rosters/roster_rules.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.h"

namespace tiange::rosters {

namespace {

constexpr std::size_t k_most_shifts = 8;   // of a day
constexpr std::size_t k_most_teams = 60;
constexpr std::size_t k_most_people = 30;  // of a team
constexpr int k_step_minutes = 15;  // where the rota says nothing

bool falls_on(const ShiftPattern& pattern, const WorkCalendar& calendar, Date day) {
  return pattern.days == Days::all || calendar.is_worked(day) == (pattern.days == Days::worked);
}

// Which team has the turn; `index` counts the shifts since the first day.
std::size_t team_of(const Rota& rota, std::int64_t index, Date day, Date first) {
  const auto teams = static_cast<std::int64_t>(rota.teams.size());
  const std::int64_t days = day - first;
  const std::int64_t turn = rota.turn == Turn::shift ? index : rota.turn == Turn::day ? days : days / 7;
  return static_cast<std::size_t>(((turn % teams) + teams) % teams);
}

}  // namespace

std::optional<std::int64_t> parse_hour(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = text::to_int(text.substr(0, 2));
  const auto minute = text::to_int(text.substr(3));
  if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59) return std::nullopt;
  return (hours(*hour) + minutes(*minute)).us;
}

Instant start_of(const ShiftPattern& pattern, Date day) { return local_instant(day, parse_hour(pattern.from).value_or(0)); }

Instant end_of(const ShiftPattern& pattern, Date day) {
  const Instant end = local_instant(day, parse_hour(pattern.until).value_or(0));
  return end > start_of(pattern, day) ? end : local_instant(day + 1, parse_hour(pattern.until).value_or(0));
}

Outcome check_rota(const Rota& rota) {
  std::vector<FieldError> errors;
  if (text::trim(rota.zh).empty() || text::length(rota.zh) > 40) errors.push_back({"zh", "请填写名称，不超过 40 字", "give a name of at most 40 characters"});
  if (rota.shifts.empty() || rota.shifts.size() > k_most_shifts) errors.push_back({"shifts", "请填写 1 至 8 个班次", "give 1 to 8 shifts"});
  std::set<std::string> names;
  for (const ShiftPattern& one : rota.shifts) {
    if (text::trim(one.name).empty() || text::length(one.name) > 20) errors.push_back({"shifts", "班次名称应为 1 至 20 字", "a shift's name has 1 to 20 characters"});
    if (!names.insert(one.name).second) errors.push_back({"shifts", "班次名称重复：" + one.name, "two shifts of one name: " + one.name});
    if (!parse_hour(one.from) || !parse_hour(one.until)) errors.push_back({"shifts", "时刻应为 00:00 至 23:59", "hours are 00:00 to 23:59"});
  }
  if (rota.teams.size() > k_most_teams) errors.push_back({"teams", "不超过 60 组", "at most 60 teams"});
  for (const auto& team : rota.teams) {
    const std::set<PersonId> once(team.begin(), team.end());
    if (team.empty() || team.size() > k_most_people || once.size() != team.size())
      errors.push_back({"teams", "每组 1 至 30 人，同一人不重复", "a team has 1 to 30 people, each once"});
  }
  for (const int minutes : rota.call_minutes) {
    if (minutes < 1 || minutes > 720) errors.push_back({"call_minutes", "应为 1 至 720 分钟", "must be 1 to 720 minutes"});
  }
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
  return done();
}

std::vector<Shift> rotate(const Rota& rota, const WorkCalendar& calendar, Date from, Date until) {
  std::vector<Shift> made;
  const Date first = rota.first_day.value_or(from);
  std::int64_t index = 0;
  for (Date day = std::min(first, from); day <= until; day = day + 1) {
    for (const ShiftPattern& pattern : rota.shifts) {
      if (!falls_on(pattern, calendar, day)) continue;
      if (day >= from) {
        Shift shift;
        shift.starts = start_of(pattern, day);
        shift.ends = end_of(pattern, day);
        shift.name = pattern.name;
        if (!rota.teams.empty()) shift.people = rota.teams[team_of(rota, index, day, first)];
        made.push_back(std::move(shift));
      }
      if (day >= first) ++index;
    }
  }
  return made;
}

std::vector<Gap> gaps(const Rota& rota, const WorkCalendar& calendar, const std::vector<Shift>& shifts, Date from, Date until) {
  std::vector<Gap> found;
  for (const Shift& asked : rotate(rota, calendar, from, until)) {
    // Covered by shifts with people on, one after another.
    Instant covered = asked.starts;
    bool there = false;
    for (bool more = true; more && covered < asked.ends;) {
      more = false;
      for (const Shift& one : shifts) {
        if (one.starts > covered || one.ends <= covered) continue;
        there = there || one.people.empty();
        if (one.people.empty()) continue;
        covered = one.ends;
        more = true;
      }
    }
    if (covered < asked.ends) found.push_back({asked.name, covered, asked.ends, there});
  }
  return found;
}

std::vector<Clash> clashes(const std::vector<Shift>& shifts) {
  std::map<PersonId, std::vector<const Shift*>> by_person;
  for (const Shift& shift : shifts) {
    for (const PersonId person : shift.people) by_person[person].push_back(&shift);
  }
  std::vector<Clash> found;
  for (auto& [person, mine] : by_person) {
    std::sort(mine.begin(), mine.end(), [](const Shift* a, const Shift* b) { return std::tie(a->starts, a->id) < std::tie(b->starts, b->id); });
    for (std::size_t i = 0; i < mine.size(); ++i) {
      for (std::size_t k = i + 1; k < mine.size() && mine[k]->starts < mine[i]->ends; ++k) found.push_back({person, mine[i], mine[k]});
    }
  }
  return found;
}

int called_after(const Rota& rota, std::size_t place) {
  if (place == 0) return 0;
  const std::size_t given = rota.call_minutes.size();
  if (place <= given) return rota.call_minutes[place - 1];
  return (given ? rota.call_minutes.back() : 0) + k_step_minutes * static_cast<int>(place - given);
}

}  // namespace tiange::rosters
