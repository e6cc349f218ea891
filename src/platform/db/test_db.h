#pragma once
// For tests of every room: runs a test's body on a fresh SQLite file and, when TIANGE_TEST_PG names a server in which
// schemas may be made (tools/pg_test.sh start), on PostgreSQL in a schema of its own.
//
//   db::for_each_backend(migrations, [](db::Db& db) { EXPECT_…; });
//
// The migrations must pass lint_migrations.
// With TIANGE_TEST_REHEARSE set every write function runs twice, which a function that moves its captures away does
// not bear.

#include <stdlib.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "platform/db/db.h"
#include "platform/db/migration_lint.h"

namespace tiange::db {

// A folder that is removed with everything in it.
class TestFolder {
 public:
  TestFolder() : path_(std::filesystem::temp_directory_path() / "tiange-test-XXXXXX") {
    std::string name = path_.string();
    if (!mkdtemp(name.data())) throw Failure("cannot make a folder for a test");
    path_ = name;
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

// The server for tests, or nothing.
inline std::string test_pg_url() {
  const char* url = getenv("TIANGE_TEST_PG");
  return url ? url : "";
}

// A schema of its own in the test server, dropped at the end; url() leads into it.
class TestSchema {
 public:
  explicit TestSchema(const std::string& server) : server_(server) {
    static std::atomic<int> made{0};
    name_ = "t" + std::to_string(getpid()) + "_" + std::to_string(++made);
    command("CREATE SCHEMA " + name_);
  }
  ~TestSchema() {
    try {
      command("DROP SCHEMA " + name_ + " CASCADE");
    } catch (const std::exception& e) {
      std::fprintf(stderr, "test schema %s stays: %s\n", name_.c_str(), e.what());
    }
  }
  TestSchema(const TestSchema&) = delete;
  TestSchema& operator=(const TestSchema&) = delete;
  std::string url() const {
    return server_ + (server_.find('?') == std::string::npos ? "?" : "&") + "options=-csearch_path%3D" + name_;
  }

 private:
  void command(const std::string& sql) {
    const auto db = open({.url = server_, .readers = 1, .writers = 1});
    db->run_queue([&](Tx& tx) {
      tx.run(sql, {});
      return true;
    });
  }

  std::string server_;
  std::string name_;
};

// As below, with the address instead of an open database, for tests that open it themselves, several times or twice at
// once.
inline void for_each_url(const std::function<void(const std::string& url)>& body) {
  {
    const TestFolder folder;
    body("sqlite:" + folder.file("test.db"));
  }
  const std::string server = test_pg_url();
  if (server.empty()) {
    std::printf("TIANGE_TEST_PG is not set: SQLite only\n");
    return;
  }
  const TestSchema schema(server);
  body(schema.url());
}

inline void for_each_backend(std::span<const Migration> migrations, const std::function<void(Db&)>& body) {
  for (const auto& violation : lint_migrations(migrations)) throw Failure(violation);
  for_each_url([&](const std::string& url) {
    const bool rehearse = getenv("TIANGE_TEST_REHEARSE") != nullptr;
    const auto db = open({.url = url, .readers = 4, .writers = 4, .rehearse = rehearse});
    db->migrate(migrations);
    body(*db);
  });
}

}  // namespace tiange::db
