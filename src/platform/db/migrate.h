#pragma once
// Forward-only schema steps, the same course on both backends.

#include <span>

#include "platform/db/db.h"

namespace tiange::db {

// Tables the database face itself needs: leadership, outbox.
std::span<const Migration> own_migrations();

// Applies what is missing. `lock` is called first in each transaction and keeps other instances out.
void run_migrations(Db& db, std::span<const Migration> migrations, FunctionRef<void(Tx&)> lock);

}  // namespace tiange::db
