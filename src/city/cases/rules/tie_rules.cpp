#include "city/cases/rules/tie_rules.h"

#include "city/cases/rules/deadline_rules.h"

namespace tiange::cases {

namespace {

CaseEvent event_of(EventKind kind, const std::string& text, const Facts& facts) {
  CaseEvent event;
  event.kind = kind;
  event.happened = facts.now;
  event.actor = facts.doer.actor;
  event.text = text;
  return event;
}

CaseEvent tied(EventKind kind, const OtherCase& other, const std::string& text, const Facts& facts) {
  CaseEvent event = event_of(kind, text, facts);
  event.step = other.ref;
  event.step_zh = other.number;
  event.step_en = other.number;
  return event;
}

}  // namespace

Outcome may_merge(const CaseFile& one, const OtherCase& leading) {
  if (!one.open()) return refuse(ErrorCode::case_closed);
  if (!leading.file.open()) return refuse(ErrorCode::case_closed, "要并入的工单已结束", "the case to merge into is closed");
  if (one.is_suspended() || leading.file.is_suspended()) return refuse(ErrorCode::case_suspended);
  if (one.confidential != leading.file.confidential)
    return refuse(ErrorCode::not_this_step, "保密工单与普通工单不能合并", "a confidential case and another one stay apart");
  return one.office.empty() ? done() : office::may_leave(one.office);
}

Result<Decision> merge(const CaseFile& one, const OtherCase& leading, const std::string& text, const Facts& facts) {
  TIANGE_CHECK_OK(may_merge(one, leading));
  Decision decision;
  decision.event = tied(EventKind::closed, leading, text, facts);
  decision.event.outcome = k_merged;
  decision.move = one.instance != 0 ? FlowMove::cancel : FlowMove::none;
  return decision;
}

Outcome may_unmerge(const CaseFile& one, const CaseFile& leading, const Facts& facts) {
  if (one.merged_into.empty()) return refuse(ErrorCode::not_this_step, "工单没有合并", "the case is not merged");
  if (!leading.open()) return refuse(ErrorCode::case_closed, "主办的工单已结束，不能再撤销合并", "the leading case is closed");
  const Instant last = facts.calendar.add(facts.rules.unmerge_window, one.closed);
  if (facts.now > last)
    return refuse(ErrorCode::not_this_step, "撤销合并的期限已过：" + format_local(last), "it could be parted again until " + format_local(last));
  return done();
}

Result<Decision> unmerge(const CaseFile& one, const OtherCase& leading, const std::string& text, const Facts& facts) {
  TIANGE_CHECK_OK(may_unmerge(one, leading.file, facts));
  Decision decision;
  decision.event = tied(EventKind::reopened, leading, text, facts);
  decision.event.outcome = k_unmerged;
  const Limit handling = handling_limit(facts.item, one.severity, one.area, facts.rules);
  decision.event.running =
      started_clock(total_limit(one.kind, handling, facts.calendar, facts.rules), facts.now, facts.calendar, facts.rules);
  decision.event.running.overdue = one.clocks.total.overdue;
  decision.move = FlowMove::restart;
  return decision;
}

CaseEvent link_event(const std::string& how, const std::string& ref, const std::string& number, const std::string& text, const Facts& facts) {
  CaseEvent event = event_of(EventKind::linked, text, facts);
  event.outcome = how;
  event.step = ref;
  event.step_zh = number;
  event.step_en = number;
  return event;
}

CaseEvent remark_event(const std::string& kind, const Words& said, const std::string& text, const Facts& facts) {
  CaseEvent event = event_of(EventKind::remarked, text, facts);
  event.outcome = kind;
  event.routing.reason_zh = said.zh;
  event.routing.reason_en = said.en;
  return event;
}

CaseEvent raise_event(const CaseFile& file, Severity severity, const std::string& text, const Facts& facts) {
  CaseEvent event = event_of(EventKind::severity_set, text, facts);
  event.severity = severity;
  event.limit = handling_limit(facts.item, severity, file.area, facts.rules);
  return event;
}

Words tie_sentence(const CaseEvent& event) {
  const std::string& number = event.step_zh;
  Words words{"关联工单 " + number, "Linked with " + number};
  if (event.outcome == k_merged) {
    words = {"并入 " + number + "，由该工单一并办理", "Merged into " + number + ", which carries the matter on"};
  } else if (event.kind == EventKind::reopened) {
    words = {"撤销合并，不再随 " + number + " 办理", "Parted from " + number + " again"};
  } else if (event.outcome == "merged_in") {
    words = {number + " 并入本工单一并办理", number + " was merged into this case"};
  } else if (event.outcome == "unmerged") {
    words = {number + " 撤销合并，另行办理", number + " was parted from this case again"};
  } else if (event.outcome == "split_to") {
    words = {"拆分出 " + number, "Split off " + number};
  } else if (event.outcome == "split_from") {
    words = {"由 " + number + " 拆分而来", "Split off from " + number};
  } else if (event.outcome == "repeat") {
    words = {"重复诉求，前一次为 " + number, "The matter came back; the time before was " + number};
  }
  if (!event.text.empty()) {
    words.zh += "：" + event.text;
    words.en += ": " + event.text;
  }
  return words;
}

}  // namespace tiange::cases
