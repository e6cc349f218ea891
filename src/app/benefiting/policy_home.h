#pragma once
// Policies of benefits tied to the house: they follow the registers, run at night and tell screens of new counts.

#include <memory>
#include <string>
#include <vector>

#include "city/benefits/policies/policies.h"
#include "platform/jobs/ticker.h"
#include "platform/live/live.h"

namespace tiange::app {

std::vector<db::Migration> policy_home_migrations();

// Everything outlives it; `outbox`, `jobs` and `ticker` have not been started.
struct PolicyHomeParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  db::Outbox& outbox;
  jobs::Jobs& jobs;
  jobs::Ticker& ticker;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  live::Hub& hub;
  std::string district;
  bool four_eyes = true;
};

class PolicyHome {
 public:
  explicit PolicyHome(const PolicyHomeParts& parts);
  // Policies of a fresh district, from benefits/policies.json below the folder of definitions.
  Outcome lay(db::Tx& tx, const std::string& definitions, Instant now);
  void add_routes(http::Routes& routes, const http::Recorder& record) { policies_->add_routes(routes, record); }
  benefits::Policies& policies() { return *policies_; }

 private:
  std::unique_ptr<benefits::Policies> policies_;
};

}  // namespace tiange::app
