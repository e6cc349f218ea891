#pragma once
// One PostgreSQL connection, used by one thread at a time, with its prepared statements. They travel in a pipeline:
// what is posted waits in the buffer, and goes with the next statement that is waited for.

#include <libpq-fe.h>

#include <array>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/db/db.h"

namespace tiange::db {

// What the server said; `state` is its SQLSTATE, empty when the connection was lost.
struct PgFailure : Failure {
  PgFailure(const std::string& what, ErrorCode answer, std::string sqlstate)
      : Failure(what, answer), state(std::move(sqlstate)) {}
  std::string state;
};

struct PgStatement {
  std::string text;
  std::string name;
  std::vector<Oid> types;  // of the parameters, as the server inferred them
};

struct PgResultClear {
  void operator()(PGresult* r) const { PQclear(r); }
};
using PgResult = std::unique_ptr<PGresult, PgResultClear>;

// The rows of one statement on their way. A second statement on the connection first takes the rest off the wire.
class PgStream {
 public:
  // Sends what waits and the statement, reads what was posted before it; throws PgFailure.
  PgStream(class PgConnection& connection, const PgStatement& statement, Params params);
  ~PgStream();
  PgStream(const PgStream&) = delete;
  PgStream& operator=(const PgStream&) = delete;

  // The next row, or nothing at the end; throws PgFailure. `changed` receives the count at the end.
  PgResult next(std::int64_t& changed);

 private:
  friend class PgConnection;
  PgResult receive();
  void take_off_the_wire();
  void leave_the_wire();

  PgConnection& connection_;
  std::deque<PgResult> waiting_;
  bool on_wire_ = true;
};

class PgConnection {
 public:
  // Does not connect yet.
  explicit PgConnection(std::string url) : url_(std::move(url)) {}
  ~PgConnection() { close(); }
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;

  // Connects where there is no live connection, also when the server has hung up meanwhile; throws Failure.
  void ensure();
  bool alive() const { return connection_ && !hung_up_ && PQstatus(connection_) == CONNECTION_OK; }
  void close();

  // One command without parameters or rows.
  void command(const std::string& sql);
  PgStatement& statement(std::string_view sql);
  // Sends without waiting; a failure shows at the next call that waits.
  void post(const PgStatement& statement, Params params);
  // Waits for everything posted; throws what failed first.
  void settle();
  // Posts `end`, the last statement of a transaction, and settles. A failure says whether the outcome is unknown.
  void finish(const PgStatement& end);
  // As finish, for a transaction whose end matters to nobody: does not wait.
  void finish_unread(const PgStatement& end);
  void copy_in(std::string_view table, std::span<const std::string_view> columns, Params params);
  // After the meaning of kept statements has changed.
  void forget_statements();

  // In whatever state the transaction is; closes the connection when that fails.
  void roll_back();

  [[noreturn]] void fail(const PGresult* result, std::string_view sql);

 private:
  // The first failure among results that were read.
  struct Trouble {
    bool any = false;
    PgResult result;  // nothing when the connection was lost without a word
    int skipped = 0;  // commands behind the failed one, which the server passed over
  };
  friend class PgStream;
  struct Slot {
    const char* data = nullptr;
    PgStatement* statement = nullptr;
  };
  static constexpr std::size_t k_slots = 1024;
  static constexpr std::size_t k_most_statements = 600;

  PgStatement& statement_by_text(std::string_view sql, Slot& slot);
  std::unique_ptr<PgStatement> prepare(std::string_view sql);
  void clear_statements();
  void free_wire();
  PgFailure failure_of(const PGresult* result, std::string_view sql);
  void enter_pipeline();
  void sync();
  Trouble read(int leave);  // the results of all pending commands but the last `leave`
  Trouble leave_pipeline();
  void leave_and_check();
  void encode(const Param& param, Oid type);

  const std::string url_;
  PGconn* connection_ = nullptr;
  PgStream* streaming_ = nullptr;  // whose rows are on the wire
  bool hung_up_ = false;           // the server said that it ends the connection
  int pending_ = 0;                // commands sent whose results are to be read
  int syncs_ = 0;                  // points of synchronisation sent and not read
  std::array<Slot, k_slots> slots_{};
  std::unordered_map<std::string_view, std::unique_ptr<PgStatement>> by_text_;
  std::int64_t next_name_ = 0;

  // Parameters of the statement being sent.
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
  std::deque<std::string> scratch_;
};

class PgTx final : public Tx {
 public:
  // `begin` is a literal; it goes with the first statement.
  PgTx(PgConnection& connection, std::string_view begin) : connection_(connection), begin_(begin) {}

  Backend backend() const override { return Backend::postgres; }
  std::int64_t run(std::string_view sql, Params params) override;
  void post(std::string_view sql, Params params) override;
  void settle() override;
  void each(std::string_view sql, Params params, Visit visit) override;
  void on_commit(std::function<void()> action) override { actions_.push_back(std::move(action)); }
  void bulk_insert(std::string_view table, std::span<const std::string_view> columns, Params params) override;
  using Tx::each;
  using Tx::post;
  using Tx::run;

  void commit();  // throws; a failure that may_succeed_again has left nothing behind
  void end_unread();  // of a snapshot
  bool begun() const { return begun_; }
  bool failed() const { return failed_; }
  bool may_succeed_again() const { return again_; }  // the failure was a conflict with others, or a lost connection
  bool stale_statements() const { return stale_; }
  const std::vector<std::function<void()>>& actions() const { return actions_; }

 private:
  template <class F>
  auto guarded(F&& f);
  void begin();

  PgConnection& connection_;
  const std::string_view begin_;
  std::vector<std::function<void()>> actions_;
  bool begun_ = false;
  bool failed_ = false;
  bool again_ = false;
  bool stale_ = false;
};

// Whether a transaction that failed with this state may succeed when tried again.
bool is_conflict(const std::string& state);

}  // namespace tiange::db
