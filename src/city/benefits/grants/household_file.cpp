#include "city/benefits/grants/household_file.h"

#include <algorithm>
#include <set>

#include "city/registers/facts/facts.h"

namespace tiange::grants {

const HomeMember* Home::head() const {
  const auto found = std::find_if(members.begin(), members.end(), [](const HomeMember& one) { return one.head; });
  return found == members.end() ? nullptr : &*found;
}

const HomeMember* Home::member(SubjectId id) const {
  const auto found = std::find_if(members.begin(), members.end(), [&](const HomeMember& one) { return one.id == id; });
  return found == members.end() ? nullptr : &*found;
}

bool is_grown(std::string_view born, Date today) {
  constexpr int k_grown = 18;
  const auto day = registers::date_in(born);
  return day && registers::years_reached(*day, today, registers::AgeRule::on_birthday, registers::LeapRule::last_of_february) >= k_grown;
}

SubjectId payee_among(const Home& home, const HouseholdPayees& named) {
  for (const std::int64_t one : named.order) {
    const HomeMember* member = home.member(SubjectId{one});
    if (member && member->adult) return member->id;
  }
  const HomeMember* head = home.head();
  return head && head->adult ? head->id : SubjectId{};
}

Outcome check_order(const Home& home, std::span<const std::int64_t> order) {
  const std::set<std::int64_t> once(order.begin(), order.end());
  const bool grown = std::all_of(order.begin(), order.end(), [&](std::int64_t one) {
    const HomeMember* member = home.member(SubjectId{one});
    return member && member->adult;
  });
  if (order.size() <= k_most_payees && once.size() == order.size() && grown) return done();
  return refuse_fields(ErrorCode::bad_input, {{"order", "领取人须是本户在册的成年成员，不重复，最多 6 人", "must be adult members of the household, each once, at most 6"}});
}

}  // namespace tiange::grants
