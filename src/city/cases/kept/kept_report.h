#pragma once
// 收到时刻 A report that the standby took while the core did not answer counts from the moment the reporter was told that it
// was received. Who vouches for that moment marks the request after the route was found; a client cannot: it has no say in
// the parameters of a pattern.

#include <optional>
#include <string>

#include "base/time.h"
#include "platform/http/http.h"

namespace tiange::cases {

struct KeptReport {
  Instant received;
  std::string receipt;  // what the reporter was given
};

void mark_kept(http::Request& request, const KeptReport& kept);
// Nothing for a report that came straight in. Never later than the request itself: clocks of two machines differ.
std::optional<KeptReport> kept_report(const http::Request& request);

}  // namespace tiange::cases
