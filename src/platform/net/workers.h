#pragma once
// Threads that make answers, behind a bounded queue.

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tiange::net {

class Workers {
 public:
  Workers(int threads, std::size_t most_waiting);
  ~Workers();  // finishes what is queued
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  bool post(std::function<void()> work);  // false: the queue is full
  void stop();                            // finishes what is queued, then joins
  std::size_t waiting() const;
  // How long the queue would take to empty at the pace of the last seconds: 1-60.
  int retry_after_s();

 private:
  void run();

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  std::size_t most_waiting_;
  bool ending_ = false;
  std::int64_t finished_ = 0;
  std::int64_t pace_from_us_ = 0;
  std::int64_t pace_from_finished_ = 0;
  double pace_per_s_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace tiange::net
