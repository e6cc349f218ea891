#include "app/benefiting/payment_home.h"

#include "platform/net/fetch.h"
#include "platform/pay/simulated_bank.h"

namespace tiange::app {

namespace {

pay::Fetch fetch_with(const settings::Settings& settings) {
  net::FetchLimits limits;
  limits.private_addresses = settings.outgoing_private;
  limits.trusted_certificates = settings.outgoing_certificates;
  limits.most_answer = 16 << 20;  // a day's statement
  return [limits](const pay::Call& call) -> Result<pay::Answer> {
    TIANGE_TRY(net::Fetched got, net::fetch({call.method, call.url, call.headers, call.body}, limits));
    return pay::Answer{got.status, std::move(got.body)};
  };
}

std::string name_of(const registers::Subjects& subjects, db::Tx& tx, const Scope& scope, registers::SubjectId id, Instant now) {
  const auto rows = subjects.rows_of(tx, scope, {&id, 1}, now);
  if (rows.empty()) return "";
  return rows.front().title.empty() ? rows.front().ref : rows.front().title;
}

Words policy_name(benefits::Policies& policies, db::Tx& tx, std::string_view key) {
  const auto edition = policies.edition(tx, key, 0);
  if (!edition) return {std::string(key), std::string(key)};
  return {edition->zh, edition->en};
}

}  // namespace

std::vector<db::Migration> payment_home_migrations() {
  std::vector<db::Migration> all;
  for (const auto& room : {pay::migrations(), benefits::payment_migrations()}) all.insert(all.end(), room.begin(), room.end());
  return all;
}

PaymentHome::PaymentHome(const PaymentHomeParts& parts)
    : payments_(benefits::open_payments(
          {.db = parts.db,
           .clock = parts.clock,
           .ids = parts.ids,
           .outbox = parts.outbox,
           .jobs = parts.jobs,
           .sealer = std::make_shared<const crypto::Sealer>(crypto::Sealer::from_file(parts.data_folder + "/secrets/seal.key")),
           .fetch = fetch_with(parts.settings),
           .name_of = [&subjects = parts.subjects, &clock = parts.clock](
                          db::Tx& tx, const Scope& scope, registers::SubjectId id) { return name_of(subjects, tx, scope, id, clock.now()); },
           .policy_name = [&policies = parts.policies](db::Tx& tx, std::string_view key) { return policy_name(policies, tx, key); },
           .tell =
               [&hub = parts.hub](db::Tx& tx) {
                 live::Audience audience;
                 audience.permission = permission_info(Permission::benefits_money_view).key;
                 hub.publish(tx, "benefits", audience, "{}");
               },
           .district = parts.district})) {
  parts.ticker.every("benefits.payments", seconds(1), [this](Instant now) { (void)payments_->tend(now); });
}

}  // namespace tiange::app
