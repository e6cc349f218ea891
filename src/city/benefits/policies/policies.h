#pragma once
// 惠民政策 Policies: who is entitled to what, found without anybody's application.
//
// A policy is a definition with editions: named conditions in FEEL with their clauses, the amount, and the terms on which it is
// given. It is judged on any subject of the registers, at any day, with reasons: which condition holds, which does not and how
// close it is, which fact is missing and who answers for it. A missing fact is no refusal.
//
// Whoever becomes entitled to a live policy that is pushed gets a match with a beginning; when the ground falls away it ends.
// Every change of a subject is followed at once (outbox "subject.changed"), asking only the policies that read what changed; the
// whole register is gone through by columns every night, after large batches, on release and on demand. Both come to the same.
//
//   auto policies = benefits::open_policies({...});
//   policies->listen(outbox); policies->add_jobs(); policies->add_routes(routes, record);
//   TIANGE_TRY(Judgement judgement, policies->judge(tx, subject, "elderly_allowance", today));
//
// Events (outbox), one for each beginning and end, in the transaction that keeps it:
//   "benefit.matched" {policy, edition, subject (ref), kind, match (id), amount_fen, day, period}
//   "benefit.ended"   {policy, edition, subject, kind, match (id), day, why: not_entitled|missing|merged|policy_over}
// A subject that loses and regains the ground is matched anew, with another match id.
//
// Quotas, exclusions, budgets, confirmation, objection periods and recovery are terms that grants keep; a judgement says nothing
// about what was granted before. first_period, period_of and first_amount say what a payment is for.
//
// What is to be confirmed is answered on demand and pushed to nobody, until somebody who may release confirms the released edition
// with a document's number.
//
// A fact older than the policy allows keeps somebody from becoming entitled (missing, "fresh:<field>"); a match that runs goes on.

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "city/benefits/policies/policy_views.h"
#include "city/benefits/policies/rules/edition_rules.h"
#include "city/org/org.h"
#include "city/places/places.h"
#include "city/registers/subjects/subjects.h"
#include "platform/db/db.h"
#include "platform/db/outbox.h"
#include "platform/http/http.h"
#include "platform/jobs/jobs.h"

namespace tiange::benefits {

struct PoliciesParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  db::Outbox& outbox;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  jobs::Jobs& jobs;
  // Tells screens that counts have changed; may be empty.
  std::function<void(db::Tx&)> tell;
  std::string district;
  bool four_eyes = true;
};

class Policies {
 public:
  virtual ~Policies() = default;

  // By the edition in force on that day, with reasons and the facts as they stand in the registers now. Values are as they are,
  // unmasked: for the house's own machines. not_found for an unknown subject, policy_not_in_force where there is no edition or it
  // is for another kind.
  virtual Result<Judgement> judge(db::Tx& tx, SubjectId subject, std::string_view policy, Date day) = 0;
  // Released editions; 0 for the one in force on the day of `now`.
  virtual std::optional<PolicyEdition> edition(db::Tx& tx, std::string_view key, std::int64_t edition) = 0;
  // In force now, by key.
  virtual std::vector<PolicyEdition> live_editions(db::Tx& tx) = 0;
  // Whether the subject has a running match of the policy.
  virtual bool matched(db::Tx& tx, SubjectId subject, std::string_view policy) = 0;

  // Policies of a fresh district, from data/benefits/policies.json; what was edited since stays.
  virtual Outcome lay(db::Tx& tx, std::string_view policies_json, Instant now) = 0;
  virtual void listen(db::Outbox& outbox) = 0;
  virtual void add_jobs() = 0;
  // Begins the nightly run and what large batches ask for; every few seconds.
  virtual void tend(Instant now) = 0;
  // Brings the matches of these subjects up to date in the caller's transaction.
  virtual void follow(db::Tx& tx, std::span<const SubjectId> ids, Instant now) = 0;
  // Goes through the whole register on this thread; outside transactions.
  virtual Result<PolicyRunView> run_now(const std::string& why, Instant now) = 0;
  // Below /api/v1/benefits: see policy_views.h.
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> policy_migrations();
std::unique_ptr<Policies> open_policies(PoliciesParts parts);

}  // namespace tiange::benefits
