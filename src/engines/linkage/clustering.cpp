#include "engines/linkage/clustering.h"

#include <algorithm>
#include <cmath>

namespace tiange::linkage {

namespace {

class Groups {
 public:
  explicit Groups(std::size_t items) : parent_(items), members_(items) {
    for (std::uint32_t i = 0; i < items; ++i) {
      parent_[i] = i;
    }
  }
  std::uint32_t find(std::uint32_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  std::span<const std::uint32_t> members(std::uint32_t root) {
    if (members_[root].empty()) members_[root].push_back(root);
    return members_[root];
  }
  void join(std::uint32_t x, std::uint32_t y) {
    members(x), members(y);
    if (members_[x].size() < members_[y].size()) std::swap(x, y);
    members_[x].insert(members_[x].end(), members_[y].begin(), members_[y].end());
    std::vector<std::uint32_t>().swap(members_[y]);
    parent_[y] = x;
  }

 private:
  std::vector<std::uint32_t> parent_;
  std::vector<std::vector<std::uint32_t>> members_;
};

// At most `asked` member pairs, spread evenly over both groups in the order of their numbers.
bool agree(std::span<const std::uint32_t> x, std::span<const std::uint32_t> y, const ClusteringRules& rules) {
  if (x.size() == 1 && y.size() == 1) return true;
  std::vector<std::uint32_t> a(x.begin(), x.end()), b(y.begin(), y.end());
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  const auto side = static_cast<std::size_t>(std::sqrt(static_cast<double>(rules.asked)));
  const std::size_t na = std::min(a.size(), std::max(side, rules.asked / std::max<std::size_t>(1, std::min(b.size(), side))));
  const std::size_t nb = std::min(b.size(), std::max<std::size_t>(1, rules.asked / na));
  double sum = 0;
  for (std::size_t i = 0; i < na; ++i) {
    for (std::size_t k = 0; k < nb; ++k) sum += rules.score(a[i * a.size() / na], b[k * b.size() / nb]);
  }
  return sum / static_cast<double>(na * nb) >= rules.least_mean;
}

}  // namespace

Clustering cluster(std::size_t items, std::vector<ScoredPair> pairs, const ClusteringRules& rules) {
  for (ScoredPair& pair : pairs) {
    if (pair.a > pair.b) std::swap(pair.a, pair.b);
  }
  std::sort(pairs.begin(), pairs.end(), [](const ScoredPair& x, const ScoredPair& y) {
    if (x.score != y.score) return x.score > y.score;
    return x.a != y.a ? x.a < y.a : x.b < y.b;
  });
  Clustering out;
  Groups groups(items);
  for (const ScoredPair& pair : pairs) {
    if (pair.score <= 0) break;
    const std::uint32_t x = groups.find(pair.a), y = groups.find(pair.b);
    if (x == y) continue;
    const auto mx = groups.members(x), my = groups.members(y);
    bool against = false;
    for (std::size_t i = 0; i < mx.size() && !against; ++i) {
      for (std::size_t k = 0; k < my.size() && !against; ++k) against = rules.contradict(mx[i], my[k]);
    }
    if (against) {
      ++out.refused;
      continue;
    }
    if (agree(mx, my, rules)) groups.join(x, y);
  }
  out.group_of.resize(items);
  std::vector<std::uint32_t> number(items, UINT32_MAX);
  for (std::uint32_t i = 0; i < items; ++i) {
    std::uint32_t& n = number[groups.find(i)];
    if (n == UINT32_MAX) n = static_cast<std::uint32_t>(out.groups++);
    out.group_of[i] = n;
  }
  return out;
}

}  // namespace tiange::linkage
