#pragma once
// 退回 驳回 撤回 跳转 转办 委派 会签 加签 协办 催办 What people of an office do with a task beside completing it. Generic on
// any step; the limits of wrong-unit returns hold here too, so that nothing gets round them.

#include "city/cases/rules/case_file.h"

namespace tiange::cases {

// An act of this file.
bool is_office_act(Action action);
// Of the holder of the task; the others are of whoever has a part, sent it on, or has the permission.
bool is_holders_act(Action action);
// What stands in the way apart from permission, state of the case and whose task it is.
Outcome may_office(const CaseFile& file, Action action, const Facts& facts);
Result<Decision> decide_office(const CaseFile& file, const Command& command, const Facts& facts);

// What the step the case stands at is worked on with.
Permission permission_of_step(const CaseFile& file);
// Whether the act hands the task, or a part of it, to a person; that person must then be fit for it: hand_over, transfer and
// delegate with the permission of the step, signers and countersigners with that to see cases; all with the case in scope.
bool gives_to_person(Action action);
bool needs_step_permission(Action action);

// The steps the case may be sent back to: really passed, the present one left out.
std::vector<PassedStep> ways_back(const CaseFile& file);
// Whether the case may stand at that element as it is: handling needs a unit, at the level it has.
Outcome may_stand_at(const CaseFile& file, Element element);
Words step_words_of(const PassedStep& step);

// The act waits until those added behind have agreed.
CaseEvent hold_event(const Command& command, std::string input, const Facts& facts);
// Nothing is held any more: it takes effect now, or comes back.
CaseEvent release_event(Instant now);

}  // namespace tiange::cases
