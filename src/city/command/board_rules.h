#pragma once
// Counter rows to a board. Pure.

#include <map>

#include "city/command/command.h"

namespace tiange::command {

class BoardSums {
 public:
  // `child_digits`: length of the codes one level below the area, 0 at a grid.
  BoardSums(Date today, std::size_t child_digits) : today_(today), child_digits_(child_digits) {}

  void add(const cases::CountRow& row);

  // `week_ago`: from midnight to this time of the day a week before.
  std::vector<Figure> figures(std::string_view area, const cases::Tally& week_ago) const;
  std::vector<ChildRow> children(const std::vector<places::Area>& areas) const;
  std::vector<TrendDay> trend() const;
  std::vector<ItemRow> items(const std::function<Words(const std::string&)>& name_of) const;
  std::vector<LevelRow> levels() const;

 private:
  struct Sum {
    std::int64_t open = 0, overdue = 0, new_today = 0, closed_today = 0, new_week = 0, on_time_week = 0, late_week = 0;
  };
  struct Day {
    std::int64_t reported = 0, closed = 0, on_time = 0, late = 0;
  };
  void add_to(Sum& sum, const cases::CountRow& row) const;
  Day day(std::int64_t day) const;

  Date today_;
  std::size_t child_digits_;
  Sum all_;
  std::map<std::string, Sum> by_child_;
  std::map<std::string, Sum> by_item_;
  std::map<std::int64_t, Day> by_day_;
  Sum by_level_[4];
};

}  // namespace tiange::command
