#include "city/cases/map/case_tiles.h"

#include "engines/geo/tiles.h"

namespace tiange::cases {

namespace {

constexpr int k_cluster_units = 192;      // of a tile's 4096: about 12 px at 256
constexpr int k_single_points_from_zoom = 15;

struct Dot {
  geo::Point point;
  std::string ref, number, item_name, lamp, severity, level, title;
};

void add_dot(geo::TileWriter& tile, const Dot& dot, std::uint64_t id) {
  tile.add(dot.point, id, {{"ref", dot.ref}, {"number", dot.number}, {"title", dot.title}, {"item_name", dot.item_name},
                           {"lamp", dot.lamp}, {"severity", dot.severity}, {"level", dot.level}, {"count", 1}});
}

// A cluster shows the most pressing lamp of its members.
std::string draw(const std::vector<Dot>& dots, geo::TileAddress address) {
  geo::TileWriter tile(address);
  tile.layer("cases");
  if (address.z >= k_single_points_from_zoom) {
    for (std::size_t i = 0; i < dots.size(); ++i) add_dot(tile, dots[i], i + 1);
    return std::move(tile).finish();
  }
  std::vector<geo::Point> points;
  for (const Dot& dot : dots) points.push_back(dot.point);
  for (const geo::Cluster& cluster : geo::cluster(points, address, k_cluster_units)) {
    const Dot& first = dots[cluster.first];
    if (cluster.count == 1) {
      add_dot(tile, first, cluster.first + 1);
    } else {
      tile.add(cluster.point, cluster.first + 1, {{"count", static_cast<std::int64_t>(cluster.count)}, {"lamp", first.lamp}});
    }
  }
  return std::move(tile).finish();
}

}  // namespace

void add_tile_route(http::Routes& routes, Cases& cases, db::Db& db) {
  http::Route route{http::Method::get, "/api/v1/cases/tiles/{z}/{x}/{y}", Permission::cases_view, "在办工单切片", "Vector tiles of open cases"};
  route.handle = [&cases, &db](http::Request& request) {
    const auto address = geo::parse_tile(request.param("z"), request.param("x"), request.param("y"));
    if (!address) return http::problem(refuse(ErrorCode::not_found), request.scope);
    const geo::Box box = geo::box_of(*address, 0.05);
    std::vector<Dot> dots;
    const Outcome read = db.read([&](db::Tx& tx) -> Outcome {
      for (const std::string& area : request.scope.areas) {
        TIANGE_CHECK_OK(cases.each_open_point(tx, request.scope, area, request.now, [&](const CaseRow& row, double lng, double lat) {
          if (!box.contains({lng, lat})) return;
          dots.push_back({{lng, lat}, row.ref, row.number, row.item_name, std::string(json::enum_name(row.lamp)),
                          std::string(json::enum_name(row.severity)), std::string(json::enum_name(row.level)), row.title});
        }));
      }
      return done();
    });
    if (!read.ok()) return http::problem(read.refusal(), request.scope);
    std::stable_sort(dots.begin(), dots.end(), [](const Dot& a, const Dot& b) { return (a.lamp == "red") > (b.lamp == "red"); });
    http::Response response;
    response.content_type = "application/vnd.mapbox-vector-tile";
    response.body = draw(dots, *address);
    response.with("Cache-Control", "no-store");
    return response;
  };
  routes.raw(std::move(route));
}

}  // namespace tiange::cases
