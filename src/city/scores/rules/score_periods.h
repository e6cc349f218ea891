#pragma once
// Periods of evaluation: "2026-11-21", "2026-W47", "2026-11", "2026-Q4", "2026", or any days "2026-11-03..2026-11-20".
// Pure.

#include <string>
#include <string_view>

#include "base/json.h"

namespace tiange::scores {

enum class PeriodKind { day, week, month, quarter, year, span };
BOOST_DESCRIBE_ENUM(PeriodKind, day, week, month, quarter, year, span)

struct Period {
  PeriodKind kind = PeriodKind::month;
  Date first;
  Date last;  // the period's own end, whether it has come or not

  std::string text() const;
  Period before() const;    // 环比 the one before, of a span as many days
  Period year_ago() const;  // 同比 a year before; of a week: 52 weeks
  friend bool operator==(const Period&, const Period&) = default;
};

Result<Period> parse_period(std::string_view text);  // bad_input
Period period_of(PeriodKind kind, Date day);

}  // namespace tiange::scores
