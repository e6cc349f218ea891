#pragma once

#include "city/places/place_service.h"
#include "platform/http/http.h"

namespace tiange::places {
void add_routes(http::Routes& routes, PlaceService& service, const http::Recorder& record);
void add_tile_routes(http::Routes& routes, PlaceService& service);
}  // namespace tiange::places
