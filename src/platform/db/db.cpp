#include "platform/db/db.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <random>

#include "platform/db/db_common.h"
#include "platform/db/pg_db.h"
#include "platform/db/sqlite_db.h"

namespace tiange::db {
namespace {

thread_local const Db* t_inside = nullptr;

std::int64_t random_positive() {
  std::random_device device;
  const auto bits = (static_cast<std::uint64_t>(device()) << 32) | device();
  return static_cast<std::int64_t>(bits >> 1) | 1;
}

constexpr std::string_view k_sqlite = "sqlite:";

}  // namespace

Inside::Inside(const Db* db) : before_(t_inside) {
  if (before_ == db) throw std::logic_error("a transaction function called read or write of the same database");
  t_inside = db;
}

bool in_transaction(const Db& db) { return t_inside == &db; }

Inside::~Inside() { t_inside = before_; }

Leadership::Leadership() : holder_(random_positive()) {}

bool Leadership::lead(Db& db, std::string_view duty, Instant now, Span term) {
  std::lock_guard lock(lock_);
  const auto known = renew_at_.find(duty);
  if (known != renew_at_.end() && now < known->second) return true;
  bool mine = false;
  db.run_queue([&](Tx& tx) {
    mine = tx.run("INSERT INTO leaders (duty, holder, until) VALUES (?, ?, ?) "
                  "ON CONFLICT (duty) DO UPDATE SET holder = excluded.holder, until = excluded.until "
                  "WHERE leaders.holder = excluded.holder OR leaders.until <= ?",
                  {duty, holder_, now + term, now}) > 0;
    return mine;
  });
  if (mine) renew_at_[std::string(duty)] = now + Span{term.us / 2};
  else renew_at_.erase(std::string(duty));
  return mine;
}

void Leadership::resign(Db& db) {
  std::lock_guard lock(lock_);
  if (renew_at_.empty()) return;
  renew_at_.clear();
  db.run_queue([&](Tx& tx) {
    tx.run("UPDATE leaders SET until = 0 WHERE holder = ?", {holder_});
    return true;
  });
}

std::unique_ptr<Db> open(const Options& options) {
  const std::string_view url = options.url;
  if (url.starts_with(k_sqlite) && url.size() > k_sqlite.size())
    return std::make_unique<SqliteDb>(std::string(url.substr(k_sqlite.size())), options);
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) return std::make_unique<PgDb>(options);
  throw Failure("数据库地址以 sqlite: 或 postgresql:// 开头 / a database address begins with sqlite: or postgresql://, not " +
                options.url.substr(0, 20));
}

double fsync_per_s(const std::string& directory) {
  std::string name = directory + "/.flush-XXXXXX";
  const int file = mkstemp(name.data());
  if (file < 0) throw Failure("目录不可写 / cannot write in " + directory, ErrorCode::unavailable);
  unlink(name.c_str());
  const std::string page(4096, 'x');
  const auto start = std::chrono::steady_clock::now();
  double passed = 0;
  int flushes = 0;
  while (passed < 0.25) {
    if (::write(file, page.data(), page.size()) != static_cast<ssize_t>(page.size()) || fsync(file) != 0) break;
    ++flushes;
    passed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  close(file);
  return passed > 0 ? flushes / passed : 0;
}

}  // namespace tiange::db
