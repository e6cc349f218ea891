#pragma once
// When things happen: months, weekdays, hours, weather. Shapes follow what hotlines publish: peaks at 9–11 and 15–17
// on workdays, half the volume in the week of the Spring Festival, more in July, dragon-boat rain in May and June,
// typhoons from June to September, school questions before entry, unpaid wages before the Spring Festival.

#include <array>
#include <set>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "town/ground/random.h"

namespace tiange::town {

// Factors for January to December; unknown names are flat.
const std::array<double, 12>& season_named(std::string_view name);
// Weights for the hours 0 to 23; unknown names are those of office calls.
const std::array<double, 24>& hours_named(std::string_view name);

// What kind of day it is, from calendar.csv and the weekday.
class Days {
 public:
  static Result<Days> read(std::string_view calendar_csv);
  bool is_workday(Date date) const;
  // Share of a workday's volume.
  double patrol_share(Date date) const;
  double call_share(Date date) const;
  // The moment after so many minutes of working time (8:00–12:00 and 14:00–18:00 of workdays).
  Instant add_work(Instant from, std::int64_t minutes) const;
  // The moment itself when it lies in working time, else the beginning of the next.
  Instant next_work(Instant from) const;

 private:
  std::set<std::int32_t> off_;
  std::set<std::int32_t> on_;
  std::set<std::int32_t> spring_festival_;
};

// 0 for calm to 1 for a typhoon overhead, for each day of a stretch.
std::vector<double> storms(std::uint64_t seed, Date first, int days);

}  // namespace tiange::town
