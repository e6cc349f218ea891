// Vector tiles of the map in force: /api/v1/places/tiles/{layer}/{z}/{x}/{y} with layer areas or grids.

#include "city/places/place_routes.h"
#include "engines/geo/tiles.h"

namespace tiange::places {

namespace {

// Areas of a level show from a zoom on, so that a tile holds what an eye can part.
bool shows(std::string_view level, int z) {
  if (level == "district") return true;
  if (level == "town") return z >= 9;
  if (level == "community") return z >= 11;
  return false;
}

std::string draw(const PlaceMap& map, geo::TileAddress address, bool grids) {
  geo::TileWriter tile(address);
  tile.layer(grids ? "grids" : "areas");
  const geo::Box box = geo::box_of(address, 0.05);
  std::uint64_t id = 0;
  for (const MappedArea& area : map.areas()) {
    const Area& a = area.stored.area;
    ++id;
    const bool wanted = grids ? a.level == "grid" : shows(a.level, address.z);
    if (!wanted || !geo::box_of(area.shape).meets(box)) continue;
    tile.add(area.shape, id, {{"code", a.code}, {"name", a.name_zh}, {"name_en", a.name_en}, {"level", a.level},
                              {"population", a.population}});
  }
  return std::move(tile).finish();
}

http::Response tile(const PlaceService& service, http::Request& request) {
  const std::string_view layer = request.param("layer");
  const auto address = geo::parse_tile(request.param("z"), request.param("x"), request.param("y"));
  if ((layer != "areas" && layer != "grids") || !address) return http::problem(refuse(ErrorCode::not_found), request.scope);
  http::Response response;
  response.content_type = "application/vnd.mapbox-vector-tile";
  response.body = draw(*service.map(), *address, layer == "grids");
  response.with("Cache-Control", "private, max-age=300");
  return response;
}

}  // namespace

void add_tile_routes(http::Routes& routes, PlaceService& service) {
  http::Route route{http::Method::get, "/api/v1/places/tiles/{layer}/{z}/{x}/{y}", Permission::places_view, "矢量切片",
                    "Vector tiles of areas and grids"};
  route.etag = true;
  route.handle = [&](http::Request& request) { return tile(service, request); };
  routes.raw(std::move(route));
}

}  // namespace tiange::places
