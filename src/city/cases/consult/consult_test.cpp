#include "city/cases/case_test_kit.h"
#include "city/cases/consult/consult_service.h"

namespace tiange::cases {
namespace {

constexpr const char* k_police = "440604010-GA";
constexpr const char* k_enforcement = "440604010-CG";

std::vector<db::Migration> consult_test_migrations() {
  auto all = test_migrations();
  for (const auto part : {paper_migrations(), consult_migrations()}) all.insert(all.end(), part.begin(), part.end());
  return all;
}

Scope with(Scope scope, std::initializer_list<Permission> more) {
  for (const Permission one : more) scope.permissions.set(static_cast<std::size_t>(one));
  return scope;
}

struct Hall {
  explicit Hall(db::Db& db) : w(db), book(db) {
    CasesParts parts = w.service->parts();
    parts.precedents = &book;
    w.service = std::make_unique<CaseService>(parts);
    room = std::make_unique<ConsultService>(parts, *w.service, book);
    town = with(w.town, {Permission::consult_view, Permission::consult_call, Permission::consult_precedents});
    handler = with(w.handler, {Permission::consult_view, Permission::consult_join});
    police = with(w.police, {Permission::consult_view, Permission::consult_join});
    EXPECT_TRUE(w.write([&](db::Tx& tx) { return room->lay(tx, data_text("consult.json"), w.now); }).ok());
  }

  // Given back three times, so that it waits for a decision.
  std::string disputed() {
    const std::string ref = w.report(w.seat, w.input("STALL")).value().ref;
    EXPECT_TRUE(w.act(w.handler, ref, Action::give_back).ok());
    EXPECT_TRUE(w.to_unit(w.dispatcher, ref, Action::dispatch, k_police).ok());
    EXPECT_TRUE(w.act(w.police, ref, Action::give_back).ok());
    EXPECT_TRUE(w.to_unit(w.second_dispatcher, ref, Action::dispatch, k_enforcement).ok());
    EXPECT_TRUE(w.act(w.handler, ref, Action::give_back).ok());
    EXPECT_EQ(w.file(ref).element, Element::arbitrate);
    return ref;
  }
  Result<Consultation> call(const std::string& ref) {
    ConsultIn in;
    in.case_ref = ref;
    in.topic = "夜间流动摊贩由谁牵头";
    in.agenda = {"职责依据", "牵头单位"};
    in.units = {k_police, k_enforcement};
    in.guests = {"区委编办"};
    return w.write([&](db::Tx& tx) { return room->call(tx, town, in, w.now); });
  }
  Result<Consultation> minutes(const Consultation& one) {
    ConsultMinutes in;
    in.text = "各方陈述后一致同意";
    in.present = {k_police, k_enforcement, "区委编办"};
    return w.write([&](db::Tx& tx) { return room->record_minutes(tx, town, *CaseRef::parse(one.ref), in, w.now); });
  }
  Result<Consultation> decide(const Consultation& one, ConsultDecide in) {
    in.text = "由公安牵头";
    in.basis = "《部门职责清单》第七条";
    return w.write([&](db::Tx& tx) { return room->decide(tx, town, *CaseRef::parse(one.ref), in, w.now); });
  }
  Consultation decided(ConsultDecide in = {}) {
    if (in.unit.empty()) in.unit = k_police;
    const Consultation one = call(disputed()).value();
    EXPECT_TRUE(minutes(one).ok());
    return decide(one, in).value();
  }

  World w;
  PrecedentBook book;
  std::unique_ptr<ConsultService> room;
  Scope town, handler, police;
};

void run(const std::function<void(Hall&)>& body) {
  const auto migrations = consult_test_migrations();
  db::for_each_backend(migrations, [&](db::Db& db) {
    Hall hall(db);
    body(hall);
  });
}

TEST(Consult, DecisionArbitratesAndBecomesAPrecedent) {
  run([](Hall& h) {
    const Consultation one = h.call(h.disputed()).value();
    EXPECT_FALSE(h.call(one.case_ref).ok()) << "one at a time";
    ConsultOpinionIn opinion;
    opinion.stand = ConsultStand::not_ours;
    opinion.text = "属治安管理";
    const auto opine = [&](const Scope& who) { return h.w.write([&](db::Tx& tx) { return h.room->opine(tx, who, *CaseRef::parse(one.ref), opinion, h.w.now); }); };
    EXPECT_FALSE(opine(h.handler).ok()) << "not ours needs a basis";
    opinion.basis = "《部门职责清单》第三条";
    EXPECT_TRUE(opine(h.handler).ok());
    EXPECT_FALSE(opine(h.town).ok()) << "the town is no member";
    EXPECT_FALSE(h.decide(one, {.unit = k_police}).ok()) << "minutes come first";
    ASSERT_TRUE(h.minutes(one).ok());
    const Consultation done = h.decide(one, {.unit = k_police}).value();
    EXPECT_EQ(done.state, "decided");
    EXPECT_EQ(done.decision->precedent, "2026-0001");
    const CaseFile file = h.w.file(one.case_ref);
    EXPECT_TRUE(file.arbitrated);
    EXPECT_EQ(file.unit, k_police);
    EXPECT_FALSE(h.w.act(h.w.police, one.case_ref, Action::give_back).ok()) << "it binds";
    EXPECT_TRUE(h.w.check(one.case_ref).intact);
  });
}

TEST(Consult, TheNextDispatchGoesByThePrecedentAndSaysSo) {
  run([](Hall& h) {
    const std::string before = h.w.report(h.w.seat, h.w.input("STALL")).value().ref;
    EXPECT_EQ(h.w.file(before).unit, k_enforcement) << "the catalogue's unit";
    h.decided();
    const std::string after = h.w.report(h.w.seat, h.w.input("STALL")).value().ref;
    const CaseFile file = h.w.file(after);
    EXPECT_EQ(file.unit, k_police);
    EXPECT_TRUE(file.routing.reason_zh.starts_with("依先例 2026-0001：")) << file.routing.reason_zh;
    EXPECT_EQ(file.routing.decision, "dispatch") << "the table still decides";
    const std::string other = h.w.report(h.w.seat, h.w.input("FLOOD")).value().ref;
    EXPECT_EQ(h.w.file(other).unit, k_enforcement) << "another item is another matter";
    PrecedentBook elsewhere(h.w.db);
    EXPECT_FALSE(elsewhere.find("STALL", k_grid, "", h.w.now));
    elsewhere.refresh();
    EXPECT_EQ(elsewhere.find("STALL", k_grid, "", h.w.now)->number, "2026-0001") << "another instance follows";
  });
}

TEST(Consult, ATrifleGoesToThePrecedentsUnitToo) {
  run([](Hall& h) {
    PrecedentView made;
    made.number = "2026-0009";
    made.item = "GARBAGE";
    made.area = "440604010";
    made.unit = k_police;
    made.made = h.w.now;
    made.expires = h.w.now + days(10);
    made.version = 1;
    EXPECT_TRUE(h.w.write([&](db::Tx& tx) -> Outcome { return h.book.put(tx, made) ? done() : refuse(ErrorCode::conflict); }).ok());
    const std::string ref = h.w.report(h.w.seat, h.w.input("GARBAGE")).value().ref;
    EXPECT_TRUE(h.w.act(h.w.officer, ref, Action::verify_true).ok());
    EXPECT_EQ(h.w.file(ref).unit, k_police);
    EXPECT_EQ(h.w.file(ref).level, Level::department);
  });
}

TEST(Consult, ExpiredAndWithdrawnPrecedentsAreSilent) {
  run([](Hall& h) {
    h.decided({.months = 1});
    const auto routed_by_precedent = [&] {
      const std::string ref = h.w.report(h.w.seat, h.w.input("STALL")).value().ref;
      return h.w.file(ref).routing.reason_zh.starts_with("依先例");
    };
    EXPECT_TRUE(routed_by_precedent());
    h.w.now = h.w.now + days(31);
    EXPECT_FALSE(routed_by_precedent()) << "a month has passed";
    EXPECT_TRUE(h.w.write([&](db::Tx& tx) { return h.room->prolong(tx, h.town, "2026-0001", {6, "仍适用"}, h.w.now); }).ok());
    EXPECT_TRUE(routed_by_precedent());
    EXPECT_FALSE(h.w.write([&](db::Tx& tx) { return h.room->withdraw(tx, h.town, "2026-0001", {""}, h.w.now); }).ok()) << "say why";
    EXPECT_TRUE(h.w.write([&](db::Tx& tx) { return h.room->withdraw(tx, h.town, "2026-0001", {"职责清单已修订"}, h.w.now); }).ok());
    EXPECT_FALSE(routed_by_precedent());
  });
}

TEST(Consult, FollowedUpUntilItIsDone) {
  run([](Hall& h) {
    const Consultation one = h.decided();
    const auto follow = [&](const Scope& who, bool over) { return h.w.write([&](db::Tx& tx) { return h.room->follow(tx, who, *CaseRef::parse(one.ref), {"已进场整治", over}, h.w.now); }); };
    EXPECT_TRUE(follow(h.police, false).ok()) << "who leads says how it goes";
    EXPECT_FALSE(follow(h.police, true).ok()) << "and does not say that it is done";
    EXPECT_FALSE(follow(h.handler, false).ok());
    h.w.now = *one.due + seconds(1);
    EXPECT_EQ(h.room->watch(h.w.now), 1);
    EXPECT_EQ(h.room->watch(h.w.now), 0);
    const Consultation done = follow(h.town, true).value();
    EXPECT_EQ(done.state, "done");
    EXPECT_TRUE(done.overdue) << "the fact stays";
  });
}

TEST(Precedents, WordsBeforeNoneSmallerAreaThenNewer) {
  const auto made = [](std::string number, std::string area, std::vector<std::string> words, std::int64_t at) {
    PrecedentView p;
    p.number = std::move(number);
    p.item = "STALL";
    p.area = std::move(area);
    p.words = std::move(words);
    p.made = Instant{at};
    p.expires = Instant{1000};
    return p;
  };
  const std::vector<PrecedentView> all = {made("district", "440604", {}, 1), made("town", "440604010", {}, 2), made("newer", "440604010", {}, 3),
                                          made("bridge", "440604", {"桥下"}, 1)};
  const auto chosen = [&](const char* area, const char* place) { const auto* p = precedent_for(all, "STALL", area, place, Instant{10}); return p ? p->number : ""; };
  EXPECT_EQ(chosen("440604010001001", "澜石路"), "newer");
  EXPECT_EQ(chosen("440604011001001", "澜石路"), "district");
  EXPECT_EQ(chosen("440604010001001", "石湾大桥桥下"), "bridge");
  EXPECT_EQ(precedent_for(all, "STALL", "440604010001001", "", Instant{1000}), nullptr);
  EXPECT_EQ(precedent_for(all, "TIP", "440604010001001", "", Instant{10}), nullptr);
}

}  // namespace
}  // namespace tiange::cases
