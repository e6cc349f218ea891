#include "engines/masking/free_text.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "engines/masking/text_scan.h"

namespace tiange::masking {

namespace {

constexpr std::array<std::string_view, 7> k_words = {"name", "id", "phone", "bank", "address", "email", "plate"};

}  // namespace

std::string_view personal_word(Personal kind) { return k_words[static_cast<std::size_t>(kind)]; }

std::optional<Personal> personal_from(std::string_view word) {
  for (std::size_t i = 0; i < k_words.size(); ++i) {
    if (k_words[i] == word) return static_cast<Personal>(i);
  }
  return std::nullopt;
}

Scan::Scan(std::string_view text) {
  const std::vector<char32_t> points = text::code_points(text);
  chars.reserve(points.size());
  std::size_t byte = 0;
  for (const char32_t c : points) {
    bytes.push_back(byte);
    byte += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (c >= 0xFF01 && c <= 0xFF5E) {
      chars += static_cast<char32_t>(c - 0xFEE0);
    } else {
      chars += c == 0x3000 ? U' ' : c;
    }
  }
  bytes.push_back(text.size());
  taken.assign(chars.size(), false);
}

bool Scan::free(std::size_t from, std::size_t until) const {
  return std::none_of(taken.begin() + static_cast<std::ptrdiff_t>(from), taken.begin() + static_cast<std::ptrdiff_t>(until),
                      [](bool one) { return one; });
}

void Scan::take(Personal kind, std::size_t from, std::size_t until) {
  found.push_back({kind, bytes[from], bytes[until]});
  std::fill(taken.begin() + static_cast<std::ptrdiff_t>(from), taken.begin() + static_cast<std::ptrdiff_t>(until), true);
}

bool Scan::near_before(std::size_t i, std::size_t reach, std::initializer_list<std::u32string_view> words) const {
  std::size_t from = i > reach ? i - reach : 0;
  for (std::size_t k = i; k > from; --k) {
    if (chars[k - 1] == U'。' || chars[k - 1] == U';' || chars[k - 1] == U'\n') {
      from = k;
      break;
    }
  }
  const std::u32string_view before = std::u32string_view(chars).substr(from, i - from);
  return std::any_of(words.begin(), words.end(), [&](std::u32string_view word) { return before.find(word) != before.npos; });
}

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool is_latin(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }
bool is_han(char32_t c) { return c >= 0x4E00 && c <= 0x9FFF; }

std::vector<Found> find_personal(std::string_view text) {
  Scan scan(text);
  find_emails(scan);
  find_plates(scan);
  find_numbers(scan);
  find_addresses(scan);
  find_names(scan);
  std::sort(scan.found.begin(), scan.found.end(), [](const Found& a, const Found& b) { return a.begin < b.begin; });
  return std::move(scan.found);
}

const PersonalMasks& usual_masks() {
  static const PersonalMasks masks = {
      {Personal::name, {MaskKind::name}},       {Personal::id, {MaskKind::id, 3}}, {Personal::phone, {MaskKind::phone}},
      {Personal::bank, {MaskKind::bank}},       {Personal::address, {MaskKind::address}},
      {Personal::email, {MaskKind::email}},     {Personal::plate, {MaskKind::plate}}};
  return masks;
}

std::string mask_found(std::string_view text, const std::vector<Found>& found, const PersonalMasks& masks) {
  std::string out;
  std::size_t done = 0;
  for (const Found& one : found) {
    const auto mask = masks.find(one.kind);
    if (mask == masks.end() || one.begin < done || one.end > text.size()) continue;
    out += text.substr(done, one.begin - done);
    out += apply_mask(mask->second, text.substr(one.begin, one.end - one.begin));
    done = one.end;
  }
  return out + std::string(text.substr(done));
}

std::string mask_text(std::string_view text, const PersonalMasks& masks) {
  return mask_found(text, find_personal(text), masks);
}

}  // namespace tiange::masking
