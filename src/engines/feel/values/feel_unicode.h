#pragma once
// The Unicode library behind a small face: code points, case mapping, regular expressions and time-zone rules.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tiange::feel::unicode {

std::size_t length(std::string_view utf8);  // code points
// Byte place of the n-th code point (0-based); utf8.size() when past the end.
std::size_t byte_offset(std::string_view utf8, std::size_t code_points);
char32_t decode(std::string_view utf8, std::size_t& at);  // moves on; U+FFFD for broken bytes
void append(std::string& out, char32_t code_point);
bool is_name_start(char32_t c);  // FEEL name characters
bool is_name_part(char32_t c);
bool is_space(char32_t c);
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string to_upper(std::string_view utf8);
std::string to_lower(std::string_view utf8);

// XPath and XQuery patterns with the flags s, m, i, x and q. Matching is bounded in steps and stack. A pattern belongs
// to the thread that compiled it; each thread remembers the ones it used last.
class Pattern {
 public:
  // Null for a pattern or flags that are not well formed.
  static std::shared_ptr<const Pattern> compile(std::string_view pattern, std::string_view flags);
  // These are empty when matching took too long.
  std::optional<bool> found_in(std::string_view text) const;
  // $1 to $9 are groups, $0 the match, \$ and \\ the signs; empty also for a replacement that is not well formed.
  std::optional<std::string> replace_all(std::string_view text, std::string_view replacement) const;
  // The pieces between matches; empty also when the pattern matches the empty text.
  std::optional<std::vector<std::string>> split(std::string_view text) const;

  Pattern(void* handle, bool literal) : handle_(handle), literal_(literal) {}
  ~Pattern();
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

 private:
  void* handle_;
  bool literal_;
};

// Place of an IANA zone name in the sorted table, or empty.
std::optional<int> zone_index(std::string_view name);
std::string zone_name(int index);
// Offset in seconds at a local time given as seconds since 1970-01-01T00:00:00 local.
int zone_offset_at_local(int index, std::int64_t local_seconds);
int zone_offset_at_instant(int index, std::int64_t utc_seconds);
int zone_standard_offset(int index);

}  // namespace tiange::feel::unicode
