#pragma once
// 感知哈希 What a photo looks like, in 64 bits: copies that were made smaller, stored again, brightened or renamed differ
// in few bits, other photos in many.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tiange::blobs {

// Difference hash: each bit says whether a spot of an 8 x 9 grey copy is brighter than its right neighbour. Nothing for
// what is no JPEG, PNG or WebP picture, and for pictures too plain to tell from others (a wall, the night).
std::optional<std::uint64_t> photo_hash(std::string_view content);
// Of a file; nothing when it cannot be read.
std::optional<std::uint64_t> photo_hash_of_file(const std::string& path);

// Bits that differ, 0-64.
int hash_distance(std::uint64_t a, std::uint64_t b);

}  // namespace tiange::blobs
