// Any bytes as a BPMN file: reading refuses or keeps everything; what compiles runs, replays, stores and migrates
// without harm, whatever is asked of it.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "engines/bpmn/bpmn.h"
#include "engines/bpmn/migration/bpmn_migration.h"

namespace {

using namespace tiange::bpmn;
namespace feel = tiange::feel;

void check(bool holds) {
  if (!holds) std::abort();
}

const std::string& element_of(const Model& model, unsigned byte) {
  const auto& elements = model.process().elements;
  return elements[byte % elements.size()].id;
}

// What a person may ask at any time, drawn from the bytes.
Input act(const Model& model, const State& state, unsigned first, unsigned second) {
  const NodeId node = state.nodes[first % state.nodes.size()].id;
  switch (second % 8) {
    case 0:
      return Jump{element_of(model, first), {}};
    case 1:
      return MoveTokens{{node}, element_of(model, second / 8), {}};
    case 2:
      return MoveTokens{{node, state.nodes.back().id}, element_of(model, second / 8), {}};
    case 3:
      return StartBefore{element_of(model, first), {}};
    case 4:
      return CancelNode{node};
    case 5:
      return AddInstance{node, feel::Value::string("w")};
    case 6:
      return CompleteLoop{node};
    default:
      return EscalationRaised{node, "X"};
  }
}

// The next thing that may happen to the instance, drawn from the bytes of the file.
Input next_input(const Model& model, const State& state, std::string_view bytes, std::size_t step) {
  const auto byte = static_cast<unsigned char>(bytes[(step * 31 + 7) % bytes.size()]);
  const auto other = static_cast<unsigned char>(bytes[(step * 17 + 3) % bytes.size()]);
  if (other % 5 == 0) return act(model, state, byte, other / 5);
  const Node& node = state.nodes[byte % state.nodes.size()];
  const Element& element = model.element(node.element);
  const bool part = node.made != 0 && node.made <= element.triggers.size();
  const EventSpec& event = part ? element.triggers[node.made - 1] : element.event;
  switch (node.phase) {
    case Phase::task:
      return CompleteTask{node.id, feel::Value::context({{"k", feel::Value::number(std::int64_t{byte})}})};
    case Phase::service:
      return ServiceDone{node.id, feel::Value::string("x")};
    case Phase::decision:
      return DecisionDone{node.id, feel::Value::boolean(byte % 2 == 0)};
    case Phase::call:
      return other % 2 == 0 ? Input{CallDone{node.id, {}}} : Input{ErrorRaised{node.id, "E1", {}}};
    case Phase::timer:
      return TimerFired{node.id};
    case Phase::message:
      return MessageArrived{event.name, "", {}, node.id};
    case Phase::signal:
      return SignalArrived{event.name, {}};
    case Phase::incident:
      return Retry{node.id};
    case Phase::scope: {
      const auto ids = startable(model, state, node.id);
      if (!ids.empty() && other % 4 != 0) return StartInside{node.id, ids[other % ids.size()], {}};
      return CloseInside{node.id};
    }
    default:
      return byte % 16 == 0 ? Input{Cancel{}} : Input{SetVariables{feel::Value::context({{"k", {}}})}};
  }
}

void run(const Model& model, std::string_view bytes) {
  State state;
  Input input = Start{feel::Value::context({}), ""};
  for (std::size_t step_number = 0; step_number < 30; ++step_number) {
    State replayed = state;
    std::vector<Event> events;
    if (!step(model, state, input, events).ok()) check(events.empty());
    for (const Event& event : events) tiange::bpmn::apply(replayed, event);
    const std::string places = encode_places(state);
    const std::string variables = encode_variables(state);
    check(places == encode_places(replayed) && variables == encode_variables(replayed));
    const auto stored = decode(places, variables);
    check(stored.ok() && encode_places(*stored) == places);
    if (state.status != Status::running) return;
    check(!state.nodes.empty());
    input = next_input(model, state, bytes, step_number);
  }
}

// A state of one process moved to another, and on from there.
void migrate(const Model& from, const Model& to, std::string_view bytes) {
  State state;
  std::vector<Event> events;
  if (!step(from, state, Start{feel::Value::context({}), ""}, events).ok()) return;
  for (std::size_t step_number = 0; step_number < 6 && state.status == Status::running; ++step_number) {
    (void)step(from, state, next_input(from, state, bytes, step_number), events).ok();
  }
  const MigrationPlan plan = plan_migration(from, to, propose_matches(from, to), state);
  check(plan.possible() || plan.events.empty());
  if (!plan.possible() || state.status != Status::running) return;
  for (const Event& event : plan.events) tiange::bpmn::apply(state, event);
  for (const Node& node : state.nodes) {
    check(node.phase != Phase::passing && node.element < to.process().elements.size());
    check(node.flow == k_none || node.flow < to.process().flows.size());
    check(node.id == k_root_node || state.find(node.parent) != nullptr);
  }
  for (std::size_t step_number = 6; step_number < 12 && state.status == Status::running; ++step_number) {
    (void)step(to, state, next_input(to, state, bytes, step_number), events).ok();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)decode(bytes.substr(0, size / 2), bytes.substr(size / 2)).ok();
  const auto document = read(bytes);
  if (!document.ok()) return 0;
  const auto again = read(write(*document));
  check(again.ok() && again->processes().size() == document->processes().size());
  std::vector<ModelPtr> models;
  for (const Process& process : document->processes()) {
    auto model = compile(*document, process.id);
    if (!model.ok() || size == 0 || models.size() >= 4) continue;
    run(**model, bytes);
    models.push_back(std::move(model).value());
  }
  for (const ModelPtr& from : models) {
    for (const ModelPtr& to : models) migrate(*from, *to, bytes);
  }
  return 0;
}
