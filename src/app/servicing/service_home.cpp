#include "app/servicing/service_home.h"

#include "platform/files/files.h"

namespace tiange::app {

std::vector<db::Migration> service_home_migrations() {
  std::vector<db::Migration> all;
  for (const auto& room : {firms::firm_migrations(), services::service_migrations()}) all.insert(all.end(), room.begin(), room.end());
  return all;
}

ServiceHome::ServiceHome(const ServiceHomeParts& parts)
    : definitions_(parts.definitions),
      firms_(firms::open_firms({.db = parts.db,
                                .ids = parts.ids,
                                .subjects = parts.subjects,
                                .spaces = parts.spaces,
                                .grants = parts.grants,
                                .credit = parts.credit,
                                .district = parts.district})),
      services_(services::open_services({.db = parts.db,
                                         .ids = parts.ids,
                                         .org = parts.org,
                                         .places = parts.places,
                                         .subjects = parts.subjects,
                                         .spaces = parts.spaces,
                                         .firms = *firms_,
                                         .calendar = parts.calendar,
                                         .outbox = &parts.outbox,
                                         .tell =
                                             [&hub = parts.hub](db::Tx& tx, const std::string& unit) {
                                               live::Audience audience;
                                               audience.unit = unit;
                                               hub.publish(tx, "services", audience, "{}");
                                             },
                                         .district = parts.district,
                                         .files_folder = parts.data_folder + "/services",
                                         .national_digest = parts.settings.signature_suite == "sm2"})) {
  services_->listen();
}

Outcome ServiceHome::lay(db::Tx& tx, Instant now) {
  return services_->lay(tx, read_file(definitions_ + "/services/matters.json"), now);
}

void ServiceHome::add_routes(http::Routes& routes, const http::Recorder& record) {
  firms_->add_routes(routes);
  services_->add_routes(routes, record);
}

}  // namespace tiange::app
