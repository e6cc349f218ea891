#include <gtest/gtest.h>

#include <set>

#include "base/codes.h"
#include "city/registers/addresses/address_test_kit.h"
#include "city/registers/subjects/settling.h"
#include "platform/db/test_db.h"

namespace tiange::registers {
namespace {

constexpr const char* k_grid = "440604010014001";

class OneTown final : public OneDistrict {
 public:
  std::vector<places::Candidate> find(std::string_view text, std::size_t, Language) const override {
    const bool other = text.find("张槎") != text.npos || text.find("乙苑") != text.npos;
    return {{"estate", "苑", 113.1, 23.0, other ? "440604011001001" : k_grid, "", 0.95}};
  }
};

class HeardTickets final : public Tickets {
 public:
  Result<std::string> open(db::Tx&, const Ticket& ticket, Instant) override {
    opened.insert_or_assign(ticket.subject + ticket.title.zh, ticket);  // a write may run twice
    return "T" + std::to_string(opened.size());
  }
  void answered(db::Tx&, std::string_view number, const Words&, Instant) override { closed.emplace(number); }
  std::map<std::string, Ticket> opened;
  std::set<std::string> closed;
};

std::string id_card(int number) {
  std::string first = "44060419" + std::to_string(1950 + number % 50).substr(2) + "0101";
  first += std::to_string(100 + number % 900);
  return first + codes::citizen_check(first);
}

struct World {
  template <class F>
  auto write(F&& fn) {
    return db.write(system_scope(), std::forward<F>(fn));
  }
  explicit World(db::Db& database)
      : db(database),
        ids(1),
        outbox(database, clock, ids),
        org(org::open(database, ids, {})),
        addresses(open_addresses({places, "440604"})),
        registers({.db = database,
                   .clock = clock,
                   .ids = ids,
                   .outbox = outbox,
                   .org = *org,
                   .places = places,
                   .addresses = *addresses,
                   .tickets = &tickets,
                   .cases = {},
                   .calendar = std::make_shared<const WorkCalendar>(),
                   .district = "440604"}) {
    outbox.subscribe("subject.changed", "test", [this](db::Tx&, const db::Event& event) -> Outcome {
      events.insert(event.body);
      return done();
    });
    EXPECT_TRUE(write([&](db::Tx& tx) { return org->seed(tx, std::string(TIANGE_SOURCE_DIR) + "/data", clock.now()); }).ok());
    (void)org->directory(clock.now());
    EXPECT_TRUE(write([&](db::Tx& tx) {
                  return registers.lay(tx, data_text("registers/sources.csv"), data_text("registers/fields.csv"), clock.now());
                }).ok());
  }
  Absorbed absorb(const std::vector<SourceRecord>& records) {
    return write([&](db::Tx& tx) { return registers.absorb(tx, records, clock.now()); }).value();
  }
  std::vector<SubjectId> find(KeySort sort, const std::string& value, const Scope& scope = system_scope()) {
    return db.read([&](db::Tx& tx) -> Result<std::vector<SubjectId>> { return registers.find_by_key(tx, scope, sort, value); }).value();
  }
  Result<SubjectView> look(SubjectId id, const Scope& scope, std::optional<Instant> as_of = {}) {
    return db.write(scope, [&](db::Tx& tx) { return registers.view(tx, scope, id.text(), {"核实", "", as_of}, clock.now()); });
  }
  std::string value(SubjectId id, const std::string& field, std::optional<Instant> as_of = {}) {
    return db
        .read([&](db::Tx& tx) -> Result<std::string> {
          TIANGE_TRY(const auto all, registers.explain(tx, system_scope(), id, field, as_of));
          return all.empty() ? std::string() : all[0].value;
        })
        .value();
  }

  db::Db& db;
  SetClock clock;
  IdSource ids;
  OneTown places;
  db::Outbox outbox;
  std::unique_ptr<org::Org> org;
  std::unique_ptr<Addresses> addresses;
  HeardTickets tickets;
  SubjectService registers;
  std::set<std::string> events;
};

void in_each_world(const std::function<void(World&)>& body) {
  std::vector<db::Migration> all;
  for (const auto& part : {org::migrations(), address_migrations(), subject_migrations()}) all.insert(all.end(), part.begin(), part.end());
  db::for_each_backend(all, [&](db::Db& db) {
    World world(db);
    body(world);
  });
}

SourceRecord person(const std::string& source, const std::string& key, const std::string& id, std::vector<std::pair<std::string, std::string>> values,
                    Instant observed) {
  values.emplace_back("id_card", id);
  return {source, key, Kind::person, std::move(values), observed, "batch/1", false};
}

TEST(Subjects, RecordsOfOnePersonMeetAndTheAuthorityIsBelieved) {
  in_each_world([](World& w) {
    const Instant early = w.clock.now() - days(100);
    const Absorbed first = w.absorb({person("police", "P1", id_card(1), {{"name", "陈小明"}, {"hukou_address", "甲苑1幢101室"}}, early),
                                     person("civil", "C1", id_card(1), {{"name", "陈晓明"}, {"marital", "20"}}, early)});
    EXPECT_EQ(first.added, 2);
    const auto found = w.find(KeySort::id_card, id_card(1));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(w.value(found[0], "name"), "陈小明");
    EXPECT_EQ(w.value(found[0], "marital"), "20");
    // The same again changes nothing.
    const Absorbed again = w.absorb({person("police", "P1", id_card(1), {{"name", "陈小明"}, {"hukou_address", "甲苑1幢101室"}}, early)});
    EXPECT_EQ(again.same, 1);
    EXPECT_EQ(again.added + again.changed, 0);
    w.outbox.deliver_now();
    ASSERT_EQ(w.events.size(), 1u);
    EXPECT_NE(w.events.begin()->find("\"grid\":\"440604010014001\""), std::string::npos) << *w.events.begin();
  });
}

TEST(Subjects, ADifferenceIsAskedOfTheOwnerAndTheAnswerStands) {
  in_each_world([](World& w) {
    const Instant early = w.clock.now() - days(100);
    w.absorb({person("police", "P1", id_card(2), {{"name", "何一"}, {"phone", "13800138000"}, {"hukou_address", "甲苑1幢102室"}}, early)});
    const Absorbed other = w.absorb({person("social", "S1", id_card(2), {{"phone", "13900139000"}}, early + days(50))});
    EXPECT_EQ(other.conflicts, 1);
    ASSERT_EQ(w.tickets.opened.size(), 1u);
    EXPECT_EQ(w.tickets.opened.begin()->second.unit, "440604-GA");
    const SubjectId id = w.find(KeySort::id_card, id_card(2)).at(0);
    EXPECT_EQ(w.value(id, "phone"), "13800138000");
    const auto conflicts = w.db.read([&](db::Tx& tx) -> Result<std::vector<kept::StoredConflict>> {
      return kept::open_conflicts(tx, std::span(&id, 1));
    });
    ASSERT_EQ(conflicts->size(), 1u);
    EXPECT_EQ(w.find(KeySort::phone, "13900139000").size(), 1u) << "found by what lost, too";
    // The owner takes the other's word: it becomes the owner's own.
    Scope owner = system_scope("440604");
    owner.units = {"440604-GA"};
    w.clock.moment = w.clock.moment + hours(1);
    http::Routes routes(w.db);
    w.registers.add_routes(routes, [](db::Tx&, const http::Request&, const std::string&, const std::string&, const Words&) {});
    const auto send = [&](const Scope& scope, const std::string& body) {
      for (const http::Route& route : routes.all()) {
        if (route.pattern != "/api/v1/registers/conflicts/{id}/answer") continue;
        http::Request request;
        request.method = route.method;
        request.params["id"] = std::to_string(conflicts->at(0).id);
        request.body = body;
        request.scope = scope;
        request.now = w.clock.now();
        return route.handle(request).status;
      }
      return 0;
    };
    Scope stranger = system_scope("440604");
    stranger.units = {"440604-MZ"};
    EXPECT_EQ(send(stranger, R"({"outcome":"take","value":"social/S1","text":"已电话核实"})"), 403);
    EXPECT_EQ(send(owner, R"({"outcome":"take","value":"social/S1"})"), 422) << "an answer says how it is known";
    EXPECT_EQ(send(owner, R"({"outcome":"take","value":"social/S1","text":"已电话核实"})"), 200);
    EXPECT_EQ(w.value(id, "phone"), "13900139000");
    EXPECT_EQ(w.tickets.closed.size(), 1u);
    EXPECT_EQ(send(owner, R"({"outcome":"keep","text":"再答"})"), 409);
    // The owner's file says the old number again, unchanged: that is no news.
    w.clock.moment = w.clock.moment + days(7);
    w.absorb({person("police", "P1", id_card(2), {{"name", "何一"}, {"phone", "13800138000"}, {"hukou_address", "甲苑1幢102室"}}, w.clock.now())});
    EXPECT_EQ(w.value(id, "phone"), "13900139000");
  });
}

TEST(Subjects, AnyPastDayShowsWhatWasKnownThen) {
  in_each_world([](World& w) {
    const Instant start = w.clock.now();
    w.absorb({person("police", "P1", id_card(3), {{"name", "梁一"}, {"phone", "13800138001"}, {"live_address", "甲苑1幢103室"}}, start)});
    const SubjectId id = w.find(KeySort::id_card, id_card(3)).at(0);
    w.clock.moment = start + days(30);
    w.absorb({person("police", "P1", id_card(3), {{"name", "梁一"}, {"phone", "13800138002"}, {"live_address", "甲苑1幢103室"}}, w.clock.now())});
    w.clock.moment = start + days(60);
    SourceRecord gone = person("police", "P1", id_card(3), {}, w.clock.now());
    gone.gone = true;
    EXPECT_EQ(w.absorb({gone}).gone, 1);
    EXPECT_EQ(w.value(id, "phone", start + days(10)), "13800138001");
    EXPECT_EQ(w.value(id, "phone", start + days(40)), "13800138002");
    EXPECT_EQ(w.value(id, "phone"), "");
    EXPECT_EQ(w.value(id, "phone", start - days(1)), "");
  });
}

SourceRecord house_at(const std::string& source, const std::string& key, const std::string& address, Instant observed) {
  return {source, key, Kind::house, {{"address", address}}, observed, "batch/1", false};
}

// Equal lane names of two villages are two houses; a text that leaves the village out is one of them only while there is one.
TEST(Subjects, HousesOfOneLaneNameInTwoVillagesPart) {
  in_each_world([](World& w) {
    const Instant now = w.clock.now();
    const auto house_of = [&](const std::string& source, const std::string& key) {
      return w.db.read([&](db::Tx& tx) -> Result<SubjectId> { return w.registers.record(tx, source, key)->subject; }).value();
    };
    const auto lives_in = [&](SubjectId id) {
      std::string at;
      const auto all = w.db.read([&](db::Tx& tx) -> Result<std::vector<RelationView>> { return w.registers.relations(tx, system_scope(), id, {}); }).value();
      for (const RelationView& one : all) {
        if (one.kind == RelationKind::lives_in && !one.ended) at = one.other;
      }
      return at;
    };
    w.absorb({house_at("housing", "H1", "南庄镇罗格村大街3巷5号", now)});
    w.absorb({house_at("grid", "G1", "大街3巷5号", now), person("police", "P1", id_card(4), {{"name", "黄一"}, {"live_address", "大街3巷5号"}}, now),
              person("police", "P2", id_card(5), {{"name", "黄二"}, {"live_address", "南庄镇罗格村大街3巷5号"}}, now)});
    EXPECT_EQ(house_of("grid", "G1"), house_of("housing", "H1")) << "inside one village it is the same house";
    const SubjectId luoge = house_of("housing", "H1");
    const SubjectId plain = w.find(KeySort::id_card, id_card(4)).at(0);
    const SubjectId told = w.find(KeySort::id_card, id_card(5)).at(0);
    EXPECT_EQ(lives_in(plain), luoge.text());
    w.absorb({house_at("housing", "H2", "南庄镇龙津村大街3巷5号", now)});
    EXPECT_NE(house_of("housing", "H2"), luoge);
    w.registers.settle(1000, now);
    EXPECT_EQ(house_of("housing", "H1"), luoge);
    EXPECT_NE(house_of("grid", "G1"), luoge) << "either of the two";
    EXPECT_NE(house_of("grid", "G1"), house_of("housing", "H2"));
    EXPECT_EQ(lives_in(plain), "");
    EXPECT_EQ(lives_in(told), luoge.text());
    // Once: nothing waits, and what is said again changes nothing.
    EXPECT_EQ(w.registers.settle(1000, now), 0u);
    const SubjectId unknown = house_of("grid", "G1");
    w.absorb({house_at("grid", "G1", "大街3巷5号", now + seconds(5)), house_at("police", "K1", "大街3巷5号", now)});
    EXPECT_EQ(house_of("grid", "G1"), unknown);
    EXPECT_NE(house_of("police", "K1"), unknown) << "two texts that say no village may be two houses";
    EXPECT_EQ(w.db.read([&](db::Tx& tx) -> Result<std::size_t> { return w.addresses->read_anew(tx, 10).size(); }).value(), 0u);
  });
}

// A road number turns out to be an estate: houses and people that came before follow to it.
TEST(Subjects, HousesFollowTheEstateThatTheirRoadNumberIs) {
  in_each_world([](World& w) {
    const Instant now = w.clock.now();
    const auto record = [&](const std::string& source, const std::string& key) {
      return w.db.read([&](db::Tx& tx) -> Result<KeptRecord> { return *w.registers.record(tx, source, key); }).value();
    };
    w.absorb({house_at("grid", "G1", "季华五路10号2栋301室", now), house_at("police", "K1", "季华五路10号2栋301", now),
              person("police", "P1", id_card(4), {{"name", "黄一"}, {"live_address", "季华五路10号2栋302室"}}, now)});
    w.absorb({house_at("housing", "H1", "季华五路10号鸿业豪庭2幢301室", now), house_at("housing", "H2", "鸿业豪庭2幢302室", now)});
    EXPECT_NE(record("grid", "G1").subject, record("housing", "H1").subject);
    const std::size_t again = w.registers.settle(1000, now);
    EXPECT_EQ(again, 3u) << "two records of a house and one of a person";
    EXPECT_EQ(record("grid", "G1").subject, record("housing", "H1").subject);
    EXPECT_EQ(record("police", "K1").subject, record("housing", "H1").subject);
    const SubjectId person = w.find(KeySort::id_card, id_card(4)).at(0);
    std::vector<std::string> homes;
    const auto all = w.db.read([&](db::Tx& tx) -> Result<std::vector<RelationView>> { return w.registers.relations(tx, system_scope(), person, {}); }).value();
    for (const RelationView& one : all) {
      if (one.kind == RelationKind::lives_in && !one.ended) homes.push_back(one.other);
    }
    EXPECT_EQ(homes, std::vector<std::string>{record("housing", "H2").subject.text()});
    EXPECT_EQ(w.registers.settle(1000, now), 0u);
  });
}

TEST(Subjects, TiesAreMadeWhicheverEndComesFirst) {
  in_each_world([](World& w) {
    const Instant now = w.clock.now();
    SourceRecord firm{"market", "M1", Kind::firm, {{"name", "甲公司"}, {"uscc", "91350100M000100Y43"}, {"legal_person_id", id_card(4)}, {"address", "甲苑2幢101室"}}, now, "b/1", false};
    w.absorb({firm});
    w.absorb({person("police", "P1", id_card(4), {{"name", "黄一"}, {"live_address", "甲苑2幢101室"}, {"employer", "甲公司"}}, now)});
    SourceRecord house{"housing", "H1", Kind::house, {{"address", "佛山市禅城区甲苑2栋101"}, {"owner", id_card(4)}}, now, "b/2", false};
    w.absorb({house});
    const SubjectId id = w.find(KeySort::id_card, id_card(4)).at(0);
    const auto relations = [&](std::optional<Instant> as_of = {}) {
      return w.db.read([&](db::Tx& tx) -> Result<std::vector<RelationView>> { return w.registers.relations(tx, system_scope(), id, as_of); }).value();
    };
    std::vector<std::string> kinds;
    for (const RelationView& one : relations()) kinds.emplace_back(json::enum_name(one.kind));
    std::sort(kinds.begin(), kinds.end());
    EXPECT_EQ(kinds, (std::vector<std::string>{"lives_in", "owns", "represents", "works_at"}));
    // Moved away: the tie to the home ends, and stays on the past day.
    w.clock.moment = now + days(20);
    w.absorb({person("police", "P1", id_card(4), {{"name", "黄一"}, {"live_address", "甲苑9幢909室"}, {"employer", "甲公司"}}, w.clock.now())});
    int homes = 0;
    for (const RelationView& one : relations()) homes += one.kind == RelationKind::lives_in && !one.ended ? 1 : 0;
    EXPECT_EQ(homes, 0);
    EXPECT_EQ(relations(now + days(1)).size(), 4u);
    // Named by their ID cards, before they are known.
    const SourceRelation couple{"civil", {KeySort::id_card, id_card(4)}, RelationKind::spouse_of, {KeySort::id_card, id_card(5)}, now, "b/3", false};
    EXPECT_TRUE(w.write([&](db::Tx& tx) { return w.registers.absorb_relations(tx, std::span(&couple, 1), now); }).ok());
    w.absorb({person("police", "P5", id_card(5), {{"name", "李一"}}, now)});
    int spouses = 0;
    for (const RelationView& one : relations()) spouses += one.kind == RelationKind::spouse_of ? 1 : 0;
    EXPECT_EQ(spouses, 1);
  });
}

TEST(Subjects, AScopeSeesItsOwnAreaMaskedAndEveryLookIsKept) {
  in_each_world([](World& w) {
    w.absorb({person("police", "P1", id_card(6), {{"name", "罗小一"}, {"phone", "13800138006"}, {"live_address", "甲苑3幢101室"}}, w.clock.now()),
              person("police", "P2", id_card(7), {{"name", "罗小二"}, {"live_address", "乙苑3幢101室"}}, w.clock.now())});
    const SubjectId here = w.find(KeySort::id_card, id_card(6)).at(0);
    const SubjectId there = w.find(KeySort::id_card, id_card(7)).at(0);
    Scope town = system_scope("440604010");
    town.account = {77};
    town.name = "张三";
    EXPECT_TRUE(w.find(KeySort::id_card, id_card(7), town).empty());
    EXPECT_EQ(w.look(there, town).refusal().code, ErrorCode::out_of_scope);
    const auto page = w.look(here, town);
    ASSERT_TRUE(page.ok());
    EXPECT_EQ(page->title, "罗**");
    EXPECT_EQ(page->values.at("phone"), "138****8006");
    for (const FactView& fact : page->facts) {
      EXPECT_EQ(fact.value.find("13800138006"), std::string::npos);
      EXPECT_EQ(fact.lineage, "batch/1");
    }
    std::size_t looks = w.db.read([&](db::Tx& tx) -> Result<std::size_t> { return w.registers.looks_of(tx, here, 10).size(); }).value();
    EXPECT_EQ(looks, 1u);
    EXPECT_EQ(w.db.write(town, [&](db::Tx& tx) { return w.registers.view(tx, town, here.text(), {}, w.clock.now()); }).refusal().code,
              ErrorCode::purpose_needed);
  });
}

TEST(Subjects, LargeBatchesAreKeptAtOnceAndSettledSoon) {
  in_each_world([](World& w) {
    std::vector<SourceRecord> rows;
    for (int i = 0; i < 700; ++i)
      rows.push_back(person("police", "P" + std::to_string(i), id_card(i), {{"name", "甲"}, {"live_address", "甲苑1幢" + std::to_string(101 + i) + "室"}}, w.clock.now()));
    const Absorbed kept = w.absorb(rows);
    EXPECT_EQ(kept.added, 700);
    EXPECT_EQ(kept.waiting, 700);
    EXPECT_TRUE(w.find(KeySort::id_card, id_card(1)).empty());
    EXPECT_EQ(w.registers.settle(10'000, w.clock.now()), 700u);
    EXPECT_EQ(w.find(KeySort::id_card, id_card(1)).size(), 1u);
    EXPECT_EQ(w.registers.settle(10'000, w.clock.now()), 0u);
    std::int64_t golden = 0;
    (void)w.db.read([&](db::Tx& tx) -> Outcome {
      w.registers.each(tx, system_scope(), Kind::person, "440604010", [&](const GoldenRow&) { return ++golden > 0; });
      return done();
    });
    EXPECT_EQ(golden, 700);
  });
}

TEST(Subjects, ASplitAndAMergeMoveRecordsAndLeaveATrace) {
  in_each_world([](World& w) {
    w.absorb({person("police", "P1", id_card(8), {{"name", "吴一"}, {"live_address", "甲苑5幢101室"}}, w.clock.now()),
              {"civil", "C1", Kind::person, {{"name", "吴一"}, {"marital", "20"}, {"live_address", "甲苑5幢101室"}}, w.clock.now(), "b/1", false}});
    const SubjectId main = w.find(KeySort::id_card, id_card(8)).at(0);
    EXPECT_EQ(w.value(main, "marital"), "");
    const SubjectId loner = w.db.read([&](db::Tx& tx) -> Result<SubjectId> { return w.registers.record(tx, "civil", "C1")->subject; }).value();
    w.clock.moment = w.clock.moment + hours(1);
    const Move join{"civil", "C1", main};
    ASSERT_TRUE(w.write([&](db::Tx& tx) { return w.registers.move(tx, std::span(&join, 1), {"同一人", "the same"}, "张三", w.clock.now()); }).ok());
    EXPECT_EQ(w.value(main, "marital"), "20");
    EXPECT_EQ(w.look(loner, system_scope("440604"))->merged_into, main.text());
    w.clock.moment = w.clock.moment + hours(1);
    const Move split{"civil", "C1", {}};
    ASSERT_TRUE(w.write([&](db::Tx& tx) { return w.registers.move(tx, std::span(&split, 1), {"不是同一人", "not the same"}, "张三", w.clock.now()); }).ok());
    EXPECT_EQ(w.value(main, "marital"), "");
    EXPECT_EQ(w.value(main, "marital", w.clock.now() - minutes(30)), "20");
  });
}

TEST(Subjects, OwnersHearOfFieldsThatHaveAgedOnceAMonth) {
  in_each_world([](World& w) {
    const Instant old = w.clock.now() - days(800);
    w.absorb({person("police", "P1", id_card(10), {{"name", "谭一"}, {"phone", "13800138010"}, {"live_address", "甲苑7幢101室"}}, old)});
    const SubjectId id = w.find(KeySort::id_card, id_card(10)).at(0);
    const auto page = w.look(id, system_scope("440604"));
    for (const FactView& fact : page->facts) EXPECT_EQ(fact.aged, fact.field == "phone" || fact.field == "live_address") << fact.field;
    w.registers.nightly(w.clock.now());
    // Both fields in one; a month later once more.
    const auto texts = [&] {
      std::vector<std::string> out;
      for (const auto& [key, ticket] : w.tickets.opened) {
        if (ticket.title.zh.starts_with("数据更新提醒") && ticket.unit == "440604-GA") out.push_back(ticket.text.zh);
      }
      return out;
    };
    ASSERT_EQ(texts().size(), 1u);
    EXPECT_NE(texts()[0].find("“手机号码”：1 条"), std::string::npos) << texts()[0];
    EXPECT_NE(texts()[0].find("“车牌号码”：1 条"), std::string::npos) << texts()[0];
    w.tickets.opened.clear();
    w.clock.moment = w.clock.moment + days(29);
    w.registers.nightly(w.clock.now());
    EXPECT_TRUE(w.tickets.opened.empty());
    w.clock.moment = w.clock.moment + days(1);
    w.registers.nightly(w.clock.now());
    EXPECT_EQ(texts().size(), 1u);
  });
}

TEST(Subjects, ConflictsOfALargeLoadGoIntoOneTicketAnOwner) {
  in_each_world([](World& w) {
    std::vector<SourceRecord> rows;
    for (int i = 0; i < 300; ++i) {
      rows.push_back(person("police", "P" + std::to_string(i), id_card(i), {{"name", "甲"}, {"phone", "13800138000"}}, w.clock.now() - days(50)));
      rows.push_back(person("social", "S" + std::to_string(i), id_card(i), {{"phone", "13900139000"}}, w.clock.now() - days(5)));
    }
    w.absorb(rows);
    w.registers.settle(10'000, w.clock.now());
    EXPECT_TRUE(w.tickets.opened.empty());
    w.registers.nightly(w.clock.now());
    EXPECT_EQ(w.tickets.opened.size(), 1u);
    const auto left = w.db.read([&](db::Tx& tx) -> Result<std::size_t> { return kept::without_ticket(tx, 10).size(); });
    EXPECT_EQ(*left, 0u);
  });
}

TEST(Subjects, AProposalReachesTheOwnerAndWhatIsAcceptedStands) {
  in_each_world([](World& w) {
    w.absorb({person("civil", "C1", id_card(9), {{"name", "周一"}, {"died", "2026-10-01"}, {"live_address", "甲苑6幢101室"}}, w.clock.now())});
    const SubjectId id = w.find(KeySort::id_card, id_card(9)).at(0);
    Scope village = system_scope("440604010014");
    village.account = {5};
    village.units = {"440604010014-ZZ"};
    w.clock.moment = w.clock.moment + hours(2);
    const auto proposed = w.write([&](db::Tx& tx) { return w.registers.propose(tx, village, {id.text(), "died", "", "本人健在，已上门核实", "village"}, w.clock.now()); });
    ASSERT_TRUE(proposed.ok()) << proposed.refusal().zh;
    EXPECT_EQ(proposed->unit, "440604-MZ");
    Scope owner = system_scope("440604");
    owner.units = {"440604-MZ"};
    const auto answered = w.write([&](db::Tx& tx) { return w.registers.answer(tx, owner, proposed->id, {"accept", "", "系统误报，已更正"}, w.clock.now()); });
    ASSERT_TRUE(answered.ok()) << answered.refusal().zh;
    EXPECT_EQ(answered->state, "accepted");
    EXPECT_EQ(w.value(id, "died"), "") << "nothing is right, says the owner";
    EXPECT_EQ(w.look(id, village)->status, "alive");
  });
}

// A date of birth must not be narrowed by asking again and again: neither by the bounds of the filter nor on another day.
TEST(Lists, AgesAreSpansForWhoeverMayNotSeeDatesOfBirth) {
  http::Request request;
  request.scope.areas = {"440604"};
  const auto asked = [&](const std::string& from, const std::string& to, Date day) {
    request.now = local_instant(day, 0) + hours(9);
    request.query = {{"age_from", from}, {"age_to", to}};
    return subject_query(request, Kind::person);
  };
  const Date day = make_date(2026, 11, 22);
  EXPECT_EQ(asked("61", "", day).refusal().code, ErrorCode::bad_input);
  EXPECT_EQ(asked("", "60", day).refusal().code, ErrorCode::bad_input);
  EXPECT_EQ(asked("60", "60", day).refusal().fields.size(), 1U);
  const auto span = asked("60", "64", day);
  ASSERT_TRUE(span.ok());
  EXPECT_EQ(span->born_from, make_date(1962, 1, 1).day);
  EXPECT_EQ(span->born_to, make_date(1966, 12, 31).day);
  EXPECT_EQ(asked("60", "64", make_date(2026, 1, 1))->born_from, span->born_from) << "the same all the year";
  EXPECT_EQ(asked("60", "64", make_date(2026, 12, 31))->born_to, span->born_to);
  request.scope.permissions.set(static_cast<std::size_t>(Permission::registers_unmask));
  EXPECT_TRUE(asked("61", "62", day).ok());
  EXPECT_EQ(asked("61", "61", day)->born_to, make_date(1965, 11, 22).day);
}

TEST(Lists, ShowASpanToWhoeverMayNotSeeMore) {
  in_each_world([](World& w) {
    w.absorb({person("police", "P1", id_card(1), {{"name", "陈小明"}, {"born", "1962-12-31"}}, w.clock.now())});
    Scope plain;
    plain.areas = {"440604"};
    const std::vector<SubjectId> ids = w.find(KeySort::id_card, id_card(1));
    const auto row = [&](const Scope& scope) {
      return w.db.read([&](db::Tx& tx) -> Result<std::vector<SubjectRow>> { return w.registers.rows_of(tx, scope, ids, w.clock.now()); }).value().at(0);
    };
    EXPECT_EQ(row(plain).age, 60);
    EXPECT_EQ(row(plain).age_to, 64);
    EXPECT_EQ(row(system_scope()).age, 63);
    EXPECT_EQ(row(system_scope()).age_to, std::nullopt);
    Scope elsewhere;
    elsewhere.areas = {"440605"};
    EXPECT_TRUE(w.db.read([&](db::Tx& tx) -> Result<std::vector<SubjectRow>> {
                      return w.registers.rows_of(tx, elsewhere, ids, w.clock.now());
                    }).value().empty());
  });
}

// Whoever follows the registers sees each subject once for each change, in the order of the changes.
TEST(Subjects, AreReadByTheirLastChange) {
  in_each_world([](World& w) {
    w.absorb({person("police", "P1", id_card(1), {{"name", "陈小明"}}, w.clock.now()), person("police", "P2", id_card(2), {{"name", "李大海"}}, w.clock.now())});
    const auto since = [&](const ChangeMark& mark) {
      std::vector<ChangeMark> marks;
      w.db.run_read([&](db::Tx& tx) {
        w.registers.each_changed(tx, mark, 10, [&](const ChangedRow& row) {
          marks.push_back(row.mark);
          return true;
        });
      });
      return marks;
    };
    const std::vector<ChangeMark> all = since({});
    ASSERT_EQ(all.size(), 2U);
    EXPECT_LT(all[0], all[1]);
    EXPECT_TRUE(since(all[1]).empty());
    w.clock.moment = w.clock.moment + seconds(9);
    w.absorb({person("police", "P1", id_card(1), {{"name", "陈晓明"}}, w.clock.now())});
    const std::vector<ChangeMark> after = since(all[1]);
    ASSERT_EQ(after.size(), 1U);
    EXPECT_EQ(after[0].id, all[0].id);
    EXPECT_EQ(after[0].changed, w.clock.now());
  });
}

}  // namespace
}  // namespace tiange::registers
