#include "app/peopling/people_seed.h"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace tiange::app {

namespace {

constexpr std::size_t k_batch = 20'000;
constexpr std::size_t k_settled_in_a_step = 5'000;
constexpr double k_records_a_person = 4.9;  // of the five departments, households and rooms

void require(const Outcome& outcome) {
  if (!outcome.ok()) throw std::runtime_error(outcome.refusal().zh + " / " + outcome.refusal().en);
}

}  // namespace

PeopleSeeded seed_people(db::Db& db, registers::Subjects& subjects, const town::Population& people,
                         std::size_t settle_rows, Instant now, const std::function<void(double)>& told) {
  PeopleSeeded seeded;
  const double expected = people.persons() * k_records_a_person;
  std::vector<registers::SourceRecord> records;
  const auto keep = [&] {
    require(db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      TIANGE_CHECK_OK(subjects.absorb(tx, records, now));
      return done();
    }));
    seeded.records += static_cast<std::int64_t>(records.size());
    records.clear();
    told(std::min(0.5, 0.5 * static_cast<double>(seeded.records) / expected));
  };
  each_record(people, now, [&](registers::SourceRecord&& record) {
    records.push_back(std::move(record));
    if (records.size() == k_batch) keep();
  });
  if (!records.empty()) keep();
  const std::size_t wanted = std::min(settle_rows, static_cast<std::size_t>(seeded.records));
  std::size_t settled = 0;
  while (settled < wanted) {
    const std::size_t step = subjects.settle(std::min(k_settled_in_a_step, wanted - settled), now);
    if (step == 0) break;
    settled += step;
    told(0.5 + 0.5 * std::min(1.0, static_cast<double>(settled) / static_cast<double>(wanted)));
  }
  std::vector<registers::SourceRelation> relations;
  const auto tie = [&] {
    require(db.write(system_scope(), [&](db::Tx& tx) -> Outcome {
      TIANGE_CHECK_OK(subjects.absorb_relations(tx, relations, now));
      return done();
    }));
    seeded.relations += static_cast<std::int64_t>(relations.size());
    relations.clear();
  };
  each_relation(people, now, [&](registers::SourceRelation&& relation) {
    relations.push_back(std::move(relation));
    if (relations.size() == k_batch) tie();
  });
  if (!relations.empty()) tie();
  return seeded;
}

}  // namespace tiange::app
