#include "engines/text/text_index.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "base/text.h"
#include "engines/text/word_finder.h"

namespace tiange::textual {

namespace {

constexpr float k_title = 4;
constexpr float k_words = 3;
constexpr float k_body = 1;
// BM25 as usual: how fast repetition stops counting, and how much the length of a document matters.
constexpr double k_saturation = 1.2;
constexpr double k_by_length = 0.5;

bool is_latin(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_letter(char32_t c) {
  if (c < 0x80) return is_latin(c);
  const bool punctuation = (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFFEF);
  return !punctuation && c != 0xB7;
}

// One gram and where it stands, in code points.
struct Placed {
  std::string gram;
  std::uint32_t start;
  std::uint32_t length;
};

std::string text_of(const std::vector<char32_t>& points, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) text::append_code_point(out, points[i]);
  return out;
}

// `points` are those of the folded text.
std::vector<Placed> placed_grams(const std::vector<char32_t>& points) {
  std::vector<Placed> grams;
  const auto place = [&](std::size_t from, std::size_t to) {
    grams.push_back({text_of(points, from, to), static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to - from)});
  };
  std::size_t i = 0;
  while (i < points.size()) {
    if (!is_letter(points[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    const bool latin = is_latin(points[i]);
    while (end < points.size() && is_letter(points[end]) && is_latin(points[end]) == latin) ++end;
    if (latin || end - i == 1) {
      place(i, end);
    } else {
      for (std::size_t at = i; at + 1 < end; ++at) place(at, at + 2);
    }
    i = end;
  }
  return grams;
}

}  // namespace

std::vector<std::string> index_grams(std::string_view text) {
  std::vector<std::string> grams;
  for (Placed& placed : placed_grams(text::code_points(folded(text)))) grams.push_back(std::move(placed.gram));
  return grams;
}

void TextIndex::put(const Document& document) {
  remove(document.id);
  std::unordered_map<std::string, float> weights;
  double length = 0;
  const std::pair<std::string_view, float> fields[] = {
      {document.title, k_title}, {document.words, k_words}, {document.body, k_body}};
  for (const auto& [text, weight] : fields) {
    for (std::string& gram : index_grams(text)) {
      weights[std::move(gram)] += weight;
      length += weight;
    }
  }
  std::vector<std::string>& own = grams_of_[document.id];
  for (const auto& [gram, weight] : weights) {
    postings_[gram].push_back({document.id, weight});
    own.push_back(gram);
  }
  lengths_[document.id] = length;
  total_length_ += length;
}

void TextIndex::remove(std::int64_t id) {
  const auto length = lengths_.find(id);
  if (length == lengths_.end()) return;
  for (const std::string& gram : grams_of_[id]) {
    const auto at = postings_.find(gram);
    std::erase_if(at->second, [&](const Posting& posting) { return posting.id == id; });
    if (at->second.empty()) postings_.erase(at);
  }
  total_length_ -= length->second;
  lengths_.erase(length);
  grams_of_.erase(id);
}

std::vector<TextIndex::Hit> TextIndex::find(std::string_view query, std::size_t most, double least_share) const {
  const std::vector<std::string> asked = index_grams(query);
  const std::unordered_set<std::string> grams(asked.begin(), asked.end());
  const double count = static_cast<double>(lengths_.size());
  const double mean = lengths_.empty() ? 1 : total_length_ / count;
  // A gram that no document has says nothing against any of them, but weighs as the rarest.
  double whole = 0;
  std::unordered_map<std::int64_t, Hit> found;
  for (const std::string& gram : grams) {
    const auto at = postings_.find(gram);
    const double holders = at == postings_.end() ? 0.5 : static_cast<double>(at->second.size());
    const double rarity = std::log(1 + (count - holders + 0.5) / (holders + 0.5));
    if (at == postings_.end()) {
      whole += rarity / 4;
      continue;
    }
    whole += rarity;
    for (const Posting& posting : at->second) {
      const double norm = 1 - k_by_length + k_by_length * lengths_.at(posting.id) / mean;
      Hit& hit = found[posting.id];
      hit.id = posting.id;
      hit.share += rarity;
      hit.score += rarity * posting.weight * (k_saturation + 1) / (posting.weight + k_saturation * norm);
    }
  }
  std::vector<Hit> hits;
  for (auto& [id, hit] : found) {
    hit.share /= whole;
    if (hit.share >= least_share) hits.push_back(hit);
  }
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    return a.score != b.score ? a.score > b.score : a.id > b.id;
  });
  if (hits.size() > most) hits.resize(most);
  return hits;
}

Fragment fragment(std::string_view text, std::string_view query, std::size_t most) {
  const std::vector<char32_t> plain = text::code_points(text);
  const std::vector<char32_t> points = text::code_points(folded(text));
  const std::vector<std::string> asked = index_grams(query);
  const std::unordered_set<std::string> grams(asked.begin(), asked.end());
  std::vector<Placed> hits;
  if (points.size() == plain.size()) {
    for (Placed& placed : placed_grams(points)) {
      if (grams.count(placed.gram)) hits.push_back(std::move(placed));
    }
  }
  // The window that holds most different grams, as early as possible.
  std::size_t begin = 0;
  std::size_t best = 0;
  for (std::size_t i = 0; i < hits.size(); ++i) {
    std::unordered_set<std::string_view> inside;
    for (std::size_t j = i; j < hits.size() && hits[j].start + hits[j].length <= hits[i].start + most; ++j)
      inside.insert(hits[j].gram);
    if (inside.size() > best) {
      best = inside.size();
      begin = hits[i].start;
    }
  }
  const std::size_t lead = most / 6;
  begin = begin > lead && plain.size() > most ? std::min(begin - lead, plain.size() - most) : 0;
  const std::size_t end = std::min(plain.size(), begin + most);
  Fragment out;
  const std::uint32_t shift = begin > 0 ? 1 : 0;
  if (begin > 0) out.text = "…";
  for (std::size_t i = begin; i < end; ++i) text::append_code_point(out.text, plain[i] < 0x20 ? U' ' : plain[i]);
  if (end < plain.size()) out.text += "…";
  for (const Placed& hit : hits) {
    if (hit.start < begin || hit.start + hit.length > end) continue;
    const std::uint32_t start = hit.start - static_cast<std::uint32_t>(begin) + shift;
    if (!out.marks.empty() && out.marks.back().start + out.marks.back().length >= start) {
      out.marks.back().length = start + hit.length - out.marks.back().start;
    } else {
      out.marks.push_back({start, hit.length});
    }
  }
  return out;
}

}  // namespace tiange::textual
