#pragma once
// The lists of data/demo/ that people are drawn from, read and ready to draw.

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "town/ground/random.h"
#include "town/people/draws/people_sources.h"

namespace tiange::town {

// Whose surnames a region has.
enum class Speech : std::uint8_t { national, guangdong, foshan, guangxi };

struct Region {  // where a citizen number was given
  std::string code;
  std::string name;  // 广西壮族自治区梧州市苍梧县
  Speech speech = Speech::national;
  std::vector<std::string> towns;
};

struct AgeGroup {
  int from = 0, to = 0;  // years, inclusive
  double share = 0, man_share = 0, hukou_share = 0;
};

struct Trade {
  std::string section, industry;
  double share = 0;
  double individual = 0;  // share of one-man businesses
  double staff = 0;       // mean
  std::vector<std::string> words;
  std::vector<std::string> jobs;
};

struct GivenName {  // UTF-16; the second is 0 in names of one character
  char16_t first = 0, second = 0;
};

class GivenNames {
 public:
  static Result<GivenNames> read(const std::string& csv);
  GivenName draw(Random& random, int year, bool woman) const;

 private:
  struct Part {
    std::vector<GivenName> names;
    Weighted draw;
  };
  struct Era {
    int from = 0;
    std::array<std::array<Part, 3>, 2> parts;  // [woman][whole, first, second]
  };
  std::vector<Era> eras_;
};

// Pairs of characters that are taken for one another: by shape, by sound, and their traditional forms.
struct Slips {
  std::vector<std::pair<char32_t, char32_t>> shape, sound, traditional;
};

struct PeopleLists {
  std::vector<std::string> surnames;
  std::array<Weighted, 4> surname_draw;  // by Speech
  GivenNames given;
  std::vector<Region> regions;
  Weighted region_draw;
  std::vector<AgeGroup> ages;
  std::vector<Trade> trades;
  Weighted trade_draw;
  Slips slips;

  static Result<PeopleLists> read(const PeopleSources& sources);
  // The number of a region's code; the first when there is none.
  std::uint16_t region_of(std::string_view code) const;
  std::uint16_t region_draw_number(Random& random) const {
    return static_cast<std::uint16_t>(region_draw.draw(random));
  }
};

}  // namespace tiange::town
