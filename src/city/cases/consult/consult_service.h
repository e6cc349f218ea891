#pragma once
// The use cases of consultations and precedents, each in the caller's transaction.

#include "city/cases/consult/consult.h"

namespace tiange::cases {

class ConsultService final : public Consultations {
 public:
  ConsultService(const CasesParts& parts, Cases& cases, PrecedentBook& book)
      : parts_(parts), cases_(cases), book_(book), store_("case_consultations"), numbers_("case_precedents"), rules_("consult") {}

  Outcome lay(db::Tx& tx, std::string_view rules, Instant now) override;
  Result<Consultation> call(db::Tx& tx, const Scope& scope, const ConsultIn& in, Instant now) override;
  void listen(db::Outbox& outbox, const tiange::Clock& clock) override;
  int watch(Instant now) override;
  bool may_see_evidence(db::Tx& tx, const Scope& scope, std::string_view digest) override {
    return scope.may(Permission::consult_view) && store_.may_see_evidence(tx, scope, digest);
  }
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

  Result<Consultation> opine(db::Tx& tx, const Scope& scope, CaseRef ref, const ConsultOpinionIn& in, Instant now) override;
  Result<Consultation> record_minutes(db::Tx& tx, const Scope& scope, CaseRef ref, const ConsultMinutes& in, Instant now) override;
  Result<Consultation> decide(db::Tx& tx, const Scope& scope, CaseRef ref, const ConsultDecide& in, Instant now) override;
  Result<Consultation> follow(db::Tx& tx, const Scope& scope, CaseRef ref, const ConsultFollow& in, Instant now);
  Result<Consultation> cancel(db::Tx& tx, const Scope& scope, CaseRef ref, const ConsultText& in, Instant now);
  Result<Consultation> view(db::Tx& tx, const Scope& scope, CaseRef ref);
  ConsultList list(db::Tx& tx, const Scope& scope, const PaperFilter& filter);
  Result<ConsultRules> rules(db::Tx& tx) const;

  PrecedentList precedents(db::Tx& tx, const Scope& scope, std::string_view item, bool all, Instant now);
  Result<PrecedentList> precedents_of_case(db::Tx& tx, const Scope& scope, CaseRef ref, Instant now);
  Result<PrecedentView> withdraw(db::Tx& tx, const Scope& scope, const std::string& number, const ConsultText& in, Instant now);
  Result<PrecedentView> prolong(db::Tx& tx, const Scope& scope, const std::string& number, const PrecedentProlong& in, Instant now);

 private:
  Result<Consultation> for_act(db::Tx& tx, const Scope& scope, CaseRef ref, const char* act);
  Result<Consultation> keep(db::Tx& tx, const Scope& scope, Consultation one, const PaperStep& step, bool fresh, Instant now);
  void invite(db::Tx& tx, const Consultation& one, Instant now) const;
  Result<std::string> make_precedent(db::Tx& tx, const Scope& scope, const Consultation& one, const ConsultDecide& in, Instant now);
  Result<PrecedentView> to_change(db::Tx& tx, const Scope& scope, const std::string& number);
  Outcome case_closed(db::Tx& tx, const std::string& case_ref, Instant now);
  Outcome case_dispatched(db::Tx& tx, const db::Event& event, Instant now);
  void add_precedent_routes(http::Routes& routes);
  void add_acts(http::Routes& routes);

  const CasesParts parts_;
  Cases& cases_;
  PrecedentBook& book_;
  PaperStore store_;
  PaperStore numbers_;
  RuleBook rules_;
};

}  // namespace tiange::cases
