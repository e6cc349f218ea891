#pragma once

#include <functional>
#include <optional>

#include "city/cases/supervision/appeal_rules.h"
#include "city/cases/supervision/desk/paper_store.h"

namespace tiange::cases::store {

struct StoredAppeal : Appeal {
  CaseRef about;
  std::int64_t id = 0;
  std::string case_number;
};

// False when the case has one already.
bool add_appeal(db::Tx& tx, const StoredAppeal& appeal);
// False when it is no longer in the state `from`.
bool set_appeal(db::Tx& tx, const StoredAppeal& appeal, AppealState from);
std::optional<StoredAppeal> appeal_of(db::Tx& tx, CaseRef about);
std::optional<StoredAppeal> appeal(db::Tx& tx, std::int64_t id);
// Newest first, behind `before` (0: from the newest); `visit` says whether to go on.
void each_appeal(db::Tx& tx, std::int64_t before, const std::function<bool(const StoredAppeal&)>& visit);

}  // namespace tiange::cases::store
