#pragma once
// 实有活跃人口 How many people are really there, area by area and day by day: estimated from what independent sources of the
// registers saw of whom and how long ago, with a 95 % interval. The method stands in active_rules.h, what it misses in
// docs/registers.md.
//
//   auto active = registers::open_active({…, .rules_json = text of data/registers/active.json});
//   active->add_jobs();          // before jobs start: "registers.active"
//   active->nightly(now);        // adds the job of the day when it is due
//
// An estimate says nothing about a single person and is kept for each area and day.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "city/places/places.h"
#include "city/registers/active/active_views.h"
#include "city/registers/subjects/subjects.h"
#include "platform/jobs/jobs.h"

namespace tiange::registers {

struct ActiveParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  jobs::Jobs& jobs;
  Subjects& subjects;
  const places::Places& places;
  std::string rules_json;
  std::string district;
};

class Active {
 public:
  virtual ~Active() = default;
  virtual void add_jobs() = 0;
  // At night, and when there is none yet although the registers hold people.
  virtual void nightly(Instant now) = 0;
  // Outside transactions; one pass over the persons and their records.
  virtual std::vector<ActiveArea> compute(Date day, Instant now) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> active_migrations();
// Throws std::runtime_error when the rules cannot be read.
std::unique_ptr<Active> open_active(ActiveParts parts);

}  // namespace tiange::registers
