#include "city/items/item_schema.h"

namespace tiange::items {

std::span<const db::Migration> migrations() {
  static constexpr db::Migration k_steps[] = {{"items", 1, R"sql(
-- table item_versions: reference
CREATE TABLE item_versions (
  code TEXT NOT NULL,
  version BIGINT NOT NULL,
  edition BIGINT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (code, version)
);
-- table item_editions: reference
CREATE TABLE item_editions (
  edition BIGINT NOT NULL PRIMARY KEY,
  published_us BIGINT NOT NULL,
  published_by TEXT NOT NULL,
  note TEXT NOT NULL,
  changed BIGINT NOT NULL
);
)sql"}};
  return k_steps;
}

}  // namespace tiange::items
