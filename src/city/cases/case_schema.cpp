#include "city/cases/cases.h"

namespace tiange::cases {

// cases.state is the whole file as text; the columns before it repeat what lists and duties look for. closed_us is 0
// while open; watch_us is when somebody should look again without being asked (0: never).
std::span<const db::Migration> migrations() {
  static constexpr db::Migration k_steps[] = {{"cases", 1, R"sql(
-- table cases: sharded, own id
CREATE TABLE cases (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  number TEXT NOT NULL,
  created_us BIGINT NOT NULL,
  title TEXT NOT NULL,
  channel BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  item TEXT NOT NULL,
  severity BIGINT NOT NULL,
  status BIGINT NOT NULL,
  step BIGINT NOT NULL,
  level BIGINT NOT NULL,
  area TEXT NOT NULL,
  unit TEXT NOT NULL,
  queue TEXT NOT NULL,
  reported_by BIGINT NOT NULL,
  handler BIGINT NOT NULL,
  due_us BIGINT NOT NULL,
  warn_us BIGINT NOT NULL,
  watch_us BIGINT NOT NULL,
  closed_us BIGINT NOT NULL,
  overdue BIGINT NOT NULL,
  repeat_count BIGINT NOT NULL,
  confidential BIGINT NOT NULL,
  version BIGINT NOT NULL,
  last_seq BIGINT NOT NULL,
  last_hash BYTES NOT NULL,
  lng DOUBLE PRECISION,
  lat DOUBLE PRECISION,
  state TEXT NOT NULL,
  content TEXT NOT NULL,
  extra TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX cases_by_number ON cases (number);
CREATE INDEX cases_by_created ON cases (created_us, id, area, channel, severity, confidential);
CREATE INDEX cases_by_area ON cases (area, created_us, id);
CREATE INDEX cases_by_item ON cases (item, created_us, id);
CREATE INDEX cases_by_unit ON cases (unit, created_us, id) WHERE unit <> '';
CREATE INDEX cases_by_reporter ON cases (reported_by, created_us, id) WHERE reported_by <> 0;
CREATE INDEX cases_open ON cases (created_us, id, area) WHERE closed_us = 0;
CREATE INDEX cases_late ON cases (created_us, id, area) WHERE overdue = 1;
CREATE INDEX cases_confidential ON cases (created_us, id) WHERE confidential = 1;
CREATE INDEX cases_watched ON cases (watch_us) WHERE watch_us > 0;
-- table case_history: sharded, appended
CREATE TABLE case_history (
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  happened_us BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  actor BIGINT NOT NULL,
  actor_name TEXT NOT NULL,
  actor_unit TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash BYTES NOT NULL,
  PRIMARY KEY (part_key, case_id, seq)
);
-- table case_evidence: sharded
CREATE TABLE case_evidence (
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  digest TEXT NOT NULL,
  step BIGINT NOT NULL,
  added_us BIGINT NOT NULL,
  added_by TEXT NOT NULL,
  type TEXT NOT NULL,
  size BIGINT NOT NULL,
  taken_us BIGINT NOT NULL,
  lng DOUBLE PRECISION,
  lat DOUBLE PRECISION,
  device TEXT NOT NULL,
  PRIMARY KEY (part_key, case_id, seq, digest)
);
CREATE INDEX case_evidence_by_digest ON case_evidence (digest);
-- table case_reporters: sharded, own id
CREATE TABLE case_reporters (
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  phone TEXT NOT NULL,
  phone_digest BYTES NOT NULL,
  code_digest BYTES NOT NULL,
  PRIMARY KEY (part_key, case_id)
);
CREATE INDEX case_reporters_by_phone ON case_reporters (phone_digest);
-- table case_looks: sharded, own id
CREATE TABLE case_looks (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  person BIGINT NOT NULL,
  person_name TEXT NOT NULL,
  fields TEXT NOT NULL,
  purpose TEXT NOT NULL,
  happened_us BIGINT NOT NULL,
  request_id TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX case_looks_by_case ON case_looks (part_key, case_id);
-- table case_counts: sharded
CREATE TABLE case_counts (
  part_key BIGINT NOT NULL,
  day BIGINT NOT NULL,
  item TEXT NOT NULL,
  level BIGINT NOT NULL,
  opened BIGINT NOT NULL,
  closed BIGINT NOT NULL,
  on_time BIGINT NOT NULL,
  late BIGINT NOT NULL,
  open_now BIGINT NOT NULL,
  overdue_now BIGINT NOT NULL,
  PRIMARY KEY (part_key, day, item, level)
);
CREATE INDEX case_counts_by_day ON case_counts (day, part_key);
-- table case_number_blocks: reference
CREATE TABLE case_number_blocks (
  day BIGINT PRIMARY KEY,
  next_number BIGINT NOT NULL
);
-- table case_views: reference
CREATE TABLE case_views (
  owner BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  PRIMARY KEY (owner, id)
);
)sql"},
                                              {"cases", 2, R"sql(
CREATE INDEX case_looks_by_time ON case_looks (id);
)sql"},
                                              {"cases", 3, R"sql(
CREATE INDEX cases_by_closed ON cases (closed_us, area, status) WHERE closed_us > 0;
)sql"},
                                              // The heads of the archive; the tables of a year are made with its first case.
                                              {"cases", 4, R"sql(
-- table archive_years: reference
CREATE TABLE archive_years (
  year BIGINT NOT NULL PRIMARY KEY,
  cases BIGINT NOT NULL,
  bytes BIGINT NOT NULL,
  checked_us BIGINT NOT NULL,
  checked BIGINT NOT NULL,
  broken BIGINT NOT NULL,
  moved_us BIGINT NOT NULL
);
-- table archive_segments: local
CREATE TABLE archive_segments (
  year BIGINT NOT NULL,
  segment BIGINT NOT NULL,
  docs BIGINT NOT NULL,
  first_us BIGINT NOT NULL,
  last_us BIGINT NOT NULL,
  state BIGINT NOT NULL,
  made_us BIGINT NOT NULL,
  PRIMARY KEY (year, segment)
);
-- table archive_rules: reference
CREATE TABLE archive_rules (
  id BIGINT NOT NULL PRIMARY KEY,
  active BIGINT NOT NULL,
  after_days BIGINT NOT NULL,
  from_hour BIGINT NOT NULL,
  to_hour BIGINT NOT NULL,
  version BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);
-- table archive_runs: reference
CREATE TABLE archive_runs (
  id BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  began_us BIGINT NOT NULL,
  ended_us BIGINT NOT NULL,
  cases BIGINT NOT NULL,
  broken BIGINT NOT NULL,
  state TEXT NOT NULL,
  first_broken TEXT NOT NULL,
  asked_by TEXT NOT NULL
);
)sql"},
                                              // The item stands in the index: who looks for the same matter in a grid
                                              // reads no row of another.
                                              {"cases", 5, R"sql(
DROP INDEX cases_by_area;
CREATE INDEX cases_by_area ON cases (area, created_us, id, item);
)sql"}};
  return k_steps;
}

}  // namespace tiange::cases
