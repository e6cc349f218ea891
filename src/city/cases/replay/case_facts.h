#pragma once
// The names that processes and decisions may use, and their values for a case.

#include "city/cases/case_service.h"
#include "city/cases/replay/replay.h"

namespace tiange::cases {

// The table of names; choices of areas and items as they stand now.
std::vector<flows::Fact> fact_table(const CasesParts& parts, const org::Directory& directory);

// What the decision is asked with beside the process's own variables.
feel::Value with_unit(const feel::Value& variables, const org::Directory& directory, std::string_view area,
                      std::string_view lead_line);

// The values of a case as it stands.
feel::Value facts_of(const CasesParts& parts, const org::Directory& directory, const CaseFile& file,
                     const ItemFacts* item);

}  // namespace tiange::cases
