#pragma once
// Visits out of a table anybody may hand over.

#include <string>
#include <vector>

#include "base/result.h"
#include "engines/ranking/ranking.h"

namespace tiange::app {

struct VisitColumns {
  std::vector<std::string> features;
  std::string outcome;  // 0 or 1; yes, no, true, false
  std::string order;    // dates, or numbers
  std::vector<std::string> serious = {};  // outcomes that count as serious, any others do not; none: as above
};

// The rows of a file as texts, by the named columns.
struct VisitRows {
  std::vector<std::vector<std::string>> features;  // by column
  std::vector<std::string> outcomes, orders;
  std::vector<std::size_t> numbers;  // lines of the file
};

// CSV or XLSX with titles in its first row. Refused (bad_file) when it cannot be read or lacks a column: the refusal names those it has.
Result<VisitRows> read_visit_rows(const std::string& path, const VisitColumns& columns);

struct VisitSplit {
  ranking::Visits train, test;
};
// Dates are written as 2026-01-31, 2026/1/31 or 1/31/2026 (month first), with or without a time, also after a T, also with AM or PM.
// Whether a feature is numeric is told by the training rows: every cell a number or missing (empty, NA, N/A, NaN, null). Without
// test rows the last three tenths in time are held out. Refused (bad_file), naming the line, when an outcome or a date cannot be read.
Result<VisitSplit> visits_of(const VisitRows& train, const VisitRows* test, const VisitColumns& columns);

}  // namespace tiange::app
