#include "engines/finder/finder_lists.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace tiange::finder {

namespace {

std::size_t slot_of(std::uint64_t key, std::size_t slots) {
  return static_cast<std::size_t>(key * 0x9E3779B97F4A7C15ULL >> 20) & (slots - 1);
}

void put_difference(std::vector<std::uint8_t>& out, std::uint32_t n) {
  for (; n >= 0x80; n >>= 7) out.push_back(static_cast<std::uint8_t>(n | 0x80));
  out.push_back(static_cast<std::uint8_t>(n));
}

template <class Visit>
void each_number(const std::uint8_t* at, std::uint32_t count, Visit visit) {
  Number n = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::uint32_t difference = *at++;
    if (difference >= 0x80) {
      difference &= 0x7F;
      for (int shift = 7;; shift += 7) {
        const std::uint32_t byte = *at++;
        difference |= (byte & 0x7F) << shift;
        if (byte < 0x80) break;
      }
    }
    n += difference;
    visit(n);
  }
}

}  // namespace

void Bits::clear() { std::fill(words_.begin(), words_.end(), 0); }

Bits& Bits::operator&=(const Bits& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
  return *this;
}

Bits& Bits::operator|=(const Bits& other) {
  for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
  return *this;
}

std::size_t Bits::count(std::size_t most) const {
  std::size_t n = 0;
  for (std::size_t i = 0; i < words_.size() && n <= most; ++i) {
    if (words_[i] != 0) n += static_cast<std::size_t>(std::popcount(words_[i]));
  }
  return n;
}

bool Bits::empty() const {
  return std::all_of(words_.begin(), words_.end(), [](std::uint64_t word) { return word == 0; });
}

void Bits::keep(const std::vector<std::pair<Number, Number>>& ranges) {
  const auto wipe = [&](std::size_t low, std::size_t high) {
    if (low >= high) return;
    const std::size_t first = low / 64, last = high / 64;
    const std::uint64_t below = (std::uint64_t{1} << (low % 64)) - 1, above = ~((std::uint64_t{1} << (high % 64)) - 1);
    if (first == last) {
      words_[first] &= below | above;
      return;
    }
    words_[first] &= below;
    std::fill(words_.begin() + static_cast<std::ptrdiff_t>(first) + 1, words_.begin() + static_cast<std::ptrdiff_t>(last), 0);
    if (last < words_.size()) words_[last] &= above;
  };
  std::size_t from = 0;
  for (const auto& [low, high] : ranges) {
    wipe(from, low);
    from = high;
  }
  wipe(from, words_.size() * 64);
}

Number Bits::next(Number n, Number end) const {
  if (n >= end) return end;
  std::size_t i = n >> 6;
  std::uint64_t word = words_[i] & ~std::uint64_t{0} << (n & 63);
  const std::size_t stop = (std::size_t{end} + 63) / 64;
  while (word == 0) {
    if (++i >= stop) return end;
    word = words_[i];
  }
  return std::min(end, static_cast<Number>(i * 64 + static_cast<std::size_t>(std::countr_zero(word))));
}

std::uint32_t Lists::find(std::uint64_t key) const {
  if (slot_keys_.empty()) return k_missing;
  for (std::size_t at = slot_of(key, slot_keys_.size()); slot_keys_[at] != 0; at = (at + 1) & (slot_keys_.size() - 1)) {
    if (slot_keys_[at] == key) return slot_lists_[at];
  }
  return k_missing;
}

void Lists::add_to(std::uint32_t list, Bits& bits) const {
  const std::uint8_t* at = bytes_.data() + starts_[list];
  if (!dense(list)) {
    each_number(at, counts_[list], [&](Number n) { bits.set(n); });
    return;
  }
  for (std::uint64_t& word : bits.words()) {
    std::uint64_t part = 0;
    std::memcpy(&part, at, 8);
    word |= part;
    at += 8;
  }
}

void Lists::keep_in(std::uint32_t list, Bits& bits, Bits& spare) const {
  if (dense(list)) {
    const std::uint8_t* at = bytes_.data() + starts_[list];
    for (std::uint64_t& word : bits.words()) {
      std::uint64_t part = 0;
      std::memcpy(&part, at, 8);
      word &= part;
      at += 8;
    }
    return;
  }
  spare.clear();
  add_to(list, spare);
  bits &= spare;
}

ListsMaking::ListsMaking() : keys_(1 << 16), lists_(1 << 16) {}

void ListsMaking::grow() {
  std::vector<std::uint64_t> keys(keys_.size() * 2);
  std::vector<std::uint32_t> lists(keys.size());
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (keys_[i] == 0) continue;
    std::size_t at = slot_of(keys_[i], keys.size());
    while (keys[at] != 0) at = (at + 1) & (keys.size() - 1);
    keys[at] = keys_[i];
    lists[at] = lists_[i];
  }
  keys_ = std::move(keys);
  lists_ = std::move(lists);
}

void ListsMaking::add(std::uint64_t key, Number document) {
  std::size_t at = slot_of(key, keys_.size());
  while (keys_[at] != key) {
    if (keys_[at] == 0) {
      if (open_.size() * 5 > keys_.size() * 3) {
        grow();
        at = slot_of(key, keys_.size());
        while (keys_[at] != 0) at = (at + 1) & (keys_.size() - 1);
      }
      keys_[at] = key;
      lists_[at] = static_cast<std::uint32_t>(open_.size());
      open_.emplace_back();
      break;
    }
    at = (at + 1) & (keys_.size() - 1);
  }
  Open& open = open_[lists_[at]];
  if (open.count > 0 && open.last == document) return;
  put_difference(open.bytes, document - open.last);
  open.last = document;
  ++open.count;
}

Lists ListsMaking::finish(std::size_t documents) {
  Lists out;
  out.documents_[0] = static_cast<std::uint32_t>(documents);
  out.slot_keys_ = std::move(keys_);
  out.slot_lists_ = std::move(lists_);
  out.counts_.reserve(open_.size());
  out.starts_.reserve(open_.size() + 1);
  for (const Open& open : open_) out.counts_.push_back(open.count);
  const std::size_t in_bits = (documents + 63) / 64 * 8;
  std::uint64_t total = 0;
  for (std::uint32_t i = 0; i < open_.size(); ++i) {
    out.starts_.push_back(total);
    total += out.dense(i) ? in_bits : open_[i].bytes.size();
  }
  out.starts_.push_back(total);
  out.bytes_.resize(total);
  for (std::uint32_t i = 0; i < open_.size(); ++i) {
    Open& open = open_[i];
    std::uint8_t* to = out.bytes_.data() + out.starts_[i];
    if (out.dense(i)) {
      Bits bits(documents);
      each_number(open.bytes.data(), open.count, [&](Number n) { bits.set(n); });
      std::memcpy(to, bits.words().data(), in_bits);
    } else {
      std::memcpy(to, open.bytes.data(), open.bytes.size());
    }
    std::vector<std::uint8_t>().swap(open.bytes);
  }
  open_.clear();
  return out;
}

}  // namespace tiange::finder
