#pragma once
// Chinese addresses taken apart, from province to room, and compared. Reads what registers hold: whole, abridged
// ("华远东路8号2座501"), with brackets, Chinese or full-width numerals, 3-2-501 for building, unit and room.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tiange::linkage {

enum class AddressPart : std::uint8_t { province, city, district, town, community, road, number, estate, building, unit, floor, room };
inline constexpr std::size_t k_address_parts = 12;
std::string_view address_part_name(AddressPart part);  // "province" … "room"

struct Address {
  // Areas without their mark (禅城, 祖庙), roads and estates with theirs, numbers in Arabic digits without theirs.
  std::array<std::string, k_address_parts> parts;
  std::string rest;  // what was not understood

  const std::string& at(AddressPart part) const { return parts[static_cast<std::size_t>(part)]; }
  std::string& at(AddressPart part) { return parts[static_cast<std::size_t>(part)]; }
  bool says(AddressPart part) const { return !at(part).empty(); }
};

// Names that may stand without their mark: towns and communities of the district, by code points.
struct AreaNames {
  std::vector<std::string> cities, districts, towns, communities;
};
const AreaNames& guangdong_names();

Address parse_address(std::string_view text, const AreaNames& names = guangdong_names());
// The whole in one line, areas with their marks.
std::string write_address(const Address& address);

// A number per part, 0 where nothing is said: what comparing needs.
using AddressKey = std::array<std::uint32_t, k_address_parts>;
AddressKey address_key(const Address& address);

// 1 elsewhere · 2 same town · 3 same community · 4 same road or estate · 5 same place, another building · 6 same
// building, another room · 7 same building, one names no room · 8 same room, one abridged · 9 the same.
int compare_addresses(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b);
inline constexpr int k_address_levels = 9;

}  // namespace tiange::linkage
