// One function per family of actions; each returns what happens, and the answer for the process.

#include <algorithm>

#include "base/text.h"
#include "city/cases/rules/case_file.h"
#include "city/cases/rules/case_office.h"
#include "city/cases/rules/closing_rules.h"
#include "city/cases/rules/deadline_rules.h"
#include "city/cases/rules/dispatch_rules.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_most_text = 2'000;   // characters of a reason or result
constexpr std::size_t k_most_evidence = 20;  // pieces with one act

Decision start(EventKind kind, const Command& command, const Facts& facts) {
  Decision decision;
  decision.event.kind = kind;
  decision.event.happened = facts.now;
  decision.event.actor = facts.doer.actor;
  if (!text::trim(command.text).empty()) decision.event.text = command.text;
  decision.event.evidence = command.evidence;
  return decision;
}

Decision answer(Decision decision, const char* outcome) {
  decision.move = FlowMove::complete;
  decision.answers.emplace_back("outcome", outcome);
  return decision;
}

Outcome check_text(const Command& command, bool required) {
  if (required && text::trim(command.text).empty())
    return refuse_fields(ErrorCode::bad_input, {FieldError{"text", "请说明理由或情况", "say why"}});
  if (text::length(command.text) > k_most_text)
    return refuse_fields(ErrorCode::bad_input, {FieldError{"text", "不超过 2000 字", "at most 2,000 characters"}});
  return done();
}

bool needs_text(Action action) {
  switch (action) {
    case Action::verify_false:
    case Action::reject:
    case Action::settle:
    case Action::give_back:
    case Action::send_up:
    case Action::pass_on:
    case Action::arbitrate:
    case Action::check_fail:
    case Action::follow_up_dissatisfied:
    case Action::extend_request:
    case Action::extend_reject:
    case Action::suspend:
    case Action::reopen:
    case Action::note:
    case Action::send_back:
    case Action::reject_to_start:
    case Action::jump:
    case Action::transfer:
    case Action::delegate:
    case Action::assist:
    case Action::sign_disagree:
    case Action::part_done:
    case Action::part_excuse:
    case Action::urge_answer:
      return true;
    default:
      return false;
  }
}

// Variables of the process that follow from an item.
void add_item_answers(const ItemFacts& item, Severity severity, std::string_view place, const CaseRules& rules,
                      Answers& answers) {
  answers.emplace_back("item", item.code);
  answers.emplace_back("item_class", item.item_class);
  answers.emplace_back("lead_line", item.lead_line);
  answers.emplace_back("trifle", item.trifle);
  answers.emplace_back("severity", std::string(json::enum_name(severity)));
  answers.emplace_back("handle_limit", limit_text(handling_limit(&item, severity, place, rules)));
}

Result<Decision> decide_locate(const CaseFile& file, const Command& command, const Facts& facts) {
  if (command.area.size() != 15)
    return refuse_fields(ErrorCode::bad_input,
                         {FieldError{"place", "请选择网格或在地图上标点", "choose a grid or a point on the map"}});
  Decision decision = answer(start(EventKind::located, command, facts), "located");
  decision.event.area = command.area;
  decision.event.lng = command.lng;
  decision.event.lat = command.lat;
  decision.answers.emplace_back("located", true);
  decision.answers.emplace_back("grid", command.area);
  decision.answers.emplace_back("community", command.area.substr(0, 12));
  decision.answers.emplace_back("town", command.area.substr(0, 9));
  if (facts.item)
    decision.answers.emplace_back("handle_limit",
                                  limit_text(handling_limit(facts.item, file.severity, command.area, facts.rules)));
  return decision;
}

Result<Decision> decide_item(const CaseFile& file, const Command& command, const Facts& facts) {
  const ItemFacts* item = command.item.empty() ? facts.item : facts.chosen;
  if (!item)
    return refuse_fields(ErrorCode::bad_input, {FieldError{"item", "请选择事项", "choose an item of the catalogue"}});
  const Severity severity = command.severity.value_or(file.severity);
  const bool accepts = command.action == Action::accept;
  Decision decision = start(accepts ? EventKind::accepted : EventKind::classified, command, facts);
  decision.event.item = item->code;
  decision.event.item_version = item->version;
  decision.event.line = item->lead_line;
  decision.event.severity = severity;
  if (accepts) {
    decision = answer(std::move(decision), "accepted");
    decision.answers.emplace_back("classified", true);
    add_item_answers(*item, severity, file.area, facts.rules, decision.answers);
  }
  return decision;
}

Result<Decision> decide_target(const CaseFile& file, const Command& command, const Facts& facts) {
  TIANGE_CHECK_OK(may_go_to(file, command.unit, command.action, facts));
  EventKind kind = EventKind::dispatched;
  const char* outcome = "dispatched";
  if (command.action == Action::arbitrate) kind = EventKind::arbitrated;
  if (command.action == Action::pass_on) {
    kind = EventKind::passed_on;
    outcome = "passed_on";
  }
  Decision decision = answer(start(kind, command, facts), outcome);
  decision.event.unit = command.unit;
  decision.event.level = facts.unit_level;
  decision.event.routing.reason_zh = decision.event.text;
  decision.answers.emplace_back("unit", command.unit);
  decision.answers.emplace_back("queue", facts.unit_queue);
  decision.answers.emplace_back("level", std::string(json::enum_name(facts.unit_level)));
  if (facts.item) add_item_answers(*facts.item, file.severity, file.area, facts.rules, decision.answers);
  return decision;
}

Result<Decision> decide_settle(const Command& command, const Facts& facts) {
  TIANGE_CHECK_OK(check_condition(facts.item, command.closing_condition, ConditionNeed::required));
  Decision decision = answer(start(EventKind::settled, command, facts), "settled");
  decision.event.condition = command.closing_condition;
  return decision;
}

Result<Decision> decide_return(const CaseFile& file, const Command& command, const Facts& facts) {
  TIANGE_CHECK_OK(check_return_grounds(command));
  Decision decision = answer(start(EventKind::returned, command, facts), "returned");
  decision.event.unit = file.unit;
  decision.event.basis = command.basis;
  decision.answers.emplace_back("returns", static_cast<std::int64_t>(file.returns + 1));
  return decision;
}

Result<Decision> decide_send_up(const CaseFile& file, const Command& command, const Facts& facts) {
  Decision decision = answer(start(EventKind::sent_up, command, facts), "sent_up");
  decision.event.level = file.level;
  decision.answers.emplace_back("from_level", std::string(json::enum_name(level_above(file.level))));
  return decision;
}

Result<Decision> decide_close(const CaseFile& file, const Command& command, const Facts& facts) {
  const std::string& condition = command.closing_condition.empty() ? file.closing_condition : command.closing_condition;
  TIANGE_CHECK_OK(check_condition(facts.item, condition, ConditionNeed::required));
  Decision decision = answer(start(EventKind::closed, command, facts), "closed");
  decision.event.condition = condition;
  return decision;
}

Decision judged(EventKind kind, const char* outcome, const Command& command, const Facts& facts) {
  Decision decision = answer(start(kind, command, facts), outcome);
  decision.event.outcome = outcome;
  return decision;
}

Result<Decision> decide_suspension(const CaseFile& file, const Command& command, const Facts& facts) {
  if (command.action == Action::suspend) {
    const Instant last = facts.calendar.add(facts.rules.longest_suspension, facts.now);
    if (command.until <= facts.now || command.until > last)
      return refuse_fields(ErrorCode::bad_input, {FieldError{"until", "应在今天之后、" + format_local(last) + " 之前",
                                                             "must be after now and before " + format_local(last)}});
    Decision decision = start(EventKind::suspension_asked, command, facts);
    decision.event.until = command.until;
    return decision;
  }
  if (command.action == Action::suspend_approve) {
    Decision decision = start(EventKind::suspended, command, facts);
    decision.event.until = file.suspension_asked->until;
    decision.event.clocks = pause_all(file.clocks, facts.now, facts.calendar);
    decision.move = FlowMove::suspend;
    return decision;
  }
  Decision decision = start(EventKind::resumed, command, facts);
  decision.event.clocks = resume_all(file.clocks, facts.now, facts.calendar, facts.rules);
  decision.move = FlowMove::resume;
  return decision;
}

Result<Decision> decide_extension(const CaseFile& file, const Command& command, const Facts& facts) {
  if (command.action == Action::extend_request) return start(EventKind::extension_asked, command, facts);
  if (command.action == Action::extend_reject) return start(EventKind::extension_refused, command, facts);
  Decision decision = start(EventKind::extension_given, command, facts);
  decision.event.limit = file.clocks.handle.limit;
  decision.event.clocks = extend_handling(file.clocks, facts.calendar, facts.rules);
  decision.move = FlowMove::extend;
  return decision;
}

Result<Decision> decide_claim(const Command& command, const Facts& facts) {
  if (command.action == Action::hand_over) {
    if (!command.person)
      return refuse_fields(ErrorCode::bad_input, {FieldError{"person", "请选择同事", "choose a colleague"}});
    Decision decision = start(EventKind::handed_over, command, facts);
    decision.event.person = command.person;
    decision.event.person_name = command.person_name;
    decision.move = FlowMove::hand_over;
    return decision;
  }
  const bool claims = command.action == Action::claim;
  Decision decision = start(claims ? EventKind::claimed : EventKind::released, command, facts);
  decision.move = claims ? FlowMove::claim : FlowMove::release;
  return decision;
}

Result<Decision> decide_reopen(const CaseFile& file, const Command& command, const Facts& facts) {
  Decision decision = start(EventKind::reopened, command, facts);
  const Limit handling = handling_limit(facts.item, file.severity, file.area, facts.rules);
  decision.event.running = started_clock(total_limit(file.kind, handling, facts.calendar, facts.rules), facts.now,
                                         facts.calendar, facts.rules);
  decision.event.running.overdue = file.clocks.total.overdue;
  decision.move = FlowMove::restart;
  return decision;
}

// The answers become variables of the process, the outcome among them.
Result<Decision> decide_complete(const CaseFile& file, const Command& command, const Facts& facts) {
  const auto& ways = file.drawn->outcomes;
  std::string outcome = command.outcome;
  if (outcome.empty() && command.answers.is_object()) outcome = command.answers.text_or("outcome");
  if (outcome.empty() && ways.empty()) outcome = "done";
  const auto chosen =
      std::find_if(ways.begin(), ways.end(), [&](const DrawnOutcome& way) { return way.value == outcome; });
  if (!ways.empty() && chosen == ways.end())
    return refuse_fields(ErrorCode::bad_input, {FieldError{"outcome", "请选择结论", "choose how it ends"}});
  Decision decision = answer(start(EventKind::completed, command, facts), outcome.c_str());
  decision.event.step = file.drawn->id;
  decision.event.step_zh = file.drawn->zh;
  decision.event.step_en = file.drawn->en;
  decision.event.outcome = outcome;
  if (chosen != ways.end()) {
    decision.event.condition = chosen->zh;
    decision.event.condition_en = chosen->en;
  }
  if (!command.answers.is_object()) return decision;
  decision.event.answers = command.answers;
  for (const auto& [name, value] : command.answers.as_object()) {
    if (name != "outcome") decision.answers.emplace_back(name, value);
  }
  return decision;
}

Result<Decision> decide_urge(const CaseFile& file, const Command& command, const Facts& facts) {
  Decision decision = start(EventKind::urged, command, facts);
  TIANGE_TRY(decision.event.office,
             office::urge(file.office, {facts.doer.actor.person, facts.doer.actor.name}, facts.now));
  return decision;
}

Result<Decision> decide_outcome(const Command& command, const Facts& facts) {
  switch (command.action) {
    case Action::verify_true:
      return judged(EventKind::verified, "true", command, facts);
    case Action::verify_false:
      return judged(EventKind::verified, "false", command, facts);
    case Action::reject:
      return judged(EventKind::rejected, "rejected", command, facts);
    case Action::check_pass:
      return judged(EventKind::checked, "pass", command, facts);
    case Action::check_fail:
      return judged(EventKind::checked, "fail", command, facts);
    case Action::follow_up_satisfied:
      return judged(EventKind::followed_up, "satisfied", command, facts);
    case Action::follow_up_dissatisfied:
      return judged(EventKind::followed_up, "dissatisfied", command, facts);
    default:
      return start(EventKind::noted, command, facts);
  }
}

}  // namespace

Result<Decision> decide(const CaseFile& file, const Command& command, const Facts& facts) {
  TIANGE_CHECK_OK(permitted(file, command.action, facts));
  TIANGE_CHECK_OK(check_text(command, needs_text(command.action)));
  if (command.evidence.size() > k_most_evidence)
    return refuse_fields(ErrorCode::bad_input,
                         {FieldError{"evidence", "一次最多 20 个附件", "at most 20 files at once"}});
  if (is_office_act(command.action)) return decide_office(file, command, facts);
  switch (command.action) {
    case Action::locate:
      return decide_locate(file, command, facts);
    case Action::classify:
    case Action::accept:
      return decide_item(file, command, facts);
    case Action::dispatch:
    case Action::arbitrate:
    case Action::pass_on:
      return decide_target(file, command, facts);
    case Action::settle:
      return decide_settle(command, facts);
    case Action::give_back:
      return decide_return(file, command, facts);
    case Action::send_up:
      return decide_send_up(file, command, facts);
    case Action::close:
      return decide_close(file, command, facts);
    case Action::extend_request:
    case Action::extend_approve:
    case Action::extend_reject:
      return decide_extension(file, command, facts);
    case Action::suspend:
    case Action::suspend_approve:
    case Action::resume:
      return decide_suspension(file, command, facts);
    case Action::claim:
    case Action::release:
    case Action::hand_over:
      return decide_claim(command, facts);
    case Action::reopen:
      return decide_reopen(file, command, facts);
    case Action::complete:
      return decide_complete(file, command, facts);
    case Action::urge:
      return decide_urge(file, command, facts);
    default:
      return decide_outcome(command, facts);
  }
}

}  // namespace tiange::cases
