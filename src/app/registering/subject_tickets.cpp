#include "app/registering/subject_tickets.h"

#include <algorithm>

#include "base/text.h"

namespace tiange::app {

namespace {

constexpr const char* k_item = "S26-1214";  // 数据质量整改

const cases::ActionView* allowed(const cases::CaseView& view, cases::Action action) {
  const std::string_view name = cases::action_row(action).name;
  const auto found = std::find_if(view.actions.begin(), view.actions.end(),
                                  [&](const cases::ActionView& one) { return one.action == name && one.allowed; });
  return found == view.actions.end() ? nullptr : &*found;
}

// The first that the action's form offers.
std::string condition(const cases::ActionView& action) {
  for (const cases::FormField& field : action.form) {
    if (field.name == "closing_condition" && !field.choices.empty()) return field.choices.front().value;
  }
  return "";
}

}  // namespace

Scope SubjectTickets::house() const {
  Scope scope = system_scope(district_);
  scope.name = "底账";
  return scope;
}

std::string SubjectTickets::grid_of(const registers::Ticket& ticket) const {
  std::string area = ticket.grid.empty() ? district_ : ticket.grid;
  while (area.size() < 15) {
    const auto children = places_.children(area);
    if (children.empty()) return "";
    area = children.front().code;
  }
  return area;
}

Outcome SubjectTickets::lead(db::Tx& tx, cases::CaseRef ref, std::initializer_list<cases::Action> actions, const std::string& unit,
                             const std::string& text, Instant now) {
  for (const cases::Action action : actions) {
    TIANGE_TRY(const cases::CaseView view, cases_.view(tx, house(), ref, now));
    if (!unit.empty() && view.unit == unit) return done();
    const cases::ActionView* open = allowed(view, action);
    if (!open) continue;
    cases::ActInput input;
    input.item_code = k_item;
    input.severity = Severity::normal;
    input.unit = unit;
    input.text = text;
    input.closing_condition = condition(*open);
    TIANGE_CHECK_OK(cases_.act_only(tx, house(), ref, action, input, std::nullopt, now));
  }
  return done();
}

Result<std::string> SubjectTickets::open(db::Tx& tx, const registers::Ticket& ticket, Instant now) {
  cases::ReportInput in;
  in.channel = cases::Channel::other;
  in.kind = cases::Kind::report;
  in.title = text::cut(ticket.title.zh, 60);
  in.content = text::cut(ticket.text.zh, 1500);
  in.item_code = k_item;
  in.place.grid_code = grid_of(ticket);
  in.place.text = org_.directory(now)->unit_name(ticket.unit).zh;
  TIANGE_TRY(const cases::CaseRef ref, cases_.register_case(tx, house(), in, now));
  TIANGE_CHECK_OK(lead(tx, ref, {cases::Action::accept, cases::Action::dispatch, cases::Action::pass_on}, ticket.unit,
                       "该字段由贵单位权威负责，请在时限内核实答复", now));
  TIANGE_TRY(const cases::CaseView view, cases_.view(tx, house(), ref, now));
  return view.number;
}

void SubjectTickets::answered(db::Tx& tx, std::string_view number, const Words& said, Instant now) {
  const auto ref = cases_.find_number(tx, house(), number);
  if (!ref.ok()) return;
  (void)cases_.remark(tx, house(), *ref, "data_answered", said, "", now).ok();
  (void)lead(tx, *ref, {cases::Action::settle, cases::Action::check_pass, cases::Action::follow_up_satisfied, cases::Action::close}, "",
             text::cut(said.zh, 500), now)
      .ok();
}

}  // namespace tiange::app
