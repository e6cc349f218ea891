#include "city/places/place_routes.h"

#include <algorithm>

#include "base/text.h"
#include "engines/geo/coordinates.h"
#include "engines/geo/geojson.h"

namespace tiange::places {

namespace {

struct AreaList {
  std::vector<Area> items;
};
BOOST_DESCRIBE_STRUCT(AreaList, (), (items))

struct AreaView {
  Area area;
  std::string full_name;
  json::Value geometry;  // GeoJSON, null for an area drawn by its children
};
BOOST_DESCRIBE_STRUCT(AreaView, (), (area, full_name, geometry))

struct VersionView {
  Area area;
  std::string reason;
  std::string changed_by;
  Instant changed;
  json::Value geometry;
};
BOOST_DESCRIBE_STRUCT(VersionView, (), (area, reason, changed_by, changed, geometry))
struct VersionList {
  std::vector<VersionView> items;
};
BOOST_DESCRIBE_STRUCT(VersionList, (), (items))

struct CandidateList {
  std::vector<Candidate> items;
};
BOOST_DESCRIBE_STRUCT(CandidateList, (), (items))

struct GeoJsonIn {
  json::Value geojson;
  std::optional<std::string> system;  // WGS84 by default
  std::optional<Date> effective_from;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(GeoJsonIn, (), (geojson, system, effective_from, reason))

struct FlawView {
  std::string kind;    // broken | self_crossing | overlap | gap | outside
  std::string first;   // area code or feature number
  std::string second;
  double lng = 0;
  double lat = 0;
  double area_m2 = 0;
  std::string zh;
  std::string en;
};
BOOST_DESCRIBE_STRUCT(FlawView, (), (kind, first, second, lng, lat, area_m2, zh, en))
struct TopologyView {
  std::int64_t features = 0;
  std::int64_t retired = 0;  // of the features: areas that end
  double area_km2 = 0;
  bool clean = false;
  std::vector<FlawView> flaws;
};
BOOST_DESCRIBE_STRUCT(TopologyView, (), (features, retired, area_km2, clean, flaws))

struct Published {
  std::int64_t areas = 0;
  Date effective_from;
};
BOOST_DESCRIBE_STRUCT(Published, (), (areas, effective_from))

std::string_view flaw_name(geo::FlawKind kind) {
  switch (kind) {
    case geo::FlawKind::broken: return "broken";
    case geo::FlawKind::self_crossing: return "self_crossing";
    case geo::FlawKind::overlap: return "overlap";
    case geo::FlawKind::gap: return "gap";
    case geo::FlawKind::outside: return "outside";
  }
  return "";
}

std::string property(const geo::Feature& feature, std::string_view key) {
  for (const auto& [name, value] : feature.properties) {
    if (name == key && value.is_string()) return value.as_string();
    if (name == key && value.is_int()) return std::to_string(value.as_int());
  }
  return "";
}

bool retired(const geo::Feature& feature) {
  for (const auto& [name, value] : feature.properties) {
    if (name == "retired") return value.is_bool() ? value.as_bool() : value.is_string() && value.as_string() == "true";
  }
  return false;
}

std::string_view level_name(codes::AreaLevel level) {
  constexpr std::string_view k_names[] = {"district", "town", "community", "grid"};
  return k_names[static_cast<std::size_t>(level)];
}

Result<geo::System> system_of(std::string_view name) {
  if (name.empty()) return geo::System::wgs84;
  if (auto system = geo::system_named(name)) return *system;
  return refuse_fields(ErrorCode::bad_input, {{"system", "坐标系应为 WGS84、CGCS2000 或 GCJ-02", "must be WGS84, CGCS2000 or GCJ-02"}});
}

// Features with `code`, `name_zh`, `name_en`, `population` to changes; every feature at fault is named.
Result<std::vector<AreaChange>> changes_of(const GeoJsonIn& in) {
  TIANGE_TRY(geo::System system, system_of(in.system.value_or("")));
  TIANGE_TRY(geo::FeatureCollection collection, geo::read_geojson(json::write(in.geojson), system));
  std::vector<AreaChange> changes;
  std::vector<FieldError> wrong;
  for (std::size_t i = 0; i < collection.features.size(); ++i) {
    const geo::Feature& feature = collection.features[i];
    const std::string path = "geojson.features[" + std::to_string(i) + "]";
    AreaChange change;
    change.area.code = property(feature, "code");
    const auto level = codes::area_level(change.area.code);
    if (!level) wrong.push_back({path + ".properties.code", "编码应为 6、9、12 或 15 位数字", "must have 6, 9, 12 or 15 digits"});
    change.retired = retired(feature);
    if (!feature.area && !change.retired) wrong.push_back({path + ".geometry", "应为多边形", "must be a polygon"});
    if (!level || (!feature.area && !change.retired)) continue;
    change.area.level = std::string(level_name(*level));
    change.area.parent = std::string(codes::area_parent(change.area.code));
    change.area.name_zh = property(feature, "name_zh");
    change.area.name_en = property(feature, "name_en");
    change.area.population = text::to_int(property(feature, "population")).value_or(0);
    if (feature.area) change.shape = *feature.area;
    changes.push_back(std::move(change));
  }
  if (!wrong.empty()) return refuse_fields(ErrorCode::bad_geometry, std::move(wrong));
  return changes;
}

json::Value geometry_value(const std::string& geometry) {
  return geometry.empty() ? json::Value() : json::parse(geometry).value_or(json::Value());
}

Result<AreaView> view_of(const PlaceService& service, std::string_view code) {
  const auto map = service.map();
  const MappedArea* found = map->area(code);
  const StoredArea* gone = found ? nullptr : map->gone(code);
  if (gone) return AreaView{gone->area, service.full_name(code, Language::zh), geometry_value(gone->geometry)};
  if (!found) return refuse(ErrorCode::unknown_area, std::string(code), std::string(code));
  return AreaView{found->stored.area, service.full_name(code, Language::zh), geometry_value(found->stored.geometry)};
}

Result<Located> locate(const PlaceService& service, const http::Request& request) {
  const auto lng = text::to_double(request.query_value("lng"));
  const auto lat = text::to_double(request.query_value("lat"));
  if (!lng || !lat) {
    return refuse_fields(ErrorCode::bad_input, {{"lng,lat", "请给出经纬度，如 lng=113.12&lat=23.01", "give degrees such as lng=113.12&lat=23.01"}});
  }
  TIANGE_TRY(geo::System system, system_of(request.query_value("system")));
  const geo::Point p = geo::to_wgs84({*lng, *lat}, system);
  return service.locate(p.lng, p.lat);
}

http::Response export_geojson(const PlaceService& service, http::Request& request) {
  auto system = system_of(request.query_value("system"));
  if (!system.ok()) return http::problem(system.refusal(), request.scope);
  const std::string_view level = request.query_value("level").empty() ? "grid" : request.query_value("level");
  const std::string_view parent = request.query_value("parent");
  const auto map = service.map();
  geo::FeatureCollection collection;
  for (const MappedArea& area : map->areas()) {
    const Area& a = area.stored.area;
    if (a.level != level || !a.code.starts_with(parent) || area.shape.empty()) continue;
    geo::Feature feature;
    feature.id = a.code;
    feature.area = area.shape;
    for (geo::Polygon& part : feature.area->parts) {
      for (geo::Point& p : part.outer) p = geo::from_wgs84(p, *system);
      for (geo::Ring& hole : part.holes) {
        for (geo::Point& p : hole) p = geo::from_wgs84(p, *system);
      }
    }
    feature.properties = {{"code", a.code}, {"name_zh", a.name_zh}, {"name_en", a.name_en},
                          {"population", a.population}, {"valid_from", format_date(a.valid_from)}};
    collection.features.push_back(std::move(feature));
  }
  http::Response response;
  response.content_type = "application/geo+json";
  response.body = geo::write_geojson(collection);
  return response.with("Content-Disposition", "attachment; filename=\"" + std::string(level) + ".geojson\"");
}

Result<TopologyView> topology_view(const PlaceService& service, const std::vector<AreaChange>& changes, Date from) {
  TIANGE_TRY(const geo::TopologyReport report, service.check(changes, from));
  TopologyView view{static_cast<std::int64_t>(changes.size()), 0, report.area_m2 / 1e6, report.clean(), {}};
  std::vector<std::string> grids;
  for (const AreaChange& change : changes) {
    view.retired += change.retired;
    if (change.area.level == "grid" && !change.retired) grids.push_back(change.area.code);
  }
  const auto name = [&](int index) {
    if (index < 0) return std::string();
    return static_cast<std::size_t>(index) < grids.size() ? grids[static_cast<std::size_t>(index)] : std::string("现有网格");
  };
  for (const geo::Flaw& flaw : report.flaws) {
    view.flaws.push_back({std::string(flaw_name(flaw.kind)), name(flaw.first), name(flaw.second), flaw.where.lng,
                          flaw.where.lat, flaw.area_m2, flaw.what.zh, flaw.what.en});
  }
  return view;
}

void add_reads(http::Routes& routes, PlaceService& service) {
  routes.query<AreaList>("/api/v1/places/areas", Permission::places_view, "下级区划与网格", "Areas below an area",
                         [&](const http::Request& r) -> Result<AreaList> { return AreaList{service.children(r.query_value("parent"))}; },
                         {"parent"});
  routes.query<AreaView>("/api/v1/places/areas/{code}", Permission::places_view, "区划或网格", "One area with its shape",
                         [&](const http::Request& r) { return view_of(service, r.param("code")); });
  routes.query<VersionList>("/api/v1/places/versions/{code}", Permission::places_view, "历次版本", "Versions of an area",
                            [&](const http::Request& r) -> Result<VersionList> {
                              VersionList list;
                              for (const StoredArea& v : service.versions(r.param("code")))
                                list.items.push_back({v.area, v.reason, v.changed_by, v.changed, geometry_value(v.geometry)});
                              if (list.items.empty()) return refuse(ErrorCode::unknown_area);
                              return list;
                            });
  routes.query<Located>("/api/v1/places/locate", Permission::places_view, "坐标定位网格", "The grid at a point",
                        [&](const http::Request& r) { return locate(service, r); }, {"lng", "lat", "system"});
  routes.query<CandidateList>("/api/v1/places/search", Permission::places_view, "地名地址检索", "Find places by name",
                              [&](const http::Request& r) -> Result<CandidateList> {
                                const std::string_view q = r.query_value("q");
                                if (text::length(q) > 500) return refuse(ErrorCode::too_large);
                                return CandidateList{service.find(q, 20, r.scope.language)};
                              },
                              {"q"});
  http::Route sheet{http::Method::get, "/api/v1/places/geojson", Permission::places_view, "导出图形", "Export shapes as GeoJSON"};
  sheet.query_params = {"level", "parent", "system"};
  sheet.handle = [&](http::Request& request) { return export_geojson(service, request); };
  routes.raw(std::move(sheet));
}

// The first of them, parted by spaces.
std::string codes_of(const std::vector<AreaChange>& changes) {
  constexpr std::size_t k_most_named = 10;
  std::string codes;
  for (std::size_t i = 0; i < std::min(changes.size(), k_most_named); ++i) codes += (i ? " " : "") + changes[i].area.code;
  return changes.size() > k_most_named ? codes + " …" : codes;
}

Words words_of(const std::vector<AreaChange>& changes, Date from, const std::string& reason) {
  const auto retired = std::count_if(changes.begin(), changes.end(), [](const AreaChange& change) { return change.retired; });
  const std::string drawn = std::to_string(static_cast<std::ptrdiff_t>(changes.size()) - retired);
  const std::string ended = std::to_string(retired);
  return {"发布新版图形：" + drawn + " 个区划，撤销 " + ended + " 个，" + format_date(from) + " 起生效；原因：" + reason,
          "published a new version of the map: areas " + drawn + ", retired " + ended + ", in force from " + format_date(from) +
              "; reason: " + reason};
}

}  // namespace

void add_routes(http::Routes& routes, PlaceService& service, const http::Recorder& record) {
  add_reads(routes, service);
  // Reads only, so it keeps off the write path however long a big file takes.
  http::Route check{http::Method::post, "/api/v1/places/geojson/check", Permission::places_manage, "检查图形",
                    "Check shapes before publishing"};
  check.in = http::schema_of<GeoJsonIn>();
  check.out = http::schema_of<TopologyView>();
  check.max_body = 32 << 20;
  check.handle = [&](http::Request& request) {
    const auto answer = [&]() -> Result<TopologyView> {
      TIANGE_TRY(GeoJsonIn in, json::read<GeoJsonIn>(request.body));
      TIANGE_TRY(auto changes, changes_of(in));
      return topology_view(service, changes, in.effective_from.value_or(local_date(request.now)));
    }();
    return answer.ok() ? http::json_response(json::write(*answer)) : http::problem(answer.refusal(), request.scope);
  };
  routes.raw(std::move(check));
  auto& publish = routes.command<GeoJsonIn, Published>(
      http::Method::post, "/api/v1/places/geojson", Permission::places_manage, "发布新版图形", "Publish a new version of areas",
      [&service, record](const http::Request& r, db::Tx& tx, const GeoJsonIn& in) -> Result<Published> {
        TIANGE_TRY(auto changes, changes_of(in));
        const Date from = in.effective_from.value_or(local_date(r.now));
        TIANGE_CHECK_OK(service.publish(tx, r.scope, changes, from, in.reason.value_or("")));
        record(tx, r, "places.published", codes_of(changes), words_of(changes, from, in.reason.value_or("")));
        return Published{static_cast<std::int64_t>(changes.size()), from};
      });
  publish.max_body = 32 << 20;
  add_tile_routes(routes, service);
}

}  // namespace tiange::places
