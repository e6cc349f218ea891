// What a case looks like to somebody: rows, clocks, steps, ladder, and what may be done now.

#include <algorithm>
#include <array>

#include "base/text.h"
#include "city/cases/case_service.h"
#include "city/cases/rules/case_office.h"
#include "city/cases/rules/case_sentences.h"
#include "city/cases/rules/deadline_rules.h"

namespace tiange::cases {

namespace {

std::optional<Instant> given(Instant moment) { return moment ? std::optional(moment) : std::nullopt; }

std::optional<std::int64_t> minutes_left(Instant due, Instant now) {
  if (!due) return std::nullopt;
  return (due - now).us / minutes(1).us;
}

Lamp row_lamp(const ListedCase& c, Instant now) {
  if (c.closed || !c.due) return c.closed && c.overdue ? Lamp::red : Lamp::grey;
  if (now > c.due) return Lamp::red;
  return c.warn && now >= c.warn ? Lamp::amber : Lamp::green;
}

ClockView clock_view(ClockName name, const Clock& clock, const WorkCalendar& calendar, Instant now) {
  ClockView view;
  const Words words = clock_words(name);
  const Words limit = limit_words(clock.limit);
  view.name = name;
  view.name_zh = words.zh;
  view.name_en = words.en;
  view.limit_text = limit.zh;
  view.limit_text_en = limit.en;
  view.started = clock.started;
  view.due = clock.paused() ? std::nullopt : given(clock.due);
  view.stopped = given(clock.stopped);
  view.paused = clock.paused();
  view.overdue = clock.overdue || (clock.running() && now > clock.due);
  view.lamp = lamp_of(clock, now);
  view.share = used_share(clock, now, calendar);
  return view;
}

std::vector<LadderView> ladder_of(const CaseFile& file) {
  std::vector<LadderView> out;
  for (const Level level : {Level::grid, Level::village, Level::department, Level::town}) {
    const Words words = level_words(level);
    const bool lit = (file.lit >> static_cast<unsigned>(level)) & 1u;
    out.push_back(
        {level, words.zh, words.en, lit, file.open() && lit && file.level == level && file.step() == Step::handle});
  }
  return out;
}

FormField field(const char* name, const char* kind, const char* zh, const char* en, bool required) {
  return {name, kind, zh, en, required, {}, {}};
}

FormField closing_field(const items::Item* item) {
  FormField out =
      field("closing_condition", "choice", "结案条件", "Closing condition", item && !item->closing_conditions.empty());
  if (item) {
    for (std::size_t i = 0; i < item->closing_conditions.size(); ++i) {
      const std::string& condition = item->closing_conditions[i];
      out.choices.push_back({condition, condition, items::closing_condition_en(*item, i)});
    }
  }
  return out;
}

FormField severity_field() {
  FormField out = field("severity", "choice", "紧急程度", "Severity", false);
  for (const Severity severity : {Severity::urgent, Severity::normal, Severity::minor, Severity::works}) {
    const Words words = severity_words(severity);
    out.choices.push_back({std::string(json::enum_name(severity)), words.zh, words.en});
  }
  return out;
}

// Units that serve the place of the case: its station, the town's centre, and each line's nearest unit; not the one that
// has just given it back.
FormField unit_field(const org::Directory& directory, const CaseFile& file) {
  FormField out = field("unit", "unit", "承办单位", "Unit", true);
  const auto offer = [&](const org::UnitInfo* unit) {
    if (!unit || unit->code == file.unit || (file.just_returned && unit->code == file.returned_by_unit)) return;
    const bool twice = std::any_of(out.choices.begin(), out.choices.end(),
                                   [&](const FormChoice& choice) { return choice.value == unit->code; });
    if (!twice) out.choices.push_back({unit->code, unit->name_zh, unit->name_en});
  };
  const std::string_view area = file.area;
  if (!file.lead_line.empty()) offer(directory.unit_for(area.substr(0, 9), file.lead_line));
  for (const org::UnitInfo& unit : directory.units()) {
    if (unit.kind == "department") offer(directory.unit_for(area.substr(0, 9), unit.line));
  }
  if (area.size() >= 12) offer(directory.unit(std::string(area.substr(0, 12)) + "-ZZ"));
  if (area.size() >= 9) offer(directory.unit(std::string(area.substr(0, 9)) + "-ZX"));
  return out;
}

// Answers to the extra form of the item: of the one chosen in the same form, else of the case.
FormField extra_field() { return field("extra", "extra", "附加信息", "Details", false); }

bool has_form(const items::Item* item) { return item && !item->form.empty(); }

FormField colleague_field(const org::Directory& directory, const CaseFile& file, Instant now) {
  FormField out = field("person", "person", "同事", "Colleague", true);
  for (const org::Holder& holder : directory.holders(file.queue, now)) {
    if (holder.person != file.claimed_by) out.choices.push_back({holder.person.text(), holder.name, holder.name});
  }
  return out;
}

Words why_here(const CaseFile& file) {
  if (file.just_returned) return {"被退回，需重新决定", "Returned; decide again"};
  if (file.fresh_clock || file.reworks > 0) {
    if (step_of(file.element) == Step::handle && file.reworks > 0)
      return {"核查或回访未通过，返工", "To be done again"};
  }
  if (step_of(file.element) == Step::handle && !file.routing.reason_zh.empty())
    return {file.routing.reason_zh, file.routing.reason_en.empty() ? file.routing.reason_zh : file.routing.reason_en};
  const Words words = file.step_name();
  return {"等待" + words.zh, "Waiting: " + words.en};
}

Lamp part_lamp(const office::Part& part, Instant now) {
  if (!part.due) return part.overdue ? Lamp::red : Lamp::grey;
  if (!part.is_open()) return part.overdue ? Lamp::red : Lamp::grey;
  return now > part.due ? Lamp::red : Lamp::green;
}

OfficeView office_view(const org::Directory& directory, const Scope& scope, const CaseFile& file, Instant now) {
  OfficeView view;
  const auto mine = doer_of(scope, file).parts;
  for (const office::Part& part : file.office.parts) {
    const Words kind = office::part_kind_words(part.kind);
    const Words state = office::part_state_words(part.state);
    const Words opinion = office::opinion_words(part.opinion);
    const Words who = part.person ? Words{part.name, part.name} : directory.unit_name(part.unit);
    PartView shown{part.id, part.kind,  kind.zh,    kind.en, part.state, state.zh, state.en, part.opinion,
                   opinion.zh, opinion.en, who.zh, who.en,  part.ended_by.name, false, part.asked, given(part.due),
                   given(part.ended), part_lamp(part, now)};
    shown.mine = std::find(mine.begin(), mine.end(), part.id) != mine.end();
    view.parts.push_back(std::move(shown));
  }
  if (!file.office.rounds.empty()) {
    const Words verdict = office::verdict_words(file.office.rounds.back().verdict);
    view.verdict_zh = verdict.zh;
    view.verdict_en = verdict.en;
  }
  if (file.office.urge) {
    view.urged_by = file.office.urge->by.name;
    view.urged = file.office.urge->asked;
  }
  if (file.office.held) {
    const auto action = action_from(file.office.held->action);
    const Words what = action ? action_row(*action).words : Words{};
    view.held_zh = what.zh;
    view.held_en = what.en;
  }
  return view;
}

FormField limit_field() {
  FormField out = field("limit", "choice", "时限", "Limit", false);
  for (const char* text : {"4 work_hours", "1 work_days", "2 work_days", "3 work_days", "5 work_days"}) {
    const Words words = limit_words(*parse_limit(text));
    out.choices.push_back({text, words.zh, words.en});
  }
  return out;
}

FormField rule_field() {
  FormField out = field("rule", "choice", "通过规则", "Rule", true);
  out.choices = {{"all", "全部同意", "All agree"},
                 {"count", "达到人数", "So many agree"},
                 {"share", "达到比例（%）", "Such a share agrees (%)"}};
  return out;
}

FormField steps_field(const CaseFile& file) {
  FormField out = field("step", "choice", "退回到", "Back to", true);
  for (const PassedStep& step : ways_back(file)) {
    const Words words = step_words_of(step);
    out.choices.push_back({step.id, words.zh, words.en});
  }
  return out;
}

// Parts the act can end: assisting ones are excused, the others recalled.
FormField parts_field(const org::Directory& directory, const CaseFile& file, bool assisting) {
  FormField out = field("part", "choice", "对象", "Which", true);
  for (const office::Part& part : file.office.parts) {
    if (!part.pending() || (part.kind == office::PartKind::assist) != assisting) continue;
    const Words kind = office::part_kind_words(part.kind);
    const Words who = part.person ? Words{part.name, part.name} : directory.unit_name(part.unit);
    out.choices.push_back({std::to_string(part.id), kind.zh + "：" + who.zh, kind.en + ": " + who.en});
  }
  return out;
}

FormField outcome_field(const DrawnStep& step) {
  FormField out = field("outcome", "choice", "结论", "Outcome", true);
  for (const DrawnOutcome& way : step.outcomes) out.choices.push_back({way.value, way.zh, way.en});
  return out;
}

std::vector<FormField> form_of_step(const CaseFile& file, FormField remark, FormField pieces) {
  std::vector<FormField> fields;
  if (!file.drawn) return fields;
  if (!file.drawn->outcomes.empty()) fields.push_back(outcome_field(*file.drawn));
  if (!file.drawn->form.empty()) {
    fields.push_back(field("extra", "extra", "表单", "Form", false));
    fields.back().form = file.drawn->form;
  }
  fields.push_back(std::move(remark));
  fields.push_back(std::move(pieces));
  return fields;
}

// Forms of the acts of an office.
std::vector<FormField> form_of_office(Action action, const org::Directory& directory, const CaseFile& file) {
  const FormField reason = field("text", "text", "理由", "Reason", true);
  const FormField remark = field("text", "text", "说明", "Remark", false);
  const FormField asked = field("text", "text", "请办理的事", "What is asked", false);
  const FormField pieces = field("evidence", "evidence", "附件", "Evidence", false);
  const FormField people = field("people", "people", "人员", "People", true);
  const bool returns = file.element == Element::handle || file.element == Element::coordinate;
  const FormField basis = field("basis", "text", "退回依据", "Legal basis", true);
  const FormField grounds = field("evidence", "evidence", "佐证材料", "Evidence", true);
  switch (action) {
    case Action::send_back:
      if (returns) return {steps_field(file), reason, basis, grounds};
      return {steps_field(file), reason, pieces};
    case Action::reject_to_start:
      if (returns) return {reason, basis, grounds};
      return {reason, pieces};
    case Action::withdraw:
      return {remark};
    case Action::jump:
      return {field("step", "choice", "跳转到", "To", true), reason};
    case Action::begin_inside:
      return {field("step", "choice", "活动", "Activity", true), remark};
    case Action::close_inside:
      return {field("step", "choice", "结束哪一个", "Which one", true), remark};
    case Action::transfer:
      if (returns) return {field("person", "person", "转给谁", "To whom", true), reason};
      return {field("person", "person", "转给谁", "To whom", false), field("unit", "unit", "或转给单位", "Or to a unit", false),
              reason};
    case Action::delegate:
      return {people, field("text", "text", "请办理的事", "What is asked", true), limit_field()};
    case Action::countersign:
      return {field("people", "people", "会签人", "Signers", false), field("units", "units", "会签单位", "Signing units", false),
              rule_field(), field("need", "number", "人数或比例", "Number or share", false), asked, limit_field()};
    case Action::sign_before:
    case Action::sign_after:
      return {people, asked, limit_field()};
    case Action::assist:
      return {field("units", "units", "协办单位", "Assisting units", true),
              field("text", "text", "协办事项", "What is asked", true), limit_field()};
    case Action::sign_disagree:
      return {reason, pieces};
    case Action::part_done:
      return {field("text", "text", "办理情况", "What was done", true), pieces};
    case Action::part_excuse:
      return {parts_field(directory, file, true), reason};
    case Action::part_recall:
      return {parts_field(directory, file, false), remark};
    case Action::urge_answer:
      return {field("text", "text", "答复", "Answer", true)};
    default:
      return {remark, pieces};
  }
}

ActionView action_view(const Offer& offer) {
  const ActionRow& row = action_row(offer.action);
  ActionView view;
  view.action = std::string(row.name);
  view.zh = row.words.zh;
  view.en = row.words.en;
  view.primary = row.primary;
  view.allowed = offer.allowed;
  view.group = group_of(offer.action);
  const Words clock = clock_effect(offer.action);
  view.clock_zh = clock.zh;
  view.clock_en = clock.en;
  if (offer.why_not) {
    view.why_not_zh = offer.why_not->zh;
    view.why_not_en = offer.why_not->en;
  }
  return view;
}

}  // namespace

std::string condition_en(const items::Item* item, std::string_view condition) {
  if (!item) return std::string(condition);
  const auto& all = item->closing_conditions;
  const auto found = std::find(all.begin(), all.end(), condition);
  if (found == all.end()) return std::string(condition);
  return items::closing_condition_en(*item, static_cast<std::size_t>(found - all.begin()));
}

Words queue_words(const CasesParts& parts, const org::Directory& directory, std::string_view queue) {
  const std::size_t colon = queue.find(':');
  if (queue.empty() || colon == queue.npos) return {std::string(queue), std::string(queue)};
  const std::string_view holder = queue.substr(0, colon);
  const Words duty = directory.duty_name(queue.substr(colon + 1));
  Words place = directory.unit_name(holder);
  if (!directory.unit(holder))
    place = {parts.places.full_name(holder, Language::zh), parts.places.full_name(holder, Language::en)};
  return {place.zh + " · " + duty.zh, place.en + " · " + duty.en};
}

std::string masked_name(std::string_view name) {
  const auto points = text::code_points(name);
  if (points.empty()) return "";
  std::string out;
  text::append_code_point(out, points[0]);
  for (std::size_t i = 1; i < points.size(); ++i) out += '*';
  return points.size() == 1 ? out + "*" : out;
}

std::string masked_phone(std::string_view phone) {
  if (phone.size() < 8) return phone.empty() ? "" : std::string(phone.size(), '*');
  return std::string(phone.substr(0, 3)) + std::string(phone.size() - 7, '*') +
         std::string(phone.substr(phone.size() - 4));
}

std::vector<StepView> steps_of(const CaseFile& file, Instant created) {
  const auto earliest = [](std::initializer_list<const Clock*> clocks) {
    Instant first;
    for (const Clock* clock : clocks) {
      if (clock->given() && (!first || clock->started < first)) first = clock->started;
    }
    return first;
  };
  const Clocks& c = file.clocks;
  std::array<Instant, 5> entered = {created, earliest({&c.verify, &c.dispatch}), earliest({&c.handle}),
                                    earliest({&c.check, &c.follow_up}), earliest({&c.close})};
  if (file.closed_off) entered[4] = entered[4] ? entered[4] : file.closed;
  if (file.drawn) {
    Instant& here = entered[static_cast<std::size_t>(file.step())];
    if (!here) here = c.step.started;
  }
  const auto current = static_cast<std::size_t>(file.step());
  std::vector<StepView> out;
  for (std::size_t i = 0; i < entered.size(); ++i) {
    const Words words = step_words(static_cast<Step>(i));
    StepView view{static_cast<Step>(i), words.zh, words.en, "future", std::nullopt, std::nullopt};
    if (i < current || file.closed_off) view.state = "done";
    if (i == current && !file.closed_off) view.state = "current";
    if (view.state != "future") view.entered = given(entered[i]);
    if (view.state == "done") {
      for (std::size_t next = i + 1; next < entered.size() && !view.left; ++next) view.left = given(entered[next]);
      if (!view.left) view.left = given(file.closed);
    }
    out.push_back(std::move(view));
  }
  return out;
}

std::vector<FormField> form_of(Action action, const org::Directory& directory, const CaseFile& file,
                               const items::Item* item, Instant now) {
  const FormField reason = field("text", "text", "理由", "Reason", true);
  const FormField remark = field("text", "text", "说明", "Remark", false);
  const FormField pieces = field("evidence", "evidence", "附件", "Evidence", false);
  if (is_office_act(action)) return form_of_office(action, directory, file);
  if (action == Action::complete) return form_of_step(file, remark, pieces);
  switch (action) {
    case Action::locate:
      return {field("place", "place", "位置", "Place", true), remark};
    case Action::classify:
    case Action::accept: {
      FormField chosen = field("item_code", "item", "事项", "Item", file.item.empty());
      return {std::move(chosen), severity_field(), extra_field(), remark};
    }
    case Action::dispatch:
    case Action::pass_on:
    case Action::arbitrate:
      return {unit_field(directory, file), action == Action::dispatch ? remark : reason};
    case Action::settle:
      if (has_form(item))
        return {closing_field(item), field("text", "text", "处置结果", "What was done", true), extra_field(), pieces};
      return {closing_field(item), field("text", "text", "处置结果", "What was done", true), pieces};
    case Action::close:
      return {closing_field(item), remark};
    case Action::verify_true:
      if (has_form(item)) return {remark, extra_field(), pieces};
      return {remark, pieces};
    case Action::check_pass:
      return {remark, pieces};
    case Action::verify_false:
    case Action::check_fail:
    case Action::send_up:
      return {reason, pieces};
    case Action::give_back:
      return {reason, field("basis", "text", "退回依据", "Legal basis", true),
              field("evidence", "evidence", "佐证材料", "Evidence", true)};
    case Action::follow_up_satisfied:
    case Action::extend_approve:
    case Action::suspend_approve:
    case Action::resume:
    case Action::urge:
      return {remark};
    case Action::suspend:
      return {reason, field("until", "date", "恢复时间", "Until", true)};
    case Action::hand_over:
      return {colleague_field(directory, file, now)};
    case Action::claim:
    case Action::release:
      return {};
    case Action::note:
      return {field("text", "text", "内容", "Text", true), pieces};
    default:
      return {reason};
  }
}

CaseRow row_of(const CasesParts& parts, const org::Directory& directory, const ListedCase& c, Language language,
               Instant now) {
  CaseRow row;
  row.ref = c.ref.text();
  row.number = c.number;
  row.title = c.title;
  row.item_code = c.item;
  if (!c.item.empty()) {
    const auto item = parts.items.find(c.item);
    row.item_name = !item ? c.item : language == Language::zh ? item->name_zh : item->name_en;
  }
  row.channel = c.channel;
  row.kind = c.kind;
  row.severity = c.severity;
  row.level = c.level;
  row.status = c.status;
  row.stage = c.step;
  row.area_code = c.area;
  row.area_name = parts.places.full_name(c.area, language);
  row.grid_code = c.area.size() == 15 ? c.area : "";
  row.unit = c.unit;
  if (!c.unit.empty()) {
    const Words unit = directory.unit_name(c.unit);
    row.unit_zh = unit.zh;
    row.unit_en = unit.en;
  }
  if (c.handler) row.handler = directory.person_name(c.handler);
  row.archived = c.archived;
  row.created = c.created;
  row.due = c.closed ? std::nullopt : given(c.due);
  row.lamp = row_lamp(c, now);
  if (row.due) row.remaining_minutes = minutes_left(c.due, now);
  row.closed = given(c.closed);
  row.overdue = c.overdue || (!c.closed && c.due && now > c.due);
  row.repeat = c.repeat;
  row.confidential = c.confidential;
  return row;
}

LinkedCase linked_row(const ListedCase& c, Instant now) {
  LinkedCase row{c.ref.text(), c.number, c.title, c.status, row_lamp(c, now), {}, given(c.closed)};
  if (!c.closed && c.due) row.remaining_minutes = minutes_left(c.due, now);
  return row;
}

TaskView task_view(const CasesParts& parts, const org::Directory& directory, const Scope& scope,
                   const CaseRecord& record, Instant now) {
  const CaseFile& f = record.file;
  TaskView view;
  view.id = flows::TaskRef{record.ref.part_key, InstanceId{f.instance}, static_cast<std::uint32_t>(f.task)}.text();
  view.case_ref = record.ref.text();
  view.number = record.number;
  view.title = record.title;
  view.element = f.step_id();
  const Words name = f.step_name();
  view.name_zh = name.zh;
  view.name_en = name.en;
  view.queue = f.queue;
  const Words queue = queue_words(parts, directory, f.queue);
  view.queue_zh = queue.zh;
  view.queue_en = queue.en;
  const auto holders = directory.holders(f.queue, now);
  if (holders.size() == 1) view.assignee = holders.front().name;
  view.claimed_by = f.claimed_by_name;
  view.mine = f.claimed_by && f.claimed_by == scope.person;
  if (const auto clock = clock_of(f.element)) {
    const Clock& c = f.clocks.of(*clock);
    view.created = c.started;
    view.due = given(c.due);
    view.lamp = lamp_of(c, now);
    view.remaining_minutes = minutes_left(c.due, now);
  }
  view.severity = f.severity;
  view.came_back = f.just_returned || f.reworks > 0;
  view.confidential = f.confidential;
  const Words why = why_here(f);
  view.why_zh = why.zh;
  view.why_en = why.en;
  view.area_name = parts.places.full_name(f.area, scope.language);
  view.urged = f.office.urge.has_value();
  view.signed_of = office::progress(f.office);
  view.parts_open = f.office.open();
  return view;
}

TaskView part_view(const CasesParts& parts, const org::Directory& directory, const Scope& scope,
                   const CaseRecord& record, const office::Part& part, Instant now) {
  TaskView view = task_view(parts, directory, scope, record, now);
  const Words kind = office::part_kind_words(part.kind);
  view.id = office::part_ref(task_of(record), part.id).text();
  view.part = part.id;
  view.part_kind = json::enum_name(part.kind);
  view.name_zh = kind.zh + "：" + view.name_zh;
  view.name_en = kind.en + ": " + view.name_en;
  view.queue = part.queue;
  const Words queue = part.person ? Words{part.name, part.name} : queue_words(parts, directory, part.queue);
  view.queue_zh = queue.zh;
  view.queue_en = queue.en;
  view.assignee = part.name;
  view.claimed_by = part.name;
  view.mine = part.person && part.person == scope.person;
  view.created = part.asked;
  view.due = given(part.due);
  view.remaining_minutes = minutes_left(part.due, now);
  view.lamp = part_lamp(part, now);
  view.came_back = false;
  view.why_zh = part.asked_by.name + "请您" + kind.zh;
  view.why_en = part.asked_by.name + " asks: " + kind.en;
  return view;
}

CaseView base_view(const CasesParts& parts, const org::Directory& directory, const Scope& scope,
                   const CaseRecord& record, const items::Item* item, const ItemFacts* facts, Instant now) {
  const CaseFile& f = record.file;
  CaseView view;
  static_cast<CaseRow&>(view) = row_of(parts, directory, listed(record), scope.language, now);
  view.code = code_of_number(parts.options.district, record.number);
  view.content = record.content;
  if (f.occurred) view.occurred = f.occurred;
  view.reporter = {f.anonymous, f.confidential, f.wants_reply, "", ""};
  view.place = {f.lng, f.lat, f.place_text, view.grid_code, view.area_name};
  for (int i = 0; i < k_clock_count; ++i) {
    const auto name = static_cast<ClockName>(i);
    if (f.clocks.of(name).given()) view.clocks.push_back(clock_view(name, f.clocks.of(name), *parts.calendar, now));
    if (name == ClockName::step && f.drawn && f.clocks.step.given()) {
      view.clocks.back().name_zh = f.drawn->zh;
      view.clocks.back().name_en = f.drawn->en;
    }
  }
  view.steps = steps_of(f, record.created);
  view.ladder = ladder_of(f);
  if (f.open() && f.element != Element::none) {
    view.tasks.push_back(task_view(parts, directory, scope, record, now));
    for (const office::Part& part : f.office.parts) {
      if (part.is_open()) view.tasks.push_back(part_view(parts, directory, scope, record, part, now));
    }
    for (TaskView& task : view.tasks) task.item_name = view.item_name;
    if (!f.office.empty()) view.office = office_view(directory, scope, f, now);
  }
  if (!f.routing.reason_zh.empty() || f.routing.version > 0)
    view.dispatch_reason =
        DispatchReason{f.routing.reason_zh, f.routing.reason_en, f.routing.decision, f.routing.version};
  const Facts rule_facts = facts_for(parts, scope, f, facts, now);
  for (const Offer& offer : offers(f, rule_facts)) {
    view.actions.push_back(action_view(offer));
    if (offer.action == Action::complete && f.drawn) {
      view.actions.back().zh = f.drawn->zh;
      view.actions.back().en = f.drawn->en;
    }
    if (offer.allowed) view.actions.back().form = form_of(offer.action, directory, f, item, now);
  }
  if (!record.extra.empty()) {
    if (auto extra = json::parse(record.extra); extra.ok()) view.extra = std::move(*extra);
  }
  view.closing_condition = f.closing_condition;
  view.closing_condition_en = condition_en(item, f.closing_condition);
  view.result = f.result;
  view.returns = f.returns;
  view.extensions = f.extensions;
  view.reworks = f.reworks;
  view.version = record.version;
  return view;
}

}  // namespace tiange::cases
