#pragma once
// demo/mix.csv: what is reported how often, when and where.

#include <string_view>
#include <vector>

#include "base/result.h"
#include "town/ground/random.h"
#include "town/town.h"

namespace tiange::town {

struct MixRow {
  Channel channel = Channel::grid;
  Ask ask = Ask::finding;
  int item = 0;
  double per_workday = 0;  // mean number of matters, repeats included
  const std::array<double, 12>* season = nullptr;
  Weighted hours;
  int land = 0;  // index of the weights of grids to draw from
  double urgent = 0;
  double minor = 0;
  double works = 0;
  double storm = 1;
  double repeat = 0;
};

class Mix {
 public:
  static Result<Mix> read(std::string_view csv, const District& district);
  const std::vector<MixRow>& rows() const { return rows_; }
  std::uint32_t draw_grid(const MixRow& row, Random& random) const { return lands_[row.land].draw(random); }

 private:
  void weigh_grids(const District& district);

  std::vector<MixRow> rows_;
  std::vector<Weighted> lands_;  // 0 for any, then one for each LandUse
};

}  // namespace tiange::town
