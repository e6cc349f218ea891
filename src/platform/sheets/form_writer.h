#pragma once
// Makes a form as offices draw them: a title across, a head with borders, empty rows to fill, totals, signatures.

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "base/result.h"

namespace tiange::sheets {

// Looks: title, label, value, head, body, number, note. A text that begins with = is a formula of our own.
struct FormCell {
  std::string range;  // "A1:H1" is merged when it has a text; without one every cell of it gets the look
  std::string text;
  std::string look = "body";
  static constexpr bool k_json_defaults = true;
};
BOOST_DESCRIBE_STRUCT(FormCell, (), (range, text, look))
struct FormLook {
  std::string sheet;
  std::vector<double> widths;   // of columns, in characters
  std::vector<FormCell> cells;
  bool landscape = false;
  static constexpr bool k_json_defaults = true;
};
BOOST_DESCRIBE_STRUCT(FormLook, (), (sheet, widths, cells, landscape))

// Refuses (bad_input) ranges and looks that are none.
Result<std::string> write_form(const FormLook& look);

}  // namespace tiange::sheets
