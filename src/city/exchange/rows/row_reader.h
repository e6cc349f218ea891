#pragma once
// Files of departments as rows: CSV (RFC 4180, any separator of , ; tab |), XLSX (first sheet) and JSON lines; UTF-8 with or
// without mark, UTF-16 with mark, GB18030. Plain files are mapped into memory and read where they lie: one pass, no copy
// of what needs no unquoting; of other encodings a few megabytes at a time are held.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>

#include "base/result.h"

namespace tiange::exchange {

enum class FileFormat { csv, xlsx, json_lines };
BOOST_DESCRIBE_ENUM(FileFormat, csv, xlsx, json_lines)

// What is wrong with a row as a whole, before anybody looks at its cells.
enum class RowTrouble { none, cells, unreadable, strange_field };

struct RawRow {
  std::int64_t number = 0;                // 1-based, of the rows behind the head
  std::string_view raw;                   // as it stood, in UTF-8, without its line end
  std::vector<std::string_view> cells;    // trimmed, one for each column
  RowTrouble trouble = RowTrouble::none;  // cells: another number of cells than the head; cells that are there are given
  std::string_view detail;                // strange_field: its name
};

class RowReader {
 public:
  virtual ~RowReader() = default;
  const std::vector<std::string>& columns() const { return columns_; }
  FileFormat format() const { return format_; }
  const std::string& encoding() const { return encoding_; }
  // False at the end. The views hold until the next call. Refused (bad_file) only where nothing more can be read.
  virtual Result<bool> next(RawRow& row) = 0;

 protected:
  std::vector<std::string> columns_;
  FileFormat format_ = FileFormat::csv;
  std::string encoding_;
};

// The kind is told from the content. Refused (bad_file): no head, a head with two equal names, not text.
Result<std::unique_ptr<RowReader>> open_rows(const std::string& path);

// One record that was kept as it stood (RawRow::raw) in cells again.
std::vector<std::string> split_raw(FileFormat format, std::string_view raw, const std::vector<std::string>& columns, char separator);
// The separator of a head, as open_rows takes it.
char separator_of_head(std::string_view head);

}  // namespace tiange::exchange
