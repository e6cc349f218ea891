#pragma once

#include "city/items/item_service.h"
#include "platform/http/http.h"

namespace tiange::items {
// Writes a line of the audit trail in the caller's transaction.
using Recorder = std::function<void(db::Tx& tx, const http::Request& request, const std::string& kind,
                                    const std::string& subject, const Words& detail)>;
void add_routes(http::Routes& routes, ItemService& service, const Recorder& record);
}
