#pragma once

#include <functional>

#include "city/flows/flows.h"
#include "platform/http/http.h"

namespace tiange::flows {

// Whether somebody may look at what an instance is about; given by the room that owns the subject.
using MaySee = std::function<bool(db::Tx& tx, const Scope& scope, Subject subject)>;

void add_routes(http::Routes& routes, Flows& flows, MaySee may_see);
// Forms, for everybody who is signed in.
void add_form_routes(http::Routes& routes, Flows& flows);

}  // namespace tiange::flows
