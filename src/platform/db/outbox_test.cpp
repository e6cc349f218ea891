#include "platform/db/outbox.h"

#include <gtest/gtest.h>

#include <thread>

#include "platform/db/test_db.h"

namespace tiange::db {
namespace {

class SetClock : public Clock {
 public:
  Instant now() const override { return {us}; }
  std::atomic<std::int64_t> us{1'790'000'000'000'000};
};

constexpr Migration k_migrations[] = {{"seen", 1, R"(
-- table seen: local
CREATE TABLE seen (event BIGINT NOT NULL PRIMARY KEY, subject TEXT NOT NULL);
)"}};

void publish(Db& db, Outbox& outbox, std::int64_t part_key, const std::string& subject) {
  ASSERT_TRUE(db.write(system_scope(), [&](Tx& tx) -> Outcome {
    outbox.publish(tx, {.type = "case.closed", .part_key = part_key, .subject = subject, .body = "{}"});
    return done();
  }).ok());
}

std::vector<std::string> seen(Db& db) {
  std::vector<std::string> subjects;
  db.run_read([&](Tx& tx) {
    subjects = tx.all("SELECT subject FROM seen ORDER BY event", {}, [](const Row& r) { return r.str(0); });
  });
  return subjects;
}

std::int64_t rows_of(Db& db, const std::string& table) {
  std::int64_t n = 0;
  db.run_read([&](Tx& tx) { n = *tx.one("SELECT count(*) FROM " + table, {}, [](const Row& r) { return r.i64(0); }); });
  return n;
}

Outcome note(Tx& tx, const Event& event) {
  tx.run("INSERT INTO seen (event, subject) VALUES (?, ?)", {event.id, event.subject});
  return done();
}

TEST(Outbox, DeliversInOrderAndEmptiesItself) {
  for_each_backend(k_migrations, [](Db& db) {
    SetClock clock;
    IdSource ids(1);
    Outbox outbox(db, clock, ids);
    outbox.subscribe("case.closed", "scores", note);
    std::vector<std::string> expected;
    for (int i = 0; i < 200; ++i) {
      publish(db, outbox, i % 3, std::to_string(i));
      expected.push_back(std::to_string(i));
    }
    EXPECT_EQ(200, outbox.deliver_now());
    EXPECT_EQ(expected, seen(db));
    EXPECT_EQ(0, outbox.deliver_now());
    EXPECT_EQ(0, rows_of(db, "outbox"));
  });
}

TEST(Outbox, ManyEventsReachWhoTakesThemTogetherAndOneBadOneGoesAlone) {
  for_each_backend(k_migrations, [](Db& db) {
    SetClock clock;
    IdSource ids(1);
    Outbox outbox(db, clock, ids);
    std::vector<std::size_t> sizes;
    outbox.subscribe_many({"case.closed", "case.opened"}, "scores", [&](Tx& tx, const std::vector<const Event*>& events) -> Outcome {
      sizes.push_back(events.size());
      for (const Event* event : events) {
        if (event->subject == "bad") return refuse(ErrorCode::conflict);
        TIANGE_CHECK_OK(note(tx, *event));
      }
      return done();
    });
    for (const char* subject : {"a", "b", "c"}) publish(db, outbox, 1, subject);
    EXPECT_EQ(3, outbox.deliver_now());
    EXPECT_EQ((std::vector<std::string>{"a", "b", "c"}), seen(db));
    EXPECT_EQ(sizes.back(), 3U);
    publish(db, outbox, 1, "d");
    publish(db, outbox, 2, "bad");
    publish(db, outbox, 3, "e");
    for (int i = 0; i < Outbox::k_most_attempts; ++i) {
      outbox.deliver_now();
      clock.us += 3'600'000'000;
    }
    EXPECT_EQ((std::vector<std::string>{"a", "b", "c", "d", "e"}), seen(db));
    EXPECT_EQ(1, rows_of(db, "outbox_dead"));
    EXPECT_EQ(0, rows_of(db, "outbox"));
  });
}

TEST(Outbox, ARefusedWriteAndAnUnheardTypePublishNothing) {
  for_each_backend(k_migrations, [](Db& db) {
    SetClock clock;
    IdSource ids(1);
    Outbox outbox(db, clock, ids);
    outbox.subscribe("case.closed", "scores", note);
    (void)db.write(system_scope(), [&](Tx& tx) -> Outcome {
      outbox.publish(tx, {.type = "case.closed", .part_key = 1, .subject = "1", .body = "{}"});
      return refuse(ErrorCode::conflict);
    });
    ASSERT_TRUE(db.write(system_scope(), [&](Tx& tx) -> Outcome {
      outbox.publish(tx, {.type = "case.unheard", .part_key = 1, .subject = "1", .body = "{}"});
      return done();
    }).ok());
    EXPECT_EQ(0, rows_of(db, "outbox"));
  });
}

// The instance dies after the subscriber was called and before the event was taken out: it is delivered again.
TEST(Outbox, ResumesAfterACrash) {
  for_each_url([](const std::string& url) {
    SetClock clock;
    IdSource ids(1);
    {
      const auto db = open({.url = url});
      db->migrate(k_migrations);
      Outbox outbox(*db, clock, ids);
      outbox.subscribe("case.closed", "scores", [](Tx& tx, const Event& event) -> Outcome {
        TIANGE_CHECK_OK(note(tx, event));
        throw std::runtime_error("dies here");
      });
      for (int i = 0; i < 5; ++i) publish(*db, outbox, 1, std::to_string(i));
      EXPECT_EQ(0, outbox.deliver_now());
      EXPECT_TRUE(seen(*db).empty()) << "what a failed delivery wrote must not stay";
    }
    const auto db = open({.url = url});
    db->migrate(k_migrations);
    Outbox outbox(*db, clock, ids);
    outbox.subscribe("case.closed", "scores", note);
    EXPECT_EQ(5, outbox.deliver_now());
    EXPECT_EQ((std::vector<std::string>{"0", "1", "2", "3", "4"}), seen(*db));
  });
}

TEST(Outbox, AFailingEventHoldsBackItsPartOnlyAndDiesAtLast) {
  for_each_backend(k_migrations, [](Db& db) {
    SetClock clock;
    IdSource ids(1);
    Outbox outbox(db, clock, ids);
    int other = 0;
    outbox.subscribe("case.closed", "other", [&](Tx&, const Event& e) -> Outcome {
      other += e.subject == "bad";
      return done();
    });
    outbox.subscribe("case.closed", "scores", [](Tx& tx, const Event& event) -> Outcome {
      if (event.subject == "bad") return refuse(ErrorCode::conflict);
      return note(tx, event);
    });
    publish(db, outbox, 1, "bad");
    publish(db, outbox, 1, "behind");
    publish(db, outbox, 2, "elsewhere");
    EXPECT_EQ(1, outbox.deliver_now());
    EXPECT_EQ(std::vector<std::string>{"elsewhere"}, seen(db));
    for (int i = 0; i < Outbox::k_most_attempts; ++i) {
      clock.us += hours(1).us;
      outbox.deliver_now();
    }
    EXPECT_EQ((std::vector<std::string>{"behind", "elsewhere"}), seen(db));
    EXPECT_EQ(0, rows_of(db, "outbox"));
    EXPECT_EQ(1, outbox.stats().dead);
    db.run_read([](Tx& tx) {
      tx.each("SELECT subscriber, subject, error FROM outbox_dead", {}, [](const Row& r) {
        EXPECT_EQ("scores", r.text(0));
        EXPECT_EQ("bad", r.text(1));
        EXPECT_TRUE(r.text(2).starts_with("1006"));
        return true;
      });
    });
    EXPECT_EQ(1, rows_of(db, "outbox_dead"));
    EXPECT_GE(other, 1);
  });
}

// Two instances on one database: the events of both are delivered, each once.
TEST(Outbox, OnlyTheLeaderDelivers) {
  for_each_url([](const std::string& url) {
    SetClock clock;
    IdSource ids(1);
    const auto a = open({.url = url});
    a->migrate(k_migrations);
    const auto b = open({.url = url});
    Outbox first(*a, clock, ids);
    Outbox second(*b, clock, ids);
    std::atomic<int> by_first{0};
    std::atomic<int> by_second{0};
    const auto counting = [](std::atomic<int>& count) {
      return [&count](Tx& tx, const Event& event) -> Outcome {
        tx.on_commit([&count] { ++count; });
        return note(tx, event);
      };
    };
    first.subscribe("case.closed", "scores", counting(by_first));
    second.subscribe("case.closed", "scores", counting(by_second));
    first.start();
    second.start();
    for (int i = 0; i < 40; ++i) publish(i % 2 ? *a : *b, i % 2 ? first : second, i, std::to_string(i));
    while (rows_of(*a, "outbox") > 0) std::this_thread::yield();
    first.stop();
    second.stop();
    EXPECT_EQ(40u, seen(*a).size());
    EXPECT_EQ(40, by_first + by_second);
    EXPECT_TRUE(by_first == 0 || by_second == 0);
  });
}

}  // namespace
}  // namespace tiange::db
