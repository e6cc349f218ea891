#include "city/places/place_service.h"

#include <algorithm>
#include <map>
#include <set>

#include "engines/geo/geojson.h"

namespace tiange::places {

namespace {

constexpr double k_sliver_m2 = 1.0;

Refusal unknown_area(std::string_view code) {
  return refuse(ErrorCode::unknown_area, std::string(code), std::string(code));
}

StoredArea stored_of(const AreaChange& change, int version, Date from, std::string_view reason, std::string_view by,
                     Instant now) {
  StoredArea stored;
  stored.area = change.area;
  stored.area.version = version;
  stored.area.valid_from = from;
  stored.area.valid_until.reset();
  if (!change.shape.empty()) geo::append_geometry(stored.geometry, change.shape);
  stored.reason = std::string(reason);
  stored.changed_by = std::string(by);
  stored.changed = now;
  return stored;
}

// A grid lies in its community: what it holds beyond is a flaw.
void add_strays(const std::string& community, const geo::MultiPolygon& outline, const std::vector<geo::MultiPolygon>& shapes,
                const std::vector<std::string>& grids, geo::TopologyReport& report) {
  std::vector<geo::MultiPolygon> own;
  std::vector<int> index;
  for (std::size_t i = 0; i < grids.size(); ++i) {
    if (!grids[i].starts_with(community)) continue;
    own.push_back(shapes[i]);
    index.push_back(static_cast<int>(i));
  }
  for (geo::Flaw flaw : geo::check_topology(own, outline, k_sliver_m2).flaws) {
    if (flaw.kind != geo::FlawKind::outside || flaw.first < 0) continue;
    flaw.first = index[static_cast<std::size_t>(flaw.first)];
    const bool known = std::any_of(report.flaws.begin(), report.flaws.end(), [&](const geo::Flaw& other) {
      return other.kind == flaw.kind && other.first == flaw.first;
    });
    const std::string& grid = grids[static_cast<std::size_t>(flaw.first)];
    flaw.what = {"网格 " + grid + " 越出社区 " + community, "grid " + grid + " reaches beyond community " + community};
    if (!known) report.flaws.push_back(std::move(flaw));
  }
}

// The last entry of an area that is no more: no ground, and no day in force.
StoredArea ended(const MappedArea& last, int version, Date from, std::string_view reason, std::string_view by, Instant now) {
  StoredArea stored = last.stored;
  stored.area.version = version;
  stored.area.valid_from = from;
  stored.area.valid_until = Date{from.day - 1};
  stored.reason = std::string(reason);
  stored.changed_by = std::string(by);
  stored.changed = now;
  return stored;
}

}  // namespace

Located PlaceService::located(const MappedArea& grid, geo::Point p) const {
  const std::string& code = grid.stored.area.code;
  Located out;
  out.grid_code = code;
  out.grid_name = grid.stored.area.name_zh;
  out.community_code = std::string(codes::area_at(code, codes::AreaLevel::community));
  out.community_name = name(out.community_code, Language::zh);
  out.town_code = std::string(codes::area_at(code, codes::AreaLevel::town));
  out.town_name = name(out.town_code, Language::zh);
  out.lng = p.lng;
  out.lat = p.lat;
  return out;
}

Result<Located> PlaceService::locate(double lng, double lat) const {
  const geo::Point p{lng, lat};
  const auto map = this->map();
  const MappedArea* grid = geo::is_valid(p) ? map->grid_at(p) : nullptr;
  if (!grid) return refuse(ErrorCode::outside_district);
  return located(*grid, p);
}

Result<Located> PlaceService::of_grid(std::string_view grid_code) const {
  const auto map = this->map();
  const MappedArea* grid = map->area(grid_code);
  if (!grid || grid->stored.area.level != "grid") return unknown_area(grid_code);
  return located(*grid, {grid->stored.area.lng, grid->stored.area.lat});
}

Candidate PlaceService::candidate(const PlaceName& place, double score, Language language) const {
  const std::string_view community = codes::area_at(place.grid_code, codes::AreaLevel::community);
  return {place.kind, place.name, place.lng, place.lat, place.grid_code,
          full_name(community.empty() ? std::string_view(place.grid_code) : community, language), score};
}

std::vector<Candidate> PlaceService::find(std::string_view text, std::size_t most, Language language) const {
  const auto map = this->map();
  std::vector<Candidate> out;
  std::set<std::uint32_t> seen;
  for (const NameHit& hit : map->finder().contained_in(text, most)) {
    seen.insert(hit.index);
    out.push_back(candidate(map->finder().names()[hit.index], hit.score, language));
  }
  if (out.size() < most) {
    for (const NameHit& hit : map->finder().resembling(text, most)) {
      if (out.size() < most && seen.insert(hit.index).second)
        out.push_back(candidate(map->finder().names()[hit.index], hit.score * 0.6, language));
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
  return out;
}

std::optional<Area> PlaceService::area(std::string_view code) const {
  const auto map = this->map();
  const MappedArea* found = map->area(code);
  return found ? std::optional(found->stored.area) : std::nullopt;
}

std::vector<Area> PlaceService::children(std::string_view parent) const {
  const auto map = this->map();
  std::vector<Area> out;
  for (const std::string& code : map->children(parent)) out.push_back(map->area(code)->stored.area);
  return out;
}

std::string PlaceService::name(std::string_view code, Language language) const {
  const auto map = this->map();
  const MappedArea* found = map->area(code);
  const StoredArea* gone = found ? nullptr : map->gone(code);
  if (!found && !gone) return "";
  const Area& area = found ? found->stored.area : gone->area;
  return language == Language::zh ? area.name_zh : area.name_en;
}

std::string PlaceService::full_name(std::string_view code, Language language) const {
  std::string out;
  for (const std::size_t digits : {9, 12, 15}) {
    if (code.size() < digits) break;
    out += (out.empty() ? "" : " ") + name(code.substr(0, digits), language);
  }
  return out.empty() ? name(code, language) : out;
}

Outcome PlaceService::refresh() {
  const std::lock_guard lock(refreshing_);
  const Date today = local_date(clock_.now());
  const std::int64_t revision =
      *db_.read([](db::Tx& tx) -> Result<std::int64_t> { return store::revision(tx); });
  const bool date_came = next_change_ && *next_change_ <= today;
  if (map() && revision == revision_ && !date_came) return done();
  std::vector<StoredArea> areas;
  std::vector<StoredArea> gone;
  std::vector<PlaceName> names;
  TIANGE_CHECK_OK(db_.read([&](db::Tx& tx) -> Outcome {
    areas = store::areas_on(tx, today);
    gone = store::areas_gone(tx, today);
    names = store::names(tx);
    next_change_ = store::next_change(tx, today);
    return done();
  }));
  TIANGE_TRY(auto fresh, PlaceMap::build(std::move(areas), std::move(names), std::move(gone)));
  std::atomic_store(&map_, std::move(fresh));
  revision_ = revision;
  return done();
}

Result<std::shared_ptr<const PlaceMap>> PlaceService::map_on(db::Tx& tx, Date day) const {
  if (!next_change_ || day < *next_change_) return map();
  return PlaceMap::build(store::areas_on(tx, day), {});
}

Result<geo::TopologyReport> PlaceService::check(const std::vector<AreaChange>& changes, Date from) const {
  return db_.read([&](db::Tx& tx) { return check(tx, changes, from); });
}

Result<geo::TopologyReport> PlaceService::check(db::Tx& tx, const std::vector<AreaChange>& changes, Date from) const {
  std::vector<geo::MultiPolygon> shapes;
  std::vector<std::string> grids;  // the code of each shape
  std::map<std::string, geo::MultiPolygon> outlines;  // of the district and the communities as they would be
  std::set<std::string> changed;
  for (const AreaChange& change : changes) {
    changed.insert(change.area.code);
    if (change.retired) continue;
    if (change.area.level == "grid") {
      shapes.push_back(change.shape);
      grids.push_back(change.area.code);
    } else if (!change.shape.empty()) {
      outlines[change.area.code] = change.shape;
    }
  }
  std::set<std::string> touched;
  for (const std::string& grid : grids) touched.insert(std::string(codes::area_at(grid, codes::AreaLevel::community)));
  TIANGE_TRY(const auto map, map_on(tx, from));
  geo::MultiPolygon whole;
  for (const MappedArea& area : map->areas()) {
    const std::string& code = area.stored.area.code;
    const std::string& level = area.stored.area.level;
    if (level == "district") whole = outlines.count(code) ? outlines[code] : area.shape;
    if (changed.count(code)) continue;
    if (level == "grid") {
      shapes.push_back(area.shape);
      grids.push_back(code);
    } else if (level == "community" && !area.shape.empty()) {
      outlines[code] = area.shape;
    }
  }
  geo::TopologyReport report = geo::check_topology(shapes, whole, k_sliver_m2);
  for (const std::string& community : touched) {
    if (const auto outline = outlines.find(community); outline != outlines.end())
      add_strays(community, outline->second, shapes, grids, report);
  }
  return report;
}

std::vector<FieldError> PlaceService::faults_of(db::Tx& tx, const Scope& scope, const std::vector<AreaChange>& changes,
                                                Date from) const {
  std::vector<FieldError> wrong;
  std::set<std::string> codes;
  for (const AreaChange& change : changes) codes.insert(change.area.code);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Area& area = changes[i].area;
    const std::string path = "geojson.features[" + std::to_string(i) + "]";
    const auto add = [&](const char* member, std::string zh, std::string en) {
      wrong.push_back({path + member, std::move(zh), std::move(en)});
    };
    const std::string parent(codes::area_parent(area.code));
    if (!scope.covers(area.code)) add(".code", "不在您的管辖范围内", "outside your area");
    if (area.level != "district" && !this->area(parent) && !codes.count(parent))
      add(".code", "上级区划不存在", "its parent area does not exist");
    if (changes[i].retired && !this->area(area.code)) add(".code", "没有可撤销的区划", "there is no such area to retire");
    if (changes[i].retired) {
      for (const Area& below : children(area.code)) {
        if (!codes.count(below.code)) add(".code", "下级仍在用：" + below.name_zh, "still holds " + below.code);
      }
    } else if (area.name_zh.empty()) {
      add(".name_zh", "缺少名称", "is missing");
    }
    if (const auto later = store::begins_after(tx, area.code, from)) {
      add(".code", area.code + " 已有 " + format_date(*later) + " 起生效的版本，生效日期不能早于该日",
          area.code + " has a version from " + format_date(*later) + "; begin no earlier than that");
    }
  }
  return wrong;
}

Outcome PlaceService::publish(db::Tx& tx, const Scope& scope, const std::vector<AreaChange>& changes, Date from,
                              std::string_view reason) {
  std::vector<FieldError> wrong = faults_of(tx, scope, changes, from);
  const Date today = local_date(clock_.now());
  if (from < today) wrong.push_back({"effective_from", "生效日期不能早于今天", "must not be before today"});
  if (reason.empty()) wrong.push_back({"reason", "请填写变更原因", "give the reason of the change"});
  if (changes.empty()) wrong.push_back({"geojson", "没有任何图形", "holds no feature"});
  TIANGE_TRY(const geo::TopologyReport report, check(tx, changes, from));
  for (const geo::Flaw& flaw : report.flaws) {
    if (wrong.size() < 50) wrong.push_back({"geojson", flaw.what.zh, flaw.what.en});
  }
  if (!wrong.empty()) return refuse_fields(ErrorCode::bad_geometry, std::move(wrong));
  for (const AreaChange& change : changes) {
    store::end_before(tx, change.area.code, from);
    const int version = store::newest_version(tx, change.area.code) + 1;
    if (!change.retired)
      store::add_version(tx, stored_of(change, version, from, reason, scope.name, clock_.now()));
    else
      store::add_version(tx, ended(*this->map()->area(change.area.code), version, from, reason, scope.name, clock_.now()));
  }
  store::raise_revision(tx);
  tx.on_commit([this] { (void)refresh().ok(); });
  return done();
}

void PlaceService::lay(db::Tx& tx, const std::vector<AreaChange>& changes, Date from, std::string_view reason) {
  for (const AreaChange& change : changes)
    store::add_version(tx, stored_of(change, 1, from, reason, "系统", clock_.now()));
  store::raise_revision(tx);
}

std::vector<StoredArea> PlaceService::versions(std::string_view code) const {
  return *db_.read([&](db::Tx& tx) -> Result<std::vector<StoredArea>> { return store::versions_of(tx, code); });
}

void PlaceService::add_names(db::Tx& tx, const std::vector<PlaceName>& names) {
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < names.size(); ++i) ids.push_back(ids_.next(clock_.now()));
  store::add_names(tx, names, ids);
  store::raise_revision(tx);
}

}  // namespace tiange::places
