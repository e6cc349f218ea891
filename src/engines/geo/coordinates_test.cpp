#include "engines/geo/coordinates.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tiange::geo {
namespace {

TEST(Coordinates, TheShiftMatchesThePublishedExample) {
  const Point there = gcj02_from_wgs84({116.404, 39.915});
  EXPECT_NEAR(there.lng, 116.41024449916938, 1e-9);
  EXPECT_NEAR(there.lat, 39.91640428150164, 1e-9);
}

TEST(Coordinates, BackIsTheInverseOverTheWholeMainland) {
  for (double lng = 73.5; lng < 135; lng += 0.83) {
    for (double lat = 18; lat < 54; lat += 0.77) {
      const Point home{lng, lat};
      const Point back = wgs84_from_gcj02(gcj02_from_wgs84(home));
      ASSERT_NEAR(back.lng, lng, 1e-9);
      ASSERT_NEAR(back.lat, lat, 1e-9);
    }
  }
}

TEST(Coordinates, TheShiftInTheDistrictIsHundredsOfMetres) {
  const Point home{113.12, 23.01};
  const double shift_m = distance_m(home, gcj02_from_wgs84(home));
  EXPECT_GT(shift_m, 300);
  EXPECT_LT(shift_m, 800);
}

TEST(Coordinates, AbroadNothingMoves) {
  for (Point p : {Point{2.35, 48.85}, Point{-0.1, 51.5}, Point{151.2, -33.9}}) {
    EXPECT_EQ(gcj02_from_wgs84(p), p);
    EXPECT_EQ(wgs84_from_gcj02(p), p);
  }
}

TEST(Coordinates, NamesOfSystemsAreReadGenerously) {
  EXPECT_EQ(system_named("gcj02"), System::gcj02);
  EXPECT_EQ(system_named("GCJ-02"), System::gcj02);
  EXPECT_EQ(system_named("EPSG:4490"), System::cgcs2000);
  EXPECT_EQ(system_named("Wgs_84"), System::wgs84);
  EXPECT_EQ(system_named("BD-09"), std::nullopt);
  for (System s : {System::wgs84, System::cgcs2000, System::gcj02}) EXPECT_EQ(system_named(name_of(s)), s);
}

}  // namespace
}  // namespace tiange::geo
