#include "city/cases/supervision/sampling/sampling.h"

namespace tiange::cases {

std::span<const db::Migration> sampling_migrations() {
  static constexpr db::Migration k_steps[] = {{"sampling", 1, R"sql(
-- table case_sample_plans: sharded, own id
CREATE TABLE case_sample_plans (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  area TEXT NOT NULL,
  unit TEXT NOT NULL,
  item TEXT NOT NULL,
  from_us BIGINT NOT NULL,
  to_us BIGINT NOT NULL,
  per BIGINT NOT NULL,
  share DOUBLE PRECISION NOT NULL,
  number BIGINT NOT NULL,
  seed BIGINT NOT NULL,
  duty TEXT NOT NULL,
  limit_text TEXT NOT NULL,
  state BIGINT NOT NULL,
  made_us BIGINT NOT NULL,
  made_by TEXT NOT NULL,
  population BIGINT NOT NULL,
  drawn BIGINT NOT NULL,
  drawn_us BIGINT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX case_sample_plans_by_id ON case_sample_plans (id);
-- table case_checks: sharded, own id
CREATE TABLE case_checks (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  case_number TEXT NOT NULL,
  area TEXT NOT NULL,
  unit TEXT NOT NULL,
  item TEXT NOT NULL,
  handler BIGINT NOT NULL,
  origin BIGINT NOT NULL,
  plan_id BIGINT NOT NULL,
  queue TEXT NOT NULL,
  person BIGINT NOT NULL,
  asked_us BIGINT NOT NULL,
  asked_by TEXT NOT NULL,
  why TEXT NOT NULL,
  due_us BIGINT NOT NULL,
  state BIGINT NOT NULL,
  checklist TEXT NOT NULL,
  answers TEXT NOT NULL,
  reason TEXT NOT NULL,
  follow BIGINT NOT NULL,
  lng DOUBLE PRECISION,
  lat DOUBLE PRECISION,
  done_us BIGINT NOT NULL,
  done_by BIGINT NOT NULL,
  done_name TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX case_checks_by_id ON case_checks (id);
CREATE INDEX case_checks_by_case ON case_checks (case_id, id);
CREATE INDEX case_checks_by_plan ON case_checks (plan_id, id) WHERE plan_id <> 0;
CREATE INDEX case_checks_open ON case_checks (queue, id) WHERE state = 0;
CREATE INDEX case_checks_done ON case_checks (done_us) WHERE state <> 0;
)sql"}};
  return k_steps;
}

}  // namespace tiange::cases
