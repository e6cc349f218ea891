#pragma once
// Which units are worth comparing: those that share telling keys (words, names, numbers, sounds, places). Rare keys weigh
// more; keys too frequent to look up are joined two by two. How frequent is too frequent follows from the amount of work.

#include <cstdint>
#include <span>
#include <vector>

#include "engines/linkage/joined.h"

namespace tiange::linkage {

struct PairOfUnits {
  std::uint32_t a = 0, b = 0;  // a < b
};

struct CandidateOptions {
  bool across_tables = false;       // only pairs from different tables
  double work = 1.2e9;              // look-ups allowed
  std::size_t nearest = 0;          // candidates kept a unit; 0: by the number of units
};

// Keys of a value, to be found by whoever may be the same.
void keys_of(Kind kind, const Prepared& value, const Words* words, std::uint64_t seed, std::vector<std::uint64_t>& out);

// Each pair once, in ascending order.
std::vector<PairOfUnits> find_candidates(const Joined& joined, const CandidateOptions& options, Pieces pieces);

}  // namespace tiange::linkage
