#include "town/ground/people.h"

#include <algorithm>
#include <map>

#include "town/ground/names.h"
#include "town/ground/table.h"

namespace tiange::town {
namespace {

constexpr std::size_t k_officers = 528;
constexpr std::size_t k_station_heads = 146;

class People {
 public:
  People(const Names& names, District& district)
      : names_(names), district_(district), random_(district.seed, "people") {}

  Outcome read_units(const std::string& csv) {
    TIANGE_TRY(const Table table, Table::read(csv, "units.csv", {"code", "area_code", "line", "kind", "name_zh"}));
    for (std::size_t i = 0; i < table.size(); ++i) {
      district_.units.push_back({table.at(i, 0), table.at(i, 4)});
      rows_.push_back({table.at(i, 0), table.at(i, 1), table.at(i, 2), table.at(i, 3)});
    }
    return done();
  }

  void make() {
    add_officers();
    add_stations();
    for (const Row& row : rows_) {
      if (row.kind == "town_centre") {
        add_many("town_command", 3, row.code, row.area);
        add_many("leader", 1, row.code, row.area);
        add_many("town_admin", 1, row.code, row.area);
      }
      if (row.kind == "branch") add_many("handler", handlers_of(row.line), row.code, row.area);
      if (row.kind == "department") add_many("handler", 4, row.code, row.area);
      if (row.kind == "committee") add_many("leader", 5, row.code, row.area);
      if (row.kind == "centre") add_centre(row);
    }
    for (const Row& row : rows_) {
      if (row.kind == "office") add_many("office_staff", 4, row.code, row.area);
    }
  }

 private:
  struct Row {
    std::string code, area, line, kind;
  };

  static int handlers_of(const std::string& line) {
    if (line == "CG") return 8;
    return line == "GA" || line == "ZJ" ? 6 : 3;
  }

  void add(const std::string& duty, const std::string& unit, std::vector<std::string> areas) {
    Person person;
    std::string number = std::to_string(++count_[duty]);
    person.login = duty + std::string(number.size() < 3 ? 3 - number.size() : 0, '0') + number;
    person.woman = random_.chance(duty == "officer" || duty == "seat" ? 0.55 : 0.4);
    person.name = names_.person(random_, person.woman);
    person.phone = phone_number(random_);
    person.duty = duty;
    person.unit = unit;
    person.areas = std::move(areas);
    district_.people.push_back(std::move(person));
  }

  void add_many(const std::string& duty, int count, const std::string& unit, const std::string& area) {
    for (int i = 0; i < count; ++i) add(duty, unit, {area});
  }

  void add_officers() {
    std::vector<int> officers(district_.grids.size(), 1);
    for (std::size_t left = k_officers - std::min(k_officers, officers.size()); left > 0; --left) {
      std::size_t busiest = 0;
      for (std::size_t g = 1; g < officers.size(); ++g) {
        const auto load = [&](std::size_t i) { return district_.grids[i].population / officers[i]; };
        if (load(g) > load(busiest)) busiest = g;
      }
      ++officers[busiest];
    }
    for (std::size_t g = 0; g < officers.size(); ++g) {
      const std::string& code = district_.grids[g].code;
      for (int i = 0; i < officers[g]; ++i) add("officer", code.substr(0, 12) + "-ZZ", {code});
    }
  }

  void add_stations() {
    std::vector<const Row*> stations;
    for (const Row& row : rows_) {
      if (row.kind == "station") stations.push_back(&row);
    }
    for (std::size_t i = 0; i < stations.size(); ++i) {
      if (i < k_station_heads) {
        add("station_head", stations[i]->code, {stations[i]->area});
      } else {
        district_.people.back().areas.push_back(stations[i]->area);  // the last head answers for this one too
      }
    }
    for (const Row* station : stations) add("village_command", station->code, {station->area});
  }

  void add_centre(const Row& row) {
    const std::pair<const char*, int> posts[] = {{"acceptor", 12},    {"dispatcher", 8},     {"seat", 40},
                                                 {"supervisor", 6},   {"system_admin", 1},   {"security_admin", 1},
                                                 {"audit_admin", 1},  {"data_steward", 2}};
    for (const auto& [duty, count] : posts) add_many(duty, count, row.code, row.area);
  }

  const Names& names_;
  District& district_;
  Random random_;
  std::vector<Row> rows_;
  std::map<std::string, int> count_;
};

}  // namespace

Outcome make_people(const Sources& sources, District& district) {
  TIANGE_TRY(const Names names, Names::read(sources.names));
  People people(names, district);
  TIANGE_CHECK_OK(people.read_units(sources.units));
  people.make();
  return done();
}

}  // namespace tiange::town
