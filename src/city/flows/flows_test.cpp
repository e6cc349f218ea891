#include "city/flows/flow_test_kit.h"

namespace tiange::flows {
namespace {

const std::string k_two = process("two", "<startEvent id='s'/>" + task("a", "q1", "<tg:limit value='\"4 work_hours\"'/>") +
                                             task("b", "q2") + flow("s", "a") + flow("a", "b"));

TEST(Flows, DefinitionsAreVersionedAndRunningInstancesKeepTheirs) {
  for_each_world([](World& w) {
    const auto first = w.deploy(DefinitionKind::bpmn, k_two);
    ASSERT_TRUE(first.ok());
    EXPECT_EQ("two", first->key);
    EXPECT_EQ("流程two", first->name);
    EXPECT_EQ(1, first->version);
    EXPECT_EQ(1, w.deploy(DefinitionKind::bpmn, k_two)->version) << "the same again is nothing new";
    ASSERT_TRUE(w.start("two"));
    const std::string changed = process("two", "<startEvent id='s'/>" + task("c", "q3") + flow("s", "c"));
    EXPECT_EQ(2, w.deploy(DefinitionKind::bpmn, changed)->version);
    EXPECT_EQ(3, w.deploy(DefinitionKind::bpmn, k_two, w.now + hours(1))->version);
    ASSERT_TRUE(w.complete("a").ok());
    EXPECT_EQ("b@q2", w.standing());
    EXPECT_EQ(1, w.current().version);
    w.subject.id = 7002;
    ASSERT_TRUE(w.start("two"));
    EXPECT_EQ("c@q3", w.standing());
    w.now = w.now + hours(2);
    w.subject.id = 7003;
    ASSERT_TRUE(w.start("two"));
    EXPECT_EQ(3, w.current().version) << "its moment has come";
    EXPECT_EQ(3u, w.read([&](db::Tx& tx) { return w.flows.definitions(tx); }).size());
    const auto broken = w.deploy(DefinitionKind::bpmn, process("two", "<subChoreography id='g' name='难'/>"));
    ASSERT_FALSE(broken.ok());
    EXPECT_EQ(ErrorCode::bad_process, broken.refusal().code);
    EXPECT_FALSE(w.deploy(DefinitionKind::dmn, "<x/>").ok());
    EXPECT_FALSE(w.deploy(DefinitionKind::form, "{}").ok());
    EXPECT_EQ("handle", w.deploy(DefinitionKind::form, 
              R"({"type":"default","id":"handle","schemaVersion":16,"properties":{"zh":"处置","en":"Handling"},)"
              R"("components":[{"type":"textfield","key":"a","label":"甲","properties":{"en":"A"}}]})")->key);
    const auto none = w.write([&](db::Tx& tx) { return w.flows.start(tx, w.host, {"none", w.subject, {}, k_li}, w.now); });
    EXPECT_EQ(ErrorCode::no_definition, none.refusal().code);
  });
}

TEST(Releases, AreOfAnAreaFromAMomentUntilWithdrawn) {
  for_each_world([](World& w) {
    const std::string next = process("two", "<startEvent id='s'/>" + task("c", "q3") + flow("s", "c"));
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, k_two).ok());
    const auto kept = w.write([&](db::Tx& tx) {
      return w.flows.keep(tx, {DefinitionKind::bpmn, "", next, {}}, k_li, w.now);
    });
    ASSERT_TRUE(kept.ok());
    EXPECT_EQ(2, kept->version);
    const auto version_at = [&](std::string_view area, Instant when) {
      const auto found = w.read([&](db::Tx& tx) {
        return w.flows.definition_in_effect(tx, DefinitionKind::bpmn, "two", area, when);
      });
      return found.ok() ? found->version : 0;
    };
    const auto release = [&](std::int64_t version, const std::string& area, Instant effective) {
      Release order;
      order.key = "two";
      order.version = version;
      order.area = area;
      order.effective = effective;
      order.made_by = k_li;
      return w.write([&](db::Tx& tx) { return w.flows.release(tx, order, w.now); });
    };
    const auto withdraw = [&](ReleaseId id) {
      return w.write([&](db::Tx& tx) { return w.flows.withdraw(tx, id, k_wang, "王", "不合用", w.now); });
    };
    EXPECT_EQ(1, version_at("440604010014001", w.now)) << "kept is not released";
    const auto canary = release(2, "440604010", w.now + hours(1));
    ASSERT_TRUE(canary.ok());
    EXPECT_EQ(1, version_at("440604010014001", w.now)) << "its moment has not come";
    w.now = w.now + hours(2);
    EXPECT_EQ(2, version_at("440604010014001", w.now));
    EXPECT_EQ(1, version_at("440604011014001", w.now)) << "another town";
    EXPECT_EQ(1, version_at("", w.now)) << "the district as a whole";
    ASSERT_TRUE(w.start("two"));
    EXPECT_EQ("c@q3", w.standing()) << "a subject is where its part is";
    const auto widened = release(2, "", w.now);
    ASSERT_TRUE(widened.ok());
    EXPECT_EQ(2, version_at("440604011014001", w.now));
    w.now = w.now + hours(1);
    ASSERT_TRUE(withdraw(widened->id).ok());
    EXPECT_EQ(1, version_at("440604011014001", w.now)) << "the former is back at once";
    EXPECT_EQ(2, version_at("440604010014001", w.now)) << "the canary stands";
    EXPECT_EQ(2, version_at("440604011014001", w.now - minutes(30))) << "what was in effect then stays known";
    EXPECT_EQ(ErrorCode::conflict, withdraw(widened->id).refusal().code);
    ASSERT_TRUE(withdraw(canary->id).ok());
    const auto all = w.read([&](db::Tx& tx) { return w.flows.releases(tx); });
    ASSERT_EQ(3u, all.size());
    EXPECT_EQ(ErrorCode::last_release, withdraw(all.back().id).refusal().code);
    EXPECT_EQ("c@q3", w.standing()) << "what runs keeps its version";
    const auto third = release(2, "440604010", w.now);
    const auto whole = release(1, "", w.now + minutes(1));
    ASSERT_TRUE(third.ok() && whole.ok());
    EXPECT_EQ(1, version_at("440604010014001", w.now + minutes(1))) << "a release for the whole ends the trial";
    EXPECT_EQ(ErrorCode::no_definition, release(7, "", w.now).refusal().code);
  });
}

TEST(Flows, TasksHaveQueuesClocksAndCounts) {
  for_each_world([](World& w) {
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, k_two).ok());
    ASSERT_TRUE(w.start("two", vars({{"n", str("1")}})));
    const Task a = w.open("a");
    EXPECT_EQ("办a", a.name);
    EXPECT_EQ("handle", a.stage);
    EXPECT_EQ("4 work_hours", a.limit);
    EXPECT_EQ(w.now + hours(4), a.due);
    EXPECT_EQ(1, w.count("q1"));
    EXPECT_EQ(a.ref, *TaskRef::parse(a.ref.text()));
    EXPECT_FALSE(TaskRef::parse("1-2").ok());
    EXPECT_EQ("+a ", w.host.take());
    ASSERT_TRUE(w.complete("a", vars({{"m", str("2")}})).ok());
    EXPECT_EQ("-a +b ", w.host.take());
    EXPECT_EQ(0, w.count("q1"));
    EXPECT_EQ(1, w.count("q2"));
    EXPECT_EQ("2", feel::to_text(*w.current().variables.find("m")));
    EXPECT_EQ(ErrorCode::task_gone, w.complete(a.ref, {}).refusal().code) << "twice is once";
    ASSERT_TRUE(w.complete("b").ok());
    EXPECT_EQ("-b completed ", w.host.take());
    EXPECT_EQ(InstanceStatus::completed, w.current().status);
    EXPECT_EQ(0, w.count("q2"));
    const auto all = w.read([&](db::Tx& tx) { return w.flows.tasks_of(tx, w.subject); });
    ASSERT_EQ(2u, all.size());
    EXPECT_EQ(TaskState::done, all[0].state);
    EXPECT_EQ(k_li, all[0].ended_by);
  });
}

TEST(Flows, RefusalOfTheHostLeavesNothing) {
  for_each_world([](World& w) {
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, k_two).ok());
    ASSERT_TRUE(w.start("two"));
    w.host.refuse_on = "+b";
    EXPECT_EQ(ErrorCode::conflict, w.complete("a").refusal().code);
    EXPECT_EQ("a@q1", w.standing());
    EXPECT_EQ(1, w.count("q1"));
    EXPECT_EQ(0, w.count("q2"));
    w.host.refuse_on = "";
    EXPECT_TRUE(w.complete("a").ok());
  });
}

TEST(Inbox, PagesThroughSeveralQueuesBySoonestFirst) {
  for_each_world([](World& w) {
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, k_two).ok());
    for (int i = 0; i < 9; ++i) {
      w.subject.id = 8000 + i;
      w.now = w.now + minutes(1);
      ASSERT_TRUE(w.start("two"));
      if (i % 3 == 0) {
        ASSERT_TRUE(w.complete("a").ok());
      }
    }
    std::vector<std::int64_t> seen;
    InboxQuery query{{"q2", "q1", "q1", "none"}, k_li, false, "", 4};
    for (int page = 0; page < 5; ++page) {
      const InboxPage found = w.read([&](db::Tx& tx) { return w.flows.inbox(tx, query); });
      for (const Task& task : found.tasks) seen.push_back(task.subject.id);
      query.after = found.next;
      if (found.next.empty()) break;
      EXPECT_EQ(4u, found.tasks.size());
    }
    EXPECT_EQ((std::vector<std::int64_t>{8001, 8002, 8004, 8005, 8007, 8008, 8000, 8003, 8006}), seen)
        << "tasks with a clock by due moment, then those without by age";
    EXPECT_TRUE(w.read([&](db::Tx& tx) { return w.flows.inbox(tx, {{}, k_li}); }).tasks.empty());
  });
}

TEST(Inbox, ClaimsKeepOthersAway) {
  for_each_world([](World& w) {
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, k_two).ok());
    ASSERT_TRUE(w.start("two"));
    const TaskRef a = w.open("a").ref;
    const auto order = [&](auto&& fn) { return w.write([&](db::Tx& tx) { return fn(tx); }); };
    const auto sees = [&](PersonId person, bool mine) {
      return w.read([&](db::Tx& tx) { return w.flows.inbox(tx, {{"q1"}, person, mine}); }).tasks.size();
    };
    ASSERT_TRUE(order([&](db::Tx& tx) { return w.flows.claim(tx, a, k_li); }).ok());
    ASSERT_TRUE(order([&](db::Tx& tx) { return w.flows.claim(tx, a, k_li); }).ok()) << "again is nothing new";
    EXPECT_EQ(ErrorCode::task_claimed, order([&](db::Tx& tx) { return w.flows.claim(tx, a, k_wang); }).refusal().code);
    EXPECT_EQ(1u, sees(k_li, false));
    EXPECT_EQ(0u, sees(k_wang, false));
    EXPECT_EQ(1u, sees({}, false));
    EXPECT_EQ(1u, sees(k_li, true));
    EXPECT_EQ(ErrorCode::task_claimed, order([&](db::Tx& tx) { return w.flows.release(tx, a, k_wang); }).refusal().code);
    ASSERT_TRUE(order([&](db::Tx& tx) { return w.flows.hand_over(tx, a, k_wang); }).ok());
    EXPECT_EQ(1u, sees(k_wang, true));
    ASSERT_TRUE(order([&](db::Tx& tx) { return w.flows.release(tx, a, k_wang); }).ok());
    EXPECT_EQ(1u, sees(k_li, false));
    ASSERT_TRUE(order([&](db::Tx& tx) { return w.flows.change_task(tx, a, {"q9", {}}); }).ok());
    EXPECT_EQ(0, w.count("q1"));
    EXPECT_EQ(1, w.count("q9"));
    ASSERT_TRUE(w.complete("a").ok());
    EXPECT_EQ(0, w.count("q9"));
    EXPECT_EQ(ErrorCode::task_gone, order([&](db::Tx& tx) { return w.flows.claim(tx, a, k_li); }).refusal().code);
  });
}

const std::string k_timed = process(
    "timed", "<startEvent id='s'/>" + task("a", "q1", "<tg:limit value='\"10 work_hours\"'/>") + task("b", "q2") +
                 task("c", "q3") +
                 "<boundaryEvent id='late' attachedToRef='a'><extensionElements><tg:limit value='\"8 work_hours\"'/>"
                 "</extensionElements><timerEventDefinition/></boundaryEvent>"
                 "<boundaryEvent id='soon' attachedToRef='a' cancelActivity='false'><timerEventDefinition><timeDuration>PT2H"
                 "</timeDuration></timerEventDefinition></boundaryEvent><endEvent id='told'/>" +
                 flow("s", "a") + flow("a", "b") + flow("late", "c") + flow("soon", "told"));

TEST(Timers, FireOnceAndTellTheHostFirst) {
  for_each_world([](World& w) {
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, k_timed).ok());
    ASSERT_TRUE(w.start("timed"));
    EXPECT_EQ(0, w.fire());
    w.now = w.now + hours(3);
    w.host.take();
    EXPECT_EQ(1, w.fire());
    EXPECT_EQ("timer:soon ", w.host.take());
    EXPECT_EQ(0, w.fire());
    w.now = w.now + hours(6);
    const auto due = w.read([&](db::Tx& tx) { return w.flows.due_timers(tx, w.now, 10); });
    ASSERT_EQ(1u, due.size());
    w.host.refuse_on = "timer:late";
    const auto fire = [&] { return w.write([&](db::Tx& tx) { return w.flows.fire_timer(tx, w.host, due[0], w.now); }); };
    EXPECT_FALSE(fire().ok());
    EXPECT_EQ(1u, w.read([&](db::Tx& tx) { return w.flows.due_timers(tx, w.now, 10); }).size()) << "refused, not lost";
    w.db.run_write(system_scope(), [&](db::Tx& tx) {
      w.flows.postpone_timer(tx, due[0], w.now + hours(1));
      return true;
    });
    EXPECT_EQ(0, w.fire());
    w.host.refuse_on = "";
    w.host.take();
    w.now = w.now + hours(1);
    EXPECT_EQ(1, w.fire());
    EXPECT_EQ("timer:late xa +c ", w.host.take());
    EXPECT_EQ("c@q3", w.standing());
    EXPECT_EQ(0, w.count("q1"));
    // A timer read as due by two hosts is fired by one.
    const DueTimer again{w.instance, 3, w.now};
    EXPECT_TRUE(w.write([&](db::Tx& tx) { return w.flows.fire_timer(tx, w.host, again, w.now); }).ok());
    EXPECT_EQ("", w.host.take());
  });
}

TEST(Timers, SuspendResumeAndExtendMoveEveryClock) {
  for_each_world([](World& w) {
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, k_timed).ok());
    ASSERT_TRUE(w.start("timed"));
    const Instant due = w.open("a").due;
    const auto order = [&](auto&& fn) { return w.write([&](db::Tx& tx) { return fn(tx); }); };
    ASSERT_TRUE(order([&](db::Tx& tx) { return w.flows.suspend(tx, w.instance, w.now); }).ok());
    EXPECT_EQ(ErrorCode::instance_suspended, order([&](db::Tx& tx) { return w.flows.suspend(tx, w.instance, w.now); }).refusal().code);
    EXPECT_EQ(InstanceStatus::suspended, w.current().status);
    EXPECT_EQ(ErrorCode::instance_suspended, w.complete("a").refusal().code);
    w.now = w.now + days(30);
    EXPECT_EQ(0, w.fire());
    ASSERT_TRUE(order([&](db::Tx& tx) { return w.flows.resume(tx, w.instance, days(30)); }).ok());
    EXPECT_FALSE(order([&](db::Tx& tx) { return w.flows.resume(tx, w.instance, days(30)); }).ok());
    EXPECT_EQ(due + days(30), w.open("a").due);
    EXPECT_EQ(0, w.fire());
    const TaskRef a = w.open("a").ref;
    ASSERT_TRUE(order([&](db::Tx& tx) { return w.flows.extend(tx, a, due + days(31)); }).ok());
    EXPECT_EQ(due + days(31), w.open("a").due);
    w.now = w.now + hours(20);
    EXPECT_EQ(0, w.fire()) << "the timers at its border moved along";
    w.now = w.now + hours(13);
    EXPECT_EQ(2, w.fire());
    EXPECT_EQ("c@q3", w.standing());
  });
}

TEST(Flows, CalledProcessesAndMessages) {
  for_each_world([](World& w) {
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, process("part", "<startEvent id='s'/>" + task("p", "q1") +
        "<endEvent id='e'><messageEventDefinition messageRef='m'/></endEvent>" + flow("s", "p") + flow("p", "e"))).ok());
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, process("whole", "<startEvent id='s'/><parallelGateway id='f'/>"
        "<callActivity id='c' calledElement='part'/><receiveTask id='r' messageRef='m'/>" + task("z", "q2") + task("y", "q3") +
        flow("s", "f") + flow("f", "c") + flow("f", "r") + flow("c", "z") + flow("r", "y"))).ok());
    ASSERT_TRUE(w.start("whole", vars({{"n", str("1")}})));
    EXPECT_EQ("p@q1", w.standing());
    EXPECT_EQ(2u, w.read([&](db::Tx& tx) { return w.flows.instances_of(tx, w.subject); }).size());
    ASSERT_TRUE(w.complete("p", vars({{"made", str("x")}})).ok());
    EXPECT_EQ("y@q3 z@q2", w.standing()) << "the caller goes on, and the message has come";
    EXPECT_EQ("x", feel::to_text(*w.current().variables.find("made")));
    w.subject.id = 7002;
    ASSERT_TRUE(w.start("whole"));
    ASSERT_TRUE(w.write([&](db::Tx& tx) { return w.flows.cancel(tx, w.host, w.instance, k_li, w.now); }).ok());
    EXPECT_EQ("", w.standing()) << "the part ends with the whole";
    EXPECT_EQ(0, w.count("q1"));
    const auto late = w.write([&](db::Tx& tx) { return w.flows.message(tx, w.host, w.instance, "news", {}, k_li, w.now); });
    EXPECT_EQ(ErrorCode::instance_over, late.refusal().code);
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, process("self", "<startEvent id='s'/><callActivity id='c' calledElement='self'/>" +
        flow("s", "c"))).ok());
    const auto endless = w.write([&](db::Tx& tx) { return w.flows.start(tx, w.host, {"self", w.subject, {}, k_li}, w.now); });
    EXPECT_EQ(ErrorCode::bad_process, endless.refusal().code);
  });
}

TEST(Flows, ServicesIncidentsJumpsAndTheView) {
  for_each_world([](World& w) {
    ASSERT_TRUE(w.deploy(DefinitionKind::bpmn, process("svc", "<startEvent id='s'/><serviceTask id='v' name='通知'><extensionElements>"
        "<tg:service name='notify'/></extensionElements></serviceTask>" + task("a", "q1") + task("b", "q2") + flow("s", "v") +
        flow("v", "a") + flow("a", "b"))).ok());
    w.host.service_error = "down";
    ASSERT_TRUE(w.start("svc"));
    EXPECT_EQ("service:notify incident:v ", w.host.take());
    EXPECT_EQ(std::vector<std::string>{"v"}, w.current().active);
    w.host.service_error = "";
    ASSERT_TRUE(w.write([&](db::Tx& tx) { return w.flows.retry(tx, w.host, w.instance, k_li, w.now); }).ok());
    EXPECT_EQ("a@q1", w.standing());
    EXPECT_TRUE(w.current().variables.find("served")->is_true());
    w.now = w.now + minutes(5);
    ASSERT_TRUE(w.complete("a").ok());
    w.now = w.now + minutes(5);
    ASSERT_TRUE(w.write([&](db::Tx& tx) { return w.flows.jump(tx, w.host, w.instance, "a", vars({{"why", str("退回")}}), k_li, w.now); }).ok());
    EXPECT_EQ("a@q1", w.standing());
    EXPECT_FALSE(w.write([&](db::Tx& tx) { return w.flows.jump(tx, w.host, w.instance, "nowhere", {}, k_li, w.now); }).ok());
    const auto view = *w.read([&](db::Tx& tx) { return w.flows.view(tx, w.instance); });
    std::string path;
    for (const Visit& visit : view.visits) {
      path += visit.element + (visit.cancelled ? "x" : visit.left ? "" : "*") + " ";
    }
    EXPECT_EQ("s v a bx a* ", path);
    EXPECT_EQ(minutes(5), *view.visits[2].left - view.visits[2].entered);
    EXPECT_EQ("v_a", view.visits[2].flow);
    EXPECT_NE(std::string::npos, view.xml.find("<definitions"));
  });
}

}  // namespace
}  // namespace tiange::flows
