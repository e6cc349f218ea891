#include "engines/geo/geojson.h"
#include "town/ground/made_district.h"

namespace tiange::town {
namespace {

std::string_view name_of(LandUse use) {
  switch (use) {
    case LandUse::residential: return "residential";
    case LandUse::commercial: return "commercial";
    case LandUse::industrial: return "industrial";
    case LandUse::village: return "village";
    case LandUse::mixed: break;
  }
  return "mixed";
}

std::int64_t whole(double value) { return static_cast<std::int64_t>(value + 0.5); }

}  // namespace

std::string grids_geojson(const District& district) {
  geo::FeatureCollection collection;
  for (const Grid& grid : district.grids) {
    collection.features.push_back({grid.code,
                                   std::nullopt,
                                   grid.shape,
                                   {{"code", grid.code},
                                    {"name_zh", grid.name_zh},
                                    {"name_en", grid.name_en},
                                    {"area_m2", whole(grid.area_m2)},
                                    {"population", grid.population},
                                    {"households", grid.households},
                                    {"land_use", name_of(grid.land_use)}}});
  }
  return geo::write_geojson(collection);
}

std::string areas_geojson(const District& district) {
  geo::FeatureCollection collection;
  for (const Area& area : district.areas) {
    collection.features.push_back({area.code,
                                   std::nullopt,
                                   area.shape,
                                   {{"code", area.code},
                                    {"parent", area.parent},
                                    {"name_zh", area.name_zh},
                                    {"name_en", area.name_en},
                                    {"area_m2", whole(area.area_m2)},
                                    {"population", area.population}}});
  }
  return geo::write_geojson(collection);
}

}  // namespace tiange::town
