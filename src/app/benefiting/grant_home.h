#pragma once
// Grants and vouchers tied to the house: what policies match, what payments pay, where firms that take vouchers are known.

#include <memory>
#include <string>
#include <vector>

#include "city/benefits/grants/grants.h"
#include "platform/jobs/ticker.h"
#include "platform/live/live.h"
#include "platform/settings/settings.h"

namespace tiange::app {

std::vector<db::Migration> grant_home_migrations();

// Everything outlives it; `outbox` and `ticker` have not been started.
struct GrantHomeParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  db::Outbox& outbox;
  jobs::Ticker& ticker;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  benefits::Policies& policies;
  benefits::Payments& payments;
  spaces::Spaces& spaces;
  live::Hub& hub;
  std::shared_ptr<const WorkCalendar> calendar;
  std::string district;
  std::string data_folder;
  std::string definitions;  // folder of benefits/vouchers.json
  const settings::Settings& settings;
};

class GrantHome {
 public:
  // Throws std::runtime_error when the definitions cannot be read or the key cannot be used.
  explicit GrantHome(const GrantHomeParts& parts);
  void add_routes(http::Routes& routes, const http::Recorder& record);
  grants::Grants& grants() { return *grants_; }

 private:
  GrantHomeParts parts_;
  const crypto::Signer signer_;
  std::unique_ptr<vouchers::Vouchers> vouchers_;
  std::unique_ptr<grants::Grants> grants_;
};

}  // namespace tiange::app
