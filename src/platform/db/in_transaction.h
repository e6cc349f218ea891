#pragma once

namespace tiange::db {

class Db;

// Whether the calling thread is inside a transaction function of `db`, where it must not read or write through `db` again.
// For caches that follow the database: inside, they answer with what they know.
bool in_transaction(const Db& db);

}  // namespace tiange::db
