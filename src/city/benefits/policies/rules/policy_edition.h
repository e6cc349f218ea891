#pragma once
// A policy as a definition: who is entitled, to what, on what ground and on what terms.

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "city/registers/facts/facts.h"

namespace tiange::benefits {

using registers::AgeRule;
using registers::Kind;
using registers::LeapRule;
using registers::SubjectId;

// What is given. A service or a guide costs nothing that is known here.
enum class BenefitForm { money, certificate, voucher, service };
BOOST_DESCRIBE_ENUM(BenefitForm, money, certificate, voucher, service)
enum class PolicyRhythm { once, monthly, yearly, on_event };
BOOST_DESCRIBE_ENUM(PolicyRhythm, once, monthly, yearly, on_event)
enum class PolicyApproval { rule, person };
BOOST_DESCRIBE_ENUM(PolicyApproval, rule, person)
// Which month is the first one paid: the one in which the ground arose, or the next one.
enum class MonthRule { this_month, next_month };
BOOST_DESCRIBE_ENUM(MonthRule, this_month, next_month)
// Of a yearly amount in the first year: all of it, or a twelfth for each month from the first one paid.
enum class Proration { whole, by_month };
BOOST_DESCRIBE_ENUM(Proration, whole, by_month)
enum class Territory { any, household_register, residence };
BOOST_DESCRIBE_ENUM(Territory, any, household_register, residence)
// What is asked back when the ground fell away before what was paid: nothing, what was paid for later periods, or all of it.
enum class RecoveryRule { none, later_periods, whole };
BOOST_DESCRIBE_ENUM(RecoveryRule, none, later_periods, whole)
// How sure the terms are: as published here, published with something to be confirmed, figures of another city that only
// show the shape, or once to be confirmed and since confirmed by somebody with a document's number.
enum class Standing { published, to_confirm, sample, confirmed };
BOOST_DESCRIBE_ENUM(Standing, published, to_confirm, sample, confirmed)
// What is not sure is answered on demand and never pushed.
constexpr bool may_push(Standing standing) { return standing == Standing::published || standing == Standing::confirmed; }

// One named condition; all of them must hold.
struct PolicyCondition {
  static constexpr bool k_json_defaults = true;
  std::string key;
  std::string zh, en;
  std::string feel;   // over the fields of the kind and what is derived from them
  std::string clause; // of the legal text
};
BOOST_DESCRIBE_STRUCT(PolicyCondition, (), (key, zh, en, feel, clause))

// What a field without a value means: nobody knows, or no (who stands in no list of the disabled is not disabled).
enum class Absent { unknown, no };
BOOST_DESCRIBE_ENUM(Absent, unknown, no)

// Where a field is taken from and how fresh it must be when a subject becomes entitled.
struct PolicyField {
  static constexpr bool k_json_defaults = true;
  std::string field;
  std::string source;           // answers for it; empty: the authority of the catalogue
  int days = 0;                 // not older; 0: any age
  Absent absent = Absent::unknown;
};
BOOST_DESCRIBE_STRUCT(PolicyField, (), (field, source, days, absent))

struct PolicyQuota {
  static constexpr bool k_json_defaults = true;
  int per_life = 0;  // 0: no limit
  int per_year = 0;
  int places = 0;    // of all subjects together in a year
};
BOOST_DESCRIBE_STRUCT(PolicyQuota, (), (per_life, per_year, places))

struct PolicyValue {
  static constexpr bool k_json_defaults = true;
  std::string field, value;
};
BOOST_DESCRIBE_STRUCT(PolicyValue, (), (field, value))

// A case with a known answer; all must come out right before a release.
struct PolicyCase {
  static constexpr bool k_json_defaults = true;
  std::string zh, en;
  std::string day;  // "2026-02-28"
  std::vector<PolicyValue> values;
  std::string verdict;          // entitled | not_entitled | missing
  std::int64_t amount_fen = 0;
};
BOOST_DESCRIBE_STRUCT(PolicyCase, (), (zh, en, day, values, verdict, amount_fen))

struct PolicyEdition {
  static constexpr bool k_json_defaults = true;
  std::string key;           // "elderly_allowance"
  std::int64_t edition = 0;  // 1, 2, …
  std::string zh, en;
  std::string words_zh, words_en;   // what it is, for those entitled
  Kind kind = Kind::person;
  std::string group;                // elderly | disabled | children | work | health | relief | veterans | housing | education | firms

  std::string unit;                 // code of the unit that answers: "440604-MZ"
  std::string authority_zh, authority_en;  // who issued it
  std::string document;             // 粤财社〔2026〕19号
  std::string law;                  // the clauses that the rule puts into practice
  std::string effective_from;       // "2026-01-01"
  std::string effective_to;         // last day; empty: open
  Standing standing = Standing::published;
  std::string doubt_zh, doubt_en;   // what is to be confirmed, or whose figures these are

  Territory territory = Territory::any;
  std::vector<PolicyCondition> conditions;
  std::vector<PolicyField> fields;
  std::vector<std::string> lists;       // negative lists that close it: dead, moved_out, dishonest, prison, abnormal, closed
  std::vector<std::string> exclusions;  // policies that are not given beside it
  PolicyQuota quota;
  AgeRule age_rule = AgeRule::on_birthday;
  LeapRule leap_rule = LeapRule::last_of_february;

  BenefitForm form = BenefitForm::money;
  PolicyRhythm rhythm = PolicyRhythm::once;
  std::string amount;                // FEEL over the same fields, in fen; of money and vouchers with a value
  MonthRule month_rule = MonthRule::this_month;
  Proration proration = Proration::whole;
  bool pushed = true;                // matches are kept and told; else it is answered on demand only
  bool needs_confirmation = true;    // by the one entitled
  PolicyApproval approval = PolicyApproval::rule;
  int objection_days = 0;            // working days of public notice before it is granted
  RecoveryRule recovery = RecoveryRule::later_periods;
  std::int64_t budget_fen = 0;       // of a year; 0: not set

  std::vector<PolicyCase> cases;
};
BOOST_DESCRIBE_STRUCT(PolicyEdition, (),
                      (key, edition, zh, en, words_zh, words_en, kind, group, unit, authority_zh, authority_en, document, law, effective_from,
                       effective_to, standing, doubt_zh, doubt_en, territory, conditions, fields, lists, exclusions, quota, age_rule, leap_rule,
                       form, rhythm, amount, month_rule, proration, pushed, needs_confirmation, approval, objection_days, recovery, budget_fen,
                       cases))

}  // namespace tiange::benefits
