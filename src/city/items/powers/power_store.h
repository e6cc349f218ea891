#pragma once
// All SQL of the power list, which holds no personal data.

#include "city/items/powers/powers.h"

namespace tiange::items::store {

std::optional<Power> power(db::Tx& tx, std::string_view code);
std::vector<Power> powers(db::Tx& tx);
// The power in its new version, with an entry in its history. False when somebody was first.
bool put_power(db::Tx& tx, const Power& power, std::string_view by, Instant now);
std::vector<PowerChange> power_changes(db::Tx& tx, std::string_view code);  // newest first

}  // namespace tiange::items::store
