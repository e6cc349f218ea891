#include "engines/text/keyword_matcher.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace tiange::textual {

namespace {

// Found on sentences kept apart from those that the figures are reported on; they change little around these values.
constexpr double k_name_factor = 1.4;
constexpr double k_weak_factor = 0.35;
constexpr double k_apart_factor = 0.85;    // parts of a word said apart
constexpr double k_covered_factor = 0.25;  // a word that is part of a longer one
constexpr double k_first_bonus = 0.3;      // at the beginning of the text, falling to none at its end
constexpr double k_next_share = 0.5;       // of each further word of a class: they mostly say the same
constexpr double k_pair_factor = 0.5;
constexpr double k_most_pairs = 25;
constexpr double k_spread = 9;             // score that makes a class e times as likely
constexpr double k_nothing = 9;            // score of no class at all

std::uint64_t pair_of(char32_t a, char32_t b) { return (static_cast<std::uint64_t>(a) << 32) | b; }
bool is_han(char32_t c) { return c >= 0x3400 && c <= 0x9FFF; }

}  // namespace

KeywordMatcher::KeywordMatcher(const std::vector<ClassWords>& classes) {
  std::unordered_map<std::string, std::uint32_t> known;
  std::vector<std::string> words;
  for (std::uint32_t label = 0; label < classes.size(); ++label) {
    const ClassWords& one = classes[label];
    labels_.push_back(one.label);
    add_word(one.name, label, k_name_factor, known, words);
    add_pairs(one.name, label);
    add_pairs(one.about, label);
    for (const std::string& word : one.words) {
      const bool weak = word.ends_with('~');
      const std::string_view plain = std::string_view(word).substr(0, word.size() - (weak ? 1 : 0));
      add_word(std::string(plain), label, weak ? k_weak_factor : 1, known, words);
      if (!weak) add_pairs(plain, label);
    }
  }
  finder_ = WordFinder(words);
}

void KeywordMatcher::add_word(std::string word, std::uint32_t label, double factor, std::unordered_map<std::string, std::uint32_t>& known,
                              std::vector<std::string>& words) {
  word = folded(word);
  if (text::length(word) < 2) return;
  const auto [at, added] = known.emplace(word, static_cast<std::uint32_t>(words.size()));
  if (added) {
    words.push_back(word);
    owners_.emplace_back();
  }
  std::vector<Owner>& owners = owners_[at->second];
  if (owners.empty() || owners.back().label != label) owners.push_back({label, factor});
}

void KeywordMatcher::add_pairs(std::string_view text, std::uint32_t label) {
  const std::vector<char32_t> chars = text::code_points(folded(text));
  for (std::size_t i = 0; i + 1 < chars.size(); ++i) {
    if (!is_han(chars[i]) || !is_han(chars[i + 1])) continue;
    std::vector<std::uint32_t>& labels = pairs_[pair_of(chars[i], chars[i + 1])];
    if (labels.empty() || labels.back() != label) labels.push_back(label);
  }
}

std::vector<std::vector<KeywordMatcher::Evidence>> KeywordMatcher::words_in(std::string_view text) const {
  std::vector<std::vector<Evidence>> evidence(labels_.size());
  const double length = std::max<double>(1, static_cast<double>(text::length(text)));
  for (const WordFinder::Hit& hit : finder_.find(text)) {
    const std::vector<Owner>& owners = owners_[hit.word];
    double weight = std::log((1.0 + static_cast<double>(labels_.size())) / static_cast<double>(owners.size())) * hit.length;
    weight *= !hit.whole ? k_apart_factor : hit.covered ? k_covered_factor : 1;
    weight *= 1 + k_first_bonus * (1 - hit.start / length);
    for (const Owner& owner : owners) evidence[owner.label].push_back({weight * owner.factor, hit.said});
  }
  return evidence;
}

void KeywordMatcher::count_pairs(std::string_view text, std::vector<double>& scores, std::vector<std::vector<Evidence>>& evidence) const {
  const std::vector<char32_t> chars = text::code_points(folded(text));
  std::vector<double> sums(labels_.size());
  std::vector<std::uint64_t> seen;
  for (std::size_t i = 0; i + 1 < chars.size(); ++i) {
    const std::uint64_t pair = pair_of(chars[i], chars[i + 1]);
    const auto found = pairs_.find(pair);
    if (found == pairs_.end() || std::find(seen.begin(), seen.end(), pair) != seen.end()) continue;
    seen.push_back(pair);
    const double weight = std::log((1.0 + static_cast<double>(labels_.size())) / static_cast<double>(found->second.size()));
    std::string said;
    for (const std::uint32_t label : found->second) {
      sums[label] += weight;
      if (scores[label] > 0) continue;
      if (said.empty()) {
        text::append_code_point(said, chars[i]);
        text::append_code_point(said, chars[i + 1]);
      }
      evidence[label].push_back({weight * k_pair_factor, said});
    }
  }
  for (std::size_t label = 0; label < sums.size(); ++label) scores[label] += k_pair_factor * std::min(sums[label], k_most_pairs);
}

std::vector<Guess> KeywordMatcher::guess(std::string_view text, std::size_t most) const {
  std::vector<std::vector<Evidence>> evidence = words_in(text);
  std::vector<double> scores(labels_.size());
  for (std::size_t label = 0; label < labels_.size(); ++label) {
    std::stable_sort(evidence[label].begin(), evidence[label].end(), [](const Evidence& a, const Evidence& b) { return a.weight > b.weight; });
    double share = 1;
    for (const Evidence& one : evidence[label]) {
      scores[label] += one.weight * share;
      share *= k_next_share;
    }
  }
  count_pairs(text, scores, evidence);
  std::vector<std::uint32_t> order;
  double sum = std::exp(k_nothing / k_spread);
  for (std::uint32_t label = 0; label < labels_.size(); ++label) {
    if (scores[label] <= 0) continue;
    order.push_back(label);
    sum += std::expm1(scores[label] / k_spread);
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a < b; });
  if (order.size() > most) order.resize(most);
  std::vector<Guess> out;
  for (const std::uint32_t label : order) {
    Guess guess{labels_[label], std::expm1(scores[label] / k_spread) / sum, {}};
    for (const Evidence& one : evidence[label]) {
      const bool told = std::any_of(guess.reasons.begin(), guess.reasons.end(), [&](const Reason& r) { return text::contains(r.words, one.words); });
      if (!told && guess.reasons.size() < 5) guess.reasons.push_back({one.words, std::min(1.0, one.weight / scores[label])});
    }
    out.push_back(std::move(guess));
  }
  return out;
}

}  // namespace tiange::textual
