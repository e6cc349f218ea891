#pragma once
// All SQL of comparing. Whoever asks for lists gives a scope.

#include <map>

#include "city/registers/compare/compare.h"

namespace tiange::registers::comparing {

enum class RuleState { draft, live, past };
std::string_view rule_state_word(RuleState state);

struct StoredRule {
  std::string key;
  std::int64_t version = 0;
  RuleState state = RuleState::draft;
  CompareRule rule;
  std::string note, made_by, released_by;
  PersonId maker;
  Instant made, released;
};
std::vector<StoredRule> rules(db::Tx& tx, RuleState state);
std::vector<StoredRule> versions(db::Tx& tx, std::string_view key);  // newest first
void put_rule(db::Tx& tx, const StoredRule& rule);                   // a draft, over the one before of its version
void drop_draft(db::Tx& tx, std::string_view key);
// The live one becomes past, the draft of that version live; false when there is no such draft.
bool release(db::Tx& tx, std::string_view key, std::int64_t version, std::string_view by, Instant now);

// Named numbers: "revision" of the rules in force, "stirred" when a large batch came, "begun" of the last run, "night".
std::int64_t state(db::Tx& tx, std::string_view name);
void set_state(db::Tx& tx, std::string_view name, std::int64_t value);
void next_revision(db::Tx& tx);

void put_run(db::Tx& tx, const CompareRunView& run);
std::optional<CompareRunView> run(db::Tx& tx, std::int64_t id);
std::vector<CompareRunView> runs(db::Tx& tx, std::size_t most);
std::optional<CompareRunView> unfinished_run(db::Tx& tx);

struct StoredTry {
  CompareTryView view;
  AccountId account;
  CompareRule rule;
  std::vector<std::int64_t> sample;
};
void put_try(db::Tx& tx, const StoredTry& one);
std::optional<StoredTry> a_try(db::Tx& tx, std::int64_t id);

enum class MatchStand { open, done, untrue, proposed, withdrawn };
std::string_view stand_word(MatchStand state);

using MatchValues = std::vector<std::pair<std::string, std::string>>;
struct StoredCompare {
  SubjectId subject;
  std::string rule;
  std::int64_t episode = 1, id = 0, rule_version = 0, subject_version = 0;
  Kind kind = Kind::person;
  std::string grid, unit, queue;
  MatchStand state = MatchStand::open;
  Instant began, ended, pushed, due, answered;  // none: 0
  std::string answered_by, said;
  std::int64_t times = 1;
  MatchValues evidence, later;
  std::string ticket, proposal;

  bool running() const { return ended.us == 0; }
};
// False when the episode has begun already.
bool add(db::Tx& tx, const StoredCompare& match);
void change(db::Tx& tx, const StoredCompare& match);
std::optional<StoredCompare> match(db::Tx& tx, std::int64_t id);
// The last episode of each rule of these subjects.
std::vector<StoredCompare> last_of(db::Tx& tx, std::span<const SubjectId> ids);
// Everybody who decides about a subject's matches changes its mark.
void mark(db::Tx& tx, SubjectId subject, Instant now);

struct Running {
  std::string_view rule;
  SubjectId subject;
};
void each_running(db::Tx& tx, Kind kind, FunctionRef<bool(const Running&)> visit);
// Running ones answered as done or untrue before the moment, by id.
std::vector<StoredCompare> answered_before(db::Tx& tx, std::string_view rule, Instant moment, std::int64_t after, std::size_t most);

struct MatchAsk {
  bool mine = true;      // of the scope's units and queues; else all inside its areas
  std::string rule;
  std::string state;     // open | answered | ended | ""
  std::string area;
  std::optional<std::int64_t> subject;
  std::int64_t after = 0;
  std::size_t limit = 50;  // 0: all
};
void each_match(db::Tx& tx, const Scope& scope, const MatchAsk& ask, FunctionRef<bool(const StoredCompare&)> visit);
std::map<std::string, CompareCounts> counts(db::Tx& tx, const Scope& scope, bool mine);

void add_act(db::Tx& tx, const StoredCompare& match, std::int64_t id, std::string_view act, std::string_view by, std::string_view said, Instant now);
std::vector<CompareAct> acts(db::Tx& tx, const StoredCompare& match);

}  // namespace tiange::registers::comparing
