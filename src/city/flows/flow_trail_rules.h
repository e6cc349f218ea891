#pragma once
// Where an instance has been and when, in a few bytes a step, kept with the instance. Entries are separated by ";":
//   +<node>.<element>.<flow>.<ms>   entered       !<element>.<flow>.<ms>  entered and left at once
//   -<node>.<ms>                    left          x<node>.<ms>            cancelled
//   v<from>.<to>.<ms>               goes on under another version, whose elements the next entries name
//   m<node>.<element>.<ms>          stands at another element since then
// Milliseconds count from the start of the instance; flows count from 1, 0 = none.

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/time.h"
#include "city/flows/flows.h"

namespace tiange::flows {

// Adds what the events of one step say. The oldest entries go when the trail grows beyond its bound.
void extend_trail(std::string& trail, const bpmn::Model& model, std::span<const bpmn::Event> events, Instant started,
                  Instant now);

// The instance moves to another version, whose model is given.
void mark_version(std::string& trail, std::int64_t from, std::int64_t to, const bpmn::Model& model,
                  std::span<const bpmn::Relocation> moves, Instant started, Instant now);

// The model of a version; null when it is not to be had.
using ModelOf = std::function<bpmn::ModelPtr(std::int64_t version)>;

// In order of entering. Elements that have no id of their own and boundary events that never happened are left out.
std::vector<Visit> read_trail(std::string_view trail, std::int64_t version, const ModelOf& model_of, Instant started);

}  // namespace tiange::flows
