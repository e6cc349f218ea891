#include "city/flows/office/office_store.h"

namespace tiange::office {

namespace {

constexpr std::int64_t k_no_due_us = INT64_MAX;  // as flow_tasks has it: sorts after every clock

std::int64_t due_column(Instant due) { return due ? due.us : k_no_due_us; }
std::int64_t node_of(const flows::TaskRef& ref) { return static_cast<std::int64_t>(ref.node); }

flows::TaskState state_of(PartState state) {
  if (state == PartState::open) return flows::TaskState::open;
  return state == PartState::done ? flows::TaskState::done : flows::TaskState::cancelled;
}

}  // namespace

void insert_part(db::Tx& tx, const flows::TaskRef& task, const Part& part) {
  const std::string limit = part.limit ? limit_text(part.limit) : "";
  tx.run("INSERT INTO flow_tasks (part_key, instance_id, node, subject_id, process, version, element, queue, limit_text,"
         " claimed_by, state, created_us, due_us, ended_us, ended_by)"
         " SELECT part_key, instance_id, CAST(? AS BIGINT), subject_id, process, version, element, CAST(? AS TEXT),"
         " CAST(? AS TEXT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT), 0, 0"
         " FROM flow_tasks WHERE part_key = ? AND instance_id = ? AND node = ?",
         {node_of(part_ref(task, part.id)), part.queue, limit, part.person, static_cast<int>(state_of(part.state)),
          part.asked, due_column(part.due), task.part_key, task.instance, node_of(task)});
}

void update_part(db::Tx& tx, const flows::TaskRef& task, const Part& part) {
  tx.run("UPDATE flow_tasks SET state = ?, claimed_by = ?, ended_us = ?, ended_by = ?"
         " WHERE part_key = ? AND instance_id = ? AND node = ?",
         {static_cast<int>(state_of(part.state)), part.person, part.ended, part.ended_by.person, task.part_key,
          task.instance, node_of(part_ref(task, part.id))});
}

void end_parts(db::Tx& tx, const flows::TaskRef& task, Instant now) {
  tx.run("UPDATE flow_tasks SET state = ?, ended_us = ? WHERE part_key = ? AND instance_id = ? AND node >= ? AND node < ?"
         " AND state = 0",
         {static_cast<int>(flows::TaskState::cancelled), now, task.part_key, task.instance, node_of(part_ref(task, 0)),
          node_of(part_ref(task, 0)) + k_parts_of_task});
}

std::optional<std::string> find_marks(db::Tx& tx, const flows::TaskRef& task) {
  return tx.one("SELECT marks FROM flow_marks WHERE part_key = ? AND instance_id = ? AND node = ?",
                {task.part_key, task.instance, node_of(task)}, [](const db::Row& row) { return row.str(0); });
}

void put_marks(db::Tx& tx, const flows::TaskRef& task, const std::string& marks) {
  tx.run("INSERT INTO flow_marks (part_key, instance_id, node, marks) VALUES (?, ?, ?, ?)"
         " ON CONFLICT (part_key, instance_id, node) DO UPDATE SET marks = excluded.marks",
         {task.part_key, task.instance, node_of(task), marks});
}

void insert_read(db::Tx& tx, const flows::TaskRef& task, const Read& read) {
  tx.run("INSERT INTO flow_reads (part_key, instance_id, node, person, name, read_us) VALUES (?, ?, ?, ?, ?, ?)"
         " ON CONFLICT (part_key, instance_id, node, person) DO NOTHING",
         {task.part_key, task.instance, node_of(task), read.person, read.name, read.when});
}

std::vector<Read> find_reads(db::Tx& tx, const flows::TaskRef& task) {
  return tx.all("SELECT person, name, read_us FROM flow_reads WHERE part_key = ? AND instance_id = ? AND node = ?"
                " ORDER BY read_us, person",
                {task.part_key, task.instance, node_of(task)},
                [](const db::Row& row) { return Read{{row.i64(0)}, row.str(1), row.moment(2)}; });
}

std::vector<flows::TaskRef> find_read(db::Tx& tx, PersonId person, std::span<const flows::TaskRef> tasks) {
  if (tasks.empty()) return {};
  std::string sql = "SELECT part_key, instance_id, node FROM flow_reads WHERE person = ? AND instance_id IN (";
  std::vector<db::Param> params{person};
  for (const flows::TaskRef& task : tasks) {
    sql += params.size() == 1 ? "?" : ", ?";
    params.emplace_back(task.instance);
  }
  return tx.all(sql + ")", db::Params(params), [](const db::Row& row) {
    return flows::TaskRef{row.i64(0), {row.i64(1)}, static_cast<std::uint32_t>(row.i64(2))};
  });
}

}  // namespace tiange::office
