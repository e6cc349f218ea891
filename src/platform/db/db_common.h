#pragma once
// What both backends share behind the face.

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>

#include "platform/db/db.h"

namespace tiange::db {

// Marks that this thread is inside a transaction of `db`, so that a call that would wait for itself is told.
class Inside {
 public:
  explicit Inside(const Db* db);  // throws std::logic_error when already inside
  ~Inside();
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  const Db* before_;
};

// Leases of duties in the table `leaders`, renewed when half of the term is over.
class Leadership {
 public:
  Leadership();
  bool lead(Db& db, std::string_view duty, Instant now, Span term);
  // Gives every duty back, so that another instance need not wait for the end of the term.
  void resign(Db& db);

 private:
  const std::int64_t holder_;
  std::mutex lock_;
  std::map<std::string, Instant, std::less<>> renew_at_;
};

// Idle connections, last used first out.
template <class Connection>
class Pool {
 public:
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Connection> connection) : pool_(pool), connection_(std::move(connection)) {}
    ~Lease() { pool_.give_back(std::move(connection_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

   private:
    Pool& pool_;
    std::unique_ptr<Connection> connection_;
  };

  Pool(int most_waiting, Span most_wait) : most_waiting_(most_waiting), most_wait_(most_wait) {}
  void add(std::unique_ptr<Connection> connection) { give_back(std::move(connection)); }

  // Waits for a free one; a Failure when too many wait already, or after the longest wait.
  Lease take() {
    std::unique_lock lock(lock_);
    if (idle_.empty() && waiting_ >= most_waiting_)
      throw Failure("too many callers wait for a database connection", ErrorCode::too_many);
    ++waiting_;
    const bool got = free_.wait_for(lock, std::chrono::microseconds(most_wait_.us), [&] { return !idle_.empty(); });
    --waiting_;
    if (!got) throw Failure("no database connection became free in time", ErrorCode::unavailable);
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return Lease(*this, std::move(connection));
  }
  int waiting() const {
    std::lock_guard lock(lock_);
    return waiting_;
  }
  void clear() {
    std::lock_guard lock(lock_);
    idle_.clear();
  }

 private:
  void give_back(std::unique_ptr<Connection> connection) {
    {
      std::lock_guard lock(lock_);
      idle_.push_back(std::move(connection));
    }
    free_.notify_one();
  }

  const int most_waiting_;
  const Span most_wait_;
  mutable std::mutex lock_;
  std::condition_variable free_;
  std::vector<std::unique_ptr<Connection>> idle_;
  int waiting_ = 0;
};

}  // namespace tiange::db
