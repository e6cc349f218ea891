#include "city/org/contacts/contacts.h"

namespace tiange::org {

std::string phone_of(db::Tx& tx, PersonId person) {
  return tx.one("SELECT phone FROM org_people WHERE id = ?", {person}, [](const db::Row& row) { return row.str(0); }).value_or("");
}

}  // namespace tiange::org
