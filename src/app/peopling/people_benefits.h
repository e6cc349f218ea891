#pragma once
// What departments hold of the synthetic people beyond the five exports: what policies of benefits ask for.

#include <functional>

#include "city/registers/subjects/subjects.h"
#include "town/people/people_made.h"

namespace tiange::app {

// Disabled persons, pupils, graduates, veterans, founders, mothers, the aged; firms with certificates, loans and staff. The same
// people give the same rows on the same day.
void each_benefit_record(const town::Population& people, Instant now,
                         const std::function<void(registers::SourceRecord&&)>& take);

// Kept in batches, settled by the register's own duty. Outside transactions; throws std::runtime_error when refused.
std::int64_t seed_benefit_records(db::Db& db, registers::Subjects& subjects, const town::Population& people, Instant now);

}  // namespace tiange::app
