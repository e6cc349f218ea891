#pragma once
// BPMN 2.0: read, check, run. Pure and deterministic: no I/O, clock, randomness or threads. The host stores the
// state, keeps the clocks, and answers decisions and services.
//
//   auto document = bpmn::read(xml);                     lossless; refused only when it is not BPMN
//   auto model = bpmn::compile(*document);               refused (bad_process) naming every element that cannot run
//   auto events = bpmn::advance(**model, state, input);  refused when the input does not fit; nothing has changed
//   for (event : *events) bpmn::apply(state, event);     cannot fail
//
// Expressions are FEEL; a leading "=" is allowed. Timer texts may be ISO 8601 literals (PT2H, R3/PT10M,
// 2026-01-01T00:00:00Z). Outputs of a task without tg:output become variables of the process.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engines/bpmn/model/bpmn_definition.h"
#include "engines/bpmn/bpmn_state.h"
#include "engines/feel/feel.h"

namespace tiange::bpmn {

// Everything that follows from the input until the instance waits again. Refused (not_waiting) when the instance
// does not wait for such an input; then nothing happened. A failing expression raises an incident, not a refusal.
// `environment` gives expressions their now() and today().
Result<std::vector<Event>> advance(const Model& model, const State& state, const Input& input,
                                   const feel::Environment& environment = {});

// The same without copying the state: `state` has moved on when it returns done, and is untouched when refused.
Outcome step(const Model& model, State& state, const Input& input, std::vector<Event>& events,
             const feel::Environment& environment = {});

void apply(State& state, const Event& event);

// The context a node sees: its own variables over those of its scopes.
feel::Value variables_at(const State& state, NodeId node);

// Text forms for storing. Places and variables are apart because variables change less often and are larger.
std::string encode_places(const State& state);
std::string encode_variables(const State& state);
Result<State> decode(std::string_view places, std::string_view variables);

}  // namespace tiange::bpmn
