#include "city/cases/intake/item_guesser.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"

namespace tiange::cases {

namespace {

constexpr double k_learned_weight = 0.6;  // of the model on a text it knows wholly; the catalogue's words have the rest
constexpr double k_clear = 0.5;          // from here on the words of the catalogue decide alone
constexpr std::size_t k_most_urgent_words = 3;

std::vector<std::string> words_of(const items::Item& item) {
  std::vector<std::string> words;
  for (const std::string_view word : text::split(item.keywords, ' ')) {
    if (!word.empty()) words.emplace_back(word);
  }
  words.insert(words.end(), item.everyday_words.begin(), item.everyday_words.end());
  return words;
}

bool has(const std::vector<std::string>& sorted, std::string_view one) { return std::binary_search(sorted.begin(), sorted.end(), one, std::less<>{}); }

void add_reasons(textual::Guess& to, std::vector<textual::Reason> reasons) {
  for (textual::Reason& reason : reasons) {
    const bool told = std::any_of(to.reasons.begin(), to.reasons.end(), [&](const textual::Reason& r) {
      return text::contains(r.words, reason.words) || text::contains(reason.words, r.words);
    });
    if (!told && to.reasons.size() < 5) to.reasons.push_back(std::move(reason));
  }
}

}  // namespace

ItemGuesser::ItemGuesser(const std::vector<std::shared_ptr<const items::Item>>& items, const std::vector<std::string>& urgent_words) {
  std::vector<textual::ClassWords> classes;
  std::map<std::string, std::vector<std::string>> danger;
  for (const auto& item : items) {
    classes.push_back({item->code, item->name_zh, words_of(*item), item->filing_condition});
    codes_.push_back(item->code);
    std::vector<Severity>& known = limits_of_[item->code];
    for (const items::SeverityLimit& limit : item->limits) known.push_back(limit.severity);
    for (const std::string& word : item->urgent_words) danger[word].push_back(item->code);
  }
  for (const std::string& word : urgent_words) danger[word].clear();
  std::sort(codes_.begin(), codes_.end());
  words_ = textual::KeywordMatcher(classes);
  std::vector<std::string> words;
  for (auto& [word, of] : danger) {
    words.push_back(word);
    std::sort(of.begin(), of.end());
    danger_of_.push_back(std::move(of));
  }
  danger_ = textual::WordFinder(words);
}

std::vector<ItemGuess> ItemGuesser::guess(std::string_view text, std::size_t most, const textual::TextClassifier* learned) const {
  std::vector<textual::Guess> by_words = words_.guess(text, learned ? most * 2 : most);
  if (!learned) {
    std::vector<ItemGuess> out;
    for (textual::Guess& g : by_words) out.push_back({std::move(g), "rule"});
    return out;
  }
  const std::string clear = !by_words.empty() && by_words.front().confidence >= k_clear ? by_words.front().label : "";
  std::set<std::string> said;
  for (const textual::Guess& g : by_words) said.insert(g.label);
  std::set<std::string> learnt;
  const double learned_weight = k_learned_weight * learned->familiarity(text);
  const double words_weight = 1 - k_learned_weight;
  const double both = learned_weight + words_weight;
  std::map<std::string, ItemGuess> merged;
  const auto add = [&](std::vector<textual::Guess> guesses, double weight) {
    for (textual::Guess& g : guesses) {
      if (!has(codes_, g.label)) continue;
      ItemGuess& sum = merged[g.label];
      sum.label = g.label;
      sum.confidence += g.confidence * weight / both;
      add_reasons(sum, std::move(g.reasons));
    }
  };
  // Words of the catalogue first: a clerk knows them.
  add(std::move(by_words), words_weight);
  std::vector<textual::Guess> by_model = learned->guess(text, most * 2);
  for (const textual::Guess& g : by_model) learnt.insert(g.label);
  add(std::move(by_model), learned_weight);
  std::vector<ItemGuess> out;
  for (auto& [label, g] : merged) {
    g.by = !learnt.count(label) ? "rule" : said.count(label) ? "both" : "learned";
    out.push_back(std::move(g));
  }
  std::stable_sort(out.begin(), out.end(), [&](const ItemGuess& a, const ItemGuess& b) {
    if ((a.label == clear) != (b.label == clear)) return a.label == clear;
    return a.confidence > b.confidence;
  });
  // Overruled: the rule alone has decided.
  if (!out.empty() && out.front().label == clear && out.size() > 1 && out[1].confidence > out.front().confidence) out.front().by = "rule";
  if (out.size() > most) out.resize(most);
  return out;
}

std::vector<std::string> ItemGuesser::urgent_words(std::string_view text, std::string_view item) const {
  std::vector<textual::WordFinder::Hit> hits = danger_.find(text);
  std::stable_sort(hits.begin(), hits.end(), [](const auto& a, const auto& b) { return a.length > b.length; });
  std::vector<std::string> out;
  for (const textual::WordFinder::Hit& hit : hits) {
    const std::vector<std::string>& of = danger_of_[hit.word];
    // "没有盖" names its own denial; "没有受伤" denies the danger.
    if (hit.denied || (!of.empty() && !has(of, item))) continue;
    const bool told = std::any_of(out.begin(), out.end(), [&](const std::string& word) { return text::contains(word, hit.said); });
    if (!told && out.size() < k_most_urgent_words) out.push_back(hit.said);
  }
  return out;
}

UrgencyAdvice ItemGuesser::urgency(std::string_view text, std::string_view item, const textual::TextClassifier* learned) const {
  static constexpr Severity k_of_any[] = {Severity::urgent, Severity::normal};
  const auto found = limits_of_.find(item);
  const std::span<const Severity> known = found == limits_of_.end() ? std::span<const Severity>(k_of_any) : found->second;
  return advise_urgency(urgent_words(text, item), known, text, learned);
}

}  // namespace tiange::cases
