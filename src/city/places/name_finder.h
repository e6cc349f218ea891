#pragma once
// Finds the known place names that a text contains, and the names a short query resembles. Pure; built once per map.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tiange::places {

struct PlaceName {
  std::string kind;  // address | poi | estate | road | area
  std::string name;
  double lng = 0;
  double lat = 0;
  std::string grid_code;  // of an area: its code
};

struct NameHit {
  std::uint32_t index;  // into names()
  double score;         // 0–1
};

class NameFinder {
 public:
  NameFinder() = default;
  explicit NameFinder(std::vector<PlaceName> names);

  const std::vector<PlaceName>& names() const { return names_; }

  // Names contained in `text`, surest first. A long name, a name of one grid only, and a name whose town or community is
  // also named score higher. About 1 µs a character of text.
  std::vector<NameHit> contained_in(std::string_view text, std::size_t most) const;
  // Names that share most character pairs with `query`; for search boxes.
  std::vector<NameHit> resembling(std::string_view query, std::size_t most) const;

 private:
  struct Spot {
    std::uint32_t index;
    std::size_t length;  // code points
  };
  std::vector<Spot> spots(const std::vector<char32_t>& text) const;

  std::vector<PlaceName> names_;
  std::unordered_map<std::string_view, std::vector<std::uint32_t>> by_name_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_pair_;   // two code points -> names
  std::unordered_map<char32_t, std::uint64_t> lengths_;                     // first character -> bit set of lengths
  std::vector<std::uint16_t> pair_counts_;
};

}  // namespace tiange::places
