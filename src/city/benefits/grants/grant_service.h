#pragma once

#include <memory>

#include "city/benefits/grants/grant_rules.h"
#include "city/benefits/grants/grant_store.h"
#include "city/benefits/grants/grants.h"
#include "city/tidings/tidings.h"

namespace tiange::grants {

// The house acting for a resident: in histories it is the resident himself who acts.
GrantActor resident_actor();

class GrantService : public Grants {
 public:
  explicit GrantService(GrantParts parts) : parts_(std::move(parts)) {}

  void listen(db::Outbox& outbox) override;
  std::size_t tend(Instant now) override;
  void add_routes(http::Routes& routes, const http::Recorder& record) override;

  // ---- what happens by itself ----
  Outcome matched(db::Tx& tx, const std::string& body, Instant now);
  Outcome ended(db::Tx& tx, const std::string& body, Instant now);
  Outcome paid(db::Tx& tx, const std::string& body, Instant now);
  Outcome unpaid(db::Tx& tx, const std::string& body, Instant now);
  Outcome came_back(db::Tx& tx, const std::string& body, Instant now);
  Outcome redeemed(db::Tx& tx, const std::string& body, Instant now);
  Outcome sms_moved(db::Tx& tx, const std::string& body, Instant now);

  // ---- the desk ----
  struct ListAsk {
    store::GrantAsk ask;
    std::optional<std::int64_t> subject;
  };
  Result<GrantList> list(db::Tx& tx, const Scope& scope, const ListAsk& ask, Instant now) const;
  Result<GrantPage> page(db::Tx& tx, const Scope& scope, std::int64_t id, bool look, Instant now);
  Result<GrantProof> proof(db::Tx& tx, const Scope& scope, std::int64_t id, std::string_view digest, Instant now);
  Result<GrantPage> decide(db::Tx& tx, const Scope& scope, std::int64_t id, const GrantDecisionIn& in, Instant now);
  Result<GrantPage> stop_by_hand(db::Tx& tx, const Scope& scope, std::int64_t id, const GrantStopIn& in, Instant now);
  Result<GrantPage> again(db::Tx& tx, const Scope& scope, std::int64_t id, const GrantPeriodIn& in, Instant now);

  // Somebody called, or went.
  Result<GrantPage> tell_by_hand(db::Tx& tx, const Scope& scope, std::int64_t id, const GrantToldIn& in, Instant now);

  // ---- reviews and claims ----
  Result<ReviewList> reviews(db::Tx& tx, const Scope& scope, const store::ReviewAsk& ask, Instant now) const;
  Result<ReviewView> answer(db::Tx& tx, const Scope& scope, std::int64_t id, const ReviewAnswerIn& in, Instant now);
  Result<ClaimList> claims(db::Tx& tx, const Scope& scope, const store::ClaimAsk& ask, Instant now) const;
  Result<ClaimView> decide_claim(db::Tx& tx, const Scope& scope, std::int64_t id, const ClaimDecisionIn& in, Instant now);
  Result<PublicGrantList> public_list(db::Tx& tx, std::string_view policy, std::int64_t after, Instant now) const;
  Result<ObjectionView> object(db::Tx& tx, std::int64_t id, const ObjectionIn& in, Instant now);

  // ---- a resident ----
  Result<MyBenefits> mine(db::Tx& tx, SubjectId me, Instant now);
  // Whether there is something the resident has not read; that it was read is kept.
  bool unseen(db::Tx& tx, SubjectId me, Instant now) const;
  void see(db::Tx& tx, SubjectId me, Instant now);
  Result<MyGrant> take(db::Tx& tx, SubjectId me, const TakeIn& in, Instant now);
  Result<MyGrant> answer_offer(db::Tx& tx, SubjectId me, std::int64_t id, std::string_view act, Instant now);
  Result<MyGrant> appeal(db::Tx& tx, SubjectId me, std::int64_t id, const AppealIn& in, Instant now);
  Result<MyAccount> set_account(db::Tx& tx, SubjectId me, const MyAccountIn& in, Instant now) { return set_account(tx, me, in, resident_actor().name, now); }

  // ---- a household ----
  Result<HouseholdView> household(db::Tx& tx, const Scope& scope, SubjectId id, Instant now);
  Result<HouseholdView> name_by_desk(db::Tx& tx, const Scope& scope, SubjectId id, const HouseholdPayeesIn& in, Instant now);
  Result<HouseholdView> name_by_head(db::Tx& tx, SubjectId me, SubjectId id, const HouseholdPayeesIn& in, Instant now);
  Outcome subject_changed(db::Tx& tx, const std::string& body, Instant now);

  // ---- a firm ----
  MyBenefits of_firm(db::Tx& tx, SubjectId firm, Instant now) override;
  std::size_t unread_of_firm(db::Tx& tx, SubjectId firm) const override;
  void read_by_firm(db::Tx& tx, const ForFirm& who, Instant now) override;
  Result<MyGrant> answer_for_firm(db::Tx& tx, const ForFirm& who, std::int64_t grant, std::string_view act, Instant now) override;
  Result<MyGrant> take_for_firm(db::Tx& tx, const ForFirm& who, std::string_view policy, Instant now) override;
  Result<MyGrant> appeal_for_firm(db::Tx& tx, const ForFirm& who, std::int64_t grant, const AppealIn& in, Instant now) override;
  Result<MyAccount> account_for_firm(db::Tx& tx, const ForFirm& who, const MyAccountIn& in, Instant now) override;

  const GrantParts& parts() const { return parts_; }

 private:
  struct Gathered {
    GrantFacts facts;
    std::string text;  // frozen form of the judgement
  };
  // Whose grants a person sees and answers: the own ones, those of children under 18 and of firms it represents.
  struct Ward {
    SubjectId id;
    std::string title;  // masked; empty: oneself
    registers::Kind kind = registers::Kind::person;
    bool speaks = true;  // for a household: its head
    SubjectId reader;    // of a household
  };
  struct PersonFacts {
    std::string name, id_card, died, phone, born, grid;
    std::string legal_person_id;  // of a firm
    registers::Kind kind = registers::Kind::person;
    bool there = false;
  };

  // flow
  Gathered gather(db::Tx& tx, const Grant& grant, Instant now);
  void room_for(db::Tx& tx, const Grant& grant, GrantFacts& facts);
  std::vector<HeldGrant> held_by(db::Tx& tx, std::int64_t subject) const;
  Result<Grant> begin(db::Tx& tx, const PolicyEdition& edition, SubjectId subject, const std::string& match, const std::string& day, Instant now);
  void carry(db::Tx& tx, Grant& grant, const GrantEvents& events, const Gathered* gathered, Instant now);
  void effect(db::Tx& tx, Grant& grant, const GrantEvent& event, Instant now);
  void advance(db::Tx& tx, Grant& grant, Instant now);
  void order(db::Tx& tx, Grant& grant, const GrantEvent& event, Instant now);
  GrantEvents issue(db::Tx& tx, const Grant& grant, Instant now);
  void finish(db::Tx& tx, Grant& grant, const GrantEvent& event, Instant now);
  void advance_others(db::Tx& tx, const Grant& grant, Instant now);
  void reserve(db::Tx& tx, const Grant& grant, std::int64_t sign, Instant now);
  void open_year(db::Tx& tx, const Grant& grant, int year);
  GroundEnd ground_end(db::Tx& tx, const Grant& grant, const std::string& why, Date day);
  SubjectId payee_of(db::Tx& tx, SubjectId subject, Instant now) const;
  // Of a household its head's.
  PersonFacts person(db::Tx& tx, SubjectId subject) const;
  std::string means_for(db::Tx& tx, SubjectId subject) const;

  // households
  Home home_of(db::Tx& tx, SubjectId household, Instant now) const;
  SubjectId household_payee(db::Tx& tx, SubjectId household, Instant now) const;
  bool speaks_for(db::Tx& tx, const Home& home, SubjectId household, SubjectId me) const;
  void add_households(db::Tx& tx, SubjectId me, std::vector<Ward>& out, Instant now) const;
  void veil(const Ward& ward, MyGrant& one) const;
  HouseholdView household_view(db::Tx& tx, SubjectId household, const Home& home, Instant now) const;
  std::vector<HouseholdView> my_households(db::Tx& tx, SubjectId me, std::span<const Ward> wards, Instant now) const;
  Outcome name_payees(db::Tx& tx, SubjectId household, const Home& home, const HouseholdPayeesIn& in, const std::string& by, Instant now);
  void follow_payee(db::Tx& tx, SubjectId household, const std::string& by, Instant now);
  void wait_for_payee(db::Tx& tx, Grant& grant, Instant now);
  static bool may_see(db::Tx& tx, const Scope& scope, SubjectId household, const Home& home);
  void add_household_held(db::Tx& tx, const Grant& grant, std::vector<HeldGrant>& held, Instant now) const;

  // rounds
  std::size_t round(Instant now, const std::vector<std::int64_t>& ids, const std::function<void(db::Tx&, Grant&)>& act);
  std::size_t admit_queue(Instant now);
  void recheck(db::Tx& tx, Grant& grant, Instant now);
  std::vector<Doubt> doubts_of(db::Tx& tx, const Grant& grant, const Judgement& judged) const;
  void follow_fact(db::Tx& tx, Review review, Instant now);

  // views
  // Officers of a line see what their own units answer for; villages and reviewers whatever lies in their areas.
  static bool concerns(const Scope& scope, std::string_view unit);
  static std::optional<Grant> find(db::Tx& tx, const Scope& scope, std::int64_t id);
  std::string masked_title(db::Tx& tx, const Scope& scope, SubjectId id, Instant now) const;
  GrantRow row(db::Tx& tx, const Scope& scope, const Grant& grant, Instant now) const;
  ReviewView view(db::Tx& tx, const Scope& scope, const Review& review, Instant now) const;
  ClaimView view(db::Tx& tx, const Scope& scope, const Claim& claim, Instant now) const;
  std::vector<GrantFact> facts_of(const Scope& scope, const json::Value& frozen, const Grant& grant, bool unmasked) const;
  static std::vector<GrantReason> reasons_of(const json::Value& frozen);
  // `of`: through whom.
  Result<Grant> mine_of(db::Tx& tx, SubjectId me, std::int64_t id, Instant now, Ward& of) const;
  std::vector<Ward> wards(db::Tx& tx, SubjectId me, Instant now) const;
  MyGrant my_grant(db::Tx& tx, const Grant& grant, const std::string& whose, Instant now) const;
  MyPolicy my_policy(const PolicyEdition& edition, const Judgement& judged, const Ward& ward) const;
  void add_ward(db::Tx& tx, const Ward& ward, const std::vector<PolicyEdition>& live, MyBenefits& out, Instant now);
  void see_ward(db::Tx& tx, SubjectId ward, const std::string& by, Instant now);
  Result<MyGrant> answer_as(db::Tx& tx, Grant grant, std::string_view act, const GrantActor& by, Instant now);
  Result<MyGrant> appeal_as(db::Tx& tx, Grant grant, const AppealIn& in, const std::string& by, Instant now);
  Result<MyGrant> take_as(db::Tx& tx, const Ward& ward, std::string_view policy, const GrantActor& by, Instant now);
  Result<MyAccount> set_account(db::Tx& tx, SubjectId subject, const MyAccountIn& in, const std::string& by, Instant now);
  Words owner_words(const std::string& source, Instant now) const;

  // reviews
  Review open_review(db::Tx& tx, const Grant& grant, ReviewKind kind, const std::string& text, Instant now);
  void propose_claim(db::Tx& tx, const Grant& grant, const Overpaid& over, const GrantEvent& ended, Instant now);

  // What the subject, or who is paid for it, is to hear: by the means that rules of notices know.
  void say(db::Tx& tx, const Grant& grant, const char* kind, Instant now);

  GrantParts parts_;
  db::Outbox* outbox_ = nullptr;
};

void add_grant_routes(http::Routes& routes, GrantService& room, const http::Recorder& record);
void add_review_routes(http::Routes& routes, GrantService& room, const http::Recorder& record);
void add_public_routes(http::Routes& routes, GrantService& room);
void add_household_routes(http::Routes& routes, GrantService& room, const http::Recorder& record);

}  // namespace tiange::grants
