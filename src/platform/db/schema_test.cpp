#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "platform/db/keyset.h"
#include "platform/db/migrate.h"
#include "platform/db/migration_lint.h"
#include "platform/db/sql_text.h"
#include "platform/db/test_db.h"

namespace tiange::db {
namespace {

TEST(SqlText, MarksBecomeDollarsOutsideTextsNamesAndComments) {
  int count = 0;
  EXPECT_EQ("SELECT '?' || $1, \"a?\" -- ?\n, $2 /* ? */ ? '井盖？'''",
            to_dollar_marks("SELECT '?' || ?, \"a?\" -- ?\n, ? /* ? */ ?? '井盖？'''", count));
  EXPECT_EQ(2, count);
  EXPECT_EQ("'it''s ?' = $1", to_dollar_marks("'it''s ?' = ?", count));
  EXPECT_EQ("'open ?", to_dollar_marks("'open ?", count));
  EXPECT_EQ(0, count);
}

TEST(SqlText, StatementsEndWithASemicolonAtTheEndOfALine) {
  const auto statements = split_statements(
      "-- only a comment;\n"
      "-- table a: sharded\nCREATE TABLE a (x TEXT DEFAULT ';');  \n"
      "INSERT INTO a VALUES ('one;\ntwo'); -- no\n;\n"
      "-- table b: local (a queue)\nCREATE TABLE b (x BIGINT)");
  ASSERT_EQ(3u, statements.size());
  EXPECT_EQ("a", statements[0].marked_table);
  EXPECT_EQ(TableKind::sharded, statements[0].kind);
  EXPECT_EQ(std::nullopt, statements[1].kind);
  EXPECT_EQ("b", statements[2].marked_table);
  EXPECT_EQ(TableKind::local, statements[2].kind);
  EXPECT_THROW(split_statements("-- table a: everywhere\nCREATE TABLE a (x TEXT);"), Failure);
}

TEST(SqlText, ReadsWhatATableDeclares) {
  const auto table = parse_create_table(
      "-- table t: sharded\nCREATE TABLE IF NOT EXISTS \"t\" (part_key BIGINT NOT NULL, w DOUBLE PRECISION, n TEXT "
      "UNIQUE REFERENCES units(code), CHECK (w > 0 AND n IN ('a', 'b')), CONSTRAINT pk PRIMARY KEY (part_key, w), "
      "UNIQUE (n, w))");
  ASSERT_TRUE(table);
  EXPECT_EQ("t", table->name);
  ASSERT_EQ(3u, table->columns.size());
  EXPECT_EQ("DOUBLE PRECISION", table->columns[1].type);
  EXPECT_TRUE(table->columns[0].not_null);
  EXPECT_FALSE(table->columns[1].not_null);
  EXPECT_EQ((std::vector<std::string>{"part_key", "w"}), table->primary_key);
  EXPECT_EQ((std::vector<std::vector<std::string>>{{"n"}, {"n", "w"}}), table->uniques);
  EXPECT_EQ(std::vector<std::string>{"units"}, table->references);
  EXPECT_FALSE(parse_create_table("CREATE INDEX i ON t (a)"));
}

TEST(SqlText, SchemasAreSaidInTheWordsOfEachBackend) {
  const SqlStatement composite{
      .sql = "CREATE TABLE t (a BIGINT NOT NULL, \"BYTES\" BYTES, c DOUBLE PRECISION, PRIMARY KEY (a, c))"};
  EXPECT_EQ("CREATE TABLE t (a BIGINT NOT NULL, \"BYTES\" BYTEA, c DOUBLE PRECISION, PRIMARY KEY (a, c))",
            adapt_schema(composite, Backend::postgres));
  EXPECT_EQ("CREATE TABLE t (a INTEGER NOT NULL, \"BYTES\" BLOB, c REAL , PRIMARY KEY (a, c)) WITHOUT ROWID, STRICT",
            adapt_schema(composite, Backend::sqlite));
  const SqlStatement sharded{.sql = "CREATE TABLE t (part_key BIGINT, id BIGINT, PRIMARY KEY (part_key, id))",
                             .marked_table = "t",
                             .kind = TableKind::sharded};
  EXPECT_EQ("CREATE TABLE t (part_key INTEGER, id INTEGER, PRIMARY KEY (\"id\", part_key)) WITHOUT ROWID, STRICT",
            adapt_schema(sharded, Backend::sqlite));
  const SqlStatement own_id{.sql = sharded.sql, .marked_table = "t", .kind = TableKind::sharded, .own_id = true};
  EXPECT_EQ("CREATE TABLE t (part_key INTEGER, id INTEGER, PRIMARY KEY (\"id\")) STRICT",
            adapt_schema(own_id, Backend::sqlite));
  const SqlStatement appended{.sql = sharded.sql, .marked_table = "t", .kind = TableKind::sharded, .appended = true};
  EXPECT_EQ("CREATE TABLE t (part_key INTEGER, id INTEGER, PRIMARY KEY (\"id\", part_key)) STRICT",
            adapt_schema(appended, Backend::sqlite));
  EXPECT_TRUE(split_statements("-- table t: sharded, appended\nCREATE TABLE t (x BIGINT);")[0].appended);
  const auto cut = split_statements("-- table t: sharded, appended, in ranges of (keep, part_key)\nCREATE TABLE t (x BIGINT);\n"
                                    "-- only on postgres: the rest\nCREATE TABLE t_rest PARTITION OF t DEFAULT;");
  EXPECT_TRUE(cut[0].appended && !cut[0].postgres_only && cut[1].postgres_only);
  EXPECT_TRUE(adapt_schema(cut[0], Backend::postgres).ends_with("(x BIGINT) PARTITION BY RANGE (keep, part_key)"));
  EXPECT_TRUE(adapt_schema(cut[0], Backend::sqlite).ends_with("(x INTEGER) STRICT"));
  EXPECT_TRUE(split_statements("-- table t: sharded, own id\nCREATE TABLE t (x BIGINT);")[0].own_id);
  EXPECT_EQ("CREATE TABLE t (a INTEGER NOT NULL PRIMARY KEY) STRICT",
            adapt_schema({.sql = "CREATE TABLE t (a BIGINT NOT NULL PRIMARY KEY)"}, Backend::sqlite));
}

std::vector<std::string> lint(const char* sql) {
  const Migration migration[] = {{"room", 1, sql}};
  return lint_migrations(migration);
}

struct LintCase {
  const char* sql;
  const char* expected;  // part of the only violation; empty: none
};

TEST(MigrationLint, TellsEachBrokenRule) {
  constexpr LintCase k_cases[] = {
      {"-- table t: sharded\nCREATE TABLE t (part_key BIGINT NOT NULL, id BIGINT, PRIMARY KEY (part_key, id));", ""},
      {"-- table t: reference\nCREATE TABLE t (code TEXT NOT NULL PRIMARY KEY, name TEXT UNIQUE);", ""},
      {"CREATE TABLE t (part_key BIGINT NOT NULL, PRIMARY KEY (part_key));", "no marker"},
      {"-- table u: local\nCREATE TABLE t (id BIGINT PRIMARY KEY);", "no marker"},
      {"-- table t: local\nCREATE TABLE t (id BIGINT);", "no primary key"},
      {"-- table t: sharded\nCREATE TABLE t (part_key BIGINT, PRIMARY KEY (part_key));", "BIGINT NOT NULL"},
      {"-- table t: sharded\nCREATE TABLE t (part_key TEXT NOT NULL, PRIMARY KEY (part_key));", "BIGINT NOT NULL"},
      {"-- table t: sharded\nCREATE TABLE t (part_key BIGINT NOT NULL, id BIGINT, PRIMARY KEY (id, part_key));",
       "leads the primary key"},
      {"-- table t: sharded\nCREATE TABLE t (part_key BIGINT NOT NULL, n TEXT UNIQUE, PRIMARY KEY (part_key));",
       "every unique key"},
      {"-- table t: sharded\nCREATE TABLE t (part_key BIGINT NOT NULL, n TEXT, PRIMARY KEY (part_key));\n"
       "CREATE UNIQUE INDEX i ON t (n, part_key);", "every unique key"},
      {"-- table t: sharded\nCREATE TABLE t (part_key BIGINT NOT NULL, n TEXT, PRIMARY KEY (part_key));\n"
       "CREATE UNIQUE INDEX i ON t (part_key, n);", ""},
      {"-- table t: local\nCREATE TABLE t (id BIGSERIAL PRIMARY KEY);", "BIGSERIAL"},
      {"-- table t: local\nCREATE TABLE t (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY);", "IDENTITY"},
      {"-- table t: local\nCREATE TABLE t (id BIGINT PRIMARY KEY, made BIGINT DEFAULT now());", "volatile"},
      {"-- table t: local\nCREATE TABLE t (id BIGINT PRIMARY KEY, at BIGINT);", "named at"},
      {"-- table t: local\nCREATE TABLE t (id BIGINT PRIMARY KEY, made TIMESTAMP);", "type TIMESTAMP"},
      {"CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END", "TRIGGER"},
      {"CREATE OR REPLACE FUNCTION f() RETURNS BIGINT", "FUNCTION"},
      {"-- table u: reference\nCREATE TABLE u (code TEXT PRIMARY KEY);\n-- table t: sharded\n"
       "CREATE TABLE t (part_key BIGINT NOT NULL, u TEXT REFERENCES u(code), PRIMARY KEY (part_key));", ""},
      {"-- table u: local\nCREATE TABLE u (code TEXT PRIMARY KEY);\n-- table t: sharded\n"
       "CREATE TABLE t (part_key BIGINT NOT NULL, u TEXT REFERENCES u(code), PRIMARY KEY (part_key));",
       "foreign key to u"},
      {"-- table s: sharded\nCREATE TABLE s (part_key BIGINT NOT NULL, id BIGINT, PRIMARY KEY (part_key, id));\n"
       "-- table t: sharded\nCREATE TABLE t (part_key BIGINT NOT NULL, s BIGINT, PRIMARY KEY (part_key), "
       "FOREIGN KEY (part_key, s) REFERENCES s (part_key, id));", ""},
      {"-- table s: sharded\nCREATE TABLE s (part_key BIGINT NOT NULL, id BIGINT, PRIMARY KEY (part_key, id));\n"
       "-- table t: reference\nCREATE TABLE t (id BIGINT PRIMARY KEY, p BIGINT, s BIGINT, "
       "FOREIGN KEY (p, s) REFERENCES s (part_key, id));", "leads into the sharded"},
      {"ALTER TABLE t ADD COLUMN at BIGINT;", "named at"},
      {"ALTER TABLE t ADD weight REAL;", "type REAL"},
  };
  for (const auto& c : k_cases) {
    const auto violations = lint(c.sql);
    if (*c.expected == '\0') {
      EXPECT_TRUE(violations.empty()) << c.sql << "\n" << violations[0];
    } else {
      ASSERT_EQ(1u, violations.size()) << c.sql;
      EXPECT_NE(std::string::npos, violations[0].find(c.expected)) << violations[0];
    }
  }
}

TEST(MigrationLint, ThePlatformObeysItself) { EXPECT_TRUE(lint_migrations(own_migrations()).empty()); }

TEST(Keyset, CursorsSurviveTheTripAndBadOnesAreRefused) {
  const Cursor cursor = {std::int64_t{-5}, INT64_MAX, 0.1, std::string("禅城'\"%"), std::string()};
  const auto text = encode_cursor(cursor);
  EXPECT_EQ(std::string::npos, text.find_first_of("+/=&? "));
  EXPECT_EQ(cursor, *decode_cursor(text, 5));
  EXPECT_FALSE(decode_cursor(text, 4).ok());
  EXPECT_FALSE(decode_cursor(text, 6).ok());
  for (std::size_t cut = 0; cut < text.size(); ++cut) EXPECT_FALSE(decode_cursor(text.substr(0, cut), 5).ok());
  EXPECT_FALSE(decode_cursor("'; DROP TABLE cases", 1).ok());
  EXPECT_FALSE(decode_cursor(encode_cursor({std::string("a\0b", 3)}), 1).ok());
  EXPECT_FALSE(decode_cursor(encode_cursor({std::string("\xff")}), 1).ok());
  EXPECT_FALSE(read_cursor("", 1)->has_value());
  EXPECT_TRUE(read_cursor(encode_cursor({std::int64_t{1}}), 1)->has_value());
}

constexpr Migration k_rows[] = {{"rows", 1, R"(
-- table entries: local
CREATE TABLE entries (a BIGINT NOT NULL, b TEXT NOT NULL, id BIGINT NOT NULL PRIMARY KEY);
)"}};

// Walking page by page gives every row once and in order, whichever way the columns run.
TEST(Keyset, PagesCoverEveryRowOnce) {
  for_each_backend(k_rows, [](Db& db) {
    db.run_queue([](Tx& tx) {
      for (int i = 0; i < 60; ++i)
        tx.run("INSERT INTO entries (a, b, id) VALUES (?, ?, ?)",
               {i % 4, std::string_view("abcde").substr(i % 5, 1), i});
      return true;
    });
    for (int ways = 0; ways < 8; ++ways) {
      const auto way = [&](int bit) { return ways >> bit & 1 ? Direction::descending : Direction::ascending; };
      const KeyColumn order[] = {{"a", way(0)}, {"b", way(1)}, {"id", way(2)}};
      db.run_read([&](Tx& tx) {
        const auto key = [](const Row& r) { return Cursor{r.i64(0), r.str(1), r.i64(2)}; };
        const auto expected = tx.all("SELECT a, b, id FROM entries ORDER BY " + order_by(order), {}, key);
        std::vector<Cursor> walked;
        std::string next;
        do {
          const auto cursor = *read_cursor(next, 3);
          std::string sql = "SELECT a, b, id FROM entries WHERE a >= ?";
          std::vector<Param> params = {0};
          if (cursor) {
            sql += " AND " + after(order);
            bind_after(order, *cursor, params);
          }
          params.emplace_back(8);
          auto page = make_page(tx.all(sql + " ORDER BY " + order_by(order) + " LIMIT ?", params, key), 7,
                                [](const Cursor& row) { return row; });
          walked.insert(walked.end(), page.rows.begin(), page.rows.end());
          next = page.next;
        } while (!next.empty());
        EXPECT_EQ(expected, walked);
        EXPECT_EQ(60u, walked.size());
      });
    }
  });
}

TEST(Backup, ACopyTakenUnderWritesIsWholeAndCanBeRestored) {
  const TestFolder folder;
  const auto db = open({.url = "sqlite:" + folder.file("live.db")});
  db->migrate(k_rows);
  std::atomic<bool> stop{false};
  std::atomic<int> written{0};
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      db->run_queue([&](Tx& tx) {
        tx.run("INSERT INTO entries (a, b, id) VALUES (1, 'x', ?)", {2 * i});
        tx.run("INSERT INTO entries (a, b, id) VALUES (1, 'y', ?)", {2 * i + 1});
        return true;
      });
      ++written;
    }
  });
  while (written < 50) std::this_thread::yield();
  const int before = written;
  db->backup(folder.file("copy.db"));
  stop = true;
  writer.join();
  EXPECT_THROW(db->backup(folder.file("copy.db")), Failure) << "an earlier copy must not be overwritten";

  restore(folder.file("copy.db"), folder.file("again.db"));
  EXPECT_THROW(restore(folder.file("copy.db"), folder.file("live.db")), Failure);
  const auto again = open({.url = "sqlite:" + folder.file("again.db")});
  again->migrate(k_rows);
  again->run_read([&](Tx& tx) {
    const auto rows = *tx.one("SELECT count(*) FROM entries", {}, [](const Row& r) { return r.i64(0); });
    EXPECT_GE(rows, 2 * before);
    EXPECT_EQ(0, rows % 2) << "half a transaction was copied";
  });
}

// Rows in no order split pages all over the tree, and pages that change places meet commits and refusals.
TEST(Backup, ATreeOfSplitPagesIsWhole) {
  const TestFolder folder;
  const auto db = open({.url = "sqlite:" + folder.file("live.db")});
  db->migrate(k_rows);
  std::int64_t kept = 0;
  std::uint64_t key = 1;
  for (int round = 0; round < 200; ++round) {
    const bool keep = round % 7 != 3;
    db->run_queue([&](Tx& tx) {
      for (int i = 0; i < 100; ++i) {
        key = key * 6364136223846793005 + 1442695040888963407;
        tx.run("INSERT INTO entries (a, b, id) VALUES (?, ?, ?)", {round, std::string(150, 'x'), static_cast<std::int64_t>(key >> 1)});
      }
      return keep;
    });
    kept += keep ? 100 : 0;
  }
  db->backup(folder.file("copy.db"));
  restore(folder.file("copy.db"), folder.file("again.db"));  // looks at every page
  const auto again = open({.url = "sqlite:" + folder.file("again.db")});
  again->migrate(k_rows);
  again->run_read([&](Tx& tx) { EXPECT_EQ(kept, tx.one("SELECT count(*) FROM entries", {}, [](const Row& r) { return r.i64(0); })); });
}

TEST(Backup, AFileOfOtherPagesIsRefusedWithTheWayToMendIt) {
  const TestFolder folder;
  const std::string file = folder.file("other.db");
  sqlite3* other = nullptr;
  ASSERT_EQ(SQLITE_OK, sqlite3_open(file.c_str(), &other));
  ASSERT_EQ(SQLITE_OK, sqlite3_exec(other, "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; CREATE TABLE kept (id INTEGER); INSERT INTO kept VALUES (7)", nullptr, nullptr, nullptr));
  try {
    open({.url = "sqlite:" + file});
    ADD_FAILURE() << "opened";
  } catch (const Failure& failure) {
    EXPECT_NE(std::string(failure.what()).find("8192"), std::string::npos);
    EXPECT_NE(std::string(failure.what()).find("VACUUM"), std::string::npos);
  }
  EXPECT_EQ(SQLITE_OK, sqlite3_exec(other, "PRAGMA journal_mode=DELETE; PRAGMA page_size=4096; VACUUM", nullptr, nullptr, nullptr));
  sqlite3_close(other);
  open({.url = "sqlite:" + file})->run_read([](Tx& tx) {
    EXPECT_EQ(7, tx.one("SELECT id FROM kept", {}, [](const Row& r) { return r.i64(0); }));
  });
}

TEST(Backup, ADamagedCopyIsNotRestored) {
  const TestFolder folder;
  {
    const auto db = open({.url = "sqlite:" + folder.file("live.db")});
    db->migrate(k_rows);
    db->run_queue([](Tx& tx) {
      for (int i = 0; i < 5000; ++i) tx.run("INSERT INTO entries (a, b, id) VALUES (1, 'some text', ?)", {i});
      return true;
    });
    db->backup(folder.file("copy.db"));
  }
  {
    std::fstream file(folder.file("copy.db"), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 5);  // ten whole pages, whatever they hold
    file << std::string(40960, '\x7f');
  }
  EXPECT_THROW(restore(folder.file("copy.db"), folder.file("again.db")), Failure);
  EXPECT_FALSE(std::filesystem::exists(folder.file("again.db")));
  EXPECT_THROW(restore(folder.file("nothing.db"), folder.file("again.db")), Failure);
}

}  // namespace
}  // namespace tiange::db
