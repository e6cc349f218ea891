#include "city/benefits/policies/policies.h"

namespace tiange::benefits {

// A match lies with its subject; an episode of one policy and subject can begin once only, whoever sees it begin. The mark of a
// subject is changed by everybody who decides about its matches, so that two of them never decide side by side.
std::span<const db::Migration> policy_migrations() {
  static constexpr db::Migration k_steps[] = {{"benefits_policies", 1, R"sql(
-- table benefits_policies: reference
CREATE TABLE benefits_policies (
  policy TEXT NOT NULL,
  edition BIGINT NOT NULL,
  state BIGINT NOT NULL,
  content TEXT NOT NULL,
  note TEXT NOT NULL,
  maker BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_us BIGINT NOT NULL,
  released_by TEXT NOT NULL,
  released_us BIGINT NOT NULL,
  PRIMARY KEY (policy, edition)
);
-- table benefits_policy_state: reference
CREATE TABLE benefits_policy_state (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);
-- table benefits_policy_runs: reference
CREATE TABLE benefits_policy_runs (
  id BIGINT NOT NULL PRIMARY KEY,
  state BIGINT NOT NULL,
  content TEXT NOT NULL
);
-- table benefits_policy_prices: reference
CREATE TABLE benefits_policy_prices (
  id BIGINT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  content TEXT NOT NULL
);
-- table benefits_policy_counts: reference
CREATE TABLE benefits_policy_counts (
  policy TEXT NOT NULL,
  area TEXT NOT NULL,
  entitled BIGINT NOT NULL,
  missing BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  PRIMARY KEY (policy, area)
);
-- table benefits_policy_matches: sharded
CREATE TABLE benefits_policy_matches (
  part_key BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  policy TEXT NOT NULL,
  episode BIGINT NOT NULL,
  id BIGINT NOT NULL,
  edition BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  grid TEXT NOT NULL,
  began_us BIGINT NOT NULL,
  ended_us BIGINT NOT NULL,
  why TEXT NOT NULL,
  amount_fen BIGINT NOT NULL,
  period TEXT NOT NULL,
  PRIMARY KEY (part_key, subject, policy, episode)
);
CREATE INDEX benefits_policy_matches_by_policy ON benefits_policy_matches (policy, ended_us, grid);
CREATE INDEX benefits_policy_matches_by_id ON benefits_policy_matches (policy, id);
CREATE INDEX benefits_policy_matches_running ON benefits_policy_matches (kind, ended_us, policy, subject);
-- table benefits_policy_marks: sharded
CREATE TABLE benefits_policy_marks (
  part_key BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  seen_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, subject)
);
)sql"},
                                              {"benefits_policies", 2, R"sql(
ALTER TABLE benefits_policies ADD COLUMN confirmed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE benefits_policies ADD COLUMN confirmed_us BIGINT NOT NULL DEFAULT 0;
ALTER TABLE benefits_policies ADD COLUMN confirmed_document TEXT NOT NULL DEFAULT '';
ALTER TABLE benefits_policies ADD COLUMN confirmed_note TEXT NOT NULL DEFAULT '';
ALTER TABLE benefits_policies ADD COLUMN confirmed_push BIGINT NOT NULL DEFAULT 0;
)sql"}};
  return k_steps;
}

}  // namespace tiange::benefits
