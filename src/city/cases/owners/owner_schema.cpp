#include "city/cases/owners/owners.h"

namespace tiange::owners {

// part_key is that of the case; of a decision entered without a case that of its area.
std::span<const db::Migration> owner_migrations() {
  static constexpr db::Migration k_steps[] = {{"case_owners", 1, R"sql(
-- table case_owner_ties: sharded
CREATE TABLE case_owner_ties (
  part_key BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  part TEXT NOT NULL,
  tied_us BIGINT NOT NULL,
  version BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, case_id)
);
CREATE INDEX case_owner_ties_by_part ON case_owner_ties (part, tied_us);
-- table case_owner_searches: sharded
CREATE TABLE case_owner_searches (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  area TEXT NOT NULL,
  state BIGINT NOT NULL,
  due_us BIGINT NOT NULL,
  version BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX case_owner_searches_by_case ON case_owner_searches (part_key, case_id, id);
CREATE INDEX case_owner_searches_by_due ON case_owner_searches (state, due_us);
CREATE INDEX case_owner_searches_by_id ON case_owner_searches (id);
-- table case_owner_asks: sharded
CREATE TABLE case_owner_asks (
  part_key BIGINT NOT NULL,
  search_id BIGINT NOT NULL,
  unit TEXT NOT NULL,
  open BIGINT NOT NULL,
  PRIMARY KEY (part_key, search_id, unit)
);
CREATE INDEX case_owner_asks_by_unit ON case_owner_asks (unit, open, search_id);
-- table case_owner_orders: sharded
CREATE TABLE case_owner_orders (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  case_id BIGINT NOT NULL,
  area TEXT NOT NULL,
  unit TEXT NOT NULL,
  town TEXT NOT NULL,
  owner_unit TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  state BIGINT NOT NULL,
  due_us BIGINT NOT NULL,
  version BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX case_owner_orders_by_case ON case_owner_orders (part_key, case_id, id);
CREATE INDEX case_owner_orders_by_unit ON case_owner_orders (unit, state, id);
CREATE INDEX case_owner_orders_by_id ON case_owner_orders (id);
-- table case_owner_photos: sharded
CREATE TABLE case_owner_photos (
  part_key BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (part_key, order_id, digest)
);
CREATE INDEX case_owner_photos_by_digest ON case_owner_photos (digest);
-- table case_owner_ledger: sharded
CREATE TABLE case_owner_ledger (
  part_key BIGINT NOT NULL,
  order_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  area TEXT NOT NULL,
  owner_unit TEXT NOT NULL,
  owner_name TEXT NOT NULL,
  kind BIGINT NOT NULL,
  amount_fen BIGINT NOT NULL,
  reverses BIGINT NOT NULL,
  said TEXT NOT NULL,
  booked_us BIGINT NOT NULL,
  booked_by TEXT NOT NULL,
  PRIMARY KEY (part_key, order_id, seq)
);
CREATE INDEX case_owner_ledger_by_area ON case_owner_ledger (area);
-- table case_owner_decisions: sharded
CREATE TABLE case_owner_decisions (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  part TEXT NOT NULL,
  kind TEXT NOT NULL,
  cell BIGINT NOT NULL,
  area TEXT NOT NULL,
  withdrawn BIGINT NOT NULL,
  until_us BIGINT NOT NULL,
  version BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX case_owner_decisions_by_part ON case_owner_decisions (part, id);
CREATE INDEX case_owner_decisions_by_place ON case_owner_decisions (kind, cell);
CREATE INDEX case_owner_decisions_by_id ON case_owner_decisions (id);
-- table case_owner_rules: reference
CREATE TABLE case_owner_rules (
  version BIGINT NOT NULL PRIMARY KEY,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  content TEXT NOT NULL
);
)sql"}};
  return k_steps;
}

}  // namespace tiange::owners
