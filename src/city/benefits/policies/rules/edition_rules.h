#pragma once
// Policies read, checked and made ready to be asked. Pure.

#include <memory>
#include <span>

#include "city/benefits/policies/rules/judgement.h"

namespace tiange::benefits {

// From the text of data/benefits/policies.json.
Result<std::vector<PolicyEdition>> read_policies(std::string_view json);

// What is wrong with an edition, beside the catalogue of fields. `known` tells of units ("unit") and policies ("policy").
std::vector<FieldError> check_policy(const PolicyEdition& edition, const registers::FieldCatalogue& catalogue,
                                     FunctionRef<bool(std::string_view what, std::string_view code)> known);

// Whether it may be released as it stands: what is to be confirmed or another city's is not pushed (not_this_state).
Outcome check_release(const PolicyEdition& edition);

// A negative list: whoever stands in it is not entitled, who does not, does not.
struct ListInfo {
  Kind kind;
  const char* key;
  const char* zh;
  const char* en;
  const char* feel;
};
std::vector<ListInfo> negative_lists(Kind kind);

// In force on that day, as far as its own dates say.
bool in_force(const PolicyEdition& edition, Date day);

// The first period that is paid when the ground arose on `day`: "2026-11" (monthly), "2026" (yearly), "once", or of what is given
// on an event the day itself.
std::string first_period(const PolicyEdition& edition, Date day);
// The period that `day` lies in: what a payment made for that day is for.
std::string period_of(const PolicyEdition& edition, Date day);
// Of a whole period's amount what is paid for the first one, half a fen up.
std::int64_t first_amount(const PolicyEdition& edition, std::int64_t amount_fen, Date day);

// One condition of the edition, of its negative lists or of its territory.
struct LiveCondition {
  std::string key, zh, en, clause, feel;
  std::vector<std::string> names;  // that it reads, as the columns are called
  feel::Expression asked;          // unknown where a needed fact is missing
};

// An edition, read.
struct LivePolicy {
  PolicyEdition edition;
  std::vector<LiveCondition> conditions;
  feel::Expression whole;                  // all of them, in three-valued logic
  std::optional<feel::Expression> amount;
  std::vector<std::string> names;          // everything it reads
  std::vector<std::string> bases;          // the catalogue's fields under them
};
// Refuses with the place of what cannot be read: "conditions[2].feel", "amount".
Result<std::shared_ptr<const LivePolicy>> compile(const PolicyEdition& edition, const registers::FieldCatalogue& catalogue);

// Whole fen, half up; nothing for what is no number.
std::optional<std::int64_t> fen_of(const feel::Value& value);

// A condition as it is written, with `age` meaning the age under the edition's rules.
std::string with_age_rule(std::string_view feel, AgeRule rule, LeapRule leap);

}  // namespace tiange::benefits
