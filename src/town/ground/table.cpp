#include "town/ground/table.h"

#include <algorithm>

#include "base/text.h"

namespace tiange::town {

Result<Table> Table::read(std::string_view text, std::string_view file, const std::vector<std::string>& columns) {
  Table table;
  text::CsvReader reader(text);
  std::vector<std::string> row;
  std::size_t line = 0;
  if (!reader.next(row, line)) {
    return refuse(ErrorCode::bad_file, std::string(file) + " 是空的", std::string(file) + " is empty");
  }
  for (const std::string& column : columns) {
    const auto found = std::find(row.begin(), row.end(), column);
    if (found == row.end()) {
      return refuse(ErrorCode::bad_file, std::string(file) + " 缺少列 " + column,
                    std::string(file) + " has no column " + column);
    }
    table.place_.push_back(static_cast<std::size_t>(found - row.begin()));
  }
  while (reader.next(row, line)) {
    if (row.size() > 1 || !row[0].empty()) table.rows_.push_back(row);
  }
  return table;
}

const std::string& Table::at(std::size_t row, std::size_t column) const {
  static const std::string nothing;
  const std::size_t place = place_[column];
  return place < rows_[row].size() ? rows_[row][place] : nothing;
}

double Table::number(std::size_t row, std::size_t column, double otherwise) const {
  return text::to_double(at(row, column)).value_or(otherwise);
}

}  // namespace tiange::town
