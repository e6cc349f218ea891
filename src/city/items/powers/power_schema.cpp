#include "city/items/powers/powers.h"

namespace tiange::items {

std::span<const db::Migration> power_migrations() {
  static constexpr db::Migration k_steps[] = {{"item_powers", 1, R"sql(
-- table item_powers: reference
CREATE TABLE item_powers (
  code TEXT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  content TEXT NOT NULL
);
-- table item_power_changes: reference
CREATE TABLE item_power_changes (
  code TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (code, version)
);
)sql"},
                                              {"item_powers", 2, R"sql(
ALTER TABLE item_powers ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE item_powers ADD COLUMN line TEXT NOT NULL DEFAULT '';
ALTER TABLE item_powers ADD COLUMN in_force BIGINT NOT NULL DEFAULT 1;
ALTER TABLE item_powers ADD COLUMN words TEXT NOT NULL DEFAULT '';
)sql"}};
  return k_steps;
}

}  // namespace tiange::items
