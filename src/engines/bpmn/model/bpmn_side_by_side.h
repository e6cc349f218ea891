#pragma once
// For hosts whose subject stands at one task at a time.

#include <vector>

#include "engines/bpmn/model/bpmn_model.h"

namespace tiange::bpmn {

struct SideBySide {
  Index where;  // what lets them: a gateway, an element with several ways out, an event that does not interrupt, a loop
  std::vector<Index> tasks;  // some that may be open together, in document order
};

// Places from which two or more user tasks can be open at once. Ways that come together again in a joining gateway are
// followed up to it; conditions are not looked into.
std::vector<SideBySide> tasks_side_by_side(const Model& model);

}  // namespace tiange::bpmn
