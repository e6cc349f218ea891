#include "city/org/rosters/rosters.h"

namespace tiange::rosters {

namespace {

// part_key is the rota. A shift's people stand in the order of calling, ids between spaces. org_shift_log: kind note,
// hand_over or taken; `open` holds what was open when it was handed over.
constexpr std::string_view k_first = R"sql(
-- table org_rotas: reference
CREATE TABLE org_rotas (
  id BIGINT NOT NULL PRIMARY KEY,
  unit TEXT NOT NULL,
  area TEXT NOT NULL,
  body TEXT NOT NULL,
  active BIGINT NOT NULL,
  version BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL
);
CREATE INDEX org_rotas_by_unit ON org_rotas (unit);
-- table org_shifts: sharded
CREATE TABLE org_shifts (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  starts_us BIGINT NOT NULL,
  ends_us BIGINT NOT NULL,
  name TEXT NOT NULL,
  people TEXT NOT NULL,
  note TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX org_shifts_by_start ON org_shifts (starts_us);
CREATE INDEX org_shifts_of_rota ON org_shifts (part_key, starts_us);
-- table org_shift_log: sharded, own id
CREATE TABLE org_shift_log (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  shift BIGINT NOT NULL,
  kind TEXT NOT NULL,
  person BIGINT NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  open TEXT NOT NULL,
  written_us BIGINT NOT NULL,
  taken_by TEXT NOT NULL,
  taken_us BIGINT NOT NULL,
  reminded BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX org_shift_log_by_shift ON org_shift_log (part_key, shift, id);
CREATE INDEX org_shift_log_open ON org_shift_log (written_us) WHERE kind = 'hand_over' AND taken_us = 0;
-- table org_swaps: sharded, own id
CREATE TABLE org_swaps (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  shift BIGINT NOT NULL,
  from_person BIGINT NOT NULL,
  to_person BIGINT NOT NULL,
  in_return BIGINT NOT NULL,
  text TEXT NOT NULL,
  state TEXT NOT NULL,
  asked_us BIGINT NOT NULL,
  answered_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX org_swaps_to ON org_swaps (to_person, id);
CREATE INDEX org_swaps_from ON org_swaps (from_person, id);
-- table org_calls: sharded
CREATE TABLE org_calls (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  shift BIGINT NOT NULL,
  text TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_us BIGINT NOT NULL,
  called BIGINT NOT NULL,
  next_us BIGINT NOT NULL,
  taken_by TEXT NOT NULL,
  taken_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX org_calls_due ON org_calls (next_us) WHERE next_us > 0;
)sql";

}  // namespace

std::span<const db::Migration> migrations() {
  static constexpr db::Migration k_steps[] = {{"rosters", 1, k_first}};
  return k_steps;
}

}  // namespace tiange::rosters
