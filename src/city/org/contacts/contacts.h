#pragma once
// 联系方式 Telephone numbers of staff, for parts that reach people themselves. For the house only: nothing is cut by a scope.

#include <string>

#include "base/ids.h"
#include "platform/db/db.h"

namespace tiange::org {

// Empty when unknown.
std::string phone_of(db::Tx& tx, PersonId person);

}  // namespace tiange::org
