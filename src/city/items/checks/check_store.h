#pragma once
// All SQL of the check lists, which hold no personal data.

#include "city/items/checks/checks.h"

namespace tiange::items::store {

std::optional<Check> check(db::Tx& tx, std::string_view code);
std::vector<Check> checks(db::Tx& tx);  // all, by code

struct CheckAsk {
  std::string q, line, object, after;
  std::size_t limit = 50;
};
std::vector<Check> checks(db::Tx& tx, const CheckAsk& ask);  // by code; one more than the limit where there are more
std::int64_t count_checks(db::Tx& tx, const CheckAsk& ask);
// Fills the columns that lists are asked by where an earlier version wrote the row.
void fill_check_columns(db::Tx& tx);

// False when somebody was first.
bool put_check(db::Tx& tx, const Check& check, std::string_view by, Instant now);

std::optional<Merge> merge(db::Tx& tx, MergeId id);
std::vector<Merge> standing_merges(db::Tx& tx);  // oldest first
// False when one of the checks is in another decision that stands.
bool add_merge(db::Tx& tx, const Merge& merge);
void undo_merge(db::Tx& tx, const Merge& merge);

}  // namespace tiange::items::store
