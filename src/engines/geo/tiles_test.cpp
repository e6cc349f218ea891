#include "engines/geo/tiles.h"

#include <gtest/gtest.h>

#include <map>
#include <protozero/pbf_reader.hpp>
#include <random>

namespace tiange::geo {
namespace {

struct SeenFeature {
  std::uint64_t id = 0;
  std::uint32_t type = 0;
  std::map<std::string, std::string> properties;
  std::vector<std::vector<std::pair<int, int>>> rings;  // a point is a ring of one
};

int unzigzag(std::uint32_t v) { return static_cast<int>(v >> 1) ^ -static_cast<int>(v & 1); }

std::string value_text(protozero::pbf_reader value) {
  value.next();
  switch (value.tag()) {
    case 1: return std::string(value.get_view());
    case 3: return std::to_string(value.get_double());
    case 4: return std::to_string(value.get_int64());
    default: return value.get_bool() ? "true" : "false";
  }
}

void read_geometry(const std::vector<std::uint32_t>& code, SeenFeature& feature) {
  int x = 0, y = 0;
  for (std::size_t i = 0; i < code.size();) {
    const std::uint32_t id = code[i] & 7, count = code[i] >> 3;
    ++i;
    if (id == 7) continue;
    if (id == 1) feature.rings.emplace_back();
    for (std::uint32_t k = 0; k < count; ++k, i += 2) {
      x += unzigzag(code[i]);
      y += unzigzag(code[i + 1]);
      feature.rings.back().push_back({x, y});
    }
  }
}

// An independent reader of the format.
std::map<std::string, std::vector<SeenFeature>> read_tile(const std::string& body) {
  std::map<std::string, std::vector<SeenFeature>> layers;
  protozero::pbf_reader tile(body);
  while (tile.next(3)) {
    protozero::pbf_reader layer = tile.get_message();
    std::string name;
    std::vector<std::string> keys, values;
    std::vector<protozero::pbf_reader> features;
    while (layer.next()) {
      switch (layer.tag()) {
        case 1: name = layer.get_string(); break;
        case 2: features.push_back(layer.get_message()); break;
        case 3: keys.push_back(layer.get_string()); break;
        case 4: values.push_back(value_text(layer.get_message())); break;
        case 5: EXPECT_EQ(layer.get_uint32(), 4096u); break;
        case 15: EXPECT_EQ(layer.get_uint32(), 2u); break;
        default: layer.skip();
      }
    }
    for (protozero::pbf_reader& message : features) {
      SeenFeature seen;
      while (message.next()) {
        switch (message.tag()) {
          case 1: seen.id = message.get_uint64(); break;
          case 2: {
            std::vector<std::uint32_t> tags;
            for (std::uint32_t t : message.get_packed_uint32()) tags.push_back(t);
            for (std::size_t i = 0; i + 1 < tags.size(); i += 2) {
              seen.properties[keys.at(tags[i])] = values.at(tags[i + 1]);
            }
            break;
          }
          case 3: seen.type = static_cast<std::uint32_t>(message.get_enum()); break;
          case 4: {
            std::vector<std::uint32_t> code;
            for (std::uint32_t c : message.get_packed_uint32()) code.push_back(c);
            read_geometry(code, seen);
            break;
          }
          default: message.skip();
        }
      }
      layers[name].push_back(seen);
    }
  }
  return layers;
}

long long twice_area(const std::vector<std::pair<int, int>>& ring) {
  long long sum = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const auto [ax, ay] = ring[i];
    const auto [bx, by] = ring[(i + 1) % ring.size()];
    sum += 1LL * ax * by - 1LL * bx * ay;
  }
  return sum;
}

TEST(Tiles, AddressesAndProjectionAgree) {
  const Point district{113.12, 23.01};
  const TileAddress tile = tile_at(district, 14);
  EXPECT_EQ(tile, (TileAddress{14, 13340, 7115}));
  EXPECT_TRUE(box_of(tile).contains(district));
  const Point back = unproject(project(district));
  EXPECT_NEAR(back.lng, district.lng, 1e-12);
  EXPECT_NEAR(back.lat, district.lat, 1e-12);
  EXPECT_FALSE(is_valid({3, 8, 0}));
  EXPECT_FALSE(is_valid({-1, 0, 0}));
  EXPECT_FALSE(is_valid({23, 0, 0}));
  EXPECT_EQ(tile_at({180, -90}, 2), (TileAddress{2, 3, 3}));
}

TEST(Tiles, ShapesAndPointsComeBackWithTheirProperties) {
  const TileAddress tile = tile_at({113.12, 23.01}, 14);
  const Box b = box_of(tile);
  const double w = b.east - b.west, h = b.north - b.south;
  const auto in = [&](double x, double y) { return Point{b.west + x * w, b.north - y * h}; };
  const MultiPolygon shape{{Polygon{{in(0.25, 0.75), in(0.75, 0.75), in(0.75, 0.25), in(0.25, 0.25)},
                                    {{in(0.4, 0.4), in(0.6, 0.4), in(0.6, 0.6), in(0.4, 0.6)}}}}};
  TileWriter writer(tile);
  writer.layer("empty");
  writer.layer("grids");
  writer.add(shape, 42, {{"code", "440604010014001"}, {"open", 12}, {"share", 0.5}, {"own", true}});
  writer.layer("cases");
  writer.add(in(0.5, 0.5), 7, {{"status", "open"}});
  writer.add(in(3, 3), 8, {});
  auto layers = read_tile(std::move(writer).finish());
  ASSERT_EQ(layers.size(), 2u);
  const SeenFeature& grid = layers["grids"].at(0);
  EXPECT_EQ(grid.id, 42u);
  EXPECT_EQ(grid.type, 3u);
  EXPECT_EQ(grid.properties.at("code"), "440604010014001");
  EXPECT_EQ(grid.properties.at("open"), "12");
  EXPECT_EQ(grid.properties.at("own"), "true");
  ASSERT_EQ(grid.rings.size(), 2u);
  EXPECT_NEAR(twice_area(grid.rings[0]) / 2.0, 2048.0 * 2048, 2048 * 8);  // outer: positive, holes: negative
  EXPECT_NEAR(twice_area(grid.rings[1]) / 2.0, -819.0 * 819, 819 * 8);
  ASSERT_EQ(layers["cases"].size(), 1u);
  EXPECT_NEAR(layers["cases"][0].rings[0][0].first, 2048, 1);
}

TEST(Tiles, ClippingKeepsTheVisiblePartOnly) {
  const TileAddress tile = tile_at({113.12, 23.01}, 14);
  const MultiPolygon huge{{Polygon{{{112, 22}, {114, 22}, {114, 24}, {112, 24}}, {}}}};
  TileWriter writer(tile);
  writer.layer("a");
  writer.add(huge, 1, {});
  writer.add(MultiPolygon{{Polygon{{{10, 10}, {11, 10}, {11, 11}}, {}}}}, 2, {});
  auto layers = read_tile(std::move(writer).finish());
  ASSERT_EQ(layers["a"].size(), 1u);
  EXPECT_EQ(twice_area(layers["a"][0].rings[0]), 2LL * 4224 * 4224);
}

TEST(Tiles, NeighboursAreThinnedAlike) {
  // One long winding border between two shapes; at a low zoom both must draw it through the same points.
  std::mt19937 random(9);
  Ring border;
  for (int i = 0; i <= 400; ++i) border.push_back({113 + i * 0.0004, 23 + static_cast<double>(random() % 100) * 2e-6});
  Ring upper = border, lower(border.rbegin(), border.rend());
  upper.insert(upper.end(), {{113.16, 23.1}, {113, 23.1}});
  lower.insert(lower.end(), {{113, 22.9}, {113.16, 22.9}});
  const TileAddress tile = tile_at({113.08, 23}, 9);
  TileWriter writer(tile);
  writer.layer("a");
  writer.add(MultiPolygon{{Polygon{upper, {}}}}, 1, {});
  writer.add(MultiPolygon{{Polygon{lower, {}}}}, 2, {});
  auto layers = read_tile(std::move(writer).finish());
  ASSERT_EQ(layers["a"].size(), 2u);
  const auto& first = layers["a"][0].rings[0];
  EXPECT_LT(first.size(), 200u);
  // Together they are the whole rectangle: no crack and no overlap.
  TileWriter both(tile);
  both.layer("a");
  both.add(MultiPolygon{{Polygon{{{113, 22.9}, {113.16, 22.9}, {113.16, 23.1}, {113, 23.1}}, {}}}}, 1, {});
  const auto whole = read_tile(std::move(both).finish())["a"][0].rings[0];
  EXPECT_EQ(twice_area(first) + twice_area(layers["a"][1].rings[0]), twice_area(whole));
}

TEST(Tiles, ClustersCountEachPointOnceAndStandFast) {
  std::mt19937_64 random(4);
  std::uniform_real_distribution<double> lng(113.0, 113.1), lat(22.95, 23.05);
  std::vector<Point> points;
  for (int i = 0; i < 5000; ++i) points.push_back({lng(random), lat(random)});
  const TileAddress tile = tile_at({113.05, 23.0}, 10);
  const std::vector<Cluster> clusters = cluster(points, tile, 256);
  std::uint32_t total = 0, inside = 0;
  for (const Cluster& c : clusters) total += c.count;
  for (Point p : points) inside += box_of(tile, 0.5 * 256 / 4096).contains(p);
  EXPECT_EQ(total, inside);
  EXPECT_LT(clusters.size(), 300u);
  EXPECT_GT(clusters.size(), 10u);
}

}  // namespace
}  // namespace tiange::geo
