#include <algorithm>

#include "base/text.h"
#include "city/hotline/hotline_room.h"
#include "city/hotline/seat_store.h"

namespace tiange::hotline {

namespace {

constexpr int k_spells = 100;
constexpr Span k_longest_shift = hours(24);
constexpr std::size_t k_most_people = 60;
constexpr std::size_t k_most_noted = 500;

SeatView seat_view(const store::SeatRecord& seat, Instant now) {
  SeatView view{seat.person.text(), seat.name, seat.state, seat.reason, seat.extension, {}, 0};
  if (seat.since) view.since = seat.since;
  if (seat.answered_day == local_date(now).day) view.answered_today = seat.answered;
  return view;
}

}  // namespace

Result<SeatView> HotlineRoom::seat(db::Tx& tx, const Scope& scope, Instant now) {
  store::SeatRecord nobody;
  nobody.person = scope.person;
  nobody.name = scope.name;
  return seat_view(store::find_seat(tx, scope.person).value_or(nobody), now);
}

Result<SeatView> HotlineRoom::put_seat(db::Tx& tx, const Scope& scope, const SeatIn& in, Instant now) {
  if (!scope.may(Permission::hotline_answer)) return refuse(ErrorCode::forbidden);
  std::vector<FieldError> faults;
  if (in.state == SeatState::talking)
    faults.push_back({"state", "通话状态由来电带出", "talking follows from a call"});
  if (text::length(in.reason) > 40) faults.push_back({"reason", "不超过 40 字", "at most 40 characters"});
  if (in.state == SeatState::on_break && text::trim(in.reason).empty())
    faults.push_back({"reason", "请选择原因", "give a reason"});
  const auto odd = [](char c) { return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'); };
  if (in.extension.size() > 20 || std::any_of(in.extension.begin(), in.extension.end(), odd))
    faults.push_back({"extension", "字母、数字，不超过 20 位", "letters and digits, at most 20"});
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  store::SeatRecord seat = store::find_seat(tx, scope.person).value_or(store::SeatRecord{});
  const bool changed = seat.state != in.state || seat.reason != in.reason || !seat.person;
  if (seat.state == SeatState::talking) {
    const auto open = store::open_call_of(tx, scope.person);
    // Where the exchange has lost the end of a call, its recorded outcome is enough.
    if (open && open->state == CallState::talking && open->outcome == CallOutcome::none)
      return refuse(ErrorCode::seat_busy);
  }
  if (!in.extension.empty()) {
    const auto other = store::seat_at(tx, in.extension);
    if (other && other->person != scope.person)
      return refuse(ErrorCode::already_taken, "分机 " + in.extension + " 由 " + other->name + " 使用",
                    "extension " + in.extension + " is used by " + other->name);
    seat.extension = in.extension;
  }
  seat.person = scope.person;
  seat.account = scope.account;
  seat.name = scope.name;
  seat.state = in.state;
  seat.reason = in.reason;
  if (changed) seat.since = now;
  store::put_seat(tx, part_, parts_.ids.next(now), seat);
  if (parts_.bell) parts_.bell->changed(tx, parts_.district);
  return seat_view(seat, now);
}

Result<SeatHistory> HotlineRoom::seat_history(db::Tx& tx, const Scope& scope, PersonId person) {
  if (person != scope.person && !scope.may(Permission::hotline_manage)) return refuse(ErrorCode::forbidden);
  return SeatHistory{store::spells(tx, person, k_spells)};
}

// ---- shifts -----------------------------------------------------------------------------------------------------

Outcome HotlineRoom::put_shift(db::Tx& tx, const Scope& scope, const ShiftIn& in, Instant now) {
  if (!scope.may(Permission::hotline_manage)) return refuse(ErrorCode::forbidden);
  std::vector<FieldError> faults;
  if (in.ends <= in.starts || in.ends - in.starts > k_longest_shift)
    faults.push_back({"ends", "班次不超过 24 小时", "a shift lasts 24 hours at most"});
  if (text::trim(in.name).empty() || text::length(in.name) > 20)
    faults.push_back({"name", "请填写，不超过 20 字", "give it, at most 20 characters"});
  if (in.people.empty() || in.people.size() > k_most_people)
    faults.push_back({"people", "请选择 1 至 60 人", "choose 1 to 60 people"});
  if (in.head && std::find(in.people.begin(), in.people.end(), in.head) == in.people.end())
    faults.push_back({"head", "值班长应在班内", "the head must be on the shift"});
  if (text::length(in.note) > k_most_noted) faults.push_back({"note", "不超过 500 字", "at most 500 characters"});
  store::ShiftRecord shift;
  if (!in.id.empty()) {
    const auto id = parse_id(in.id);
    const auto known = id.ok() ? store::find_shift(tx, *id) : std::nullopt;
    if (!known) return refuse(ErrorCode::not_found);
    shift = *known;
    ++shift.version;
  } else {
    shift.id = parts_.ids.next(now);
  }
  for (const auto& other : store::shifts(tx, in.starts, in.ends)) {
    if (other.id == shift.id) continue;
    for (const PersonId person : in.people) {
      if (std::find(other.people.begin(), other.people.end(), person) == other.people.end()) continue;
      const std::string name = parts_.org.directory(now)->person_name(person);
      faults.push_back({"people", name + " 已在“" + other.name + "”班", name + " is on the shift \"" + other.name + "\""});
    }
  }
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  shift.starts = in.starts;
  shift.ends = in.ends;
  shift.name = in.name;
  shift.people = in.people;
  shift.head = in.head;
  shift.note = in.note;
  store::put_shift(tx, shift);
  if (parts_.bell) parts_.bell->changed(tx, parts_.district);
  return done();
}

Outcome HotlineRoom::drop_shift(db::Tx& tx, std::int64_t id) {
  if (!store::find_shift(tx, id)) return refuse(ErrorCode::not_found);
  store::drop_shift(tx, id);
  return done();
}

ShiftList HotlineRoom::shifts(db::Tx& tx, Instant from, Instant until, Instant now) {
  const auto directory = parts_.org.directory(now);
  ShiftList list;
  for (const store::ShiftRecord& shift : store::shifts(tx, from, until)) {
    ShiftView view;
    view.id = std::to_string(shift.id);
    view.starts = shift.starts;
    view.ends = shift.ends;
    view.name = shift.name;
    for (const PersonId person : shift.people) view.people.push_back({person.text(), directory->person_name(person)});
    if (shift.head) view.head = ShiftPerson{shift.head.text(), directory->person_name(shift.head)};
    view.note = shift.note;
    view.now = shift.starts <= now && now < shift.ends;
    view.hand_over = store::hand_overs(tx, shift.id);
    view.version = shift.version;
    list.items.push_back(std::move(view));
  }
  for (const org::Holder& holder : directory->holders(parts_.district + "-ZX:seat", now))
    list.seats.push_back({holder.person.text(), holder.name});
  return list;
}

Outcome HotlineRoom::hand_over(db::Tx& tx, const Scope& scope, std::int64_t id, const std::string& text, Instant now) {
  const auto shift = store::find_shift(tx, id);
  if (!shift) return refuse(ErrorCode::not_found);
  const bool on_it = std::find(shift->people.begin(), shift->people.end(), scope.person) != shift->people.end();
  if (!on_it && !scope.may(Permission::hotline_manage)) return refuse(ErrorCode::forbidden);
  if (text::trim(text).empty() || text::length(text) > k_most_noted)
    return refuse_fields(ErrorCode::bad_input, {{"text", "请写交班事项，不超过 500 字", "say what is handed over, in at most 500 characters"}});
  store::add_hand_over(tx, parts_.ids.next(now), id, {text, scope.name, now, "", {}});
  if (parts_.bell) parts_.bell->changed(tx, parts_.district);
  return done();
}

Outcome HotlineRoom::take_over(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now) {
  if (!store::find_shift(tx, id)) return refuse(ErrorCode::not_found);
  if (!scope.may(Permission::hotline_answer) && !scope.may(Permission::hotline_manage)) return refuse(ErrorCode::forbidden);
  if (store::take_hand_overs(tx, id, scope.name, now) == 0)
    return refuse(ErrorCode::not_this_state, "没有待接的交班事项", "nothing waits to be taken over");
  if (parts_.bell) parts_.bell->changed(tx, parts_.district);
  return done();
}

}  // namespace tiange::hotline
