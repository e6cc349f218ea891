#include "city/flows/flow_store.h"

#include "base/codes.h"

#include "base/json.h"

namespace tiange::flows {

namespace {

constexpr std::int64_t k_no_due_us = INT64_MAX;  // sorts after every clock

std::int64_t due_column(Instant due) { return due ? due.us : k_no_due_us; }
Instant due_value(std::int64_t column) { return {column == k_no_due_us ? 0 : column}; }

Definition definition_from(const db::Row& row) {
  Definition definition;
  definition.kind = json::enum_from<DefinitionKind>(row.text(0)).value_or(DefinitionKind::form);
  definition.key = row.str(1);
  definition.version = row.i64(2);
  definition.name = row.str(3);
  definition.digest = row.str(4);
  definition.deployed = row.moment(5);
  definition.deployed_by = {row.i64(6)};
  return definition;
}

constexpr std::string_view k_all_releases =
    "SELECT id, kind, definition_key, version, area, effective_us, opened_us, made_us, made_by, made_by_name, note,"
    " withdrawn_us, withdrawn_by, withdrawn_by_name, reason FROM flow_releases"
    " ORDER BY kind, definition_key, effective_us DESC, id DESC";
constexpr std::string_view k_one_release =
    "SELECT id, kind, definition_key, version, area, effective_us, opened_us, made_us, made_by, made_by_name, note,"
    " withdrawn_us, withdrawn_by, withdrawn_by_name, reason FROM flow_releases WHERE id = ?";

Release release_from(const db::Row& row) {
  Release release;
  release.id = {row.i64(0)};
  release.kind = json::enum_from<DefinitionKind>(row.text(1)).value_or(DefinitionKind::form);
  release.key = row.str(2);
  release.version = row.i64(3);
  release.area = row.str(4);
  release.effective = row.moment(5);
  release.opened = row.moment(6);
  release.made = row.moment(7);
  release.made_by = {row.i64(8)};
  release.made_by_name = row.str(9);
  release.note = row.str(10);
  release.withdrawn = row.moment(11);
  release.withdrawn_by = {row.i64(12)};
  release.withdrawn_by_name = row.str(13);
  release.reason = row.str(14);
  return release;
}

InstanceRow instance_from(const db::Row& row) {
  InstanceRow instance;
  instance.ref = {row.i64(0), {row.i64(1)}};
  instance.subject_id = row.i64(2);
  instance.process = row.str(3);
  instance.version = row.i64(4);
  instance.status = static_cast<InstanceStatus>(row.i64(5));
  instance.places = row.str(6);
  instance.trail = row.str(7);
  instance.started = row.moment(8);
  instance.ended = row.moment(9);
  instance.suspended = row.moment(10);
  instance.parent = {row.i64(11)};
  instance.parent_node = static_cast<bpmn::NodeId>(row.i64(12));
  instance.variables = row.str(13);
  return instance;
}

TaskRow task_from(const db::Row& row) {
  TaskRow task;
  task.ref = {row.i64(0), {row.i64(1)}, static_cast<std::uint32_t>(row.i64(2))};
  task.subject_id = row.i64(3);
  task.process = row.str(4);
  task.version = row.i64(5);
  task.element = static_cast<bpmn::Index>(row.i64(6));
  task.queue = row.str(7);
  task.limit = row.str(8);
  task.claimed_by = {row.i64(9)};
  task.state = static_cast<TaskState>(row.i64(10));
  task.created = row.moment(11);
  task.due = due_value(row.i64(12));
  task.ended = row.moment(13);
  task.ended_by = {row.i64(14)};
  return task;
}

std::string kind_text(DefinitionKind kind) { return std::string(json::enum_name(kind)); }

std::int64_t number(const db::Row& row) { return row.i64(0); }

}  // namespace

std::optional<Definition> find_definition(db::Tx& tx, DefinitionKind kind, std::string_view key, std::int64_t version) {
  return tx.one(
      "SELECT kind, definition_key, version, name, digest, deployed_us, deployed_by, content"
      " FROM flow_definitions WHERE kind = ? AND definition_key = ? AND version = ?",
      {kind_text(kind), key, version}, [](const db::Row& row) {
        Definition definition = definition_from(row);
        definition.content = row.str(7);
        return definition;
      });
}

std::int64_t version_in_effect(db::Tx& tx, DefinitionKind kind, std::string_view key, std::string_view area,
                               Instant now) {
  return tx.one("SELECT version FROM flow_releases WHERE kind = ? AND definition_key = ? AND effective_us <= ?"
                " AND (withdrawn_us = 0 OR withdrawn_us > ?) AND area = substr(CAST(? AS TEXT), 1, length(area))"
                " ORDER BY effective_us DESC, id DESC LIMIT 1",
                {kind_text(kind), key, now, now, area}, number)
      .value_or(0);
}

void touch_key(db::Tx& tx, DefinitionKind kind, std::string_view key) {
  tx.run("INSERT INTO flow_keys (kind, definition_key, changes) VALUES (?, ?, 1)"
         " ON CONFLICT (kind, definition_key) DO UPDATE SET changes = flow_keys.changes + 1",
         {kind_text(kind), key});
}

std::optional<Release> find_release(db::Tx& tx, ReleaseId id) { return tx.one(k_one_release, {id}, release_from); }

std::vector<Release> list_releases(db::Tx& tx) { return tx.all(k_all_releases, {}, release_from); }

void insert_release(db::Tx& tx, const Release& release) {
  tx.run("INSERT INTO flow_releases (id, kind, definition_key, version, area, effective_us, opened_us, made_us, made_by,"
         " made_by_name, note, withdrawn_us, withdrawn_by, withdrawn_by_name, reason)"
         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, '', '')",
         {release.id, kind_text(release.kind), release.key, release.version, release.area, release.effective,
          release.opened, release.made, release.made_by, release.made_by_name, release.note});
}

void mark_withdrawn(db::Tx& tx, const Release& release) {
  tx.run("UPDATE flow_releases SET withdrawn_us = ?, withdrawn_by = ?, withdrawn_by_name = ?, reason = ? WHERE id = ?",
         {release.withdrawn, release.withdrawn_by, release.withdrawn_by_name, release.reason, release.id});
}

std::optional<std::int64_t> version_with_digest(db::Tx& tx, DefinitionKind kind, std::string_view key,
                                                std::string_view digest) {
  return tx.one("SELECT version FROM flow_definitions WHERE kind = ? AND definition_key = ? AND digest = ?"
                " ORDER BY version DESC LIMIT 1",
                {kind_text(kind), key, digest}, number);
}

std::int64_t newest_version(db::Tx& tx, DefinitionKind kind, std::string_view key) {
  return tx.one("SELECT version FROM flow_definitions WHERE kind = ? AND definition_key = ? ORDER BY version DESC LIMIT 1",
                {kind_text(kind), key}, number)
      .value_or(0);
}

void insert_definition(db::Tx& tx, const Definition& definition) {
  tx.run("INSERT INTO flow_definitions (kind, definition_key, version, name, content, digest, deployed_us, deployed_by)"
         " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
         {kind_text(definition.kind), definition.key, definition.version, definition.name, definition.content,
          definition.digest, definition.deployed, definition.deployed_by});
}

std::vector<Definition> list_definitions(db::Tx& tx) {
  return tx.all("SELECT kind, definition_key, version, name, digest, deployed_us, deployed_by"
                " FROM flow_definitions ORDER BY kind, definition_key, version DESC",
                {}, definition_from);
}

std::optional<InstanceRow> find_instance(db::Tx& tx, InstanceRef ref) {
  return tx.one(
      "SELECT i.part_key, i.id, i.subject_id, i.process, i.version, i.status, i.places, i.trail, i.started_us, i.ended_us,"
      " i.suspended_us, i.parent_id, i.parent_node, v.content FROM flow_instances i"
      " LEFT JOIN flow_variables v ON v.part_key = i.part_key AND v.instance_id = i.id"
      " WHERE i.part_key = ? AND i.id = ?",
      {ref.part_key, ref.id}, instance_from);
}

std::vector<InstanceRow> find_instances(db::Tx& tx, Subject subject) {
  return tx.all(
      "SELECT i.part_key, i.id, i.subject_id, i.process, i.version, i.status, i.places, i.trail, i.started_us, i.ended_us,"
      " i.suspended_us, i.parent_id, i.parent_node, v.content FROM flow_instances i"
      " LEFT JOIN flow_variables v ON v.part_key = i.part_key AND v.instance_id = i.id"
      " WHERE i.part_key = ? AND i.subject_id = ? ORDER BY i.id DESC",
      {subject.part_key, subject.id}, instance_from);
}

void insert_instance(db::Tx& tx, const InstanceRow& row) {
  tx.post("INSERT INTO flow_instances (part_key, id, subject_id, process, version, status, places, trail, started_us,"
          " ended_us, suspended_us, parent_id, parent_node) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          {row.ref.part_key, row.ref.id, row.subject_id, row.process, row.version, static_cast<int>(row.status), row.places,
           row.trail, row.started, row.ended, row.suspended, row.parent, static_cast<std::int64_t>(row.parent_node)});
  if (row.variables.empty()) return;
  tx.post("INSERT INTO flow_variables (part_key, instance_id, content) VALUES (?, ?, ?)",
          {row.ref.part_key, row.ref.id, row.variables});
}

void update_instance(db::Tx& tx, const InstanceRow& row, VariablesToo variables) {
  if (row.ended) {
    tx.post("UPDATE flow_instances SET status = ?, places = ?, trail = ?, ended_us = ? WHERE part_key = ? AND id = ?",
            {static_cast<int>(row.status), row.places, row.trail, row.ended, row.ref.part_key, row.ref.id});
    tx.post("DELETE FROM flow_variables WHERE part_key = ? AND instance_id = ?", {row.ref.part_key, row.ref.id});
    return;
  }
  // ended_us is named only when it changes: naming it rewrites the index of running instances.
  tx.post("UPDATE flow_instances SET status = ?, places = ?, trail = ? WHERE part_key = ? AND id = ?",
          {static_cast<int>(row.status), row.places, row.trail, row.ref.part_key, row.ref.id});
  if (variables == VariablesToo::no) return;
  tx.post("UPDATE flow_variables SET content = ? WHERE part_key = ? AND instance_id = ?",
          {row.variables, row.ref.part_key, row.ref.id});
}

std::int64_t count_running(db::Tx& tx, std::string_view process, std::int64_t version, std::string_view area) {
  const auto [low, high] = codes::part_range(area);
  return tx
      .one("SELECT count(*) FROM flow_instances WHERE ended_us = 0 AND process = ? AND version = ?"
           " AND part_key >= ? AND part_key < ?",
           {process, version, low, high}, number)
      .value_or(0);
}

void move_instance(db::Tx& tx, InstanceRef ref, std::int64_t version) {
  tx.post("UPDATE flow_instances SET version = ? WHERE part_key = ? AND id = ?", {version, ref.part_key, ref.id});
}

void set_suspended(db::Tx& tx, InstanceRef ref, Instant suspended) {
  tx.post("UPDATE flow_instances SET suspended_us = ?, status = ? WHERE part_key = ? AND id = ?",
          {suspended, static_cast<int>(suspended ? InstanceStatus::suspended : InstanceStatus::running), ref.part_key,
           ref.id});
}

#define FLOW_TASK_COLUMNS                                                                                        \
  "part_key, instance_id, node, subject_id, process, version, element, queue, limit_text, claimed_by, state, "  \
  "created_us, due_us, ended_us, ended_by"

std::optional<TaskRow> find_task(db::Tx& tx, TaskRef ref) {
  return tx.one("SELECT " FLOW_TASK_COLUMNS " FROM flow_tasks WHERE part_key = ? AND instance_id = ? AND node = ?",
                {ref.part_key, ref.instance, static_cast<std::int64_t>(ref.node)}, task_from);
}

std::vector<TaskRow> find_tasks(db::Tx& tx, InstanceRef instance) {
  return tx.all("SELECT " FLOW_TASK_COLUMNS " FROM flow_tasks WHERE part_key = ? AND instance_id = ? ORDER BY node DESC",
                {instance.part_key, instance.id}, task_from);
}

void insert_task(db::Tx& tx, const TaskRow& row) {
  tx.post("INSERT INTO flow_tasks (" FLOW_TASK_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          {row.ref.part_key, row.ref.instance, static_cast<std::int64_t>(row.ref.node), row.subject_id, row.process,
           row.version, static_cast<std::int64_t>(row.element), row.queue, row.limit, row.claimed_by,
           static_cast<int>(row.state), row.created, due_column(row.due), row.ended, row.ended_by});
}

void end_task(db::Tx& tx, TaskRef ref, TaskState state, PersonId by, Instant now) {
  tx.post("UPDATE flow_tasks SET state = ?, ended_us = ?, ended_by = ? WHERE part_key = ? AND instance_id = ? AND node = ?"
          " AND state = 0",
          {static_cast<int>(state), now, by, ref.part_key, ref.instance, static_cast<std::int64_t>(ref.node)});
}

bool claim_task(db::Tx& tx, TaskRef ref, PersonId by, PersonId unless) {
  return tx.run("UPDATE flow_tasks SET claimed_by = ? WHERE part_key = ? AND instance_id = ? AND node = ?"
                " AND state = 0 AND claimed_by IN (0, ?)",
                {by, ref.part_key, ref.instance, static_cast<std::int64_t>(ref.node), unless}) > 0;
}

void place_task(db::Tx& tx, TaskRef ref, std::string_view queue, PersonId claimed_by, Instant due) {
  tx.post("UPDATE flow_tasks SET queue = ?, claimed_by = ?, due_us = ? WHERE part_key = ? AND instance_id = ? AND node = ?",
          {queue, claimed_by, due_column(due), ref.part_key, ref.instance, static_cast<std::int64_t>(ref.node)});
}

void move_task(db::Tx& tx, const TaskRow& row) {
  tx.post("UPDATE flow_tasks SET version = ?, element = ?, queue = ?, limit_text = ?, due_us = ?"
          " WHERE part_key = ? AND instance_id = ? AND node = ?",
          {row.version, static_cast<std::int64_t>(row.element), row.queue, row.limit, due_column(row.due),
           row.ref.part_key, row.ref.instance, static_cast<std::int64_t>(row.ref.node)});
}

void shift_tasks(db::Tx& tx, InstanceRef instance, Span by) {
  tx.post("UPDATE flow_tasks SET due_us = due_us + ? WHERE part_key = ? AND instance_id = ? AND state = 0 AND due_us <> ?",
          {by.us, instance.part_key, instance.id, k_no_due_us});
}

TaskCursor cursor_of(const TaskRow& row) {
  return {due_column(row.due), row.ref.instance.value, static_cast<std::int64_t>(row.ref.node)};
}

std::vector<TaskRow> open_tasks_in_queue(db::Tx& tx, std::string_view queue, PersonId person, const TaskCursor& after,
                                         int limit) {
  if (!person) {
    return tx.all("SELECT " FLOW_TASK_COLUMNS " FROM flow_tasks WHERE state = 0 AND queue = ?"
                  " AND (due_us, instance_id, node) > (?, ?, ?) ORDER BY due_us, instance_id, node LIMIT ?",
                  {queue, after.due_us, after.instance, after.node, limit}, task_from);
  }
  return tx.all("SELECT " FLOW_TASK_COLUMNS " FROM flow_tasks WHERE state = 0 AND queue = ? AND claimed_by IN (0, ?)"
                " AND (due_us, instance_id, node) > (?, ?, ?) ORDER BY due_us, instance_id, node LIMIT ?",
                {queue, person, after.due_us, after.instance, after.node, limit}, task_from);
}

std::vector<TaskRow> open_tasks_claimed(db::Tx& tx, PersonId person, const TaskCursor& after, int limit) {
  return tx.all("SELECT " FLOW_TASK_COLUMNS " FROM flow_tasks WHERE state = 0 AND claimed_by <> 0 AND claimed_by = ?"
                " AND (due_us, instance_id, node) > (?, ?, ?) ORDER BY due_us, instance_id, node LIMIT ?",
                {person, after.due_us, after.instance, after.node, limit}, task_from);
}

std::int64_t queue_count(db::Tx& tx, std::string_view queue) {
  return tx.one("SELECT count(*) FROM flow_tasks WHERE state = 0 AND queue = ?", {queue},
                number)
      .value_or(0);
}

void insert_wait(db::Tx& tx, const Wait& wait) {
  tx.post("INSERT INTO flow_waits (part_key, instance_id, node, subject_id, signal, name, correlation)"
          " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (part_key, instance_id, node) DO UPDATE SET"
          " name = excluded.name, correlation = excluded.correlation",
          {wait.instance.part_key, wait.instance.id, static_cast<std::int64_t>(wait.node), wait.subject_id, wait.signal,
           wait.name, wait.correlation});
}

void delete_wait(db::Tx& tx, InstanceRef instance, bpmn::NodeId node) {
  tx.post("DELETE FROM flow_waits WHERE part_key = ? AND instance_id = ? AND node = ?",
          {instance.part_key, instance.id, static_cast<std::int64_t>(node)});
}

std::vector<Wait> find_waits(db::Tx& tx, const Letter& letter, std::int64_t after, int limit) {
  return tx.all("SELECT part_key, instance_id, node, subject_id, signal, name, correlation FROM flow_waits"
                " WHERE name = ? AND signal = ? AND (signal = 1 OR correlation = '' OR correlation = ?)"
                " AND instance_id > ? ORDER BY instance_id LIMIT ?",
                {letter.name, letter.signal, letter.correlation, after, limit}, [](const db::Row& row) {
                  return Wait{{row.i64(0), {row.i64(1)}}, static_cast<std::uint32_t>(row.i64(2)), row.i64(3),
                              row.flag(4), row.str(5), row.str(6)};
                });
}

void insert_timer(db::Tx& tx, const DueTimer& timer, bpmn::NodeId parent_node) {
  tx.post("INSERT INTO flow_timers (part_key, instance_id, node, parent_node, paused, due_us) VALUES (?, ?, ?, ?, 0, ?)"
          " ON CONFLICT (part_key, instance_id, node) DO UPDATE SET due_us = excluded.due_us",
          {timer.instance.part_key, timer.instance.id, static_cast<std::int64_t>(timer.node),
           static_cast<std::int64_t>(parent_node), timer.due});
}

void cancel_timer(db::Tx& tx, InstanceRef instance, bpmn::NodeId node) {
  tx.post("DELETE FROM flow_timers WHERE part_key = ? AND instance_id = ? AND node = ?",
          {instance.part_key, instance.id, static_cast<std::int64_t>(node)});
}

bool delete_timer(db::Tx& tx, InstanceRef instance, bpmn::NodeId node) {
  return tx.run("DELETE FROM flow_timers WHERE part_key = ? AND instance_id = ? AND node = ?",
                {instance.part_key, instance.id, static_cast<std::int64_t>(node)}) > 0;
}

void set_timer_due(db::Tx& tx, const DueTimer& timer, Instant due) {
  tx.post("UPDATE flow_timers SET due_us = ? WHERE part_key = ? AND instance_id = ? AND node = ?",
          {due, timer.instance.part_key, timer.instance.id, static_cast<std::int64_t>(timer.node)});
}

void pause_timers(db::Tx& tx, InstanceRef instance) {
  tx.post("UPDATE flow_timers SET paused = 1 WHERE part_key = ? AND instance_id = ?", {instance.part_key, instance.id});
}

void resume_timers(db::Tx& tx, InstanceRef instance, Span shift) {
  tx.post("UPDATE flow_timers SET paused = 0, due_us = due_us + ? WHERE part_key = ? AND instance_id = ?",
          {shift.us, instance.part_key, instance.id});
}

void shift_timers(db::Tx& tx, InstanceRef instance, bpmn::NodeId parent_node, Span shift) {
  tx.post("UPDATE flow_timers SET due_us = due_us + ? WHERE part_key = ? AND instance_id = ? AND parent_node = ?",
          {shift.us, instance.part_key, instance.id, static_cast<std::int64_t>(parent_node)});
}

std::vector<DueTimer> timers_due(db::Tx& tx, Instant now, int limit) {
  return tx.all("SELECT part_key, instance_id, node, due_us FROM flow_timers WHERE paused = 0 AND due_us <= ?"
                " ORDER BY due_us LIMIT ?",
                {now, limit}, [](const db::Row& row) {
                  return DueTimer{{row.i64(0), {row.i64(1)}}, static_cast<std::uint32_t>(row.i64(2)), row.moment(3)};
                });
}

}  // namespace tiange::flows
