#pragma once
// One SQLite connection, used by one thread at a time, with its prepared statements.

#include <sqlite3.h>

#include <array>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/db/db.h"

namespace tiange::db {

struct SqliteStatement {
  sqlite3_stmt* stmt = nullptr;
  std::string text;
  int parameters = 0;
  bool read_only = true;
  bool in_use = false;

  ~SqliteStatement() { sqlite3_finalize(stmt); }
};

class SqliteConnection {
 public:
  enum class Mode { writer, reader, helper };  // helper: checkpoints and copies

  // Throws Failure. A reader refuses every change.
  SqliteConnection(const std::string& path, Mode mode, bool durable);
  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  sqlite3* handle() const { return handle_; }

  // The prepared statement of `sql`, kept for the next time. Its place is found by the address of the text first,
  // which is the same for a literal, and by the text itself else.
  SqliteStatement& statement(std::string_view sql) {
    Slot& slot = slots_[slot_of(sql)];
    if (slot.data == sql.data() && slot.statement && slot.statement->text == sql) return *slot.statement;
    return statement_by_text(sql, slot);
  }
  std::unique_ptr<SqliteStatement> prepare(std::string_view sql);

  void exec(const std::string& sql);
  // Runs a kept statement without parameters: BEGIN, COMMIT and their like.
  void step_plain(std::string_view sql);
  bool in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }
  [[noreturn]] void fail(int code, std::string_view sql) const;

 private:
  struct Slot {
    const char* data = nullptr;
    SqliteStatement* statement = nullptr;
  };
  using Recent = std::list<std::unique_ptr<SqliteStatement>>;  // most recently found by text first

  static constexpr std::size_t k_slots = 1024;
  static constexpr std::size_t k_most_statements = 800;

  static std::size_t slot_of(std::string_view sql) {
    const auto address = reinterpret_cast<std::uintptr_t>(sql.data());
    return ((address ^ (sql.size() << 4)) * 0x9E3779B97F4A7C15ull >> 32) % k_slots;
  }
  void refuse_other_pages(const std::string& path);
  SqliteStatement& statement_by_text(std::string_view sql, Slot& slot);
  void forget_oldest();

  sqlite3* handle_ = nullptr;
  std::array<Slot, k_slots> slots_{};
  Recent recent_;
  std::unordered_map<std::string_view, Recent::iterator> by_text_;
};

// A transaction of a connection. Change is told before the first statement that changes anything.
class SqliteTx final : public Tx {
 public:
  explicit SqliteTx(SqliteConnection& connection) : connection_(connection) {}

  Backend backend() const override { return Backend::sqlite; }
  std::int64_t run(std::string_view sql, Params params) override;
  void each(std::string_view sql, Params params, Visit visit) override;
  void on_commit(std::function<void()> action) override { actions_.push_back(std::move(action)); }
  void bulk_insert(std::string_view table, std::span<const std::string_view> columns, Params params) override;
  using Tx::each;
  using Tx::run;

  // For the next transaction on the connection; `savepoint`: open one before the first change.
  void restart(bool savepoint) {
    savepoint_ = savepoint;
    savepoint_open_ = changed_ = failed_ = false;
    actions_.clear();
  }
  bool changed() const { return changed_; }
  bool failed() const { return failed_; }
  bool savepoint_open() const { return savepoint_open_; }
  std::vector<std::function<void()>> take_actions() { return std::move(actions_); }

 private:
  class Use;
  void before_change();

  SqliteConnection& connection_;
  std::vector<std::function<void()>> actions_;
  bool savepoint_ = false;
  bool savepoint_open_ = false;
  bool changed_ = false;
  bool failed_ = false;
};

}  // namespace tiange::db
