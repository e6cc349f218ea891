#pragma once
// The one place that reads the machine's clock.

#include "base/time.h"

namespace tiange::observe {

class SystemClock : public Clock {
 public:
  Instant now() const override;  // UTC, microseconds
};

// Microseconds of a clock that never goes back; only differences mean something.
std::int64_t steady_us();

}  // namespace tiange::observe
