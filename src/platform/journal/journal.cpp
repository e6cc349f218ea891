#include "platform/journal/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "base/digest.h"

namespace tiange::journal {

namespace {

constexpr std::string_view k_mark = "TGJ1";
constexpr std::size_t k_sum = 8;  // bytes of the SHA-256
constexpr std::size_t k_head = 4 + 4 + k_sum;

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

std::string framed(std::string_view record) {
  std::string out(k_mark);
  const auto size = static_cast<std::uint32_t>(record.size());
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(size >> shift & 0xff);
  const Digest digest = sha256(record);
  out += bytes_of(digest).substr(0, k_sum);
  out += record;
  return out;
}

// The record that begins at `at`, or nothing when none does that proves itself.
std::string_view record_at(std::string_view file, std::size_t at) {
  if (file.size() - at < k_head || file.substr(at, k_mark.size()) != k_mark) return {};
  std::uint32_t size = 0;
  for (int i = 0; i < 4; ++i) size |= static_cast<std::uint32_t>(static_cast<unsigned char>(file[at + 4 + static_cast<std::size_t>(i)])) << (8 * i);
  if (size == 0 || size > k_longest_record || file.size() - at - k_head < size) return {};
  const std::string_view record = file.substr(at + k_head, size);
  const Digest digest = sha256(record);
  return bytes_of(digest).substr(0, k_sum) == file.substr(at + 8, k_sum) ? record : std::string_view();
}

std::string read_whole(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    if (errno == ENOENT) return {};
    fail("the journal cannot be read");
  }
  std::string all;
  std::string piece(1 << 20, '\0');
  while (true) {
    const ssize_t got = ::read(file, piece.data(), piece.size());
    if (got < 0) {
      ::close(file);
      fail("the journal cannot be read");
    }
    if (got == 0) break;
    all.append(piece.data(), static_cast<std::size_t>(got));
  }
  ::close(file);
  return all;
}

void flush_folder(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const int file = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) fail("the folder of the journal cannot be opened");
  const int flushed = ::fsync(file);
  ::close(file);
  if (flushed != 0) fail("the folder of the journal cannot be flushed");
}

}  // namespace

Journal::Journal(std::string path, FunctionRef<void(std::string_view record)> visit) : path_(std::move(path)) {
  const std::string all = read_whole(path_);
  std::size_t at = 0;
  std::size_t whole = 0;  // end of the last record that proves itself
  while (at < all.size()) {
    const std::string_view record = record_at(all, at);
    if (!record.empty()) {
      damaged_ += at - whole;
      visit(record);
      at += k_head + record.size();
      whole = at;
      continue;
    }
    at = all.find(k_mark, at + 1);
    if (at == all.npos) break;
  }
  size_ = flushed_ = whole;
  open_file();
}

void Journal::open_file() {
  file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file_ < 0) fail("the journal cannot be opened");
  if (::ftruncate(file_, static_cast<off_t>(size_)) != 0 || ::lseek(file_, 0, SEEK_END) < 0 || ::fsync(file_) != 0)
    fail("the journal cannot be used");
  flush_folder(path_);
}

Journal::~Journal() {
  if (file_ >= 0) ::close(file_);
}

void Journal::write_all(int file, std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) fail("the journal cannot be written");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void Journal::append(std::string_view record) {
  if (record.empty() || record.size() > k_longest_record) {
    errno = EINVAL;
    fail("a record of the journal has no size it can have");
  }
  const std::string bytes = framed(record);
  std::uint64_t end = 0;
  {
    const std::lock_guard hold(write_lock_);
    if (failed_) {
      errno = EIO;
      fail("the journal could not be flushed before");
    }
    try {
      write_all(file_, bytes);
    } catch (const std::system_error&) {
      if (::ftruncate(file_, static_cast<off_t>(size_)) != 0 || ::lseek(file_, 0, SEEK_END) < 0) failed_ = true;
      throw;
    }
    end = size_ += bytes.size();
  }
  const std::lock_guard flush(flush_lock_);
  if (flushed_ >= end) return;  // somebody flushed for us
  std::uint64_t written = 0;
  {
    const std::lock_guard hold(write_lock_);
    written = size_;
  }
  if (::fdatasync(file_) != 0) {
    const int reason = errno;
    const std::lock_guard hold(write_lock_);
    failed_ = true;
    errno = reason;
    fail("the journal cannot be flushed");
  }
  flushed_ = written;
}

void Journal::rewrite(std::span<const std::string> records) {
  const std::lock_guard flush(flush_lock_);
  const std::lock_guard hold(write_lock_);
  const std::string fresh = path_ + ".new";
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) fail("the journal cannot be rewritten");
  std::uint64_t size = 0;
  try {
    for (const std::string& record : records) {
      const std::string bytes = framed(record);
      write_all(file, bytes);
      size += bytes.size();
    }
    if (::fsync(file) != 0) fail("the journal cannot be flushed");
  } catch (...) {
    ::close(file);
    throw;
  }
  if (::rename(fresh.c_str(), path_.c_str()) != 0) {
    ::close(file);
    fail("the journal cannot be rewritten");
  }
  flush_folder(path_);
  ::close(file_);
  file_ = file;
  size_ = flushed_ = size;
}

std::uint64_t Journal::bytes() const {
  const std::lock_guard hold(write_lock_);
  return size_;
}

}  // namespace tiange::journal
