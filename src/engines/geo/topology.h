#pragma once
// Do these areas form a clean map? And the two operations a map's maker needs: faces out of border lines, and one
// outline out of many pieces. The geometry library GEOS 3.11 works behind this face (topology.cpp alone includes it).

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "engines/geo/geo.h"

namespace tiange::geo {

enum class FlawKind {
  broken,         // too few points, coordinates out of range, no area
  self_crossing,  // a border crosses or touches itself
  overlap,        // two shapes share ground
  gap,            // ground inside the whole that no shape holds
  outside,        // ground held by a shape beyond the whole
};

struct Flaw {
  FlawKind kind = FlawKind::broken;
  int first = -1;   // index of the shape; -1 for a gap
  int second = -1;  // the other shape of an overlap
  Point where;      // a point on the flaw, to fly the map to
  double area_m2 = 0;
  Words what;       // one sentence, with indices counted from 1
};

struct TopologyReport {
  std::vector<Flaw> flaws;  // broken and self_crossing first, then the largest area first
  double area_m2 = 0;       // sum over the shapes that are sound
  bool clean() const { return flaws.empty(); }
};

// Checks every shape, each pair that meets, and against `whole` when it is not empty (else the holes inside the
// union count as gaps). Slivers of an area up to `tolerance_m2` are no flaw. Unsound shapes are reported and left out
// of the rest.
TopologyReport check_topology(std::span<const MultiPolygon> shapes, const MultiPolygon& whole, double tolerance_m2);

// The faces between border lines, after every crossing has become a corner of all lines that meet there and all
// coordinates lie on multiples of `step_degrees`. Faces that touch share their edges bit for bit. Normalised and in
// order of their first point. Refuses lines with bad coordinates.
Result<std::vector<Polygon>> faces_between(std::span<const Line> lines, double step_degrees);

// One shape out of many that do not overlap. Edges shared bit for bit disappear.
Result<MultiPolygon> dissolve(std::span<const MultiPolygon> shapes);

}  // namespace tiange::geo
