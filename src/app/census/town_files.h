#pragma once
// The files of `tiange town`: persons.csv, households.csv, firms.csv, rooms.csv, relations.csv; police.csv, civil.csv,
// health.csv, social.csv, market.csv as the departments would export them; truth.csv, the true id of each of their rows.
// Columns are described in docs/town.md.

#include <functional>
#include <set>
#include <string>

#include "base/result.h"
#include "town/people/people_made.h"

namespace tiange::app::census {

// Which files: "csv" for all of them, else names such as "persons,police,truth". Refuses unknown names.
Result<std::set<std::string>> parse_wanted(const std::string& text);

struct Written {
  std::string name;  // persons.csv
  std::uint64_t rows = 0;  // without the header
  std::uint64_t bytes = 0;
  double seconds = 0;
  std::string digest;  // SHA-256
};

struct Sums {
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
};

// Tells of each file when it is whole. Throws std::runtime_error when one cannot be written.
void write_files(const town::Population& people, const std::string& folder, const std::set<std::string>& wanted,
                 const std::function<void(const Written&)>& tell);

}  // namespace tiange::app::census
