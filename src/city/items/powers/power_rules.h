#pragma once
// What makes a power whole, powers as rows of a spreadsheet, and which items lack one. Pure.

#include "city/items/powers/powers.h"
#include "city/items/titled_rows.h"

namespace tiange::items {

std::vector<FieldError> power_faults(const Power& power, const std::function<bool(std::string_view)>& line_exists);

std::span<const Column> power_columns();
std::vector<std::string> power_row(const Power& power);
// Faults under the Chinese titles. `present` keeps what the sheet does not name.
Power power_from(const TitledRow& row, const Power* present, std::vector<FieldError>& faults);
// The title of the column where a fault of a member shows.
std::string power_title(std::string_view member);

PowerGaps gaps_of(const std::vector<std::shared_ptr<const Item>>& items, const std::vector<Power>& powers);
NamedItem named(const Item& item);
bool rests_on(const Item& item, std::string_view power);

}  // namespace tiange::items
