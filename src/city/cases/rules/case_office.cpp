#include "city/cases/rules/case_office.h"

#include <algorithm>

#include "base/text.h"
#include "city/cases/rules/dispatch_rules.h"

namespace tiange::cases {

namespace {

using office::PartKind;

office::Doer doer_in(const Facts& facts) { return {facts.doer.actor.person, facts.doer.actor.name}; }

bool has_part(const CaseFile& file, const Facts& facts, bool signs) {
  return std::any_of(facts.doer.parts.begin(), facts.doer.parts.end(), [&](int id) {
    const office::Part* part = file.office.find(id);
    const bool does = part && (part->kind == PartKind::delegate || part->kind == PartKind::assist);
    return part && does != signs;
  });
}

Refusal not_here(const char* zh, const char* en) { return refuse(ErrorCode::not_this_step, zh, en); }

Outcome may_go_back(const CaseFile& file, const Facts& facts) {
  if (ways_back(file).empty())
    return refuse(ErrorCode::no_such_step, "之前没有经过可退回的环节", "no step was passed before this one");
  const bool handles = file.element == Element::handle || file.element == Element::coordinate;
  if (!handles) return done();
  TIANGE_CHECK_OK(may_return(file, facts));
  if (file.returns >= facts.rules.most_returns)
    return refuse(ErrorCode::return_not_allowed, "已退回 " + std::to_string(file.returns) + " 次，再退须经会商裁定，请用“退回”",
                  "returned " + std::to_string(file.returns) + " times; the next return goes to arbitration");
  return done();
}

Outcome may_withdraw(const CaseFile& file, const Facts& facts) {
  if (!file.sent || file.sent->by != facts.doer.actor.person)
    return refuse(ErrorCode::withdraw_not_allowed, "只有刚送出的人可以撤回", "only who has just sent it on may do so");
  if (file.claimed_by)
    return refuse(ErrorCode::withdraw_not_allowed, file.claimed_by_name + "已签收",
                  file.claimed_by_name + " has claimed it");
  if (!file.office.empty())
    return refuse(ErrorCode::withdraw_not_allowed, "下一环节已开始办理", "the next step has begun");
  return done();
}

std::string pending_part(const CaseFile& file, bool assisting) {
  for (const office::Part& part : file.office.parts) {
    if (part.pending() && (part.kind == PartKind::assist) == assisting) return std::to_string(part.id);
  }
  return "";
}

Decision event_of(EventKind kind, const Command& command, const Facts& facts) {
  Decision decision;
  decision.event.kind = kind;
  decision.event.happened = facts.now;
  decision.event.actor = facts.doer.actor;
  if (!text::trim(command.text).empty()) decision.event.text = command.text;
  decision.event.evidence = command.evidence;
  return decision;
}

Decision office_event(EventKind kind, office::Change change, const Command& command, const Facts& facts) {
  Decision decision = event_of(kind, command, facts);
  decision.event.office = std::move(change);
  decision.move = FlowMove::office;
  return decision;
}

Refusal wrong(const char* field, const char* zh, const char* en) {
  return refuse_fields(ErrorCode::bad_input, {FieldError{field, zh, en}});
}

Result<Decision> decide_back(const CaseFile& file, const Command& command, const Facts& facts) {
  const auto ways = ways_back(file);
  const bool to_start = command.action == Action::reject_to_start;
  const std::string wanted = to_start ? ways.front().id : command.step;
  const auto found = std::find_if(ways.begin(), ways.end(), [&](const PassedStep& step) { return step.id == wanted; });
  if (found == ways.end()) return wrong("step", "请选择经过的环节", "choose a step that was passed");
  const bool returns = file.element == Element::handle || file.element == Element::coordinate;
  if (returns) TIANGE_CHECK_OK(check_return_grounds(command));
  Decision decision = event_of(to_start ? EventKind::rejected_to_start : EventKind::sent_back, command, facts);
  decision.event.step = found->id;
  decision.event.step_zh = found->zh;
  decision.event.step_en = found->en;
  decision.event.basis = command.basis;
  if (returns) decision.answers.emplace_back("returns", static_cast<std::int64_t>(file.returns + 1));
  decision.move = FlowMove::jump;
  return decision;
}

Result<Decision> decide_withdraw(const CaseFile& file, const Command& command, const Facts& facts) {
  Decision decision = event_of(EventKind::withdrawn, command, facts);
  const Sent& sent = *file.sent;
  decision.event.step = sent.step;
  const auto passed = std::find_if(file.passed.begin(), file.passed.end(),
                                   [&](const PassedStep& step) { return step.id == sent.step; });
  if (passed != file.passed.end()) {
    decision.event.step_zh = passed->zh;
    decision.event.step_en = passed->en;
  }
  if (!sent.unit.empty()) {
    decision.answers.emplace_back("unit", sent.unit);
    decision.answers.emplace_back("level", sent.level);
    decision.answers.emplace_back("queue", sent.queue);
    decision.answers.emplace_back("climb_limit", sent.climb_limit);
    decision.answers.emplace_back("warn_limit", sent.warn_limit);
  }
  decision.move = FlowMove::jump;
  return decision;
}

Result<Decision> decide_jump(const CaseFile& file, const Command& command, const Facts& facts) {
  if (!command.step_known || command.step == file.step_id())
    return wrong("step", "请选择流程中的其他环节", "choose another step of the process");
  TIANGE_CHECK_OK(may_stand_at(file, element_of(command.step)));
  Decision decision = event_of(EventKind::jumped, command, facts);
  decision.event.step = command.step;
  decision.event.step_zh = command.step_zh;
  decision.event.step_en = command.step_en;
  decision.move = FlowMove::jump;
  return decision;
}

Result<Decision> decide_inside(const Command& command, const Facts& facts) {
  const bool begins = command.action == Action::begin_inside;
  if (!command.step_known && begins) return wrong("step", "请选择现在可以开始的活动", "choose an activity that may begin now");
  if (!command.step_known) return wrong("step", "请选择要结束的自由子流程", "choose the ad-hoc sub-process to end");
  Decision decision = event_of(begins ? EventKind::began_inside : EventKind::closed_inside, command, facts);
  decision.event.step = command.step;
  decision.event.step_zh = command.step_zh;
  decision.event.step_en = command.step_en;
  decision.move = begins ? FlowMove::begin_inside : FlowMove::close_inside;
  return decision;
}

Result<Decision> decide_transfer(const CaseFile& file, const Command& command, const Facts& facts) {
  Decision decision = event_of(EventKind::transferred, command, facts);
  if (command.person) {
    if (command.person == facts.doer.actor.person) return wrong("person", "不能选择自己", "not yourself");
    decision.event.person = command.person;
    decision.event.person_name = command.person_name;
    decision.move = FlowMove::hand_over;
    return decision;
  }
  if (command.unit.empty()) return wrong("person", "请选择人员或单位", "choose a person or a unit");
  if (!facts.unit_known) return wrong("unit", "没有这个单位", "there is no such unit");
  if (file.element == Element::handle || file.element == Element::coordinate)
    return wrong("unit", "转给其他单位请用“转派”", "pass it on to another unit instead");
  decision.event.unit = command.unit;
  decision.event.queue = facts.unit_queue;
  decision.move = FlowMove::move_to_queue;
  return decision;
}

PartKind kind_asked(Action action) {
  switch (action) {
    case Action::delegate:
      return PartKind::delegate;
    case Action::sign_before:
      return PartKind::before;
    case Action::sign_after:
      return PartKind::after;
    case Action::assist:
      return PartKind::assist;
    default:
      return PartKind::countersign;
  }
}

Result<Decision> decide_ask(const CaseFile& file, const Command& command, const Facts& facts) {
  office::Ask ask;
  ask.kind = kind_asked(command.action);
  if (ask.kind != PartKind::assist) ask.targets = command.people;
  if (ask.kind == PartKind::assist || ask.kind == PartKind::countersign)
    ask.targets.insert(ask.targets.end(), command.units.begin(), command.units.end());
  ask.rule = command.rule;
  ask.need = command.need;
  ask.limit = command.limit;
  ask.by = doer_in(facts);
  for (const office::Target& target : ask.targets) {
    if (ask.kind == PartKind::assist && target.unit == file.unit)
      return wrong("units", "主办单位不能协办自己", "the lead unit does not assist itself");
  }
  TIANGE_TRY(office::Change change, office::ask(file.office, ask, facts.now, facts.calendar));
  return office_event(EventKind::parts_asked, std::move(change), command, facts);
}

// The part named, else the first of the doer's that the act fits.
int part_meant(const CaseFile& file, const Command& command, const Facts& facts, bool signs) {
  for (const int id : facts.doer.parts) {
    const office::Part* part = file.office.find(id);
    const bool does = part && (part->kind == PartKind::delegate || part->kind == PartKind::assist);
    if (part && does != signs && (command.part == 0 || command.part == id)) return id;
  }
  return 0;
}

Result<Decision> decide_answer(const CaseFile& file, const Command& command, const Facts& facts) {
  office::Opinion opinion = office::Opinion::agree;
  if (command.action == Action::sign_disagree) opinion = office::Opinion::disagree;
  if (command.action == Action::sign_abstain) opinion = office::Opinion::abstain;
  const int part = part_meant(file, command, facts, command.action != Action::part_done);
  TIANGE_TRY(office::Change change, office::answer(file.office, part, opinion, doer_in(facts), facts.now));
  Decision decision = office_event(EventKind::part_answered, std::move(change), command, facts);
  if (command.action == Action::part_done) decision.event.outcome = "done";
  return decision;
}

Result<Decision> decide_part_end(const CaseFile& file, const Command& command, const Facts& facts) {
  const bool excuses = command.action == Action::part_excuse;
  int part = command.part;
  if (part == 0) part = static_cast<int>(text::to_int(pending_part(file, excuses)).value_or(0));
  TIANGE_TRY(office::Change change, excuses ? office::excuse(file.office, part, doer_in(facts), facts.now)
                                            : office::recall(file.office, part, doer_in(facts), facts.now));
  return office_event(excuses ? EventKind::part_excused : EventKind::part_recalled, std::move(change), command, facts);
}

}  // namespace

bool is_office_act(Action action) { return action >= Action::send_back; }

bool is_holders_act(Action action) {
  switch (action) {
    case Action::send_back:
    case Action::reject_to_start:
    case Action::transfer:
    case Action::delegate:
    case Action::countersign:
    case Action::sign_before:
    case Action::sign_after:
    case Action::assist:
    case Action::part_excuse:
    case Action::part_recall:
    case Action::urge_answer:
    case Action::begin_inside:
    case Action::close_inside:
      return true;
    default:
      return false;
  }
}

Permission permission_of_step(const CaseFile& file) {
  switch (file.element) {
    case Element::locate:
      return Permission::cases_locate;
    case Element::verify:
    case Element::check:
      return Permission::cases_check;
    case Element::accept:
      return Permission::cases_report;
    case Element::dispatch:
    case Element::arbitrate:
      return Permission::cases_dispatch;
    case Element::handle:
    case Element::coordinate:
      return Permission::cases_handle;
    case Element::follow_up:
    case Element::close:
      return Permission::cases_close;
    default:
      return Permission::cases_view;
  }
}

bool needs_step_permission(Action action) {
  return action == Action::hand_over || action == Action::transfer || action == Action::delegate;
}

bool gives_to_person(Action action) {
  return needs_step_permission(action) || action == Action::countersign || action == Action::sign_before ||
         action == Action::sign_after;
}

std::vector<PassedStep> ways_back(const CaseFile& file) {
  std::vector<PassedStep> ways = file.passed;
  const std::string here = file.step_id();
  std::erase_if(ways, [&](const PassedStep& step) {
    return step.id == here || !may_stand_at(file, element_of(step.id)).ok();
  });
  return ways;
}

Outcome may_stand_at(const CaseFile& file, Element element) {
  if (element != Element::handle && element != Element::coordinate) return done();
  if (file.unit.empty())
    return refuse(ErrorCode::no_such_step, "尚未派遣，没有承办单位", "it has not been dispatched to any unit");
  if ((element == Element::coordinate) != (file.level == Level::town))
    return refuse(ErrorCode::no_such_step, "与当前层级不符", "does not fit the level it is at");
  return done();
}

Words step_words_of(const PassedStep& step) {
  if (step.id.empty()) return element_words(Element::drawn);
  if (step.zh.empty() && element_of(step.id) != Element::drawn) return element_words(element_of(step.id));
  return {step.zh.empty() ? step.id : step.zh, step.en.empty() ? step.id : step.en};
}

Outcome may_office(const CaseFile& file, Action action, const Facts& facts) {
  switch (action) {
    case Action::send_back:
    case Action::reject_to_start:
      return may_go_back(file, facts);
    case Action::withdraw:
      return may_withdraw(file, facts);
    case Action::delegate:
      if (file.office.open(PartKind::delegate) > 0) return not_here("已委派，可先收回", "it is delegated already");
      return done();
    case Action::countersign:
      if (file.office.open(PartKind::countersign) > 0) return not_here("会签进行中，可先收回", "a countersigning is under way");
      return done();
    case Action::sign_before:
    case Action::sign_after:
    case Action::transfer:
      if (file.office.held) return refuse(ErrorCode::parts_open, "后加签人尚未表态", "those added behind must answer first");
      return done();
    case Action::assist:
      if (file.element != Element::handle && file.element != Element::coordinate)
        return not_here("处置中的工单才需要协办", "only what is being handled needs assistance");
      return done();
    case Action::sign_agree:
    case Action::sign_disagree:
    case Action::sign_abstain:
      return has_part(file, facts, true) ? done() : Outcome(not_here("没有等您签署的意见", "nothing waits for your opinion"));
    case Action::part_done:
      return has_part(file, facts, false) ? done() : Outcome(not_here("没有等您办理的部分", "no part of it waits for you"));
    case Action::part_excuse:
      return pending_part(file, true).empty() ? Outcome(not_here("没有未完成的协办", "no assisting part is open")) : done();
    case Action::part_recall:
      return pending_part(file, false).empty() ? Outcome(not_here("没有可收回的", "there is nothing to recall")) : done();
    case Action::urge_answer:
      return file.office.urge ? done() : Outcome(not_here("没有待答复的催办", "nobody urged"));
    default:
      return done();
  }
}

Result<Decision> decide_office(const CaseFile& file, const Command& command, const Facts& facts) {
  switch (command.action) {
    case Action::send_back:
    case Action::reject_to_start:
      return decide_back(file, command, facts);
    case Action::withdraw:
      return decide_withdraw(file, command, facts);
    case Action::jump:
      return decide_jump(file, command, facts);
    case Action::transfer:
      return decide_transfer(file, command, facts);
    case Action::begin_inside:
    case Action::close_inside:
      return decide_inside(command, facts);
    case Action::sign_agree:
    case Action::sign_disagree:
    case Action::sign_abstain:
    case Action::part_done:
      return decide_answer(file, command, facts);
    case Action::part_excuse:
    case Action::part_recall:
      return decide_part_end(file, command, facts);
    case Action::urge_answer: {
      TIANGE_TRY(office::Change change, office::answer_urge(file.office, doer_in(facts), facts.now));
      return office_event(EventKind::urge_answered, std::move(change), command, facts);
    }
    default:
      return decide_ask(file, command, facts);
  }
}

CaseEvent hold_event(const Command& command, std::string input, const Facts& facts) {
  Decision decision = event_of(EventKind::held, command, facts);
  decision.event.evidence.clear();  // belongs to the act itself
  office::Change change;
  change.kind = office::ChangeKind::held;
  change.by = doer_in(facts);
  change.at = facts.now;
  change.held = office::Held{std::string(action_row(command.action).name), std::move(input), change.by,
                             facts.doer.actor.unit, facts.now};
  decision.event.office = std::move(change);
  decision.event.outcome = std::string(action_row(command.action).name);
  return std::move(decision.event);
}

CaseEvent release_event(Instant now) {
  CaseEvent event;
  event.kind = EventKind::held_back;
  event.happened = now;
  office::Change change;
  change.kind = office::ChangeKind::dropped;
  change.at = now;
  event.office = std::move(change);
  return event;
}

ActionGroup group_of(Action action) {
  switch (action) {
    case Action::delegate:
    case Action::countersign:
    case Action::sign_before:
    case Action::sign_after:
    case Action::assist:
    case Action::part_excuse:
    case Action::part_recall:
      return ActionGroup::together;
    case Action::give_back:
    case Action::send_back:
    case Action::reject_to_start:
    case Action::withdraw:
    case Action::jump:
    case Action::transfer:
    case Action::pass_on:
    case Action::send_up:
    case Action::hand_over:
    case Action::claim:
    case Action::release:
      return ActionGroup::turn;
    case Action::extend_request:
    case Action::extend_approve:
    case Action::extend_reject:
    case Action::suspend:
    case Action::suspend_approve:
    case Action::resume:
    case Action::urge:
    case Action::urge_answer:
      return ActionGroup::time;
    case Action::note:
    case Action::reopen:
    case Action::classify:
      return ActionGroup::other;
    default:
      return ActionGroup::main;
  }
}

Words clock_effect(Action action) {
  switch (action) {
    case Action::give_back:
      return {"处置时限停止，重新派遣后重新计时；总时限照常",
              "The handling limit stops and starts anew with the next dispatch; the total limit goes on"};
    case Action::send_back:
    case Action::reject_to_start:
    case Action::jump:
      return {"本环节时限停止，所到环节从现在起重新计时；总时限照常",
              "The limit of this step stops and that of the other starts anew; the total limit goes on"};
    case Action::withdraw:
      return {"原环节按原时限继续计时，如同没有送出", "The step goes on with the limit it had, as if it had not been sent"};
    case Action::send_up:
    case Action::pass_on:
      return {"处置时限继续，不重新计算", "The handling limit goes on and does not start anew"};
    case Action::transfer:
    case Action::hand_over:
    case Action::delegate:
    case Action::countersign:
    case Action::sign_before:
    case Action::sign_after:
    case Action::part_recall:
    case Action::sign_agree:
    case Action::sign_disagree:
    case Action::sign_abstain:
      return {"时限不变，继续计时", "The limit stays and goes on"};
    case Action::assist:
      return {"主办时限不变；各协办按自己的时限计时", "The lead's limit stays; each part has its own"};
    case Action::part_excuse:
      return {"该协办的时限停止，主办时限不变", "The limit of the part stops; the lead's stays"};
    case Action::begin_inside:
      return {"所开始的活动按自己的时限计时，其他时限不变", "The activity has its own limit; the others stay"};
    case Action::close_inside:
      return {"其中活动的时限停止，下一环节重新计时；总时限照常",
              "The limits inside stop and that of the next step starts; the total limit goes on"};
    case Action::part_done:
      return {"该部分的时限停止", "The limit of the part stops"};
    case Action::extend_request:
    case Action::suspend:
    case Action::urge:
    case Action::urge_answer:
      return {"时限继续计时", "The limits go on"};
    case Action::extend_approve:
      return {"处置时限延长一个原时限，总时限相应顺延", "The handling limit grows by its original length; the total limit follows"};
    case Action::suspend_approve:
      return {"全部时限暂停，恢复后顺延", "All limits stop until it is resumed"};
    case Action::resume:
      return {"全部时限从现在起继续", "All limits go on from now"};
    default:
      return {};
  }
}

}  // namespace tiange::cases
