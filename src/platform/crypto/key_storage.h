#pragma once
// A secret of the house in a file of its own that only its owner may read. Throws std::runtime_error in words for the
// operator.

#include <optional>
#include <string>
#include <string_view>

namespace tiange::crypto {

// Up to `most` bytes; nothing when there is no such file. Refused where others may read it.
std::optional<std::string> read_key_file(const std::string& path, std::size_t most);
// Whole or not at all: written beside and linked into place, so that two who start at once agree on one key. What is
// there already stays.
void place_key_file(const std::string& path, std::string_view content);

}  // namespace tiange::crypto
