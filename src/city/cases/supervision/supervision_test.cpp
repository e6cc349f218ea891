#include "city/cases/supervision/supervision.h"

#include "city/cases/case_test_kit.h"
#include "city/cases/supervision/appeal_rules.h"
#include "city/cases/supervision/appeal_service.h"
#include "city/cases/supervision/instruction_service.h"
#include "city/cases/supervision/lamp_service.h"
#include "city/cases/supervision/letter_service.h"

namespace tiange::cases {
namespace {

class HeldClock final : public tiange::Clock {
 public:
  Instant now() const override { return moment; }
  Instant moment;
};

Scope with(Scope scope, std::initializer_list<Permission> permissions) {
  for (const Permission one : permissions) scope.permissions.set(static_cast<std::size_t>(one));
  return scope;
}

struct House {
  explicit House(World& world)
      : w(world),
        parts{w.service->parts(), *w.service, clock, [](auto&&...) {}},
        desk(parts),
        appeals(desk),
        letters(desk),
        instructions(desk),
        lamps(desk),
        supervisor(with(w.supervisor, {Permission::cases_supervise})),
        office(with(w.second_dispatcher, {Permission::cases_instruct})),
        dispatcher(with(w.dispatcher, {Permission::cases_review_appeals})),
        acceptor(with(w.acceptor, {Permission::cases_review_appeals})) {}

  // Settled three days late, closed.
  std::string late_case() {
    const auto reported = w.report(w.seat, w.input("STALL"));
    EXPECT_TRUE(reported.ok());
    w.now = w.now + days(3);
    w.service->sweep(w.now);
    EXPECT_TRUE(w.settle(w.handler, reported->ref).ok());
    EXPECT_TRUE(w.act(w.officer, reported->ref, Action::check_pass).ok());
    EXPECT_TRUE(w.act(w.acceptor, reported->ref, Action::close).ok());
    return reported->ref;
  }
  template <class F>
  auto write(F&& fn) {
    return w.write([&](db::Tx& tx) { return fn(tx); });
  }
  Result<AppealView> file(const Scope& scope, const std::string& ref) {
    return write([&](db::Tx& tx) { return appeals.file(tx, scope, *CaseRef::parse(ref), {"暴雨封路", {}}, w.now); });
  }
  Result<AppealView> review(const Scope& scope, const std::string& id, bool approve) {
    return write([&](db::Tx& tx) { return appeals.review(tx, scope, *parse_id(id), {approve, "复核意见"}, w.now); });
  }
  http::Request request(const Scope& scope, std::vector<std::pair<std::string, std::string>> query = {}) {
    http::Request r;
    r.scope = scope;
    r.now = w.now;
    r.query = std::move(query);
    return r;
  }

  World& w;
  HeldClock clock;
  SupervisionParts parts;
  SupervisionDesk desk;
  AppealService appeals;
  LetterService letters;
  InstructionService instructions;
  LampService lamps;
  Scope supervisor, office, dispatcher, acceptor;
};

void in_house(const std::function<void(World&, House&)>& body) {
  auto all = test_migrations();
  const auto own = supervision_migrations();
  all.insert(all.end(), own.begin(), own.end());
  db::for_each_backend(all, [&](db::Db& db) {
    World world(db);
    House house(world);
    body(world, house);
  });
}

TEST(Appeal, TwoReviewersOfOtherUnitsDecideOnce) {
  in_house([](World& w, House& h) {
    const std::string ref = h.late_case();
    const auto filed = h.file(w.handler, ref);
    ASSERT_TRUE(filed.ok()) << filed.refusal().zh;
    EXPECT_EQ(filed->state, "first");
    EXPECT_EQ(filed->number, "禅申〔2026〕1号");
    EXPECT_TRUE(filed->overran);
    EXPECT_EQ(h.review(h.acceptor, filed->id, true).refusal().code, ErrorCode::not_your_review) << "the dispatcher is first";
    Scope own = h.dispatcher;
    own.units.push_back("440604010-CG");
    EXPECT_EQ(h.review(own, filed->id, true).refusal().code, ErrorCode::not_your_review) << "of the appealing unit";
    const auto first = h.review(h.dispatcher, filed->id, true);
    ASSERT_TRUE(first.ok()) << first.refusal().zh;
    EXPECT_EQ(first->state, "second");
    Scope both = h.dispatcher;
    both.queues.push_back("440604-ZX:acceptor");
    EXPECT_EQ(h.review(both, filed->id, true).refusal().code, ErrorCode::not_your_review) << "the same person twice";
    const auto second = h.review(h.acceptor, filed->id, true);
    ASSERT_TRUE(second.ok()) << second.refusal().zh;
    EXPECT_EQ(second->state, "approved");
    EXPECT_EQ(h.review(h.acceptor, filed->id, true).refusal().code, ErrorCode::supervision_state);
    EXPECT_EQ(h.file(w.handler, ref).refusal().code, ErrorCode::appeal_not_allowed) << "once per case";
    EXPECT_TRUE(w.file(ref).clocks.handle.overdue) << "the raw fact stays";
    EXPECT_TRUE(w.check(ref).intact);
    EXPECT_TRUE(text::contains(w.history(ref).back().zh, "申诉成立"));
  });
}

TEST(Appeal, OnlyTheHandlingUnitAfterClosingWithinTheLimit) {
  in_house([](World& w, House& h) {
    const auto open = w.report(w.seat, w.input("STALL"));
    EXPECT_EQ(h.file(w.handler, open->ref).refusal().code, ErrorCode::appeal_not_allowed) << "not closed";
    const std::string ref = h.late_case();
    EXPECT_EQ(h.file(w.police, ref).refusal().code, ErrorCode::appeal_not_allowed) << "another unit";
    const Instant closed = w.now;
    w.now = closed + days(40);
    EXPECT_EQ(h.file(w.handler, ref).refusal().code, ErrorCode::appeal_not_allowed) << "too late";
    w.now = closed;
    const auto on_time = w.report(w.seat, w.input("STALL"));
    ASSERT_TRUE(w.settle(w.handler, on_time->ref).ok());
    ASSERT_TRUE(w.act(w.officer, on_time->ref, Action::check_pass).ok());
    ASSERT_TRUE(w.act(w.acceptor, on_time->ref, Action::close).ok());
    EXPECT_EQ(h.file(w.handler, on_time->ref).refusal().code, ErrorCode::appeal_not_allowed) << "not late";
  });
}

TEST(Appeal, WaitsWhileTheCaseIsOpenAgain) {
  in_house([](World& w, House& h) {
    const std::string ref = h.late_case();
    const auto filed = h.file(w.handler, ref);
    ASSERT_TRUE(w.act(w.acceptor, ref, Action::reopen).ok());
    EXPECT_EQ(h.review(h.dispatcher, filed->id, true).refusal().code, ErrorCode::supervision_state);
  });
}

TEST(Letter, UnansweredClimbsThenIsAnsweredAndJudged) {
  in_house([](World& w, House& h) {
    const auto open = w.report(w.seat, w.input("STALL"));
    const LetterInput input{"440604010-CG", "逾期督办", "请尽快办理", open->ref, "4 work_hours", true};
    const auto sent = h.write([&](db::Tx& tx) { return h.letters.send(tx, h.supervisor, input, w.now); });
    ASSERT_TRUE(sent.ok()) << sent.refusal().zh;
    EXPECT_EQ(sent->state, "sent");
    EXPECT_FALSE(sent->late);
    EXPECT_EQ(h.letters.climb(w.now), 0);
    w.now = w.now + days(2);
    EXPECT_EQ(h.letters.climb(w.now), 1);
    EXPECT_EQ(h.letters.climb(w.now), 0) << "there is no unit above in this district";
    const auto id = *parse_id(sent->id);
    const auto late = *w.db.read([&](db::Tx& tx) { return h.letters.one(tx, w.handler, id, w.now); });
    EXPECT_TRUE(late.late);
    EXPECT_TRUE(late.may_answer);
    const PaperText text{"已办理", "", {}};
    EXPECT_FALSE(h.write([&](db::Tx& tx) { return h.letters.answer(tx, w.police, id, text, w.now); }).ok());
    EXPECT_FALSE(h.write([&](db::Tx& tx) { return h.letters.accept(tx, h.supervisor, id, text, w.now); }).ok()) << "not answered";
    ASSERT_TRUE(h.write([&](db::Tx& tx) { return h.letters.answer(tx, w.handler, id, text, w.now); }).ok());
    const auto back = h.write([&](db::Tx& tx) { return h.letters.send_back(tx, h.supervisor, id, text, w.now); });
    ASSERT_TRUE(back.ok()) << back.refusal().zh;
    EXPECT_EQ(back->state, "sent");
    ASSERT_TRUE(h.write([&](db::Tx& tx) { return h.letters.answer(tx, w.handler, id, text, w.now); }).ok());
    const auto closed = h.write([&](db::Tx& tx) { return h.letters.accept(tx, h.supervisor, id, text, w.now); });
    EXPECT_EQ(closed->state, "closed");
    EXPECT_EQ(closed->entries.size(), 6u);
    const std::string page = h.letters.page(*closed, Language::zh);
    EXPECT_TRUE(text::contains(page, "禅督函〔2026〕1号"));
    EXPECT_TRUE(w.check(open->ref).intact);
  });
}

TEST(Letter, WhatPeopleWroteIsNoMarkup) {
  in_house([](World& w, House& h) {
    const LetterInput input{"440604010-CG", "<script>alert(1)</script>", "a & b \"c\"", "", "", true};
    const auto sent = h.write([&](db::Tx& tx) { return h.letters.send(tx, h.supervisor, input, w.now); });
    ASSERT_TRUE(sent.ok()) << sent.refusal().zh;
    const std::string page = h.letters.page(*sent, Language::en);
    EXPECT_FALSE(text::contains(page, "<script>"));
    EXPECT_TRUE(text::contains(page, "a &amp; b &quot;c&quot;"));
  });
}

TEST(Instruction, RoundsUntilTheOfficeCloses) {
  in_house([](World& w, House& h) {
    const InstructionInput input{"陈区长", "区长", "请查明并解决", "", "440604010-CG", {"440604010-GA"}, "2 work_days"};
    const auto added = h.write([&](db::Tx& tx) { return h.instructions.add(tx, h.office, input, w.now); });
    ASSERT_TRUE(added.ok()) << added.refusal().zh;
    const auto id = *parse_id(added->id);
    const PaperText text{"已办", "", {}};
    const auto act = [&](auto member, const Scope& scope) {
      return h.write([&](db::Tx& tx) { return (h.instructions.*member)(tx, scope, id, text, w.now); });
    };
    EXPECT_FALSE(act(&InstructionService::close, h.office).ok()) << "nothing fed back";
    EXPECT_EQ(act(&InstructionService::feed_back, w.police)->state, "open") << "an assisting unit";
    w.now = w.now + days(5);
    EXPECT_TRUE(w.db.read([&](db::Tx& tx) { return h.instructions.one(tx, w.handler, id, w.now); })->late);
    const auto fed = act(&InstructionService::feed_back, w.handler);
    EXPECT_EQ(fed->state, "fed_back");
    EXPECT_TRUE(fed->late) << "it was";
    const auto again = act(&InstructionService::ask_again, h.office);
    EXPECT_EQ(again->round, 2);
    EXPECT_EQ(act(&InstructionService::feed_back, w.handler)->state, "fed_back");
    EXPECT_EQ(act(&InstructionService::close, w.handler).refusal().code, ErrorCode::duties_apart);
    EXPECT_EQ(act(&InstructionService::close, h.office)->state, "closed");
    EXPECT_FALSE(act(&InstructionService::feed_back, w.handler).ok());
  });
}

TEST(Lamps, CountedByAreaUnitAndPersonWithinTheScope) {
  in_house([](World& w, House& h) {
    ASSERT_TRUE(w.report(w.seat, w.input("STALL")).ok());
    const auto claimed = w.report(w.seat, w.input("STALL", k_other_grid));
    ASSERT_TRUE(w.act(w.handler, claimed->ref, Action::claim).ok());
    w.now = w.now + days(3);
    const auto lamps = [&](const Scope& scope, const char* by) {
      return *w.db.read([&](db::Tx& tx) { return h.lamps.lamps(tx, h.request(scope, {{"by", by}})); });
    };
    EXPECT_EQ(lamps(w.supervisor, "area").total.red, 2);
    EXPECT_EQ(lamps(w.officer, "area").total.red, 1) << "his grid only";
    const LampList units = lamps(w.supervisor, "unit");
    ASSERT_EQ(units.rows.size(), 1u);
    EXPECT_EQ(units.rows[0].key, "440604010-CG");
    const LampList people = lamps(w.supervisor, "person");
    ASSERT_EQ(people.rows.size(), 2u);
    const auto of_person = *w.db.read([&](db::Tx& tx) { return h.lamps.cases(tx, h.request(w.supervisor, {{"person", w.handler.person.text()}, {"lamp", "pressing"}})); });
    ASSERT_EQ(of_person.items.size(), 1u);
    EXPECT_EQ(of_person.items[0].ref, claimed->ref);
    EXPECT_TRUE(w.db.read([&](db::Tx& tx) { return h.lamps.cases(tx, h.request(w.supervisor, {{"lamp", "green"}})); })->items.empty());
  });
}

TEST(Rules, OfTheHouseAreSoundAndBadOnesAreNamed) {
  const auto read = read_supervision_rules(data_text("supervision.json"));
  ASSERT_TRUE(read.ok()) << read.refusal().zh;
  SupervisionRules bad = *read;
  bad.closing.alike_bits = 9;
  bad.letter.limit = "soon";
  EXPECT_EQ(rule_faults(bad).size(), 2u);
}


}  // namespace
}  // namespace tiange::cases
