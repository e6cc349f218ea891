// Whoever and whatever is inside an area drawn on the map: addresses whose point lies in it, and all that hangs on them.

#include <algorithm>

#include "base/text.h"
#include "city/registers/find/find_service.h"
#include "engines/geo/geo.h"

namespace tiange::registers {

namespace {

constexpr std::size_t k_most_points = 1'000;
constexpr double k_most_m2 = 5e6;
constexpr std::size_t k_most_bases = 3'000;
constexpr std::size_t k_most_addresses = 30'000;
constexpr std::size_t k_most_page = 500;
constexpr std::size_t k_most_shapes = 50;

Refusal wrong(const char* path, const char* zh, const char* en) { return refuse_fields(ErrorCode::bad_input, {{path, zh, en}}); }

Refusal too_much() {
  return refuse(ErrorCode::too_large, "圈内地址太多，请画小一些（不超过 5 平方公里、3 万处地址）",
                "too many addresses inside; draw a smaller area (at most 5 km² and 30,000 addresses)");
}

geo::MultiPolygon polygon_of(const std::vector<std::vector<double>>& ring) {
  geo::Polygon polygon;
  for (const std::vector<double>& point : ring) polygon.outer.push_back({point[0], point[1]});
  geo::normalise(polygon);
  return {{std::move(polygon)}};
}

Outcome check_ring(const std::vector<std::vector<double>>& ring) {
  if (ring.size() < 3 || ring.size() > k_most_points) return wrong("ring", "请画 3 到 1000 个点", "draw 3 to 1,000 points");
  for (const std::vector<double>& point : ring) {
    if (point.size() != 2 || !geo::is_valid({point[0], point[1]})) return wrong("ring", "坐标不对", "a point is no longitude and latitude");
  }
  const double area = geo::area_m2(polygon_of(ring));
  if (area < 1) return wrong("ring", "没有围成一片区域", "the points enclose nothing");
  if (area > k_most_m2) return too_much();
  return done();
}

void count(KindCounts& counts, Kind kind) {
  switch (kind) {
    case Kind::person: ++counts.persons; break;
    case Kind::household: ++counts.households; break;
    case Kind::firm: ++counts.firms; break;
    case Kind::house: ++counts.houses; break;
    case Kind::facility: ++counts.facilities; break;
  }
}

// Houses, households, persons, firms, facilities.
int order_of(Kind kind) {
  switch (kind) {
    case Kind::house: return 0;
    case Kind::household: return 1;
    case Kind::person: return 2;
    case Kind::firm: return 3;
    case Kind::facility: return 4;
  }
  return 5;
}

std::string common_area(std::string_view a, std::string_view b) {
  for (const std::size_t size : {15U, 12U, 9U, 6U}) {
    if (a.size() >= size && b.size() >= size && a.substr(0, size) == b.substr(0, size)) return std::string(a.substr(0, size));
  }
  return "";
}

}  // namespace

Result<FindService::Inside> FindService::inside_of(db::Tx& tx, const Scope& scope, const std::vector<std::vector<double>>& ring) const {
  const geo::MultiPolygon shape = polygon_of(ring);
  const geo::Box box = geo::box_of(shape);
  std::vector<AddressRow> rows = parts_.addresses.within(tx, scope, {box.west, box.south, box.east, box.north}, k_most_bases);
  if (rows.size() >= k_most_bases) return too_much();
  std::erase_if(rows, [&](const AddressRow& row) { return !row.lng || !row.lat || !geo::contains(shape, {*row.lng, *row.lat}); });
  std::vector<AddressRow> below = parts_.addresses.below_all(tx, scope, rows, k_most_addresses);
  if (below.size() >= k_most_addresses) return too_much();
  std::map<std::string, std::pair<double, double>> points;
  for (const AddressRow& row : rows) points[row.id] = {*row.lng, *row.lat};
  for (AddressRow& row : below) {
    const auto above = points.find(row.parent);
    if (above == points.end()) continue;
    if (!row.lng || !row.lat) row.lng = above->second.first, row.lat = above->second.second;
    points[row.id] = {*row.lng, *row.lat};
    rows.push_back(std::move(row));
  }
  Inside found;
  std::vector<std::int64_t> ids;
  std::map<std::int64_t, std::size_t> at;
  for (AddressRow& row : rows) {
    const std::int64_t id = text::to_int(row.id).value_or(0);
    at.emplace(id, found.places.size());
    ids.push_back(id);
    found.places.push_back({std::move(row), {}});
  }
  std::map<std::int64_t, bool> seen;
  if (!ids.empty()) {
    parts_.subjects.each_at(tx, scope, ids, [&](const GoldenRow& row) {
      if (!seen.emplace(row.id.value, true).second) return true;
      found.places[at[row.address]].subjects.emplace_back(row.kind, row.id);
      found.area = seen.size() == 1 ? std::string(row.grid) : common_area(found.area, row.grid);
      count(found.counts, row.kind);
      return true;
    });
  }
  for (Place& place : found.places) {
    std::sort(place.subjects.begin(), place.subjects.end(), [](const auto& a, const auto& b) {
      return std::pair(order_of(a.first), a.second) < std::pair(order_of(b.first), b.second);
    });
  }
  std::sort(found.places.begin(), found.places.end(), [](const Place& a, const Place& b) {
    return std::tie(a.address.full, a.address.id) < std::tie(b.address.full, b.address.id);
  });
  return found;
}

Result<ShapeView> FindService::measure(const Scope& scope, const ShapeIn& in, Instant now) const {
  TIANGE_CHECK_OK(check_ring(in.ring));
  ShapeView view;
  view.purpose = text::trim(in.purpose);
  view.title = text::trim(in.title);
  if (view.purpose.empty()) return refuse(ErrorCode::purpose_needed);
  if (text::length(view.purpose) > 200) return wrong("purpose", "最多 200 字", "at most 200 characters");
  if (text::length(view.title) > 60) return wrong("title", "最多 60 字", "at most 60 characters");
  TIANGE_TRY(const Inside found, parts_.db.read([&](db::Tx& tx) { return inside_of(tx, scope, in.ring); }));
  view.name = scope.name;
  view.ring = in.ring;
  view.area_m2 = geo::area_m2(polygon_of(in.ring));
  view.area = found.area;
  view.area_name = found.area.empty() ? "" : parts_.places.full_name(found.area, scope.language);
  view.addresses = static_cast<std::int64_t>(found.places.size());
  view.counts = found.counts;
  view.made = now;
  return view;
}

ShapeView FindService::add(db::Tx& tx, const Scope& scope, ShapeView view, Instant now) {
  const std::int64_t id = parts_.ids.next(now);
  view.id = std::to_string(id);
  find_store::add_shape(tx, id, scope.account, view);
  FindLook look = look_of(scope, now);
  look.act = "shape";
  look.purpose = view.purpose;
  look.area = view.area;
  look.shape = view.id;
  look.words = view.title;
  look.hits = view.counts.houses + view.counts.households + view.counts.persons + view.counts.firms + view.counts.facilities;
  look.people = view.counts.persons + view.counts.households;
  find_store::put_look(tx, parts_.ids.next(now), scope.account, look);
  return view;
}

Result<ShapeView> FindService::draw(const Scope& scope, const ShapeIn& in, Instant now) {
  TIANGE_TRY(const ShapeView measured, measure(scope, in, now));
  return parts_.db.write(scope, [&](db::Tx& tx) -> Result<ShapeView> { return add(tx, scope, measured, now); });
}

Result<find_store::StoredShape> FindService::shape_for(db::Tx& tx, const Scope& scope, std::string_view id) const {
  const auto number = parse_id(id);
  if (!number.ok()) return refuse(ErrorCode::out_of_scope);
  auto shape = find_store::shape(tx, *number);
  // What lies inside is asked for again with the caller's own scope; others see shapes of their areas, to agree to exports.
  if (!shape || (shape->account != scope.account && (shape->view.area.empty() || !scope.covers(shape->view.area))))
    return refuse(ErrorCode::out_of_scope);
  return *std::move(shape);
}

Result<std::vector<SubjectId>> FindService::inside(db::Tx& tx, const Scope& scope, std::string_view shape, Kind kind) const {
  TIANGE_TRY(const find_store::StoredShape drawn, shape_for(tx, scope, shape));
  TIANGE_TRY(const Inside found, inside_of(tx, scope, drawn.view.ring));
  std::vector<SubjectId> ids;
  for (const Place& place : found.places) {
    for (const auto& [one, id] : place.subjects) {
      if (one == kind) ids.push_back(id);
    }
  }
  return ids;
}

Result<InsideList> FindService::list_inside(db::Tx& tx, const Scope& scope, const find_store::StoredShape& drawn, const Page& page,
                                            Instant now) const {
  TIANGE_TRY(const Inside found, inside_of(tx, scope, drawn.view.ring));
  InsideList list;
  list.shape = drawn.view;
  list.counts = found.counts;
  const auto wanted = [&](Kind kind) { return page.kinds.empty() || std::find(page.kinds.begin(), page.kinds.end(), kind) != page.kinds.end(); };
  bool behind = page.after.empty();
  std::size_t shown = 0;
  for (const Place& place : found.places) {
    if (!behind) {
      behind = place.address.id == page.after;
      continue;
    }
    std::vector<SubjectId> ids;
    for (const auto& [kind, subject] : place.subjects) {
      if (wanted(kind)) ids.push_back(subject);
    }
    if (ids.empty()) continue;
    if (shown >= std::min(page.limit, k_most_page)) {
      list.next = list.items.back().address;
      break;
    }
    InsideSpot spot{place.address.id, place.address.full, place.address.grid, place.address.lng, place.address.lat, {}};
    spot.rows = parts_.subjects.rows_of(tx, scope, ids, now);
    shown += spot.rows.size();
    list.items.push_back(std::move(spot));
  }
  return list;
}

Result<InsideList> FindService::show_inside(const Scope& scope, std::string_view id, const Page& page, Instant now) {
  FindLook look = look_of(scope, now);
  auto list = parts_.db.read([&](db::Tx& tx) -> Result<InsideList> {
    TIANGE_TRY(const find_store::StoredShape drawn, shape_for(tx, scope, id));
    look.purpose = scope.account == drawn.account ? drawn.view.purpose : scope.purpose;
    return list_inside(tx, scope, drawn, page, now);
  });
  if (!list.ok()) return list;
  look.act = "inside";
  look.area = list->shape.area;
  look.shape = list->shape.id;
  look.words = list->shape.title;
  for (const InsideSpot& spot : list->items) {
    look.hits += static_cast<std::int64_t>(spot.rows.size());
    for (const SubjectRow& row : spot.rows) look.people += row.kind == Kind::person || row.kind == Kind::household ? 1 : 0;
  }
  const std::int64_t entry = parts_.ids.next(now);
  parts_.db.run_write(scope, [&](db::Tx& tx) {
    find_store::put_look(tx, entry, scope.account, look);
    return true;
  });
  return list;
}

void FindService::add_routes(http::Routes& routes, const http::Recorder&) {
  using http::Request;
  const std::string base = "/api/v1/registers/find";
  const Permission people = Permission::registers_people;
  routes.query<FindList>(
      base, people, "按任意片段查找", "Find by any fragment",
      [this](const Request& r) -> Result<FindList> {
        Ask ask;
        ask.q = text::trim(r.query_value("q"));
        TIANGE_TRY(ask.kinds, read_kinds(r.query_value("kinds")));
        ask.area = text::trim(r.query_value("area"));
        ask.near = text::trim(r.query_value("near"));
        ask.purpose = text::trim(r.query_value("purpose"));
        if (ask.purpose.empty()) ask.purpose = r.scope.purpose;
        ask.after = r.query_value("after");
        ask.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(r.query_value("limit")).value_or(20), 1, 50));
        return find(r.scope, ask, r.now);
      },
      {"q", "kinds", "area", "near", "purpose", "after", "limit"});
  routes.query<FindStatus>(base + "/status", Permission::signed_in, "查找索引的状态", "State of the index",
                           [this](const Request& r) -> Result<FindStatus> { return shown_status(index_.status(), r.scope); });
  http::Route shapes{http::Method::post, base + "/shapes", people, "在地图上圈一片区域", "Draw an area on the map"};
  shapes.in = http::schema_of<ShapeIn>();
  shapes.out = http::schema_of<ShapeView>();
  shapes.writes = true;
  // What is inside is read before the transaction that keeps the shape: nobody else waits for it.
  shapes.handle = [this, &routes](Request& request) -> http::Response {
    const auto in = json::read<ShapeIn>(request.body.empty() ? "{}" : request.body);
    if (!in.ok()) return http::problem(in.refusal(), request.scope);
    const auto measured = measure(request.scope, *in, request.now);
    if (!measured.ok()) return http::problem(measured.refusal(), request.scope);
    return routes.run_command(request, [&](db::Tx& tx) -> Result<std::string> {
      return json::write(add(tx, request.scope, *measured, request.now));
    });
  };
  routes.raw(std::move(shapes));
  routes.query<ShapeList>(base + "/shapes", people, "我圈过的区域", "Areas one has drawn", [this](const Request& r) -> Result<ShapeList> {
    return parts_.db.read([&](db::Tx& tx) -> Result<ShapeList> { return ShapeList{find_store::shapes(tx, r.scope.account, k_most_shapes)}; });
  });
  routes.query<InsideList>(
      base + "/shapes/{id}", people, "圈内有谁", "Who and what is inside",
      [this](const Request& r) -> Result<InsideList> {
        Page page;
        TIANGE_TRY(page.kinds, read_kinds(r.query_value("kinds")));
        page.after = r.query_value("after");
        page.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(text::to_int(r.query_value("limit")).value_or(100), 1, 500));
        return show_inside(r.scope, r.param("id"), page, r.now);
      },
      {"kinds", "after", "limit"});
  routes.query<FindLookList>(
      base + "/looks", Permission::org_audit, "谁查找过什么", "Who searched for what",
      [this](const Request& r) -> Result<FindLookList> {
        constexpr std::size_t k_page = 100;
        const std::int64_t after = text::to_int(r.query_value("after")).value_or(INT64_MAX);
        const auto account = text::to_int(r.query_value("account"));
        return parts_.db.read([&](db::Tx& tx) -> Result<FindLookList> {
          FindLookList list{find_store::looks(tx, account, after, k_page), ""};
          if (list.items.size() == k_page) list.next = list.items.back().id;
          return list;
        });
      },
      {"account", "after"});
}

}  // namespace tiange::registers
