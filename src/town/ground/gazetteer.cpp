#include "town/ground/gazetteer.h"

#include <algorithm>
#include <set>

#include "town/ground/names.h"

namespace tiange::town {
namespace {

// Offsets in metres; rough, but the same everywhere.
constexpr double k_lng_per_m = 1 / 102520.0;
constexpr double k_lat_per_m = 1 / 110745.0;

struct Road {
  std::string name;
  int next_number = 1;
};

class Gazetteer {
 public:
  Gazetteer(const Names& names, District& district) : names_(names), district_(district) {}

  void make() {
    std::size_t next = 0;
    for (std::size_t a = 0; a < district_.areas.size(); ++a) {
      const Area& area = district_.areas[a];
      if (area.level != Level::community) continue;
      const std::size_t first = next;
      while (next < district_.grids.size() && district_.grids[next].community == static_cast<int>(a)) ++next;
      make_community(area, first, next);
    }
  }

 private:
  void make_community(const Area& area, std::size_t first, std::size_t last) {
    Random random(district_.seed, "gazetteer", std::stoull(area.code));
    std::vector<Road> roads;
    const std::size_t count = 2 + (last - first);
    for (std::size_t i = 0; i < count; ++i) roads.push_back({fresh_road(area, random), 1});
    for (std::size_t g = first; g < last; ++g) make_grid(area, static_cast<int>(g), roads, random);
    add_points_of_interest(area, first, last, random);
  }

  std::string unique(const auto& make) {
    for (;;) {
      std::string name = make();
      if (used_.insert(name).second) return name;
    }
  }

  std::string fresh_road(const Area& area, Random& random) {
    int attempt = 0;
    return unique([&] {
      // A village's lanes carry its name until those run out.
      if (area.village && ++attempt < 6 && random.chance(0.6)) {
        return area.short_zh + names_.pick("lane_suffix", random);
      }
      return names_.pick("road_word", random) + names_.pick("road_suffix", random);
    });
  }

  geo::Point point_in(const Grid& grid, Random& random) const {
    const geo::Box box = geo::box_of(grid.shape);
    for (int attempt = 0; attempt < 200; ++attempt) {
      const geo::Point p{random.between(box.west, box.east), random.between(box.south, box.north)};
      if (geo::contains(grid.shape, p)) return rounded(p);
    }
    return grid.centre;
  }

  // Near a place but inside the grid.
  geo::Point near(const Grid& grid, geo::Point at, double metres, Random& random) const {
    for (int attempt = 0; attempt < 8; ++attempt) {
      const geo::Point p{at.lng + random.between(-metres, metres) * k_lng_per_m,
                         at.lat + random.between(-metres, metres) * k_lat_per_m};
      if (geo::contains(grid.shape, p)) return rounded(p);
    }
    return at;
  }

  // Six decimals, 0.1 m.
  static geo::Point rounded(geo::Point p) {
    const auto cut = [](double d) { return static_cast<double>(static_cast<std::int64_t>(d * 1e6 + 0.5)) / 1e6; };
    return {cut(p.lng), cut(p.lat)};
  }

  void make_grid(const Area& area, int g, std::vector<Road>& roads, Random& random) {
    const Grid& grid = district_.grids[g];
    std::vector<Road*> here;
    for (int i = 0; i < 3; ++i) {
      Road* road = &roads[random.below(static_cast<std::uint32_t>(roads.size()))];
      if (std::find(here.begin(), here.end(), road) == here.end()) here.push_back(road);
    }
    for (Road* road : here) {
      district_.place_names.push_back({road->name, PlaceKind::road, point_in(grid, random), g});
      add_houses(area, g, *road, random);
    }
    const bool estates = grid.land_use == LandUse::residential || grid.land_use == LandUse::mixed;
    const auto people_each = estates ? 1800 : 3500;
    const auto count = grid.land_use == LandUse::village ? 0 : 1 + grid.population / people_each;
    for (int i = 0; i < count; ++i) {
      add_estate(area, g, *here[random.below(static_cast<std::uint32_t>(here.size()))], random);
    }
    if (grid.land_use == LandUse::industrial) {
      for (int i = 0; i < 3; ++i) add_named(area, g, PlaceKind::factory, "factory_word", "factory_suffix", random);
    }
    if (grid.land_use == LandUse::commercial) add_named(area, g, PlaceKind::mall, "mall_word", "mall_suffix", random);
  }

  void add_named(const Area& area, int g, PlaceKind kind, const char* words, const char* suffixes, Random& random) {
    const std::string name =
        unique([&] { return area.short_zh + names_.pick(words, random) + names_.pick(suffixes, random); });
    district_.place_names.push_back({name, kind, point_in(district_.grids[g], random), g});
  }

  void add_houses(const Area& area, int g, Road& road, Random& random) {
    const Grid& grid = district_.grids[g];
    // Houses stand along a line through the grid, numbers rising.
    const geo::Point from = point_in(grid, random), to = point_in(grid, random);
    const int houses = 6 + static_cast<int>(random.below(5));
    for (int i = 0; i < houses; ++i) {
      const double t = (i + 0.5) / houses;
      const geo::Point on{from.lng + t * (to.lng - from.lng), from.lat + t * (to.lat - from.lat)};
      Address address;
      address.road = road.name;
      address.number = std::to_string(road.next_number) + "号";
      road.next_number += 1 + static_cast<int>(random.below(4));
      address.point = geo::contains(grid.shape, on) ? near(grid, rounded(on), 15, random) : point_in(grid, random);
      address.grid = g;
      address.floors = 1 + static_cast<int>(random.below(area.village ? 5 : 7));
      add(area, std::move(address));
    }
  }

  void add_estate(const Area& area, int g, Road& road, Random& random) {
    const Grid& grid = district_.grids[g];
    const std::string name =
        unique([&] { return names_.pick("estate_word", random) + names_.pick("estate_suffix", random); });
    const geo::Point at = point_in(grid, random);
    district_.place_names.push_back({name, PlaceKind::estate, at, g});
    const std::string number = std::to_string(road.next_number) + "号";
    road.next_number += 2 + static_cast<int>(random.below(6));
    const int buildings = 3 + static_cast<int>(random.below(9));
    const bool low = random.chance(0.5);
    const int floors = low ? 7 + static_cast<int>(random.below(2)) : 18 + static_cast<int>(random.below(15));
    for (int b = 1; b <= buildings; ++b) {
      Address address;
      address.road = road.name;
      address.number = number;
      address.estate = name;
      address.building = std::to_string(b) + "幢";
      address.point = near(grid, at, 90, random);
      address.grid = g;
      address.floors = floors;
      add(area, std::move(address));
    }
  }

  void add(const Area& area, Address address) {
    const auto town = std::find_if(district_.areas.begin(), district_.areas.end(),
                                   [&](const Area& a) { return a.code == area.parent; });
    address.text = town->name_zh + area.name_zh + address.road + address.number + address.estate + address.building;
    district_.addresses.push_back(std::move(address));
  }

  void add_points_of_interest(const Area& area, std::size_t first, std::size_t last, Random& random) {
    struct Kind {
      PlaceKind kind;
      const char* suffix;
      double probability;
    };
    static constexpr Kind kinds[] = {
        {PlaceKind::station, "党群服务中心", 1},      {PlaceKind::school, "小学", 0.55},
        {PlaceKind::school, "中学", 0.15},            {PlaceKind::kindergarten, "幼儿园", 0.85},
        {PlaceKind::market, "市场", 0.75},            {PlaceKind::park, "公园", 0.8},
        {PlaceKind::clinic, "卫生服务站", 0.7},       {PlaceKind::square, "文化广场", 0.6},
        {PlaceKind::station, "公交站", 0.9},
    };
    for (const Kind& kind : kinds) {
      if (!random.chance(kind.probability)) continue;
      const std::string name = (area.village ? area.name_zh : area.short_zh) + kind.suffix;
      if (!used_.insert(name).second) continue;
      add_point(name, kind.kind, first, last, random);
    }
    if (!area.village || !random.chance(0.7)) return;
    const std::string temple = area.name_zh + "祠堂";
    if (used_.insert(temple).second) add_point(temple, PlaceKind::temple, first, last, random);
  }

  void add_point(const std::string& name, PlaceKind kind, std::size_t first, std::size_t last, Random& random) {
    const int g = static_cast<int>(first + random.below(static_cast<std::uint32_t>(last - first)));
    district_.place_names.push_back({name, kind, point_in(district_.grids[g], random), g});
  }

  const Names& names_;
  District& district_;
  std::set<std::string> used_;
};

}  // namespace

Outcome make_gazetteer(const Sources& sources, District& district) {
  TIANGE_TRY(const Names names, Names::read(sources.names));
  Gazetteer(names, district).make();
  return done();
}

}  // namespace tiange::town
