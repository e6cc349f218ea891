#include "platform/db/wal/wal_file.h"

#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace tiange::db {
namespace {

constexpr int k_frame_header = 24;               // sqlite.org/fileformat2.html, 4.1
constexpr std::size_t k_most_gathered = 60 << 10;  // bytes; the default VFS writes less than 128 KiB at a time

sqlite3_vfs* under = nullptr;  // the default VFS, whose files these are

int place_of_log() { return (under->szOsFile + 7) / 8 * 8; }

struct Log {
  const sqlite3_io_methods* methods = nullptr;  // of the default VFS
  sqlite3_io_methods own{};
  std::vector<unsigned char> gathered;  // ends at `next`
  sqlite3_int64 next = -1;              // where the next frame goes when frames follow each other
  bool last = false;                    // the frame begun last ends a commit
  bool plain = true;                    // until a commit ends in order, everything is written as it comes
};

// SQLite allocates szOsFile bytes for each file: the default VFS's part first, then the pointer to the log.
Log*& log_of(sqlite3_file* file) {
  return *reinterpret_cast<Log**>(reinterpret_cast<unsigned char*>(file) + place_of_log());
}

int flush(sqlite3_file* file, Log& log) {
  if (log.gathered.empty()) return SQLITE_OK;
  const auto size = static_cast<int>(log.gathered.size());
  const int code = log.methods->xWrite(file, log.gathered.data(), size, log.next - size);
  log.gathered.clear();
  if (code != SQLITE_OK) log.plain = true;
  return code;
}

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
  Log& log = *log_of(file);
  const bool header = size == k_frame_header;
  if (header) {  // its second number is the size of the database after a commit, else 0
    const auto* bytes = static_cast<const unsigned char*>(data);
    log.last = std::any_of(bytes + 4, bytes + 8, [](unsigned char byte) { return byte != 0; });
  }
  if (!log.plain && at != log.next) {  // a new log, or frames written over
    const int code = flush(file, log);
    log.plain = true;
    if (code != SQLITE_OK) return code;
  }
  const bool ends = log.last && !header;
  if (log.plain) {
    const int code = log.methods->xWrite(file, data, size, at);
    log.plain = !ends || code != SQLITE_OK;
    log.next = at + size;
    return code;
  }
  const auto* bytes = static_cast<const unsigned char*>(data);
  log.gathered.insert(log.gathered.end(), bytes, bytes + size);
  log.next += size;
  return ends || log.gathered.size() >= k_most_gathered ? flush(file, log) : SQLITE_OK;
}

int read(sqlite3_file* file, void* data, int size, sqlite3_int64 at) {
  Log& log = *log_of(file);
  const int code = flush(file, log);
  return code != SQLITE_OK ? code : log.methods->xRead(file, data, size, at);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  Log& log = *log_of(file);
  const int code = flush(file, log);
  return code != SQLITE_OK ? code : log.methods->xTruncate(file, size);
}

int sync(sqlite3_file* file, int flags) {
  Log& log = *log_of(file);
  const int code = flush(file, log);
  return code != SQLITE_OK ? code : log.methods->xSync(file, flags);
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  Log& log = *log_of(file);
  const int code = flush(file, log);
  return code != SQLITE_OK ? code : log.methods->xFileSize(file, size);
}

int close(sqlite3_file* file) {
  const std::unique_ptr<Log> log(log_of(file));
  const int code = flush(file, *log);
  const int closed = log->methods->xClose(file);
  return code != SQLITE_OK ? code : closed;
}

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
  const int code = under->xOpen(under, name, file, flags, out);
  if (code != SQLITE_OK || !(flags & SQLITE_OPEN_WAL)) return code;
  auto log = std::make_unique<Log>();
  log->methods = file->pMethods;
  log->own = *file->pMethods;
  log->own.xWrite = write;
  log->own.xRead = read;
  log->own.xTruncate = truncate;
  log->own.xSync = sync;
  log->own.xFileSize = file_size;
  log->own.xClose = close;
  file->pMethods = &log->own;
  log_of(file) = log.release();
  return SQLITE_OK;
}

}  // namespace

const char* gathering_vfs() {
  static const char* const k_name = "tiange";
  static const int registered = [] {
    under = sqlite3_vfs_find(nullptr);
    if (!under) return SQLITE_ERROR;
    static sqlite3_vfs vfs = *under;
    vfs.zName = k_name;
    vfs.szOsFile = place_of_log() + static_cast<int>(sizeof(Log*));
    vfs.xOpen = open;
    return sqlite3_vfs_register(&vfs, 0);
  }();
  return registered == SQLITE_OK ? k_name : nullptr;
}

}  // namespace tiange::db
