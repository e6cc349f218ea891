#pragma once
// One of the files of data/: CSV with a header, read by column name.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiange::town {

class Table {
 public:
  // Refuses a file that lacks a column; `file` names it in the refusal.
  static Result<Table> read(std::string_view text, std::string_view file, const std::vector<std::string>& columns);

  std::size_t size() const { return rows_.size(); }
  // Cell of a row by the position of the column in the list given to read(); empty where the row is short.
  const std::string& at(std::size_t row, std::size_t column) const;
  double number(std::size_t row, std::size_t column, double otherwise) const;

 private:
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::size_t> place_;
};

}  // namespace tiange::town
