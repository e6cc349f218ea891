#pragma once
// What makes a check whole, checks as rows of a spreadsheet, and what may be merged. Pure.

#include <span>

#include "city/items/checks/checks.h"
#include "city/items/titled_rows.h"

namespace tiange::items {

// What a check may point at.
struct CheckTargets {
  std::function<bool(std::string_view)> line, item, power;
};
std::vector<FieldError> check_faults(const Check& check, const CheckTargets& known);

std::span<const Column> check_columns();
std::vector<std::string> check_row(const Check& check);
Check check_from(const TitledRow& row, const Check* present, std::vector<FieldError>& faults);
std::string check_title(std::string_view member);

// `found` are the checks of in.codes that there are.
std::vector<FieldError> merge_faults(const MergeIn& in, std::span<const Check> found);

// The overlap report as rows: a line for each check of a group.
std::vector<std::string> overlap_titles(Language language);
std::vector<std::vector<std::string>> overlap_rows(const OverlapReport& report, Language language);

}  // namespace tiange::items
