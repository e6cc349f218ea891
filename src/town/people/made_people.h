#pragma once
// The population as it is held: what cannot be worked out again from a number, in as few bytes as it takes.

#include <string>
#include <vector>

#include "town/people/draws/people_lists.h"
#include "town/people/people_made.h"

namespace tiange::town {

enum class Role : std::uint8_t { head, spouse, child, parent, grandparent, grandchild, sibling, other };
enum class Marital : std::uint8_t { never, married, widowed, divorced };

constexpr std::uint8_t k_no_trade = 255;

struct PersonCore {
  Number household = k_nobody;
  Number father = k_nobody, mother = k_nobody, spouse = k_nobody;
  Number employer = k_nobody;
  Date born, died, married;  // day 0: none of the last two
  std::uint16_t surname = 0, region = 0, sequence = 0;
  GivenName given;
  bool woman = false;
  bool hukou = false;
  bool named = false;
  Role role = Role::head;
  Marital marital = Marital::never;
  std::uint8_t trade = k_no_trade;  // of the work, whoever gives it
  std::uint8_t job = 0;             // index into the trade's jobs

  bool dead() const { return died.day != 0; }
};

struct HouseholdCore {
  Number first = 0;          // persons first … first+living-1 live in it, the dead follow
  std::uint16_t living = 0, dead = 0;
  Number room = 0;
  Number hukou_room = k_nobody;  // where its members are registered, when elsewhere
  Number before = k_nobody;      // room it moved from
  Date since;
  bool collective = false;
  bool rents = false;
};

struct BuildingCore {
  int address = 0;  // index into District::addresses
  Number first = 0;  // room
  std::uint16_t units = 1, floors = 1, per_floor = 1;  // rooms a floor of a unit
  std::uint16_t shop_floors = 0;  // from the ground up, put to `trade_use`
  Use trade_use = Use::shop;
  Number rooms() const { return Number{units} * floors * per_floor; }
};

struct RoomCore {
  Number building = 0;
  Number owner = k_nobody;
  Number tenant = k_nobody;  // household
  bool firm_owned = false;
  bool rented = false;
  Use use = Use::home;
};

struct FirmCore {
  std::string name;
  char uscc[18] = {};
  std::uint8_t trade = 0;
  std::uint8_t kind = 0;  // index into k_firm_kinds
  Number legal_person = 0;
  Number room = 0;
  Date founded, closed;
  std::uint32_t staff = 0;
  std::uint32_t capital_10k = 0;
  float weight = 1;  // draws staff
};

constexpr std::string_view k_firm_kinds[] = {"个体工商户", "有限责任公司", "股份有限公司", "个人独资企业",
                                             "农民专业合作社", "社会团体", "民办非企业单位"};

struct MadePeople {
  const District* district = nullptr;
  PeoplePlan plan;
  PeopleLists lists;
  std::uint64_t seed = 0;
  std::vector<PersonCore> persons;  // in order of household
  std::vector<HouseholdCore> households;  // in order of grid
  std::vector<BuildingCore> buildings;    // in order of grid
  std::vector<RoomCore> rooms;            // in order of building
  std::vector<FirmCore> firms;
  Number living = 0;
  // Of each grid the nearest kindergarten, primary and middle school, as an index into District::place_names; -1: none.
  std::vector<std::array<int, 3>> schools;

  int grid_of(Number room) const { return district->addresses[buildings[rooms[room].building].address].grid; }
  // Full years on the day of the plan, or at death.
  int age(const PersonCore& person) const;
};

// The steps, in this order.
void make_families(MadePeople& made);                     // persons and households, nowhere yet
void make_homes(MadePeople& made);                        // buildings, rooms, who lives where; numbers everybody anew
void make_identities(MadePeople& made);                   // names, origins, citizen numbers
void make_work(MadePeople& made);                         // firms, legal persons, staff
void make_owners(MadePeople& made);                       // whose the rooms are

int years_between(Date from, Date to);

}  // namespace tiange::town
