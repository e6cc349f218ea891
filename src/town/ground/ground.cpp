#include "town/ground/ground.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "engines/geo/geojson.h"
#include "engines/geo/locator.h"
#include "engines/geo/topology.h"
#include "town/ground/partition.h"
#include "town/ground/random.h"
#include "town/ground/table.h"

namespace tiange::town {
namespace {

// A local plane around the district; fixed numbers keep it the same on every machine.
constexpr geo::Point k_origin{113.07, 23.0};
constexpr double k_metres_per_lng = 102520;
constexpr double k_metres_per_lat = 110745;
constexpr double k_sample_m = 40;
constexpr double k_step_degrees = 1e-7;  // 1 cm: corners lie on this lattice

Spot to_plane(geo::Point p) {
  return {(p.lng - k_origin.lng) * k_metres_per_lng, (p.lat - k_origin.lat) * k_metres_per_lat};
}
geo::Point to_degrees(Spot s) {
  return {k_origin.lng + s.x / k_metres_per_lng, k_origin.lat + s.y / k_metres_per_lat};
}

struct Wish {  // what demo/seeds.csv fixes for an area
  std::optional<geo::Point> seed;
  double area_km2 = 0;
  double population = 0;
  int grids = 0;
};

// A node of the tree of cells: the district's towns, a town's communities, a community's grids.
struct Cells {
  std::vector<Site> sites;
  std::vector<int> children;  // index of the child's own Cells, or of the grid at the lowest level
};

class Ground {
 public:
  Ground(const Sources& sources, District& district) : sources_(sources), district_(district) {}

  Outcome make() {
    TIANGE_CHECK_OK(read_areas());
    TIANGE_CHECK_OK(read_wishes());
    TIANGE_CHECK_OK(read_outline());
    take_samples();
    share_out();
    cut_towns();
    TIANGE_CHECK_OK(draw());
    finish_grids();
    return finish_areas();
  }

 private:
  Outcome read_areas() {
    TIANGE_TRY(const Table table, Table::read(sources_.areas, "areas.csv",
                                              {"code", "parent", "level", "kind", "name_zh", "short_zh", "name_en"}));
    for (std::size_t i = 0; i < table.size(); ++i) {
      Area area;
      area.code = table.at(i, 0);
      area.parent = table.at(i, 1);
      area.level = area.code.size() == 6 ? Level::district : area.code.size() == 9 ? Level::town : Level::community;
      area.village = table.at(i, 3) == "village";
      area.name_zh = table.at(i, 4);
      area.short_zh = table.at(i, 5);
      area.name_en = table.at(i, 6);
      district_.areas.push_back(std::move(area));
    }
    std::sort(district_.areas.begin(), district_.areas.end(), [](const Area& a, const Area& b) {
      return a.code.size() != b.code.size() ? a.code.size() < b.code.size() : a.code < b.code;
    });
    for (int i = 0; i < static_cast<int>(district_.areas.size()); ++i) {
      const Area& area = district_.areas[i];
      index_[area.code] = i;
      if (area.level == Level::town) towns_.push_back(i);
      if (area.level == Level::community) {
        if (!index_.contains(area.parent)) {
          return refuse(ErrorCode::bad_file, "areas.csv：" + area.code + " 的上级不存在",
                        "areas.csv: the parent of " + area.code + " does not exist");
        }
        communities_of_[index_[area.parent]].push_back(i);
      }
    }
    if (towns_.empty() || communities_of_.size() != towns_.size()) {
      return refuse(ErrorCode::bad_file, "areas.csv 不完整", "areas.csv is incomplete");
    }
    return done();
  }

  Outcome read_wishes() {
    TIANGE_TRY(const Table table, Table::read(sources_.seeds, "demo/seeds.csv",
                                              {"code", "lng", "lat", "area_km2", "population", "grids"}));
    for (std::size_t i = 0; i < table.size(); ++i) {
      Wish wish;
      if (!table.at(i, 1).empty()) wish.seed = geo::Point{table.number(i, 1, 0), table.number(i, 2, 0)};
      wish.area_km2 = table.number(i, 3, 0);
      wish.population = table.number(i, 4, 0);
      wish.grids = static_cast<int>(table.number(i, 5, 0));
      wishes_[table.at(i, 0)] = wish;
    }
    const Wish& whole = wishes_[district_.areas[0].code];
    if (whole.grids < static_cast<int>(district_.areas.size()) || whole.population <= 0) {
      return refuse(ErrorCode::bad_file, "demo/seeds.csv 缺少全区的人口或网格数",
                    "demo/seeds.csv lacks the district's population or number of grids");
    }
    return done();
  }

  Outcome read_outline() {
    TIANGE_TRY(geo::FeatureCollection read, geo::read_geojson(sources_.outline));
    if (read.features.empty() || !read.features[0].area) {
      return refuse(ErrorCode::bad_geometry, "outline.geojson 没有面", "outline.geojson has no area");
    }
    outline_ = std::move(*read.features[0].area);
    return done();
  }

  void take_samples() {
    const geo::Locator inside(std::span(&outline_, 1));
    const geo::Box box = geo::box_of(outline_);
    const Spot low = to_plane({box.west, box.south}), high = to_plane({box.east, box.north});
    for (double y = low.y + k_sample_m / 2; y < high.y; y += k_sample_m) {
      for (double x = low.x + k_sample_m / 2; x < high.x; x += k_sample_m) {
        if (inside.locate(to_degrees({x, y})) == 0) samples_.push_back({x, y});
      }
    }
  }

  // Relative ground and people of each community before they are made to fit their town.
  void share_out() {
    Random random(district_.seed, "shares");
    const Wish& whole = wishes_[district_.areas[0].code];
    std::vector<double> people(district_.areas.size());
    for (int town : towns_) {
      const double town_people = wishes_[district_.areas[town].code].population;
      double ground = 0, weight = 0, fixed = 0;
      for (int c : communities_of_[town]) {
        const Area& area = district_.areas[c];
        const double crowd = town_people / std::max(1.0, wishes_[district_.areas[town].code].area_km2);
        ground_[c] = random.between(0.7, 1.35) * (area.village ? 3.2 : crowd > 12000 ? 1.0 : 1.5);
        people[c] = random.between(0.75, 1.3) * (area.village ? 1.5 : 1.0);
        ground += ground_[c];
        if (wishes_[area.code].population > 0) {
          fixed += wishes_[area.code].population;
        } else {
          weight += people[c];
        }
      }
      for (int c : communities_of_[town]) {
        ground_[c] /= ground;
        const double wished = wishes_[district_.areas[c].code].population;
        district_.areas[c].population =
            std::llround(wished > 0 ? wished : people[c] / weight * (town_people - fixed));
      }
    }
    count_grids(whole.grids);
  }

  // Largest remainders over the population, at least one grid each.
  void count_grids(int total) {
    std::vector<int> free;
    double people = 0;
    for (int town : towns_) {
      for (int c : communities_of_[town]) {
        const int wished = wishes_[district_.areas[c].code].grids;
        grids_of_[c] = wished > 0 ? wished : 1;
        total -= grids_of_[c];
        if (wished > 0) continue;
        free.push_back(c);
        people += static_cast<double>(district_.areas[c].population);
      }
    }
    const double all = total + static_cast<double>(free.size());
    std::vector<std::pair<double, int>> rest;
    for (int c : free) {
      const double exact = std::max(0.0, district_.areas[c].population / people * all - 1);
      grids_of_[c] += static_cast<int>(exact);
      total -= static_cast<int>(exact);
      rest.push_back({static_cast<int>(exact) - exact, c});
    }
    std::sort(rest.begin(), rest.end());
    for (int i = 0; total > 0; i = (i + 1) % static_cast<int>(rest.size()), --total) ++grids_of_[rest[i].second];
  }

  void cut_towns() {
    std::vector<double> shares;
    double sum = 0;
    for (int town : towns_) {
      const Wish& wish = wishes_[district_.areas[town].code];
      root_.sites.push_back({to_plane(wish.seed.value_or(k_origin)), 0});
      shares.push_back(std::max(wish.area_km2, 0.1));
      sum += shares.back();
    }
    for (double& share : shares) share /= sum;
    balance(samples_, shares, false, root_.sites);
    std::vector<std::vector<Spot>> mine(towns_.size());
    for (Spot s : samples_) mine[cell_of(root_.sites, s)].push_back(s);
    for (std::size_t t = 0; t < towns_.size(); ++t) {
      Random random(district_.seed, "town", t);
      const std::vector<int>& communities = communities_of_[towns_[t]];
      std::vector<double> parts;
      for (int c : communities) parts.push_back(ground_[c]);
      Cells cells;
      cells.sites = spread_sites(mine[t], static_cast<int>(communities.size()), random);
      balance(mine[t], parts, true, cells.sites);
      cut_communities(communities, mine[t], cells, random);
      town_cells_.push_back(std::move(cells));
    }
  }

  void cut_communities(const std::vector<int>& communities, const std::vector<Spot>& samples, Cells& cells,
                       Random& random) {
    std::vector<std::vector<Spot>> mine(communities.size());
    for (Spot s : samples) mine[cell_of(cells.sites, s)].push_back(s);
    for (std::size_t i = 0; i < communities.size(); ++i) {
      const int count = grids_of_[communities[i]];
      Cells grids;
      std::vector<double> shares;
      double sum = 0;
      for (int k = 0; k < count; ++k) sum += shares.emplace_back(random.between(0.75, 1.3));
      for (double& share : shares) share /= sum;
      grids.sites = spread_sites(mine[i], count, random);
      balance(mine[i], shares, true, grids.sites);
      for (int k = 0; k < count; ++k) {
        grids.children.push_back(static_cast<int>(owner_.size()));
        owner_.push_back(communities[i]);
      }
      cells.children.push_back(static_cast<int>(community_cells_.size()));
      community_cells_.push_back(std::move(grids));
    }
  }

  int grid_at(Spot s) const {
    const Cells& town = town_cells_[cell_of(root_.sites, s)];
    const Cells& community = community_cells_[town.children[cell_of(town.sites, s)]];
    return community.children[cell_of(community.sites, s)];
  }

  // All borders as lines, made into faces that share edges; each face belongs to the grid around its inside.
  Outcome draw() {
    std::vector<geo::Line> lines;
    for (const geo::Polygon& part : outline_.parts) {
      geo::Line line = part.outer;
      line.push_back(line.front());
      lines.push_back(std::move(line));
    }
    const std::vector<Spot> everything{{-40'000, -40'000}, {40'000, -40'000}, {40'000, 40'000}, {-40'000, 40'000}};
    for (std::size_t t = 0; t < towns_.size(); ++t) {
      const std::vector<Spot> town = clip_to_cell(everything, root_.sites, static_cast<int>(t));
      for (std::size_t c = 0; c < town_cells_[t].sites.size(); ++c) {
        const std::vector<Spot> community = clip_to_cell(town, town_cells_[t].sites, static_cast<int>(c));
        const Cells& grids = community_cells_[town_cells_[t].children[c]];
        for (std::size_t g = 0; g < grids.sites.size(); ++g) {
          geo::Line line;
          for (Spot s : clip_to_cell(community, grids.sites, static_cast<int>(g))) line.push_back(to_degrees(s));
          if (line.size() < 3) continue;
          line.push_back(line.front());
          lines.push_back(std::move(line));
        }
      }
    }
    TIANGE_TRY(const std::vector<geo::Polygon> faces, geo::faces_between(lines, k_step_degrees));
    for (const geo::Polygon& face : faces) {
      const geo::MultiPolygon shape{{face}};
      const geo::Point inside = geo::inner_point(shape);
      if (!geo::contains(outline_, inside)) continue;
      faces_.push_back(face);
      label_.push_back(grid_at(to_plane(inside)));
    }
    join_strays();
    return dissolve_grids();
  }

  using Key = std::pair<std::pair<double, double>, std::pair<double, double>>;

  // Length of the border that faces share, by pair of faces.
  std::map<std::pair<int, int>, double> shared_borders() const {
    std::map<Key, int> seen;
    std::map<std::pair<int, int>, double> shared;
    for (int f = 0; f < static_cast<int>(faces_.size()); ++f) {
      const geo::Ring& ring = faces_[f].outer;
      for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto [a, b] = geo::detail::canonical_edge(ring[i], ring[(i + 1) % ring.size()]);
        const auto [found, fresh] = seen.try_emplace(Key{{a.lng, a.lat}, {b.lng, b.lat}}, f);
        if (fresh) continue;
        const double dx = (a.lng - b.lng) * k_metres_per_lng, dy = (a.lat - b.lat) * k_metres_per_lat;
        const double length = std::sqrt(dx * dx + dy * dy);
        shared[{found->second, f}] += length;
        shared[{f, found->second}] += length;
      }
    }
    return shared;
  }

  // The outline's bays cut some cells in two. Of each grid the largest connected piece stays; the others join the
  // neighbour they share most border with, in the same community if there is one.
  void join_strays() {
    const auto shared = shared_borders();
    for (int round = 0; round < 8; ++round) {
      std::vector<int> piece(faces_.size(), -1);
      std::vector<double> area;
      for (std::size_t f = 0; f < faces_.size(); ++f) {
        if (piece[f] < 0) area.push_back(flood(static_cast<int>(f), static_cast<int>(area.size()), shared, piece));
      }
      std::map<int, int> largest;  // grid -> piece
      for (std::size_t f = 0; f < faces_.size(); ++f) {
        const auto [found, fresh] = largest.try_emplace(label_[f], piece[f]);
        if (!fresh && area[piece[f]] > area[found->second]) found->second = piece[f];
      }
      std::map<int, std::map<int, double>> offers;  // stray piece -> neighbouring grid -> border
      for (const auto& [pair, length] : shared) {
        const auto [f, g] = pair;
        if (label_[f] == label_[g] || largest[label_[f]] == piece[f]) continue;
        const bool sibling = owner_[label_[f]] == owner_[label_[g]];
        offers[piece[f]][label_[g]] += sibling ? length * 1000 : length;
      }
      if (offers.empty()) return;
      for (std::size_t f = 0; f < faces_.size(); ++f) {
        const auto found = offers.find(piece[f]);
        if (found == offers.end()) continue;
        label_[f] = std::max_element(found->second.begin(), found->second.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; })->first;
      }
    }
  }

  double flood(int start, int number, const std::map<std::pair<int, int>, double>& shared, std::vector<int>& piece) {
    std::vector<int> open{start};
    piece[start] = number;
    double area = 0;
    while (!open.empty()) {
      const int f = open.back();
      open.pop_back();
      area += geo::area_m2(faces_[f]);
      for (auto it = shared.lower_bound({f, -1}); it != shared.end() && it->first.first == f; ++it) {
        const int g = it->first.second;
        if (piece[g] >= 0 || label_[g] != label_[f]) continue;
        piece[g] = number;
        open.push_back(g);
      }
    }
    return area;
  }

  Outcome dissolve_grids() {
    std::vector<std::vector<geo::MultiPolygon>> parts(owner_.size());
    for (std::size_t f = 0; f < faces_.size(); ++f) parts[label_[f]].push_back({{faces_[f]}});
    for (std::size_t g = 0; g < parts.size(); ++g) {
      if (parts[g].empty()) {
        return refuse(ErrorCode::bad_geometry, "网格划分失败：有网格没有面积", "a grid was left without ground");
      }
      TIANGE_TRY(geo::MultiPolygon shape, geo::dissolve(parts[g]));
      Grid grid;
      grid.community = owner_[g];
      grid.shape = std::move(shape);
      grid.area_m2 = geo::area_m2(grid.shape);
      grid.centre = geo::inner_point(grid.shape);
      district_.grids.push_back(std::move(grid));
    }
    return done();
  }

  // West to east in rows, the rows from north to south; then codes, names and people.
  void finish_grids() {
    std::vector<Grid> all = std::move(district_.grids);
    district_.grids.clear();
    for (int town : towns_) {
      for (int c : communities_of_[town]) {
        std::vector<Grid> mine;
        for (Grid& grid : all) {
          if (grid.community == c) mine.push_back(std::move(grid));
        }
        std::sort(mine.begin(), mine.end(), [](const Grid& a, const Grid& b) { return a.centre.lat > b.centre.lat; });
        const int n = static_cast<int>(mine.size());
        int rows = 1;
        while (rows * rows * 2 < n) ++rows;
        const int width = (n + rows - 1) / rows;
        for (int first = 0; first < n; first += width) {
          std::sort(mine.begin() + first, mine.begin() + std::min(n, first + width),
                    [](const Grid& a, const Grid& b) { return a.centre.lng < b.centre.lng; });
        }
        settle_people(district_.areas[c], mine);
        for (Grid& grid : mine) district_.grids.push_back(std::move(grid));
      }
    }
  }

  void settle_people(const Area& community, std::vector<Grid>& grids) {
    Random random(district_.seed, community.code);
    std::vector<double> weights;
    double sum = 0;
    for (std::size_t i = 0; i < grids.size(); ++i) sum += weights.emplace_back(random.between(0.6, 1.5));
    std::int64_t left = community.population;
    for (std::size_t i = 0; i < grids.size(); ++i) {
      Grid& grid = grids[i];
      const std::string number = std::to_string(i + 1);
      grid.code = community.code + std::string(3 - number.size(), '0') + number;
      grid.name_zh = community.name_zh + "第" + number + "网格";
      grid.name_en = community.name_en + " Grid " + number;
      const bool last = i + 1 == grids.size();
      grid.population = last ? left : static_cast<std::int64_t>(community.population * weights[i] / sum);
      left -= grid.population;
      grid.households = static_cast<std::int64_t>(grid.population / random.between(2.6, 3.3));
      const double dice = random.unit();
      if (community.village) {
        grid.land_use = dice < 0.6 ? LandUse::village : dice < 0.85 ? LandUse::industrial : LandUse::mixed;
      } else {
        grid.land_use = dice < 0.62 ? LandUse::residential : dice < 0.8 ? LandUse::commercial : LandUse::mixed;
      }
    }
  }

  Outcome finish_areas() {
    for (std::size_t i = district_.areas.size(); i-- > 0;) {  // communities first, then towns, then the district
      Area& area = district_.areas[i];
      std::vector<geo::MultiPolygon> parts;
      if (area.level == Level::community) {
        for (const Grid& grid : district_.grids) {
          if (grid.community == static_cast<int>(i)) parts.push_back(grid.shape);
        }
      } else {
        area.population = 0;
        for (const Area& child : district_.areas) {
          if (child.parent != area.code) continue;
          parts.push_back(child.shape);
          area.population += child.population;
        }
      }
      TIANGE_TRY(area.shape, geo::dissolve(parts));
      area.area_m2 = geo::area_m2(area.shape);
      area.centre = geo::inner_point(area.shape);
    }
    return done();
  }

  const Sources& sources_;
  District& district_;
  std::map<std::string, int> index_;
  std::map<std::string, Wish> wishes_;
  std::vector<int> towns_;
  std::map<int, std::vector<int>> communities_of_;
  std::map<int, double> ground_;
  std::map<int, int> grids_of_;
  geo::MultiPolygon outline_;
  std::vector<Spot> samples_;
  Cells root_;
  std::vector<Cells> town_cells_;
  std::vector<Cells> community_cells_;
  std::vector<int> owner_;  // community of each grid
  std::vector<geo::Polygon> faces_;
  std::vector<int> label_;  // grid of each face
};

}  // namespace

Outcome make_ground(const Sources& sources, District& district) { return Ground(sources, district).make(); }

}  // namespace tiange::town
