#include "city/benefits/grants/grants.h"

namespace tiange::grants {

namespace {

// Everything of a subject lies with it; whoever decides about one of its grants changes the subject's mark, so that two of them
// never decide side by side. The account of a policy's year is changed by whoever takes from it.
constexpr std::string_view k_first = R"sql(
-- table benefits_grants: sharded
CREATE TABLE benefits_grants (
  part_key BIGINT NOT NULL,
  policy TEXT NOT NULL,
  match_key TEXT NOT NULL,
  id BIGINT NOT NULL,
  area TEXT NOT NULL,
  unit TEXT NOT NULL,
  state BIGINT NOT NULL,
  entitled_day BIGINT NOT NULL,
  window_us BIGINT NOT NULL,
  listed BIGINT NOT NULL,
  due_day BIGINT NOT NULL,
  recheck_day BIGINT NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (part_key, policy, match_key)
);
CREATE INDEX benefits_grants_of ON benefits_grants (part_key, id);
CREATE INDEX benefits_grants_by_id ON benefits_grants (id);
CREATE INDEX benefits_grants_by_state ON benefits_grants (state, id);
CREATE INDEX benefits_grants_by_queue ON benefits_grants (policy, state, entitled_day, id);
CREATE INDEX benefits_grants_by_window ON benefits_grants (state, window_us);
CREATE INDEX benefits_grants_by_due ON benefits_grants (state, due_day);
CREATE INDEX benefits_grants_by_recheck ON benefits_grants (state, recheck_day);
CREATE INDEX benefits_grants_listed ON benefits_grants (listed, id);
-- table benefits_grant_events: sharded, appended
CREATE TABLE benefits_grant_events (
  part_key BIGINT NOT NULL,
  grant_id BIGINT NOT NULL,
  step BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (part_key, grant_id, step)
);
-- table benefits_grant_facts: sharded, appended
CREATE TABLE benefits_grant_facts (
  part_key BIGINT NOT NULL,
  grant_id BIGINT NOT NULL,
  digest TEXT NOT NULL,
  kept_us BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, grant_id, digest)
);
-- table benefits_grant_marks: sharded
CREATE TABLE benefits_grant_marks (
  part_key BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  seen_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, subject)
);
-- table benefits_grant_years: reference
CREATE TABLE benefits_grant_years (
  policy TEXT NOT NULL,
  year BIGINT NOT NULL,
  taken_fen BIGINT NOT NULL,
  places BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (policy, year)
);
-- table benefits_grant_payments: sharded
CREATE TABLE benefits_grant_payments (
  part_key BIGINT NOT NULL,
  pay_key TEXT NOT NULL,
  grant_id BIGINT NOT NULL,
  payment TEXT NOT NULL,
  PRIMARY KEY (part_key, pay_key)
);
-- table benefits_reviews: sharded
CREATE TABLE benefits_reviews (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  grant_id BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  state BIGINT NOT NULL,
  area TEXT NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX benefits_reviews_of ON benefits_reviews (part_key, grant_id);
CREATE INDEX benefits_reviews_by_id ON benefits_reviews (id);
CREATE INDEX benefits_reviews_by_state ON benefits_reviews (state, kind, id);
-- table benefits_claims: sharded
CREATE TABLE benefits_claims (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  grant_id BIGINT NOT NULL,
  state BIGINT NOT NULL,
  area TEXT NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX benefits_claims_of ON benefits_claims (part_key, grant_id);
CREATE INDEX benefits_claims_by_id ON benefits_claims (id);
CREATE INDEX benefits_claims_by_state ON benefits_claims (state, id);
)sql";

// to_call: who is still to be told by phone (1) or by a visit (2).
constexpr std::string_view k_to_call = R"sql(
ALTER TABLE benefits_grants ADD COLUMN to_call BIGINT NOT NULL DEFAULT 0;
UPDATE benefits_grants SET to_call = 1 WHERE body LIKE '%"means":"phone"%' AND body NOT LIKE '%"seen":"%' AND state NOT IN (5, 6, 9);
UPDATE benefits_grants SET to_call = 2 WHERE body LIKE '%"means":"visit"%' AND body NOT LIKE '%"seen":"%' AND state NOT IN (5, 6, 9);
CREATE INDEX benefits_grants_to_call ON benefits_grants (to_call, id) WHERE to_call > 0;
)sql";

// Whom a household has named to receive its money.
constexpr std::string_view k_payees = R"sql(
-- table benefits_household_payees: sharded
CREATE TABLE benefits_household_payees (
  part_key BIGINT NOT NULL,
  household BIGINT NOT NULL,
  named_us BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (part_key, household)
);
)sql";

}  // namespace

std::span<const db::Migration> grant_migrations() {
  static constexpr db::Migration k_steps[] = {{"benefits_grants", 1, k_first}, {"benefits_grants", 2, k_to_call}, {"benefits_household_payees", 1, k_payees}};
  return k_steps;
}

}  // namespace tiange::grants
