#pragma once
// The synthetic district: real areas, codes, outline and catalogue; places, people and addresses made up from one
// number, the seed. Same seed and same sources give the same district byte for byte.
//
// No person, phone number, shop, road or estate in it is real. Phone numbers begin with 140, which no person can hold.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "engines/geo/geo.h"

namespace tiange::town {

// The files of data/, as text (see data/README.md).
struct Sources {
  std::string areas;     // areas.csv
  std::string outline;   // outline.geojson
  std::string units;     // units.csv
  std::string items;     // items.csv
  std::string calendar;  // calendar.csv
  std::string seeds;     // demo/seeds.csv
  std::string names;     // demo/names.csv
  std::string mix;       // demo/mix.csv
  std::string phrases;   // demo/phrases.csv
};

// ---- ground ----

enum class Level { district, town, community };

struct Area {
  std::string code;  // 6, 9 or 12 digits
  std::string parent;
  Level level = Level::community;
  bool village = false;  // a villagers' committee
  std::string name_zh;
  std::string short_zh;
  std::string name_en;
  geo::MultiPolygon shape;  // the union of its grids
  geo::Point centre;        // inside
  double area_m2 = 0;
  std::int64_t population = 0;
};

enum class LandUse { residential, commercial, industrial, village, mixed };

struct Grid {
  std::string code;  // 15 digits: community, then a sequence from west to east, north to south
  std::string name_zh;
  std::string name_en;
  int community = 0;  // index into District::areas
  geo::MultiPolygon shape;
  geo::Point centre;
  double area_m2 = 0;
  std::int64_t population = 0;
  std::int64_t households = 0;
  LandUse land_use = LandUse::mixed;
};

// ---- names on the ground ----

enum class PlaceKind {
  road, estate, school, kindergarten, market, park, clinic, square, station, mall, factory, temple
};

struct PlaceName {
  std::string name;                 // 锦华路, 翠湖雅苑, 丽豪小学; unique in the district
  PlaceKind kind = PlaceKind::road;
  geo::Point point;
  int grid = 0;  // index into District::grids; a road is named once for each grid it runs through
};

struct Address {
  std::string text;    // 石湾镇街道丽豪社区锦华路12号翠湖雅苑3幢
  std::string road;    // 锦华路
  std::string number;  // 12号
  std::string estate;  // 翠湖雅苑, or empty
  std::string building;  // 3幢, or empty
  geo::Point point;
  int grid = 0;
  int floors = 0;
};

// ---- people ----

struct Person {
  std::string login;  // officer001: unique, ASCII
  std::string name;
  bool woman = false;
  std::string phone;
  std::string duty;                // code of duties.csv
  std::string unit;                // code of units.csv
  std::vector<std::string> areas;  // codes the post covers: grids of an officer, else one area
};

struct District {
  std::uint64_t seed = 0;
  std::vector<Area> areas;  // the district, then towns, then communities, each in order of code
  std::vector<Grid> grids;  // in order of code
  std::vector<PlaceName> place_names;
  std::vector<Address> addresses;  // in order of grid
  std::vector<Person> people;
  struct Limit {
    std::int64_t minutes = 0;
    bool working = false;  // counted in working time only
  };
  struct Item {  // what the stream needs of the catalogue
    std::string code;
    std::string name_zh;
    std::string lead_line;
    std::string settle_level;
    std::array<Limit, 4> limits;  // by Severity; an empty cell of the catalogue has become the normal limit
  };
  std::vector<Item> items;  // those in force, in order of the file
  struct Unit {
    std::string code;
    std::string name_zh;
  };
  std::vector<Unit> units;
};

Result<District> make_district(const Sources& sources, std::uint64_t seed);

// Grids and areas as one GeoJSON FeatureCollection each, WGS84.
std::string grids_geojson(const District& district);
std::string areas_geojson(const District& district);

}  // namespace tiange::town
