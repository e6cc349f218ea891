#pragma once
// How many there are of whom several lists each know some (capture and recapture), with a 95 % interval. Pure.
//
// Cells are indexed by a bit for each list: cells[0b011] is how many are on the first and the second list and on no
// other. They may be fractions: someone whom a list saw long ago is on it with the chance that they are still there.
//
// Two lists: Chapman, N = (n1+1)(n2+1)/(m+1) - 1, with Seber's variance (1982, 3.1). Three or four: log-linear models of
// the cells (Fienberg 1972; International Working Group for Disease Monitoring and Forecasting 1995), each list and any
// set of pairs of lists; of the models the one with the least BIC; the empty cell is exp of its constant. Intervals are
// log-normal in the number of the unseen (Chao 1987), so that they never fall below those who were seen.
//
// They hold when within the cells' population everybody has about the same chance to be on a list: estimate groups that
// differ one by one and add them up.

#include <span>
#include <string>
#include <vector>

namespace tiange::recapture {

constexpr int k_most_lists = 4;

struct Estimate {
  double seen = 0;      // on at least one list
  double total = 0;     // seen and unseen
  double variance = 0;  // of the total
  double low = 0, high = 0;
  std::string model;    // chapman | "a+b+c+ab": lists and pairs that depend on each other
  bool enough = false;  // false: the lists overlap too little to say more than `seen`
};

// `cells` has 2^lists entries; the first is not looked at. Lists on which nobody is count for nothing.
Estimate estimate(std::span<const double> cells);

// The interval of a total, at least `seen`, with this variance.
struct Interval {
  double low = 0, high = 0;
};
Interval interval(double seen, double total, double variance);

}  // namespace tiange::recapture
