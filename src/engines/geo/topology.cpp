#include "engines/geo/topology.h"

#include <geos_c.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace tiange::geo {
namespace {

// GEOS reports troubles through null results; its messages are of no use to a clerk.
class Geos {
 public:
  Geos() : handle_(GEOS_init_r()) {}
  ~Geos() { GEOS_finish_r(handle_); }
  Geos(const Geos&) = delete;
  Geos& operator=(const Geos&) = delete;
  operator GEOSContextHandle_t() const { return handle_; }

 private:
  GEOSContextHandle_t handle_;
};

struct Free {
  GEOSContextHandle_t geos;
  void operator()(GEOSGeometry* g) const { GEOSGeom_destroy_r(geos, g); }
};
using Geometry = std::unique_ptr<GEOSGeometry, Free>;

Geometry own(const Geos& geos, GEOSGeometry* g) { return Geometry(g, Free{geos}); }

GEOSCoordSequence* sequence(const Geos& geos, const std::vector<Point>& points, bool close) {
  std::vector<double> flat;
  flat.reserve(points.size() * 2 + 2);
  for (Point p : points) flat.insert(flat.end(), {p.lng, p.lat});
  if (close) flat.insert(flat.end(), {points[0].lng, points[0].lat});
  return GEOSCoordSeq_copyFromBuffer_r(geos, flat.data(), static_cast<unsigned>(flat.size() / 2), 0, 0);
}

Geometry ring_of(const Geos& geos, const Ring& ring) {
  return own(geos, GEOSGeom_createLinearRing_r(geos, sequence(geos, ring, true)));
}

Geometry polygon_of(const Geos& geos, const Polygon& polygon) {
  std::vector<GEOSGeometry*> holes;
  for (const Ring& hole : polygon.holes) holes.push_back(ring_of(geos, hole).release());
  GEOSGeometry* shell = ring_of(geos, polygon.outer).release();
  return own(geos, GEOSGeom_createPolygon_r(geos, shell, holes.data(), static_cast<unsigned>(holes.size())));
}

Geometry collection_of(const Geos& geos, int type, std::vector<Geometry> parts) {
  std::vector<GEOSGeometry*> raw;
  for (Geometry& part : parts) raw.push_back(part.release());
  return own(geos, GEOSGeom_createCollection_r(geos, type, raw.data(), static_cast<unsigned>(raw.size())));
}

Geometry geometry_of(const Geos& geos, const MultiPolygon& shape) {
  std::vector<Geometry> parts;
  for (const Polygon& part : shape.parts) parts.push_back(polygon_of(geos, part));
  return collection_of(geos, GEOS_MULTIPOLYGON, std::move(parts));
}

Ring ring_from(const Geos& geos, const GEOSGeometry* line) {
  const GEOSCoordSequence* points = GEOSGeom_getCoordSeq_r(geos, line);
  unsigned size = 0;
  GEOSCoordSeq_getSize_r(geos, points, &size);
  Ring ring(size);
  for (unsigned i = 0; i < size; ++i) GEOSCoordSeq_getXY_r(geos, points, i, &ring[i].lng, &ring[i].lat);
  if (size > 1) ring.pop_back();
  return ring;
}

// Polygons inside any geometry; points and lines (touching borders) are left out.
void polygons_from(const Geos& geos, const GEOSGeometry* g, std::vector<Polygon>& out) {
  if (!g) return;
  if (GEOSGeomTypeId_r(geos, g) == GEOS_POLYGON) {
    if (GEOSisEmpty_r(geos, g)) return;
    Polygon polygon{ring_from(geos, GEOSGetExteriorRing_r(geos, g)), {}};
    for (int i = 0; i < GEOSGetNumInteriorRings_r(geos, g); ++i) {
      polygon.holes.push_back(ring_from(geos, GEOSGetInteriorRingN_r(geos, g, i)));
    }
    out.push_back(std::move(polygon));
    return;
  }
  const int type = GEOSGeomTypeId_r(geos, g);
  if (type != GEOS_MULTIPOLYGON && type != GEOS_GEOMETRYCOLLECTION) return;
  for (int i = 0; i < GEOSGetNumGeometries_r(geos, g); ++i) polygons_from(geos, GEOSGetGeometryN_r(geos, g, i), out);
}

bool sound_ring(const Ring& ring) {
  return ring.size() >= 3 && std::all_of(ring.begin(), ring.end(), [](Point p) { return is_valid(p); }) &&
         std::any_of(ring.begin(), ring.end(), [&](Point p) { return p != ring[0]; });
}

bool sound(const MultiPolygon& shape) {
  return !shape.empty() && std::all_of(shape.parts.begin(), shape.parts.end(), [](const Polygon& part) {
    return sound_ring(part.outer) && std::all_of(part.holes.begin(), part.holes.end(), sound_ring);
  });
}

std::string number(int index) { return std::to_string(index + 1); }
std::string square_metres(double area) { return std::to_string(static_cast<long long>(std::llround(area))); }

class Checker {
 public:
  Checker(std::span<const MultiPolygon> shapes, const MultiPolygon& whole, double tolerance_m2)
      : shapes_(shapes), whole_(whole), tolerance_m2_(tolerance_m2) {}

  TopologyReport run() {
    for (std::size_t i = 0; i < shapes_.size(); ++i) check_one(static_cast<int>(i));
    for (std::size_t i = 0; i < good_.size(); ++i) {
      for (std::size_t j = i + 1; j < good_.size(); ++j) {
        if (boxes_[i].meets(boxes_[j])) check_pair(i, j);
      }
    }
    check_whole();
    std::stable_sort(report_.flaws.begin(), report_.flaws.end(), [](const Flaw& a, const Flaw& b) {
      const bool a_first = a.kind <= FlawKind::self_crossing, b_first = b.kind <= FlawKind::self_crossing;
      return a_first != b_first ? a_first : a.area_m2 > b.area_m2;
    });
    return std::move(report_);
  }

 private:
  void check_one(int index) {
    const MultiPolygon& shape = shapes_[index];
    if (!sound(shape)) {
      const Point at = shape.empty() || shape.parts[0].outer.empty() ? Point{} : shape.parts[0].outer[0];
      return add({FlawKind::broken, index, -1, at, 0,
                  {"第 " + number(index) + " 个图形不完整：点数不足或坐标超出范围",
                   "Shape " + number(index) + " is incomplete: too few points, or coordinates out of range"}});
    }
    Geometry g = geometry_of(geos_, shape);
    char* reason = nullptr;
    GEOSGeometry* raw_where = nullptr;
    const char valid = GEOSisValidDetail_r(geos_, g.get(), 0, &reason, &raw_where);
    const Geometry where = own(geos_, raw_where);
    if (reason) GEOSFree_r(geos_, reason);
    if (valid != 1) {
      Point at = shape.parts[0].outer[0];
      if (where) {
        GEOSGeomGetX_r(geos_, where.get(), &at.lng);
        GEOSGeomGetY_r(geos_, where.get(), &at.lat);
      }
      return add({FlawKind::self_crossing, index, -1, at, 0,
                  {"第 " + number(index) + " 个图形的边界自相交或自相接",
                   "The border of shape " + number(index) + " crosses or touches itself"}});
    }
    report_.area_m2 += area_m2(shape);
    good_.push_back(std::move(g));
    indices_.push_back(index);
    boxes_.push_back(box_of(shape));
  }

  void check_pair(std::size_t i, std::size_t j) {
    const Geometry common = own(geos_, GEOSIntersection_r(geos_, good_[i].get(), good_[j].get()));
    const int first = indices_[i], second = indices_[j];
    for_each_area(common.get(), [&](Point at, double area) {
      add({FlawKind::overlap, first, second, at, area,
           {"第 " + number(first) + " 个与第 " + number(second) + " 个图形重叠 " + square_metres(area) + " 平方米",
            "Shapes " + number(first) + " and " + number(second) + " overlap by " + square_metres(area) + " m²"}});
    });
  }

  void check_whole() {
    std::vector<Geometry> copies;
    for (const Geometry& g : good_) copies.push_back(own(geos_, GEOSGeom_clone_r(geos_, g.get())));
    const Geometry all = collection_of(geos_, GEOS_GEOMETRYCOLLECTION, std::move(copies));
    const Geometry covered = own(geos_, GEOSUnaryUnion_r(geos_, all.get()));
    const auto add_gap = [&](Point at, double area) {
      add({FlawKind::gap, -1, -1, at, area,
           {"有 " + square_metres(area) + " 平方米的空隙未被任何图形覆盖",
            "A gap of " + square_metres(area) + " m² belongs to no shape"}});
    };
    if (whole_.empty()) {
      std::vector<Polygon> parts;
      polygons_from(geos_, covered.get(), parts);
      for (const Polygon& part : parts) {
        for (const Ring& hole : part.holes) {
          const MultiPolygon gap{{Polygon{hole, {}}}};
          if (area_m2(gap) > tolerance_m2_) add_gap(inner_point(gap), area_m2(gap));
        }
      }
      return;
    }
    if (!sound(whole_)) return;
    const Geometry whole = geometry_of(geos_, whole_);
    for_each_area(own(geos_, GEOSDifference_r(geos_, whole.get(), covered.get())).get(), add_gap);
    for (std::size_t i = 0; i < good_.size(); ++i) {
      const int index = indices_[i];
      const Geometry beyond = own(geos_, GEOSDifference_r(geos_, good_[i].get(), whole.get()));
      for_each_area(beyond.get(), [&](Point at, double area) {
        add({FlawKind::outside, index, -1, at, area,
             {"第 " + number(index) + " 个图形有 " + square_metres(area) + " 平方米超出外边界",
              "Shape " + number(index) + " reaches " + square_metres(area) + " m² beyond the outer border"}});
      });
    }
  }

  template <class Visit>
  void for_each_area(const GEOSGeometry* g, Visit visit) {
    std::vector<Polygon> parts;
    polygons_from(geos_, g, parts);
    for (const Polygon& part : parts) {
      const double area = area_m2(part);
      if (area > tolerance_m2_) visit(inner_point({{part}}), area);
    }
  }

  void add(Flaw flaw) { report_.flaws.push_back(std::move(flaw)); }

  Geos geos_;
  std::span<const MultiPolygon> shapes_;
  const MultiPolygon& whole_;
  double tolerance_m2_;
  TopologyReport report_;
  std::vector<Geometry> good_;
  std::vector<int> indices_;
  std::vector<Box> boxes_;
};

Refusal cannot_compute() {
  return refuse(ErrorCode::bad_geometry, "图形运算失败，请先检查自相交", "the shapes cannot be combined; check for self-crossing");
}

}  // namespace

TopologyReport check_topology(std::span<const MultiPolygon> shapes, const MultiPolygon& whole, double tolerance_m2) {
  return Checker(shapes, whole, tolerance_m2).run();
}

Result<std::vector<Polygon>> faces_between(std::span<const Line> lines, double step_degrees) {
  const Geos geos;
  std::vector<Geometry> parts;
  for (const Line& line : lines) {
    if (line.size() < 2 || !std::all_of(line.begin(), line.end(), [](Point p) { return is_valid(p); })) {
      return refuse(ErrorCode::bad_geometry, "线段点数不足或坐标超出范围", "a line has too few points or bad coordinates");
    }
    parts.push_back(own(geos, GEOSGeom_createLineString_r(geos, sequence(geos, line, false))));
  }
  const Geometry all = collection_of(geos, GEOS_MULTILINESTRING, std::move(parts));
  const Geometry noded = own(geos, GEOSUnaryUnionPrec_r(geos, all.get(), step_degrees));
  if (!noded) return cannot_compute();
  const GEOSGeometry* input = noded.get();
  const Geometry faces = own(geos, GEOSPolygonize_r(geos, &input, 1));
  if (!faces) return cannot_compute();
  MultiPolygon found;
  polygons_from(geos, faces.get(), found.parts);
  normalise(found);
  return std::move(found.parts);
}

Result<MultiPolygon> dissolve(std::span<const MultiPolygon> shapes) {
  const Geos geos;
  std::vector<Geometry> parts;
  for (const MultiPolygon& shape : shapes) {
    if (!sound(shape)) return cannot_compute();
    parts.push_back(geometry_of(geos, shape));
  }
  const Geometry all = collection_of(geos, GEOS_GEOMETRYCOLLECTION, std::move(parts));
  const Geometry merged = own(geos, GEOSUnaryUnion_r(geos, all.get()));
  if (!merged) return cannot_compute();
  MultiPolygon shape;
  polygons_from(geos, merged.get(), shape.parts);
  normalise(shape);
  return shape;
}

}  // namespace tiange::geo
