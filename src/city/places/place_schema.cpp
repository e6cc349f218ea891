#include "city/places/place_schema.h"

namespace tiange::places {

std::span<const db::Migration> migrations() {
  static constexpr db::Migration k_steps[] = {{"places", 1, R"sql(
-- table place_areas: reference
CREATE TABLE place_areas (
  code TEXT NOT NULL,
  version BIGINT NOT NULL,
  level TEXT NOT NULL,
  name_zh TEXT NOT NULL,
  name_en TEXT NOT NULL,
  parent TEXT NOT NULL,
  population BIGINT NOT NULL,
  valid_from_day BIGINT NOT NULL,
  valid_until_day BIGINT,
  geometry TEXT NOT NULL,
  reason TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  changed_us BIGINT NOT NULL,
  PRIMARY KEY (code, version)
);
-- table place_revision: reference
CREATE TABLE place_revision (
  name TEXT NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL
);
-- table place_names: sharded
CREATE TABLE place_names (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  lng DOUBLE PRECISION NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  grid_code TEXT NOT NULL,
  PRIMARY KEY (part_key, id)
);
)sql"}};
  return k_steps;
}

}  // namespace tiange::places
