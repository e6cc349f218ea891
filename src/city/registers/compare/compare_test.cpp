#include "city/registers/compare/compare.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/codes.h"
#include "city/registers/addresses/address_test_kit.h"
#include "city/registers/compare/compare_service.h"
#include "city/registers/subjects/rules/field_rules.h"
#include "platform/db/test_db.h"

namespace tiange::registers {
namespace {

// Counts what became a case.
class CountedTickets final : public Tickets {
 public:
  Result<std::string> open(db::Tx&, const Ticket& ticket, Instant) override {
    opened.push_back(ticket.unit);
    return "T" + std::to_string(opened.size());
  }
  void answered(db::Tx&, std::string_view number, const Words&, Instant) override { closed.emplace_back(number); }
  std::vector<std::string> opened, closed;
};

std::string card(int year, int number) {
  const std::string first = "440604" + std::to_string(year) + "0601" + std::to_string(100 + number);
  return first + codes::citizen_check(first);
}

using Values = std::vector<std::pair<std::string, std::string>>;

Scope desk_of(const std::string& unit, const std::string& area) {
  Scope scope = system_scope(area);
  scope.units = {unit};
  scope.name = "经办";
  scope.permissions.reset(static_cast<std::size_t>(Permission::registers_rules));
  scope.permissions.reset(static_cast<std::size_t>(Permission::registers_fields));
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
    compare = open_compare({.db = database, .clock = clock, .ids = ids, .org = *org, .places = places, .subjects = *subjects, .jobs = jobs,
                            .tickets = &tickets, .tell = {}, .calendar = std::make_shared<const WorkCalendar>(), .district = "440604"});
    compare->listen(outbox);
    compare->add_jobs();
    compare->add_routes(routes, [](db::Tx&, const http::Request&, const std::string&, const std::string&, const Words&) {});
    EXPECT_TRUE(write([&](db::Tx& tx) { return org->seed(tx, std::string(TIANGE_SOURCE_DIR) + "/data", clock.now()); }).ok());
    (void)org->directory(clock.now());
    EXPECT_TRUE(write([&](db::Tx& tx) { return subjects->lay(tx, data_text("registers/sources.csv"), data_text("registers/fields.csv"), clock.now()); }).ok());
    EXPECT_TRUE(write([&](db::Tx& tx) { return compare->lay(tx, data_text("registers/compare_rules.json"), clock.now()); }).ok());
  }
  void absorb(const std::string& source, const std::string& key, Kind kind, Values values, bool deliver = true) {
    clock.moment = clock.moment + seconds(60);
    const SourceRecord one{source, key, kind, std::move(values), clock.now(), "batch/1", false};
    EXPECT_TRUE(write([&](db::Tx& tx) { return subjects->absorb(tx, std::span(&one, 1), clock.now()); }).ok());
    if (deliver) settle();
  }
  void settle() {
    while (outbox.deliver_now() > 0) {
    }
  }
  template <class Out>
  Result<Out> call(http::Method method, const std::string& pattern, std::map<std::string, std::string> params, const std::string& query,
                   const std::string& body, Scope scope = system_scope()) {
    for (const http::Route& route : routes.all()) {
      if (route.pattern != "/api/v1/registers/compare" + pattern || route.method != method) continue;
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
  std::vector<CompareMatch> matches(const std::string& query) {
    auto list = call<CompareMatchList>(http::Method::get, "/matches", {}, "desk=all&limit=200&" + query, "");
    EXPECT_TRUE(list.ok());
    return list.ok() ? list->items : std::vector<CompareMatch>{};
  }
  std::string golden(const std::string& source, const std::string& key, std::string_view field) {
    std::string value;
    db.run_read([&](db::Tx& tx) {
      const auto record = subjects->record(tx, source, key);
      const SubjectId ids[] = {record->subject};
      subjects->each_of(tx, system_scope(), ids, [&](const GoldenRow& row) {
        each_value(row.golden, [&](std::string_view name, std::string_view text) {
          if (name == field) value = text;
        });
        return false;
      });
    });
    return value;
  }
  // A rule in force, made by another than who releases it.
  void release(const std::string& rule, const std::string& key) {
    Scope author = system_scope();
    author.person = {7};
    Scope other = system_scope();
    other.person = {8};
    const auto draft = call<CompareRuleView>(http::Method::put, "/rules/{key}/draft", {{"key", key}}, "", "{\"rule\": " + rule + "}", author);
    ASSERT_TRUE(draft.ok()) << draft.refusal().zh;
    const std::string version = "{\"version\": " + std::to_string(draft->row.draft) + "}";
    EXPECT_FALSE(call<CompareRuleView>(http::Method::post, "/rules/{key}/release", {{"key", key}}, "", version, author).ok());
    ASSERT_TRUE(call<CompareRuleView>(http::Method::post, "/rules/{key}/release", {{"key", key}}, "", version, other).ok());
    jobs.run_due();
    settle();
  }

  db::Db& db;
  SetClock clock;
  IdSource ids;
  NoPlaces places;
  db::Outbox outbox;
  jobs::Jobs jobs;
  std::unique_ptr<org::Org> org;
  std::unique_ptr<Addresses> addresses;
  CountedTickets tickets;
  std::unique_ptr<Subjects> subjects;
  std::unique_ptr<Compare> compare;
  http::Routes routes{db};
};

void in_each_world(const std::function<void(World&)>& body) {
  std::vector<db::Migration> all;
  for (const auto& part : {org::migrations(), jobs::migrations(), address_migrations(), subject_migrations(), compare_migrations()})
    all.insert(all.end(), part.begin(), part.end());
  db::for_each_backend(all, [&](db::Db& db) {
    World world(db);
    body(world);
  });
}

const Values k_drawing{{"name", "关老五"}, {"id_card", card(1938, 1)}, {"born", "1938-06-01"}, {"allowance_80", "1"}};
Values dead(Values values) {
  values.emplace_back("died", "2026-11-01");
  return values;
}

TEST(Compare, ADeathStopsTheAllowanceWithOneClick) {
  in_each_world([](World& world) {
    world.absorb("civil", "c1", Kind::person, k_drawing);
    EXPECT_TRUE(world.matches("rule=deceased_allowance").empty());
    world.absorb("civil", "c1", Kind::person, dead(k_drawing));
    const auto found = world.matches("rule=deceased_allowance&state=open");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].unit, "440604-MZ");
    EXPECT_EQ(found[0].title, "关**");
    EXPECT_TRUE(found[0].one_click);
    // Nobody else answers; the desk does, once.
    const auto answer = [&](const Scope& scope) {
      return world.call<CompareMatchView>(http::Method::post, "/matches/{id}/answer", {{"id", found[0].id}}, "", R"({"outcome": "done"})", scope);
    };
    EXPECT_FALSE(answer(desk_of("440604-SJ", "440604")).ok());
    EXPECT_FALSE(answer(desk_of("440604-MZ", "440605")).ok());
    const auto done = answer(desk_of("440604-MZ", "440604"));
    ASSERT_TRUE(done.ok()) << done.refusal().zh;
    EXPECT_EQ(done->state, "done");
    EXPECT_TRUE(done->ended.has_value());
    EXPECT_EQ(world.golden("civil", "c1", "allowance_80"), "0");
    EXPECT_FALSE(answer(desk_of("440604-MZ", "440604")).ok());
    world.settle();
    // The old file, sent again, does not make the dead draw.
    world.absorb("civil", "c1", Kind::person, dead(k_drawing));
    EXPECT_EQ(world.golden("civil", "c1", "allowance_80"), "0");
    EXPECT_EQ(world.matches("rule=deceased_allowance").size(), 1u);
    const auto rules = world.call<CompareRuleList>(http::Method::get, "/rules", {}, "", "");
    ASSERT_TRUE(rules.ok());
    for (const CompareRuleRow& row : rules->items) {
      if (row.rule.key == "deceased_allowance") {
        EXPECT_EQ(row.counts.rate, 1.0);
      }
    }
  });
}

TEST(Compare, WhatNoLongerHoldsIsWithdrawnAndMayComeAgain) {
  in_each_world([](World& world) {
    world.absorb("civil", "c1", Kind::person, dead(k_drawing));
    ASSERT_EQ(world.matches("rule=deceased_allowance&state=open").size(), 1u);
    Values alive = k_drawing;
    world.absorb("civil", "c1", Kind::person, alive);
    const auto ended = world.matches("rule=deceased_allowance");
    ASSERT_EQ(ended.size(), 1u);
    EXPECT_EQ(ended[0].state, "withdrawn");
    EXPECT_FALSE(ended[0].may_answer);
    world.absorb("civil", "c1", Kind::person, dead(k_drawing));
    EXPECT_EQ(world.matches("rule=deceased_allowance").size(), 2u);
    EXPECT_EQ(world.matches("rule=deceased_allowance&state=open").size(), 1u);
  });
}

// Changes followed one by one, missed and found by runs, told twice, by two instances: the same matches, each pushed once.
TEST(Compare, RunsAndChangesComeToTheSame) {
  in_each_world([](World& world) {
    std::mt19937 random(3);
    const auto persons = [&](int count) {
      for (int i = 0; i < count; ++i) {
        const int number = static_cast<int>(random() % 40), year = 1930 + number;
        Values values{{"name", "人" + std::to_string(number)}, {"id_card", card(year, number)}, {"born", std::to_string(year) + "-06-01"}};
        if (random() % 2) values.emplace_back("hukou_address", "锦华路1号" + std::to_string(number) + "室");
        if (random() % 2) values.emplace_back("allowance_80", random() % 2 ? "1" : "0");
        if (random() % 3 == 0) values.emplace_back("died", "2026-10-01");
        world.absorb("civil", "c" + std::to_string(number), Kind::person, values, random() % 2 == 0);
      }
    };
    CompareParts parts{.db = world.db, .clock = world.clock, .ids = world.ids, .org = *world.org, .places = world.places, .subjects = *world.subjects,
                       .jobs = world.jobs, .tickets = &world.tickets, .tell = {}, .calendar = std::make_shared<const WorkCalendar>(), .district = "440604"};
    const auto second = open_compare(parts);
    for (int round = 0; round < 3; ++round) {
      persons(40);
      ASSERT_TRUE(world.compare->run_now("asked", world.clock.now()).ok());
      const auto again = second->run_now("asked", world.clock.now());
      ASSERT_TRUE(again.ok());
      EXPECT_EQ(again->entered, 0);
      EXPECT_EQ(again->left, 0);
      world.settle();  // events that were missed come late, and change nothing
      const auto after = second->run_now("asked", world.clock.now());
      EXPECT_EQ(after->entered + after->left, 0);
    }
    const auto all = world.matches("");
    EXPECT_FALSE(all.empty());
    std::map<std::pair<std::string, std::string>, int> running;
    world.db.run_read([&](db::Tx& tx) {
      for (const CompareMatch& match : all) {
        const auto stored = comparing::match(tx, *parse_id(match.id));
        const auto acts = comparing::acts(tx, *stored);
        EXPECT_EQ(std::count_if(acts.begin(), acts.end(), [](const CompareAct& act) { return act.act == "pushed"; }), 1);
        if (!match.ended) {
          EXPECT_EQ(++running[std::pair(match.rule, match.subject)], 1);
        }
      }
    });
  });
}

TEST(Compare, WhatHangsOnOthersIsFollowedToo) {
  in_each_world([](World& world) {
    const std::string holder = card(1960, 3);
    world.absorb("police", "p1", Kind::person, {{"name", "何老板"}, {"id_card", holder}, {"born", "1960-06-01"}});
    std::string uscc = "91440604MA4ABCD0X0";
    for (const char c : std::string("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
      if (!codes::is_credit_code(uscc)) uscc.back() = c;
    }
    world.absorb("market", "m1", Kind::firm, {{"name", "禅城何记"}, {"uscc", uscc}, {"status", "1"}, {"legal_person_id", holder}});
    EXPECT_TRUE(world.matches("rule=firm_representative_died").empty());
    world.absorb("civil", "c1", Kind::person, {{"name", "何老板"}, {"id_card", holder}, {"died", "2026-11-01"}});
    ASSERT_EQ(world.matches("rule=firm_representative_died&state=open").size(), 1u);
    const auto again = world.compare->run_now("asked", world.clock.now());
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->entered + again->left, 0);
    world.absorb("market", "m1", Kind::firm, {{"name", "禅城何记"}, {"uscc", uscc}, {"status", "3"}, {"legal_person_id", holder}});
    EXPECT_EQ(world.matches("rule=firm_representative_died")[0].state, "withdrawn");
  });
}

TEST(Compare, ARuleIsTriedReleasedAndTakenBack) {
  in_each_world([](World& world) {
    for (int i = 0; i < 5; ++i)
      world.absorb("social", "s" + std::to_string(i), Kind::person, {{"name", "张三"}, {"id_card", card(1950 + i, i)}, {"born", std::to_string(1950 + i) + "-06-01"}, {"pension", i < 2 ? "1" : "0"}});
    const std::string rule = R"({"key": "elders", "zh": "七十岁以上无养老待遇", "en": "Seventy without pension", "kind": "person",
        "condition": "age >= 70 and pension != \"1\"", "who": "unit", "line": "RS", "level": 6, "goes": "ticket", "due_days": 3, "again_days": 10})";
    EXPECT_FALSE(world.call<CompareTryView>(http::Method::post, "/tries", {}, "", R"({"rule": {"key": "x", "zh": "x", "en": "x", "condition": "ages > 3", "who": "unit", "line": "RS"}})").ok());
    world.release(rule, "elders");
    EXPECT_EQ(world.matches("rule=elders&state=open").size(), 3u);
    EXPECT_EQ(world.tickets.opened, std::vector<std::string>(3, "440604-RS"));
    // Answered, and asked again after its time while it holds.
    const std::string id = world.matches("rule=elders")[0].id;
    EXPECT_FALSE(world.call<CompareMatchView>(http::Method::post, "/matches/{id}/answer", {{"id", id}}, "", R"({"outcome": "untrue"})", desk_of("440604-RS", "440604")).ok());
    ASSERT_TRUE(world.call<CompareMatchView>(http::Method::post, "/matches/{id}/answer", {{"id", id}}, "", R"({"outcome": "untrue", "text": "在外地领取"})", desk_of("440604-RS", "440604")).ok());
    EXPECT_EQ(world.tickets.closed.size(), 1u);
    EXPECT_EQ(world.compare->run_now("asked", world.clock.now())->again, 0);
    world.clock.moment = world.clock.moment + days(11);
    EXPECT_EQ(world.compare->run_now("nightly", world.clock.now())->again, 1);
    EXPECT_EQ(world.compare->run_now("nightly", world.clock.now())->again, 0);
    EXPECT_EQ(world.matches("rule=elders&state=open").size(), 3u);
    // Switched off: what waits is withdrawn.
    std::string off = rule;
    off.insert(off.size() - 1, R"(, "on": false)");
    world.release(off, "elders");
    EXPECT_TRUE(world.matches("rule=elders&state=open").empty());
    EXPECT_EQ(world.tickets.closed.size(), 4u);
  });
}

TEST(Compare, OnlyARuleMarkedAutomaticWritesByItself) {
  in_each_world([](World& world) {
    const std::string rule = R"({"key": "deceased_pension", "zh": "去世后仍领养老待遇", "en": "Deceased drawing a pension", "kind": "person",
        "condition": "died != null and pension = \"1\"", "who": "owner", "source": "social", "goes": "task", "due_days": 1,
        "write_field": "pension", "write_value": "0", "automatic": true})";
    world.release(rule, "deceased_pension");
    world.absorb("social", "s1", Kind::person, {{"name", "李四"}, {"id_card", card(1940, 5)}, {"pension", "1"}});
    world.absorb("civil", "c1", Kind::person, {{"name", "李四"}, {"id_card", card(1940, 5)}, {"died", "2026-11-02"}});
    EXPECT_EQ(world.golden("social", "s1", "pension"), "0");
    const auto found = world.matches("rule=deceased_pension");
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].state, "done");
    EXPECT_TRUE(found[0].ended.has_value());
    const auto view = world.call<CompareMatchView>(http::Method::get, "/matches/{id}", {{"id", found[0].id}}, "", "");
    ASSERT_TRUE(view.ok());
    std::vector<std::string> acts;
    for (const CompareAct& act : view->history) acts.push_back(act.act);
    EXPECT_EQ(acts, (std::vector<std::string>{"entered", "automatic", "left"}));
    // A rule that writes another source's field is no rule.
    std::string wrong = rule;
    wrong.replace(wrong.find("\"social\""), 8, "\"civil\"");
    EXPECT_FALSE(world.call<CompareRuleView>(http::Method::put, "/rules/{key}/draft", {{"key", "deceased_pension"}}, "", "{\"rule\": " + wrong + "}").ok());
  });
}

TEST(CompareRules, ColumnsAndOneRowAgree) {
  const auto sources = read_sources(data_text("registers/sources.csv"));
  const auto fields = read_fields(data_text("registers/fields.csv"));
  const auto rules = read_compare_rules(data_text("registers/compare_rules.json"));
  ASSERT_TRUE(sources.ok() && fields.ok() && rules.ok());
  const FieldCatalogue catalogue(*fields, *sources, 1);
  std::vector<comparing::StoredRule> stored;
  for (const CompareRule& rule : *rules) {
    EXPECT_TRUE(check_compare_rule(rule, catalogue, [](std::string_view) { return true; }).empty()) << rule.key;
    stored.emplace_back().rule = rule;
  }
  const auto forms = compare_forms(stored, catalogue, make_date(2026, 11, 22));
  const CompareForm& form = forms.at(Kind::person);
  std::mt19937 random(1);
  std::vector<std::string> goldens;
  for (int i = 0; i < 5000; ++i) {
    std::string golden = R"({"name":"甲\"乙")";
    const auto add = [&](const char* field, const std::string& value) {
      if (random() % 3 != 0) golden += std::string(",\"") + field + "\":\"" + value + "\"";
    };
    add("born", std::to_string(1925 + random() % 102) + "-0" + std::to_string(1 + random() % 9) + "-1" + std::to_string(random() % 10));
    if (random() % 4 == 0) add("died", "2026-0" + std::to_string(1 + random() % 9) + "-15");
    add("allowance_80", std::to_string(random() % 2)), add("disability", std::to_string(1 + random() % 4));
    add("low_income", std::to_string(random() % 2)), add("pension", std::to_string(random() % 2)), add("insured", std::to_string(random() % 2));
    add("vaccinated", std::to_string(random() % 3)), add("school", "一小"), add("employer", "某公司"), add("hukou_address", "锦华路1号");
    if (random() % 2) golden.replace(0, golden.find("乙") + 4, "{\"name\":\"丙\"");  // without escapes
    goldens.push_back(golden + "}");
  }
  const GatheredFacts facts;
  columns::Table table = form.table(goldens.size());
  for (std::size_t i = 0; i < goldens.size(); ++i) form.put(table, i, {{1}, Kind::person, "440604010001001", 0, goldens[i], 1}, facts);
  const columns::Answers answers = form.plan(table).run(table, {}, columns::in_order);
  columns::Table one = form.table(1);
  std::vector<std::int64_t> counts(form.rules().size());
  for (std::size_t i = 0; i < goldens.size(); ++i) {
    form.put(one, 0, {{1}, Kind::person, "440604010001001", 0, goldens[i], 1}, facts);
    const std::vector<bool> holds = form.holding(one);
    for (std::size_t rule = 0; rule < holds.size(); ++rule) {
      ASSERT_EQ(holds[rule], answers.conditions[rule].has(i)) << form.rules()[rule].rule.key << " " << goldens[i];
      counts[rule] += holds[rule];
    }
  }
  for (std::size_t rule = 0; rule < counts.size(); ++rule) EXPECT_GT(counts[rule], 0) << form.rules()[rule].rule.key;
}

}  // namespace
}  // namespace tiange::registers
