#pragma once
// PostgreSQL behind the face: pooled connections, one transaction each, tried again when it lost against others.

#include <atomic>

#include "platform/db/db_common.h"
#include "platform/db/pg_connection.h"

namespace tiange::db {

class PgDb final : public Db {
 public:
  explicit PgDb(const Options& options);
  ~PgDb() override;

  Backend backend() const override { return Backend::postgres; }
  void run_write(const Scope& scope, FunctionRef<bool(Tx&)> fn) override;
  void run_read(FunctionRef<void(Tx&)> fn) override;
  void run_queue(FunctionRef<bool(Tx&)> fn) override;
  void migrate(std::span<const Migration> migrations) override;
  bool lead(std::string_view duty, Instant now, Span term) override;
  void backup(const std::string& path) override;
  WriteStats stats() const override;

 private:
  using Actions = std::vector<std::function<void()>>;

  void write_with(std::string_view begin, FunctionRef<bool(Tx&)> fn);
  bool try_write(PgConnection& connection, std::string_view begin, FunctionRef<bool(Tx&)> fn, Actions& actions);
  void check_server();

  Leadership leadership_;
  Pool<PgConnection> writers_;
  Pool<PgConnection> readers_;
  std::atomic<std::int64_t> transactions_{0};
  std::atomic<std::int64_t> refused_{0};
};

}  // namespace tiange::db
