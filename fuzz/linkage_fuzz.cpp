// Records from arbitrary bytes: every kind of value is made ready and compared, addresses are taken apart, the lines as a
// table are linked with themselves. Nothing may crash, leak or run on; what equals itself has the highest level.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "engines/linkage/clusters.h"
#include "engines/linkage/link.h"
#include "engines/linkage/values/address_parser.h"

namespace {

using namespace tiange;

void compare_lines(const std::vector<std::string_view>& lines) {
  for (int k = 0; k <= static_cast<int>(linkage::Kind::address); ++k) {
    const auto kind = static_cast<linkage::Kind>(k);
    std::vector<linkage::Prepared> made;
    for (const std::string_view line : lines) {
      if (auto value = linkage::prepare(kind, line)) made.push_back(*std::move(value));
    }
    for (const linkage::Prepared& a : made) {
      if (linkage::compare(kind, a, a) != linkage::highest_level(kind)) std::abort();
      for (const linkage::Prepared& b : made) {
        if (linkage::compare(kind, a, b) != linkage::compare(kind, b, a)) std::abort();
      }
    }
  }
}

void link_table(std::string_view text) {
  text::CsvReader reader(text);
  std::vector<std::string> row;
  std::size_t line = 0;
  if (!reader.next(row, line) || row.size() > 12) return;
  linkage::Table table(row);
  while (reader.next(row, line) && table.rows() < 60) table.add(std::span<const std::string>(row));
  const std::vector<linkage::Table> one{table}, two{table, table};
  if (linkage::link(one, {}, linkage::in_order).cluster_of.size() != table.rows()) std::abort();
  (void)linkage::link(two, {}, linkage::in_order);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 20'000) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (!tiange::text::is_valid_utf8(text)) return 0;
  std::vector<std::string_view> lines;
  for (const std::string_view line : tiange::text::split(text, '\n')) {
    (void)tiange::linkage::write_address(tiange::linkage::parse_address(line));
    if (lines.size() < 12) lines.push_back(line);
  }
  compare_lines(lines);
  link_table(text);
  return 0;
}
