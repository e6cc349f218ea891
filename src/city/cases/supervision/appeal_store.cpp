#include "city/cases/supervision/appeal_store.h"

namespace tiange::cases::store {

namespace {

#define APPEAL_COLUMNS                                                                                         \
  "part_key, case_id, id, number, case_number, state, area, unit, grounds, filed_us, filed_by, filed_name, "   \
  "due_us, first_by, first_name, first_text, first_us, second_by, second_name, second_text, second_us, "       \
  "overran_us, settled_us"

StoredAppeal read_appeal(const db::Row& row) {
  StoredAppeal a;
  a.about = {row.i64(0), CaseId{row.i64(1)}};
  a.id = row.i64(2);
  a.number = row.str(3);
  a.case_number = row.str(4);
  a.state = static_cast<AppealState>(row.i64(5));
  a.area = row.str(6);
  a.unit = row.str(7);
  a.grounds = row.str(8);
  a.filed = row.moment(9);
  a.filed_by = PersonId{row.i64(10)};
  a.filed_name = row.str(11);
  a.due = row.moment(12);
  a.first = {PersonId{row.i64(13)}, row.str(14), row.str(15), row.moment(16)};
  a.second = {PersonId{row.i64(17)}, row.str(18), row.str(19), row.moment(20)};
  a.overran = row.moment(21);
  a.settled = row.moment(22);
  return a;
}

}  // namespace

bool add_appeal(db::Tx& tx, const StoredAppeal& a) {
  return tx.run("INSERT INTO case_appeals (" APPEAL_COLUMNS
                ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (part_key, case_id) DO NOTHING",
                {a.about.part_key, a.about.id, a.id, a.number, a.case_number, static_cast<int>(a.state), a.area, a.unit,
                 a.grounds, a.filed, a.filed_by, a.filed_name, a.due, a.first.by, a.first.name, a.first.text,
                 a.first.done, a.second.by, a.second.name, a.second.text, a.second.done, a.overran, a.settled}) == 1;
}

bool set_appeal(db::Tx& tx, const StoredAppeal& a, AppealState from) {
  return tx.run(
             "UPDATE case_appeals SET state = ?, due_us = ?, first_by = ?, first_name = ?, first_text = ?, "
             "first_us = ?, second_by = ?, second_name = ?, second_text = ?, second_us = ? "
             "WHERE part_key = ? AND case_id = ? AND state = ?",
             {static_cast<int>(a.state), a.due, a.first.by, a.first.name, a.first.text, a.first.done, a.second.by,
              a.second.name, a.second.text, a.second.done, a.about.part_key, a.about.id, static_cast<int>(from)}) == 1;
}

std::optional<StoredAppeal> appeal_of(db::Tx& tx, CaseRef about) {
  return tx.one("SELECT " APPEAL_COLUMNS " FROM case_appeals WHERE part_key = ? AND case_id = ?",
                {about.part_key, about.id}, read_appeal);
}

std::optional<StoredAppeal> appeal(db::Tx& tx, std::int64_t id) {
  return tx.one("SELECT " APPEAL_COLUMNS " FROM case_appeals WHERE id = ?", {id}, read_appeal);
}

void each_appeal(db::Tx& tx, std::int64_t before, const std::function<bool(const StoredAppeal&)>& visit) {
  tx.each("SELECT " APPEAL_COLUMNS " FROM case_appeals WHERE id < ? ORDER BY id DESC",
          {before > 0 ? before : INT64_MAX}, [&](const db::Row& row) { return visit(read_appeal(row)); });
}

}  // namespace tiange::cases::store
