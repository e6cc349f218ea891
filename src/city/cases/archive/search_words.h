#pragma once
// What a case can be found by, as numbers: every pair of neighbouring characters of its text, and facets such as its
// area or item. Pure.
//
// Chinese has no spaces, so a text is found by its pairs of characters: 占道经营 is 占道, 道经, 经营. A pair is the two
// code points, 21 bits each; the last character of a run is paired with nothing, so that a single character is found
// as the span of all pairs that begin with it. Facets have bit 62 set and so never meet a pair.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tiange::cases::archive {

using Word = std::int64_t;

// Half width, small letters, punctuation and spaces as one space; what words are compared in.
std::u32string search_form(std::string_view text);

void add_words(std::vector<Word>& words, std::string_view text);
Word facet(char kind, std::string_view value);
Word facet(char kind, std::int64_t value);

// One condition: any of these words.
struct AnyOf {
  std::vector<Word> words;
  std::vector<std::pair<Word, Word>> spans;  // [first, second)
};
// Every condition the typed text sets; empty when it holds nothing to look for.
std::vector<AnyOf> conditions_of(std::string_view typed);
// Whether the text holds every run of the typed text as it stands: pairs alone may meet by chance.
bool holds(std::string_view text, std::string_view typed);

}  // namespace tiange::cases::archive
