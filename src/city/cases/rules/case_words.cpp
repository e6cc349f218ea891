// Names of the words of a case in both languages, and the table of actions.

#include <array>

#include "city/cases/rules/case_file.h"

namespace tiange::cases {

namespace {

using Row = std::pair<const char*, const char*>;

template <class E, std::size_t N>
Words pick(const std::array<Row, N>& rows, E value) {
  const Row& row = rows[static_cast<std::size_t>(value)];
  return {row.first, row.second};
}

}  // namespace

Words channel_words(Channel value) {
  static const std::array<Row, 9> rows = {{{"热线", "Hotline"},
                                           {"网格巡查", "Grid patrol"},
                                           {"网上", "Web"},
                                           {"平台导入", "Import"},
                                           {"信访", "Petition"},
                                           {"非警务警情", "Non-emergency police"},
                                           {"物联感知", "Sensors"},
                                           {"视频识别", "Video"},
                                           {"其他", "Other"}}};
  return pick(rows, value);
}

Words kind_words(Kind value) {
  static const std::array<Row, 7> rows = {{{"咨询", "Question"},
                                           {"求助", "Request for help"},
                                           {"投诉", "Complaint"},
                                           {"举报", "Report"},
                                           {"建议", "Suggestion"},
                                           {"表扬", "Praise"},
                                           {"其他", "Other"}}};
  return pick(rows, value);
}

Words severity_words(Severity value) {
  static const std::array<Row, 4> rows = {
      {{"紧急", "Urgent"}, {"一般", "Normal"}, {"轻微", "Minor"}, {"工程类", "Works"}}};
  return pick(rows, value);
}

Words level_words(Level value) {
  static const std::array<Row, 4> rows = {
      {{"网格自处", "Grid"}, {"村居指挥", "Community"}, {"部门分拨", "Department"}, {"镇街统筹", "Town"}}};
  return pick(rows, value);
}

Words step_words(Step value) {
  static const std::array<Row, 5> rows = {{{"发现上报", "Find and report"},
                                           {"分类推送", "Classify and push"},
                                           {"协同处理", "Handle together"},
                                           {"跟踪回访", "Follow up"},
                                           {"评价结案", "Evaluate and close"}}};
  return pick(rows, value);
}

Words element_words(Element value) {
  static const std::array<Row, 12> rows = {{{"", ""},
                                            {"定位", "Locate"},
                                            {"核实", "Verify"},
                                            {"受理", "Accept"},
                                            {"派遣", "Dispatch"},
                                            {"会商裁定", "Arbitrate"},
                                            {"处置", "Handle"},
                                            {"镇街统筹处置", "Coordinate in the town"},
                                            {"核查", "Check"},
                                            {"回访", "Follow up"},
                                            {"结案", "Close"},
                                            {"环节", "Step"}}};
  return pick(rows, value);
}

Words status_words(Status value) {
  static const std::array<Row, 13> rows = {{{"待定位", "To be located"},
                                            {"待核实", "To be verified"},
                                            {"待受理", "To be accepted"},
                                            {"待派遣", "To be dispatched"},
                                            {"已退回", "Returned"},
                                            {"处置中", "Being handled"},
                                            {"已挂账", "Suspended"},
                                            {"待核查", "To be checked"},
                                            {"待回访", "To be followed up"},
                                            {"待结案", "To be closed"},
                                            {"已结案", "Closed"},
                                            {"不予受理", "Not accepted"},
                                            {"待办理", "To be worked on"}}};
  return pick(rows, value);
}

Words clock_words(ClockName value) {
  static const std::array<Row, 8> rows = {{{"总时限", "Total"},
                                           {"核实", "Verify"},
                                           {"派遣", "Dispatch"},
                                           {"处置", "Handle"},
                                           {"核查", "Check"},
                                           {"回访", "Follow up"},
                                           {"结案", "Close"},
                                           {"环节", "Step"}}};
  return pick(rows, value);
}

const std::vector<ActionRow>& action_rows() {
  using A = Action;
  using P = Permission;
  static const std::vector<ActionRow> rows = {
      {A::locate, "locate", {"定位", "Locate"}, P::cases_locate, true, true},
      {A::classify, "classify", {"修改事项", "Change the item"}, P::cases_dispatch, false, false},
      {A::verify_true, "verify_true", {"属实", "True"}, P::cases_check, true, true},
      {A::verify_false, "verify_false", {"不属实", "Not true"}, P::cases_check, false, true},
      {A::accept, "accept", {"受理", "Accept"}, P::cases_report, true, true},
      {A::reject, "reject", {"不予受理", "Do not accept"}, P::cases_report, false, true},
      {A::dispatch, "dispatch", {"派遣", "Dispatch"}, P::cases_dispatch, true, true},
      {A::claim, "claim", {"签收", "Claim"}, P::cases_view, false, false},
      {A::release, "release", {"放回", "Put back"}, P::cases_view, false, false},
      {A::hand_over, "hand_over", {"转交同事", "Hand over"}, P::cases_view, false, false},
      {A::settle, "settle", {"办结", "Settle"}, P::cases_handle, true, true},
      {A::give_back, "return", {"退回", "Return"}, P::cases_handle, false, true},
      {A::send_up, "send_up", {"上报上级", "Send up"}, P::cases_handle, false, true},
      {A::pass_on, "pass_on", {"转派", "Pass on"}, P::cases_handle, false, true},
      {A::arbitrate, "arbitrate", {"裁定", "Decide"}, P::cases_dispatch, true, true},
      {A::check_pass, "check_pass", {"核查通过", "Pass"}, P::cases_check, true, true},
      {A::check_fail, "check_fail", {"核查不通过", "Fail"}, P::cases_check, false, true},
      {A::follow_up_satisfied, "follow_up_satisfied", {"满意", "Satisfied"}, P::cases_close, true, true},
      {A::follow_up_dissatisfied, "follow_up_dissatisfied", {"不满意", "Dissatisfied"}, P::cases_close, false, true},
      {A::close, "close", {"结案", "Close"}, P::cases_close, true, true},
      {A::extend_request, "extend_request", {"申请延期", "Ask for more time"}, P::cases_handle, false, false},
      {A::extend_approve, "extend_approve", {"同意延期", "Grant more time"}, P::cases_approve, false, false},
      {A::extend_reject, "extend_reject", {"不同意延期", "Refuse more time"}, P::cases_approve, false, false},
      {A::suspend, "suspend", {"申请挂账", "Ask to suspend"}, P::cases_handle, false, false},
      {A::suspend_approve, "suspend_approve", {"同意挂账", "Suspend"}, P::cases_approve, false, false},
      {A::resume, "resume", {"恢复办理", "Resume"}, P::cases_approve, false, false},
      {A::reopen, "reopen", {"重新办理", "Reopen"}, P::cases_close, false, false},
      {A::note, "note", {"备注", "Note"}, P::cases_report, false, false},
      {A::urge, "urge", {"催办", "Urge"}, P::cases_approve, false, false},
      {A::complete, "complete", {"提交", "Complete"}, P::cases_view, true, true},
      {A::send_back, "send_back", {"退回前面环节", "Send back to a step"}, P::cases_view, false, false},
      {A::reject_to_start, "reject_to_start", {"驳回", "Reject to the start"}, P::cases_view, false, false},
      {A::withdraw, "withdraw", {"撤回", "Withdraw"}, P::cases_view, false, false},
      {A::jump, "jump", {"跳转环节", "Jump to a step"}, P::cases_jump, false, false},
      {A::transfer, "transfer", {"转办", "Transfer"}, P::cases_view, false, false},
      {A::delegate, "delegate", {"委派", "Delegate"}, P::cases_view, false, false},
      {A::countersign, "countersign", {"会签", "Countersign"}, P::cases_view, false, false},
      {A::sign_before, "sign_before", {"前加签", "Add a signer before"}, P::cases_view, false, false},
      {A::sign_after, "sign_after", {"后加签", "Add a signer after"}, P::cases_view, false, false},
      {A::assist, "assist", {"请求协办", "Ask for assistance"}, P::cases_handle, false, false},
      {A::sign_agree, "sign_agree", {"同意", "Agree"}, P::cases_view, true, false},
      {A::sign_disagree, "sign_disagree", {"不同意", "Disagree"}, P::cases_view, false, false},
      {A::sign_abstain, "sign_abstain", {"弃权", "Abstain"}, P::cases_view, false, false},
      {A::part_done, "part_done", {"办毕", "Part done"}, P::cases_view, true, false},
      {A::part_excuse, "part_excuse", {"免除协办", "Excuse a part"}, P::cases_handle, false, false},
      {A::part_recall, "part_recall", {"收回", "Recall"}, P::cases_view, false, false},
      {A::urge_answer, "urge_answer", {"回复催办", "Answer the urge"}, P::cases_view, false, false},
      {A::begin_inside, "begin_inside", {"开始一项活动", "Begin an activity"}, P::cases_view, true, false},
      {A::close_inside, "close_inside", {"结束自由活动", "End the free activities"}, P::cases_view, false, false},
  };
  return rows;
}

const ActionRow& action_row(Action action) { return action_rows()[static_cast<std::size_t>(action)]; }

std::optional<Action> action_from(std::string_view name) {
  for (const ActionRow& row : action_rows()) {
    if (row.name == name) return row.action;
  }
  return std::nullopt;
}

}  // namespace tiange::cases
