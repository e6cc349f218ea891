#pragma once
// Moving running instances to another version of their process. A plan proposes where each element goes and says how
// many stand there; a preview looks at every running instance and says which move and what is in the way of the
// others; the move itself is done by a job in batches, each instance whole or not at all; it may be undone.
//
//   Migrations migrations({db, ids, flows, jobs, subjects});
//   migrations.plan(tx, {"case_life", 1, 2});  .preview(tx, order)  .begin(tx, order, by, now)  .undo(tx, id)

#include <boost/describe.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "city/flows/flows.h"
#include "engines/bpmn/migration/bpmn_migration.h"
#include "platform/http/http.h"
#include "platform/jobs/jobs.h"

namespace tiange::flows {

struct MoveChoice {
  std::string from;  // element of the old version
  std::string to;    // of the new one; empty: none
};
BOOST_DESCRIBE_STRUCT(MoveChoice, (), (from, to))

struct MoveOrder {
  std::string process;
  std::int64_t from = 0;  // versions
  std::int64_t to = 0;
  std::string area;       // only subjects of this area; empty: everywhere
  std::vector<MoveChoice> choices;  // where they differ from the proposal
};
BOOST_DESCRIBE_STRUCT(MoveOrder, (), (process, from, to, area, choices))

// ---- plan ---------------------------------------------------------------------------------------------------

struct MoveElement {
  std::string id;
  std::string name;
  std::string kind;  // "userTask", …
};
BOOST_DESCRIBE_STRUCT(MoveElement, (), (id, name, kind))

struct MoveLine {
  MoveElement from;
  std::string to;            // proposed or chosen; empty: none
  std::string by;            // same_id, same_name, by_hand, nothing
  std::int64_t standing = 0; // running instances that stand there
  std::string wrong_zh;      // why this pair cannot be used; empty: it can
  std::string wrong_en;
};
BOOST_DESCRIBE_STRUCT(MoveLine, (), (from, to, by, standing, wrong_zh, wrong_en))

struct MovePlan {
  std::string process;
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::int64_t running = 0;
  std::vector<MoveLine> lines;       // in the order of the old diagram
  std::vector<MoveElement> targets;  // elements of the new version
};
BOOST_DESCRIBE_STRUCT(MovePlan, (), (process, from, to, running, lines, targets))

// ---- preview ------------------------------------------------------------------------------------------------

// Instances that cannot move for the same reason.
struct MoveObstacle {
  std::string element;
  std::string name;
  std::string zh;
  std::string en;
  std::int64_t count = 0;
  std::vector<std::string> examples;  // subjects, "part_key.id"; at most 5
};
BOOST_DESCRIBE_STRUCT(MoveObstacle, (), (element, name, zh, en, count, examples))

struct MoveFlow {
  std::string from;
  std::string to;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(MoveFlow, (), (from, to, count))

struct MovePreview {
  std::int64_t running = 0;
  std::int64_t movable = 0;
  std::int64_t stuck = 0;
  std::vector<MoveFlow> moves;          // where tokens go, most first
  std::vector<MoveObstacle> obstacles;  // most first
};
BOOST_DESCRIBE_STRUCT(MovePreview, (), (running, movable, stuck, moves, obstacles))

// ---- migrations ---------------------------------------------------------------------------------------------

enum class MigrationState { moving, moved, undoing, undone, stopped };
BOOST_DESCRIBE_ENUM(MigrationState, moving, moved, undoing, undone, stopped)

struct MigrationView {
  std::string id;
  std::string process;
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::string area;
  MigrationState state = MigrationState::moving;
  std::int64_t running = 0;    // instances at the beginning
  std::int64_t moved = 0;
  std::int64_t stuck = 0;
  std::int64_t undone = 0;
  std::int64_t stayed = 0;     // could not be moved back, or had ended meanwhile
  Instant begun;
  PersonId begun_by;
  std::string begun_by_name;
  std::optional<Instant> ended;
  std::vector<MoveChoice> choices;
};
BOOST_DESCRIBE_STRUCT(MigrationView, (), (id, process, from, to, area, state, running, moved, stuck, undone, stayed, begun,
                                          begun_by, begun_by_name, ended, choices))

enum class MovedState { moved, stuck, undone, stayed };
BOOST_DESCRIBE_ENUM(MovedState, moved, stuck, undone, stayed)

struct MovedInstance {
  std::string subject;  // "part_key.id"
  std::string number;   // what people call the subject
  MovedState state = MovedState::moved;
  std::string zh;       // why not
  std::string en;
  Instant happened;
};
BOOST_DESCRIBE_STRUCT(MovedInstance, (), (subject, number, state, zh, en, happened))

struct MovedPage {
  std::vector<MovedInstance> items;
  std::string next;  // cursor; empty: no more
};
BOOST_DESCRIBE_STRUCT(MovedPage, (), (items, next))

struct MigrationParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  Flows& flows;
  jobs::Jobs& jobs;
  Subjects& subjects;
};

std::span<const db::Migration> migration_migrations();

class Migrations {
 public:
  explicit Migrations(MigrationParts parts) : parts_(parts) {}

  void add_jobs();
  void add_routes(http::Routes& routes, const http::Recorder& record);

  Result<MovePlan> plan(db::Tx& tx, const MoveOrder& order);
  Result<MovePreview> preview(db::Tx& tx, const MoveOrder& order, Instant now);
  // Refused when nothing runs, when a pair cannot be used, or while another migration of the process goes on.
  Result<MigrationView> begin(db::Tx& tx, const MoveOrder& order, PersonId by, Instant now);
  // Back to where each instance stood; those that went on since go back by the same pairs, or stay and say why.
  Result<MigrationView> undo(db::Tx& tx, std::int64_t id);
  Result<MigrationView> stop(db::Tx& tx, std::int64_t id, Instant now);
  Result<MigrationView> find(db::Tx& tx, std::int64_t id);
  std::vector<MigrationView> list(db::Tx& tx);  // newest first
  MovedPage instances(db::Tx& tx, std::int64_t id, std::optional<MovedState> state, std::string_view after, int limit);

 private:
  Outcome work(std::int64_t id);

  MigrationParts parts_;
};

}  // namespace tiange::flows
