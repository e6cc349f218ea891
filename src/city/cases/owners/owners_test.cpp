#include "city/cases/case_test_kit.h"
#include "city/cases/owners/owner_service.h"
#include "city/registers/parts/part_service.h"

namespace tiange::owners {
namespace {

using cases::CaseRef;
using cases::CaseView;

class MovedClock final : public Clock {
 public:
  explicit MovedClock(const Instant& now) : now_(now) {}
  Instant now() const override { return now_; }

 private:
  const Instant& now_;
};

constexpr double k_lng = 113.05;
constexpr double k_lat = 23.05;

struct City : cases::World {
  explicit City(db::Db& database)
      : World(database),
        clock(now),
        jobs(database, clock, ids),
        parts({database, org, places, "440604", [this] { return now; }}),
        owners({.db = database,
                .ids = ids,
                .cases = *service,
                .parts = parts,
                .flows = flows,
                .org = org,
                .places = places,
                .jobs = jobs,
                .calendar = calendar,
                .tell = {},
                .district = "440604",
                .now = [this] { return now; }}) {
    const auto laid = write([&](db::Tx& tx) -> Outcome {
      TIANGE_CHECK_OK(parts.lay_kinds(tx,
                                      "kind,generation,major,minor,major_zh,major_en,name_zh,name_en,item,extension,owner_line\n"
                                      "13-0123,13,01,23,公用设施,Utilities,不明井盖,Unidentified cover,STALL,否,CG\n"
                                      "13-0137,13,01,37,公用设施,Utilities,路灯,Street light,GARBAGE,否,\n",
                                      now));
      TIANGE_CHECK_OK(owners.lay_rules(tx, R"({"ask": ["CG", "GA", "XX"], "limit": "2 work_days", "owner_line": "ZX",
                                               "fallback": [{"area": "440604", "line": "ZX"}]})", now));
      TIANGE_CHECK_OK(flows.deploy(tx, {flows::DefinitionKind::dmn, "danger", cases::data_text("decisions/danger.dmn"), {}}, {}, now - days(1)));
      return done();
    });
    EXPECT_TRUE(laid.ok()) << laid.refusal().zh;
    chief = person(20, {"440604"}, "440604-ZX", {"440604-ZX:dispatcher"});
    works_cg = person(21, {"440604"}, "440604-CG", {"440604-CG:handler"});
    works_ga = person(22, {"440604"}, "440604-GA", {"440604-GA:handler"});
    works_town = person(23, {"440604010"}, "440604010-ZX", {"440604010-ZX:town_command"});
    for (Scope* scope : {&chief, &works_town}) {
      for (const Permission p : {Permission::cases_owners, Permission::cases_costs, Permission::registers_view})
        scope->permissions.set(static_cast<std::size_t>(p));
    }
  }

  std::string enter_part(const std::string& kind, double lat = k_lat) {
    registers::PartIn in;
    in.kind_code = kind;
    in.lng = k_lng;
    in.lat = lat;
    return write([&](db::Tx& tx) { return parts.add(tx, system_scope(), in, now); })->ref();
  }
  CaseRef case_at(const std::string& content = "井盖坏了", double lat = k_lat, const std::string& item = "STALL") {
    cases::ReportInput in = input(item);
    in.place = {};
    in.place.lng = k_lng;
    in.place.lat = lat;
    in.content = content;
    const auto made = report(seat, in);
    EXPECT_TRUE(made.ok());
    return *CaseRef::parse(made->ref);
  }
  Outcome tie(CaseRef ref, const std::string& part) {
    return write([&](db::Tx& tx) { return owners.tie(tx, chief, ref, part, now); });
  }
  Outcome look_at(CaseRef ref) {
    return write([&](db::Tx& tx) { return owners.look_at(tx, ref, now); });
  }
  Outcome assign(CaseRef ref) {
    return write([&](db::Tx& tx) { return owners.assign(tx, ref, now); });
  }
  Result<SearchView> search(CaseRef ref, const SearchIn& in = {}) {
    return write([&](db::Tx& tx) { return owners.search(tx, chief, ref, in, now); });
  }
  Result<SearchView> answer(const Scope& who, const std::string& id, Answer answer, const std::string& basis = "", const std::string& text = "") {
    return write([&](db::Tx& tx) { return owners.answer(tx, who, id, {"", answer, basis, text}, now); });
  }
  Result<OrderView> book(const std::string& id, EntryKind kind, std::int64_t fen, Scope who = {}) {
    if (!who.person) who = works_town;
    return write([&](db::Tx& tx) { return owners.book(tx, who, id, {kind, fen, "事由", {}}, now); });
  }
  OwnerPanel panel(CaseRef ref) {
    return db.read([&](db::Tx& tx) { return owners.panel(tx, chief, ref, now); }).value();
  }
  CaseView seen(CaseRef ref) { return view(system_scope(), ref.text()); }
  // The words of the remarks of this part, oldest first.
  std::vector<std::string> remarks(CaseRef ref) {
    std::vector<std::string> said;
    for (const auto& entry : history(ref.text())) {
      if (entry.kind == cases::EventKind::remarked) said.push_back(entry.zh);
    }
    return said;
  }

  MovedClock clock;
  jobs::Jobs jobs;
  registers::PartService parts;
  OwnerService owners;
  Scope chief, works_cg, works_ga, works_town;
};

void on_each(const std::function<void(City&)>& body) {
  std::vector<db::Migration> all = cases::test_migrations();
  for (const auto& room : {jobs::migrations(), registers::part_migrations(), owner_migrations()}) all.insert(all.end(), room.begin(), room.end());
  db::for_each_backend(all, [&](db::Db& db) {
    City city(db);
    body(city);
  });
}

Entry entry(EntryKind kind, std::int64_t fen) {
  Entry one;
  one.kind = kind;
  one.amount_fen = fen;
  one.text = "事由";
  one.owner.name = "自来水公司";
  return one;
}

TEST(OwnerRules, TheLedgerStaysInBalance) {
  std::vector<Entry> book;
  const auto add = [&](EntryKind kind, std::int64_t fen) {
    Entry one = entry(kind, fen);
    const Outcome outcome = may_book(book, one);
    if (!outcome.ok()) return false;
    one.seq = static_cast<std::int64_t>(book.size()) + 1;
    book.push_back(one);
    return true;
  };
  EXPECT_FALSE(add(EntryKind::claim, 100));  // nothing was spent
  EXPECT_TRUE(add(EntryKind::cost, 100'000));
  EXPECT_FALSE(add(EntryKind::cost, 0));
  EXPECT_FALSE(add(EntryKind::recovery, 1));  // nothing was claimed
  EXPECT_TRUE(add(EntryKind::claim, 80'000));
  EXPECT_FALSE(add(EntryKind::claim, 20'001));
  EXPECT_TRUE(add(EntryKind::recovery, 30'000));
  EXPECT_FALSE(add(EntryKind::recovery, 50'001));
  EXPECT_FALSE(add(EntryKind::write_off, 70'001));
  EXPECT_TRUE(add(EntryKind::write_off, 60'000));
  const Balance balance = balance_of(book);
  EXPECT_EQ(balance.open, 10'000);
  EXPECT_EQ(balance.owed, 10'000);
  EXPECT_FALSE(add(EntryKind::recovery, 10'001));
  EXPECT_TRUE(add(EntryKind::recovery, 10'000));
}

TEST(OwnerRules, AnEntryIsTakenBackOnceAndNeverWhatRestsOnIt) {
  std::vector<Entry> book = {entry(EntryKind::cost, 500), entry(EntryKind::claim, 500)};
  for (std::size_t i = 0; i < book.size(); ++i) book[i].seq = static_cast<std::int64_t>(i) + 1;
  EXPECT_EQ(counter_booking(book, 1, "记错").refusal().code, ErrorCode::ledger_out_of_balance);
  Result<Entry> back = counter_booking(book, 2, "记错");
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->amount_fen, -500);
  EXPECT_EQ(back->reverses, 2);
  back->seq = 3;
  book.push_back(*back);
  EXPECT_EQ(counter_booking(book, 2, "再记").refusal().code, ErrorCode::reversed_already);
  EXPECT_EQ(counter_booking(book, 3, "再记").refusal().code, ErrorCode::reversed_already);
  EXPECT_EQ(counter_booking(book, 9, "没有").refusal().code, ErrorCode::not_found);
  EXPECT_TRUE(counter_booking(book, 1, "记错").ok());
  EXPECT_EQ(yuan(-123'456'789), "-¥1,234,567.89");
  EXPECT_EQ(yuan(5), "¥0.05");
}

TEST(OwnerRules, AnswersNeedTheirReasonsAndEndTheSearch) {
  Search search;
  search.due = {1000};
  search.asks = {{"A", Answer::open, "", "", "", {}}, {"B", Answer::open, "", "", "", {}}};
  const auto give = [&](const char* unit, Answer answer, const char* basis) {
    return take_answer(search, {unit, answer, basis, "", "", {}});
  };
  EXPECT_EQ(give("C", Answer::mine, "").refusal().code, ErrorCode::not_asked);
  EXPECT_EQ(give("A", Answer::not_mine, " ").refusal().fields.front().path, "basis");
  EXPECT_EQ(give("A", Answer::unsure, "").refusal().fields.front().path, "text");
  EXPECT_EQ(give("A", Answer::silent, "").refusal().fields.front().path, "answer");
  ASSERT_TRUE(give("A", Answer::not_mine, "《城市道路管理条例》").ok());
  EXPECT_FALSE(conclude(search, {999}));
  const auto late = conclude(search, {1000});
  ASSERT_TRUE(late);
  EXPECT_EQ(late->how, HowDecided::silence);
  EXPECT_EQ(late->silent, std::vector<std::string>{"B"});
  ASSERT_TRUE(give("B", Answer::not_mine, "《物业管理条例》").ok());
  EXPECT_EQ(conclude(search, {1})->how, HowDecided::nobody);
  ASSERT_TRUE(give("B", Answer::mine, "").ok());
  EXPECT_EQ(conclude(search, {1})->unit, "B");
}

TEST(OwnerRules, TheMoreExactKindAndTheSmallerAreaSpeak) {
  OwnerRules rules;
  rules.ask = {"CG"};
  rules.kinds = {{"13-0123", {}, "4 work_hours", ""}, {"13-01", {"ZJ"}, "1 work_days", "ZJ"}};
  rules.fallback = {{"440604", "ZX", ""}, {"440604010", "", "440604010-CG"}};
  EXPECT_EQ(rule_of(rules, "13-0123", "").limit, "4 work_hours");
  EXPECT_EQ(rule_of(rules, "13-0123", "").ask, std::vector<std::string>{"ZJ"});
  EXPECT_EQ(rule_of(rules, "13-0201", "JT").owner_line, "JT");
  EXPECT_EQ(rule_of(rules, "13-0201", "").owner_line, "ZX");
  EXPECT_EQ(fallback_of(rules, "440604010001001")->unit, "440604010-CG");
  EXPECT_EQ(fallback_of(rules, "440604011001001")->line, "ZX");
  EXPECT_EQ(fallback_of(rules, "330100"), nullptr);
  EXPECT_TRUE(rule_faults(rules).empty());
  rules.limit = "soon";
  rules.kinds[0].kind = "123";
  rules.fallback[0].unit = "440604-ZX";
  EXPECT_EQ(rule_faults(rules).size(), 3u);
}

TEST(Owners, WhoSaysMineOwnsItAndGetsTheCase) {
  on_each([](City& c) {
    const std::string part = c.enter_part("13-0123");
    const CaseRef ref = c.case_at();
    EXPECT_EQ(c.panel(ref).near.front().ref, part);
    ASSERT_TRUE(c.tie(ref, part).ok());
    EXPECT_EQ(c.panel(ref).part->ref, part);
    const auto asked = c.search(ref);
    ASSERT_TRUE(asked.ok());
    EXPECT_EQ(asked->rows.size(), 2u);  // there is no line XX
    EXPECT_EQ(c.search(ref).refusal().code, ErrorCode::search_open);
    EXPECT_EQ(c.answer(c.works_town, asked->id, Answer::mine).refusal().code, ErrorCode::not_asked);
    ASSERT_TRUE(c.answer(c.works_cg, asked->id, Answer::not_mine, "《城市道路管理条例》第二十三条").ok());
    const auto ended = c.answer(c.works_ga, asked->id, Answer::mine);
    ASSERT_TRUE(ended.ok());
    EXPECT_EQ(ended->state, SearchState::decided);
    EXPECT_EQ(ended->owner.unit, "440604-GA");
    EXPECT_EQ(c.answer(c.works_cg, asked->id, Answer::mine).refusal().code, ErrorCode::search_over);
    const auto known = c.db.read([&](db::Tx& tx) -> Result<registers::Part> { return *c.parts.find(tx, part); });
    EXPECT_EQ(known->owner.unit, "440604-GA");
    EXPECT_EQ(known->owner_state, registers::OwnerState::known);
    EXPECT_NE(c.seen(ref).unit, "440604-GA");
    ASSERT_TRUE(c.assign(ref).ok());
    EXPECT_EQ(c.seen(ref).unit, "440604-GA");
    EXPECT_TRUE(c.check(ref.text()).intact);
    EXPECT_EQ(c.remarks(ref).size(), 5u);  // tied, asked, two answers, decided
  });
}

TEST(Owners, SilenceEndsInTheOwnerOfTheRules) {
  on_each([](City& c) {
    const CaseRef ref = c.case_at();
    const auto asked = c.search(ref);
    ASSERT_TRUE(asked.ok());
    EXPECT_EQ(format_local(asked->due), "2026-11-25 09:00");  // two working days
    ASSERT_TRUE(c.answer(c.works_cg, asked->id, Answer::not_mine, "《城市道路管理条例》").ok());
    EXPECT_EQ(c.owners.sweep(asked->due - seconds(1)), 0);
    c.now = asked->due;
    EXPECT_EQ(c.owners.sweep(c.now), 1);
    EXPECT_EQ(c.owners.sweep(c.now), 0);
    const OwnerPanel panel = c.panel(ref);
    EXPECT_EQ(panel.search->state, SearchState::decided);
    EXPECT_EQ(panel.search->how, HowDecided::silence);
    EXPECT_EQ(panel.search->rows[1].answer, Answer::silent);
    EXPECT_EQ(panel.known.owner.unit, "440604010-CG");  // the kind's line, in the town
    EXPECT_NE(c.remarks(ref).back().find("未答复"), std::string::npos);
  });
}

TEST(Owners, ADecisionServesTheNextCaseUntilItIsWithdrawnOrExpires) {
  on_each([](City& c) {
    const CaseRef first = c.case_at();
    const auto asked = c.search(first);
    ASSERT_TRUE(c.answer(c.works_ga, asked->id, Answer::mine).ok());
    const CaseRef same_place = c.case_at("又坏了", k_lat + 0.0001);  // 11 m away
    ASSERT_TRUE(c.look_at(same_place).ok());
    const OwnerPanel known = c.panel(same_place);
    EXPECT_EQ(known.known.owner.unit, "440604-GA");
    EXPECT_EQ(known.known.how, "decision");
    EXPECT_EQ(c.remarks(same_place).size(), 1u);
    ASSERT_TRUE(c.look_at(same_place).ok());
    EXPECT_EQ(c.remarks(same_place).size(), 1u);
    const CaseRef elsewhere = c.case_at("也坏了", k_lat + 0.001);
    ASSERT_TRUE(c.look_at(elsewhere).ok());
    EXPECT_EQ(c.panel(elsewhere).known.how, "");
    const CaseRef other_kind = c.case_at("灯坏了", k_lat, "GARBAGE");
    ASSERT_TRUE(c.look_at(other_kind).ok());
    EXPECT_EQ(c.panel(other_kind).known.how, "");
    const std::string decision = known.known.decision;
    const auto withdraw = [&](const std::string& text) {
      return c.write([&](db::Tx& tx) { return c.owners.withdraw_decision(tx, c.chief, decision, {text}, c.now); });
    };
    EXPECT_EQ(withdraw("").refusal().fields.front().path, "text");
    ASSERT_TRUE(withdraw("权属已移交").ok());
    EXPECT_EQ(withdraw("权属已移交").refusal().code, ErrorCode::decision_over);
    const CaseRef later = c.case_at();
    ASSERT_TRUE(c.look_at(later).ok());
    EXPECT_EQ(c.panel(later).known.how, "");
  });
}

TEST(Owners, ADecisionEnteredByHandHoldsUntilItsDay) {
  on_each([](City& c) {
    const std::string part = c.enter_part("13-0123");
    const auto decided = c.write([&](db::Tx& tx) {
      return c.owners.decide(tx, c.chief, {part, {"", "佛山市自来水公司"}, "会商纪要〔2026〕12号", "2026-11-30"}, c.now);
    });
    ASSERT_TRUE(decided.ok());
    const CaseRef ref = c.case_at();
    ASSERT_TRUE(c.tie(ref, part).ok());
    EXPECT_EQ(c.panel(ref).known.how, "decision");
    EXPECT_EQ(c.panel(ref).known_zh, "佛山市自来水公司");
    ASSERT_TRUE(c.assign(ref).ok());  // nobody to give it to
    c.now = parse_local("2026-12-01 00:00").value();
    const CaseRef next = c.case_at();
    ASSERT_TRUE(c.tie(next, part).ok());
    EXPECT_EQ(c.panel(next).known.how, "register");
  });
}

TEST(Owners, DangerRaisesTheCaseAndOrdersAtOnce) {
  on_each([](City& c) {
    const CaseRef calm = c.case_at("井盖松动，车一压就响");
    ASSERT_TRUE(c.look_at(calm).ok());
    EXPECT_TRUE(c.panel(calm).orders.empty());
    EXPECT_EQ(c.seen(calm).severity, Severity::normal);
    const CaseRef ref = c.case_at("井盖不见了，有人差点掉下去");
    ASSERT_TRUE(c.look_at(ref).ok());
    ASSERT_TRUE(c.look_at(ref).ok());
    EXPECT_EQ(c.seen(ref).severity, Severity::urgent);
    const OwnerPanel panel = c.panel(ref);
    ASSERT_EQ(panel.orders.size(), 1u);
    EXPECT_EQ(panel.danger, "high");
    EXPECT_EQ(panel.orders[0].unit, "440604010-ZX");
    EXPECT_EQ(panel.orders[0].due, c.now + hours(2));
    EXPECT_TRUE(c.check(ref.text()).intact);
  });
}

TEST(Owners, WhatStandsOutIsTakenUpOnceByTheWatch) {
  on_each([](City& c) {
    (void)c.case_at("井盖松动，车一压就响");
    const CaseRef ref = c.case_at("井盖不见了，有人差点掉下去");
    (void)c.case_at("井盖不见了", k_lat, "TIP");  // of no kind of part
    EXPECT_EQ(c.owners.watch(c.now), 1);
    EXPECT_EQ(c.owners.watch(c.now), 0);
    EXPECT_EQ(c.panel(ref).orders.size(), 1u);
    OwnerService after_restart({c.db, c.ids, *c.service, c.parts, c.flows, c.org, c.places, c.jobs, c.calendar, {}, "440604", [&] { return c.now; }});
    EXPECT_EQ(after_restart.watch(c.now), 0);
    const auto asked = c.search(ref);
    ASSERT_TRUE(c.answer(c.works_ga, asked->id, Answer::mine).ok());
    c.now = c.now + minutes(5);
    const CaseRef next = c.case_at("又松了");
    EXPECT_EQ(c.owners.watch(c.now), 1);
    EXPECT_EQ(c.panel(next).known.owner.unit, "440604-GA");
  });
}

TEST(Owners, APartKnownToBeLostIsDangerousWhateverWasSaid) {
  on_each([](City& c) {
    const std::string part = c.enter_part("13-0123");
    ASSERT_TRUE(c.write([&](db::Tx& tx) { return c.parts.set_state(tx, system_scope(), part, {registers::PartState::lost, "", {}}, c.now); }).ok());
    const CaseRef ref = c.case_at("请来看看");
    ASSERT_TRUE(c.tie(ref, part).ok());
    EXPECT_EQ(c.panel(ref).orders.size(), 1u);
  });
}

TEST(Owners, TheUnitThatWasOrderedMakesSafeAndItsCostIsRecovered) {
  on_each([](City& c) {
    const CaseRef ref = c.case_at("井盖不见了");
    ASSERT_TRUE(c.look_at(ref).ok());
    const std::string id = c.panel(ref).orders[0].id;
    const auto make_safe = [&](const Scope& who) {
      return c.write([&](db::Tx& tx) { return c.owners.make_safe(tx, who, id, {"已围挡，临时盖板", {}}, c.now); });
    };
    EXPECT_EQ(make_safe(c.chief).refusal().code, ErrorCode::forbidden);
    c.now = c.now + hours(3);
    const auto safe = make_safe(c.works_town);
    ASSERT_TRUE(safe.ok());
    EXPECT_TRUE(safe->overdue);
    EXPECT_EQ(make_safe(c.works_town).refusal().code, ErrorCode::order_over);
    ASSERT_TRUE(c.book(id, EntryKind::cost, 86'000).ok());
    EXPECT_EQ(c.book(id, EntryKind::claim, 86'000).refusal().fields.front().path, "owner");  // nobody knows from whom
    const auto asked = c.search(ref);
    ASSERT_TRUE(c.answer(c.works_ga, asked->id, Answer::mine).ok());
    EXPECT_EQ(c.book(id, EntryKind::claim, 86'000)->owner.unit, "440604-GA");
    ASSERT_TRUE(c.book(id, EntryKind::recovery, 50'000).ok());
    EXPECT_EQ(c.book(id, EntryKind::write_off, 36'000).refusal().code, ErrorCode::forbidden);
    Scope leader = c.works_town;
    leader.permissions.set(static_cast<std::size_t>(Permission::cases_write_off));
    const auto closed = c.book(id, EntryKind::write_off, 36'000, leader);
    ASSERT_TRUE(closed.ok());
    EXPECT_EQ(closed->balance.open, 0);
    const auto back = c.write([&](db::Tx& tx) { return c.owners.reverse(tx, leader, id, {4, "误核销"}, c.now); });
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back->balance.open, 36'000);
    EXPECT_EQ(back->entries.size(), 5u);
    EXPECT_TRUE(back->entries[3].reversed);
  });
}

TEST(Owners, AnOrderByHandCanBeCancelledWithAReason) {
  on_each([](City& c) {
    const CaseRef ref = c.case_at();
    const auto order = [&](const std::string& limit, const std::string& text) {
      return c.write([&](db::Tx& tx) { return c.owners.order(tx, c.chief, ref, {limit, text}, c.now); });
    };
    EXPECT_FALSE(order("", "").ok());
    EXPECT_EQ(order("soon", "夜间危险").refusal().fields.front().path, "limit");
    const auto made = order("4 work_hours", "夜间危险");
    ASSERT_TRUE(made.ok());
    const auto cancel = [&](const std::string& text) {
      return c.write([&](db::Tx& tx) { return c.owners.cancel(tx, c.chief, made->id, {text}, c.now); });
    };
    EXPECT_FALSE(cancel("").ok());
    EXPECT_EQ(cancel("已由物业修好")->state, OrderState::cancelled);
    EXPECT_EQ(c.book(made->id, EntryKind::cost, 1).refusal().code, ErrorCode::order_over);
  });
}

}  // namespace
}  // namespace tiange::owners
