#pragma once
// Shapes on the ground. Coordinates are degrees, longitude first, on WGS84; CGCS2000 is taken as the same
// (see coordinates.h for the tolerance). Everything here is pure and works on shapes of a district's size:
// nothing crosses the antimeridian or covers a pole.

#include <cstddef>
#include <string>
#include <vector>

namespace tiange::geo {

struct Point {
  double lng = 0;
  double lat = 0;
  friend bool operator==(const Point&, const Point&) = default;
};

// A closed line written without repeating its first point. At least three points; edges do not cross.
using Ring = std::vector<Point>;
// An open line.
using Line = std::vector<Point>;

// The outer ring runs counter-clockwise, holes clockwise, once normalised.
struct Polygon {
  Ring outer;
  std::vector<Ring> holes;
};

struct MultiPolygon {
  std::vector<Polygon> parts;
  bool empty() const { return parts.empty(); }
};

struct Box {
  double west = 0;
  double south = 0;
  double east = 0;
  double north = 0;
  bool contains(Point p) const { return p.lng >= west && p.lng <= east && p.lat >= south && p.lat <= north; }
  bool meets(const Box& other) const {
    return west <= other.east && other.west <= east && south <= other.north && other.south <= north;
  }
};

// A longitude in [-180, 180] and a latitude in [-90, 90], both finite.
bool is_valid(Point p);

// The smallest box around all points; an empty shape gives a box that contains nothing.
Box box_of(const Ring& ring);
Box box_of(const MultiPolygon& shape);

// Area in m² on the WGS84 ellipsoid, exact for edges that are straight in the equal-area cylindrical projection
// (within 1e-6 of geodesic edges for shapes of a city's size). Positive when the ring runs counter-clockwise.
double signed_area_m2(const Ring& ring);
// Outer rings less holes; never negative, whatever the direction of the rings.
double area_m2(const Polygon& polygon);
double area_m2(const MultiPolygon& shape);

// Length of the border in metres, holes included.
double perimeter_m(const MultiPolygon& shape);

// Centre of area. For a shape without area: the mean of its points.
Point centroid(const MultiPolygon& shape);

// A point surely inside, near the widest place of the largest part: where to put a label.
Point inner_point(const MultiPolygon& shape);

// Great-circle distance in metres on a sphere of 6 371 008.8 m (within 0.6 % of the ellipsoid).
double distance_m(Point from, Point to);

// Metres per degree of longitude and latitude at a place, for work in a small neighbourhood.
struct MetresPerDegree {
  double lng;
  double lat;
};
MetresPerDegree metres_per_degree(double lat);

// Plain even-odd test over every edge, with the half-open rule of locator.h. O(edges): use a Locator for many points.
bool contains(const MultiPolygon& shape, Point p);

// Direction, starting point and duplicate neighbours made canonical, so that equal shapes compare equal.
void normalise(Ring& ring, bool counter_clockwise);
void normalise(Polygon& polygon);
void normalise(MultiPolygon& shape);

namespace detail {
// An edge with its lower end first (the more western one when level). Both neighbours of a shared border
// hold bitwise the same edge, hence always give the same answer about a point.
struct Edge {
  Point a;
  Point b;
};
inline Edge canonical_edge(Point p, Point q) {
  const bool keep = p.lat < q.lat || (p.lat == q.lat && p.lng <= q.lng);
  return keep ? Edge{p, q} : Edge{q, p};
}
// The point counts as moved east by an infinitely small step, and north by one infinitely smaller still.
inline bool left_of(const Edge& e, Point p) {
  const double turn = (e.b.lng - e.a.lng) * (p.lat - e.a.lat) - (e.b.lat - e.a.lat) * (p.lng - e.a.lng);
  return turn > 0 || (turn == 0 && e.a.lat == e.b.lat);
}
inline bool spans_lat(const Edge& e, double lat) { return (e.a.lat > lat) != (e.b.lat > lat); }
inline bool spans_lng(const Edge& e, double lng) { return (e.a.lng > lng) != (e.b.lng > lng); }
}  // namespace detail

}  // namespace tiange::geo
