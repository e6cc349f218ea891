#include "city/scores/score_book.h"

#include <algorithm>

namespace tiange::scores {

namespace {

using Chosen = std::map<std::pair<std::string, std::string>, const store::Definition*>;

Result<Book> book_from(const Chosen& chosen, const std::optional<Indicator>& instead,
                       const std::optional<Scorecard>& card_instead) {
  Book book;
  std::vector<Indicator> indicators;
  for (const auto& [key, definition] : chosen) {
    if (key.first == "indicator") {
      if (instead && instead->key == key.second) continue;
      TIANGE_TRY(Indicator one, json::read<Indicator>(definition->body));
      indicators.push_back(std::move(one));
      book.versions[key.second] = definition->version;
    } else {
      TIANGE_TRY(Scorecard card, json::read<Scorecard>(definition->body));
      book.cards[key.second] = {std::move(card), definition->version};
    }
  }
  if (instead) indicators.push_back(*instead);
  if (card_instead) book.cards[card_instead->key] = {*card_instead, 0};
  TIANGE_TRY(book.indicators, IndicatorSet::compile(std::move(indicators)));
  return book;
}

}  // namespace

Result<std::shared_ptr<const ScorecardRule>> Book::rule(std::string_view card) const {
  const auto found = cards.find(card);
  if (found == cards.end()) return refuse(ErrorCode::not_found);
  return ScorecardRule::compile(found->second.first, indicators);
}

Result<Book> book_on(const std::vector<store::Definition>& definitions, Date day,
                     const std::optional<Indicator>& instead, const std::optional<Scorecard>& card_instead) {
  Chosen chosen;
  for (const store::Definition& one : definitions) {
    if (one.state == "released" && one.effective <= day) chosen[{one.kind, one.key}] = &one;
  }
  return book_from(chosen, instead, card_instead);
}

Result<Book> book_of(const std::vector<store::Definition>& definitions, const std::map<std::string, int>& versions,
                     std::string_view card, int card_version) {
  Chosen chosen;
  for (const store::Definition& one : definitions) {
    const auto wanted = versions.find(one.key);
    const bool indicator = one.kind == "indicator" && wanted != versions.end() && wanted->second == one.version;
    const bool the_card = one.kind == "card" && one.key == card && one.version == card_version;
    if (indicator || the_card) chosen[{one.kind, one.key}] = &one;
  }
  return book_from(chosen, std::nullopt, std::nullopt);
}

}  // namespace tiange::scores
