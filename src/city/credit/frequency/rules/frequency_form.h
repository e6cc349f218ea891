#pragma once
// A frequency in force, read: which checks concern a firm, which are due by when and why; the plan of a year. Pure. Whole
// registers by columns and one firm by itself come to the same.
//
// The year is cut into periods of the cell's interval. A firm is drawn for a year by a number that hangs on the firm, the item and
// the year alone (draw_of); whoever is drawn is checked once in each period, on a day that the same draw spreads over the period,
// and never before the interval since the last check is over, as far as the period allows. A period that began before frequencies
// were kept counts for the rest of it, with a share as much smaller; a share of 100 % is never made smaller.

#include <map>

#include "city/credit/frequency/rules/frequency_model.h"

namespace tiange::credit {

// number < reach: drawn. Both of 10,000.
struct FrequencyDraw {
  int number = 0;
  std::uint64_t spread = 0;  // chooses the day
};
// From SHA-256 of "检查抽签|<firm>|<item>|<year>": bytes 0–7 modulo 10,000, bytes 8–15.
FrequencyDraw draw_of(std::int64_t firm, std::string_view item, int year);

// What else is known of a firm.
struct FrequencyFacts {
  std::int64_t firm = 0;
  std::string_view grade;                 // that its colour stands for
  std::optional<Date> last_case, last_urgent;
  std::vector<std::optional<Date>> last;  // by item of the form: the last check; may be shorter
};

// Of one firm: items that concern it, triggers that hold, each with its day.
struct FrequencyConcern {
  std::vector<std::size_t> items;
  struct Fact {
    std::size_t trigger = 0;
    std::optional<Date> day;
  };
  std::vector<Fact> triggers;
};

enum class CheckState {
  due,        // by `due`
  done,       // enough for this period, and no further one this year
  not_drawn,
  spaced,     // the last one is too near for another this year
};
BOOST_DESCRIBE_ENUM(CheckState, due, done, not_drawn, spaced)

struct CheckStanding {
  std::size_t item = 0;
  std::size_t cell = 0;
  bool concerned = true;  // false: asked for by a trigger alone
  CheckState state = CheckState::due;
  FrequencyWay way = FrequencyWay::visit;
  Date from, to;          // of the period
  int number = 0, reach = 0;
  std::optional<Date> last, due;
  std::optional<std::size_t> trigger;  // what asks for it, instead of the draw
  Date triggered;
};

class FrequencyForm {
 public:
  // `since`: the day from which frequencies have been kept. Items and triggers that cannot be read or are off are left out.
  FrequencyForm(Frequency frequency, std::int64_t version, std::vector<CreditGrade> grades, const registers::FieldCatalogue& catalogue,
                Date since, Date today);

  const Frequency& frequency() const { return frequency_; }  // without what is off
  std::int64_t version() const { return version_; }
  const std::vector<CreditGrade>& grades() const { return grades_; }
  Date today() const { return today_; }

  columns::Table table(std::size_t rows) const { return conditions_.table(rows); }
  void put(columns::Table& table, std::size_t row, const CreditRow& firm) const { conditions_.put(table, row, firm); }
  FrequencyConcern concern(const columns::Table& table, std::size_t row) const;
  void each_concern(const columns::Table& table, FunctionRef<void(std::size_t row, const FrequencyConcern&)> visit) const;

  // Last checks that the registers tell of, and what was noted by key of item: whichever is later, by item.
  std::vector<std::optional<Date>> last_checks(std::string_view golden, const std::map<std::string, Date>* noted) const;
  std::vector<CheckStanding> standings(const FrequencyConcern& concern, const FrequencyFacts& facts) const;
  // The months (1 … 12) in which the checks of a whole year fall, done ones or not; without what triggers ask for.
  void plan(const FrequencyConcern& concern, std::int64_t firm, std::string_view grade, int year,
            FunctionRef<void(std::size_t item, int month, FrequencyWay way)> visit) const;
  // The item by which a department's old list counts: the first of its line and object.
  std::size_t first_of_list(std::size_t item) const { return first_of_list_[item]; }

 private:
  FrequencyConcern read(const CreditResult& result, const columns::Table& table, std::size_t row) const;
  CheckStanding standing(std::size_t item, const FrequencyFacts& facts) const;
  const FrequencyCell* cell_of(std::size_t item, std::string_view grade) const;

  Frequency frequency_;
  std::int64_t version_ = 0;
  std::vector<CreditGrade> grades_;
  Date since_, today_;
  CreditForm conditions_;
  std::vector<std::pair<bool, std::size_t>> meaning_;  // of each indicator of conditions_: an item? which one
  std::vector<std::size_t> first_of_list_;
};

// The grade whose frequency a firm takes: its own; of another colour that was granted, the worst of that colour.
std::string_view grade_for(const std::vector<CreditGrade>& grades, std::string_view grade, std::string_view colour);

}  // namespace tiange::credit
