#include "engines/geo/geojson.h"

#include <algorithm>

namespace tiange::geo {
namespace {

using json::Value;

constexpr std::size_t k_max_errors = 100;

std::string at(const std::string& path, std::size_t index) { return path + "[" + std::to_string(index) + "]"; }

class Reader {
 public:
  explicit Reader(System system) : system_(system) {}

  FeatureCollection read(const Value& root) {
    FeatureCollection collection;
    const std::string type = root.is_object() ? root.text_or("type") : "";
    read_system(root);
    if (type == "Feature") {
      read_feature(root, "", collection);
      return collection;
    }
    const Value* features = type == "FeatureCollection" ? root.find("features") : nullptr;
    if (!features || !features->is_array()) {
      wrong("type", "应为 FeatureCollection 或 Feature", "must be a FeatureCollection or a Feature");
      return collection;
    }
    for (std::size_t i = 0; i < features->as_array().size(); ++i) {
      read_feature(features->as_array()[i], at("features", i) + ".", collection);
    }
    return collection;
  }

  void read_geometry(const Value& geometry, const std::string& path, Feature& feature) {
    const std::string type = geometry.is_object() ? geometry.text_or("type") : "";
    const Value* coordinates = geometry.is_object() ? geometry.find("coordinates") : nullptr;
    if (type != "Point" && type != "Polygon" && type != "MultiPolygon") {
      return wrong(path + ".type", "应为 Point、Polygon 或 MultiPolygon", "must be Point, Polygon or MultiPolygon");
    }
    const std::string inside = path + ".coordinates";
    if (!coordinates || !coordinates->is_array() || coordinates->as_array().empty()) {
      return wrong(inside, "缺少坐标", "has no coordinates");
    }
    if (type == "Point") {
      feature.point = read_point(*coordinates, inside);
      return;
    }
    MultiPolygon area;
    if (type == "Polygon") {
      area.parts.push_back(read_polygon(*coordinates, inside));
    } else {
      for (std::size_t i = 0; i < coordinates->as_array().size(); ++i) {
        area.parts.push_back(read_polygon(coordinates->as_array()[i], at(inside, i)));
      }
    }
    if (errors_.empty()) normalise(area);
    feature.area = std::move(area);
  }

  std::vector<FieldError>& errors() { return errors_; }

 private:
  void wrong(std::string path, std::string zh, std::string en) {
    if (errors_.size() < k_max_errors) errors_.push_back({std::move(path), std::move(zh), std::move(en)});
  }

  void read_system(const Value& root) {
    const Value* crs = root.is_object() ? root.find("crs") : nullptr;
    const Value* properties = crs && crs->is_object() ? crs->find("properties") : nullptr;
    if (!properties || !properties->is_object()) return;
    const std::string name = properties->text_or("name");
    const std::size_t colon = name.rfind(':');
    const std::string last = colon == std::string::npos ? name : name.substr(colon + 1);
    const auto named = system_named(name.find("EPSG") != std::string::npos ? "EPSG:" + last : last);
    if (named) {
      system_ = *named;
    } else {
      wrong("crs.properties.name", "不支持的坐标系：" + name, "coordinate system is not supported: " + name);
    }
  }

  void read_feature(const Value& value, const std::string& prefix, FeatureCollection& collection) {
    if (!value.is_object() || value.text_or("type") != "Feature") {
      return wrong(prefix + "type", "应为 Feature", "must be a Feature");
    }
    Feature feature;
    if (const Value* id = value.find("id")) {
      if (id->is_string()) feature.id = id->as_string();
      if (id->is_int()) feature.id = std::to_string(id->as_int());
    }
    if (const Value* properties = value.find("properties"); properties && properties->is_object()) {
      feature.properties = properties->as_object();
    }
    const Value* geometry = value.find("geometry");
    if (!geometry) {
      wrong(prefix + "geometry", "缺少图形", "has no geometry");
    } else if (!geometry->is_null()) {
      read_geometry(*geometry, prefix + "geometry", feature);
    }
    collection.features.push_back(std::move(feature));
  }

  Point read_point(const Value& value, const std::string& path) {
    const bool pair = value.is_array() && value.as_array().size() >= 2 && value.as_array()[0].is_number() &&
                      value.as_array()[1].is_number();
    if (!pair) {
      wrong(path, "应为 [经度, 纬度]", "must be [longitude, latitude]");
      return {};
    }
    const Point p{value.as_array()[0].as_double(), value.as_array()[1].as_double()};
    if (!is_valid(p)) {
      const bool swapped = is_valid({p.lat, p.lng});
      wrong(path, swapped ? "坐标超出范围，经度和纬度可能写反" : "坐标超出范围",
            swapped ? "is out of range; longitude and latitude may be swapped" : "is out of range");
      return {};
    }
    return to_wgs84(p, system_);
  }

  Ring read_ring(const Value& value, const std::string& path) {
    Ring ring;
    if (!value.is_array() || value.as_array().size() < 4) {
      wrong(path, "环至少需要四个点（首尾相同）", "a ring needs at least four points, the last equal to the first");
      return ring;
    }
    const std::size_t before = errors_.size();
    const json::Array& positions = value.as_array();
    for (std::size_t i = 0; i < positions.size(); ++i) ring.push_back(read_point(positions[i], at(path, i)));
    if (errors_.size() != before) return ring;
    if (ring.front() != ring.back()) {
      wrong(path, "环没有闭合：首尾两点不同", "is not closed: its first and last points differ");
    }
    ring.pop_back();
    Ring plain = ring;
    normalise(plain, true);
    if (plain.size() < 3 || signed_area_m2(plain) == 0) wrong(path, "环没有面积", "has no area");
    return ring;
  }

  Polygon read_polygon(const Value& value, const std::string& path) {
    Polygon polygon;
    if (!value.is_array() || value.as_array().empty()) {
      wrong(path, "缺少外环", "has no outer ring");
      return polygon;
    }
    polygon.outer = read_ring(value.as_array()[0], at(path, 0));
    for (std::size_t i = 1; i < value.as_array().size(); ++i) {
      polygon.holes.push_back(read_ring(value.as_array()[i], at(path, i)));
    }
    return polygon;
  }

  System system_;
  std::vector<FieldError> errors_;
};

void append_position(std::string& out, Point p) {
  out += '[';
  json::append_number(out, p.lng);
  out += ',';
  json::append_number(out, p.lat);
  out += ']';
}

void append_ring(std::string& out, const Ring& ring) {
  out += '[';
  for (std::size_t i = 0; i <= ring.size() && !ring.empty(); ++i) {
    if (i) out += ',';
    append_position(out, ring[i % ring.size()]);
  }
  out += ']';
}

void append_polygon(std::string& out, const Polygon& polygon) {
  out += '[';
  append_ring(out, polygon.outer);
  for (const Ring& hole : polygon.holes) {
    out += ',';
    append_ring(out, hole);
  }
  out += ']';
}

}  // namespace

Result<FeatureCollection> read_geojson(std::string_view text, System system) {
  TIANGE_TRY(const Value root, json::parse(text));
  Reader reader(system);
  FeatureCollection collection = reader.read(root);
  if (!reader.errors().empty()) return refuse_fields(ErrorCode::bad_geometry, std::move(reader.errors()));
  return collection;
}

Result<MultiPolygon> read_area(const Value& geometry, System system, std::string path) {
  Reader reader(system);
  Feature feature;
  reader.read_geometry(geometry, path, feature);
  if (reader.errors().empty() && !feature.area) {
    reader.errors().push_back({path + ".type", "应为 Polygon 或 MultiPolygon", "must be Polygon or MultiPolygon"});
  }
  if (!reader.errors().empty()) return refuse_fields(ErrorCode::bad_geometry, std::move(reader.errors()));
  return std::move(*feature.area);
}

void append_geometry(std::string& out, const MultiPolygon& area) {
  if (area.parts.size() == 1) {
    out += R"({"type":"Polygon","coordinates":)";
    append_polygon(out, area.parts[0]);
  } else {
    out += R"({"type":"MultiPolygon","coordinates":[)";
    for (std::size_t i = 0; i < area.parts.size(); ++i) {
      if (i) out += ',';
      append_polygon(out, area.parts[i]);
    }
    out += ']';
  }
  out += '}';
}

void append_geometry(std::string& out, Point point) {
  out += R"({"type":"Point","coordinates":)";
  append_position(out, point);
  out += '}';
}

std::string write_geojson(const FeatureCollection& collection) {
  std::string out = R"({"type":"FeatureCollection","features":[)";
  for (std::size_t i = 0; i < collection.features.size(); ++i) {
    const Feature& feature = collection.features[i];
    out += i ? ",\n" : "\n";
    out += R"({"type":"Feature",)";
    if (!feature.id.empty()) {
      out += R"("id":)";
      json::append_escaped(out, feature.id);
      out += ',';
    }
    out += R"("properties":)";
    json::append_value(out, Value(feature.properties));
    out += R"(,"geometry":)";
    if (feature.point) {
      append_geometry(out, *feature.point);
    } else if (feature.area) {
      append_geometry(out, *feature.area);
    } else {
      out += "null";
    }
    out += '}';
  }
  return out + "\n]}\n";
}

}  // namespace tiange::geo
