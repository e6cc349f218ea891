#pragma once
// A district with its registers and policies, for tests.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>
#include <random>
#include <sstream>

#include "base/codes.h"
#include "city/benefits/policies/policies.h"
#include "city/benefits/policies/policy_service.h"
#include "platform/db/test_db.h"

namespace tiange::benefits::testing_kit {

using namespace registers;

class NoPlaces final : public places::Places {
 public:
  Result<places::Located> locate(double, double) const override { return refuse(ErrorCode::outside_district); }
  Result<places::Located> of_grid(std::string_view) const override { return refuse(ErrorCode::unknown_area); }
  std::vector<places::Candidate> find(std::string_view, std::size_t, Language) const override { return {}; }
  std::optional<places::Area> area(std::string_view) const override { return std::nullopt; }
  std::vector<places::Area> children(std::string_view) const override { return {}; }
  std::string name(std::string_view code, Language) const override { return code == "440604" ? "禅城区" : std::string(code); }
  std::string full_name(std::string_view code, Language) const override { return std::string(code); }
};

class SetClock final : public Clock {
 public:
  Instant now() const override {
    if (--calls_before_meanwhile == 0) meanwhile();
    return moment;
  }
  // Something that happens when the time is asked for the n-th time from now on.
  void then(int n, std::function<void()> what) {
    meanwhile = std::move(what);
    calls_before_meanwhile = n;
  }
  std::function<void()> meanwhile;
  mutable std::atomic<int> calls_before_meanwhile = 0;
  Instant moment = local_instant(make_date(2026, 11, 22), 0) + hours(10);
};

inline std::string data_text(const std::string& path) {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/" + path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::string card(int year, int number) {
  const std::string first = "440604" + std::to_string(year) + "0601" + std::to_string(100 + number);
  return first + codes::citizen_check(first);
}

using Values = std::vector<std::pair<std::string, std::string>>;
inline const std::string k_home = "广东省佛山市禅城区石湾镇街道锦华路1号";

inline Scope clerk(std::int64_t person, const std::string& area = "440604") {
  Scope scope = system_scope(area);
  scope.person = {person};
  scope.account = {person};
  scope.name = "经办" + std::to_string(person);
  return scope;
}

struct World {
  template <class F>
  auto write(F&& fn) {
    return db.write(system_scope(), std::forward<F>(fn));
  }
  explicit World(db::Db& database)
      : db(database), ids(1), outbox(database, clock, ids), jobs(database, clock, ids), org(org::open(database, ids, {})),
        addresses(open_addresses({places, "440604"})) {
    subjects = open_subjects({.db = database, .clock = clock, .ids = ids, .outbox = outbox, .org = *org, .places = places, .addresses = *addresses,
                              .tickets = nullptr, .cases = {}, .calendar = std::make_shared<const WorkCalendar>(), .district = "440604"});
    policies = open_policies(parts());
    policies->listen(outbox);
    policies->add_jobs();
    policies->add_routes(routes, [](db::Tx&, const http::Request&, const std::string&, const std::string&, const Words&) {});
    for (const char* type : {"benefit.matched", "benefit.ended"}) {
      outbox.subscribe(type, "test", [this](db::Tx&, const db::Event& event) -> Outcome {
        told.push_back(event.type + " " + json::parse(event.body)->text_or("policy"));
        return done();
      });
    }
    EXPECT_TRUE(write([&](db::Tx& tx) { return org->seed(tx, std::string(TIANGE_SOURCE_DIR) + "/data", clock.now()); }).ok());
    (void)org->directory(clock.now());
    EXPECT_TRUE(write([&](db::Tx& tx) { return subjects->lay(tx, data_text("registers/sources.csv"), data_text("registers/fields.csv"), clock.now()); }).ok());
    const Outcome laid = write([&](db::Tx& tx) { return policies->lay(tx, data_text("benefits/policies.json"), clock.now()); });
    EXPECT_TRUE(laid.ok()) << laid.refusal().zh;
  }
  PoliciesParts parts() {
    return {.db = db, .clock = clock, .ids = ids, .outbox = outbox, .org = *org, .places = places, .subjects = *subjects, .jobs = jobs, .tell = {},
            .district = "440604"};
  }
  void absorb(const std::string& source, const std::string& key, Values values, bool deliver = true, Kind kind = Kind::person) {
    clock.moment = clock.moment + seconds(60);
    const SourceRecord one{source, key, kind, std::move(values), clock.now(), "batch/1", false};
    EXPECT_TRUE(write([&](db::Tx& tx) { return subjects->absorb(tx, std::span(&one, 1), clock.now()); }).ok());
    if (deliver) settle();
  }
  void settle() {
    while (outbox.deliver_now() > 0) {
    }
  }
  SubjectId of(const std::string& source, const std::string& key) {
    SubjectId id;
    db.run_read([&](db::Tx& tx) { id = subjects->record(tx, source, key)->subject; });
    return id;
  }
  Judgement judge(SubjectId id, const std::string& policy, Date day) {
    const auto out = write([&](db::Tx& tx) { return policies->judge(tx, id, policy, day); });
    EXPECT_TRUE(out.ok()) << out.refusal().zh;
    return out.ok() ? *out : Judgement{};
  }
  Date today() const { return local_date(clock.moment); }
  template <class Out>
  Result<Out> call(http::Method method, const std::string& pattern, std::map<std::string, std::string> params, const std::string& query,
                   const std::string& body, Scope scope) {
    for (const http::Route& route : routes.all()) {
      if (route.pattern != "/api/v1/benefits/policies" + pattern || route.method != method) continue;
      http::Request request;
      request.method = method;
      for (std::string_view rest = query; !rest.empty();) {
        const std::string_view pair = rest.substr(0, rest.find('&'));
        request.query.emplace_back(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
        rest = pair.size() == rest.size() ? "" : rest.substr(pair.size() + 1);
      }
      request.params = {params.begin(), params.end()};
      request.scope = scope;
      request.now = clock.now();
      request.body = body;
      const http::Response response = route.handle(request);
      if (response.status != 200) return refuse(ErrorCode::bad_input, response.body, response.body);
      return json::read<Out>(response.body);
    }
    return refuse(ErrorCode::not_found);
  }
  // policy + subject of all running matches.
  std::set<std::string> running() {
    std::set<std::string> out;
    db.run_read([&](db::Tx& tx) {
      for (const Kind kind : {Kind::person, Kind::firm, Kind::household}) {
        kept::each_running(tx, kind, [&](const kept::Running& one) {
          out.insert(std::string(one.policy) + " " + one.subject.text() + " " + std::to_string(one.amount_fen));
          return true;
        });
      }
    });
    return out;
  }

  db::Db& db;
  SetClock clock;
  IdSource ids;
  NoPlaces places;
  db::Outbox outbox;
  jobs::Jobs jobs;
  std::unique_ptr<org::Org> org;
  std::unique_ptr<Addresses> addresses;
  std::unique_ptr<Subjects> subjects;
  std::unique_ptr<Policies> policies;
  http::Routes routes{db};
  std::vector<std::string> told;
};

inline void in_each_world(const std::function<void(World&)>& body) {
  std::vector<db::Migration> all;
  for (const auto& part : {org::migrations(), jobs::migrations(), address_migrations(), subject_migrations(), policy_migrations()})
    all.insert(all.end(), part.begin(), part.end());
  db::for_each_backend(all, [&](db::Db& db) {
    World world(db);
    body(world);
  });
}

}  // namespace tiange::benefits::testing_kit
