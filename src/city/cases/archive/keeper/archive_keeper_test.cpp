#include <gtest/gtest.h>

#include "city/cases/archive/archive.h"
#include "city/cases/archive/keeper/keeper.h"
#include "city/cases/case_test_kit.h"
#include "city/cases/trail/trail.h"

namespace tiange::cases {
namespace {

class StillClock final : public tiange::Clock {
 public:
  explicit StillClock(const Instant& now) : now_(now) {}
  Instant now() const override { return now_; }

 private:
  const Instant& now_;
};

std::vector<db::Migration> keeper_migrations() {
  auto all = test_migrations();
  for (const db::Migration& one : jobs::migrations()) all.push_back(one);
  return all;
}

struct Stage {
  explicit Stage(db::Db& db) : world(db), clock(world.now), jobs(db, clock, world.ids) {
    keeper = open_archive_keeper({db, clock, world.ids, jobs, *world.service});
    keeper->add_jobs();
  }
  World world;
  StillClock clock;
  jobs::Jobs jobs;
  std::unique_ptr<ArchiveKeeper> keeper;
};

// Closed cases of six years in two grids, some confidential, some with evidence.
std::vector<CaseRef> fill(World& w, int count) {
  const char* texts[] = {"惠景街占道经营", "路灯不亮", "树木倒伏压车", "占道停车", "夜间噪音扰民", "井盖破损"};
  std::vector<PastCase> past;
  for (int i = 0; i < count; ++i) {
    PastCase one;
    one.area = i % 3 ? k_grid : k_other_grid;
    one.report = w.input(i % 2 ? "STALL" : "GARBAGE", one.area);
    one.report.title = texts[i % 6];
    one.report.content = "居民反映" + std::string(texts[i % 6]) + "，编号" + std::to_string(i);
    one.report.place.text = "澜石路" + std::to_string(i % 7) + "号";
    one.report.reporter.name = "陈女士";
    one.report.reporter.phone = "1390000" + std::to_string(1000 + i % 5);
    one.report.reporter.confidential = i % 11 == 0;
    one.report.channel = i % 4 ? Channel::hotline : Channel::grid;
    one.created = w.now - days(2'100) + days(i * 2'100 / count) + seconds(i);
    one.unit = i % 2 ? "440604010-CG" : "440604010-GA";
    one.level = Level::department;
    one.dispatched = one.created + hours(1);
    one.settled = one.created + hours(5 + i % 90);
    one.handler = PersonId{10};
    one.handler_name = "人10";
    one.closed = one.settled + hours(3);
    one.closing_condition = "已清理";
    one.result = "已处理";
    past.push_back(std::move(one));
  }
  const auto rows = w.service->prepare(past);
  const auto written = w.write([&](db::Tx& tx) -> Outcome {
    w.service->write(tx, *rows);
    return done();
  });
  EXPECT_TRUE(written.ok());
  std::vector<CaseRef> refs;
  w.db.run_read([&](db::Tx& tx) {
    refs = tx.all("SELECT part_key, id FROM cases ORDER BY created_us, id", {}, [](const db::Row& row) {
      return CaseRef{row.i64(0), CaseId{row.i64(1)}};
    });
  });
  EXPECT_EQ(refs.size(), past.size());
  const auto proved = w.write([&](db::Tx& tx) -> Outcome {
    for (std::size_t i = 0; i < refs.size(); i += 5) {
      EvidenceView piece;
      piece.digest = hex(sha256("photo " + std::to_string(i)));
      piece.type = "image/jpeg";
      w.service->store().add_evidence(tx, system_scope(), refs[i], 1, piece);
    }
    return done();
  });
  EXPECT_TRUE(proved.ok());
  return refs;
}

// Everything there is to read of a case, apart from where it lies.
std::string everything(World& w, CaseRef ref, const Scope& scope) {
  return w.db
      .read([&](db::Tx& tx) -> Result<std::string> {
        TIANGE_TRY(CaseView view, w.service->view(tx, scope, ref, w.now));
        view.archived = false;
        TIANGE_TRY(const auto history, w.service->history(tx, scope, ref));
        TIANGE_TRY(const auto proof, w.service->check_history(tx, scope, ref));
        TIANGE_TRY(const auto progress, w.service->progress_of(tx, ref, w.now));
        std::string all = json::write(view) + json::write(proof) + json::write(progress);
        for (const HistoryEntry& entry : history) all += json::write(entry);
        for (const EvidenceView& piece : w.service->store().evidence(tx, scope, ref)) all += json::write(piece);
        all += open_trails()->read(tx, system_scope(), ref, 0, w.now)->number;
        return all;
      })
      .value();
}

std::vector<std::string> pages(World& w, const Scope& scope, ListQuery query) {
  std::vector<std::string> refs;
  query.limit = 7;
  for (int page = 0; page < 200; ++page) {
    const CaseList list = w.list(scope, query);
    for (const CaseRow& row : list.items) refs.push_back(row.ref);
    if (list.next.empty()) break;
    query.after = list.next;
  }
  return refs;
}

std::vector<ListQuery> questions(World& w, const std::string& number) {
  std::vector<ListQuery> all(14);
  all[1].q = number;
  all[2].q = "13900001003";
  all[3].area = k_other_grid;
  all[4].item = "STALL";
  all[5].unit = "440604010-GA";
  all[6].status = Status::closed;
  all[7].from = w.now - days(900);
  all[7].to = w.now - days(500);
  all[8].channel = Channel::grid;
  all[9].item = "GARBAGE";
  all[9].area = "440604010001";
  all[10].closed_from = w.now - days(1'000);
  all[11].overdue = false;
  all[12].open = true;
  all[13].q = "占道";
  return all;
}

TEST(ArchiveKeeper, WhatWasReadOfACaseAndFoundInListsIsTheSameAfterItWasMoved) {
  db::for_each_backend(keeper_migrations(), [](db::Db& db) {
    Stage stage(db);
    World& w = stage.world;
    const auto refs = fill(w, 260);
    const std::string number = w.view(system_scope(), refs[3].text()).number;
    std::vector<Scope> readers = {system_scope(), w.officer, w.handler, w.other_officer, w.supervisor};
    std::vector<std::string> before;
    for (const CaseRef& ref : refs) before.push_back(everything(w, ref, system_scope()));
    std::vector<std::vector<std::string>> lists;
    for (const Scope& reader : readers) {
      for (const ListQuery& query : questions(w, number)) lists.push_back(pages(w, reader, query));
    }
    TrailCursor cursor;
    const auto walked = db.read([&](db::Tx& tx) -> Result<std::vector<CaseRef>> {
      return open_trails()->next(tx, system_scope(), cursor, 1'000);
    });

    const std::int64_t moved = stage.keeper->move_due(w.now, 100);
    EXPECT_GT(moved, 200);
    EXPECT_LT(moved, 260);  // the last year stays among the living
    std::size_t archived = 0;
    for (std::size_t i = 0; i < refs.size(); ++i) {
      EXPECT_EQ(everything(w, refs[i], system_scope()), before[i]);
      archived += w.view(system_scope(), refs[i].text()).archived ? 1 : 0;
    }
    EXPECT_EQ(static_cast<std::int64_t>(archived), moved);
    std::size_t at = 0;
    for (const Scope& reader : readers) {
      for (const ListQuery& query : questions(w, number)) {
        EXPECT_EQ(pages(w, reader, query), lists[at]) << at;
        ++at;
      }
    }
    cursor = {};
    const auto again = db.read([&](db::Tx& tx) -> Result<std::vector<CaseRef>> {
      return open_trails()->next(tx, system_scope(), cursor, 1'000);
    });
    EXPECT_EQ(*again, *walked);
  });
}

TEST(ArchiveKeeper, WordsOfContentAndPlaceAreFoundInTheArchiveAndNowhereElseWhenAsked) {
  db::for_each_backend(keeper_migrations(), [](db::Db& db) {
    Stage stage(db);
    World& w = stage.world;
    fill(w, 120);
    stage.keeper->move_due(w.now, 100);
    ListQuery query;
    query.archived = true;
    query.limit = 200;
    query.q = "编号17";
    EXPECT_EQ(w.list(system_scope(), query).items.size(), 1U);
    query.q = "澜石路3号 夜间噪音";
    for (const CaseRow& row : w.list(system_scope(), query).items) EXPECT_EQ(row.title, "夜间噪音扰民");
    EXPECT_FALSE(w.list(system_scope(), query).items.empty());
    query.q = "道经";  // a pair inside 占道经营
    const auto inside = w.list(system_scope(), query).items;
    EXPECT_FALSE(inside.empty());
    for (const CaseRow& row : inside) EXPECT_TRUE(row.archived);
    query.archived = false;
    query.q.clear();
    for (const CaseRow& row : w.list(system_scope(), query).items) EXPECT_FALSE(row.archived);
  });
}

TEST(ArchiveKeeper, WhoeverChangesAnArchivedCaseBringsItBackAndItIsMovedAgainOnce) {
  db::for_each_backend(keeper_migrations(), [](db::Db& db) {
    Stage stage(db);
    World& w = stage.world;
    const auto refs = fill(w, 40);
    const std::int64_t moved = stage.keeper->move_due(w.now, 100);
    const auto remarked = w.write([&](db::Tx& tx) {
      return w.service->remark(tx, system_scope(), refs[0], "visited", {"回访", "visited"}, "满意", w.now);
    });
    ASSERT_TRUE(remarked.ok());
    EXPECT_FALSE(w.view(system_scope(), refs[0].text()).archived);
    EXPECT_TRUE(w.check(refs[0].text()).intact);
    ListQuery all;
    EXPECT_EQ(pages(w, system_scope(), all).size(), 40U);
    EXPECT_EQ(stage.keeper->move_due(w.now, 100), 1);
    EXPECT_EQ(stage.keeper->move_due(w.now, 100), 0);
    EXPECT_TRUE(w.view(system_scope(), refs[0].text()).archived);
    EXPECT_TRUE(w.check(refs[0].text()).intact);
    EXPECT_EQ(pages(w, system_scope(), all).size(), 40U);
    const auto view = db.read([&](db::Tx& tx) { return stage.keeper->view(tx, w.now); }).value();
    EXPECT_EQ(view.cases, moved);
    EXPECT_EQ(view.due, 0);
  });
}

TEST(ArchiveKeeper, ACheckOfAYearFindsTheOneHistoryThatWasTamperedWith) {
  db::for_each_backend(keeper_migrations(), [](db::Db& db) {
    Stage stage(db);
    World& w = stage.world;
    const auto refs = fill(w, 60);
    const std::string number = w.view(system_scope(), refs[1].text()).number;
    const int year = archive::year_of(w.view(system_scope(), refs[1].text()).created);
    stage.keeper->move_due(w.now, 100);
    http::Routes routes(db);
    stage.keeper->add_routes(routes, [](db::Tx&, const http::Request&, const std::string&, const std::string&, const Words&) {});
    const auto ask = [&](const std::string& body) {
      for (const http::Route& route : routes.all()) {
        if (route.pattern != "/api/v1/cases/archive/runs") continue;
        http::Request request;
        request.scope = system_scope();
        request.now = w.now;
        request.body = body;
        return route.handle(request).status;
      }
      return 0;
    };
    const std::string check = R"({"kind":"check","year":)" + std::to_string(year) + "}";
    EXPECT_EQ(ask(check), 200);
    EXPECT_EQ(ask(R"({"kind":"check","year":1999})"), 422);
    stage.jobs.run_due();
    auto view = db.read([&](db::Tx& tx) { return stage.keeper->view(tx, w.now); }).value();
    ASSERT_FALSE(view.runs.empty());
    EXPECT_EQ(view.runs[0].state, "done");
    EXPECT_GT(view.runs[0].cases, 5);
    EXPECT_EQ(view.runs[0].broken, 0);
    const auto tampered = w.write([&](db::Tx& tx) -> Outcome {
      tx.run("UPDATE " + archive::table("history", year) + " SET actor_name = '别人' WHERE case_id = ? AND seq = 2", {refs[1].id});
      return done();
    });
    ASSERT_TRUE(tampered.ok());
    EXPECT_EQ(ask(check), 200);
    stage.jobs.run_due();
    view = db.read([&](db::Tx& tx) { return stage.keeper->view(tx, w.now); }).value();
    EXPECT_EQ(view.runs[0].broken, 1);
    EXPECT_EQ(view.runs[0].first_broken, number);
    EXPECT_GT(view.years.back().bytes, 0);
  });
}

TEST(ArchiveKeeper, TheNightsRunComesOnceInItsHoursAndMovesEverythingThatIsDue) {
  db::for_each_backend(keeper_migrations(), [](db::Db& db) {
    Stage stage(db);
    World& w = stage.world;
    fill(w, 50);
    stage.keeper->tick(w.now);  // nine in the morning
    EXPECT_EQ(stage.jobs.run_due(), 0);
    w.now = parse_local("2026-11-24 01:30").value();
    stage.keeper->tick(w.now);
    stage.keeper->tick(w.now);
    EXPECT_EQ(stage.jobs.run_due(), 1);
    stage.keeper->tick(w.now + minutes(5));
    EXPECT_EQ(stage.jobs.run_due(), 0);
    const auto view = db.read([&](db::Tx& tx) { return stage.keeper->view(tx, w.now); }).value();
    EXPECT_EQ(view.due, 0);
    EXPECT_EQ(view.runs.at(0).cases, view.cases);
    EXPECT_EQ(view.next, parse_local("2026-11-25 01:00").value());
  });
}

}  // namespace
}  // namespace tiange::cases
