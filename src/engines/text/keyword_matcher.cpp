#include <algorithm>
#include <cmath>
#include <set>

#include "base/text.h"
#include "engines/text/text_classifier.h"

namespace tiange::textual {

KeywordMatcher::KeywordMatcher(std::vector<ClassWords> classes) {
  for (std::uint32_t label = 0; label < classes.size(); ++label) {
    labels_.push_back(classes[label].label);
    for (const std::string& word : classes[label].words) {
      const std::string key = text::lower_ascii(text::to_half_width(word));
      const std::size_t length = text::length(key);
      if (length < 2) continue;
      std::vector<std::uint32_t>& labels = words_[key].labels;
      if (labels.empty() || labels.back() != label) labels.push_back(label);
      longest_ = std::max(longest_, length);
    }
  }
  for (auto& [word, entry] : words_) {
    const double rarity = std::log((1.0 + static_cast<double>(labels_.size())) / static_cast<double>(entry.labels.size()));
    entry.weight = rarity * std::pow(static_cast<double>(text::length(word)), 1.5);
  }
}

std::vector<Guess> KeywordMatcher::guess(std::string_view text, std::size_t most) const {
  const std::vector<char32_t> chars = text::code_points(text::lower_ascii(text::to_half_width(text)));
  std::vector<double> scores(labels_.size());
  std::vector<std::vector<Reason>> reasons(labels_.size());
  std::set<std::string> seen;
  std::string piece;
  for (std::size_t from = 0; from < chars.size(); ++from) {
    piece.clear();
    for (std::size_t n = 1; n <= longest_ && from + n <= chars.size(); ++n) {
      text::append_code_point(piece, chars[from + n - 1]);
      const auto found = words_.find(piece);
      if (found == words_.end() || !seen.insert(piece).second) continue;
      for (const std::uint32_t label : found->second.labels) {
        scores[label] += found->second.weight;
        reasons[label].push_back({piece, found->second.weight});
      }
    }
  }
  std::vector<std::uint32_t> order;
  double sum = 0;
  for (std::uint32_t label = 0; label < labels_.size(); ++label) {
    if (scores[label] <= 0) continue;
    order.push_back(label);
    sum += scores[label];
  }
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a < b; });
  if (order.size() > most) order.resize(most);
  std::vector<Guess> out;
  for (const std::uint32_t label : order) {
    Guess guess{labels_[label], scores[label] / sum, std::move(reasons[label])};
    std::stable_sort(guess.reasons.begin(), guess.reasons.end(), [](const Reason& a, const Reason& b) { return a.weight > b.weight; });
    if (guess.reasons.size() > 5) guess.reasons.resize(5);
    for (Reason& reason : guess.reasons) reason.weight /= scores[label];
    out.push_back(std::move(guess));
  }
  return out;
}

}  // namespace tiange::textual
