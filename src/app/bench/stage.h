#pragma once
// The stage of a benchmark: a district in a folder of its own, filled as far as wanted, with servers as child processes.

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/seed.h"
#include "platform/observe/system_clock.h"

namespace tiange::app::bench {

// A `tiange serve` of its own. Stopped and waited for at the end.
class ServerProcess {
 public:
  // `more`: further words of the command line.
  ServerProcess(const settings::Settings& settings, int port, int node, const std::vector<std::string>& more = {});
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  // Waits until /readyz answers; seconds from the start of the process.
  double wait_ready();
  // Waits until what a start brings with it is done: it has used less than a tenth of a core for a second. Two minutes at most.
  void wait_quiet();
  std::int64_t resident_bytes() const;
  void kill_at_once();  // SIGKILL, as when the power fails for the process
  int port() const { return port_; }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
  int port_ = 0;
  std::int64_t started_us_ = 0;
};

int free_port();

class Stage {
 public:
  // Fills --db, or SQLite in a new folder below the data folder, with a district of at least `stored` past cases.
  Stage(const Call& call, std::int64_t stored);
  ~Stage();

  const settings::Settings& settings() const { return settings_; }
  // A bearer token of whoever holds the queue.
  std::string token(const std::string& queue);
  std::int64_t stored() const { return stored_; }
  double fsync_per_s() const;
  // Frees the database for the server processes; tokens must be made before.
  void close() { district_.reset(); }
  District& district() { return *district_; }

 private:
  settings::Settings settings_;
  std::string folder_;
  std::int64_t stored_ = 0;
  observe::SystemClock clock_;
  std::unique_ptr<District> district_;
};

}  // namespace tiange::app::bench
