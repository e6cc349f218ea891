#include "app/benefiting/benefit_home.h"

namespace tiange::app {

std::vector<db::Migration> benefit_home_migrations() {
  std::vector<db::Migration> all;
  for (const auto& room : {policy_home_migrations(), payment_home_migrations(), grant_home_migrations()}) all.insert(all.end(), room.begin(), room.end());
  return all;
}

BenefitHome::BenefitHome(const BenefitHomeParts& parts)
    : parts_(parts),
      policies_({.db = parts.db,
                 .clock = parts.clock,
                 .ids = parts.ids,
                 .outbox = parts.outbox,
                 .jobs = parts.jobs,
                 .ticker = parts.ticker,
                 .org = parts.org,
                 .places = parts.places,
                 .subjects = parts.subjects,
                 .hub = parts.hub,
                 .district = parts.district,
                 .four_eyes = parts.settings.four_eyes}),
      payments_({.db = parts.db,
                 .clock = parts.clock,
                 .ids = parts.ids,
                 .outbox = parts.outbox,
                 .jobs = parts.jobs,
                 .ticker = parts.ticker,
                 .subjects = parts.subjects,
                 .policies = policies_.policies(),
                 .hub = parts.hub,
                 .district = parts.district,
                 .data_folder = parts.data_folder,
                 .settings = parts.settings}),
      grants_({.db = parts.db,
               .clock = parts.clock,
               .ids = parts.ids,
               .outbox = parts.outbox,
               .ticker = parts.ticker,
               .org = parts.org,
               .places = parts.places,
               .subjects = parts.subjects,
               .policies = policies_.policies(),
               .payments = payments_.payments(),
               .spaces = parts.spaces,
               .hub = parts.hub,
               .calendar = parts.calendar,
               .district = parts.district,
               .data_folder = parts.data_folder,
               .definitions = parts.definitions,
               .settings = parts.settings}) {}

Outcome BenefitHome::lay(db::Tx& tx, Instant now) {
  TIANGE_CHECK_OK(policies_.lay(tx, parts_.definitions, now));
  return payments_.lay(tx, now);
}

void BenefitHome::add_routes(http::Routes& routes, const http::Recorder& record) {
  policies_.add_routes(routes, record);
  payments_.add_routes(routes, record);
  grants_.add_routes(routes, record);
}

}  // namespace tiange::app
