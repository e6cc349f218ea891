#include "town/ground/partition.h"

#include <algorithm>

namespace tiange::town {
namespace {

double square_distance(Spot a, Spot b) { return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y); }

struct Sums {
  double x = 0;
  double y = 0;
  double count = 0;
};

std::vector<Sums> sum_cells(std::span<const Spot> samples, std::span<const Site> sites) {
  std::vector<Sums> sums(sites.size());
  for (Spot s : samples) {
    Sums& sum = sums[cell_of(sites, s)];
    sum.x += s.x;
    sum.y += s.y;
    ++sum.count;
  }
  return sums;
}

}  // namespace

int cell_of(std::span<const Site> sites, Spot spot) {
  int best = 0;
  double least = square_distance(sites[0].at, spot) - sites[0].weight;
  for (std::size_t i = 1; i < sites.size(); ++i) {
    const double d = square_distance(sites[i].at, spot) - sites[i].weight;
    if (d < least) {
      least = d;
      best = static_cast<int>(i);
    }
  }
  return best;
}

std::vector<Site> spread_sites(std::span<const Spot> samples, int count, Random& random) {
  std::vector<Site> sites;
  for (int i = 0; i < count; ++i) {
    Spot best;
    double farthest = -1;
    for (int attempt = 0; attempt < 24; ++attempt) {
      const Spot spot = samples[random.below(static_cast<std::uint32_t>(samples.size()))];
      double nearest = 1e18;
      for (const Site& site : sites) nearest = std::min(nearest, square_distance(site.at, spot));
      if (nearest > farthest) {
        farthest = nearest;
        best = spot;
      }
    }
    sites.push_back({best, 0});
  }
  return sites;
}

void balance(std::span<const Spot> samples, std::span<const double> shares, bool move, std::vector<Site>& sites) {
  if (sites.size() < 2 || samples.empty()) return;
  // One sample stands for this many m² once the mean distance of sites is known from the samples' own spread.
  Spot low = samples[0], high = samples[0];
  for (Spot s : samples) {
    low = {std::min(low.x, s.x), std::min(low.y, s.y)};
    high = {std::max(high.x, s.x), std::max(high.y, s.y)};
  }
  const double region = (high.x - low.x) * (high.y - low.y);
  const double total = static_cast<double>(samples.size());
  constexpr int rounds = 80;
  for (int round = 0; round < rounds; ++round) {
    const std::vector<Sums> sums = sum_cells(samples, sites);
    const double gain = round < rounds / 2 ? 0.30 : 0.12;
    for (std::size_t i = 0; i < sites.size(); ++i) {
      const double miss = shares[i] - sums[i].count / total;
      sites[i].weight += gain * region * miss;
      if (move && sums[i].count > 0 && round < rounds * 3 / 4) {
        const Spot centre{sums[i].x / sums[i].count, sums[i].y / sums[i].count};
        sites[i].at.x += 0.5 * (centre.x - sites[i].at.x);
        sites[i].at.y += 0.5 * (centre.y - sites[i].at.y);
      }
    }
  }
}

std::vector<Spot> clip_to_cell(std::vector<Spot> convex, std::span<const Site> sites, int cell) {
  const Site& own = sites[cell];
  for (std::size_t i = 0; i < sites.size(); ++i) {
    if (static_cast<int>(i) == cell) continue;
    const Site& other = sites[i];
    // Inside: nx·x + ny·y <= limit, from |p-own|² - w_own <= |p-other|² - w_other.
    const double nx = 2 * (other.at.x - own.at.x), ny = 2 * (other.at.y - own.at.y);
    const double limit = other.at.x * other.at.x + other.at.y * other.at.y - other.weight -
                         (own.at.x * own.at.x + own.at.y * own.at.y - own.weight);
    std::vector<Spot> kept;
    for (std::size_t k = 0; k < convex.size(); ++k) {
      const Spot a = convex[k], b = convex[(k + 1) % convex.size()];
      const double da = nx * a.x + ny * a.y - limit, db = nx * b.x + ny * b.y - limit;
      if (da <= 0) kept.push_back(a);
      if ((da < 0 && db > 0) || (da > 0 && db < 0)) {
        const double t = da / (da - db);
        kept.push_back({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)});
      }
    }
    convex = std::move(kept);
    if (convex.size() < 3) return {};
  }
  return convex;
}

}  // namespace tiange::town
