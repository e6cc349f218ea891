#pragma once
// Finding in the registers and estimates of who is really there, tied to the house: the policy of masks says who may
// compare what, exports may be limited to an area drawn on the map, memory and size are shown to whoever watches.

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "app/spaces/mask_home.h"
#include "city/registers/active/active.h"
#include "city/registers/find/find.h"
#include "platform/jobs/ticker.h"

namespace tiange::app {

std::vector<db::Migration> finding_migrations();

// Everything outlives it; `ticker` has not been started.
struct FindHomeParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  const places::Places& places;
  registers::Subjects& subjects;
  registers::Addresses& addresses;
  jobs::Jobs& jobs;
  jobs::Ticker& ticker;
  MaskHome& masks;
  std::string district;
  std::string definitions;  // folder of registers/active.json
  std::int64_t node = 0;
};

class FindHome {
 public:
  // Throws std::runtime_error when the rules of estimates cannot be read.
  explicit FindHome(const FindHomeParts& parts);
  ~FindHome();
  void add_routes(http::Routes& routes, const http::Recorder& record);
  registers::Find& find() { return *find_; }

 private:
  void watch();
  void begin();  // the thread that builds the index and follows the registers; again: nothing
  void run();

  std::mutex lock_;
  std::condition_variable wake_up_;
  bool stopping_ = false;
  std::thread thread_;
  std::unique_ptr<registers::Find> find_;
  std::unique_ptr<registers::Active> active_;
};

}  // namespace tiange::app
