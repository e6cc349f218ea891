#pragma once
// What the core says of the standby: to clients where it is, to those who run the system how it stands.
//
//   GET /api/v1/public/standby   {path}: where reports go while the core does not answer, "" when nowhere
//   GET /api/v1/system/standby   StandbyView

#include "platform/http/http.h"

namespace tiange::app {

struct StandbyPlace {
  std::string path;  // of this site, as the reverse proxy has it ("/standby")
  std::string url;   // of the process itself, asked by the core ("http://127.0.0.1:8090")
  std::string key_path;  // where the core looks for the key of vouch.h
};
void add_standby_routes(http::Routes& routes, const StandbyPlace& place);

}  // namespace tiange::app
