#include "platform/db/migrate.h"

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "platform/db/sql_text.h"

namespace tiange::db {
namespace {

constexpr Migration k_own[] = {
    {"db", 1, R"(
-- table leaders: local
CREATE TABLE leaders (
  duty TEXT NOT NULL PRIMARY KEY,
  holder BIGINT NOT NULL,
  until BIGINT NOT NULL
);
-- table outbox: local
CREATE TABLE outbox (
  id BIGINT NOT NULL PRIMARY KEY,
  part_key BIGINT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  happened BIGINT NOT NULL
);
-- table outbox_dead: local
CREATE TABLE outbox_dead (
  id BIGINT NOT NULL,
  subscriber TEXT NOT NULL,
  part_key BIGINT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  happened BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  error TEXT NOT NULL,
  PRIMARY KEY (id, subscriber)
);
)"},
};

constexpr std::string_view k_create_versions =
    "CREATE TABLE IF NOT EXISTS schema_versions (room TEXT NOT NULL, version BIGINT NOT NULL, applied BIGINT NOT NULL, "
    "PRIMARY KEY (room, version))";

using Versions = std::map<std::string, int, std::less<>>;  // room -> highest

Versions applied_versions(Tx& tx) {
  Versions versions;
  tx.each("SELECT room, max(version) FROM schema_versions GROUP BY room", {}, [&](const Row& row) {
    versions[row.str(0)] = static_cast<int>(row.i64(1));
    return true;
  });
  return versions;
}

Versions listed_versions(std::span<const Migration> migrations) {
  Versions highest;
  for (const auto& m : migrations) {
    int& last = highest[std::string(m.room)];
    if (m.version != last + 1)
      throw Failure("migrations of " + std::string(m.room) + " must be numbered 1, 2, 3 …; found " +
                    std::to_string(m.version) + " after " + std::to_string(last));
    last = m.version;
  }
  return highest;
}

void refuse_newer(const Versions& applied, const Versions& listed) {
  for (const auto& [room, version] : applied) {
    const auto known = listed.find(room);
    if (known != listed.end() && version > known->second)
      throw Failure("数据库比程序新，请用更新的程序启动 / the database holds version " + std::to_string(version) + " of " + room +
                    ", but this program knows only up to " + std::to_string(known->second) +
                    ": start a newer program");
  }
}

void apply(Tx& tx, const Migration& migration) {
  for (const auto& statement : split_statements(migration.sql)) {
    if (statement.postgres_only && tx.backend() != Backend::postgres) continue;
    tx.run(adapt_schema(statement, tx.backend()), {});
  }
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  tx.run("INSERT INTO schema_versions (room, version, applied) VALUES (?, ?, ?)",
         {migration.room, migration.version, Instant{now.count()}});
}

}  // namespace

std::span<const Migration> own_migrations() { return k_own; }

void run_migrations(Db& db, std::span<const Migration> migrations, FunctionRef<void(Tx&)> lock) {
  std::vector<Migration> all(std::begin(k_own), std::end(k_own));
  all.insert(all.end(), migrations.begin(), migrations.end());
  const Versions listed = listed_versions(all);
  Versions applied;
  db.run_queue([&](Tx& tx) {
    lock(tx);
    tx.run(adapt_schema({.sql = std::string(k_create_versions)}, tx.backend()), {});
    applied = applied_versions(tx);
    return true;
  });
  refuse_newer(applied, listed);
  for (const auto& migration : all) {
    if (migration.version <= applied[std::string(migration.room)]) continue;
    db.run_queue([&](Tx& tx) {
      lock(tx);
      if (migration.version <= applied_versions(tx)[std::string(migration.room)]) return true;
      apply(tx, migration);
      return true;
    });
  }
}

}  // namespace tiange::db
