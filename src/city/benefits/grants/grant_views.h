#pragma once
// What the desk of grants and residents are shown, and what they send.

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "city/benefits/grants/grant_file.h"
#include "city/benefits/grants/household_file.h"
#include "city/benefits/grants/review_file.h"
#include "city/benefits/vouchers/vouchers.h"

namespace tiange::grants {

// ---- the desk ----

struct GrantRow {
  static constexpr bool k_json_defaults = true;
  std::string id, subject, kind, title;  // masked name
  std::string area, area_name, policy, zh, en, unit, unit_zh, unit_en;
  std::string state, state_zh, state_en, why_zh, why_en;
  std::string form, rhythm, day, means;
  std::int64_t amount_fen = 0, paid_fen = 0;
  Instant offered;
  std::optional<Instant> decided, seen;
  std::string decided_by, next_period, ended_on;
  std::int64_t place = 0;  // in the queue, from 1
  bool failed = false;     // a payment did not go through
  std::string to_call;     // phone | visit: somebody is still to tell
  std::string sms_state;   // waiting | sent | delivered | failed; empty: none
};
BOOST_DESCRIBE_STRUCT(GrantRow, (), (id, subject, kind, title, area, area_name, policy, zh, en, unit, unit_zh, unit_en, state, state_zh, state_en,
                                     why_zh, why_en, form, rhythm, day, means, amount_fen, paid_fen, offered, decided, seen, decided_by,
                                     next_period, ended_on, place, failed, to_call, sms_state))
struct GrantList {
  std::vector<GrantRow> items;
  std::string next;
  std::map<std::string, std::int64_t> counts;  // by state, on the first page
};
BOOST_DESCRIBE_STRUCT(GrantList, (), (items, next, counts))

// One fact as it was frozen; masked by the reader's grade.
struct GrantFact {
  static constexpr bool k_json_defaults = true;
  std::string field, zh, en, value, source, source_zh, source_en, lineage;
  std::string shown_zh, shown_en;  // of a code list
  std::optional<Instant> observed;
  std::string subject;             // whose fact it is: of a household also a member's or a home's
};
BOOST_DESCRIBE_STRUCT(GrantFact, (), (field, zh, en, value, source, source_zh, source_en, lineage, shown_zh, shown_en, observed, subject))
struct GrantReason {
  static constexpr bool k_json_defaults = true;
  std::string zh, en, clause, holds;
};
BOOST_DESCRIBE_STRUCT(GrantReason, (), (zh, en, clause, holds))

struct ReviewView {
  static constexpr bool k_json_defaults = true;
  std::string id, grant, subject, title, kind, state, area_name, policy_zh, policy_en, text, by, phone, field, value, proposal, claim;
  std::vector<Doubt> doubts;
  Instant opened, due;
  bool late = false;
  std::optional<Instant> answered;
  std::string answered_by, answer;
  bool may_answer = false;
};
BOOST_DESCRIBE_STRUCT(ReviewView, (), (id, grant, subject, title, kind, state, area_name, policy_zh, policy_en, text, by, phone, field, value, proposal,
                                       claim, doubts, opened, due, late, answered, answered_by, answer, may_answer))
struct ReviewList {
  std::vector<ReviewView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(ReviewList, (), (items, next))

struct ClaimStep {
  static constexpr bool k_json_defaults = true;
  std::string month;
  std::int64_t amount_fen = 0;
};
BOOST_DESCRIBE_STRUCT(ClaimStep, (), (month, amount_fen))
struct ClaimView {
  static constexpr bool k_json_defaults = true;
  std::string id, grant, subject, title, state, area_name, policy, policy_zh, policy_en, why_zh, why_en;
  std::vector<std::string> periods;
  std::int64_t amount_fen = 0, open_fen = 0;
  int months = 1;
  std::vector<ClaimStep> plan;
  Instant proposed;
  std::string proposed_by;
  std::optional<Instant> decided;
  std::string decided_by, reason, recovery;
  bool may_decide = false;
};
BOOST_DESCRIBE_STRUCT(ClaimView, (), (id, grant, subject, title, state, area_name, policy, policy_zh, policy_en, why_zh, why_en, periods, amount_fen,
                                      open_fen, months, plan, proposed, proposed_by, decided, decided_by, reason, recovery, may_decide))
struct ClaimList {
  std::vector<ClaimView> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(ClaimList, (), (items, next))

struct GrantPage : GrantRow {
  std::string document, law, digest;
  bool confirm = false, by_person = false, confirmed = false;
  GrantSms sms;
  std::optional<Instant> told;       // by somebody who called or went
  std::string told_by, tell_subject; // tell_subject: who is told, the subject or who is paid for it
  std::optional<Instant> window_until;
  std::vector<GrantFact> facts;      // as frozen with the decision; before it as they stand now
  std::vector<GrantReason> reasons;
  bool frozen = false;
  std::vector<Instalment> instalments;
  GrantEvents history;
  std::vector<ReviewView> reviews;
  std::vector<ClaimView> claims;
  std::vector<std::string> may;      // decide | stop | order_again | told
};
BOOST_DESCRIBE_STRUCT(GrantPage, (GrantRow), (document, law, digest, confirm, by_person, confirmed, sms, told, told_by, tell_subject, window_until, facts, reasons, frozen, instalments,
                                              history, reviews, claims, may))
// The frozen text itself, unmasked, and whether its digest fits.
struct GrantProof {
  std::string digest, text;
  Instant kept;
  bool fits = false;
};
BOOST_DESCRIBE_STRUCT(GrantProof, (), (digest, text, kept, fits))

struct GrantDecisionIn {
  static constexpr bool k_json_defaults = true;
  bool yes = false;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(GrantDecisionIn, (), (yes, text))
struct GrantStopIn {
  static constexpr bool k_json_defaults = true;
  std::string day;   // on which the ground fell away; empty: today
  std::string text;
};
BOOST_DESCRIBE_STRUCT(GrantStopIn, (), (day, text))
struct GrantToldIn {
  static constexpr bool k_json_defaults = true;
  std::string means;  // phone | visit
  std::string text;   // what was said; may be empty
};
BOOST_DESCRIBE_STRUCT(GrantToldIn, (), (means, text))
struct GrantPeriodIn {
  static constexpr bool k_json_defaults = true;
  std::string period;
};
BOOST_DESCRIBE_STRUCT(GrantPeriodIn, (), (period))
struct ReviewAnswerIn {
  static constexpr bool k_json_defaults = true;
  std::string outcome;  // uphold | reject
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ReviewAnswerIn, (), (outcome, text))
struct ClaimDecisionIn {
  static constexpr bool k_json_defaults = true;
  std::string outcome;  // approve | waive
  int months = 0;       // 0: as proposed
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ClaimDecisionIn, (), (outcome, months, text))

// ---- everybody ----

struct PublicGrant {
  static constexpr bool k_json_defaults = true;
  std::string id, zh, en, name, number, area_name;  // 陈*, 4406**********123X
  std::int64_t amount_fen = 0;
  Instant until;
};
BOOST_DESCRIBE_STRUCT(PublicGrant, (), (id, zh, en, name, number, area_name, amount_fen, until))
struct PublicGrantList {
  std::vector<PublicGrant> items;
  std::string next;
};
BOOST_DESCRIBE_STRUCT(PublicGrantList, (), (items, next))
struct ObjectionIn {
  static constexpr bool k_json_defaults = true;
  std::string text, name, phone;
};
BOOST_DESCRIBE_STRUCT(ObjectionIn, (), (text, name, phone))
struct ObjectionView {
  std::string id;
  Instant due;
};
BOOST_DESCRIBE_STRUCT(ObjectionView, (), (id, due))

// ---- a resident ----

struct MyGrant {
  static constexpr bool k_json_defaults = true;
  std::string id, subject, whose, policy, zh, en, words_zh, words_en, document;
  std::string state, state_zh, state_en, why_zh, why_en, form, rhythm;
  std::int64_t amount_fen = 0, paid_fen = 0;
  std::optional<Instant> window_until, decided;
  Instant offered;
  std::optional<Instant> seen;
  bool needs_confirm = false;
  std::int64_t place = 0;
  std::string digest;
  std::vector<GrantFact> facts;
  std::vector<Instalment> instalments;
  GrantEvents history;
  std::vector<ReviewView> reviews;
  std::vector<ClaimView> claims;
  std::vector<std::string> may;  // confirm | decline | rejoin | appeal | wrong_fact
  bool paid_to_other = false;    // of a household: another member receives it
};
BOOST_DESCRIBE_STRUCT(MyGrant, (), (id, subject, whose, policy, zh, en, words_zh, words_en, document, state, state_zh, state_en, why_zh, why_en, form,
                                    rhythm, amount_fen, paid_fen, window_until, decided, offered, seen, needs_confirm, place, digest, facts, instalments, history,
                                    reviews, claims, may, paid_to_other))
// A policy that is not held: what is missing, and what to do.
struct MyPolicy {
  static constexpr bool k_json_defaults = true;
  std::string policy, subject, whose, zh, en, words_zh, words_en, document, form, verdict;
  std::int64_t amount_fen = 0;
  std::string turns;               // day on which it will hold if nothing but time passes
  std::vector<GrantReason> lacks;  // conditions that do not hold or are not known
  std::vector<std::string> todo_zh, todo_en;
  bool may_take = false;           // one tap takes it
};
BOOST_DESCRIBE_STRUCT(MyPolicy, (), (policy, subject, whose, zh, en, words_zh, words_en, document, form, verdict, amount_fen, turns, lacks, todo_zh,
                                     todo_en, may_take))
struct MyAccount {
  static constexpr bool k_json_defaults = true;
  std::string bank, number, holder;  // masked
  bool usable = true;
};
BOOST_DESCRIBE_STRUCT(MyAccount, (), (bank, number, holder, usable))
struct MyBenefits {
  static constexpr bool k_json_defaults = true;
  std::string name;
  std::vector<MyGrant> have;
  std::vector<MyPolicy> could, missing;  // entitled and not held; something is missing or nearly there
  std::vector<vouchers::VoucherView> vouchers;
  std::optional<MyAccount> account;
  bool account_needed = false;           // money waits for one
  std::vector<HouseholdView> households; // of which one is an adult member
};
BOOST_DESCRIBE_STRUCT(MyBenefits, (), (name, have, could, missing, vouchers, account, account_needed, households))
struct TakeIn {
  static constexpr bool k_json_defaults = true;
  std::string policy, subject;  // subject: one's own when empty
};
BOOST_DESCRIBE_STRUCT(TakeIn, (), (policy, subject))
struct AppealIn {
  static constexpr bool k_json_defaults = true;
  std::string text;
  std::string field, value;  // a fact that is wrong, and what is right
  std::string claim;
};
BOOST_DESCRIBE_STRUCT(AppealIn, (), (text, field, value, claim))
struct MyAccountIn {
  static constexpr bool k_json_defaults = true;
  std::string bank, number, holder;
};
BOOST_DESCRIBE_STRUCT(MyAccountIn, (), (bank, number, holder))

}  // namespace tiange::grants
