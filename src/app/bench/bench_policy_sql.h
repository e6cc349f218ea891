#pragma once
// The same questions as plain SQL: a register of columns laid into one table, and every policy's condition counted by the database.

#include <vector>

#include "city/benefits/policies/rules/policy_form.h"
#include "platform/db/db.h"

namespace tiange::app::bench {

struct SqlCounts {
  double load_seconds = 0;
  double seconds = 0;             // every condition counted in one statement, that is in one pass over the table
  double one_by_one_seconds = 0;  // a statement for each policy
  std::vector<std::int64_t> entitled, missing;  // by policy
};

// A condition in SQL over columns of the same names; dates are days since 1970-01-01. Throws where it has no like.
std::string sql_of(const feel::Expression& condition);

// Lays the first `rows` rows into a table of its own, asks, and takes the table away. Beside each condition that gives neither true nor
// false the database gives NULL. The best of three rounds is told.
SqlCounts count_by_sql(db::Db& db, const benefits::PolicyForm& form, const columns::Table& table, std::size_t rows);

}  // namespace tiange::app::bench
