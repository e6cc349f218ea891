#pragma once
// What is said of one subject and one policy, with reasons.

#include "city/benefits/policies/rules/policy_edition.h"

namespace tiange::benefits {

enum class Verdict { entitled, not_entitled, missing };
BOOST_DESCRIBE_ENUM(Verdict, entitled, not_entitled, missing)
enum class Holds { yes, no, unknown };
BOOST_DESCRIBE_ENUM(Holds, yes, no, unknown)

struct FactUsed {
  static constexpr bool k_json_defaults = true;
  std::string subject;   // ref: the subject itself, or the one related to it whose fact it is
  std::string field, zh, en;
  std::string value;     // empty: there is none
  std::string source;    // that said so; of derived facts "derived"
  std::string owner;     // the source that answers for the field
  Instant observed;
  std::string lineage;   // batch and row of the source
  bool stale = false;    // older than the policy allows
};
BOOST_DESCRIBE_STRUCT(FactUsed, (), (subject, field, zh, en, value, source, owner, observed, lineage, stale))

struct PolicyReason {
  static constexpr bool k_json_defaults = true;
  std::string key;              // of the condition; "list:dead", "territory", "fresh:low_income", "amount" of the others
  std::string zh, en;
  std::string clause, feel;
  Holds holds = Holds::unknown;
  std::vector<std::string> fields;
  // Of a number or a date compared with a fixed one: how far away (years, days, …), and the day on which it will hold if
  // nothing but time passes.
  std::optional<double> short_of;
  std::string turns;            // "2027-03-14"; empty: not by time alone
  std::string change_zh, change_en;  // what would change it
};
BOOST_DESCRIBE_STRUCT(PolicyReason, (), (key, zh, en, clause, feel, holds, fields, short_of, turns, change_zh, change_en))

struct Judgement {
  static constexpr bool k_json_defaults = true;
  std::string policy;
  std::int64_t edition = 0;
  std::string subject;  // ref
  std::int64_t subject_version = 0;
  std::string day;      // judged at
  Verdict verdict = Verdict::missing;
  std::int64_t amount_fen = 0;  // of a whole period; 0 unless entitled, and where nothing is paid
  std::int64_t first_amount_fen = 0;  // of the first period, when the ground arose on that day
  std::string period;           // first_period of that day; empty unless entitled
  std::vector<PolicyReason> reasons;
  std::vector<FactUsed> facts;
};
BOOST_DESCRIBE_STRUCT(Judgement, (), (policy, edition, subject, subject_version, day, verdict, amount_fen, first_amount_fen, period, reasons, facts))

}  // namespace tiange::benefits
