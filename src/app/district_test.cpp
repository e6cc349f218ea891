// The whole district: every room's schema held to the rules together, and a day that goes on.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "app/commands.h"
#include "app/district.h"
#include "app/seed.h"
#include "platform/db/migration_lint.h"
#include "platform/observe/log.h"
#include "platform/observe/system_clock.h"

namespace tiange::app {
namespace {

TEST(AllMigrations, KeepTheRulesOfTheHouse) {
  const std::vector<db::Migration> all = all_migrations();
  std::set<std::string> rooms;
  for (const db::Migration& one : all) rooms.insert(std::string(one.room));
  for (const char* room : {"org", "places", "items", "flows", "cases", "intake", "blobs", "live", "jobs", "http"}) EXPECT_TRUE(rooms.count(room)) << room;
  for (const std::string& violation : db::lint_migrations(all)) ADD_FAILURE() << violation;
}

TEST(AllMigrations, NumbersGoUpByOneInEachRoom) {
  std::map<std::string, int> last;
  for (const db::Migration& one : all_migrations()) EXPECT_EQ(one.version, ++last[std::string(one.room)]) << one.room;
}

class LiveDay : public ::testing::Test {
 protected:
  LiveDay() : folder_(std::filesystem::temp_directory_path() / ("tiange-live-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
    observe::open_log({.path = (folder_ / "tiange.log").string(), .level = observe::Level::warn});
    settings_.data = folder_.string();
    settings_.port = 0;
    settings_.demo = true;
    SeedPlan plan;
    plan.scale = 0;
    plan.days = 30;
    district_ = std::make_unique<District>(settings_, clock_);
    seed_district(*district_, plan, [](auto, auto, double) {});
    district_->start();
  }
  ~LiveDay() override {
    district_.reset();
    std::filesystem::remove_all(folder_);
  }
  std::int64_t count(const char* sql) {
    std::int64_t number = 0;
    district_->db().run_read([&](db::Tx& tx) { number = tx.one(sql, {}, [](const db::Row& row) { return row.i64(0); }).value_or(0); });
    return number;
  }

  std::filesystem::path folder_;
  observe::SystemClock clock_;
  settings::Settings settings_;
  std::unique_ptr<District> district_;
};

TEST_F(LiveDay, CasesComeInAndMoveOnUntilTheTimeIsOver) {
  const char* k_cases = "SELECT COUNT(*) FROM cases";
  const char* k_acts = "SELECT COUNT(*) FROM case_history WHERE seq > 1 AND actor > 0";  // what people did with them
  const std::int64_t cases = count(k_cases);
  const std::int64_t acts = count(k_acts);
  Call call{settings_, {"--minutes", "0.1", "--speed", "3000"}};
  call.settings.port = district_->port();
  EXPECT_EQ(live_command(call), 0);
  EXPECT_GT(count(k_cases), cases);
  EXPECT_GT(count(k_acts), acts);
}

class FixedClock : public Clock {
 public:
  Instant now() const override { return local_instant(make_date(2026, 11, 18), 15 * 3'600'000'000LL); }  // a Wednesday afternoon
};

// The desks of a fresh district: each open case's status, its age, whether it is late, and its title.
struct Desks {
  std::map<std::string, int> by_status;
  int late = 0;
  int green = 0;
  Span oldest;
  std::vector<std::string> titles;
};

Desks desks_of_fresh_district(const std::string& name) {
  const auto folder = std::filesystem::temp_directory_path() / (name + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  observe::open_log({.path = (folder / "tiange.log").string(), .level = observe::Level::warn});
  Desks desks;
  {
    settings::Settings settings;
    settings.data = folder.string();
    settings.port = 0;
    settings.demo = true;
    FixedClock clock;
    SeedPlan plan;
    plan.scale = 0;
    plan.days = 30;
    plan.undecided = 40;
    District district(settings, clock, false);
    seed_district(district, plan, [](auto, auto, double) {});
    district.db().run_read([&](db::Tx& tx) {
      cases::ListQuery query;
      query.limit = 100;
      const auto list = district.cases().list(tx, system_scope(), query, clock.now());
      ASSERT_TRUE(list.ok());
      for (const cases::CaseRow& row : list->items) {
        if (row.status == cases::Status::closed) continue;  // of the hotline's past calls: it waits at no desk
        ++desks.by_status[std::string(json::enum_name(row.status))];
        desks.late += row.lamp == cases::Lamp::red;
        desks.green += row.lamp == cases::Lamp::green;
        desks.oldest = std::max(desks.oldest, clock.now() - row.created);
        desks.titles.push_back(row.number + row.title);
        const auto ref = cases::CaseRef::parse(row.ref);
        EXPECT_TRUE(district.cases().check_history(tx, system_scope(), *ref)->intact) << row.number;
      }
    });
  }
  std::filesystem::remove_all(folder);
  return desks;
}

TEST(FreshDistrict, MattersWaitAtTheDesksOfTheCentre) {
  const Desks desks = desks_of_fresh_district("tiange-desks-a-");
  // Forty undecided ones; besides, two repairs of data with departments, which nobody blows a whistle about.
  EXPECT_EQ(desks.by_status,
            (std::map<std::string, int>{{"pending_locate", 8}, {"pending_accept", 16}, {"returned", 16}, {"handling", 2}}));
  EXPECT_GE(desks.late, 1) << "one has run over here and there";
  EXPECT_LE(desks.late, 6);
  EXPECT_GE(desks.green, 20);
  EXPECT_LT(desks.green, 40);
  EXPECT_LE(desks.oldest, days(4));
  EXPECT_EQ(desks.titles, desks_of_fresh_district("tiange-desks-b-").titles) << "the same seed and moment";
}

}  // namespace
}  // namespace tiange::app
