#pragma once
// All SQL of the room.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "city/flows/flows.h"

namespace tiange::flows {

// ---- definitions
std::optional<Definition> find_definition(db::Tx& tx, DefinitionKind kind, std::string_view key, std::int64_t version);
// By the releases that cover the area; 0 when there is none.
std::int64_t version_in_effect(db::Tx& tx, DefinitionKind kind, std::string_view key, std::string_view area,
                               Instant now);
// Whoever decides on what is in effect for a key changes its row first, so that two who do it at once come in turn.
void touch_key(db::Tx& tx, DefinitionKind kind, std::string_view key);
std::optional<Release> find_release(db::Tx& tx, ReleaseId id);
std::vector<Release> list_releases(db::Tx& tx);
void insert_release(db::Tx& tx, const Release& release);
void mark_withdrawn(db::Tx& tx, const Release& release);
std::optional<std::int64_t> version_with_digest(db::Tx& tx, DefinitionKind kind, std::string_view key,
                                                std::string_view digest);
std::int64_t newest_version(db::Tx& tx, DefinitionKind kind, std::string_view key);
void insert_definition(db::Tx& tx, const Definition& definition);
std::vector<Definition> list_definitions(db::Tx& tx);

// ---- instances
struct InstanceRow {
  InstanceRef ref;
  std::int64_t subject_id = 0;
  std::string process;
  std::int64_t version = 0;
  InstanceStatus status = InstanceStatus::running;
  std::string places;
  std::string trail;
  std::string variables;  // empty once ended
  Instant started;
  Instant ended;
  Instant suspended;
  InstanceId parent;
  bpmn::NodeId parent_node = 0;

  Subject subject() const { return {ref.part_key, subject_id}; }
};
std::optional<InstanceRow> find_instance(db::Tx& tx, InstanceRef ref);
std::vector<InstanceRow> find_instances(db::Tx& tx, Subject subject);  // newest first
void insert_instance(db::Tx& tx, const InstanceRow& row);
enum class VariablesToo { no, yes };
void update_instance(db::Tx& tx, const InstanceRow& row, VariablesToo variables);
std::int64_t count_running(db::Tx& tx, std::string_view process, std::int64_t version, std::string_view area);
void move_instance(db::Tx& tx, InstanceRef ref, std::int64_t version);
void set_suspended(db::Tx& tx, InstanceRef ref, Instant suspended);

// ---- tasks; due zero means no clock
struct TaskRow {
  TaskRef ref;
  std::int64_t subject_id = 0;
  std::string process;
  std::int64_t version = 0;
  bpmn::Index element = 0;
  std::string queue;
  std::string limit;
  PersonId claimed_by;
  TaskState state = TaskState::open;
  Instant created;
  Instant due;
  Instant ended;
  PersonId ended_by;
};
std::optional<TaskRow> find_task(db::Tx& tx, TaskRef ref);
std::vector<TaskRow> find_tasks(db::Tx& tx, InstanceRef instance);
void insert_task(db::Tx& tx, const TaskRow& row);
// The engine knows that it is open.
void end_task(db::Tx& tx, TaskRef ref, TaskState state, PersonId by, Instant now);
// False when the task is not open, or claimed by somebody else than `unless`.
bool claim_task(db::Tx& tx, TaskRef ref, PersonId by, PersonId unless);
void place_task(db::Tx& tx, TaskRef ref, std::string_view queue, PersonId claimed_by, Instant due);
void move_task(db::Tx& tx, const TaskRow& row);  // version, element, queue, limit and clock of it
void shift_tasks(db::Tx& tx, InstanceRef instance, Span by);

// Open tasks after a cursor, soonest first.
struct TaskCursor {
  std::int64_t due_us = -1;
  std::int64_t instance = 0;
  std::int64_t node = 0;
};
TaskCursor cursor_of(const TaskRow& row);
std::vector<TaskRow> open_tasks_in_queue(db::Tx& tx, std::string_view queue, PersonId person, const TaskCursor& after,
                                         int limit);
std::vector<TaskRow> open_tasks_claimed(db::Tx& tx, PersonId person, const TaskCursor& after, int limit);
std::int64_t queue_count(db::Tx& tx, std::string_view queue);

// ---- waits for messages and signals
void insert_wait(db::Tx& tx, const Wait& wait);
void delete_wait(db::Tx& tx, InstanceRef instance, bpmn::NodeId node);
std::vector<Wait> find_waits(db::Tx& tx, const Letter& letter, std::int64_t after, int limit);

// ---- timers
void insert_timer(db::Tx& tx, const DueTimer& timer, bpmn::NodeId parent_node);
void set_timer_due(db::Tx& tx, const DueTimer& timer, Instant due);
void cancel_timer(db::Tx& tx, InstanceRef instance, bpmn::NodeId node);  // whether or not it is there
bool delete_timer(db::Tx& tx, InstanceRef instance, bpmn::NodeId node);
void pause_timers(db::Tx& tx, InstanceRef instance);
void resume_timers(db::Tx& tx, InstanceRef instance, Span shift);
void shift_timers(db::Tx& tx, InstanceRef instance, bpmn::NodeId parent_node, Span shift);
std::vector<DueTimer> timers_due(db::Tx& tx, Instant now, int limit);

}  // namespace tiange::flows
