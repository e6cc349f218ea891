#pragma once
// The way of a matter through the house: who settles it, when each step happens, how it ends.

#include <map>
#include <string>
#include <vector>

#include "town/mix.h"
#include "town/seasons.h"
#include "town/town.h"

namespace tiange::town {

// Posts by where they serve; built once for a stream.
class Posts {
 public:
  explicit Posts(const District& district);

  int officer(int grid, Random& random) const;
  int seat(Random& random) const { return random.pick(seats_); }
  // The unit that settles a matter of a line at a level: a branch of the grid's town, its centre, or its station.
  int unit(const District::Item& item, Settled settled, int grid) const;
  int handler(int unit, Random& random) const;

 private:
  const District& district_;
  std::vector<std::vector<int>> officers_;  // by grid
  std::vector<int> seats_;
  std::map<std::string, int> units_;
  std::vector<std::vector<int>> handlers_;  // by unit
};

// Fills severity, settled, unit, handler, officer, steps, returns, reworks, overdue, opinion. Needs reported_at,
// channel, ask, item and grid. Steps later than `now` have not happened.
void travel(const District& district, const Posts& posts, const Days& days, const MixRow& row, Instant now,
            Random& random, Matter& matter);

}  // namespace tiange::town
