// Several people, and several instances of the program, at one case in the same moment.

#include <atomic>
#include <thread>

#include "city/flows/flow_test_kit.h"

namespace tiange::flows {
namespace {

constexpr int k_people = 8;

void together(const std::function<void(int)>& act) {
  std::vector<std::thread> threads;
  for (int i = 0; i < k_people; ++i) threads.emplace_back([&, i] { act(i); });
  for (std::thread& thread : threads) thread.join();
}

TEST(Races, PartsCompletedAtOnceAreAllCounted) {
  for_each_world([](World& w) {
    std::string xml = "<startEvent id='s'/><parallelGateway id='f'/><parallelGateway id='j'/>" + task("z", "last") + flow("s", "f") +
                      flow("j", "z");
    for (int i = 0; i < k_people; ++i) {
      const std::string id = "t" + std::to_string(i);
      xml += task(id, "parts") + flow("f", id) + flow(id, "j");
    }
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, process("parts", xml)).ok());
    for (int round = 0; round < 5; ++round) {
      w.subject.id = 9000 + round;
      ASSERT_TRUE(w.start("parts"));
      const std::vector<Task> tasks = w.open();
      ASSERT_EQ(static_cast<std::size_t>(k_people), tasks.size());
      together([&](int i) {
        TestHost host;
        const std::string name = "done_" + std::to_string(i);
        const auto outcome = w.write([&](db::Tx& tx) {
          return w.flows.complete_task(tx, host, tasks[static_cast<std::size_t>(i)].ref, k_li, vars({{name, yes()}}), w.now);
        });
        EXPECT_TRUE(outcome.ok()) << outcome.refusal().en;
      });
      EXPECT_EQ("z@last", w.standing()) << "no part was lost";
      const feel::Value variables = w.current().variables;
      for (int i = 0; i < k_people; ++i) EXPECT_NE(nullptr, variables.find("done_" + std::to_string(i)));
      EXPECT_EQ(0, w.count("parts"));
    }
  });
}

TEST(Races, OneTaskIsCompletedByOneOfMany) {
  for_each_world([](World& w) {
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, process("one", "<startEvent id='s'/>" + task("a", "q1") + task("b", "q2") +
                                                                  flow("s", "a") + flow("a", "b"))).ok());
    ASSERT_TRUE(w.start("one"));
    const TaskRef a = w.open("a").ref;
    std::atomic<int> won{0};
    together([&](int) {
      TestHost host;
      const auto outcome = w.write([&](db::Tx& tx) { return w.flows.complete_task(tx, host, a, k_li, {}, w.now); });
      EXPECT_TRUE(outcome.ok() || outcome.refusal().code == ErrorCode::task_gone);
      won += outcome.ok();
    });
    EXPECT_EQ(1, won);
    EXPECT_EQ("b@q2", w.standing());
    EXPECT_EQ(1, w.count("q2"));
  });
}

TEST(Races, TimerFiresOnceWhoeverSeesItDue) {
  db::for_each_url([](const std::string& url) {
    const auto first = db::open({.url = url, .readers = 2, .writers = 4});
    first->migrate(migrations());
    World w(*first);
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, process("timed", "<startEvent id='s'/><intermediateCatchEvent id='w'>"
        "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>" +
        task("a", "q1") + flow("s", "w") + flow("w", "a"))).ok());
    ASSERT_TRUE(w.start("timed"));
    w.now = w.now + hours(2);
    const auto due = w.read([&](db::Tx& tx) { return w.flows.due_timers(tx, w.now, 10); });
    ASSERT_EQ(1u, due.size());
    // On PostgreSQL half of them come through another instance of the program.
    const auto second = w.db.backend() == db::Backend::postgres ? db::open({.url = url, .readers = 1, .writers = 4}) : nullptr;
    IdSource ids(2);
    Flows other(ids);
    std::atomic<int> heard{0};
    together([&](int i) {
      TestHost host;
      const bool elsewhere = second != nullptr && i % 2 == 1;
      db::Db& db = elsewhere ? *second : *first;
      Flows& flows = elsewhere ? other : w.flows;
      const auto outcome = db.write(system_scope(), [&](db::Tx& tx) {
        host.heard.clear();
        return flows.fire_timer(tx, host, due[0], w.now);
      });
      EXPECT_TRUE(outcome.ok());
      heard += host.heard == "timer:w +a ";
    });
    EXPECT_EQ(1, heard);
    EXPECT_EQ("a@q1", w.standing());
    EXPECT_EQ(1, w.count("q1"));
  });
}

}  // namespace
}  // namespace tiange::flows
