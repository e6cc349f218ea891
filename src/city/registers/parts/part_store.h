#pragma once
// All SQL of the register of parts, which holds no personal data.

#include "city/registers/parts/part_rules.h"
#include "engines/geo/geo.h"

namespace tiange::registers::store {

struct StoredPart {
  Part part;
  std::int64_t version = 0;
  Instant changed;
};

struct PartQuery {
  std::string q;       // a code, its beginning, or part of a name, place or owner
  std::vector<std::string> q_kinds;  // kinds that q names
  std::string kind;    // "13-0123"
  std::string major;   // "13-01"
  std::string owner;   // unit code or name
  std::optional<OwnerState> owner_state;
  std::optional<PartState> state;
  std::string area;
  std::string after;   // "<grid>.<ref>" of the last one seen
  std::size_t limit = 50;
};

std::optional<StoredPart> part(db::Tx& tx, const PartKey& key);
void each_part(db::Tx& tx, const Scope& scope, const PartQuery& query, const std::function<bool(const StoredPart&)>& visit);
std::int64_t count(db::Tx& tx, const Scope& scope, const PartQuery& query);
// (state, owner state, "13-01") with how many.
void each_count(db::Tx& tx, const Scope& scope, std::string_view area,
                const std::function<void(PartState, OwnerState, std::string_view, std::int64_t)>& visit);
// Parts whose point lies in the box; removed ones left out.
void each_in_box(db::Tx& tx, const Scope& scope, const geo::Box& box, const std::function<void(const StoredPart&)>& visit);
std::int64_t last_number(db::Tx& tx, std::string_view generation, std::int64_t first, std::int64_t last);
bool shows_photo(db::Tx& tx, const Scope& scope, std::string_view digest);

struct Entry {
  std::string act;
  Words said;
  std::string text;
};
// The part in its new version with an entry in its history. False when somebody was first.
bool put(db::Tx& tx, const StoredPart& stored, const Entry& entry, std::string_view by, Instant now);
std::vector<PartChange> changes(db::Tx& tx, const PartKey& key, int most);  // newest first
// What is stored under each code, to compare an import with: calls visit(ref, version, content).
void each_content(db::Tx& tx, const std::function<void(std::string ref, std::int64_t version, std::string_view content)>& visit);
std::string content_of(const Part& part);
// New ones in bulk; those of `again` replace what is there.
void put_many(db::Tx& tx, std::span<const StoredPart> fresh, std::span<const StoredPart> again, const Entry& added,
              const Entry& changed, std::string_view by, Instant now);

std::vector<PartKind> kinds(db::Tx& tx);
std::optional<PartKind> kind(db::Tx& tx, std::string_view kind);
bool put_kind(db::Tx& tx, const PartKind& kind, std::string_view by, Instant now);

}  // namespace tiange::registers::store
