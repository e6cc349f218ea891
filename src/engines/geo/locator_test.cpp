#include "engines/geo/locator.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace tiange::geo {
namespace {

MultiPolygon one(Ring outer, std::vector<Ring> holes = {}) { return {{Polygon{std::move(outer), std::move(holes)}}}; }

std::int32_t plain(const std::vector<MultiPolygon>& shapes, Point p) {
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (contains(shapes[i], p)) return static_cast<std::int32_t>(i);
  }
  return Locator::k_nowhere;
}

// A tiling of n × n bent quadrilaterals whose corners are shared bit for bit.
std::vector<MultiPolygon> bent_tiling(int n, unsigned seed) {
  std::mt19937 random(seed);
  const auto jitter = [&] { return (static_cast<double>(random() % 2001) - 1000) / 1000 * 0.35; };
  std::vector<std::vector<Point>> corner(n + 1, std::vector<Point>(n + 1));
  for (int i = 0; i <= n; ++i) {
    for (int j = 0; j <= n; ++j) {
      corner[i][j] = {113 + (j + (j % n ? jitter() : 0)) * 0.01, 23 + (i + (i % n ? jitter() : 0)) * 0.01};
    }
  }
  std::vector<MultiPolygon> shapes;
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j) {
      shapes.push_back(one({corner[i][j], corner[i][j + 1], corner[i + 1][j + 1], corner[i + 1][j]}));
    }
  }
  return shapes;
}

int owners(const std::vector<MultiPolygon>& shapes, Point p) {
  int count = 0;
  for (const MultiPolygon& shape : shapes) count += contains(shape, p);
  return count;
}

TEST(Locator, AgreesWithThePlainTestEverywhere) {
  for (unsigned seed : {1u, 2u, 3u}) {
    const std::vector<MultiPolygon> shapes = bent_tiling(9, seed);
    const Locator locator(shapes);
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> lng(112.995, 113.095), lat(22.995, 23.095);
    for (int i = 0; i < 100'000; ++i) {
      const Point p{lng(random), lat(random)};
      ASSERT_EQ(locator.locate(p), plain(shapes, p)) << p.lng << ' ' << p.lat;
    }
  }
}

TEST(Locator, EveryPointOfAnInnerBorderBelongsToExactlyOneShape) {
  const std::vector<MultiPolygon> shapes = bent_tiling(8, 7);
  const Locator locator(shapes);
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> along(0, 1);
  for (const MultiPolygon& shape : shapes) {
    const Ring& ring = shape.parts[0].outer;
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const Point a = ring[i], b = ring[(i + 1) % ring.size()];
      for (int k = 0; k < 200; ++k) {
        const double t = k == 0 ? 0 : along(random);
        const Point p{a.lng + t * (b.lng - a.lng), a.lat + t * (b.lat - a.lat)};
        ASSERT_EQ(locator.locate(p), plain(shapes, p));
        const bool rim = p.lng <= 113 || p.lng >= 113.08 || p.lat <= 23 || p.lat >= 23.08;
        if (!rim) {
          ASSERT_EQ(owners(shapes, p), 1);
        }
      }
    }
  }
}

TEST(Locator, LevelAndUprightBordersFollowTheHalfOpenRule) {
  const std::vector<MultiPolygon> shapes = {
      one({{0, 0}, {1, 0}, {1, 1}, {0, 1}}), one({{1, 0}, {2, 0}, {2, 1}, {1, 1}}),
      one({{0, 1}, {1, 1}, {1, 2}, {0, 2}}), one({{1, 1}, {2, 1}, {2, 2}, {1, 2}})};
  const Locator locator(shapes);
  EXPECT_EQ(locator.locate({1, 0.5}), 1);   // the point counts as a step to the east
  EXPECT_EQ(locator.locate({0.5, 1}), 2);   // and a smaller one to the north
  EXPECT_EQ(locator.locate({1, 1}), 3);     // the corner of all four
  EXPECT_EQ(locator.locate({0, 0}), 0);
  EXPECT_EQ(locator.locate({2, 1}), Locator::k_nowhere);
  EXPECT_EQ(locator.locate({1, 2}), Locator::k_nowhere);
}

TEST(Locator, CornersOnEveryGridLineAreNoTrouble) {
  // Corners exactly on the cells' borders and middles: 1/512 steps of a unit square.
  std::vector<MultiPolygon> shapes;
  for (int i = 0; i < 16; ++i) {
    const double x = i / 16.0;
    shapes.push_back(one({{x, 0}, {x + 1 / 16.0, 0}, {x + 1 / 16.0, 0.5}, {x + 1 / 32.0, 0.5 + 1 / 512.0}, {x, 0.5}}));
    shapes.push_back(one({{x, 0.5}, {x + 1 / 32.0, 0.5 + 1 / 512.0}, {x + 1 / 16.0, 0.5}, {x + 1 / 16.0, 1}, {x, 1}}));
  }
  const Locator locator(shapes);
  for (int i = 0; i <= 1024; ++i) {
    for (int j = 0; j <= 1024; ++j) {
      const Point p{i / 1024.0, j / 1024.0};
      ASSERT_EQ(locator.locate(p), plain(shapes, p)) << i << ' ' << j;
    }
  }
}

TEST(Locator, HolesPartsAndOverlapsAnswerAsThePlainTest) {
  std::vector<MultiPolygon> shapes = {
      one({{0, 0}, {10, 0}, {10, 10}, {0, 10}}, {{{2, 2}, {2, 4}, {4, 4}, {4, 2}}, {{6, 6}, {6, 9}, {9, 9}, {9, 6}}}),
      one({{2, 2}, {4, 2}, {4, 4}, {2, 4}}),
      {{Polygon{{{6, 6}, {7, 6}, {7, 7}}, {}}, Polygon{{{8, 8}, {9, 8}, {9, 9}}, {}}}},
      one({{5, 5}, {12, 5}, {12, 12}}),
      MultiPolygon{},
  };
  const Locator locator(shapes);
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> along(-1, 13);
  for (int i = 0; i < 200'000; ++i) {
    const Point p{along(random), along(random)};
    ASSERT_EQ(locator.locate(p), plain(shapes, p));
  }
  for (int i = -2; i <= 26; ++i) {
    for (int j = -2; j <= 26; ++j) {
      const Point p{i / 2.0, j / 2.0};
      ASSERT_EQ(locator.locate(p), plain(shapes, p));
    }
  }
}

TEST(Locator, NothingAndNonsenseAreNowhere) {
  const double nan = std::numeric_limits<double>::quiet_NaN(), far = std::numeric_limits<double>::infinity();
  EXPECT_EQ(Locator().locate({0, 0}), Locator::k_nowhere);
  EXPECT_EQ(Locator(std::vector<MultiPolygon>{MultiPolygon{}}).locate({0, 0}), Locator::k_nowhere);
  const Locator locator(bent_tiling(3, 1));
  for (Point p : {Point{nan, 23.01}, Point{113.01, nan}, Point{far, 23.01}, Point{113.01, -far}, Point{-180, -90}}) {
    EXPECT_EQ(locator.locate(p), Locator::k_nowhere);
  }
}

}  // namespace
}  // namespace tiange::geo
