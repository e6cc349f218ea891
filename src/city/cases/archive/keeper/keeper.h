#pragma once
// 归档管理 Moves what was closed long ago into the archive at night, in small transactions that may be cut short at any
// moment, merges the index, and checks on demand that every history of a year still proves itself.
//
//   GET  /api/v1/cases/archive        years, rows, runs, rules -> ArchiveView
//   PUT  /api/v1/cases/archive/rules  ArchiveRules (If-Match) -> ArchiveView
//   POST /api/v1/cases/archive/runs   {kind: move | check, year} -> ArchiveView

#include <memory>
#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "platform/jobs/jobs.h"

namespace tiange::cases {

struct ArchiveRules {
  static constexpr bool k_json_defaults = true;
  bool active = true;
  int after_days = 400;  // after closing; at least 60, so that what is compared with last week is among the living
  int from_hour = 1;     // of district time; from == to: at any hour
  int to_hour = 6;
};
BOOST_DESCRIBE_STRUCT(ArchiveRules, (), (active, after_days, from_hour, to_hour))

struct ArchiveYear {
  int year = 0;
  std::int64_t cases = 0;
  std::int64_t segments = 0;              // of the index
  std::int64_t bytes = 0;                 // as of the last check; 0: not known
  std::optional<Instant> moved;           // when a case was last moved here
  std::optional<Instant> checked_at;
  std::int64_t checked = 0;               // histories of the last check
  std::int64_t broken = 0;                // that do not prove themselves, or rows that are missing
};
BOOST_DESCRIBE_STRUCT(ArchiveYear, (), (year, cases, segments, bytes, moved, checked_at, checked, broken))

struct ArchiveRun {
  std::string kind;  // move, check
  Instant began;
  std::optional<Instant> ended;
  std::int64_t cases = 0;
  std::int64_t broken = 0;
  std::string state;         // waiting, running, done
  std::string first_broken;  // number of the case
  std::string asked_by;      // empty: by the hour
};
BOOST_DESCRIBE_STRUCT(ArchiveRun, (), (kind, began, ended, cases, broken, state, first_broken, asked_by))

struct ArchiveView {
  ArchiveRules rules;
  std::string changed_by;
  std::optional<Instant> changed;
  std::int64_t version = 0;
  std::int64_t cases = 0;
  std::int64_t due = 0;  // cases that would be moved now, counted to 10,000
  std::optional<Instant> next;  // when the next run begins by itself
  std::vector<ArchiveYear> years;
  std::vector<ArchiveRun> runs;  // the latest 20
};
BOOST_DESCRIBE_STRUCT(ArchiveView, (), (rules, changed_by, changed, version, cases, due, next, years, runs))

struct ArchiveRunIn {
  static constexpr bool k_json_defaults = true;
  std::string kind;
  int year = 0;  // of a check
};
BOOST_DESCRIBE_STRUCT(ArchiveRunIn, (), (kind, year))

class ArchiveKeeper {
 public:
  virtual ~ArchiveKeeper() = default;
  // Before the jobs start.
  virtual void add_jobs() = 0;
  // Asks for the night's run when it is time; for a recurring duty of one instance.
  virtual void tick(Instant now) = 0;
  // Moves what is due at once, at most `batches` small transactions; returns how many cases. For the job, seeds and tests.
  virtual std::int64_t move_due(Instant now, int batches) = 0;
  virtual Result<ArchiveView> view(db::Tx& tx, Instant now) = 0;
  virtual void add_routes(http::Routes& routes, http::Recorder record) = 0;
};

struct ArchiveKeeperParts {
  db::Db& db;
  const tiange::Clock& clock;
  IdSource& ids;
  jobs::Jobs& jobs;
  Cases& cases;
};
std::unique_ptr<ArchiveKeeper> open_archive_keeper(const ArchiveKeeperParts& parts);

}  // namespace tiange::cases
