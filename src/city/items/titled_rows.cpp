#include "city/items/titled_rows.h"

#include <algorithm>

#include "base/text.h"

namespace tiange::items {

Result<std::vector<TitledRow>> read_titled(sheets::Reader& reader, std::span<const Column> columns) {
  sheets::Row row;
  TIANGE_TRY(const bool has_titles, reader.next(row));
  std::vector<std::size_t> places;
  for (const Column& column : columns) {
    const auto found = std::find_if(row.cells.begin(), row.cells.end(),
                                    [&](const std::string& title) { return title == column.name || title == column.zh; });
    places.push_back(static_cast<std::size_t>(found - row.cells.begin()));
  }
  const std::size_t none = row.cells.size();
  if (!has_titles || places.front() == none) {
    const Column& first = columns.front();
    return refuse(ErrorCode::bad_file, "第一行应为标题，至少含“" + std::string(first.zh) + "”",
                  "the first row must hold titles, at least " + std::string(first.name));
  }
  std::vector<TitledRow> rows;
  for (;;) {
    TIANGE_TRY(const bool more, reader.next(row));
    if (!more) return rows;
    if (std::all_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return cell.empty(); })) continue;
    TitledRow read{static_cast<std::int64_t>(row.number), {}};
    for (const std::size_t place : places) {
      if (place == none) read.cells.emplace_back(std::nullopt);
      else read.cells.emplace_back(place < row.cells.size() ? row.cells[place] : "");
    }
    rows.push_back(std::move(read));
  }
}

CellError cell_error(const TitledRow& row, const FieldError& fault, std::span<const Column> columns) {
  CellError error{row.number, fault.path, "", "", fault.zh, fault.en};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].zh != fault.path) continue;
    error.column_name = std::string(columns[i].name);
    error.value = row.cells[i].value_or("");
  }
  return error;
}

bool yes_or_no(const std::string& cell, bool fallback, std::string_view title, std::vector<FieldError>& faults) {
  const std::string value = text::lower_ascii(cell);
  if (value.empty()) return fallback;
  if (value == "是" || value == "1" || value == "yes" || value == "true") return true;
  if (value == "否" || value == "0" || value == "no" || value == "false") return false;
  faults.push_back({std::string(title), "应填“是”或“否”，现为“" + cell + "”", "must be 是 or 否, not '" + cell + "'"});
  return fallback;
}

std::int64_t whole_number(const std::string& cell, std::int64_t fallback, std::string_view title, std::vector<FieldError>& faults) {
  if (cell.empty()) return fallback;
  if (const auto number = text::to_int(cell)) return *number;
  faults.push_back({std::string(title), "应为整数，现为“" + cell + "”", "must be a whole number, not '" + cell + "'"});
  return fallback;
}

}  // namespace tiange::items
