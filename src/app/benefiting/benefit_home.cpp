#include "app/benefiting/benefit_home.h"

namespace tiange::app {

std::vector<db::Migration> benefit_home_migrations() {
  std::vector<db::Migration> all;
  for (const auto& room : {policy_home_migrations()}) all.insert(all.end(), room.begin(), room.end());
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
                 .four_eyes = parts.settings.four_eyes}) {}

Outcome BenefitHome::lay(db::Tx& tx, Instant now) {
  TIANGE_CHECK_OK(policies_.lay(tx, parts_.definitions, now));
  return done();
}

void BenefitHome::add_routes(http::Routes& routes, const http::Recorder& record) { policies_.add_routes(routes, record); }

}  // namespace tiange::app
