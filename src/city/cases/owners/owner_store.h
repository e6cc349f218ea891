#pragma once
// All SQL of ties, owner searches, safe-making orders, their ledger and decisions.

#include "city/cases/owners/owners.h"

namespace tiange::owners::store {

using cases::CaseRef;

// "part.id" of a search, an order or a decision.
struct Key {
  std::int64_t part_key = 0;
  std::int64_t id = 0;
  std::string text() const { return std::to_string(part_key) + "." + std::to_string(id); }
};
std::optional<Key> parse_key(std::string_view text);

// What a case is tied to, and what is known of the owner.
struct Tie {
  static constexpr bool k_json_defaults = true;
  std::string part;  // may be empty: only the owner of the place is known
  std::string tied_by;
  KnownOwner known;
  std::string danger;     // what the decision said last
  bool assigned = false;  // the case was given to its owner by the house
};
BOOST_DESCRIBE_STRUCT(Tie, (), (part, tied_by, known, danger, assigned))

template <class T>
struct Kept {
  T value;
  std::int64_t version = 0;
};

// What a look at a case needs to know whether it stands out.
struct Glance {
  CaseRef ref;
  Instant created;
  std::string title, content, item, area;
  Severity severity = Severity::normal;
  std::optional<double> lng, lat;
};
// Of one item, reported after a moment, in that order; along an index alone.
void each_reported(db::Tx& tx, std::string_view item, Instant after, const std::function<void(CaseRef, Instant)>& visit);
// Nothing for a closed one.
std::optional<Glance> glance(db::Tx& tx, CaseRef ref);

std::optional<Kept<Tie>> tie(db::Tx& tx, CaseRef ref);
// All `put_…` refuse (false) when somebody was first; version 1 is new.
bool put_tie(db::Tx& tx, CaseRef ref, const Tie& tie, std::int64_t version, Instant now);
std::vector<CaseRef> cases_of_part(db::Tx& tx, std::string_view part, int most);  // newest first

std::optional<Kept<Search>> search(db::Tx& tx, const Key& key);
std::optional<Kept<Search>> newest_search(db::Tx& tx, CaseRef ref);
bool put_search(db::Tx& tx, const Key& key, CaseId of, const Search& search, std::int64_t version);
std::vector<Key> due_searches(db::Tx& tx, Instant now, int most);

struct ListQuery {
  std::string area;
  std::optional<int> state;
  bool mine = false;  // waits for a unit of the scope
  std::string part;   // decisions
  std::int64_t before = 0;  // id; 0: from the newest
  std::size_t limit = 50;
};
// Newest first; in the scope's areas, or waiting for (mine) or concerning its units.
std::vector<Kept<Search>> searches(db::Tx& tx, const Scope& scope, const ListQuery& query);
std::vector<Kept<Order>> orders(db::Tx& tx, const Scope& scope, const ListQuery& query);
std::vector<OwnerDecision> decisions(db::Tx& tx, const Scope& scope, const ListQuery& query);

std::optional<Kept<Order>> order(db::Tx& tx, const Key& key);
std::vector<Kept<Order>> orders_of(db::Tx& tx, CaseRef ref);  // newest first
bool put_order(db::Tx& tx, const Key& key, CaseId of, const Order& order, std::int64_t version);

void put_photos(db::Tx& tx, const Key& order, const std::vector<std::string>& digests);
std::vector<Order> orders_with_photo(db::Tx& tx, std::string_view digest);

std::vector<Entry> entries(db::Tx& tx, const Key& order);
void add_entry(db::Tx& tx, const Key& order, const std::string& area, const Entry& entry);
// Sums of each owner, town and kind of entry; `orders` counts those with costs.
void each_balance(db::Tx& tx, const Scope& scope, std::string_view area,
                  const std::function<void(const registers::Party& owner, std::string_view town, EntryKind kind, std::int64_t fen)>& visit);
void each_entry(db::Tx& tx, const Scope& scope, std::string_view area, const std::function<void(const Order&, const Entry&)>& visit);

std::optional<OwnerDecision> decision(db::Tx& tx, const Key& key);
bool put_decision(db::Tx& tx, const Key& key, const OwnerDecision& decision);
// Those of the part, newest first, whatever their state.
std::vector<OwnerDecision> decisions_of_part(db::Tx& tx, std::string_view part);
bool any_decision(db::Tx& tx, std::string_view kind);
// Those of the kind in the squares around a point (registers/parts/part_rules.h: cell_of).
std::vector<OwnerDecision> decisions_near(db::Tx& tx, std::string_view kind, double lng, double lat, double metres);

std::optional<OwnerRules> rules(db::Tx& tx);
bool put_rules(db::Tx& tx, const OwnerRules& rules, std::string_view by, Instant now);

}  // namespace tiange::owners::store
