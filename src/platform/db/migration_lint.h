#pragma once
// Holds every room's schema to what SQLite, PostgreSQL and a sharded PostgreSQL all accept:
//  1. a table says what it is: sharded, reference or local (marker before CREATE TABLE);
//  2. a sharded table has part_key BIGINT NOT NULL, which leads its primary key and every unique key;
//  3. ids come from the program: no serial, identity or autoincrement; no volatile defaults;
//  4. foreign keys of a sharded table lead to reference tables, or begin with part_key; none leads from elsewhere
//     into a sharded table;
//  5. no triggers, stored functions, rules or MERGE;
//  6. types are BIGINT, DOUBLE PRECISION, TEXT and BYTES; no column is named `at`.

#include <span>
#include <string>
#include <vector>

#include "platform/db/db.h"

namespace tiange::db {

// One line for each violation: "cases 3: table case_tags: …". Give all rooms' migrations at once.
std::vector<std::string> lint_migrations(std::span<const Migration> migrations);

}  // namespace tiange::db
