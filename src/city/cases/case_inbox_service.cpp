// The inbox of a person: the tasks of their queues and what was handed to them, by what presses first; and who may be
// handed one.

#include <algorithm>

#include "base/text.h"
#include "city/cases/case_service.h"
#include "city/cases/rules/case_office.h"

namespace tiange::cases {

namespace {

constexpr int k_inbox_page = 50;
constexpr int k_most_handed_over = 200;  // tasks with one call
constexpr std::size_t k_longest_reason = 500;
constexpr int k_most_pages_walked = 8;
constexpr Span k_now = hours(2);  // due within this: now
constexpr std::size_t k_most_receivers = 30;

InboxGroup group_of(const CaseFile& file, Instant due, Instant now) {
  if (file.just_returned || file.reworks > 0) return InboxGroup::returned;
  if (due && due <= now + k_now) return InboxGroup::now;
  if (due && local_date(due) <= local_date(now)) return InboxGroup::today;
  return InboxGroup::later;
}

// The part of the case's present task that stands in an inbox under `ref`; null for the task itself and for others'.
const office::Part* part_of(const CaseFile& file, const flows::TaskRef& ref) {
  if (!office::is_part(ref) || office::task_of_part(ref).node != static_cast<std::uint32_t>(file.task)) return nullptr;
  return file.office.find(office::id_of_part(ref));
}

void count(InboxCounts& counts, InboxGroup group) {
  switch (group) {
    case InboxGroup::now:
      ++counts.now;
      break;
    case InboxGroup::today:
      ++counts.today;
      break;
    case InboxGroup::returned:
      ++counts.returned;
      break;
    default:
      ++counts.later;
  }
}

}  // namespace

Outcome CaseService::read_task(db::Tx& tx, const Scope& scope, CaseRef ref, Instant now) {
  TIANGE_TRY(CaseRecord record, store_.load(tx, scope, ref));
  const CaseFile& file = record.file;
  if (!scope.person || file.element == Element::none) return done();
  const Doer doer = doer_of(scope, file);
  const bool mine = file.claimed_by ? file.claimed_by == scope.person : doer.has_queue;
  std::vector<flows::TaskRef> tasks;
  if (mine) tasks.push_back(task_of(record));
  for (const int part : doer.parts) tasks.push_back(office::part_ref(task_of(record), part));
  const auto read = office_.read_by(tx, scope.person, tasks);
  std::erase_if(tasks, [&](const flows::TaskRef& task) { return std::find(read.begin(), read.end(), task) != read.end(); });
  if (tasks.empty()) return done();
  for (const flows::TaskRef& task : tasks) office_.read(tx, task, scope.person, scope.name, now);
  CaseEvent opened;
  opened.kind = EventKind::opened;
  opened.happened = now;
  opened.actor = doer.actor;
  opened.step = file.step_id();
  if (file.drawn) {
    opened.step_zh = file.drawn->zh;
    opened.step_en = file.drawn->en;
  }
  store_.append_note(tx, record, opened);
  return done();
}

Result<ReadList> CaseService::reads(db::Tx& tx, const Scope& scope, CaseRef ref) {
  TIANGE_TRY(const CaseRecord record, store_.load(tx, scope, ref));
  ReadList list;
  if (record.file.element == Element::none) return list;
  const auto add = [&](const flows::TaskRef& task) {
    for (const office::Read& read : office_.reads(tx, task)) list.items.push_back({read.name, read.when});
  };
  add(task_of(record));
  for (const office::Part& part : record.file.office.parts) add(office::part_ref(task_of(record), part.id));
  return list;
}

Outcome CaseService::may_hand_over(const Scope& scope, PersonId person, Instant now) const {
  if (person == scope.person) return done();
  if (!scope.may(Permission::cases_handover)) return refuse(ErrorCode::forbidden);
  const auto names = directory(now);
  const org::UnitInfo* unit = names->unit(names->unit_of(person));
  if (!unit || !scope.covers(unit->area_code)) return refuse(ErrorCode::out_of_scope);
  return done();
}

Result<HandOverView> CaseService::held_by(db::Tx& tx, const Scope& scope, PersonId person, Instant now) {
  TIANGE_CHECK_OK(may_hand_over(scope, person, now));
  const auto names = directory(now);
  HandOverView view;
  view.from = names->person_name(person);
  flows::InboxQuery query;
  query.person = person;
  query.only_mine = true;
  query.limit = k_most_handed_over;
  do {
    const flows::InboxPage page = parts_.flows.inbox(tx, query);
    view.left += static_cast<std::int64_t>(page.tasks.size());
    for (const flows::Task& task : page.tasks) {
      if (view.items.size() >= static_cast<std::size_t>(k_inbox_page)) break;
      // Listed with what the caller may see of it; the rest is counted and goes over all the same.
      const auto record = store_.load(tx, scope, {task.subject.part_key, CaseId{task.subject.id}});
      if (!record.ok()) continue;
      const office::Part* part = part_of(record->file, task.ref);
      view.items.push_back(part ? part_view(parts_, *names, scope, *record, *part, now)
                                : task_view(parts_, *names, scope, *record, now));
    }
    query.after = page.next;
  } while (!query.after.empty());
  return view;
}

Outcome CaseService::take_over(db::Tx& tx, const Scope& scope, const flows::Task& task, const HandOverInput& input,
                               const std::string& to_name, Instant now) {
  TIANGE_TRY(CaseRecord record,
             store_.load(tx, system_scope(), {task.subject.part_key, CaseId{task.subject.id}}));
  const office::Part* part = part_of(record.file, task.ref);
  const Permission asked = part ? Permission::cases_view : permission_of_step(record.file);
  if (auto fault = unfit(record.file, input.to, asked, "to", now)) {
    fault->zh = record.number + "：" + fault->zh;
    fault->en = record.number + ": " + fault->en;
    return refuse_fields(ErrorCode::bad_input, {std::move(*fault)});
  }
  CaseEvent event;
  event.kind = EventKind::handed_over;
  event.happened = now;
  event.actor = {scope.person, scope.name, scope.units.empty() ? std::string() : scope.units.front()};
  event.person = input.to;
  event.person_name = to_name;
  event.text = input.text;
  if (part) {
    event.kind = EventKind::part_moved;
    event.office = office::Change{};
    event.office->kind = office::ChangeKind::moved;
    event.office->part = part->id;
    event.office->by = {scope.person, scope.name};
    event.office->to = {input.to, to_name};
    event.office->at = now;
  }
  TIANGE_CHECK_OK(parts_.flows.hand_over(tx, task.ref, input.to));
  Saving saving;
  saving.counted_before = counted(record);
  saving.events.push_back(std::move(event));
  return save(tx, scope, record, saving);
}

Result<HandOverView> CaseService::hand_over_all(db::Tx& tx, const Scope& scope, const HandOverInput& input,
                                                Instant now) {
  TIANGE_CHECK_OK(may_hand_over(scope, input.from, now));
  const auto names = directory(now);
  HandOverView view;
  view.from = names->person_name(input.from);
  view.to = names->person_name(input.to);
  if (view.to.empty() || input.to == input.from)
    return refuse_fields(ErrorCode::bad_input, {FieldError{"to", "请选择接收人", "choose who takes it over"}});
  if (text::trim(input.text).empty() || text::length(input.text) > k_longest_reason)
    return refuse_fields(ErrorCode::bad_input, {FieldError{"text", "请说明理由，不超过 500 字", "say why, in at most 500 characters"}});
  flows::InboxQuery query;
  query.person = input.from;
  query.only_mine = true;
  query.limit = k_most_handed_over;
  const flows::InboxPage page = parts_.flows.inbox(tx, query);
  for (const flows::Task& task : page.tasks) TIANGE_CHECK_OK(take_over(tx, scope, task, input, view.to, now));
  view.moved = static_cast<std::int64_t>(page.tasks.size());
  TIANGE_TRY(const HandOverView rest, held_by(tx, scope, input.from, now));
  view.left = rest.left;
  return view;
}

Result<Inbox> CaseService::inbox(db::Tx& tx, const Scope& scope, InboxGroup group, const std::string& queue,
                                 const std::string& after, Instant now) {
  if (!queue.empty() && !scope.has_queue(queue)) return refuse(ErrorCode::out_of_scope);
  Inbox inbox;
  const auto names = directory(now);
  const bool first = after.empty();
  bool showing = true;
  std::vector<flows::TaskRef> shown;
  const auto take = [&](const flows::Task& task) {
    const auto record = store_.load(tx, scope, {task.subject.part_key, CaseId{task.subject.id}});
    if (!record.ok()) return;
    const office::Part* part = part_of(record->file, task.ref);
    if (office::is_part(task.ref) ? !part : task.ref != task_of(*record)) return;  // another branch's turn comes later
    const InboxGroup its = group_of(record->file, task.due, now);
    if (first) count(inbox.counts, its);
    if (!showing || (group != InboxGroup::all && its != group)) return;
    shown.push_back(task.ref);
    TaskView view = part ? part_view(parts_, *names, scope, *record, *part, now)
                         : task_view(parts_, *names, scope, *record, now);
    if (const auto item = items_.item(record->file.item, record->file.item_version))
      view.item_name = scope.language == Language::zh ? item->name_zh : item->name_en;
    inbox.items.push_back(std::move(view));
  };
  flows::InboxQuery query;
  query.person = scope.person;
  query.limit = k_inbox_page;
  if (first && queue.empty()) {
    // What a colleague of another queue handed to the caller.
    query.only_mine = true;
    for (const flows::Task& task : parts_.flows.inbox(tx, query).tasks) {
      if (!scope.has_queue(task.queue)) take(task);
    }
    query.only_mine = false;
  }
  query.queues = queue.empty() ? scope.queues : std::vector<std::string>{queue};
  query.after = after;
  for (int page = 0; page < k_most_pages_walked && !query.queues.empty(); ++page) {
    const flows::InboxPage got = parts_.flows.inbox(tx, query);
    for (const flows::Task& task : got.tasks) take(task);
    if (showing) inbox.next = got.next;
    // A full page is shown; the first page goes on counting.
    showing = showing && inbox.items.size() < static_cast<std::size_t>(k_inbox_page);
    if (got.next.empty() || (!showing && !first)) break;
    query.after = got.next;
  }
  const auto read = office_.read_by(tx, scope.person, shown);
  for (std::size_t i = 0; i < shown.size(); ++i)
    inbox.items[i].unread = std::find(read.begin(), read.end(), shown[i]) == read.end();
  for (const flows::QueueCount& row : parts_.flows.counts(tx, query.queues)) inbox.counts.total += row.open;
  // What lies beyond the pages walked is due later.
  InboxCounts& c = inbox.counts;
  const std::int64_t counted = c.now + c.today + c.later + c.returned;
  if (first && c.total > counted) c.later += c.total - counted;
  c.total = std::max(c.total, counted);
  return inbox;
}

static bool may_take(const Scope& receiver, const CaseFile& file, Permission asked) {
  return may_see(receiver, file) && receiver.may(asked);
}

std::optional<FieldError> CaseService::unfit(const CaseFile& file, PersonId person, Permission asked, const char* field,
                                             Instant now) const {
  const auto names = directory(now);
  const Scope scope = names->scope_of(person, now);
  if (may_take(scope, file, asked)) return std::nullopt;
  const bool sees = may_see(scope, file);
  const Words unit = names->unit_name(names->unit_of(person));
  const std::string name = names->person_name(person);
  const Words who{name + (unit.zh.empty() ? "" : "（" + unit.zh + "）"), name + (unit.en.empty() ? "" : " (" + unit.en + ")")};
  const Words why = sees ? Words{"没有“" + std::string(permission_info(asked).zh) + "”权限",
                                 "lacks the permission '" + std::string(permission_info(asked).en) + "'"}
                         : Words{"的管辖范围不含本工单", "does not have this case in scope"};
  return FieldError{field, who.zh + why.zh + "，不能接办“" + file.step_name().zh + "”；请另选一人，或由组织管理员在“组织 → 人员”中给其相应岗位",
                    who.en + " " + why.en + " and cannot take '" + file.step_name().en +
                        "'; choose somebody else, or have the duty given under Organisation → People"};
}

static Permission asked_of_receiver(const CaseFile& file, Action action) {
  return needs_step_permission(action) ? permission_of_step(file) : Permission::cases_view;
}

Outcome CaseService::receivers_fit(const CaseFile& file, const Command& command, Instant now) const {
  if (!gives_to_person(command.action)) return done();
  std::vector<PersonId> people;
  for (const office::Target& target : command.people) people.push_back(target.person);
  if (command.person) people.push_back(command.person);
  for (const PersonId person : people) {
    auto fault = unfit(file, person, asked_of_receiver(file, command.action), command.person ? "person" : "people", now);
    if (fault) return refuse_fields(ErrorCode::bad_input, {std::move(*fault)});
  }
  return done();
}

Result<ReceiverList> CaseService::receivers(db::Tx& tx, const Scope& scope, CaseRef ref, Action action,
                                            std::string_view name, Instant now) const {
  TIANGE_TRY(const CaseRecord record, store_.load(tx, scope, ref));
  const auto names = directory(now);
  const Permission asked = asked_of_receiver(record.file, action);
  const auto fits = [&](PersonId person) {
    return person != scope.person && may_take(names->scope_of(person, now), record.file, asked);
  };
  ReceiverList list;
  for (const PersonId person : names->people_named(text::trim(name), k_most_receivers, fits)) {
    const Words unit = names->unit_name(names->unit_of(person));
    list.items.push_back({person, names->person_name(person), unit.zh, unit.en});
  }
  return list;
}

}  // namespace tiange::cases
