#pragma once
// The real room with everything it stands on, as often as it falls; its desk is used through its routes.

#include <memory>
#include <mutex>
#include <string>

#include "city/benefits/payments/payments.h"

namespace tiange::app {

class TrialClock final : public Clock {
 public:
  Instant now() const override { return moment; }
  Instant moment = local_instant(make_date(2026, 3, 2), 0) + hours(8);
};

class PaymentHouse {
 public:
  struct Parts {
    std::string url;
    TrialClock& clock;
    int node = 1;
    pay::Fetch fetch;
    db::Outbox::ManyHandler on_settled, on_needs_account;
  };
  explicit PaymentHouse(Parts parts);
  PaymentHouse(const PaymentHouse&) = delete;
  PaymentHouse& operator=(const PaymentHouse&) = delete;

  struct Said {
    int status = 0;
    std::string body;
  };
  // As a request that was let in: by whoever the scope is.
  Said ask(http::Method method, const std::string& pattern, std::map<std::string, std::string, std::less<>> params, std::string body,
           const Scope& scope, std::vector<std::pair<std::string, std::string>> query = {},
           std::vector<std::pair<std::string, std::string>> headers = {});

  db::Db& db() { return *db_; }
  benefits::Payments& payments() { return *payments_; }
  // Everything that is due now; how many payments and events moved.
  std::size_t work();

 private:
  Parts parts_;
  std::unique_ptr<db::Db> db_;
  IdSource ids_;
  std::unique_ptr<db::Outbox> outbox_;
  std::unique_ptr<jobs::Jobs> jobs_;
  std::unique_ptr<benefits::Payments> payments_;
  std::unique_ptr<http::Routes> routes_;
};

// Two people of the desk.
Scope trial_clerk();
Scope trial_reviewer();

}  // namespace tiange::app
