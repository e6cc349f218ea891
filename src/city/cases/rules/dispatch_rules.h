#pragma once
// The four-level ladder: grid, village, department, town. Who may return a case, and where it climbs.

#include "city/cases/rules/case_file.h"

namespace tiange::cases {

// The level above; town stays town.
Level level_above(Level level);

// Whether the unit that handles may give the case back now: at the level of village or department, inside the window
// counted from its dispatch, not after arbitration. More than most_returns leads to arbitration, not to a refusal.
Outcome may_return(const CaseFile& file, const Facts& facts);

// A return names its legal basis and carries evidence. Refused with bad_input naming what is missing.
Outcome check_return_grounds(const Command& command);

// Whether `doer` may do the next forward step with the case: who dispatched what came back may not dispatch it again.
Outcome may_forward(const CaseFile& file, const Facts& facts);

// Whether the case may go to `unit` now: known, not the one it is at, not the one that has just returned it.
Outcome may_go_to(const CaseFile& file, const std::string& unit, Action action, const Facts& facts);

}  // namespace tiange::cases
