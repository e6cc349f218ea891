#include "city/registers/compare/compare.h"

namespace tiange::registers {

// A match lies with its subject; an episode of one rule and subject can begin once only, whoever sees it begin. The mark of a
// subject is changed by everybody who decides about its matches, so that two of them never decide side by side.
std::span<const db::Migration> compare_migrations() {
  static constexpr db::Migration k_steps[] = {{"registers_compare", 1, R"sql(
-- table registers_compare_rules: reference
CREATE TABLE registers_compare_rules (
  rule_key TEXT NOT NULL,
  version BIGINT NOT NULL,
  state BIGINT NOT NULL,
  content TEXT NOT NULL,
  note TEXT NOT NULL,
  maker BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_us BIGINT NOT NULL,
  released_by TEXT NOT NULL,
  released_us BIGINT NOT NULL,
  PRIMARY KEY (rule_key, version)
);
-- table registers_compare_state: reference
CREATE TABLE registers_compare_state (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);
-- table registers_compare_runs: reference
CREATE TABLE registers_compare_runs (
  id BIGINT NOT NULL PRIMARY KEY,
  state BIGINT NOT NULL,
  content TEXT NOT NULL
);
-- table registers_compare_tries: reference
CREATE TABLE registers_compare_tries (
  id BIGINT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  content TEXT NOT NULL
);
-- table registers_compare_matches: sharded
CREATE TABLE registers_compare_matches (
  part_key BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  rule_key TEXT NOT NULL,
  episode BIGINT NOT NULL,
  id BIGINT NOT NULL,
  rule_version BIGINT NOT NULL,
  subject_version BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  grid TEXT NOT NULL,
  unit TEXT NOT NULL,
  queue TEXT NOT NULL,
  state BIGINT NOT NULL,
  began_us BIGINT NOT NULL,
  ended_us BIGINT NOT NULL,
  pushed_us BIGINT NOT NULL,
  due_us BIGINT NOT NULL,
  answered_us BIGINT NOT NULL,
  answered_by TEXT NOT NULL,
  said TEXT NOT NULL,
  times BIGINT NOT NULL,
  evidence TEXT NOT NULL,
  later TEXT NOT NULL,
  ticket TEXT NOT NULL,
  proposal TEXT NOT NULL,
  PRIMARY KEY (part_key, subject, rule_key, episode)
);
CREATE INDEX registers_compare_matches_by_id ON registers_compare_matches (id);
CREATE INDEX registers_compare_matches_by_rule ON registers_compare_matches (rule_key, state, grid, ended_us);
CREATE INDEX registers_compare_matches_by_unit ON registers_compare_matches (unit, state, id);
CREATE INDEX registers_compare_matches_by_queue ON registers_compare_matches (queue, state, id);
CREATE INDEX registers_compare_matches_running ON registers_compare_matches (kind, ended_us, rule_key, subject);
-- table registers_compare_acts: sharded
CREATE TABLE registers_compare_acts (
  part_key BIGINT NOT NULL,
  match_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  act TEXT NOT NULL,
  happened_us BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  said TEXT NOT NULL,
  PRIMARY KEY (part_key, match_id, id)
);
-- table registers_compare_marks: sharded
CREATE TABLE registers_compare_marks (
  part_key BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  seen_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, subject)
);
)sql"}};
  return k_steps;
}

}  // namespace tiange::registers
