#include <gtest/gtest.h>

#include "city/cases/case_test_kit.h"
#include "city/cases/intake/intake_store.h"
#include "city/cases/intake/item_suggester.h"

namespace tiange::cases {
namespace {

class StillClock final : public tiange::Clock {
 public:
  explicit StillClock(const Instant& now) : now_(now) {}
  Instant now() const override { return now_; }

 private:
  const Instant& now_;
};

std::vector<db::Migration> learning_migrations() {
  auto all = test_migrations();
  for (const db::Migration& one : jobs::migrations()) all.push_back(one);
  for (const db::Migration& one : intake_migrations()) all.push_back(one);
  return all;
}

struct Desk {
  explicit Desk(db::Db& db)
      : world(db), clock(world.now), jobs(db, clock, world.ids), suggester({.db = db, .clock = clock, .ids = world.ids, .items = world.items,
        .places = world.places, .org = world.org, .jobs = jobs, .import_folder = "", .district = "440604", .urgent_words = {"着火"}}) {
    suggester.refresh();
  }
  World world;
  StillClock clock;
  jobs::Jobs jobs;
  ItemSuggester suggester;

  PastCase closed_case(Instant created, const std::string& unit, Level level) const {
    PastCase one;
    one.area = k_grid;
    one.report = world.input("STALL");
    one.created = created;
    one.unit = unit;
    one.level = level;
    one.dispatched = created + hours(1);
    one.settled = created + hours(5);
    one.handler = PersonId{10};
    one.handler_name = "人10";
    one.closed = one.settled + hours(3);
    one.closing_condition = "已清理";
    one.result = "已处理";
    return one;
  }
  // Closed cases whose urgency was set in the end as `set` says.
  void close_cases(int count, const std::function<Severity(int)>& set) {
    const char* gas[] = {"楼道里闻到怪味刺鼻头晕", "地下室闻到怪味刺鼻头晕", "厨房外闻到怪味刺鼻头晕"};
    const char* litter[] = {"门口堆放杂物影响通行", "路边堆放杂物无人清理", "楼下堆放杂物有段时间"};
    std::vector<PastCase> past;
    for (int i = 0; i < count; ++i) {
      PastCase one = closed_case(world.now - days(90) + hours(i), "440604010-CG", Level::department);
      one.report = world.input(i % 2 ? "STALL" : "GARBAGE");
      one.report.title = i % 2 ? gas[i / 2 % 3] : litter[i / 2 % 3];
      one.report.content = one.report.title + "，编号" + std::to_string(i);
      one.report.severity = set(i);
      past.push_back(std::move(one));
    }
    const auto rows = world.service->prepare(past);
    ASSERT_TRUE(world.write([&](db::Tx& tx) -> Outcome {
      world.service->write(tx, *rows);
      return done();
    }).ok());
  }
  std::vector<ModelUse> uses() {
    std::vector<ModelUse> out;
    world.db.run_read([&](db::Tx& tx) { out = store::model_uses(tx, Lesson::urgency, 10); });
    return out;
  }
};

Severity by_smell(int i) { return i % 2 ? Severity::urgent : Severity::normal; }

TEST(Learning, UrgencyIsLearnedWhereWordsAreSilentAndWordsGoFirst) {
  db::for_each_backend(learning_migrations(), [](db::Db& home) {
    Desk desk(home);
    EXPECT_EQ(desk.suggester.suggest("有人家着火了", "").urgency_by, "words") << "words work from the first day";
    EXPECT_NE(desk.suggester.suggest("楼道里闻到怪味刺鼻头晕", "").urgency, "urgent");
    EXPECT_FALSE(desk.suggester.train(Lesson::urgency, "").ok()) << "nothing to learn from";

    desk.close_cases(300, by_smell);
    const auto learnt = desk.suggester.train(Lesson::urgency, "");
    ASSERT_TRUE(learnt.ok()) << learnt.refusal().zh;
    EXPECT_TRUE(learnt->in_use);
    EXPECT_GT(learnt->macro_f1, 0.95);
    EXPECT_LT(learnt->macro_f1_rules, 0.5) << "no word of danger stands in these texts";

    const Suggestions smell = desk.suggester.suggest("电梯口闻到怪味刺鼻头晕", "");
    EXPECT_EQ(smell.urgency, "urgent");
    EXPECT_EQ(smell.urgency_by, "learned");
    EXPECT_GE(smell.urgency_score, 0.5);
    EXPECT_FALSE(smell.urgency_reasons.empty());
    const Suggestions fire = desk.suggester.suggest("路边堆放杂物着火", "");
    EXPECT_EQ(fire.urgency, "urgent") << "what was learned calls such places ordinary; the word overrules it";
    EXPECT_EQ(fire.urgency_by, "words");
    EXPECT_EQ(fire.urgency_reasons, std::vector<std::string>{"着火"});
    EXPECT_EQ(desk.suggester.suggest("闻到怪味刺鼻头晕，着火了", "").urgency_by, "both");
  });
}

TEST(Learning, WhatDoesWorseThanTheWordsIsNotTaken) {
  db::for_each_backend(learning_migrations(), [](db::Db& home) {
    Desk desk(home);
    desk.close_cases(300, by_smell);
    ASSERT_TRUE(desk.suggester.train(Lesson::urgency, "").ok());
    const std::int64_t first = desk.uses().front().model_id;
    EXPECT_NE(first, 0);

    // Since then urgency was set without regard to what was said.
    ASSERT_TRUE(desk.world.write([&](db::Tx& tx) -> Outcome {
      tx.run("UPDATE cases SET severity = ?", {static_cast<int>(Severity::normal)});
      tx.run("UPDATE cases SET severity = ? WHERE created_us / 3600000000 % 3 = 0", {static_cast<int>(Severity::urgent)});
      return done();
    }).ok());
    desk.world.now = desk.world.now + hours(24);
    const auto again = desk.suggester.train(Lesson::urgency, "");
    ASSERT_TRUE(again.ok());
    EXPECT_NE(desk.uses().front().model_id, first) << "what no longer holds does not go on deciding";
    if (again->in_use) {
      EXPECT_GE(again->macro_f1, again->macro_f1_rules);
      EXPECT_GE(again->accuracy, again->accuracy_rules);
    } else {
      EXPECT_EQ(desk.uses().front().model_id, 0) << "the words alone again";
      EXPECT_NE(desk.suggester.suggest("电梯口闻到怪味刺鼻头晕", "").urgency_by, "learned");
    }
  });
}

TEST(Learning, AFormerModelIsTakenBackByHandAndEachLessonKeepsItsOwn) {
  db::for_each_backend(learning_migrations(), [](db::Db& home) {
    Desk desk(home);
    desk.close_cases(300, by_smell);
    ASSERT_TRUE(desk.suggester.train(Lesson::item, "").ok());
    ASSERT_TRUE(desk.suggester.train(Lesson::urgency, "").ok());
    const std::int64_t first = desk.uses().front().model_id;
    desk.world.now = desk.world.now + hours(24);
    ASSERT_TRUE(desk.suggester.train(Lesson::urgency, "何主任").ok());
    ASSERT_NE(desk.uses().front().model_id, first);
    desk.world.now = desk.world.now + hours(1);
    ASSERT_TRUE(desk.world.write([&](db::Tx& tx) { return desk.suggester.use(tx, first, "何主任", "试试旧的", desk.world.now); }).ok());
    EXPECT_EQ(desk.uses().front().model_id, first);
    EXPECT_EQ(desk.uses().size(), 3u);
    desk.world.db.run_read([&](db::Tx& tx) {
      EXPECT_EQ(store::model_uses(tx, Lesson::item, 10).size(), 1u) << "the item's model is another matter";
      EXPECT_EQ(store::trainings(tx, Lesson::urgency, 10).size(), 2u);
      EXPECT_EQ(store::trainings(tx, Lesson::item, 10).size(), 1u);
    });
  });
}

TEST(UsualUnits, CountOnlyWhatWasDispatched) {
  db::for_each_backend(learning_migrations(), [](db::Db& home) {
    Desk desk(home);
    const auto settled_by = [&](const std::string& unit, Level level, int count, Instant from) {
      std::vector<PastCase> past;
      for (int i = 0; i < count; ++i) past.push_back(desk.closed_case(from + hours(i), unit, level));
      const auto rows = desk.world.service->prepare(past);
      ASSERT_TRUE(desk.world.write([&](db::Tx& tx) -> Outcome {
        desk.world.service->write(tx, *rows);
        return done();
      }).ok());
    };
    settled_by("440604010001-ZZ", Level::grid, 9, desk.world.now - days(60));
    settled_by("440604010-CG", Level::department, 3, desk.world.now - days(50));
    desk.world.db.run_read([&](db::Tx& tx) {
      const auto [usual, looked] = desk.world.service->store().usual_units(tx, "STALL", "440604010");
      EXPECT_EQ(looked, 3);
      ASSERT_EQ(usual.size(), 1u) << "the village's own station is nobody to dispatch to";
      EXPECT_EQ(usual[0].unit, "440604010-CG");
    });
  });
}

TEST(UrgencyRules, LearnedChoosesOnlyAmongUrgenciesTheCatalogueHasLimitsFor) {
  std::vector<textual::Labelled> texts;
  for (int i = 0; i < 40; ++i) texts.push_back({i % 2 ? "井盖松动异响" : "树枝掉落压车", i % 2 ? "minor" : "urgent"});
  const auto learned = textual::TextClassifier::train(texts);
  ASSERT_TRUE(learned.ok());
  const Severity all[] = {Severity::urgent, Severity::normal, Severity::minor};
  const Severity some[] = {Severity::urgent, Severity::normal};
  EXPECT_EQ(advise_urgency({}, all, "井盖松动异响", &*learned).urgency, "minor");
  EXPECT_EQ(advise_urgency({}, some, "井盖松动异响", &*learned).by, "rule");
  EXPECT_EQ(advise_urgency({}, some, "树枝掉落压车", &*learned).by, "learned");
  EXPECT_EQ(advise_urgency({}, some, "老板拖欠工资", &*learned).by, "rule") << "it knows nothing of such texts";
  EXPECT_EQ(advise_urgency({"受伤"}, all, "井盖松动异响有人受伤", &*learned).urgency, "urgent");
}

}  // namespace
}  // namespace tiange::cases
