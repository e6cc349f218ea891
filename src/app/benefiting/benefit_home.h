#pragma once
// Benefits tied to the house: policies find who is entitled, grants decide, payments pay.

#include <memory>
#include <string>
#include <vector>

#include "app/benefiting/grant_home.h"
#include "app/benefiting/payment_home.h"
#include "app/benefiting/policy_home.h"
#include "city/spaces/spaces.h"
#include "platform/settings/settings.h"

namespace tiange::app {

std::vector<db::Migration> benefit_home_migrations();

// Everything outlives it; `outbox`, `jobs` and `ticker` have not been started.
struct BenefitHomeParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  db::Outbox& outbox;
  jobs::Jobs& jobs;
  jobs::Ticker& ticker;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  spaces::Spaces& spaces;
  live::Hub& hub;
  std::shared_ptr<const WorkCalendar> calendar;
  std::string district;
  std::string data_folder;
  std::string definitions;
  const settings::Settings& settings;
};

class BenefitHome {
 public:
  explicit BenefitHome(const BenefitHomeParts& parts);
  // What a fresh district starts with; what was edited since stays.
  Outcome lay(db::Tx& tx, Instant now);
  void add_routes(http::Routes& routes, const http::Recorder& record);
  void seed(Instant now) { payments_.seed(now); }  // of a demo district
  benefits::Policies& policies() { return policies_.policies(); }
  benefits::Payments& payments() { return payments_.payments(); }
  grants::Grants& grants() { return grants_.grants(); }

 private:
  BenefitHomeParts parts_;
  PolicyHome policies_;
  PaymentHome payments_;
  GrantHome grants_;
};

}  // namespace tiange::app
