#include "engines/geo/coordinates.h"

#include <cctype>
#include <cmath>
#include <numbers>
#include <string>

namespace tiange::geo {
namespace {

// Krasovsky 1940, on which the shift is computed.
constexpr double k_semi_major_m = 6378245.0;
constexpr double k_eccentricity2 = 0.00669342162296594323;
constexpr double k_pi = std::numbers::pi;

bool on_mainland_box(Point p) { return p.lng > 72.004 && p.lng < 137.8347 && p.lat > 0.8293 && p.lat < 55.8271; }

// Two waves: heights in metres, half-lengths in degrees.
double ripple(double height1, double height2, double x, double half1, double half2) {
  return (height1 * std::sin(x * k_pi / half1) + height2 * std::sin(x * k_pi / half2)) * 2 / 3;
}

// North-south and east-west shift in metres on the ellipsoid above, of x, y degrees from 105 E, 35 N.
double shift_north_m(double x, double y) {
  const double base = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * std::sqrt(std::abs(x));
  return base + ripple(20, 20, x, 1.0 / 6, 0.5) + ripple(20, 40, y, 1, 3) + ripple(160, 320, y, 12, 30);
}

double shift_east_m(double x, double y) {
  const double base = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * std::sqrt(std::abs(x));
  return base + ripple(20, 20, x, 1.0 / 6, 0.5) + ripple(20, 40, x, 1, 3) + ripple(150, 300, x, 12, 30);
}

Point shift_degrees(Point p) {
  const double x = p.lng - 105, y = p.lat - 35;
  const double radians = p.lat * k_pi / 180;
  const double s = std::sin(radians);
  const double w = 1 - k_eccentricity2 * s * s;
  const double root = std::sqrt(w);
  const double meridian = k_semi_major_m * (1 - k_eccentricity2) / (w * root);
  const double parallel = k_semi_major_m / root * std::cos(radians);
  return {shift_east_m(x, y) * 180 / (parallel * k_pi), shift_north_m(x, y) * 180 / (meridian * k_pi)};
}

}  // namespace

std::optional<System> system_named(std::string_view name) {
  std::string plain;
  for (char c : name) {
    if (c == '-' || c == '_' || c == ' ' || c == ':') continue;
    plain += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  if (plain == "wgs84" || plain == "epsg4326" || plain == "crs84") return System::wgs84;
  if (plain == "cgcs2000" || plain == "epsg4490") return System::cgcs2000;
  if (plain == "gcj02") return System::gcj02;
  return std::nullopt;
}

std::string_view name_of(System system) {
  switch (system) {
    case System::cgcs2000: return "CGCS2000";
    case System::gcj02: return "GCJ-02";
    case System::wgs84: break;
  }
  return "WGS84";
}

Point gcj02_from_wgs84(Point p) {
  if (!on_mainland_box(p)) return p;
  const Point shift = shift_degrees(p);
  return {p.lng + shift.lng, p.lat + shift.lat};
}

Point wgs84_from_gcj02(Point p) {
  if (!on_mainland_box(p)) return p;
  Point guess = p;
  // The shift changes by less than 1 % of the distance, so each round gains two digits or more.
  for (int round = 0; round < 12; ++round) {
    const Point there = gcj02_from_wgs84(guess);
    const Point miss{there.lng - p.lng, there.lat - p.lat};
    guess = {guess.lng - miss.lng, guess.lat - miss.lat};
    if (std::abs(miss.lng) < 1e-12 && std::abs(miss.lat) < 1e-12) break;
  }
  return guess;
}

Point to_wgs84(Point p, System from) { return from == System::gcj02 ? wgs84_from_gcj02(p) : p; }
Point from_wgs84(Point p, System to) { return to == System::gcj02 ? gcj02_from_wgs84(p) : p; }

MultiPolygon to_wgs84(MultiPolygon shape, System from) {
  for (Polygon& part : shape.parts) {
    for (Point& p : part.outer) p = to_wgs84(p, from);
    for (Ring& hole : part.holes) {
      for (Point& p : hole) p = to_wgs84(p, from);
    }
  }
  return shape;
}

}  // namespace tiange::geo
