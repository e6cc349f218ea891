#include "city/credit/credit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>

#include "base/codes.h"
#include "city/credit/credit_service.h"
#include "platform/http/request_keys.h"
#include "platform/db/test_db.h"

namespace tiange::credit {
namespace {

using registers::Kind;
using registers::SourceRecord;
using registers::SubjectId;

class NoPlaces final : public places::Places {
 public:
  Result<places::Located> locate(double, double) const override { return refuse(ErrorCode::outside_district); }
  Result<places::Located> of_grid(std::string_view) const override { return refuse(ErrorCode::unknown_area); }
  std::vector<places::Candidate> find(std::string_view, std::size_t, Language) const override { return {}; }
  std::optional<places::Area> area(std::string_view) const override { return std::nullopt; }
  std::vector<places::Area> children(std::string_view) const override { return {}; }
  std::string name(std::string_view code, Language) const override { return std::string(code); }
  std::string full_name(std::string_view code, Language) const override { return std::string(code); }
};

class SetClock final : public Clock {
 public:
  Instant now() const override { return moment; }
  Instant moment = local_instant(make_date(2026, 11, 23), 0) + hours(10);  // a Monday
};

class CountedTickets final : public registers::Tickets {
 public:
  Result<std::string> open(db::Tx&, const registers::Ticket& ticket, Instant) override {
    opened.push_back(ticket.unit);
    return "T" + std::to_string(opened.size());
  }
  void answered(db::Tx&, std::string_view number, const Words&, Instant) override { closed.emplace_back(number); }
  std::vector<std::string> opened, closed;
};

std::string data_text(const std::string& path) {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

using Values = std::vector<std::pair<std::string, std::string>>;

Scope person(std::int64_t id, const std::string& unit = "440604-ZX") {
  Scope scope = system_scope("440604");
  scope.person = {id};
  scope.account = {id};
  scope.units = {unit};
  scope.name = "经办" + std::to_string(id);
  return scope;
}

struct World {
  template <class F>
  auto write(F&& fn) {
    return db.write(system_scope(), std::forward<F>(fn));
  }
  explicit World(db::Db& database)
      : db(database), ids(1), outbox(database, clock, ids), jobs(database, clock, ids), org(org::open(database, ids, {})),
        addresses(registers::open_addresses({places, "440604"})), routes(database) {
    subjects = registers::open_subjects({.db = database, .clock = clock, .ids = ids, .outbox = outbox, .org = *org, .places = places, .addresses = *addresses,
                                         .tickets = nullptr, .cases = {}, .calendar = std::make_shared<const WorkCalendar>(), .district = "440604"});
    credit = open_credit({.db = database, .clock = clock, .ids = ids, .org = *org, .places = places, .subjects = *subjects, .jobs = jobs, .outbox = outbox,
                          .tickets = &tickets,
                          .find_case = [](db::Tx&, const Scope&, const std::string& number, Instant) -> Result<CreditMatterOfCase> {
                            if (number == "none") return refuse(ErrorCode::not_found);
                            return CreditMatterOfCase{"1." + number, number, "噪声扰民", false, false};
                          },
                          .find_firms = [this](const Scope&, const std::string& q, const std::string&, Instant) -> Result<std::vector<registers::SubjectId>> {
                            if (q == "稍候") return refuse(ErrorCode::unavailable);
                            return hits;
                          },
                          .tell = {}, .calendar = std::make_shared<const WorkCalendar>(), .district = "440604"});
    credit->listen(outbox);
    outbox.subscribe("credit.changed", "test", [this](db::Tx&, const db::Event& event) {
      events.push_back(event.body);
      return done();
    });
    credit->add_jobs();
    credit->add_routes(routes, [](db::Tx&, const http::Request&, const std::string&, const std::string&, const Words&) {});
    EXPECT_TRUE(write([&](db::Tx& tx) { return org->seed(tx, std::string(TIANGE_SOURCE_DIR) + "/data", clock.now()); }).ok());
    (void)org->directory(clock.now());
    EXPECT_TRUE(write([&](db::Tx& tx) { return subjects->lay(tx, data_text("registers/sources.csv"), data_text("registers/fields.csv"), clock.now()); }).ok());
    EXPECT_TRUE(write([&](db::Tx& tx) { return credit->lay(tx, data_text("credit/scoring.json"), clock.now()); }).ok());
  }
  void settle() {
    while (outbox.deliver_now() > 0) {
    }
  }
  void absorb(const std::string& source, const std::string& key, Values values, bool deliver = true) {
    clock.moment = clock.moment + seconds(60);
    const SourceRecord one{source, key, Kind::firm, std::move(values), clock.now(), "batch/1", false};
    EXPECT_TRUE(write([&](db::Tx& tx) { return subjects->absorb(tx, std::span(&one, 1), clock.now()); }).ok());
    if (deliver) settle();
  }
  std::string firm(const std::string& uscc) {
    std::string ref;
    db.run_read([&](db::Tx& tx) {
      const auto found = subjects->find_by_key(tx, system_scope(), registers::KeySort::uscc, uscc);
      if (!found.empty()) ref = found.front().text();
    });
    return ref;
  }
  template <class Out>
  Result<Out> call(http::Method method, const std::string& pattern, std::map<std::string, std::string> params, const std::string& body, Scope scope,
                   std::vector<std::pair<std::string, std::string>> query = {}) {
    for (const http::Route& route : routes.all()) {
      if (route.pattern != "/api/v1/credit" + pattern || route.method != method) continue;
      http::Request request;
      request.method = method;
      request.params = {params.begin(), params.end()};
      for (auto& [name, value] : query) request.query.emplace_back(name, value);
      request.scope = scope;
      request.now = clock.now();
      request.body = body;
      const http::Response response = route.handle(request);
      if (response.status != 200) return refuse(ErrorCode::bad_input, response.body, std::to_string(response.status) + response.body);
      return json::read<Out>(response.body);
    }
    return refuse(ErrorCode::not_found);
  }
  CreditProfile page(const std::string& ref) {
    auto found = call<CreditProfile>(http::Method::get, "/firms/{ref}", {{"ref", ref}}, "", person(9));
    EXPECT_TRUE(found.ok()) << (found.ok() ? "" : found.refusal().en);
    return found.ok() ? *found : CreditProfile{};
  }

  db::Db& db;
  SetClock clock;
  IdSource ids;
  db::Outbox outbox;
  jobs::Jobs jobs;
  NoPlaces places;
  std::unique_ptr<org::Org> org;
  std::unique_ptr<registers::Addresses> addresses;
  http::Routes routes;
  CountedTickets tickets;
  std::vector<std::string> events;
  std::vector<registers::SubjectId> hits;  // what finding answers
  std::unique_ptr<registers::Subjects> subjects;
  std::unique_ptr<Credit> credit;
};

std::vector<db::Migration> migrations() {
  std::vector<db::Migration> all;
  for (const auto& part : {http::http_migrations(), jobs::migrations(), org::migrations(), registers::address_migrations(), registers::subject_migrations(), credit_migrations()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

std::string uscc(int number) {
  const std::string first = "91440604MA" + std::to_string(1'000'000 + number);
  return first + codes::credit_code_check(first);
}

TEST(Credit, AScoreFollowsFactsAndKeepsItsHistory) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    world.absorb("market", "F1", {{"name", "佛山市晨光陶瓷有限公司"}, {"uscc", uscc(1)}, {"industry", "C"}, {"status", "1"}, {"founded", "2010-05-01"}});
    const std::string ref = world.firm(uscc(1));
    ASSERT_FALSE(ref.empty());
    CreditProfile page = world.page(ref);
    EXPECT_EQ(page.score, 75);
    EXPECT_EQ(page.grade, "B");
    EXPECT_EQ(page.colour, "green");
    ASSERT_EQ(page.history.size(), 1u);
    EXPECT_EQ(page.history[0].why, "first");
    world.clock.moment = world.clock.moment + days(3);
    world.absorb("tax", "T1", {{"uscc", uscc(1)}, {"tax_arrears", "60"}, {"tax_arrears_since", "2026-10-01"}});
    page = world.page(ref);
    EXPECT_EQ(page.score, 50);
    EXPECT_EQ(page.colour, "yellow");
    ASSERT_EQ(page.history.size(), 2u);
    EXPECT_EQ(page.history[0].why, "facts");
    ASSERT_EQ(page.history[0].steps.size(), 1u);
    EXPECT_EQ(page.history[0].steps[0].indicator, "tax_arrears");
    EXPECT_EQ(page.history[0].steps[0].after, -25);
    ASSERT_EQ(page.marks.size(), 2u);
    EXPECT_EQ(page.marks[0].indicator, "tax_arrears");
    EXPECT_EQ(page.marks[0].evidence[0].value.substr(0, 2), "60");
    EXPECT_EQ(page.marks[0].evidence[0].source, "tax");
    EXPECT_TRUE(page.marks[0].evidence[0].observed.has_value());
    ASSERT_EQ(page.raises.size(), 1u);
    EXPECT_EQ(page.raises[0].points, 25);
    EXPECT_EQ(page.raises[0].grade, "B");
    // The score of a past day.
    const auto past = world.call<CreditHistory>(http::Method::get, "/firms/{ref}/history", {{"ref", ref}}, "", person(9), {{"day", "2026-11-24"}});
    ASSERT_TRUE(past.ok());
    EXPECT_EQ(past->items.front().to, 75);
    world.settle();
    ASSERT_EQ(world.events.size(), 1u);
    EXPECT_NE(world.events[0].find("\"from\":\"green\""), std::string::npos);
    EXPECT_NE(world.events[0].find("\"to\":\"yellow\""), std::string::npos);
    // The same again changes nothing.
    world.absorb("tax", "T1", {{"uscc", uscc(1)}, {"tax_arrears", "60"}, {"tax_arrears_since", "2026-10-01"}});
    EXPECT_EQ(world.page(ref).history.size(), 2u);
    // Another district's caller sees nothing.
    Scope stranger = person(8);
    stranger.areas = {"440605"};
    EXPECT_FALSE(world.call<CreditProfile>(http::Method::get, "/firms/{ref}", {{"ref", ref}}, "", stranger).ok());
  });
}

TEST(Credit, FirmsAreFoundByWordsTheBestFitFirstInsideColourAndAreas) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    for (int i = 1; i <= 3; ++i) world.absorb("market", "F" + std::to_string(i), {{"name", "佛山市晨光陶瓷有限公司"}, {"uscc", uscc(i)}, {"industry", "C"}, {"status", "1"}, {"founded", "2010-05-01"}});
    world.absorb("tax", "T2", {{"uscc", uscc(2)}, {"tax_arrears", "60"}, {"tax_arrears_since", "2026-10-01"}});
    const auto id = [&](int i) { return registers::SubjectId{*parse_id(world.firm(uscc(i)))}; };
    const auto found = [&](std::vector<std::pair<std::string, std::string>> query, const Scope& scope) {
      std::vector<std::string> refs;
      const auto list = world.call<CreditFirmList>(http::Method::get, "/firms", {}, "", scope, std::move(query));
      if (!list.ok()) return std::vector<std::string>{"refused"};
      EXPECT_EQ(list->next, "");
      for (const CreditFirm& one : list->items) refs.push_back(one.ref);
      return refs;
    };
    world.hits = {id(3), id(2)};
    EXPECT_EQ(found({{"q", " 晨光 "}}, person(9)), (std::vector{world.firm(uscc(3)), world.firm(uscc(2))}));
    EXPECT_EQ(found({{"q", "晨光"}, {"limit", "1"}}, person(9)).size(), 2u) << "the best fits come at once";
    EXPECT_EQ(found({{"q", "晨光"}, {"colour", "yellow"}}, person(9)), std::vector{world.firm(uscc(2))});
    EXPECT_EQ(found({{"q", " "}}, person(9)).size(), 3u) << "nothing was asked for";
    EXPECT_EQ(found({{"q", "稍候"}}, person(9)), std::vector<std::string>{"refused"});
    Scope stranger = person(8);
    stranger.areas = {"440605"};
    EXPECT_TRUE(found({{"q", "晨光"}}, stranger).empty());
    world.hits.clear();
    EXPECT_TRUE(found({{"q", "没有这家"}}, person(9)).empty());
  });
}

TEST(Credit, AnotherColourHasAReasonATermAndTwoPeople) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    world.absorb("market", "F1", {{"name", "甲厂"}, {"uscc", uscc(1)}, {"status", "1"}});
    const std::string ref = world.firm(uscc(1));
    const std::string until = format_iso(world.clock.now() + days(10));
    const auto ask = [&](const std::string& body) { return world.call<CreditOverride>(http::Method::post, "/firms/{ref}/override", {{"ref", ref}}, body, person(1)); };
    EXPECT_FALSE(ask(R"({"colour":"green","reason":"x","until":")" + until + "\"}").ok());
    EXPECT_FALSE(ask(R"({"colour":"red","reason":"","until":")" + until + "\"}").ok());
    const auto asked = ask(R"({"colour":"red","reason":"发生火情，隐患未除","until":")" + until + "\"}");
    ASSERT_TRUE(asked.ok()) << asked.refusal().en;
    EXPECT_FALSE(ask(R"({"colour":"yellow","reason":"又一次","until":")" + until + "\"}").ok());
    const auto decide = [&](std::int64_t who) { return world.call<CreditOverride>(http::Method::post, "/overrides/{id}/decide", {{"id", asked->id}}, R"({"agree":true})", person(who)); };
    EXPECT_FALSE(decide(1).ok());
    EXPECT_EQ(world.page(ref).colour, "green");
    ASSERT_TRUE(decide(2).ok());
    EXPECT_EQ(world.page(ref).colour, "red");
    EXPECT_EQ(world.page(ref).own_colour, "green");
    EXPECT_FALSE(decide(2).ok());
    world.credit->tend(world.clock.now() + days(9));
    EXPECT_EQ(world.page(ref).colour, "red");
    world.clock.moment = world.clock.moment + days(11);
    world.credit->tend(world.clock.now());
    const CreditProfile page = world.page(ref);
    EXPECT_EQ(page.colour, "green");
    EXPECT_FALSE(page.override_now.has_value());
    EXPECT_EQ(page.history[0].why, "override_ended");
    EXPECT_EQ(page.history[1].why, "override");
  });
}

TEST(Credit, AnObjectionGoesToTheOwnerAndTheScoreFollows) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    world.absorb("market", "F1", {{"name", "乙店"}, {"uscc", uscc(1)}, {"status", "1"}, {"abnormal_since", "2026-08-01"}});
    const std::string ref = world.firm(uscc(1));
    EXPECT_EQ(world.page(ref).grade, "C");
    const auto open = [&](const std::string& body) { return world.call<CreditMatter>(http::Method::post, "/firms/{ref}/matters", {{"ref", ref}}, body, person(1)); };
    EXPECT_FALSE(open(R"({"kind":"objection","indicator":"penalty","text":"没有"})").ok());
    const auto matter = open(R"({"kind":"objection","indicator":"abnormal","text":"住所一直未变","asked_for":"王经理"})");
    ASSERT_TRUE(matter.ok()) << matter.refusal().en;
    EXPECT_EQ(matter->unit, "440604-SJ");
    EXPECT_EQ(format_date(local_date(matter->due)), "2026-12-02");  // seven working days from Monday 23 November
    ASSERT_EQ(world.tickets.opened.size(), 1u);
    const auto answer = [&](const std::string& body, const std::string& unit) { return world.call<CreditMatter>(http::Method::post, "/matters/{id}/answer", {{"id", matter->id}}, body, person(2, unit)); };
    EXPECT_FALSE(answer(R"({"outcome":"stands","text":"属实"})", "440604-YJ").ok());
    EXPECT_FALSE(answer(R"({"outcome":"mended","text":"误列"})", "440604-SJ").ok());
    EXPECT_FALSE(answer(R"({"outcome":"mended","text":"误列","values":[{"field":"name","value":"丙"}]})", "440604-SJ").ok());
    world.clock.moment = world.clock.moment + minutes(5);
    const auto mended = answer(R"({"outcome":"mended","text":"经核查系误列","values":[{"field":"abnormal_since","value":""}]})", "440604-SJ");
    ASSERT_TRUE(mended.ok()) << mended.refusal().en;
    EXPECT_EQ(mended->state, "mended");
    EXPECT_EQ(world.page(ref).score, 70);
    EXPECT_EQ(world.page(ref).history[0].why, "mended");
    EXPECT_EQ(world.tickets.closed.size(), 1u);
    EXPECT_FALSE(answer(R"({"outcome":"stands","text":"属实"})", "440604-SJ").ok());
    world.settle();
    EXPECT_EQ(world.page(ref).history.size(), 2u);
  });
}

TEST(Credit, RepairStopsAMarkFromCountingUntilANewOneComes) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    world.absorb("market", "F1", {{"name", "丙店"}, {"uscc", uscc(1)}, {"status", "1"}, {"penalty_date", "2026-10-01"}, {"penalty_document", "佛禅市监处〔2026〕1号"}});
    const std::string ref = world.firm(uscc(1));
    const auto open = [&](const std::string& kind) {
      return world.call<CreditMatter>(http::Method::post, "/firms/{ref}/matters", {{"ref", ref}},
                                      R"({"kind":")" + kind + R"(","indicator":"penalty","text":"承诺守法经营","evidence":"缴款书 001"})", person(1));
    };
    EXPECT_EQ(world.page(ref).score, 58);
    EXPECT_EQ(world.page(ref).marks[0].document, "佛禅市监处〔2026〕1号");
    EXPECT_FALSE(open("repair").ok());  // 90 days are not over
    world.clock.moment = local_instant(make_date(2026, 12, 30), 0) + hours(10);
    const auto matter = open("repair");
    ASSERT_TRUE(matter.ok()) << matter.refusal().en;
    EXPECT_FALSE(open("objection").ok());  // one at a time
    const auto decide = [&](std::int64_t who) { return world.call<CreditMatter>(http::Method::post, "/matters/{id}/decide", {{"id", matter->id}}, R"({"outcome":"agreed","text":"已整改"})", person(who)); };
    EXPECT_FALSE(decide(1).ok());
    ASSERT_TRUE(decide(2).ok());
    CreditProfile page = world.page(ref);
    EXPECT_EQ(page.score, 70);
    ASSERT_EQ(page.marks.size(), 1u);
    EXPECT_TRUE(page.marks[0].left_out);
    EXPECT_EQ(page.marks[0].left_why, "repaired");
    EXPECT_EQ(page.history[0].why, "repaired");
    world.absorb("market", "F1", {{"name", "丙店"}, {"uscc", uscc(1)}, {"status", "1"}, {"penalty_date", "2026-12-29"}});
    EXPECT_EQ(world.page(ref).score, 58);
  });
}

TEST(Credit, CasesAboutAFirmCountWhenTheyAreClosed) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    world.absorb("market", "F1", {{"name", "丁店"}, {"uscc", uscc(1)}, {"status", "1"}});
    const std::string ref = world.firm(uscc(1));
    for (const char* number : {"A1", "A2", "A3"}) {
      ASSERT_TRUE(world.call<CreditProfile>(http::Method::post, "/firms/{ref}/cases", {{"ref", ref}}, std::string(R"({"number":")") + number + "\"}", person(1)).ok());
    }
    EXPECT_FALSE(world.call<CreditProfile>(http::Method::post, "/firms/{ref}/cases", {{"ref", ref}}, R"({"number":"none"})", person(1)).ok());
    EXPECT_EQ(world.page(ref).score, 70);
    const auto close = [&](const std::string& number, bool serious) {
      ASSERT_TRUE(world.write([&](db::Tx& tx) -> Outcome {
                         world.credit->case_closed(tx, {"1." + number, number, "噪声扰民", serious, true}, {}, world.clock.now());
                         return done();
                       }).ok());
    };
    close("A1", false), close("A2", false);
    EXPECT_EQ(world.page(ref).score, 70);
    close("A3", true);
    EXPECT_EQ(world.page(ref).score, 55);
    EXPECT_EQ(world.page(ref).history[0].why, "case");
    close("A3", true);
    EXPECT_EQ(world.page(ref).cases.size(), 3u);
    // After a year they count no more.
    world.clock.moment = world.clock.moment + days(367);
    ASSERT_TRUE(world.credit->run_now("asked", world.clock.now()).ok());
    EXPECT_EQ(world.page(ref).score, 70);
    EXPECT_EQ(world.page(ref).history[0].why, "time");
  });
}

// Whatever order facts came in, one by one or in a run over all, every firm ends with the same score.
TEST(Credit, TheRunOverAllComesToWhatFollowingComesTo) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    std::mt19937 random(3);
    const auto below = [&](std::uint32_t n) { return random() % n; };
    std::vector<std::string> refs;
    for (int i = 0; i < 40; ++i) {
      world.absorb("market", "F" + std::to_string(i), {{"name", "第" + std::to_string(i) + "店"}, {"uscc", uscc(i)}, {"status", below(6) ? "1" : "4"},
                   {"founded", format_date(make_date(2015, 1, 1) + static_cast<int>(below(4000)))}, {"penalty_date", below(3) ? "" : "2026-0" + std::to_string(1 + below(9)) + "-10"}}, below(2) == 0);
      if (below(2)) world.absorb("tax", "T" + std::to_string(i), {{"uscc", uscc(i)}, {"tax_grade", std::string(1, "ABMCD"[below(5)])}, {"tax_arrears", std::to_string(below(80))}}, below(2) == 0);
      refs.push_back(world.firm(uscc(i)));
    }
    world.settle();
    const auto kept = [&] {
      std::vector<std::string> out;
      world.db.run_read([&](db::Tx& tx) {
        out.clear();
        store::each_score(tx, [&](const store::StoredScore& one) {
          out.push_back(one.subject.text() + " " + std::to_string(one.score) + one.grade + one.colour + one.marks);
          return true;
        });
      });
      std::sort(out.begin(), out.end());
      return out;
    };
    const auto followed = kept();
    ASSERT_EQ(followed.size(), 40u);
    auto run = world.credit->run_now("asked", world.clock.now());
    ASSERT_TRUE(run.ok());
    EXPECT_EQ(run->changed, 0);
    EXPECT_EQ(kept(), followed);
    ASSERT_TRUE(world.write([&](db::Tx& tx) -> Outcome {
                       for (const std::string& ref : refs) store::drop_score(tx, {*parse_id(ref)});
                       return done();
                     }).ok());
    run = world.credit->run_now("asked", world.clock.now());
    ASSERT_TRUE(run.ok());
    EXPECT_EQ(run->changed, 40);
    EXPECT_EQ(kept(), followed);
  });
}

TEST(Credit, ADraftIsReleasedByAnotherAndOnlyAfterATry) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    for (int i = 0; i < 12; ++i)
      world.absorb("market", "F" + std::to_string(i), {{"name", "佛山市第" + std::to_string(i) + "陶瓷有限公司"}, {"uscc", uscc(i)}, {"status", "1"}, {"industry", "C"}, {"penalty_date", i % 3 ? "" : "2026-05-05"}});
    const auto view = world.call<CreditScoringView>(http::Method::get, "/scoring", {}, "", person(1));
    ASSERT_TRUE(view.ok());
    CreditDraftIn in{view->scoring, "处罚加重"};
    for (CreditIndicator& one : in.scoring.indicators) {
      if (one.key == "penalty") one.points = "-30";
    }
    ASSERT_TRUE(world.call<CreditScoringView>(http::Method::put, "/scoring/draft", {}, json::write(in), person(1)).ok());
    const auto release = [&](std::int64_t who) { return world.call<CreditScoringView>(http::Method::post, "/scoring/release", {}, R"({"version":2})", person(who)); };
    EXPECT_FALSE(release(2).ok());
    const auto begun = world.call<CreditTryView>(http::Method::post, "/scoring/try", {}, "{}", person(1));
    ASSERT_TRUE(begun.ok());
    EXPECT_FALSE(release(2).ok());  // asked for is not tried
    ASSERT_TRUE(world.write([&](db::Tx& tx) -> Outcome {
                       auto one = store::a_try(tx, *parse_id(begun->id));
                       one->view.state = "done";
                       store::put_try(tx, *one);
                       return done();
                     }).ok());
    EXPECT_FALSE(release(1).ok());  // by its author
    const auto released = release(2);
    ASSERT_TRUE(released.ok()) << released.refusal().en;
    EXPECT_EQ(released->version, 2);
    world.jobs.run_due();
    EXPECT_EQ(world.page(world.firm(uscc(0))).score, 40);
    EXPECT_EQ(world.page(world.firm(uscc(0))).history[0].why, "scoring");
    EXPECT_EQ(world.page(world.firm(uscc(1))).history.size(), 1u);
    // A draft changed after the try must be tried anew.
    world.clock.moment = world.clock.moment + seconds(5);
    in.note = "再改";
    ASSERT_TRUE(world.call<CreditScoringView>(http::Method::put, "/scoring/draft", {}, json::write(in), person(1)).ok());
    EXPECT_FALSE(world.call<CreditScoringView>(http::Method::post, "/scoring/release", {}, R"({"version":3})", person(2)).ok());
  });
}

}  // namespace
}  // namespace tiange::credit
