#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "city/cases/balance/balance.h"

namespace tiange::cases {

namespace {

// Minutes of the day; -1: not a time.
int minutes_of(std::string_view clock) {
  if (clock.size() != 5 || clock[2] != ':') return -1;
  const auto hour = text::to_int(clock.substr(0, 2)), minute = text::to_int(clock.substr(3));
  if (!hour || !minute || *hour < 0 || *hour > 24 || *minute < 0 || *minute > 59) return -1;
  return static_cast<int>(*hour * 60 + *minute);
}

void say(BalanceMark& mark, const BalancePerson& person, const BalanceTask& task, int most) {
  std::vector<std::string> zh, en;
  const std::string load = std::to_string(person.load), cap = std::to_string(most);
  zh.push_back("在办 " + load + "/" + cap);
  en.push_back(load + " of " + cap + " tasks");
  if (!person.skills.empty()) {
    zh.push_back(mark.skill > 0 ? "擅长该类事项" : "不是所长事项");
    en.push_back(mark.skill > 0 ? "skilled in it" : "not their field");
  }
  if (task.lng && person.lng) {
    const std::string metres = std::to_string(std::lround(metres_between(*task.lng, *task.lat, *person.lng, *person.lat)));
    zh.push_back("距上一处 " + metres + " 米");
    en.push_back(metres + " m from their last place");
  }
  zh.push_back(person.on_shift ? "在班" : "不在班");
  en.push_back(person.on_shift ? "on shift" : "off shift");
  mark.why_zh = text::join(zh, "，");
  mark.why_en = text::join(en, ", ");
}

}  // namespace

Result<BalanceRules> read_balance_rules(const json::Value& value) {
  TIANGE_TRY(BalanceRules rules, json::read<BalanceRules>(json::write(value)));
  std::vector<FieldError> faults;
  for (const double weight : {rules.skill, rules.load, rules.distance, rules.shift}) {
    if (!(weight >= 0 && weight <= 1000)) faults.push_back({"weights", "权重为 0 至 1000", "weights are 0 to 1000"});
  }
  if (!(rules.skill + rules.load + rules.distance + rules.shift > 0)) faults.push_back({"weights", "权重不能全为 0", "not all weights are 0"});
  if (rules.full_load < 1 || rules.full_load > 1000) faults.push_back({"full_load", "1 至 1000", "1 to 1000"});
  if (!(rules.far_metres >= 10)) faults.push_back({"far_metres", "至少 10 米", "10 metres at least"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return rules;
}

bool on_shift(std::span<const BalanceShift> shifts, Instant now) {
  if (shifts.empty()) return true;
  const Date today = local_date(now);
  const int minute = static_cast<int>((now - local_instant(today, 0)).us / 60'000'000);
  constexpr int k_monday = 4;  // 1970-01-01 was a Thursday
  const auto weekday = [](Date date) { return static_cast<int>(((date.day + 7 - k_monday) % 7 + 7) % 7) + 1; };
  const auto works = [](const BalanceShift& shift, int day) { return std::find(shift.days.begin(), shift.days.end(), day) != shift.days.end(); };
  return std::any_of(shifts.begin(), shifts.end(), [&](const BalanceShift& shift) {
    const int from = minutes_of(shift.from), to = minutes_of(shift.to);
    if (from <= to) return works(shift, weekday(today)) && minute >= from && minute < to;
    return (works(shift, weekday(today)) && minute >= from) || (works(shift, weekday(today + -1)) && minute < to);
  });
}

std::vector<BalanceMark> rank_people(const BalanceTask& task, std::span<const BalancePerson> people, const BalanceRules& rules) {
  const double whole = rules.skill + rules.load + rules.distance + rules.shift;
  std::vector<std::pair<BalanceMark, int>> marks;
  for (const BalancePerson& person : people) {
    BalanceMark mark;
    mark.person = person.person;
    mark.name = person.name;
    const int most = person.most > 0 ? person.most : rules.full_load;
    const auto fits = [&](const std::string& skill) { return task.item.starts_with(skill); };
    constexpr double k_anything = 0.5;
    mark.skill = person.skills.empty() ? k_anything : std::any_of(person.skills.begin(), person.skills.end(), fits) ? 1 : 0;
    mark.load = std::max(0.0, 1.0 - static_cast<double>(person.load) / most);
    mark.distance = k_anything;
    if (task.lng && task.lat && person.lng && person.lat)
      mark.distance = std::max(0.0, 1.0 - metres_between(*task.lng, *task.lat, *person.lng, *person.lat) / rules.far_metres);
    mark.shift = person.on_shift ? 1 : 0;
    mark.barred = !person.on_shift || person.load >= most;
    mark.points = std::round((rules.skill * mark.skill + rules.load * mark.load + rules.distance * mark.distance + rules.shift * mark.shift) / whole * 1000) / 10;
    say(mark, person, task, most);
    marks.emplace_back(std::move(mark), person.load);
  }
  std::sort(marks.begin(), marks.end(), [](const auto& a, const auto& b) {
    if (a.first.barred != b.first.barred) return b.first.barred;
    if (a.first.points != b.first.points) return a.first.points > b.first.points;
    if (a.second != b.second) return a.second < b.second;
    return a.first.person < b.first.person;
  });
  std::vector<BalanceMark> out;
  for (auto& [mark, load] : marks) out.push_back(std::move(mark));
  return out;
}

}  // namespace tiange::cases
