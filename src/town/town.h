#pragma once
// The synthetic district: real areas, codes, outline and catalogue; everything else made up from one number, the seed.
// Same seed and same sources give the same district and the same stream of matters, byte for byte: the part has its
// own random numbers and its own logarithm, uses no clock, no locale, no threads and no unordered iteration.
//
// No person, phone number, shop, road or estate in it is real. Phone numbers begin with 140, which no person can hold.
//
//   Result<District> district = make_district(sources, seed);
//   make_matters(*district, sources, plan, [&](const Matter& m) { ... });   // in order of reporting
//
// On one core a district takes about a second, a year of two million matters about five.

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
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

enum class PlaceKind { road, estate, school, kindergarten, market, park, clinic, square, station, mall, factory, temple };

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

// ---- matters ----

enum class Channel : std::uint8_t { grid, hotline, web };
enum class Ask : std::uint8_t { finding, consult, help, complaint, report, suggestion, praise, other };
enum class Severity : std::uint8_t { urgent, normal, minor, works };
// Where it was settled. `answered`: by the hotline seat at once.
enum class Settled : std::uint8_t { answered, grid, community, department, town, not_accepted };
enum class Opinion : std::uint8_t { none, very_satisfied, satisfied, unsatisfied };
// Moments of a case's life; a moment it has not reached by `now` is zero.
enum class Step : std::uint8_t { reported, verified, registered, dispatched, signed_for, handled, checked, followed_up, closed };
constexpr std::size_t k_steps = 9;

struct Matter {
  std::uint64_t number = 0;  // rises by one in order of reporting
  Instant reported_at;
  Channel channel = Channel::grid;
  Ask ask = Ask::finding;
  Severity severity = Severity::normal;
  Settled settled = Settled::grid;
  Opinion opinion = Opinion::none;
  bool resolved = true;       // as the reporter sees it
  bool overdue = false;       // handled after its limit
  std::uint8_t returns = 0;   // times the unit sent it back
  std::uint8_t reworks = 0;   // times the check failed
  std::uint64_t repeats = 0;  // number of the first matter at the same place, 0 for none
  int item = 0;               // index into District::items
  int grid = 0;
  int address = -1;           // index into District::addresses
  geo::Point point;
  bool has_point = false;     // officers and the web give coordinates, callers do not
  int reporter = -1;          // index into District::people for officers
  int officer = 0;            // who verifies and checks: an officer of the grid
  int unit = -1;              // index into District::units of the handling unit, -1 before dispatch or settled below
  int handler = -1;           // index into District::people
  std::array<Instant, k_steps> at{};
  // Views into buffers of the generator, valid during the call.
  std::string_view title;
  std::string_view text;
  std::string_view place_text;     // the place as the reporter says it
  std::string_view reporter_name;  // 陈女士, or an officer's name
  std::string_view reporter_phone;
  std::string_view reply;          // what the unit answered, empty while open
  bool open() const { return at[static_cast<std::size_t>(Step::closed)].us == 0; }
};

struct MatterPlan {
  Date first_day;
  Date last_day;      // inclusive
  Instant now;        // steps after this have not happened yet; matters after it are not reported
  double scale = 1;   // 1: the volumes of a real year, about 5 600 a day
  std::uint64_t first_number = 1;
  bool with_text = true;
};

// Calls `take` for each matter, in order of reporting. Deterministic in (district, plan); the scale thins the whole
// stream evenly, so mixes and shapes stay.
Outcome make_matters(const District& district, const Sources& sources, const MatterPlan& plan,
                     const std::function<void(const Matter&)>& take);

}  // namespace tiange::town
