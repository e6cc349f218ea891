#include "city/cases/supervision/appeal_rules.h"

#include <algorithm>

namespace tiange::cases {

namespace {

Refusal no_appeal(std::string zh, std::string en) {
  return refuse(ErrorCode::appeal_not_allowed, std::move(zh), std::move(en));
}

// Queues of posts that do not work by area are "<unit>:<duty>".
bool holds_duty(const Scope& scope, const std::string& duty) {
  return std::any_of(scope.queues.begin(), scope.queues.end(),
                     [&](const std::string& queue) { return queue.ends_with(":" + duty); });
}

}  // namespace

std::string unit_that_overran(const CaseFile& file, const std::vector<CaseEvent>& history) {
  CaseFile replayed;
  for (const CaseEvent& event : history) {
    // Whatever came after the limit had passed found the case in this unit's hands.
    const Clock& clock = replayed.clocks.handle;
    const bool ran_out = clock.running() && event.happened > clock.due;
    const bool told = event.kind == EventKind::overdue && event.clock == ClockName::handle;
    if ((ran_out || told) && !replayed.unit.empty()) return replayed.unit;
    apply(replayed, event);
  }
  return file.unit;
}

Outcome may_appeal(const CaseFile& file, const std::string& unit, const Scope& scope, bool appealed, const AppealRules& rules,
                   const WorkCalendar& calendar, Instant now) {
  if (file.open()) return no_appeal("结案后才能申诉", "only after the case is closed");
  if (!file.clocks.handle.overdue) return no_appeal("处置没有超期，只有处置超期可以申诉", "handling did not overrun; only that can be appealed against");
  if (appealed) return no_appeal("每件工单只能申诉一次", "once per case only");
  if (unit.empty() || !scope.works_for(unit))
    return no_appeal("只能由超期时的承办单位申诉", "only the unit that had it in hand when it ran out of time may appeal");
  const Instant last = calendar.add(limit_or(rules.file_within, "10 work_days"), file.closed);
  if (now > last)
    return no_appeal("申诉期限已于 " + format_local(last) + " 届满", "the time for it ended at " + format_local(last));
  return done();
}

Outcome may_review(const Appeal& appeal, const Scope& scope, bool open, const AppealRules& rules) {
  if (!appeal.pending()) return refuse(ErrorCode::supervision_state, "申诉已有结论", "it is decided");
  if (open) return refuse(ErrorCode::supervision_state, "工单已重新办理，结案后再复核", "the case was reopened; review it once that is closed");
  if (scope.works_for(appeal.unit)) return refuse(ErrorCode::not_your_review, "申诉单位的人员不能复核", "nobody of the appealing unit may");
  if (scope.person == appeal.filed_by) return refuse(ErrorCode::not_your_review, "申诉人不能复核", "who filed it may not");
  const bool first = appeal.state == AppealState::first;
  if (!holds_duty(scope, first ? rules.first_duty : rules.second_duty))
    return refuse(ErrorCode::not_your_review, first ? "初审由派遣员办理" : "复审由受理员办理",
                  first ? "the first review is the dispatcher's" : "the second review is the acceptor's");
  if (!first && scope.person == appeal.first.by)
    return refuse(ErrorCode::not_your_review, "两次复核须由不同的人办理", "the two reviews need two persons");
  return done();
}

Appeal reviewed(Appeal appeal, const Scope& scope, bool approve, const std::string& text, const AppealRules& rules,
                const WorkCalendar& calendar, Instant now) {
  const bool first = appeal.state == AppealState::first;
  (first ? appeal.first : appeal.second) = {scope.person, scope.name, text, now};
  appeal.state = !approve ? AppealState::rejected : first ? AppealState::second : AppealState::approved;
  appeal.due = appeal.pending() ? calendar.add(limit_or(rules.review_within, "3 work_days"), now) : Instant{};
  return appeal;
}

}  // namespace tiange::cases
