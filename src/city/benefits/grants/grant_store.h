#pragma once
// All SQL of grants. Lists are given inside a scope; the house itself uses system_scope.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/function_ref.h"
#include "base/scope.h"
#include "city/benefits/grants/grant_file.h"
#include "city/benefits/grants/household_file.h"
#include "city/benefits/grants/review_file.h"
#include "platform/db/db.h"

namespace tiange::grants::store {

// ---- grants ----
// False when the match has one already.
bool add(db::Tx& tx, const Grant& grant);
// Over version - 1; false when somebody was faster.
bool change(db::Tx& tx, const Grant& grant, bool listed);
std::optional<Grant> find(db::Tx& tx, const Scope& scope, std::int64_t id);
std::optional<Grant> find_match(db::Tx& tx, std::int64_t subject, std::string_view policy, std::string_view match);
// Newest first, at most 200.
std::vector<Grant> of_subject(db::Tx& tx, std::int64_t subject);
// Everybody who decides about a subject's grants changes its mark.
void mark(db::Tx& tx, std::int64_t subject, Instant now);

struct GrantAsk {
  std::optional<GrantState> state;
  std::string policy, area;
  bool listed = false;     // on the public list
  std::vector<std::string> units;  // only of these; empty: of all
  std::int64_t to_call = 0;  // ToCall
  bool by_queue = false;   // of one policy, in the order of entitlement
  std::int64_t after = 0;
  std::string after_day;   // of the queue: the day of that one
  std::size_t limit = 50;
};
std::vector<Grant> list(db::Tx& tx, const Scope& scope, const GrantAsk& ask);
// By state's name; under "phone" and "visit" who is still to be told.
std::map<std::string, std::int64_t> counts(db::Tx& tx, const Scope& scope, const std::vector<std::string>& units);

// For the house's own rounds.
std::vector<std::int64_t> window_over(db::Tx& tx, Instant now, std::size_t most);
std::vector<std::int64_t> due(db::Tx& tx, Date today, std::size_t most);
std::vector<std::int64_t> recheck_due(db::Tx& tx, Date today, std::size_t most);
std::vector<std::int64_t> in_state(db::Tx& tx, GrantState state, std::int64_t after, std::size_t most);
std::vector<std::string> queued_policies(db::Tx& tx);
std::optional<std::int64_t> first_queued(db::Tx& tx, std::string_view policy);
// How many wait before it.
std::int64_t queued_before(db::Tx& tx, std::string_view policy, std::string_view day, std::int64_t id);

// ---- history and facts ----
void add_event(db::Tx& tx, const Grant& grant, std::int64_t step, const GrantEvent& event);
std::int64_t last_step(db::Tx& tx, const Grant& grant);
GrantEvents events(db::Tx& tx, const Grant& grant);
struct FrozenFacts {
  std::string digest, content;
  Instant kept;
};
void freeze(db::Tx& tx, const Grant& grant, const FrozenFacts& facts);  // the same again changes nothing
std::optional<FrozenFacts> frozen(db::Tx& tx, const Grant& grant, std::string_view digest);

// ---- a policy's year ----
struct YearAccount {
  std::int64_t taken_fen = 0;  // ordered, and promised for the rest of the year
  std::int64_t places = 0;
};
YearAccount year_account(db::Tx& tx, std::string_view policy, int year);
void take(db::Tx& tx, std::string_view policy, int year, std::int64_t fen, std::int64_t places);
// What running grants will need of a year that nobody has opened yet.
std::int64_t promised(db::Tx& tx, std::string_view policy, int periods);
bool year_opened(db::Tx& tx, std::string_view policy, int year);

// ---- payments: whose key it is ----
void note_payment(db::Tx& tx, const Grant& grant, std::string_view key, std::string_view payment);
std::string payment_of(db::Tx& tx, const Grant& grant, std::string_view key);

// ---- reviews and claims ----
void put(db::Tx& tx, const Review& review);
std::optional<Review> review(db::Tx& tx, const Scope& scope, std::int64_t id);
struct ReviewAsk {
  std::optional<ReviewKind> kind;
  std::optional<ReviewState> state;
  std::string area;
  std::int64_t after = 0;
  std::size_t limit = 50;
};
std::vector<Review> reviews(db::Tx& tx, const Scope& scope, const ReviewAsk& ask);
std::vector<Review> reviews_of(db::Tx& tx, std::int64_t subject);
std::vector<Review> open_facts(db::Tx& tx, std::int64_t after, std::size_t most);

void put(db::Tx& tx, const Claim& claim);
std::optional<Claim> claim(db::Tx& tx, const Scope& scope, std::int64_t id);
struct ClaimAsk {
  std::optional<ClaimState> state;
  std::string area;
  std::int64_t after = 0;
  std::size_t limit = 50;
};
std::vector<Claim> claims(db::Tx& tx, const Scope& scope, const ClaimAsk& ask);
std::vector<Claim> claims_of(db::Tx& tx, std::int64_t subject);

// ---- households ----
std::optional<HouseholdPayees> payees(db::Tx& tx, SubjectId household);
void put(db::Tx& tx, SubjectId household, const HouseholdPayees& named, Instant now);

}  // namespace tiange::grants::store
