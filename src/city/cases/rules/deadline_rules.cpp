#include "city/cases/rules/deadline_rules.h"

#include <algorithm>
#include <cmath>

namespace tiange::cases {

namespace {

void set_moments(Clock& clock, const WorkCalendar& calendar, const CaseRules& rules) {
  const auto warn_us = std::llround(static_cast<double>(clock.budget_us) * rules.warn_share);
  clock.due = calendar.add(clock.limit.kind, clock.since, Span{clock.budget_us - clock.used_us});
  clock.warn = calendar.add(clock.limit.kind, clock.since, Span{warn_us - clock.used_us});
}

template <class F>
void each_clock(Clocks& clocks, F&& act) {
  for (int i = 0; i < k_clock_count; ++i) act(clocks.of(static_cast<ClockName>(i)));
}

}  // namespace

std::optional<ClockName> clock_of(Element element) {
  switch (element) {
    case Element::verify:
      return ClockName::verify;
    case Element::locate:
    case Element::accept:
    case Element::dispatch:
    case Element::arbitrate:
      return ClockName::dispatch;
    case Element::handle:
    case Element::coordinate:
      return ClockName::handle;
    case Element::check:
      return ClockName::check;
    case Element::follow_up:
      return ClockName::follow_up;
    case Element::close:
      return ClockName::close;
    case Element::drawn:
      return ClockName::step;
    case Element::none:
      return std::nullopt;
  }
  return std::nullopt;
}

Clock started_clock(const Limit& limit, Instant now, const WorkCalendar& calendar, const CaseRules& rules) {
  Clock clock;
  if (!limit) return clock;
  clock.limit = limit;
  clock.budget_us = calendar.budget(limit).us;
  clock.started = now;
  clock.since = now;
  set_moments(clock, calendar, rules);
  return clock;
}

Clock paused_clock(Clock clock, Instant now, const WorkCalendar& calendar) {
  if (!clock.running()) return clock;
  clock.used_us += calendar.elapsed(clock.limit.kind, clock.since, now).us;
  if (now > clock.due) clock.overdue = true;
  clock.since = {};
  return clock;
}

Clock resumed_clock(Clock clock, Instant now, const WorkCalendar& calendar, const CaseRules& rules) {
  if (!clock.paused()) return clock;
  clock.since = now;
  set_moments(clock, calendar, rules);
  return clock;
}

Clock extended_clock(Clock clock, Span more, const WorkCalendar& calendar, const CaseRules& rules) {
  if (!clock.running() || more.us <= 0) return clock;
  clock.budget_us += more.us;
  set_moments(clock, calendar, rules);
  return clock;
}

Clock revived_clock(Clock clock, Instant now, const WorkCalendar& calendar) {
  if (!clock.stopped) return clock;
  clock.used_us = clock.budget_us - calendar.elapsed(clock.limit.kind, now, clock.due).us;
  clock.since = now;
  clock.stopped = {};
  return clock;
}

void stop_clock(Clock& clock, Instant now) {
  if (!clock.given() || clock.stopped) return;
  if (clock.running() && now > clock.due) clock.overdue = true;
  clock.since = {};
  clock.stopped = now;
}

Clock entered_clock(const CaseFile& file, Element element, const Limit& limit, Instant now,
                    const WorkCalendar& calendar, const CaseRules& rules) {
  const auto name = clock_of(element);
  if (!name) return {};
  const Clock& before = file.clocks.of(*name);
  if (file.old_clock && before.stopped) return revived_clock(before, now, calendar);
  if (*name == ClockName::handle && before.running() && !file.fresh_clock) return before;
  Clock clock = started_clock(limit, now, calendar, rules);
  clock.overdue = before.overdue;  // the fact stays, also through a second try
  return clock;
}

Limit handling_limit(const ItemFacts* item, Severity severity, std::string_view place, const CaseRules& rules) {
  if (!item || !item->limit(severity, place)) return rules.unclassified_limit;
  return item->limit(severity, place);
}

Limit limit_until(Instant from, Instant due) {
  const auto span = static_cast<double>(std::max<std::int64_t>((due - from).us, 1));
  if (span > static_cast<double>(days(30).us)) return {span / static_cast<double>(days(1).us), LimitKind::natural_days};
  return {span / static_cast<double>(hours(1).us), LimitKind::urgent_hours};
}

Limit total_limit(Kind kind, const Limit& handling, const WorkCalendar& calendar, const CaseRules& rules) {
  Limit total = rules.total_complaint;
  if (kind == Kind::consult || kind == Kind::praise) total = rules.total_consult;
  if (kind == Kind::help) total = rules.total_help;
  if (kind == Kind::suggestion) total = rules.total_suggestion;
  // Compared as working time; a limit that always runs is at least as pressing as the same working time.
  const Limit beyond = rules.total_beyond_handling;
  if (!runs_always(handling.kind) && calendar.budget(handling).us >= calendar.budget(total).us) {
    const double day = static_cast<double>(calendar.day_length_us());
    total = {std::ceil(static_cast<double>(calendar.budget(handling).us + calendar.budget(beyond).us) / day),
             LimitKind::work_days};
  }
  return total;
}

Clocks pause_all(Clocks clocks, Instant now, const WorkCalendar& calendar) {
  each_clock(clocks, [&](Clock& clock) { clock = paused_clock(clock, now, calendar); });
  return clocks;
}

Clocks resume_all(Clocks clocks, Instant now, const WorkCalendar& calendar, const CaseRules& rules) {
  each_clock(clocks, [&](Clock& clock) { clock = resumed_clock(clock, now, calendar, rules); });
  return clocks;
}

Clocks extend_handling(Clocks clocks, const WorkCalendar& calendar, const CaseRules& rules) {
  clocks.handle = extended_clock(clocks.handle, calendar.budget(clocks.handle.limit), calendar, rules);
  if (clocks.total.running() && clocks.total.due < clocks.handle.due) {
    const Span more = calendar.elapsed(clocks.total.limit.kind, clocks.total.due, clocks.handle.due);
    clocks.total = extended_clock(clocks.total, more, calendar, rules);
  }
  return clocks;
}

Lamp lamp_of(const Clock& clock, Instant now) {
  if (!clock.given()) return Lamp::grey;
  if (!clock.running()) return clock.overdue ? Lamp::red : Lamp::grey;
  if (now > clock.due) return Lamp::red;
  return now >= clock.warn ? Lamp::amber : Lamp::green;
}

double used_share(const Clock& clock, Instant now, const WorkCalendar& calendar) {
  if (clock.budget_us <= 0) return 0;
  std::int64_t used = clock.used_us;
  if (clock.running()) used += calendar.elapsed(clock.limit.kind, clock.since, now).us;
  if (clock.stopped && clock.started) used = calendar.elapsed(clock.limit.kind, clock.started, clock.stopped).us;
  return std::max(0.0, static_cast<double>(used) / static_cast<double>(clock.budget_us));
}

const Clock* pressing_clock(const Clocks& clocks) {
  const Clock* found = nullptr;
  for (int i = 0; i < k_clock_count; ++i) {
    const Clock& clock = clocks.of(static_cast<ClockName>(i));
    if (clock.running() && (!found || clock.due < found->due)) found = &clock;
  }
  return found;
}

Instant next_watch(const CaseFile& file) {
  if (!file.open()) return {};
  if (file.is_suspended()) return file.suspended_until;
  Instant next;
  for (int i = 0; i < k_clock_count; ++i) {
    const Clock& clock = file.clocks.of(static_cast<ClockName>(i));
    if (clock.running() && !clock.overdue && (!next || clock.due < next)) next = clock.due;
  }
  if (file.office.parts.empty()) return next;
  const Instant part = office::next_due(file.office);
  if (part && (!next || part < next)) next = part;
  return next;
}

}  // namespace tiange::cases
