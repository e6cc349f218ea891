#include "engines/geo/geojson.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace tiange::geo {
namespace {

std::string polygon_feature(const std::string& coordinates) {
  return R"({"type":"FeatureCollection","features":[{"type":"Feature","id":7,"properties":{"名称":"甲"},)"
         R"("geometry":{"type":"Polygon","coordinates":)" + coordinates + "}}]}";
}

FieldError only_error(const std::string& text) {
  const auto read = read_geojson(text);
  if (read.ok() || read.refusal().fields.size() != 1) return {"(not one error)", "", ""};
  EXPECT_EQ(read.refusal().code, ErrorCode::bad_geometry);
  return read.refusal().fields[0];
}

TEST(GeoJson, WhatIsWrittenIsReadBackExactly) {
  FeatureCollection collection;
  Feature area;
  area.id = "440604010014001";
  area.area = MultiPolygon{{Polygon{{{113.1, 23.0}, {113.3, 23.1}, {113.2, 23.30000000000001}},
                                    {{{113.19, 23.1}, {113.2, 23.12}, {113.21, 23.1}}}},
                            Polygon{{{114, 23}, {115, 23}, {115, 24}}, {}}}};
  normalise(*area.area);
  area.properties = {{"name", "丽豪社区"}, {"population", 12000}, {"share", 0.1}};
  Feature point;
  point.point = Point{113.12345678901234, 23.000000000000004};
  collection.features = {area, point};
  const auto read = read_geojson(write_geojson(collection));
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->features.size(), 2u);
  EXPECT_EQ(read->features[0].id, area.id);
  EXPECT_EQ(json::Value(read->features[0].properties), json::Value(area.properties));
  EXPECT_EQ(read->features[0].area->parts[0].outer, area.area->parts[0].outer);
  EXPECT_EQ(read->features[0].area->parts[0].holes, area.area->parts[0].holes);
  EXPECT_EQ(read->features[0].area->parts.size(), 2u);
  EXPECT_EQ(*read->features[1].point, *point.point);
}

TEST(GeoJson, EachMistakeIsNamedWithItsPath) {
  EXPECT_EQ(only_error(polygon_feature("[[[0,0],[1,0],[1,1],[0,1]]]")).path, "features[0].geometry.coordinates[0]");
  EXPECT_EQ(only_error(polygon_feature("[[[0,0],[1,0],[0,0]]]")).path, "features[0].geometry.coordinates[0]");
  EXPECT_EQ(only_error(polygon_feature("[[[0,0],[1,\"x\"],[1,1],[0,0]]]")).path,
            "features[0].geometry.coordinates[0][1]");
  EXPECT_EQ(only_error(polygon_feature("[[[0,0],[1,0],[2,0],[0,0]]]")).en, "has no area");
  const FieldError swapped = only_error(polygon_feature("[[[113,23],[23,113],[113,24],[113,23]]]"));
  EXPECT_EQ(swapped.path, "features[0].geometry.coordinates[0][1]");
  EXPECT_NE(swapped.zh.find("写反"), std::string::npos);
  EXPECT_EQ(only_error(R"({"type":"Polygon"})").path, "type");
  EXPECT_EQ(only_error(R"({"type":"FeatureCollection","features":[{"type":"Feature"}]})").path, "features[0].geometry");
  EXPECT_EQ(only_error(R"({"type":"FeatureCollection","features":[5]})").path, "features[0].type");
  EXPECT_EQ(only_error(R"({"type":"FeatureCollection","crs":{"properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},)"
                       R"("features":[]})").path, "crs.properties.name");
  EXPECT_EQ(read_geojson("{").refusal().code, ErrorCode::bad_json);
}

TEST(GeoJson, ShiftedCoordinatesAreTurnedIntoWgs84) {
  const auto read = read_geojson(R"({"type":"Feature","geometry":{"type":"Point","coordinates":[116.41024449916938,)"
                                 R"(39.91640428150164]},"properties":null})", System::gcj02);
  ASSERT_TRUE(read.ok());
  EXPECT_NEAR(read->features[0].point->lng, 116.404, 1e-8);
  EXPECT_NEAR(read->features[0].point->lat, 39.915, 1e-8);
}

TEST(GeoJson, TheDistrictsOutlineIsSound) {
  std::stringstream text;
  text << std::ifstream(TIANGE_SOURCE_DIR "/data/outline.geojson").rdbuf();
  const auto read = read_geojson(text.str());
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->features.size(), 1u);
  EXPECT_NEAR(area_m2(*read->features[0].area) / 1e6, 154.4, 0.2);
}

}  // namespace
}  // namespace tiange::geo
