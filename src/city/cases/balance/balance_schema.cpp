#include "city/cases/balance/balance.h"

namespace tiange::cases {

std::span<const db::Migration> balance_migrations() {
  static constexpr db::Migration k_steps[] = {{"balance", 1, R"sql(
-- table case_balance_queues: reference
CREATE TABLE case_balance_queues (
  queue TEXT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  mode TEXT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);
-- table case_balance_people: reference
CREATE TABLE case_balance_people (
  person BIGINT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  content TEXT NOT NULL
);
-- table case_balance_advice: sharded
CREATE TABLE case_balance_advice (
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  task TEXT NOT NULL,
  queue TEXT NOT NULL,
  person BIGINT NOT NULL,
  state TEXT NOT NULL,
  made_us BIGINT NOT NULL,
  lng DOUBLE PRECISION,
  lat DOUBLE PRECISION,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, case_id, task)
);
CREATE INDEX case_balance_advice_person ON case_balance_advice (person, made_us);
CREATE INDEX case_balance_advice_state ON case_balance_advice (state, made_us);
CREATE INDEX case_balance_advice_queue ON case_balance_advice (queue, made_us);
)sql"}};
  return k_steps;
}

}  // namespace tiange::cases
