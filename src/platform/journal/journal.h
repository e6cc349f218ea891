#pragma once
// An append-only file of records, each with its length and checksum. What append() has returned for is on the disk and
// survives the process and the power; what was being written when either died is cut off at the next start, for nobody
// was told that it was kept. Records damaged later are passed over and counted, those behind them are still read.
//
//   Journal journal(path, [&](std::string_view record) { … });   // everything kept so far, in order
//   journal.append(record);                                      // returns once it is durable; several threads share a flush

#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "base/function_ref.h"

namespace tiange::journal {

constexpr std::size_t k_longest_record = 16u << 20;  // bytes

class Journal {
 public:
  // Makes the file where it is missing. Throws std::system_error when it cannot be used.
  Journal(std::string path, FunctionRef<void(std::string_view record)> visit);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // Throws std::system_error when it could not be kept (disk full); then nothing of it stays. After a failed flush nothing
  // more is taken until the file is opened anew.
  void append(std::string_view record);
  // Replaces everything by these records, all or nothing.
  void rewrite(std::span<const std::string> records);

  std::uint64_t bytes() const;
  std::uint64_t damaged_bytes() const { return damaged_; }  // passed over when it was opened

 private:
  void open_file();
  void write_all(int file, std::string_view bytes) const;

  const std::string path_;
  int file_ = -1;
  mutable std::mutex write_lock_;
  std::mutex flush_lock_;
  std::uint64_t size_ = 0;
  std::uint64_t flushed_ = 0;
  std::uint64_t damaged_ = 0;
  bool failed_ = false;
};

}  // namespace tiange::journal
