#include "city/cases/case_flow.h"

#include <algorithm>

#include "base/text.h"
#include "city/cases/case_store.h"
#include "city/cases/rules/service_rules.h"
#include "city/cases/rules/deadline_rules.h"
#include "city/cases/rules/dispatch_rules.h"
#include "engines/feel/feel_json.h"

namespace tiange::cases {

namespace {

std::string text_of(const feel::Value& context, std::string_view name) {
  const feel::Value* value = context.find(name);
  return value && value->is(feel::Kind::string) ? std::string(value->as_string()) : std::string();
}

feel::Value with(const feel::Value& context, std::initializer_list<std::pair<std::string_view, feel::Value>> more) {
  feel::ContextBuilder builder;
  if (context.is(feel::Kind::context)) {
    for (const feel::Entry& entry : context.as_context().entries) builder.set(entry.name, entry.value);
  }
  for (const auto& [name, value] : more) builder.set(name, value);
  return builder.build();
}

std::string_view up_to(const std::string& area, std::size_t length) {
  return area.size() >= length ? std::string_view(area).substr(0, length) : std::string_view();
}

}  // namespace

UnitPlace place_of_unit(const org::Directory& directory, const std::string& unit) {
  const org::UnitInfo* info = directory.unit(unit);
  if (!info) return {};
  if (info->line == "ZZ") return {true, Level::village, unit + ":village_command"};
  if (info->line == "ZX" && info->area_code.size() == 9) return {true, Level::town, unit + ":town_command"};
  return {true, Level::department, unit + ":handler"};
}

// Asked of the table from its unit's level on; not of a case that has climbed above it, or that this unit gave back.
std::optional<Precedent> CaseFlow::precedent_for(const feel::Value& asked, Instant now) const {
  if (!parts_.precedents || file_.item.empty()) return std::nullopt;
  auto found = parts_.precedents->find(file_.item, file_.area, file_.place_text, now);
  if (!found || found->unit == file_.returned_by_unit) return std::nullopt;
  const UnitPlace place = place_of_unit(*directory_, found->unit);
  const Level from = json::enum_from<Level>(text_of(asked, "from_level")).value_or(Level::grid);
  return place.known && from <= place.level ? found : std::nullopt;
}

Result<flows::DecisionAnswer> CaseFlow::decide(flows::Flows& flows, const flows::Step& step, std::string_view decision,
                                               const feel::Value& variables) {
  const org::UnitInfo* department =
      file_.lead_line.empty() ? nullptr : directory_->unit_for(up_to(file_.area, 9), file_.lead_line);
  const std::string department_unit = department ? department->code : "";
  feel::Value asked = with(variables, {{"department_unit", feel::Value::string(department_unit)}});
  if (climbed_) {
    const std::string level(json::enum_name(level_above(file_.level)));
    asked = with(asked, {{"from_level", feel::Value::string(level)}});
  }
  const std::optional<Precedent> precedent = decision == "dispatch" ? precedent_for(asked, step.now) : std::nullopt;
  if (precedent) {
    const Level level = place_of_unit(*directory_, precedent->unit).level;
    asked = with(asked, {{"from_level", feel::Value::string(json::enum_name(level))},
                         {"department_unit", feel::Value::string(level == Level::department ? precedent->unit : "")}});
  }
  auto answer = flows.decide(step.tx, decision, file_.area, asked, step.now);
  CaseEvent routed;
  routed.kind = EventKind::dispatched;
  routed.happened = step.now;
  if (answer.ok()) {
    routed.unit = text_of(answer->outputs, "unit");
    routed.level = json::enum_from<Level>(text_of(answer->outputs, "level"));
    routed.routing = {answer->decision, answer->version, answer->explanation.zh, answer->explanation.en};
    routed.facts = feel::to_json(answer->inputs);
    if (precedent && routed.unit == precedent->unit) {
      answer->explanation = {"依先例 " + precedent->number + "：" + answer->explanation.zh,
                             "By precedent " + precedent->number + ": " + answer->explanation.en};
      routed.routing.reason_zh = answer->explanation.zh;
      routed.routing.reason_en = answer->explanation.en;
    }
  } else {
    // A rule that cannot be evaluated must not lose the matter: a dispatcher decides.
    answer = flows::DecisionAnswer{
        feel::Value(), feel::Value(), answer.refusal().zh.empty() ? Words{} : Words{answer.refusal().zh, answer.refusal().en},
        std::string(decision), 0};
  }
  if (routed.unit.empty() || !routed.level || !directory_->unit(routed.unit)) {
    answer->outputs = with(answer->outputs, {{"unit", feel::Value::string("")}, {"queue", feel::Value::string("")}});
    routed_.reset();
    return answer;
  }
  routed_ = std::move(routed);
  return answer;
}

Result<Instant> CaseFlow::limit_due(const flows::Step& step, std::string_view limit, Instant from) {
  TIANGE_TRY(const Limit parsed, parse_limit(limit));
  if (step.element.kind == bpmn::ElementKind::user_task)
    return entered_clock(file_, element_of(step.element.id), parsed, from, *parts_.calendar, parts_.options.rules).due;
  return parts_.calendar->add(parsed, from);
}

Result<flows::ServiceAnswer> CaseFlow::service(const flows::Step& step, std::string_view name,
                                               const feel::Value& variables) {
  const CaseRef ref{step.subject.part_key, CaseId{step.subject.id}};
  const auto item = file_.item.empty() ? nullptr : parts_.items.find(file_.item, file_.item_version);
  const auto known = item ? facts_of(*item) : nullptr;
  CaseFile now = file_;
  ServiceFacts facts{.now = step.now, .rules = parts_.options.rules, .calendar = *parts_.calendar, .item = known.get()};
  const bool another = task_left_ || (stop_ && !stop_->kept);
  if (!another) facts.marks = file_.office;
  for (const CaseEvent& event : served_) {
    if (event.severity) now.severity = *event.severity;
    if (event.office) office::apply(facts.marks, *event.office);
  }
  // A report that is being taken up has not stored who made it yet.
  facts.has_reporter = file_.instance == 0 || CaseStore().reporter(step.tx, system_scope(), ref).has_value();
  ServiceAsk ask;
  ask.text = text_of(variables, "text");
  ask.severity = text_of(variables, "new_severity");
  ask.limit = text_of(variables, "limit");
  ask.step = words_of_label(step.element.name.empty() ? step.element.id : step.element.name);
  if (name == "assist") name_units(variables, ask);
  Served served = serve(now, name, ask, facts);
  if (!served.error_code.empty()) return flows::ServiceAnswer{{}, served.error_code, served.reason};
  if (served.event) served_.push_back(std::move(*served.event));
  return flows::ServiceAnswer{to_variables(served.outputs), "", {}};
}

// By code, or by line the one that serves the town; a list, or a text with commas.
void CaseFlow::name_units(const feel::Value& variables, ServiceAsk& ask) const {
  std::vector<std::string> names;
  const feel::Value* value = variables.find("units");
  if (value && value->is(feel::Kind::list)) {
    for (const feel::Value& one : value->items()) names.push_back(one.is(feel::Kind::string) ? std::string(one.as_string()) : "?");
  } else {
    for (const std::string_view one : text::split(text_of(variables, "units"), ',')) names.emplace_back(one);
  }
  const std::string& lead = routed_ ? routed_->unit : file_.unit;
  for (const std::string& name : names) {
    const std::string code(text::trim(name));
    if (code.empty()) continue;
    const org::UnitInfo* unit = directory_->unit(code);
    if (!unit) unit = directory_->unit_for(up_to(file_.area, 9), code);
    if (!unit) {
      ask.wrong_unit = code;
      return;
    }
    const auto same = [&](const office::Target& target) { return target.unit == unit->code; };
    if (unit->code == lead || std::any_of(ask.units.begin(), ask.units.end(), same)) continue;
    ask.units.push_back({{}, "", unit->code, place_of_unit(*directory_, unit->code).queue});
  }
}

void CaseFlow::note_left(const flows::TaskRef& task) {
  task_left_ |= file_.task == task.node && file_.instance == task.instance.value;
}

Outcome CaseFlow::task_completed(const flows::Step&, flows::TaskRef task, const feel::Value&) {
  note_left(task);
  return done();
}

Outcome CaseFlow::task_cancelled(const flows::Step&, flows::TaskRef task) {
  note_left(task);
  return done();
}

// Of several branches the case works on one task after the other, in the order they were opened.
Outcome CaseFlow::task_created(const flows::Step& step, const flows::Task& task) {
  return stop_ || (stays_ && !task_left_) ? done() : stop_at(step.tx, task, step.now);
}

void CaseFlow::stop_inside(const flows::AdHocScope& inside) {
  const Words name = words_of_label(inside.itself.name.empty() ? inside.itself.element : inside.itself.name);
  Stop stop;
  stop.element = Element::drawn;
  stop.instance = file_.instance;
  stop.queue = file_.queue;
  stop.drawn = DrawnStep{};
  stop.drawn->id = inside.itself.element;
  stop.drawn->zh = name.zh;
  stop.drawn->en = name.en;
  stop.drawn->stage = static_cast<int>(json::enum_from<cases::Step>(inside.stage).value_or(cases::Step::handle));
  stop.drawn->inside = true;
  stop_ = std::move(stop);
}

Outcome CaseFlow::stop_at(db::Tx& tx, const flows::Task& task, Instant now) {
  Stop stop;
  stop.element = element_of(task.element);
  if (stop.element == Element::drawn) {
    TIANGE_TRY(const bpmn::ModelPtr model, parts_.flows.process_model(tx, task.process, task.version));
    stop.drawn = drawn_step(*model, model->element(model->find(task.element)));
  }
  stop.task = task.ref.node;
  stop.instance = task.ref.instance.value;
  stop.queue = task.queue;
  if (!task.limit.empty()) {
    TIANGE_TRY(const Limit limit, parse_limit(task.limit));
    stop.clock = entered_clock(file_, stop.element, limit, now, *parts_.calendar, parts_.options.rules);
  }
  stop_ = std::move(stop);
  return done();
}

// The task the case waits in is at another place of another version. Its clock goes on, unless the limit is another one.
Outcome CaseFlow::task_moved(const flows::Step& step, const flows::Task& task) {
  if (file_.task != task.ref.node || file_.instance != task.ref.instance.value) return done();
  TIANGE_CHECK_OK(stop_at(step.tx, task, step.now));
  stop_->kept = true;
  stop_->clock = {};
  const auto before = clock_of(file_.element);
  const Clock held = before ? file_.clocks.of(*before) : Clock();
  if (task.limit.empty() || file_.is_suspended()) {
    stop_->clock = held;
    return done();
  }
  TIANGE_TRY(const Limit limit, parse_limit(task.limit));
  stop_->clock = held.given() && held.limit == limit
                     ? held
                     : started_clock(limit, task.created, *parts_.calendar, parts_.options.rules);
  return done();
}

Outcome CaseFlow::pass_on(const flows::Step& step, const flows::Letter& letter) {
  if (parts_.post) parts_.post->send(step.tx, letter, step.by, step.now);
  return done();
}

Outcome CaseFlow::timer_fired(const flows::Step& step) {
  if (step.element.id == "warn") {
    reminded_ = true;
    return done();
  }
  CaseEvent climbed;
  climbed.kind = EventKind::climbed;
  climbed.happened = step.now;
  climbed.level = file_.level;
  climbed_ = std::move(climbed);
  return done();
}

Outcome CaseFlow::incident(const flows::Step& step, const Words& reason) {
  const Words name = words_of_label(step.element.name.empty() ? step.element.id : step.element.name);
  return refuse(ErrorCode::bad_process, "“" + name.zh + "”" + reason.zh, "'" + name.en + "': " + reason.en);
}

Outcome CaseFlow::ended(const flows::Step&, flows::InstanceStatus, const Words&) {
  ended_ = true;
  return done();
}

Outcome CaseFlow::moved(const flows::Step&, const feel::Value& variables) {
  if (!stop_ || (stop_->element != Element::handle && stop_->element != Element::coordinate)) return done();
  stop_->climb_limit = text_of(variables, "climb_limit");
  stop_->warn_limit = text_of(variables, "warn_limit");
  return done();
}

std::vector<CaseEvent> CaseFlow::events(std::optional<CaseEvent> act, Instant now) const {
  std::vector<CaseEvent> out;
  if (act) out.push_back(std::move(*act));
  if (climbed_) out.push_back(*climbed_);
  const bool handled = stop_ && step_of(stop_->element) == Step::handle;
  if (routed_ && handled) out.push_back(*routed_);
  if (stop_ && out.empty()) {
    CaseEvent waiting;
    waiting.kind = EventKind::waiting;
    waiting.happened = now;
    out.push_back(std::move(waiting));
  }
  if (stop_) out.back().to = stop_;
  // Urges and parts belong to the task the case waits in after the step.
  const bool held = stop_ || (!task_left_ && file_.task != 0 && !ended_);
  for (const CaseEvent& event : served_) {
    if (!event.office || held) out.push_back(event);
  }
  return out;
}

Words words_of_label(std::string_view label) {
  const std::size_t stroke = label.find(" / ");
  if (stroke == label.npos) return {std::string(label), std::string(label)};
  return {std::string(text::trim(label.substr(0, stroke))), std::string(text::trim(label.substr(stroke + 3)))};
}

namespace {

// x of `outcome = "x"`; nothing for any other condition.
std::optional<std::string> compared_outcome(std::string_view condition) {
  condition = text::trim(condition);
  if (condition.starts_with('=')) condition = text::trim(condition.substr(1));
  constexpr std::string_view k_name = "outcome";
  if (!condition.starts_with(k_name)) return std::nullopt;
  condition = text::trim(condition.substr(k_name.size()));
  if (!condition.starts_with('=')) return std::nullopt;
  condition = text::trim(condition.substr(1));
  const bool quoted = condition.size() >= 2 && condition.front() == '"' && condition.find('"', 1) == condition.size() - 1;
  if (!quoted) return std::nullopt;
  return std::string(condition.substr(1, condition.size() - 2));
}

void add_outcomes(const bpmn::Model& model, const bpmn::Element& from, std::vector<DrawnOutcome>& out) {
  bool compares = false;
  for (const bpmn::Index index : from.outgoing) {
    const bpmn::Flow& flow = model.flow(index);
    const auto value = compared_outcome(flow.condition.text);
    if (!value) continue;
    compares = true;
    const Words name = words_of_label(flow.name.empty() ? *value : flow.name);
    out.push_back({*value, name.zh, name.en});
  }
  if (!compares || from.default_flow == bpmn::k_none) return;
  const std::string& label = model.flow(from.default_flow).name;
  const Words name = label.empty() ? Words{"其他", "Other"} : words_of_label(label);
  out.push_back({"otherwise", name.zh, name.en});
}

}  // namespace

DrawnStep drawn_step(const bpmn::Model& model, const bpmn::Element& element) {
  const Words name = words_of_label(element.name.empty() ? element.id : element.name);
  DrawnStep step;
  step.id = element.id;
  step.zh = name.zh;
  step.en = name.en;
  step.stage = static_cast<int>(json::enum_from<cases::Step>(element.stage).value_or(cases::Step::handle));
  step.form = element.task.form;
  add_outcomes(model, element, step.outcomes);
  if (!step.outcomes.empty() || element.outgoing.size() != 1) return step;
  const bpmn::Element& next = model.element(model.flow(element.outgoing.front()).target);
  if (next.kind == bpmn::ElementKind::exclusive_gateway) add_outcomes(model, next, step.outcomes);
  return step;
}

feel::Value to_variables(const Answers& answers) {
  feel::ContextBuilder builder;
  for (const auto& [name, value] : answers) builder.set(name, feel::from_json(value));
  return builder.build();
}

feel::Value start_variables(const CasesParts& parts, const CaseFile& file, const StartFacts& facts) {
  const auto text = [](std::string_view value) { return feel::Value::string(value); };
  const auto flag = [](bool value) { return feel::Value::boolean(value); };
  const CaseRules& rules = parts.options.rules;
  feel::ContextBuilder builder;
  builder.set("channel", text(json::enum_name(file.channel)))
      .set("kind", text(json::enum_name(file.kind)))
      .set("located", flag(file.located()))
      .set("district", text(up_to(file.area, 6).empty() ? parts.options.district : up_to(file.area, 6)))
      .set("town", text(up_to(file.area, 9)))
      .set("community", text(up_to(file.area, 12)))
      .set("grid", text(up_to(file.area, 15)))
      .set("classified", flag(facts.classified))
      .set("item", text(file.item))
      .set("item_class", text(facts.item ? facts.item->item_class : ""))
      .set("lead_line", text(file.lead_line))
      .set("trifle", flag(facts.item && facts.item->trifle))
      .set("severity", text(json::enum_name(file.severity)))
      .set("handle_limit", text(limit_text(handling_limit(facts.item, file.severity, file.area, rules))))
      .set("verify_needed", flag(facts.verify_needed))
      .set("settled", flag(file.settled_on_spot))
      .set("sampled", flag(facts.sampled))
      .set("wants_reply", flag(file.wants_reply))
      .set("from_level", text("grid"))
      .set("level", text("grid"))
      .set("unit", text(""))
      .set("queue", text(""))
      .set("climb_limit", text(""))
      .set("warn_limit", text(""))
      .set("returns", feel::Value::number(static_cast<std::int64_t>(0)))
      .set("outcome", text(""));
  return builder.build();
}

}  // namespace tiange::cases
