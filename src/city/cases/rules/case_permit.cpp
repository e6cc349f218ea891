// Whether an action may be done now, before its input is looked at. The list of actions a person sees and the decision
// itself ask the same function.

#include "city/cases/rules/case_file.h"
#include "city/cases/rules/case_office.h"
#include "city/cases/rules/closing_rules.h"
#include "city/cases/rules/dispatch_rules.h"

namespace tiange::cases {

namespace {

bool handles(Element element) { return element == Element::handle || element == Element::coordinate; }

// The elements at which an action has a meaning.
bool fits_element(Action action, Element element) {
  if (is_office_act(action)) return element != Element::none;
  switch (action) {
    case Action::complete:
      return element == Element::drawn;
    case Action::locate:
      return element == Element::locate;
    case Action::classify:
      return element == Element::dispatch || element == Element::arbitrate;
    case Action::verify_true:
    case Action::verify_false:
      return element == Element::verify;
    case Action::accept:
      return element == Element::accept;
    case Action::reject:
      return element == Element::accept || element == Element::dispatch;
    case Action::dispatch:
      return element == Element::dispatch;
    case Action::arbitrate:
      return element == Element::arbitrate;
    case Action::settle:
    case Action::give_back:
    case Action::pass_on:
    case Action::extend_request:
    case Action::suspend:
      return handles(element);
    case Action::send_up:
      return element == Element::handle;
    case Action::check_pass:
    case Action::check_fail:
      return element == Element::check;
    case Action::follow_up_satisfied:
    case Action::follow_up_dissatisfied:
      return element == Element::follow_up;
    case Action::close:
      return element == Element::close;
    case Action::claim:
    case Action::release:
    case Action::hand_over:
      return element != Element::none;
    default:
      return true;
  }
}

Outcome may_extend(const CaseFile& file, const Facts& facts) {
  const Clock& clock = file.clocks.handle;
  if (file.extension_asked)
    return refuse(ErrorCode::extension_not_allowed, "已有待审批的延期申请", "one is already asked for");
  if (file.extensions >= facts.rules.most_extensions)
    return refuse(ErrorCode::extension_not_allowed,
                  "延期最多批准 " + std::to_string(facts.rules.most_extensions) + " 次",
                  "at most " + std::to_string(facts.rules.most_extensions) + " extensions are granted");
  if (!clock.running() || facts.now > clock.due)
    return refuse(ErrorCode::extension_not_allowed, "已超过处置时限，须在到期前申请", "ask before the limit runs out");
  return done();
}

Outcome may_suspend(const CaseFile& file, const Facts& facts) {
  if (file.suspension_asked)
    return refuse(ErrorCode::suspension_not_allowed, "已有待审批的挂账申请", "one is already asked for");
  if (file.suspensions >= facts.rules.most_suspensions)
    return refuse(ErrorCode::suspension_not_allowed, "每件工单只能挂账一次", "a case is suspended only once");
  return done();
}

Outcome may_grant(const std::optional<Request>& request, const Facts& facts) {
  if (!request) return refuse(ErrorCode::nothing_asked);
  if (request->by && request->by == facts.doer.actor.person)
    return refuse(ErrorCode::duties_apart, "申请人不能审批自己的申请", "nobody grants their own request");
  return done();
}

Outcome may_claim(const CaseFile& file, Action action, const Facts& facts) {
  const PersonId me = facts.doer.actor.person;
  if (action == Action::claim) {
    if (file.claimed_by == me && me) return refuse(ErrorCode::not_this_step, "您已签收", "you have claimed it already");
    return done();
  }
  if (!file.claimed_by) return refuse(ErrorCode::not_this_step, "任务尚未签收", "nobody has claimed it");
  return done();
}

// What stands in the way apart from place, person and permission.
Outcome special_rule(const CaseFile& file, Action action, const Facts& facts) {
  if (is_office_act(action)) return may_office(file, action, facts);
  switch (action) {
    case Action::give_back:
      return may_return(file, facts);
    case Action::pass_on:
      if (file.arbitrated) return refuse(ErrorCode::return_not_allowed, "裁定具有约束力，不得转派", "the decision binds");
      return done();
    case Action::dispatch:
      return may_forward(file, facts);
    case Action::check_pass:
    case Action::check_fail:
    case Action::follow_up_satisfied:
    case Action::follow_up_dissatisfied:
    case Action::close:
      return may_judge(file, facts);
    case Action::extend_request:
      return may_extend(file, facts);
    case Action::suspend:
      return may_suspend(file, facts);
    case Action::extend_approve:
    case Action::extend_reject:
      return may_grant(file.extension_asked, facts);
    case Action::suspend_approve:
      TIANGE_CHECK_OK(may_grant(file.suspension_asked, facts));
      if (file.suspension_asked->until <= facts.now)
        return refuse(ErrorCode::suspension_not_allowed, "申请的恢复时间已过", "the moment asked for has passed");
      return done();
    case Action::claim:
    case Action::release:
    case Action::hand_over:
      return may_claim(file, action, facts);
    default:
      return done();
  }
}

Outcome task_is_mine(const CaseFile& file, const Facts& facts) {
  if (facts.doer.is_house) return done();
  const bool mine = file.claimed_by && file.claimed_by == facts.doer.actor.person;
  if (file.claimed_by && !mine) return refuse(ErrorCode::claimed_by_other, file.claimed_by_name, file.claimed_by_name);
  if (!facts.doer.has_queue && !mine) return refuse(ErrorCode::not_your_task);
  return done();
}

bool needs_task(Action action) {
  return action_row(action).with_task || action == Action::claim || action == Action::release ||
         action == Action::hand_over || action == Action::extend_request || action == Action::suspend ||
         is_holders_act(action);
}

// The case stands in an ad-hoc sub-process and nothing in it is under way.
bool nothing_begun(const CaseFile& file) { return file.drawn && file.drawn->inside; }

bool needs_something_begun(Action action) {
  switch (action) {
    case Action::begin_inside:
    case Action::close_inside:
    case Action::send_back:
    case Action::reject_to_start:
    case Action::withdraw:
    case Action::jump:
      return false;
    default:
      return true;
  }
}

// Acts that carry the matter on wait for the parts of others; a return, a rework or passing it on ends them.
bool waits_for_parts(Action action) {
  switch (action) {
    case Action::give_back:
    case Action::send_up:
    case Action::pass_on:
    case Action::check_fail:
    case Action::follow_up_dissatisfied:
      return false;
    default:
      return action_row(action).with_task;
  }
}

// Of the many acts of an office only those that concern the reader say why they are barred.
bool shown_when_barred(Action action, const CaseFile& file, const Facts& facts) {
  if (action == Action::withdraw) return file.sent && file.sent->by == facts.doer.actor.person;
  if (action == Action::send_back) return task_is_mine(file, facts).ok();
  return !is_office_act(action);
}

}  // namespace

Outcome permitted(const CaseFile& file, Action action, const Facts& facts) {
  if (!facts.doer.permissions.test(static_cast<std::size_t>(action_row(action).permission)))
    return refuse(ErrorCode::forbidden);
  if (action == Action::note) return done();
  if (action == Action::reopen) return may_reopen(file, facts);
  if (!file.open()) return refuse(ErrorCode::case_closed);
  if (action == Action::resume) {
    if (!file.is_suspended()) return refuse(ErrorCode::not_this_step, "工单没有挂账", "the case is not suspended");
    return done();
  }
  if (action == Action::urge) {
    if (file.element == Element::none || nothing_begun(file)) return refuse(ErrorCode::not_this_step);
    return done();
  }
  if (file.is_suspended()) return refuse(ErrorCode::case_suspended);
  if (!fits_element(action, file.element)) {
    const Words at = file.step_name();
    return refuse(ErrorCode::not_this_step, "当前环节：" + at.zh, "it is at: " + at.en);
  }
  if (nothing_begun(file) && needs_something_begun(action))
    return refuse(ErrorCode::not_this_step, "没有进行中的任务，请先开始一项活动", "nothing is under way; begin an activity first");
  if (needs_task(action)) TIANGE_CHECK_OK(task_is_mine(file, facts));
  if (!file.office.empty() && waits_for_parts(action)) TIANGE_CHECK_OK(office::may_leave(file.office));
  return special_rule(file, action, facts);
}

std::vector<Offer> offers(const CaseFile& file, const Facts& facts) {
  std::vector<Offer> out;
  for (const ActionRow& row : action_rows()) {
    const bool general = row.action == Action::note || row.action == Action::urge || row.action == Action::reopen;
    // What belongs to another step is not shown at all; what belongs here but is barred says why.
    if (!general && !fits_element(row.action, file.element)) continue;
    if (nothing_begun(file) && row.action != Action::note && needs_something_begun(row.action)) continue;
    if (!file.open() && row.action != Action::reopen && row.action != Action::note) continue;
    if (file.open() && row.action == Action::reopen) continue;
    if (row.action == Action::resume && !file.is_suspended()) continue;
    if ((row.action == Action::extend_approve || row.action == Action::extend_reject) && !file.extension_asked)
      continue;
    if (row.action == Action::suspend_approve && !file.suspension_asked) continue;
    if ((row.action == Action::release || row.action == Action::hand_over) && !file.claimed_by) continue;
    auto outcome = permitted(file, row.action, facts);
    if (outcome.ok()) {
      out.push_back({row.action, true, std::nullopt});
    } else if (outcome.refusal().code != ErrorCode::forbidden && shown_when_barred(row.action, file, facts)) {
      out.push_back({row.action, false, outcome.refusal()});
    }
  }
  return out;
}

}  // namespace tiange::cases
