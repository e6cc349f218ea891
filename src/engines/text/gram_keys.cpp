#include "engines/text/gram_keys.h"

#include <algorithm>
#include <bit>

#include "base/text.h"

namespace tiange::textual {

namespace {

constexpr char16_t k_beyond = 0xFFFD;
constexpr GramKey k_golden = 0x9E3779B97F4A7C15ULL;

// The next character of valid or broken UTF-8; never reads past the end.
char32_t next_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
  if (length == 1 || at + length > text.size()) {
    ++at;
    return first < 0x80 ? first : k_beyond;
  }
  char32_t point = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) point = point << 6 | (byte(at + i) & 0x3FU);
  at += length;
  return point;
}

// 0: parts words.
char16_t folded_unit(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
  if (c < 0x80) {
    if (c >= 'A' && c <= 'Z') return static_cast<char16_t>(c + 32);
    if (c >= '0' && c <= '9') return u'0';
    return c >= 'a' && c <= 'z' ? static_cast<char16_t>(c) : u'\0';
  }
  const bool punctuation = (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFFEF);
  if (punctuation || c == 0xB7 || c == 0xFEFF) return u'\0';
  return c > 0xFFFF ? k_beyond : static_cast<char16_t>(c);
}

}  // namespace

std::u16string folded_units(std::string_view text) {
  std::u16string out;
  out.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size();) {
    const char16_t unit = folded_unit(next_point(text, at));
    if (out.empty() ? unit == 0 : out.back() == unit && (unit == 0 || unit == u'0')) continue;
    out += unit;
  }
  return out;
}

void count_gram_keys(std::string_view text, int longest, std::vector<GramCount>& out) {
  const std::u16string units = folded_units(text);
  out.clear();
  out.reserve(units.size() * static_cast<std::size_t>(longest));
  for (std::size_t i = 0; i < units.size(); ++i) {
    GramKey key = 0;
    for (int n = 0; n < longest && i + static_cast<std::size_t>(n) < units.size(); ++n) {
      const char16_t unit = units[i + static_cast<std::size_t>(n)];
      if (unit == 0) break;
      key = key << 16 | unit;
      out.push_back({key, 1});
    }
  }
  std::sort(out.begin(), out.end(), [](const GramCount& a, const GramCount& b) { return a.key < b.key; });
  std::size_t kept = 0;
  for (const GramCount& gram : out) {
    if (kept > 0 && out[kept - 1].key == gram.key) {
      ++out[kept - 1].count;
    } else {
      out[kept++] = gram;
    }
  }
  out.resize(kept);
}

int gram_length(GramKey key) { return (std::bit_width(key) + 15) / 16; }

std::string gram_text(GramKey key) {
  std::string out;
  for (int n = gram_length(key) - 1; n >= 0; --n) text::append_code_point(out, static_cast<char32_t>(key >> (16 * n) & 0xFFFF));
  return out;
}

GramKey gram_key(std::string_view gram) {
  GramKey key = 0;
  for (const char16_t unit : folded_units(gram)) key = key << 16 | unit;
  return key;
}

GramIndex::GramIndex(std::span<const GramKey> keys) {
  const std::size_t size = std::bit_ceil(std::max<std::size_t>(keys.size() * 2, 2));
  shift_ = 64 - std::countr_zero(size);
  slots_.resize(size);
  for (std::uint32_t i = 0; i < keys.size(); ++i) {
    std::size_t at = static_cast<std::size_t>(keys[i] * k_golden >> shift_);
    while (slots_[at].place != k_none && slots_[at].key != keys[i]) at = (at + 1) & (size - 1);
    if (slots_[at].place == k_none) slots_[at] = {keys[i], i};
  }
}

std::uint32_t GramIndex::find(GramKey key) const {
  if (slots_.empty()) return k_none;
  std::size_t at = static_cast<std::size_t>(key * k_golden >> shift_);
  while (slots_[at].place != k_none) {
    if (slots_[at].key == key) return slots_[at].place;
    at = (at + 1) & (slots_.size() - 1);
  }
  return k_none;
}

}  // namespace tiange::textual
