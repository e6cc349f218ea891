#pragma once
// When a matter counts as settled: the item's closing conditions, the draw of trifles for a check, and who may judge.

#include "city/cases/rules/case_file.h"

namespace tiange::cases {

// The condition must be one of the item's, when it has any. `required` false also takes an empty one.
enum class ConditionNeed { required, may_be_empty };
Outcome check_condition(const ItemFacts* item, const std::string& condition, ConditionNeed need);

// Whether a trifle settled on the spot is drawn for a check. The draw follows from the case's id alone, so neither the
// officer nor a retry can influence it.
bool is_drawn(std::int64_t case_id, const CaseRules& rules);

// Who settled the matter does not check, follow up or close it.
Outcome may_judge(const CaseFile& file, const Facts& facts);

// Whether a closed case may still be taken up again.
Outcome may_reopen(const CaseFile& file, const Facts& facts);

}  // namespace tiange::cases
