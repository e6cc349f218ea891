#pragma once
// The definitions in force: of each indicator and scorecard the highest released version whose day has come.

#include "city/scores/score_store.h"

namespace tiange::scores {

struct Book {
  std::shared_ptr<const IndicatorSet> indicators;
  std::map<std::string, int> versions;  // of indicators
  std::map<std::string, std::pair<Scorecard, int>, std::less<>> cards;

  Result<std::shared_ptr<const ScorecardRule>> rule(std::string_view card) const;  // not_found
};

// On a day; `instead` stands in for (or joins) what is released, to try it.
Result<Book> book_on(const std::vector<store::Definition>& definitions, Date day,
                     const std::optional<Indicator>& instead = std::nullopt,
                     const std::optional<Scorecard>& card_instead = std::nullopt);
// Named versions, as a frozen result keeps them.
Result<Book> book_of(const std::vector<store::Definition>& definitions, const std::map<std::string, int>& versions,
                     std::string_view card, int card_version);

}  // namespace tiange::scores
