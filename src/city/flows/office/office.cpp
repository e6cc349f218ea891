#include "city/flows/office/office.h"

#include <algorithm>

#include "city/flows/office/office_store.h"

namespace tiange::office {

namespace {

Result<flows::Task> open_task(flows::Flows& flows, db::Tx& tx, const flows::TaskRef& ref) {
  TIANGE_TRY(flows::Task task, flows.task(tx, ref));
  if (task.state != flows::TaskState::open) return refuse(ErrorCode::task_gone);
  return task;
}

// Tasks of one instance, newest first, without parts.
std::vector<flows::Task> tasks_of(flows::Flows& flows, db::Tx& tx, const flows::Task& one) {
  std::vector<flows::Task> tasks = flows.tasks_of(tx, one.subject);
  std::erase_if(tasks, [&](const flows::Task& task) { return task.ref.instance != one.ref.instance || is_part(task.ref); });
  return tasks;
}

}  // namespace

bool is_part(const flows::TaskRef& ref) { return ref.node >= k_first_part_node; }

flows::TaskRef part_ref(const flows::TaskRef& task, int part) {
  return {task.part_key, task.instance,
          k_first_part_node + task.node * k_parts_of_task + static_cast<std::uint32_t>(part)};
}

flows::TaskRef task_of_part(const flows::TaskRef& part) {
  return {part.part_key, part.instance, (part.node - k_first_part_node) / k_parts_of_task};
}

int id_of_part(const flows::TaskRef& part) {
  return static_cast<int>((part.node - k_first_part_node) % k_parts_of_task);
}

void Office::place_parts(db::Tx& tx, const flows::TaskRef& task, const Marks& before, const Marks& after) const {
  for (const Part& part : after.parts) {
    const Part* old = before.find(part.id);
    if (old && *old == part) continue;
    if (!old) insert_part(tx, task, part);
    else update_part(tx, task, part);
  }
}

void Office::task_ended(db::Tx& tx, const flows::TaskRef& task, Instant now) const { end_parts(tx, task, now); }

Marks Office::marks(db::Tx& tx, const flows::TaskRef& task) const {
  const auto kept = find_marks(tx, task);
  if (!kept) return {};
  return json::read<Marks>(*kept).value();  // written by put_marks alone
}

Outcome Office::change(db::Tx& tx, const flows::TaskRef& task, const Change& change) const {
  TIANGE_TRY(const flows::Task row, open_task(flows_, tx, task));
  const Marks before = marks(tx, row.ref);
  Marks after = before;
  apply(after, change);
  place_parts(tx, task, before, after);
  put_marks(tx, task, without_nobody(json::write(after)));
  return done();
}

Outcome Office::complete(db::Tx& tx, flows::Host& host, const flows::TaskRef& task, PersonId by,
                         const feel::Value& variables, Instant now) const {
  const Marks kept = marks(tx, task);
  TIANGE_CHECK_OK(may_leave(kept));
  if (!kept.parts.empty()) task_ended(tx, task, now);
  return flows_.complete_task(tx, host, task, by, variables, now);
}

Result<std::vector<Passed>> Office::passed(db::Tx& tx, const flows::InstanceRef& instance) const {
  TIANGE_TRY(const flows::Instance found, flows_.instance(tx, instance));
  std::vector<Passed> steps;
  flows::Task any;
  any.ref.instance = instance.id;
  any.subject = found.subject;
  std::vector<flows::Task> tasks = tasks_of(flows_, tx, any);
  std::sort(tasks.begin(), tasks.end(), [](const auto& a, const auto& b) { return a.ref.node < b.ref.node; });
  for (const flows::Task& task : tasks) {
    if (task.state != flows::TaskState::done) continue;
    std::erase_if(steps, [&](const Passed& step) { return step.element == task.element; });
    steps.push_back({task.element, task.name, task.ended_by, task.ended});
  }
  std::erase_if(steps, [&](const Passed& step) {
    return std::find(found.active.begin(), found.active.end(), step.element) != found.active.end();
  });
  return steps;
}

Outcome Office::send_back(db::Tx& tx, flows::Host& host, const flows::TaskRef& task, std::string_view element,
                          PersonId by, const feel::Value& variables, Instant now) const {
  TIANGE_TRY(const flows::Task row, open_task(flows_, tx, task));
  TIANGE_TRY(const std::vector<Passed> steps, passed(tx, row.ref.instance_ref()));
  const bool known = std::any_of(steps.begin(), steps.end(), [&](const Passed& step) { return step.element == element; });
  if (!known) return refuse(ErrorCode::no_such_step, std::string(element), std::string(element));
  task_ended(tx, task, now);
  return flows_.jump(tx, host, task.instance_ref(), element, variables, by, now);
}

Outcome Office::reject_to_start(db::Tx& tx, flows::Host& host, const flows::TaskRef& task, PersonId by,
                                const feel::Value& variables, Instant now) const {
  TIANGE_TRY(const std::vector<Passed> steps, passed(tx, task.instance_ref()));
  if (steps.empty()) return refuse(ErrorCode::no_such_step, "之前没有经过的环节", "no step was passed before");
  return send_back(tx, host, task, steps.front().element, by, variables, now);
}

Outcome Office::withdraw(db::Tx& tx, flows::Host& host, const flows::TaskRef& task, PersonId by,
                         const feel::Value& variables, Instant now) const {
  TIANGE_TRY(const flows::Task row, open_task(flows_, tx, task));
  if (row.claimed_by) return refuse(ErrorCode::withdraw_not_allowed, "下一环节已签收", "the next step has claimed it");
  const std::vector<Read> seen = reads(tx, task);
  for (const Read& read : seen) {
    if (read.person == by) continue;
    return refuse(ErrorCode::withdraw_not_allowed, read.name + " 已于 " + format_local(read.when) + " 打开",
                  read.name + " opened it at " + format_local(read.when));
  }
  TIANGE_TRY(const std::vector<Passed> steps, passed(tx, task.instance_ref()));
  if (steps.empty() || steps.back().by != by)
    return refuse(ErrorCode::withdraw_not_allowed, "只有刚送出的人可以撤回", "only who has just sent it on may do so");
  return send_back(tx, host, task, steps.back().element, by, variables, now);
}

void Office::read(db::Tx& tx, const flows::TaskRef& task, PersonId person, std::string_view name, Instant now) const {
  insert_read(tx, task, {person, std::string(name), now});
}

std::vector<Read> Office::reads(db::Tx& tx, const flows::TaskRef& task) const { return find_reads(tx, task); }

std::vector<flows::TaskRef> Office::read_by(db::Tx& tx, PersonId person, std::span<const flows::TaskRef> tasks) const {
  std::vector<flows::TaskRef> read = find_read(tx, person, tasks);
  std::erase_if(read, [&](const flows::TaskRef& one) { return std::find(tasks.begin(), tasks.end(), one) == tasks.end(); });
  return read;
}

}  // namespace tiange::office
