#pragma once
// All SQL of the power list, which holds no personal data.

#include "city/items/powers/powers.h"

namespace tiange::items::store {

std::optional<Power> power(db::Tx& tx, std::string_view code);
std::vector<Power> powers(db::Tx& tx);  // all, by code

struct PowerAsk {
  std::string q, kind, line;
  bool inactive = false;                          // those no longer in force too
  std::optional<std::vector<std::string>> codes;  // these alone, in force or not, whatever else is asked
  std::string after;
  std::size_t limit = 50;
};
std::vector<Power> powers(db::Tx& tx, const PowerAsk& ask);  // by code; one more than the limit where there are more
std::int64_t count_powers(db::Tx& tx, const PowerAsk& ask);
// Fills the columns that lists are asked by where an earlier version wrote the row.
void fill_power_columns(db::Tx& tx);

// The power in its new version, with an entry in its history. False when somebody was first.
bool put_power(db::Tx& tx, const Power& power, std::string_view by, Instant now);
std::vector<PowerChange> power_changes(db::Tx& tx, std::string_view code);  // newest first

}  // namespace tiange::items::store
