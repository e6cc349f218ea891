#pragma once
// How addresses are taken apart and named: pure.

#include <boost/describe.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tiange::registers {

// 街路门牌或小区 幢 单元 层 室
enum class AddressLevel { base, building, unit, floor, room };
BOOST_DESCRIBE_ENUM(AddressLevel, base, building, unit, floor, room)

struct AddressParts {
  std::string province, city, district, town, community;  // as written, empty when left out
  std::string road, number, estate;  // 季华五路, 10号, 翠湖雅苑
  std::string building, unit, floor, room;  // numbers and letters alone: "2", "1", "3", "302"
  // What the tree knows the base by: road and number, else the estate or village, with a hamlet below it. Empty: no address.
  std::string base;
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

struct AddressStep {
  AddressLevel level = AddressLevel::base;
  std::string name;
};
// From the base down; empty when the text names no base.
std::vector<AddressStep> steps_of(const AddressParts& parts);
// The id of the last step: a digest of the path, so that every instance gives an address the same one.
std::int64_t address_id(std::span<const AddressStep> steps);

}  // namespace tiange::registers
