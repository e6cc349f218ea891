#pragma once
// 申诉 When a counted overrun may be appealed against, and who may review the appeal (DOMAIN: after closing, only the
// handling limit, once per case, by the unit that handled; two reviewers, different persons, neither of that unit). Pure.

#include <optional>

#include "city/cases/cases.h"
#include "city/cases/supervision/desk/supervision_rules.h"

namespace tiange::cases {

enum class AppealState { first, second, approved, rejected };
BOOST_DESCRIBE_ENUM(AppealState, first, second, approved, rejected)

struct Appeal {
  std::string number;
  AppealState state = AppealState::first;
  std::string area, unit, grounds;
  Instant filed;
  PersonId filed_by;
  std::string filed_name;
  Instant due;
  struct Review {
    PersonId by;
    std::string name, text;
    Instant done;
  };
  Review first, second;
  Instant overran, settled;  // of the case, as they were when it was filed

  bool pending() const { return state == AppealState::first || state == AppealState::second; }
};

// The unit that had the case in hand when handling ran out of time; a case that climbs goes on elsewhere. `history` in
// order; the present unit where it does not say.
std::string unit_that_overran(const CaseFile& file, const std::vector<CaseEvent>& history);

// `unit`: that one. `appealed`: the case has an appeal already.
Outcome may_appeal(const CaseFile& file, const std::string& unit, const Scope& scope, bool appealed, const AppealRules& rules,
                   const WorkCalendar& calendar, Instant now);
// `open`: the case was reopened since.
Outcome may_review(const Appeal& appeal, const Scope& scope, bool open, const AppealRules& rules);
// The appeal after the review, which may_review has passed.
Appeal reviewed(Appeal appeal, const Scope& scope, bool approve, const std::string& text, const AppealRules& rules,
                const WorkCalendar& calendar, Instant now);

}  // namespace tiange::cases
