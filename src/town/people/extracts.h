#pragma once
// What each department exports of the people.

#include "town/people/draws/mistakes.h"
#include "town/people/draws/numbering.h"
#include "town/people/made_people.h"

namespace tiange::town {

void write_extract(const MadePeople& made, Department department, FunctionRef<void(const ExtractRow&)> visit);

// How careful a department is: chances per record.
struct Care {
  double no_card = 0, wrong_card = 0, old_card = 0;
  double wrong_name = 0, wrong_date = 0;
  double no_phone = 0, stale_phone = 0, wrong_phone = 0;
  double no_address = 0, stale_address = 0, loose_address = 0, wrong_address = 0;
  double twice = 0;
};

// The common part of the five: one line at a time, cells by position, slips by the department's care.
class ExtractLine {
 public:
  ExtractLine(const MadePeople& made, Department department, const Care& care,
              FunctionRef<void(const ExtractRow&)> visit);

  void start(Kind kind, Number number, Random random);
  void set(std::size_t column, std::string_view text) { row_.cells[column].assign(text); }
  void set_date(std::size_t column, Date date);
  // A day on which the department has seen it: within the last `years`, not before `earliest`.
  void observe(double years, Date earliest);
  void observe_on(Date date) { row_.observed = date; }
  void finish(std::string_view key_prefix, int digits);

  Random& random() { return random_; }
  Date observed() const { return row_.observed; }
  // Cells of a person with this department's slips.
  void put_name(std::size_t column, const std::string& name);
  void put_card(std::size_t column, const std::string& card);
  void put_birth(std::size_t column, Date born);
  void put_phone(std::size_t column, const Resident& person);
  void put_home(std::size_t column, const Resident& person);
  void put_hukou(std::size_t column, const Resident& person);
  void put_employer(std::size_t column, Number employer);
  void put_place(std::size_t column, Number room);

  const Care care;
  DateStyle style = DateStyle::dashes;        // of most of its dates
  DateStyle other_style = DateStyle::dashes;  // of the rest
  double other_share = 0;

 private:
  const MadePeople& made_;
  FunctionRef<void(const ExtractRow&)> visit_;
  Mistakes mistakes_;
  ExtractRow row_;
  Random random_{0};
  std::uint64_t count_ = 0;
  std::string scratch_;
};

// Numbers below `size` in an order that has nothing to do with where they live, each with random numbers of its own.
void each_shuffled(const MadePeople& made, Department department, std::uint64_t size,
                   FunctionRef<void(Number number, Random random)> visit);

void write_police(const MadePeople& made, FunctionRef<void(const ExtractRow&)> visit);
void write_civil(const MadePeople& made, FunctionRef<void(const ExtractRow&)> visit);
void write_health(const MadePeople& made, FunctionRef<void(const ExtractRow&)> visit);
void write_social(const MadePeople& made, FunctionRef<void(const ExtractRow&)> visit);
void write_market(const MadePeople& made, FunctionRef<void(const ExtractRow&)> visit);

}  // namespace tiange::town
