#pragma once
// The map of the synthetic district: communities and grids that tile the real outline.

#include "base/result.h"
#include "town/ground/made_district.h"

namespace tiange::town {

// Fills areas and grids. Towns lie around their real centres with their published or assumed sizes; where communities
// and grids lie inside a town is made up.
Outcome make_ground(const Sources& sources, District& district);

}  // namespace tiange::town
