#include "city/cases/alike/alike.h"

namespace tiange::cases {

RepeatPlan plan_repeat(std::int64_t times, Severity severity, const CaseRules& rules) {
  RepeatPlan plan;
  plan.severity = severity;
  plan.told = rules.repeat_raise > 0 && times >= rules.repeat_raise;
  plan.climbs = rules.repeat_climb > 0 && times >= rules.repeat_climb;
  if (plan.told || plan.climbs) {
    // Works have limits of their own kind and stay what they are.
    if (severity == Severity::minor) plan.severity = Severity::normal;
    if (severity == Severity::normal || (plan.climbs && severity == Severity::minor)) plan.severity = Severity::urgent;
  }
  plan.told = plan.told || plan.climbs;
  plan.raised = plan.severity != severity;
  return plan;
}

}  // namespace tiange::cases
