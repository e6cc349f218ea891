#include "platform/files/files.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace tiange {

std::optional<std::string> read_file_if_any(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream all;
  all << file.rdbuf();
  return std::move(all).str();
}

std::string read_file(const std::string& path) {
  auto content = read_file_if_any(path);
  if (!content) throw std::runtime_error("无法读取 / cannot read " + path);
  return *std::move(content);
}

}  // namespace tiange
