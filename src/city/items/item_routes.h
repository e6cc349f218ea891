#pragma once

#include "city/items/item_service.h"
#include "platform/http/http.h"

namespace tiange::items {
void add_routes(http::Routes& routes, ItemService& service, const http::Recorder& record);
}
