#include "engines/masking/watermark.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/text.h"
#include "engines/masking/pseudonyms.h"

namespace tiange::masking {

namespace {

std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9ULL;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebULL;
  return x ^ x >> 31;
}

std::uint64_t hash_of(std::string_view content, std::uint64_t begin) {
  std::uint64_t h = begin ^ 0x9e3779b97f4a7c15ULL;
  for (const char c : content) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mix(h);
}

bool choice_of(MarkSeed seed, std::uint64_t content) { return mix(content ^ seed.value) & 1; }

constexpr std::uint64_t k_star_sort = 1, k_bracket_sort = 2, k_pair_sort = 3;

// Runs of stars that are not longer than three are one choice for the whole cell.
struct Stars {
  std::string content;  // every run as one star
  std::optional<bool> way;  // three, or two
  bool carries = false;
};

Stars stars_of(std::string_view cell) {
  Stars out;
  for (std::size_t i = 0; i < cell.size();) {
    if (cell[i] != '*') {
      out.content += cell[i++];
      continue;
    }
    std::size_t run = 0;
    while (i < cell.size() && cell[i] == '*') ++run, ++i;
    if (run > 3) return {};
    out.content += '*';
    out.carries = true;
    if (run >= 2) out.way = run == 3;
  }
  // A cell of nothing but stars says too little about itself.
  if (out.content == "*") out.carries = false;
  return out;
}

struct Width {
  std::string_view half, full;
};
constexpr Width k_widths[] = {{"(", "（"}, {")", "）"}, {",", "，"}, {";", "；"}};

bool is_figure(std::string_view cell, std::size_t i) { return i < cell.size() && cell[i] >= '0' && cell[i] <= '9'; }

// Replaces brackets and commas by one width; tells the width found first.
struct Brackets {
  std::string content;  // all half width
  std::optional<bool> way;  // full, or half
};

Brackets brackets_of(std::string_view cell) {
  Brackets out;
  bool chinese = false;
  for (std::size_t i = 0; i < cell.size();) {
    bool changed = false;
    for (const Width& width : k_widths) {
      const bool full = cell.substr(i).starts_with(width.full);
      const bool half = !full && cell.substr(i).starts_with(width.half);
      if (!full && !half) continue;
      if (width.half == "," && is_figure(cell, i + (full ? width.full.size() : 1))) break;  // 1,200
      if (!out.way) out.way = full;
      out.content += width.half;
      i += full ? width.full.size() : width.half.size();
      changed = true;
      break;
    }
    if (changed) continue;
    chinese = chinese || static_cast<unsigned char>(cell[i]) >= 0xE4;
    out.content += cell[i++];
  }
  if (!chinese) out.way.reset();
  return out;
}

std::string widened(const std::string& content, bool full) {
  if (!full) return content;
  std::string out;
  for (std::size_t i = 0; i < content.size(); ++i) {
    const auto width = std::find_if(std::begin(k_widths), std::end(k_widths), [&](const Width& one) { return one.half[0] == content[i]; });
    if (width == std::end(k_widths) || (content[i] == ',' && is_figure(content, i + 1))) {
      out += content[i];
    } else {
      out += width->full;
    }
  }
  return out;
}

// What a cell says, whatever was chosen in it; `half` has all brackets half width.
std::string plain_of(const std::string& half) {
  Stars stars = stars_of(half);
  return stars.carries ? std::move(stars.content) : half;
}

void mark_cell(MarkSeed seed, std::string& cell) {
  const Stars stars = stars_of(cell);
  if (stars.carries) {
    const std::string run = choice_of(seed, hash_of(brackets_of(stars.content).content, k_star_sort)) ? "***" : "**";
    cell = text::replace_all(stars.content, "*", run);
  }
  const Brackets brackets = brackets_of(cell);
  if (brackets.way) cell = widened(brackets.content, choice_of(seed, hash_of(plain_of(brackets.content), k_bracket_sort)));
}

// What a row says, whatever was chosen in its cells.
std::uint64_t row_hash(const std::vector<std::string>& cells) {
  std::uint64_t h = k_pair_sort;
  for (const std::string& cell : cells) {
    h = hash_of(plain_of(brackets_of(cell).content), h);
  }
  return h;
}

std::uint64_t pair_hash(std::uint64_t a, std::uint64_t b) { return mix(std::min(a, b) * 3 + std::max(a, b) * 5 + k_pair_sort); }

double certainty_of(std::int64_t agree, std::int64_t n) {
  if (n == 0) return 0;
  return (static_cast<double>(agree) - static_cast<double>(n) / 2) / (std::sqrt(static_cast<double>(n)) / 2);
}

}  // namespace

MarkSeed mark_seed(std::string_view key, std::string_view export_id) {
  const Digest digest = hmac_sm3(key, "tiange.watermark\n" + std::string(export_id));
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8 | digest[i];
  return {value};
}

void Marker::row(Row row) {
  for (std::string& cell : row) mark_cell(seed_, cell);
  if (!holding_) {
    held_ = std::move(row);
    holding_ = true;
    return;
  }
  const std::uint64_t first = row_hash(held_), second = row_hash(row);
  const bool rising = choice_of(seed_, pair_hash(first, second));
  const bool swap = first != second && (first < second) != rising;
  out_(swap ? row : held_);
  out_(swap ? held_ : row);
  holding_ = false;
}

void Marker::finish() {
  if (holding_) out_(held_);
  holding_ = false;
}

void MarkReader::row(const std::vector<std::string>& cells) {
  for (const std::string& cell : cells) {
    const Brackets brackets = brackets_of(cell);
    const Stars stars = stars_of(brackets.content);
    if (stars.carries && stars.way) choices_[hash_of(stars.content, k_star_sort)] += *stars.way ? 1 : -1;
    if (brackets.way) choices_[hash_of(plain_of(brackets.content), k_bracket_sort)] += *brackets.way ? 1 : -1;
  }
  const std::uint64_t here = row_hash(cells);
  if (!first_ && here != before_) pairs_.emplace_back(pair_hash(before_, here), before_ < here);
  before_ = here;
  first_ = false;
}

MarkScore MarkReader::score(MarkSeed seed) const {
  MarkScore out;
  for (const auto& [content, way] : choices_) {
    if (way == 0) continue;
    ++out.choices;
    out.agree += choice_of(seed, content) == (way > 0);
  }
  for (const auto& [content, rising] : pairs_) {
    ++out.pairs;
    out.pairs_agree += choice_of(seed, content) == rising;
  }
  out.certainty = std::max({certainty_of(out.agree, out.choices), certainty_of(out.pairs_agree, out.pairs),
                            certainty_of(out.agree + out.pairs_agree, out.choices + out.pairs)});
  return out;
}

}  // namespace tiange::masking
