#include "city/registers/linking/linking.h"

namespace tiange::registers {

// A key is a number made of values and its own part_key, so keys spread by themselves. Decisions about a pair lie with its first record.
std::span<const db::Migration> linking_migrations() {
  static constexpr db::Migration k_steps[] = {{"registers_linking", 1, R"sql(
-- table registers_link_keys: sharded
CREATE TABLE registers_link_keys (
  part_key BIGINT NOT NULL,
  hash BIGINT NOT NULL,
  subject BIGINT NOT NULL,
  PRIMARY KEY (part_key, hash, subject)
);
-- table registers_link_acts: sharded
CREATE TABLE registers_link_acts (
  part_key BIGINT NOT NULL,
  first TEXT NOT NULL,
  second TEXT NOT NULL,
  id BIGINT NOT NULL,
  act TEXT NOT NULL,
  decided_us BIGINT NOT NULL,
  decided_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (part_key, first, second, id)
);
CREATE INDEX registers_link_acts_by_second ON registers_link_acts (second);
-- table registers_matches: sharded
CREATE TABLE registers_matches (
  part_key BIGINT NOT NULL,
  first TEXT NOT NULL,
  second TEXT NOT NULL,
  id BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  state BIGINT NOT NULL,
  bits DOUBLE PRECISION NOT NULL,
  opened_us BIGINT NOT NULL,
  decided_us BIGINT,
  decided_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (part_key, first, second)
);
CREATE INDEX registers_matches_by_state ON registers_matches (state, id);
CREATE INDEX registers_matches_by_id ON registers_matches (id);
CREATE INDEX registers_matches_by_second ON registers_matches (second);
)sql"}};
  return k_steps;
}

}  // namespace tiange::registers
