#include "platform/db/sqlite_db.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>

#include "platform/db/migrate.h"

namespace tiange::db {
namespace {

constexpr int k_checkpoint_pages = 4'000;   // 16 MiB of log: begin to move it in the background
constexpr int k_finish_log_pages = 24'000;  // 96 MiB: the writer moves the rest, and the log begins anew
constexpr int k_careful_groups = 32;

int note_log_pages(void* pages, sqlite3*, const char*, int in_log) {
  *static_cast<int*>(pages) = in_log;
  return SQLITE_OK;
}

}  // namespace

void Gate::open() {
  open_.store(1, std::memory_order_release);
  syscall(SYS_futex, &open_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
}

void Gate::wait() {
  while (open_.load(std::memory_order_acquire) == 0)
    syscall(SYS_futex, &open_, FUTEX_WAIT_PRIVATE, 0, nullptr, nullptr, 0);
}

// A writer in the queue. It lives on the stack of the thread that waits for it. Finished writers wake one another as a
// tree, so that the writer thread pays for one wake-up a group.
struct SqliteDb::Waiting {
  enum class Outcome { refused, committed, thrown };

  explicit Waiting(FunctionRef<bool(Tx&)> function) : fn(function) {}

  FunctionRef<bool(Tx&)> fn;
  Waiting* next = nullptr;
  Waiting* wakes[2] = {nullptr, nullptr};
  Outcome outcome = Outcome::refused;
  std::exception_ptr error;
  std::vector<std::function<void()>> actions;
  Gate done;
};

SqliteDb::SqliteDb(std::string path, const Options& options)
    : path_(std::move(path)),
      options_(options),
      writer_(path_, SqliteConnection::Mode::writer, options.durable),
      tx_(writer_),
      readers_(options.most_waiting, options.most_wait) {
  sqlite3_wal_hook(writer_.handle(), note_log_pages, &log_pages_);
  for (int i = 0; i < std::max(1, options.readers); ++i)
    readers_.add(std::make_unique<SqliteConnection>(path_, SqliteConnection::Mode::reader, options.durable));
  checkpointer_ = std::thread([this] { checkpoint_loop(); });
  end_former_terms();
  flusher_ = std::thread([this] { flush_loop(); });
  thread_ = std::thread([this] { write_loop(); });
}

// Leaderships of a process that died with the file open end at once when nobody else has it open. The lock is on a
// file of its own: SQLite loses its own locks when another handle of the database file is closed.
void SqliteDb::end_former_terms() {
  presence_ = ::open((path_ + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  alone_ = presence_ >= 0 && flock(presence_, LOCK_EX | LOCK_NB) == 0;
  if (!alone_) return;
  sqlite3_exec(writer_.handle(), "UPDATE leaders SET until = 0", nullptr, nullptr, nullptr);  // fails in a new file
}

SqliteDb::~SqliteDb() {
  try {
    leadership_.resign(*this);
  } catch (const std::exception&) {
    // The terms run out by themselves.
  }
  {
    std::lock_guard lock(queue_lock_);
    stopping_ = true;
  }
  queue_filled_.notify_all();
  thread_.join();
  {
    std::lock_guard lock(flush_lock_);
    flush_stop_ = true;
  }
  flush_wanted_.notify_all();
  flusher_.join();
  if (log_file_ >= 0) close(log_file_);
  {
    std::lock_guard lock(checkpoint_lock_);
    checkpoint_stop_ = true;
  }
  checkpoint_wanted_.notify_all();
  checkpointer_.join();
  readers_.clear();
  // What was written without flushing becomes durable here.
  if (!options_.durable) sqlite3_exec(writer_.handle(), "PRAGMA synchronous=FULL", nullptr, nullptr, nullptr);
  if (alone_) sqlite3_wal_checkpoint_v2(writer_.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (presence_ >= 0) close(presence_);
}

void SqliteDb::enqueue(Waiting& waiting) {
  bool was_empty = false;
  {
    std::lock_guard lock(queue_lock_);
    // A flush that failed once may answer well the next time without having written: nothing more is taken.
    if (flush_failed_) throw Failure("日志写不到盘上 / the log cannot be flushed to the disk", ErrorCode::unavailable);
    if (stopping_) throw Failure("the database is closing", ErrorCode::unavailable);
    if (waiting_.load(std::memory_order_relaxed) >= options_.most_waiting)
      throw Failure("too many writers are waiting", ErrorCode::too_many);
    waiting_.fetch_add(1, std::memory_order_relaxed);
    was_empty = queue_head_ == nullptr;
    (was_empty ? queue_head_ : queue_tail_->next) = &waiting;
    queue_tail_ = &waiting;
  }
  if (was_empty) queue_filled_.notify_one();
}

// The next writer; nothing when none is there or, waiting, when the database closes.
SqliteDb::Waiting* SqliteDb::next_waiting(bool wait) {
  if (!pending_) {
    std::unique_lock lock(queue_lock_);
    if (wait) queue_filled_.wait(lock, [&] { return queue_head_ || stopping_; });
    pending_ = queue_head_;
    queue_head_ = queue_tail_ = nullptr;
  }
  Waiting* first = pending_;
  if (first) pending_ = first->next;
  return first;
}

void SqliteDb::run_write(const Scope&, FunctionRef<bool(Tx&)> fn) { run_queue(fn); }

void SqliteDb::run_queue(FunctionRef<bool(Tx&)> fn) {
  Waiting waiting(fn);
  {
    const Inside inside(this);
    enqueue(waiting);
    waiting.done.wait();
  }
  waiting_.fetch_sub(1, std::memory_order_relaxed);
  for (Waiting* other : waiting.wakes)
    if (other) other->done.open();
  if (waiting.error) std::rethrow_exception(waiting.error);
  for (const auto& action : waiting.actions) action();
}

void SqliteDb::write_loop() {
  const Inside inside(this);
  while (Waiting* first = next_waiting(true)) {
    group_.assign(1, first);
    try {
      if (!run_group()) run_group_carefully();
      hand_to_flusher();
    } catch (...) {
      // The commit did not happen, so what any of them saw of the others is void.
      if (writer_.in_transaction()) sqlite3_exec(writer_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
      give_up(group_, std::current_exception());
      deliver(group_);
    }
    checkpoint_if_due();
  }
}

// Runs the first of the group and whoever else is waiting, then commits. Savepoints cost a quarter of the speed and are
// needed only for those that fail after their first change, which is rare: false says that one did, that everything is
// rolled back, and that the group has to run again with savepoints.
bool SqliteDb::run_group() {
  const bool careful = careful_groups_ > 0;
  if (careful) --careful_groups_;
  writer_.step_plain("BEGIN IMMEDIATE");
  const auto most = static_cast<std::size_t>(std::max(1, options_.most_in_group));
  for (std::size_t i = 0;;) {
    const bool held = run_one(*group_[i], careful);
    if (!held && i == 0) {
      writer_.step_plain("ROLLBACK");
      return true;
    }
    if (!held) {
      writer_.step_plain("ROLLBACK");
      careful_groups_ = k_careful_groups;
      return false;
    }
    if (++i == most) break;
    Waiting* next = next_waiting(false);
    if (!next) break;
    group_.push_back(next);
  }
  commit_group();
  return true;
}

void SqliteDb::run_group_carefully() {
  writer_.step_plain("BEGIN IMMEDIATE");
  for (Waiting* waiting : group_) run_one(*waiting, true);
  commit_group();
}

// Shows functions that cannot be run again: what the first run moved away or counted is missed by the second.
void SqliteDb::rehearse(Waiting& waiting) {
  tx_.restart(true);
  try {
    waiting.fn(tx_);
  } catch (const std::exception&) {
    // The run that counts throws it again.
  }
  if (!tx_.savepoint_open()) return;
  writer_.step_plain("ROLLBACK TO one");
  writer_.step_plain("RELEASE one");
}

// False when the function failed after changes that no savepoint can take back.
bool SqliteDb::run_one(Waiting& waiting, bool savepoint) {
  if (options_.rehearse) rehearse(waiting);
  tx_.restart(savepoint);
  waiting.outcome = Waiting::Outcome::refused;
  waiting.error = nullptr;
  waiting.actions.clear();
  try {
    if (waiting.fn(tx_)) {
      if (tx_.failed()) throw Failure("a statement of the transaction failed and was passed over");
      waiting.outcome = Waiting::Outcome::committed;
      waiting.actions = tx_.take_actions();
    }
  } catch (...) {
    waiting.error = std::current_exception();
    waiting.outcome = Waiting::Outcome::thrown;
  }
  if (!writer_.in_transaction()) throw Failure("SQLite gave up the transaction", ErrorCode::unavailable);
  const bool keep = waiting.outcome == Waiting::Outcome::committed;
  if (tx_.savepoint_open()) {
    if (!keep) writer_.step_plain("ROLLBACK TO one");
    writer_.step_plain("RELEASE one");
    return true;
  }
  return keep || !tx_.changed();
}

void SqliteDb::commit_group() {
  try {
    writer_.step_plain("COMMIT");
  } catch (Failure& failure) {
    failure.unknown_outcome = true;
    throw;
  }
  commits_.fetch_add(1, std::memory_order_relaxed);
}

void SqliteDb::give_up(const Group& group, const std::exception_ptr& error) {
  for (Waiting* waiting : group) {
    waiting->outcome = Waiting::Outcome::thrown;
    waiting->error = error;
    waiting->actions.clear();
  }
}

void SqliteDb::deliver(const Group& group) {
  std::int64_t committed = 0;
  std::int64_t refused = 0;
  for (std::size_t i = 0; i < group.size(); ++i) {
    committed += group[i]->outcome == Waiting::Outcome::committed;
    refused += group[i]->outcome == Waiting::Outcome::refused;
    for (std::size_t child = 0; child < 2; ++child) {
      const std::size_t at = 2 * i + 1 + child;
      if (at < group.size()) group[i]->wakes[child] = group[at];
    }
  }
  transactions_.fetch_add(committed, std::memory_order_relaxed);
  refused_.fetch_add(refused, std::memory_order_relaxed);
  group[0]->done.open();
}

// Refusals go the same way: what they saw may be a commit that is not on the disk yet.
void SqliteDb::hand_to_flusher() {
  if (!options_.durable) return deliver(group_);
  {
    const std::lock_guard lock(flush_lock_);
    unflushed_.push_back(std::move(group_));
  }
  flush_wanted_.notify_one();
}

void SqliteDb::flush_loop() {
  std::vector<Group> groups;
  for (;;) {
    {
      std::unique_lock lock(flush_lock_);
      flush_wanted_.wait(lock, [&] { return !unflushed_.empty() || flush_stop_; });
      if (unflushed_.empty()) return;
      groups.swap(unflushed_);
    }
    if (log_file_ < 0) log_file_ = ::open((path_ + "-wal").c_str(), O_RDONLY | O_CLOEXEC);
    flush_failed_ = flush_failed_ || log_file_ < 0 || fdatasync(log_file_) != 0;
    for (const Group& group : groups) {
      if (flush_failed_) {
        Failure failure("cannot flush the log of " + path_ + "; restart when the disk is well", ErrorCode::unavailable);
        failure.unknown_outcome = true;
        give_up(group, std::make_exception_ptr(failure));
      }
      deliver(group);
    }
    groups.clear();
  }
}

void SqliteDb::run_read(FunctionRef<void(Tx&)> fn) {
  const Inside inside(this);
  const auto connection = readers_.take();
  SqliteTx tx(*connection);
  connection->step_plain("BEGIN");
  try {
    fn(tx);
  } catch (...) {
    sqlite3_exec(connection->handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
  connection->step_plain("COMMIT");
}

void SqliteDb::checkpoint_if_due() {
  if (log_pages_ < k_checkpoint_pages) {
    next_checkpoint_ = k_checkpoint_pages;
    next_finish_ = k_finish_log_pages;
    return;
  }
  if (log_pages_ >= next_finish_) {
    next_finish_ = log_pages_ + k_finish_log_pages;  // a long reader may keep the log from beginning anew
    sqlite3_wal_checkpoint_v2(writer_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  } else if (log_pages_ >= next_checkpoint_) {
    next_checkpoint_ = log_pages_ + k_checkpoint_pages;
    {
      std::lock_guard lock(checkpoint_lock_);
      checkpoint_due_ = true;
    }
    checkpoint_wanted_.notify_one();
  }
}

void SqliteDb::checkpoint_loop() {
  SqliteConnection connection(path_, SqliteConnection::Mode::helper, options_.durable);
  std::unique_lock lock(checkpoint_lock_);
  for (;;) {
    checkpoint_wanted_.wait(lock, [&] { return checkpoint_due_ || checkpoint_stop_; });
    if (checkpoint_stop_) return;
    checkpoint_due_ = false;
    lock.unlock();
    // Never waits for readers or the writer; what it cannot move now is moved the next time.
    sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    lock.lock();
  }
}

void SqliteDb::migrate(std::span<const Migration> migrations) {
  run_migrations(*this, migrations, [](Tx&) {});
}

bool SqliteDb::lead(std::string_view duty, Instant now, Span term) { return leadership_.lead(*this, duty, now, term); }

WriteStats SqliteDb::stats() const { return {commits_, transactions_, refused_, waiting_}; }

namespace {

void copy_database(sqlite3* from, const std::string& to) {
  sqlite3* target = nullptr;
  int code = sqlite3_open_v2(to.c_str(), &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  sqlite3_backup* copy = code == SQLITE_OK ? sqlite3_backup_init(target, "main", from, "main") : nullptr;
  if (copy) {
    code = sqlite3_backup_step(copy, -1);
    sqlite3_backup_finish(copy);
  }
  const std::string why = target ? sqlite3_errmsg(target) : "out of memory";
  sqlite3_close(target);
  if (code != SQLITE_DONE) throw Failure("数据库复制不了 / cannot copy the database to " + to + ": " + why, ErrorCode::unavailable);
}

void flush_path(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY);
  const bool flushed = file >= 0 && fsync(file) == 0;
  if (file >= 0) close(file);
  if (!flushed) throw Failure("写不到盘上 / cannot flush " + path, ErrorCode::unavailable);
}

// Copies under another name first, so that a half copy is never taken for a whole one.
void copy_durably(sqlite3* from, const std::string& to) {
  namespace fs = std::filesystem;
  if (fs::exists(to)) throw Failure(to + " 已存在 / exists already");
  const std::string part = to + ".part";
  std::error_code ignored;
  fs::remove(part, ignored);
  copy_database(from, part);
  flush_path(part);
  fs::rename(part, to);
  const auto folder = fs::path(to).parent_path();
  flush_path(folder.empty() ? "." : folder.string());
}

}  // namespace

void SqliteDb::backup(const std::string& path) {
  SqliteConnection source(path_, SqliteConnection::Mode::helper, true);
  copy_durably(source.handle(), path);
}

void restore(const std::string& copy, const std::string& target) {
  if (!std::filesystem::exists(copy)) throw Failure(copy + " 不存在 / does not exist");
  SqliteConnection source(copy, SqliteConnection::Mode::helper, true);
  std::string verdict;
  try {
    SqliteTx tx(source);
    tx.each("PRAGMA integrity_check(1)", {}, [&](const Row& row) {
      verdict = row.str(0);
      return false;
    });
  } catch (const Failure& failure) {
    verdict = failure.what();
  }
  if (verdict != "ok") throw Failure(copy + " 已损坏 / is damaged: " + verdict);
  copy_durably(source.handle(), target);
}

}  // namespace tiange::db
