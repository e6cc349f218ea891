#pragma once
// Which item a text is about and what makes it urgent: the catalogue's words, and beside them what was learned. Pure.

#include <map>
#include <memory>

#include "city/cases/intake/urgency_rules.h"
#include "city/items/items.h"
#include "engines/text/keyword_matcher.h"

namespace tiange::cases {

struct ItemGuess : textual::Guess {
  const char* by = "rule";  // SuggestedItem::by
};

class ItemGuesser {
 public:
  ItemGuesser() = default;
  // `urgent_words` speak of danger whatever the item.
  ItemGuesser(const std::vector<std::shared_ptr<const items::Item>>& items, const std::vector<std::string>& urgent_words);

  // Best first, at most `most`. `learned` may be null; it counts by how much of the text it knows, and gives way where the
  // catalogue's words are clear.
  std::vector<ItemGuess> guess(std::string_view text, std::size_t most, const textual::TextClassifier* learned) const;
  // The words that make a matter of this item urgent; none when it is not. Words that are denied do not count.
  std::vector<std::string> urgent_words(std::string_view text, std::string_view item) const;
  // How urgent it is; `learned` may be null. An item that is not known, "" too, is urgent or ordinary.
  UrgencyAdvice urgency(std::string_view text, std::string_view item, const textual::TextClassifier* learned) const;

 private:
  textual::KeywordMatcher words_;
  textual::WordFinder danger_;
  std::vector<std::vector<std::string>> danger_of_;  // by word of danger: the items it counts for, sorted; none: all
  std::vector<std::string> codes_;                   // in force, sorted
  std::map<std::string, std::vector<Severity>, std::less<>> limits_of_;  // by item: the urgencies it has limits for
};

}  // namespace tiange::cases
