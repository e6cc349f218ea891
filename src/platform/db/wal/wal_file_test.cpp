#include "platform/db/wal/wal_file.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <filesystem>
#include <random>
#include <stdexcept>
#include <string>

namespace tiange::db {
namespace {

namespace fs = std::filesystem;

class Connection {
 public:
  Connection(const fs::path& file, const char* vfs) {
    if (sqlite3_open_v2(file.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, vfs) != SQLITE_OK)
      throw std::runtime_error("cannot open " + file.string());
  }
  ~Connection() { sqlite3_close(handle_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int run(const std::string& sql) { return sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr); }

  std::string ask(const std::string& sql) {
    std::string answer;
    const auto take = [](void* to, int, char** values, char**) {
      *static_cast<std::string*>(to) += (values[0] ? values[0] : "null") + std::string(";");
      return 0;
    };
    const int code = sqlite3_exec(handle_, sql.c_str(), take, &answer, nullptr);
    return code == SQLITE_OK ? answer : std::string(sqlite3_errstr(code));
  }

 private:
  sqlite3* handle_ = nullptr;
};

class WalFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "tiange-wal-XXXXXX").string();
    ASSERT_TRUE(mkdtemp(name.data()));
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }

  // What a power cut right now would leave.
  std::string after_a_cut() {
    const fs::path copy = folder_ / "copy.db";
    for (const char* end : {"", "-wal", "-shm"}) fs::remove(copy.string() + end);
    for (const char* end : {"", "-wal"})
      if (fs::exists(file().string() + end)) fs::copy_file(file().string() + end, copy.string() + end);
    Connection there(copy, nullptr);
    return there.ask(k_sum) + there.ask("PRAGMA integrity_check");
  }

  fs::path file() const { return folder_ / "rows.db"; }

  static constexpr const char* k_sum = "SELECT count(*) || ' ' || coalesce(sum(id * n), 0) FROM rows";
  fs::path folder_;
};

void begin(Connection& writer) {
  ASSERT_EQ(writer.ask("PRAGMA journal_mode=WAL"), "wal;");
  ASSERT_EQ(writer.run("PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=8;"
                       "CREATE TABLE rows (id INTEGER PRIMARY KEY, n INTEGER, filling TEXT)"),
            SQLITE_OK);
}

// A cache of eight pages sends pages to the log before the commit and again at it; what is rolled back leaves frames
// to be written over.
TEST_F(WalFile, EveryCommitIsWholeInTheLogBeforeItIsTold) {
  Connection writer(file(), gathering_vfs());
  begin(writer);
  Connection reader(file(), nullptr);
  std::mt19937 random(7);
  std::string stood = writer.ask(k_sum);
  for (int round = 0; round < 250; ++round) {
    ASSERT_EQ(writer.run("BEGIN IMMEDIATE"), SQLITE_OK);
    const int changes = random() % 8 ? 1 + static_cast<int>(random() % 5) : 400;
    for (int i = 0; i < changes; ++i) {
      const auto id = std::to_string(random() % 600);
      ASSERT_EQ(writer.run("INSERT INTO rows VALUES (" + id + ", 1, hex(randomblob(300))) ON CONFLICT (id) DO UPDATE SET n = n + 1"),
                SQLITE_OK);
    }
    const bool kept = random() % 5 != 0;
    ASSERT_EQ(writer.run(kept ? "COMMIT" : "ROLLBACK"), SQLITE_OK);
    const std::string is = writer.ask(k_sum);
    if (!kept) { ASSERT_EQ(is, stood); }
    stood = is;
    ASSERT_EQ(reader.ask(k_sum), stood) << round;
    ASSERT_EQ(after_a_cut(), stood + "ok;") << round;
    if (random() % 40 == 0) { ASSERT_EQ(writer.ask("PRAGMA wal_checkpoint(RESTART)"), "0;"); }
  }
}

TEST_F(WalFile, ACommitThatFindsNoRoomFailsAndWhatStoodStands) {
  Connection writer(file(), gathering_vfs());
  begin(writer);
  for (int id = 1; id <= 3; ++id) ASSERT_EQ(writer.run("INSERT INTO rows VALUES (" + std::to_string(id) + ", 1, '')"), SQLITE_OK);
  const std::string stood = writer.ask(k_sum);

  const auto before = signal(SIGXFSZ, SIG_IGN);
  rlimit had{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &had), 0);
  rlimit tight = had;
  tight.rlim_cur = fs::file_size(file().string() + "-wal") + 2000;  // half a page
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &tight), 0);
  const int code = writer.run("INSERT INTO rows VALUES (4, 1, '')");
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &had), 0);
  signal(SIGXFSZ, before);

  EXPECT_NE(code, SQLITE_OK);
  EXPECT_EQ(writer.ask(k_sum), stood);
  EXPECT_EQ(after_a_cut(), stood + "ok;");
  EXPECT_EQ(writer.run("INSERT INTO rows VALUES (4, 1, '')"), SQLITE_OK);
  EXPECT_EQ(after_a_cut(), writer.ask(k_sum) + "ok;");
  EXPECT_NE(writer.ask(k_sum), stood);
}

}  // namespace
}  // namespace tiange::db
