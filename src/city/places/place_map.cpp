#include "city/places/place_map.h"

#include "base/text.h"
#include "engines/geo/geojson.h"

namespace tiange::places {

namespace {

// 丽豪社区 is also written 丽豪; both lead to the area.
void add_area_names(const StoredArea& stored, geo::Point inside, std::vector<PlaceName>& names) {
  if (stored.area.level != "town" && stored.area.level != "community") return;
  const std::string& full = stored.area.name_zh;
  names.push_back({"area", full, inside.lng, inside.lat, stored.area.code});
  for (const std::string_view ending : {"社区", "街道", "镇", "村"}) {
    if (!full.ends_with(ending)) continue;
    const std::string stem = full.substr(0, full.size() - ending.size());
    if (text::length(stem) >= 2) names.push_back({"area", stem, inside.lng, inside.lat, stored.area.code});
    return;
  }
}

}  // namespace

Result<std::shared_ptr<const PlaceMap>> PlaceMap::build(std::vector<StoredArea> areas, std::vector<PlaceName> names,
                                                         std::vector<StoredArea> gone) {
  auto map = std::make_shared<PlaceMap>();
  std::vector<geo::MultiPolygon> shapes;
  for (StoredArea& stored : areas) {
    MappedArea mapped;
    if (!stored.geometry.empty()) {
      TIANGE_TRY(json::Value value, json::parse(stored.geometry));
      auto shape = geo::read_area(value);
      if (!shape.ok()) {
        return refuse(ErrorCode::bad_geometry, stored.area.code + " " + shape.refusal().zh,
                      stored.area.code + " " + shape.refusal().en);
      }
      mapped.shape = *std::move(shape);
      const geo::Point inside = geo::inner_point(mapped.shape);
      stored.area.lng = inside.lng;
      stored.area.lat = inside.lat;
      stored.area.area_km2 = geo::area_m2(mapped.shape) / 1e6;
      add_area_names(stored, inside, names);
    }
    const std::string code = stored.area.code;
    map->children_[stored.area.parent].push_back(code);
    map->by_code_[code] = map->areas_.size();
    if (stored.area.level == "grid") {
      map->grids_.push_back(map->areas_.size());
      shapes.push_back(mapped.shape);
    }
    mapped.stored = std::move(stored);
    map->areas_.push_back(std::move(mapped));
  }
  for (StoredArea& one : gone) map->gone_.emplace(one.area.code, std::move(one));
  map->locator_ = geo::Locator(shapes);
  map->finder_ = NameFinder(std::move(names));
  return std::shared_ptr<const PlaceMap>(std::move(map));
}

const MappedArea* PlaceMap::area(std::string_view code) const {
  const auto found = by_code_.find(std::string(code));
  return found == by_code_.end() ? nullptr : &areas_[found->second];
}

const StoredArea* PlaceMap::gone(std::string_view code) const {
  const auto found = gone_.find(std::string(code));
  return found == gone_.end() ? nullptr : &found->second;
}

const std::vector<std::string>& PlaceMap::children(std::string_view parent) const {
  static const std::vector<std::string> k_none;
  const auto found = children_.find(std::string(parent));
  return found == children_.end() ? k_none : found->second;
}

const MappedArea* PlaceMap::grid_at(geo::Point p) const {
  const std::int32_t index = locator_.locate(p);
  return index == geo::Locator::k_nowhere ? nullptr : &areas_[grids_[static_cast<std::size_t>(index)]];
}

}  // namespace tiange::places
