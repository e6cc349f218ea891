#pragma once
// Duties that recur: deadlines, clean-up, nightly work. Each is done by one instance at a time, the one that leads it.

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/time.h"
#include "platform/db/db.h"

namespace tiange::jobs {

class Ticker {
 public:
  Ticker(db::Db& db, const Clock& clock);
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

  // Only before start. `work` gets the moment; an exception is reported to on_error and the duty goes on. The duties
  // of a ticker run one after another on one thread: what takes longer than a few seconds adds a job instead.
  void every(std::string duty, Span interval, std::function<void(Instant now)> work);
  void on_error(std::function<void(const std::string& duty, const std::string& error)> report);

  void start();
  void stop();  // waits for the running duty
  // Does on the calling thread what is due; for tests and simulations. Returns how many duties ran.
  int tick();

 private:
  struct Duty {
    std::string name;
    Span interval;
    std::function<void(Instant)> work;
    Instant next;
  };

  void loop();
  bool turn_of(Duty& duty, Instant now);

  db::Db& db_;
  const Clock& clock_;
  std::vector<Duty> duties_;
  std::function<void(const std::string&, const std::string&)> report_;
  std::mutex lock_;
  std::condition_variable wake_up_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tiange::jobs
