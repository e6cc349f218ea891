#pragma once
// Names of cells and ranges, and formulas whose rows move.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tiange::sheets {

struct CellPlace {
  std::size_t row = 0;     // 1-based
  std::size_t column = 0;  // 1-based
};
std::optional<CellPlace> cell_place(std::string_view name);  // "B7"
std::string column_name(std::size_t column);                 // 28 -> "AB"
std::string cell_name(CellPlace place);

// `count` rows come in below row `after`: what stands below moves down, what ends on that row grows.
struct RowsInserted {
  std::size_t after = 0;
  std::size_t count = 0;
  std::size_t first = 0;  // of the block that ends on `after`
};

// "A1", "A5:C5" or several of them apart by spaces, as in sqref.
std::string moved_range(std::string_view range, RowsInserted rows);

// A formula of a cell. Of references with a sheet only those to `sheet` move, of those without one all when `own`.
// `grows`: ranges that end on row `after` take in what came in; not those of formulas inside the block itself.
std::string moved_formula(std::string_view formula, std::string_view sheet, bool own, RowsInserted rows, bool grows = true);

// A formula that stands some rows and columns further: relative references go along. Shared formulas are kept so.
std::string copied_formula(std::string_view formula, std::ptrdiff_t rows, std::ptrdiff_t columns);

// Names of the functions that a formula calls, in capitals.
std::vector<std::string> called_functions(std::string_view formula);
// Whether it reaches outside of its workbook: another file, another program.
bool reaches_outside(std::string_view formula);

}  // namespace tiange::sheets
