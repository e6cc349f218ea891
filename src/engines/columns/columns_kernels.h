#pragma once
// The inner loops: each works on one block of 4,096 rows. The best form for the machine at hand is chosen at run time.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tiange::columns {

using Word = std::uint64_t;  // 64 rows, the first the lowest bit

enum class RoundBy : std::uint8_t { half_even, half_up, half_down, up, down, floor, ceiling };

// Comparing a column with bounds that fit its width: bits where low <= value <= high. One for 1, 2, 4 and 8 bytes.
using RangeKernel = void (*)(const std::byte* data, std::int64_t low, std::int64_t high, Word* bits);
// Bits where the table of 256 bits has a 1 at the byte.
using SetKernel = void (*)(const std::byte* data, const std::uint8_t* table, Word* bits);

struct Kernels {
  RangeKernel range[4];
  SetKernel byte_set;
  const char* name;  // "avx512", "avx2", "portable"
};

const Kernels& kernels();
// All that this machine can run, the plain ones last.
std::vector<const Kernels*> usable_kernels();
const Kernels& portable_kernels();

// 0 for 1 byte, 1 for 2, 2 for 4, 3 for 8.
constexpr int width_index(int width) { return width == 1 ? 0 : width == 2 ? 1 : width == 4 ? 2 : 3; }

// table[value - low] is 0 or 1; values outside 0 to size - 1 give 0.
void table_bits(const std::byte* data, int width, std::int64_t low, const std::uint8_t* table, std::size_t size,
                Word* bits);

void all_of(const Word* const* from, std::size_t count, Word* bits);
void any_of(const Word* const* from, std::size_t count, Word* bits);
void and_not(const Word* a, const Word* b, Word* bits);  // a and not b
void complement(const Word* a, Word* bits);
std::int64_t count_bits(const Word* a);

// Lanes: one block of whole numbers. No result may overflow; whoever compiles sees to it.
void load_lane(const std::byte* data, int width, std::int64_t* lane);
void load_table_lane(const std::byte* data, int width, std::int64_t low, const std::int64_t* table, std::size_t size,
                     std::int64_t* lane);
void fill_lane(std::int64_t value, std::int64_t* lane);
void add_lanes(const std::int64_t* a, const std::int64_t* b, std::int64_t* lane);
void subtract_lanes(const std::int64_t* a, const std::int64_t* b, std::int64_t* lane);
void multiply_lanes(const std::int64_t* a, const std::int64_t* b, std::int64_t* lane);
void scale_lane(const std::int64_t* a, std::int64_t by, std::int64_t* lane);
void shift_lane(const std::int64_t* a, std::int64_t by, std::int64_t* lane);
void select_lanes(const Word* bits, const std::int64_t* a, const std::int64_t* b, std::int64_t* lane);
void round_lane(const std::int64_t* a, std::int64_t unit, RoundBy mode, std::int64_t* lane);  // in units: a / unit
void less_lanes(const std::int64_t* a, const std::int64_t* b, Word* bits);
void equal_lanes(const std::int64_t* a, const std::int64_t* b, Word* bits);

}  // namespace tiange::columns
