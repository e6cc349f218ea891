#include "app/registering/register_home.h"

namespace tiange::app {

std::vector<db::Migration> register_migrations() {
  std::vector<db::Migration> all;
  for (const auto& part : {registers::part_migrations(), owners::owner_migrations()}) all.insert(all.end(), part.begin(), part.end());
  return all;
}

RegisterHome::RegisterHome(const RegisterHomeParts& parts)
    : parts_(parts),
      registers_(registers::open_parts({parts.db, parts.org, parts.places, parts.district, [&clock = parts.clock] { return clock.now(); }})),
      owners_(owners::open_owners({.db = parts.db,
                                   .ids = parts.ids,
                                   .cases = parts.cases,
                                   .parts = *registers_,
                                   .flows = parts.flows,
                                   .org = parts.org,
                                   .places = parts.places,
                                   .jobs = parts.jobs,
                                   .calendar = parts.calendar,
                                   .tell =
                                       [&hub = parts.hub](db::Tx& tx, const std::string& topic, const std::string& unit, const std::string& json) {
                                         live::Audience audience;
                                         audience.unit = unit;
                                         hub.publish(tx, topic, audience, json);
                                       },
                                   .district = parts.district,
                                   .now = [&clock = parts.clock] { return clock.now(); }})) {
  owners_->listen(parts.outbox);
  parts.ticker.every("owners.watch", seconds(1), [this](Instant now) { owners_->watch(now); });
  parts.ticker.every("owners.sweep", seconds(2), [this](Instant now) { owners_->sweep(now); });
}

Outcome RegisterHome::lay(db::Tx& tx, std::string_view kinds_csv, std::string_view rules_json, Instant now) {
  TIANGE_CHECK_OK(registers_->lay_kinds(tx, kinds_csv, now));
  return owners_->lay_rules(tx, rules_json, now);
}

void RegisterHome::add_routes(http::Routes& routes, const http::Recorder& record) {
  registers_->add_routes(routes, record);
  owners_->add_routes(routes, record);
}

bool RegisterHome::may_see_photo(db::Tx& tx, const Scope& scope, std::string_view digest) const {
  return registers_->may_see_photo(tx, scope, digest) || owners_->may_see_photo(tx, scope, digest);
}

}  // namespace tiange::app
