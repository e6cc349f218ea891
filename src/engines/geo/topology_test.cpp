#include "engines/geo/topology.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "engines/geo/locator.h"

namespace tiange::geo {
namespace {

MultiPolygon rectangle(double west, double south, double east, double north) {
  return {{Polygon{{{west, south}, {east, south}, {east, north}, {west, north}}, {}}}};
}

std::vector<FlawKind> kinds(const TopologyReport& report) {
  std::vector<FlawKind> kinds;
  for (const Flaw& flaw : report.flaws) kinds.push_back(flaw.kind);
  return kinds;
}

TEST(Topology, CleanTilingHasNoFlaw) {
  const std::vector<MultiPolygon> shapes{rectangle(113, 23, 113.01, 23.01), rectangle(113.01, 23, 113.02, 23.01)};
  const TopologyReport report = check_topology(shapes, rectangle(113, 23, 113.02, 23.01), 0.1);
  EXPECT_TRUE(report.clean());
  EXPECT_NEAR(report.area_m2, area_m2(rectangle(113, 23, 113.02, 23.01)), 1);
}

TEST(Topology, OverlapGapAndOutsideAreFoundWithPlaceAndArea) {
  const std::vector<MultiPolygon> shapes{rectangle(113, 23, 113.011, 23.01), rectangle(113.01, 23, 113.018, 23.01),
                                         rectangle(113.019, 23, 113.022, 23.01)};
  const TopologyReport report = check_topology(shapes, rectangle(113, 23, 113.02, 23.01), 0.1);
  ASSERT_EQ(report.flaws.size(), 3u);
  EXPECT_EQ(report.flaws[0].kind, FlawKind::outside);
  EXPECT_EQ(report.flaws[0].first, 2);
  for (const Flaw& flaw : report.flaws) {
    const double strip = area_m2(rectangle(113, 23, 113.001, 23.01));
    EXPECT_NEAR(flaw.area_m2, flaw.kind == FlawKind::outside ? 2 * strip : strip, strip * 0.01);
    EXPECT_FALSE(flaw.what.zh.empty());
    EXPECT_FALSE(flaw.what.en.empty());
    if (flaw.kind == FlawKind::gap) {
      EXPECT_TRUE(contains(rectangle(113.018, 23, 113.019, 23.01), flaw.where));
    }
    if (flaw.kind == FlawKind::overlap) {
      EXPECT_EQ(flaw.first, 0);
      EXPECT_EQ(flaw.second, 1);
      EXPECT_TRUE(contains(shapes[0], flaw.where) && contains(shapes[1], flaw.where));
    }
  }
}

TEST(Topology, SelfCrossingIsPlacedAndItsShapeLeftOut) {
  const MultiPolygon bow{{Polygon{{{0, 0}, {2, 2}, {2, 0}, {0, 2}}, {}}}};
  const MultiPolygon broken{{Polygon{{{5, 5}, {6, 6}}, {}}}};
  const TopologyReport report = check_topology(std::vector{bow, broken}, {}, 0.1);
  ASSERT_EQ(kinds(report), (std::vector{FlawKind::self_crossing, FlawKind::broken}));
  EXPECT_NEAR(report.flaws[0].where.lng, 1, 1e-9);
  EXPECT_NEAR(report.flaws[0].where.lat, 1, 1e-9);
  EXPECT_EQ(report.area_m2, 0);
}

TEST(Topology, WithoutAWholeHolesInTheUnionAreGaps) {
  const std::vector<MultiPolygon> frame{rectangle(0, 0, 3, 1), rectangle(0, 2, 3, 3), rectangle(0, 1, 1, 2),
                                        rectangle(2, 1, 3, 2)};
  const TopologyReport report = check_topology(frame, {}, 0.1);
  ASSERT_EQ(kinds(report), std::vector{FlawKind::gap});
  EXPECT_TRUE(contains(rectangle(1, 1, 2, 2), report.flaws[0].where));
}

TEST(Topology, FacesShareTheirEdgesBitForBit) {
  std::vector<Line> lines{{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}}};
  std::mt19937 random(3);
  for (int i = 0; i < 20; ++i) {
    const auto side = [&] { return static_cast<double>(random() % 10'000) / 10'000; };
    lines.push_back({{-0.1, side()}, {1.1, side()}});
    lines.push_back({{side(), -0.1}, {side(), 1.1}});
  }
  const auto faces = faces_between(lines, 1e-7);
  ASSERT_TRUE(faces.ok());
  std::vector<MultiPolygon> shapes;
  for (const Polygon& face : *faces) shapes.push_back({{face}});
  EXPECT_GT(shapes.size(), 200u);
  const TopologyReport report = check_topology(shapes, {}, 0);
  EXPECT_TRUE(report.clean());
  const auto merged = dissolve(shapes);
  ASSERT_TRUE(merged.ok());
  ASSERT_EQ(merged->parts.size(), 1u);
  EXPECT_TRUE(merged->parts[0].holes.empty());
}

TEST(Topology, DissolveRefusesNonsense) {
  const MultiPolygon broken{{Polygon{{{5, 5}, {6, 6}}, {}}}};
  EXPECT_FALSE(dissolve(std::vector{broken}).ok());
  EXPECT_FALSE(faces_between(std::vector<Line>{{{0, 0}}}, 1e-7).ok());
}

}  // namespace
}  // namespace tiange::geo
