#pragma once
// Rows of a spreadsheet by the titles of its columns, in Chinese or by name.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "city/items/item_service.h"
#include "platform/sheets/sheets.h"

namespace tiange::items {

struct TitledRow {
  std::int64_t number = 0;  // in the file, from 1
  std::vector<std::optional<std::string>> cells;  // by column; nothing where the sheet has no such column

  // Puts the cell into `out`, which keeps what it holds where the sheet has no such column.
  void take(std::size_t column, std::string& out) const {
    if (cells[column]) out = *cells[column];
  }
};

// Every row that is not empty. Refuses (bad_file) a sheet without the first column.
Result<std::vector<TitledRow>> read_titled(sheets::Reader& reader, std::span<const Column> columns);

// A fault told by the Chinese title of its column, with what the sheet says there.
CellError cell_error(const TitledRow& row, const FieldError& fault, std::span<const Column> columns);

// 是/否, yes/no, 1/0; an empty cell is `fallback`. Adds a fault under `title` for anything else.
bool yes_or_no(const std::string& cell, bool fallback, std::string_view title, std::vector<FieldError>& faults);
// A whole number; an empty cell is `fallback`.
std::int64_t whole_number(const std::string& cell, std::int64_t fallback, std::string_view title, std::vector<FieldError>& faults);

}  // namespace tiange::items
