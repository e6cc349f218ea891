#pragma once
// Trying a draft, or a version, on the past: what would have come out differently.
//
// Routes below /api/v1/flows, permissions as in definitions.h:
//
//   V GET  /replays?draft=&key=             ReplayList, newest first
//   V POST /replays                         ReplayIn -> Replay; needs flows.edit or flows.publish, and cases.view
//   V GET  /replays/{id}                    Replay
//   V GET  /replays/{id}/cases?change=&after=&limit=   ReplayCases; `change` is an output, "path" or "limit"
//   V GET  /replays/{id}/export             the differing cases as CSV
//   V POST /replays/{id}/cancel             {} -> Replay
//
// A replay is a job: it goes on after a restart where it stood, and can be cancelled. It sees what its asker may see; who
// reads the differing cases sees those of his own areas, and of confidential ones no number.

#include "city/flows/definitions/definitions.h"
#include "city/flows/definitions/replays/past_cases.h"
#include "platform/jobs/jobs.h"

namespace tiange::flows {

using ReplayId = Id<struct ReplayTag>;

enum class ReplayState { waiting, running, done, cancelled, failed };
BOOST_DESCRIBE_ENUM(ReplayState, waiting, running, done, cancelled, failed)
// What the new is compared with: what was in effect where and when the case was, or what is in effect now.
enum class Against { then, now };
BOOST_DESCRIBE_ENUM(Against, then, now)

struct ReplayIn {
  static constexpr bool k_json_defaults = true;
  std::optional<DraftId> draft;  // or a version:
  DefinitionKind kind = DefinitionKind::dmn;
  std::string key;
  std::int64_t version = 0;
  Date from;                     // both inclusive; by the day a case was decided or reported
  Date to;
  std::string area;              // empty: all the asker may see
  std::int64_t most = 0;         // cases, latest first; 0: all
  Against against = Against::then;
};
BOOST_DESCRIBE_STRUCT(ReplayIn, (), (draft, kind, key, version, from, to, area, most, against))

// How often a value came out, before and after: units, levels, limits; of a process the steps passed.
struct ReplayTotal {
  std::string what;  // "unit", "level", "climb_limit", "step" …
  std::string what_zh;
  std::string what_en;
  std::string value;
  std::string value_zh;
  std::string value_en;
  std::int64_t before = 0;
  std::int64_t after = 0;
};
BOOST_DESCRIBE_STRUCT(ReplayTotal, (), (what, what_zh, what_en, value, value_zh, value_en, before, after))

struct ReplayNote {
  std::string zh;
  std::string en;
};
BOOST_DESCRIBE_STRUCT(ReplayNote, (), (zh, en))

struct Replay {
  ReplayId id;
  DefinitionKind kind = DefinitionKind::dmn;
  std::string key;
  std::string name;
  std::optional<DraftId> draft;
  std::int64_t draft_revision = 0;
  std::int64_t version = 0;
  Date from;
  Date to;
  std::string area;
  std::int64_t most = 0;
  Against against = Against::then;
  ReplayState state = ReplayState::waiting;
  std::string asked_by_name;
  Instant asked;
  std::optional<Instant> ended;
  std::int64_t total = 0;      // cases to look at, as counted at the beginning
  std::int64_t done = 0;       // cases looked at
  std::int64_t differing = 0;
  std::int64_t made_again = 0;  // what was known then was not kept; taken from the case as it stands
  std::int64_t without = 0;     // could not be decided, before or after; or a step without past data
  double per_s = 0;             // cases a second, while it worked
  std::vector<ReplayTotal> totals;
  std::vector<ReplayNote> notes;     // what was assumed, such as the length of steps that history does not know
  std::string error_zh;
  std::string error_en;
};
BOOST_DESCRIBE_STRUCT(Replay, (), (id, kind, key, name, draft, draft_revision, version, from, to, area, most, against, state,
                                   asked_by_name, asked, ended, total, done, differing, made_again, without, per_s, totals,
                                   notes, error_zh, error_en))
struct ReplayList {
  std::vector<Replay> items;
};
BOOST_DESCRIBE_STRUCT(ReplayList, (), (items))

struct ReplayChange {
  std::string what;  // as in totals; "path", "limit", "duration"
  std::string what_zh;
  std::string what_en;
  std::string from;
  std::string from_zh;
  std::string from_en;
  std::string to;
  std::string to_zh;
  std::string to_en;
};
BOOST_DESCRIBE_STRUCT(ReplayChange, (), (what, what_zh, what_en, from, from_zh, from_en, to, to_zh, to_en))
struct ReplayCase {
  std::int64_t seq = 0;
  std::string ref;     // empty with the number: the reader may not see the case itself
  std::string number;
  Instant happened;
  std::string item;
  std::string item_zh;
  std::string item_en;
  std::string area;
  std::string area_zh;
  std::string area_en;
  bool made_again = false;
  std::vector<ReplayChange> changes;
  std::string reason_zh;  // why the new one decides so
  std::string reason_en;
};
BOOST_DESCRIBE_STRUCT(ReplayCase, (), (seq, ref, number, happened, item, item_zh, item_en, area, area_zh, area_en, made_again,
                                       changes, reason_zh, reason_en))
struct ReplayCases {
  std::vector<ReplayCase> items;
  std::string next;  // for `after`; empty: no more
};
BOOST_DESCRIBE_STRUCT(ReplayCases, (), (items, next))

// Everything outlives the room.
struct ReplayParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  Flows& flows;
  jobs::Jobs& jobs;
  const ProcessHome& home;
  PastCases& past;
};

class Replays {
 public:
  virtual ~Replays() = default;
  virtual void add_routes(http::Routes& routes) = 0;
  // Before the jobs start.
  virtual void add_jobs() = 0;
};

std::span<const db::Migration> replay_migrations();
std::unique_ptr<Replays> open_replays(ReplayParts parts);

}  // namespace tiange::flows
