#include "city/items/checks/checks.h"

namespace tiange::items {

std::span<const db::Migration> check_migrations() {
  static constexpr db::Migration k_steps[] = {{"item_checks", 1, R"sql(
-- table item_checks: reference
CREATE TABLE item_checks (
  code TEXT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL,
  content TEXT NOT NULL
);
-- table item_check_changes: reference
CREATE TABLE item_check_changes (
  code TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed_us BIGINT NOT NULL,
  changed_by TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (code, version)
);
-- table item_check_merges: reference
CREATE TABLE item_check_merges (
  id BIGINT NOT NULL PRIMARY KEY,
  content TEXT NOT NULL,
  undone_us BIGINT NOT NULL
);
-- table item_check_merged: reference
CREATE TABLE item_check_merged (
  code TEXT NOT NULL PRIMARY KEY,
  merge_id BIGINT NOT NULL
);
)sql"},
                                              {"item_checks", 2, R"sql(
ALTER TABLE item_checks ADD COLUMN line TEXT NOT NULL DEFAULT '';
ALTER TABLE item_checks ADD COLUMN object TEXT NOT NULL DEFAULT '';
ALTER TABLE item_checks ADD COLUMN words TEXT NOT NULL DEFAULT '';
)sql"}};
  return k_steps;
}

}  // namespace tiange::items
