#include "engines/masking/pseudonyms.h"

#include "base/text.h"

namespace tiange::masking {

Digest hmac_sm3(std::string_view key, std::string_view text) {
  constexpr std::size_t k_block = 64;
  std::string block(key.size() > k_block ? std::string(bytes_of(sm3(key))) : std::string(key));
  block.resize(k_block, '\0');
  std::string inner(block), outer(block);
  for (char& c : inner) c = static_cast<char>(c ^ 0x36);
  for (char& c : outer) c = static_cast<char>(c ^ 0x5c);
  const Digest first = sm3(inner + std::string(text));
  return sm3(outer + std::string(bytes_of(first)));
}

Pseudonyms::Pseudonyms(std::string_view key, std::string_view project)
    : key_(bytes_of(hmac_sm3(key, "tiange.pseudonym.project\n" + std::string(project)))) {}

std::string Pseudonyms::of(std::string_view sort, std::string_view value) const {
  std::string plain;
  for (const char c : text::to_half_width(text::trim(value))) {
    if (c == ' ' || c == '-' || c == '\t') continue;
    plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  if (plain.empty()) return "";
  const Digest digest = hmac_sm3(key_, std::string(sort) + '\n' + plain);
  // Letters and digits only: base 32 without signs that look alike, 26 of them for 130 bits.
  constexpr std::string_view k_signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::string out = "P";
  for (std::size_t i = 0; i < 26; ++i) {
    const std::size_t bit = i * 5;
    const unsigned two = static_cast<unsigned>(digest[bit / 8]) << 8 | digest[bit / 8 + 1];
    out += k_signs[two >> (11 - bit % 8) & 31];
  }
  return out;
}

}  // namespace tiange::masking
