#pragma once
// Who was reminded of what.

#include "city/cases/penalty/penalty.h"

namespace tiange::cases::store {

void add_party(db::Tx& tx, CaseRef ref, const std::string& mark, const std::string& item, Instant now);
bool reminded_since(db::Tx& tx, const std::string& mark, const std::string& item, Instant since);

}  // namespace tiange::cases::store
