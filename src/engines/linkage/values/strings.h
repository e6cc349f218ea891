#pragma once
// How alike two short strings are. Latin text byte by byte; Chinese through code points.

#include <cstdint>
#include <string_view>

namespace tiange::linkage {

// Jaro-Winkler similarity (Winkler 1990, prefix of 4, scale 0.1): 1 the same, 0 nothing in common. At most 64 bytes count.
double jaro_winkler(std::string_view a, std::string_view b);
// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), counted up to `most`;
// most + 1 when there are more. At most 64 units count.
int slips(std::string_view a, std::string_view b, int most);
int slips(std::u32string_view a, std::u32string_view b, int most);
// A number for text, the same on every machine.
std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0);
std::uint64_t hash_mix(std::uint64_t a, std::uint64_t b);

}  // namespace tiange::linkage
