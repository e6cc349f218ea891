#include "engines/geo/tiles.h"

#include "base/text.h"

#include <protozero/pbf_writer.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace tiange::geo {
namespace {

constexpr double k_max_latitude = 85.05112877980659;
constexpr int k_margin = 64;  // units of the extent kept beyond the tile's border

struct Pixel {
  std::int32_t x;
  std::int32_t y;
  friend bool operator==(Pixel, Pixel) = default;
};

struct Exact {
  double x;
  double y;
};

// Cuts a ring at one side of the tile: keeps what lies on the inner side of `limit` along one axis.
std::vector<Exact> cut(const std::vector<Exact>& ring, bool along_x, double limit, bool keep_below) {
  std::vector<Exact> kept;
  const auto depth = [&](Exact p) {
    const double place = along_x ? p.x : p.y;
    return keep_below ? limit - place : place - limit;
  };
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Exact a = ring[i], b = ring[(i + 1) % ring.size()];
    const double da = depth(a), db = depth(b);
    if (da >= 0) kept.push_back(a);
    if ((da > 0 && db < 0) || (da < 0 && db > 0)) {
      const double t = da / (da - db);
      kept.push_back(along_x ? Exact{limit, a.y + t * (b.y - a.y)} : Exact{a.x + t * (b.x - a.x), limit});
    }
  }
  return kept;
}

std::int64_t twice_area(const std::vector<Pixel>& ring) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Pixel a = ring[i], b = ring[(i + 1) % ring.size()];
    sum += std::int64_t{a.x} * b.y - std::int64_t{b.x} * a.y;
  }
  return sum;
}

std::uint32_t rank_of(Pixel p) {
  std::uint32_t h = static_cast<std::uint32_t>(p.x) * 0x9e3779b1u ^ static_cast<std::uint32_t>(p.y) * 0x85ebca77u;
  h ^= h >> 15;
  return h * 0x2c1b3c6du;
}

// Within one unit of the straight line between its neighbours, and between them.
bool is_idle(Pixel a, Pixel p, Pixel b) {
  const std::int64_t dx = b.x - a.x, dy = b.y - a.y;
  const std::int64_t cross = dx * (p.y - a.y) - dy * (p.x - a.x);
  const std::int64_t along = dx * (p.x - a.x) + dy * (p.y - a.y);
  const std::int64_t length2 = dx * dx + dy * dy;
  return cross * cross <= length2 && along >= 0 && along <= length2;
}

// Drops idle points, never two neighbours at once: of neighbours the one with the lower rank goes. Rank and idleness
// depend on places alone, so both sides of a shared border drop the same points.
void thin(std::vector<Pixel>& ring) {
  for (int pass = 0; pass < 3 && ring.size() > 4; ++pass) {
    const std::size_t n = ring.size();
    std::vector<char> idle(n);
    for (std::size_t i = 0; i < n; ++i) idle[i] = is_idle(ring[(i + n - 1) % n], ring[i], ring[(i + 1) % n]);
    std::vector<Pixel> kept;
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t before = (i + n - 1) % n, after = (i + 1) % n;
      const bool lowest = (!idle[before] || rank_of(ring[i]) < rank_of(ring[before])) &&
                          (!idle[after] || rank_of(ring[i]) < rank_of(ring[after]));
      if (!idle[i] || !lowest) kept.push_back(ring[i]);
    }
    if (kept.size() == n) break;
    ring = std::move(kept);
  }
}

std::uint32_t zigzag(std::int32_t value) {
  return (static_cast<std::uint32_t>(value) << 1) ^ static_cast<std::uint32_t>(value >> 31);
}
std::uint32_t command(std::uint32_t id, std::size_t count) { return id | static_cast<std::uint32_t>(count) << 3; }

// Field numbers of the vector tile specification 2.1, §4.
enum Field : protozero::pbf_tag_type {
  tile_layer = 3,
  layer_name = 1, layer_feature = 2, layer_key = 3, layer_value = 4, layer_extent = 5, layer_version = 15,
  feature_id = 1, feature_tags = 2, feature_type = 3, feature_geometry = 4,
  value_string = 1, value_double = 3, value_int = 4, value_bool = 7,
};

std::string encode_value(const Property& property) {
  std::string out;
  protozero::pbf_writer value(out);
  struct Visit {
    protozero::pbf_writer& value;
    void operator()(std::string_view s) { value.add_string(value_string, s.data(), s.size()); }
    void operator()(std::int64_t n) { value.add_int64(value_int, n); }
    void operator()(double d) { value.add_double(value_double, d); }
    void operator()(bool b) { value.add_bool(value_bool, b); }
  };
  std::visit(Visit{value}, property.value);
  return out;
}

}  // namespace

bool is_valid(TileAddress tile) {
  if (tile.z < 0 || tile.z > k_max_zoom) return false;
  const std::uint32_t side = 1u << tile.z;
  return tile.x < side && tile.y < side;
}

Mercator project(Point p) {
  const double lat = std::clamp(p.lat, -k_max_latitude, k_max_latitude) * std::numbers::pi / 180;
  return {p.lng / 360 + 0.5, 0.5 - std::asinh(std::tan(lat)) / (2 * std::numbers::pi)};
}

Point unproject(Mercator m) {
  return {(m.x - 0.5) * 360, std::atan(std::sinh((0.5 - m.y) * 2 * std::numbers::pi)) * 180 / std::numbers::pi};
}

std::optional<TileAddress> parse_tile(std::string_view z, std::string_view x, std::string_view y) {
  if (y.ends_with(".mvt")) y.remove_suffix(4);
  const auto zoom = text::to_int(z);
  const auto column = text::to_int(x);
  const auto row = text::to_int(y);
  constexpr std::int64_t k_beyond = 1LL << k_max_zoom;
  if (!zoom || !column || !row || *zoom < 0 || *zoom > k_max_zoom) return std::nullopt;
  if (*column < 0 || *row < 0 || *column >= k_beyond || *row >= k_beyond) return std::nullopt;
  const TileAddress tile{static_cast<int>(*zoom), static_cast<std::uint32_t>(*column), static_cast<std::uint32_t>(*row)};
  return is_valid(tile) ? std::optional(tile) : std::nullopt;
}

TileAddress tile_at(Point p, int z) {
  const double side = static_cast<double>(1u << z);
  const Mercator m = project(p);
  const auto index = [&](double share) { return static_cast<std::uint32_t>(std::clamp(share * side, 0.0, side - 1)); };
  return {z, index(m.x), index(m.y)};
}

Box box_of(TileAddress tile, double margin) {
  const double side = static_cast<double>(1u << tile.z);
  const Point north_west = unproject({(tile.x - margin) / side, (tile.y - margin) / side});
  const Point south_east = unproject({(tile.x + 1 + margin) / side, (tile.y + 1 + margin) / side});
  return {north_west.lng, south_east.lat, south_east.lng, north_west.lat};
}

struct TileWriter::State {
  TileAddress tile;
  Box box;
  double side = 1;
  std::string body;
  std::string name;
  std::string features;
  std::vector<std::string> keys;
  std::map<std::string, std::uint32_t, std::less<>> key_index;
  std::vector<std::string> values;
  std::map<std::string, std::uint32_t> value_index;
  std::vector<std::uint32_t> geometry;
  Pixel cursor{0, 0};

  Exact to_tile(Point p) const {
    const Mercator m = project(p);
    return {(m.x * side - tile.x) * k_tile_extent, (m.y * side - tile.y) * k_tile_extent};
  }

  void move(Pixel p) {
    geometry.push_back(zigzag(p.x - cursor.x));
    geometry.push_back(zigzag(p.y - cursor.y));
    cursor = p;
  }

  // False when nothing of the ring is left. Outer rings turn clockwise on the screen (y down), holes the other way.
  bool add_ring(const Ring& ring, bool outer) {
    std::vector<Exact> exact;
    exact.reserve(ring.size());
    for (Point p : ring) exact.push_back(to_tile(p));
    constexpr double low = -k_margin, high = k_tile_extent + k_margin;
    const auto beyond = [](Exact p) { return p.x < low || p.x > high || p.y < low || p.y > high; };
    if (std::any_of(exact.begin(), exact.end(), beyond)) {
      exact = cut(cut(cut(cut(exact, true, low, false), true, high, true), false, low, false), false, high, true);
    }
    std::vector<Pixel> pixels;
    for (Exact p : exact) {
      const Pixel pixel{static_cast<std::int32_t>(std::lround(p.x)), static_cast<std::int32_t>(std::lround(p.y))};
      if (pixels.empty() || pixels.back() != pixel) pixels.push_back(pixel);
    }
    while (pixels.size() > 1 && pixels.front() == pixels.back()) pixels.pop_back();
    thin(pixels);
    const std::int64_t area = twice_area(pixels);
    if (pixels.size() < 3 || area == 0) return false;
    if ((area > 0) != outer) std::reverse(pixels.begin(), pixels.end());
    geometry.push_back(command(1, 1));
    move(pixels[0]);
    geometry.push_back(command(2, pixels.size() - 1));
    for (std::size_t i = 1; i < pixels.size(); ++i) move(pixels[i]);
    geometry.push_back(command(7, 1));
    return true;
  }

  void add_feature(std::uint32_t type, std::uint64_t id, std::span<const Property> properties) {
    std::vector<std::uint32_t> tags;
    for (const Property& property : properties) {
      const auto [key, new_key] = key_index.try_emplace(std::string(property.key), keys.size());
      if (new_key) keys.emplace_back(property.key);
      std::string encoded = encode_value(property);
      const auto [value, new_value] = value_index.try_emplace(encoded, values.size());
      if (new_value) values.push_back(std::move(encoded));
      tags.push_back(key->second);
      tags.push_back(value->second);
    }
    protozero::pbf_writer layer(features);
    protozero::pbf_writer feature(layer, layer_feature);
    if (id != 0) feature.add_uint64(feature_id, id);
    feature.add_packed_uint32(feature_tags, tags.begin(), tags.end());
    feature.add_enum(feature_type, static_cast<std::int32_t>(type));
    feature.add_packed_uint32(feature_geometry, geometry.begin(), geometry.end());
  }

  void begin_geometry() {
    geometry.clear();
    cursor = {0, 0};
  }

  void end_layer() {
    if (features.empty()) return;
    std::string encoded;
    {
      protozero::pbf_writer head(encoded);
      head.add_uint32(layer_version, 2);
      head.add_string(layer_name, name);
    }
    encoded += features;
    {
      protozero::pbf_writer tail(encoded);
      for (const std::string& key : keys) tail.add_string(layer_key, key);
      for (const std::string& value : values) tail.add_message(layer_value, value);
      tail.add_uint32(layer_extent, k_tile_extent);
    }
    protozero::pbf_writer(body).add_message(tile_layer, encoded);
    features.clear();
    keys.clear();
    key_index.clear();
    values.clear();
    value_index.clear();
  }
};

TileWriter::TileWriter(TileAddress tile) : state_(std::make_unique<State>()) {
  state_->tile = tile;
  state_->side = static_cast<double>(1u << tile.z);
  state_->box = box_of(tile, static_cast<double>(k_margin) / k_tile_extent);
}
TileWriter::TileWriter(TileWriter&&) noexcept = default;
TileWriter& TileWriter::operator=(TileWriter&&) noexcept = default;
TileWriter::~TileWriter() = default;

void TileWriter::layer(std::string_view name) {
  state_->end_layer();
  state_->name = name;
}

void TileWriter::add(const MultiPolygon& shape, std::uint64_t id, std::span<const Property> properties) {
  if (!box_of(shape).meets(state_->box)) return;
  state_->begin_geometry();
  for (const Polygon& part : shape.parts) {
    if (!state_->add_ring(part.outer, true)) continue;
    for (const Ring& hole : part.holes) state_->add_ring(hole, false);
  }
  if (!state_->geometry.empty()) state_->add_feature(3, id, properties);
}

void TileWriter::add(Point point, std::uint64_t id, std::span<const Property> properties) {
  if (!state_->box.contains(point)) return;
  const Exact p = state_->to_tile(point);
  state_->begin_geometry();
  state_->geometry.push_back(command(1, 1));
  state_->move({static_cast<std::int32_t>(std::lround(p.x)), static_cast<std::int32_t>(std::lround(p.y))});
  state_->add_feature(1, id, properties);
}

std::string TileWriter::finish() && {
  state_->end_layer();
  return std::move(state_->body);
}

std::vector<Cluster> cluster(std::span<const Point> points, TileAddress tile, int cell_units) {
  const double cells = static_cast<double>(1u << tile.z) * k_tile_extent / cell_units;
  const Box box = box_of(tile, 0.5 * cell_units / k_tile_extent);
  std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> index;
  std::vector<Cluster> clusters;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (!box.contains(points[i])) continue;
    const Mercator m = project(points[i]);
    const std::pair cell{static_cast<std::int64_t>(m.x * cells), static_cast<std::int64_t>(m.y * cells)};
    const auto [found, fresh] = index.try_emplace(cell, clusters.size());
    if (fresh) clusters.push_back({{0, 0}, 0, static_cast<std::uint32_t>(i)});
    Cluster& c = clusters[found->second];
    c.point.lng += points[i].lng;
    c.point.lat += points[i].lat;
    ++c.count;
  }
  for (Cluster& c : clusters) c.point = {c.point.lng / c.count, c.point.lat / c.count};
  return clusters;
}

}  // namespace tiange::geo
