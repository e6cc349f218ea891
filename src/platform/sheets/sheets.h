#pragma once
// Spreadsheets as rows of text, in and out: XLSX (ECMA-376) and CSV (RFC 4180; UTF-8 with or without mark, UTF-16 with
// mark, GB18030), of any length in constant memory.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiange::sheets {

enum class Format { csv, xlsx };

struct Row {
  std::size_t number = 0;  // 1-based line or row of the file
  std::vector<std::string> cells;  // trimmed UTF-8; a date cell reads 2026-11-21 09:05:00
};

class Reader {
 public:
  virtual ~Reader() = default;
  // False at the end; refuses broken files (bad_file) saying where.
  virtual Result<bool> next(Row& row) = 0;
  virtual Format format() const = 0;
  virtual std::string encoding() const = 0;  // "UTF-8", "UTF-16", "GB18030"; of XLSX "UTF-8"
};

struct Limits {
  std::uint64_t inflated_bytes = 2ULL << 30;  // of one part of an XLSX: guards against zip bombs
  std::size_t columns = 1000;
  std::size_t cell_bytes = 1 << 20;
};

// The first sheet of a file. The kind is told from its content, not its name.
Result<std::unique_ptr<Reader>> open_file(const std::string& path, const Limits& limits = {});
Result<std::unique_ptr<Reader>> open_bytes(std::string bytes, const Limits& limits = {});

// One worksheet of an XLSX by its name, in any case of letters; refuses (bad_file) any other file and a name it has not.
Result<std::unique_ptr<Reader>> open_worksheet(const std::string& path, std::string_view name, const Limits& limits = {});

class Writer {
 public:
  virtual ~Writer() = default;
  virtual void row(const std::vector<std::string>& cells) = 0;
  virtual void finish() = 0;  // once; afterwards the file is whole
};

// CSV goes to `sink` piece by piece, starting with a byte order mark so that spreadsheets see UTF-8.
// A file that is to be read back keeps its cells as they are; one for people in a spreadsheet holds no formulas.
enum class CsvFor { reading_back, people };
std::unique_ptr<Writer> write_csv(std::function<bool(std::string_view)> sink, CsvFor use = CsvFor::reading_back);
// What a spreadsheet would run as a formula (beginning with = + - @, tab or line end) gets an apostrophe before it.
std::string never_a_formula(std::string cell);
// XLSX is built in a temporary file with constant memory, then sent to `sink`. The first row is the frozen head.
// Numbers of at most 15 digits without leading zero are written as numbers, everything else as text.
std::unique_ptr<Writer> write_xlsx(std::function<bool(std::string_view)> sink);

constexpr std::string_view k_xlsx_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr std::string_view k_csv_type = "text/csv; charset=utf-8";

}  // namespace tiange::sheets
