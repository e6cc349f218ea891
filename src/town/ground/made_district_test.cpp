#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/digest.h"
#include "town/ground/table.h"
#include "town/ground/test_sources.h"

namespace tiange::town {
namespace {

std::string people_text(const District& district) {
  std::string all;
  for (const Person& p : district.people) all += p.login + p.name + p.phone + p.duty + p.unit + p.areas[0] + "\n";
  for (const Address& a : district.addresses) all += a.text + "\n";
  for (const PlaceName& p : district.place_names) all += p.name + std::to_string(p.grid) + "\n";
  return all;
}

TEST(District, HasThePostsItShould) {
  std::map<std::string, int> duties;
  std::set<std::string> logins;
  for (const Person& person : test_district().people) {
    ++duties[person.duty];
    EXPECT_TRUE(logins.insert(person.login).second);
    EXPECT_EQ(person.phone.size(), 11u);
    EXPECT_EQ(person.phone.substr(0, 3), "140");
    EXPECT_FALSE(person.areas.empty());
  }
  EXPECT_EQ(duties["officer"], 528);
  EXPECT_EQ(duties["station_head"], 146);
  EXPECT_EQ(duties["village_command"], 147);
  EXPECT_EQ(duties["seat"], 40);
  EXPECT_EQ(duties["town_admin"], 4);
  EXPECT_EQ(duties["system_admin"], 1);
  EXPECT_EQ(duties["security_admin"], 1);
  EXPECT_EQ(duties["audit_admin"], 1);
}

TEST(District, EveryGridHasAnOfficerAndEveryStationAHead) {
  std::set<std::string> grids, stations;
  std::set<std::string> units;
  for (const District::Unit& unit : test_district().units) units.insert(unit.code);
  for (const Person& person : test_district().people) {
    EXPECT_TRUE(units.contains(person.unit)) << person.unit;
    for (const std::string& area : person.areas) {
      if (person.duty == "officer") grids.insert(area);
      if (person.duty == "station_head") stations.insert(area);
    }
  }
  EXPECT_EQ(grids.size(), 478u);
  EXPECT_EQ(stations.size(), 147u);
}

TEST(District, EveryDutyOfTheFileIsHeldBySomeone) {
  const auto duties = Table::read(data_file("duties.csv"), "duties.csv", {"code"});
  ASSERT_TRUE(duties.ok());
  std::set<std::string> held;
  for (const Person& person : test_district().people) held.insert(person.duty);
  held.insert("telephony");  // a machine's, not a person's
  held.insert("enforcer");   // given to people of the enforcement branches when a demo district is laid
  held.insert({"payer", "pay_reviewer", "job_adviser"});  // hired for the payments and jobs desks when a demo district is laid
  for (std::size_t i = 0; i < duties->size(); ++i) EXPECT_TRUE(held.contains(duties->at(i, 0))) << duties->at(i, 0);
  EXPECT_EQ(held.size(), duties->size());
}

TEST(District, LinesAndLimitsOfTheCatalogueAreSound) {
  std::set<std::string> lines;
  for (const District::Unit& unit : test_district().units) lines.insert(unit.code.substr(unit.code.find('-') + 1));
  EXPECT_GE(test_district().items.size(), 247u);
  for (const District::Item& item : test_district().items) {
    EXPECT_TRUE(lines.contains(item.lead_line)) << item.code;
    for (const District::Limit& limit : item.limits) EXPECT_GT(limit.minutes, 0) << item.code;
  }
}

TEST(District, NamesAreUniqueAndAddressesLieInTheirGrid) {
  std::map<std::string, std::set<int>> communities;  // of an estate or landmark
  for (const PlaceName& place : test_district().place_names) {
    const Grid& grid = test_district().grids[place.grid];
    EXPECT_TRUE(geo::contains(grid.shape, place.point)) << place.name;
    communities[place.name].insert(grid.community);
  }
  for (const auto& [name, where] : communities) EXPECT_EQ(where.size(), 1u) << name;
  std::set<std::string> texts;
  int grid = 0;
  for (const Address& address : test_district().addresses) {
    EXPECT_TRUE(texts.insert(address.text).second) << address.text;
    EXPECT_TRUE(geo::contains(test_district().grids[address.grid].shape, address.point)) << address.text;
    EXPECT_GE(address.grid, grid);
    grid = address.grid;
  }
  EXPECT_GT(texts.size(), 10'000u);
}

TEST(District, TheSameSeedGivesTheSameDistrict) {
  const auto again = make_district(test_sources(), test_district().seed);
  const auto other = make_district(test_sources(), 7);
  ASSERT_TRUE(again.ok() && other.ok());
  EXPECT_EQ(people_text(*again), people_text(test_district()));
  EXPECT_NE(people_text(*other), people_text(test_district()));
}

TEST(District, AFileThatLacksSomethingIsRefusedByName) {
  Sources sources = test_sources();
  sources.items = "code,name_zh\nX,Y\n";
  const auto made = make_district(sources, 1);
  ASSERT_FALSE(made.ok());
  EXPECT_NE(made.refusal().en.find("items.csv has no column"), std::string::npos);
}

}  // namespace
}  // namespace tiange::town
