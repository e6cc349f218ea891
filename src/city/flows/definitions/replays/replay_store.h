#pragma once
// All SQL of replays.

#include <optional>
#include <vector>

#include "city/flows/definitions/replays/replays.h"

namespace tiange::flows {

// What was asked for and by whom; never changes.
struct ReplayPlan {
  static constexpr bool k_json_defaults = true;
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
  std::string asked_by_name;
  // The asker's eyes.
  std::vector<std::string> areas;
  std::vector<std::string> units;
  std::vector<std::string> queues;
  bool confidential = false;
};
BOOST_DESCRIBE_STRUCT(ReplayPlan, (), (kind, key, name, draft, draft_revision, version, from, to, area, most, against,
                                       asked_by_name, areas, units, queues, confidential))

struct CountedValue {
  std::string what;
  std::string value;
  std::int64_t before = 0;
  std::int64_t after = 0;
};
BOOST_DESCRIBE_STRUCT(CountedValue, (), (what, value, before, after))

// How far it is, kept with what it has found.
struct ReplayProgress {
  static constexpr bool k_json_defaults = true;
  std::string cursor;
  Instant ended;
  std::int64_t total = 0;
  std::int64_t done = 0;
  std::int64_t asked = 0;  // decisions made, or courses run
  std::int64_t differing = 0;
  std::int64_t made_again = 0;
  std::int64_t without = 0;
  std::int64_t worked_us = 0;
  std::vector<CountedValue> totals;
  std::vector<std::string> assumed;  // steps that history does not know, with their length
  std::string error_zh;
  std::string error_en;
};
BOOST_DESCRIBE_STRUCT(ReplayProgress, (), (cursor, ended, total, done, asked, differing, made_again, without, worked_us,
                                           totals, assumed, error_zh, error_en))

struct ReplayFile {
  ReplayId id;
  PersonId asked_by;
  Instant asked;
  ReplayState state = ReplayState::waiting;
  ReplayPlan plan;
  std::string content;  // what is tried
  ReplayProgress progress;
};

// A differing case as it is kept: ReplayCase without words.
struct KeptChange {
  std::string what;
  std::string from;
  std::string to;
};
BOOST_DESCRIBE_STRUCT(KeptChange, (), (what, from, to))
struct KeptCase {
  static constexpr bool k_json_defaults = true;
  std::string ref;
  std::string number;
  Instant happened;
  std::string item;
  std::string area;
  bool confidential = false;
  bool made_again = false;
  std::vector<KeptChange> changes;
  std::string reason_zh;
  std::string reason_en;
};
BOOST_DESCRIBE_STRUCT(KeptCase, (), (ref, number, happened, item, area, confidential, made_again, changes, reason_zh,
                                     reason_en))

void insert_replay(db::Tx& tx, const ReplayFile& replay);
// With content where it is asked for.
std::optional<ReplayFile> find_replay(db::Tx& tx, ReplayId id);
std::vector<ReplayFile> list_replays(db::Tx& tx, std::string_view key, DraftId draft, int most);  // newest first
// False when its state is no longer `from`.
bool update_replay(db::Tx& tx, const ReplayFile& replay, ReplayState from);
void insert_cases(db::Tx& tx, ReplayId id, std::int64_t first_seq, const std::vector<KeptCase>& cases);
struct SeenCase {
  std::int64_t seq = 0;
  KeptCase found;
};
// After a number, in areas (prefixes); `change`: only those where this differs.
std::vector<SeenCase> list_cases(db::Tx& tx, ReplayId id, const Scope& scope, std::string_view change,
                                 std::int64_t after, int limit);
// Replays asked before a moment, with their cases.
void forget_replays(db::Tx& tx, Instant before);

}  // namespace tiange::flows
