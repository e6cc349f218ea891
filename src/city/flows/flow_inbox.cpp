#include <algorithm>
#include <charconv>

#include "city/flows/flow_step.h"

namespace tiange::flows {

namespace {

// "<a><sep><b>…" of whole numbers.
template <std::size_t Count>
bool read_numbers(std::string_view text, char separator, std::int64_t (&numbers)[Count]) {
  for (std::size_t i = 0; i < Count; ++i) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), numbers[i]);
    if (error != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (i + 1 == Count) break;
    if (text.empty() || text.front() != separator) return false;
    text.remove_prefix(1);
  }
  return text.empty();
}

std::string write_cursor(const TaskCursor& cursor) {
  return std::to_string(cursor.due_us) + "." + std::to_string(cursor.instance) + "." + std::to_string(cursor.node);
}

// A cursor that is not ours starts from the beginning.
TaskCursor read_cursor(std::string_view text) {
  std::int64_t numbers[3] = {};
  if (!read_numbers(text, '.', numbers)) return {};
  return {numbers[0], numbers[1], numbers[2]};
}

auto sort_key(const TaskRow& row) {
  const TaskCursor cursor = cursor_of(row);
  return std::tuple(cursor.due_us, cursor.instance, cursor.node);
}

Result<TaskRow> open_task(db::Tx& tx, TaskRef ref) {
  auto row = find_task(tx, ref);
  if (!row || row->state != TaskState::open) return refuse(ErrorCode::task_gone);
  return *std::move(row);
}

std::vector<Task> shown(Library& library, db::Tx& tx, std::vector<TaskRow> rows) {
  std::vector<Task> tasks;
  tasks.reserve(rows.size());
  for (const TaskRow& row : rows) {
    auto task = to_task(library, tx, row);
    if (task.ok()) tasks.push_back(std::move(task).value());
  }
  return tasks;
}

}  // namespace

std::string TaskRef::text() const {
  return std::to_string(part_key) + "-" + instance.text() + "-" + std::to_string(node);
}

Result<TaskRef> TaskRef::parse(std::string_view text) {
  std::int64_t numbers[3] = {};
  if (!read_numbers(text, '-', numbers) || numbers[2] <= 0 || numbers[2] > UINT32_MAX) return refuse(ErrorCode::not_found);
  return TaskRef{numbers[0], {numbers[1]}, static_cast<std::uint32_t>(numbers[2])};
}

Outcome Flows::claim(db::Tx& tx, TaskRef task, PersonId by) {
  if (claim_task(tx, task, by, by)) return done();
  TIANGE_CHECK_OK(open_task(tx, task));
  return refuse(ErrorCode::task_claimed);
}

Outcome Flows::release(db::Tx& tx, TaskRef task, PersonId by) {
  if (claim_task(tx, task, {}, by)) return done();
  TIANGE_CHECK_OK(open_task(tx, task));
  return refuse(ErrorCode::task_claimed);
}

Outcome Flows::hand_over(db::Tx& tx, TaskRef task, PersonId to) {
  TIANGE_TRY(const TaskRow row, open_task(tx, task));
  place_task(tx, task, row.queue, to, row.due);
  return done();
}

Outcome Flows::change_task(db::Tx& tx, TaskRef task, const TaskPatch& patch) {
  TIANGE_TRY(const TaskRow row, open_task(tx, task));
  const bool moves = patch.queue && *patch.queue != row.queue;
  place_task(tx, task, moves ? *patch.queue : row.queue, moves ? PersonId{} : row.claimed_by,
             patch.due.value_or(row.due));
  return done();
}

Outcome Flows::extend(db::Tx& tx, TaskRef task, Instant due) {
  TIANGE_TRY(const TaskRow row, open_task(tx, task));
  place_task(tx, task, row.queue, row.claimed_by, due);
  if (row.due && due) shift_timers(tx, task.instance_ref(), task.node, due - row.due);
  return done();
}

Result<Task> Flows::task(db::Tx& tx, TaskRef ref) {
  const auto row = find_task(tx, ref);
  if (!row) return refuse(ErrorCode::task_gone);
  return to_task(inside_->library, tx, *row);
}

std::vector<Task> Flows::tasks_of(db::Tx& tx, Subject subject) {
  std::vector<TaskRow> rows;
  for (const InstanceRow& instance : find_instances(tx, subject)) {
    for (TaskRow& row : find_tasks(tx, instance.ref)) rows.push_back(std::move(row));
  }
  std::stable_partition(rows.begin(), rows.end(), [](const TaskRow& row) { return row.state == TaskState::open; });
  return shown(inside_->library, tx, std::move(rows));
}

std::vector<Task> Flows::open_tasks_of(db::Tx& tx, Subject subject) {
  std::vector<Task> tasks = tasks_of(tx, subject);
  std::erase_if(tasks, [](const Task& task) { return task.state != TaskState::open; });
  return tasks;
}

InboxPage Flows::inbox(db::Tx& tx, const InboxQuery& query) {
  const int limit = std::clamp(query.limit, 1, 200);
  const TaskCursor after = read_cursor(query.after);
  std::vector<TaskRow> rows;
  if (query.only_mine) {
    rows = open_tasks_claimed(tx, query.person, after, limit + 1);
  } else {
    std::vector<std::string> queues = query.queues;
    std::sort(queues.begin(), queues.end());
    queues.erase(std::unique(queues.begin(), queues.end()), queues.end());
    for (const std::string& queue : queues) {
      for (TaskRow& row : open_tasks_in_queue(tx, queue, query.person, after, limit + 1)) rows.push_back(std::move(row));
    }
    std::sort(rows.begin(), rows.end(), [](const TaskRow& a, const TaskRow& b) { return sort_key(a) < sort_key(b); });
  }
  InboxPage page;
  if (rows.size() > static_cast<std::size_t>(limit)) {
    rows.resize(static_cast<std::size_t>(limit));
    page.next = write_cursor(cursor_of(rows.back()));
  }
  page.tasks = shown(inside_->library, tx, std::move(rows));
  return page;
}

std::vector<QueueCount> Flows::counts(db::Tx& tx, std::span<const std::string> queues) {
  std::vector<QueueCount> counts;
  for (const std::string& queue : queues) counts.push_back({queue, queue_count(tx, queue)});
  return counts;
}

}  // namespace tiange::flows
