#include "platform/jobs/jobs.h"

#include <gtest/gtest.h>

#include <latch>
#include <set>

#include "platform/db/test_db.h"
#include "platform/jobs/ticker.h"

namespace tiange::jobs {
namespace {

class SetClock : public Clock {
 public:
  Instant now() const override { return {us}; }
  std::atomic<std::int64_t> us{1'790'000'000'000'000};
};

bool add(db::Db& db, Jobs& jobs, const NewJob& job) {
  return *db.write(system_scope(), [&](db::Tx& tx) -> Result<bool> { return jobs.add(tx, job); });
}

std::int64_t rows_of(db::Db& db, const std::string& table) {
  std::int64_t n = 0;
  db.run_read([&](db::Tx& tx) {
    n = *tx.one("SELECT count(*) FROM " + table, {}, [](const db::Row& r) { return r.i64(0); });
  });
  return n;
}

TEST(Jobs, RunOnceAfterTheirMoment) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    SetClock clock;
    IdSource ids(1);
    Jobs jobs(db, clock, ids);
    std::vector<std::string> done_payloads;
    jobs.handle("test.note", [&](const Job& job) -> Outcome {
      done_payloads.push_back(job.payload);
      return done();
    });
    add(db, jobs, {.kind = "test.note", .payload = "later", .run_after = clock.now() + hours(1)});
    add(db, jobs, {.kind = "test.note", .payload = "now"});
    EXPECT_EQ(1, jobs.run_due());
    EXPECT_EQ(std::vector<std::string>{"now"}, done_payloads);
    clock.us += hours(2).us;
    EXPECT_EQ(1, jobs.run_due());
    EXPECT_EQ(0, jobs.run_due());
    EXPECT_EQ(2u, done_payloads.size());
    EXPECT_EQ(0, rows_of(db, "jobs"));
  });
}

TEST(Jobs, WhatIsAddedWakesAWorkerAtOnce) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    SetClock clock;
    IdSource ids(1);
    Jobs jobs(db, clock, ids, {.poll = hours(1)});
    std::atomic<int> runs = 0;
    jobs.handle("test.note", [&](const Job&) -> Outcome {
      ++runs;
      return done();
    });
    jobs.start();
    for (int i = 1; i <= 20; ++i) {
      add(db, jobs, {.kind = "test.note"});
      for (int waited = 0; runs < i && waited < 5'000; ++waited) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      ASSERT_EQ(i, runs);
    }
    jobs.stop();
  });
}

TEST(Jobs, AUniqueKeyHoldsOffASecondUntilTheFirstIsDone) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    SetClock clock;
    IdSource ids(1);
    Jobs jobs(db, clock, ids);
    int runs = 0;
    jobs.handle("test.note", [&](const Job&) -> Outcome {
      ++runs;
      return done();
    });
    jobs.handle("test.other", [&](const Job&) -> Outcome { return done(); });
    EXPECT_TRUE(add(db, jobs, {.kind = "test.note", .payload = "", .unique_key = "a"}));
    EXPECT_FALSE(add(db, jobs, {.kind = "test.note", .payload = "", .unique_key = "a"}));
    EXPECT_TRUE(add(db, jobs, {.kind = "test.other", .payload = "", .unique_key = "a"}));
    EXPECT_TRUE(add(db, jobs, {.kind = "test.note", .payload = ""}));
    EXPECT_TRUE(add(db, jobs, {.kind = "test.note", .payload = ""}));
    jobs.run_due();
    EXPECT_EQ(3, runs);
    EXPECT_TRUE(add(db, jobs, {.kind = "test.note", .payload = "", .unique_key = "a"}));
  });
}

TEST(Jobs, FailureWaitsLongerEachTimeAndDiesWithItsError) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    SetClock clock;
    IdSource ids(1);
    Jobs jobs(db, clock, ids, {.most_attempts = 4, .first_wait = seconds(10)});
    std::vector<std::int64_t> moments;
    jobs.handle("test.fail", [&](const Job& job) -> Outcome {
      moments.push_back(clock.now().us);
      EXPECT_EQ(static_cast<int>(moments.size()), job.attempt);
      if (job.attempt % 2) throw std::runtime_error("no connection");
      return refuse(ErrorCode::conflict);
    });
    add(db, jobs, {.kind = "test.fail", .payload = "x"});
    for (int i = 0; i < 200; ++i, clock.us += seconds(1).us) jobs.run_due();
    ASSERT_EQ(4u, moments.size());
    const auto wait = [&](std::size_t i) { return moments[i] - moments[i - 1]; };
    EXPECT_GE(wait(1), seconds(10).us);
    EXPECT_LE(wait(1), seconds(14).us);
    EXPECT_GE(wait(2), seconds(20).us);
    EXPECT_LE(wait(2), seconds(26).us);
    EXPECT_GE(wait(3), seconds(40).us);
    EXPECT_LE(wait(3), seconds(51).us);
    std::vector<DeadJob> dead;
    db.run_read([&](db::Tx& tx) { dead = jobs.dead_jobs(tx, 10); });
    ASSERT_EQ(1u, dead.size());
    EXPECT_EQ(4, dead[0].attempts);
    EXPECT_TRUE(dead[0].error.starts_with("1006"));
    EXPECT_EQ(0, rows_of(db, "jobs"));
    moments.clear();
    EXPECT_TRUE(*db.write(system_scope(), [&](db::Tx& tx) -> Result<bool> { return jobs.revive(tx, dead[0].id); }));
    EXPECT_EQ(1, jobs.run_due());
    EXPECT_EQ(0, rows_of(db, "dead_jobs"));
  });
}

TEST(Jobs, PastItsDeadlineAJobIsNotRun) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    SetClock clock;
    IdSource ids(1);
    Jobs jobs(db, clock, ids);
    int runs = 0;
    jobs.handle("test.late", [&](const Job&) -> Outcome {
      ++runs;
      return refuse(ErrorCode::unavailable);
    });
    add(db, jobs, {.kind = "test.late", .payload = "", .deadline = clock.now() + minutes(1)});
    const Instant soon = clock.now() + minutes(1);
    add(db, jobs, {.kind = "test.late", .payload = "", .run_after = clock.now() + hours(1), .deadline = soon});
    for (int i = 0; i < 20; ++i, clock.us += minutes(5).us) jobs.run_due();
    EXPECT_EQ(1, runs);
    EXPECT_EQ(2, rows_of(db, "dead_jobs"));
  });
}

// Two instances work on one queue: every job is done, none twice at the same time.
TEST(Jobs, InstancesShareTheQueue) {
  db::for_each_url([](const std::string& url) {
    SetClock clock;
    IdSource ids(1);
    const auto a = db::open({.url = url});
    a->migrate(migrations());
    const auto b = db::open({.url = url});
    constexpr int k_jobs = 100;
    std::latch all_done(k_jobs);
    std::mutex lock;
    std::multiset<std::string> payloads;
    const auto handler = [&](const Job& job) -> Outcome {
      std::lock_guard guard(lock);
      payloads.insert(job.payload);
      all_done.count_down();
      return done();
    };
    Jobs first(*a, clock, ids, {.poll = Span{5'000}});
    Jobs second(*b, clock, ids, {.poll = Span{5'000}});
    first.handle("test.note", handler);
    second.handle("test.note", handler);
    for (int i = 0; i < k_jobs; ++i) add(*a, first, {.kind = "test.note", .payload = std::to_string(i)});
    first.start();
    second.start();
    all_done.wait();
    first.stop();
    second.stop();
    EXPECT_EQ(static_cast<std::size_t>(k_jobs), std::set<std::string>(payloads.begin(), payloads.end()).size());
    EXPECT_EQ(static_cast<std::size_t>(k_jobs), payloads.size());
    EXPECT_EQ(0, rows_of(*a, "jobs"));
  });
}

// The instance dies in the middle of a job: another one does it when the lease is over.
TEST(Jobs, AnAbandonedJobIsTakenOver) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    SetClock clock;
    IdSource ids(1);
    Jobs first(db, clock, ids);
    int runs = 0;
    const auto handler = [&](const Job& job) -> Outcome {
      ++runs;
      if (job.attempt > 1) return done();
      db.run_queue([&](db::Tx& tx) {
        tx.run("UPDATE jobs SET worker = 77 WHERE id = ?", {job.id});  // as if claimed by one that is gone
        return true;
      });
      return done();
    };
    first.handle("test.note", handler);
    add(db, first, {.kind = "test.note", .payload = ""});
    EXPECT_EQ(1, first.run_due());
    EXPECT_EQ(0, first.run_due());
    clock.us += seconds(61).us;
    EXPECT_EQ(1, first.run_due());
    EXPECT_EQ(2, runs);
    EXPECT_EQ(0, rows_of(db, "jobs"));
  });
}

// On SQLite a restarted process goes on at once with what the dead one had begun.
TEST(Jobs, ARestartedProcessNeedNotWaitForLeases) {
  const db::TestFolder folder;
  const auto db = db::open({.url = "sqlite:" + folder.file("a.db")});
  db->migrate(migrations());
  SetClock clock;
  IdSource ids(1);
  Jobs jobs(*db, clock, ids);
  std::latch ran(1);
  jobs.handle("test.note", [&](const Job& job) -> Outcome {
    EXPECT_EQ(2, job.attempt);
    ran.count_down();
    return done();
  });
  add(*db, jobs, {.kind = "test.note", .payload = ""});
  db->run_queue([&](db::Tx& tx) {
    tx.run("UPDATE jobs SET worker = 77, attempts = 1, due = ?", {clock.now() + hours(1)});
    return true;
  });
  jobs.start();
  ran.wait();
  jobs.stop();
}

TEST(Ticker, EachDutyByOneInstanceAndAgainAfterItsInterval) {
  db::for_each_url([](const std::string& url) {
    SetClock clock;
    const auto a = db::open({.url = url});
    a->migrate(migrations());
    const auto b = db::open({.url = url});
    int runs = 0;
    std::string reported;
    const auto wire = [&](Ticker& ticker) {
      ticker.every("nightly", hours(24), [&](Instant) {
        ++runs;
        if (runs == 3) throw std::runtime_error("broken");
      });
      ticker.on_error([&](const std::string& duty, const std::string& error) { reported = duty + ": " + error; });
    };
    Ticker first(*a, clock);
    Ticker second(*b, clock);
    wire(first);
    wire(second);
    EXPECT_EQ(1, first.tick());
    EXPECT_EQ(0, second.tick());
    clock.us += hours(1).us;  // the first leads no more, yet the day's work is done
    EXPECT_EQ(0, second.tick());
    EXPECT_EQ(0, first.tick());
    clock.us += hours(23).us;
    EXPECT_EQ(1, second.tick());
    EXPECT_EQ(0, first.tick());
    EXPECT_EQ(2, runs);
    clock.us += hours(25).us;
    EXPECT_EQ(0, second.tick());
    EXPECT_EQ("nightly: broken", reported);
  });
}

}  // namespace
}  // namespace tiange::jobs
