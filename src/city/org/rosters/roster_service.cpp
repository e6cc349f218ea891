// Rotas, their shifts and their month.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "city/org/rosters/roster_room.h"

namespace tiange::rosters {

namespace {

constexpr Span k_longest_shift = hours(48);
constexpr int k_most_days = 92;  // made at once
constexpr std::size_t k_most_staff = 300;

bool on_a_team(const Rota& rota, PersonId person) {
  return std::any_of(rota.teams.begin(), rota.teams.end(), [&](const auto& team) { return std::find(team.begin(), team.end(), person) != team.end(); });
}

Date first_of_month(Date day) {
  const YearMonthDay parts = split_date(day);
  return make_date(parts.year, parts.month, 1);
}

Date last_of_month(Date day) { return first_of_month(first_of_month(day) + 31) + -1; }

}  // namespace

bool may_see(const Scope& scope, const store::RotaRow& row) {
  return scope.covers(row.area) || scope.works_for(row.unit) || (scope.person && on_a_team(row.rota, scope.person));
}

bool may_manage(const Scope& scope, const store::RotaRow& row) { return scope.may(Permission::org_roster) && scope.covers(row.area); }

Result<store::RotaRow> RosterRoom::seen(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  auto row = store::find_rota(tx, id);
  if (!row || !may_see(scope, *row)) return refuse(ErrorCode::out_of_scope);
  return std::move(*row);
}

Result<store::RotaRow> RosterRoom::managed(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  TIANGE_TRY(store::RotaRow row, seen(tx, scope, id));
  if (!may_manage(scope, row)) return refuse(ErrorCode::forbidden);
  return row;
}

std::string RosterRoom::name_of(PersonId person, Instant now) const { return parts_.org.directory(now)->person_name(person); }

// ---- as it is shown -------------------------------------------------------------------------------------------------

ShiftView RosterRoom::show(const Shift& shift, const store::RotaRow& rota, const Scope& scope, Instant now) const {
  ShiftView view;
  view.id = std::to_string(shift.id);
  view.rota = std::to_string(shift.rota);
  view.starts = shift.starts;
  view.ends = shift.ends;
  view.name = shift.name;
  for (std::size_t i = 0; i < shift.people.size(); ++i)
    view.people.push_back({shift.people[i], name_of(shift.people[i], now), called_after(rota.rota, i)});
  view.note = shift.note;
  view.now = shift.now(now);
  view.mine = std::find(shift.people.begin(), shift.people.end(), scope.person) != shift.people.end();
  view.version = shift.version;
  return view;
}

NowRow RosterRoom::now_row(const Shift& shift, const store::RotaRow& rota, const Scope& scope, Instant now) const {
  const Words unit = parts_.org.directory(now)->unit_name(rota.unit);
  return {std::to_string(rota.id), rota.rota.zh, rota.rota.en, rota.unit, unit.zh, unit.en, show(shift, rota, scope, now)};
}

RotaView RosterRoom::show(db::Tx& tx, const store::RotaRow& row, const Scope& scope, Instant now) const {
  RotaView view;
  static_cast<Rota&>(view) = row.rota;
  const Words unit = parts_.org.directory(now)->unit_name(row.unit);
  view.unit_zh = unit.zh;
  view.unit_en = unit.en;
  view.version = row.version;
  view.may_manage = may_manage(scope, row);
  for (const Shift& shift : store::shifts_of(tx, row.id, now, now + Span{1})) view.on_now.push_back(show(shift, row, scope, now));
  view.red = static_cast<std::int64_t>(store::untaken(tx, row.id).size());
  return view;
}

RotaList RosterRoom::list(db::Tx& tx, const Scope& scope, Instant now) {
  RotaList list;
  for (const store::RotaRow& row : store::rotas(tx)) {
    if (may_see(scope, row)) list.items.push_back(show(tx, row, scope, now));
  }
  if (scope.may(Permission::org_roster)) {
    const auto directory = parts_.org.directory(now);
    for (const org::UnitInfo& unit : directory->units()) {
      if (scope.covers(unit.area_code)) list.units.push_back(unit.code);
    }
  }
  return list;
}

Result<MonthView> RosterRoom::month(db::Tx& tx, const Scope& scope, std::int64_t id, Date day, Instant now) {
  TIANGE_TRY(const store::RotaRow row, seen(tx, scope, id));
  const Date first = first_of_month(day), last = last_of_month(day);
  MonthView view;
  view.rota = show(tx, row, scope, now);
  for (Date d = first; d <= last; d = d + 1)
    view.days.push_back({d, parts_.calendar->is_worked(d), std::string(parts_.calendar->name_of(d))});
  const Instant from = local_instant(first, 0), until = local_instant(last + 1, 0);
  const auto mine = store::shifts_of(tx, id, from, until);
  std::set<std::int64_t> red;
  for (const store::LogRow& one : store::untaken(tx, id)) red.insert(one.shift);
  for (const Shift& shift : mine) {
    ShiftView one = show(shift, row, scope, now);
    one.red = red.count(shift.id) > 0;
    view.shifts.push_back(std::move(one));
  }
  const Date wanted = std::max(first, local_date(now));
  if (wanted <= last) {
    for (const Gap& gap : gaps(row.rota, *parts_.calendar, mine, wanted, last)) view.gaps.push_back({gap.name, gap.starts, gap.ends, gap.nobody});
  }
  const auto all = store::shifts(tx, from, until);
  const auto said = [&](const Shift& shift) {
    const auto rota = shift.rota == id ? std::optional(row) : store::find_rota(tx, shift.rota);
    return (rota ? rota->rota.zh : "") + " · " + shift.name + " " + format_local(shift.starts);
  };
  for (const Clash& clash : clashes(all)) {
    if (clash.one->rota == id || clash.other->rota == id) view.clashes.push_back({name_of(clash.person, now), said(*clash.one), said(*clash.other)});
  }
  const auto directory = parts_.org.directory(now);
  for (const PersonId person : directory->people_named("", k_most_staff, [&](PersonId one) { return directory->unit_of(one) == row.unit || on_a_team(row.rota, one); }))
    view.staff.push_back({person, directory->person_name(person), 0});
  return view;
}

// ---- rotas ----------------------------------------------------------------------------------------------------------

Result<Rota> RosterRoom::save(db::Tx& tx, const Scope& scope, const Rota& in, Instant now) {
  TIANGE_CHECK_OK(check_rota(in));
  const auto directory = parts_.org.directory(now);
  const org::UnitInfo* unit = directory->unit(in.unit);
  if (!unit || !scope.covers(unit->area_code))
    return refuse_fields(ErrorCode::bad_input, {FieldError{"unit", "没有这个单位，或不在您的范围", "no such unit in your area"}});
  for (const auto& team : in.teams) {
    for (const PersonId person : team) {
      if (directory->person_name(person).empty()) return refuse_fields(ErrorCode::bad_input, {FieldError{"teams", "没有此人", "no such person"}});
    }
  }
  store::RotaRow row;
  std::int64_t before = 0;
  if (!in.id.empty()) {
    TIANGE_TRY(const std::int64_t id, parse_id(in.id));
    TIANGE_TRY(row, managed(tx, scope, id));
    before = row.version;
  } else {
    row.id = parts_.ids.next(now);
  }
  row.rota = in;
  row.rota.id = std::to_string(row.id);
  if (!row.rota.first_day) row.rota.first_day = local_date(now);
  row.unit = in.unit;
  row.area = unit->area_code;
  if (!may_manage(scope, row)) return refuse(ErrorCode::forbidden);
  row.version = before + 1;
  row.changed = now;
  row.changed_by = scope.name;
  if (!store::put_rota(tx, row, before)) return refuse(ErrorCode::conflict);
  return row.rota;
}

// ---- shifts ---------------------------------------------------------------------------------------------------------

std::vector<std::pair<PersonId, std::string>> RosterRoom::busy(db::Tx& tx, const Shift& shift, Instant now) const {
  std::vector<std::pair<PersonId, std::string>> found;
  for (const Shift& other : store::shifts(tx, shift.starts, shift.ends)) {
    if (other.rota == shift.rota && other.id == shift.id) continue;
    for (const PersonId person : shift.people) {
      if (std::find(other.people.begin(), other.people.end(), person) == other.people.end()) continue;
      const auto rota = store::find_rota(tx, other.rota);
      found.emplace_back(person, name_of(person, now) + " " + format_local(other.starts) + " " + (rota ? rota->rota.zh : "") + "·" + other.name);
    }
  }
  return found;
}

Outcome RosterRoom::free_for(db::Tx& tx, const Shift& shift, Instant now) const {
  const auto taken = busy(tx, shift, now);
  if (taken.empty()) return done();
  return refuse_fields(ErrorCode::bad_input, {FieldError{"people", "同一时间已有班：" + taken.front().second, "already on a shift then: " + taken.front().second}});
}

Result<ShiftView> RosterRoom::save_shift(db::Tx& tx, const Scope& scope, std::int64_t rota, const ShiftIn& in, Instant now) {
  TIANGE_TRY(const store::RotaRow row, managed(tx, scope, rota));
  std::vector<FieldError> errors;
  if (text::trim(in.name).empty() || text::length(in.name) > 20) errors.push_back({"name", "班次名称应为 1 至 20 字", "a shift's name has 1 to 20 characters"});
  if (in.ends <= in.starts || in.ends - in.starts > k_longest_shift) errors.push_back({"ends", "班次不超过 48 小时", "a shift lasts 48 hours at most"});
  const std::set<PersonId> once(in.people.begin(), in.people.end());
  if (once.size() != in.people.size()) errors.push_back({"people", "同一人不重复", "each person once"});
  for (const PersonId person : in.people) {
    if (name_of(person, now).empty()) errors.push_back({"people", "没有此人", "no such person"});
  }
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_input, std::move(errors));
  Shift shift;
  shift.rota = rota;
  if (!in.id.empty()) {
    TIANGE_TRY(const std::int64_t id, parse_id(in.id));
    const auto known = store::find_shift(tx, rota, id);
    if (!known) return refuse(ErrorCode::not_found);
    shift = *known;
    ++shift.version;
  } else {
    shift.id = parts_.ids.next(now);
  }
  shift.starts = in.starts;
  shift.ends = in.ends;
  shift.name = in.name;
  shift.people = in.people;
  shift.note = in.note;
  TIANGE_CHECK_OK(free_for(tx, shift, now));
  store::put_shift(tx, shift);
  return show(shift, row, scope, now);
}

Outcome RosterRoom::drop_shift(db::Tx& tx, const Scope& scope, std::int64_t rota, std::int64_t id) {
  TIANGE_CHECK_OK(managed(tx, scope, rota));
  const auto shift = store::find_shift(tx, rota, id);
  if (!shift) return refuse(ErrorCode::not_found);
  if (!store::log_of(tx, rota, id).empty()) return refuse(ErrorCode::conflict, "该班已有值班记录，不能删除", "the shift has a log and stays");
  store::drop_shift(tx, *shift);
  return done();
}

Result<GenerateView> RosterRoom::fill(db::Tx& tx, const Scope& scope, std::int64_t id, Date from, Date until, Instant now) {
  TIANGE_TRY(const store::RotaRow row, managed(tx, scope, id));
  if (until < from || until - from >= k_most_days)
    return refuse_fields(ErrorCode::bad_input, {FieldError{"until", "一次不超过 92 天", "at most 92 days at a time"}});
  if (row.rota.teams.empty()) return refuse_fields(ErrorCode::bad_input, {FieldError{"teams", "请先排好轮班的组", "set the teams first"}});
  const auto there = store::shifts_of(tx, id, local_instant(from, 0), local_instant(until + 2, 0));
  GenerateView view;
  for (Shift& shift : rotate(row.rota, *parts_.calendar, from, until)) {
    if (std::any_of(there.begin(), there.end(), [&](const Shift& one) { return one.starts == shift.starts; })) {
      ++view.kept;
      continue;
    }
    shift.rota = id;
    shift.id = parts_.ids.next(now);
    for (const auto& [person, where] : busy(tx, shift, now)) {
      std::erase(shift.people, person);
      view.skipped.push_back(shift.name + " " + format_local(shift.starts) + "：" + where);
    }
    store::put_shift(tx, shift);
    ++view.made;
  }
  return view;
}

Result<int> RosterRoom::generate(db::Tx& tx, const Scope& scope, std::int64_t rota, Date from, Date until, Instant now) {
  TIANGE_TRY(const GenerateView view, fill(tx, scope, rota, from, until, now));
  return view.made;
}

std::unique_ptr<Rosters> open_rosters(RosterParts parts) { return std::make_unique<RosterRoom>(std::move(parts)); }

}  // namespace tiange::rosters
