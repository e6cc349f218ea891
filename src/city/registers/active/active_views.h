#pragma once
// What estimates of the people who are really there take and show.
//
// Routes below /api/v1/registers/active; P registers.people, F registers.fields, X registers.export.
//   P GET  ?area=&day=                ActiveList: the area itself and those right below it
//   P GET  /days?area=                ActiveDays: one area day by day
//   X GET  /export?area=&day=&format= the list as CSV or XLSX; recorded in the audit
//   F POST /compute                   ComputeIn -> ComputeView: today's estimate anew, by a job

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "base/json.h"
#include "base/time.h"

namespace tiange::registers {

// data/registers/active.json
struct ActiveListRule {
  std::string key, zh, en;
  std::map<std::string, int> sources;  // code of the source -> days after which what it saw counts half
};
BOOST_DESCRIBE_STRUCT(ActiveListRule, (), (key, zh, en, sources))
struct ActiveGroupRule {
  std::string key, zh, en;
  int to = 150;  // years, the last that belongs to it; ascending
};
BOOST_DESCRIBE_STRUCT(ActiveGroupRule, (), (key, zh, en, to))
struct ActiveRules {
  std::vector<ActiveListRule> lists;    // two to four, independent of each other
  std::vector<ActiveGroupRule> groups;
};
BOOST_DESCRIBE_STRUCT(ActiveRules, (), (lists, groups))

struct ActiveGroup {
  static constexpr bool k_json_defaults = true;
  std::string key;
  std::int64_t known = 0;  // in the registers, alive
  double estimate = 0, low = 0, high = 0;
  std::string model;       // see engines/recapture/recapture.h; "ratio": as everywhere in the town or district
};
BOOST_DESCRIBE_STRUCT(ActiveGroup, (), (key, known, estimate, low, high, model))
struct ActiveArea {
  static constexpr bool k_json_defaults = true;
  std::string area, day;
  std::string name;                            // filled for answers
  std::int64_t known = 0;                      // persons in the registers, alive, at home there
  double fresh = 0;                            // of them, by the age of what was seen
  double estimate = 0, low = 0, high = 0;      // who is really there, with 95 %
  std::map<std::string, std::int64_t> lists;   // on each list
  std::vector<ActiveGroup> groups;             // of communities and above
  std::optional<double> lng, lat;
};
BOOST_DESCRIBE_STRUCT(ActiveArea, (), (area, day, name, known, fresh, estimate, low, high, lists, groups, lng, lat))
struct ActiveList {
  std::string day;
  std::vector<std::string> days;   // that are there, newest first
  std::optional<ActiveArea> whole; // the area asked for
  std::vector<ActiveArea> items;   // right below it
  ActiveRules rules;
  bool may_compute = false;
};
BOOST_DESCRIBE_STRUCT(ActiveList, (), (day, days, whole, items, rules, may_compute))
struct ActiveDays {
  std::vector<ActiveArea> items;   // oldest first
};
BOOST_DESCRIBE_STRUCT(ActiveDays, (), (items))
struct ComputeIn {
  static constexpr bool k_json_defaults = true;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(ComputeIn, (), (note))
struct ComputeView {
  std::string day;
  bool added = false;  // false: one is at it already
};
BOOST_DESCRIBE_STRUCT(ComputeView, (), (day, added))

}  // namespace tiange::registers
