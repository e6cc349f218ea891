#pragma once
// All SQL of estimates, their table included.

#include "city/registers/active/active.h"

namespace tiange::registers::active_store {

// Of a day, in place of what was there.
void put(db::Tx& tx, std::span<const ActiveArea> areas);
// The day is whole: how many subjects the registers held then.
void put_day(db::Tx& tx, std::string_view day, std::int64_t subjects);
struct LastDay {
  std::string day;
  std::int64_t subjects = 0;
};
std::optional<LastDay> last_day(db::Tx& tx);
std::vector<std::string> days(db::Tx& tx, std::size_t most);  // newest first
std::optional<ActiveArea> area(db::Tx& tx, std::string_view area, std::string_view day);
// Areas of a day whose codes begin with `above` and have this many digits.
std::vector<ActiveArea> areas(db::Tx& tx, std::string_view day, std::string_view above, std::size_t digits);
std::vector<ActiveArea> course(db::Tx& tx, std::string_view area, std::size_t most);  // newest first

}  // namespace tiange::registers::active_store
