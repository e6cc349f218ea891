#include "engines/text/grams.h"

#include <algorithm>

#include "base/text.h"

namespace tiange::textual {

namespace {
bool is_word(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  const bool punctuation = (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFFEF);
  return !punctuation && c != 0xB7;
}
bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
}  // namespace

std::unordered_map<std::string, int> count_grams(std::string_view text) {
  std::unordered_map<std::string, int> counts;
  std::u32string run;
  std::string piece;
  const auto flush = [&] {
    for (std::size_t i = 0; i < run.size(); ++i) {
      piece.clear();
      for (std::size_t n = 0; n < 3 && i + n < run.size(); ++n) {
        text::append_code_point(piece, run[i + n]);
        ++counts[piece];
      }
    }
    run.clear();
  };
  for (char32_t c : text::code_points(text::lower_ascii(text::to_half_width(text)))) {
    if (!is_word(c)) {
      flush();
    } else if (!is_digit(c)) {
      run += c;
    } else if (run.empty() || run.back() != U'0') {
      run += U'0';
    }
  }
  flush();
  return counts;
}

double likeness(std::string_view a, std::string_view b) {
  auto left = count_grams(a);
  auto right = count_grams(b);
  const auto single = [](const auto& gram) { return text::length(gram.first) < 2; };
  std::erase_if(left, single);
  std::erase_if(right, single);
  if (left.empty() || right.empty()) return 0;
  double common = 0;
  for (const auto& [gram, count] : left) common += right.count(gram) ? 1 : 0;
  return common / static_cast<double>(std::min(left.size(), right.size()));
}

}  // namespace tiange::textual
