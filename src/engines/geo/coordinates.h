#pragma once
// Coordinate systems met at the edges of the program. Inside, everything is WGS84.
//
// CGCS2000 (the national system, used by 粤政图 and by surveyed components) is taken as WGS84: both frames agree
// to better than 0.1 m in position, far inside the ±10 m of a citizen's report and the ±0.5 m of the best
// component survey (class A). Surveys that need better must not be rounded through this program.
//
// GCJ-02 is the shifted system of public Chinese web maps, 300 to 700 m away. It has no published definition; the
// formula here is the one all open map libraries share. Outside the mainland's box it leaves points unchanged.

#include <optional>
#include <string_view>

#include "engines/geo/geo.h"

namespace tiange::geo {

enum class System { wgs84, cgcs2000, gcj02 };

// "WGS84", "CGCS2000", "GCJ-02" (and spellings such as "gcj02", "EPSG:4326", "EPSG:4490"); case does not matter.
std::optional<System> system_named(std::string_view name);
std::string_view name_of(System system);

Point gcj02_from_wgs84(Point p);
// By iteration, to better than 1e-9 degrees (0.1 mm) of the forward formula.
Point wgs84_from_gcj02(Point p);

Point to_wgs84(Point p, System from);
Point from_wgs84(Point p, System to);
MultiPolygon to_wgs84(MultiPolygon shape, System from);

}  // namespace tiange::geo
