#pragma once
// Work that must not be lost and need not be done at once. A job is added inside a transaction, is done after its
// commit by a worker of any instance, again and later when it fails, and goes to the table dead_jobs with the last
// error when it has failed too often or its deadline has passed.

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "platform/db/db.h"

namespace tiange::jobs {

std::span<const db::Migration> migrations();

struct NewJob {
  std::string kind;          // "<room>.<verb>"
  std::string payload;       // JSON
  Instant run_after;         // none: at once
  Instant deadline;          // none: never; after it the job is not tried again
  std::string unique_key;    // not empty: no second job of the same kind and key is added while the first waits or runs
};

struct Job {
  std::int64_t id = 0;
  std::string kind;
  std::string payload;
  int attempt = 1;  // of this run, from 1
  Instant deadline;
};

struct DeadJob {
  std::int64_t id = 0;
  std::string kind;
  std::string payload;
  int attempts = 0;
  std::string error;
  Instant died;
};

struct Options {
  int workers = 2;
  int most_attempts = 10;
  Span first_wait = seconds(2);    // before the second attempt; doubles each time, with up to a quarter of jitter
  Span longest_wait = hours(1);
  Span lease = seconds(60);        // a job whose instance died is taken over after this; renewed while it runs
  Span poll = seconds(1);          // how often to look for jobs that other instances added or that became due
};

struct JobStats {
  std::int64_t done;
  std::int64_t failed;  // attempts
  std::int64_t dead;
  std::int64_t running;
};

class Jobs {
 public:
  // A refusal or an exception is a failed attempt. A job may run again although it was done (the instance died before
  // that was recorded), so a handler must bear repetition. Long handlers ask stopping() now and then.
  using Handler = std::function<Outcome(const Job& job)>;

  Jobs(db::Db& db, const Clock& clock, IdSource& ids, Options options = {});
  ~Jobs();
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  // Only before start.
  void handle(std::string kind, Handler handler);

  // False when a job of the same unique key is there already.
  bool add(db::Tx& tx, const NewJob& job);

  void start();
  // Lets running jobs end; then none runs.
  void stop();
  bool stopping() const { return stopping_; }
  // Runs everything due now on the calling thread; for tests and simulations. Returns the number of attempts.
  int run_due();

  std::vector<DeadJob> dead_jobs(db::Tx& tx, int most) const;  // latest first
  // Puts a dead job back into the queue with its attempts and deadline forgotten; false when it is not there.
  bool revive(db::Tx& tx, std::int64_t id);
  JobStats stats() const;

 private:
  void free_abandoned();
  void work();
  void keep_leases();
  void wake();
  std::vector<Job> claim(int most);
  void perform(const Job& job);
  void record_done(const Job& job);
  void record_failure(const Job& job, const std::string& error);
  void give_back_unbegun();
  Span wait_before(int next_attempt);

  db::Db& db_;
  const Clock& clock_;
  IdSource& ids_;
  const Options options_;
  const std::int64_t worker_;  // name of this instance in leases
  std::map<std::string, Handler, std::less<>> handlers_;

  std::mutex lock_;
  std::condition_variable wake_up_;  // workers
  std::condition_variable stopped_;  // the keeper of leases, which new work does not concern
  bool woken_ = false;
  std::atomic<bool> stopping_{false};
  std::deque<Job> claimed_;                 // for the workers
  std::map<std::int64_t, Instant> leased_;  // id -> lease end
  std::vector<std::thread> threads_;

  std::atomic<std::int64_t> done_{0};
  std::atomic<std::int64_t> failed_{0};
  std::atomic<std::int64_t> dead_{0};
  std::atomic<std::int64_t> running_{0};
};

}  // namespace tiange::jobs
