#pragma once
// Mapbox vector tiles 2.1 on the Web-Mercator pyramid. A tile is written layer by layer:
//
//   TileWriter tile({14, 13340, 7115});
//   tile.layer("grids");
//   tile.add(shape, 0, {{"code", "440604010014001"}, {"open", std::int64_t{12}}});
//   tile.layer("cases");
//   tile.add(point, case_id, {{"status", "open"}});
//   std::string body = std::move(tile).finish();      // application/vnd.mapbox-vector-tile, not compressed
//
// Shapes are clipped to the tile with a margin, snapped to its 4096 × 4096 lattice, and thinned by a rule that gives
// both neighbours of a shared border the same line. What falls outside or shrinks to nothing is left out.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "engines/geo/geo.h"

namespace tiange::geo {

struct TileAddress {
  int z = 0;
  std::uint32_t x = 0;
  std::uint32_t y = 0;  // from the north
  friend bool operator==(const TileAddress&, const TileAddress&) = default;
};

constexpr int k_max_zoom = 22;
constexpr int k_tile_extent = 4096;

// Zoom 0 to 22 with x and y inside the pyramid.
bool is_valid(TileAddress tile);
// From the three parts of an address as a client writes them; `y` may end in ".mvt". Nothing when there is no such tile.
std::optional<TileAddress> parse_tile(std::string_view z, std::string_view x, std::string_view y);
TileAddress tile_at(Point p, int z);
// The tile's ground, grown by `margin` tile widths on every side.
Box box_of(TileAddress tile, double margin = 0);

// Web-Mercator: x and y in [0, 1], y from the north. Latitudes beyond ±85.0511° are held there.
struct Mercator {
  double x;
  double y;
};
Mercator project(Point p);
Point unproject(Mercator m);

struct Property {
  std::string_view key;
  std::variant<std::string_view, std::int64_t, double, bool> value;
  Property(std::string_view k, std::string_view v) : key(k), value(v) {}
  Property(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
  Property(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
  Property(std::string_view k, std::int64_t v) : key(k), value(v) {}
  Property(std::string_view k, int v) : key(k), value(std::int64_t{v}) {}
  Property(std::string_view k, double v) : key(k), value(v) {}
  Property(std::string_view k, bool v) : key(k), value(v) {}
};

class TileWriter {
 public:
  explicit TileWriter(TileAddress tile);
  TileWriter(TileWriter&&) noexcept;
  TileWriter& operator=(TileWriter&&) noexcept;
  ~TileWriter();

  // Starts a layer; names are unique in a tile. Empty layers are left out.
  void layer(std::string_view name);
  // `id` 0 means none.
  void add(const MultiPolygon& shape, std::uint64_t id, std::span<const Property> properties);
  void add(Point point, std::uint64_t id, std::span<const Property> properties);
  void add(const MultiPolygon& shape, std::uint64_t id, std::initializer_list<Property> properties) {
    add(shape, id, std::span(properties.begin(), properties.size()));
  }
  void add(Point point, std::uint64_t id, std::initializer_list<Property> properties) {
    add(point, id, std::span(properties.begin(), properties.size()));
  }
  std::string finish() &&;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

struct Cluster {
  Point point;              // mean of its members
  std::uint32_t count = 0;  // 1: a single point
  std::uint32_t first = 0;  // index of its first member
};

// Points of one tile (margin of half a cell included) put together by square cells of `cell_units` of the tile's
// 4096; cells stand fast on the whole map, so clusters do not jump between tiles. In order of first member.
std::vector<Cluster> cluster(std::span<const Point> points, TileAddress tile, int cell_units);

}  // namespace tiange::geo
