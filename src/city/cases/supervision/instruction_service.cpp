#include "city/cases/supervision/instruction_service.h"

#include <algorithm>

#include "base/text.h"
#include "city/cases/summons/summons.h"

namespace tiange::cases {

namespace {

constexpr std::size_t k_page = 50;
constexpr std::size_t k_most_text = 2000;
constexpr std::size_t k_most_units = 20;

bool takes_part(const Scope& scope, const Instruction& one) {
  return scope.works_for(one.lead) || std::any_of(one.assisting.begin(), one.assisting.end(),
                                                  [&](const std::string& unit) { return scope.works_for(unit); });
}

bool may_see_instruction(const Scope& scope, const Instruction& one) {
  return takes_part(scope, one) || scope.covers(one.area);
}

bool is_late(const Instruction& one, Instant now) {
  return one.was_late || (one.state == InstructionState::open && now > one.due);
}

}  // namespace

// Lead and assisting units, by when.
void InstructionService::tell(db::Tx& tx, const Instruction& one, const Words& title, Instant now) const {
  Summons word{.kind = "instruction.given", .link = "/supervision/instructions?id=" + one.paper.id.text(), .area = one.area, .number = one.number};
  word.units = one.assisting;
  word.units.insert(word.units.begin(), one.lead);
  word.title = {title.zh + one.leader_post + one.leader, title.en + one.leader};
  const Words lead = desk_.directory(now)->unit_name(one.lead);
  const std::string by = format_local(one.due);
  word.text = {"批示 " + one.number + "，由" + lead.zh + "牵头，请于 " + by + " 前反馈。",
               "Instruction " + one.number + "; " + lead.en + " leads, feedback due " + by + "."};
  summon(tx, desk_.parts.base.outbox, word, now);
}

Result<InstructionView> InstructionService::add(db::Tx& tx, const Scope& scope, const InstructionInput& input,
                                                Instant now) const {
  TIANGE_CHECK_OK(check_words("leader", input.leader, 20));
  TIANGE_CHECK_OK(check_words("leader_post", input.leader_post, 30, false));
  TIANGE_CHECK_OK(check_words("text", input.text, k_most_text));
  TIANGE_CHECK_OK(check_limit("limit", input.limit));
  const auto directory = desk_.directory(now);
  const org::UnitInfo* lead = directory->unit(input.lead);
  if (!lead) return refuse_fields(ErrorCode::bad_input, {{"lead", "没有这个单位", "is no unit"}});
  if (input.assisting.size() > k_most_units) return refuse_fields(ErrorCode::bad_input, {{"assisting", "单位太多", "too many"}});
  Instruction one;
  for (const std::string& unit : input.assisting) {
    if (!directory->unit(unit)) return refuse_fields(ErrorCode::bad_input, {{"assisting", "没有这个单位：" + unit, "is no unit: " + unit}});
    if (unit != input.lead) one.assisting.push_back(unit);
  }
  one.area = lead->area_code;
  if (!input.case_ref.empty()) {
    TIANGE_TRY(one.about, CaseRef::parse(input.case_ref));
    TIANGE_TRY(const CaseRecord record, desk_.cases.load(tx, scope, one.about));
    one.case_number = record.number;
    one.area = record.file.area;
  } else if (!scope.covers(lead->area_code)) {
    return refuse_fields(ErrorCode::bad_input, {{"lead", "不在您的管辖范围内", "is outside your area"}});
  }
  const InstructionRules rules = desk_.rules(tx).instruction;
  one.paper = {part_key_of(lead->area_code), CaseId{desk_.next_id(now)}};
  one.number = store::next_paper_number(tx, rules.number_prefix, now);
  one.leader = input.leader;
  one.leader_post = input.leader_post;
  one.text = input.text;
  one.lead = input.lead;
  one.registered = now;
  one.registered_by = scope.name;
  const Limit limit = limit_or(input.limit, rules.limit);
  one.limit = limit_text(limit);
  one.due = desk_.calendar().add(limit, now);
  store::add_instruction(tx, one);
  const Words name = directory->unit_name(one.lead);
  const Words said{one.leader_post + one.leader + "批示（" + one.number + "）：由" + name.zh + "牵头，" + format_local(one.due) + " 前反馈",
                   "instruction " + one.number + " of " + one.leader + ": " + name.en + " leads, feedback due " + format_local(one.due)};
  desk_.note(tx, one.paper, scope, said, one.text, now);
  TIANGE_CHECK_OK(desk_.remark(tx, scope, one.about, "instruction_given", said, one.text, now));
  tell(tx, one, {"收到领导批示：", "A leader's instruction: "}, now);
  desk_.wake(tx, one.area);
  return view(tx, scope, one, true, now);
}

Result<Instruction> InstructionService::find(db::Tx& tx, const Scope& scope, std::int64_t id) const {
  auto one = store::instruction(tx, id);
  if (!one || !may_see_instruction(scope, *one)) return refuse(ErrorCode::out_of_scope);
  return *std::move(one);
}

Result<InstructionView> InstructionService::save(db::Tx& tx, const Scope& scope, const Instruction& after,
                                                 const Instruction& before, const char* kind, const Words& said,
                                                 const std::string& text, Instant now) const {
  if (!store::set_instruction(tx, after, before)) return refuse(ErrorCode::conflict);
  desk_.note(tx, after.paper, scope, said, text, now);
  const Words in_case{"批示 " + after.number + "：" + said.zh, "instruction " + after.number + ": " + said.en};
  TIANGE_CHECK_OK(desk_.remark(tx, scope, after.about, kind, in_case, text, now));
  desk_.wake(tx, after.area);
  return view(tx, scope, after, true, now);
}

Result<InstructionView> InstructionService::feed_back(db::Tx& tx, const Scope& scope, std::int64_t id,
                                                      const PaperText& input, Instant now) const {
  TIANGE_CHECK_OK(check_words("text", input.text, k_most_text));
  TIANGE_TRY(const Instruction before, find(tx, scope, id));
  if (!takes_part(scope, before))
    return refuse(ErrorCode::forbidden, "由牵头或协办单位反馈", "the lead or an assisting unit feeds back");
  if (before.state == InstructionState::closed) return refuse(ErrorCode::supervision_state, "批示已办结", "it is closed");
  Instruction after = before;
  ++after.feedbacks;
  const bool lead = scope.works_for(before.lead);
  if (lead) {
    after.was_late = is_late(before, now);
    after.state = InstructionState::fed_back;
  }
  TIANGE_CHECK_OK(desk_.attach(tx, after.paper, input.documents, after.area, after.lead, now));
  const std::string round = std::to_string(after.round);
  return save(tx, scope, after, before, "instruction_fed_back",
              {(lead ? "牵头单位第 " : "协办单位第 ") + round + " 轮反馈",
               std::string(lead ? "feedback of the lead unit, round " : "feedback of an assisting unit, round ") + round},
              input.text, now);
}

Result<InstructionView> InstructionService::close(db::Tx& tx, const Scope& scope, std::int64_t id,
                                                  const PaperText& input, Instant now) const {
  TIANGE_CHECK_OK(check_words("text", input.text, k_most_text));
  TIANGE_TRY(const Instruction before, find(tx, scope, id));
  if (before.state != InstructionState::fed_back)
    return refuse(ErrorCode::supervision_state, before.state == InstructionState::closed ? "批示已办结" : "牵头单位还没有反馈",
                  before.state == InstructionState::closed ? "it is closed" : "the lead unit has not fed back");
  if (scope.works_for(before.lead)) return refuse(ErrorCode::duties_apart, "牵头单位不能办结自己的批示事项", "the lead unit may not close its own");
  Instruction after = before;
  after.state = InstructionState::closed;
  after.closed = now;
  after.closed_by = scope.name;
  after.closing_text = input.text;
  return save(tx, scope, after, before, "instruction_closed", {"批示办结", "closed"}, input.text, now);
}

Result<InstructionView> InstructionService::ask_again(db::Tx& tx, const Scope& scope, std::int64_t id,
                                                      const PaperText& input, Instant now) const {
  TIANGE_CHECK_OK(check_words("text", input.text, k_most_text));
  TIANGE_CHECK_OK(check_limit("limit", input.limit));
  TIANGE_TRY(const Instruction before, find(tx, scope, id));
  if (before.state != InstructionState::fed_back)
    return refuse(ErrorCode::supervision_state, "没有待审的反馈", "there is no feedback to judge");
  Instruction after = before;
  after.state = InstructionState::open;
  ++after.round;
  const Limit limit = limit_or(input.limit, desk_.rules(tx).instruction.limit);
  after.limit = limit_text(limit);
  after.due = desk_.calendar().add(limit, now);
  return save(tx, scope, after, before, "instruction_asked_again",
              {"要求第 " + std::to_string(after.round) + " 轮反馈，" + format_local(after.due) + " 前",
               "asked for round " + std::to_string(after.round) + ", due " + format_local(after.due)},
              input.text, now);
}

Result<InstructionView> InstructionService::one(db::Tx& tx, const Scope& scope, std::int64_t id, Instant now) const {
  TIANGE_TRY(const Instruction found, find(tx, scope, id));
  return view(tx, scope, found, true, now);
}

Result<InstructionList> InstructionService::list(db::Tx& tx, const http::Request& request) const {
  const std::string_view state = request.query_value("state");
  const auto wanted = json::enum_from<InstructionState>(state);
  const bool mine = request.query_value("mine") == "1";
  InstructionList list;
  std::vector<Instruction> found;
  store::each_instruction(tx, text::to_int(request.query_value("after")).value_or(0), [&](const Instruction& one) {
    const bool fits = may_see_instruction(request.scope, one) && (!wanted || one.state == *wanted) &&
                      (!mine || takes_part(request.scope, one)) &&
                      (state != "late" || (one.state == InstructionState::open && is_late(one, request.now)));
    if (!fits) return true;
    if (found.size() == k_page) {
      list.next = found.back().paper.id.text();
      return false;
    }
    found.push_back(one);
    return true;
  });
  for (const Instruction& one : found) list.items.push_back(view(tx, request.scope, one, false, request.now));
  return list;
}

std::vector<InstructionView> InstructionService::about(db::Tx& tx, const Scope& scope, CaseRef about,
                                                       Instant now) const {
  std::vector<InstructionView> out;
  for (const Instruction& one : store::instructions_of(tx, about)) {
    if (may_see_instruction(scope, one)) out.push_back(view(tx, scope, one, false, now));
  }
  return out;
}

InstructionView InstructionService::view(db::Tx& tx, const Scope& scope, const Instruction& one, bool whole,
                                         Instant now) const {
  InstructionView v;
  v.id = one.paper.id.text();
  v.number = one.number;
  v.state = json::enum_name(one.state);
  v.leader = one.leader;
  v.leader_post = one.leader_post;
  v.text = one.text;
  if (one.about.id) v.about = desk_.about(tx, scope, one.about, one.case_number, now);
  v.lead = desk_.unit_name(one.lead, now);
  for (const std::string& unit : one.assisting) v.assisting.push_back(desk_.unit_name(unit, now));
  v.registered_by = one.registered_by;
  v.registered = one.registered;
  const Words limit = limit_words(limit_or(one.limit, "5 work_days"));
  v.limit_zh = limit.zh;
  v.limit_en = limit.en;
  v.due = one.due;
  v.round = one.round;
  v.feedbacks = one.feedbacks;
  v.late = is_late(one, now);
  v.closed_by = one.closed_by;
  v.closing_text = one.closing_text;
  if (one.closed) v.closed = one.closed;
  v.documents = store::paper_files(tx, one.paper);
  if (whole) v.entries = store::paper_entries(tx, one.paper);
  v.may_feed_back = one.state != InstructionState::closed && takes_part(scope, one) && scope.may(Permission::cases_view);
  v.may_judge = one.state == InstructionState::fed_back && scope.may(Permission::cases_instruct) && !scope.works_for(one.lead);
  return v;
}

}  // namespace tiange::cases
