#pragma once
// SQL of live linkage: keys by which subjects are found, decisions of people about pairs of records, the queue of
// possible matches. Records are named "<source>/<key>"; a pair is held in order.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "city/registers/subjects/subjects.h"

namespace tiange::registers::matching {

struct KeyHit {
  std::int64_t key = 0;
  SubjectId subject;
};
// Subjects of keys; a key asked for twice may be answered twice.
std::vector<KeyHit> subjects_of(db::Tx& tx, std::span<const std::int64_t> keys);
void add_keys(db::Tx& tx, std::span<const KeyHit> keys);

enum class MatchState { open, same, different, over };
std::string_view state_word(MatchState state);

struct StoredMatch {
  std::string first, second;
  std::int64_t id = 0;
  Kind kind = Kind::person;
  MatchState state = MatchState::open;
  double bits = 0;
  Instant opened;
  std::optional<Instant> decided;
  std::string by, reason;
};
// Opens the pair unless it is there; one that was over opens again. `id` for a new one.
void open_match(db::Tx& tx, const StoredMatch& match);
void change_match(db::Tx& tx, const StoredMatch& match);
std::optional<StoredMatch> match(db::Tx& tx, std::int64_t id);
// By falling id, from behind `after` (0: from the newest).
void each_match(db::Tx& tx, MatchState state, std::optional<Kind> kind, std::int64_t after, FunctionRef<bool(const StoredMatch&)> visit);
// In which the record stands, newest first.
std::vector<StoredMatch> matches_of(db::Tx& tx, std::string_view record);

struct StoredAct {
  std::string first, second;
  std::int64_t id = 0;
  std::string act;  // same | different | undo
  Instant decided;
  std::string by, reason;
};
void add_act(db::Tx& tx, const StoredAct& act);
// About pairs in which one of the records stands, oldest first.
std::vector<StoredAct> acts_about(db::Tx& tx, std::span<const std::string> records);

}  // namespace tiange::registers::matching
