#pragma once
// Takes every operation of the description and sends it everything bad: as its body, in each field, in its address, as a
// file. What was stored is read again and must be the same, byte for byte.

#include "app/probe/bad_inputs.h"
#include "app/probe/samples.h"

namespace tiange::app::probe {

// Every text under members of this name; of any name when it is empty.
void gather(const json::Value& value, const std::string& name, bool inside, std::vector<std::string>& out);

void walk(Visitor& visitor, const std::vector<Operation>& operations, const BadInputs& inputs, Known& known, Tally& tally);
// Whole lives of cases, imports and evidence with strange texts.
void walk_stories(Visitor& visitor, const BadInputs& inputs, Known& known, Tally& tally);

}  // namespace tiange::app::probe
