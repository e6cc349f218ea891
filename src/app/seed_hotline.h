#pragma once
// The hotline of a synthetic district: what its lines counted, and who sits there around the clock.

#include <map>
#include <string>
#include <vector>

#include "city/hotline/hotline.h"
#include "town/town.h"

namespace tiange::app {

// The line that a matter of a department came in by; `turn` spreads them over the numbers of the department.
std::string hotline_line(const std::string& lead_line, std::size_t turn);

// Counts calls of the past day by day. Not every caller is answered; about three in four at once.
class PastCallCounts {
 public:
  void add(const town::Matter& matter, const std::string& line);
  std::vector<hotline::PastCalls> days() const;

 private:
  std::map<std::pair<Date, std::string>, hotline::LineFigures> counts_;
};

// Three shifts of eight hours a day, from yesterday for a week.
Outcome put_shifts(hotline::Hotline& room, db::Tx& tx, const std::vector<PersonId>& seats, Instant now);

}  // namespace tiange::app
