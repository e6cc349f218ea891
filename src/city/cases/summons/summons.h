#pragma once
// 点名 Units that something is wanted of: an opinion, an answer, somebody on the spot. Said in an event, so that the rules
// of notices decide who of the unit hears of it and by which means. Costs nothing while nobody listens.

#include <string>
#include <vector>

#include "base/scope.h"
#include "platform/db/outbox.h"

namespace tiange::cases {

struct Summons {
  std::string kind;    // consult.called, owners.asked, owners.ordered, whistle.called, letter.sent, instruction.given
  std::string link;    // where it is answered: a path in the console
  std::string area;    // code; who sees in the log that it was told
  std::string number;  // of the paper
  Words title, text;
  std::vector<std::string> units;
  Permission needs = Permission::cases_handle;  // whoever of a unit may answer
  bool urgent = false;                          // does not wait for the morning
};

// `outbox` may be null.
void summon(db::Tx& tx, db::Outbox* outbox, const Summons& what, Instant now);

}  // namespace tiange::cases
