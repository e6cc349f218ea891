#pragma once
// Payments tied to the house: names from the registers and the policies, the network, screens that wake.

#include <memory>
#include <string>
#include <vector>

#include "city/benefits/payments/payments.h"
#include "city/benefits/policies/policies.h"
#include "city/registers/subjects/subjects.h"
#include "platform/jobs/ticker.h"
#include "platform/live/live.h"
#include "platform/settings/settings.h"

namespace tiange::app {

std::vector<db::Migration> payment_home_migrations();
// The people of the payments desk in a made district.
std::vector<org::NewPerson> payment_staff(const std::string& district, IdSource& ids, Instant now);

// Everything outlives it; `outbox`, `jobs` and `ticker` have not been started.
struct PaymentHomeParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  db::Outbox& outbox;
  jobs::Jobs& jobs;
  jobs::Ticker& ticker;
  registers::Subjects& subjects;
  benefits::Policies& policies;
  live::Hub& hub;
  std::string district;
  std::string data_folder;
  const settings::Settings& settings;
};

class PaymentHome {
 public:
  explicit PaymentHome(const PaymentHomeParts& parts);
  Outcome lay(db::Tx& tx, Instant now) { return payments_->lay(tx, now); }
  void add_routes(http::Routes& routes, const http::Recorder& record) { payments_->add_routes(routes, record); }
  benefits::Payments& payments() { return *payments_; }
  // Of a demo district: a simulated bank, budgets of the policies in force, accounts, and a payment for each way it can go.
  void seed(Instant now);

 private:
  Outcome seed_budgets(db::Tx& tx, Instant now);
  void seed_accounts(Instant now);
  Outcome seed_payments(db::Tx& tx, Instant now);

  PaymentHomeParts parts_;
  std::unique_ptr<benefits::Payments> payments_;
};

}  // namespace tiange::app
