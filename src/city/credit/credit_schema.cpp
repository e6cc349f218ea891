#include "city/credit/credit.h"

namespace tiange::credit {

// A score lies with its firm; whoever works it out anew changes its row, so that two of them never decide side by side.
std::span<const db::Migration> credit_migrations() {
  static constexpr db::Migration k_steps[] = {{"credit", 1, R"sql(
-- table credit_scorings: reference
CREATE TABLE credit_scorings (
  version BIGINT NOT NULL PRIMARY KEY,
  state BIGINT NOT NULL,
  content TEXT NOT NULL,
  note TEXT NOT NULL,
  maker BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  made_us BIGINT NOT NULL,
  released_by TEXT NOT NULL,
  released_us BIGINT NOT NULL
);
-- table credit_state: reference
CREATE TABLE credit_state (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);
-- table credit_runs: reference
CREATE TABLE credit_runs (
  id BIGINT NOT NULL PRIMARY KEY,
  state BIGINT NOT NULL,
  content TEXT NOT NULL
);
-- table credit_tries: reference
CREATE TABLE credit_tries (
  id BIGINT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  version BIGINT NOT NULL,
  made_us BIGINT NOT NULL,
  content TEXT NOT NULL
);
-- table credit_scores: sharded
CREATE TABLE credit_scores (
  part_key BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  grid TEXT NOT NULL,
  industry TEXT NOT NULL,
  score BIGINT NOT NULL,
  grade TEXT NOT NULL,
  own_colour TEXT NOT NULL,
  colour TEXT NOT NULL,
  overridden BIGINT NOT NULL,
  version BIGINT NOT NULL,
  marks TEXT NOT NULL,
  changed_us BIGINT NOT NULL,
  seen_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, subject)
);
CREATE INDEX credit_scores_by_score ON credit_scores (score, subject);
CREATE INDEX credit_scores_by_colour ON credit_scores (colour, score, subject);
-- table credit_history: sharded
CREATE TABLE credit_history (
  part_key BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  id BIGINT NOT NULL,
  happened_us BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, subject, id)
);
-- table credit_overrides: sharded
CREATE TABLE credit_overrides (
  part_key BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  id BIGINT NOT NULL,
  grid TEXT NOT NULL,
  state BIGINT NOT NULL,
  until_us BIGINT NOT NULL,
  maker BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, subject, id)
);
CREATE INDEX credit_overrides_by_id ON credit_overrides (id);
CREATE INDEX credit_overrides_due ON credit_overrides (state, until_us);
-- table credit_matters: sharded
CREATE TABLE credit_matters (
  part_key BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  id BIGINT NOT NULL,
  grid TEXT NOT NULL,
  kind BIGINT NOT NULL,
  indicator TEXT NOT NULL,
  state BIGINT NOT NULL,
  unit TEXT NOT NULL,
  maker BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, subject, id)
);
CREATE INDEX credit_matters_by_id ON credit_matters (id);
CREATE INDEX credit_matters_by_state ON credit_matters (state, id);
-- table credit_left_out: sharded
CREATE TABLE credit_left_out (
  part_key BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  indicator TEXT NOT NULL,
  ground TEXT NOT NULL,
  why TEXT NOT NULL,
  from_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, subject, indicator, ground)
);
-- table credit_cases: sharded
CREATE TABLE credit_cases (
  part_key BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  case_ref TEXT NOT NULL,
  id BIGINT NOT NULL,
  number TEXT NOT NULL,
  title TEXT NOT NULL,
  serious BIGINT NOT NULL,
  tied_us BIGINT NOT NULL,
  closed_us BIGINT NOT NULL,
  tied_by TEXT NOT NULL,
  PRIMARY KEY (part_key, subject, case_ref)
);
CREATE INDEX credit_cases_by_case ON credit_cases (case_ref);
CREATE INDEX credit_cases_by_closed ON credit_cases (closed_us);
)sql"}};
  return k_steps;
}

}  // namespace tiange::credit
