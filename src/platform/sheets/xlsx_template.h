#pragma once
// Forms as offices hand them out: an XLSX (ECMA-376) whose look is kept while its cells are filled. Only the cells that
// are named change; styles, merged cells, widths, other sheets, pictures and printing stay as they are.
//
// A form comes from outside, so it is read with suspicion: at most k_template_bytes packed and k_template_inflated
// unpacked; no macros, embedded objects, links to other files or programs, no functions but those that reckon. What is
// refused (template_refused) says the part or the cell.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiange::sheets {

constexpr std::size_t k_template_bytes = 2 << 20;
constexpr std::size_t k_template_inflated = 32 << 20;

struct TemplateCell {
  std::size_t row = 0, column = 0;  // 1-based
  std::string cell;                 // "B7"
  std::string text;                 // "=SUM(B4:B9)" of a formula
};
struct TemplateShape {
  std::vector<std::string> sheets;   // names
  std::string sheet;                 // the one that is shown
  std::size_t rows = 0, columns = 0;
  std::vector<TemplateCell> cells;   // those with text
  std::vector<std::string> merged;   // "A1:H1"
  std::vector<double> widths;        // of columns, in characters; 0: usual
};
// The sheet of the name, or the first. At most the first 200 rows and 60 columns are told.
Result<TemplateShape> read_template(std::string_view bytes, std::string_view sheet = "");

struct FilledCell {
  std::string text;
  bool number = false;  // the text is one; else it is written as text and never becomes a formula
};
struct CellFilling {
  std::string cell;  // of the form as it is
  FilledCell value;
};
// Rows first … last of the form take what comes; when there is more, rows like the last one come in below it.
// Left-over rows stay empty.
struct RowsFilling {
  std::size_t first = 0, last = 0;
  std::vector<std::size_t> columns;            // 1-based, where the cells of a row go
  std::vector<std::vector<FilledCell>> rows;
};
struct Filling {
  std::string sheet;  // empty: the first
  std::vector<CellFilling> cells;
  RowsFilling rows;   // first 0: none
};
// The same form and filling give the same bytes. Formulas are reckoned anew when the file is opened.
Result<std::string> fill_template(std::string_view bytes, const Filling& filling);

}  // namespace tiange::sheets
