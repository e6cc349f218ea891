#include <boost/asio/post.hpp>

#include "platform/net/connection.h"

namespace tiange::net {

HeldChannel::HeldChannel(Connection& connection, Loop& loop, std::size_t most_waiting)
    : connection_(connection.weak_from_this()), loop_(loop), most_waiting_(most_waiting) {}

void HeldChannel::wake() {
  if (scheduled_) return;
  scheduled_ = true;
  // The lock is held and open_ is true, so the loop cannot have ended: it calls gone() first.
  asio::post(loop_.context, [held = connection_.lock()] {
    if (held) static_cast<Connection&>(*held).send_held();
  });
}

bool HeldChannel::push(std::string piece) {
  std::lock_guard lock(mutex_);
  if (!open_ || ending_) return false;
  if (waiting_.size() + piece.size() > most_waiting_) {
    ending_ = true;
    waiting_.clear();
    wake();
    return false;
  }
  waiting_ += piece;
  wake();
  return true;
}

bool HeldChannel::push_waiting(std::string_view piece) {
  std::unique_lock lock(mutex_);
  taken_.wait(lock, [&] { return !open_ || waiting_.empty() || waiting_.size() + piece.size() <= most_waiting_; });
  if (!open_) return false;
  waiting_ += piece;
  wake();
  return true;
}

void HeldChannel::close() {
  std::lock_guard lock(mutex_);
  if (!open_ || ending_) return;
  ending_ = true;
  wake();
}

bool HeldChannel::open() const {
  std::lock_guard lock(mutex_);
  return open_ && !ending_;
}

bool HeldChannel::take(std::string& out) {
  std::lock_guard lock(mutex_);
  scheduled_ = false;
  out.clear();
  out.swap(waiting_);
  taken_.notify_all();
  return ending_;
}

void HeldChannel::gone() {
  std::lock_guard lock(mutex_);
  open_ = false;
  waiting_.clear();
  taken_.notify_all();
}

}  // namespace tiange::net
