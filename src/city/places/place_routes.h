#pragma once

#include "city/places/place_service.h"
#include "platform/http/http.h"

namespace tiange::places {
// Writes a line of the audit trail in the caller's transaction.
using Recorder = std::function<void(db::Tx& tx, const http::Request& request, const std::string& kind,
                                    const std::string& subject, const Words& detail)>;
void add_routes(http::Routes& routes, PlaceService& service, const Recorder& record);
void add_tile_routes(http::Routes& routes, PlaceService& service);
}  // namespace tiange::places
