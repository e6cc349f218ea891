#pragma once
// How easily people can be found again in a table that is about to leave the house: the columns that others may know too
// (quasi-identifiers) cut the rows into classes of rows that look the same there.
//   k-anonymity  every class has at least k rows;
//   l-diversity  every class holds at least l different values of a sensitive column.
// The suggestion makes columns coarser, one step at a time, always the step that leaves the fewest rows in danger.

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace tiange::masking {

using Rows = std::vector<std::vector<std::string>>;

struct RiskAsk {
  std::vector<int> quasi;  // columns
  int sensitive = -1;      // column, or none
  int k = 5;               // 2–1000
  int l = 2;               // 1–100; of the sensitive column
};

// What makes a column coarser: date -> month -> year -> ten years; number -> bands of 5, 10, 20; area code -> 12, 9, 6
// digits; address -> community, town, district; anything -> left out.
enum class ColumnForm { word, date, number, area, address };
BOOST_DESCRIBE_ENUM(ColumnForm, word, date, number, area, address)
ColumnForm form_of(const Rows& rows, int column);
int steps_of(ColumnForm form);  // the last one leaves the column out
// `step` 0 is the value itself.
std::string coarser(ColumnForm form, int step, const std::string& value);
Words step_words(ColumnForm form, int step);

struct RiskStep {
  int column = 0;
  int step = 0;
  std::string zh, en;
  std::int64_t at_risk = 0;  // rows left in danger after this step and those before it
};
BOOST_DESCRIBE_STRUCT(RiskStep, (), (column, step, zh, en, at_risk))

struct RiskReport {
  std::int64_t rows = 0;
  std::int64_t classes = 0;
  std::int64_t smallest = 0;   // k of the table as it is; 0 for an empty one
  std::int64_t unique = 0;     // rows alone in their class
  std::int64_t at_risk = 0;    // rows in classes below k or below l
  std::int64_t below_l = 0;    // rows in classes below l
  std::int64_t least_l = 0;    // fewest different sensitive values of a class
  double highest = 0;          // chance that who knows the quasi-identifiers of one person names the row: 1 / smallest
  double mean = 0;             // the same over all rows: classes / rows
  std::vector<RiskStep> suggestion;
  std::int64_t after = 0;      // rows still at risk after the whole suggestion: to be left out
};
BOOST_DESCRIBE_STRUCT(RiskReport, (), (rows, classes, smallest, unique, at_risk, below_l, least_l, highest, mean, suggestion, after))

// Refuses (bad_input) columns that are not there and limits out of range. No quasi-identifier: everybody is one class.
Result<RiskReport> measure_risk(const Rows& rows, const RiskAsk& ask);
// The rows in classes below k or l, by their place.
std::vector<std::size_t> rows_at_risk(const Rows& rows, const RiskAsk& ask);

}  // namespace tiange::masking
