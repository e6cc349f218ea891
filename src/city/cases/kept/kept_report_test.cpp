#include "city/cases/kept/kept_report.h"

#include "city/cases/case_test_kit.h"

namespace tiange::cases {
namespace {

struct Desk {
  explicit Desk(World& world) : w(world) { w.service->add_routes(routes); }

  // As the server calls it, once the route was found.
  std::string report(const std::string& path, const Scope& scope, const std::optional<KeptReport>& kept) {
    http::Request request;
    request.method = http::Method::post;
    request.scope = scope;
    request.now = w.now;
    request.body = json::write(w.input("STALL"));
    request.headers = {{"prefer", "return=minimal"}};
    if (kept) mark_kept(request, *kept);
    for (const http::Route& route : routes.all()) {
      if (route.method != http::Method::post || route.pattern != path) continue;
      const http::Response response = route.handle(request);
      EXPECT_EQ(response.status, 200) << response.body;
      return json::parse(response.body)->text_or("number");
    }
    ADD_FAILURE() << "no route " << path;
    return "";
  }
  std::string ref(const std::string& number) {
    return w.db.read([&](db::Tx& tx) { return w.service->find_number(tx, system_scope(), number); })->text();
  }

  World& w;
  http::Routes routes{w.db};
};

TEST(KeptReport, CountsFromTheMomentItWasReceivedAndItsHistorySaysSo) {
  db::for_each_backend(test_migrations(), [](db::Db& db) {
    World w(db);
    Desk desk(w);
    const Instant received = w.now;
    const auto straight = w.report(w.seat, w.input("STALL"));
    ASSERT_TRUE(straight.ok());
    w.now = w.now + hours(26);  // the core was down for a day
    const Scope resident;
    for (const auto& [path, scope] : {std::pair<std::string, Scope>("/api/v1/public/reports", resident), std::pair<std::string, Scope>("/api/v1/cases", w.seat)}) {
      const std::string ref = desk.ref(desk.report(path, scope, KeptReport{received, "R20261102-AB12"}));
      const CaseFile file = w.file(ref);
      EXPECT_EQ(file.clocks.total.started, received) << path;
      EXPECT_EQ(file.clocks.total.due, w.file(straight->ref).clocks.total.due) << "no hour is lost to the outage";
      EXPECT_EQ(w.view(system_scope(), ref).created, received);
      const auto history = w.history(ref);
      EXPECT_EQ(history.front().happened, received);
      EXPECT_EQ(history.back().kind, EventKind::remarked);
      EXPECT_EQ(history.back().happened, w.now) << "the hand-over itself is not dated back";
      EXPECT_NE(history.back().zh.find(format_local(received)), std::string::npos) << history.back().zh;
      EXPECT_NE(history.back().zh.find("R20261102-AB12"), std::string::npos) << history.back().zh;
      EXPECT_TRUE(w.check(ref).intact);
    }
  });
}

TEST(KeptReport, WhatCameStraightInCountsFromNowAndNothingFromTheFuture) {
  db::for_each_backend(test_migrations(), [](db::Db& db) {
    World w(db);
    Desk desk(w);
    const std::string plain = desk.ref(desk.report("/api/v1/public/reports", {}, std::nullopt));
    EXPECT_EQ(w.file(plain).clocks.total.started, w.now);
    EXPECT_NE(w.history(plain).back().kind, EventKind::remarked);
    const std::string ahead = desk.ref(desk.report("/api/v1/public/reports", {}, KeptReport{w.now + minutes(5), "R1"}));
    EXPECT_EQ(w.file(ahead).clocks.total.started, w.now);
  });
}

}  // namespace
}  // namespace tiange::cases
