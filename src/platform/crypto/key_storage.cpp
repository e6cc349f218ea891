#include "platform/crypto/key_storage.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <stdexcept>

namespace tiange::crypto {

std::optional<std::string> read_key_file(const std::string& path, std::size_t most) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  struct stat info {};
  std::string content(most, '\0');
  const ssize_t n = ::read(file, content.data(), content.size());
  const bool shared = ::fstat(file, &info) != 0 || (info.st_mode & 077) != 0;
  ::close(file);
  if (shared) throw std::runtime_error("the key file " + path + " may be read by others: chmod 600 it");
  content.resize(static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  return content;
}

void place_key_file(const std::string& path, std::string_view content) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::filesystem::create_directories(folder);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
  std::string fresh = path + ".XXXXXX";
  const int file = ::mkostemp(fresh.data(), O_CLOEXEC);
  if (file < 0) throw std::runtime_error("cannot write a key into " + folder.string());
  const bool written = ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
                       ::fsync(file) == 0;
  ::close(file);
  const bool placed = written && (::link(fresh.c_str(), path.c_str()) == 0 || errno == EEXIST);
  ::unlink(fresh.c_str());
  if (!placed) throw std::runtime_error("cannot write the key file " + path);
}

}  // namespace tiange::crypto
