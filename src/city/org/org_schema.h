#pragma once
// Tables of the organisation room. All but the audit trail are small and copied everywhere.

#include <span>

#include "platform/db/db.h"

namespace tiange::org {

std::span<const db::Migration> migrations();

}  // namespace tiange::org
