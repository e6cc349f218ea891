#pragma once
// What the past of cases gives to those who change rules: the names processes and decisions may use, the values of one
// case, and what past cases asked decisions and how they went (flows/definitions/definitions.h says what for).
//
//   V GET /api/v1/cases/{ref}/facts     {name: value} of the names in /api/v1/flows/facts, for a case in scope

#include <memory>

#include "city/cases/cases.h"
#include "city/flows/definitions/replays/replays.h"
#include "platform/http/http.h"

namespace tiange::cases {

// Everything outlives them.
std::unique_ptr<flows::ProcessHome> open_process_home(const CasesParts& parts, const tiange::Clock& clock);
std::unique_ptr<flows::PastCases> open_past_cases(const CasesParts& parts, const tiange::Clock& clock);

void add_fact_routes(http::Routes& routes, const CasesParts& parts);

}  // namespace tiange::cases
