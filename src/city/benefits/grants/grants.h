#pragma once
// 待遇 grants: from the match of a policy to what arrives, without anybody's application.
//
// Whoever matches a policy is told, and may opt out; where the policy asks for it the person says yes, the public list is open to
// objections, or a person decides; else the rule approves in the same moment. The facts that a decision rests on are frozen with
// their sources and a digest: what the registers say later never alters what was decided. Money is ordered once for each period,
// judged again each time; vouchers and certificates are issued. What the budget of the year does not cover waits in the order of
// entitlement. When the ground falls away the grant stops the same day, and what was paid for later periods is proposed to come
// back, which a person decides. Half-yearly every running grant is checked against the other registers.
//
// Whoever it concerns is told by SMS where the rules of notices say so (city/tidings); what became of it stands with the grant, and
// who could not be reached so is to be called.
//
// Events heard (outbox): subject.changed, tiding.moved, benefit.matched, benefit.ended, payment.settled, payment.failed, payment.recovered, voucher.redeemed.
//
// Routes; G benefits.grants, D benefits.decide, W benefits.review, P open to all, R: P with the header X-Tiange-Key of the data space.
//   G GET  /api/v1/benefits/grants?state=&policy=&area=&subject=&queue=&call=&after=&limit=   GrantList, masked; call: phone | visit
//   G GET  /api/v1/benefits/grants/{id}                     GrantPage; the look is recorded
//   W GET  /api/v1/benefits/grants/{id}/proof?digest=       GrantProof; the look is recorded
//   G POST /api/v1/benefits/grants/{id}/told                GrantToldIn -> GrantPage: somebody called, or went
//   D POST /api/v1/benefits/grants/{id}/decide              GrantDecisionIn -> GrantPage
//   D POST /api/v1/benefits/grants/{id}/stop                GrantStopIn -> GrantPage
//   D POST /api/v1/benefits/grants/{id}/order_again         GrantPeriodIn -> GrantPage
//   G GET  /api/v1/benefits/reviews?kind=&state=&area=&after=&limit=   ReviewList
//   W POST /api/v1/benefits/reviews/{id}/answer             ReviewAnswerIn -> ReviewView; not by who decided the grant
//   G GET  /api/v1/benefits/claims?state=&area=&after=&limit=          ClaimList
//   W POST /api/v1/benefits/claims/{id}/decide              ClaimDecisionIn -> ClaimView
//   P GET  /api/v1/public/benefits/list?policy=&after=      PublicGrantList
//   P POST /api/v1/public/benefits/list/{id}/objections     ObjectionIn -> ObjectionView
//   R GET  /api/v1/public/benefits/mine                     MyBenefits
//   R POST /api/v1/public/benefits/take                     TakeIn -> MyGrant
//   R POST /api/v1/public/benefits/grants/{id}/{confirm|decline|rejoin}  {} -> MyGrant
//   R POST /api/v1/public/benefits/grants/{id}/appeals      AppealIn -> MyGrant
//   R POST /api/v1/public/benefits/account                  MyAccountIn -> MyAccount
//   G GET  /api/v1/benefits/households/{id}                 HouseholdView; the look is recorded
//   D POST /api/v1/benefits/households/{id}/payees          HouseholdPayeesIn -> HouseholdView; with a reason
//   R POST /api/v1/public/benefits/households/{id}/payees   HouseholdPayeesIn -> HouseholdView; the head alone
//
// What a household is given is paid to its head, or to the first living adult of those whom the head (or an officer, with a reason)
// has named. Where there is neither, nothing is ordered and what has not gone out is withdrawn until somebody is named. The head
// answers for it; each adult member sees it, of the facts of other members only that they counted.

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/calendar.h"
#include "city/benefits/grants/grant_views.h"
#include "city/benefits/payments/payments.h"
#include "city/benefits/policies/policies.h"
#include "city/benefits/vouchers/vouchers.h"
#include "city/org/org.h"
#include "city/places/places.h"
#include "city/registers/subjects/subjects.h"
#include "city/spaces/spaces.h"
#include "platform/db/db.h"
#include "platform/db/outbox.h"
#include "platform/http/http.h"

namespace tiange::grants {

// Everything outlives the room; `outbox` has not been started.
struct GrantParts {
  db::Db& db;
  const Clock& clock;
  IdSource& ids;
  org::Org& org;
  const places::Places& places;
  registers::Subjects& subjects;
  benefits::Policies& policies;
  benefits::Payments& payments;
  vouchers::Vouchers& vouchers;
  spaces::Spaces& spaces;
  std::shared_ptr<const WorkCalendar> calendar;
  // Tells screens of a unit that something waits; may be empty.
  std::function<void(db::Tx&, const std::string& unit)> tell;
  std::string district;
  bool national_digest = false;  // SM3 instead of SHA-256
};

// Who acts for a firm, once the door of firms has made sure; the name stands in histories.
struct ForFirm {
  registers::SubjectId firm;
  std::string name;
};

class Grants {
 public:
  virtual ~Grants() = default;
  // ---- a firm, for its own door ----
  virtual MyBenefits of_firm(db::Tx& tx, registers::SubjectId firm, Instant now) = 0;
  // What the firm was told of and nobody who acts for it has read.
  virtual std::size_t unread_of_firm(db::Tx& tx, registers::SubjectId firm) const = 0;
  virtual void read_by_firm(db::Tx& tx, const ForFirm& who, Instant now) = 0;
  // confirm | decline | rejoin. Refused (not_found) when the grant is not the firm's.
  virtual Result<MyGrant> answer_for_firm(db::Tx& tx, const ForFirm& who, std::int64_t grant, std::string_view act, Instant now) = 0;
  virtual Result<MyGrant> take_for_firm(db::Tx& tx, const ForFirm& who, std::string_view policy, Instant now) = 0;
  // A review of a decision, or a fact that is wrong.
  virtual Result<MyGrant> appeal_for_firm(db::Tx& tx, const ForFirm& who, std::int64_t grant, const AppealIn& in, Instant now) = 0;
  virtual Result<MyAccount> account_for_firm(db::Tx& tx, const ForFirm& who, const MyAccountIn& in, Instant now) = 0;

  virtual void listen(db::Outbox& outbox) = 0;
  // Ends of notices, instalments that are due, the queue, re-checks, corrections that were answered; every few seconds, outside
  // transactions. Returns how many grants moved.
  virtual std::size_t tend(Instant now) = 0;
  virtual void add_routes(http::Routes& routes, const http::Recorder& record) = 0;
};

std::span<const db::Migration> grant_migrations();
std::unique_ptr<Grants> open_grants(GrantParts parts);

}  // namespace tiange::grants
