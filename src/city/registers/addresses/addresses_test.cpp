#include <gtest/gtest.h>

#include <set>

#include "city/registers/addresses/address_test_kit.h"
#include "city/registers/addresses/addresses.h"
#include "platform/db/test_db.h"

namespace tiange::registers {
namespace {

class OneTown final : public OneDistrict {
 public:
  std::vector<places::Candidate> find(std::string_view text, std::size_t, Language) const override {
    if (text.find("季华五路") == text.npos) return {};
    return {{"road", "季华五路", 113.1, 23.0, "440604010014001", "", 0.95}};
  }
};

TEST(Addresses, AreMadeOnceAndFoundByTheirRoadNumber) {
  const OneTown places;
  db::for_each_backend(address_migrations(), [&](db::Db& db) {
    const auto tree = open_addresses({places, "440604"});
    const auto place = [&](std::vector<AddressText> texts) {
      return db.write(system_scope(), [&](db::Tx& tx) -> Result<std::vector<Placed>> { return tree->place(tx, texts, {1}); }).value();
    };
    const auto first = place({{"季华五路10号鸿业豪庭2栋301", "", {}, {}}, {"季华五路10号鸿业豪庭2幢3层302室", "", {}, {}}});
    ASSERT_NE(first[0].id, 0);
    EXPECT_EQ(first[0].base, first[1].base);
    EXPECT_EQ(first[0].grid, "440604010014001");
    // The road number alone means the estate it was named with.
    const auto again = place({{"季华五路10号2栋301室", "", {}, {}}});
    EXPECT_EQ(again[0].id, first[0].id);
    // Other districts are not placed.
    EXPECT_EQ(place({{"佛山市南海区季华五路10号2栋301室", "", {}, {}}})[0].id, 0);
    (void)db.read([&](db::Tx& tx) -> Outcome {
      const auto path = tree->path(tx, system_scope(), first[0].id);
      EXPECT_EQ(path.size(), 4u);  // estate, building, floor, room
      EXPECT_EQ(path.back().full, "鸿业豪庭2幢301室");
      EXPECT_EQ(tree->below(tx, system_scope(), first[0].base, 100).size(), 5u);
      Scope elsewhere = system_scope("440604011");
      EXPECT_TRUE(tree->path(tx, elsewhere, first[0].id).empty());
      EXPECT_TRUE(tree->list(tx, elsewhere, {}).items.empty());
      EXPECT_EQ(tree->list(tx, system_scope("440604010"), {}).items.size(), 1u);
      return done();
    });
  });
}

// Two villages of one town, with a gazetteer.
class TwoVillages final : public OneDistrict {
 public:
  Result<places::Located> of_grid(std::string_view code) const override {
    places::Located found;
    found.grid_code = code;
    found.town_name = "南庄镇";
    found.community_name = code.starts_with("440604013001") ? "罗格村" : "龙津村";
    return found;
  }
  std::vector<places::Area> children(std::string_view code) const override {
    if (code == "440604") return {called("440604013", "南庄镇")};
    if (code == "440604013") return {called("440604013001", "罗格村"), called("440604013002", "龙津村")};
    return {};
  }
};

TEST(Addresses, OneLaneNameInTwoVillagesIsTwoLanes) {
  const TwoVillages places;
  db::for_each_backend(address_migrations(), [&](db::Db& db) {
    const auto tree = open_addresses({places, "440604"});
    const auto place = [&](std::vector<AddressText> texts) {
      return db.write(system_scope(), [&](db::Tx& tx) -> Result<std::vector<Placed>> { return tree->place(tx, texts, {1}); }).value();
    };
    const auto lane = [&](const char* text, const char* grid = "") { return place({{text, grid, {}, {}}})[0]; };
    const Placed luoge = lane("南庄镇罗格村委会大街3巷5号");
    // With and without its village, its town, or in another way of writing: one house while there is one lane.
    EXPECT_EQ(lane("大街3巷5号").id, luoge.id);
    EXPECT_EQ(lane("罗格村大街3巷5号").id, luoge.id);
    EXPECT_EQ(lane("佛山市禅城区南庄镇大街3巷5号").id, luoge.id);
    const Placed longjin = lane("南庄镇龙津村大街3巷5号");
    EXPECT_NE(longjin.id, luoge.id);
    EXPECT_EQ(luoge.grid, "440604013001");
    EXPECT_EQ(longjin.grid, "440604013002");
    EXPECT_EQ(lane("罗格村大街3巷5号").id, luoge.id);
    const Placed unknown = lane("大街3巷5号");
    EXPECT_FALSE(unknown.sure);
    EXPECT_NE(unknown.id, luoge.id);
    EXPECT_NE(unknown.id, longjin.id);
    EXPECT_EQ(unknown.grid, "440604");
    EXPECT_EQ(lane("大街3巷5号", "440604013002001").id, longjin.id) << "the source tells the grid";
    // Roads of a town need no village.
    EXPECT_EQ(lane("龙津村大街4巷5号101房").base, lane("龙津村大街4巷5号").id);
    EXPECT_EQ(lane("季华西路10号").id, lane("佛山市禅城区南庄镇紫南社区季华西路10号").id);
    (void)db.read([&](db::Tx& tx) -> Outcome {
      EXPECT_EQ(tree->full(tx, luoge.id), "南庄镇罗格村大街3巷5号");
      EXPECT_EQ(tree->full(tx, longjin.id), "南庄镇龙津村大街3巷5号");
      AddressAsk ask;
      ask.q = "大街3巷5号";
      EXPECT_EQ(tree->list(tx, system_scope("440604"), ask).items.size(), 3u);
      return done();
    });
  });
}

// A slip in the name of a village or town makes no second lane.
TEST(Addresses, SlipsOfThePenAreNoVillages) {
  const TwoVillages places;
  db::for_each_backend(address_migrations(), [&](db::Db& db) {
    const auto tree = open_addresses({places, "440604"});
    const auto lane = [&](const char* text) {
      const AddressText one{text, "", {}, {}};
      return db.write(system_scope(), [&](db::Tx& tx) -> Result<std::vector<Placed>> { return tree->place(tx, std::span(&one, 1), {1}); }).value()[0];
    };
    const Placed luoge = lane("南庄镇罗格村大街7巷5号");
    EXPECT_EQ(lane("南圧镇罗格村大街7巷5号").id, luoge.id);
    EXPECT_EQ(lane("佛山市禅城區南庄镇罗格村大街7巷5号").id, luoge.id);
    EXPECT_NE(lane("南庄镇岁格村大街7巷5号").id, luoge.id) << "it may be another village";
    EXPECT_EQ(lane("大街7巷5号").id, luoge.id) << "but nobody doubts for it where the lane is";
    // One that the map does not know and that is like none of it is a village of its own.
    (void)lane("南庄镇新墟大村大街7巷5号");
    EXPECT_FALSE(lane("大街7巷5号").sure);
  });
}

// What was placed before the second lane was known is where it has to be looked for.
TEST(Addresses, WhatIsLearnedLaterWaitsToBeReadAnew) {
  const TwoVillages places;
  db::for_each_backend(address_migrations(), [&](db::Db& db) {
    const auto tree = open_addresses({places, "440604"});
    const auto place = [&](const char* text) {
      const AddressText one{text, "", {}, {}};
      return db.write(system_scope(), [&](db::Tx& tx) -> Result<std::vector<Placed>> { return tree->place(tx, std::span(&one, 1), {1}); }).value()[0];
    };
    // Where those hang who are to be settled again; taken once.
    const auto taken = [&] {
      return db.write(system_scope(), [&](db::Tx& tx) -> Result<std::set<std::int64_t>> {
        std::set<std::int64_t> all;
        for (const ReadAnew& one : tree->read_anew(tx, 10)) {
          for (const std::int64_t id : tree->meant_by(tx, one)) all.insert(id);
          tree->was_read(tx, one);
        }
        return all;
      }).value();
    };
    const Placed plain = place("大街3巷5号101室");
    EXPECT_TRUE(taken().empty());
    const Placed luoge = place("罗格村大街3巷5号");
    EXPECT_TRUE(taken().contains(plain.id));
    EXPECT_TRUE(taken().empty());
    (void)place("龙津村大街3巷5号");
    EXPECT_TRUE(taken().contains(luoge.id)) << "texts without a village meant this one";
    const Placed number = place("季华五路10号2幢301室");
    const Placed estate = place("季华五路10号鸿业豪庭2幢301室");
    EXPECT_NE(number.id, estate.id);
    EXPECT_TRUE(taken().contains(number.id));
    EXPECT_EQ(place("季华五路10号2幢301室").id, estate.id);
    EXPECT_TRUE(taken().empty());
  });
}

}  // namespace
}  // namespace tiange::registers
