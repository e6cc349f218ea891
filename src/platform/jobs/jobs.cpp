#include "platform/jobs/jobs.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <set>

namespace tiange::jobs {
namespace {

constexpr db::Migration k_migrations[] = {
    {"jobs", 1, R"(
-- table jobs: local
CREATE TABLE jobs (
  id BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  due BIGINT NOT NULL,
  deadline BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  unique_key TEXT,
  worker BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (due, id);
CREATE UNIQUE INDEX jobs_once ON jobs (kind, unique_key);
-- table dead_jobs: local
CREATE TABLE dead_jobs (
  id BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  deadline BIGINT NOT NULL,
  attempts BIGINT NOT NULL,
  error TEXT NOT NULL,
  died BIGINT NOT NULL
);
-- table ticks: local
CREATE TABLE ticks (
  duty TEXT NOT NULL PRIMARY KEY,
  last BIGINT NOT NULL
);
)"},
};

constexpr int k_claimed_per_worker = 4;

std::int64_t random_worker() {
  std::random_device device;
  return static_cast<std::int64_t>((static_cast<std::uint64_t>(device()) << 31) ^ device()) | 1;
}

// The workers of this process.
std::mutex g_lock;
std::set<std::int64_t> g_alive;

bool alive(std::int64_t worker) {
  std::lock_guard lock(g_lock);
  return g_alive.contains(worker);
}

}  // namespace

std::span<const db::Migration> migrations() { return k_migrations; }

Jobs::Jobs(db::Db& db, const Clock& clock, IdSource& ids, Options options)
    : db_(db), clock_(clock), ids_(ids), options_(options), worker_(random_worker()) {
  std::lock_guard lock(g_lock);
  g_alive.insert(worker_);
}

Jobs::~Jobs() {
  stop();
  std::lock_guard lock(g_lock);
  g_alive.erase(worker_);
}

void Jobs::handle(std::string kind, Handler handler) { handlers_[std::move(kind)] = std::move(handler); }

bool Jobs::add(db::Tx& tx, const NewJob& job) {
  const Instant now = clock_.now();
  const auto key = job.unique_key.empty() ? db::Param(nullptr) : db::Param(job.unique_key);
  const auto added = tx.run("INSERT INTO jobs (id, kind, payload, due, deadline, attempts, unique_key, worker) "
                            "VALUES (?, ?, ?, ?, ?, 0, ?, 0) ON CONFLICT (kind, unique_key) DO NOTHING",
                            {ids_.next(now), job.kind, job.payload, std::max(job.run_after, now), job.deadline, key});
  if (added > 0) tx.on_commit([this] { wake(); });
  return added > 0;
}

void Jobs::wake() {
  {
    std::lock_guard lock(lock_);
    woken_ = true;
  }
  wake_up_.notify_one();
}

void Jobs::start() {
  if (!threads_.empty() || handlers_.empty()) return;
  stopping_ = false;
  if (db_.backend() == db::Backend::sqlite) free_abandoned();
  for (int i = 0; i < std::max(1, options_.workers); ++i) threads_.emplace_back([this] { work(); });
  threads_.emplace_back([this] { keep_leases(); });
}

// A SQLite file has one process: what another worker than the living ones had begun need not wait for its lease.
void Jobs::free_abandoned() {
  db_.run_queue([&](db::Tx& tx) {
    const auto workers = tx.all("SELECT DISTINCT worker FROM jobs WHERE worker <> 0", {},
                                [](const db::Row& r) { return r.i64(0); });
    for (const auto worker : workers)
      if (!alive(worker)) tx.run("UPDATE jobs SET due = ?, worker = 0 WHERE worker = ?", {clock_.now(), worker});
    return true;
  });
}

void Jobs::stop() {
  {
    std::lock_guard lock(lock_);
    stopping_ = true;
  }
  wake_up_.notify_all();
  stopped_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
  give_back_unbegun();
}

// What was claimed and not begun is free for others at once.
void Jobs::give_back_unbegun() {
  std::deque<Job> unbegun;
  {
    std::lock_guard lock(lock_);
    unbegun.swap(claimed_);
    for (const auto& job : unbegun) leased_.erase(job.id);
  }
  if (unbegun.empty()) return;
  try {
    db_.run_queue([&](db::Tx& tx) {
      for (const auto& job : unbegun)
        tx.run("UPDATE jobs SET due = ?, worker = 0, attempts = attempts - 1 WHERE id = ? AND worker = ?",
               {clock_.now(), job.id, worker_});
      return true;
    });
  } catch (const db::Failure&) {
    // Their leases run out.
  }
}

void Jobs::work() {
  std::unique_lock lock(lock_);
  while (!stopping_) {
    if (!claimed_.empty()) {
      const Job job = std::move(claimed_.front());
      claimed_.pop_front();
      lock.unlock();
      perform(job);
      lock.lock();
      continue;
    }
    woken_ = false;
    lock.unlock();
    std::vector<Job> jobs;
    try {
      jobs = claim(std::max(1, options_.workers) * k_claimed_per_worker);
    } catch (const std::exception&) {
      // The database is away; the queue waits there.
    }
    lock.lock();
    for (auto& job : jobs) claimed_.push_back(std::move(job));
    if (claimed_.size() > 1) wake_up_.notify_all();
    if (claimed_.empty())
      wake_up_.wait_for(lock, std::chrono::microseconds(options_.poll.us),
                        [&] { return woken_ || stopping_ || !claimed_.empty(); });
  }
}

// Claiming moves a job's due moment to the end of its lease, so that one index finds what is due and what was
// abandoned.
std::vector<Job> Jobs::claim(int most) {
  const Instant now = clock_.now();
  bool any = false;
  db_.run_read([&](db::Tx& tx) {
    any = tx.one("SELECT 1 FROM jobs WHERE due <= ? LIMIT 1", {now}, [](const db::Row&) { return true; }).has_value();
  });
  std::vector<Job> jobs;
  if (!any) return jobs;
  std::string kinds;
  std::vector<db::Param> params = {now + options_.lease, worker_, now};
  for (const auto& [kind, handler] : handlers_) {
    kinds += kinds.empty() ? "?" : ",?";
    params.emplace_back(kind);
  }
  params.emplace_back(most);
  std::string sql = "UPDATE jobs SET due = ?, worker = ?, attempts = attempts + 1 WHERE id IN "
                    "(SELECT id FROM jobs WHERE due <= ? AND kind IN (" + kinds + ") ORDER BY due, id LIMIT ?";
  if (db_.backend() == db::Backend::postgres) sql += " FOR UPDATE SKIP LOCKED";
  sql += ") RETURNING id, kind, payload, attempts, deadline";
  db_.run_queue([&](db::Tx& tx) {
    jobs = tx.all(sql, params, [](const db::Row& r) {
      return Job{r.i64(0), r.str(1), r.str(2), static_cast<int>(r.i64(3)), r.moment(4)};
    });
    return true;
  });
  std::sort(jobs.begin(), jobs.end(), [](const Job& a, const Job& b) { return a.id < b.id; });
  std::lock_guard lock(lock_);
  for (const auto& job : jobs) leased_[job.id] = now + options_.lease;
  return jobs;
}

void Jobs::keep_leases() {
  const Span third{options_.lease.us / 3};
  std::unique_lock lock(lock_);
  while (!stopping_) {
    stopped_.wait_for(lock, std::chrono::microseconds(third.us), [&] { return stopping_.load(); });
    const Instant now = clock_.now();
    std::vector<std::int64_t> ending;
    for (const auto& [id, end] : leased_)
      if (end - now < third + third) ending.push_back(id);
    if (ending.empty()) continue;
    lock.unlock();
    try {
      db_.run_queue([&](db::Tx& tx) {
        for (const auto id : ending)
          tx.run("UPDATE jobs SET due = ? WHERE id = ? AND worker = ?", {now + options_.lease, id, worker_});
        return true;
      });
    } catch (const db::Failure&) {
      // Another instance may take them over, which handlers bear.
    }
    lock.lock();
    for (const auto id : ending)
      if (const auto it = leased_.find(id); it != leased_.end()) it->second = now + options_.lease;
  }
}

int Jobs::run_due() {
  int attempts = 0;
  for (;;) {
    const auto jobs = claim(k_claimed_per_worker);
    if (jobs.empty()) return attempts;
    for (const auto& job : jobs) perform(job);
    attempts += static_cast<int>(jobs.size());
  }
}

void Jobs::perform(const Job& job) {
  bool ok = false;
  std::string error;
  const bool late = job.deadline && clock_.now() > job.deadline;
  if (late) {
    error = "the deadline passed before the job could run";
  } else {
    ++running_;
    try {
      const auto outcome = handlers_.find(job.kind)->second(job);
      ok = outcome.ok();
      if (!ok) error = std::to_string(static_cast<int>(outcome.refusal().code)) + " " + outcome.refusal().en;
    } catch (const std::exception& e) {
      error = e.what();
    }
    --running_;
  }
  try {
    if (ok) record_done(job);
    else record_failure(job, error);
  } catch (const std::exception&) {
    // Not recorded: the job runs again when its lease ends.
  }
  std::lock_guard lock(lock_);
  leased_.erase(job.id);
}

void Jobs::record_done(const Job& job) {
  db_.run_queue([&](db::Tx& tx) {
    tx.run("DELETE FROM jobs WHERE id = ? AND worker = ?", {job.id, worker_});
    return true;
  });
  ++done_;
}

void Jobs::record_failure(const Job& job, const std::string& error) {
  const Instant now = clock_.now();
  const Instant again = now + wait_before(job.attempt + 1);
  const bool dies = job.attempt >= options_.most_attempts || (job.deadline && again > job.deadline);
  db_.run_queue([&](db::Tx& tx) {
    if (!dies) {
      tx.run("UPDATE jobs SET due = ?, worker = 0 WHERE id = ? AND worker = ?", {again, job.id, worker_});
      return true;
    }
    if (tx.run("DELETE FROM jobs WHERE id = ? AND worker = ?", {job.id, worker_}) > 0)
      tx.run("INSERT INTO dead_jobs (id, kind, payload, deadline, attempts, error, died) VALUES (?, ?, ?, ?, ?, ?, ?)",
             {job.id, job.kind, job.payload, job.deadline, job.attempt, error, now});
    return true;
  });
  ++failed_;
  if (dies) ++dead_;
}

Span Jobs::wait_before(int next_attempt) {
  const int doublings = std::min(next_attempt - 2, 30);
  const Span wait = std::min(options_.first_wait * (std::int64_t{1} << doublings), options_.longest_wait);
  static thread_local std::minstd_rand jitter(std::random_device{}());
  return wait + Span{std::uniform_int_distribution<std::int64_t>(0, wait.us / 4)(jitter)};
}

std::vector<DeadJob> Jobs::dead_jobs(db::Tx& tx, int most) const {
  return tx.all("SELECT id, kind, payload, attempts, error, died FROM dead_jobs ORDER BY died DESC, id DESC LIMIT ?",
                {most}, [](const db::Row& r) {
                  return DeadJob{r.i64(0), r.str(1), r.str(2), static_cast<int>(r.i64(3)), r.str(4), r.moment(5)};
                });
}

bool Jobs::revive(db::Tx& tx, std::int64_t id) {
  const Instant now = clock_.now();
  const auto back = tx.run("INSERT INTO jobs (id, kind, payload, due, deadline, attempts, unique_key, worker) "
                           "SELECT id, kind, payload, ?, 0, 0, NULL, 0 FROM dead_jobs WHERE id = ?", {now, id});
  if (back == 0) return false;
  tx.run("DELETE FROM dead_jobs WHERE id = ?", {id});
  tx.on_commit([this] { wake(); });
  return true;
}

JobStats Jobs::stats() const { return {done_, failed_, dead_, running_}; }

}  // namespace tiange::jobs
