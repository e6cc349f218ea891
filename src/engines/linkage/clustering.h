#pragma once
// From scored pairs to groups. Best pairs first; two groups become one only when their members agree on the whole, not
// through a single pair (no chains), and never over a contradiction.

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/function_ref.h"

namespace tiange::linkage {

struct ScoredPair {
  std::uint32_t a = 0, b = 0;
  double score = 0;  // bits above the threshold
};

struct ClusteringRules {
  // Score of two members that are no candidate pair.
  FunctionRef<double(std::uint32_t, std::uint32_t)> score;
  // May these two be in one group at all? Asked for members of the two groups.
  FunctionRef<bool(std::uint32_t, std::uint32_t)> contradict;
  double least_mean = 0;      // of the scores between two groups
  std::size_t asked = 64;     // member pairs looked at for the mean
};

struct Clustering {
  std::vector<std::uint32_t> group_of;  // by item, groups numbered from 0 by their first member
  std::size_t groups = 0;
  std::size_t refused = 0;              // merges over a contradiction
};

// Scores above 0 join. The answer does not depend on the order of the pairs.
Clustering cluster(std::size_t items, std::vector<ScoredPair> pairs, const ClusteringRules& rules);

}  // namespace tiange::linkage
