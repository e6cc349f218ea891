#pragma once
// GET /healthz (the program runs), /readyz (it can serve: the database answers), /metrics (Prometheus; this machine or
// those who run the system), /api/openapi.json.

#include "platform/http/http.h"

namespace tiange::http {

// Call last: /api/openapi.json describes the routes that are there when it is first asked for. `ready` may refuse.
void add_health_routes(Routes& routes, std::string version, std::function<Outcome()> ready);

}  // namespace tiange::http
