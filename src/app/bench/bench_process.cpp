// process: durable lives of a process with one task (start it, complete the task), each of the two in a transaction of its
// own, beside any number of instances that stand open; and the engine alone in memory. The disk's flushes limit the first,
// a core the second.

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "app/bench/bench.h"
#include "base/text.h"
#include "city/flows/flows.h"
#include "platform/observe/system_clock.h"

namespace tiange::app::bench {

namespace {

constexpr std::string_view k_one_task =
    "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:tg='https://tiange.dev/bpmn' targetNamespace='t'>"
    "<process id='one' isExecutable='true'><startEvent id='s'/><userTask id='t'><extensionElements>"
    "<tg:assignment queue='grid + \":officer\"'/></extensionElements></userTask><endEvent id='e'/>"
    "<sequenceFlow id='a' sourceRef='s' targetRef='t'/><sequenceFlow id='b' sourceRef='t' targetRef='e'/></process></definitions>";

feel::Value facts() {
  return feel::Value::context({{"grid", feel::Value::string("440604010014001")}, {"severity", feel::Value::string("normal")}});
}

double seconds_since(std::int64_t from_us) { return static_cast<double>(observe::steady_us() - from_us) / 1e6; }

// Lives per second on one core, stored and read back between the two steps as the room does it.
double engine_lives_per_s() {
  const auto model = bpmn::compile(*bpmn::read(k_one_task));
  const feel::Value variables = facts();
  const std::int64_t from = observe::steady_us();
  std::int64_t lives = 0;
  std::vector<bpmn::Event> events;
  for (; seconds_since(from) < 1; ++lives) {
    bpmn::State state;
    events.clear();
    (void)bpmn::step(**model, state, bpmn::Start{variables, ""}, events).ok();
    auto back = bpmn::decode(bpmn::encode_places(state), bpmn::encode_variables(state));
    events.clear();
    (void)bpmn::step(**model, *back, bpmn::CompleteTask{back->nodes.back().id, {}}, events).ok();
  }
  return static_cast<double>(lives) / seconds_since(from);
}

class Host final : public flows::Host {
 public:
  Outcome task_created(const flows::Step&, const flows::Task& task) override {
    made = task.ref;
    return done();
  }
  flows::TaskRef made;
};

class Run {
 public:
  Run(db::Db& db, flows::Flows& flows, Instant now) : db_(db), flows_(flows), now_(now) {}

  bool start(Host& host) {
    const std::int64_t id = ++subjects_;
    const flows::StartOrder order{"one", {440604010014001 + id % 478, id}, facts(), {}};
    return db_.write(scope_, [&](db::Tx& tx) { return flows_.start(tx, host, order, now_); }).ok();
  }
  bool complete(Host& host) {
    const flows::TaskRef task = host.made;
    return db_.write(scope_, [&](db::Tx& tx) { return flows_.complete_task(tx, host, task, PersonId{1}, {}, now_); }).ok();
  }
  // Instances that stay open, written many to a transaction.
  void fill(std::int64_t count) {
    constexpr std::int64_t k_batch = 2000;
    Host host;
    for (std::int64_t made = 0; made < count; made += k_batch) {
      (void)db_.write(scope_, [&](db::Tx& tx) -> Outcome {
        for (std::int64_t i = made; i < std::min(count, made + k_batch); ++i) {
          const std::int64_t id = ++subjects_;
          TIANGE_CHECK_OK(flows_.start(tx, host, {"one", {440604010014001 + id % 478, id}, facts(), {}}, now_));
        }
        return done();
      });
    }
  }

 private:
  db::Db& db_;
  flows::Flows& flows_;
  Instant now_;
  const Scope scope_ = system_scope();
  std::atomic<std::int64_t> subjects_{0};
};

}  // namespace

int process_speed(const Call& call) {
  const std::int64_t stored = text::to_int(call.flag("--stored", "0")).value_or(0);
  const std::int64_t seconds = text::to_int(call.flag("--seconds", "10")).value_or(10);
  const std::int64_t clients = text::to_int(call.flag("--clients", "128")).value_or(128);
  namespace fs = std::filesystem;
  const std::string folder = fs::absolute(fs::path(call.settings.data) / ("bench-" + std::to_string(getpid()))).string();
  fs::create_directories(folder);
  {
    const auto db = db::open({.url = "sqlite:" + folder + "/bench.db"});
    db->migrate(flows::migrations());
    const Instant now = observe::SystemClock().now();
    IdSource ids(1);
    flows::Flows flows(ids);
    Run run(*db, flows, now);
    const auto deployed = db->write(system_scope(), [&](db::Tx& tx) {
      return flows.deploy(tx, {flows::DefinitionKind::bpmn, "", std::string(k_one_task), {}}, {}, now);
    });
    if (!deployed.ok()) throw std::runtime_error(deployed.refusal().en);
    run.fill(stored);
    std::atomic<std::int64_t> lives{0}, failed{0};
    const std::int64_t from = observe::steady_us();
    std::vector<std::thread> threads;
    for (std::int64_t i = 0; i < clients; ++i) {
      threads.emplace_back([&] {
        Host host;
        while (seconds_since(from) < static_cast<double>(seconds)) {
          (run.start(host) && run.complete(host) ? lives : failed) += 1;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    const double took = seconds_since(from);
    Figures figures;
    figures.add("backend", "sqlite");
    figures.add("clients", static_cast<double>(clients));
    figures.add("running", static_cast<double>(stored));
    figures.add("instances_per_s", static_cast<double>(lives) / took);
    figures.add("transactions_per_s", static_cast<double>(lives) * 2 / took);
    figures.add("failed", static_cast<double>(failed));
    figures.add("engine_instances_per_s", engine_lives_per_s());
    figures.add("fsync_per_s", db::fsync_per_s(folder));
    figures.print(call.has("--json"));
  }
  fs::remove_all(folder);
  return 0;
}

}  // namespace tiange::app::bench
