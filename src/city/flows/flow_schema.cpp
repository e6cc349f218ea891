#include "city/flows/flows.h"

namespace tiange::flows {

namespace {

constexpr std::string_view k_first = R"sql(
-- table flow_definitions: reference
CREATE TABLE flow_definitions (
  kind TEXT NOT NULL,
  definition_key TEXT NOT NULL,
  version BIGINT NOT NULL,
  name TEXT NOT NULL,
  content TEXT NOT NULL,
  digest TEXT NOT NULL,
  deployed_us BIGINT NOT NULL,
  deployed_by BIGINT NOT NULL,
  PRIMARY KEY (kind, definition_key, version)
);
-- table flow_releases: reference
CREATE TABLE flow_releases (
  id BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  definition_key TEXT NOT NULL,
  version BIGINT NOT NULL,
  area TEXT NOT NULL,
  effective_us BIGINT NOT NULL,
  opened_us BIGINT NOT NULL,
  made_us BIGINT NOT NULL,
  made_by BIGINT NOT NULL,
  made_by_name TEXT NOT NULL,
  note TEXT NOT NULL,
  withdrawn_us BIGINT NOT NULL,
  withdrawn_by BIGINT NOT NULL,
  withdrawn_by_name TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX flow_releases_in_effect ON flow_releases (kind, definition_key, effective_us, id);
-- table flow_keys: reference
CREATE TABLE flow_keys (
  kind TEXT NOT NULL,
  definition_key TEXT NOT NULL,
  changes BIGINT NOT NULL,
  PRIMARY KEY (kind, definition_key)
);
-- table flow_instances: sharded, own id
CREATE TABLE flow_instances (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  subject_id BIGINT NOT NULL,
  process TEXT NOT NULL,
  version BIGINT NOT NULL,
  status BIGINT NOT NULL,
  places TEXT NOT NULL,
  trail TEXT NOT NULL,
  started_us BIGINT NOT NULL,
  ended_us BIGINT NOT NULL,
  suspended_us BIGINT NOT NULL,
  parent_id BIGINT NOT NULL,
  parent_node BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX flow_instances_by_subject ON flow_instances (subject_id, part_key);
CREATE INDEX flow_instances_running ON flow_instances (process, version, id) WHERE ended_us = 0;
-- table flow_variables: sharded, own id
CREATE TABLE flow_variables (
  part_key BIGINT NOT NULL,
  instance_id BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, instance_id)
);
-- table flow_tasks: sharded
CREATE TABLE flow_tasks (
  part_key BIGINT NOT NULL,
  instance_id BIGINT NOT NULL,
  node BIGINT NOT NULL,
  subject_id BIGINT NOT NULL,
  process TEXT NOT NULL,
  version BIGINT NOT NULL,
  element BIGINT NOT NULL,
  queue TEXT NOT NULL,
  limit_text TEXT NOT NULL,
  claimed_by BIGINT NOT NULL,
  state BIGINT NOT NULL,
  created_us BIGINT NOT NULL,
  due_us BIGINT NOT NULL,
  ended_us BIGINT NOT NULL,
  ended_by BIGINT NOT NULL,
  PRIMARY KEY (part_key, instance_id, node)
);
CREATE INDEX flow_tasks_by_queue ON flow_tasks (queue, due_us, instance_id, node) WHERE state = 0;
CREATE INDEX flow_tasks_by_claim ON flow_tasks (claimed_by, due_us, instance_id, node) WHERE state = 0 AND claimed_by <> 0;
-- table flow_timers: sharded
CREATE TABLE flow_timers (
  part_key BIGINT NOT NULL,
  instance_id BIGINT NOT NULL,
  node BIGINT NOT NULL,
  parent_node BIGINT NOT NULL,
  paused BIGINT NOT NULL,
  due_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, instance_id, node)
);
CREATE INDEX flow_timers_by_due ON flow_timers (due_us) WHERE paused = 0;
-- table flow_waits: sharded
CREATE TABLE flow_waits (
  part_key BIGINT NOT NULL,
  instance_id BIGINT NOT NULL,
  node BIGINT NOT NULL,
  subject_id BIGINT NOT NULL,
  signal BIGINT NOT NULL,
  name TEXT NOT NULL,
  correlation TEXT NOT NULL,
  PRIMARY KEY (part_key, instance_id, node)
);
CREATE INDEX flow_waits_by_name ON flow_waits (name, instance_id);
)sql";

}  // namespace

std::span<const db::Migration> migrations() {
  static constexpr db::Migration k_steps[] = {{"flows", 1, k_first}};
  return k_steps;
}

}  // namespace tiange::flows
