// Any bytes as a BPMN file: reading refuses or keeps everything; what compiles runs, replays and stores without harm.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "engines/bpmn/bpmn.h"

namespace {

using namespace tiange::bpmn;
namespace feel = tiange::feel;

void check(bool holds) {
  if (!holds) std::abort();
}

// The next thing that may happen to the instance, drawn from the bytes of the file.
Input next_input(const State& state, std::string_view bytes, std::size_t step) {
  const auto byte = static_cast<unsigned char>(bytes[(step * 31 + 7) % bytes.size()]);
  const Node& node = state.nodes[byte % state.nodes.size()];
  switch (node.phase) {
    case Phase::task:
      return CompleteTask{node.id, feel::Value::context({{"k", feel::Value::number(std::int64_t{byte})}})};
    case Phase::service:
      return ServiceDone{node.id, feel::Value::string("x")};
    case Phase::decision:
      return DecisionDone{node.id, feel::Value::boolean(byte % 2 == 0)};
    case Phase::call:
      return CallDone{node.id, {}};
    case Phase::timer:
      return TimerFired{node.id};
    case Phase::message:
      return MessageArrived{"news", "", {}, node.id};
    case Phase::incident:
      return Retry{node.id};
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
    input = next_input(state, bytes, step_number);
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
  for (const Process& process : document->processes()) {
    const auto model = compile(*document, process.id);
    if (model.ok() && size > 0) run(**model, bytes);
  }
  return 0;
}
