#include "city/cases/alike/alike.h"

#include "city/cases/alike/alike_book.h"
#include "city/cases/alike/tie_service.h"
#include "city/cases/case_test_kit.h"

namespace tiange::cases {
namespace {

std::vector<db::Migration> all_tables() {
  std::vector<db::Migration> all = test_migrations();
  const auto own = alike_migrations();
  all.insert(all.end(), own.begin(), own.end());
  return all;
}

class HeldClock final : public tiange::Clock {
 public:
  Instant now() const override { return moment; }
  Instant moment;
};

// Two channels, one heap of rubbish.
struct Two {
  std::string first;
  std::string second;
};

struct House {
  explicit House(World& world) : w(world), ties(w.service->parts(), *w.service) {}
  Two two() {
    ReportInput in = w.input("STALL");
    in.content = "东鄱市场后门堆了很多建筑垃圾，三天没人清理";
    const auto first = w.report(w.seat, in);
    EXPECT_TRUE(first.ok());
    w.now = w.now + minutes(12);
    in.channel = Channel::web;
    in.content = "市场后门建筑垃圾堆了三天，没人清理，请处理";
    const auto second = w.report(w.seat, in);
    EXPECT_TRUE(second.ok());
    return {first->ref, second->ref};
  }
  Outcome merge(const Scope& scope, const std::string& one, const std::string& into) {
    return w.write([&](db::Tx& tx) { return ties.merge(tx, scope, ref(one), ref(into), "同一堆", w.now); });
  }
  Outcome unmerge(const std::string& one, const std::string& text = "看错了") {
    return w.write([&](db::Tx& tx) { return ties.unmerge(tx, w.seat, ref(one), text, w.now); });
  }
  std::vector<TieView> ties_of(const std::string& one) {
    return *w.db.read([&](db::Tx& tx) -> Result<std::vector<TieView>> {
      TIANGE_TRY(const CaseRecord record, w.service->store().load(tx, system_scope(), ref(one)));
      return ties.ties(tx, w.seat, record, w.now);
    });
  }
  static CaseRef ref(const std::string& text) { return *CaseRef::parse(text); }
  World& w;
  TieService ties;
};

void for_each_house(const std::function<void(World&, House&)>& body) {
  db::for_each_backend(all_tables(), [&](db::Db& db) {
    World w(db);
    House house(w);
    body(w, house);
  });
}

TEST(AlikeBook, AnotherInstancesCaseIsSeenAndAClosedOneForgotten) {
  for_each_house([](World& w, House& house) {
    AlikeBook book(w.db);
    AlikeBook other(w.db);
    other.refresh(w.now);
    const Two two = house.two();
    for (AlikeBook* one : {&book, &other}) {
      one->refresh(w.now);
      textual::AlikeText query;
      query.text = "喂，市场后门建筑垃圾没人清理";
      query.area = 440604010001001;
      query.lng = 113.05;
      query.lat = 23.05;
      query.minute = w.now.us / 60'000'000;
      EXPECT_EQ(one->find(query, 5).size(), 2u);
    }
    ASSERT_TRUE(house.merge(w.seat, two.second, two.first).ok());
    other.refresh(w.now);
    textual::AlikeText query;
    query.text = "市场后门建筑垃圾没人清理";
    query.minute = w.now.us / 60'000'000;
    for (const auto& found : other.find(query, 5)) EXPECT_EQ(found.ref.text(), two.first);
    ASSERT_TRUE(house.unmerge(two.second).ok());
    AlikeBook fresh(w.db);
    fresh.refresh(w.now);
    EXPECT_EQ(fresh.find(query, 5).size(), 2u);
  });
}

TEST(Merge, ClosesOneAndBothHistoriesHold) {
  for_each_house([](World& w, House& house) {
    const Two two = house.two();
    const CountRow before = w.open_now();
    ASSERT_TRUE(house.merge(w.seat, two.second, two.first).ok());
    EXPECT_EQ(w.file(two.second).status(), Status::closed);
    EXPECT_EQ(w.file(two.second).merged_into, two.first);
    EXPECT_TRUE(w.file(two.first).open());
    EXPECT_EQ(w.open_now().open_now, before.open_now - 1);
    EXPECT_TRUE(w.check(two.first).intact);
    EXPECT_TRUE(w.check(two.second).intact);
    EXPECT_NE(w.history(two.first).back().zh.find("并入本工单"), std::string::npos);
    EXPECT_NE(w.history(two.second).back().zh.find("一并办理"), std::string::npos);
    EXPECT_EQ(house.ties_of(two.second).front().how, "merged_into");
    EXPECT_EQ(house.ties_of(two.first).front().how, "merged_in");
    // Nothing of it is left to do: neither a task nor a second merge.
    EXPECT_FALSE(house.merge(w.seat, two.second, two.first).ok());
    EXPECT_FALSE(house.merge(w.seat, two.first, two.second).ok());
    EXPECT_FALSE(house.merge(w.seat, two.first, two.first).ok());
    EXPECT_FALSE(w.act(w.seat, two.second, Action::reopen).ok());
  });
}

TEST(Merge, PartedAgainItStartsAnewAndOnlyInTime) {
  for_each_house([](World& w, House& house) {
    const Two two = house.two();
    ASSERT_TRUE(house.merge(w.seat, two.second, two.first).ok());
    EXPECT_FALSE(house.unmerge(two.second, "").ok());
    ASSERT_TRUE(house.unmerge(two.second).ok());
    EXPECT_TRUE(w.file(two.second).open());
    EXPECT_NE(w.file(two.second).element, Element::none);
    EXPECT_EQ(w.file(two.second).reopens, 0);
    EXPECT_TRUE(house.ties_of(two.second).empty());
    EXPECT_TRUE(house.ties_of(two.first).empty());
    EXPECT_TRUE(w.check(two.second).intact);
    ASSERT_TRUE(house.merge(w.seat, two.second, two.first).ok());
    w.now = w.now + days(30);
    EXPECT_FALSE(house.ties_of(two.second).front().may_unmerge);
    EXPECT_FALSE(house.unmerge(two.second).ok());
  });
}

TEST(Merge, ScopeAndConfidenceAreKept) {
  for_each_house([](World& w, House& house) {
    const Two two = house.two();
    EXPECT_FALSE(house.merge(w.other_officer, two.second, two.first).ok());
    const auto secret = w.report(w.seat, w.input("TIP"));
    ASSERT_TRUE(secret.ok());
    EXPECT_FALSE(w.write([&](db::Tx& tx) {
                    return house.ties.merge(tx, system_scope(), House::ref(secret->ref), House::ref(two.first), "", w.now);
                  }).ok());
    EXPECT_TRUE(w.file(secret->ref).open());
  });
}

TEST(Merge, TheReporterFollowsTheLeadingCase) {
  for_each_house([](World& w, House& house) {
    const Two two = house.two();
    ReportInput in = w.input("STALL");
    in.reporter.name = "李先生";
    in.reporter.phone = "14000000077";
    const auto third = w.report(w.seat, in);
    ASSERT_TRUE(third.ok());
    ASSERT_TRUE(house.merge(w.seat, third->ref, two.second).ok());
    ASSERT_TRUE(house.merge(w.seat, two.second, two.first).ok());  // a chain
    const auto progress = w.db.read([&](db::Tx& tx) { return w.service->progress(tx, third->number, third->query_code, w.now); });
    ASSERT_TRUE(progress.ok());
    EXPECT_EQ(progress->number, third->number);
    EXPECT_EQ(progress->status_zh, status_words(w.file(two.first).status()).zh);
    ASSERT_FALSE(progress->messages.empty());
    EXPECT_NE(progress->messages.front().text.find("合并办理"), std::string::npos);
  });
}

TEST(Split, PartsCarryChannelReporterAndChosenEvidence) {
  for_each_house([](World& w, House& house) {
    ReportInput in = w.input("STALL");
    in.reporter.name = "黄女士";
    in.reporter.phone = "14000000078";
    in.evidence = {std::string(64, 'a'), std::string(64, 'b')};
    const auto made = w.report(w.seat, in);
    ASSERT_TRUE(made.ok());
    SplitIn split;
    split.parts.resize(2);
    split.parts[0].content = "垃圾桶满了";
    split.parts[0].evidence = {std::string(64, 'b')};
    split.parts[1].content = "烧烤油烟大";
    const auto parts = w.write([&](db::Tx& tx) { return house.ties.split(tx, w.seat, House::ref(made->ref), split, w.now); });
    ASSERT_TRUE(parts.ok());
    ASSERT_EQ(parts->size(), 2u);
    const CaseView first = w.view(w.seat, parts->front().text());
    EXPECT_EQ(first.channel, Channel::hotline);
    EXPECT_FALSE(first.reporter.phone.empty());
    ASSERT_EQ(first.evidence.size(), 1u);
    EXPECT_EQ(first.evidence[0].digest, std::string(64, 'b'));
    EXPECT_EQ(house.ties_of(made->ref).size(), 2u);
    EXPECT_TRUE(w.check(made->ref).intact);
    EXPECT_TRUE(w.check(first.ref).intact);
    split.parts[0].evidence = {std::string(64, 'c')};
    EXPECT_FALSE(w.write([&](db::Tx& tx) { return house.ties.split(tx, w.seat, House::ref(made->ref), split, w.now); }).ok());
    split.parts.clear();
    EXPECT_FALSE(w.write([&](db::Tx& tx) { return house.ties.split(tx, w.seat, House::ref(made->ref), split, w.now); }).ok());
  });
}

TEST(Repeat, ThePlanGrowsWithTheTimes) {
  const CaseRules rules;
  EXPECT_FALSE(plan_repeat(2, Severity::normal, rules).told);
  const RepeatPlan third = plan_repeat(3, Severity::normal, rules);
  EXPECT_TRUE(third.told && third.raised && !third.climbs);
  EXPECT_EQ(third.severity, Severity::urgent);
  EXPECT_EQ(plan_repeat(3, Severity::minor, rules).severity, Severity::normal);
  EXPECT_FALSE(plan_repeat(3, Severity::works, rules).raised);
  EXPECT_FALSE(plan_repeat(3, Severity::urgent, rules).raised);
  const RepeatPlan fifth = plan_repeat(5, Severity::minor, rules);
  EXPECT_TRUE(fifth.climbs);
  EXPECT_EQ(fifth.severity, Severity::urgent);
  CaseRules never;
  never.repeat_raise = never.repeat_climb = 0;
  EXPECT_FALSE(plan_repeat(100, Severity::normal, never).told);
}

TEST(Repeat, TheThirdIsRaisedTheFifthClimbsOnceEach) {
  for_each_house([](World& w, House& house) {
    std::vector<std::string> refs;
    for (int i = 0; i < 5; ++i) {
      const auto made = w.report(w.officer, [&] {
        ReportInput in = w.input("STALL");
        in.channel = Channel::grid;
        return in;
      }());
      ASSERT_TRUE(made.ok());
      refs.push_back(made->ref);
      for (int again = 0; again < 2; ++again)
        ASSERT_TRUE(w.write([&](db::Tx& tx) { return house.ties.watch_repeat(tx, House::ref(made->ref), w.now); }).ok());
      w.now = w.now + hours(1);
    }
    EXPECT_EQ(w.file(refs[1]).severity, Severity::normal);
    EXPECT_EQ(w.file(refs[2]).severity, Severity::urgent);
    EXPECT_EQ(w.file(refs[2]).level, Level::department);
    EXPECT_EQ(w.file(refs[4]).level, Level::town);
    int told = 0;
    for (const HistoryEntry& entry : w.history(refs[4])) told += entry.zh.find("第 5 次") != std::string::npos && entry.kind == EventKind::linked;
    EXPECT_EQ(told, 1);
    for (const std::string& ref : refs) EXPECT_TRUE(w.check(ref).intact);
  });
}

TEST(Repeat, WhatIsNoMatterOfAPlaceNeverRepeats) {
  for_each_house([](World& w, House& house) {
    for (int i = 0; i < 5; ++i) {
      ReportInput in = w.input("PAPER");
      in.channel = Channel::grid;
      const auto made = w.report(w.officer, in);
      ASSERT_TRUE(made.ok());
      ASSERT_TRUE(w.write([&](db::Tx& tx) { return house.ties.watch_repeat(tx, House::ref(made->ref), w.now); }).ok());
      EXPECT_EQ(w.file(made->ref).severity, Severity::normal);
      EXPECT_EQ(w.file(made->ref).level, Level::department);
      EXPECT_EQ(w.view(w.officer, made->ref).repeat, 0);
    }
  });
}

TEST(Repeat, FarAwayLongAgoOrSplitOffIsNoRepeat) {
  for_each_house([](World& w, House& house) {
    const auto report = [&](const char* grid) {
      ReportInput in = w.input("STALL", grid);
      in.channel = Channel::grid;
      const auto made = w.report(w.seat, in);
      EXPECT_TRUE(made.ok());
      return made->ref;
    };
    report(k_grid);
    report(k_grid);
    w.now = w.now + days(40);
    report(k_other_grid);
    const std::string ref = report(k_grid);
    SplitIn split;
    split.parts.resize(2);
    for (SplitPart& part : split.parts) {
      part.content = "又一件";
      part.item_code = "STALL";
    }
    ASSERT_TRUE(w.write([&](db::Tx& tx) { return house.ties.split(tx, w.seat, House::ref(ref), split, w.now); }).ok());
    const auto times = w.db.read([&](db::Tx& tx) -> Result<std::int64_t> {
      TIANGE_TRY(const CaseRecord record, w.service->store().load(tx, system_scope(), House::ref(ref)));
      return house.ties.times(tx, record, w.now);
    });
    EXPECT_EQ(*times, 1);
  });
}

}  // namespace
}  // namespace tiange::cases
