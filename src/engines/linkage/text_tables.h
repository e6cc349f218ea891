#pragma once
// Tables of text, each distinct value of a column held once.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tiange::linkage {

// Texts and their numbers from 1; 0 is the empty text.
class Dictionary {
 public:
  std::uint32_t number(std::string_view text);       // adds what is new
  std::uint32_t find(std::string_view text) const;   // 0 when not there
  std::string_view text(std::uint32_t number) const;
  std::size_t size() const { return ends_.size(); }  // numbers are 1 … size()
  std::size_t bytes() const { return pool_.capacity() + ends_.capacity() * 8 + slots_.capacity() * 4; }

 private:
  void grow();
  std::size_t slot_of(std::string_view text) const;
  std::string pool_;
  std::vector<std::uint64_t> ends_;
  std::vector<std::uint32_t> slots_;
};

struct Column {
  std::string name;
  Dictionary values;
  std::vector<std::uint32_t> cells;  // number of the value, by row
};

class Table {
 public:
  explicit Table(std::vector<std::string> names = {});
  // Cells missing at the end are empty, those too many are left out.
  void add(std::span<const std::string_view> cells);
  void add(std::span<const std::string> cells);
  void add_column(Column column) { columns_.push_back(std::move(column)); }

  std::size_t rows() const { return rows_; }
  const std::vector<Column>& columns() const { return columns_; }
  std::string_view cell(std::size_t row, std::size_t column) const {
    return columns_[column].values.text(columns_[column].cells[row]);
  }
  std::size_t bytes() const;

 private:
  std::vector<Column> columns_;
  std::size_t rows_ = 0;
};

}  // namespace tiange::linkage
