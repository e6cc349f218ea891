#pragma once
// Sets of documents: ascending numbers as differences, or bits where they are many.

#include <cstdint>
#include <string_view>
#include <vector>

namespace tiange::finder {

using Number = std::uint32_t;  // of a document

class Bits {
 public:
  Bits() = default;
  explicit Bits(std::size_t size) : words_((size + 63) / 64) {}
  void set(Number n) { words_[n >> 6] |= std::uint64_t{1} << (n & 63); }
  void reset(Number n) { words_[n >> 6] &= ~(std::uint64_t{1} << (n & 63)); }
  bool test(Number n) const { return (words_[n >> 6] >> (n & 63) & 1) != 0; }
  void clear();
  Bits& operator&=(const Bits& other);
  Bits& operator|=(const Bits& other);
  // How many, or some number above `most` when they are more.
  std::size_t count(std::size_t most) const;
  bool empty() const;
  // Nothing outside [low, high) pairs, which ascend.
  void keep(const std::vector<std::pair<Number, Number>>& ranges);
  // The first at or behind `n` and before `end`; `end` when there is none.
  Number next(Number n, Number end) const;
  std::vector<std::uint64_t>& words() { return words_; }
  const std::vector<std::uint64_t>& words() const { return words_; }

 private:
  std::vector<std::uint64_t> words_;
};

class Lists {
 public:
  // Nothing when no document has the key.
  static constexpr std::uint32_t k_missing = 0xFFFFFFFF;
  std::uint32_t find(std::uint64_t key) const;
  std::size_t count(std::uint32_t list) const { return counts_[list]; }
  // Sets the list's bits.
  void add_to(std::uint32_t list, Bits& bits) const;
  // Clears the bits that are not in the list; `spare` is of the same size and lost.
  void keep_in(std::uint32_t list, Bits& bits, Bits& spare) const;

  template <class Visit>
  void each_array(Visit visit) {
    visit(slot_keys_), visit(slot_lists_), visit(counts_), visit(starts_), visit(bytes_), visit(documents_);
  }
  template <class Visit>
  void each_array(Visit visit) const {
    visit(slot_keys_), visit(slot_lists_), visit(counts_), visit(starts_), visit(bytes_), visit(documents_);
  }

 private:
  friend class ListsMaking;
  bool dense(std::uint32_t list) const { return counts_[list] > documents_[0] / 8; }
  std::vector<std::uint64_t> slot_keys_;   // 0: free
  std::vector<std::uint32_t> slot_lists_;
  std::vector<std::uint32_t> counts_;      // by list
  std::vector<std::uint64_t> starts_;      // by list, one more: where its bytes begin
  std::vector<std::uint8_t> bytes_;
  std::vector<std::uint32_t> documents_{0};  // how many there are
};

class ListsMaking {
 public:
  ListsMaking();
  // Documents ascend; again the same one is nothing.
  void add(std::uint64_t key, Number document);
  Lists finish(std::size_t documents);

 private:
  struct Open {
    std::uint32_t count = 0;
    Number last = 0;
    std::vector<std::uint8_t> bytes;
  };
  void grow();
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> lists_;
  std::vector<Open> open_;
};

}  // namespace tiange::finder
