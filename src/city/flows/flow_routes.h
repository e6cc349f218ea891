#pragma once

#include "city/flows/flows.h"
#include "platform/http/http.h"

namespace tiange::flows {

// Definitions and decisions. The view of one instance belongs to the room that owns its subject and knows who may see it.
void add_routes(http::Routes& routes, Flows& flows);

}  // namespace tiange::flows
