#include "town/ground/ground.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "engines/geo/locator.h"
#include "engines/geo/topology.h"
#include "town/ground/test_sources.h"

namespace tiange::town {
namespace {

const District& ground() { return test_district(); }

std::vector<geo::MultiPolygon> shapes_of(Level level) {
  std::vector<geo::MultiPolygon> shapes;
  for (const Area& area : ground().areas) {
    if (area.level == level) shapes.push_back(area.shape);
  }
  return shapes;
}

TEST(Ground, CountsAndCodes) {
  ASSERT_EQ(ground().areas.size(), 152u);
  ASSERT_EQ(ground().grids.size(), 478u);
  std::set<std::string> codes;
  std::map<int, int> last;
  for (const Grid& grid : ground().grids) {
    ASSERT_EQ(grid.code.size(), 15u);
    EXPECT_TRUE(codes.insert(grid.code).second);
    EXPECT_EQ(grid.code.substr(0, 12), ground().areas[grid.community].code);
    EXPECT_EQ(std::stoi(grid.code.substr(12)), ++last[grid.community]);
    EXPECT_GT(grid.population, 0);
    EXPECT_TRUE(geo::contains(grid.shape, grid.centre));
  }
  EXPECT_EQ(last.size(), 147u);
  EXPECT_NEAR(static_cast<double>(ground().areas[0].population), 1330262, 200);
}

TEST(Ground, GridsTileTheOutlineWithoutGapOrOverlap) {
  std::vector<geo::MultiPolygon> grids;
  for (const Grid& grid : ground().grids) {
    grids.push_back(grid.shape);
    EXPECT_EQ(grid.shape.parts.size(), 1u) << grid.code;
  }
  const geo::TopologyReport report = geo::check_topology(grids, ground().areas[0].shape, 0.01);
  EXPECT_TRUE(report.clean()) << report.flaws.size() << ' ' << report.flaws[0].what.en;
  EXPECT_NEAR(report.area_m2, 154.4e6, 0.2e6);
  EXPECT_TRUE(geo::check_topology(shapes_of(Level::community), ground().areas[0].shape, 0.01).clean());
  EXPECT_TRUE(geo::check_topology(shapes_of(Level::town), ground().areas[0].shape, 0.01).clean());
}

TEST(Ground, TownsHaveTheirSizes) {
  const std::map<std::string, double> km2{
      {"440604010", 26.6}, {"440604011", 26}, {"440604012", 25.5}, {"440604100", 76}};
  for (const Area& area : ground().areas) {
    if (area.level != Level::town) continue;
    EXPECT_NEAR(area.area_m2 / 1e6, km2.at(area.code), 1.5) << area.name_zh;
  }
}

TEST(Ground, AreasHoldTheirGrids) {
  for (const Grid& grid : ground().grids) EXPECT_TRUE(geo::contains(ground().areas[grid.community].shape, grid.centre));
  for (const Area& area : ground().areas) {
    EXPECT_TRUE(geo::contains(area.shape, area.centre));
    EXPECT_GT(area.area_m2, 5e4) << area.code;
  }
}

TEST(Ground, TheSameSeedGivesTheSameMap) {
  District again, other;
  again.seed = ground().seed;
  other.seed = ground().seed + 1;
  ASSERT_TRUE(make_ground(test_sources(), again).ok());
  ASSERT_TRUE(make_ground(test_sources(), other).ok());
  EXPECT_EQ(grids_geojson(again), grids_geojson(ground()));
  EXPECT_NE(grids_geojson(other), grids_geojson(ground()));
}

TEST(Ground, LocatorFindsEveryGrid) {
  std::vector<geo::MultiPolygon> grids;
  for (const Grid& grid : ground().grids) grids.push_back(grid.shape);
  const geo::Locator locator(grids);
  for (std::size_t i = 0; i < grids.size(); ++i) {
    EXPECT_EQ(locator.locate(ground().grids[i].centre), static_cast<int>(i));
  }
  // Corners included: on the lattice of corners each inner point belongs to exactly one grid.
  for (const geo::MultiPolygon& grid : grids) {
    for (geo::Point p : grid.parts[0].outer) {
      int owners = 0;
      for (const geo::MultiPolygon& other : grids) owners += geo::box_of(other).contains(p) && geo::contains(other, p);
      EXPECT_LE(owners, 1);
      EXPECT_EQ(locator.locate(p) != geo::Locator::k_nowhere, owners == 1);
    }
  }
}

TEST(Ground, ABadFileIsRefusedWithItsName) {
  District district;
  Sources sources;
  sources.areas = "code,name\n1,2\n";
  const Outcome outcome = make_ground(sources, district);
  ASSERT_FALSE(outcome.ok());
  EXPECT_NE(outcome.refusal().en.find("areas.csv has no column parent"), std::string::npos);
}

}  // namespace
}  // namespace tiange::town
