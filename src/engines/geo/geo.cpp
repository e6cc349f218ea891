#include "engines/geo/geo.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace tiange::geo {
namespace {

constexpr double k_radius_m = 6371008.8;          // mean radius of the Earth
constexpr double k_semi_major_wgs84_m = 6378137.0;      // WGS84
constexpr double k_flattening = 1 / 298.257223563;
constexpr double k_e2 = k_flattening * (2 - k_flattening);
constexpr double k_radian = std::numbers::pi / 180;

// Height of a latitude in the equal-area cylindrical projection of the ellipsoid, in metres.
double equal_area_height_m(double lat) {
  const double e = std::sqrt(k_e2);
  const double s = std::sin(lat * k_radian);
  const double q = (1 - k_e2) * (s / (1 - k_e2 * s * s) + std::atanh(e * s) / e);
  return k_semi_major_wgs84_m * q / 2;
}

struct Moment {
  double area = 0;  // signed, degrees²
  double x = 0;
  double y = 0;
};

// Twice the area and the first moments of a ring about its first point, which keeps small shapes exact.
Moment moment_of(const Ring& ring) {
  Moment sum;
  if (ring.size() < 3) return sum;
  const Point o = ring[0];
  for (std::size_t i = 1; i + 1 < ring.size(); ++i) {
    const double x1 = ring[i].lng - o.lng, y1 = ring[i].lat - o.lat;
    const double x2 = ring[i + 1].lng - o.lng, y2 = ring[i + 1].lat - o.lat;
    const double cross = x1 * y2 - x2 * y1;
    sum.area += cross / 2;
    sum.x += cross * (x1 + x2) / 6;
    sum.y += cross * (y1 + y2) / 6;
  }
  sum.x += sum.area * o.lng;
  sum.y += sum.area * o.lat;
  return sum;
}

void grow(Box& box, const Ring& ring) {
  for (Point p : ring) {
    box.west = std::min(box.west, p.lng);
    box.east = std::max(box.east, p.lng);
    box.south = std::min(box.south, p.lat);
    box.north = std::max(box.north, p.lat);
  }
}

Box nothing() {
  constexpr double far = std::numeric_limits<double>::infinity();
  return {far, far, -far, -far};
}

template <class Visit>
void for_each_ring(const MultiPolygon& shape, Visit visit) {
  for (const Polygon& part : shape.parts) {
    visit(part.outer);
    for (const Ring& hole : part.holes) visit(hole);
  }
}

double ring_length_m(const Ring& ring) {
  double length = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) length += distance_m(ring[i], ring[(i + 1) % ring.size()]);
  return length;
}

bool crosses_odd(const Ring& ring, Point p) {
  bool odd = false;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    const detail::Edge e = detail::canonical_edge(ring[j], ring[i]);
    odd ^= detail::spans_lat(e, p.lat) && detail::left_of(e, p);
  }
  return odd;
}

}  // namespace

bool is_valid(Point p) { return p.lng >= -180 && p.lng <= 180 && p.lat >= -90 && p.lat <= 90; }

Box box_of(const Ring& ring) {
  Box box = nothing();
  grow(box, ring);
  return box;
}

Box box_of(const MultiPolygon& shape) {
  Box box = nothing();
  for (const Polygon& part : shape.parts) grow(box, part.outer);
  return box;
}

double signed_area_m2(const Ring& ring) {
  if (ring.size() < 3) return 0;
  Ring flat;
  flat.reserve(ring.size());
  for (Point p : ring) flat.push_back({p.lng * k_radian * k_semi_major_wgs84_m, equal_area_height_m(p.lat)});
  return moment_of(flat).area;
}

double area_m2(const Polygon& polygon) {
  double area = std::abs(signed_area_m2(polygon.outer));
  for (const Ring& hole : polygon.holes) area -= std::abs(signed_area_m2(hole));
  return std::max(area, 0.0);
}

double area_m2(const MultiPolygon& shape) {
  double area = 0;
  for (const Polygon& part : shape.parts) area += area_m2(part);
  return area;
}

double perimeter_m(const MultiPolygon& shape) {
  double length = 0;
  for_each_ring(shape, [&](const Ring& ring) { length += ring_length_m(ring); });
  return length;
}

Point centroid(const MultiPolygon& shape) {
  Moment sum;
  Point mean;
  double count = 0;
  for (const Polygon& part : shape.parts) {
    const auto add = [&](const Ring& ring, double sign) {
      const Moment m = moment_of(ring);
      const double way = m.area < 0 ? -sign : sign;
      sum.area += way * m.area;
      sum.x += way * m.x;
      sum.y += way * m.y;
    };
    add(part.outer, 1);
    for (const Ring& hole : part.holes) add(hole, -1);
    for (Point p : part.outer) {
      mean.lng += p.lng;
      mean.lat += p.lat;
      ++count;
    }
  }
  if (sum.area > 0) return {sum.x / sum.area, sum.y / sum.area};
  return count > 0 ? Point{mean.lng / count, mean.lat / count} : Point{};
}

Point inner_point(const MultiPolygon& shape) {
  const Polygon* largest = nullptr;
  double largest_area = -1;
  for (const Polygon& part : shape.parts) {
    const double area = std::abs(moment_of(part.outer).area);
    if (area > largest_area) {
      largest_area = area;
      largest = &part;
    }
  }
  if (!largest) return {};
  const MultiPolygon alone{{*largest}};
  const Point centre = centroid(alone);
  const Box box = box_of(alone);
  Point best = centre;
  double best_width = -1;
  // A few level lines; on each the widest stretch inside. The middle of the widest wins, near the centre on a tie.
  for (int step = 1; step < 16; ++step) {
    const double lat = step == 8 ? centre.lat : box.south + (box.north - box.south) * step / 16;
    std::vector<double> crossings;
    for_each_ring(alone, [&](const Ring& ring) {
      for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
        const detail::Edge e = detail::canonical_edge(ring[j], ring[i]);
        if (!detail::spans_lat(e, lat)) continue;
        crossings.push_back(e.a.lng + (e.b.lng - e.a.lng) * (lat - e.a.lat) / (e.b.lat - e.a.lat));
      }
    });
    std::sort(crossings.begin(), crossings.end());
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
      const double bonus = step == 8 ? 1.25 : 1.0;
      const double width = (crossings[i + 1] - crossings[i]) * bonus;
      if (width <= best_width) continue;
      best_width = width;
      best = {(crossings[i] + crossings[i + 1]) / 2, lat};
    }
  }
  return best;
}

double distance_m(Point from, Point to) {
  const double dlat = std::sin((to.lat - from.lat) * k_radian / 2);
  const double dlng = std::sin((to.lng - from.lng) * k_radian / 2);
  const double h = dlat * dlat + std::cos(from.lat * k_radian) * std::cos(to.lat * k_radian) * dlng * dlng;
  return 2 * k_radius_m * std::asin(std::sqrt(std::min(1.0, h)));
}

MetresPerDegree metres_per_degree(double lat) {
  const double s = std::sin(lat * k_radian);
  const double w = 1 - k_e2 * s * s;
  const double meridian = k_semi_major_wgs84_m * (1 - k_e2) / (w * std::sqrt(w));
  const double prime = k_semi_major_wgs84_m / std::sqrt(w);
  return {prime * std::cos(lat * k_radian) * k_radian, meridian * k_radian};
}

bool contains(const MultiPolygon& shape, Point p) {
  bool odd = false;
  for_each_ring(shape, [&](const Ring& ring) { odd ^= ring.size() > 2 && crosses_odd(ring, p); });
  return odd;
}

void normalise(Ring& ring, bool counter_clockwise) {
  ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
  while (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
  if (ring.empty()) return;
  if ((moment_of(ring).area > 0) != counter_clockwise) std::reverse(ring.begin(), ring.end());
  const auto first = std::min_element(ring.begin(), ring.end(), [](Point a, Point b) {
    return a.lat != b.lat ? a.lat < b.lat : a.lng < b.lng;
  });
  std::rotate(ring.begin(), first, ring.end());
}

void normalise(Polygon& polygon) {
  normalise(polygon.outer, true);
  for (Ring& hole : polygon.holes) normalise(hole, false);
  const auto by_start = [](const Ring& a, const Ring& b) {
    if (a.empty() || b.empty()) return a.size() < b.size();
    return a[0].lat != b[0].lat ? a[0].lat < b[0].lat : a[0].lng < b[0].lng;
  };
  std::sort(polygon.holes.begin(), polygon.holes.end(), by_start);
}

void normalise(MultiPolygon& shape) {
  for (Polygon& part : shape.parts) normalise(part);
  std::sort(shape.parts.begin(), shape.parts.end(), [](const Polygon& a, const Polygon& b) {
    if (a.outer.empty() || b.outer.empty()) return a.outer.size() < b.outer.size();
    const Point p = a.outer[0], q = b.outer[0];
    return p.lat != q.lat ? p.lat < q.lat : p.lng < q.lng;
  });
}

}  // namespace tiange::geo
