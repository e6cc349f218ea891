#pragma once
// GET /api/v1/system/info: what runs here and with which settings, for those who run the system.

#include "base/time.h"
#include "platform/db/db.h"
#include "platform/http/http.h"
#include "platform/settings/settings.h"

namespace tiange::app {

struct Running {
  std::string version;
  db::Backend backend;
  Instant started;
};
// Secret settings are shown as stars.
void add_system_routes(http::Routes& routes, const Running& running, const settings::Settings& settings);

}  // namespace tiange::app
