#include "city/cases/archive/slot_set.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace tiange::cases::archive {

namespace {
constexpr char k_gaps = 'g';
constexpr char k_bits = 'b';
}  // namespace

void SlotSet::fill(std::size_t slots) {
  clear();
  for (std::size_t word = 0; word < slots / 64; ++word) words_[word] = ~std::uint64_t{0};
  if (slots % 64) words_[slots / 64] = (std::uint64_t{1} << (slots % 64)) - 1;
}

void SlotSet::add(std::string_view encoded) {
  if (encoded.empty()) return;
  const auto* bytes = reinterpret_cast<const unsigned char*>(encoded.data()) + 1;
  const std::size_t size = encoded.size() - 1;
  if (encoded[0] == k_bits) {
    const std::size_t most = std::min(size, k_most_slots / 8);
    std::size_t i = 0;
    for (; i + 8 <= most; i += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes + i, 8);  // least byte first, as this machine has it
      words_[i >> 3] |= word;
    }
    for (; i < most; ++i) words_[i >> 3] |= std::uint64_t{bytes[i]} << ((i & 7) * 8);
    return;
  }
  std::uint32_t next = 0;  // the lowest slot the next gap may lead to
  for (std::size_t i = 0; i < size;) {
    std::uint32_t gap = 0;
    int shift = 0;
    while (i < size && (bytes[i] & 0x80) && shift < 14) {
      gap |= static_cast<std::uint32_t>(bytes[i++] & 0x7f) << shift;
      shift += 7;
    }
    if (i == size) return;
    gap |= static_cast<std::uint32_t>(bytes[i++]) << shift;
    const std::uint32_t slot = next + gap;
    if (slot >= k_most_slots) return;
    add(slot);
    next = slot + 1;
  }
}

void SlotSet::keep_common(const SlotSet& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
}

bool SlotSet::empty() const {
  return std::all_of(words_.begin(), words_.end(), [](std::uint64_t word) { return word == 0; });
}

std::int32_t SlotSet::last_below(std::uint32_t end) const {
  if (end == 0) return -1;
  const std::uint32_t last = end - 1;
  std::int32_t at = static_cast<std::int32_t>(last >> 6);
  std::uint64_t word = words_[static_cast<std::size_t>(at)];
  if ((last & 63) != 63) word &= (std::uint64_t{1} << ((last & 63) + 1)) - 1;
  while (word == 0) {
    if (--at < 0) return -1;
    word = words_[static_cast<std::size_t>(at)];
  }
  return at * 64 + 63 - std::countl_zero(word);
}

std::string encode(std::span<const std::uint16_t> slots) {
  if (slots.empty()) return {};
  std::string gaps(1, k_gaps);
  std::uint32_t next = 0;
  for (const std::uint16_t slot : slots) {
    std::uint32_t gap = slot - next;
    while (gap >= 0x80) {
      gaps += static_cast<char>((gap & 0x7f) | 0x80);
      gap >>= 7;
    }
    gaps += static_cast<char>(gap);
    next = slot + std::uint32_t{1};
  }
  const std::size_t bits_size = slots.back() / 8 + std::size_t{1};
  if (gaps.size() <= bits_size + 1) return gaps;
  std::string bits(bits_size + 1, '\0');
  bits[0] = k_bits;
  for (const std::uint16_t slot : slots) {
    char& byte = bits[1 + slot / 8];
    byte = static_cast<char>(static_cast<unsigned char>(byte) | (1U << (slot % 8)));
  }
  return bits;
}

}  // namespace tiange::cases::archive
