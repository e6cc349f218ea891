#pragma once
// What a report says: its place, title, words, reporter and the unit's reply.

#include "base/result.h"
#include "town/ground/names.h"
#include "town/phrases.h"
#include "town/town.h"

namespace tiange::town {

class Reports {
 public:
  static Result<Reports> make(const District& district, const Sources& sources);

  // An address of the grid; some are named far more often than others.
  int draw_address(int grid, Random& random) const;

  // A point near the address, inside the grid.
  geo::Point point_near(const Matter& matter, Random& random) const;
  // Fills all texts; they stay valid until the next call.
  void write(Matter& matter, Random& random);

 private:
  Reports(const District& district, Names names, Phrases phrases);

  void say_home(const Address& address, Random& random);
  void say_surroundings(const Matter& matter, Random& random);
  void say_place(const Matter& matter, Random& random);
  void say_title(const Matter& matter, Random& random);
  void say_finding(const Matter& matter, const Slots& slots, Random& random);
  void say_call(const Matter& matter, const Slots& slots, Random& random);
  void say_reporter(const Matter& matter, Random& random);
  void say_reply(const Matter& matter, const Slots& slots, Random& random);

  const District* district_;
  Names names_;
  Phrases phrases_;
  std::vector<int> first_address_;           // by grid, one more at the end
  std::vector<std::vector<int>> landmarks_;  // by grid: place names other than roads
  std::vector<bool> visit_;                  // by item: found on a visit to a home or shop
  std::string place_, near_, home_, title_, text_, name_, phone_, reply_;
};

}  // namespace tiange::town
