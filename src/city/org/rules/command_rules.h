#pragma once
// 委托指挥 Powers that one person lets another use for a while: some of what their own posts give them, in an area no larger
// than their own. Whoever acts by a command has its powers and nothing else, and what they do says so.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/scope.h"
#include "base/time.h"

namespace tiange::org {

struct Command {
  std::int64_t id = 0;
  PersonId from;
  PersonId to;
  std::vector<std::string> powers;  // keys of permissions
  std::vector<std::string> areas;
  Instant starts;
  Instant ends;
  std::string reason;
  std::string made_by;
  Instant ended;  // zero: not taken back
};

bool in_effect(const Command& command, Instant now);
// Not the powers of administrators, nor those that everybody has.
bool may_be_lent(Permission permission);
Permissions powers_of(const Command& command);

// `giver` and `receiver` hold what their own posts give them. Refused with bad_input naming the field, powers_separate or
// powers_apart.
Outcome may_command(const Command& command, const Scope& giver, const Scope& receiver);

// What the receiver has while acting by it: its powers as far as the giver still has them, in its areas as far as the giver
// still covers them, with the giver's units and queues that lie in them whole. Empty when nothing is left.
struct LentPost {
  std::string unit;
  std::vector<std::string> areas;
  std::vector<std::string> queues;
};
Scope acting_scope(const Command& command, const Scope& giver, const std::vector<LentPost>& posts, const Scope& receiver);

}  // namespace tiange::org
