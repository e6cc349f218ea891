#pragma once
// A text as characters, half width where there is one, each knowing its byte; and the finders that read it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engines/masking/free_text.h"

namespace tiange::masking {

struct Scan {
  explicit Scan(std::string_view text);

  std::u32string chars;             // half-width forms of the signs of the text
  std::vector<std::size_t> bytes;   // where each begins; one more for the end
  std::vector<bool> taken;          // by an earlier finder
  std::vector<Found> found;

  std::size_t size() const { return chars.size(); }
  char32_t at(std::size_t i) const { return i < chars.size() ? chars[i] : U'\0'; }
  bool free(std::size_t from, std::size_t until) const;
  void take(Personal kind, std::size_t from, std::size_t until);
  bool has(std::size_t i, std::u32string_view word) const { return chars.compare(i, word.size(), word) == 0; }
  bool ends(std::size_t until, std::u32string_view word) const {
    return until >= word.size() && has(until - word.size(), word);
  }
  // One of the words stands within `reach` characters before `i`, in the same clause.
  bool near_before(std::size_t i, std::size_t reach, std::initializer_list<std::u32string_view> words) const;
};

bool is_digit(char32_t c);
bool is_latin(char32_t c);
bool is_han(char32_t c);

void find_emails(Scan& scan);
void find_numbers(Scan& scan);  // citizen numbers, bank cards, telephones
void find_plates(Scan& scan);
void find_addresses(Scan& scan);
void find_names(Scan& scan);

}  // namespace tiange::masking
