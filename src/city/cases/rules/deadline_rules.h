#pragma once
// How the clocks of a case run: each stage has its own, and one runs from report to closing. Each counts on the
// calendar of its limit's kind. A paused clock keeps what it has used; an extension adds to its budget; a stopped clock
// keeps the moment it was due, and whether it ran out.

#include "city/cases/rules/case_file.h"

namespace tiange::cases {

// The stage clock of an element; nothing for elements without one.
std::optional<ClockName> clock_of(Element element);

Clock started_clock(const Limit& limit, Instant now, const WorkCalendar& calendar, const CaseRules& rules);
Clock paused_clock(Clock clock, Instant now, const WorkCalendar& calendar);
Clock resumed_clock(Clock clock, Instant now, const WorkCalendar& calendar, const CaseRules& rules);
// With `more` added to the budget of a running clock.
Clock extended_clock(Clock clock, Span more, const WorkCalendar& calendar, const CaseRules& rules);
// Of a clock that was stopped and goes on as if it had not been: due when it was.
Clock revived_clock(Clock clock, Instant now, const WorkCalendar& calendar);
void stop_clock(Clock& clock, Instant now);

// The clock of `element` as it runs when the case enters it now. The handling clock goes on through climbing, sending
// up and passing on, and starts anew after a return, rework or reopening.
Clock entered_clock(const CaseFile& file, Element element, const Limit& limit, Instant now,
                    const WorkCalendar& calendar, const CaseRules& rules);

// Handling limit: of the item, the severity and the place (an area code), or the district's for what is not classified.
Limit handling_limit(const ItemFacts* item, Severity severity, std::string_view place, const CaseRules& rules);
// From report to closing: by kind of request, never shorter than the item's own limit and what comes around it.
// On a clock that never stops; at the least a microsecond.
Limit limit_until(Instant from, Instant due);
Limit total_limit(Kind kind, const Limit& handling, const WorkCalendar& calendar, const CaseRules& rules);

Clocks pause_all(Clocks clocks, Instant now, const WorkCalendar& calendar);
Clocks resume_all(Clocks clocks, Instant now, const WorkCalendar& calendar, const CaseRules& rules);
// One original handling limit more for handling; the total clock moves so that it is not due before handling is.
Clocks extend_handling(Clocks clocks, const WorkCalendar& calendar, const CaseRules& rules);

Lamp lamp_of(const Clock& clock, Instant now);
double used_share(const Clock& clock, Instant now, const WorkCalendar& calendar);
// The running clock that is due first; nullptr when none runs.
const Clock* pressing_clock(const Clocks& clocks);
// When somebody should look at the case again without being asked: the first running clock not yet marked overdue runs
// out, or a suspension ends. Zero: never.
Instant next_watch(const CaseFile& file);

}  // namespace tiange::cases
