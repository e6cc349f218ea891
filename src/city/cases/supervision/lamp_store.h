#pragma once

#include <functional>
#include <string>

#include "city/cases/cases.h"

namespace tiange::cases::store {

// An open case as lamps count it; texts are valid during the visit.
struct LampLine {
  CaseRef ref;
  std::string_view area, unit, queue;
  Instant due, warn;
  bool confidential = false;
  PersonId reported_by;
  PersonId claimed_by;  // only where it was asked for
};

// Open cases of an area.
void each_open(db::Tx& tx, const std::string& area, bool with_claims, const std::function<void(const LampLine&)>& visit);

}  // namespace tiange::cases::store
