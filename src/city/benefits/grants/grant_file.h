#pragma once
// A grant 待遇 as the rules see it: what was offered on which terms, where it stands, what was paid. Described, so that it is
// kept as JSON beside the columns that lists need.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/json.h"
#include "base/time.h"
#include "city/benefits/policies/policies.h"

namespace tiange::grants {

using benefits::Judgement;
using benefits::PolicyEdition;
using benefits::BenefitForm;
using benefits::PolicyRhythm;
using registers::SubjectId;

// 已告知 待审批 排队 享受中 已兑现 不可兼得 本人放弃 不予 已停 条件消失
enum class GrantState { noticed, deciding, queued, granted, done, barred, declined, refused, stopped, lapsed };
BOOST_DESCRIBE_ENUM(GrantState, noticed, deciding, queued, granted, done, barred, declined, refused, stopped, lapsed)
Words state_words(GrantState state);

// The terms of the edition by which it was offered; a later edition never alters them.
struct GrantTerms {
  static constexpr bool k_json_defaults = true;
  std::string policy;
  std::int64_t edition = 0;
  std::string zh, en, words_zh, words_en, unit, document, law;
  BenefitForm form = BenefitForm::money;
  PolicyRhythm rhythm = PolicyRhythm::once;
  bool confirm = true;           // the one entitled must say yes
  bool by_person = false;        // a person decides
  int objection_days = 0;        // working days on the public list
  benefits::RecoveryRule recovery = benefits::RecoveryRule::later_periods;
  std::vector<std::string> exclusions;
  int per_life = 0, per_year = 0, places = 0;
  benefits::MonthRule month_rule = benefits::MonthRule::this_month;
  benefits::Proration proration = benefits::Proration::whole;
};
BOOST_DESCRIBE_STRUCT(GrantTerms, (), (policy, edition, zh, en, words_zh, words_en, unit, document, law, form, rhythm, confirm, by_person,
                                       objection_days, recovery, exclusions, per_life, per_year, places, month_rule, proration))
GrantTerms terms_of(const PolicyEdition& edition);

enum class InstalmentState { ordered, paid, failed, cancelled };
BOOST_DESCRIBE_ENUM(InstalmentState, ordered, paid, failed, cancelled)
struct Instalment {
  static constexpr bool k_json_defaults = true;
  std::string period;  // 2026-11, 2026, once, or the day of the event
  std::int64_t amount_fen = 0;
  std::string key, payment;  // key of the order, id of the payment
  InstalmentState state = InstalmentState::ordered;
  Instant ordered;
  std::optional<Instant> settled;
  bool held = false;         // withdrawn until a household has named who is paid
};
BOOST_DESCRIBE_STRUCT(Instalment, (), (period, amount_fen, key, payment, state, ordered, settled, held))

// What became of the last SMS about it.
struct GrantSms {
  static constexpr bool k_json_defaults = true;
  std::string state;             // waiting | sent | delivered | failed; empty: none
  std::string to;                // masked
  std::string why;               // it failed
  std::optional<Instant> at;
};
BOOST_DESCRIBE_STRUCT(GrantSms, (), (state, to, why, at))

struct Grant {
  static constexpr bool k_json_defaults = true;
  std::int64_t id = 0;
  std::int64_t subject = 0;
  std::string kind;     // person | household | firm
  std::string area;     // where the subject was when it was offered
  std::string match;    // id of the match, or "asked:<day>"
  std::string day;      // of the entitlement: the order of the queue
  GrantTerms terms;
  GrantState state = GrantState::noticed;
  std::int64_t amount_fen = 0;   // of one period
  Instant matched, offered;
  std::optional<Instant> window_until;  // of the public list
  bool confirmed = false;
  std::string means;             // portal | phone | visit: how the subject is told
  std::optional<Instant> seen;   // by the subject, in the portal
  GrantSms sms;
  std::optional<Instant> told;   // by somebody who called or went
  std::string told_by;
  std::string digest;            // of the frozen facts that the decision rests on
  std::optional<Instant> decided;
  std::string decided_by;
  std::int64_t decider = 0;      // account; 0: the rule
  std::string why_zh, why_en;    // of where it stands now, in plain words
  std::string next_period;       // to be ordered next; empty: nothing more
  std::vector<Instalment> instalments;
  std::string ended_on;          // day on which the ground fell away
  std::string ended_why;         // dead | moved_out | not_entitled | missing | merged | policy_over | own_wish | person
  std::string recheck_due;       // day
  std::string issued;            // voucher or certificate
  std::string waits;             // "payee": nothing is ordered until a household has named who is paid
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(Grant, (), (id, subject, kind, area, match, day, terms, state, amount_fen, matched, offered, window_until, confirmed, means,
                                  seen, sms, told, told_by, digest, decided, decided_by, decider, why_zh, why_en, next_period, instalments, ended_on, ended_why,
                                  recheck_due, issued, waits, version))

// One line of its history, only ever added.
struct GrantEvent {
  static constexpr bool k_json_defaults = true;
  // offered seen confirmed declined rejoined to_decide approved refused queued admitted ordered paid failed cancelled issued
  // told redeemed stopped barred unbarred lapsed rechecked reopened payee_wanted payee_named note
  std::string act;
  Instant happened;
  std::string by;            // name of a person; empty: the rule
  std::int64_t account = 0;
  std::string zh, en;        // in plain words
  std::string period, key, ref, day, digest, why;
  std::int64_t amount_fen = 0;
  std::optional<Instant> until;
};
BOOST_DESCRIBE_STRUCT(GrantEvent, (), (act, happened, by, account, zh, en, period, key, ref, day, digest, why, amount_fen, until))
using GrantEvents = std::vector<GrantEvent>;

// What else the subject holds, as exclusions and quotas see it.
struct HeldGrant {
  std::int64_t id = 0;
  std::string policy, zh, en;
  GrantState state = GrantState::noticed;
  std::string day;
  bool ever_given = false;               // something was ordered or issued
  std::vector<std::string> exclusions;
  std::vector<std::string> periods;      // ordered or paid
};

// Cannot fail: what was decided has happened.
void apply(Grant& grant, const GrantEvent& event);

}  // namespace tiange::grants
