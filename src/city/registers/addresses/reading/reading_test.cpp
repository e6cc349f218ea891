#include <gtest/gtest.h>

#include "city/registers/addresses/reading/reading.h"

namespace tiange::registers {
namespace {

TEST(ReadAddress, TakesThePartsOfPlainOnes) {
  const AddressParts a = read_address("广东省佛山市禅城区石湾镇街道丽豪社区锦华路12号翠湖雅苑3幢2单元1203");
  EXPECT_EQ(a.province, "广东省");
  EXPECT_EQ(a.city, "佛山市");
  EXPECT_EQ(a.district, "禅城区");
  EXPECT_EQ(a.town, "石湾镇街道");
  EXPECT_EQ(a.community, "丽豪社区");
  EXPECT_EQ(a.road, "锦华路");
  EXPECT_EQ(a.number, "12号");
  EXPECT_EQ(a.estate, "翠湖雅苑");
  EXPECT_EQ(a.building, "3");
  EXPECT_EQ(a.unit, "2");
  EXPECT_EQ(a.floor, "12");
  EXPECT_EQ(a.room, "1203");
  EXPECT_EQ(a.base, "翠湖雅苑");
}

// However it is abridged or written, the same room has the same place in the tree.
TEST(ReadAddress, OneRoomHasOneNameHoweverItIsWritten) {
  const std::int64_t room = address_id(steps_of(read_address("佛山市禅城区锦华路12号翠湖雅苑3幢2单元1203")));
  for (const char* text : {"翠湖雅苑3栋2单元1203室", "禅城区翠湖雅苑三座二单元1203房", "翠湖雅苑3-2-1203", "翠湖雅苑３号楼２单元１２层１２０３号房",
                           "石湾镇街道丽豪社区翠湖雅苑3幢2单元1203"}) {
    EXPECT_EQ(address_id(steps_of(read_address(text))), room) << text << " -> " << write_address(read_address(text));
  }
  EXPECT_NE(address_id(steps_of(read_address("翠湖雅苑3幢2单元1204"))), room);
}

TEST(HouseText, PartsToldBesideTheTextAreAddedToIt) {
  const auto room = [](std::string_view text, const HouseParts& parts) { return address_id(steps_of(read_address(house_text(text, parts)))); };
  const std::int64_t whole = address_id(steps_of(read_address("翠湖雅苑3幢2单元1203室")));
  EXPECT_EQ(room("翠湖雅苑", {"三座", "2", "12", "1203室"}), whole);
  EXPECT_EQ(room("佛山市禅城区石湾镇街道丽豪社区翠湖雅苑3栋", {"3幢", "2单元", "", "1203"}), whole);
  EXPECT_EQ(room("翠湖雅苑3幢2单元1203室", {"9", "9", "9", "999"}), whole) << "what the text says stands";
  EXPECT_NE(room("翠湖雅苑", {"3", "2", "12", "1204"}), whole);
  EXPECT_EQ(house_text("翠湖雅苑3幢", {"", "", "6", ""}), "翠湖雅苑3幢") << "six floors";
  EXPECT_EQ(house_text("翠湖雅苑3幢", {"", "", "", "101-102"}), "翠湖雅苑3幢") << "two rooms are not one";
  EXPECT_EQ(house_text("翠湖雅苑", {"主楼", "", "", ""}), "翠湖雅苑");
  EXPECT_EQ(house_text("", {"3", "", "", "101"}), "");
}

TEST(ReadAddress, RoadNumbersVillagesAndFragments) {
  EXPECT_EQ(read_address("季华五路10号").base, "季华五路10号");
  EXPECT_EQ(write_address(read_address("季华五路10号2栋302")), "季华五路10号2幢302室");
  EXPECT_EQ(read_address("汾江中路88号之一").number, "88号之一");
  EXPECT_EQ(read_address("南庄镇罗格村委会大街3巷5号").road, "大街3巷");
  EXPECT_EQ(read_address("佛山市禅城區石灣鎮街道河宕村3號樓2單元101").district, "禅城区");
  EXPECT_EQ(write_address(read_address("翠湖雅苑3號樓2單元101室")), "翠湖雅苑3幢2单元101室");
  EXPECT_EQ(read_address("罗格村大街3巷5号").community, "罗格村");
  EXPECT_EQ(read_address("罗格村大街3巷5号").road, "大街3巷");
  EXPECT_EQ(read_address("张槎街道村头村东街2巷6号").community, "村头村");
  EXPECT_EQ(read_address("上元村大道5号").road, "上元村大道");
  EXPECT_EQ(read_address("上元村小区3栋").estate, "上元村小区");
  EXPECT_EQ(write_address(read_address("晨光路1号首层")), "晨光路1号1层");
  EXPECT_EQ(read_address("晨光路1号对面铺位").base, "晨光路1号");
  EXPECT_EQ(read_address("黔西南布依族苗族自治州兴仁市回龙镇上坪村19组85号").district, "兴仁市");
  EXPECT_EQ(read_address("").base, "");
  EXPECT_EQ(read_address("广西壮族自治区玉林市博白县").base, "");
}

TEST(SettleWithin, TheVillageThatIsLeftOutIsTheOnlyOneOrNone) {
  const Within luoge{"南庄", "罗格"}, longjin{"南庄", "龙津"}, elsewhere{"张槎", "罗格"}, town{"南庄", ""};
  const std::vector<Within> one{luoge}, two{luoge, longjin}, with_town{town, luoge}, same_name{luoge, elsewhere};
  EXPECT_EQ(settle_within({}, true, one).within, luoge);
  EXPECT_TRUE(settle_within({}, true, one).sure);
  EXPECT_FALSE(settle_within({}, true, two).sure);
  EXPECT_TRUE(settle_within({}, true, two).within.empty());
  EXPECT_EQ(settle_within(longjin, true, two).within, longjin);
  EXPECT_EQ(settle_within(town, true, with_town).within, luoge) << "a town says nothing new beside a village in it";
  EXPECT_FALSE(settle_within({"", "罗格"}, true, same_name).sure);
  EXPECT_EQ(settle_within({"张槎", ""}, true, same_name).within, elsewhere);
  // A lane elsewhere that nobody named with its village yet.
  EXPECT_EQ(settle_within({"石湾", ""}, true, two).within, (Within{"石湾", ""}));
  // A road of the town is the same road whatever community is written before it.
  EXPECT_TRUE(settle_within({"石湾", "丽豪"}, false, {}).within.empty());
  EXPECT_TRUE(settle_within({"石湾", "丽豪"}, false, two).sure);
}

TEST(SettleWithin, LanesAndVillagesAreLocalRoadsOfATownAreNot) {
  EXPECT_TRUE(is_local("罗格村委会", "环村路"));
  EXPECT_TRUE(is_local("罗格社区", "大街3巷"));
  EXPECT_FALSE(is_local("丽豪社区", "锦华路"));
  EXPECT_FALSE(is_local("丽豪社区", ""));
  EXPECT_EQ(area_core("石湾镇街道"), "石湾");
  EXPECT_EQ(area_core("罗格村村民委员会"), "罗格");
  EXPECT_EQ(area_core("新村"), "新村");
  const auto [within, name] = base_of_key(base_key({"南庄", "罗格"}, "大街3巷5号"));
  EXPECT_EQ(within, (Within{"南庄", "罗格"}));
  EXPECT_EQ(name, "大街3巷5号");
  EXPECT_EQ(base_key({}, "大街3巷5号"), "大街3巷5号");
}

}  // namespace
}  // namespace tiange::registers
