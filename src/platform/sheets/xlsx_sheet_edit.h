#pragma once
// One worksheet of a form: read whole, rows put in, cells set, written again.

#include <map>

#include "platform/sheets/xlsx_cells.h"
#include "platform/sheets/xlsx_package.h"
#include "platform/sheets/xlsx_template.h"

namespace tiange::sheets {

struct SheetEditCell {
  std::string name;          // of the element
  XmlAttributes attributes;  // r, s, t …
  std::size_t column = 0;
  std::optional<std::string> formula;
  std::string value;         // text of v, or of is
  std::string inner;         // what it holds but the formula, as XML
};
struct SheetEditRow {
  std::string name;
  XmlAttributes attributes;
  std::size_t number = 0;
  std::vector<SheetEditCell> cells;  // by column
};
struct SheetEdit {
  std::vector<SheetEditRow> rows;    // by number
  std::vector<std::string> merged;
  std::vector<double> widths;        // by column
  std::string before, after;         // XML up to and with the start of sheetData, and from its end on
};

// `inserted` is applied to what stands around the rows: merged cells, conditions, lists of choices. `name` is the sheet
// whose rows move, `own` whether it is this one.
Result<SheetEdit> read_sheet(const PackagePart& part, std::string_view name, bool own, RowsInserted inserted);
// The last row of the block is repeated below it, cells set; `filling` names cells of the form as it was.
void fill_sheet(SheetEdit& sheet, const Filling& filling, RowsInserted inserted);
std::string write_sheet(SheetEdit sheet);

}  // namespace tiange::sheets
