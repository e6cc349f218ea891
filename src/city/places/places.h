#pragma once
// 地点 places: areas and their codes, grids and their versions, standard addresses and place names.
// Coordinates are WGS84 degrees (CGCS2000 differs by centimetres); GCJ-02 is converted at the edges.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/codes.h"
#include "base/json.h"
#include "base/result.h"
#include "base/scope.h"
#include "platform/db/db.h"

namespace tiange::places {

struct Area {
  std::string code;    // 6, 9, 12 or 15 digits
  std::string level;   // district | town | community | grid
  std::string name_zh;
  std::string name_en;
  std::string parent;
  double lng = 0;      // a point inside
  double lat = 0;
  double area_km2 = 0;
  std::int64_t population = 0;
  int version = 1;
  Date valid_from;
  std::optional<Date> valid_until;
};
BOOST_DESCRIBE_STRUCT(Area, (), (code, level, name_zh, name_en, parent, lng, lat, area_km2, population, version,
                                 valid_from, valid_until))

// The grid at a point and everything above it.
struct Located {
  std::string grid_code;
  std::string grid_name;
  std::string community_code;
  std::string community_name;
  std::string town_code;
  std::string town_name;
  double lng = 0;
  double lat = 0;
};
BOOST_DESCRIBE_STRUCT(Located, (), (grid_code, grid_name, community_code, community_name, town_code, town_name, lng, lat))

// A place that a text may mean, best first.
struct Candidate {
  std::string kind;  // address | poi | estate | road | area
  std::string name;
  double lng = 0;
  double lat = 0;
  std::string grid_code;
  std::string area_name;  // town and community, in the language asked for
  double score = 0;       // 0–1; above k_sure_score it may be taken without asking
};
BOOST_DESCRIBE_STRUCT(Candidate, (), (kind, name, lng, lat, grid_code, area_name, score))
constexpr double k_sure_score = 0.9;

// Reads of places are from memory and never touch the database; a new version is swapped in whole.
class Places {
 public:
  virtual ~Places() = default;
  // The grid at a WGS84 point; refusal outside_district.
  virtual Result<Located> locate(double lng, double lat) const = 0;
  // The grid of an area code: the grid itself, with names; refusal unknown_area.
  virtual Result<Located> of_grid(std::string_view grid_code) const = 0;
  // Places whose name the text contains or resembles; the areas they lie in are named in `language`.
  virtual std::vector<Candidate> find(std::string_view text, std::size_t most, Language language = Language::zh) const = 0;
  virtual std::optional<Area> area(std::string_view code) const = 0;
  virtual std::vector<Area> children(std::string_view parent) const = 0;  // "" gives the districts
  virtual std::string name(std::string_view code, Language language) const = 0;  // "" when unknown
  // Full name such as 石湾镇街道 丽豪社区 第1网格.
  virtual std::string full_name(std::string_view code, Language language) const = 0;
};

}  // namespace tiange::places
