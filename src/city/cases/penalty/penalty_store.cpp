#include "city/cases/penalty/penalty_store.h"

namespace tiange::cases::store {

void add_party(db::Tx& tx, CaseRef ref, const std::string& mark, const std::string& item, Instant now) {
  tx.run("INSERT INTO case_finding_parties (part_key, paper, mark, item, reminded_us) VALUES (?,?,?,?,?)", {ref.part_key, ref.id, mark, item, now});
}

bool reminded_since(db::Tx& tx, const std::string& mark, const std::string& item, Instant since) {
  return tx.one("SELECT 1 FROM case_finding_parties WHERE mark = ? AND item = ? AND reminded_us >= ? LIMIT 1", {mark, item, since},
                [](const db::Row&) { return true; })
      .has_value();
}

}  // namespace tiange::cases::store
