#pragma once
// What a Flows object holds.

#include "city/flows/flow_library.h"

namespace tiange::flows {

struct Flows::Inside {
  explicit Inside(IdSource& source) : ids(source) {}

  IdSource& ids;
  Library library;
};

}  // namespace tiange::flows
