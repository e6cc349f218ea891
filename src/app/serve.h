#pragma once

#include <string>
#include <vector>

#include "app/district.h"
#include "platform/http/server.h"

namespace tiange::app {

// Those of the settings; uploads wait in the spool folder.
http::ServerOptions server_options(const settings::Settings& settings, std::string spool_folder);
void print_secrets(const std::vector<org::IssuedSecret>& secrets);
// Serves, prints the addresses, and returns after SIGINT or SIGTERM when all is stopped.
void serve_until_stopped(District& district, const settings::Settings& settings);

}  // namespace tiange::app
