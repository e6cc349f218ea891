// Which of several places of one name an address means.

#include <algorithm>
#include <array>

#include "city/registers/addresses/reading/reading.h"

namespace tiange::registers {

namespace {

constexpr char k_between = '\x1f';
constexpr std::size_t k_point = 3;  // bytes of a Chinese character

// Says at least what the other says.
bool refines(const Within& one, const Within& other) {
  return (other.town.empty() || one.town == other.town) && (other.village.empty() || one.village == other.village);
}

}  // namespace

std::string area_core(std::string_view name) {
  static constexpr std::array<std::string_view, 11> k_marks = {"街道办事处", "社区居民委员会", "村民委员会", "社区居委会", "居委会", "村委会",
                                                               "街道",       "社区",           "镇",         "乡",         "村"};
  std::string core(name);
  for (const std::string_view mark : k_marks) {
    // 新村 and the like are names by themselves.
    if (core.size() >= mark.size() + 2 * k_point && core.ends_with(mark)) core.resize(core.size() - mark.size());
  }
  return core;
}

Within told_within(const AddressParts& parts) {
  // A base that is the village itself lies in its town.
  const bool itself = !parts.community.empty() && parts.base.starts_with(parts.community);
  return {area_core(parts.town), itself ? std::string() : area_core(parts.community)};
}

bool is_local(std::string_view community, std::string_view road) {
  static constexpr std::array<std::string_view, 8> k_lanes = {"巷", "里", "坊", "横", "弄", "街", "队", "组"};
  static constexpr std::array<std::string_view, 3> k_villages = {"村", "村委会", "村民委员会"};
  const auto ends_so = [](std::string_view name) { return [name](std::string_view end) { return name.ends_with(end); }; };
  return std::any_of(k_villages.begin(), k_villages.end(), ends_so(community)) || std::any_of(k_lanes.begin(), k_lanes.end(), ends_so(road));
}

std::string base_key(const Within& within, std::string_view name) {
  if (within.empty()) return std::string(name);
  return within.town + k_between + within.village + k_between + std::string(name);
}

std::pair<Within, std::string> base_of_key(std::string_view key) {
  const std::size_t first = key.find(k_between);
  const std::size_t second = first == key.npos ? first : key.find(k_between, first + 1);
  if (second == key.npos) return {{}, std::string(key)};
  return {{std::string(key.substr(0, first)), std::string(key.substr(first + 1, second - first - 1))}, std::string(key.substr(second + 1))};
}

Meant settle_within(const Within& told, bool local, std::span<const Within> known) {
  std::vector<Within> found;
  for (const Within& one : known) {
    if (refines(one, told)) found.push_back(one);
  }
  // A town says nothing new beside a village in it.
  std::vector<Within> finest;
  for (const Within& one : found) {
    const bool finer = std::any_of(found.begin(), found.end(), [&](const Within& other) { return other != one && refines(other, one); });
    if (!finer && std::find(finest.begin(), finest.end(), one) == finest.end()) finest.push_back(one);
  }
  if (finest.size() == 1) return {finest.front(), true};
  return {local ? told : Within{}, finest.empty()};
}

}  // namespace tiange::registers
