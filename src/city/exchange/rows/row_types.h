#pragma once
// What the values of a column look like, and what each type of field takes: one spelling for each value, or why not.
// Checksums by base/codes.h (GB 11643, GB 32100-2015); dates as offices write them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "base/result.h"
#include "base/time.h"

namespace tiange::exchange {

// Of a column, from a sample of its values. `code` is digits and capitals of which arithmetic makes no sense.
enum class Look { empty, integer, number, date, code, text };
BOOST_DESCRIBE_ENUM(Look, empty, integer, number, date, code, text)
Words look_words(Look look);

Look look_of(std::string_view value);
// The narrowest look that both have.
Look join(Look a, Look b);
// Whether values that look like `now` fit where `before` was agreed on. Of a column that was empty nothing is known.
bool fits(Look before, Look now);

// Types of fields, as the registers declare them.
enum class FieldType { text, name, date, number, code, id_card, uscc, phone, address, plate, email, flag };
BOOST_DESCRIBE_ENUM(FieldType, text, name, date, number, code, id_card, uscc, phone, address, plate, email, flag)
// As "id-card", "code list"; text for what is not known.
FieldType field_type_from(std::string_view name);

enum class DateForm { any, year_month_day, day_month_year, month_day_year, sheet_number };
BOOST_DESCRIBE_ENUM(DateForm, any, year_month_day, day_month_year, month_day_year, sheet_number)

struct Spelled {
  bool ok = true;
  std::string text;   // in the one spelling
  std::string_view zh, en;  // why not
};
// `form` is of dates only. 15-digit numbers of citizens come out with 18 (GB 11643-1999, appendix).
Spelled spell(FieldType type, std::string_view value, DateForm form = DateForm::any);
// The date a text holds, whatever follows it.
std::optional<Date> date_of(std::string_view text, DateForm form);

// By the mask that the field declares: name, id, phone, address, bank, email, plate, hide; anything else leaves it.
std::string mask_value(std::string_view mask, std::string_view value);
std::string_view mask_of(FieldType type);

}  // namespace tiange::exchange
