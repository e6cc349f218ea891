#include "platform/db/db.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>

#include "platform/db/test_db.h"

namespace tiange::db {
namespace {

constexpr Migration k_shop[] = {
    {"shop", 1, R"(
-- table goods: sharded
CREATE TABLE goods (
  part_key BIGINT NOT NULL,
  id BIGINT NOT NULL,
  name TEXT NOT NULL,
  weight DOUBLE PRECISION,
  photo BYTES,
  stock BIGINT NOT NULL,
  PRIMARY KEY (part_key, id)
);
CREATE INDEX goods_by_name ON goods (part_key, name);
)"},
    {"shop", 2, R"(
-- table settings: reference
CREATE TABLE settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
)"},
};

const Scope k_scope = system_scope();

Outcome add(Tx& tx, int id, int stock) {
  tx.run("INSERT INTO goods (part_key, id, name, stock) VALUES (?, ?, ?, ?)", {1, id, "井盖", stock});
  return done();
}

std::int64_t count(Db& db) {
  return *db.read([](Tx& tx) -> Result<std::int64_t> {
    return *tx.one("SELECT count(*) FROM goods", {}, [](const Row& r) { return r.i64(0); });
  });
}

TEST(Db, KeepsEveryTypeExactly) {
  for_each_backend(k_shop, [](Db& db) {
    const std::string bytes("\x00\xff\x01'\\", 5);
    const double weight = 0.1 + 0.2;
    ASSERT_TRUE(db.write(k_scope, [&](Tx& tx) -> Outcome {
      const std::string name = "井盖'丢失?\"";
      EXPECT_EQ(1, tx.run("INSERT INTO goods (part_key, id, name, weight, photo, stock) VALUES (?, ?, ?, ?, ?, ?)",
                          {INT64_MIN, INT64_MAX, name, weight, Bytes{bytes}, true}));
      tx.run("INSERT INTO goods (part_key, id, name, weight, photo, stock) VALUES (?, ?, '?', ?, ?, ?)",
             {2, 3, std::optional<double>(), nullptr, Instant{1'700'000'000'000'000}});
      return done();
    }).ok());
    db.run_read([&](Tx& tx) {
      int rows = 0;
      tx.each("SELECT part_key, id, name, weight, photo, stock FROM goods ORDER BY part_key", {}, [&](const Row& r) {
        if (++rows == 1) {
          EXPECT_EQ(INT64_MIN, r.i64(0));
          EXPECT_EQ(INT64_MAX, r.i64(1));
          EXPECT_EQ("井盖'丢失?\"", r.text(2));
          EXPECT_EQ(weight, r.f64(3));
          EXPECT_EQ(bytes, r.text(4));
          EXPECT_TRUE(r.flag(5));
        } else {
          EXPECT_EQ("?", r.text(2));
          EXPECT_TRUE(r.is_null(3));
          EXPECT_TRUE(r.is_null(4));
          EXPECT_EQ(std::nullopt, r.opt_f64(3));
          EXPECT_EQ(Instant{1'700'000'000'000'000}, r.moment(5));
        }
        return true;
      });
      EXPECT_EQ(2, rows);
    });
  });
}

TEST(Db, RefusalAndExceptionLeaveNothing) {
  for_each_backend(k_shop, [](Db& db) {
    const auto refused = db.write(k_scope, [](Tx& tx) -> Outcome {
      EXPECT_TRUE(add(tx, 1, 1).ok());
      return refuse(ErrorCode::conflict);
    });
    EXPECT_EQ(ErrorCode::conflict, refused.refusal().code);
    EXPECT_THROW((void)db.write(k_scope, [](Tx& tx) -> Outcome {
      EXPECT_TRUE(add(tx, 2, 1).ok());
      throw std::runtime_error("broken");
    }), std::runtime_error);
    EXPECT_EQ(0, count(db));
    EXPECT_EQ(1, db.stats().refused);
  });
}

TEST(Db, StatementFailureEndsTheTransaction) {
  for_each_backend(k_shop, [](Db& db) {
    EXPECT_THROW((void)db.write(k_scope, [](Tx& tx) -> Outcome {
      EXPECT_TRUE(add(tx, 1, 1).ok());
      try {
        (void)add(tx, 1, 2);  // same key
      } catch (const Failure&) {
      }
      return done();  // swallowed, yet nothing may stay
    }), Failure);
    EXPECT_EQ(0, count(db));
    EXPECT_THROW(db.run_read([](Tx& tx) { tx.run("DELETE FROM goods", {}); }), Failure);
    EXPECT_THROW(db.run_read([](Tx& tx) { tx.run("SELECT nothing FROM nowhere", {}); }), Failure);
    EXPECT_THROW(db.run_read([](Tx& tx) { tx.run("SELECT ?", {}); }), Failure);
    EXPECT_EQ(0, count(db));
  });
}

// Neighbours in one group: every third refuses after a change, every seventh throws after a change.
TEST(Db, GroupIsolatesFailures) {
  for_each_backend(k_shop, [](Db& db) {
    constexpr int k_threads = 32;
    constexpr int k_each = 30;
    std::atomic<int> kept{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < k_threads; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < k_each; ++i) {
          const int id = t * k_each + i;
          try {
            const auto outcome = db.write(k_scope, [&](Tx& tx) -> Outcome {
              TIANGE_CHECK_OK(add(tx, id, id));
              if (id % 3 == 0) return refuse(ErrorCode::conflict);
              if (id % 7 == 0) throw std::runtime_error("broken");
              return done();
            });
            EXPECT_EQ(id % 3 != 0, outcome.ok());
            if (outcome.ok()) ++kept;
          } catch (const std::runtime_error&) {
            EXPECT_TRUE(id % 3 != 0 && id % 7 == 0);
          }
        }
      });
    for (auto& t : threads) t.join();
    EXPECT_EQ(kept.load(), count(db));
    db.run_read([&](Tx& tx) {
      EXPECT_EQ(0, *tx.one("SELECT count(*) FROM goods WHERE stock % 3 = 0 OR stock % 7 = 0", {},
                           [](const Row& r) { return r.i64(0); }));
    });
  });
}

TEST(Db, ConcurrentWritersLoseNoUpdate) {
  for_each_backend(k_shop, [](Db& db) {
    ASSERT_TRUE(db.write(k_scope, [](Tx& tx) { return add(tx, 1, 0); }).ok());
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 20; ++i)
          EXPECT_TRUE(db.write(k_scope, [](Tx& tx) -> Outcome {
            const auto stock = *tx.one("SELECT stock FROM goods WHERE part_key = ? AND id = ?", {1, 1},
                                       [](const Row& r) { return r.i64(0); });
            tx.run("UPDATE goods SET stock = ? WHERE part_key = ? AND id = ?", {stock + 1, 1, 1});
            return done();
          }).ok());
      });
    for (auto& t : threads) t.join();
    db.run_read([](Tx& tx) {
      EXPECT_EQ(160, *tx.one("SELECT stock FROM goods", {}, [](const Row& r) { return r.i64(0); }));
    });
  });
}

TEST(Db, PostedStatementsRunInOrderBetweenTheOthers) {
  for_each_backend(k_shop, [](Db& db) {
    constexpr const char* k_sold = "UPDATE goods SET stock = stock - 1 WHERE stock > 0";
    ASSERT_TRUE(db.write(k_scope, [&](Tx& tx) -> Outcome {
      for (int i = 1; i <= 700; ++i)
        tx.post("INSERT INTO goods (part_key, id, name, stock) VALUES (?, ?, ?, ?)", {1, i, std::string(200, 'x'), 2});
      EXPECT_EQ(700, tx.run(k_sold, {}));
      tx.post(k_sold, {});
      EXPECT_EQ(0, tx.run(k_sold, {}));
      std::int64_t seen = 0;
      tx.each("SELECT id FROM goods ORDER BY part_key, id", {}, [&](const Row& row) {
        tx.post("UPDATE goods SET stock = ? WHERE part_key = ? AND id = ?", {row.i64(0), 1, row.i64(0)});
        return ++seen < 600;
      });
      tx.settle();
      EXPECT_EQ(600 * 601 / 2, *tx.one("SELECT CAST(sum(stock) AS BIGINT) FROM goods", {},
                                       [](const Row& r) { return r.i64(0); }));
      constexpr std::string_view k_columns[] = {"part_key", "id", "name", "stock"};
      const std::vector<Param> one_more = {2, 1, "y", 7};
      tx.post("DELETE FROM goods WHERE stock = ?", {0});
      tx.bulk_insert("goods", k_columns, one_more);
      tx.post("UPDATE goods SET stock = stock + ? WHERE part_key = ?", {1, 2});
      return done();
    }).ok());
    EXPECT_EQ(601, count(db));
    db.run_read([](Tx& tx) {
      EXPECT_EQ(8, *tx.one("SELECT stock FROM goods WHERE part_key = ?", {2}, [](const Row& r) { return r.i64(0); }));
    });
  });
}

// Wherever the failure of a posted statement shows, nothing of its transaction stays and the next one is well.
TEST(Db, APostedFailureEndsTheTransaction) {
  for_each_backend(k_shop, [](Db& db) {
    const auto break_it = [](Tx& tx) {
      EXPECT_TRUE(add(tx, 1, 1).ok());
      tx.post("INSERT INTO goods (part_key, id, name, stock) VALUES (?, ?, ?, ?)", {1, 2, nullptr, 1});  // no name
      tx.post("DELETE FROM goods", {});
    };
    EXPECT_THROW((void)db.write(k_scope, [&](Tx& tx) -> Outcome {
      break_it(tx);
      return done();
    }), Failure);
    const std::function<void(Tx&)> ways[] = {
        [](Tx& tx) { tx.settle(); },
        [](Tx& tx) { tx.run("DELETE FROM goods", {}); },
        [](Tx& tx) { tx.each("SELECT 1", {}, [](const Row&) { return true; }); },
        [](Tx& tx) { tx.each("SELECT 'seen for the first time'", {}, [](const Row&) { return true; }); },
    };
    for (const auto& way : ways) {
      bool thrown = false;
      EXPECT_THROW((void)db.write(k_scope, [&](Tx& tx) -> Outcome {
        try {
          break_it(tx);
          way(tx);
        } catch (const Failure& failure) {
          EXPECT_EQ(ErrorCode::broken, failure.code);
          EXPECT_FALSE(failure.unknown_outcome);
          thrown = true;
        }
        return done();
      }), Failure);
      EXPECT_TRUE(thrown);
      EXPECT_EQ(0, count(db));
    }
    ASSERT_TRUE(db.write(k_scope, [](Tx& tx) { return add(tx, 1, 1); }).ok());
    EXPECT_EQ(1, count(db));
  });
}

TEST(Db, WritersThatPostLoseNoUpdate) {
  for_each_backend(k_shop, [](Db& db) {
    ASSERT_TRUE(db.write(k_scope, [](Tx& tx) { return add(tx, 1, 0); }).ok());
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 20; ++i)
          EXPECT_TRUE(db.write(k_scope, [](Tx& tx) -> Outcome {
            const auto stock = *tx.one("SELECT stock FROM goods WHERE part_key = ? AND id = ?", {1, 1},
                                       [](const Row& r) { return r.i64(0); });
            tx.post("UPDATE goods SET stock = ? WHERE part_key = ? AND id = ?", {stock + 1, 1, 1});
            return done();
          }).ok());
      });
    for (auto& t : threads) t.join();
    db.run_read([](Tx& tx) {
      EXPECT_EQ(80, *tx.one("SELECT stock FROM goods", {}, [](const Row& r) { return r.i64(0); }));
    });
  });
}

// A reader that stays open keeps its snapshot while writers go on.
TEST(Db, ReadersSeeASnapshotAndBlockNobody) {
  for_each_backend(k_shop, [](Db& db) {
    ASSERT_TRUE(db.write(k_scope, [](Tx& tx) { return add(tx, 1, 1); }).ok());
    db.run_read([&](Tx& tx) {
      const auto first = [](const Row& r) { return r.i64(0); };
      const auto rows = [&] { return *tx.one("SELECT count(*) FROM goods", {}, first); };
      EXPECT_EQ(1, rows());
      std::thread writer([&] { EXPECT_TRUE(db.write(k_scope, [](Tx& t) { return add(t, 2, 1); }).ok()); });
      writer.join();
      EXPECT_EQ(1, rows());
    });
    EXPECT_EQ(2, count(db));
  });
}

TEST(Db, ActionsRunOnceAfterTheCommit) {
  for_each_backend(k_shop, [](Db& db) {
    std::atomic<int> seen{-1};
    std::atomic<int> calls{0};
    ASSERT_TRUE(db.write(k_scope, [&](Tx& tx) -> Outcome {
      tx.on_commit([&] {
        ++calls;
        seen = static_cast<int>(count(db));
      });
      return add(tx, 1, 1);
    }).ok());
    EXPECT_EQ(1, seen);
    (void)db.write(k_scope, [&](Tx& tx) -> Outcome {
      tx.on_commit([&] { ++calls; });
      return refuse(ErrorCode::conflict);
    });
    EXPECT_EQ(1, calls);
  });
}

TEST(Db, AcknowledgedWritesAreThereAfterReopening) {
  for_each_url([](const std::string& url) {
    {
      const auto db = open({.url = url});
      db->migrate(k_shop);
      ASSERT_TRUE(db->write(k_scope, [](Tx& tx) { return add(tx, 7, 1); }).ok());
    }
    const auto db = open({.url = url});
    db->migrate(k_shop);
    EXPECT_EQ(1, count(*db));
  });
}

TEST(Db, StatementsNestInsideAVisit) {
  for_each_backend(k_shop, [](Db& db) {
    ASSERT_TRUE(db.write(k_scope, [](Tx& tx) -> Outcome {
      for (int i = 1; i <= 50; ++i) TIANGE_CHECK_OK(add(tx, i, i));
      std::int64_t sum = 0;
      tx.each("SELECT id FROM goods ORDER BY part_key, id", {}, [&](const Row& outer) {
        const auto id = outer.i64(0);
        tx.each("SELECT stock FROM goods WHERE part_key = ? AND id = ?", {1, id}, [&](const Row& r) {
          sum += r.i64(0);
          return true;
        });
        EXPECT_EQ(id, outer.i64(0));
        if (id == 10) tx.each("SELECT id FROM goods ORDER BY part_key, id", {}, [&](const Row&) { return false; });
        return true;
      });
      EXPECT_EQ(50 * 51 / 2, sum);
      return done();
    }).ok());
  });
}

TEST(Db, UpsertsNameTheKeyInItsWrittenOrder) {
  for_each_backend(k_shop, [](Db& db) {
    for (int i = 0; i < 2; ++i)
      ASSERT_TRUE(db.write(k_scope, [&](Tx& tx) -> Outcome {
        EXPECT_EQ(1, tx.run("INSERT INTO goods (part_key, id, name, stock) VALUES (?, ?, ?, ?) "
                            "ON CONFLICT (part_key, id) DO UPDATE SET stock = goods.stock + excluded.stock",
                            {5, 6, "x", 10}));
        EXPECT_EQ(0, tx.run("INSERT INTO goods (part_key, id, name, stock) VALUES (?, ?, ?, ?) "
                            "ON CONFLICT (part_key, id) DO NOTHING", {5, 6, "x", 10}));
        return done();
      }).ok());
    db.run_read([](Tx& tx) {
      EXPECT_EQ(20, *tx.one("SELECT stock FROM goods WHERE part_key = ? AND id = ?", {5, 6},
                            [](const Row& r) { return r.i64(0); }));
    });
  });
}

// Texts at one address: the kept statement must not be taken for another one of the same length.
TEST(Db, StatementCacheGoesByTextNotAddress) {
  for_each_backend(k_shop, [](Db& db) {
    db.run_read([](Tx& tx) {
      std::string sql = "SELECT 100000";
      for (int i = 0; i < 2000; ++i) {
        sql.replace(7, 6, std::to_string(100000 + i));
        EXPECT_EQ(100000 + i, *tx.one(sql, {}, [](const Row& r) { return r.i64(0); }));
        EXPECT_EQ(7, *tx.one("SELECT 7", {}, [](const Row& r) { return r.i64(0); }));
      }
    });
  });
}

TEST(Db, BulkInsertTakesManyRowsOfEveryType) {
  for_each_backend(k_shop, [](Db& db) {
    const std::string tricky = "tab\tnew\nline\\N \\.";
    const std::string bytes("\x00\x01\xfe", 3);
    constexpr std::string_view k_columns[] = {"part_key", "id", "name", "weight", "photo", "stock"};
    std::vector<Param> params;
    for (int i = 0; i < 5000; ++i) {
      params.insert(params.end(), {1, i, std::string_view(tricky), i % 2 ? Param(nullptr) : Param(i / 3.0),
                                   Bytes{bytes}, i});
    }
    ASSERT_TRUE(db.write(k_scope, [&](Tx& tx) -> Outcome {
      tx.bulk_insert("goods", k_columns, params);
      return done();
    }).ok());
    EXPECT_EQ(5000, count(db));
    db.run_read([&](Tx& tx) {
      tx.each("SELECT name, weight, photo FROM goods WHERE part_key = ? AND id = ?", {1, 100}, [&](const Row& r) {
        EXPECT_EQ(tricky, r.text(0));
        EXPECT_EQ(100 / 3.0, r.f64(1));
        EXPECT_EQ(bytes, r.text(2));
        return true;
      });
    });
  });
}

TEST(Db, CallingItselfFromATransactionIsTold) {
  for_each_backend(k_shop, [](Db& db) {
    EXPECT_THROW((void)db.write(k_scope, [&](Tx&) -> Outcome {
      (void)count(db);
      return done();
    }), std::logic_error);
    EXPECT_THROW(db.run_read([&](Tx&) { (void)count(db); }), std::logic_error);
    EXPECT_EQ(0, count(db));
  });
}

// What one writer has been told is durable is seen by every later reader, whatever its connection.
TEST(Db, AReaderSeesWhatWasAcknowledgedBefore) {
  for_each_backend(k_shop, [](Db& db) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 6; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < 30; ++i) {
          const int id = t * 1000 + i;
          ASSERT_TRUE(db.write(k_scope, [&](Tx& tx) { return add(tx, id, 1); }).ok());
          db.run_read([&](Tx& tx) {
            EXPECT_TRUE(tx.one("SELECT 1 FROM goods WHERE part_key = ? AND id = ?", {1, id},
                               [](const Row&) { return true; }));
          });
        }
      });
    for (auto& t : threads) t.join();
  });
}

// A server that restarts or a network that drops idle connections is not seen by callers.
TEST(Db, ALostIdleConnectionIsReplaced) {
  const std::string server = test_pg_url();
  if (server.empty()) {
    std::printf("TIANGE_TEST_PG is not set: nothing to lose\n");
    return;
  }
  const TestSchema schema(server);
  const auto db = open({.url = schema.url(), .readers = 1, .writers = 1});
  db->migrate(k_shop);
  const auto other = open({.url = schema.url(), .readers = 1, .writers = 1});
  const auto own_pid = [](Tx& tx) {
    return *tx.one("SELECT pg_backend_pid()", {}, [](const Row& r) { return r.i64(0); });
  };
  const auto cut = [&](std::int64_t pid) {
    other->run_queue([&](Tx& tx) {
      EXPECT_TRUE(*tx.one("SELECT pg_terminate_backend(?, 5000)", {pid}, [](const Row& r) { return r.flag(0); }));
      return true;
    });
  };
  std::int64_t reader = 0;
  db->run_read([&](Tx& tx) { reader = own_pid(tx); });
  cut(reader);
  EXPECT_EQ(0, count(*db));

  std::int64_t writer = 0;
  ASSERT_TRUE(db->write(k_scope, [&](Tx& tx) -> Outcome {
    writer = own_pid(tx);
    return add(tx, 1, 1);
  }).ok());
  cut(writer);
  int runs = 0;
  ASSERT_TRUE(db->write(k_scope, [&](Tx& tx) -> Outcome {
    TIANGE_CHECK_OK(add(tx, 2, 1));
    if (++runs == 1) cut(own_pid(tx));  // the first run ended at the connection lost before
    return add(tx, 3, 1);
  }).ok());
  EXPECT_EQ(3, count(*db));
  EXPECT_EQ(2, runs);
}

TEST(Db, FullQueueIsARefusalToTryAgain) {
  const TestFolder folder;
  const auto db = open({.url = "sqlite:" + folder.file("a.db"), .most_waiting = 1});
  std::latch entered(1), leave(1);
  std::thread slow([&] {
    db->run_queue([&](Tx&) {
      entered.count_down();
      leave.wait();
      return true;
    });
  });
  entered.wait();
  try {
    db->run_queue([](Tx&) { return true; });
    ADD_FAILURE() << "the second writer should have been turned away";
  } catch (const Failure& failure) {
    EXPECT_EQ(ErrorCode::too_many, failure.code);
  }
  leave.count_down();
  slow.join();
}

TEST(Db, MigratesForwardOnceAndRefusesANewerSchema) {
  for_each_url([](const std::string& url) {
    const std::span<const Migration> both(k_shop);
    {
      const auto db = open({.url = url});
      db->migrate(both.first(1));
      ASSERT_TRUE(db->write(k_scope, [](Tx& tx) { return add(tx, 1, 1); }).ok());
      db->migrate(both);
      db->migrate(both);
      EXPECT_EQ(1, count(*db));
    }
    const auto db = open({.url = url});
    EXPECT_THROW(db->migrate(both.first(1)), Failure);
    const Migration gap[] = {k_shop[0], {"shop", 3, "CREATE TABLE x (a BIGINT);"}};
    EXPECT_THROW(db->migrate(gap), Failure);
    const Migration broken[] = {k_shop[0], k_shop[1], {"shop", 3, "CREATE TABLE y (a BIGINT);\nCREATE NONSENSE;"}};
    EXPECT_THROW(db->migrate(broken), Failure);
    EXPECT_THROW(db->run_read([](Tx& tx) { tx.run("SELECT a FROM y", {}); }), Failure) << "half a step stayed";
    db->migrate(both);
  });
}

TEST(Db, OneInstanceLeadsUntilItsTermIsOver) {
  for_each_url([](const std::string& url) {
    const auto a = open({.url = url});
    a->migrate({});
    const auto b = open({.url = url});
    const Instant start{1'000'000'000};
    EXPECT_TRUE(a->lead("timers", start, seconds(30)));
    EXPECT_FALSE(b->lead("timers", start + seconds(1), seconds(30)));
    EXPECT_TRUE(b->lead("outbox", start + seconds(1), seconds(30)));
    EXPECT_TRUE(a->lead("timers", start + seconds(20), seconds(30)));
    EXPECT_FALSE(b->lead("timers", start + seconds(40), seconds(30)));
    EXPECT_TRUE(b->lead("timers", start + seconds(51), seconds(30)));
    EXPECT_FALSE(a->lead("timers", start + seconds(52), seconds(30)));
  });
}

}  // namespace
}  // namespace tiange::db
