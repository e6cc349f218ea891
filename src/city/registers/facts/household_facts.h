#pragma once
// 按户的事实: what conditions may ask of a household, worked out from its members and its homes. Pure.
//
// A member is a person whose own register names the household's number; the dead are none. The head is the member whose ID
// number the household names. What stands with others is called by where it stands: "member.born", "head.live_address",
// "home.owner".
//
// An age that nobody knows makes the counts by age unknown. Lists work by absence: who is in no list of the disabled is not
// disabled. The income is the sum over all members; who is under 16 or at school and has none counts nothing, anybody else
// without a known income makes it unknown.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "city/registers/subjects/subjects.h"

namespace tiange::registers {

enum class HouseholdFact : std::uint8_t {
  members, minor, elder, aged, disabled, severe, pupil, low_income, low_margin, destitute, unemployed, only_child, lost_child, martyr,
  public_rent, homes, income, income_per_head, head_age, head_died, head_registered_here, lives_here
};
constexpr std::size_t k_household_facts = static_cast<std::size_t>(HouseholdFact::lives_here) + 1;

enum class HouseholdValue : std::uint8_t { count, money, date, yes_no };
struct HouseholdFactInfo {
  HouseholdFact fact;
  const char* field;
  const char* zh;
  const char* en;
  HouseholdValue value;
  const char* bases;  // beside "number", "member.household" and "member.died"; parted by spaces
};
std::span<const HouseholdFactInfo> household_facts();
const HouseholdFactInfo* household_fact(std::string_view name);
std::vector<std::string> household_bases(const HouseholdFactInfo& fact);

// A person as conditions about its household see it.
struct HouseholdMember {
  static constexpr std::int32_t k_no_day = INT32_MIN;
  SubjectId id;
  std::string card;
  std::int32_t born = k_no_day, died = k_no_day;  // days
  std::int64_t income = -1;                       // hundredths of a yuan a month; -1: nobody knows
  std::int8_t registered_here = -1, lives_here = -1;
  std::uint32_t marks = 0;                        // by HouseholdFact
  bool has(HouseholdFact fact) const { return (marks >> static_cast<unsigned>(fact) & 1) != 0; }
  bool dead(Date today) const { return died != k_no_day && died <= today.day; }
};
// `number`: of the household it names, empty when none.
HouseholdMember member_in(const GoldenRow& person, const std::vector<std::string>& inside, std::string& number);
// Whether the sum cannot do without this one's income.
bool lacks_income(const HouseholdMember& member, Date today);

// Raw values of columns; nothing where it is unknown.
using HouseholdSums = std::array<std::optional<std::int64_t>, k_household_facts>;
// `homes`: of the living members.
HouseholdSums sums_of(std::span<const HouseholdMember> members, std::string_view head, std::int64_t homes, Date today);

}  // namespace tiange::registers
