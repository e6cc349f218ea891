#include "city/registers/find/find.h"

namespace tiange::registers {

std::span<const db::Migration> find_migrations() {
  static constexpr db::Migration k_steps[] = {{"registers_find", 1, R"sql(
-- table registers_find_looks: sharded, own id
CREATE TABLE registers_find_looks (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account BIGINT NOT NULL,
  looked_us BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX registers_find_looks_by_id ON registers_find_looks (id);
CREATE INDEX registers_find_looks_by_account ON registers_find_looks (account, id);
-- table registers_find_shapes: sharded, own id
CREATE TABLE registers_find_shapes (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  account BIGINT NOT NULL,
  area TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX registers_find_shapes_by_account ON registers_find_shapes (account, id);
)sql"}};
  return k_steps;
}

}  // namespace tiange::registers
