#include "city/flows/marks/office_marks.h"

#include <gtest/gtest.h>

namespace tiange::office {
namespace {

const Instant k_now = parse_local("2026-11-23 09:00").value();
const Doer k_boss{PersonId{1}, "甲"};

Ask signers(int people, SignRule rule, int need) {
  Ask order;
  order.rule = rule;
  order.need = need;
  order.by = k_boss;
  for (int i = 0; i < people; ++i) order.targets.push_back({PersonId{10 + i}, "签" + std::to_string(i), "", ""});
  return order;
}

class Signing {
 public:
  void take(const Result<Change>& change) {
    ASSERT_TRUE(change.ok()) << change.refusal().en;
    apply(marks, *change);
  }
  void sign(int part, Opinion opinion) { take(answer(marks, part, opinion, {PersonId{9 + part}, ""}, k_now)); }
  Verdict verdict() const { return marks.rounds.back().verdict; }

  WorkCalendar calendar;
  Marks marks;
};

struct SignCase {
  const char* name;
  int people;
  SignRule rule;
  int need;
  std::vector<Opinion> opinions;
  Verdict verdict;
  int open;
};

TEST(OfficeMarks, CountersigningByEveryRule) {
  using O = Opinion;
  const SignCase cases[] = {
      {"all agree", 3, SignRule::all, 0, {O::agree, O::agree, O::agree}, Verdict::passed, 0},
      {"one of all against", 3, SignRule::all, 0, {O::agree, O::disagree}, Verdict::failed, 0},
      {"abstaining is not agreeing", 2, SignRule::all, 0, {O::abstain}, Verdict::failed, 0},
      {"two of three", 3, SignRule::count, 2, {O::disagree, O::agree, O::agree}, Verdict::passed, 0},
      {"two of three, early", 3, SignRule::count, 2, {O::agree, O::agree}, Verdict::passed, 0},
      {"two of three fails", 3, SignRule::count, 2, {O::disagree, O::disagree}, Verdict::failed, 0},
      {"half of five is three", 5, SignRule::share, 50, {O::agree, O::agree}, Verdict::open, 3},
      {"half of five reached", 5, SignRule::share, 50, {O::agree, O::agree, O::agree}, Verdict::passed, 0},
  };
  for (const SignCase& one : cases) {
    Signing s;
    s.take(ask(s.marks, signers(one.people, one.rule, one.need), k_now, s.calendar));
    int part = 0;
    for (const Opinion opinion : one.opinions) s.sign(++part, opinion);
    EXPECT_EQ(s.verdict(), one.verdict) << one.name;
    EXPECT_EQ(s.marks.open(PartKind::countersign), one.open) << one.name;
    EXPECT_EQ(may_leave(s.marks).ok(), one.verdict == Verdict::passed) << one.name;
  }
}

TEST(OfficeMarks, AFailedRoundMayBeSignedAgain) {
  Signing s;
  s.take(ask(s.marks, signers(1, SignRule::all, 0), k_now, s.calendar));
  s.sign(1, Opinion::disagree);
  EXPECT_EQ(may_leave(s.marks).refusal().code, ErrorCode::sign_failed);
  s.take(ask(s.marks, signers(1, SignRule::all, 0), k_now, s.calendar));
  EXPECT_EQ(s.marks.parts.back().id, 2);
  s.sign(2, Opinion::agree);
  EXPECT_TRUE(may_leave(s.marks).ok());
}

TEST(OfficeMarks, RecallingTheLastSignerEndsTheRound) {
  Signing s;
  s.take(ask(s.marks, signers(2, SignRule::all, 0), k_now, s.calendar));
  s.take(recall(s.marks, 1, k_boss, k_now));
  s.sign(2, Opinion::agree);
  EXPECT_EQ(s.verdict(), Verdict::passed);
  EXPECT_EQ(recall(s.marks, 2, k_boss, k_now).refusal().code, ErrorCode::part_gone);
}

TEST(OfficeMarks, AssistingPartsHaveTheirOwnLimit) {
  Signing s;
  Ask order;
  order.kind = PartKind::assist;
  order.by = k_boss;
  order.limit = {4, LimitKind::work_hours};
  order.targets = {{{}, "", "440604010-CG", "440604010-CG:handler"}, {{}, "", "440604010-GA", "440604010-GA:handler"}};
  s.take(ask(s.marks, order, k_now, s.calendar));
  EXPECT_EQ(next_due(s.marks), parse_local("2026-11-23 15:00").value());
  EXPECT_EQ(may_leave(s.marks).refusal().code, ErrorCode::parts_open);
  const auto police = [](std::string_view queue) { return queue == "440604010-GA:handler"; };
  EXPECT_EQ(parts_of(s.marks, PersonId{5}, police), std::vector<int>{2});
  s.take(answer(s.marks, 1, Opinion::agree, {PersonId{5}, "乙"}, k_now));
  s.take(excuse(s.marks, 2, k_boss, k_now));
  EXPECT_TRUE(may_leave(s.marks).ok());
  EXPECT_TRUE(involves(s.marks, PersonId{5}, police));
  EXPECT_FALSE(ask(s.marks, Ask{PartKind::assist, {}, SignRule::all, 0, {}, k_boss}, k_now, s.calendar).ok());
}

TEST(OfficeMarks, SuspensionMovesWhatIsStillToCome) {
  Signing s;
  Ask order = signers(2, SignRule::all, 0);
  order.limit = {1, LimitKind::natural_days};
  s.take(ask(s.marks, order, k_now, s.calendar));
  s.sign(1, Opinion::agree);
  shift(s.marks, hours(5));
  EXPECT_EQ(s.marks.parts[0].due, k_now + days(1));
  EXPECT_EQ(s.marks.parts[1].due, k_now + days(1) + hours(5));
}

TEST(OfficeMarks, WhatIsHeldWaitsForThoseBehindAndComesBack) {
  Signing s;
  Ask order = signers(1, SignRule::all, 0);
  order.kind = PartKind::after;
  s.take(ask(s.marks, order, k_now, s.calendar));
  EXPECT_TRUE(may_leave(s.marks).ok());
  EXPECT_FALSE(answer(s.marks, 1, Opinion::agree, {}, k_now).ok()) << "its turn has not come";
  Change hold;
  hold.kind = ChangeKind::held;
  hold.held = Held{"settle", "{}", k_boss, "", k_now};
  apply(s.marks, hold);
  EXPECT_FALSE(may_leave(s.marks).ok());
  EXPECT_TRUE(s.marks.parts[0].is_open());
  Change drop;
  drop.kind = ChangeKind::dropped;
  drop.at = k_now;
  apply(s.marks, drop);
  EXPECT_TRUE(may_leave(s.marks).ok());
  EXPECT_EQ(s.marks.parts[0].state, PartState::recalled);
}

TEST(OfficeMarks, MarksReadBackEqual) {
  Signing s;
  s.take(ask(s.marks, signers(3, SignRule::count, 2), k_now, s.calendar));
  s.sign(1, Opinion::agree);
  s.take(urge(s.marks, k_boss, k_now));
  Ask assist;
  assist.kind = PartKind::assist;
  assist.by = k_boss;
  assist.targets = {{{}, R"(名"person":"0")", "440604010-CG", "440604010-CG:handler"}};
  s.take(ask(s.marks, assist, k_now, s.calendar));
  const auto back = json::read<Marks>(without_nobody(json::write(s.marks)));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(*back, s.marks);
}

}  // namespace
}  // namespace tiange::office
