#pragma once
// Runs of up to four characters as numbers: exact, and an order of magnitude faster than texts. Folded as count_grams
// folds; characters beyond the basic plane count as one and the same.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tiange::textual {

using GramKey = std::uint64_t;  // sixteen bits a character, the last one lowest; never 0
constexpr int k_longest_gram = 4;

struct GramCount {
  GramKey key = 0;
  std::uint32_t count = 0;
};

// The grams of 1 to `longest` characters with their counts, by key, each once. Replaces what `out` held.
void count_gram_keys(std::string_view text, int longest, std::vector<GramCount>& out);

// The folded characters of a text; 0 stands where a word ends.
std::u16string folded_units(std::string_view text);

int gram_length(GramKey key);
std::string gram_text(GramKey key);
GramKey gram_key(std::string_view gram);  // of at most four characters

// Where a gram stands in a list, in a few nanoseconds.
class GramIndex {
 public:
  static constexpr std::uint32_t k_none = 0xFFFFFFFF;
  GramIndex() = default;
  explicit GramIndex(std::span<const GramKey> keys);
  std::uint32_t find(GramKey key) const;

 private:
  struct Slot {
    GramKey key = 0;
    std::uint32_t place = k_none;
  };
  std::vector<Slot> slots_;  // a power of two, at most half full
  int shift_ = 0;
};

}  // namespace tiange::textual
