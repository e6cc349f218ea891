#include "city/scores/rules/score_facts.h"

#include <algorithm>

#include "base/codes.h"
#include "base/text.h"

namespace tiange::scores {

using cases::CaseEvent;
using cases::ClockName;
using cases::Element;
using cases::EventKind;

namespace {

std::optional<Work> work_of(Element element) {
  switch (element) {
    case Element::verify: return Work::verify;
    case Element::locate:
    case Element::accept: return Work::intake;
    case Element::dispatch:
    case Element::arbitrate: return Work::dispatch;
    case Element::handle:
    case Element::coordinate: return Work::handle;
    case Element::check: return Work::check;
    case Element::follow_up: return Work::follow_up;
    case Element::close: return Work::close;
    case Element::drawn:
    case Element::none: return std::nullopt;
  }
  return std::nullopt;
}

ClockName clock_of(Work work) {
  switch (work) {
    case Work::verify: return ClockName::verify;
    case Work::intake:
    case Work::dispatch: return ClockName::dispatch;
    case Work::handle: return ClockName::handle;
    case Work::check: return ClockName::check;
    case Work::follow_up: return ClockName::follow_up;
    case Work::close: return ClockName::close;
    default: return ClockName::total;
  }
}

bool is_stage(Work work) {
  return work == Work::verify || work == Work::intake || work == Work::dispatch || work == Work::handle ||
         work == Work::check || work == Work::follow_up || work == Work::close;
}

Entry* open_of(CaseFacts& facts, Work work) {
  for (auto entry = facts.entries.rbegin(); entry != facts.entries.rend(); ++entry) {
    if (entry->work == work && entry->open()) return &*entry;
  }
  return nullptr;
}

Entry* last_of(CaseFacts& facts, Work work) {
  for (auto entry = facts.entries.rbegin(); entry != facts.entries.rend(); ++entry) {
    if (entry->work == work) return &*entry;
  }
  return nullptr;
}

// "440604010-CG" of "440604010-CG:handler"; nothing of queues that belong to an area.
std::string unit_of_queue(std::string_view queue) {
  const std::string_view owner = queue.substr(0, queue.find(':'));
  return owner.find('-') == owner.npos ? "" : std::string(owner);
}

void finish(Entry* entry, const CaseEvent& event) {
  if (!entry) return;
  entry->ended = event.happened;
  if (event.actor.person) entry->person = event.actor.person.value;
  if (entry->due && entry->ended > entry->due) entry->late = true;
}

// Something that simply happened.
Entry& happened(CaseFacts& facts, Work work, const CaseEvent& event, const std::string& unit = "") {
  Entry entry;
  entry.work = work;
  entry.unit = unit;
  entry.person = event.actor.person.value;
  entry.began = entry.ended = event.happened;
  facts.entries.push_back(std::move(entry));
  return facts.entries.back();
}

// What happened to whoever handled it, whoever did it.
void befell(CaseFacts& facts, Work work, const CaseEvent& event) {
  const Entry* handle = last_of(facts, Work::handle);
  const std::int64_t handler = handle ? handle->person : facts.on_spot ? facts.reporter : 0;
  happened(facts, work, event, facts.unit).person = handler;
}

void begin_archive(CaseFacts& facts, const CaseEvent& event) {
  Entry entry;
  entry.work = Work::archive;
  entry.began = event.happened;
  entry.due = event.running.due;
  facts.entries.push_back(std::move(entry));
}

void respond(CaseFacts& facts, const CaseEvent& event) {
  const Entry* handle = open_of(facts, Work::handle);
  Entry* answer = open_of(facts, Work::response);
  const bool theirs = event.kind == EventKind::opened || event.kind == EventKind::claimed ||
                      (handle && event.actor.unit == handle->unit) || event.kind == EventKind::settled ||
                      event.kind == EventKind::returned;
  if (handle && answer && event.actor.person && theirs) finish(answer, event);
}

void take_report(CaseFacts& facts, const CaseEvent& event) {
  facts.created = event.happened;
  facts.area = event.area;
  facts.item = event.item;
  facts.reporter = event.actor.person.value;
  facts.by_public = !event.actor.person;
  happened(facts, Work::report, event);
  begin_archive(facts, event);
  if (!event.settled) return;
  facts.on_spot = true;
  facts.registered = event.happened;
  facts.unit = event.unit;
  if (!event.sampled) finish(open_of(facts, Work::archive), event);
}

void take_dispatch(CaseFacts& facts, const CaseEvent& event) {
  if (Entry* due = open_of(facts, Work::dispatch)) {
    finish(due, event);
  } else {
    happened(facts, Work::dispatch, event);
  }
  facts.unit = event.unit;
  if (!facts.registered) facts.registered = event.happened;
}

void take_return(CaseFacts& facts, const CaseEvent& event) {
  Entry* handle = open_of(facts, Work::handle);
  if (!handle) return;
  handle->dropped = true;
  if (event.actor.person) handle->person = event.actor.person.value;
  const std::string unit = handle->unit;
  if (Entry* dispatch = last_of(facts, Work::dispatch)) dispatch->wrong = true;
  if (Entry* answer = open_of(facts, Work::response)) answer->dropped = true;
  happened(facts, Work::back, event, unit);
}

void take_end(CaseFacts& facts, const CaseEvent& event) {
  for (Entry& entry : facts.entries) {
    if (entry.open() && entry.work != Work::archive) entry.dropped = true;
  }
  if (event.kind == EventKind::closed) {
    finish(open_of(facts, Work::archive), event);
    return;
  }
  facts.rejected = event.happened;
  facts.registered = {};
  if (Entry* archive = open_of(facts, Work::archive)) archive->dropped = true;
}

void take_overdue(CaseFacts& facts, const CaseEvent& event) {
  if (!event.clock) return;
  for (Entry& entry : facts.entries) {
    const bool timed = is_stage(entry.work) || entry.work == Work::archive;
    if (!timed || !entry.open() || clock_of(entry.work) != *event.clock) continue;
    entry.late = true;
    if (!entry.due) entry.due = event.happened;
  }
  if (*event.clock != ClockName::handle) return;
  if (Entry* answer = open_of(facts, Work::response)) answer->late = true;
}

void take_clocks(CaseFacts& facts, const cases::Clocks& clocks) {
  for (Entry& entry : facts.entries) {
    if (!entry.open() || entry.late || !(is_stage(entry.work) || entry.work == Work::archive)) continue;
    const cases::Clock& clock = clocks.of(clock_of(entry.work));
    if (clock.given()) entry.due = clock.due;
  }
}

void enter(CaseFacts& facts, const CaseEvent& event, const FactRules& rules) {
  const cases::Stop& stop = *event.to;
  const auto work = work_of(stop.element);
  for (Entry& entry : facts.entries) {
    if (entry.open() && is_stage(entry.work) && entry.work != work) entry.dropped = true;
  }
  if (!work) return;
  Entry* entry = open_of(facts, *work);
  if (!entry) {
    Entry fresh;
    fresh.work = *work;
    fresh.began = event.happened;
    facts.entries.push_back(fresh);
    if (*work == Work::handle) {
      fresh.work = Work::response;
      fresh.due = event.happened + hours(rules.response_hours);
      fresh.unit = facts.unit;
      fresh.queue = stop.queue;
      facts.entries.push_back(fresh);
    }
    entry = open_of(facts, *work);
  }
  entry->queue = stop.queue;
  entry->unit = *work == Work::handle ? facts.unit : unit_of_queue(stop.queue);
  if (!entry->late) entry->due = stop.clock.due;
}

bool is_form(EventKind kind) {
  switch (kind) {
    case EventKind::reported:
    case EventKind::located:
    case EventKind::verified:
    case EventKind::accepted:
    case EventKind::rejected:
    case EventKind::dispatched:
    case EventKind::settled:
    case EventKind::returned:
    case EventKind::sent_up:
    case EventKind::passed_on:
    case EventKind::arbitrated:
    case EventKind::checked:
    case EventKind::followed_up:
    case EventKind::closed:
    case EventKind::completed:
    case EventKind::extension_asked:
    case EventKind::suspension_asked: return true;
    default: return false;
  }
}

// What people typed and what the program filled in for them.
void take_form(CaseFacts& facts, const CaseEvent& event) {
  if (!is_form(event.kind)) return;
  const bool by_rule = !event.actor.person && event.kind == EventKind::dispatched;
  if (!event.actor.person && !by_rule && event.kind != EventKind::reported) return;
  Entry& form = happened(facts, Work::form, event, event.actor.unit);
  form.filled = 1;  // the moment
  if (event.to && event.to->clock.given()) ++form.filled;
  if (event.kind == EventKind::reported && event.lng && !event.area.empty()) ++form.filled;
  if (by_rule) form.filled += 2;  // unit and level
  if (!event.actor.person) return;
  for (const std::string* text : {&event.text, &event.condition, &event.place, &event.basis})
    form.typed += !text->empty();
  if (event.kind == EventKind::reported) ++form.typed;  // the matter itself; its words are not in the history
  if (!event.item.empty()) ++form.typed;
  if (event.kind == EventKind::dispatched || event.kind == EventKind::passed_on) form.typed += !event.unit.empty();
  if (event.answers.is_object()) form.typed += static_cast<std::int64_t>(event.answers.as_object().size());
}

void take_outcome(CaseFacts& facts, const CaseEvent& event) {
  const bool check = event.kind == EventKind::checked;
  if (Entry* due = open_of(facts, check ? Work::check : Work::follow_up)) {
    finish(due, event);
  } else if (!check) {
    happened(facts, Work::follow_up, event);  // asked without a task of its own
  }
  if (!check) befell(facts, event.outcome == "dissatisfied" ? Work::dissatisfied : Work::satisfied, event);
  if (event.outcome == "fail" || event.outcome == "dissatisfied") befell(facts, Work::rework, event);
}

// False for kinds of the other table.
bool take_step(CaseFacts& facts, const CaseEvent& event) {
  switch (event.kind) {
    case EventKind::reported: take_report(facts, event); return true;
    case EventKind::located:
      facts.area = event.area;
      finish(open_of(facts, Work::intake), event);
      return true;
    case EventKind::classified:
    case EventKind::severity_set:
    case EventKind::accepted:
      if (!event.item.empty()) facts.item = event.item;
      if (event.kind != EventKind::accepted) return true;
      finish(open_of(facts, Work::intake), event);
      if (!facts.registered) facts.registered = event.happened;
      return true;
    case EventKind::verified:
      finish(open_of(facts, Work::verify), event);
      if (event.outcome == "false") take_end(facts, event);
      return true;
    case EventKind::rejected:
      finish(open_of(facts, Work::intake), event);
      take_end(facts, event);
      return true;
    case EventKind::dispatched:
    case EventKind::arbitrated: take_dispatch(facts, event); return true;
    case EventKind::passed_on: facts.unit = event.unit; return true;
    case EventKind::settled: finish(open_of(facts, Work::handle), event); return true;
    case EventKind::returned: take_return(facts, event); return true;
    case EventKind::checked:
    case EventKind::followed_up: take_outcome(facts, event); return true;
    case EventKind::closed:
      finish(open_of(facts, Work::close), event);
      take_end(facts, event);
      return true;
    default: return false;
  }
}

void take_side(CaseFacts& facts, const CaseEvent& event) {
  switch (event.kind) {
    case EventKind::overdue: take_overdue(facts, event); break;
    case EventKind::extension_given: befell(facts, Work::delay, event); break;
    case EventKind::suspended:
      facts.deferred = true;
      befell(facts, Work::suspend, event);
      break;
    case EventKind::urged: befell(facts, Work::urge, event); break;
    case EventKind::reopened:
      befell(facts, Work::reopen, event);
      begin_archive(facts, event);
      break;
    case EventKind::sent_back:
    case EventKind::rejected_to_start: take_return(facts, event); break;
    case EventKind::withdrawn:
    case EventKind::jumped:
      for (Entry& entry : facts.entries) {
        if (entry.open() && (is_stage(entry.work) || entry.work == Work::response)) entry.dropped = true;
      }
      break;
    default: break;
  }
}

}  // namespace

void take(CaseFacts& facts, const CaseEvent& event, const FactRules& rules) {
  respond(facts, event);
  if (!take_step(facts, event)) take_side(facts, event);
  if (event.clocks) take_clocks(facts, *event.clocks);
  if (event.to) enter(facts, event, rules);
  take_form(facts, event);
  facts.latest = std::max(facts.latest, event.happened);
  for (const Entry& entry : facts.entries) facts.latest = std::max(facts.latest, entry.due);
  // The archive is the account of whoever handled it last.
  if (Entry* archive = last_of(facts, Work::archive)) archive->unit = facts.unit;
}

}  // namespace tiange::scores
