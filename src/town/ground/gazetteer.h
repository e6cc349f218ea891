#pragma once
// Names on the ground and standard addresses of the synthetic district.

#include "base/result.h"
#include "town/ground/made_district.h"

namespace tiange::town {


// Fills place_names and addresses; the ground is laid already. Roads, estates, malls and factories have made-up names
// that occur once in the district; schools, markets, parks and clinics are named after their community.
Outcome make_gazetteer(const Sources& sources, District& district);

}  // namespace tiange::town
