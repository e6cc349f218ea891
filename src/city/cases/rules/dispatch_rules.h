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

// Who usually settles matters of this item in this town, as far back as was looked.
struct UsualUnit {
  std::string unit;
  int settled = 0;
};
struct UnitAdvice {
  std::string unit;  // "" when none is to be trusted
  std::string by;    // rule | precedent | learned
  Words why;
};
// The unit to suggest for the next dispatch: a precedent, else the one the catalogue names, else who usually settles such
// matters; never the one that has just given it back. `usual` in falling order, `looked` cases in all.
UnitAdvice advise_unit(const CaseFile& file, const std::string& precedent, const std::string& precedent_number,
                       const std::string& lead, const std::vector<UsualUnit>& usual, int looked);

}  // namespace tiange::cases
