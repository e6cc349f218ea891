#include "city/hotline/visit_store.h"

namespace tiange::hotline::store {

namespace {

#define VISIT_COLUMNS                                                                                             \
  "part_key, id, case_ref, number, title, line, item, unit, area, scored, state, closed, attempts, next_us, "     \
  "due_us, token_mark, token_sealed, means, resolved, satisfied, text, by_person, by_name, done_us, went_back"

VisitRecord visit_from(const db::Row& row) {
  VisitRecord v;
  v.part_key = row.i64(0);
  v.id = row.i64(1);
  v.case_ref = row.str(2);
  v.number = row.str(3);
  v.title = row.str(4);
  v.line = row.str(5);
  v.item = row.str(6);
  v.unit = row.str(7);
  v.area = row.str(8);
  v.scored = row.flag(9);
  v.open = row.text(10) == "open";
  v.closed = row.flag(11);
  v.attempts = row.i64(12);
  v.next_try = row.moment(13);
  v.due = row.moment(14);
  v.token_mark = row.str(15);
  v.token_sealed = row.str(16);
  v.means = json::enum_from<VisitMeans>(row.text(17)).value_or(VisitMeans::call);
  v.resolved = json::enum_from<Resolved>(row.text(18)).value_or(Resolved::unasked);
  v.satisfied = json::enum_from<Satisfied>(row.text(19)).value_or(Satisfied::unrated);
  v.text = row.str(20);
  v.by = PersonId{row.i64(21)};
  v.by_name = row.str(22);
  v.done = row.moment(23);
  v.went_back = row.flag(24);
  return v;
}

}  // namespace

void put_visit(db::Tx& tx, const VisitRecord& v) {
  tx.run("INSERT INTO hotline_visits (" VISIT_COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
         " ON CONFLICT (part_key, id) DO UPDATE SET state = excluded.state, closed = excluded.closed,"
         " attempts = excluded.attempts, next_us = excluded.next_us, due_us = excluded.due_us,"
         " token_mark = excluded.token_mark, token_sealed = excluded.token_sealed, means = excluded.means,"
         " resolved = excluded.resolved, satisfied = excluded.satisfied, text = excluded.text,"
         " by_person = excluded.by_person, by_name = excluded.by_name, done_us = excluded.done_us,"
         " went_back = excluded.went_back, scored = excluded.scored, unit = excluded.unit, area = excluded.area",
         {v.part_key, v.id, v.case_ref, v.number, v.title, v.line, v.item, v.unit, v.area, v.scored,
          v.open ? "open" : "done", v.closed, v.attempts, v.next_try, v.due, db::Bytes{v.token_mark},
          db::Bytes{v.token_sealed}, json::enum_name(v.means), json::enum_name(v.resolved),
          json::enum_name(v.satisfied), v.text, v.by, v.by_name, v.done, v.went_back});
}

std::optional<VisitRecord> open_visit(db::Tx& tx, const std::string& case_ref) {
  return tx.one("SELECT " VISIT_COLUMNS " FROM hotline_visits WHERE case_ref = ? AND state = 'open' ORDER BY id DESC"
                " LIMIT 1",
                {case_ref}, visit_from);
}

std::optional<VisitRecord> visit_by_token(db::Tx& tx, const std::string& token_mark) {
  return tx.one("SELECT " VISIT_COLUMNS " FROM hotline_visits WHERE token_mark = ? ORDER BY id DESC LIMIT 1",
                {db::Bytes{token_mark}}, visit_from);
}

std::vector<VisitRecord> visits_of(db::Tx& tx, const std::string& case_ref) {
  return tx.all("SELECT " VISIT_COLUMNS " FROM hotline_visits WHERE case_ref = ? ORDER BY id DESC", {case_ref}, visit_from);
}

std::vector<VisitRecord> open_visits(db::Tx& tx, Instant now, int limit) {
  return tx.all("SELECT " VISIT_COLUMNS " FROM hotline_visits WHERE state = 'open' AND closed = 1 AND due_us > ?"
                " ORDER BY due_us, id LIMIT ?",
                {now, limit}, visit_from);
}

std::vector<VisitRecord> done_visits(db::Tx& tx, Instant before, std::int64_t before_id, int limit) {
  return tx.all("SELECT " VISIT_COLUMNS " FROM hotline_visits WHERE done_us > 0 AND (done_us, id) < (?, ?)"
                " ORDER BY done_us DESC, id DESC LIMIT ?",
                {before, before_id, limit}, visit_from);
}

void let_go(db::Tx& tx, Instant now) {
  tx.run("UPDATE hotline_visits SET state = 'gone' WHERE state = 'open' AND closed = 1 AND due_us <= ?", {now});
}

}  // namespace tiange::hotline::store
