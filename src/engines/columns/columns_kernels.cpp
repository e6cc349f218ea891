#include "engines/columns/columns_kernels.h"

#include <algorithm>
#include <cstring>

#include "engines/columns/columns_table.h"

// Plain loops, compiled once for each generation of processors; the loader picks.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__x86_64__)
#define TIANGE_CLONES
#elif defined(__clang__)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TIANGE_CLONES
#else
#define TIANGE_CLONES __attribute__((target_clones("avx512bw", "avx2", "default")))
#endif
#else
#define TIANGE_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif

namespace tiange::columns {

namespace {

template <class T>
void range_plain(const std::byte* bytes, std::int64_t low, std::int64_t high, Word* bits) {
  using U = std::make_unsigned_t<T>;
  const auto* data = reinterpret_cast<const U*>(bytes);
  const auto from = static_cast<U>(low), span = static_cast<U>(static_cast<U>(high) - from);
  for (std::size_t word = 0; word < k_block_words; ++word) {
    Word found = 0;
    for (std::size_t i = 0; i < 64; ++i) {
      found |= Word{static_cast<U>(data[word * 64 + i] - from) <= span} << i;
    }
    bits[word] = found;
  }
}

void byte_set_plain(const std::byte* bytes, const std::uint8_t* table, Word* bits) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes);
  for (std::size_t word = 0; word < k_block_words; ++word) {
    Word found = 0;
    for (std::size_t i = 0; i < 64; ++i) {
      const std::uint8_t value = data[word * 64 + i];
      found |= Word{(table[value >> 3] >> (value & 7)) & 1u} << i;
    }
    bits[word] = found;
  }
}

template <class T>
void table_bits_of(const std::byte* bytes, std::int64_t low, const std::uint8_t* table, std::size_t size, Word* bits) {
  const auto* data = reinterpret_cast<const T*>(bytes);
  for (std::size_t word = 0; word < k_block_words; ++word) {
    Word found = 0;
    for (std::size_t i = 0; i < 64; ++i) {
      const auto place = static_cast<std::uint64_t>(data[word * 64 + i]) - static_cast<std::uint64_t>(low);
      found |= Word{place < size ? table[place] : std::uint8_t{0}} << i;
    }
    bits[word] = found;
  }
}

template <class T>
void load_table_of(const std::byte* bytes, std::int64_t low, const std::int64_t* table, std::size_t size,
                   std::int64_t* lane) {
  const auto* data = reinterpret_cast<const T*>(bytes);
  for (std::size_t i = 0; i < k_block_rows; ++i) {
    const auto place = static_cast<std::uint64_t>(data[i]) - static_cast<std::uint64_t>(low);
    lane[i] = place < size ? table[place] : 0;
  }
}

// How far |a| / unit is rounded away from zero.
bool goes_up(std::int64_t quotient, std::int64_t rest, std::int64_t unit, bool negative, RoundBy mode) {
  if (rest == 0) return false;
  const std::int64_t twice = rest - (unit - rest);  // the sign of rest - unit / 2
  switch (mode) {
    case RoundBy::half_even: return twice > 0 || (twice == 0 && quotient % 2 != 0);
    case RoundBy::half_up: return twice >= 0;
    case RoundBy::half_down: return twice > 0;
    case RoundBy::up: return true;
    case RoundBy::down: return false;
    case RoundBy::floor: return negative;
    case RoundBy::ceiling: return !negative;
  }
  return false;
}

}  // namespace

const Kernels& portable_kernels() {
  static const Kernels plain = {
      {range_plain<std::int8_t>, range_plain<std::int16_t>, range_plain<std::int32_t>, range_plain<std::int64_t>},
      byte_set_plain,
      "portable"};
  return plain;
}

const Kernels& kernels() {
  static const Kernels& best = *usable_kernels().front();
  return best;
}

void table_bits(const std::byte* data, int width, std::int64_t low, const std::uint8_t* table, std::size_t size,
                Word* bits) {
  switch (width) {
    case 1: return table_bits_of<std::int8_t>(data, low, table, size, bits);
    case 2: return table_bits_of<std::int16_t>(data, low, table, size, bits);
    case 4: return table_bits_of<std::int32_t>(data, low, table, size, bits);
    default: return table_bits_of<std::int64_t>(data, low, table, size, bits);
  }
}

TIANGE_CLONES void all_of(const Word* const* from, std::size_t count, Word* bits) {
  Word sum[k_block_words];
  std::memcpy(sum, from[0], sizeof(sum));
  for (std::size_t k = 1; k < count; ++k) {
    const Word* next = from[k];
    for (std::size_t i = 0; i < k_block_words; ++i) sum[i] &= next[i];
  }
  std::memcpy(bits, sum, sizeof(sum));
}

TIANGE_CLONES void any_of(const Word* const* from, std::size_t count, Word* bits) {
  Word sum[k_block_words];
  std::memcpy(sum, from[0], sizeof(sum));
  for (std::size_t k = 1; k < count; ++k) {
    const Word* next = from[k];
    for (std::size_t i = 0; i < k_block_words; ++i) sum[i] |= next[i];
  }
  std::memcpy(bits, sum, sizeof(sum));
}

TIANGE_CLONES void and_not(const Word* a, const Word* b, Word* bits) {
  for (std::size_t i = 0; i < k_block_words; ++i) bits[i] = a[i] & ~b[i];
}

TIANGE_CLONES void complement(const Word* a, Word* bits) {
  for (std::size_t i = 0; i < k_block_words; ++i) bits[i] = ~a[i];
}

TIANGE_CLONES std::int64_t count_bits(const Word* a) {
  std::int64_t total = 0;
  for (std::size_t i = 0; i < k_block_words; ++i) total += __builtin_popcountll(a[i]);
  return total;
}

TIANGE_CLONES void load_lane(const std::byte* data, int width, std::int64_t* lane) {
  switch (width) {
    case 1:
      for (std::size_t i = 0; i < k_block_rows; ++i) lane[i] = reinterpret_cast<const std::int8_t*>(data)[i];
      break;
    case 2:
      for (std::size_t i = 0; i < k_block_rows; ++i) lane[i] = reinterpret_cast<const std::int16_t*>(data)[i];
      break;
    case 4:
      for (std::size_t i = 0; i < k_block_rows; ++i) lane[i] = reinterpret_cast<const std::int32_t*>(data)[i];
      break;
    default: std::memcpy(lane, data, k_block_rows * sizeof(std::int64_t));
  }
}

void load_table_lane(const std::byte* data, int width, std::int64_t low, const std::int64_t* table, std::size_t size,
                     std::int64_t* lane) {
  switch (width) {
    case 1: return load_table_of<std::int8_t>(data, low, table, size, lane);
    case 2: return load_table_of<std::int16_t>(data, low, table, size, lane);
    case 4: return load_table_of<std::int32_t>(data, low, table, size, lane);
    default: return load_table_of<std::int64_t>(data, low, table, size, lane);
  }
}

void fill_lane(std::int64_t value, std::int64_t* lane) { std::fill_n(lane, k_block_rows, value); }

TIANGE_CLONES void add_lanes(const std::int64_t* a, const std::int64_t* b, std::int64_t* lane) {
  for (std::size_t i = 0; i < k_block_rows; ++i) lane[i] = a[i] + b[i];
}

TIANGE_CLONES void subtract_lanes(const std::int64_t* a, const std::int64_t* b, std::int64_t* lane) {
  for (std::size_t i = 0; i < k_block_rows; ++i) lane[i] = a[i] - b[i];
}

TIANGE_CLONES void multiply_lanes(const std::int64_t* a, const std::int64_t* b, std::int64_t* lane) {
  for (std::size_t i = 0; i < k_block_rows; ++i) lane[i] = a[i] * b[i];
}

TIANGE_CLONES void scale_lane(const std::int64_t* a, std::int64_t by, std::int64_t* lane) {
  for (std::size_t i = 0; i < k_block_rows; ++i) lane[i] = a[i] * by;
}

TIANGE_CLONES void shift_lane(const std::int64_t* a, std::int64_t by, std::int64_t* lane) {
  for (std::size_t i = 0; i < k_block_rows; ++i) lane[i] = a[i] + by;
}

TIANGE_CLONES void select_lanes(const Word* bits, const std::int64_t* a, const std::int64_t* b, std::int64_t* lane) {
  for (std::size_t i = 0; i < k_block_rows; ++i) {
    const auto chosen = -static_cast<std::int64_t>(bits[i / 64] >> (i % 64) & 1);
    lane[i] = (a[i] & chosen) | (b[i] & ~chosen);
  }
}

void round_lane(const std::int64_t* a, std::int64_t unit, RoundBy mode, std::int64_t* lane) {
  for (std::size_t i = 0; i < k_block_rows; ++i) {
    const bool negative = a[i] < 0;
    const std::int64_t size = negative ? -a[i] : a[i];
    const std::int64_t quotient = size / unit;
    const std::int64_t rounded = quotient + goes_up(quotient, size % unit, unit, negative, mode);
    lane[i] = negative ? -rounded : rounded;
  }
}

TIANGE_CLONES void less_lanes(const std::int64_t* a, const std::int64_t* b, Word* bits) {
  for (std::size_t word = 0; word < k_block_words; ++word) {
    Word found = 0;
    for (std::size_t i = 0; i < 64; ++i) found |= Word{a[word * 64 + i] < b[word * 64 + i]} << i;
    bits[word] = found;
  }
}

TIANGE_CLONES void equal_lanes(const std::int64_t* a, const std::int64_t* b, Word* bits) {
  for (std::size_t word = 0; word < k_block_words; ++word) {
    Word found = 0;
    for (std::size_t i = 0; i < 64; ++i) found |= Word{a[word * 64 + i] == b[word * 64 + i]} << i;
    bits[word] = found;
  }
}

}  // namespace tiange::columns
