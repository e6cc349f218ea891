#include "city/registers/active/active_store.h"

#include "base/codes.h"

namespace tiange::registers {

std::span<const db::Migration> active_migrations() {
  static constexpr db::Migration k_steps[] = {{"registers_active", 1, R"sql(
-- table registers_active_areas: sharded
CREATE TABLE registers_active_areas (
  part_key BIGINT NOT NULL,
  area TEXT NOT NULL,
  day TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (part_key, area, day)
);
CREATE INDEX registers_active_areas_by_day ON registers_active_areas (day, area);
-- table registers_active_days: reference
CREATE TABLE registers_active_days (
  day TEXT NOT NULL PRIMARY KEY,
  subjects BIGINT NOT NULL
);
)sql"}};
  return k_steps;
}

namespace active_store {

namespace {
ActiveArea read_area(const db::Row& r) { return json::read<ActiveArea>(r.text(0)).value(); }
}  // namespace

void put(db::Tx& tx, std::span<const ActiveArea> areas) {
  for (const ActiveArea& one : areas) {
    tx.post(
        "INSERT INTO registers_active_areas (part_key, area, day, content) VALUES (?, ?, ?, ?) ON CONFLICT (part_key, area, day) DO UPDATE SET "
        "content = excluded.content",
        {codes::part_key_of(one.area), one.area, one.day, json::write(one)});
  }
}

void put_day(db::Tx& tx, std::string_view day, std::int64_t subjects) {
  tx.run("INSERT INTO registers_active_days (day, subjects) VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET subjects = excluded.subjects",
         {day, subjects});
}

std::optional<LastDay> last_day(db::Tx& tx) {
  return tx.one("SELECT day, subjects FROM registers_active_days ORDER BY day DESC LIMIT 1", {},
                [](const db::Row& r) { return LastDay{r.str(0), r.i64(1)}; });
}

std::vector<std::string> days(db::Tx& tx, std::size_t most) {
  return tx.all("SELECT day FROM registers_active_days ORDER BY day DESC LIMIT ?", {static_cast<std::int64_t>(most)},
                [](const db::Row& r) { return r.str(0); });
}

std::optional<ActiveArea> area(db::Tx& tx, std::string_view area, std::string_view day) {
  return tx.one("SELECT content FROM registers_active_areas WHERE part_key = ? AND area = ? AND day = ?",
                {codes::part_key_of(area), area, day}, read_area);
}

std::vector<ActiveArea> areas(db::Tx& tx, std::string_view day, std::string_view above, std::size_t digits) {
  const std::string after = codes::code_after(above);
  return tx.all(
      "SELECT content FROM registers_active_areas WHERE day = ? AND area >= ? AND area < ? AND LENGTH(area) = ? ORDER BY area",
      {day, above, after.empty() ? std::string("~") : after, static_cast<std::int64_t>(digits)}, read_area);
}

std::vector<ActiveArea> course(db::Tx& tx, std::string_view area, std::size_t most) {
  return tx.all("SELECT content FROM registers_active_areas WHERE part_key = ? AND area = ? ORDER BY day DESC LIMIT ?",
                {codes::part_key_of(area), area, static_cast<std::int64_t>(most)}, read_area);
}

}  // namespace active_store

}  // namespace tiange::registers
