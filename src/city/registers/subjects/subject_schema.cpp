#include "city/registers/subjects/subjects.h"

namespace tiange::registers {

// Records are found by their source's key, which files bring in order, so that a load is written page after page; a
// record knows its subject and a subject its records, so neither needs an index of the other. Keys that mean one subject
// only (ID card, credit code) have slot 0, so that two writers cannot give them to two subjects; others have the subject
// as slot. The index by grid holds all that lists ask for, so that counting reads no rows. Whoever follows the registers reads
// them by their last change.
std::span<const db::Migration> subject_migrations() {
  static constexpr db::Migration k_steps[] = {{"registers_subjects", 1, R"sql(
-- table registers_sources: reference
CREATE TABLE registers_sources (
  code TEXT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  content TEXT NOT NULL
);
-- table registers_fields: reference
CREATE TABLE registers_fields (
  kind BIGINT NOT NULL,
  field TEXT NOT NULL,
  version BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (kind, field)
);
-- table registers_field_changes: reference
CREATE TABLE registers_field_changes (
  name TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (name, version)
);
-- table registers_catalogue: reference
CREATE TABLE registers_catalogue (
  name TEXT NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL
);
-- table registers_records: sharded
CREATE TABLE registers_records (
  part_key BIGINT NOT NULL,
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  kind BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  content TEXT NOT NULL,
  since TEXT NOT NULL,
  first_us BIGINT NOT NULL,
  observed_us BIGINT NOT NULL,
  known_us BIGINT NOT NULL,
  lineage TEXT NOT NULL,
  gone BIGINT NOT NULL,
  PRIMARY KEY (part_key, source, name)
);
-- table registers_record_versions: sharded, appended
CREATE TABLE registers_record_versions (
  part_key BIGINT NOT NULL,
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  known_us BIGINT NOT NULL,
  until_us BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  content TEXT NOT NULL,
  since TEXT NOT NULL,
  first_us BIGINT NOT NULL,
  observed_us BIGINT NOT NULL,
  lineage TEXT NOT NULL,
  gone BIGINT NOT NULL,
  PRIMARY KEY (part_key, source, name, known_us, until_us)
);
-- table registers_waiting: sharded, own id
CREATE TABLE registers_waiting (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  source TEXT NOT NULL,
  names TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
-- table registers_subjects: sharded, own id
CREATE TABLE registers_subjects (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  grid TEXT NOT NULL,
  address BIGINT NOT NULL,
  status TEXT NOT NULL,
  born_day BIGINT,
  golden TEXT NOT NULL,
  records TEXT NOT NULL,
  keys TEXT NOT NULL,
  conflicts BIGINT NOT NULL,
  merged_into BIGINT NOT NULL,
  version BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX registers_subjects_by_grid ON registers_subjects (kind, grid, id, merged_into, status, born_day);
CREATE INDEX registers_subjects_by_address ON registers_subjects (address);
-- table registers_keys: sharded
CREATE TABLE registers_keys (
  part_key BIGINT NOT NULL,
  value TEXT NOT NULL,
  sort BIGINT NOT NULL,
  slot BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  PRIMARY KEY (part_key, value, sort, slot)
);
-- table registers_relations: sharded
CREATE TABLE registers_relations (
  part_key BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  inverse BIGINT NOT NULL,
  other BIGINT NOT NULL,
  known_us BIGINT NOT NULL,
  source TEXT NOT NULL,
  field TEXT NOT NULL,
  observed_us BIGINT NOT NULL,
  lineage TEXT NOT NULL,
  ended_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, subject, kind, inverse, other, known_us)
);
-- table registers_loose_ends: sharded
CREATE TABLE registers_loose_ends (
  part_key BIGINT NOT NULL,
  value TEXT NOT NULL,
  sort BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  inverse BIGINT NOT NULL,
  other BIGINT NOT NULL,
  other_sort BIGINT NOT NULL,
  other_value TEXT NOT NULL,
  source TEXT NOT NULL,
  field TEXT NOT NULL,
  observed_us BIGINT NOT NULL,
  lineage TEXT NOT NULL,
  PRIMARY KEY (part_key, value, sort, kind, inverse, other, other_value)
);
-- table registers_conflicts: sharded, own id
CREATE TABLE registers_conflicts (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  field TEXT NOT NULL,
  state BIGINT NOT NULL,
  grid TEXT NOT NULL,
  owner TEXT NOT NULL,
  unit TEXT NOT NULL,
  ticket TEXT NOT NULL,
  opened_us BIGINT NOT NULL,
  due_us BIGINT NOT NULL,
  answered_us BIGINT NOT NULL,
  answered_by TEXT NOT NULL,
  outcome TEXT NOT NULL,
  value TEXT NOT NULL,
  said TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX registers_conflicts_by_state ON registers_conflicts (state, id);
CREATE INDEX registers_conflicts_by_subject ON registers_conflicts (subject, field);
-- table registers_proposals: sharded, own id
CREATE TABLE registers_proposals (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  field TEXT NOT NULL,
  state BIGINT NOT NULL,
  grid TEXT NOT NULL,
  owner TEXT NOT NULL,
  unit TEXT NOT NULL,
  ticket TEXT NOT NULL,
  source TEXT NOT NULL,
  before TEXT NOT NULL,
  value TEXT NOT NULL,
  said TEXT NOT NULL,
  account BIGINT NOT NULL,
  proposed_by TEXT NOT NULL,
  proposed_unit TEXT NOT NULL,
  proposed_us BIGINT NOT NULL,
  due_us BIGINT NOT NULL,
  answered_us BIGINT NOT NULL,
  answered_by TEXT NOT NULL,
  answer TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX registers_proposals_by_state ON registers_proposals (state, id);
CREATE INDEX registers_proposals_by_subject ON registers_proposals (subject, id);
-- table registers_subject_history: sharded
CREATE TABLE registers_subject_history (
  part_key BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  id BIGINT NOT NULL,
  happened_us BIGINT NOT NULL,
  act TEXT NOT NULL,
  zh TEXT NOT NULL,
  en TEXT NOT NULL,
  said_by TEXT NOT NULL,
  PRIMARY KEY (part_key, subject, id)
);
-- table registers_looks: sharded
CREATE TABLE registers_looks (
  part_key BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  id BIGINT NOT NULL,
  looked_us BIGINT NOT NULL,
  account BIGINT NOT NULL,
  name TEXT NOT NULL,
  unit TEXT NOT NULL,
  act TEXT NOT NULL,
  purpose TEXT NOT NULL,
  ticket TEXT NOT NULL,
  PRIMARY KEY (part_key, subject, id)
);
-- table registers_grants: sharded
CREATE TABLE registers_grants (
  part_key BIGINT NOT NULL,
  account BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  until_us BIGINT NOT NULL,
  purpose TEXT NOT NULL,
  ticket TEXT NOT NULL,
  PRIMARY KEY (part_key, account, subject)
);
-- table registers_nudges: reference
CREATE TABLE registers_nudges (
  kind BIGINT NOT NULL,
  field TEXT NOT NULL,
  source TEXT NOT NULL,
  nudged_us BIGINT NOT NULL,
  aged BIGINT NOT NULL,
  ticket TEXT NOT NULL,
  PRIMARY KEY (kind, field, source)
);
)sql"},
                                            {"registers_subjects", 2, R"sql(
CREATE INDEX registers_subjects_by_change ON registers_subjects (changed_us, id);
)sql"},
                                            {"registers_subjects", 3, R"sql(
ALTER TABLE registers_waiting ADD COLUMN anew BIGINT NOT NULL DEFAULT 0;
)sql"}};
  return k_steps;
}

}  // namespace tiange::registers
