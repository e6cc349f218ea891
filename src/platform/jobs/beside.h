#pragma once

#include <functional>
#include <future>

namespace tiange::jobs {

// Runs one thing beside its maker, who waits for it before going on; what it throws comes out of wait().
class Beside {
 public:
  explicit Beside(std::function<void()> act) : done_(std::async(std::launch::async, std::move(act))) {}
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;
  void wait() { done_.get(); }

 private:
  std::future<void> done_;  // its end waits too
};

}  // namespace tiange::jobs
