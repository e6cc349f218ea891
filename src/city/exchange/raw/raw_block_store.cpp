// Rows as they came, packed into blocks: the length of each before it, then the whole compressed.

#include <cstring>

#include "city/exchange/raw/exchange_raw.h"
#include "platform/net/compress.h"

namespace tiange::exchange::raw {

namespace {

constexpr std::size_t k_most_unpacked = 64u << 20;
// Each level above costs more than it saves: 3 takes a tenth less room than 1 at four fifths of its speed.
constexpr int k_level = 3;

}  // namespace

void append_packed(std::string& block, std::string_view row) {
  const auto size = static_cast<std::uint32_t>(row.size());
  char bytes[4];
  std::memcpy(bytes, &size, 4);
  block.append(bytes, 4);
  block.append(row);
}

std::string press(std::string_view packed) { return net::gzip(packed, k_level); }

std::vector<std::string> unpack_rows(std::string_view content) {
  const std::string packed = net::gunzip(content, k_most_unpacked);
  std::vector<std::string> rows;
  for (std::size_t at = 0; at + 4 <= packed.size();) {
    std::uint32_t size = 0;
    std::memcpy(&size, packed.data() + at, 4);
    at += 4;
    if (at + size > packed.size()) throw db::Failure("exchange: a block is broken");
    rows.push_back(packed.substr(at, size));
    at += size;
  }
  return rows;
}

void add_block(db::Tx& tx, const Place& place, std::int64_t block, std::int64_t first_row, std::int64_t rows, std::string_view content) {
  tx.run("INSERT INTO exchange_raw (part_key, batch, block, keep, first_row, row_count, content) VALUES (?, ?, ?, ?, ?, ?, ?)",
         {place.batch, place.batch, block, place.keep, first_row, rows, db::Bytes{content}});
}

void each_block(db::Tx& tx, const Place& place, std::int64_t from,
                FunctionRef<bool(std::int64_t, std::int64_t, std::string_view)> visit) {
  tx.each("SELECT first_row, row_count, content FROM exchange_raw WHERE part_key = ? AND batch = ? AND keep = ? AND first_row + row_count > ? "
          "ORDER BY block",
          {place.batch, place.batch, place.keep, from}, [&](const db::Row& r) { return visit(r.i64(0), r.i64(1), r.text(2)); });
}

std::optional<std::string> row(db::Tx& tx, const Place& place, std::int64_t number) {
  std::optional<std::string> found;
  tx.each("SELECT first_row, content FROM exchange_raw WHERE part_key = ? AND batch = ? AND keep = ? AND first_row <= ? AND first_row + row_count > ?",
          {place.batch, place.batch, place.keep, number, number}, [&](const db::Row& r) {
            auto rows = unpack_rows(r.text(1));
            const auto place_in = static_cast<std::size_t>(number - r.i64(0));
            if (place_in < rows.size()) found = std::move(rows[place_in]);
            return false;
          });
  return found;
}

}  // namespace tiange::exchange::raw
