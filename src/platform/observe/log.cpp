#include "platform/observe/log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "base/json.h"
#include "platform/observe/system_clock.h"

namespace tiange::observe {

namespace {

constexpr std::size_t k_most_waiting_bytes = 16u << 20;  // beyond this, lines are dropped and counted
constexpr auto k_flush_every = std::chrono::milliseconds(200);

class LogFile {
 public:
  ~LogFile() {
    {
      std::lock_guard lock(mutex_);
      ending_ = true;
    }
    wake_.notify_all();
    if (writer_.joinable()) writer_.join();
    write_out();
  }

  void open(const LogOptions& options) {
    std::lock_guard writing(file_mutex_);
    if (!options.path.empty()) {
      const int file = ::open(options.path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
      if (file < 0) throw std::runtime_error("cannot write the log file " + options.path);
      if (file_ > 2) ::close(file_);
      file_ = file;
      struct stat info {};
      written_ = ::fstat(file, &info) == 0 ? static_cast<std::size_t>(info.st_size) : 0;
    }
    options_ = options;
    level_.store(options.level, std::memory_order_relaxed);
    std::lock_guard lock(mutex_);
    if (!writer_.joinable()) writer_ = std::thread([this] { run(); });
  }

  bool wants(Level level) const { return level >= level_.load(std::memory_order_relaxed); }

  void add(std::string_view line, Level level) {
    bool at_once = false;
    {
      std::lock_guard lock(mutex_);
      if (waiting_.size() + line.size() > k_most_waiting_bytes) {
        ++dropped_;
        return;
      }
      waiting_ += line;
      at_once = !writer_.joinable();
      urgent_ = urgent_ || level == Level::error;
    }
    if (at_once) {
      write_out();
    } else if (level == Level::error) {
      wake_.notify_one();
    }
  }

  void write_out() {
    std::lock_guard writing(file_mutex_);
    std::string text;
    {
      std::lock_guard lock(mutex_);
      text.swap(waiting_);
      urgent_ = false;
      if (dropped_ > 0) {
        text += "{\"level\":\"error\",\"event\":\"log_lines_dropped\",\"lines\":" + std::to_string(dropped_) + "}\n";
        dropped_ = 0;
      }
    }
    std::string_view rest = text;
    while (!rest.empty()) {
      const ssize_t n = ::write(file_, rest.data(), rest.size());
      if (n <= 0) break;  // nowhere left to complain
      rest.remove_prefix(static_cast<std::size_t>(n));
    }
    written_ += text.size();
    if (file_ > 2 && written_ > options_.rotate_bytes) rotate();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (!ending_) {
      wake_.wait_for(lock, k_flush_every, [this] { return ending_ || urgent_; });
      if (waiting_.empty() && dropped_ == 0) continue;
      lock.unlock();
      write_out();
      lock.lock();
    }
  }

  void rotate() {
    auto name = [this](int n) { return n == 0 ? options_.path : options_.path + "." + std::to_string(n); };
    for (int n = options_.keep_files - 1; n >= 0; --n) ::rename(name(n).c_str(), name(n + 1).c_str());
    const int file = ::open(options_.path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (file < 0) return;  // goes on in the renamed file
    ::close(file_);
    file_ = file;
    written_ = 0;
  }

  std::mutex mutex_;  // waiting_, dropped_, urgent_, ending_
  std::condition_variable wake_;
  std::string waiting_;
  std::int64_t dropped_ = 0;
  bool urgent_ = false;
  bool ending_ = false;
  std::thread writer_;

  std::mutex file_mutex_;  // the file and its options; taken before mutex_
  LogOptions options_;
  int file_ = STDERR_FILENO;
  std::size_t written_ = 0;
  std::atomic<Level> level_{Level::warn};
};

LogFile& log_file() {
  static LogFile file;
  return file;
}

void append_field(std::string& line, const Field& field) {
  line += ',';
  json::append_escaped(line, field.name);
  line += ':';
  std::visit(
      [&](const auto& v) {
        using T = std::remove_cvref_t<decltype(v)>;
        if constexpr (std::is_same_v<T, bool>) {
          line += v ? "true" : "false";
        } else if constexpr (std::is_same_v<T, double>) {
          json::append_number(line, v);
        } else if constexpr (std::is_same_v<T, std::int64_t>) {
          line += std::to_string(v);
        } else {
          json::append_escaped(line, v);
        }
      },
      field.value);
}

}  // namespace

void open_log(const LogOptions& options) { log_file().open(options); }
void flush_log() { log_file().write_out(); }

void log(Level level, std::string_view event, Fields fields) {
  static constexpr std::string_view k_names[] = {"debug", "info", "warn", "error"};
  LogFile& file = log_file();
  if (!file.wants(level)) return;
  thread_local std::string line;
  line.assign("{\"time\":\"");
  line += format_iso(SystemClock().now());
  line += "\",\"level\":\"";
  line += k_names[static_cast<int>(level)];
  line += "\",\"event\":";
  json::append_escaped(line, event);
  for (const Field& field : fields) append_field(line, field);
  line += "}\n";
  file.add(line, level);
}

}  // namespace tiange::observe
