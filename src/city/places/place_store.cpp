#include "city/places/place_store.h"

namespace tiange::places::store {

namespace {

constexpr std::string_view k_area_columns =
    "code, version, level, name_zh, name_en, parent, population, valid_from_day, valid_until_day, geometry, reason, "
    "changed_by, changed_us";

StoredArea read_area(const db::Row& row) {
  StoredArea stored;
  stored.area.code = row.str(0);
  stored.area.version = static_cast<int>(row.i64(1));
  stored.area.level = row.str(2);
  stored.area.name_zh = row.str(3);
  stored.area.name_en = row.str(4);
  stored.area.parent = row.str(5);
  stored.area.population = row.i64(6);
  stored.area.valid_from = {static_cast<std::int32_t>(row.i64(7))};
  if (!row.is_null(8)) stored.area.valid_until = Date{static_cast<std::int32_t>(row.i64(8))};
  stored.geometry = row.str(9);
  stored.reason = row.str(10);
  stored.changed_by = row.str(11);
  stored.changed = row.moment(12);
  return stored;
}

std::int64_t as_param(Date day) { return day.day; }

}  // namespace

std::int64_t revision(db::Tx& tx) {
  return tx.one("SELECT revision FROM place_revision WHERE name = 'map'", {}, [](const db::Row& r) { return r.i64(0); })
      .value_or(0);
}

void raise_revision(db::Tx& tx) {
  tx.run("INSERT INTO place_revision (name, revision) VALUES ('map', 1) "
         "ON CONFLICT (name) DO UPDATE SET revision = place_revision.revision + 1",
         {});
}

std::vector<StoredArea> areas_on(db::Tx& tx, Date day) {
  static const std::string sql = "SELECT " + std::string(k_area_columns) +
                                 " FROM place_areas WHERE valid_from_day <= ? AND (valid_until_day IS NULL OR "
                                 "valid_until_day >= ?) ORDER BY code, version";
  return tx.all(sql, {as_param(day), as_param(day)}, read_area);
}

std::vector<StoredArea> versions_of(db::Tx& tx, std::string_view code) {
  static const std::string sql =
      "SELECT " + std::string(k_area_columns) + " FROM place_areas WHERE code = ? ORDER BY version DESC";
  return tx.all(sql, {code}, read_area);
}

std::optional<Date> next_change(db::Tx& tx, Date day) {
  auto found = tx.one("SELECT MIN(valid_from_day) FROM place_areas WHERE valid_from_day > ?", {as_param(day)},
                      [](const db::Row& r) { return r.opt_i64(0); });
  if (!found || !*found) return std::nullopt;
  return Date{static_cast<std::int32_t>(**found)};
}

std::vector<StoredArea> areas_gone(db::Tx& tx, Date day) {
  static const std::string sql =
      "SELECT " + std::string(k_area_columns) +
      " FROM place_areas AS a WHERE valid_until_day < ? AND NOT EXISTS (SELECT 1 FROM place_areas AS b WHERE b.code = "
      "a.code AND (b.version > a.version OR b.valid_until_day IS NULL OR b.valid_until_day >= ?)) ORDER BY code";
  return tx.all(sql, {as_param(day), as_param(day)}, read_area);
}

std::optional<Date> begins_after(db::Tx& tx, std::string_view code, Date day) {
  auto found = tx.one("SELECT MIN(valid_from_day) FROM place_areas WHERE code = ? AND valid_from_day > ?",
                      {code, as_param(day)}, [](const db::Row& r) { return r.opt_i64(0); });
  if (!found || !*found) return std::nullopt;
  return Date{static_cast<std::int32_t>(**found)};
}

int newest_version(db::Tx& tx, std::string_view code) {
  return static_cast<int>(tx.one("SELECT MAX(version) FROM place_areas WHERE code = ?", {code},
                                 [](const db::Row& r) { return r.i64(0); })
                              .value_or(0));
}

void add_version(db::Tx& tx, const StoredArea& stored) {
  const Area& area = stored.area;
  tx.run("INSERT INTO place_areas (code, version, level, name_zh, name_en, parent, population, valid_from_day, "
         "valid_until_day, geometry, reason, changed_by, changed_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {area.code, area.version, area.level, area.name_zh, area.name_en, area.parent, area.population,
          as_param(area.valid_from),
          area.valid_until ? db::Param(as_param(*area.valid_until)) : db::Param(nullptr), stored.geometry, stored.reason,
          stored.changed_by, stored.changed});
}

void end_before(db::Tx& tx, std::string_view code, Date from) {
  tx.run("UPDATE place_areas SET valid_until_day = ? WHERE code = ? AND valid_from_day <= ? AND "
         "(valid_until_day IS NULL OR valid_until_day >= ?)",
         {as_param(from) - 1, code, as_param(from), as_param(from)});
}

std::vector<PlaceName> names(db::Tx& tx) {
  return tx.all("SELECT kind, name, lng, lat, grid_code FROM place_names ORDER BY part_key, id", {},
                [](const db::Row& r) { return PlaceName{r.str(0), r.str(1), r.f64(2), r.f64(3), r.str(4)}; });
}

void add_names(db::Tx& tx, const std::vector<PlaceName>& names, const std::vector<std::int64_t>& ids) {
  static constexpr std::string_view k_columns[] = {"part_key", "id", "kind", "name", "lng", "lat", "grid_code"};
  std::vector<db::Param> params;
  params.reserve(names.size() * 7);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const PlaceName& n = names[i];
    for (const db::Param& p : {db::Param(codes::part_key_of(n.grid_code)), db::Param(ids[i]), db::Param(n.kind),
                               db::Param(n.name), db::Param(n.lng), db::Param(n.lat), db::Param(n.grid_code)})
      params.push_back(p);
  }
  tx.bulk_insert("place_names", k_columns, params);
}

}  // namespace tiange::places::store
