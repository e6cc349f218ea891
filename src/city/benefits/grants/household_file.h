#pragma once
// Whom a household has named to receive its money, as kept, and what of it is shown.

#include <boost/describe.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "city/registers/subjects/subjects.h"

namespace tiange::grants {

using registers::SubjectId;

constexpr std::size_t k_most_payees = 6;

// In order: the first of them who is a living adult member is paid; without one the head, while it is such a member.
struct HouseholdPayees {
  static constexpr bool k_json_defaults = true;
  std::vector<std::int64_t> order;
  std::string by;       // who named them: the head, or an officer
  std::string reason;   // of an officer
  std::optional<Instant> at;
};
BOOST_DESCRIBE_STRUCT(HouseholdPayees, (), (order, by, reason, at))

// A living member.
struct HomeMember {
  SubjectId id;
  std::string name, id_card, phone;
  bool head = false, adult = false;
};
struct Home {
  bool there = false;
  std::string number, grid;
  std::vector<HomeMember> members;  // living, by id
  const HomeMember* head() const;
  const HomeMember* member(SubjectId id) const;
};
// 18 years are reached; not known counts as no.
bool is_grown(std::string_view born, Date today);
// Who is paid now; 0: somebody has to be named first.
SubjectId payee_among(const Home& home, const HouseholdPayees& named);
// Refuses (bad_input, "order") what is no order of living adult members.
Outcome check_order(const Home& home, std::span<const std::int64_t> order);

// ---- what is shown ----

struct HouseholdMemberView {
  static constexpr bool k_json_defaults = true;
  std::string ref, name;  // masked
  bool head = false, adult = false, payee = false;
  int order = 0;          // among those named, from 1
};
BOOST_DESCRIBE_STRUCT(HouseholdMemberView, (), (ref, name, head, adult, payee, order))
struct HouseholdView {
  static constexpr bool k_json_defaults = true;
  std::string ref, number, title, area_name;
  std::vector<HouseholdMemberView> members;
  bool waiting = false;   // money waits until somebody is named
  std::string named_by, reason;
  std::optional<Instant> named;
  bool may_name = false;
};
BOOST_DESCRIBE_STRUCT(HouseholdView, (), (ref, number, title, area_name, members, waiting, named_by, reason, named, may_name))
struct HouseholdPayeesIn {
  static constexpr bool k_json_defaults = true;
  std::vector<std::string> order;  // refs of adult members; empty: nobody but the head
  std::string reason;              // of an officer
};
BOOST_DESCRIBE_STRUCT(HouseholdPayeesIn, (), (order, reason))

}  // namespace tiange::grants
