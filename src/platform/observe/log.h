#pragma once
// One JSON object a line:
//
//   log_info("request", {{"request_id", id}, {"status", 200}, {"took_us", 812}});
//   {"time":"2026-11-21T01:05:30.000000Z","level":"info","event":"request","request_id":"…","status":200,"took_us":812}
//
// The event is a fixed word, so that lines can be counted; everything that varies is a field. Personal data (names,
// telephone numbers, identity numbers, addresses, texts of cases) and secrets never go into a log: log ids.

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "base/ids.h"

namespace tiange::observe {

enum class Level { debug, info, warn, error };

// Text is borrowed until the call returns.
struct Field {
  std::string_view name;
  std::variant<std::int64_t, double, bool, std::string_view> value;

  Field(std::string_view n, std::int64_t v) : name(n), value(v) {}
  Field(std::string_view n, int v) : name(n), value(static_cast<std::int64_t>(v)) {}
  Field(std::string_view n, std::size_t v) : name(n), value(static_cast<std::int64_t>(v)) {}
  Field(std::string_view n, double v) : name(n), value(v) {}
  Field(std::string_view n, bool v) : name(n), value(v) {}
  Field(std::string_view n, std::string_view v) : name(n), value(v) {}
  Field(std::string_view n, const std::string& v) : name(n), value(std::string_view(v)) {}
  Field(std::string_view n, const char* v) : name(n), value(std::string_view(v)) {}
  template <class Tag>
  Field(std::string_view n, Id<Tag> v) : name(n), value(v.value) {}
};
using Fields = std::initializer_list<Field>;

struct LogOptions {
  std::string path;              // "" is standard error
  Level level = Level::info;     // what lies below is dropped
  std::size_t rotate_bytes = 256u << 20;  // a file that grows past this becomes path.1, path.1 becomes path.2 …
  int keep_files = 5;
};

// Before it is opened, warnings and errors go to standard error. Lines are gathered and written every 200 ms, and at
// once after an error. Throws std::runtime_error when the file cannot be written.
void open_log(const LogOptions& options);
// Writes what is gathered; called at the end of the program and by tests.
void flush_log();

void log(Level level, std::string_view event, Fields fields);
inline void log_debug(std::string_view event, Fields fields = {}) { log(Level::debug, event, fields); }
inline void log_info(std::string_view event, Fields fields = {}) { log(Level::info, event, fields); }
inline void log_warn(std::string_view event, Fields fields = {}) { log(Level::warn, event, fields); }
inline void log_error(std::string_view event, Fields fields = {}) { log(Level::error, event, fields); }

}  // namespace tiange::observe
