#include "city/jobs/employment.h"

namespace tiange::employ {

// A recommendation lies with its vacancy: one pair has one row, however often it is recommended.
std::span<const db::Migration> employment_migrations() {
  static constexpr db::Migration k_steps[] = {{"employ", 1, R"sql(
-- table job_state: reference
CREATE TABLE job_state (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL,
  content TEXT NOT NULL
);
-- table job_words: reference
CREATE TABLE job_words (
  word TEXT NOT NULL PRIMARY KEY,
  state BIGINT NOT NULL,
  times BIGINT NOT NULL,
  first_us BIGINT NOT NULL,
  content TEXT NOT NULL
);
-- table job_rule_counts: reference
CREATE TABLE job_rule_counts (
  rule_key TEXT NOT NULL PRIMARY KEY,
  confirmed BIGINT NOT NULL,
  denied BIGINT NOT NULL
);
-- table job_vacancies: sharded
CREATE TABLE job_vacancies (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  firm BIGINT NOT NULL,
  grid TEXT NOT NULL,
  industry TEXT NOT NULL,
  occupation TEXT NOT NULL,
  places BIGINT NOT NULL,
  state BIGINT NOT NULL,
  until_us BIGINT NOT NULL,
  import_key TEXT NOT NULL,
  changed_us BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX job_vacancies_by_state ON job_vacancies (state, id);
CREATE INDEX job_vacancies_by_change ON job_vacancies (changed_us);
CREATE INDEX job_vacancies_by_firm ON job_vacancies (firm, id);
CREATE INDEX job_vacancies_by_import ON job_vacancies (import_key);
-- table job_talents: sharded
CREATE TABLE job_talents (
  part_key BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  grid TEXT NOT NULL,
  state BIGINT NOT NULL,
  until_us BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, subject)
);
CREATE INDEX job_talents_by_state ON job_talents (state, subject);
CREATE INDEX job_talents_by_change ON job_talents (changed_us);
-- table job_matches: sharded
CREATE TABLE job_matches (
  part_key BIGINT NOT NULL,
  vacancy BIGINT NOT NULL,
  talent BIGINT NOT NULL,
  id BIGINT NOT NULL,
  grid TEXT NOT NULL,
  talent_grid TEXT NOT NULL,
  state BIGINT NOT NULL,
  gone BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, vacancy, talent)
);
CREATE INDEX job_matches_by_id ON job_matches (id);
CREATE INDEX job_matches_by_state ON job_matches (state, id);
CREATE INDEX job_matches_by_talent ON job_matches (talent, id);
-- table job_demands: sharded
CREATE TABLE job_demands (
  part_key BIGINT NOT NULL,
  firm BIGINT NOT NULL,
  occupation TEXT NOT NULL,
  id BIGINT NOT NULL,
  grid TEXT NOT NULL,
  state BIGINT NOT NULL,
  confidence BIGINT NOT NULL,
  answered_us BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, firm, occupation)
);
CREATE INDEX job_demands_by_id ON job_demands (id);
CREATE INDEX job_demands_by_state ON job_demands (state, confidence, id);
CREATE INDEX job_demands_by_occupation ON job_demands (occupation, state);
-- table job_staff: sharded
CREATE TABLE job_staff (
  part_key BIGINT NOT NULL,
  firm BIGINT NOT NULL,
  staff BIGINT NOT NULL,
  seen_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, firm)
);
)sql"}};
  return k_steps;
}

}  // namespace tiange::employ
