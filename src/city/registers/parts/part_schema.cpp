#include "city/registers/parts/parts.h"

namespace tiange::registers {

// part_key is the code as a number: it never changes, and spreads the parts of a district. The index by grid holds all
// that lists ask for, so that counting and filtering reads no rows.
std::span<const db::Migration> part_migrations() {
  static constexpr db::Migration k_steps[] = {{"registers_parts", 1, R"sql(
-- table registers_parts: sharded
CREATE TABLE registers_parts (
  part_key BIGINT NOT NULL,
  generation TEXT NOT NULL,
  kind TEXT NOT NULL,
  grid TEXT NOT NULL,
  cell BIGINT NOT NULL,
  lng DOUBLE PRECISION NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  state BIGINT NOT NULL,
  owner_state BIGINT NOT NULL,
  owner TEXT NOT NULL,
  words TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, generation)
);
CREATE INDEX registers_parts_by_grid ON registers_parts (grid, part_key, generation, state, owner_state, kind, owner, words);
CREATE INDEX registers_parts_by_cell ON registers_parts (cell);
-- table registers_part_changes: sharded
CREATE TABLE registers_part_changes (
  part_key BIGINT NOT NULL,
  generation TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  act TEXT NOT NULL,
  zh TEXT NOT NULL,
  en TEXT NOT NULL,
  said TEXT NOT NULL,
  PRIMARY KEY (part_key, generation, version)
);
-- table registers_part_photos: sharded
CREATE TABLE registers_part_photos (
  part_key BIGINT NOT NULL,
  generation TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (part_key, generation, digest)
);
CREATE INDEX registers_part_photos_by_digest ON registers_part_photos (digest);
-- table registers_part_kinds: reference
CREATE TABLE registers_part_kinds (
  kind TEXT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  content TEXT NOT NULL
);
-- table registers_part_kind_changes: reference
CREATE TABLE registers_part_kind_changes (
  kind TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (kind, version)
);
)sql"}};
  return k_steps;
}

}  // namespace tiange::registers
