// The comparing loops by hand for AVX2 and AVX-512, which give a bit a row without a detour.
#include "engines/columns/columns_kernels.h"
#include "engines/columns/columns_table.h"

#if defined(__x86_64__)
#if defined(__GNUC__) && !defined(__clang__)
// g++ 12 takes its own "undefined" vectors for a mistake of ours (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif
#include <immintrin.h>

#define TIANGE_AVX2 __attribute__((target("avx2")))
#define TIANGE_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq")))

namespace tiange::columns {

namespace {

// value - low as unsigned is at most high - low.
TIANGE_AVX512 void range1_avx512(const std::byte* data, std::int64_t low, std::int64_t high, Word* bits) {
  const __m512i from = _mm512_set1_epi8(static_cast<char>(low)), span = _mm512_set1_epi8(static_cast<char>(high - low));
  for (std::size_t i = 0; i < k_block_words; ++i) {
    const __m512i value = _mm512_loadu_si512(data + i * 64);
    bits[i] = _mm512_cmple_epu8_mask(_mm512_sub_epi8(value, from), span);
  }
}

TIANGE_AVX512 void range2_avx512(const std::byte* data, std::int64_t low, std::int64_t high, Word* bits) {
  const __m512i from = _mm512_set1_epi16(static_cast<short>(low));
  const __m512i span = _mm512_set1_epi16(static_cast<short>(high - low));
  for (std::size_t i = 0; i < k_block_words; ++i) {
    Word found = 0;
    for (int part = 0; part < 2; ++part) {
      const __m512i value = _mm512_loadu_si512(data + i * 128 + part * 64);
      found |= Word{_mm512_cmple_epu16_mask(_mm512_sub_epi16(value, from), span)} << (part * 32);
    }
    bits[i] = found;
  }
}

TIANGE_AVX512 void range4_avx512(const std::byte* data, std::int64_t low, std::int64_t high, Word* bits) {
  const __m512i from = _mm512_set1_epi32(static_cast<int>(low)), span = _mm512_set1_epi32(static_cast<int>(high - low));
  for (std::size_t i = 0; i < k_block_words; ++i) {
    Word found = 0;
    for (int part = 0; part < 4; ++part) {
      const __m512i value = _mm512_loadu_si512(data + i * 256 + part * 64);
      found |= Word{_mm512_cmple_epu32_mask(_mm512_sub_epi32(value, from), span)} << (part * 16);
    }
    bits[i] = found;
  }
}

TIANGE_AVX512 void range8_avx512(const std::byte* data, std::int64_t low, std::int64_t high, Word* bits) {
  const __m512i from = _mm512_set1_epi64(low), to = _mm512_set1_epi64(high);
  for (std::size_t i = 0; i < k_block_words; ++i) {
    Word found = 0;
    for (int part = 0; part < 8; ++part) {
      const __m512i value = _mm512_loadu_si512(data + i * 512 + part * 64);
      found |= Word{_mm512_mask_cmple_epi64_mask(_mm512_cmpge_epi64_mask(value, from), value, to)} << (part * 8);
    }
    bits[i] = found;
  }
}

// Bit (value & 7) of table byte value >> 3, looked up in two halves of 16 bytes.
TIANGE_AVX512 void byte_set_avx512(const std::byte* data, const std::uint8_t* table, Word* bits) {
  const __m512i first = _mm512_broadcast_i32x4(_mm_loadu_si128(reinterpret_cast<const __m128i*>(table)));
  const __m512i second = _mm512_broadcast_i32x4(_mm_loadu_si128(reinterpret_cast<const __m128i*>(table + 16)));
  const __m512i bit = _mm512_set1_epi64(static_cast<long long>(0x8040201008040201ull));
  const __m512i low_five = _mm512_set1_epi8(0x1F), low_three = _mm512_set1_epi8(7), sixteen = _mm512_set1_epi8(16);
  for (std::size_t i = 0; i < k_block_words; ++i) {
    const __m512i value = _mm512_loadu_si512(data + i * 64);
    const __m512i place = _mm512_and_si512(_mm512_srli_epi16(value, 3), low_five);
    const __mmask64 upper = _mm512_test_epi8_mask(place, sixteen);
    const __m512i byte = _mm512_mask_shuffle_epi8(_mm512_shuffle_epi8(first, place), upper, second, place);
    bits[i] = _mm512_test_epi8_mask(byte, _mm512_shuffle_epi8(bit, _mm512_and_si512(value, low_three)));
  }
}

TIANGE_AVX2 void range1_avx2(const std::byte* data, std::int64_t low, std::int64_t high, Word* bits) {
  const __m256i from = _mm256_set1_epi8(static_cast<char>(low)), span = _mm256_set1_epi8(static_cast<char>(high - low));
  for (std::size_t i = 0; i < k_block_words; ++i) {
    Word found = 0;
    for (int part = 0; part < 2; ++part) {
      const auto* at = reinterpret_cast<const __m256i*>(data + i * 64 + part * 32);
      const __m256i gap = _mm256_sub_epi8(_mm256_loadu_si256(at), from);
      const __m256i held = _mm256_cmpeq_epi8(_mm256_min_epu8(gap, span), gap);
      found |= Word{static_cast<std::uint32_t>(_mm256_movemask_epi8(held))} << (part * 32);
    }
    bits[i] = found;
  }
}

TIANGE_AVX2 void range2_avx2(const std::byte* data, std::int64_t low, std::int64_t high, Word* bits) {
  const __m256i from = _mm256_set1_epi16(static_cast<short>(low));
  const __m256i span = _mm256_set1_epi16(static_cast<short>(high - low));
  for (std::size_t i = 0; i < k_block_words; ++i) {
    Word found = 0;
    for (int part = 0; part < 2; ++part) {
      const auto* at = reinterpret_cast<const __m256i*>(data + i * 128 + part * 64);
      const __m256i a = _mm256_sub_epi16(_mm256_loadu_si256(at), from);
      const __m256i b = _mm256_sub_epi16(_mm256_loadu_si256(at + 1), from);
      const __m256i held = _mm256_packs_epi16(_mm256_cmpeq_epi16(_mm256_min_epu16(a, span), a),
                                              _mm256_cmpeq_epi16(_mm256_min_epu16(b, span), b));
      const __m256i ordered = _mm256_permute4x64_epi64(held, 0xD8);
      found |= Word{static_cast<std::uint32_t>(_mm256_movemask_epi8(ordered))} << (part * 32);
    }
    bits[i] = found;
  }
}

TIANGE_AVX2 void range4_avx2(const std::byte* data, std::int64_t low, std::int64_t high, Word* bits) {
  const __m256i from = _mm256_set1_epi32(static_cast<int>(low)), span = _mm256_set1_epi32(static_cast<int>(high - low));
  for (std::size_t i = 0; i < k_block_words; ++i) {
    Word found = 0;
    for (int part = 0; part < 8; ++part) {
      const auto* at = reinterpret_cast<const __m256i*>(data + i * 256 + part * 32);
      const __m256i gap = _mm256_sub_epi32(_mm256_loadu_si256(at), from);
      const __m256i held = _mm256_cmpeq_epi32(_mm256_min_epu32(gap, span), gap);
      found |= Word{static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(held)))} << (part * 8);
    }
    bits[i] = found;
  }
}

TIANGE_AVX2 void range8_avx2(const std::byte* data, std::int64_t low, std::int64_t high, Word* bits) {
  const __m256i from = _mm256_set1_epi64x(low), to = _mm256_set1_epi64x(high);
  for (std::size_t i = 0; i < k_block_words; ++i) {
    Word found = 0;
    for (int part = 0; part < 16; ++part) {
      const __m256i value = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(data + i * 512 + part * 32));
      const __m256i outside = _mm256_or_si256(_mm256_cmpgt_epi64(from, value), _mm256_cmpgt_epi64(value, to));
      const int out = _mm256_movemask_pd(_mm256_castsi256_pd(outside));
      found |= Word{static_cast<std::uint32_t>(~out & 15)} << (part * 4);
    }
    bits[i] = found;
  }
}

TIANGE_AVX2 void byte_set_avx2(const std::byte* data, const std::uint8_t* table, Word* bits) {
  const __m256i first = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(table)));
  const __m256i second = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(table + 16)));
  const __m256i bit = _mm256_set1_epi64x(static_cast<long long>(0x8040201008040201ull));
  const __m256i low_five = _mm256_set1_epi8(0x1F), low_three = _mm256_set1_epi8(7), fifteen = _mm256_set1_epi8(15);
  for (std::size_t i = 0; i < k_block_words; ++i) {
    Word found = 0;
    for (int part = 0; part < 2; ++part) {
      const __m256i value = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(data + i * 64 + part * 32));
      const __m256i place = _mm256_and_si256(_mm256_srli_epi16(value, 3), low_five);
      const __m256i upper = _mm256_cmpgt_epi8(place, fifteen);
      const __m256i byte =
          _mm256_blendv_epi8(_mm256_shuffle_epi8(first, place), _mm256_shuffle_epi8(second, place), upper);
      const __m256i mask = _mm256_shuffle_epi8(bit, _mm256_and_si256(value, low_three));
      const __m256i held = _mm256_cmpeq_epi8(_mm256_and_si256(byte, mask), mask);
      found |= Word{static_cast<std::uint32_t>(_mm256_movemask_epi8(held))} << (part * 32);
    }
    bits[i] = found;
  }
}

}  // namespace

std::vector<const Kernels*> usable_kernels() {
  static const Kernels avx512 = {{range1_avx512, range2_avx512, range4_avx512, range8_avx512}, byte_set_avx512, "avx512"};
  static const Kernels avx2 = {{range1_avx2, range2_avx2, range4_avx2, range8_avx2}, byte_set_avx2, "avx2"};
  std::vector<const Kernels*> usable;
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")) {
    usable.push_back(&avx512);
  }
  if (__builtin_cpu_supports("avx2")) usable.push_back(&avx2);
  usable.push_back(&portable_kernels());
  return usable;
}

}  // namespace tiange::columns

#else

namespace tiange::columns {
std::vector<const Kernels*> usable_kernels() { return {&portable_kernels()}; }
}  // namespace tiange::columns

#endif
