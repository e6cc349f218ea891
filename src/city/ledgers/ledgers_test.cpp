#include <gtest/gtest.h>


#include "base/codes.h"
#include "city/ledgers/ledger_service.h"
#include "city/registers/addresses/address_test_kit.h"
#include "platform/db/test_db.h"

namespace tiange::ledgers {
namespace {

constexpr const char* k_village = "440604010014";
constexpr const char* k_grid = "440604010014001";
constexpr const char* k_other = "440604011001";

class TwoVillages final : public registers::OneDistrict {
 public:
  std::vector<places::Candidate> find(std::string_view text, std::size_t, Language) const override {
    const bool other = text.find("乙苑") != text.npos;
    return {{"estate", "苑", 113.1, 23.0, other ? "440604011001001" : k_grid, "", 0.95}};
  }
};

Scope head_of(const std::string& village, AccountId account) {
  Scope scope = system_scope(village);
  scope.account = account;
  scope.name = "站长";
  scope.units = {village + "-ZZ"};
  return scope;
}

// A register of a few people, firms and houses, and the ledgers above it.
struct World {
  template <class F>
  auto write(F&& fn) {
    return db.write(system_scope(), std::forward<F>(fn));
  }
  explicit World(db::Db& database)
      : db(database),
        ids(1),
        outbox(database, clock, ids),
        jobs(database, clock, ids),
        org(org::open(database, ids, {})),
        addresses(registers::open_addresses({places, "440604"})),
        subjects(registers::open_subjects({.db = database,
                                           .clock = clock,
                                           .ids = ids,
                                           .outbox = outbox,
                                           .org = *org,
                                           .places = places,
                                           .addresses = *addresses,
                                           .tickets = nullptr,
                                           .cases = {},
                                           .calendar = calendar,
                                           .district = "440604"})),
        masker(registers::plain_masker()),
        ledgers({.db = database,
                 .clock = clock,
                 .ids = ids,
                 .outbox = outbox,
                 .jobs = jobs,
                 .org = *org,
                 .places = places,
                 .subjects = *subjects,
                 .show = [this](const Scope& scope, const registers::MaskAsk& ask) { return masker->show(scope, ask); },
                 .tell = {},
                 .calendar = calendar,
                 .district = "440604"}) {
    EXPECT_TRUE(write([&](db::Tx& tx) { return org->seed(tx, std::string(TIANGE_SOURCE_DIR) + "/data", clock.now()); }).ok());
    (void)org->directory(clock.now());
    EXPECT_TRUE(write([&](db::Tx& tx) {
                  return subjects->lay(tx, registers::data_text("registers/sources.csv"), registers::data_text("registers/fields.csv"), clock.now());
                }).ok());
    (void)subjects->catalogue();
    EXPECT_TRUE(write([&](db::Tx& tx) { return ledgers.lay(tx, registers::data_text("ledgers/kinds.csv"), clock.now()); }).ok());
  }

  void absorb(const std::vector<registers::SourceRecord>& records) {
    EXPECT_TRUE(write([&](db::Tx& tx) { return subjects->absorb(tx, records, clock.now()); }).ok());
  }
  void person(const std::string& key, const std::string& born, const std::string& home, std::vector<std::pair<std::string, std::string>> more = {}) {
    std::string card = "440604" + born.substr(0, 4) + born.substr(5, 2) + born.substr(8, 2) + key;
    card += codes::citizen_check(card);
    registers::SourceRecord record{"police", "P" + key, registers::Kind::person,
                                   {{"name", "霍" + key}, {"id_card", card}, {"born", born}, {"live_address", home}}, clock.now(), "t/1", false};
    absorb({record});
    if (!more.empty()) {
      more.emplace_back("id_card", card);
      absorb({{"civil", "C" + key, registers::Kind::person, more, clock.now(), "t/2", false}});
    }
  }
  Result<OrderView> order(const Scope& scope, const std::string& kind, const std::string& until = "2026-12-31", const std::string& village = k_village) {
    return write([&](db::Tx& tx) { return ledgers.order(tx, scope, {village, kind, "上门走访慰问", until}, clock.now()); });
  }
  Result<LineList> lines(const Scope& scope, const std::string& kind, const std::string& q = "", const std::string& village = k_village) {
    return write([&](db::Tx& tx) { return ledgers.lines(tx, scope, {village, kind, "", q, "", 50}, clock.now()); });
  }
  void settle() {
    while (outbox.deliver_now() > 0) {
    }
    clock.moment = clock.moment + seconds(5);
    jobs.run_due();
  }

  db::Db& db;
  registers::SetClock clock;
  IdSource ids;
  TwoVillages places;
  std::shared_ptr<const WorkCalendar> calendar = std::make_shared<const WorkCalendar>();
  db::Outbox outbox;
  jobs::Jobs jobs;
  std::unique_ptr<org::Org> org;
  std::unique_ptr<registers::Addresses> addresses;
  std::unique_ptr<registers::Subjects> subjects;
  std::unique_ptr<registers::Masker> masker;
  LedgerService ledgers;
};

void in_each_world(const std::function<void(World&)>& body) {
  std::vector<db::Migration> all;
  for (const auto& part : {org::migrations(), jobs::migrations(), registers::address_migrations(), registers::subject_migrations(), ledger_migrations()})
    all.insert(all.end(), part.begin(), part.end());
  db::for_each_backend(all, [&](db::Db& db) {
    World world(db);
    body(world);
  });
}

std::string home(const std::string& estate, int room) { return "佛山市禅城区" + estate + "1栋1单元" + std::to_string(room) + "室"; }

TEST(Kinds, EveryKindOfTheFileIsOneThatTheRegistersCanAnswer) {
  in_each_world([](World& world) {
    const auto kinds = read_kinds(registers::data_text("ledgers/kinds.csv"));
    ASSERT_TRUE(kinds.ok());
    EXPECT_GE(kinds->size(), 120u);
    const auto catalogue = world.subjects->catalogue();
    for (const DataKind& kind : *kinds) {
      for (const FieldError& fault : check_kind(kind, *catalogue)) ADD_FAILURE() << kind.code << " " << fault.path << ": " << fault.en;
      EXPECT_FALSE(catalogue->source(kind.owner)->unit.empty()) << kind.code;
    }
  });
}

TEST(Kinds, AskAgeResidentsAndDaysOfGoldenRows) {
  in_each_world([](World& world) {
    const auto catalogue = world.subjects->catalogue();
    const auto fits = [&](const std::string& filter, const std::string& golden, const Residents& residents = {}) {
      const auto matcher = Matcher::compile(registers::Kind::person, *catalogue, {filter});
      EXPECT_TRUE(matcher.ok()) << filter;
      return matcher.ok() && matcher->fits(*json::parse(golden), 7, residents, world.clock.now());
    };
    EXPECT_TRUE(fits("age >= 80", R"({"born": "1946-11-22"})"));
    EXPECT_FALSE(fits("age >= 80", R"({"born": "1946-11-23"})"));
    EXPECT_FALSE(fits("age >= 80", R"({"name": "无"})"));
    EXPECT_TRUE(fits("born + duration(\"P80Y\") >= today() and born + duration(\"P80Y\") <= today() + duration(\"P3M\")", R"({"born": "1946-12-01"})"));
    EXPECT_TRUE(fits("born >= today() - duration(\"P28D\")", R"({"born": "2026-11-01"})"));
    EXPECT_TRUE(fits("residents = 1", R"({"born": "1940-01-01"})", {{7, 1}}));
    EXPECT_FALSE(fits("residents = 1", R"({"born": "1940-01-01"})", {{7, 2}}));
    EXPECT_FALSE(Matcher::compile(registers::Kind::person, *catalogue, {"blood_group = \"A\""}).ok());
  });
}

TEST(Kinds, AWatchIsNotFilteredByWhatIsMaskedOrNotShown) {
  in_each_world([](World& world) {
    const auto catalogue = world.subjects->catalogue();
    DataKind kind;
    kind.fields = {"name", "sex", "born", "phone"};
    EXPECT_TRUE(check_watch_filter(kind, *catalogue, "sex = \"2\" and age > 60").empty());
    EXPECT_FALSE(check_watch_filter(kind, *catalogue, "starts with(phone, \"139\")").empty());
    EXPECT_FALSE(check_watch_filter(kind, *catalogue, "name = \"霍一\"").empty());
    EXPECT_FALSE(check_watch_filter(kind, *catalogue, "low_income = \"1\"").empty());
    EXPECT_FALSE(check_watch_filter(kind, *catalogue, "residents = 1").empty());
    EXPECT_FALSE(check_watch_filter(kind, *catalogue, "count(born").empty());
  });
}

TEST(Ledgers, AKindIsThereWhileItIsOnOrder) {
  in_each_world([](World& world) {
    world.person("901", "1940-01-01", home("甲苑", 101));
    world.person("902", "1990-01-01", home("甲苑", 102));
    world.person("903", "1941-01-01", home("乙苑", 101));
    const Scope head = head_of(k_village, {11});
    EXPECT_EQ(world.lines(head, "residents").value().total, 2);
    EXPECT_EQ(world.lines(head, "aged_80").refusal().code, ErrorCode::ledger_not_on_order);
    EXPECT_EQ(world.order(head, "aged_80", "2029-01-01").refusal().code, ErrorCode::bad_input);
    const auto order = world.order(head, "aged_80");
    ASSERT_TRUE(order.ok());
    EXPECT_EQ(order->state, OrderState::active);
    EXPECT_EQ(world.order(head, "aged_80").refusal().code, ErrorCode::ledger_ordered);
    const auto lines = world.lines(head, "aged_80");
    ASSERT_TRUE(lines.ok());
    ASSERT_EQ(lines->items.size(), 1u);
    EXPECT_EQ(lines->items[0].title, "霍***");
    EXPECT_EQ(lines->items[0].age, 86);
    EXPECT_FALSE(lines->items[0].values.contains("id_card"));
    world.clock.moment = local_instant(make_date(2027, 1, 1), 0) + hours(1);
    EXPECT_EQ(world.lines(head, "aged_80").refusal().code, ErrorCode::ledger_not_on_order);
    EXPECT_TRUE(world.order(head, "aged_80", "2027-03-01").ok());
  });
}

TEST(Ledgers, TheOwnerDecidesRenewsAndTheVillageGivesBack) {
  in_each_world([](World& world) {
    world.person("911", "1940-01-01", home("甲苑", 101), {{"disability", "2"}});
    const Scope head = head_of(k_village, {11});
    const auto asked = world.order(head, "disabled");
    ASSERT_TRUE(asked.ok());
    EXPECT_EQ(asked->state, OrderState::asked);
    EXPECT_EQ(world.lines(head, "disabled").refusal().code, ErrorCode::ledger_not_on_order);
    Scope owner = system_scope("440604");
    owner.units = {asked->owner_unit};
    const auto decide = [&](const Scope& by, const DecideIn& in) {
      return world.write([&](db::Tx& tx) { return world.ledgers.decide(tx, by, asked->id, in, world.clock.now()); });
    };
    EXPECT_FALSE(decide(head, {true, "", ""}).ok());
    EXPECT_EQ(decide(owner, {false, "", ""}).refusal().code, ErrorCode::bad_input);
    EXPECT_EQ(decide(owner, {true, "", "2027-05-01"}).refusal().code, ErrorCode::bad_input);  // longer than asked
    EXPECT_EQ(decide(owner, {true, "", "2026-12-20"}).value().until, "2026-12-20");
    EXPECT_EQ(world.lines(head, "disabled").value().items.at(0).values.at("disability"), "二级");
    const auto renewed = world.write([&](db::Tx& tx) { return world.ledgers.renew(tx, head, asked->id, {"2027-02-01", ""}, world.clock.now()); });
    EXPECT_EQ(renewed.value().until, "2026-12-20");
    EXPECT_EQ(renewed.value().renew_until, "2027-02-01");
    EXPECT_EQ(decide(owner, {true, "", ""}).value().until, "2027-02-01");
    EXPECT_TRUE(world.write([&](db::Tx& tx) { return world.ledgers.give_back(tx, head, asked->id, {"不再需要"}, world.clock.now()); }).ok());
    EXPECT_EQ(world.lines(head, "disabled").refusal().code, ErrorCode::ledger_not_on_order);
    EXPECT_EQ(decide(owner, {true, "", ""}).refusal().code, ErrorCode::ledger_order_over);
  });
}

TEST(Ledgers, AVillageFindsNobodyOfAnother) {
  in_each_world([](World& world) {
    world.person("921", "1940-01-01", home("甲苑", 101));
    world.person("922", "1940-01-01", home("乙苑", 101));
    const Scope head = head_of(k_village, {11});
    const Scope other = head_of(k_other, {12});
    const auto theirs = world.lines(other, "residents", "", k_other);
    ASSERT_EQ(theirs.value().items.size(), 1u);
    const std::string ref = theirs->items[0].ref;
    EXPECT_EQ(world.lines(head, "residents", "", k_other).refusal().code, ErrorCode::out_of_scope);
    EXPECT_EQ(world.order(head, "aged_80", "2026-12-31", k_other).refusal().code, ErrorCode::out_of_scope);
    std::string card = "44060419400101922";
    card += codes::citizen_check(card);
    EXPECT_EQ(world.lines(other, "residents", card, k_other).value().total, 1);
    EXPECT_EQ(world.lines(head, "residents", card).value().total, 0);
    const auto line = world.write([&](db::Tx& tx) { return world.ledgers.line(tx, head, ref, k_village, "residents", world.clock.now()); });
    EXPECT_EQ(line.refusal().code, ErrorCode::out_of_scope);
    const auto edit = world.write([&](db::Tx& tx) {
      return world.ledgers.edit(tx, head, {k_village, "residents", ref, "phone", "13925770001", "听说"}, world.clock.now());
    });
    EXPECT_EQ(edit.refusal().code, ErrorCode::out_of_scope);
    const auto task = world.write([&](db::Tx& tx) {
      return world.ledgers.give_tasks(tx, head, {k_village, "residents", ref, "", false, "走访", "", "2026-12-01"}, world.clock.now());
    });
    EXPECT_EQ(task.refusal().code, ErrorCode::out_of_scope);
    const auto phone = world.write([&](db::Tx& tx) { return world.ledgers.phone(tx, head, "440604011001001", 24, "走访", world.clock.now()); });
    EXPECT_EQ(phone.refusal().code, ErrorCode::out_of_scope);
    // A town above sees both, still village by village.
    const Scope officer = head_of(k_grid, {13});
    EXPECT_EQ(world.lines(officer, "residents").value().total, 1);
    EXPECT_EQ(world.order(officer, "aged_80").refusal().code, ErrorCode::out_of_scope);
  });
}

TEST(Ledgers, ASearchTellsNoMoreThanTheKindShows) {
  in_each_world([](World& world) {
    world.person("931", "1940-01-01", home("甲苑", 101));
    const Scope head = head_of(k_village, {11});
    ASSERT_TRUE(world.order(head, "aged_80").ok());
    std::string card = "44060419400101931";
    card += codes::citizen_check(card);
    EXPECT_EQ(world.lines(head, "residents", card).value().total, 1);
    EXPECT_EQ(world.lines(head, "aged_80", card).value().total, 0);  // shows no ID number
    EXPECT_EQ(world.lines(head, "residents", card.substr(0, 10)).value().total, 0);
  });
}

TEST(Watches, SayWhoCameAndWhoLeftAndRemind) {
  in_each_world([](World& world) {
    world.person("941", "1940-01-01", home("甲苑", 101));
    world.person("942", "1946-11-24", home("甲苑", 102));  // eighty in two days
    const Scope head = head_of(k_village, {11});
    ASSERT_TRUE(world.order(head, "aged_80", "2027-10-31").ok());
    WatchIn in;
    in.village = k_village;
    in.kind = "aged_80";
    in.remind = "上门告知高龄津贴";
    const auto made = world.write([&](db::Tx& tx) { return world.ledgers.watch(tx, head, in, world.clock.now()); });
    ASSERT_TRUE(made.ok());
    const auto watch = [&] {
      return world.write([&](db::Tx& tx) { return world.ledgers.watches(tx, head, k_village, world.clock.now()); }).value().items.at(0);
    };
    const auto tasks = [&] {
      return world.write([&](db::Tx& tx) { return world.ledgers.tasks(tx, head, {k_village, "open", "", false}, world.clock.now()); }).value().items;
    };
    world.settle();
    EXPECT_EQ(watch().count, 1);
    EXPECT_EQ(watch().entered, 0);  // was there when the list began
    EXPECT_TRUE(tasks().empty());
    // The birthday comes without anybody writing anything: the day's look finds it.
    world.clock.moment = local_instant(make_date(2026, 11, 24), 0) + hours(1);
    world.ledgers.sweep(world.clock.now());
    world.settle();
    EXPECT_EQ(watch().count, 2);
    EXPECT_EQ(watch().entered, 1);
    ASSERT_EQ(tasks().size(), 1u);
    EXPECT_EQ(tasks()[0].title, "上门告知高龄津贴");
    EXPECT_EQ(tasks()[0].due, "2026-12-01");
    ASSERT_TRUE(world.write([&](db::Tx& tx) { return world.ledgers.see_watch(tx, head, made->id, world.clock.now()); }).ok());
    EXPECT_EQ(watch().entered, 0);
    // Somebody dies: the register says so, the list hears it.
    world.clock.moment = world.clock.moment + hours(2);
    world.person("941", "1940-01-01", home("甲苑", 101), {{"died", "2026-11-23"}});
    world.settle();
    EXPECT_EQ(watch().count, 1);
    EXPECT_EQ(watch().left, 1);
    const auto left = world.write([&](db::Tx& tx) { return world.ledgers.members(tx, head, made->id, "left", "", world.clock.now()); });
    ASSERT_EQ(left.value().items.size(), 1u);
    EXPECT_TRUE(left->items[0].fresh);
    // The same again gives no second task.
    world.ledgers.refresh(k_village, world.clock.now());
    EXPECT_EQ(tasks().size(), 1u);
    // The result comes back into the line.
    FinishIn result{"done", "已告知，材料齐"};
    const std::string task = tasks()[0].id;
    const std::string subject = tasks()[0].subject;
    ASSERT_TRUE(world.write([&](db::Tx& tx) { return world.ledgers.finish(tx, head, task, result, world.clock.now()); }).ok());
    EXPECT_FALSE(world.write([&](db::Tx& tx) { return world.ledgers.finish(tx, head, task, result, world.clock.now()); }).ok());
    const auto line = world.write([&](db::Tx& tx) { return world.ledgers.line(tx, head, subject, k_village, "aged_80", world.clock.now()); });
    ASSERT_EQ(line.value().tasks.size(), 1u);
    EXPECT_EQ(line->tasks[0].result, "已告知，材料齐");
    EXPECT_TRUE(line->facts.empty() || line->facts[0].field != "id_card");
  });
}

}  // namespace
}  // namespace tiange::ledgers
