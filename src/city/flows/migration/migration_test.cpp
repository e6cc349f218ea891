#include "city/flows/migration/migration.h"

#include "city/flows/flow_test_kit.h"

namespace tiange::flows {
namespace {

const std::string k_timed = "<boundaryEvent id='late' attachedToRef='a' cancelActivity='false'><timerEventDefinition>"
                            "<timeDuration>PT8H</timeDuration></timerEventDefinition></boundaryEvent>" +
                            task("boss", "q9") + flow("late", "boss");

// The task a, then b.
std::string first_version() {
  return process("two", "<startEvent id='s'/>" + task("a", "q1", "<tg:limit value='\"4 work_hours\"'/>") + task("b", "q2") +
                            flow("s", "a") + flow("a", "b"));
}
// Another step before the last, a timer at the first, and the elements in another order.
std::string second_version() {
  return process("two", task("b", "q2") + task("between", "q5") + "<startEvent id='s'/>" +
                            task("a", "q1", "<tg:limit value='\"4 work_hours\"'/>") + k_timed + flow("s", "a") +
                            flow("a", "between") + flow("between", "b"));
}
// The first step goes by another id and name.
std::string renamed_version() {
  return process("two", "<startEvent id='s'/>" + task("first", "q7") + task("b", "q2") + flow("s", "first") +
                            flow("first", "b"));
}

struct SetClock : Clock {
  Instant now() const override { return moment; }
  Instant moment;
};

struct MigrationWorld : Subjects {
  explicit MigrationWorld(db::Db& database)
      : w(database), jobs(database, clock, w.ids), migrations({database, clock, w.ids, w.flows, jobs, *this}) {
    migrations.add_jobs();
    clock.moment = w.now;
  }

  Outcome with_host(db::Tx&, Subject subject, PersonId, const Words& note, Instant,
                    const std::function<Outcome(Host&)>& act) override {
    notes.push_back(note.en);
    if (subject.id == refuses) return refuse(ErrorCode::conflict, "不行", "no");
    return act(w.host);
  }
  std::string number_of(db::Tx&, Subject subject) override { return "禅" + std::to_string(subject.id); }
  std::string person_name(PersonId person, Instant) override { return person == k_li ? "李" : ""; }

  // Instances of subjects 1 … n of the version in effect.
  void start_many(int count) {
    for (int i = 1; i <= count; ++i) {
      w.subject.id = i;
      ASSERT_TRUE(w.start("two"));
    }
  }
  std::string standing(std::int64_t subject) {
    w.subject.id = subject;
    return w.standing();
  }
  MigrationView begin(const MoveOrder& order) {
    auto view = w.write([&](db::Tx& tx) { return migrations.begin(tx, order, k_li, w.now); });
    EXPECT_TRUE(view.ok()) << (view.ok() ? "" : view.refusal().en);
    return view.ok() ? *view : MigrationView{};
  }
  MigrationView run(const std::string& id) {
    jobs.run_due();
    return *w.read([&](db::Tx& tx) { return migrations.find(tx, *parse_id(id)); });
  }
  MigrationView undo(const std::string& id) {
    const auto view = w.write([&](db::Tx& tx) { return migrations.undo(tx, *parse_id(id)); });
    EXPECT_TRUE(view.ok()) << (view.ok() ? "" : view.refusal().en);
    return run(id);
  }

  World w;
  SetClock clock;
  jobs::Jobs jobs;
  Migrations migrations;
  std::vector<std::string> notes;
  std::int64_t refuses = 0;
};

void for_each_migration_world(const std::function<void(MigrationWorld&)>& body) {
  std::vector<db::Migration> all(migrations().begin(), migrations().end());
  all.insert(all.end(), migration_migrations().begin(), migration_migrations().end());
  all.insert(all.end(), jobs::migrations().begin(), jobs::migrations().end());
  db::for_each_backend(all, [&](db::Db& db) {
    MigrationWorld world(db);
    body(world);
  });
}

TEST(Migrations, RunningInstancesGoOnUnderTheNewVersion) {
  for_each_migration_world([](MigrationWorld& m) {
    World& w = m.w;
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, first_version()).ok());
    m.start_many(120);
    w.subject.id = 2;
    ASSERT_TRUE(w.complete("a").ok());
    w.subject.id = 1;
    const Task before = w.open("a");
    ASSERT_TRUE(w.write([&](db::Tx& tx) { return w.flows.claim(tx, before.ref, k_wang); }).ok());
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, second_version()).ok());
    const MoveOrder order{"two", 1, 2, "", {}};

    const auto plan = w.read([&](db::Tx& tx) { return m.migrations.plan(tx, order); });
    ASSERT_TRUE(plan.ok());
    EXPECT_EQ(120, plan->running);
    ASSERT_EQ(2u, plan->lines.size());
    EXPECT_EQ("a", plan->lines[0].from.id);
    EXPECT_EQ("a", plan->lines[0].to);
    EXPECT_EQ("same_id", plan->lines[0].by);
    EXPECT_EQ(119, plan->lines[0].standing);
    EXPECT_EQ(1, plan->lines[1].standing);
    const auto preview = w.read([&](db::Tx& tx) { return m.migrations.preview(tx, order, w.now); });
    ASSERT_TRUE(preview.ok());
    EXPECT_EQ(120, preview->movable);
    EXPECT_EQ(0, preview->stuck);

    const MigrationView begun = m.begin(order);
    EXPECT_EQ(MigrationState::moving, begun.state);
    EXPECT_EQ("李", begun.begun_by_name);
    EXPECT_EQ(ErrorCode::conflict,
              w.write([&](db::Tx& tx) { return m.migrations.begin(tx, order, k_li, w.now); }).refusal().code);
    const MigrationView moved = m.run(begun.id);
    EXPECT_EQ(MigrationState::moved, moved.state);
    EXPECT_EQ(120, moved.moved);
    EXPECT_EQ(0, moved.stuck);
    EXPECT_EQ("Moved to version 2 of the process", m.notes.front());

    w.subject.id = 1;
    const Task after = w.open("a");
    EXPECT_EQ(before.ref, after.ref);
    EXPECT_EQ(2, after.version);
    EXPECT_EQ(before.due, after.due) << "the limit goes on";
    EXPECT_EQ(k_wang, after.claimed_by);
    ASSERT_TRUE(w.complete("a").ok());
    EXPECT_EQ("between@q5", m.standing(1)) << "the new step lies on its way";
    EXPECT_EQ("b@q2", m.standing(2));
    w.subject.id = 3;
    w.now = w.now + hours(9);
    EXPECT_EQ(118, w.fire() + w.fire()) << "the new timer is armed for those who stand at the first step";
    EXPECT_EQ("a@q1 boss@q9", m.standing(3));
  });
}

TEST(Migrations, AreUndone) {
  for_each_migration_world([](MigrationWorld& m) {
    World& w = m.w;
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, first_version()).ok());
    m.start_many(3);
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, second_version()).ok());
    const MigrationView begun = m.begin({"two", 1, 2, "", {}});
    (void)m.run(begun.id);
    w.subject.id = 2;
    ASSERT_TRUE(w.complete("a").ok());
    EXPECT_EQ("between@q5", m.standing(2));
    const MigrationView undone = m.undo(begun.id);
    EXPECT_EQ(MigrationState::undone, undone.state);
    EXPECT_EQ(2, undone.undone);
    EXPECT_EQ(1, undone.stayed) << "it stands at a step the old version does not have";
    w.subject.id = 1;
    EXPECT_EQ(1, w.open("a").version);
    w.now = w.now + hours(9);
    EXPECT_EQ(0, w.fire()) << "the timer of the new version is gone";
    ASSERT_TRUE(w.complete("a").ok());
    EXPECT_EQ("b@q2", m.standing(1));
    const MovedPage stayed = w.read([&](db::Tx& tx) {
      return m.migrations.instances(tx, *parse_id(begun.id), MovedState::stayed, "", 10);
    });
    ASSERT_EQ(1u, stayed.items.size());
    EXPECT_EQ("禅2", stayed.items[0].number);
    EXPECT_FALSE(stayed.items[0].zh.empty());
    EXPECT_FALSE(stayed.items[0].en.empty());
  });
}

TEST(Migrations, AStepWithoutCounterpartNeedsAChoice) {
  for_each_migration_world([](MigrationWorld& m) {
    World& w = m.w;
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, first_version()).ok());
    m.start_many(3);
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, renamed_version()).ok());
    const auto preview_of = [&](const MoveOrder& order) {
      return *w.read([&](db::Tx& tx) { return m.migrations.preview(tx, order, w.now); });
    };
    const MovePreview none = preview_of({"two", 1, 2, "", {}});
    EXPECT_EQ(3, none.stuck);
    ASSERT_EQ(1u, none.obstacles.size());
    EXPECT_EQ("a", none.obstacles[0].element);
    EXPECT_EQ(3, none.obstacles[0].count);
    EXPECT_EQ("440604010014001.1", none.obstacles[0].examples[0]);
    const MoveOrder order{"two", 1, 2, "", {{"a", "first"}}};
    EXPECT_EQ(3, preview_of(order).movable);
    EXPECT_FALSE(w.read([&](db::Tx& tx) { return m.migrations.preview(tx, {"two", 1, 2, "", {{"a", "nowhere"}}}, w.now); }).ok());
    const MigrationView begun = m.begin(order);
    EXPECT_EQ(3, m.run(begun.id).moved);
    EXPECT_EQ("first@q7", m.standing(1));
    const ProcessView view = *w.read([&](db::Tx& tx) { return w.flows.view(tx, w.flows.instances_of(tx, w.subject)[0].ref); });
    ASSERT_GE(view.visits.size(), 2u);
    EXPECT_EQ("a", view.visits[view.visits.size() - 2].element) << "where it was before";
    EXPECT_EQ("first", view.visits.back().element);
    EXPECT_FALSE(view.visits.back().left.has_value());
    EXPECT_EQ(3, m.undo(begun.id).undone);
    EXPECT_EQ("a@q1", m.standing(2));
  });
}

TEST(Migrations, WhatCannotMoveStaysAndSaysWhyWhileTheOthersGo) {
  for_each_migration_world([](MigrationWorld& m) {
    World& w = m.w;
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, first_version()).ok());
    m.start_many(60);
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, renamed_version()).ok());
    for (const std::int64_t ahead : {4, 50}) {
      w.subject.id = ahead;
      ASSERT_TRUE(w.complete("a").ok());
    }
    const MigrationView begun = m.begin({"two", 1, 2, "", {}});
    const MigrationView moved = m.run(begun.id);
    EXPECT_EQ(2, moved.moved);
    EXPECT_EQ(58, moved.stuck);
    w.subject.id = 1;
    EXPECT_EQ(1, w.open("a").version);
    ASSERT_TRUE(w.complete("a").ok());
    w.subject.id = 50;
    EXPECT_EQ(2, w.open("b").version);
  });
}

TEST(Migrations, ToASmallerVersionWithoutTheTimerAndBack) {
  for_each_migration_world([](MigrationWorld& m) {
    World& w = m.w;
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, second_version()).ok());
    m.start_many(2);
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, first_version()).ok());
    const MigrationView begun = m.begin({"two", 1, 2, "", {}});
    EXPECT_EQ(2, m.run(begun.id).moved);
    w.subject.id = 1;
    w.now = w.now + hours(9);
    EXPECT_EQ(0, w.fire());
    const ProcessView view = *w.read([&](db::Tx& tx) { return w.flows.view(tx, w.flows.instances_of(tx, w.subject)[0].ref); });
    ASSERT_EQ(2u, view.visits.size());
    EXPECT_EQ("a", view.visits.back().element);
    EXPECT_FALSE(view.visits.back().left.has_value());
    EXPECT_EQ(2, m.undo(begun.id).undone);
    w.now = w.now + hours(9);
    EXPECT_EQ(2, w.fire()) << "the timer is set anew";
  });
}

TEST(Migrations, AnAreaMovesAloneAndAStopIsObeyed) {
  for_each_migration_world([](MigrationWorld& m) {
    World& w = m.w;
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, first_version()).ok());
    m.start_many(2);
    w.subject.part_key = 440604011001001;
    w.subject.id = 3;
    ASSERT_TRUE(w.start("two"));
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, second_version()).ok());
    const MigrationView there = m.begin({"two", 1, 2, "440604011", {}});
    EXPECT_EQ(1, there.running);
    EXPECT_EQ(1, m.run(there.id).moved);
    EXPECT_EQ(2, w.open("a").version);
    w.subject = {440604010014001, 1};
    EXPECT_EQ(1, w.open("a").version);
    const MigrationView rest = m.begin({"two", 1, 2, "", {}});
    ASSERT_TRUE(w.write([&](db::Tx& tx) { return m.migrations.stop(tx, *parse_id(rest.id), w.now); }).ok());
    EXPECT_EQ(MigrationState::stopped, m.run(rest.id).state);
    EXPECT_EQ(1, w.open("a").version);
    EXPECT_EQ(ErrorCode::not_waiting,
              w.write([&](db::Tx& tx) { return m.migrations.begin(tx, {"two", 1, 2, "440604012", {}}, k_li, w.now); })
                  .refusal()
                  .code);
  });
}

}  // namespace
}  // namespace tiange::flows
