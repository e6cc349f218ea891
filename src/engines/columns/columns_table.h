#pragma once
// A register held as columns: one typed, narrow array a field, a bit a row for "has a value", texts by dictionary.
// Part of the door columns.h. A table may be read from many threads at once; writing needs it alone.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engines/feel/feel.h"

namespace tiange::columns {

constexpr std::size_t k_block_rows = 4096;  // rows are worked through, and columns padded, in blocks of so many
constexpr std::size_t k_block_words = k_block_rows / 64;

enum class ColumnKind : std::uint8_t { boolean, number, date, date_time, string };

// What a field holds and how it is packed into whole numbers.
struct ColumnShape {
  std::string name;  // as FEEL expressions call it
  ColumnKind kind = ColumnKind::number;
  int scale = 0;     // numbers, 0 to 9: the value is raw / 10^scale (money in fen: 2)
  feel::Zone zone;   // date-times: how they read; without a zone they are local readings

  static ColumnShape boolean(std::string name) { return {std::move(name), ColumnKind::boolean, 0, {}}; }
  static ColumnShape number(std::string name, int scale = 0) { return {std::move(name), ColumnKind::number, scale, {}}; }
  static ColumnShape date(std::string name) { return {std::move(name), ColumnKind::date, 0, {}}; }
  static ColumnShape date_time(std::string name, feel::Zone zone) {
    return {std::move(name), ColumnKind::date_time, 0, zone};
  }
  static ColumnShape string(std::string name) { return {std::move(name), ColumnKind::string, 0, {}}; }
};

// Raw: 0 or 1, a scaled number, days since 1970-01-01, microseconds since 1970-01-01T00:00Z (or of the local reading),
// or the place of a text in the dictionary.
class Column {
 public:
  explicit Column(ColumnShape shape);

  const ColumnShape& shape() const { return shape_; }
  int width() const { return width_; }  // bytes a row: 1, 2, 4 or 8; grows when a value needs it
  const std::byte* data() const { return data_.data(); }
  const std::uint64_t* valid() const { return valid_.data(); }
  std::size_t nulls() const { return nulls_; }
  // No raw value ever put lies outside; low() > high() before the first.
  std::int64_t low() const { return low_; }
  std::int64_t high() const { return high_; }
  const std::vector<feel::Value>& dictionary() const { return texts_; }
  std::optional<std::uint32_t> code_of(std::string_view text) const;
  std::size_t bytes() const;  // what one pass over it reads

  bool has(std::size_t row) const { return (valid_[row / 64] >> (row % 64) & 1) != 0; }
  std::int64_t raw(std::size_t row) const;
  feel::Value value(std::size_t row) const;  // as FEEL sees it; null without a reason where there is none
  feel::Value value_of_raw(std::int64_t raw) const;

  void put_null(std::size_t row);
  void put_raw(std::size_t row, std::int64_t raw);
  void put_text(std::size_t row, std::string_view text) { put_raw(row, add_text(text)); }
  // False when the value is of another kind or cannot be held exactly (more digits than the scale, nanoseconds,
  // another zone); the row then keeps what it had.
  bool put(std::size_t row, const feel::Value& value);
  std::uint32_t add_text(std::string_view text);

 private:
  friend class Table;
  void resize(std::size_t rows);
  void widen(int width);
  std::optional<std::int64_t> pack(const feel::Value& value);

  ColumnShape shape_;
  int width_ = 1;
  std::size_t rows_ = 0;
  std::size_t nulls_ = 0;
  std::int64_t low_ = INT64_MAX;
  std::int64_t high_ = INT64_MIN;
  std::vector<std::byte> data_;
  std::vector<std::uint64_t> valid_;
  std::vector<feel::Value> texts_;
  std::unordered_map<std::string_view, std::uint32_t> codes_;  // views into texts_
};

class Table {
 public:
  explicit Table(std::vector<ColumnShape> shapes);

  std::size_t rows() const { return rows_; }
  void resize(std::size_t rows);  // new rows have no values
  std::size_t column_count() const { return columns_.size(); }
  Column& column(std::size_t at) { return columns_[at]; }
  const Column& column(std::size_t at) const { return columns_[at]; }
  std::optional<std::size_t> find(std::string_view name) const;
  // One row as the context that a FEEL expression is evaluated against; every column is in it.
  feel::Value row(std::size_t row) const;
  std::size_t bytes() const;

 private:
  std::size_t rows_ = 0;
  std::vector<Column> columns_;
};

}  // namespace tiange::columns
