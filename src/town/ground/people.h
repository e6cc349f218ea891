#pragma once
// Units, posts and people of the synthetic district.

#include "base/result.h"
#include "town/ground/made_district.h"

namespace tiange::town {

// Fills units and people: 528 grid officers (one a grid, the rest where most people live), 146 station heads (one
// answers for two communities), command staff, handlers of every branch and department, hotline seats, leaders,
// administrators.
Outcome make_people(const Sources& sources, District& district);

}  // namespace tiange::town
