#pragma once
// 查找 Finding persons, households, firms, houses and facilities by any fragment of what is known of them, and whoever is
// inside an area drawn on the map.
//
//   auto finding = registers::open_find({.db = db, .clock = clock, .ids = ids, .subjects = subjects, …});
//   finding->work([] { return false; });    // again and again, on a thread of its own: builds, then follows the registers
//   finding->add_routes(routes, record);
//
// The index is held in memory by every instance and made anew from the registers when it starts. It follows them by the
// moment of their last change, which every writer of the house puts into the row: what was committed before a search is
// found by it, whichever instance wrote it and however much was settled at once.
//
// Nobody learns by searching what masks hide from them. A field that the reader may not compare is found by its whole
// value alone (a name also by the surname, which masks show); with registers.unmask by fragments too. Addresses are found
// by fragments: the tree of addresses shows who is where. Every search for people names a purpose and is kept; whoever is
// found by a name, number or plate has it in their own list of looks.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "city/places/places.h"
#include "city/registers/addresses/addresses.h"
#include "city/registers/find/find_views.h"
#include "city/registers/subjects/subjects.h"

namespace tiange::registers {

struct FindParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  Subjects& subjects;
  Addresses& addresses;
  const places::Places& places;
  // Whether the reader may compare a field with masks; null: only what has no mask.
  std::function<bool(const Scope&, Kind, const FieldDefinition&)> may_compare;
  // Called before each search; whoever lends the thread may begin then.
  std::function<void()> before_search;
};

class Find {
 public:
  virtual ~Find() = default;
  // Builds the index, later takes up what changed; returns when nothing is left or `stop` says so.
  virtual void work(const std::function<bool()>& stop) = 0;
  virtual FindStatus status() const = 0;

  struct Ask {
    std::string q;
    std::vector<Kind> kinds;  // none: all
    std::string area;         // below which
    std::string near;         // those of this area first
    std::string purpose;
    std::string after;
    std::size_t limit = 20;   // at most 50
  };
  // Outside transactions: reads, and then records the search in a short transaction of its own. Waits a moment for an index
  // that is being built, then says so.
  virtual Result<FindList> find(const Scope& scope, const Ask& ask, Instant now) = 0;

  virtual Result<ShapeView> draw(const Scope& scope, const ShapeIn& in, Instant now) = 0;  // outside transactions
  // Subjects of a kind inside a shape that the scope may see; out_of_scope for shapes of others outside one's areas.
  virtual Result<std::vector<SubjectId>> inside(db::Tx& tx, const Scope& scope, std::string_view shape, Kind kind) const = 0;

  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> find_migrations();
std::unique_ptr<Find> open_find(FindParts parts);

}  // namespace tiange::registers
