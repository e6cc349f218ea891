#include "app/simulate/payment_house.h"

#include <stdexcept>

#include "app/simulate/payment_trial.h"
#include "platform/http/request_keys.h"
#include "platform/jobs/jobs.h"
#include "platform/pay/simulated_bank.h"

namespace tiange::app {

std::vector<db::Migration> payment_trial_migrations() {
  std::vector<db::Migration> all;
  for (const auto& room : {http::http_migrations(), jobs::migrations(), pay::migrations(), benefits::payment_migrations()})
    all.insert(all.end(), room.begin(), room.end());
  return all;
}

PaymentHouse::PaymentHouse(Parts parts) : parts_(std::move(parts)), ids_(parts_.node) {
  db_ = db::open({.url = parts_.url});
  db_->migrate(payment_trial_migrations());
  outbox_ = std::make_unique<db::Outbox>(*db_, parts_.clock, ids_);
  jobs_ = std::make_unique<jobs::Jobs>(*db_, parts_.clock, ids_);
  payments_ = benefits::open_payments({.db = *db_,
                                       .clock = parts_.clock,
                                       .ids = ids_,
                                       .outbox = *outbox_,
                                       .jobs = *jobs_,
                                       .sealer = std::make_shared<const crypto::Sealer>(std::string(32, 'k')),
                                       .fetch = parts_.fetch,
                                       .name_of = [](db::Tx&, const Scope&, registers::SubjectId id) { return "收款人" + id.text(); },
                                       .policy_name = [](db::Tx&, std::string_view policy) { return Words{std::string(policy), std::string(policy)}; },
                                       .tell = {},
                                       .district = "440604"});
  outbox_->subscribe_many({"payment.settled"}, "trial", parts_.on_settled);
  outbox_->subscribe_many({"payment.needs_account"}, "trial", parts_.on_needs_account);
  routes_ = std::make_unique<http::Routes>(*db_);
  payments_->add_routes(*routes_, [](db::Tx&, const http::Request&, const std::string&, const std::string&, const Words&) {});
}

PaymentHouse::Said PaymentHouse::ask(http::Method method, const std::string& pattern, std::map<std::string, std::string, std::less<>> params,
                                     std::string body, const Scope& scope, std::vector<std::pair<std::string, std::string>> query,
                                     std::vector<std::pair<std::string, std::string>> headers) {
  const std::string full = "/api/v1/benefits/money" + pattern;
  for (const http::Route& route : routes_->all()) {
    if (route.method != method || route.pattern != full) continue;
    if (!scope.may(route.permission) && route.permission != Permission::open_to_all) return {403, ""};
    http::Request request;
    request.method = method;
    request.path = full;
    request.params = std::move(params);
    request.query = std::move(query);
    request.headers = std::move(headers);
    request.body = std::move(body);
    request.scope = scope;
    request.signed_in = true;
    request.now = parts_.clock.now();
    http::Response response = route.handle(request);
    return {response.status, std::move(response.body)};
  }
  throw std::logic_error("no such route: " + pattern);
}

std::size_t PaymentHouse::work() {
  std::size_t moved = payments_->tend(parts_.clock.now());
  moved += static_cast<std::size_t>(jobs_->run_due());
  moved += payments_->tend(parts_.clock.now());
  for (int more = 1; more > 0;) {
    more = outbox_->deliver_now();
    moved += static_cast<std::size_t>(more);
  }
  return moved;
}

namespace {

Scope person(std::int64_t account, const char* name) {
  Scope scope = system_scope("440604");
  scope.account = {account};
  scope.name = name;
  return scope;
}

}  // namespace

Scope trial_clerk() { return person(1001, "经办"); }
Scope trial_reviewer() { return person(1002, "复核"); }

}  // namespace tiange::app
