#pragma once
// Fills the registers of a demo district with its synthetic people, in the way records always come in.

#include <cstdint>
#include <functional>
#include <string>

#include "app/peopling/people_records.h"

namespace tiange::app {

struct PeopleSeeded {
  std::int64_t records = 0;
  std::int64_t relations = 0;
};

// Outside transactions. All records are kept; `settle_rows` of them are settled at once, the rest when the register's
// own duty comes to them. Throws std::runtime_error when the registers refuse what the departments send.
// `told` hears how far it is, 0 to 1.
PeopleSeeded seed_people(db::Db& db, registers::Subjects& subjects, const town::Population& people,
                         std::size_t settle_rows, Instant now, const std::function<void(double)>& told);

}  // namespace tiange::app
