#include "city/cases/rules/case_file.h"

#include <algorithm>

#include "city/cases/rules/deadline_rules.h"
#include "city/cases/rules/tie_rules.h"

namespace tiange::cases {

namespace {

void stop_stage_clocks(CaseFile& file, Instant now, std::optional<ClockName> except) {
  for (int i = 1; i < k_clock_count; ++i) {
    const auto name = static_cast<ClockName>(i);
    if (except && *except == name) continue;
    if (file.clocks.of(name).running()) stop_clock(file.clocks.of(name), now);
  }
}

bool goes_back(EventKind kind) {
  return kind == EventKind::sent_back || kind == EventKind::rejected_to_start || kind == EventKind::withdrawn ||
         kind == EventKind::jumped;
}

// What was passed is remembered once; who goes back to a step has it and all behind it before them again.
void remember_step(CaseFile& file, const Stop& stop, EventKind kind) {
  const auto same = [](const std::string& id) { return [&id](const PassedStep& step) { return step.id == id; }; };
  if (goes_back(kind)) {
    const std::string id = stop.drawn ? stop.drawn->id : std::string(json::enum_name(stop.element));
    const auto found = std::find_if(file.passed.begin(), file.passed.end(), same(id));
    if (found != file.passed.end()) file.passed.erase(found, file.passed.end());
    return;
  }
  if (file.element == Element::none || (file.drawn && file.drawn->inside)) return;
  const std::string left = file.step_id();
  std::erase_if(file.passed, same(left));
  file.passed.push_back(file.drawn ? PassedStep{left, file.drawn->zh, file.drawn->en} : PassedStep{left, "", ""});
}

void enter(CaseFile& file, const Stop& stop, EventKind kind, Instant now) {
  const auto name = clock_of(stop.element);
  stop_stage_clocks(file, now, name);
  if (name) file.clocks.of(*name) = stop.clock;
  remember_step(file, stop, kind);
  file.old_clock = false;
  file.office = {};
  file.drawn = stop.drawn;
  file.element = stop.element;
  file.task = stop.task;
  file.instance = stop.instance;
  file.queue = stop.queue;
  file.claimed_by = {};
  file.claimed_by_name.clear();
  if (step_of(stop.element) == Step::handle) {
    file.fresh_clock = false;
    file.just_returned = false;
    file.climb_limit = stop.climb_limit;
    file.warn_limit = stop.warn_limit;
    file.lit |= 1u << static_cast<unsigned>(file.level);
  }
}

// The task stays, and what hangs on it; only its place changes.
void relocate(CaseFile& file, const Stop& stop, Instant now) {
  const auto before = clock_of(file.element);
  const auto name = clock_of(stop.element);
  if (name && stop.clock.given()) file.clocks.of(*name) = stop.clock;
  if (before && before != name) stop_clock(file.clocks.of(*before), now);
  file.drawn = stop.drawn;
  file.element = stop.element;
  file.queue = stop.queue;
}

void end(CaseFile& file, Instant now) {
  for (int i = 0; i < k_clock_count; ++i) stop_clock(file.clocks.of(static_cast<ClockName>(i)), now);
  file.element = Element::none;
  file.drawn.reset();
  file.office = {};
  file.sent.reset();
  file.passed.clear();
  file.task = 0;
  file.queue.clear();
  file.claimed_by = {};
  file.claimed_by_name.clear();
  file.closed_off = true;
  file.closed = now;
  file.extension_asked.reset();
  file.suspension_asked.reset();
}

void take_report(CaseFile& file, const CaseEvent& event) {
  file.channel = event.channel.value_or(Channel::web);
  file.kind = event.case_kind.value_or(Kind::report);
  file.severity = event.severity.value_or(Severity::normal);
  file.reported_by = event.actor.person;
  file.confidential = event.confidential;
  file.anonymous = event.anonymous;
  file.wants_reply = event.wants_reply;
  file.area = event.area;
  file.place_text = event.place;
  file.lng = event.lng;
  file.lat = event.lat;
  file.occurred = event.occurred;
  file.item = event.item;
  file.item_version = event.item_version;
  file.lead_line = event.line;
  file.clocks.total = event.running;
  if (event.settled) {
    file.settled_on_spot = true;
    file.handler = event.actor.person;
    file.settled = event.happened;
    file.closing_condition = event.condition;
    file.result = event.text;
    file.unit = event.unit;
    file.lit = 1;
    file.accepted = true;
    if (!event.sampled) end(file, event.happened);
  }
}

void take_item(CaseFile& file, const CaseEvent& event) {
  if (!event.item.empty()) {
    file.item = event.item;
    file.item_version = event.item_version;
    file.lead_line = event.line;
  }
  if (event.severity) file.severity = *event.severity;
}

void take_place(CaseFile& file, const CaseEvent& event) {
  file.area = event.area;
  if (!event.place.empty()) file.place_text = event.place;
  if (event.lng) file.lng = event.lng;
  if (event.lat) file.lat = event.lat;
}

void take_routing(CaseFile& file, const CaseEvent& event) {
  file.unit = event.unit;
  file.level = event.level.value_or(file.level);
  file.routing = event.routing;
  file.dispatched = event.happened;
  file.dispatched_by = event.actor.person;
  file.accepted = true;
}

void take_settlement(CaseFile& file, const CaseEvent& event) {
  file.handler = event.actor.person;
  file.settled = event.happened;
  file.closing_condition = event.condition;
  file.result = event.text;
  file.extension_asked.reset();
  file.suspension_asked.reset();
}

void take_rework(CaseFile& file) {
  ++file.reworks;
  file.fresh_clock = true;
}

void take_refusal(CaseFile& file, const CaseEvent& event) {
  file.accepted = false;
  end(file, event.happened);
}

void take_return(CaseFile& file) {
  ++file.returns;
  file.returned_by_unit = file.unit;
  file.just_returned = true;
  file.fresh_clock = true;
  file.extension_asked.reset();
  file.suspension_asked.reset();
}

void take_merge(CaseFile& file, const CaseEvent& event) {
  file.merged_into = event.step;
  file.result = event.text;
  file.accepted = true;
}

void take_reopening(CaseFile& file, const CaseEvent& event) {
  if (file.merged_into.empty()) ++file.reopens;
  else file.result.clear();
  file.merged_into.clear();
  file.closed_off = false;
  file.closed = {};
  file.satisfaction.clear();
  file.settled_on_spot = false;
  file.arbitrated = false;
  file.returns = 0;
  file.fresh_clock = true;
  file.clocks.total = event.running;
}

// Acts by which a person sends the case on.
bool sends_on(EventKind kind) {
  switch (kind) {
    case EventKind::located:
    case EventKind::verified:
    case EventKind::accepted:
    case EventKind::dispatched:
    case EventKind::settled:
    case EventKind::returned:
    case EventKind::sent_up:
    case EventKind::passed_on:
    case EventKind::arbitrated:
    case EventKind::checked:
    case EventKind::followed_up:
    case EventKind::completed:
      return true;
    default:
      return false;
  }
}

// Taken before the act changes anything.
void note_sender(CaseFile& file, const CaseEvent& event) {
  if (file.element == Element::none) return;
  Sent sent;
  sent.by = event.actor.person;
  sent.step = file.step_id();
  // Other acts leave where it was handled as it is.
  if (event.kind == EventKind::passed_on || event.kind == EventKind::sent_up) {
    sent.unit = file.unit;
    sent.level = json::enum_name(file.level);
    sent.queue = file.queue;
    sent.climb_limit = file.climb_limit;
    sent.warn_limit = file.warn_limit;
  }
  sent.returned = event.kind == EventKind::returned;
  sent.just_returned = file.just_returned;
  sent.arbitrated = event.kind == EventKind::arbitrated;
  file.sent = std::move(sent);
}

// The case stands again as it did before it was sent on.
void take_withdrawal(CaseFile& file) {
  if (!file.sent) return;
  const Sent sent = std::move(*file.sent);
  file.sent.reset();
  if (step_of(file.element) == Step::follow_up) {
    file.settled = {};
    file.result.clear();
    file.closing_condition.clear();
  }
  if (!sent.unit.empty()) {
    file.unit = sent.unit;
    file.level = json::enum_from<Level>(sent.level).value_or(file.level);
  }
  if (sent.returned) --file.returns;
  if (sent.arbitrated) file.arbitrated = false;
  file.just_returned = sent.just_returned;
  file.fresh_clock = false;
  file.old_clock = true;
}

void take_transfer(CaseFile& file, const CaseEvent& event) {
  file.sent.reset();
  if (!event.queue.empty()) file.queue = event.queue;
  file.claimed_by = event.person;
  file.claimed_by_name = event.person_name;
}

// Turns and jumps. False for kinds of the other tables.
bool apply_turn(CaseFile& file, const CaseEvent& event) {
  switch (event.kind) {
    case EventKind::sent_back:
    case EventKind::rejected_to_start:
      if (step_of(file.element) == Step::handle && !file.drawn) take_return(file);
      file.sent.reset();
      file.fresh_clock = true;
      return true;
    case EventKind::withdrawn:
      take_withdrawal(file);
      return true;
    case EventKind::jumped:
      file.sent.reset();
      file.fresh_clock = true;
      return true;
    case EventKind::transferred:
      take_transfer(file, event);
      return true;
    case EventKind::climbed:
      file.sent.reset();
      ++file.climbs;
      return true;
    default:
      return false;
  }
}

// Acts that carry the matter forward. False for kinds of the other table.
bool apply_step(CaseFile& file, const CaseEvent& event) {
  switch (event.kind) {
    case EventKind::reported:
      take_report(file, event);
      return true;
    case EventKind::located:
      take_place(file, event);
      return true;
    case EventKind::accepted:
      file.accepted = true;
      take_item(file, event);
      return true;
    case EventKind::classified:
    case EventKind::severity_set:
      take_item(file, event);
      return true;
    case EventKind::verified:
      if (event.outcome == "false") take_refusal(file, event);
      return true;
    case EventKind::rejected:
      take_refusal(file, event);
      return true;
    case EventKind::arbitrated:
      file.arbitrated = true;
      take_routing(file, event);
      return true;
    case EventKind::dispatched:
    case EventKind::passed_on:
      take_routing(file, event);
      return true;
    case EventKind::settled:
      take_settlement(file, event);
      return true;
    case EventKind::returned:
      take_return(file);
      return true;
    case EventKind::checked:
      if (event.outcome == "fail") take_rework(file);
      return true;
    case EventKind::followed_up:
      file.satisfaction = event.outcome;
      if (event.outcome == "dissatisfied") take_rework(file);
      return true;
    case EventKind::closed:
      if (!event.condition.empty()) file.closing_condition = event.condition;
      if (event.outcome == k_merged) take_merge(file, event);
      end(file, event.happened);
      return true;
    case EventKind::reopened:
      take_reopening(file, event);
      return true;
    default:
      return false;
  }
}

// Requests, clocks and counters beside the way forward.
void apply_side(CaseFile& file, const CaseEvent& event) {
  switch (event.kind) {
    case EventKind::claimed:
      file.claimed_by = event.actor.person;
      file.claimed_by_name = event.actor.name;
      break;
    case EventKind::released:
      file.claimed_by = {};
      file.claimed_by_name.clear();
      break;
    case EventKind::handed_over:
      file.claimed_by = event.person;
      file.claimed_by_name = event.person_name;
      break;
    case EventKind::extension_asked:
      file.extension_asked = Request{event.actor.person, event.happened, {}, event.text};
      break;
    case EventKind::extension_given:
      ++file.extensions;
      file.extension_asked.reset();
      break;
    case EventKind::extension_refused:
      file.extension_asked.reset();
      break;
    case EventKind::suspension_asked:
      file.suspension_asked = Request{event.actor.person, event.happened, event.until, event.text};
      break;
    case EventKind::suspended:
      ++file.suspensions;
      file.suspended = event.happened;
      file.suspended_until = event.until;
      file.suspension_asked.reset();
      break;
    case EventKind::resumed:
      office::shift(file.office, event.happened - file.suspended);
      file.suspended = {};
      file.suspended_until = {};
      break;
    case EventKind::urged:
      ++file.urges;
      break;
    case EventKind::overdue:
      if (event.clock) file.clocks.of(*event.clock).overdue = true;
      break;
    default:  // notes, links and plain moves change nothing of their own
      break;
  }
}

}  // namespace

void apply(CaseFile& file, const CaseEvent& event) {
  if (event.actor.person && sends_on(event.kind)) note_sender(file, event);
  if (!apply_step(file, event) && !apply_turn(file, event)) apply_side(file, event);
  if (event.office) office::apply(file.office, *event.office);
  file.evidence += static_cast<int>(event.evidence.size());
  if (event.clocks) file.clocks = *event.clocks;
  if (event.to && event.to->kept) {
    relocate(file, *event.to, event.happened);
  } else if (event.to) {
    enter(file, *event.to, event.kind, event.happened);
  }
}

Clock& Clocks::of(ClockName name) {
  Clock* const table[k_clock_count] = {&total, &verify, &dispatch, &handle, &check, &follow_up, &close, &step};
  return *table[static_cast<int>(name)];
}
const Clock& Clocks::of(ClockName name) const { return const_cast<Clocks*>(this)->of(name); }

const Limit& ItemFacts::limit(Severity severity, std::string_view place) const {
  const AreaLimit* own = nullptr;
  for (const Severity wanted : {severity, Severity::normal}) {
    for (const AreaLimit& one : area_limits) {
      const bool holds = one.severity == wanted && place.starts_with(one.area);
      if (holds && (!own || one.area.size() > own->area.size())) own = &one;
    }
    if (own) return own->limit;
    if (limits[static_cast<int>(wanted)]) return limits[static_cast<int>(wanted)];
  }
  if (limits[static_cast<int>(severity)]) return limits[static_cast<int>(severity)];
  for (const Severity other : {Severity::normal, Severity::minor, Severity::works, Severity::urgent}) {
    if (limits[static_cast<int>(other)]) return limits[static_cast<int>(other)];
  }
  return limits[0];
}

Status CaseFile::status() const {
  if (closed_off) return accepted ? Status::closed : Status::not_accepted;
  if (is_suspended()) return Status::suspended;
  switch (element) {
    case Element::locate:
      return Status::pending_locate;
    case Element::verify:
      return Status::pending_verify;
    case Element::accept:
      return Status::pending_accept;
    case Element::dispatch:
    case Element::arbitrate:
      return just_returned ? Status::returned : Status::pending_dispatch;
    case Element::handle:
    case Element::coordinate:
      return Status::handling;
    case Element::check:
      return Status::pending_check;
    case Element::follow_up:
      return Status::pending_follow_up;
    case Element::close:
      return Status::pending_close;
    case Element::drawn:
      return Status::pending_step;
    case Element::none:
      return Status::pending_accept;
  }
  return Status::pending_accept;
}

Step CaseFile::step() const {
  if (closed_off) return Step::close;
  return drawn ? static_cast<Step>(drawn->stage) : step_of(element);
}

std::string CaseFile::step_id() const { return drawn ? drawn->id : std::string(json::enum_name(element)); }

Words CaseFile::step_name() const { return drawn ? Words{drawn->zh, drawn->en} : element_words(element); }

Element element_of(std::string_view id) {
  const auto known = json::enum_from<Element>(id);
  return known && *known != Element::none ? *known : Element::drawn;
}

Step step_of(Element element) {
  switch (element) {
    case Element::none:
    case Element::locate:
      return Step::report;
    case Element::verify:
    case Element::accept:
    case Element::dispatch:
    case Element::arbitrate:
      return Step::classify;
    case Element::handle:
    case Element::coordinate:
    case Element::drawn:
      return Step::handle;
    case Element::check:
    case Element::follow_up:
      return Step::follow_up;
    case Element::close:
      return Step::close;
  }
  return Step::report;
}

}  // namespace tiange::cases
