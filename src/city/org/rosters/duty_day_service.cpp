// The day of those on duty: who it is now, swaps, the log of a shift and its hand-over, calls.
#include <algorithm>

#include "base/text.h"
#include "city/org/rosters/roster_room.h"

namespace tiange::rosters {

namespace {

constexpr std::size_t k_most_text = 2'000;
constexpr Span k_ahead = days(31);
constexpr Span k_taken_within = minutes(15);  // of the next shift's beginning
constexpr int k_calls_shown = 20;
constexpr int k_swaps_shown = 50;

std::vector<OpenMatter> matters_of(const std::string& text) {
  const auto parsed = json::parse(text);
  return parsed.ok() ? json::read_value<std::vector<OpenMatter>>(*parsed).value_or({}) : std::vector<OpenMatter>{};
}

bool is_on(const Shift& shift, PersonId person) { return std::find(shift.people.begin(), shift.people.end(), person) != shift.people.end(); }

// The unit, those above it, and the centres of its area and of the areas above.
std::vector<std::string> asked_in_turn(const org::Directory& directory, std::string_view unit) {
  constexpr int k_most_up = 6;
  constexpr std::string_view k_centre = "-ZX";
  std::vector<std::string> all;
  const org::UnitInfo* info = directory.unit(unit);
  std::string area = info ? info->area_code : "";
  for (int up = 0; info && up < k_most_up; ++up) {
    all.push_back(info->code);
    info = directory.unit(info->parent);
  }
  for (; area.size() >= 6; area.resize(area.size() - 3)) all.push_back(area + std::string(k_centre));
  return all;
}

Outcome check_text(const std::string& text) {
  if (!text::trim(text).empty() && text::length(text) <= k_most_text) return done();
  return refuse_fields(ErrorCode::bad_input, {FieldError{"text", "请填写，不超过 2000 字", "give 1 to 2000 characters"}});
}

}  // namespace

void RosterRoom::tell(db::Tx& tx, const std::vector<PersonId>& people, const std::string& unit, const Words& title, const Words& text, bool urgent,
                      Instant now) const {
  if (parts_.tell && !people.empty()) parts_.tell(tx, people, unit, title, text, urgent, now);
}

std::vector<OnDuty> RosterRoom::on_duty(db::Tx& tx, std::string_view unit, Instant now) {
  const auto directory = parts_.org.directory(now);
  for (const std::string& at : asked_in_turn(*directory, unit)) {
    std::vector<OnDuty> found;
    for (const store::RotaRow& row : store::rotas_of(tx, at)) {
      for (const Shift& shift : store::shifts_of(tx, row.id, now, now + Span{1})) {
        for (std::size_t i = 0; i < shift.people.size(); ++i)
          found.push_back({shift.people[i], directory->person_name(shift.people[i]), called_after(row.rota, i)});
      }
    }
    if (!found.empty()) return found;
  }
  return {};
}

NowView RosterRoom::now_at(db::Tx& tx, const Scope& scope, std::string_view unit, Instant now) {
  NowView view;
  const auto directory = parts_.org.directory(now);
  const auto show_all = [&](const std::vector<store::RotaRow>& rows, bool seen_only) {
    for (const store::RotaRow& row : rows) {
      if (!row.rota.active || (seen_only && !may_see(scope, row))) continue;
      for (const Shift& shift : store::shifts_of(tx, row.id, now, now + Span{1})) view.items.push_back(now_row(shift, row, scope, now));
    }
  };
  if (unit.empty()) show_all(store::rotas(tx), true);
  for (const std::string& at : asked_in_turn(*directory, unit)) {
    if (view.items.empty()) show_all(store::rotas_of(tx, at), false);
  }
  return view;
}

MineView RosterRoom::mine(db::Tx& tx, const Scope& scope, Instant now) {
  MineView view;
  std::vector<store::RotaRow> rotas = store::rotas(tx);
  const auto rota_of = [&](std::int64_t id) -> const store::RotaRow* {
    const auto found = std::find_if(rotas.begin(), rotas.end(), [&](const auto& one) { return one.id == id; });
    return found == rotas.end() ? nullptr : &*found;
  };
  for (const Shift& shift : store::shifts(tx, now, now + k_ahead)) {
    const store::RotaRow* rota = rota_of(shift.rota);
    if (rota && is_on(shift, scope.person)) view.shifts.push_back(now_row(shift, *rota, scope, now));
  }
  for (const store::SwapRow& swap : store::swaps_of(tx, scope.person, k_swaps_shown)) {
    const store::RotaRow* rota = rota_of(swap.rota);
    if (rota) view.swaps.push_back(show(tx, swap, *rota, scope, now));
  }
  for (const store::LogRow& log : store::untaken(tx)) {
    const store::RotaRow* rota = rota_of(log.rota);
    const auto shift = rota ? store::find_shift(tx, log.rota, log.shift) : std::nullopt;
    const auto next = shift ? store::next_shift(tx, *shift) : std::nullopt;
    if (next && is_on(*next, scope.person)) view.to_take.push_back(now_row(*shift, *rota, scope, now));
  }
  for (const store::RotaRow& rota : rotas) {
    if (!may_see(scope, rota)) continue;
    for (CallView& call : calls(tx, scope, rota.id, now)) {
      if (call.may_take) view.calls.push_back(std::move(call));
    }
  }
  return view;
}

// ---- swaps ----------------------------------------------------------------------------------------------------------

SwapView RosterRoom::show(db::Tx& tx, const store::SwapRow& row, const store::RotaRow& rota, const Scope& scope, Instant now) const {
  SwapView view;
  view.id = std::to_string(row.id);
  view.from = name_of(row.from, now);
  view.to = name_of(row.to, now);
  view.mine = row.from == scope.person;
  if (const auto shift = store::find_shift(tx, row.rota, row.shift)) view.shift = show(*shift, rota, scope, now);
  if (row.in_return) {
    if (const auto shift = store::find_shift(tx, row.rota, row.in_return)) view.in_return = show(*shift, rota, scope, now);
  }
  view.text = row.text;
  view.state = row.state;
  view.asked = row.asked;
  return view;
}

Result<SwapView> RosterRoom::ask_swap(db::Tx& tx, const Scope& scope, const SwapIn& in, Instant now) {
  TIANGE_TRY(const std::int64_t rota_id, parse_id(in.rota));
  TIANGE_TRY(const std::int64_t shift_id, parse_id(in.shift));
  TIANGE_TRY(const store::RotaRow rota, seen(tx, scope, rota_id));
  const auto shift = store::find_shift(tx, rota_id, shift_id);
  if (!shift || !is_on(*shift, scope.person) || shift->starts <= now)
    return refuse_fields(ErrorCode::bad_input, {FieldError{"shift", "只能调换自己还未开始的班", "only one's own shift that has not begun"}});
  if (in.to == scope.person || name_of(in.to, now).empty() || is_on(*shift, in.to))
    return refuse_fields(ErrorCode::bad_input, {FieldError{"to", "请选择不在此班的同事", "choose a colleague who is not on that shift"}});
  store::SwapRow row;
  row.rota = rota_id;
  row.id = parts_.ids.next(now);
  row.shift = shift_id;
  row.from = scope.person;
  row.to = in.to;
  if (!in.in_return.empty()) {
    TIANGE_TRY(row.in_return, parse_id(in.in_return));
    const auto other = store::find_shift(tx, rota_id, row.in_return);
    if (!other || !is_on(*other, in.to) || other->starts <= now || is_on(*other, scope.person))
      return refuse_fields(ErrorCode::bad_input, {FieldError{"in_return", "应为对方还未开始的班", "must be a shift of the other's that has not begun"}});
  }
  row.text = text::cut(in.text, 200);
  row.state = "asked";
  row.asked = now;
  store::insert_swap(tx, row);
  const std::string when = format_local(shift->starts);
  tell(tx, {row.to}, rota.unit, {scope.name + " 请您调班：" + rota.rota.zh + " " + shift->name, scope.name + " asks you to swap: " + shift->name},
       {when + "。" + row.text, when + ". " + row.text}, false, now);
  return show(tx, row, rota, scope, now);
}

Result<SwapView> RosterRoom::answer_swap(db::Tx& tx, const Scope& scope, std::int64_t id, bool agree, Instant now) {
  auto row = store::find_swap(tx, id);
  if (!row || (row->to != scope.person && row->from != scope.person)) return refuse(ErrorCode::not_found);
  const auto rota = store::find_rota(tx, row->rota);
  auto shift = store::find_shift(tx, row->rota, row->shift);
  if (!rota || !shift) return refuse(ErrorCode::not_found);
  if (row->from == scope.person && agree) return refuse(ErrorCode::forbidden, "由对方答复", "the other answers");
  row->state = row->from == scope.person ? "withdrawn" : agree ? "agreed" : "refused";
  row->answered = now;
  if (row->state == "agreed") {
    if (shift->starts <= now || !is_on(*shift, row->from)) return refuse(ErrorCode::conflict, "该班已开始或已变动", "the shift has begun or changed");
    auto other = row->in_return ? store::find_shift(tx, row->rota, row->in_return) : std::nullopt;
    if (row->in_return && (!other || other->starts <= now || !is_on(*other, row->to))) return refuse(ErrorCode::conflict, "换回的班已开始或已变动", "the shift in return has begun or changed");
    std::replace(shift->people.begin(), shift->people.end(), row->from, row->to);
    ++shift->version;
    if (other) {
      std::replace(other->people.begin(), other->people.end(), row->to, row->from);
      ++other->version;
      store::put_shift(tx, *other);
    }
    store::put_shift(tx, *shift);
    TIANGE_CHECK_OK(free_for(tx, *shift, now));
    if (other) TIANGE_CHECK_OK(free_for(tx, *other, now));
  }
  if (!store::answer_swap(tx, *row)) return refuse(ErrorCode::conflict, "已经答复过", "it was answered before");
  const PersonId hears = row->from == scope.person ? row->to : row->from;
  const Words said = row->state == "agreed" ? Words{"同意调班", "agrees to swap"} : row->state == "refused" ? Words{"不同意调班", "does not agree to swap"} : Words{"收回调班请求", "takes the request back"};
  const std::string when = format_local(shift->starts);
  tell(tx, {hears}, rota->unit, {scope.name + " " + said.zh, scope.name + " " + said.en}, {rota->rota.zh + " " + shift->name + " " + when, shift->name + " " + when}, false, now);
  return show(tx, *row, *rota, scope, now);
}

// ---- the log of a shift ---------------------------------------------------------------------------------------------

Result<ShiftLog> RosterRoom::log(db::Tx& tx, const Scope& scope, std::int64_t rota_id, std::int64_t shift_id, Instant now) {
  TIANGE_TRY(const store::RotaRow rota, seen(tx, scope, rota_id));
  const auto shift = store::find_shift(tx, rota_id, shift_id);
  if (!shift) return refuse(ErrorCode::not_found);
  ShiftLog view;
  view.shift = show(*shift, rota, scope, now);
  view.rota_zh = rota.rota.zh;
  view.rota_en = rota.rota.en;
  bool untaken = false;
  for (const store::LogRow& row : store::log_of(tx, rota_id, shift_id)) {
    LogEntryView entry{row.kind, row.text, row.name, row.written, row.taken_by, {}, matters_of(row.open)};
    if (row.taken) entry.taken = row.taken;
    untaken = untaken || (row.kind == "hand_over" && !row.taken);
    view.entries.push_back(std::move(entry));
  }
  view.shift.red = untaken;
  if (parts_.open_matters) view.open = parts_.open_matters(tx, scope, rota.unit, now);
  const auto next = store::next_shift(tx, *shift);
  if (next) view.next = show(*next, rota, scope, now);
  view.may_write = is_on(*shift, scope.person) || may_manage(scope, rota);
  view.may_take = untaken && ((next && is_on(*next, scope.person)) || may_manage(scope, rota)) && !is_on(*shift, scope.person);
  return view;
}

Outcome RosterRoom::write_log(db::Tx& tx, const Scope& scope, std::int64_t rota_id, std::int64_t shift_id, const LogIn& in, Instant now) {
  TIANGE_CHECK_OK(check_text(in.text));
  TIANGE_TRY(const ShiftLog view, log(tx, scope, rota_id, shift_id, now));
  if (!view.may_write) return refuse(ErrorCode::forbidden, "由当班人员填写", "whoever is on the shift writes it");
  if (in.hand_over && view.shift.red) return refuse(ErrorCode::conflict, "上一份交班还没有人接", "the hand-over before has not been taken");
  store::LogRow row;
  row.rota = rota_id;
  row.id = parts_.ids.next(now);
  row.shift = shift_id;
  row.kind = in.hand_over ? "hand_over" : "note";
  row.person = scope.person;
  row.name = scope.name;
  row.text = in.text;
  row.open = in.hand_over ? json::write(view.open) : "[]";
  row.written = now;
  store::put_log(tx, row);
  if (!in.hand_over || !view.next) return done();
  std::vector<PersonId> people;
  for (const PersonView& person : view.next->people) people.push_back(person.id);
  const auto rota = store::find_rota(tx, rota_id);
  const std::string open = std::to_string(view.open.size());
  tell(tx, people, rota->unit, {"有交班待接：" + view.rota_zh + " " + view.shift.name, "A hand-over waits: " + view.rota_en + " " + view.shift.name},
       {scope.name + "：" + text::cut(in.text, 100) + "（未了 " + open + " 件）", scope.name + ": " + text::cut(in.text, 100) + " (" + open + " open)"}, false, now);
  return done();
}

Outcome RosterRoom::take_over(db::Tx& tx, const Scope& scope, std::int64_t rota_id, std::int64_t shift_id, Instant now) {
  TIANGE_TRY(const ShiftLog view, log(tx, scope, rota_id, shift_id, now));
  if (!view.shift.red) return refuse(ErrorCode::conflict, "没有待接的交班", "there is no hand-over to take");
  if (!view.may_take) return refuse(ErrorCode::forbidden, "由下一班的人接班", "somebody of the next shift takes it");
  store::take(tx, rota_id, shift_id, scope.name, now);
  return done();
}

// ---- calls ----------------------------------------------------------------------------------------------------------

CallView RosterRoom::show(db::Tx& tx, const store::CallRow& row, const store::RotaRow& rota, const Scope& scope, Instant now) const {
  CallView view;
  view.id = std::to_string(row.id);
  view.rota_zh = rota.rota.zh;
  view.rota_en = rota.rota.en;
  view.text = row.text;
  view.asked_by = row.asked_by;
  view.asked = row.asked;
  const auto shift = store::find_shift(tx, row.rota, row.shift);
  for (std::size_t i = 0; shift && i < shift->people.size() && i < static_cast<std::size_t>(row.called); ++i) {
    view.called.push_back(name_of(shift->people[i], now));
    view.may_take = view.may_take || (shift->people[i] == scope.person && !row.taken);
  }
  if (row.next) view.next = row.next;
  view.taken_by = row.taken_by;
  if (row.taken) view.taken = row.taken;
  return view;
}

std::vector<CallView> RosterRoom::calls(db::Tx& tx, const Scope& scope, std::int64_t rota_id, Instant now) {
  std::vector<CallView> all;
  const auto rota = store::find_rota(tx, rota_id);
  if (!rota || !may_see(scope, *rota)) return all;
  for (const store::CallRow& row : store::calls_of(tx, rota_id, k_calls_shown)) all.push_back(show(tx, row, *rota, scope, now));
  return all;
}

void RosterRoom::call_next(db::Tx& tx, store::CallRow& call, const store::RotaRow& rota, const Shift& shift, Instant now) {
  const auto place = static_cast<std::size_t>(call.called);
  if (place < shift.people.size()) {
    tell(tx, {shift.people[place]}, rota.unit, {"值班呼叫：" + text::cut(call.text, 60), "You are called: " + text::cut(call.text, 60)},
         {rota.rota.zh + " " + shift.name + "，" + call.asked_by + " 呼叫，请应答。", rota.rota.en + ", called by " + call.asked_by + "; please answer."}, true, now);
    ++call.called;
  }
  const auto next = static_cast<std::size_t>(call.called);
  call.next = next < shift.people.size() ? call.asked + minutes(called_after(rota.rota, next)) : Instant{};
  store::put_call(tx, call);
}

Result<CallView> RosterRoom::call(db::Tx& tx, const Scope& scope, std::int64_t rota_id, const CallIn& in, Instant now) {
  TIANGE_CHECK_OK(check_text(in.text));
  TIANGE_TRY(const store::RotaRow rota, seen(tx, scope, rota_id));
  const auto shifts = store::shifts_of(tx, rota_id, now, now + Span{1});
  const auto shift = std::find_if(shifts.begin(), shifts.end(), [](const Shift& one) { return !one.people.empty(); });
  if (shift == shifts.end()) return refuse(ErrorCode::conflict, "现在没有人值班", "nobody is on duty now");
  store::CallRow row;
  row.rota = rota_id;
  row.id = parts_.ids.next(now);
  row.shift = shift->id;
  row.text = in.text;
  row.asked_by = scope.name;
  row.asked = now;
  call_next(tx, row, rota, *shift, now);
  return show(tx, row, rota, scope, now);
}

Result<CallView> RosterRoom::take_call(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now) {
  auto row = store::find_call(tx, id);
  const auto rota = row ? store::find_rota(tx, row->rota) : std::nullopt;
  if (!rota || !may_see(scope, *rota)) return refuse(ErrorCode::not_found);
  const CallView view = show(tx, *row, *rota, scope, now);
  if (view.taken) return refuse(ErrorCode::conflict, "已由 " + view.taken_by + " 应答", "answered by " + view.taken_by);
  if (!view.may_take) return refuse(ErrorCode::forbidden, "由被呼叫的人应答", "whoever is called answers");
  row->taken = now;
  row->taken_by = scope.name;
  row->next = Instant{};
  store::put_call(tx, *row);
  return show(tx, *row, *rota, scope, now);
}

void RosterRoom::remind(Instant now) {
  bool any = false;
  parts_.db.run_read([&](db::Tx& tx) { any = !store::due_calls(tx, now).empty() || !store::untaken(tx).empty(); });
  if (!any) return;
  parts_.db.run_write(system_scope(), [&](db::Tx& tx) {
    for (store::CallRow& call : store::due_calls(tx, now)) {
      const auto rota = store::find_rota(tx, call.rota);
      const auto shift = store::find_shift(tx, call.rota, call.shift);
      if (rota && shift) {
        call_next(tx, call, *rota, *shift, now);
      } else {
        call.next = Instant{};
        store::put_call(tx, call);
      }
    }
    for (const store::LogRow& log : store::untaken(tx)) {
      const auto rota = store::find_rota(tx, log.rota);
      const auto shift = store::find_shift(tx, log.rota, log.shift);
      const auto next = shift ? store::next_shift(tx, *shift) : std::nullopt;
      if (log.reminded || !rota || !next || now < next->starts + k_taken_within) continue;
      std::vector<PersonId> people = next->people;
      people.push_back(log.person);
      tell(tx, people, rota->unit, {"交班超时未接：" + rota->rota.zh + " " + shift->name, "A hand-over was not taken: " + rota->rota.en + " " + shift->name},
           {log.name + "：" + text::cut(log.text, 100), log.name + ": " + text::cut(log.text, 100)}, true, now);
      store::mark_reminded(tx, log);
    }
    return true;
  });
}

}  // namespace tiange::rosters
