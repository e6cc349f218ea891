#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "city/registers/parts/part_service.h"
#include "engines/geo/tiles.h"
#include "platform/sheets/routes/sheet_routes.h"

namespace tiange::registers {

namespace {

using http::Method;
using http::Request;

constexpr int k_first_zoom = 13;
constexpr int k_cluster_units = 128;
constexpr int k_single_points_from_zoom = 16;
constexpr double k_near_metres = 50;
constexpr std::size_t k_largest_import = 128u << 20;

std::string base() { return "/api/v1/registers/parts"; }

}  // namespace

Result<store::PartQuery> query_of(const Request& request) {
  store::PartQuery query;
  const auto text_of = [&](std::string_view name) { return std::string(text::trim(request.query_value(name))); };
  query.q = text_of("q");
  query.kind = text_of("kind");
  query.major = text_of("major");
  query.owner = text_of("owner");
  query.area = text_of("area");
  query.after = text_of("after");
  std::vector<FieldError> faults;
  if (const std::string state = text_of("state"); !state.empty()) {
    query.state = json::enum_from<PartState>(state);
    if (!query.state) faults.push_back({"state", "没有这种状态", "no such state"});
  }
  if (const std::string state = text_of("owner_state"); !state.empty()) {
    query.owner_state = json::enum_from<OwnerState>(state);
    if (!query.owner_state) faults.push_back({"owner_state", "没有这种权属状态", "no such state of ownership"});
  }
  query.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(request.query_value("limit")).value_or(50), 1, 500));
  if (!faults.empty()) return refuse_fields(ErrorCode::bad_input, std::move(faults));
  return query;
}

void PartService::add_reads(http::Routes& routes) {
  routes.query<PartList>(
      base(), Permission::registers_view, "查询部件", "List parts",
      [this](const Request& r) -> Result<PartList> {
        TIANGE_TRY(const store::PartQuery query, query_of(r));
        return parts_.db.read([&](db::Tx& tx) -> Result<PartList> { return list(tx, r.scope, query, r.now); });
      },
      {"q", "kind", "major", "owner", "owner_state", "state", "area", "after", "limit"});
  routes.query<PartSummary>(
      base() + "/summary", Permission::registers_view, "部件数量", "How many parts there are",
      [this](const Request& r) -> Result<PartSummary> {
        return parts_.db.read([&](db::Tx& tx) -> Result<PartSummary> { return summary(tx, r.scope, r.query_value("area")); });
      },
      {"area"});
  routes.query<NearList>(
      base() + "/near", Permission::registers_view, "附近部件", "Parts near a point",
      [this](const Request& r) -> Result<NearList> {
        const auto lng = text::to_double(r.query_value("lng"));
        const auto lat = text::to_double(r.query_value("lat"));
        if (!lng || !lat) return refuse_fields(ErrorCode::bad_input, {{"lng", "缺少坐标", "the point is missing"}});
        const double metres = text::to_double(r.query_value("metres")).value_or(k_near_metres);
        return parts_.db.read(
            [&](db::Tx& tx) -> Result<NearList> { return near(tx, r.scope, *lng, *lat, metres, r.query_value("kind"), r.now); });
      },
      {"lng", "lat", "metres", "kind"});
  routes.query<KindList>(base() + "/kinds", Permission::registers_view, "部件类别", "Kinds of parts", [this](const Request&) -> Result<KindList> {
    return parts_.db.read([&](db::Tx& tx) -> Result<KindList> { return KindList{store::kinds(tx)}; });
  });
  routes.query<PartView>(base() + "/{ref}", Permission::registers_view, "查看部件", "One part", [this](const Request& r) -> Result<PartView> {
    return parts_.db.read([&](db::Tx& tx) { return view(tx, r.scope, r.param("ref"), r.now); });
  });
}

void PartService::add_writes(http::Routes& routes, const http::Recorder& record) {
  routes.command<PartIn, PartView>(Method::post, base(), Permission::registers_manage, "登记部件", "Enter a part",
                                   [this, record](const Request& r, db::Tx& tx, const PartIn& in) -> Result<PartView> {
                                     TIANGE_TRY(const Part part, add(tx, r.scope, in, r.now));
                                     record(tx, r, "registers.part_added", part.ref(), {"登记部件 " + part.ref(), "entered the part " + part.ref()});
                                     return view(tx, r.scope, part.ref(), r.now);
                                   });
  routes.command<PartIn, PartView>(Method::put, base() + "/{ref}", Permission::registers_manage, "修改部件", "Change a part",
                                   [this, record](const Request& r, db::Tx& tx, const PartIn& in) -> Result<PartView> {
                                     TIANGE_TRY(const Part part, change(tx, r.scope, r.param("ref"), in, r.now));
                                     record(tx, r, "registers.part_changed", part.ref(), {"修改部件 " + part.ref(), "changed the part " + part.ref()});
                                     return view(tx, r.scope, part.ref(), r.now);
                                   });
  routes.command<StateIn, PartView>(Method::post, base() + "/{ref}/state", Permission::registers_inspect, "登记部件状况", "Record the state of a part",
                                    [this](const Request& r, db::Tx& tx, const StateIn& in) -> Result<PartView> {
                                      TIANGE_CHECK_OK(set_state(tx, r.scope, r.param("ref"), in, r.now));
                                      return view(tx, r.scope, r.param("ref"), r.now);
                                    });
  routes.command<PartKind, PartKind>(Method::post, base() + "/kinds", Permission::registers_manage, "新增扩展类别", "Add a kind of the district's own",
                                     [this, record](const Request& r, db::Tx& tx, const PartKind& in) -> Result<PartKind> {
                                       TIANGE_TRY(PartKind kind, add_kind(tx, r.scope, in, r.now));
                                       record(tx, r, "registers.kind_added", kind.kind, {"新增部件类别“" + kind.name_zh + "”", "added the kind " + kind.name_en});
                                       return kind;
                                     });
  routes.command<PartKind, PartKind>(Method::put, base() + "/kinds/{kind}", Permission::registers_manage, "修改部件类别", "Change a kind of part",
                                     [this, record](const Request& r, db::Tx& tx, const PartKind& in) -> Result<PartKind> {
                                       TIANGE_TRY(PartKind kind, change_kind(tx, r.scope, r.param("kind"), in, r.now));
                                       record(tx, r, "registers.kind_changed", kind.kind, {"修改部件类别“" + kind.name_zh + "”", "changed the kind " + kind.name_en});
                                       return kind;
                                     });
}

void PartService::add_files(http::Routes& routes, const http::Recorder& record) {
  http::Route sheet{Method::get, base() + "/export", Permission::registers_view, "导出部件", "Export parts"};
  sheet.query_params = {"format", "q", "kind", "major", "owner", "owner_state", "state", "area"};
  sheet.handle = [this, record](Request& request) {
    const auto query = query_of(request);
    if (!query.ok()) return http::problem(query.refusal(), request.scope);
    parts_.db.run_write(request.scope, [&](db::Tx& tx) {
      record(tx, request, "registers.exported", "parts", {"导出部件", "exported parts"});
      return true;
    });
    return sheets::answer(
        request, {"parts", sheets::CsvFor::reading_back},
        [this, scope = request.scope, query = *query](std::unique_ptr<sheets::Writer> writer) {
          parts_.db.run_read([&](db::Tx& tx) { write_sheet(tx, scope, query, *writer, scope.language); });
        });
  };
  routes.raw(std::move(sheet));
  http::Route upload{Method::post, base() + "/import", Permission::registers_manage, "导入部件", "Import parts from XLSX or CSV: all rows or none"};
  upload.out = http::schema_of<PartImport>();
  upload.query_params = {"dry_run"};
  upload.writes = true;
  upload.upload = true;
  upload.max_body = k_largest_import;
  upload.handle = [this, &routes, record](Request& request) {
    const bool dry_run = request.query_value("dry_run") == "1";
    const auto run = [&](db::Tx& tx) -> Result<std::string> {
      TIANGE_TRY(auto reader, sheets::open_file(request.upload_path));
      TIANGE_TRY(const PartImport report, import(tx, request.scope, *reader, dry_run, request.now));
      if (report.written) {
        const std::string added = std::to_string(report.added);
        const std::string changed = std::to_string(report.changed);
        record(tx, request, "registers.imported", "parts",
               {"导入部件：新增 " + added + " 个，更新 " + changed + " 个", "imported parts: " + added + " added, " + changed + " changed"});
      }
      return json::write(report);
    };
    if (!dry_run) return routes.run_command(request, run);
    // A rehearsal reads only, beside whoever writes.
    const auto report = parts_.db.read(run);
    return report.ok() ? http::json_response(*report) : http::problem(report.refusal(), request.scope);
  };
  routes.raw(std::move(upload));
}

std::string PartService::draw_tile(const Scope& scope, std::string_view z, std::string_view x, std::string_view y) const {
  const auto address = geo::parse_tile(z, x, y);
  if (!address) return "";
  geo::TileWriter tile(*address);
  tile.layer("parts");
  if (address->z < k_first_zoom) return std::move(tile).finish();
  std::vector<geo::Point> points;
  std::vector<store::StoredPart> parts;
  parts_.db.run_read([&](db::Tx& tx) {
    store::each_in_box(tx, scope, geo::box_of(*address, 0.05), [&](const store::StoredPart& stored) {
      points.push_back({stored.part.lng, stored.part.lat});
      parts.push_back(stored);
    });
  });
  const auto dot = [&](std::size_t at) {
    const Part& part = parts[at].part;
    tile.add(points[at], at + 1,
             {{"ref", part.ref()}, {"kind", part.kind()}, {"state", json::enum_name(part.state)},
              {"owner_state", json::enum_name(part.owner_state)}, {"count", 1}});
  };
  if (address->z >= k_single_points_from_zoom) {
    for (std::size_t i = 0; i < parts.size(); ++i) dot(i);
    return std::move(tile).finish();
  }
  for (const geo::Cluster& cluster : geo::cluster(points, *address, k_cluster_units)) {
    if (cluster.count == 1) dot(cluster.first);
    else tile.add(cluster.point, cluster.first + 1, {{"count", static_cast<std::int64_t>(cluster.count)}});
  }
  return std::move(tile).finish();
}

void PartService::add_tiles(http::Routes& routes) {
  http::Route route{Method::get, base() + "/tiles/{z}/{x}/{y}", Permission::registers_view, "部件切片", "Vector tiles of parts"};
  route.handle = [this](Request& request) {
    http::Response response;
    response.content_type = "application/vnd.mapbox-vector-tile";
    response.body = draw_tile(request.scope, request.param("z"), request.param("x"), request.param("y"));
    response.with("Cache-Control", "no-store");
    return response;
  };
  routes.raw(std::move(route));
}

void PartService::add_routes(http::Routes& routes, const http::Recorder& record) {
  add_reads(routes);
  add_writes(routes, record);
  add_files(routes, record);
  add_tiles(routes);
}

}  // namespace tiange::registers
