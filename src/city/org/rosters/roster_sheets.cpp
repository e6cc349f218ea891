// Shifts out of and into spreadsheets: 日期, 班次, 开始, 结束, 人员（按呼叫顺序）, 备注.
#include <algorithm>

#include "base/text.h"
#include "city/org/rosters/roster_room.h"

namespace tiange::rosters {

namespace {

constexpr std::size_t k_most_rows = 5'000;
constexpr std::size_t k_most_faults = 100;

std::string hour_text(Instant moment) { return format_local(moment).substr(11); }

std::optional<std::int64_t> hour_of(std::string_view text) {
  std::string hour(text::trim(text));
  if (hour.size() >= 16) hour = hour.substr(11, 5);  // a date cell of a spreadsheet
  if (hour.size() >= 8 && hour[5] == ':') hour = hour.substr(0, 5);
  if (hour.size() == 4) hour = "0" + hour;
  return parse_hour(hour);
}

// Names between commas, spaces or 、; a name that several bear cannot be used.
struct Names {
  std::vector<PersonId> people;
  std::string unknown;
};
Names people_of(const org::Directory& directory, std::string_view cell, std::string_view unit) {
  std::string text(cell);
  for (const char* sign : {"、", "，", ",", ";", "；"}) text = text::replace_all(text, sign, " ");
  Names names;
  for (const std::string_view name : text::split(text, ' ')) {
    if (text::trim(name).empty()) continue;
    auto found = directory.people_named(name, 50, [&](PersonId one) { return directory.person_name(one) == name; });
    if (found.size() > 1) std::erase_if(found, [&](PersonId one) { return directory.unit_of(one) != unit; });
    if (found.size() == 1) names.people.push_back(found.front());
    else names.unknown += (names.unknown.empty() ? "" : "、") + std::string(name);
  }
  return names;
}

}  // namespace

Outcome RosterRoom::write_sheet(db::Tx& tx, const Scope& scope, std::int64_t id, Date day, sheets::Writer& writer) {
  TIANGE_TRY(const store::RotaRow row, seen(tx, scope, id));
  const YearMonthDay parts = split_date(day);
  const Date first = make_date(parts.year, parts.month, 1);
  const YearMonthDay next = split_date(first + 31);
  const bool zh = scope.language == Language::zh;
  writer.row(zh ? std::vector<std::string>{"日期", "班次", "开始", "结束", "人员", "备注"}
                : std::vector<std::string>{"date", "shift", "from", "until", "people", "note"});
  for (const Shift& shift : store::shifts_of(tx, id, local_instant(first, 0), local_instant(make_date(next.year, next.month, 1), 0))) {
    std::string people;
    for (const PersonId person : shift.people) people += (people.empty() ? "" : "、") + name_of(person, parts_.clock.now());
    writer.row({format_date(local_date(shift.starts)), shift.name, hour_text(shift.starts), hour_text(shift.ends), people, shift.note});
  }
  writer.finish();
  return done();
}

Result<ImportView> RosterRoom::import(db::Tx& tx, const Scope& scope, std::int64_t id, sheets::Reader& reader, bool dry_run, Instant now) {
  TIANGE_TRY(const store::RotaRow row, managed(tx, scope, id));
  const auto directory = parts_.org.directory(now);
  ImportView view;
  std::vector<Shift> shifts;
  const auto fault = [&](std::size_t line, const std::string& zh, const std::string& en) {
    if (view.faults_zh.size() >= k_most_faults) return;
    view.faults_zh.push_back("第 " + std::to_string(line) + " 行：" + zh);
    view.faults_en.push_back("row " + std::to_string(line) + ": " + en);
  };
  sheets::Row cells;
  for (bool head = true;; head = false) {
    TIANGE_TRY(const bool more, reader.next(cells));
    if (!more) break;
    if (head) continue;
    const bool blank = std::all_of(cells.cells.begin(), cells.cells.end(), [](const std::string& cell) { return cell.empty(); });
    if (blank) continue;
    if (++view.rows > static_cast<int>(k_most_rows)) return refuse(ErrorCode::too_large, "不超过 5000 行", "at most 5000 rows");
    cells.cells.resize(6);
    const auto day = parse_date(std::string_view(cells.cells[0]).substr(0, 10));
    const auto from = hour_of(cells.cells[2]), until = hour_of(cells.cells[3]);
    const Names names = people_of(*directory, cells.cells[4], row.unit);
    if (!day.ok()) fault(cells.number, "日期应如 2026-11-21", "the date should read 2026-11-21");
    if (!from || !until) fault(cells.number, "开始、结束应如 08:00", "from and until should read 08:00");
    if (cells.cells[1].empty() || text::length(cells.cells[1]) > 20) fault(cells.number, "班次名称应为 1 至 20 字", "a shift's name has 1 to 20 characters");
    if (!names.unknown.empty()) fault(cells.number, "找不到或有重名：" + names.unknown, "unknown, or several of that name: " + names.unknown);
    if (!day.ok() || !from || !until) continue;
    Shift shift;
    shift.rota = id;
    shift.starts = local_instant(*day, *from);
    shift.ends = local_instant(*until > *from ? *day : *day + 1, *until);
    shift.name = cells.cells[1];
    shift.people = names.people;
    shift.note = cells.cells[5];
    shifts.push_back(std::move(shift));
  }
  for (const Clash& clash : clashes(shifts))
    fault(1, name_of(clash.person, now) + " 在表内有两个重叠的班：" + format_local(clash.other->starts), name_of(clash.person, now) + " is on two shifts of the file at once: " + format_local(clash.other->starts));
  for (Shift& shift : shifts) {
    const auto there = store::shifts_of(tx, id, shift.starts, shift.starts + Span{1});
    const auto same = std::find_if(there.begin(), there.end(), [&](const Shift& one) { return one.starts == shift.starts && one.name == shift.name; });
    const bool known = same != there.end();
    shift.id = known ? same->id : parts_.ids.next(now);
    shift.version = known ? same->version + 1 : 1;
    ++(known ? view.changed : view.made);
    for (const auto& [person, where] : busy(tx, shift, now)) {
      // What the file itself puts anew was looked at above.
      const bool in_file = std::any_of(shifts.begin(), shifts.end(), [&](const Shift& one) { return where.find(format_local(one.starts)) != where.npos && where.find(row.rota.zh + "·" + one.name) != where.npos; });
      if (!in_file) fault(1, "同一时间已有班：" + where, "already on a shift then: " + where);
    }
  }
  if (!view.faults_zh.empty() || dry_run) return view;
  for (const Shift& shift : shifts) store::put_shift(tx, shift);
  view.saved = true;
  return view;
}

}  // namespace tiange::rosters
