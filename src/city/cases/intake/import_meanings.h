#pragma once
// What the values of another platform's columns mean here: its channels, states, flags, queues and categories. Pure.
//
//   plan.values["channel"]["Citizens Connect App"] == "web"
//
// A value the plan does not name is read by the words it holds.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace tiange::cases {

// Field name -> column, counted from 0.
using ImportMapping = std::map<std::string, int>;
// Field name -> value as the file has it -> meaning.
using ImportMeanings = std::map<std::string, std::map<std::string, std::string>>;

// How dates with the year last are written.
enum class DateOrder { month_first, day_first };
BOOST_DESCRIBE_ENUM(DateOrder, month_first, day_first)

// All that is said about a table; remembered for tables with the same titles.
struct ImportPlan {
  static constexpr bool k_json_defaults = true;
  ImportMapping columns;
  ImportMeanings values;
  DateOrder dates = DateOrder::month_first;
  friend bool operator==(const ImportPlan&, const ImportPlan&) = default;
};
BOOST_DESCRIBE_STRUCT(ImportPlan, (), (columns, values, dates))

struct Meaning {
  std::string value;  // "" leaves it out
  std::string zh;
  std::string en;
};

// What the values of a field can mean; empty where the field is no list, and for `category` (code of an item) and `queue`
// (code of a unit).
const std::vector<Meaning>& meanings_of(std::string_view field);
// Fields whose values the clerk is asked about, in the order they are shown.
const std::vector<std::string>& fields_with_meanings();
// By the words of the value; "" when it says nothing. Never asked for `category` and `queue`.
std::string guessed_meaning(std::string_view field, std::string_view value);
// Of the plan, else guessed.
std::string meaning_of(const ImportPlan& plan, const std::string& field, const std::string& value);

// "03/05/2026 09:05:00 PM" as "2026-03-05 21:05:00"; any other text as it is.
std::string year_first(std::string_view moment, DateOrder order);

}  // namespace tiange::cases
