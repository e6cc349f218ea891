#include "app/commands.h"

namespace tiange::app {

std::string Call::flag(std::string_view name, std::string_view other) const {
  for (std::size_t i = 0; i + 1 < rest.size(); ++i) {
    if (rest[i] == name) return rest[i + 1];
  }
  return std::string(other);
}

bool Call::has(std::string_view name) const {
  for (const std::string& word : rest) {
    if (word == name) return true;
  }
  return false;
}

}  // namespace tiange::app
