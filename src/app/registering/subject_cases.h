#pragma once
// Cases on the pages of persons, firms and houses: those they reported by telephone, and those at their address.

#include <span>
#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/registers/subjects/subjects.h"
#include "platform/jobs/ticker.h"

namespace tiange::app {

// Everything outlives it.
struct SubjectCasesParts {
  db::Db& db;
  const Clock& clock;
  cases::Cases& cases;
  const registers::Addresses& addresses;
  std::string district;
};

class SubjectCases {
 public:
  explicit SubjectCases(const SubjectCasesParts& parts) : parts_(parts) {}

  // Notes where each new case is as it comes in.
  void listen(db::Outbox& outbox);
  // Notes a page of those that were there before, newest first; returns how many. Again and again until it is 0.
  std::size_t note_older(Instant now);

  std::vector<registers::SubjectCase> of(db::Tx& tx, const Scope& scope, const registers::CasesAsk& ask) const;

 private:
  void note(db::Tx& tx, std::span<const cases::CaseRef> refs);
  void add_by_phone(db::Tx& tx, const Scope& scope, const std::vector<std::string>& phones, std::vector<registers::SubjectCase>& found) const;
  void add_by_address(db::Tx& tx, const Scope& scope, const std::vector<std::int64_t>& addresses, std::vector<registers::SubjectCase>& found) const;

  const SubjectCasesParts parts_;
};

}  // namespace tiange::app
