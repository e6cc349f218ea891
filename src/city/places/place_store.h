#pragma once
// All SQL of the places room. Areas and place names carry no personal data, so every signed-in scope may read them.

#include <string>
#include <vector>

#include "city/places/name_finder.h"
#include "city/places/places.h"

namespace tiange::places {

// One version of an area as stored; geometry is GeoJSON text, "" for an area drawn only by its children.
struct StoredArea {
  Area area;
  std::string geometry;
  std::string reason;
  std::string changed_by;
  Instant changed;
};

namespace store {

std::int64_t revision(db::Tx& tx);
void raise_revision(db::Tx& tx);
// The version of every area that is in force on `day`.
std::vector<StoredArea> areas_on(db::Tx& tx, Date day);
std::vector<StoredArea> versions_of(db::Tx& tx, std::string_view code);
// The first day after `day` on which some area changes.
std::optional<Date> next_change(db::Tx& tx, Date day);
int newest_version(db::Tx& tx, std::string_view code);
void add_version(db::Tx& tx, const StoredArea& area);
// The newest version of every area that is in force neither on `day` nor later: names of what was.
std::vector<StoredArea> areas_gone(db::Tx& tx, Date day);
// The first day after `day` on which a version of the area begins.
std::optional<Date> begins_after(db::Tx& tx, std::string_view code, Date day);
// Ends what is in force on `from`, on the day before; a version that began on that very day never was in force.
void end_before(db::Tx& tx, std::string_view code, Date from);
std::vector<PlaceName> names(db::Tx& tx);
void add_names(db::Tx& tx, const std::vector<PlaceName>& names, const std::vector<std::int64_t>& ids);

}  // namespace store
}  // namespace tiange::places
