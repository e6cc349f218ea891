#include "base/text.h"
#include "town/people/described.h"

namespace tiange::town {

namespace {

std::string_view chinese_digit(int n) {
  static constexpr std::string_view k_digits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
  return k_digits[n];
}

}  // namespace

void written_address(const MadePeople& made, Number room, Random& random, std::string& into) {
  const BuildingCore& building = made.buildings[made.rooms[room].building];
  const Address& address = made.district->addresses[static_cast<std::size_t>(building.address)];
  const Grid& grid = made.district->grids[static_cast<std::size_t>(address.grid)];
  const Area& community = made.district->areas[static_cast<std::size_t>(grid.community)];
  const Door door = door_of(made, room);
  const double style = random.unit();
  into.assign(style < 0.35 ? "广东省佛山市禅城区" : style < 0.7 ? "佛山市禅城区" : style < 0.9 ? "禅城区" : "");
  // The town stands before the community in the standard text.
  const std::size_t town_ends = address.text.find(community.name_zh);
  std::string town = town_ends == address.text.npos ? "" : address.text.substr(0, town_ends);
  if (random.chance(0.25) && town == "石湾镇街道") town = "石湾街道";
  if (!random.chance(0.3)) into += town;
  if (!random.chance(0.45)) into += community.name_zh;
  const bool by_estate = !address.estate.empty();
  if (!by_estate || !random.chance(0.3)) into += address.road + address.number;
  if (by_estate) into += address.estate;
  const std::string_view digits = std::string_view(address.building).substr(0, address.building.find("幢"));
  const int number = by_estate ? static_cast<int>(text::to_int(digits).value_or(0)) : 0;
  const double form = random.unit();
  if (number > 0 && form < 0.16) {
    into += std::to_string(number) + "-" + (door.unit > 0 ? std::to_string(door.unit) + "-" : "") + door.text;
    return;
  }
  if (number > 0) {
    const double word = random.unit();
    if (word > 0.93 && number < 10) {
      into += chinese_digit(number);
    } else {
      into += std::to_string(number);
    }
    into += word < 0.5 ? "幢" : word < 0.8 ? "栋" : word < 0.93 ? "座" : "幢";
  }
  if (door.unit > 0 && !random.chance(0.08)) into += std::to_string(door.unit) + (random.chance(0.8) ? "单元" : "梯");
  into += door.text;
  if (form > 0.6) into += form < 0.8 ? "房" : form < 0.93 ? "室" : "号房";
}

}  // namespace tiange::town
