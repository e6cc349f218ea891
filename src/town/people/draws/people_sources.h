#pragma once
// What the people are drawn from.

#include <string>

namespace tiange::town {

// The files of data/demo/ the people are drawn from, as text (see data/README.md).
struct PeopleSources {
  std::string surnames;  // surnames.csv
  std::string given;     // given_names.csv
  std::string regions;   // regions.csv
  std::string ages;      // ages.csv
  std::string trades;    // trades.csv
  std::string slips;     // slips.csv
};

}  // namespace tiange::town
