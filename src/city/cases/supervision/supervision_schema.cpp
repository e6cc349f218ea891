#include "city/cases/supervision/supervision.h"

namespace tiange::cases {

// Papers lie with the part of the area they are about: the case's, or the unit's. case_supervision_log and case_supervision_files
// belong to appeals, letters and instructions alike.
std::span<const db::Migration> supervision_migrations() {
  static constexpr db::Migration k_steps[] = {{"supervision", 1, R"sql(
-- table case_supervision_rules: reference
CREATE TABLE case_supervision_rules (
  version BIGINT NOT NULL PRIMARY KEY,
  content TEXT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  note TEXT NOT NULL
);
-- table case_supervision_numbers: reference
CREATE TABLE case_supervision_numbers (
  prefix TEXT NOT NULL,
  year BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (prefix, year)
);
-- table case_supervision_log: sharded
CREATE TABLE case_supervision_log (
  part_key BIGINT NOT NULL,
  paper_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  happened_us BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  by_unit TEXT NOT NULL,
  zh TEXT NOT NULL,
  en TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (part_key, paper_id, seq)
);
-- table case_supervision_files: sharded
CREATE TABLE case_supervision_files (
  part_key BIGINT NOT NULL,
  paper_id BIGINT NOT NULL,
  digest TEXT NOT NULL,
  type TEXT NOT NULL,
  size BIGINT NOT NULL,
  area TEXT NOT NULL,
  unit TEXT NOT NULL,
  added_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, paper_id, digest)
);
CREATE INDEX case_supervision_files_by_digest ON case_supervision_files (digest);
-- table case_appeals: sharded
CREATE TABLE case_appeals (
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  id BIGINT NOT NULL,
  number TEXT NOT NULL,
  case_number TEXT NOT NULL,
  state BIGINT NOT NULL,
  area TEXT NOT NULL,
  unit TEXT NOT NULL,
  grounds TEXT NOT NULL,
  filed_us BIGINT NOT NULL,
  filed_by BIGINT NOT NULL,
  filed_name TEXT NOT NULL,
  due_us BIGINT NOT NULL,
  first_by BIGINT NOT NULL,
  first_name TEXT NOT NULL,
  first_text TEXT NOT NULL,
  first_us BIGINT NOT NULL,
  second_by BIGINT NOT NULL,
  second_name TEXT NOT NULL,
  second_text TEXT NOT NULL,
  second_us BIGINT NOT NULL,
  overran_us BIGINT NOT NULL,
  settled_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, case_id)
);
CREATE INDEX case_appeals_by_id ON case_appeals (id);
CREATE INDEX case_appeals_by_unit ON case_appeals (unit, id);
-- table case_letters: sharded, own id
CREATE TABLE case_letters (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  number TEXT NOT NULL,
  state BIGINT NOT NULL,
  area TEXT NOT NULL,
  unit TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  case_part BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  case_number TEXT NOT NULL,
  issued_us BIGINT NOT NULL,
  issued_by TEXT NOT NULL,
  issued_unit TEXT NOT NULL,
  limit_text TEXT NOT NULL,
  due_us BIGINT NOT NULL,
  answer_required BIGINT NOT NULL,
  was_late BIGINT NOT NULL,
  escalations BIGINT NOT NULL,
  escalated_to TEXT NOT NULL,
  answer TEXT NOT NULL,
  answered_by TEXT NOT NULL,
  answered_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX case_letters_by_id ON case_letters (id);
CREATE INDEX case_letters_by_case ON case_letters (case_part, case_id) WHERE case_id <> 0;
CREATE INDEX case_letters_due ON case_letters (due_us) WHERE state = 0 AND answer_required = 1;
-- table case_instructions: sharded, own id
CREATE TABLE case_instructions (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  number TEXT NOT NULL,
  state BIGINT NOT NULL,
  area TEXT NOT NULL,
  leader TEXT NOT NULL,
  leader_post TEXT NOT NULL,
  body TEXT NOT NULL,
  case_part BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  case_number TEXT NOT NULL,
  lead_unit TEXT NOT NULL,
  assisting TEXT NOT NULL,
  registered_us BIGINT NOT NULL,
  registered_by TEXT NOT NULL,
  limit_text TEXT NOT NULL,
  due_us BIGINT NOT NULL,
  round BIGINT NOT NULL,
  feedbacks BIGINT NOT NULL,
  was_late BIGINT NOT NULL,
  closed_us BIGINT NOT NULL,
  closed_by TEXT NOT NULL,
  closing_text TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX case_instructions_by_id ON case_instructions (id);
CREATE INDEX case_instructions_by_case ON case_instructions (case_part, case_id) WHERE case_id <> 0;
)sql"}};
  return k_steps;
}

}  // namespace tiange::cases
