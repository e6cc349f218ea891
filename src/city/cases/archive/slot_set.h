#pragma once
// Which of the 65,536 slots of a segment hold a word: a set in memory, and the bytes it is stored as.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tiange::cases::archive {

constexpr std::size_t k_most_slots = 65'536;

class SlotSet {
 public:
  void fill(std::size_t slots);  // 0 … slots - 1
  void clear() { words_.fill(0); }
  // Adds what encode() made; bytes that it cannot have made add nothing beyond the last whole slot.
  void add(std::string_view encoded);
  void add(std::uint32_t slot) { words_[slot >> 6] |= std::uint64_t{1} << (slot & 63); }
  void keep_common(const SlotSet& other);
  bool empty() const;
  bool has(std::uint32_t slot) const { return (words_[slot >> 6] >> (slot & 63)) & 1; }
  // The highest member below `end`, or -1.
  std::int32_t last_below(std::uint32_t end) const;

 private:
  std::array<std::uint64_t, k_most_slots / 64> words_{};
};

// Ascending slots, as gaps of one or more bytes each or as bits, whichever is shorter.
std::string encode(std::span<const std::uint16_t> slots);
// Visits the members of encoded bytes in order.
template <class F>
void each_slot(std::string_view encoded, F&& visit) {
  SlotSet set;
  set.add(encoded);
  for (std::uint32_t slot = 0; slot < k_most_slots; ++slot) {
    if (set.has(slot)) visit(slot);
  }
}

}  // namespace tiange::cases::archive
