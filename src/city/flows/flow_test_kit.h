#pragma once
// For tests: a fresh database with deployed definitions, a host that writes down what it hears, and short orders.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "city/flows/flows.h"
#include "platform/db/test_db.h"

namespace tiange::flows {

inline std::string data_file(const std::string& path) {
  std::ifstream file(std::string(TIANGE_SOURCE_DIR) + "/data/" + path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::string process(const std::string& id, const std::string& inside) {
  return "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:tg=\"https://tiange.dev/bpmn\""
         " targetNamespace=\"t\"><message id=\"m\" name=\"news\"/><process id=\"" + id + "\" name=\"流程" + id +
         "\" isExecutable=\"true\">" + inside + "</process></definitions>";
}

inline std::string flow(const std::string& from, const std::string& to) {
  return "<sequenceFlow id=\"" + from + "_" + to + "\" sourceRef=\"" + from + "\" targetRef=\"" + to + "\"/>";
}

inline std::string task(const std::string& id, const std::string& queue, const std::string& more = "") {
  return "<userTask id=\"" + id + "\" name=\"办" + id + "\"><extensionElements><tg:assignment queue='\"" + queue +
         "\"'/><tg:stage key=\"handle\"/>" + more + "</extensionElements></userTask>";
}

inline feel::Value vars(std::initializer_list<feel::Entry> entries) {
  return feel::Value::context(std::vector<feel::Entry>(entries));
}
inline feel::Value str(std::string_view text) { return feel::Value::string(text); }
inline feel::Value yes() { return feel::Value::boolean(true); }
inline feel::Value no() { return feel::Value::boolean(false); }

// Counts a limit such as "4 work_hours" as plain hours and days.
class TestHost : public Host {
 public:
  Result<Instant> limit_due(const Step&, std::string_view limit, Instant from) override {
    const double amount = std::stod(std::string(limit));
    const bool in_days = limit.find("day") != limit.npos;
    return from + Span{static_cast<std::int64_t>(amount * (in_days ? 86'400e6 : 3'600e6))};
  }
  Result<ServiceAnswer> service(const Step&, std::string_view name, const feel::Value&) override {
    heard += "service:" + std::string(name) + " ";
    return ServiceAnswer{vars({{"served", yes()}}), service_error};
  }
  Outcome task_created(const Step&, const Task& task) override { return hear("+" + task.element); }
  Outcome task_completed(const Step& step, TaskRef, const feel::Value&) override { return hear("-" + step.element.id); }
  Outcome task_cancelled(const Step& step, TaskRef) override { return hear("x" + step.element.id); }
  Outcome decided(const Step&, const DecisionAnswer& answer) override {
    last_decision = answer;
    return hear("decided");
  }
  Outcome timer_fired(const Step& step) override { return hear("timer:" + step.element.id); }
  Result<DecisionAnswer> decide(Flows& flows, const Step& step, std::string_view decision,
                                const feel::Value& variables) override {
    feel::ContextBuilder all;
    for (const feel::Entry& entry : variables.as_context().entries) all.set(entry.name, entry.value);
    if (!from_level.empty()) all.set("from_level", str(from_level));
    return Host::decide(flows, step, decision, all.build());
  }
  Outcome incident(const Step& step, const Words& reason) override {
    EXPECT_FALSE(reason.zh.empty());
    return hear("incident:" + step.element.id);
  }
  Outcome ended(const Step&, InstanceStatus status, const Words&) override {
    return hear(status == InstanceStatus::completed ? "completed" : "ended");
  }

  Outcome hear(const std::string& what) {
    heard += what + " ";
    return refuse_on == what ? Outcome(refuse(ErrorCode::conflict)) : done();
  }
  std::string take() { return std::exchange(heard, ""); }

  std::string heard;
  std::string refuse_on;
  std::string service_error;
  std::string from_level;  // what a climbed case tells the decision
  DecisionAnswer last_decision;
};

inline const PersonId k_li{11};
inline const PersonId k_wang{12};

// One open world: orders are written in a transaction each.
struct World {
  explicit World(db::Db& database) : db(database) {}

  db::Db& db;
  IdSource ids{1};
  Flows flows{ids};
  TestHost host;
  Instant now{1'795'000'000'000'000};
  Subject subject{440604010014001, 7001};
  InstanceRef instance;

  template <class F>
  auto write(F&& fn) {
    return db.write(system_scope(), std::forward<F>(fn));
  }
  template <class F>
  auto read(F&& fn) {
    std::optional<decltype(fn(std::declval<db::Tx&>()))> result;
    db.run_read([&](db::Tx& tx) { result.emplace(fn(tx)); });
    return std::move(*result);
  }

  Result<Definition> deploy(DefinitionKind kind, const std::string& content, Instant effective = {}) {
    return write([&](db::Tx& tx) { return flows.deploy(tx, {kind, "", content, effective}, k_li, now); });
  }
  bool start(const std::string& key, feel::Value variables = feel::Value::context({})) {
    const auto started = write([&](db::Tx& tx) { return flows.start(tx, host, {key, subject, variables, k_li}, now); });
    EXPECT_TRUE(started.ok()) << (started.ok() ? "" : started.refusal().en);
    if (started.ok()) instance = *started;
    return started.ok();
  }
  std::vector<Task> open() {
    return read([&](db::Tx& tx) { return flows.open_tasks_of(tx, subject); });
  }
  Task open(const std::string& element) {
    for (const Task& task : open()) {
      if (task.element == element) return task;
    }
    ADD_FAILURE() << "no open task " << element;
    return {};
  }
  // "element@queue" of the open tasks, sorted.
  std::string standing() {
    std::vector<std::string> texts;
    for (const Task& task : open()) texts.push_back(task.element + "@" + task.queue);
    std::sort(texts.begin(), texts.end());
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : " ") + text;
    return all;
  }
  Outcome complete(const std::string& element, feel::Value variables = {}) {
    const TaskRef ref = open(element).ref;
    return complete(ref, std::move(variables));
  }
  Outcome complete(TaskRef ref, feel::Value variables) {
    return write([&](db::Tx& tx) { return flows.complete_task(tx, host, ref, k_li, variables, now); });
  }
  // Fires what is due now, each in a write of its own; returns how many.
  int fire() {
    const auto due = read([&](db::Tx& tx) { return flows.due_timers(tx, now, 100); });
    for (const DueTimer& timer : due) {
      EXPECT_TRUE(write([&](db::Tx& tx) { return flows.fire_timer(tx, host, timer, now); }).ok());
    }
    return static_cast<int>(due.size());
  }
  std::int64_t count(const std::string& queue) {
    const std::vector<std::string> queues{queue};
    return read([&](db::Tx& tx) { return flows.counts(tx, queues); })[0].open;
  }
  Instance current() {
    return *read([&](db::Tx& tx) { return flows.instance(tx, instance); });
  }
};

inline void for_each_world(const std::function<void(World&)>& body) {
  db::for_each_backend(migrations(), [&](db::Db& db) {
    World world(db);
    body(world);
  });
}

}  // namespace tiange::flows
