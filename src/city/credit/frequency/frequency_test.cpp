#include "city/credit/frequency/frequency.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>

#include "base/codes.h"
#include "city/credit/frequency/frequency_service.h"
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

class NoTickets final : public registers::Tickets {
 public:
  Result<std::string> open(db::Tx&, const registers::Ticket&, Instant) override { return std::string("T1"); }
  void answered(db::Tx&, std::string_view, const Words&, Instant) override {}
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
                          .tell = {}, .calendar = std::make_shared<const WorkCalendar>(), .district = "440604"});
    credit->listen(outbox);
    const auto lists = [](db::Tx&) {
      std::vector<CheckList> all;
      for (const char* line : {"SJ", "XF", "YJ", "WJ", "GA", "CG"}) all.push_back({line, "shop", {std::string(line) + "-001"}, 12});
      return all;
    };
    frequency = open_frequency({.db = database, .clock = clock, .ids = ids, .org = *org, .places = places, .subjects = *subjects, .jobs = jobs,
                                .credit = *credit, .lists = lists, .district = "440604"});
    frequency->listen(outbox);
    frequency->add_jobs();
    credit->add_jobs();
    frequency->add_routes(routes, [](db::Tx&, const http::Request&, const std::string&, const std::string&, const Words&) {});
    credit->add_routes(routes, [](db::Tx&, const http::Request&, const std::string&, const std::string&, const Words&) {});
    EXPECT_TRUE(write([&](db::Tx& tx) { return org->seed(tx, std::string(TIANGE_SOURCE_DIR) + "/data", clock.now()); }).ok());
    (void)org->directory(clock.now());
    EXPECT_TRUE(write([&](db::Tx& tx) { return subjects->lay(tx, data_text("registers/sources.csv"), data_text("registers/fields.csv"), clock.now()); }).ok());
    EXPECT_TRUE(write([&](db::Tx& tx) { return credit->lay(tx, data_text("credit/scoring.json"), clock.now()); }).ok());
    EXPECT_TRUE(write([&](db::Tx& tx) { return frequency->lay(tx, data_text("credit/frequency.json"), clock.now()); }).ok());
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
  FirmFrequency page(const std::string& ref) {
    auto found = call<FirmFrequency>(http::Method::get, "/firms/{ref}/frequency", {{"ref", ref}}, "", person(9));
    EXPECT_TRUE(found.ok()) << (found.ok() ? "" : found.refusal().en);
    return found.ok() ? *found : FirmFrequency{};
  }
  FirmCheck item(const std::string& ref, std::string_view key) {
    for (const FirmCheck& one : page(ref).items) {
      if (one.item == key) return one;
    }
    return {};
  }
  std::vector<std::string> kept() {
    std::vector<std::string> out;
    db.run_read([&](db::Tx& tx) {
      out.clear();
      frequency_store::each_due(tx, [&](const frequency_store::StoredDue& one) {
        out.push_back(one.subject.text() + " " + one.item + " " + format_date(one.due) + one.grade + one.colour + one.way + one.why + one.cause + one.grid);
        return true;
      });
    });
    std::sort(out.begin(), out.end());
    return out;
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
  NoTickets tickets;
  std::unique_ptr<registers::Subjects> subjects;
  std::unique_ptr<Credit> credit;
  std::unique_ptr<FrequencyRoom> frequency;
};

std::vector<db::Migration> migrations() {
  std::vector<db::Migration> all;
  for (const auto& part : {http::http_migrations(), jobs::migrations(), org::migrations(), registers::address_migrations(), registers::subject_migrations(), credit_migrations(), frequency_migrations()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

std::string uscc(int number) {
  const std::string first = "91440604MA" + std::to_string(1'000'000 + number);
  return first + codes::credit_code_check(first);
}



TEST(Frequency, FollowsFactsColoursAndCases) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    world.absorb("market", "F1", {{"name", "甲饭店"}, {"uscc", uscc(1)}, {"status", "1"}, {"industry", "H"}});
    const std::string ref = world.firm(uscc(1));
    FirmFrequency page = world.page(ref);
    EXPECT_EQ(page.grade, "B");
    EXPECT_EQ(page.items.size(), 6u);  // everything but work safety
    for (const FirmCheck& one : page.items) {
      EXPECT_EQ(one.checks.size(), 1u);
      EXPECT_FALSE(one.reason_zh.empty());
      EXPECT_NE(one.reason_en.find("number of 2026"), std::string::npos) << one.reason_en;
    }
    // Another colour: red is checked every month, in the same transaction.
    const auto asked = world.call<CreditOverride>(http::Method::post, "/firms/{ref}/override", {{"ref", ref}},
                                                  R"({"colour":"red","reason":"隐患未除","until":")" + format_iso(world.clock.now() + days(10)) + "\"}", person(1));
    ASSERT_TRUE(asked.ok());
    ASSERT_TRUE(world.call<CreditOverride>(http::Method::post, "/overrides/{id}/decide", {{"id", asked->id}}, R"({"agree":true})", person(2)).ok());
    page = world.page(ref);
    EXPECT_EQ(page.grade, "D");
    EXPECT_EQ(world.kept().size(), 6u);
    FirmCheck food = world.item(ref, "food");
    EXPECT_EQ(food.why, "every");
    EXPECT_LE(food.due, "2026-11-30");
    EXPECT_GE(food.due, "2026-11-23");
    // A case about it: one more visit by the market's department.
    ASSERT_TRUE(world.write([&](db::Tx& tx) -> Outcome {
                       const SubjectId ids[] = {{*parse_id(ref)}};
                       world.credit->case_closed(tx, {"1.77", "77", "噪声扰民", false, true}, ids, world.clock.now());
                       return done();
                     }).ok());
    world.clock.moment = world.clock.moment + days(11);
    world.credit->tend(world.clock.now());  // the term is over
    page = world.page(ref);
    EXPECT_EQ(page.grade, "B");
    const FirmCheck trade = world.item(ref, "trade");
    EXPECT_EQ(trade.why, "trigger");
    EXPECT_EQ(trade.due, "2026-12-08");
    EXPECT_NE(trade.reason_zh.find("涉企投诉办结"), std::string::npos);
    // The firm itself is not to guess who complained.
    ASSERT_TRUE(world.write([&](db::Tx& tx) -> Outcome {
                       const auto own = world.credit->profile_of(tx, person(9), ref, world.clock.now());
                       EXPECT_TRUE(own.ok() && own->frequency.has_value());
                       EXPECT_EQ(json::write(*own).find("涉企投诉办结"), std::string::npos);
                       return done();
                     }).ok());
    // What the registers tell moves it on.
    world.absorb("market", "F1", {{"name", "甲饭店"}, {"uscc", uscc(1)}, {"status", "1"}, {"industry", "H"}, {"last_check", "2026-12-03"}});
    EXPECT_NE(world.item(ref, "trade").why, "trigger");
    EXPECT_EQ(world.item(ref, "trade").last, "2026-12-03");
    // Out of business: nothing is due.
    world.absorb("market", "F1", {{"name", "甲饭店"}, {"uscc", uscc(1)}, {"status", "4"}, {"industry", "H"}});
    EXPECT_TRUE(world.kept().empty());
  });
}

TEST(Frequency, AnotedCheckMovesTheNextOnAndListsArePaged) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    for (int i = 0; i < 3; ++i)
      world.absorb("market", "F" + std::to_string(i), {{"name", "第" + std::to_string(i) + "店"}, {"uscc", uscc(i)}, {"status", "1"}, {"industry", "H"}, {"address", ""}});
    for (int i = 0; i < 3; ++i) world.absorb("court", "C" + std::to_string(i), {{"uscc", uscc(i)}, {"defaulter_since", "2026-10-01"}});
    const std::string ref = world.firm(uscc(1));
    ASSERT_EQ(world.item(ref, "fire").why, "every");
    const auto note = [&](const std::string& body, const std::string& unit) { return world.call<FirmFrequency>(http::Method::post, "/firms/{ref}/checks", {{"ref", ref}}, body, person(3, unit)); };
    EXPECT_FALSE(note(R"({"item":"fire","day":"2027-01-01"})", "440604-XF").ok());
    EXPECT_FALSE(note(R"({"item":"fire","day":"soon"})", "440604-XF").ok());
    EXPECT_FALSE(note(R"({"item":"nothing","day":"2026-11-23"})", "440604-XF").ok());
    EXPECT_FALSE(note(R"({"item":"fire","day":"2026-11-23","result":"fine"})", "440604-XF").ok());
    const std::string today = format_date(local_date(world.clock.now()));
    const auto noted = note(R"({"item":"fire","day":")" + today + R"(","result":"clean","note":"器材齐全"})", "440604-XF");
    ASSERT_TRUE(noted.ok()) << noted.refusal().en;
    EXPECT_EQ(noted->noted.front().result, "clean");
    EXPECT_GE(world.item(ref, "fire").due, "2026-12-23");
    EXPECT_EQ(world.item(ref, "fire").last, today);
    EXPECT_LE(world.item(ref, "trade").due, "2026-11-30");  // of its own
    // Twice is once.
    ASSERT_TRUE(note(R"({"item":"fire","day":")" + today + R"("})", "440604-XF").ok());
    EXPECT_EQ(world.page(ref).noted.size(), 1u);
    // Pages of two, nothing lost and nothing twice.
    std::vector<std::string> seen;
    std::string after;
    do {
      const auto page = world.call<CheckDueList>(http::Method::get, "/frequency/dues", {}, "", person(9), {{"limit", "2"}, {"after", after}});
      ASSERT_TRUE(page.ok());
      for (const CheckDue& one : page->items) seen.push_back(one.due + one.ref + one.item);
      after = page->next;
    } while (!after.empty());
    EXPECT_EQ(seen.size(), 18u);
    EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end(), [](const std::string& a, const std::string& b) { return a.substr(0, 10) < b.substr(0, 10); }));
    std::sort(seen.begin(), seen.end());
    EXPECT_EQ(std::unique(seen.begin(), seen.end()), seen.end());
    const auto fire = world.call<CheckDueList>(http::Method::get, "/frequency/dues", {}, "", person(9), {{"line", "XF"}, {"before", "2026-12-01"}, {"colour", "red"}});
    ASSERT_TRUE(fire.ok());
    EXPECT_EQ(fire->items.size(), 2u);
    Scope stranger = person(8);
    stranger.areas = {"440605"};
    EXPECT_TRUE(world.call<CheckDueList>(http::Method::get, "/frequency/dues", {}, "", stranger)->items.empty());
    EXPECT_FALSE(world.call<FirmFrequency>(http::Method::get, "/firms/{ref}/frequency", {{"ref", ref}}, "", stranger).ok());
    // The door for visits.
    db.run_read([&](db::Tx& tx) {
      const SubjectId ids[] = {{*parse_id(ref)}};
      EXPECT_EQ(world.frequency->due_at(tx, system_scope(), ids, world.clock.now()).size(), 6u);
      EXPECT_TRUE(world.frequency->due_at(tx, stranger, ids, world.clock.now()).empty());
    });
  });
}

// Whatever order facts came in, one by one or in a run over all, the same is due; the load counts everybody once.
TEST(Frequency, TheRunOverAllComesToWhatFollowingComesTo) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    std::mt19937 random(5);
    const auto below = [&](std::uint32_t n) { return random() % n; };
    for (int i = 0; i < 60; ++i) {
      world.absorb("market", "F" + std::to_string(i),
                   {{"name", "第" + std::to_string(i) + "店"}, {"uscc", uscc(i)}, {"status", below(6) ? "1" : "4"}, {"industry", std::string(1, "CFHO"[below(4)])},
                    {"last_check", below(3) ? "" : format_date(make_date(2026, 11, 23) + -static_cast<int>(below(400)))}, {"check_result", below(2) ? "2" : "1"}},
                   below(2) == 0);
      if (below(3) == 0) world.absorb("court", "C" + std::to_string(i), {{"uscc", uscc(i)}, {"defaulter_since", "2026-10-01"}}, below(2) == 0);
      if (below(4) == 0) world.absorb("safety", "S" + std::to_string(i), {{"uscc", uscc(i)}, {"safety_grade", "4"}, {"accident_date", "2026-11-0" + std::to_string(1 + below(9))}}, below(2) == 0);
      if (below(5) == 0) {
        ASSERT_TRUE(world.write([&](db::Tx& tx) -> Outcome {
                           const auto firm = world.subjects->find_by_key(tx, system_scope(), registers::KeySort::uscc, uscc(i));
                           world.credit->case_closed(tx, {"1." + std::to_string(i), std::to_string(i), "投诉", below(2) == 0, true}, firm, world.clock.now());
                           return done();
                         }).ok());
      }
    }
    world.settle();
    const auto followed = world.kept();
    EXPECT_GT(followed.size(), 60u);
    auto changed = world.frequency->run_now(world.clock.now());
    ASSERT_TRUE(changed.ok());
    EXPECT_EQ(*changed, 0);
    EXPECT_EQ(world.kept(), followed);
    ASSERT_TRUE(world.write([&](db::Tx& tx) -> Outcome {
                       tx.run("DELETE FROM credit_dues", {});
                       return done();
                     }).ok());
    changed = world.frequency->run_now(world.clock.now());
    ASSERT_TRUE(changed.ok());
    EXPECT_GT(*changed, 20);
    EXPECT_EQ(world.kept(), followed);
    const auto load = world.call<FrequencyLoad>(http::Method::get, "/frequency/load", {}, "", person(9));
    ASSERT_TRUE(load.ok());
    EXPECT_EQ(load->year, 2026);
    EXPECT_GT(load->all.firms, 40);
    EXPECT_GT(load->all.visits, 100);
    EXPECT_GT(load->all.uniform, load->all.visits);
    std::int64_t months = 0, lines = 0, towns = 0;
    for (const FrequencyShare& one : load->months) months += one.visits;
    for (const FrequencyShare& one : load->lines) lines += one.visits;
    for (const FrequencyShare& one : load->towns) towns += one.visits;
    EXPECT_EQ(months, load->all.visits);
    EXPECT_EQ(lines, load->all.visits);
    EXPECT_EQ(towns, load->all.visits);
    // A month later nothing but time has gone by: what is due has moved.
    world.clock.moment = world.clock.moment + days(30);
    changed = world.frequency->run_now(world.clock.now());
    ASSERT_TRUE(changed.ok());
    EXPECT_GT(*changed, 5);
  });
}

TEST(Frequency, ADraftIsTriedAndReleasedByAnother) {
  db::for_each_backend(migrations(), [](db::Db& db) {
    World world(db);
    for (int i = 0; i < 30; ++i) world.absorb("market", "F" + std::to_string(i), {{"name", "第" + std::to_string(i) + "店"}, {"uscc", uscc(i)}, {"status", "1"}, {"industry", "H"}});
    const auto view = world.call<FrequencyView>(http::Method::get, "/frequency", {}, "", person(1));
    ASSERT_TRUE(view.ok()) << view.refusal().en;
    EXPECT_TRUE(view->faults.empty());
    EXPECT_EQ(view->ceilings.size(), 4u);
    FrequencyDraftIn in{view->frequency, "食品检查取消"};
    in.frequency.items[0].cells[1].share = 30;
    EXPECT_FALSE(world.call<FrequencyView>(http::Method::put, "/frequency/draft", {}, json::write(in), person(1)).ok());
    in.frequency = view->frequency;
    in.frequency.items[1].on = false;
    ASSERT_TRUE(world.call<FrequencyView>(http::Method::put, "/frequency/draft", {}, json::write(in), person(1)).ok());
    const auto release = [&](std::int64_t who) { return world.call<FrequencyView>(http::Method::post, "/frequency/release", {}, R"({"version":2})", person(who)); };
    EXPECT_FALSE(release(2).ok());
    const auto begun = world.call<FrequencyTryView>(http::Method::post, "/frequency/try", {}, "{}", person(1));
    ASSERT_TRUE(begun.ok());
    ASSERT_TRUE(world.write([&](db::Tx& tx) -> Outcome {
                       auto one = frequency_store::a_try(tx, *parse_id(begun->id));
                       one->view.state = "done";
                       frequency_store::put_try(tx, *one);
                       return done();
                     }).ok());
    EXPECT_FALSE(release(1).ok());  // by its author
    const auto released = release(2);
    ASSERT_TRUE(released.ok()) << released.refusal().en;
    EXPECT_EQ(released->version, 2);
    world.jobs.run_due();
    for (const std::string& one : world.kept()) EXPECT_EQ(one.find(" food "), std::string::npos) << one;
    const std::string page = json::write(world.page(world.firm(uscc(1))));
    EXPECT_EQ(page.find("\"food\""), std::string::npos);
  });
}

}  // namespace
}  // namespace tiange::credit
