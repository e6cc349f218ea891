#pragma once
// All SQL of migrations.

#include <optional>
#include <string>
#include <vector>

#include "city/flows/migration/migration.h"

namespace tiange::flows {

struct MigrationRow {
  std::int64_t id = 0;
  MoveOrder order;
  MigrationState state = MigrationState::moving;
  std::int64_t cursor = 0;  // id of the last instance looked at, in the direction it goes now
  std::int64_t running = 0;
  std::int64_t moved = 0;
  std::int64_t stuck = 0;
  std::int64_t undone = 0;
  std::int64_t stayed = 0;
  Instant begun;
  PersonId begun_by;
  Instant ended;

  bool goes_on() const { return state == MigrationState::moving || state == MigrationState::undoing; }
};

struct MovedRow {
  InstanceRef instance;
  std::int64_t subject_id = 0;
  MovedState state = MovedState::moved;
  std::vector<MoveChoice> was;  // places that changed their name: where they stood, where they went
  Words why;
  Instant happened;
};

struct RunningRef {
  InstanceRef instance;
  std::int64_t subject_id = 0;
};

void insert_migration(db::Tx& tx, const MigrationRow& row);
std::optional<MigrationRow> find_migration(db::Tx& tx, std::int64_t id);
std::vector<MigrationRow> list_migrations(db::Tx& tx);  // newest first
bool migration_goes_on(db::Tx& tx, std::string_view process);
// False when another has changed it since `row` was read.
bool save_progress(db::Tx& tx, const MigrationRow& row, std::int64_t cursor_before, MigrationState state_before);

void put_moved(db::Tx& tx, std::int64_t migration, const MovedRow& row);
// Those in one state (or all), by instance, after a cursor.
std::vector<MovedRow> moved_instances(db::Tx& tx, std::int64_t migration, std::optional<MovedState> state,
                                      std::int64_t after, int limit);

// Running instances of the order's old version in its area, by id, after a cursor.
std::vector<RunningRef> running_instances(db::Tx& tx, const MoveOrder& order, std::int64_t after, int limit);

}  // namespace tiange::flows
