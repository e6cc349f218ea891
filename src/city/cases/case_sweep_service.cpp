// What happens without an act on the case itself: climbing, reminders, limits that run out, suspensions that end, its process
// changed from outside. Each in a write of its own, so that one broken case does not hold up the others.

#include "city/cases/case_service.h"
#include "city/cases/rules/case_sentences.h"
#include "city/cases/rules/deadline_rules.h"

namespace tiange::cases {

namespace {

constexpr int k_at_once = 500;

CaseEvent by_house(EventKind kind, Instant now) {
  CaseEvent event;
  event.kind = kind;
  event.happened = now;
  return event;
}

}  // namespace

bool CaseService::fire(const flows::DueTimer& timer, Instant now) {
  const Scope house = system_scope();
  const auto moved = parts_.db.write(house, [&](db::Tx& tx) -> Result<bool> {
    const auto instance = parts_.flows.instance(tx, timer.instance);
    if (!instance.ok()) return false;
    TIANGE_TRY(CaseRecord record, store_.load(tx, house, {instance->subject.part_key, CaseId{instance->subject.id}}));
    CaseFlow flow(parts_, directory(now), record.file);
    TIANGE_CHECK_OK(parts_.flows.fire_timer(tx, flow, timer, now));
    Saving saving;
    saving.counted_before = counted(record);
    std::optional<CaseEvent> reminder;
    if (flow.reminded()) {
      reminder = by_house(EventKind::noted, now);
      reminder->outcome = k_reminder;
    }
    if (flow.stopped() && !record.file.office.parts.empty()) office_.task_ended(tx, task_of(record), now);
    saving.events = flow.events(std::move(reminder), now);
    if (saving.events.empty()) return false;
    TIANGE_CHECK_OK(save(tx, house, record, saving));
    return true;
  });
  if (!moved.ok()) {
    // Tried again later: what cannot move now must not stand before the others for ever.
    parts_.db.run_write(house, [&](db::Tx& tx) {
      parts_.flows.postpone_timer(tx, timer, now + minutes(10));
      return true;
    });
  }
  return moved.ok() && *moved;
}

bool CaseService::look_at(CaseRef ref, Instant now) {
  const Scope house = system_scope();
  const auto moved = parts_.db.write(house, [&](db::Tx& tx) -> Result<bool> {
    TIANGE_TRY(CaseRecord record, store_.load(tx, house, ref));
    CaseFile& file = record.file;
    const Instant watch = next_watch(file);
    if (!watch || watch > now) {
      store_.set_watch(tx, record);
      return false;
    }
    if (file.is_suspended()) {
      TIANGE_CHECK_OK(act_only(tx, house, ref, Action::resume, {}, std::nullopt, now));
      return true;
    }
    Saving saving;
    saving.counted_before = counted(record);
    for (int i = 0; i < k_clock_count; ++i) {
      const auto name = static_cast<ClockName>(i);
      const Clock& clock = file.clocks.of(name);
      if (!clock.running() || clock.overdue || now <= clock.due) continue;
      CaseEvent event = by_house(EventKind::overdue, now);
      event.clock = name;
      saving.events.push_back(std::move(event));
    }
    for (const office::Part& part : file.office.parts) {
      if (!part.is_open() || !part.due || part.overdue || now <= part.due) continue;
      CaseEvent event = by_house(EventKind::part_overdue, now);
      event.office = office::Change{};
      event.office->kind = office::ChangeKind::ran_out;
      event.office->part = part.id;
      event.office->at = now;
      saving.events.push_back(std::move(event));
    }
    if (saving.events.empty()) return false;
    TIANGE_CHECK_OK(save(tx, house, record, saving));
    return true;
  });
  return moved.ok() && *moved;
}

Outcome CaseService::with_host(db::Tx& tx, flows::Subject subject, PersonId by, const Words& note, Instant now,
                               const std::function<Outcome(flows::Host&)>& act) {
  const Scope house = system_scope();
  TIANGE_TRY(CaseRecord record, store_.load(tx, house, {subject.part_key, CaseId{subject.id}}));
  CaseFlow flow(parts_, directory(now), record.file);
  TIANGE_CHECK_OK(act(flow));
  Saving saving;
  saving.counted_before = counted(record);
  CaseEvent changed = by_house(EventKind::process_changed, now);
  changed.actor = {by, by ? person_name(by, now) : "", ""};
  changed.routing.reason_zh = note.zh;
  changed.routing.reason_en = note.en;
  if (flow.stopped() && !flow.kept() && !record.file.office.parts.empty()) office_.task_ended(tx, task_of(record), now);
  saving.events = flow.events(std::move(changed), now);
  return save(tx, house, record, saving);
}

std::string CaseService::number_of(db::Tx& tx, flows::Subject subject) {
  const auto record = store_.load(tx, system_scope(), {subject.part_key, CaseId{subject.id}});
  return record.ok() ? record->number : "";
}

int CaseService::sweep(Instant now) {
  int moved = 0;
  const auto timers = parts_.db.read(
      [&](db::Tx& tx) -> Result<std::vector<flows::DueTimer>> { return parts_.flows.due_timers(tx, now, k_at_once); });
  for (const flows::DueTimer& timer : *timers) moved += fire(timer, now);
  // A limit has run out after its last moment, so a case is looked at just behind it.
  const auto due = parts_.db.read(
      [&](db::Tx& tx) -> Result<std::vector<CaseRef>> { return store_.due_for_look(tx, now - Span{1}, k_at_once); });
  for (const CaseRef& ref : *due) moved += look_at(ref, now);
  return moved;
}

}  // namespace tiange::cases
