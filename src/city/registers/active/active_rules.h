#pragma once
// The estimate itself: persons with what lists say of them, area by area and group by group. Pure.
//
// A person is on a list with the weight 2^(-age/half life) of the list's freshest word of them: the chance that they are
// still there. The lists' overlaps within a community and an age group give the number that none of them sees any more
// (engines/recapture). Where a community's lists overlap too little, and of people of whom only the town is known, the
// group has the ratio of estimate to known of the district. Towns and the district are the sums of their communities, grids their share.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "city/registers/active/active_views.h"
#include "engines/recapture/recapture.h"

namespace tiange::registers {

Result<ActiveRules> read_active_rules(std::string_view text);

// An area whose parts are estimated apart.
struct ActiveSum {
  ActiveArea area;
  double variance = 0;
  std::vector<double> variances;  // by group
};

class ActiveCount {
 public:
  explicit ActiveCount(const ActiveRules& rules) : rules_(rules) {}

  using Weights = std::array<float, recapture::k_most_lists>;
  // The weight of what a source saw so many days ago, and of which list; index -1: of none.
  struct Word {
    int list = -1;
    float weight = 0;
  };
  Word word(std::string_view source, double days_old) const;
  int group_of(int years) const;

  // A living person at home in the grid; `grid` may name a larger area only.
  void add(std::string_view grid, int group, const Weights& weights);
  // Every area that has somebody: grids, communities, towns, the district.
  std::vector<ActiveArea> finish(std::string_view day) const;

 private:
  struct Group {
    std::int64_t known = 0;
    double fresh = 0;
    std::array<double, 1U << recapture::k_most_lists> cells{};
  };
  struct Tally {
    std::int64_t known = 0;
    double fresh = 0;
    std::array<std::int64_t, recapture::k_most_lists> on{};
    std::vector<Group> groups;  // of communities
  };
  std::vector<recapture::Estimate> usual() const;
  ActiveArea start(std::string_view code, std::string_view day, const Tally& tally) const;
  ActiveSum sum_of(std::string_view code, std::string_view day, const Tally& unit, const std::vector<recapture::Estimate>& usual) const;

  const ActiveRules rules_;
  std::map<std::string, Tally, std::less<>> units_;  // communities, or the smallest area that is known
  std::map<std::string, Tally, std::less<>> grids_;
};

}  // namespace tiange::registers
