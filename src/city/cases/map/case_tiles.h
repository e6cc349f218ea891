#pragma once

#include "city/cases/cases.h"

namespace tiange::cases {
// GET /api/v1/cases/tiles/{z}/{x}/{y}: open cases that the caller may see, as points; clustered where zoomed out.
void add_tile_route(http::Routes& routes, Cases& cases, db::Db& db);
}  // namespace tiange::cases
