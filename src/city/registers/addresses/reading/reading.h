#pragma once
// How addresses are taken apart and named: pure.

#include <boost/describe.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tiange::registers {

// 街路门牌或小区 幢 单元 层 室
enum class AddressLevel { base, building, unit, floor, room };
BOOST_DESCRIBE_ENUM(AddressLevel, base, building, unit, floor, room)

// The village or community, and the town above it, that tell equal names of bases apart: 南庄, 罗格, without their marks; empty
// where nobody says so.
struct Within {
  std::string town, village;
  bool empty() const { return town.empty() && village.empty(); }
  friend auto operator<=>(const Within&, const Within&) = default;
};

struct AddressParts {
  std::string province, city, district, town, community;  // as written, empty when left out
  std::string road, number, estate;  // 季华五路, 10号, 翠湖雅苑
  std::string building, unit, floor, room;  // numbers and letters alone: "2", "1", "3", "302"
  // What the tree knows the base by: road and number, else the estate or village, with a hamlet below it. Empty: no address.
  std::string base;
  // Where the base lies, when more than its name is needed to know it, and what is written before its name. Not read from the
  // text alone: the tree of addresses settles it.
  Within within;
  std::string shown;
};
AddressParts read_address(std::string_view text);
// 季华五路10号2幢1单元302室: base and below, in one way of writing.
std::string write_address(const AddressParts& parts);

// What registers of houses say beside the text, as written: "3幢", "二", "1单元", "1203室".
struct HouseParts {
  std::string_view building, unit, floor, room;
};
// The text with those parts that it leaves out and that can be read; an area named in it stays.
std::string house_text(std::string_view text, const HouseParts& parts);

// What the text says of where it lies.
Within told_within(const AddressParts& parts);
// 石湾 of 石湾镇街道, 罗格 of 罗格村委会.
std::string area_core(std::string_view name);
// Names of lanes, teams and whatever a village calls its own are borne elsewhere too; roads and estates of a town are not.
// `road` is empty for an estate.
bool is_local(std::string_view community, std::string_view road);
// The base as the tree knows it; its name alone where nothing more is needed.
std::string base_key(const Within& within, std::string_view name);
std::pair<Within, std::string> base_of_key(std::string_view key);

// Which of the places of that name a text means.
struct Meant {
  Within within;
  bool sure = true;  // false: one of several, and nobody can tell which
};
// `known`: where a base of that name is known to lie. A village that the text leaves out is the only one that it can be.
Meant settle_within(const Within& told, bool local, std::span<const Within> known);

struct AddressStep {
  AddressLevel level = AddressLevel::base;
  std::string name;
  std::string key;  // what the id is made of, where it is not the name
};
// From the base down; empty when the text names no base.
std::vector<AddressStep> steps_of(const AddressParts& parts);
// The id of the last step: a digest of the path, so that every instance gives an address the same one.
std::int64_t address_id(std::span<const AddressStep> steps);

}  // namespace tiange::registers
