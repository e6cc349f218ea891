// Finding within the scope and behind the masks: what is found, by what, what is kept of it, and what nobody learns.

#include <gtest/gtest.h>


#include "base/codes.h"
#include "city/registers/addresses/address_test_kit.h"
#include "city/registers/find/find_service.h"
#include "platform/db/test_db.h"

namespace tiange::registers {
namespace {

constexpr const char* k_grid = "440604010014001";
constexpr const char* k_other_grid = "440604011001001";

class TwoTowns final : public OneDistrict {
 public:
  std::vector<places::Candidate> find(std::string_view text, std::size_t, Language) const override {
    if (text.find("乙苑") != text.npos) return {{"estate", "乙苑", 113.2, 23.1, k_other_grid, "", 0.95}};
    return {{"estate", "甲苑", 113.1, 23.0, k_grid, "", 0.95}};
  }
};

std::string id_card(int number) {
  std::string first = "44060419" + std::to_string(1950 + number % 50).substr(2) + "0101";
  first += std::to_string(100 + number % 900);
  return first + codes::citizen_check(first);
}

Scope caller(std::vector<std::string> areas, bool unmask = false) {
  Scope scope;
  scope.account = {77};
  scope.name = "梁网格";
  scope.areas = std::move(areas);
  scope.permissions.set(static_cast<std::size_t>(Permission::registers_people));
  if (unmask) scope.permissions.set(static_cast<std::size_t>(Permission::registers_unmask));
  return scope;
}

struct World {
  explicit World(db::Db& database)
      : db(database),
        ids(1),
        outbox(database, clock, ids),
        org(org::open(database, ids, {})),
        addresses(open_addresses({places, "440604"})),
        registers(open_subjects({.db = database,
                                 .clock = clock,
                                 .ids = ids,
                                 .outbox = outbox,
                                 .org = *org,
                                 .places = places,
                                 .addresses = *addresses,
                                 .tickets = nullptr,
                                 .cases = {},
                                 .calendar = std::make_shared<const WorkCalendar>(),
                                 .district = "440604"})),
        find(parts()) {
    EXPECT_TRUE(db.write(system_scope(), [&](db::Tx& tx) { return org->seed(tx, std::string(TIANGE_SOURCE_DIR) + "/data", clock.now()); }).ok());
    (void)org->directory(clock.now());
    EXPECT_TRUE(db.write(system_scope(), [&](db::Tx& tx) {
                    return registers->lay(tx, data_text("registers/sources.csv"), data_text("registers/fields.csv"), clock.now());
                  }).ok());
  }
  FindParts parts() {
    return {.db = db, .clock = clock, .ids = ids, .subjects = *registers, .addresses = *addresses, .places = places, .may_compare = {}, .before_search = {}};
  }
  void absorb(std::vector<SourceRecord> records) {
    for (SourceRecord& one : records) one.observed = clock.now();
    EXPECT_TRUE(db.write(system_scope(), [&](db::Tx& tx) { return registers->absorb(tx, records, clock.now()); }).ok());
  }
  void person(int number, const std::string& name, const std::string& phone, const std::string& address) {
    absorb({{"police", "P" + std::to_string(number), Kind::person,
             {{"name", name}, {"id_card", id_card(number)}, {"phone", phone}, {"live_address", address}, {"born", "1970-03-04"}}, {}, "b/1", false}});
  }
  FindList ask(FindService& service, const Scope& scope, const std::string& q, const std::string& purpose = "核实", const std::string& area = "") {
    Find::Ask ask;
    ask.q = q;
    ask.purpose = purpose;
    ask.area = area;
    // Built by the first; from then on a search follows by itself.
    if (service.status().state == "building") service.work([] { return false; });
    return service.find(scope, ask, clock.now()).value();
  }
  FindList ask(const Scope& scope, const std::string& q, const std::string& purpose = "核实", const std::string& area = "") {
    return ask(find, scope, q, purpose, area);
  }
  std::vector<FindLook> looks() {
    return db.read([&](db::Tx& tx) -> Result<std::vector<FindLook>> { return find_store::looks(tx, std::nullopt, INT64_MAX, 100); }).value();
  }

  db::Db& db;
  SetClock clock;
  IdSource ids;
  TwoTowns places;
  db::Outbox outbox;
  std::unique_ptr<org::Org> org;
  std::unique_ptr<Addresses> addresses;
  std::unique_ptr<Subjects> registers;
  FindService find;
};

void in_each_world(const std::function<void(World&)>& body) {
  std::vector<db::Migration> all;
  for (const auto& part : {org::migrations(), address_migrations(), subject_migrations(), find_migrations()}) all.insert(all.end(), part.begin(), part.end());
  db::for_each_backend(all, [&](db::Db& db) {
    World world(db);
    body(world);
  });
}

std::vector<std::string> titles(const FindList& list) {
  std::vector<std::string> out;
  for (const FindRow& row : list.items) out.push_back(row.title);
  return out;
}
using Titles = std::vector<std::string>;

TEST(Find, FollowsTheRegistersWhicheverInstanceWrote) {
  in_each_world([](World& w) {
    w.person(1, "陈小明", "14000000001", "甲苑1幢101");
    const Scope all = caller({"440604"}, true);
    EXPECT_EQ(titles(w.ask(all, "小明")), Titles{"陈**"});
    // Another instance beside it, built later.
    FindService second(w.parts());
    EXPECT_EQ(titles(w.ask(second, all, "xiaom")), Titles{"陈**"});
    w.person(2, "李小明", "14000000002", "甲苑1幢102");
    EXPECT_EQ(w.ask(second, all, "小明").items.size(), 2U);
    EXPECT_EQ(w.ask(all, "小明").items.size(), 2U);
    // A value that changed is found anew and no longer as it was; what was withdrawn is gone.
    w.clock.moment = w.clock.moment + minutes(5);
    w.person(2, "李大海", "14000000002", "甲苑1幢102");
    EXPECT_EQ(titles(w.ask(all, "小明")), Titles{"陈**"});
    EXPECT_EQ(titles(w.ask(second, all, "大海")), Titles{"李**"});
    w.absorb({{"police", "P2", Kind::person, {}, {}, "b/2", true}});
    EXPECT_TRUE(w.ask(all, "大海").items.empty());
    EXPECT_TRUE(w.ask(second, all, "大海").items.empty());
    const FindStatus status = w.find.status();
    EXPECT_EQ(status.state, "ready");
    EXPECT_EQ(status.documents, 1);
    EXPECT_GT(status.memory_bytes, 0);
  });
}

TEST(Find, SaysThatItIsStillBeingBuilt) {
  in_each_world([](World& w) {
    w.person(1, "陈小明", "14000000001", "甲苑1幢101");
    Find::Ask ask;
    ask.q = "陈小明";
    ask.purpose = "核实";
    const Scope scope = caller({"440604"}, true);
    const auto asked = [&] { return w.find.find(scope, ask, w.clock.now()).value(); };
    w.find.work([] { return true; });  // ended before it had begun
    EXPECT_EQ(asked().status.state, "building");
    EXPECT_TRUE(asked().items.empty());
    w.find.work([] { return false; });
    EXPECT_EQ(asked().status.state, "ready");
    EXPECT_EQ(asked().items.size(), 1U);
  });
}

TEST(Find, NothingOutsideTheScope) {
  in_each_world([](World& w) {
    w.person(1, "陈小明", "14000000001", "甲苑1幢101");
    w.person(2, "陈小红", "14000000002", "乙苑1幢101");
    const Scope first = caller({"440604010"}, true), second = caller({"440604011"}, true);
    EXPECT_EQ(w.ask(first, "陈").items.size(), 1U);
    EXPECT_EQ(w.ask(second, "陈").items.size(), 1U);
    for (const std::string& q : {std::string("小红"), std::string("14000000002"), id_card(2), std::string("乙苑")}) {
      EXPECT_TRUE(w.ask(first, q).items.empty()) << q;
      EXPECT_TRUE(w.ask(first, q, "核实", "440604011").items.empty()) << "an area outside: " << q;
      EXPECT_TRUE(w.ask(first, q, "核实", "440604").items.empty()) << "a wider area: " << q;
    }
    EXPECT_TRUE(w.ask(caller({}), "陈").items.empty());
  });
}

TEST(Find, NobodyWithoutTheRightFindsByPieces) {
  in_each_world([](World& w) {
    w.person(1, "陈小明", "14000000001", "甲苑1幢101");
    const Scope plain = caller({"440604"}), right = caller({"440604"}, true);
    const std::string card = id_card(1);
    for (std::size_t size = 3; size < card.size(); ++size) {
      EXPECT_TRUE(w.ask(plain, card.substr(0, size)).items.empty()) << size;
      EXPECT_TRUE(w.ask(plain, card.substr(card.size() - size)).items.empty()) << size;
    }
    for (const char* q : {"1400000000", "0000001", "小明", "陈小", "cxm", "chenx"}) EXPECT_TRUE(w.ask(plain, q).items.empty()) << q;
    for (const char* q : {"14000000001", "陈小明", "陈", "chenxiaoming", "甲苑"}) EXPECT_EQ(w.ask(plain, q).items.size(), 1U) << q;
    EXPECT_EQ(w.ask(plain, card).items.size(), 1U);
    for (const char* q : {"140000", "小明", "cxm"}) EXPECT_EQ(w.ask(right, q).items.size(), 1U) << q;
    const FindList list = w.ask(plain, "陈");
    EXPECT_EQ(list.whole_only, (Titles{"name", "id_card", "phone", "plate"}));
    EXPECT_TRUE(w.ask(right, "陈").whole_only.empty());
    // What is shown stays masked for both, and the age of who may not see dates of birth is a span.
    EXPECT_EQ(list.items[0].values.at("phone"), "140****0001");
    EXPECT_EQ(list.items[0].age, 55);
    EXPECT_EQ(list.items[0].age_to, 59);
    EXPECT_EQ(w.ask(right, "陈").items[0].age, 56);
  });
}

TEST(Find, PeopleOnlyForAPurposeAndEverySearchIsKept) {
  in_each_world([](World& w) {
    w.person(1, "陈小明", "14000000001", "甲苑1幢101");
    w.absorb({{"market", "M1", Kind::firm, {{"name", "小明陶瓷店"}, {"uscc", "91440604MA5REG901G"}, {"address", "甲苑首层"}}, {}, "b/1", false}});
    const Scope plain = caller({"440604"});
    const FindList without = w.ask(plain, "甲苑", "");
    ASSERT_EQ(without.items.size(), 1U);
    EXPECT_EQ(without.items[0].kind, Kind::firm);
    EXPECT_TRUE(without.people_left_out);
    EXPECT_TRUE(w.looks().empty());
    const FindList with = w.ask(plain, "甲苑", "入户走访");
    EXPECT_EQ(with.items.size(), 2U);
    ASSERT_EQ(w.looks().size(), 1U);
    EXPECT_EQ(w.looks()[0].purpose, "入户走访");
    EXPECT_EQ(w.looks()[0].people, 1);
    // Typing on is one search; the number itself is not kept.
    w.clock.moment = w.clock.moment + minutes(3);
    w.ask(plain, "1400000", "入户走访");
    w.ask(plain, "14000000001", "入户走访");
    ASSERT_EQ(w.looks().size(), 2U);
    EXPECT_EQ(w.looks()[0].words, "140****0001");
    // Who was found by a number of theirs sees it in their own list, once; by an address, not.
    const SubjectId id{*parse_id(with.items[0].kind == Kind::person ? with.items[0].ref : with.items[1].ref)};
    const auto looks = [&] {
      return w.db.read([&](db::Tx& tx) -> Result<std::vector<LookView>> { return w.registers->looks_of(tx, id, 20); }).value();
    };
    ASSERT_EQ(looks().size(), 1U);
    EXPECT_EQ(looks()[0].act, "find");
    EXPECT_EQ(looks()[0].purpose, "入户走访");
    w.ask(plain, "14000000001", "入户走访");
    EXPECT_EQ(looks().size(), 1U);
    w.ask(plain, "14000000001", "核实");
    EXPECT_EQ(looks().size(), 2U);
  });
}

TEST(Find, WhoIsInsideAnArea) {
  in_each_world([](World& w) {
    w.person(1, "陈小明", "14000000001", "甲苑1幢101");
    w.person(2, "陈小红", "14000000002", "乙苑1幢101");
    w.absorb({{"housing", "F1", Kind::house, {{"address", "甲苑1幢101"}, {"owner", id_card(1)}}, {}, "b/1", false}});
    const std::vector<std::vector<double>> first = {{113.09, 22.99}, {113.11, 22.99}, {113.11, 23.01}, {113.09, 23.01}};
    const Scope all = caller({"440604"}), other = caller({"440604011"});
    const auto draw = [&](const Scope& scope, const std::vector<std::vector<double>>& ring, const std::string& purpose) {
      return w.find.draw(scope, {"甲苑一带", ring, purpose}, w.clock.now());
    };
    EXPECT_EQ(draw(all, first, "").refusal().code, ErrorCode::purpose_needed);
    EXPECT_EQ(draw(all, {{113.09, 22.99}, {113.11, 22.99}}, "应急疏散").refusal().code, ErrorCode::bad_input);
    EXPECT_EQ(draw(all, {{112, 22}, {114, 22}, {114, 24}, {112, 24}}, "应急疏散").refusal().code, ErrorCode::too_large);
    const auto shape = draw(all, first, "应急疏散");
    ASSERT_TRUE(shape.ok());
    EXPECT_EQ(shape->counts.persons, 1);
    EXPECT_EQ(shape->counts.houses, 1);
    EXPECT_EQ(shape->area, k_grid);
    const auto inside = [&](const Scope& scope, Kind kind) {
      return w.db.read([&](db::Tx& tx) { return w.find.inside(tx, scope, shape->id, kind); });
    };
    ASSERT_EQ(inside(all, Kind::person)->size(), 1U);
    EXPECT_TRUE(inside(all, Kind::firm)->empty());
    // Whoever draws over another town's houses finds nobody there, and shapes of others outside one's areas are not there.
    const auto foreign = draw(other, first, "应急疏散");
    ASSERT_TRUE(foreign.ok());
    EXPECT_EQ(foreign->counts.persons + foreign->counts.houses + foreign->addresses, 0);
    Scope stranger = caller({"440604011"});
    stranger.account = {78};
    EXPECT_EQ(inside(stranger, Kind::person).refusal().code, ErrorCode::out_of_scope);
    // A polygon is no box: the corner outside the triangle is left out.
    const auto corner = draw(all, {{113.09, 22.99}, {113.11, 22.99}, {113.09, 23.005}}, "应急疏散");
    ASSERT_TRUE(corner.ok());
    EXPECT_EQ(corner->counts.persons, 0);
    EXPECT_EQ(w.looks()[0].act, "shape");
    EXPECT_EQ(w.looks()[0].purpose, "应急疏散");
  });
}

TEST(Find, NumbersAreKeptWithStars) {
  EXPECT_EQ(kept_words("陈小明 14000000001"), "陈小明 140****0001");
  EXPECT_EQ(kept_words("44060419900101123X"), "440***********123X");
  EXPECT_EQ(kept_words("同华路 13"), "同华路 13");
  EXPECT_EQ(kept_words("lixiaoming"), "lixiaoming");
}

}  // namespace
}  // namespace tiange::registers
