#include "engines/geo/geo.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tiange::geo {
namespace {

TEST(Geo, AreaAgreesWithTheEllipsoid) {
  // The surface of WGS84 is 510 065 621.724 km².
  const Ring everything{{-180, -90}, {180, -90}, {180, 90}, {-180, 90}};
  EXPECT_NEAR(signed_area_m2(everything) / 1e6, 510065621.724, 0.01);
  // One degree by one degree on the equator, bounded by parallels.
  const Ring cell{{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  EXPECT_NEAR(signed_area_m2(cell) / 1e6, 12308.464, 0.001);
  EXPECT_NEAR(signed_area_m2(Ring(cell.rbegin(), cell.rend())) / 1e6, -12308.464, 0.001);
}

TEST(Geo, AreaIgnoresDirectionAndTakesHolesOff) {
  const Polygon with_hole{{{0, 0}, {0, 2}, {2, 2}, {2, 0}}, {{{0.5, 0.5}, {1.5, 0.5}, {1.5, 1.5}, {0.5, 1.5}}}};
  const double whole = area_m2(Polygon{with_hole.outer, {}});
  EXPECT_NEAR(area_m2(with_hole) / whole, 0.75, 1e-3);
}

TEST(Geo, DistancesAndDegreesAgree) {
  EXPECT_NEAR(distance_m({113, 23}, {113, 24}), 111195, 1);
  const MetresPerDegree scale = metres_per_degree(23);
  EXPECT_NEAR(scale.lng, 102524, 100);
  EXPECT_NEAR(scale.lat, 110745, 20);
}

TEST(Geo, CentreAndInnerPoint) {
  const MultiPolygon square{{{{{1, 1}, {3, 1}, {3, 3}, {1, 3}}, {}}}};
  EXPECT_NEAR(centroid(square).lng, 2, 1e-12);
  EXPECT_NEAR(centroid(square).lat, 2, 1e-12);
  // A horseshoe's centre lies outside it; its inner point does not.
  const MultiPolygon horseshoe{{{{{0, 0}, {6, 0}, {6, 6}, {5, 6}, {5, 1}, {1, 1}, {1, 6}, {0, 6}}, {}}}};
  EXPECT_FALSE(contains(horseshoe, centroid(horseshoe)));
  EXPECT_TRUE(contains(horseshoe, inner_point(horseshoe)));
}

TEST(Geo, NormalisedShapesCompareEqualHoweverTheyWereWritten) {
  Ring one{{1, 0}, {1, 1}, {0, 1}, {0, 0}};
  Ring other{{0, 1}, {1, 1}, {1, 1}, {1, 0}, {0, 0}, {0, 1}};
  normalise(one, true);
  normalise(other, true);
  EXPECT_EQ(one, other);
  EXPECT_GT(signed_area_m2(one), 0);
  normalise(one, false);
  EXPECT_LT(signed_area_m2(one), 0);
}

TEST(Geo, BoxOfNothingHoldsNothing) {
  EXPECT_FALSE(box_of(MultiPolygon{}).contains({0, 0}));
  EXPECT_FALSE(is_valid({181, 0}));
  EXPECT_FALSE(is_valid({0, std::nan("")}));
}

}  // namespace
}  // namespace tiange::geo
