#pragma once
// Why an expression gave null. FEEL never throws: what cannot be computed is null, and the reason is kept as a code
// from reasons.def with a few details, turned into words only when somebody reads it.

#include <cstdint>
#include <string>

#include "base/result.h"

namespace tiange::feel {

enum class Kind : std::uint8_t {
  null,
  boolean,
  number,
  date,
  time,
  date_time,
  days_duration,
  months_duration,
  string,  // from here on the value is shared on the heap
  list,
  context,
  range,
  function,
};

// "数字" / "number" and so on.
Words kind_words(Kind kind);

enum class ReasonCode : std::uint8_t {
#define TIANGE_REASON(name, zh, en) name,
#include "engines/feel/values/reasons.def"
#undef TIANGE_REASON
};

// left and right are the kinds of the operands (or of the argument); detail is the number of an argument.
struct Reason {
  ReasonCode code = ReasonCode::none;
  Kind left = Kind::null;
  Kind right = Kind::null;
  std::uint16_t detail = 0;
};

Words reason_words(const Reason& reason);

}  // namespace tiange::feel
