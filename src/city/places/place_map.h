#pragma once
// The map in force, whole and immutable in memory: areas by code, the grid of a point, names. Pure; swapped when it changes.

#include <memory>
#include <unordered_map>

#include "city/places/name_finder.h"
#include "city/places/place_store.h"
#include "city/places/places.h"
#include "engines/geo/geo.h"
#include "engines/geo/locator.h"

namespace tiange::places {

struct MappedArea {
  StoredArea stored;
  geo::MultiPolygon shape;  // of areas above the grid: the union is not kept, only an outline if one was given
};

class PlaceMap {
 public:
  // Refuses geometry that cannot be read, naming the area.
  // `gone`: areas that were, so that what happened there keeps its names.
  static Result<std::shared_ptr<const PlaceMap>> build(std::vector<StoredArea> areas, std::vector<PlaceName> names,
                                                       std::vector<StoredArea> gone = {});

  const MappedArea* area(std::string_view code) const;
  const StoredArea* gone(std::string_view code) const;
  const std::vector<std::string>& children(std::string_view parent) const;
  const std::vector<MappedArea>& areas() const { return areas_; }
  // The grid at a point, or nullptr.
  const MappedArea* grid_at(geo::Point p) const;
  const NameFinder& finder() const { return finder_; }

 private:
  std::vector<MappedArea> areas_;
  std::unordered_map<std::string, std::size_t> by_code_;
  std::unordered_map<std::string, std::vector<std::string>> children_;
  std::unordered_map<std::string, StoredArea> gone_;
  std::vector<std::size_t> grids_;  // locator index -> areas_ index
  geo::Locator locator_;
  NameFinder finder_;
};

}  // namespace tiange::places
