// Buildings cut into rooms, households moved into them; then everybody is numbered anew along the map.

#include <algorithm>
#include <array>
#include <cmath>

#include "town/people/made_people.h"

namespace tiange::town {

namespace {

enum Group { registered, migrant, dormitory, k_groups };

constexpr double k_mean_household = 2.55;  // people a home of the map is cut for
constexpr double k_spare_homes = 1.1;
constexpr int k_most_per_floor = 12;
constexpr int k_days_of_moves = 8 * 365;

// Who lives on what kind of ground, before the whole is made to fit.
std::array<double, k_groups> mix_of(LandUse use) {
  switch (use) {
    case LandUse::residential: return {0.64, 0.34, 0.02};
    case LandUse::commercial: return {0.55, 0.41, 0.04};
    case LandUse::village: return {0.46, 0.45, 0.09};
    case LandUse::industrial: return {0.26, 0.44, 0.30};
    case LandUse::mixed: return {0.56, 0.36, 0.08};
  }
  return {0.5, 0.4, 0.1};
}

class Homes {
 public:
  explicit Homes(MadePeople& made) : made_(made), district_(*made.district), random_(made.seed, "homes") {}

  void make() {
    sort_households();
    share_out();
    number_anew();
    build();
    move_in();
    moves();
  }

 private:
  // ---- which household in which grid ----

  void sort_households() {
    for (Number h = 0; h < made_.households.size(); ++h) {
      const HouseholdCore& household = made_.households[h];
      int here = 0;
      for (Number n = household.first; n < household.first + household.living; ++n) here += made_.persons[n].hukou;
      const Group group = household.collective ? dormitory : here * 2 >= household.living ? registered : migrant;
      lists_[group].push_back(h);
      people_[group] += household.living;
    }
    for (std::vector<Number>& list : lists_) {
      for (std::size_t i = list.size(); i > 1; --i) {
        std::swap(list[i - 1], list[random_.below(static_cast<std::uint32_t>(i))]);
      }
    }
  }

  // Rows are grids, columns groups; rows fit the people of the map, columns those there are.
  void share_out() {
    const std::size_t grids = district_.grids.size();
    std::vector<std::array<double, k_groups>> share(grids);
    double all = 0;
    for (const Grid& grid : district_.grids) all += static_cast<double>(grid.population);
    for (std::size_t g = 0; g < grids; ++g) share[g] = mix_of(district_.grids[g].land_use);
    for (int round = 0; round < 30; ++round) {
      for (std::size_t g = 0; g < grids; ++g) {
        const double sum = share[g][0] + share[g][1] + share[g][2];
        const double people = static_cast<double>(district_.grids[g].population) / all * made_.living;
        for (double& s : share[g]) s *= people / sum;
      }
      for (int k = 0; k < k_groups; ++k) {
        double sum = 0;
        for (const auto& row : share) sum += row[static_cast<std::size_t>(k)];
        for (auto& row : share) row[static_cast<std::size_t>(k)] *= people_[static_cast<std::size_t>(k)] / sum;
      }
    }
    of_grid_.resize(grids);
    for (std::size_t k = 0; k < k_groups; ++k) {
      double upto = 0;
      std::size_t next = 0;
      double settled = 0;
      for (std::size_t g = 0; g < grids; ++g) {
        upto += share[g][k];
        const bool last = g + 1 == grids;
        while (next < lists_[k].size() && (last || settled + 0.5 < upto)) {
          const Number household = lists_[k][next++];
          settled += made_.households[household].living;
          of_grid_[g].push_back(household);
        }
      }
    }
    for (std::vector<Number>& list : of_grid_) {
      for (std::size_t i = list.size(); i > 1; --i) {
        std::swap(list[i - 1], list[random_.below(static_cast<std::uint32_t>(i))]);
      }
    }
  }

  void number_anew() {
    std::vector<std::vector<Number>> dead(made_.households.size());
    for (Number n = made_.living; n < made_.persons.size(); ++n) dead[made_.persons[n].household].push_back(n);
    std::vector<Number> place(made_.persons.size(), k_nobody);
    std::vector<PersonCore> persons;
    persons.reserve(made_.persons.size());
    std::vector<HouseholdCore> households;
    households.reserve(made_.households.size());
    for (const std::vector<Number>& list : of_grid_) {
      for (const Number old : list) {
        HouseholdCore household = made_.households[old];
        const Number first = household.first;
        household.first = static_cast<Number>(persons.size());
        household.dead = static_cast<std::uint16_t>(dead[old].size());
        const auto carry = [&](Number n) {
          place[n] = static_cast<Number>(persons.size());
          persons.push_back(made_.persons[n]);
          persons.back().household = static_cast<Number>(households.size());
        };
        for (Number n = first; n < first + household.living; ++n) carry(n);
        for (const Number n : dead[old]) carry(n);
        households.push_back(household);
      }
      grid_end_.push_back(static_cast<Number>(households.size()));
    }
    for (PersonCore& person : persons) {
      for (Number* link : {&person.father, &person.mother, &person.spouse}) {
        if (*link != k_nobody) *link = place[*link];
      }
    }
    made_.persons = std::move(persons);
    made_.households = std::move(households);
  }

  // ---- buildings ----

  void build() {
    std::size_t next = 0;
    std::size_t household = 0;
    for (std::size_t g = 0; g < district_.grids.size(); ++g) {
      std::vector<int> addresses;
      while (next < district_.addresses.size() && district_.addresses[next].grid == static_cast<int>(g)) {
        addresses.push_back(static_cast<int>(next++));
      }
      const auto homes = static_cast<double>(grid_end_[g] - household);
      household = grid_end_[g];
      build_grid(district_.grids[g], addresses, homes);
      room_end_.push_back(static_cast<Number>(made_.rooms.size()));
    }
  }

  // Houses are as large as the whole of the grid's people needs; at a smaller scale there are fewer of them.
  void build_grid(const Grid& grid, std::vector<int>& addresses, double homes) {
    std::vector<BuildingCore> plan;
    double floors = 0;
    for (const int a : addresses) {
      plan.push_back(sketch(grid, a));
      floors += home_floors(plan.back()) * weight_of(a);
    }
    const double full = static_cast<double>(grid.population) / k_mean_household * k_spare_homes;
    const double wanted = std::max(full, homes * k_spare_homes);
    const double each = wanted / std::max(floors, 1.0);
    for (std::size_t i = 0; i < plan.size(); ++i) size(plan[i], each * weight_of(plan[i].address));
    for (std::size_t i = plan.size(); i > 1; --i) {
      std::swap(plan[i - 1], plan[random_.below(static_cast<std::uint32_t>(i))]);
    }
    double built = 0;
    std::size_t count = 0;
    while (count < plan.size() && (built < homes * k_spare_homes || count == 0)) {
      BuildingCore& building = plan[count++];
      cut_to(building, homes * k_spare_homes - built);
      built += homes_of(building);
    }
    plan.resize(count);
    // What rounding left out is put on top of the largest.
    while (built < homes * 1.02 + 1) {
      BuildingCore& largest = *std::max_element(plan.begin(), plan.end(), [](const auto& a, const auto& b) {
        return a.floors - a.shop_floors < b.floors - b.shop_floors;
      });
      built -= homes_of(largest);
      if (largest.floors == largest.shop_floors) --largest.shop_floors;
      ++largest.per_floor;
      built += homes_of(largest);
    }
    std::sort(plan.begin(), plan.end(), [](const auto& a, const auto& b) { return a.address < b.address; });
    for (BuildingCore& building : plan) add(building);
  }

  double weight_of(int address) const {
    return district_.addresses[static_cast<std::size_t>(address)].estate.empty() ? 1.0 : 2.0;
  }
  static double home_floors(const BuildingCore& b) { return b.floors - b.shop_floors; }
  // The last building is no higher than its homes are wanted.
  static void cut_to(BuildingCore& b, double homes) {
    const int floors = static_cast<int>(std::max(homes, 0.0) / (b.units * b.per_floor)) + 1;
    if (home_floors(b) > floors) b.floors = static_cast<std::uint16_t>(b.shop_floors + floors);
  }
  static double homes_of(const BuildingCore& b) { return home_floors(b) * b.units * b.per_floor; }

  BuildingCore sketch(const Grid& grid, int address) {
    const Address& at = district_.addresses[static_cast<std::size_t>(address)];
    BuildingCore building;
    building.address = address;
    building.floors = static_cast<std::uint16_t>(std::max(1, at.floors));
    const double dice = random_.unit();
    if (!at.estate.empty()) {
      building.shop_floors = dice < 0.3 ? 1 : 0;
      return building;
    }
    const bool works = grid.land_use == LandUse::industrial && dice < 0.4;
    const bool offices = grid.land_use == LandUse::commercial && dice < 0.4;
    if (works || offices) {
      building.trade_use = works ? Use::workshop : Use::office;
      building.shop_floors = building.floors;
    } else if (dice < 0.75 && building.floors > 1) {
      building.shop_floors = 1;
    }
    return building;
  }

  static void size(BuildingCore& building, double rooms_a_floor) {
    const int rooms = std::clamp(static_cast<int>(rooms_a_floor + 0.5), 1, 6 * k_most_per_floor);
    int units = (rooms + 5) / 6;
    if (rooms > 6) units = std::max(2, (rooms + 3) / 4);
    building.units = static_cast<std::uint16_t>(units);
    building.per_floor = static_cast<std::uint16_t>((rooms + units - 1) / units);
  }

  void add(BuildingCore building) {
    building.first = static_cast<Number>(made_.rooms.size());
    for (int unit = 0; unit < building.units; ++unit) {
      for (int floor = 0; floor < building.floors; ++floor) {
        for (int k = 0; k < building.per_floor; ++k) {
          RoomCore room;
          room.building = static_cast<Number>(made_.buildings.size());
          room.use = floor < building.shop_floors ? building.trade_use : Use::home;
          made_.rooms.push_back(room);
        }
      }
    }
    made_.buildings.push_back(building);
  }

  // ---- who lives where ----

  void move_in() {
    Number household = 0, room = 0;
    for (std::size_t g = 0; g < district_.grids.size(); ++g) {
      std::vector<Number> homes;
      for (; room < room_end_[g]; ++room) {
        if (made_.rooms[room].use == Use::home) homes.push_back(room);
      }
      for (std::size_t i = homes.size(); i > 1; --i) {
        std::swap(homes[i - 1], homes[random_.below(static_cast<std::uint32_t>(i))]);
      }
      std::size_t next = 0;
      for (; household < grid_end_[g]; ++household) {
        HouseholdCore& moved = made_.households[household];
        // Should homes run out, two households share one.
        moved.room = homes[next++ % homes.size()];
        RoomCore& home = made_.rooms[moved.room];
        if (home.tenant == k_nobody) home.tenant = household;
        if (moved.collective) home.use = Use::dormitory;
      }
    }
  }

  void moves() {
    const auto rooms = static_cast<std::uint32_t>(made_.rooms.size());
    const auto any_home = [&] {
      for (int i = 0; i < 60; ++i) {
        const Number room = random_.below(rooms);
        if (made_.rooms[room].use == Use::home) return room;
      }
      return k_nobody;
    };
    for (HouseholdCore& household : made_.households) {
      const bool here = made_.persons[household.first].hukou;
      household.since = made_.plan.today + -(k_days_of_moves + static_cast<int>(random_.below(20 * 365)));
      if (random_.chance(here ? 0.2 : 0.42)) {
        household.since = made_.plan.today + -(20 + static_cast<int>(random_.below(k_days_of_moves)));
        household.before = any_home();
      }
      household.rents = household.collective || random_.chance(here ? 0.2 : household.living == 1 ? 0.93 : 0.76);
      // Registered elsewhere: at the former home, or with relatives.
      if (random_.chance(household.rents ? 0.85 : household.before != k_nobody ? 0.4 : 0.06)) {
        household.hukou_room = household.before != k_nobody && random_.chance(0.6) ? household.before : any_home();
      }
    }
  }

  MadePeople& made_;
  const District& district_;
  Random random_;
  std::array<std::vector<Number>, k_groups> lists_;
  std::array<double, k_groups> people_{};
  std::vector<std::vector<Number>> of_grid_;
  std::vector<Number> grid_end_;  // household behind the last of each grid
  std::vector<Number> room_end_;
};

}  // namespace

void make_homes(MadePeople& made) { Homes(made).make(); }

}  // namespace tiange::town
