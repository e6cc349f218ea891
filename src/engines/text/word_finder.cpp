#include "engines/text/word_finder.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace tiange::textual {

namespace {

constexpr std::uint32_t k_widest_gap = 8;      // code points between the parts of a word
constexpr std::size_t k_denial_reach = 3;      // code points before a word in which its denial may stand
constexpr std::u32string_view k_denials[] = {U"没", U"无", U"未", U"冇", U"不会", U"万一", U"如果", U"防止", U"避免", U"预防"};

std::uint64_t edge(std::uint32_t node, char32_t c) { return (static_cast<std::uint64_t>(node) << 21) | c; }

bool denied_at(const std::vector<char32_t>& chars, std::size_t start) {
  const std::size_t from = start > k_denial_reach ? start - k_denial_reach : 0;
  const std::u32string before(chars.begin() + static_cast<std::ptrdiff_t>(from), chars.begin() + static_cast<std::ptrdiff_t>(start));
  return std::any_of(std::begin(k_denials), std::end(k_denials), [&](std::u32string_view denial) { return before.find(denial) != before.npos; });
}

struct Span {
  std::uint32_t start;
  std::uint32_t length;
};

}  // namespace

std::string folded(std::string_view text) { return text::lower_ascii(text::to_half_width(text)); }

WordFinder::WordFinder(std::span<const std::string> words) {
  piece_at_node_.push_back(0);
  for (const std::string& word : words) {
    Word made;
    std::uint32_t longest = 0;
    for (const std::string_view part : text::split(word, '+')) {
      if (part.empty()) continue;
      const std::uint32_t piece = piece_of(folded(part));
      if (made.pieces.empty() || pieces_[piece].length > pieces_[longest].length) longest = piece;
      made.pieces.push_back(piece);
      made.length += pieces_[piece].length;
    }
    if (!made.pieces.empty()) {
      // The longest first: it is the rarest.
      std::iter_swap(made.pieces.begin(), std::find(made.pieces.begin(), made.pieces.end(), longest));
      pieces_[longest].words.push_back(static_cast<std::uint32_t>(words_.size()));
    }
    words_.push_back(std::move(made));
  }
}

std::uint32_t WordFinder::piece_of(std::string_view text) {
  std::uint32_t node = 0;
  std::uint32_t length = 0;
  for (const char32_t c : text::code_points(text)) {
    const auto [at, added] = children_.emplace(edge(node, c), static_cast<std::uint32_t>(piece_at_node_.size()));
    if (added) piece_at_node_.push_back(0);
    node = at->second;
    ++length;
  }
  if (piece_at_node_[node] == 0) {
    pieces_.push_back({std::string(text), length, {}});
    piece_at_node_[node] = static_cast<std::uint32_t>(pieces_.size());
  }
  return piece_at_node_[node] - 1;
}

// All parts near the first one; the parts are told in the order of the text.
bool WordFinder::match(const Word& word, const Places& places, Hit& hit) const {
  for (const std::uint32_t first : places.at(word.pieces[0])) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> told = {{first, word.pieces[0]}};
    const std::uint32_t end = first + pieces_[word.pieces[0]].length;
    for (std::size_t i = 1; i < word.pieces.size(); ++i) {
      const auto others = places.find(word.pieces[i]);
      if (others == places.end()) return false;
      const std::uint32_t length = pieces_[word.pieces[i]].length;
      const auto near = std::find_if(others->second.begin(), others->second.end(), [&](std::uint32_t at) {
        return (at >= end && at - end <= k_widest_gap) || (at + length <= first && first - at - length <= k_widest_gap);
      });
      if (near == others->second.end()) break;
      told.emplace_back(*near, word.pieces[i]);
    }
    if (told.size() < word.pieces.size()) continue;
    std::sort(told.begin(), told.end());
    hit.start = told.front().first;
    for (std::size_t i = 0; i < told.size(); ++i) {
      const bool apart = i > 0 && told[i].first > told[i - 1].first + pieces_[told[i - 1].second].length;
      hit.said += (apart ? "…" : "") + pieces_[told[i].second].text;
    }
    return true;
  }
  return false;
}

std::vector<WordFinder::Hit> WordFinder::find(std::string_view text) const {
  const std::vector<char32_t> chars = text::code_points(folded(text));
  Places places;
  for (std::uint32_t start = 0; start < chars.size(); ++start) {
    std::uint32_t node = 0;
    for (std::size_t i = start; i < chars.size(); ++i) {
      const auto next = children_.find(edge(node, chars[i]));
      if (next == children_.end()) break;
      node = next->second;
      if (piece_at_node_[node] != 0) places[piece_at_node_[node] - 1].push_back(start);
    }
  }
  std::vector<Hit> hits;
  std::vector<std::uint32_t> reach(chars.size(), 0);  // length of the longest whole word that starts here
  for (const auto& [piece, starts] : places) {
    for (const std::uint32_t index : pieces_[piece].words) {
      const Word& word = words_[index];
      Hit hit{index, 0, word.length, word.pieces.size() == 1, false, false, {}};
      if (!match(word, places, hit)) continue;
      hit.denied = denied_at(chars, hit.start);
      hits.push_back(std::move(hit));
      if (word.pieces.size() > 1) continue;
      for (const std::uint32_t at : starts) reach[at] = std::max(reach[at], word.length);
    }
  }
  const auto inside_longer = [&](std::uint32_t start, std::uint32_t length) {
    for (std::uint32_t from = start > 16 ? start - 16 : 0; from <= start; ++from) {
      if (reach[from] > length && from + reach[from] >= start + length) return true;
    }
    return false;
  };
  for (Hit& hit : hits) {
    if (!hit.whole) continue;
    const std::vector<std::uint32_t>& starts = places.at(words_[hit.word].pieces[0]);
    const auto free = std::find_if(starts.begin(), starts.end(), [&](std::uint32_t at) { return !inside_longer(at, hit.length); });
    hit.covered = free == starts.end();
    hit.start = hit.covered ? starts.front() : *free;
    hit.denied = denied_at(chars, hit.start);
  }
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.word < b.word; });
  return hits;
}

}  // namespace tiange::textual
