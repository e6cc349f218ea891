#pragma once
// UTF-8 text: checks, cuts and counts. Every text that enters the house is valid UTF-8 without NUL.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tiange::text {

bool is_valid_utf8(std::string_view text);
// Code points of valid UTF-8.
std::size_t length(std::string_view text);
// The first `n` code points; adds … when something was cut.
std::string cut(std::string_view text, std::size_t n);
// Without ASCII and ideographic spaces, tabs, line breaks and byte order marks at both ends.
std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
bool contains(std::string_view text, std::string_view part);
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);
std::string lower_ascii(std::string_view text);
// Full-width letters, digits and punctuation (U+FF01–FF5E, U+3000) to their ASCII halves.
std::string to_half_width(std::string_view text);
std::optional<std::int64_t> to_int(std::string_view text);
std::optional<double> to_double(std::string_view text);
// Code points, for loops over characters; invalid bytes give U+FFFD.
std::vector<char32_t> code_points(std::string_view text);
void append_code_point(std::string& out, char32_t c);

// One line of CSV (RFC 4180) at a time, quotes and line breaks inside quotes included.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text, char separator = ',');
  // False at the end. `line` is the 1-based line where the row starts.
  bool next(std::vector<std::string>& row, std::size_t& line);

 private:
  std::string_view text_;
  char separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};
// Appends a row with quotes where needed and CRLF, as RFC 4180 says. A cell that a spreadsheet would take for a formula
// (starting with = + - @) is written with a leading apostrophe unless it is a number.
void append_csv_row(std::string& out, const std::vector<std::string>& cells);

}  // namespace tiange::text
