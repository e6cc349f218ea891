#pragma once
// The use cases of the balance.

#include <mutex>

#include "city/cases/balance/balance.h"
#include "city/cases/case_store.h"

namespace tiange::cases {

class BalanceService final : public Balance {
 public:
  BalanceService(const CasesParts& parts, Cases& cases) : parts_(parts), cases_(cases), rules_("balance") {}

  Outcome lay(db::Tx& tx, std::string_view rules, Instant now) override;
  void listen(db::Outbox& outbox, jobs::Jobs& jobs, const tiange::Clock& clock) override;
  void refresh(Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

  Result<BalanceQueue> set_queue(db::Tx& tx, const Scope& scope, const BalanceQueueIn& in, Instant now);
  Result<BalancePerson> set_person(db::Tx& tx, const Scope& scope, const BalancePersonIn& in, Instant now);
  Result<BalancePeople> people(db::Tx& tx, const Scope& scope, const std::string& queue, Instant now);
  BalanceQueues queues(db::Tx& tx, const Scope& scope, Instant now);
  Result<AdviceList> advice(db::Tx& tx, const Scope& scope, const std::string& queue, Instant now);
  Result<BalanceRanking> ranking(db::Tx& tx, const Scope& scope, CaseRef ref, Instant now);
  // Says, or assigns, whose turn the task is that the case waits in; nothing for queues that are off.
  Outcome arrived(db::Tx& tx, CaseRef ref, Instant now);
  Result<BalanceRules> rules(db::Tx& tx) const;

 private:
  bool covers(const Scope& scope, std::string_view queue, Instant now) const;
  std::vector<BalancePerson> holders(db::Tx& tx, const std::string& queue, Instant now);
  int load_of(db::Tx& tx, PersonId person);
  void assign(db::Tx& tx, CaseRef ref, BalanceAdvice& advice, Instant now);
  void follow(db::Tx& tx, Instant now);

  const CasesParts parts_;
  Cases& cases_;
  CaseStore store_;
  RuleBook rules_;
  std::atomic<int> on_{0};  // queues that are not off
};

}  // namespace tiange::cases
