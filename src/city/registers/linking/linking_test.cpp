#include "city/registers/linking/linking.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "base/codes.h"
#include "city/registers/addresses/address_test_kit.h"
#include "city/registers/linking/linking_service.h"
#include "platform/db/test_db.h"

namespace tiange::registers {
namespace {

std::string card(int number) {
  std::string first = "440604198" + std::to_string(number % 10) + "0101" + std::to_string(100 + number);
  return first + codes::citizen_check(first);
}

using Values = std::vector<std::pair<std::string, std::string>>;

SourceRecord person(const std::string& source, const std::string& key, Values values) {
  return {source, key, Kind::person, std::move(values), local_instant(make_date(2026, 11, 1), 0), "batch/1", false};
}

struct World {
  template <class F>
  auto write(F&& fn) {
    return db.write(system_scope(), std::forward<F>(fn));
  }
  explicit World(db::Db& database)
      : db(database), ids(1), outbox(database, clock, ids), org(org::open(database, ids, {})), addresses(open_addresses({places, "440604"})) {
    subjects = open_subjects({.db = database, .clock = clock, .ids = ids, .outbox = outbox, .org = *org, .places = places, .addresses = *addresses,
                              .tickets = nullptr, .cases = {}, .calendar = std::make_shared<const WorkCalendar>(), .district = "440604"});
    linking = std::make_unique<LinkingService>(LinkingParts{database, ids, *subjects, places});
    subjects->use_linker(linking->linker());
    linking->add_routes(routes, [](db::Tx&, const http::Request&, const std::string&, const std::string&, const Words&) {});
    EXPECT_TRUE(write([&](db::Tx& tx) { return org->seed(tx, std::string(TIANGE_SOURCE_DIR) + "/data", clock.now()); }).ok());
    (void)org->directory(clock.now());
    EXPECT_TRUE(write([&](db::Tx& tx) {
                  return subjects->lay(tx, data_text("registers/sources.csv"), data_text("registers/fields.csv"), clock.now());
                }).ok());
  }
  void absorb(const std::vector<SourceRecord>& records) {
    clock.moment = clock.moment + seconds(60);
    EXPECT_TRUE(write([&](db::Tx& tx) { return subjects->absorb(tx, records, clock.now()); }).ok());
  }
  SubjectId subject(const std::string& source, const std::string& key) {
    return db
        .read([&](db::Tx& tx) -> Result<SubjectId> {
          const auto found = subjects->record(tx, source, key);
          return found ? found->subject : SubjectId{};
        })
        .value();
  }
  template <class Out>
  Result<Out> call(http::Method method, const std::string& pattern, std::map<std::string, std::string> params, const std::string& query,
                   const std::string& body) {
    for (const http::Route& route : routes.all()) {
      if (route.pattern != "/api/v1/registers/matches" + pattern || route.method != method) continue;
      http::Request request;
      request.method = method;
      request.path = pattern;
      if (!query.empty()) request.query = {{query.substr(0, query.find('=')), query.substr(query.find('=') + 1)}};
      request.params = {params.begin(), params.end()};
      request.scope = system_scope();
      request.now = clock.now();
      request.body = body;
      const http::Response response = route.handle(request);
      if (response.status != 200) return refuse(ErrorCode::bad_input, response.body, response.body);
      return json::read<Out>(response.body);
    }
    return refuse(ErrorCode::not_found);
  }

  db::Db& db;
  SetClock clock;
  IdSource ids;
  NoPlaces places;
  db::Outbox outbox;
  std::unique_ptr<org::Org> org;
  std::unique_ptr<Addresses> addresses;
  std::unique_ptr<Subjects> subjects;
  std::unique_ptr<Linking> linking;
  http::Routes routes{db};
};

void in_each_world(const std::function<void(World&)>& body) {
  std::vector<db::Migration> all;
  for (const auto& part : {org::migrations(), address_migrations(), subject_migrations(), linking_migrations()}) all.insert(all.end(), part.begin(), part.end());
  db::for_each_backend(all, [&](db::Db& db) {
    World world(db);
    body(world);
  });
}

const Values k_police{{"name", "陈伟强"}, {"id_card", card(1)}, {"born", "1981-01-01"}, {"phone", "13800000001"}};
const Values k_social{{"name", "陈偉強"}, {"born", "1981-01-01"}, {"phone", "13800000001"}};            // traditional, no number
const Values k_health{{"name", "陈维强"}, {"born", "1981-01-01"}, {"phone", "13800000001"}};            // same sound
const Values k_doubtful{{"name", "陈伟强"}, {"phone", "13800000009"}, {"born", "1981-01-02"}};           // another phone, a day off
const Values k_other{{"name", "陈伟强"}, {"id_card", card(12)}, {"born", "1982-01-01"}, {"phone", "13800000001"}};

// The partition of records that stands at the end, whatever the order they came in.
TEST(Linking, AnyOrderGivesTheSameSubjects) {
  const std::vector<SourceRecord> records{person("police", "p1", k_police), person("social", "s1", k_social), person("health", "h1", k_health),
                                          person("police", "p2", k_other), person("grid", "g1", k_doubtful)};
  std::vector<std::size_t> order{0, 1, 2, 3, 4};
  for (unsigned round = 0; round < 4; ++round) {
    in_each_world([&](World& world) {
      for (const std::size_t i : order) world.absorb({records[i]});
      const SubjectId one = world.subject("police", "p1");
      EXPECT_EQ(world.subject("social", "s1"), one);
      EXPECT_EQ(world.subject("health", "h1"), one);
      EXPECT_NE(world.subject("police", "p2"), one);
    });
    std::shuffle(order.begin(), order.end(), std::mt19937(round));
  }
}

TEST(Linking, OneBatchIsAsGoodAsMany) {
  in_each_world([](World& world) {
    world.absorb({person("social", "s1", k_social), person("police", "p1", k_police), person("police", "p2", k_other), person("health", "h1", k_health)});
    EXPECT_EQ(world.subject("social", "s1"), world.subject("police", "p1"));
    EXPECT_EQ(world.subject("health", "h1"), world.subject("police", "p1"));
    EXPECT_NE(world.subject("police", "p2"), world.subject("police", "p1"));
  });
}

TEST(Linking, PeopleDecideWhatIsPossibleAndMayTakeItBack) {
  in_each_world([](World& world) {
    world.absorb({person("police", "p1", {{"name", "何小丽"}, {"id_card", card(3)}, {"born", "1983-01-01"}})});
    world.absorb({person("grid", "g1", {{"name", "何晓丽"}, {"born", "1983-01-01"}, {"phone", "13800000077"}})});
    const auto list = world.call<MatchList>(http::Method::get, "", {}, "state=open", "");
    ASSERT_TRUE(list.ok());
    ASSERT_EQ(list->items.size(), 1u);
    const std::string id = list->items[0].id;
    EXPECT_NE(world.subject("police", "p1"), world.subject("grid", "g1"));
    const auto view = world.call<MatchView>(http::Method::get, "/{id}", {{"id", id}}, "", "");
    ASSERT_TRUE(view.ok());
    ASSERT_FALSE(view->reasons.empty());
    EXPECT_EQ(view->reasons[0].said_zh, "同音或形近");
    EXPECT_EQ(view->reasons[0].a, "何**");
    EXPECT_FALSE(world.call<MatchView>(http::Method::post, "/{id}/decide", {{"id", id}}, "", R"({"same": true, "reason": ""})").ok());
    ASSERT_TRUE(world.call<MatchView>(http::Method::post, "/{id}/decide", {{"id", id}}, "", R"({"same": true, "reason": "电话核实"})").ok());
    EXPECT_EQ(world.subject("police", "p1"), world.subject("grid", "g1"));
    // It stands when the record comes again with other values.
    world.absorb({person("grid", "g1", {{"name", "何晓丽"}, {"born", "1983-01-01"}, {"phone", "13800000078"}})});
    EXPECT_EQ(world.subject("police", "p1"), world.subject("grid", "g1"));
    ASSERT_TRUE(world.call<MatchView>(http::Method::post, "/{id}/undo", {{"id", id}}, "", R"({"reason": "核错人"})").ok());
    EXPECT_NE(world.subject("police", "p1"), world.subject("grid", "g1"));
    ASSERT_TRUE(world.call<MatchView>(http::Method::post, "/{id}/decide", {{"id", id}}, "", R"({"same": false, "reason": "两个人"})").ok());
    EXPECT_TRUE(world.call<MatchList>(http::Method::get, "", {}, "state=open", "")->items.empty());
    EXPECT_EQ(world.call<MatchView>(http::Method::get, "/{id}", {{"id", id}}, "", "")->history.size(), 3u);
  });
}

TEST(Linking, WhatWasJoinedByMistakeIsSplitForGood) {
  in_each_world([](World& world) {
    world.absorb({person("police", "p1", k_police), person("social", "s1", k_social), person("health", "h1", k_health)});
    const SubjectId one = world.subject("police", "p1");
    ASSERT_EQ(world.subject("social", "s1"), one);
    const auto split = world.call<MatchRecords>(http::Method::post, "/split", {}, "",
                                                R"({"subject": ")" + one.text() + R"(", "records": ["social/s1"], "reason": "同名同日的另一人"})");
    ASSERT_TRUE(split.ok()) << split.refusal().zh;
    // Whoever keeps the first record keeps the subject.
    EXPECT_NE(world.subject("social", "s1"), world.subject("police", "p1"));
    EXPECT_EQ(world.subject("health", "h1"), world.subject("police", "p1"));
    world.absorb({person("social", "s1", {{"name", "陈伟强"}, {"born", "1981-01-01"}, {"phone", "13800000001"}, {"sex", "1"}})});
    EXPECT_NE(world.subject("social", "s1"), world.subject("police", "p1"));
  });
}

SourceRecord house(const std::string& source, const std::string& key, Values values) {
  return {source, key, Kind::house, std::move(values), local_instant(make_date(2026, 11, 1), 0), "batch/1", false};
}

// However a source abridges or takes apart where a house is, the same room is one house and two rooms never are.
TEST(Linking, HousesMeetOnTheirRoomWhateverTheOrder) {
  const std::vector<SourceRecord> records{
      house("housing", "h1", {{"address", "季华五路10号鸿业豪庭2幢1单元301室"}, {"use", "1"}}),
      house("grid", "g1", {{"address", "鸿业豪庭"}, {"building", "二座"}, {"unit", "1单元"}, {"floor", "3"}, {"room", "301"}, {"rented", "1"}}),
      house("police", "p1", {{"address", "鸿业豪庭2栋1单元301房"}}),
      house("grid", "g2", {{"address", "鸿业豪庭"}, {"building", "2"}, {"unit", "1"}, {"room", "302"}}),
      house("police", "p2", {{"address", "鸿业豪庭2栋1单元302房"}}),
      house("tax", "t1", {{"address", "鸿业豪庭2幢"}}),   // of a building with rooms: any of them
      house("police", "p3", {{"address", "鸿业豪庭2栋"}}),
      house("housing", "v1", {{"address", "罗格村委会大街3巷5号"}}),
      house("grid", "v2", {{"address", "罗格村委会大街3巷5号"}, {"floor", "4"}}),
      house("grid", "v3", {{"address", "罗格村委会大街3巷5号"}, {"room", "201"}})};
  std::vector<std::size_t> order{0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  for (unsigned round = 0; round < 4; ++round) {
    in_each_world([&](World& world) {
      if (round == 0) {
        world.absorb(records);
      } else {
        for (const std::size_t i : order) world.absorb({records[i]});
      }
      const SubjectId one = world.subject("housing", "h1");
      EXPECT_EQ(world.subject("grid", "g1"), one);
      EXPECT_EQ(world.subject("police", "p1"), one);
      EXPECT_NE(world.subject("grid", "g2"), one);
      EXPECT_EQ(world.subject("police", "p2"), world.subject("grid", "g2"));
      EXPECT_NE(world.subject("tax", "t1"), one);
      EXPECT_NE(world.subject("police", "p3"), one);
      EXPECT_TRUE(round > 0 || world.subject("police", "p3") != world.subject("tax", "t1"));
      EXPECT_EQ(world.subject("grid", "v2"), world.subject("housing", "v1")) << "a house of the village with a number of its own";
      EXPECT_NE(world.subject("grid", "v3"), world.subject("housing", "v1")) << "a room let in it";
      // The housing office corrects itself: what the others say of the room stays there.
      world.absorb({house("housing", "h1", {{"address", "季华五路10号鸿业豪庭2幢1单元401室"}, {"use", "1"}})});
      EXPECT_EQ(world.subject("grid", "g1"), world.subject("police", "p1"));
      EXPECT_NE(world.subject("housing", "h1"), world.subject("grid", "g1"));
    });
    std::shuffle(order.begin(), order.end(), std::mt19937(round));
  }
}

}  // namespace
}  // namespace tiange::registers
