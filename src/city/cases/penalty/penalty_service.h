#pragma once
// The use cases of findings, each in the caller's transaction.

#include "city/cases/penalty/penalty.h"

namespace tiange::cases {

class PenaltyService final : public Penalties {
 public:
  PenaltyService(const CasesParts& parts, Cases& cases) : parts_(parts), cases_(cases), store_("case_findings"), rules_("penalty") {}

  Outcome lay(db::Tx& tx, std::string_view rules, Instant now) override;
  Result<Finding> find(db::Tx& tx, const Scope& scope, const FindingIn& in, Instant now) override;
  int watch(Instant now) override;
  bool may_see_evidence(db::Tx& tx, const Scope& scope, std::string_view digest) override {
    return scope.may(Permission::penalty_view) && store_.may_see_evidence(tx, scope, digest);
  }
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

  Result<Finding> recheck(db::Tx& tx, const Scope& scope, CaseRef ref, const FindingRecheck& in, Instant now);
  Result<Finding> hand(db::Tx& tx, const Scope& scope, CaseRef ref, const FindingHand& in, Instant now);
  Result<Finding> take(db::Tx& tx, const Scope& scope, CaseRef ref, const FindingText& in, Instant now) override;
  Result<Finding> send_back(db::Tx& tx, const Scope& scope, CaseRef ref, const FindingText& in, Instant now);
  Result<Finding> decide(db::Tx& tx, const Scope& scope, CaseRef ref, const FindingDecide& in, Instant now) override;
  Result<Finding> close(db::Tx& tx, const Scope& scope, CaseRef ref, const FindingText& in, Instant now);
  Result<Finding> view(db::Tx& tx, const Scope& scope, CaseRef ref);
  Result<EvidencePack> pack(db::Tx& tx, const Scope& scope, CaseRef ref);
  FindingList list(db::Tx& tx, const Scope& scope, const PaperFilter& filter);
  std::vector<Finding> all(db::Tx& tx, const Scope& scope, PaperFilter filter, std::size_t most);
  Result<PenaltyRules> rules(db::Tx& tx) const;

 private:
  Result<Finding> for_act(db::Tx& tx, const Scope& scope, CaseRef ref, const char* act);
  Result<Finding> keep(db::Tx& tx, const Scope& scope, Finding finding, const PaperStep& step, bool fresh, Instant now);
  // What the case says of the matter; who reported it counts as finder.
  Outcome read_case(db::Tx& tx, const Scope& scope, const FindingIn& in, Finding& finding, Instant now);
  Outcome check_first(db::Tx& tx, const FindingIn& in, const Finding& finding, Severity severity, Instant now);
  // Makes the pack and gives it to the unit.
  Outcome give(db::Tx& tx, const Scope& scope, Finding& finding, const std::string& unit, const std::string& statement, Instant now);
  void add_acts(http::Routes& routes);

  const CasesParts parts_;
  Cases& cases_;
  PaperStore store_;
  RuleBook rules_;
};

}  // namespace tiange::cases
