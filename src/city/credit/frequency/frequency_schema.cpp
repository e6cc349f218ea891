#include "city/credit/frequency/frequency.h"

namespace tiange::credit {

std::span<const db::Migration> frequency_migrations() {
  static constexpr db::Migration k_steps[] = {{"credit_frequency", 1, R"sql(
-- table credit_frequencies: reference
CREATE TABLE credit_frequencies (
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
-- table credit_frequency_state: reference
CREATE TABLE credit_frequency_state (
  name TEXT NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);
-- table credit_frequency_tries: reference
CREATE TABLE credit_frequency_tries (
  id BIGINT NOT NULL PRIMARY KEY,
  account BIGINT NOT NULL,
  version BIGINT NOT NULL,
  made_us BIGINT NOT NULL,
  content TEXT NOT NULL
);
-- table credit_frequency_load: reference
CREATE TABLE credit_frequency_load (
  grid TEXT NOT NULL PRIMARY KEY,
  content TEXT NOT NULL
);
-- table credit_dues: sharded
CREATE TABLE credit_dues (
  part_key BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  item TEXT NOT NULL,
  line TEXT NOT NULL,
  grid TEXT NOT NULL,
  colour TEXT NOT NULL,
  grade TEXT NOT NULL,
  due_day BIGINT NOT NULL,
  way TEXT NOT NULL,
  why TEXT NOT NULL,
  cause TEXT NOT NULL,
  PRIMARY KEY (part_key, subject, item)
);
CREATE INDEX credit_dues_by_day ON credit_dues (due_day, subject, item);
-- table credit_checks: sharded
CREATE TABLE credit_checks (
  part_key BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  item TEXT NOT NULL,
  day BIGINT NOT NULL,
  result TEXT NOT NULL,
  note TEXT NOT NULL,
  noted_by TEXT NOT NULL,
  noted_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, subject, item, day)
);
)sql"}};
  return k_steps;
}

}  // namespace tiange::credit
