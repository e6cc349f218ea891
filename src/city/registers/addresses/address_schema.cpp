#include "city/registers/addresses/addresses.h"

namespace tiange::registers {

// An address is its own shard, and what was reported at it lies with it. Bases are few, so a list of them reads the index by grid; everything below hangs on its
// parent. `place` is the number within the parent: floors and rooms in the order people count.
std::span<const db::Migration> address_migrations() {
  static constexpr db::Migration k_steps[] = {{"registers_addresses", 1, R"sql(
-- table registers_addresses: sharded, own id
CREATE TABLE registers_addresses (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  parent BIGINT NOT NULL,
  level BIGINT NOT NULL,
  name TEXT NOT NULL,
  place BIGINT NOT NULL,
  grid TEXT NOT NULL,
  lng DOUBLE PRECISION,
  lat DOUBLE PRECISION,
  known_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX registers_addresses_by_parent ON registers_addresses (parent, place, id);
-- table registers_address_bases: sharded
CREATE TABLE registers_address_bases (
  part_key BIGINT NOT NULL,
  name TEXT NOT NULL,
  id BIGINT NOT NULL,
  grid TEXT NOT NULL,
  lng DOUBLE PRECISION,
  lat DOUBLE PRECISION,
  PRIMARY KEY (part_key, name)
);
CREATE INDEX registers_address_bases_by_grid ON registers_address_bases (grid, name);
-- table registers_address_aliases: sharded
CREATE TABLE registers_address_aliases (
  part_key BIGINT NOT NULL,
  alias TEXT NOT NULL,
  base TEXT NOT NULL,
  PRIMARY KEY (part_key, alias)
);
)sql"},
                                            {"registers_addresses", 2, R"sql(
-- table registers_address_matters: sharded
CREATE TABLE registers_address_matters (
  part_key BIGINT NOT NULL,
  address BIGINT NOT NULL,
  reported_us BIGINT NOT NULL,
  case_part BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  PRIMARY KEY (part_key, address, reported_us, case_part, case_id)
);
-- table registers_address_marks: reference
CREATE TABLE registers_address_marks (
  name TEXT NOT NULL PRIMARY KEY,
  mark TEXT NOT NULL
);
)sql"},
                                            // Every base is read anew once, so that lanes of villages part; what was reported at
                                            // an address is noted again, from the newest backwards.
                                            {"registers_addresses", 3, R"sql(
-- table registers_address_withins: sharded
CREATE TABLE registers_address_withins (
  part_key BIGINT NOT NULL,
  name TEXT NOT NULL,
  town TEXT NOT NULL,
  village TEXT NOT NULL,
  PRIMARY KEY (part_key, name, town, village)
);
-- table registers_address_anew: sharded
CREATE TABLE registers_address_anew (
  part_key BIGINT NOT NULL,
  name TEXT NOT NULL,
  why TEXT NOT NULL,
  PRIMARY KEY (part_key, name, why)
);
INSERT INTO registers_address_anew (part_key, name, why) SELECT part_key, name, '' FROM registers_address_bases;
DELETE FROM registers_address_matters;
DELETE FROM registers_address_marks WHERE name = 'matters';
)sql"}};
  return k_steps;
}

}  // namespace tiange::registers
