#pragma once
// Employment tied to the house: the registers, the residents' spaces, nightly work, screens that wake.

#include <memory>
#include <string>
#include <vector>

#include "city/jobs/employment.h"
#include "platform/jobs/ticker.h"
#include "platform/live/live.h"

namespace tiange::app {

// The people of the employment desk in a made district.
std::vector<org::NewPerson> job_staff(const std::string& district, IdSource& ids, Instant now);

// Everything outlives it; `jobs` and `ticker` have not been started.
struct JobHomeParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  jobs::Jobs& jobs;
  jobs::Ticker& ticker;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  const spaces::Spaces& spaces;
  db::Outbox& outbox;
  live::Hub& hub;
  std::string district;
  std::string definitions;  // folder of jobs/skills.json and jobs/demand.json
};

class JobHome {
 public:
  // Throws std::runtime_error when the definitions cannot be read.
  explicit JobHome(const JobHomeParts& parts);
  void add_routes(http::Routes& routes, const http::Recorder& record) { work_->add_routes(routes, record); }
  employ::Employment& work() { return *work_; }
  // Of a demo district: vacancies of its firms and people who look for work, once; nothing while its registers are small.
  void seed(Instant now);

 private:
  JobHomeParts parts_;
  bool seeded_ = false;  // on the ticker's thread
  std::shared_ptr<const employ::SkillBook> book_;
  std::unique_ptr<employ::Employment> work_;
};

}  // namespace tiange::app
