#pragma once
// The use cases of whistles, each in the caller's transaction.

#include "city/cases/whistle/whistle.h"

namespace tiange::cases {

class WhistleService final : public Whistles {
 public:
  WhistleService(const CasesParts& parts, Cases& cases) : parts_(parts), cases_(cases), store_("case_whistles"), rules_("whistle") {}

  Outcome lay(db::Tx& tx, std::string_view rules, Instant now) override;
  Result<Whistle> blow(db::Tx& tx, const Scope& scope, const WhistleIn& in, Instant now) override;
  Result<Whistle> dispatch(db::Tx& tx, const Scope& scope, CaseRef ref, const WhistleDispatch& in, Instant now) override;
  int watch(Instant now) override;
  bool may_see_evidence(db::Tx& tx, const Scope& scope, std::string_view digest) override {
    return scope.may(Permission::whistle_view) && store_.may_see_evidence(tx, scope, digest);
  }
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

  Result<Whistle> end(db::Tx& tx, const Scope& scope, CaseRef ref, const char* act, const std::string& text, Instant now);
  Result<Whistle> excuse(db::Tx& tx, const Scope& scope, CaseRef ref, const WhistleExcuse& in, Instant now);
  Result<Whistle> check_in(db::Tx& tx, const Scope& scope, CaseRef ref, const WhistleCheckIn& in, Instant now) override;
  Result<Whistle> conclude(db::Tx& tx, const Scope& scope, CaseRef ref, const WhistleConclude& in, Instant now) override;
  Result<Whistle> score(db::Tx& tx, const Scope& scope, CaseRef ref, const WhistleScoreIn& in, bool by_town, Instant now) override;
  Result<Whistle> view(db::Tx& tx, const Scope& scope, CaseRef ref);
  WhistleList list(db::Tx& tx, const Scope& scope, const PaperFilter& filter);
  std::vector<Whistle> all(db::Tx& tx, const Scope& scope, PaperFilter filter, std::size_t most);
  Result<WhistleRules> rules(db::Tx& tx) const;

 private:
  // The whistle, when the act is open to the scope's owner.
  Result<Whistle> for_act(db::Tx& tx, const Scope& scope, CaseRef ref, const char* act);
  Outcome place_of(db::Tx& tx, const Scope& scope, const WhistleIn& in, Whistle& whistle, Instant now);
  // Stores, continues the history of whistle and case, wakes the screens.
  Result<Whistle> keep(db::Tx& tx, const Scope& scope, Whistle whistle, const PaperStep& step, bool fresh, Instant now);
  void tell_town(db::Tx& tx, const Whistle& whistle, Instant now) const;
  void tell_called(db::Tx& tx, const Whistle& whistle, Instant now) const;
  void add_reads(http::Routes& routes, const http::Recorder& record);
  void add_acts(http::Routes& routes);

  const CasesParts parts_;
  Cases& cases_;
  PaperStore store_;
  RuleBook rules_;
};

}  // namespace tiange::cases
