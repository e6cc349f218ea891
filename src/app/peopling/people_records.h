#pragma once
// Rows of the synthetic departments as the registers take them: values by field, dates and codes as in the catalogue.

#include <functional>

#include "city/registers/subjects/subjects.h"
#include "town/people/people_made.h"

namespace tiange::app {

// A line of a department's export; its key is the department's own, its lineage `batch`/line number.
registers::SourceRecord record_of(town::Department department, const town::ExtractRow& row, std::string lineage);

// Everything that departments know of the people: the five exports, households of the police, rooms of the housing
// department. In an order that suits keeping: by source and key.
void each_record(const town::Population& people, Instant now,
                 const std::function<void(registers::SourceRecord&&)>& take);

// Married couples (civil affairs) and parents (health), by their citizen numbers.
void each_relation(const town::Population& people, Instant now,
                   const std::function<void(registers::SourceRelation&&)>& take);

}  // namespace tiange::app
