#include "city/cases/case_service.h"

#include <algorithm>
#include <mutex>

#include "base/digest.h"
#include "base/text.h"
#include "city/cases/rules/case_office.h"
#include "city/cases/rules/case_sentences.h"
#include "city/cases/rules/deadline_rules.h"
#include "city/cases/rules/tie_rules.h"

namespace tiange::cases {

namespace {

struct Announcement {
  std::string ref, number, item, area, unit, level, severity, status;
  bool overdue = false;
};
BOOST_DESCRIBE_STRUCT(Announcement, (), (ref, number, item, area, unit, level, severity, status, overdue))

const char* event_type(const CaseEvent& event) {
  switch (event.kind) {
    case EventKind::reported:
      return "case.reported";
    case EventKind::dispatched:
    case EventKind::passed_on:
    case EventKind::arbitrated:
      return "case.dispatched";
    case EventKind::settled:
      return "case.settled";
    case EventKind::returned:
      return "case.returned";
    case EventKind::overdue:
      return "case.overdue";
    case EventKind::closed:
      return event.outcome == k_merged ? "case.merged" : "case.closed";
    case EventKind::verified:
      return event.outcome == "false" ? "case.rejected" : nullptr;
    case EventKind::rejected:
      return "case.rejected";
    case EventKind::reopened:
      return "case.reopened";
    default:
      return nullptr;
  }
}

// What concerns those who work on the case and moves no figure of a board.
const char* word_type(const CaseEvent& event) {
  switch (event.kind) {
    case EventKind::handed_over:
    case EventKind::transferred:
      return "case.handed_over";
    case EventKind::parts_asked:
      return "case.parts_asked";
    case EventKind::sent_back:
    case EventKind::rejected_to_start:
      return "case.sent_back";
    case EventKind::urged:
      return "case.urged";
    case EventKind::noted:
      return event.outcome == k_reminder ? "case.near_due" : nullptr;
    default:
      return nullptr;
  }
}

}  // namespace

std::shared_ptr<const ItemFacts> facts_of(const items::Item& item) {
  auto facts = std::make_shared<ItemFacts>();
  facts->code = item.code;
  facts->version = item.version;
  facts->item_class = item.item_class;
  facts->lead_line = item.lead_line;
  facts->verify_needed = item.verify_needed;
  facts->trifle = item.trifle();
  facts->confidential = item.confidential;
  facts->closing_conditions = item.closing_conditions;
  for (const items::SeverityLimit& limit : item.limits) {
    if (limit.area) facts->area_limits.push_back({*limit.area, limit.severity, limit.limit()});
    else facts->limits[static_cast<int>(limit.severity)] = limit.limit();
  }
  return facts;
}

std::string CaseRef::text() const { return std::to_string(part_key) + "." + id.text(); }

Result<CaseRef> CaseRef::parse(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == text.npos) return refuse(ErrorCode::not_found);
  const auto part = parse_id(text.substr(0, dot));
  const auto id = parse_id(text.substr(dot + 1));
  if (!part.ok() || !id.ok()) return refuse(ErrorCode::not_found);
  return CaseRef{*part, CaseId{*id}};
}

std::shared_ptr<const items::Item> ItemBook::item(const std::string& code, int version) const {
  if (code.empty()) return nullptr;
  auto found = version > 0 ? items_.find(code, version) : items_.find(code);
  return found || version == 0 ? found : items_.find(code);
}

std::shared_ptr<const ItemFacts> ItemBook::find(const std::string& code, int version) {
  const auto found = item(code, version);
  if (!found) return nullptr;
  {
    const std::shared_lock hold(lock_);
    if (auto entry = entries_.find(found.get()); entry != entries_.end()) return entry->second.facts;
  }
  const std::unique_lock hold(lock_);
  if (entries_.size() > 20'000) entries_.clear();
  Entry& entry = entries_[found.get()];
  if (!entry.facts) entry = {found, facts_of(*found)};
  return entry.facts;
}

std::shared_ptr<const ItemFacts> ItemBook::in_force(const std::string& code, std::string_view place) {
  const auto found = items::in_force_at(items_, code, place);
  return found ? find(code, found->version) : nullptr;
}

CaseService::CaseService(CasesParts parts)
    : parts_(std::move(parts)), office_(parts_.flows), numbers_(parts_.options.number_prefix, store_), items_(parts_.items) {}

std::unique_ptr<Cases> open_cases(CasesParts parts) { return std::make_unique<CaseService>(std::move(parts)); }

Result<CaseRules> read_rules(std::string_view json) {
  TIANGE_TRY(CaseRules rules, json::read<CaseRules>(json));
  std::vector<FieldError> errors;
  for (const auto& [name, count] : {std::pair("most_returns", rules.most_returns),
                                    std::pair("most_extensions", rules.most_extensions),
                                    std::pair("most_suspensions", rules.most_suspensions)}) {
    if (count < 0) errors.push_back({name, "不能为负数", "must not be negative"});
  }
  for (const auto& [name, share] :
       {std::pair("warn_share", rules.warn_share), std::pair("sample_share", rules.sample_share)}) {
    if (!(share >= 0 && share <= 1)) errors.push_back({name, "应在 0 与 1 之间", "must lie between 0 and 1"});
  }
  if (!errors.empty()) return refuse_fields(ErrorCode::bad_file, std::move(errors));
  return rules;
}

flows::TaskRef task_of(const CaseRecord& record) {
  return {record.ref.part_key, InstanceId{record.file.instance}, static_cast<std::uint32_t>(record.file.task)};
}

Doer doer_of(const Scope& scope, const CaseFile& file) {
  Doer doer;
  doer.actor = {scope.person, scope.name, scope.units.empty() ? std::string() : scope.units.front()};
  doer.permissions = scope.permissions;
  doer.covers_area = scope.covers(file.area);
  doer.works_for_unit = scope.works_for(file.unit);
  doer.has_queue = !file.queue.empty() && scope.has_queue(file.queue);
  doer.is_house = !scope.person && scope.permissions.all();
  if (!file.office.parts.empty())
    doer.parts = office::parts_of(file.office, scope.person,
                                  [&](std::string_view queue) { return scope.has_queue(queue); });
  return doer;
}

Facts facts_for(const CasesParts& parts, const Scope& scope, const CaseFile& file, const ItemFacts* item, Instant now) {
  return Facts{.now = now,
               .calendar = *parts.calendar,
               .rules = parts.options.rules,
               .doer = doer_of(scope, file),
               .item = item,
               .chosen = nullptr,
               .unit_known = false,
               .unit_level = Level::department,
               .unit_queue = {}};
}

Result<Command> CaseService::command_of(Action action, const ActInput& input, Instant now) const {
  Command command;
  command.action = action;
  command.text = input.text;
  command.item = input.item_code;
  command.severity = input.severity;
  command.unit = input.unit;
  command.closing_condition = input.closing_condition;
  command.until = input.until.value_or(Instant{});
  command.evidence = input.evidence;
  command.step = input.step;
  command.outcome = input.outcome;
  command.basis = input.basis;
  command.rule = input.rule;
  command.need = input.need;
  command.part = input.part;
  if ((action == Action::hand_over || action == Action::transfer) && input.person) {
    command.person = input.person;
    command.person_name = directory(now)->person_name(input.person);
    if (command.person_name.empty()) command.person = {};
  }
  if (action == Action::locate) {
    Result<places::Located> found = refuse(ErrorCode::bad_input);
    if (input.place.lng && input.place.lat) {
      found = parts_.places.locate(*input.place.lng, *input.place.lat);
    } else if (!input.place.grid_code.empty()) {
      found = parts_.places.of_grid(input.place.grid_code);
    }
    if (found.ok()) {
      command.area = found->grid_code;
      command.lng = input.place.lng ? input.place.lng : std::optional(found->lng);
      command.lat = input.place.lat ? input.place.lat : std::optional(found->lat);
    }
  }
  if (!text::is_valid_utf8(command.text) || !text::is_valid_utf8(command.basis)) return refuse(ErrorCode::bad_input);
  if (is_office_act(action)) TIANGE_CHECK_OK(name_targets(input, command, now));
  return command;
}

Outcome CaseService::name_targets(const ActInput& input, Command& command, Instant now) const {
  const auto names = directory(now);
  for (const PersonId person : input.people) {
    office::Target target{person, names->person_name(person), "", ""};
    if (target.name.empty())
      return refuse_fields(ErrorCode::bad_input, {FieldError{"people", "没有这个人", "there is no such person"}});
    command.people.push_back(std::move(target));
  }
  for (const std::string& unit : input.units) {
    const UnitPlace place = place_of_unit(*names, unit);
    if (!place.known)
      return refuse_fields(ErrorCode::bad_input, {FieldError{"units", "没有单位 " + unit, "there is no unit " + unit}});
    command.units.push_back({{}, "", unit, place.queue});
  }
  if (input.limit.empty()) return done();
  const auto limit = parse_limit(input.limit);
  if (!limit.ok() || !*limit)
    return refuse_fields(ErrorCode::bad_input, {FieldError{"limit", "时限应如“2 个工作日”", "must be such as '2 work_days'"}});
  command.limit = *limit;
  return done();
}

Outcome CaseService::name_step(db::Tx& tx, const CaseRecord& record, const ActInput& input, Command& command,
                               Instant now) {
  const CaseFile& file = record.file;
  if (command.action == Action::jump) {
    TIANGE_TRY(const flows::Instance instance, parts_.flows.instance(tx, task_of(record).instance_ref()));
    TIANGE_TRY(const bpmn::ModelPtr model, parts_.flows.process_model(tx, instance.process, instance.version));
    const bpmn::Index index = model->find(command.step);
    command.step_known = index != bpmn::k_none && model->element(index).kind == bpmn::ElementKind::user_task;
    if (command.step_known && element_of(command.step) == Element::drawn) {
      const Words name = words_of_label(model->element(index).name);
      command.step_zh = name.zh;
      command.step_en = name.en;
    }
  }
  if (command.action == Action::begin_inside || command.action == Action::close_inside) {
    TIANGE_TRY(const auto insides, parts_.flows.insides(tx, task_of(record).instance_ref()));
    for (const flows::AdHocScope& inside : insides) {
      std::vector<flows::ActivityName> fitting = inside.startable;
      if (command.action == Action::close_inside) fitting = {inside.itself};
      for (const flows::ActivityName& one : fitting) {
        if (one.element != command.step) continue;
        const Words name = words_of_label(one.name.empty() ? one.element : one.name);
        command.step_known = true;
        command.step_zh = name.zh;
        command.step_en = name.en;
      }
    }
  }
  if (command.action != Action::complete || !file.drawn || file.drawn->form.empty()) return done();
  const auto form = parts_.flows.form(tx, file.drawn->form, 0, file.area, now);
  if (!form.ok()) return done();  // a form that was never published asks nothing
  const json::Value given = input.extra.is_object() ? input.extra : json::Value(json::Object{});
  TIANGE_TRY(command.answers, forms::check_answers(*form->form, given, now));
  return done();
}

Outcome CaseService::keep_answers(db::Tx& tx, CaseRecord& record, const Command& command, const ActInput& input,
                                  Decision& decision, Instant now) {
  if (input.extra.is_null() || command.action == Action::complete) return done();
  if (!takes_answers(command.action))
    return refuse_fields(ErrorCode::bad_input, {FieldError{"extra", "此操作不填附加表单", "takes no extra answers"}});
  const std::string& item_code = command.item.empty() ? record.file.item : command.item;
  TIANGE_TRY(std::string kept, kept_answers(parts_, tx, item_code, record.file.area, input.extra, now));
  if (kept.empty()) return done();
  record.extra = std::move(kept);
  decision.event.digest = hex(sha256(record.extra));
  store_.set_extra(tx, record);
  return done();
}

Outcome CaseService::not_opened_yet(db::Tx& tx, const CaseRecord& record, PersonId by) const {
  for (const office::Read& read : office_.reads(tx, task_of(record))) {
    if (read.person == by) continue;
    return refuse(ErrorCode::withdraw_not_allowed, read.name + " 已于 " + format_local(read.when) + " 打开",
                  read.name + " opened it at " + format_local(read.when));
  }
  return done();
}

// A branch of the process ended or waits for others: the case goes on at a task of another branch.
Outcome CaseService::go_on_elsewhere(db::Tx& tx, const CaseRecord& record, CaseFlow& flow, Instant now) const {
  if (flow.stopped() || flow.ended()) return done();
  std::vector<flows::Task> open = parts_.flows.open_tasks_of(tx, {record.ref.part_key, record.ref.id.value});
  std::erase_if(open, [](const flows::Task& task) { return office::is_part(task.ref); });
  if (open.empty()) {
    const auto insides = parts_.flows.insides(tx, task_of(record).instance_ref());
    if (insides.ok() && !insides->empty()) flow.stop_inside(insides->front());
    return done();
  }
  const auto first = std::min_element(open.begin(), open.end(),
                                      [](const auto& a, const auto& b) { return a.ref.node < b.ref.node; });
  return flow.stop_at(tx, *first, now);
}

Outcome CaseService::move_inside(db::Tx& tx, const CaseRecord& record, const Decision& decision, CaseFlow& flow,
                                 PersonId by, Instant now) const {
  const flows::TaskRef task = task_of(record);
  const bool works = task.node != 0;
  if (works) flow.stay();
  const auto act = decision.move == FlowMove::begin_inside ? &flows::Flows::begin_inside : &flows::Flows::close_inside;
  TIANGE_CHECK_OK((parts_.flows.*act)(tx, flow, task.instance_ref(), decision.event.step, by, now));
  if (works && !flow.task_left()) return done();
  if (!record.file.office.parts.empty()) office_.task_ended(tx, task, now);
  return go_on_elsewhere(tx, record, flow, now);
}

Result<std::vector<CaseEvent>> CaseService::move(db::Tx& tx, const CaseRecord& record, Decision decision, PersonId by,
                                                 Instant now) {
  CaseFile next = record.file;
  apply(next, decision.event);
  CaseFlow flow(parts_, directory(now), next);
  const flows::TaskRef task = task_of(record);
  const bool leaves = decision.move == FlowMove::complete || decision.move == FlowMove::jump;
  if (leaves && !record.file.office.parts.empty()) office_.task_ended(tx, task, now);
  switch (decision.move) {
    case FlowMove::none:
      break;
    case FlowMove::complete:
      TIANGE_CHECK_OK(parts_.flows.complete_task(tx, flow, task, by, to_variables(decision.answers), now));
      TIANGE_CHECK_OK(go_on_elsewhere(tx, record, flow, now));
      break;
    case FlowMove::jump:
      TIANGE_CHECK_OK(parts_.flows.jump(tx, flow, task.instance_ref(), decision.event.step,
                                        to_variables(decision.answers), by, now));
      break;
    case FlowMove::begin_inside:
    case FlowMove::close_inside:
      TIANGE_CHECK_OK(move_inside(tx, record, decision, flow, by, now));
      break;
    case FlowMove::move_to_queue:
      TIANGE_CHECK_OK(parts_.flows.change_task(tx, task, {decision.event.queue, std::nullopt}));
      break;
    case FlowMove::office:
      office_.place_parts(tx, task, record.file.office, next.office);
      break;
    case FlowMove::suspend:
      TIANGE_CHECK_OK(parts_.flows.suspend(tx, task.instance_ref(), now));
      break;
    case FlowMove::resume:
      TIANGE_CHECK_OK(parts_.flows.resume(tx, task.instance_ref(), now - record.file.suspended));
      if (next.clocks.handle.running()) TIANGE_CHECK_OK(parts_.flows.extend(tx, task, next.clocks.handle.due));
      break;
    case FlowMove::restart: {
      const auto item = items_.find(next.item, next.item_version);
      StartFacts facts{.classified = item != nullptr, .item = item.get()};
      TIANGE_TRY(
          const auto instance,
          parts_.flows.start(
              tx, flow,
              {"case_life", {record.ref.part_key, record.ref.id.value}, start_variables(parts_, next, facts), by},
              now));
      (void)instance;
      break;
    }
    case FlowMove::cancel:
      TIANGE_CHECK_OK(parts_.flows.cancel(tx, flow, task.instance_ref(), by, now));
      break;
    case FlowMove::claim:
      TIANGE_CHECK_OK(parts_.flows.claim(tx, task, by));
      break;
    case FlowMove::release:
      TIANGE_CHECK_OK(parts_.flows.release(tx, task, record.file.claimed_by));
      break;
    case FlowMove::hand_over:
      TIANGE_CHECK_OK(parts_.flows.hand_over(tx, task, decision.event.person));
      break;
    case FlowMove::extend:
      TIANGE_CHECK_OK(parts_.flows.extend(tx, task, next.clocks.handle.due));
      break;
  }
  return flow.events(std::move(decision.event), now);
}

Outcome CaseService::save_evidence(db::Tx& tx, const Scope& scope, const CaseRecord& record, std::int64_t first_seq,
                                   std::span<const CaseEvent> events) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    const CaseEvent& event = events[i];
    for (const std::string& digest : event.evidence) {
      EvidenceView piece;
      piece.digest = digest;
      piece.by = event.actor.name;
      piece.added = event.happened;
      piece.stage = step_of(event);
      if (parts_.evidence) {
        const auto blob = parts_.evidence->find(tx, digest);
        if (!blob)
          return refuse_fields(ErrorCode::bad_input,
                               {FieldError{"evidence", "附件 " + digest.substr(0, 12) + "… 未上传",
                                           "file " + digest.substr(0, 12) + "… was not uploaded"}});
        piece.type = blob->type;
        piece.size = blob->size;
        if (blob->taken) piece.taken = blob->taken;
        piece.lng = blob->lng;
        piece.lat = blob->lat;
        piece.device = blob->device;
      }
      store_.add_evidence(tx, scope, record.ref, first_seq + static_cast<std::int64_t>(i), piece);
    }
  }
  return done();
}

void CaseService::publish(db::Tx& tx, const CaseRecord& record, std::span<const CaseEvent> events,
                          std::string_view queue_before) {
  const CaseFile& f = record.file;
  if (parts_.outbox) {
    const std::string ref = record.ref.text();
    std::string body;
    for (const CaseEvent& event : events) {
      const char* type = event_type(event);
      if (!type) type = word_type(event);
      if (!type) continue;
      if (body.empty()) {
        body = json::write(Announcement{ref, record.number, f.item, f.area, f.unit,
                                        std::string(json::enum_name(f.level)), std::string(json::enum_name(f.severity)),
                                        std::string(json::enum_name(f.status())), f.overdue()});
      }
      parts_.outbox->publish(tx, {.type = type,
                                  .part_key = record.ref.part_key,
                                  .subject = ref,
                                  .body = body,
                                  .happened = event.happened});
    }
  }
  if (parts_.notify) tell(tx, record, std::any_of(events.begin(), events.end(), event_type), queue_before);
}

// Live topics carry no personal data: what changed is fetched again under the reader's own scope.
void CaseService::tell(db::Tx& tx, const CaseRecord& record, bool board, std::string_view queue_before) {
  const CaseFile& f = record.file;
  const std::string ref = record.ref.text();
  const std::string body = "{\"ref\":\"" + ref + "\",\"version\":" + std::to_string(record.version) + "}";
  const std::string area = f.confidential ? "" : f.area;
  if (!area.empty() || !f.queue.empty()) parts_.notify->publish(tx, "case:" + ref, area, f.queue, body);
  if (!f.queue.empty()) parts_.notify->publish(tx, "inbox", "", f.queue, body);
  if (!queue_before.empty() && queue_before != f.queue)
    parts_.notify->publish(tx, "inbox", "", std::string(queue_before), body);
  if (board && !area.empty()) parts_.notify->publish(tx, "board", area, "", "{\"area\":\"" + area + "\"}");
}

Outcome CaseService::save(db::Tx& tx, const Scope& scope, CaseRecord& record, const Saving& saving) {
  const bool fresh = record.seq == 0;
  const std::string queue_before = record.file.queue;
  const std::int64_t first_seq = record.seq + 1;
  const flows::TaskRef task_before = task_of(record);
  const office::Marks marks_before = record.file.office;
  for (const CaseEvent& event : saving.events) apply(record.file, event);
  const bool asked_by_process = std::any_of(saving.events.begin(), saving.events.end(), [](const CaseEvent& event) {
    return event.kind == EventKind::parts_asked && !event.actor.person;
  });
  if (asked_by_process)
    office_.place_parts(tx, task_of(record), task_of(record) == task_before ? marks_before : office::Marks{}, record.file.office);
  store_.append_history(tx, record, saving.events);
  TIANGE_CHECK_OK(save_evidence(tx, scope, record, first_seq, saving.events));
  if (fresh) {
    store_.insert(tx, record);
  } else {
    ++record.version;
    store_.update(tx, record);
  }
  store_.add_counts(tx, counts_change(saving.counted_before, counted(record)));
  publish(tx, record, saving.events, queue_before);
  return done();
}

Result<CaseRecord> CaseService::perform(db::Tx& tx, const Scope& scope, CaseRef ref, Action action,
                                        const ActInput& input, std::optional<std::int64_t> version, Instant now) {
  TIANGE_TRY(CaseRecord record, store_.load(tx, scope, ref));
  if (version && *version != record.version) return refuse(ErrorCode::stale_version);
  TIANGE_TRY(Command command, command_of(action, input, now));
  TIANGE_CHECK_OK(name_step(tx, record, input, command, now));
  const auto item = items_.find(record.file.item, record.file.item_version);
  const bool other = !command.item.empty() && command.item != record.file.item;
  const auto fault = other ? item_fault(parts_, command.item, record.file.area) : std::nullopt;
  if (fault) return refuse_fields(ErrorCode::bad_input, {*fault});
  const auto chosen = other ? items_.in_force(command.item, record.file.area) : items_.find(command.item);
  Facts facts = facts_for(parts_, scope, record.file, item.get(), now);
  facts.chosen = chosen.get();
  if (!command.unit.empty()) {
    const UnitPlace place = place_of_unit(*directory(now), command.unit);
    facts.unit_known = place.known;
    facts.unit_level = place.level;
    facts.unit_queue = place.queue;
  }
  TIANGE_TRY(Decision decision, decide(record.file, command, facts));
  TIANGE_CHECK_OK(receivers_fit(record.file, command, now));
  if (action == Action::withdraw) TIANGE_CHECK_OK(not_opened_yet(tx, record, scope.person));
  if (decision.move == FlowMove::complete && record.file.office.open(office::PartKind::after) > 0) {
    decision = Decision{hold_event(command, office::without_nobody(json::write(input)), facts), FlowMove::office, {}};
  } else {
    TIANGE_CHECK_OK(keep_answers(tx, record, command, input, decision, now));
  }
  Saving saving;
  saving.counted_before = counted(record);
  TIANGE_TRY(saving.events, move(tx, record, std::move(decision), scope.person, now));
  TIANGE_CHECK_OK(save(tx, scope, record, saving));
  if (record.file.office.held && record.file.office.open(office::PartKind::after) == 0)
    return settle_held(tx, std::move(record), now);
  return record;
}

Result<CaseRecord> CaseService::settle_held(db::Tx& tx, CaseRecord record, Instant now) {
  const office::Held held = *record.file.office.held;
  const auto& parts = record.file.office.parts;
  const bool agreed = std::none_of(parts.begin(), parts.end(), [](const office::Part& part) {
    return part.kind == office::PartKind::after && part.opinion != office::Opinion::agree &&
           part.state == office::PartState::done;
  });
  Scope holder;
  holder.person = held.by.person;
  holder.name = held.by.name;
  holder.units = {held.unit};
  holder.queues = {record.file.queue};
  holder.areas = {record.file.area};
  holder.permissions.set();
  const auto action = action_from(held.action);
  const auto input = json::read<ActInput>(held.input);
  Saving saving;
  saving.counted_before = counted(record);
  saving.events.push_back(release_event(now));
  TIANGE_CHECK_OK(save(tx, holder, record, saving));
  if (!agreed || !action || !input.ok()) return record;
  // What stands in the way by now brings it back to the holder instead of leaving those who agreed in error.
  const auto item = items_.find(record.file.item, record.file.item_version);
  const Facts facts = facts_for(parts_, holder, record.file, item.get(), now);
  if (!permitted(record.file, *action, facts).ok()) return record;
  return perform(tx, holder, record.ref, *action, *input, std::nullopt, now);
}

Outcome CaseService::act_only(db::Tx& tx, const Scope& scope, CaseRef ref, Action action, const ActInput& input,
                              std::optional<std::int64_t> version, Instant now) {
  TIANGE_TRY(const CaseRecord record, perform(tx, scope, ref, action, input, version, now));
  (void)record;
  return done();
}

}  // namespace tiange::cases
