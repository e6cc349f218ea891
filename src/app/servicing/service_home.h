#pragma once
// Services and the door of firms tied to the house: registers, spaces, grants, credit.

#include <memory>
#include <string>
#include <vector>

#include "city/services/services.h"
#include "platform/live/live.h"
#include "platform/settings/settings.h"

namespace tiange::app {

std::vector<db::Migration> service_home_migrations();

// Everything outlives it.
struct ServiceHomeParts {
  db::Db& db;
  IdSource& ids;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  spaces::Spaces& spaces;
  grants::Grants& grants;
  credit::Credit& credit;
  db::Outbox& outbox;  // has not been started
  live::Hub& hub;
  std::shared_ptr<const WorkCalendar> calendar;
  std::string district;
  std::string data_folder;
  std::string definitions;  // folder of services/matters.json
  const settings::Settings& settings;
};

class ServiceHome {
 public:
  explicit ServiceHome(const ServiceHomeParts& parts);
  // The guide of a fresh district; what was edited since stays.
  Outcome lay(db::Tx& tx, Instant now);
  void add_routes(http::Routes& routes, const http::Recorder& record);

 private:
  const std::string definitions_;
  std::unique_ptr<firms::Firms> firms_;
  std::unique_ptr<services::Services> services_;
};

}  // namespace tiange::app
