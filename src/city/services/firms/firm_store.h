#pragma once
// The agents of firms. A firm is the part_key; who asks has been checked by the door.

#include <optional>
#include <string>
#include <vector>

#include "base/scope.h"
#include "base/time.h"
#include "platform/db/db.h"

namespace tiange::firms::store {

struct AgentRecord {
  std::int64_t firm = 0, id = 0, person = 0;
  std::int64_t appointer = 0;  // the legal person who appointed them
  std::string name, appointed_by;
  Instant from, until;
  Instant ended;  // zero: not taken back
};

void put(db::Tx& tx, const AgentRecord& row);
std::optional<AgentRecord> find(db::Tx& tx, std::int64_t firm, std::int64_t id);
// Newest first, at most 50.
std::vector<AgentRecord> of_firm(db::Tx& tx, std::int64_t firm);
// Appointments of a person that run now.
std::vector<AgentRecord> of_person(db::Tx& tx, std::int64_t person, Instant now);

}  // namespace tiange::firms::store
