#include "city/scores/scores.h"

namespace tiange::scores {

namespace {

// The columns c0, c1 … of score_sums, in the order of score_counts.def.
const std::string& first_step() {
  static const std::string sql = [] {
    std::string columns;
    for (int i = 0; i < k_counts; ++i) columns += "  c" + std::to_string(i) + " BIGINT NOT NULL,\n";
    return R"sql(
-- table score_marked: sharded
CREATE TABLE score_marked (
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  times BIGINT NOT NULL,
  PRIMARY KEY (part_key, case_id)
);
-- table score_facts: sharded, own id
CREATE TABLE score_facts (
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  number TEXT NOT NULL,
  created_us BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  area TEXT NOT NULL,
  item TEXT NOT NULL,
  first_day BIGINT NOT NULL,
  last_day BIGINT NOT NULL,
  mask BIGINT NOT NULL,
  facts TEXT NOT NULL,
  PRIMARY KEY (part_key, case_id)
);
CREATE INDEX score_facts_by_day ON score_facts (first_day, case_id, last_day, area, mask);
-- table score_exemptions: sharded
CREATE TABLE score_exemptions (
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  work TEXT NOT NULL,
  reason TEXT NOT NULL,
  document TEXT NOT NULL,
  words TEXT NOT NULL,
  granted_us BIGINT NOT NULL,
  granted_by TEXT NOT NULL,
  withdrawn_us BIGINT NOT NULL,
  withdrawn_by TEXT NOT NULL,
  PRIMARY KEY (part_key, case_id, id)
);
CREATE INDEX score_exemptions_by_time ON score_exemptions (granted_us);
-- table score_sums: sharded
CREATE TABLE score_sums (
  part_key BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  object TEXT NOT NULL,
  day BIGINT NOT NULL,
)sql" + columns +
           R"sql(  PRIMARY KEY (part_key, kind, object, day)
);
CREATE INDEX score_sums_by_day ON score_sums (kind, day, part_key);
-- table score_definitions: reference
CREATE TABLE score_definitions (
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  state TEXT NOT NULL,
  effective_day BIGINT NOT NULL,
  body TEXT NOT NULL,
  note TEXT NOT NULL,
  made_us BIGINT NOT NULL,
  made_by BIGINT NOT NULL,
  made_by_name TEXT NOT NULL,
  released_us BIGINT NOT NULL,
  released_by_name TEXT NOT NULL,
  PRIMARY KEY (kind, name, version)
);
-- table score_given: reference
CREATE TABLE score_given (
  card TEXT NOT NULL,
  period TEXT NOT NULL,
  object TEXT NOT NULL,
  name TEXT NOT NULL,
  id BIGINT NOT NULL,
  points DOUBLE PRECISION NOT NULL,
  reason TEXT NOT NULL,
  given_us BIGINT NOT NULL,
  given_by TEXT NOT NULL,
  PRIMARY KEY (card, period, object, name, id)
);
-- table score_frozen: reference
CREATE TABLE score_frozen (
  id BIGINT PRIMARY KEY,
  card TEXT NOT NULL,
  card_version BIGINT NOT NULL,
  versions TEXT NOT NULL,
  period TEXT NOT NULL,
  area TEXT NOT NULL,
  state TEXT NOT NULL,
  cut_us BIGINT NOT NULL,
  frozen_by BIGINT NOT NULL,
  frozen_by_name TEXT NOT NULL,
  cases BIGINT NOT NULL,
  digest TEXT NOT NULL,
  body TEXT NOT NULL,
  checked_us BIGINT NOT NULL,
  checked_by TEXT NOT NULL,
  checked_digest TEXT NOT NULL
);
CREATE INDEX score_frozen_by_card ON score_frozen (card, period);
-- table score_state: reference
CREATE TABLE score_state (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
)sql";
  }();
  return sql;
}

}  // namespace

std::span<const db::Migration> migrations() {
  static const db::Migration steps[] = {{"scores", 1, first_step()}};
  return steps;
}

}  // namespace tiange::scores
