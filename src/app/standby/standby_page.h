#pragma once
// The operator's page of the standby: plain HTML without scripts, for this machine only.

#include "app/standby/standby.h"

namespace tiange::app {

std::string standby_page(const StandbyState& state, Instant now);

}  // namespace tiange::app
