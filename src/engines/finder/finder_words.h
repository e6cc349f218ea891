#pragma once
// Values as they are kept and words as they are looked for: one way of writing, and how a word fits a value.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engines/finder/finder.h"

namespace tiange::finder {

// A value in its kept form. A firm's own name stands inside its full one.
struct Value {
  std::string text;
  std::uint16_t core_at = 0, core_size = 0;  // bytes; size 0: none
};
// Half width, lower case, simplified, without white space; numbers without marks, a citizen number in 18 characters. Kept
// forms stay as they are.
void normalize(Sort sort, std::string_view raw, Value& into);

// Syllables of a name, or of a firm's own name; `other_first` is the everyday reading of a surname, or 0.
struct Sound {
  std::vector<std::uint16_t> syllables;
  std::uint16_t other_first = 0;
};
void sound_of(Sort sort, const Value& value, Sound& into);

// Letters against syllables. Of the letters read so far it keeps how many they can be, a bit for each number.
class Spelling {
 public:
  explicit Spelling(std::string_view letters);
  Fit fit(std::span<const std::uint16_t> syllables, std::uint16_t other_first) const;
  // Whether the letters are those of all the syllables, none of them cut short.
  bool spells(std::span<const std::uint16_t> syllables, std::uint16_t other_first) const;

  // The beginnings of two neighbouring syllables, for lists of what may fit: 1 … 26 each, 0 behind the last.
  static unsigned initial_of(std::uint16_t syllable);
  unsigned first_initial() const;
  // Bits of the initials that may follow where one syllable is not all.
  std::uint32_t next_initials() const { return next_initials_; }
  // Syllables that have all the letters.
  std::span<const std::uint16_t> enough() const { return enough_; }

 private:
  using Read = std::uint32_t;
  struct Steps {  // from a number of letters on, over a syllable
    Read any = 0, neat = 0;
  };
  const Steps& steps(std::size_t at, std::uint16_t syllable) const { return steps_[at * syllables_ + syllable]; }
  std::string letters_;
  std::size_t syllables_ = 0;
  std::vector<Steps> steps_;
  std::uint32_t next_initials_ = 0;
  std::vector<std::uint16_t> enough_;
};
constexpr std::size_t k_longest_spelling = 31;  // letters

struct Form {
  Sort sort = Sort::name;
  std::string text;
};
struct Word {
  std::string said;  // as it was asked, folded
  std::vector<Form> forms;
  std::string letters;  // pinyin, empty: none
  int weight = 0;       // what it says
};
// Those that can be looked for, the most telling first.
std::vector<Word> read_words(std::string_view text, std::uint32_t sorts, std::vector<std::string>& ignored);

Fit fit_of(Sort sort, std::string_view value, std::uint16_t core_at, std::uint16_t core_size, std::string_view word);

// Keys of the lists a value stands in, and of those a word needs.
enum class At : std::uint8_t { anywhere, start, whole };
void value_keys(Sort sort, const Value& value, std::vector<std::uint64_t>& into);
// Of a name or firm also the keys of its syllables; `whole`: of names of one syllable.
void sound_keys(std::span<const std::uint16_t> syllables, std::uint16_t other_first, std::vector<std::uint64_t>& into);
std::uint64_t syllable_key(std::uint16_t syllable, At at);
// Empty when there are none: the set is empty.
void form_keys(const Form& form, At at, std::vector<std::uint64_t>& into);

}  // namespace tiange::finder
