#pragma once
// Small files read whole: what the program is shipped with, what was uploaded. Long ones are read piece by piece where
// they are used.

#include <optional>
#include <string>

namespace tiange {

// Throws std::runtime_error, in both languages, when it cannot be opened.
std::string read_file(const std::string& path);
// Nothing when it cannot be opened.
std::optional<std::string> read_file_if_any(const std::string& path);

}  // namespace tiange
