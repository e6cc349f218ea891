#include <random>
#include <set>

#include "city/cases/case_test_kit.h"
#include "platform/db/migration_lint.h"

namespace tiange::cases {
namespace {

void in_world(const std::function<void(World&)>& body) {
  const auto all = test_migrations();
  db::for_each_backend(all, [&](db::Db& db) {
    World world(db);
    body(world);
  });
}

TEST(Life, FromTheHotlineToClosingThroughFivePeople) {
  in_world([](World& w) {
    ReportInput in = w.input("STALL");
    in.reporter = {.name = "李明", .phone = "13812345678", .wants_reply = true};
    auto reported = w.report(w.seat, in);
    ASSERT_TRUE(reported.ok()) << reported.refusal().zh;
    const std::string ref = reported->ref;
    EXPECT_EQ(reported->number, "禅20261123-000001");
    EXPECT_EQ(reported->code, "4406042026112300001");
    EXPECT_EQ(reported->status, Status::handling);
    EXPECT_EQ(reported->level, Level::department);
    EXPECT_EQ(reported->unit, "440604010-CG");
    ASSERT_TRUE(reported->dispatch_reason);
    EXPECT_FALSE(reported->dispatch_reason->zh.empty());
    EXPECT_EQ(reported->reporter.phone, "138****5678");
    EXPECT_EQ(w.open_now().open_now, 1);
    w.now = w.now + hours(1);
    ASSERT_TRUE(w.settle(w.handler, ref).ok());
    ASSERT_TRUE(w.act(w.officer, ref, Action::check_pass).ok());
    ASSERT_TRUE(w.act(w.seat, ref, Action::follow_up_satisfied).ok());
    auto closed = w.act(w.acceptor, ref, Action::close);
    ASSERT_TRUE(closed.ok()) << closed.refusal().zh;
    EXPECT_EQ(closed->status, Status::closed);
    EXPECT_EQ(closed->closing_condition, "已清理");
    for (const StepView& step : closed->steps) EXPECT_EQ(step.state, "done");
    const auto history = w.history(ref);
    EXPECT_EQ(history.size(), 6u);
    EXPECT_TRUE(w.check(ref).intact);
    EXPECT_EQ(w.open_now().open_now, 0);
    const CountRow days = w.all_days();
    EXPECT_EQ(std::tuple(days.opened, days.closed, days.on_time, days.late), std::tuple(1, 1, 1, 0));
    const auto tally = [&](const char* area, Instant from, Instant to) {
      const auto got = w.db.read([&](db::Tx& tx) { return w.service->tally(tx, w.supervisor, area, from, to); });
      return std::pair(got->reported, got->closed);
    };
    EXPECT_EQ(tally("440604", w.now - hours(2), w.now), std::pair(std::int64_t{1}, std::int64_t{0})) << "up to, not with";
    EXPECT_EQ(tally("440604", w.now, w.now + hours(1)), std::pair(std::int64_t{0}, std::int64_t{1}));
    EXPECT_EQ(tally("440604001", w.now - hours(2), w.now + hours(1)), std::pair(std::int64_t{0}, std::int64_t{0}));
    ListQuery query;
    query.closed_from = w.now;
    EXPECT_EQ(w.list(w.supervisor, query).items.size(), 1u);
    query.closed_from = w.now + minutes(1);
    EXPECT_TRUE(w.list(w.supervisor, query).items.empty());
  });
}

TEST(Life, EvidenceBelongsToTheStepItWasGivenIn) {
  in_world([](World& w) {
    ReportInput in = w.input("STALL");
    in.evidence = {std::string(64, 'a')};
    const auto reported = w.report(w.seat, in);
    ASSERT_TRUE(reported.ok()) << reported.refusal().zh;
    ASSERT_EQ(reported->evidence.size(), 1u);
    EXPECT_NE(reported->stage, Step::report);
    EXPECT_EQ(reported->evidence.front().stage, Step::report);
  });
}

TEST(Life, AResidentsReportIsLookedAtAcceptedAndFollowedByNumberAndCode) {
  in_world([](World& w) {
    ReportInput in = w.input("");
    in.channel = Channel::web;
    in.place = {.text = "澜石市场后门"};
    in.reporter = {.name = "王", .phone = "0757-82345678"};
    const auto view = w.report(Scope{}, in);
    ASSERT_TRUE(view.ok()) << view.refusal().zh;
    EXPECT_EQ(view->status, Status::pending_accept);
    EXPECT_EQ(view->grid_code, k_grid);
    EXPECT_EQ(view->query_code.size(), 8u);
    const auto ask = [&](const std::string& code) {
      return w.db.read([&](db::Tx& tx) { return w.service->progress(tx, view->number, code, w.now); });
    };
    EXPECT_EQ(ask("00000000").refusal().code, ErrorCode::wrong_query_code);
    EXPECT_EQ(ask(view->query_code)->status_zh, "待受理");
    ActInput accept;
    accept.item_code = "GARBAGE";
    const auto accepted = w.act(w.acceptor, view->ref, Action::accept, accept);
    ASSERT_TRUE(accepted.ok()) << accepted.refusal().zh;
    EXPECT_EQ(accepted->level, Level::grid);
    EXPECT_EQ(ask(view->query_code)->status_zh, "处置中");
    // what the officer settles the station head checks
    ASSERT_TRUE(w.settle(w.officer, view->ref).ok());
    EXPECT_FALSE(w.act(w.officer, view->ref, Action::check_pass).ok());
    ASSERT_TRUE(w.act(w.station, view->ref, Action::check_pass).ok());
    ASSERT_TRUE(w.act(w.station, view->ref, Action::close).ok());
    EXPECT_EQ(ask(view->query_code)->result, "已处理");
    EXPECT_TRUE(w.check(view->ref).intact);
  });
}

TEST(Life, ATrifleSettledOnTheSpotClosesInTheGrid) {
  in_world([](World& w) {
    int sampled = 0;
    for (int i = 0; i < 60; ++i) {
      ReportInput in = w.input("GARBAGE");
      in.channel = Channel::grid;
      in.settled = SettledOnSpot{"已清理", "当场清理"};
      const auto view = w.report(w.officer, in);
      ASSERT_TRUE(view.ok()) << view.refusal().zh;
      sampled += view->status == Status::pending_check;
      EXPECT_TRUE(view->status == Status::pending_check || view->status == Status::closed);
      EXPECT_TRUE(w.check(view->ref).intact);
    }
    EXPECT_GT(sampled, 0);
    EXPECT_LT(sampled, 15);
    ReportInput in = w.input("STALL");
    in.settled = SettledOnSpot{"已清理", "当场清理"};
    EXPECT_FALSE(w.report(w.officer, in).ok());
    in = w.input("GARBAGE", k_other_grid);
    in.settled = SettledOnSpot{"已清理", "当场清理"};
    EXPECT_FALSE(w.report(w.officer, in).ok());
  });
}

TEST(Ladder, ClimbsByTimeOutLevelByLevelAndTheHandlingClockRunsOn) {
  in_world([](World& w) {
    ReportInput in = w.input("GARBAGE");
    in.channel = Channel::grid;
    const std::string ref = w.report(w.officer, in)->ref;
    const Instant due = w.file(ref).clocks.handle.due;
    std::vector<Level> seen = {w.file(ref).level};
    for (int hour = 0; hour < 24 * 20 && seen.size() < 4; ++hour) {
      w.now = w.now + hours(1);
      w.service->sweep(w.now);
      if (w.file(ref).level != seen.back()) seen.push_back(w.file(ref).level);
    }
    EXPECT_EQ(seen, (std::vector<Level>{Level::grid, Level::village, Level::department, Level::town}));
    const CaseFile file = w.file(ref);
    EXPECT_EQ(file.clocks.handle.due, due);
    EXPECT_TRUE(file.overdue());
    EXPECT_EQ(file.unit, "440604010-ZX");
    EXPECT_EQ(w.open_now().overdue_now, 1);
    EXPECT_TRUE(w.check(ref).intact);
    const auto view = w.view(w.town, ref);
    for (const LadderView& rung : view.ladder) EXPECT_TRUE(rung.lit);
  });
}

TEST(Schema, ObeysTheSharedRules) { EXPECT_EQ(db::lint_migrations(migrations()), std::vector<std::string>{}); }

TEST(Rules, AreDataAndWrongOnesAreRefused) {
  const auto rules = read_rules(data_text("case_rules.json"));
  ASSERT_TRUE(rules.ok());
  EXPECT_EQ(rules->reopen_window, (Limit{15, LimitKind::natural_days}));
  EXPECT_EQ(read_rules(R"({"most_returns": 1})")->most_returns, 1);
  const auto wrong = read_rules(R"({"most_returns": -1, "warn_share": 3})");
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.refusal().fields.size(), 2u);
}

TEST(Returning, TwiceThenArbitrationWhichBinds) {
  in_world([](World& w) {
    const std::string ref = w.report(w.seat, w.input("STALL"))->ref;
    ASSERT_TRUE(w.act(w.handler, ref, Action::give_back).ok());
    EXPECT_EQ(w.file(ref).status(), Status::returned);
    EXPECT_FALSE(w.to_unit(w.dispatcher, ref, Action::dispatch, "440604010-CG").ok());
    ASSERT_TRUE(w.to_unit(w.dispatcher, ref, Action::dispatch, "440604010-GA").ok());
    ASSERT_TRUE(w.act(w.police, ref, Action::give_back).ok());
    EXPECT_EQ(w.to_unit(w.dispatcher, ref, Action::dispatch, "440604010-CG").refusal().code, ErrorCode::duties_apart);
    ASSERT_TRUE(w.to_unit(w.second_dispatcher, ref, Action::dispatch, "440604010-CG").ok());
    ASSERT_TRUE(w.act(w.handler, ref, Action::give_back).ok());
    EXPECT_EQ(w.file(ref).element, Element::arbitrate);
    ASSERT_TRUE(w.to_unit(w.town, ref, Action::arbitrate, "440604010-CG").ok());
    EXPECT_EQ(w.act(w.handler, ref, Action::give_back).refusal().code, ErrorCode::return_not_allowed);
    ASSERT_TRUE(w.settle(w.handler, ref).ok());
    EXPECT_TRUE(w.check(ref).intact);
  });
}

TEST(Rework, KeepsTheUnitAndStartsTheClockAnew) {
  in_world([](World& w) {
    const std::string ref = w.report(w.seat, w.input("STALL"))->ref;
    ASSERT_TRUE(w.settle(w.handler, ref).ok());
    w.now = w.now + hours(1);
    const auto failed = w.act(w.officer, ref, Action::check_fail);
    ASSERT_TRUE(failed.ok()) << failed.refusal().zh;
    EXPECT_EQ(failed->unit, "440604010-CG");
    EXPECT_EQ(failed->status, Status::handling);
    EXPECT_TRUE(failed->tasks.front().came_back);
    EXPECT_EQ(w.file(ref).clocks.handle.started, w.now);
    ASSERT_TRUE(w.settle(w.handler, ref).ok());
    EXPECT_TRUE(w.check(ref).intact);
  });
}

TEST(Time, SuspensionPausesClimbingAndEndsByItself) {
  in_world([](World& w) {
    const std::string ref = w.report(w.seat, w.input("STALL"))->ref;
    ActInput ask;
    ask.until = w.now + days(30);
    ASSERT_TRUE(w.act(w.handler, ref, Action::suspend, ask).ok());
    ASSERT_TRUE(w.act(w.supervisor, ref, Action::suspend_approve).ok());
    EXPECT_EQ(w.settle(w.handler, ref).refusal().code, ErrorCode::case_suspended);
    w.now = w.now + days(29);
    w.service->sweep(w.now);
    EXPECT_EQ(w.file(ref).status(), Status::suspended);
    w.now = w.now + days(1) + hours(1);
    w.service->sweep(w.now);
    EXPECT_EQ(w.file(ref).status(), Status::handling);
    EXPECT_FALSE(w.file(ref).overdue());
    ASSERT_TRUE(w.settle(w.handler, ref).ok());
    EXPECT_TRUE(w.check(ref).intact);
  });
}

TEST(Time, AnExtensionMovesTheTaskAndTheFactOfOverdueStays) {
  in_world([](World& w) {
    const std::string ref = w.report(w.seat, w.input("STALL"))->ref;
    ASSERT_TRUE(w.act(w.handler, ref, Action::extend_request).ok());
    const auto view = w.act(w.supervisor, ref, Action::extend_approve);
    ASSERT_TRUE(view.ok());
    EXPECT_EQ(view->extensions, 1);
    EXPECT_EQ(format_local(*view->tasks.front().due), "2026-11-24 09:00");
    w.now = w.now + days(20);
    w.service->sweep(w.now);
    EXPECT_TRUE(w.file(ref).overdue());
    EXPECT_EQ(w.open_now().overdue_now, 1);
    const CaseFile late = w.file(ref);
    Scope who = late.element == Element::coordinate ? w.town : w.handler;
    ASSERT_TRUE(w.settle(who, ref).ok());
    ASSERT_TRUE(w.act(w.officer, ref, Action::check_pass).ok());
    ASSERT_TRUE(w.act(w.acceptor, ref, Action::close).ok());
    EXPECT_EQ(w.all_days().late, 1);
    EXPECT_EQ(w.open_now().overdue_now, 0);
    ASSERT_TRUE(w.act(w.acceptor, ref, Action::reopen).ok());
    EXPECT_EQ(w.all_days().closed, 0);
    EXPECT_EQ(w.open_now().open_now, 1);
    EXPECT_TRUE(w.check(ref).intact);
  });
}

TEST(Sight, ConfidentialCasesAreSeenByThoseOnThemAndEveryRevealIsRecorded) {
  in_world([](World& w) {
    ReportInput in = w.input("TIP");
    in.reporter = {.name = "赵钱", .phone = "13912345678"};
    const std::string ref = w.report(w.seat, in)->ref;
    const auto sees = [&](const Scope& scope) {
      return w.db.read([&](db::Tx& tx) { return w.service->view(tx, scope, *CaseRef::parse(ref), w.now); }).ok();
    };
    EXPECT_TRUE(sees(w.police));
    EXPECT_TRUE(sees(w.seat));
    EXPECT_FALSE(sees(w.handler));
    EXPECT_FALSE(sees(w.supervisor));
    EXPECT_FALSE(sees(Scope{}));
    w.supervisor.permissions.set(static_cast<std::size_t>(Permission::cases_confidential));
    EXPECT_TRUE(sees(w.supervisor));
    EXPECT_EQ(w.list(w.handler, {}).items.size(), 0u);
    EXPECT_EQ(w.list(w.police, {}).items.size(), 1u);
    const auto reveal = [&](const std::string& purpose) {
      return w.write(
          [&](db::Tx& tx) { return w.service->reveal(tx, w.police, *CaseRef::parse(ref), {"phone"}, purpose, w.now); });
    };
    EXPECT_EQ(reveal("").refusal().code, ErrorCode::purpose_needed);
    EXPECT_EQ(reveal("核实线索")->phone, "13912345678");
    const auto looks = w.db.read([&](db::Tx& tx) -> Result<std::int64_t> {
      return tx
          .one("SELECT COUNT(*) FROM case_looks WHERE purpose = ?", {"核实线索"},
               [](const db::Row& row) { return row.i64(0); })
          .value();
    });
    EXPECT_EQ(*looks, 1);
  });
}

TEST(History, AChangedEntryIsFound) {
  in_world([](World& w) {
    const std::string ref = w.report(w.seat, w.input("STALL"))->ref;
    ASSERT_TRUE(w.settle(w.handler, ref).ok());
    const CaseRef id = *CaseRef::parse(ref);
    const auto changed = w.write([&](db::Tx& tx) -> Outcome {
      tx.run("UPDATE case_history SET actor_name = ? WHERE part_key = ? AND case_id = ? AND seq = 3",
             {"别人", id.part_key, id.id});
      return done();
    });
    ASSERT_TRUE(changed.ok());
    const HistoryCheck check = w.check(ref);
    EXPECT_FALSE(check.intact);
    EXPECT_EQ(check.broken_at, 3);
  });
}

TEST(Again, TheSameOrderTwiceActsOnce) {
  in_world([](World& w) {
    const std::string ref = w.report(w.seat, w.input("STALL"))->ref;
    ASSERT_TRUE(w.settle(w.handler, ref).ok());
    EXPECT_FALSE(w.settle(w.handler, ref).ok());
    EXPECT_EQ(w.history(ref).size(), 3u);
    http::Routes routes(w.db);
    w.service->add_routes(routes);
    const auto send = [&](const std::string& path, std::map<std::string, std::string, std::less<>> params,
                          const std::string& body) {
      http::Request request;
      request.method = http::Method::post;
      request.path = path;
      request.params = std::move(params);
      request.headers = {{"idempotency-key", "phone-17"}};
      request.body = body;
      request.scope = w.seat;
      request.signed_in = true;
      request.now = w.now;
      for (const http::Route& route : routes.all()) {
        if (route.method == http::Method::post && route.pattern == path) return route.handle(request);
      }
      return http::Response{};
    };
    const std::string body = json::write(w.input("STALL"));
    const auto first = send("/api/v1/cases", {}, body);
    const auto second = send("/api/v1/cases", {}, body);
    EXPECT_EQ(first.status, 200) << first.body;
    EXPECT_NE(first.body.find("\"actions\":[{"), std::string::npos);
    EXPECT_EQ(first.body, second.body);
    EXPECT_EQ(w.list(w.seat, {}).items.size(), 2u);
  });
}

TEST(Lists, PagesByKeyFiltersNumbersAndScope) {
  in_world([](World& w) {
    for (int i = 0; i < 25; ++i) {
      w.now = w.now + seconds(1);
      ReportInput in = w.input(i % 2 ? "STALL" : "", i % 5 ? k_grid : k_other_grid);
      in.title = "第" + std::to_string(i) + "件占道";
      in.channel = i % 3 ? Channel::hotline : Channel::web;
      ASSERT_TRUE(w.report(w.seat, in).ok());
    }
    ListQuery query;
    query.limit = 10;
    std::vector<std::string> seen;
    while (true) {
      const CaseList page = w.list(w.dispatcher, query);
      for (const CaseRow& row : page.items) seen.push_back(row.title);
      if (page.next.empty()) break;
      query.after = page.next;
    }
    EXPECT_EQ(seen.size(), 25u);
    EXPECT_EQ(seen.front(), "第24件占道");
    EXPECT_EQ(w.list(w.other_officer, {}).items.size(), 5u);
    Scope nowhere = w.dispatcher;
    nowhere.areas.clear();
    EXPECT_EQ(w.list(nowhere, {.limit = 5}).items.size(), 0u);
    EXPECT_EQ(w.list(w.dispatcher, {.item = "STALL"}).items.size(), 12u);
    EXPECT_EQ(w.list(w.dispatcher, {.status = Status::pending_accept}).items.size(), 13u);
    EXPECT_EQ(w.list(w.dispatcher, {.q = "000007"}).items.size(), 1u);
    EXPECT_EQ(w.list(w.dispatcher, {.q = "禅20261123-000007"}).items.size(), 1u);
    EXPECT_EQ(w.list(w.dispatcher, {.q = "第7件"}).items.size(), 1u);
    EXPECT_EQ(w.list(w.dispatcher, {.q = "100%"}).items.size(), 0u);
    EXPECT_EQ(w.list(w.dispatcher, {.open = true}).total, 25);
    EXPECT_EQ(w.list(w.dispatcher, {.lamp = Lamp::red}).items.size(), 0u);
    w.now = w.now + days(30);
    EXPECT_GT(w.list(w.dispatcher, {.lamp = Lamp::red}).items.size(), 20u);
  });
}

TEST(Inboxes, HoldWhatTheQueuesHoldInGroups) {
  in_world([](World& w) {
    const std::string ref = w.report(w.seat, w.input("STALL"))->ref;
    const auto inbox = [&](const Scope& scope, InboxGroup group) {
      return w.db.read([&](db::Tx& tx) { return w.service->inbox(tx, scope, group, "", "", w.now); }).value();
    };
    Inbox got = inbox(w.handler, InboxGroup::all);
    ASSERT_EQ(got.items.size(), 1u);
    EXPECT_EQ(got.items[0].case_ref, ref);
    EXPECT_EQ(got.items[0].element, "handle");
    EXPECT_EQ(got.counts.today, 1);
    EXPECT_EQ(inbox(w.police, InboxGroup::all).items.size(), 0u);
    ASSERT_TRUE(w.act(w.handler, ref, Action::claim).ok());
    EXPECT_EQ(w.settle(w.person(30, {"440604010"}, "440604010-CG", {"440604010-CG:handler"}), ref).refusal().code,
              ErrorCode::claimed_by_other);
    ASSERT_TRUE(w.act(w.handler, ref, Action::release).ok());
    ASSERT_TRUE(w.act(w.handler, ref, Action::give_back).ok());
    EXPECT_EQ(inbox(w.dispatcher, InboxGroup::returned).items.size(), 1u);
    EXPECT_EQ(inbox(w.handler, InboxGroup::all).items.size(), 0u);
  });
}

TEST(Past, BulkCasesLookLikeThoseThatWereWorkedOn) {
  in_world([](World& w) {
    std::vector<PastCase> past;
    for (int i = 0; i < 40; ++i) {
      PastCase c;
      c.report = w.input(i % 2 ? "STALL" : "GARBAGE");
      c.report.channel = Channel::grid;
      c.area = i % 4 ? k_grid : k_other_grid;
      c.created = w.now - days(60) + hours(i);
      c.unit = "440604010-CG";
      c.level = Level::department;
      c.handler = PersonId{10};
      c.closing_condition = "已清理";
      c.result = "已清理完毕";
      c.closed = c.created;
      if (i % 2) {
        c.dispatched = c.created + minutes(10);
        c.returns = i % 3 == 0 ? 1 : 0;
        c.settled = c.created + (i % 5 ? hours(1) : days(9));
        c.checked = c.settled + minutes(30);
        c.closed = c.checked + minutes(5);
      }
      past.push_back(c);
    }
    const auto rows = w.service->prepare(past);
    EXPECT_EQ(rows->size(), 40u);
    const auto written = w.write([&](db::Tx& tx) -> Outcome {
      w.service->write(tx, *rows);
      return done();
    });
    ASSERT_TRUE(written.ok());
    const CaseList list = w.list(w.dispatcher, {.limit = 100});
    ASSERT_EQ(list.items.size(), 40u);
    for (const CaseRow& row : list.items) {
      EXPECT_EQ(row.status, Status::closed);
      EXPECT_TRUE(w.check(row.ref).intact) << row.number;
    }
    const CountRow days = w.all_days();
    EXPECT_EQ(days.opened, 40);
    EXPECT_EQ(days.closed, 40);
    EXPECT_EQ(days.late, 4);
    EXPECT_EQ(w.open_now().open_now, 0);
  });
}

TEST(HandingOver, EverythingAPersonHoldsGoesWithAnEntryInEachHistory) {
  in_world([](World& w) {
    std::vector<std::string> refs;
    for (int i = 0; i < 3; ++i) {
      refs.push_back(w.report(w.seat, w.input("STALL"))->ref);
      ASSERT_TRUE(w.act(w.handler, refs.back(), Action::claim).ok());
    }
    ActInput delegate;
    delegate.people = {w.police.person};
    ASSERT_TRUE(w.act(w.handler, refs[2], Action::delegate, delegate).ok());
    const auto all = [&](const Scope& by, PersonId from, PersonId to) {
      return w.write([&](db::Tx& tx) {
        return w.service->hand_over_all(tx, by, {from, to, "调离"}, w.now);
      });
    };
    EXPECT_EQ(all(w.officer, w.handler.person, PersonId{40}).refusal().code, ErrorCode::out_of_scope);
    EXPECT_FALSE(all(w.handler, w.handler.person, w.handler.person).ok());
    const auto moved = all(w.handler, w.handler.person, PersonId{40});
    ASSERT_TRUE(moved.ok()) << moved.refusal().zh;
    EXPECT_EQ(moved->moved, 3);
    EXPECT_EQ(moved->left, 0);
    ASSERT_TRUE(all(w.police, w.police.person, PersonId{41}).ok());
    EXPECT_EQ(w.file(refs[2]).office.parts[0].person, PersonId{41});
    for (const std::string& ref : refs) {
      EXPECT_EQ(w.file(ref).claimed_by, PersonId{40});
      EXPECT_NE(w.history(ref).back().zh.find("调离"), std::string::npos);
      EXPECT_TRUE(w.check(ref).intact);
    }
  });
}

TEST(Assisting, APartThatRunsOutIsMarkedAndSuspensionPutsItOff) {
  in_world([](World& w) {
    const std::string ref = w.report(w.seat, w.input("STALL"))->ref;
    ActInput assist;
    assist.units = {"440604010-GA"};
    assist.limit = "2 work_hours";
    ASSERT_TRUE(w.act(w.handler, ref, Action::assist, assist).ok());
    const auto due = w.file(ref).office.parts[0].due;
    ActInput suspend;
    suspend.until = w.now + days(3);
    ASSERT_TRUE(w.act(w.handler, ref, Action::suspend, suspend).ok());
    ASSERT_TRUE(w.act(w.supervisor, ref, Action::suspend_approve).ok());
    w.now = w.now + hours(1);
    ASSERT_TRUE(w.act(w.supervisor, ref, Action::resume).ok());
    EXPECT_EQ(w.file(ref).office.parts[0].due, due + hours(1));
    w.now = due + hours(1) + minutes(1);
    w.service->sweep(w.now);
    EXPECT_TRUE(w.file(ref).office.parts[0].overdue);
    EXPECT_EQ(w.view(w.police, ref).office->parts[0].lamp, Lamp::red);
    EXPECT_TRUE(w.check(ref).intact);
  });
}

// Anybody does anything that is offered to them, in any order: nothing that is offered is refused, the history leads to
// the case as it stands, and the counters agree with the cases.
TEST(Anything, WhatIsOfferedIsNeverRefusedAndReplayEqualsLive) {
  in_world([](World& w) {
    std::mt19937_64 random(2026);
    std::vector<std::string> refs;
    const auto report = [&] {
      ReportInput in = w.input(std::vector<std::string>{"", "STALL", "GARBAGE", "TIP"}[random() % 4]);
      in.channel = random() % 2 ? Channel::hotline : Channel::grid;
      in.reporter.wants_reply = random() % 2;
      if (random() % 4 == 0) in.place = {};
      refs.push_back(w.report(w.seat, in)->ref);
    };
    const auto people = w.everybody();
    int acts = 0;
    std::set<std::string> done_once;
    for (int step = 0; step < 3'000; ++step) {
      if (step % 30 == 0) report();
      const std::string& ref = refs[random() % refs.size()];
      const Scope& who = people[random() % people.size()];
      const auto view = w.db.read([&](db::Tx& tx) { return w.service->view(tx, who, *CaseRef::parse(ref), w.now); });
      if (random() % 40 == 0) {
        w.now = w.now + hours(static_cast<std::int64_t>(random() % 30));
        w.service->sweep(w.now);
        continue;
      }
      if (!view.ok()) continue;
      std::vector<const ActionView*> allowed;
      for (const ActionView& action : view->actions) {
        if (action.allowed && action.action != "note" && action.action != "urge") allowed.push_back(&action);
      }
      if (allowed.empty()) continue;
      // What was never tried comes first half of the time.
      const auto fresh = std::find_if(allowed.begin(), allowed.end(),
                                      [&](const ActionView* one) { return !done_once.contains(one->action); });
      const bool tries = fresh != allowed.end() && random() % 2 == 0;
      const ActionView& chosen = tries ? **fresh : *allowed[random() % allowed.size()];
      const auto in = anything(w, random, who, w.file(ref), chosen, step);
      if (!in) continue;
      const auto done = w.act(who, ref, *action_from(chosen.action), *in);
      EXPECT_TRUE(done.ok()) << chosen.action << ": " << (done.ok() ? "" : done.refusal().zh) << " "
                             << (done.ok() || done.refusal().fields.empty()
                                     ? ""
                                     : done.refusal().fields[0].path + done.refusal().fields[0].zh);
      ++acts;
      done_once.insert(chosen.action);
    }
    EXPECT_GT(acts, 80);
    for (const char* act : {"send_back", "reject_to_start", "withdraw", "jump", "transfer", "delegate", "countersign",
                            "sign_before", "sign_after", "assist", "sign_agree", "part_done", "part_recall"})
      EXPECT_TRUE(done_once.contains(act)) << act << " was never tried";
    std::int64_t open = 0;
    for (const std::string& ref : refs) {
      const HistoryCheck check = w.check(ref);
      EXPECT_TRUE(check.intact) << ref << " at " << check.broken_at.value_or(0);
      open += w.file(ref).open();
    }
    EXPECT_EQ(w.open_now().open_now, open);
    EXPECT_EQ(w.all_days().opened, static_cast<std::int64_t>(refs.size()));
    EXPECT_EQ(w.all_days().closed + w.open_now().open_now <= static_cast<std::int64_t>(refs.size()), true);
  });
}

}  // namespace
}  // namespace tiange::cases
