#pragma once
// Policies, their matches, counts, runs and prices as they are kept.

#include <map>

#include "city/benefits/policies/policies.h"

namespace tiange::benefits::kept {

using registers::Kind;

enum class EditionState { draft, released };

struct Confirmation {
  std::string by, document, note;
  bool push = true;
  Instant at;  // none: 0
};

// What was confirmed stands in the content too: its standing, its document, whether it is pushed.
struct StoredPolicy {
  EditionState state = EditionState::draft;
  PolicyEdition content;  // with key and edition
  std::string note;
  PersonId maker;
  std::string made_by, released_by;
  Instant made, released;
  Confirmation confirmed;
};

struct StoredMatch {
  SubjectId subject;
  std::string policy;
  std::int64_t episode = 0, id = 0, edition = 0;
  Kind kind = Kind::person;
  std::string grid;
  Instant began, ended;
  std::string why;
  std::int64_t amount_fen = 0;
  std::string period;
  bool running() const { return ended.us == 0; }
};

struct StoredPrice {
  PolicyPriceView view;
  AccountId account;
  PolicyEdition policy;
  std::vector<std::int64_t> gained, lost;  // of the samples
  std::vector<std::pair<std::int64_t, std::int64_t>> gained_fen, lost_fen;
};

// ---- editions ----
std::vector<StoredPolicy> policies(db::Tx& tx, EditionState state);
std::vector<StoredPolicy> editions(db::Tx& tx, std::string_view key);  // newest first
std::optional<StoredPolicy> edition(db::Tx& tx, std::string_view key, std::int64_t edition);
void put(db::Tx& tx, const StoredPolicy& one);
void drop_draft(db::Tx& tx, std::string_view key);
bool release(db::Tx& tx, std::string_view key, std::int64_t edition, std::string_view by, Instant now);
// False: it is no released edition, or was confirmed before.
bool confirm(db::Tx& tx, std::string_view key, std::int64_t edition, const Confirmation& one);

std::int64_t state(db::Tx& tx, std::string_view name);
void set_state(db::Tx& tx, std::string_view name, std::int64_t value);
void next_revision(db::Tx& tx);

// ---- runs, prices, counts ----
void put_run(db::Tx& tx, const PolicyRunView& run);
std::optional<PolicyRunView> run(db::Tx& tx, std::int64_t id);
std::vector<PolicyRunView> runs(db::Tx& tx, std::size_t most);
std::optional<PolicyRunView> unfinished_run(db::Tx& tx);
void put_price(db::Tx& tx, const StoredPrice& one);
std::optional<StoredPrice> price(db::Tx& tx, std::int64_t id);

struct AreaCount {
  std::string policy, area;  // a community, or the larger area that is known
  std::int64_t entitled = 0, missing = 0, amount_fen = 0;
};
// Replaces those of these policies.
void put_counts(db::Tx& tx, const std::vector<std::string>& policies, const std::vector<AreaCount>& counts);
// By policy, or by town of one policy, inside the scope.
std::map<std::string, PolicyCounts> counts(db::Tx& tx, const Scope& scope);
std::map<std::string, PolicyCounts> town_counts(db::Tx& tx, const Scope& scope, std::string_view policy);

// ---- matches ----
// False: that episode has begun already.
bool add(db::Tx& tx, const StoredMatch& match);
// False: it has ended already.
bool change(db::Tx& tx, const StoredMatch& match);
// The last episode of each policy.
std::vector<StoredMatch> last_of(db::Tx& tx, std::span<const SubjectId> ids);
void mark(db::Tx& tx, SubjectId subject, Instant now);
struct Running {
  std::string_view policy;
  SubjectId subject;
  std::int64_t edition = 0, amount_fen = 0;
  std::string_view grid;
};
void each_running(db::Tx& tx, Kind kind, FunctionRef<bool(const Running&)> visit);
struct MatchAsk {
  std::string policy, state, area;  // running | ended | ""
  std::int64_t after = 0;
  std::size_t limit = 50;
};
std::vector<StoredMatch> matches(db::Tx& tx, const Scope& scope, const MatchAsk& ask);

}  // namespace tiange::benefits::kept
