#include "city/flows/migration/migration_store.h"

#include "base/codes.h"
#include "base/json.h"

namespace tiange::flows {

namespace {

constexpr std::string_view k_first = R"sql(
-- table flow_migrations: reference
CREATE TABLE flow_migrations (
  id BIGINT NOT NULL,
  process TEXT NOT NULL,
  from_version BIGINT NOT NULL,
  to_version BIGINT NOT NULL,
  area TEXT NOT NULL,
  choices TEXT NOT NULL,
  state TEXT NOT NULL,
  cursor_id BIGINT NOT NULL,
  running BIGINT NOT NULL,
  moved BIGINT NOT NULL,
  stuck BIGINT NOT NULL,
  undone BIGINT NOT NULL,
  stayed BIGINT NOT NULL,
  begun_us BIGINT NOT NULL,
  begun_by BIGINT NOT NULL,
  ended_us BIGINT NOT NULL,
  PRIMARY KEY (id)
);
-- table flow_moved: sharded
CREATE TABLE flow_moved (
  part_key BIGINT NOT NULL,
  migration_id BIGINT NOT NULL,
  instance_id BIGINT NOT NULL,
  subject_id BIGINT NOT NULL,
  state TEXT NOT NULL,
  was TEXT NOT NULL,
  why_zh TEXT NOT NULL,
  why_en TEXT NOT NULL,
  happened_us BIGINT NOT NULL,
  PRIMARY KEY (part_key, migration_id, instance_id)
);
CREATE INDEX flow_moved_by_instance ON flow_moved (migration_id, instance_id);
)sql";

#define MIGRATION_COLUMNS                                                                                     \
  "id, process, from_version, to_version, area, choices, state, cursor_id, running, moved, stuck, undone, "  \
  "stayed, begun_us, begun_by, ended_us"

struct Choices {
  std::vector<MoveChoice> items;
};
BOOST_DESCRIBE_STRUCT(Choices, (), (items))

std::string write_choices(const std::vector<MoveChoice>& choices) {
  return choices.empty() ? std::string() : json::write(Choices{choices});
}

std::vector<MoveChoice> read_choices(const std::string& text) {
  if (text.empty()) return {};
  auto read = json::read<Choices>(text);
  return read.ok() ? std::move(read->items) : std::vector<MoveChoice>{};
}

MigrationRow migration_from(const db::Row& row) {
  MigrationRow m;
  m.id = row.i64(0);
  m.order = {row.str(1), row.i64(2), row.i64(3), row.str(4), read_choices(row.str(5))};
  m.state = json::enum_from<MigrationState>(row.text(6)).value_or(MigrationState::stopped);
  m.cursor = row.i64(7);
  m.running = row.i64(8);
  m.moved = row.i64(9);
  m.stuck = row.i64(10);
  m.undone = row.i64(11);
  m.stayed = row.i64(12);
  m.begun = row.moment(13);
  m.begun_by = PersonId{row.i64(14)};
  m.ended = row.moment(15);
  return m;
}

}  // namespace

std::span<const db::Migration> migration_migrations() {
  static constexpr db::Migration k_steps[] = {{"flow_migrations", 1, k_first}};
  return k_steps;
}

void insert_migration(db::Tx& tx, const MigrationRow& m) {
  tx.run("INSERT INTO flow_migrations (" MIGRATION_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         {m.id, m.order.process, m.order.from, m.order.to, m.order.area, write_choices(m.order.choices),
          json::enum_name(m.state), m.cursor, m.running, m.moved, m.stuck, m.undone, m.stayed, m.begun, m.begun_by, m.ended});
}

std::optional<MigrationRow> find_migration(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " MIGRATION_COLUMNS " FROM flow_migrations WHERE id = ?", {id}, migration_from);
}

std::vector<MigrationRow> list_migrations(db::Tx& tx) {
  return tx.all("SELECT " MIGRATION_COLUMNS " FROM flow_migrations ORDER BY id DESC", {}, migration_from);
}

bool migration_goes_on(db::Tx& tx, std::string_view process) {
  return tx
      .one("SELECT 1 FROM flow_migrations WHERE process = ? AND state IN ('moving', 'undoing') LIMIT 1", {process},
           [](const db::Row&) { return true; })
      .value_or(false);
}

bool save_progress(db::Tx& tx, const MigrationRow& m, std::int64_t cursor_before, MigrationState state_before) {
  return tx.run("UPDATE flow_migrations SET state = ?, cursor_id = ?, moved = ?, stuck = ?, undone = ?, stayed = ?,"
                " ended_us = ? WHERE id = ? AND cursor_id = ? AND state = ?",
                {json::enum_name(m.state), m.cursor, m.moved, m.stuck, m.undone, m.stayed, m.ended, m.id, cursor_before,
                 json::enum_name(state_before)}) > 0;
}

void put_moved(db::Tx& tx, std::int64_t migration, const MovedRow& m) {
  tx.post("INSERT INTO flow_moved (part_key, migration_id, instance_id, subject_id, state, was, why_zh, why_en, happened_us)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (part_key, migration_id, instance_id) DO UPDATE SET"
          " state = excluded.state, why_zh = excluded.why_zh, why_en = excluded.why_en, happened_us = excluded.happened_us",
          {m.instance.part_key, migration, m.instance.id, m.subject_id, json::enum_name(m.state), write_choices(m.was),
           m.why.zh, m.why.en, m.happened});
}

std::vector<MovedRow> moved_instances(db::Tx& tx, std::int64_t migration, std::optional<MovedState> state,
                                      std::int64_t after, int limit) {
  return tx.all("SELECT part_key, instance_id, subject_id, state, was, why_zh, why_en, happened_us FROM flow_moved"
                " WHERE migration_id = ? AND instance_id > ? AND (? = '' OR state = ?) ORDER BY instance_id LIMIT ?",
                {migration, after, state ? json::enum_name(*state) : std::string_view(),
                 state ? json::enum_name(*state) : std::string_view(), limit},
                [](const db::Row& row) {
                  return MovedRow{{row.i64(0), {row.i64(1)}},
                                  row.i64(2),
                                  json::enum_from<MovedState>(row.text(3)).value_or(MovedState::stuck),
                                  read_choices(row.str(4)),
                                  {row.str(5), row.str(6)},
                                  row.moment(7)};
                });
}

std::vector<RunningRef> running_instances(db::Tx& tx, const MoveOrder& order, std::int64_t after, int limit) {
  const auto [low, high] = codes::part_range(order.area);
  return tx.all("SELECT part_key, id, subject_id FROM flow_instances WHERE ended_us = 0 AND process = ? AND version = ?"
                " AND id > ? AND part_key >= ? AND part_key < ? ORDER BY id LIMIT ?",
                {order.process, order.from, after, low, high, limit}, [](const db::Row& row) {
                  return RunningRef{{row.i64(0), {row.i64(1)}}, row.i64(2)};
                });
}

}  // namespace tiange::flows
