#pragma once
// GeoJSON (RFC 7946) of areas and points, both ways.
//
//   Result<FeatureCollection> read = read_geojson(body, System::gcj02);   // stored as WGS84
//   std::string body = write_geojson(collection);
//
// A wrong file is refused with ErrorCode::bad_geometry and up to 100 field errors, each with the path of what is wrong
// ("features[3].geometry.coordinates[0][17]") and the reason in both languages. Shapes are checked one by one here;
// crossings, overlaps and gaps are the work of topology.h.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "engines/geo/coordinates.h"
#include "engines/geo/geo.h"

namespace tiange::geo {

struct Feature {
  std::string id;                  // text or number in the file; empty for none
  std::optional<Point> point;      // either a point
  std::optional<MultiPolygon> area;  // or a Polygon or MultiPolygon; neither when its geometry is null
  json::Object properties;
};

struct FeatureCollection {
  std::vector<Feature> features;
};

// A FeatureCollection or a single Feature. Coordinates are taken to be in `system` unless an old-style "crs" member
// names another; a third coordinate (height) is dropped. Rings are normalised.
Result<FeatureCollection> read_geojson(std::string_view text, System system = System::wgs84);

// One geometry value; `path` is where it stands, for the field errors.
Result<MultiPolygon> read_area(const json::Value& geometry, System system = System::wgs84,
                               std::string path = "geometry");

// One feature a line; numbers in their shortest exact form.
std::string write_geojson(const FeatureCollection& collection);

void append_geometry(std::string& out, const MultiPolygon& area);  // Polygon when it has one part
void append_geometry(std::string& out, Point point);

}  // namespace tiange::geo
