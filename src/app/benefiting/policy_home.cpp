#include "app/benefiting/policy_home.h"

#include "platform/files/files.h"

namespace tiange::app {

std::vector<db::Migration> policy_home_migrations() {
  const auto all = benefits::policy_migrations();
  return {all.begin(), all.end()};
}

PolicyHome::PolicyHome(const PolicyHomeParts& parts)
    : policies_(benefits::open_policies({.db = parts.db,
                                         .clock = parts.clock,
                                         .ids = parts.ids,
                                         .outbox = parts.outbox,
                                         .org = parts.org,
                                         .places = parts.places,
                                         .subjects = parts.subjects,
                                         .jobs = parts.jobs,
                                         .tell =
                                             [&hub = parts.hub](db::Tx& tx) {
                                               live::Audience audience;
                                               audience.permission = permission_info(Permission::policies_view).key;
                                               hub.publish(tx, "policies", audience, "{}");
                                             },
                                         .district = parts.district,
                                         .four_eyes = parts.four_eyes})) {
  policies_->listen(parts.outbox);
  policies_->add_jobs();
  parts.ticker.every("benefits.policies", seconds(5), [this](Instant now) { policies_->tend(now); });
}

Outcome PolicyHome::lay(db::Tx& tx, const std::string& definitions, Instant now) {
  const auto text = read_file_if_any(definitions + "/benefits/policies.json");
  return text ? policies_->lay(tx, *text, now) : done();  // a district without policies
}

}  // namespace tiange::app
