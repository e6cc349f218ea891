#pragma once

#include "city/cases/cases.h"
#include "platform/http/http.h"

namespace tiange::cases {

// What supervision is tied to; everything outlives it.
struct SupervisionParts {
  CasesParts base;
  Cases& cases;
  const tiange::Clock& clock;
  http::Recorder record;
};

}  // namespace tiange::cases
