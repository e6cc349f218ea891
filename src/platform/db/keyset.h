#pragma once
// Pages by key instead of by number: a page begins after the last row of the one before, wherever that row now is.
//
//   constexpr KeyColumn k_order[] = {{"happened", Direction::descending}, {"id", Direction::descending}};
//   std::string sql = "SELECT … FROM cases WHERE area >= ? AND area < ?";
//   std::vector<Param> params = {low, high};
//   if (cursor) { sql += " AND " + after(k_order); bind_after(k_order, *cursor, params); }
//   sql += " ORDER BY " + order_by(k_order) + " LIMIT ?";
//
// The columns must be NOT NULL and together unique.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "platform/db/db.h"

namespace tiange::db {

enum class Direction { ascending, descending };

struct KeyColumn {
  std::string_view name;
  Direction direction = Direction::ascending;
};

using KeyValue = std::variant<std::int64_t, double, std::string>;

// The key of the last row seen.
using Cursor = std::vector<KeyValue>;

// Opaque text for the client; no secret.
std::string encode_cursor(const Cursor& cursor);
// Refuses with bad_input what encode_cursor did not make, or what has another number of values.
Result<Cursor> decode_cursor(std::string_view text, std::size_t columns);
// Nothing for an empty text: the first page.
Result<std::optional<Cursor>> read_cursor(std::string_view text, std::size_t columns);

std::string order_by(std::span<const KeyColumn> columns);  // happened DESC, id DESC
// The condition for rows behind the cursor, with `?` marks: (happened, id) < (?, ?) when all go one way.
std::string after(std::span<const KeyColumn> columns);
// Appends the values for the marks of after(). Texts are borrowed from `cursor`.
void bind_after(std::span<const KeyColumn> columns, const Cursor& cursor, std::vector<Param>& params);

// Rows and where the next page begins; empty at the end.
template <class T>
struct Page {
  std::vector<T> rows;
  std::string next;
};

// A page from up to `size` + 1 rows that were asked for: the row too many only tells that there is more.
template <class T, class KeyOf>
Page<T> make_page(std::vector<T> rows, std::size_t size, KeyOf&& key_of) {
  Page<T> page;
  if (rows.size() > size) {
    rows.resize(size);
    if (!rows.empty()) page.next = encode_cursor(key_of(rows.back()));
  }
  page.rows = std::move(rows);
  return page;
}

}  // namespace tiange::db
