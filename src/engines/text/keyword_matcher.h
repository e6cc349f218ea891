#pragma once
// Which class does a text speak for, by words that each class is known by. Needs no learning.

#include <unordered_map>

#include "engines/text/text_classifier.h"
#include "engines/text/word_finder.h"

namespace tiange::textual {

struct ClassWords {
  std::string label;
  std::string name;
  std::vector<std::string> words;  // as WordFinder reads them; "请问~" is a weak word
  std::string about;               // more text about the class: its pairs of characters count a little
};

class KeywordMatcher {
 public:
  KeywordMatcher() = default;
  explicit KeywordMatcher(const std::vector<ClassWords>& classes);
  // Best first, at most `most`. Longer words and words of fewer classes count more, words inside longer ones less, what is
  // said first a little more. The confidence is the share of the evidence beside the other classes and beside no class at
  // all, so that a text which says little gives small numbers. About 60 µs for a report.
  std::vector<Guess> guess(std::string_view text, std::size_t most) const;

 private:
  struct Owner {
    std::uint32_t label;
    double factor;
  };
  struct Evidence {
    double weight;
    std::string words;
  };
  void add_word(std::string word, std::uint32_t label, double factor, std::unordered_map<std::string, std::uint32_t>& known,
                std::vector<std::string>& words);
  void add_pairs(std::string_view text, std::uint32_t label);
  std::vector<std::vector<Evidence>> words_in(std::string_view text) const;
  // Adds what pairs of characters say, and names them where no word spoke.
  void count_pairs(std::string_view text, std::vector<double>& scores, std::vector<std::vector<Evidence>>& evidence) const;

  std::vector<std::string> labels_;
  WordFinder finder_;
  std::vector<std::vector<Owner>> owners_;  // by word
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> pairs_;
};

}  // namespace tiange::textual
