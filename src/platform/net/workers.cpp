#include "platform/net/workers.h"

#include <algorithm>
#include <cmath>

#include "platform/observe/system_clock.h"

namespace tiange::net {

Workers::Workers(int threads, std::size_t most_waiting)
    : most_waiting_(most_waiting), pace_from_us_(observe::steady_us()) {
  for (int i = 0; i < std::max(1, threads); ++i) threads_.emplace_back([this] { run(); });
}

Workers::~Workers() { stop(); }

bool Workers::post(std::function<void()> work) {
  {
    std::lock_guard lock(mutex_);
    if (ending_ || queue_.size() >= most_waiting_) return false;
    queue_.push_back(std::move(work));
  }
  wake_.notify_one();
  return true;
}

void Workers::stop() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

std::size_t Workers::waiting() const {
  std::lock_guard lock(mutex_);
  return queue_.size();
}

int Workers::retry_after_s() {
  std::lock_guard lock(mutex_);
  const std::int64_t now = observe::steady_us();
  const std::int64_t passed = now - pace_from_us_;
  if (passed >= 1'000'000) {
    pace_per_s_ = static_cast<double>(finished_ - pace_from_finished_) * 1e6 / static_cast<double>(passed);
    pace_from_us_ = now;
    pace_from_finished_ = finished_;
  }
  const double seconds = std::ceil(static_cast<double>(queue_.size()) / std::max(1.0, pace_per_s_));
  return static_cast<int>(std::clamp(seconds, 1.0, 60.0));
}

void Workers::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    if (queue_.empty()) return;
    std::function<void()> work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
    ++finished_;
  }
}

}  // namespace tiange::net
