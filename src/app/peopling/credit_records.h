#pragma once
// What departments hold about the credit of the synthetic firms: tax grades and arrears, penalties, inspections, the list of
// abnormal firms, court defaulters, wages and insurance owed, grades of work safety and environment.

#include <functional>

#include "city/registers/subjects/subjects.h"
#include "town/people/people_made.h"

namespace tiange::app {

// The same population and moment give the same records, byte for byte; firms that have closed have none. By source and key.
void each_credit_record(const town::Population& people, Instant now, const std::function<void(registers::SourceRecord&&)>& take);

// Keeps them, waiting to be settled with the rest. Outside transactions; throws std::runtime_error when they are refused.
std::int64_t seed_credit_records(db::Db& db, registers::Subjects& subjects, const town::Population& people, Instant now);

}  // namespace tiange::app
