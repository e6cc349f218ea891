#pragma once
// What owners of data must answer, as cases of their unit.

#include "city/cases/cases.h"
#include "city/registers/subjects/subjects.h"

namespace tiange::app {

class SubjectTickets final : public registers::Tickets {
 public:
  SubjectTickets(cases::Cases& cases, org::Org& org, const places::Places& places, std::string district)
      : cases_(cases), org_(org), places_(places), district_(std::move(district)) {}

  Result<std::string> open(db::Tx& tx, const registers::Ticket& ticket, Instant now) override;
  void answered(db::Tx& tx, std::string_view number, const Words& said, Instant now) override;

 private:
  Scope house() const;
  std::string grid_of(const registers::Ticket& ticket) const;
  // The first of the actions that the case allows; the rest of them afterwards.
  Outcome lead(db::Tx& tx, cases::CaseRef ref, std::initializer_list<cases::Action> actions, const std::string& unit, const std::string& text,
               Instant now);

  cases::Cases& cases_;
  org::Org& org_;
  const places::Places& places_;
  std::string district_;
};

}  // namespace tiange::app
