#pragma once

#include <vector>

#include "app/district.h"

namespace tiange::app {

void print_secrets(const std::vector<org::IssuedSecret>& secrets);
// Serves, prints the addresses, and returns after SIGINT or SIGTERM when all is stopped.
void serve_until_stopped(District& district, const settings::Settings& settings);

}  // namespace tiange::app
