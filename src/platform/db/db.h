#pragma once
// One face over SQLite and PostgreSQL.
//
//   auto view = db.write(scope, [&](db::Tx& tx) -> Result<View> { ... });   // returns after the commit is durable
//   auto rows = db.read([&](db::Tx& tx) -> Result<Rows> { ... });           // a snapshot; never blocks writers
//
// A write function that returns a refusal, or throws, leaves nothing behind. On SQLite all write functions run on one
// writer thread that groups waiting transactions into one durable commit; on PostgreSQL each runs on a pooled
// connection in a snapshot. It may be run again from the start (see run_write), so a write function must have no
// effect outside the transaction except through Tx::on_commit, and must not move its captures away. On PostgreSQL two
// writers that change one row conflict and the later runs again; a decision that rests on rows it does not change must
// change a row that all such decisions change, such as the version of the thing decided on.
//
// SQL is written once, in the words both databases share: `?` parameters, BIGINT, DOUBLE PRECISION, TEXT, BYTES
// (mapped to BLOB or BYTEA in migrations), INSERT … ON CONFLICT …, RETURNING, no OFFSET. Booleans are BIGINT 0/1,
// moments BIGINT microseconds UTC. Pass string literals: prepared statements are cached by text.

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/function_ref.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/scope.h"
#include "base/time.h"

namespace tiange::db {

struct Bytes {
  std::string_view data;
};

// A bound parameter. Text is borrowed until the call returns.
class Param {
 public:
  Param(std::nullptr_t) {}
  Param(std::int64_t n) : value(n) {}
  Param(int n) : value(static_cast<std::int64_t>(n)) {}
  Param(bool b) : value(static_cast<std::int64_t>(b)) {}
  Param(double d) : value(d) {}
  Param(std::string_view s) : value(s) {}
  Param(const std::string& s) : value(std::string_view(s)) {}
  Param(const char* s) : value(std::string_view(s)) {}
  Param(Bytes b) : value(b) {}
  Param(Instant t) : value(t.us) {}
  template <class Tag>
  Param(Id<Tag> id) : value(id.value) {}
  template <class T>
  Param(const std::optional<T>& v) {
    if (v) *this = Param(*v);
  }

  std::variant<std::monostate, std::int64_t, double, std::string_view, Bytes> value;
};
using Params = std::span<const Param>;

// One row of a result while it is being visited. Columns count from 0.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t i64(int column) const = 0;  // NULL reads as 0
  virtual double f64(int column) const = 0;
  virtual std::string_view text(int column) const = 0;  // valid until the visit returns; also for BYTES

  std::string str(int column) const { return std::string(text(column)); }
  bool flag(int column) const { return i64(column) != 0; }
  Instant moment(int column) const { return {i64(column)}; }
  std::optional<std::int64_t> opt_i64(int c) const { return is_null(c) ? std::nullopt : std::optional(i64(c)); }
  std::optional<double> opt_f64(int c) const { return is_null(c) ? std::nullopt : std::optional(f64(c)); }
  std::optional<std::string> opt_text(int c) const { return is_null(c) ? std::nullopt : std::optional(str(c)); }
};
using Visit = FunctionRef<bool(const Row&)>;  // false stops; say LIMIT when only a few rows are wanted

enum class Backend { sqlite, postgres };

// An open transaction (write) or snapshot (read). Database failures are thrown as db::Failure, after which the
// transaction can only end; unique violations that a caller wants to see are avoided by ON CONFLICT DO NOTHING and the
// count of changed rows. Statements may be run while rows of another are being visited.
class Tx {
 public:
  virtual ~Tx() = default;
  virtual Backend backend() const = 0;

  // Runs a statement; returns the number of rows changed.
  virtual std::int64_t run(std::string_view sql, Params params) = 0;
  // As run, where nobody asks for the number. On PostgreSQL it is sent without waiting, in order: a failure is thrown by
  // the next run, each, settle or bulk_insert, or shows at the end, and the transaction fails as it would have at once.
  virtual void post(std::string_view sql, Params params) { run(sql, params); }
  // Waits for everything posted, for those who must know whose statement failed.
  virtual void settle() {}
  // Visits each row; streams, so a result of any size uses constant memory.
  virtual void each(std::string_view sql, Params params, Visit visit) = 0;
  // Called once, after the commit is durable, on some thread; for waking live streams.
  virtual void on_commit(std::function<void()> action) = 0;

  std::int64_t run(std::string_view sql, std::initializer_list<Param> params) {
    return run(sql, Params(params.begin(), params.size()));
  }
  void post(std::string_view sql, std::initializer_list<Param> params) {
    post(sql, Params(params.begin(), params.size()));
  }
  void each(std::string_view sql, std::initializer_list<Param> params, Visit visit) {
    each(sql, Params(params.begin(), params.size()), visit);
  }
  // The first row through `make`, or nothing.
  template <class F>
  auto one(std::string_view sql, std::initializer_list<Param> params, F&& make)
      -> std::optional<decltype(make(std::declval<const Row&>()))> {
    std::optional<decltype(make(std::declval<const Row&>()))> found;
    each(sql, params, [&](const Row& row) {
      found.emplace(make(row));
      return false;
    });
    return found;
  }
  // Every row through `make`.
  template <class F>
  auto all(std::string_view sql, Params params, F&& make) -> std::vector<decltype(make(std::declval<const Row&>()))> {
    std::vector<decltype(make(std::declval<const Row&>()))> rows;
    each(sql, params, [&](const Row& row) {
      rows.push_back(make(row));
      return true;
    });
    return rows;
  }
  template <class F>
  auto all(std::string_view sql, std::initializer_list<Param> params, F&& make) {
    return all(sql, Params(params.begin(), params.size()), std::forward<F>(make));
  }
  // Many rows into one table, the fastest way the backend has (COPY, or multi-row prepared inserts).
  // `params` holds rows × columns values in order.
  virtual void bulk_insert(std::string_view table, std::span<const std::string_view> columns, Params params) = 0;
};

// The surroundings broke (disk, network, constraint): caught once per request or job and answered as refuse(code).
struct Failure : std::runtime_error {
  explicit Failure(const std::string& what, ErrorCode answer = ErrorCode::broken)
      : std::runtime_error(what), code(answer) {}
  ErrorCode code;                // too_many (queue full), unavailable (lost, busy, stopping) or broken
  bool unknown_outcome = false;  // an error at COMMIT: the write may or may not be there; retry by id
};

// One forward step of one room's schema. Each statement is preceded by a marker comment that the lint and the backends
// read:
//   -- table cases: sharded        (part_key leads every key; on SQLite WITHOUT ROWID)
//   -- table cases: sharded, own id    (the second key column is a BIGINT that is unique by itself: SQLite's row number)
//   -- table case_history: sharded, appended    (only ever added to: on SQLite rows lie as they came, beside their key)
//   -- table units: reference      (small, copied everywhere)
//   -- table jobs: local           (queue of one database)
// On SQLite part_key moves to the end of a sharded primary key, so that the newest rows lie together: a query names
// part_key and the next key column, or has an index of its own.
struct Migration {
  std::string_view room;  // "cases"
  int version;            // 1, 2, 3 … per room
  std::string_view sql;   // statements separated by ';' at line end
};

struct Options {
  std::string url;         // "sqlite:/path/district.db" or "postgresql://user@host/db"
  int readers = 4;         // reader connections
  int writers = 16;        // PostgreSQL only
  int most_in_group = 256; // SQLite: transactions in one commit
  int most_waiting = 10'000;  // writers in the queue; one more is a Failure with too_many
  Span most_wait = seconds(20);  // for a free connection; then a Failure with unavailable
  bool durable = true;     // false only for bulk generation into a fresh database
  bool rehearse = false;   // for tests, SQLite only: runs every write function twice, the first time for nothing
};

struct WriteStats {
  std::int64_t commits;        // durable groups
  std::int64_t transactions;   // write functions that committed
  std::int64_t refused;        // write functions that refused
  std::int64_t waiting;        // queued now
};

class Db {
 public:
  virtual ~Db() = default;
  virtual Backend backend() const = 0;

  template <class F>
  auto write(const Scope& scope, F&& fn) -> decltype(fn(std::declval<Tx&>())) {
    using R = decltype(fn(std::declval<Tx&>()));
    std::optional<R> result;
    run_write(scope, [&](Tx& tx) {
      result.emplace(fn(tx));
      return result->ok();
    });
    return std::move(*result);
  }
  template <class F>
  auto read(F&& fn) -> decltype(fn(std::declval<Tx&>())) {
    using R = decltype(fn(std::declval<Tx&>()));
    std::optional<R> result;
    run_read([&](Tx& tx) { result.emplace(fn(tx)); });
    return std::move(*result);
  }

  // `fn` returns true to commit. Returns after durability; rethrows what `fn` threw. `fn` may be called again when its
  // transaction had to be rolled back (PostgreSQL: serialisation failure; SQLite: a neighbour in the group failed
  // after its first change). `fn` must not call read or write of the same database; that throws std::logic_error.
  virtual void run_write(const Scope& scope, FunctionRef<bool(Tx&)> fn) = 0;
  virtual void run_read(FunctionRef<void(Tx&)> fn) = 0;
  // As run_write for queue tables: on PostgreSQL at READ COMMITTED, so that SKIP LOCKED works without serialisation
  // failures. Never for business state.
  virtual void run_queue(FunctionRef<bool(Tx&)> fn) = 0;

  // Applies what is missing, in order of the list, each in its own transaction, under a lock when instances share the
  // database. Throws Failure when the database holds a newer version of a room than the list.
  virtual void migrate(std::span<const Migration> migrations) = 0;
  // True while this instance is the one that does `duty` (timers, outbox, nightly work). Leadership is renewed by
  // calling; lost within `term` when the instance dies.
  virtual bool lead(std::string_view duty, Instant now, Span term) = 0;
  // SQLite: a consistent copy while running. PostgreSQL: throws, naming pg_basebackup.
  virtual void backup(const std::string& path) = 0;
  virtual WriteStats stats() const = 0;
};

// Whether the calling thread is inside a transaction function of `db`, where it must not read or write through `db` again.
// For caches that follow the database: inside, they answer with what they know.
bool in_transaction(const Db& db);

std::unique_ptr<Db> open(const Options& options);  // throws Failure

// Makes the SQLite database `target` from a copy made by Db::backup, after checking the copy's integrity. Throws
// Failure when the copy is damaged or `target` exists.
void restore(const std::string& copy, const std::string& target);

// How many 4 KiB appends, each flushed to the disk, the directory's file system takes in a second: the limit of durable
// commits without grouping. Measures for about a quarter of a second.
double fsync_per_s(const std::string& directory);

}  // namespace tiange::db
