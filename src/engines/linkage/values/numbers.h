#pragma once
// Numbers people carry: citizen ID (GB 11643, also the 15-digit form of before 1999), unified social credit code
// (GB 32100), telephones, dates.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tiange::linkage {

// Upper case without spaces and marks; a 15-digit number grows to 18 digits (century 19, check digit worked out).
std::string normal_id_card(std::string_view text);
bool valid_id_card(std::string_view normal);
std::string normal_credit_code(std::string_view text);
bool valid_credit_code(std::string_view normal);

// Digits of one number, without +86, leading 0086 and area code marks. Of several the first.
std::string normal_phone(std::string_view text);

// Year, month, day; month and day 0 where not said. Reads 2026-11-21, 2026/11/21, 2026.11.21, 20261121, 2026年11月21日,
// 21/11/2026, 1998-7, with or without a time behind it.
struct Day {
  int year = 0, month = 0, day = 0;
  friend bool operator==(const Day&, const Day&) = default;
};
std::optional<Day> read_day(std::string_view text);

// "$1,299.00", "12.5", "６５ 元" as a number.
std::optional<double> read_number(std::string_view text);

}  // namespace tiange::linkage
