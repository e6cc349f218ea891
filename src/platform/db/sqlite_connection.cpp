#include "platform/db/sqlite_connection.h"

#include <cctype>

#include "platform/db/wal/wal_file.h"

namespace tiange::db {
namespace {

ErrorCode answer_for(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN: return ErrorCode::unavailable;
    default: return ErrorCode::broken;
  }
}

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* stmt) : stmt_(stmt) {}
  bool is_null(int c) const override { return sqlite3_column_type(stmt_, c) == SQLITE_NULL; }
  std::int64_t i64(int c) const override { return sqlite3_column_int64(stmt_, c); }
  double f64(int c) const override { return sqlite3_column_double(stmt_, c); }
  std::string_view text(int c) const override {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(stmt_, c));
    if (!data) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(stmt_, c))};
  }

 private:
  sqlite3_stmt* stmt_;
};

struct Binder {
  sqlite3_stmt* stmt;
  int index;
  int operator()(std::monostate) const { return sqlite3_bind_null(stmt, index); }
  int operator()(std::int64_t n) const { return sqlite3_bind_int64(stmt, index, n); }
  int operator()(double d) const { return sqlite3_bind_double(stmt, index, d); }
  int operator()(std::string_view s) const {
    return sqlite3_bind_text64(stmt, index, s.data() ? s.data() : "", s.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  int operator()(Bytes b) const {
    if (b.data.empty()) return sqlite3_bind_zeroblob(stmt, index, 0);
    return sqlite3_bind_blob64(stmt, index, b.data.data(), b.data.size(), SQLITE_STATIC);
  }
};

int bind(sqlite3_stmt* stmt, Params params) {
  int index = 0;
  for (const auto& p : params) {
    ++index;
    const int code = std::visit(Binder{stmt, index}, p.value);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

}  // namespace

namespace {

constexpr int k_page_size = 4096;  // rows of a kilobyte or two stay on one page of a keyed table
constexpr unsigned k_unused_page = 0x40000000 / k_page_size + 1;  // holds the lock byte (sqlite.org/fileformat2.html, 1.4)

void (*rekey_page)(sqlite3_pcache*, sqlite3_pcache_page*, unsigned, unsigned) = nullptr;

// Two pages that change places after a split go by way of the unused page's number. For the cache that would be its
// highest number, and every commit would walk over all it holds to drop pages beyond the end of the file.
void change_number(sqlite3_pcache* cache, sqlite3_pcache_page* page, unsigned from, unsigned to) {
  rekey_page(cache, page, from == k_unused_page ? 0 : from, to == k_unused_page ? 0 : to);
}

void configure_once() {
  static const bool configured = [] {
    // Else every allocation of every connection takes one lock of the process to keep a statistic.
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static sqlite3_pcache_methods2 cache{};
    if (sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &cache) != SQLITE_OK) return false;
    rekey_page = cache.xRekey;
    cache.xRekey = change_number;
    return sqlite3_config(SQLITE_CONFIG_PCACHE2, &cache) == SQLITE_OK;
  }();
  (void)configured;
}

}  // namespace

SqliteConnection::SqliteConnection(const std::string& path, Mode mode, bool durable) {
  configure_once();
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == Mode::writer ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &handle_, flags, mode == Mode::writer ? gathering_vfs() : nullptr);
  if (code != SQLITE_OK) {
    const std::string why = handle_ ? sqlite3_errmsg(handle_) : "out of memory";
    sqlite3_close(handle_);
    throw Failure("打不开数据库文件 / cannot open the database file " + path + ": " + why, ErrorCode::unavailable);
  }
  try {
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_timeout(handle_, 10'000);
    if (mode == Mode::writer) {
      exec("PRAGMA page_size=" + std::to_string(k_page_size));  // of a new file
      refuse_other_pages(path);
      exec("PRAGMA journal_mode=WAL");
    }
    // NORMAL keeps the file whole through a loss of power; SqliteDb flushes every commit before it tells of it.
    exec(durable ? "PRAGMA synchronous=NORMAL" : "PRAGMA synchronous=OFF");
    exec("PRAGMA secure_delete=FAST");  // deleted rows are wiped where their page is written anyway
    exec("PRAGMA temp_store=MEMORY");
    exec("PRAGMA case_sensitive_like=ON");  // as PostgreSQL
    exec("PRAGMA foreign_keys=ON");
    exec("PRAGMA wal_autocheckpoint=0");
    // The writer's holds the hot pages of some million cases.
    exec(mode == Mode::writer ? "PRAGMA cache_size=-65536" : "PRAGMA cache_size=-32768");
    exec("PRAGMA journal_size_limit=134217728");
    if (mode == Mode::reader) exec("PRAGMA query_only=ON");
  } catch (...) {
    sqlite3_close(handle_);
    throw;
  }
}

// change_number() knows the unused page of one size only.
void SqliteConnection::refuse_other_pages(const std::string& path) {
  const auto asked = prepare("PRAGMA page_size");
  const int size = sqlite3_step(asked->stmt) == SQLITE_ROW ? sqlite3_column_int(asked->stmt, 0) : 0;
  if (size == k_page_size) return;
  const std::string has = std::to_string(size), needed = std::to_string(k_page_size);
  throw Failure(path + " 的页是 " + has + " 字节，须为 " + needed + "：停下程序，在 sqlite3 里执行下面的语句 / has pages of " +
                    has + " bytes where " + needed + " are needed: with the program stopped, run in the sqlite3 shell: "
                    "PRAGMA journal_mode=DELETE; PRAGMA page_size=" + needed + "; VACUUM;",
                ErrorCode::unavailable);
}

SqliteConnection::~SqliteConnection() {
  by_text_.clear();
  recent_.clear();
  sqlite3_close(handle_);
}

void SqliteConnection::fail(int code, std::string_view sql) const {
  std::string what = sqlite3_errmsg(handle_);
  if (what == "not an error") what = sqlite3_errstr(code);
  throw Failure("SQLite: " + what + " (" + std::to_string(code) + ") in: " + std::string(sql.substr(0, 400)),
                answer_for(code));
}

void SqliteConnection::exec(const std::string& sql) {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code, sql);
}

void SqliteConnection::step_plain(std::string_view sql) {
  sqlite3_stmt* stmt = statement(sql).stmt;
  const int code = sqlite3_step(stmt);
  if (code != SQLITE_DONE) {
    sqlite3_reset(stmt);
    fail(code, sql);
  }
  sqlite3_reset(stmt);
}

std::unique_ptr<SqliteStatement> SqliteConnection::prepare(std::string_view sql) {
  auto statement = std::make_unique<SqliteStatement>();
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement->stmt, &tail);
  if (code != SQLITE_OK) fail(code, sql);
  if (!statement->stmt) throw Failure("empty statement");
  for (const char* end = sql.data() + sql.size(); tail < end; ++tail)
    if (!std::isspace(static_cast<unsigned char>(*tail)) && *tail != ';')
      throw Failure("one statement at a time: " + std::string(sql.substr(0, 400)));
  statement->text = sql;
  statement->parameters = sqlite3_bind_parameter_count(statement->stmt);
  statement->read_only = sqlite3_stmt_readonly(statement->stmt) != 0;
  return statement;
}

SqliteStatement& SqliteConnection::statement_by_text(std::string_view sql, Slot& slot) {
  const auto found = by_text_.find(sql);
  if (found != by_text_.end()) {
    recent_.splice(recent_.begin(), recent_, found->second);
  } else {
    if (recent_.size() >= k_most_statements) forget_oldest();
    recent_.push_front(prepare(sql));
    by_text_.emplace(recent_.front()->text, recent_.begin());
  }
  slot = {sql.data(), recent_.front().get()};
  return *recent_.front();
}

// Statements found by address alone do not move in the list, so the oldest may be a busy one: the slots are cleared and
// literals in use come back to the front the next time they are found by text.
void SqliteConnection::forget_oldest() {
  slots_.fill({});
  std::size_t to_drop = k_most_statements / 4;
  auto it = recent_.end();
  while (to_drop > 0 && it != recent_.begin()) {
    --it;
    --to_drop;
    if ((*it)->in_use) continue;
    by_text_.erase((*it)->text);
    it = recent_.erase(it);
  }
}

// A statement bound and marked in use until the end of the call; a second use of the same text inside a visit gets a
// statement of its own.
class SqliteTx::Use {
 public:
  Use(SqliteTx& tx, std::string_view sql) : tx_(tx) {
    if (tx.failed_) throw Failure("the transaction has failed and can only end");
    auto& cached = tx.connection_.statement(sql);
    if (cached.in_use) own_ = tx.connection_.prepare(sql);
    statement_ = own_ ? own_.get() : &cached;
    statement_->in_use = true;
    if (!statement_->read_only) {
      try {
        tx.before_change();
      } catch (...) {
        statement_->in_use = false;
        throw;
      }
    }
  }
  ~Use() {
    sqlite3_reset(statement_->stmt);
    statement_->in_use = false;
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

  void bind_all(Params params) {
    if (static_cast<int>(params.size()) != statement_->parameters)
      throw Failure("statement takes " + std::to_string(statement_->parameters) + " parameters, given " +
                    std::to_string(params.size()) + ": " + statement_->text);
    check(bind(statement_->stmt, params));
  }
  bool step() {
    const int code = sqlite3_step(statement_->stmt);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) check(code);
    return false;
  }
  void reset() { sqlite3_reset(statement_->stmt); }
  sqlite3_stmt* stmt() const { return statement_->stmt; }
  bool read_only() const { return statement_->read_only; }

 private:
  void check(int code) {
    if (code == SQLITE_OK) return;
    tx_.failed_ = true;
    tx_.connection_.fail(code, statement_->text);
  }

  SqliteTx& tx_;
  SqliteStatement* statement_ = nullptr;
  std::unique_ptr<SqliteStatement> own_;
};

void SqliteTx::before_change() {
  if (changed_) return;
  if (savepoint_) {
    connection_.step_plain("SAVEPOINT one");
    savepoint_open_ = true;
  }
  changed_ = true;
}

std::int64_t SqliteTx::run(std::string_view sql, Params params) {
  Use use(*this, sql);
  use.bind_all(params);
  while (use.step()) {}
  return use.read_only() ? 0 : sqlite3_changes64(connection_.handle());
}

void SqliteTx::each(std::string_view sql, Params params, Visit visit) {
  Use use(*this, sql);
  use.bind_all(params);
  const SqliteRow row(use.stmt());
  while (use.step() && visit(row)) {}
}

void SqliteTx::bulk_insert(std::string_view table, std::span<const std::string_view> columns, Params params) {
  if (columns.empty() || params.size() % columns.size() != 0) throw Failure("bulk_insert: values do not fill rows");
  std::string sql = "INSERT INTO " + std::string(table) + " (";
  std::string marks;
  for (const auto column : columns) {
    if (!marks.empty()) {
      sql += ", ";
      marks += ", ";
    }
    sql += column;
    marks += '?';
  }
  sql += ") VALUES (" + marks + ")";
  Use use(*this, sql);
  for (std::size_t i = 0; i < params.size(); i += columns.size()) {
    use.bind_all(params.subspan(i, columns.size()));
    use.step();
    use.reset();
  }
}

}  // namespace tiange::db
