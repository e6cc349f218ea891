#pragma once
// Comparing the registers tied to the house: it follows their changes, runs at night and tells desks.

#include <memory>
#include <string>

#include "city/registers/compare/compare.h"
#include "platform/jobs/ticker.h"
#include "platform/live/live.h"

namespace tiange::app {

// Everything outlives it; `outbox`, `jobs` and `ticker` have not been started.
struct CompareHomeParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  db::Outbox& outbox;
  jobs::Jobs& jobs;
  jobs::Ticker& ticker;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  registers::Tickets& tickets;
  live::Hub& hub;
  std::shared_ptr<const WorkCalendar> calendar;
  std::string district;
  bool four_eyes = true;
};

class CompareHome {
 public:
  explicit CompareHome(const CompareHomeParts& parts);
  registers::Compare& compare() { return *compare_; }

 private:
  std::unique_ptr<registers::Compare> compare_;
};

}  // namespace tiange::app
