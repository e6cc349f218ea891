#include "platform/db/pg_db.h"

#include <algorithm>
#include <random>
#include <thread>

#include "platform/db/migrate.h"

namespace tiange::db {
namespace {

constexpr int k_most_tries = 40;
constexpr int k_longest_pause_ms = 50;

// Two writers that change one row conflict, and the later runs again. SERIALIZABLE would also tell apart two that only
// read what the other changes, but under load it rolled back every third transaction without need.
constexpr const char* k_begin_write = "BEGIN ISOLATION LEVEL REPEATABLE READ";
constexpr const char* k_begin_queue = "BEGIN ISOLATION LEVEL READ COMMITTED";
constexpr const char* k_begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

void pause_before(int next_try) {
  if (next_try <= 2) return;
  static thread_local std::minstd_rand random(std::random_device{}());
  const int most = std::min(1 << std::min(next_try - 2, 10), k_longest_pause_ms);
  std::this_thread::sleep_for(std::chrono::microseconds(std::uniform_int_distribution<int>(100, most * 1000)(random)));
}

}  // namespace

PgDb::PgDb(const Options& options)
    : writers_(options.most_waiting, options.most_wait), readers_(options.most_waiting, options.most_wait) {
  for (int i = 0; i < std::max(1, options.writers); ++i) writers_.add(std::make_unique<PgConnection>(options.url));
  for (int i = 0; i < std::max(1, options.readers); ++i) readers_.add(std::make_unique<PgConnection>(options.url));
  check_server();
}

PgDb::~PgDb() {
  try {
    leadership_.resign(*this);
  } catch (const std::exception&) {
    // The terms run out by themselves.
  }
}

// Prefix ranges of area codes and the order of keys rest on the order of bytes, as on SQLite.
void PgDb::check_server() {
  run_read([](Tx& tx) {
    tx.each("SELECT pg_encoding_to_char(encoding), datcollate, datlocprovider = 'i' FROM pg_database "
            "WHERE datname = current_database()", {}, [](const Row& row) {
      const auto collation = row.text(1);
      const bool by_bytes = collation == "C" || collation == "POSIX" || collation.starts_with("C.");
      if (row.text(0) != "UTF8" || !by_bytes || row.flag(2))
        throw Failure("PostgreSQL 数据库须按字节排序，请这样新建 / the PostgreSQL database must sort by bytes: CREATE DATABASE … TEMPLATE template0 "
                      "ENCODING 'UTF8' LOCALE 'C.UTF-8'; this one is " + row.str(0) + " " + row.str(1));
      return true;
    });
  });
}

void PgDb::run_write(const Scope&, FunctionRef<bool(Tx&)> fn) { write_with(k_begin_write, fn); }

void PgDb::run_queue(FunctionRef<bool(Tx&)> fn) { write_with(k_begin_queue, fn); }

void PgDb::write_with(std::string_view begin, FunctionRef<bool(Tx&)> fn) {
  Actions actions;
  {
    const Inside inside(this);
    const auto connection = writers_.take();
    for (int attempt = 1; !try_write(*connection, begin, fn, actions); ++attempt) {
      if (attempt == k_most_tries)
        throw Failure("the transaction lost against others too often", ErrorCode::unavailable);
      pause_before(attempt + 1);
    }
  }
  for (const auto& action : actions) action();
}

// False when it has to be tried again.
bool PgDb::try_write(PgConnection& connection, std::string_view begin, FunctionRef<bool(Tx&)> fn, Actions& actions) {
  connection.ensure();
  PgTx tx(connection, begin);
  bool wanted = false;
  std::exception_ptr error;
  try {
    wanted = fn(tx);
    if (wanted && tx.failed()) throw Failure("a statement of the transaction failed and was passed over");
    if (wanted) tx.commit();
  } catch (...) {
    error = std::current_exception();
  }
  if (error || !wanted) {
    if (tx.begun()) connection.roll_back();
    if (tx.may_succeed_again()) {
      if (tx.stale_statements() && connection.alive()) connection.forget_statements();
      return false;
    }
    if (error) std::rethrow_exception(error);
    ++refused_;
    return true;
  }
  actions = tx.actions();
  ++transactions_;
  return true;
}

void PgDb::run_read(FunctionRef<void(Tx&)> fn) {
  const Inside inside(this);
  const auto connection = readers_.take();
  for (int attempt = 1;; ++attempt) {
    connection->ensure();
    PgTx tx(*connection, k_begin_read);
    try {
      fn(tx);
    } catch (...) {
      if (tx.begun()) connection->roll_back();
      if (tx.stale_statements() && connection->alive()) connection->forget_statements();
      if (tx.may_succeed_again() && attempt < 3) continue;
      throw;
    }
    tx.end_unread();
    return;
  }
}

void PgDb::migrate(std::span<const Migration> migrations) {
  run_migrations(*this, migrations, [](Tx& tx) {
    tx.run("SELECT pg_advisory_xact_lock(hashtext('tiange ' || current_schema()))", {});
  });
}

bool PgDb::lead(std::string_view duty, Instant now, Span term) { return leadership_.lead(*this, duty, now, term); }

void PgDb::backup(const std::string&) {
  throw Failure("PostgreSQL 请用 pg_basebackup 和归档日志备份 / back up PostgreSQL with pg_basebackup and archived WAL");
}

WriteStats PgDb::stats() const {
  return {transactions_, transactions_, refused_, writers_.waiting()};
}

}  // namespace tiange::db
