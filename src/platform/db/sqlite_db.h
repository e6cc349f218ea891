#pragma once
// SQLite behind the face: one writer thread that groups waiting transactions into commits, a thread that makes commits
// durable and then tells those who wait, readers on their own connections, and a thread that moves the write-ahead log
// into the database.
//
// A commit is in the log when the writer goes on to the next group, and on the disk before any of its writers is told.
// So the writer never waits for the disk, and one flush serves all commits made during the flush before it.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "platform/db/db_common.h"
#include "platform/db/sqlite_connection.h"

namespace tiange::db {

// Opens once; whoever waits sleeps in the kernel. May be destroyed as soon as wait() returned.
class Gate {
 public:
  void open();
  void wait();

 private:
  std::atomic<int> open_{0};
};

class SqliteDb final : public Db {
 public:
  SqliteDb(std::string path, const Options& options);
  ~SqliteDb() override;

  Backend backend() const override { return Backend::sqlite; }
  void run_write(const Scope& scope, FunctionRef<bool(Tx&)> fn) override;
  void run_read(FunctionRef<void(Tx&)> fn) override;
  void run_queue(FunctionRef<bool(Tx&)> fn) override;
  void migrate(std::span<const Migration> migrations) override;
  bool lead(std::string_view duty, Instant now, Span term) override;
  void backup(const std::string& path) override;
  WriteStats stats() const override;

 private:
  struct Waiting;
  using Group = std::vector<Waiting*>;

  void enqueue(Waiting& waiting);
  Waiting* next_waiting(bool wait);
  void write_loop();
  bool run_group();
  void run_group_carefully();
  bool run_one(Waiting& waiting, bool savepoint);
  void rehearse(Waiting& waiting);
  void commit_group();
  static void give_up(const Group& group, const std::exception_ptr& error);
  void deliver(const Group& group);
  void hand_to_flusher();
  void flush_loop();
  void checkpoint_if_due();
  void checkpoint_loop();

  void end_former_terms();

  const std::string path_;
  const Options options_;
  SqliteConnection writer_;
  SqliteTx tx_;  // of the writer thread
  Leadership leadership_;
  int presence_ = -1;   // file that tells other processes that the database is open
  bool alone_ = false;  // nobody had it open before
  Pool<SqliteConnection> readers_;

  std::mutex queue_lock_;
  std::condition_variable queue_filled_;
  Waiting* queue_head_ = nullptr;
  Waiting* queue_tail_ = nullptr;
  std::atomic<int> waiting_{0};
  bool stopping_ = false;

  // Of the writer thread alone.
  Waiting* pending_ = nullptr;  // taken from the queue, not yet run
  Group group_;                 // in the open commit
  int careful_groups_ = 0;       // further groups that use savepoints
  int log_pages_ = 0;            // in the write-ahead log after the last commit
  int next_checkpoint_ = 0;      // log pages at which the next move in the background is due
  int next_finish_ = 0;          // log pages at which the writer moves the rest

  std::mutex flush_lock_;
  std::condition_variable flush_wanted_;
  std::vector<Group> unflushed_;
  bool flush_stop_ = false;
  int log_file_ = -1;
  std::atomic<bool> flush_failed_{false};

  std::mutex checkpoint_lock_;
  std::condition_variable checkpoint_wanted_;
  bool checkpoint_due_ = false;
  bool checkpoint_stop_ = false;

  std::atomic<std::int64_t> commits_{0};
  std::atomic<std::int64_t> transactions_{0};
  std::atomic<std::int64_t> refused_{0};

  std::thread checkpointer_;
  std::thread flusher_;
  std::thread thread_;
};

}  // namespace tiange::db
